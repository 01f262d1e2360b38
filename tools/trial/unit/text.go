package unit

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"budgetbook/tools/trial/filing"
)

// Filing is the unit's filing in a way of rounding.
func (u *Unit) Filing(w Way) *filing.Filing {
	r := rand.New(rand.NewPCG(u.Seed+1, uint64(u.Index)))
	tables := u.Printed(w)
	f := &filing.Filing{Schema: "budgetbook/filing/1", Profile: "shanxi", Year: u.Year, Scope: "unit", Tables: map[string][]filing.Row{}}
	for name, t := range tables {
		rows := []filing.Row{}
		for _, row := range t.Rows {
			out := filing.Row{}
			for k, v := range row.Text {
				out[k] = v
			}
			for _, c := range filing.Columns[name] {
				if filing.Text(c) {
					continue
				}
				out[c] = ""
				if cents, ok := row.Cents[c]; ok && !row.Blank[c] {
					out[c] = cents2(cents)
				}
			}
			rows = append(rows, out)
		}
		f.Tables[name] = rows
	}
	f.Unit = filing.Unit{Name: u.Name, Code: u.Code, Kind: u.Kind, Level: u.Level, Region: u.Region, Department: u.Department}
	field := strings.TrimSuffix(u.area.section.Name, "事务")
	for i, d := range duties {
		if strings.Contains(d, "%s") {
			d = fmt.Sprintf(d, field)
		}
		f.Overview.Duties = append(f.Overview.Duties, "（"+ordinals[i]+"）"+d)
	}
	f.Overview.Structure = []string{fmt.Sprintf("本单位内设办公室、综合业务室、财务室等%d个室，现有在职人员%d名。", 3+r.IntN(8), u.people)}
	if u.people == 0 {
		f.Overview.Structure = []string{"本单位为承担专项任务的机构，工作人员由有关单位抽调，人员经费由原单位列支。"}
	}
	u.prior(f, figuresOf(tables), w)
	round := func(x Fen) string { return cents2(w.round(x)) }
	f.Procurement = filing.Procurement{Total: round(u.Goods + u.Works + u.Services), Goods: round(u.Goods), Works: round(u.Works), Services: round(u.Services)}
	if w == Summed || w == Formulas || w == Approved {
		f.Procurement.Total = cents2(w.round(u.Goods) + w.round(u.Works) + w.round(u.Services))
	}
	f.Performance.Projects = u.forms(r)
	f.Assets = u.assets(r)
	f.Services = fmt.Sprintf("%d年本单位没有安排政府购买服务预算。", u.Year)
	if u.Services > 0 {
		f.Services = fmt.Sprintf("%d年本单位安排政府购买服务预算，主要用于物业管理和信息系统维护等辅助性事项。", u.Year)
	}
	f.Notes = "无。"
	f.Catalogue = &filing.Catalogue{Scope: "none"}
	if (w == Independent || w == Approved) && r.IntN(4) == 0 {
		u.approve(f, tables)
	}
	return f
}

func cents2(c int64) string {
	if c == 0 {
		return "0"
	}
	return cents(c)
}

// approve adds the approved figures; they are what an office prints that rounds them by itself.
func (u *Unit) approve(f *filing.Filing, t map[string]*Table) {
	at := func(table string, row int, column string) string { return cents2(t[table].Rows[row].Cents[column]) }
	last := len(t["t01"].Rows) - 1
	f.Approved = map[string]string{"total_revenue": at("t01", last, "revenue"), "total_expenditure": at("t01", last, "expenditure"),
		"general_public": at("t05", 0, "total"), "basic": at("t03", 0, "basic"), "project": at("t03", 0, "project"), "three_public": at("t10", 5, "total")}
}

// figures are this year's printed figures that are compared with last year's.
type figures struct {
	total, agency, public int64
	three                 [4]int64
}

func figuresOf(t map[string]*Table) figures {
	at := func(table string, row int, column string) int64 { return t[table].Rows[row].Cents[column] }
	return figures{total: at("t01", len(t["t01"].Rows)-1, "revenue"), agency: at("t11", 0, "total"), public: at("t10", 5, "total"),
		three: [4]int64{at("t10", 0, "total"), at("t10", 1, "total"), at("t10", 3, "total"), at("t10", 4, "total")}}
}

// prior fills last year's figures and why this year differs.
func (u *Unit) prior(f *filing.Filing, printed figures, w Way) {
	now := printed.total
	before := w.round(u.Prior.Total)
	p := &f.Prior
	three := [4]*string{&p.Three.Overseas, &p.Three.Reception, &p.Three.Purchase, &p.Three.Operation}
	p.Revenue, p.Expenditure = cents2(before), cents2(before)
	p.General = cents2(w.round(u.Prior.General))
	p.Agency = cents2(w.round(u.Prior.Agency))
	for i := range three {
		*three[i] = cents2(w.round(u.Prior.Three[i]))
	}
	if u.New {
		reason := fmt.Sprintf("本单位为%d年新设立的单位，上年没有单独编制预算，%%s%s万元", u.Year, cents(now))
		f.Reasons.Revenue = fmt.Sprintf(reason, "收入增加")
		f.Reasons.Expenditure = fmt.Sprintf(reason, "支出增加")
	} else {
		f.Reasons.Revenue = why(now-before, "收入", "项目资金安排增加，相应", "一次性项目上年已经完成，")
		f.Reasons.Expenditure = why(now-before, "支出", "新增项目按进度实施，", "上年购置和维修任务已经结束，")
	}
	agency := printed.agency - w.round(u.Prior.Agency)
	f.Reasons.Agency = why(agency, "机关运行经费", "新录用人员到岗，按定额核定的", "在职人员退休，按定额核定的")
	items := []struct {
		to     *string
		up, dn string
	}{
		{&f.Reasons.Three.Overseas, "新增出国招商团组一个，出国费", "上年团组任务完成，出国费"},
		{&f.Reasons.Three.Reception, "承办片区现场会，接待批次增多，接待费", "严格执行接待标准，国内接待批次压减，接待费"},
		{&f.Reasons.Three.Purchase, "更新报废车辆一辆，购置费", "上年车辆更新完成，购置费"},
		{&f.Reasons.Three.Operation, "下乡任务增多，油料和维修费", "报废老旧车辆一辆，油料和维修费"},
	}
	for i, x := range items {
		*x.to = why(printed.three[i]-w.round(u.Prior.Three[i]), "", x.up, x.dn)
	}
	all := printed.public
	for i := range u.Prior.Three {
		all -= w.round(u.Prior.Three[i])
	}
	f.Reasons.Three.Total = why(all, "“三公”经费", "公务活动任务增多，按实际需要安排的", "落实过紧日子要求，合并公务活动，")
}

func why(d int64, what, up, down string) string {
	switch {
	case d > 0:
		return fmt.Sprintf("%s%s增加%s万元", up, what, cents(d))
	case d < 0:
		return fmt.Sprintf("%s%s减少%s万元", down, what, cents(-d))
	}
	return ""
}

func (u *Unit) forms(r *rand.Rand) []filing.Form {
	forms := []filing.Form{}
	for _, carry := range []bool{false, true} {
		for _, specific := range []bool{true, false} {
			for i := range u.Projects {
				if p := &u.Projects[i]; p.Carry == carry && p.Specific == specific && p.Form {
					forms = append(forms, u.form(p, r))
				}
			}
		}
	}
	return forms
}

func (u *Unit) form(p *Project, r *rand.Rand) filing.Form {
	k := p.kind
	fill := strings.NewReplacer("{n}", fmt.Sprint(p.count), "{y}", fmt.Sprint(u.Year), "{a}", yuan(p.Total()), "{u}", u.Name)
	f := filing.Form{Name: p.Name, Department: u.Code[:3] + "-" + u.Department, Unit: u.Name, Attribute: "一次性项目（1年结束）", Period: "1年"}
	treasuryMoney := p.Funds[General] + p.Funds[Government] + p.Funds[Capital]
	side := filing.Funds{Total: yuan(p.Total()), Central: yuan(p.Central), Province: yuan(p.Province),
		Local: yuan(treasuryMoney - p.Central - p.Province), Own: yuan(p.Funds[Special] + p.Funds[Own])}
	f.Funds.Whole, f.Funds.Annual = side, side
	f.Overview = p.Name + "：" + fill.Replace(k.overview)
	f.Basis, f.Necessity, f.Measures, f.Plan = fill.Replace(k.basis), fill.Replace(k.necessity), fill.Replace(k.measures), fill.Replace(k.plan)
	f.GoalWhole = fill.Replace(k.target)
	f.GoalAnnual = f.GoalWhole
	put := func(one, two, name, value string) {
		f.Indicators = append(f.Indicators, filing.Indicator{Level1: one, Level2: two, Name: name, Value: value, AnnualName: name, AnnualValue: value})
	}
	put("产出指标", "数量指标", k.quantity, fmt.Sprintf("≥%d%s", p.count, k.measure))
	put("产出指标", "质量指标", k.quality, k.qualityValue)
	put("产出指标", "时效指标", "任务完成时间", fmt.Sprintf("%d年%d月底前", u.Year, 10+r.IntN(3)))
	put("产出指标", "成本指标", "项目资金控制数", "≤"+yuan(p.Total())+"元")
	put("效益指标", "经济效益指标", "", "")
	put("效益指标", "社会效益指标", k.benefit, k.benefitValue)
	put("效益指标", "生态效益指标", "", "")
	put("效益指标", "可持续影响指标", k.lasting, k.lastingValue)
	put("满意度指标", "服务对象满意度指标", k.who+"满意度", fmt.Sprintf("≥%d%%", 90+r.IntN(8)))
	f.FilledAt = fmt.Sprintf("%d%02d%02d%02d%02d%02d", u.Year, 1+r.IntN(3), 1+r.IntN(28), 8+r.IntN(10), r.IntN(60), r.IntN(60))
	return f
}

func (u *Unit) assets(r *rand.Rand) filing.Assets {
	n := fmt.Sprint(u.Vehicles)
	a := filing.Assets{AsOf: fmt.Sprintf("%d-12-31", u.Year-1), Area: fmt.Sprint(u.Area), Over500k: fmt.Sprint(r.IntN(3)), Over1m: "0"}
	a.Vehicles = filing.Vehicles{Quota: n, InUse: n, Leadership: "0", Confidential: "0", Emergency: "0", Enforcement: "0", Special: "0", Institution: "0", Other: "0"}
	if u.Kind == "institution" {
		a.Vehicles.Institution = n
	} else {
		a.Vehicles.Confidential = n
	}
	return a
}
