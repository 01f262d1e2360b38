package book

import (
	"strconv"
	"strings"

	"budgetbook/tools/trial/filing"
)

// Inputs maps the labels of the sheets of single inputs to their values.
func Inputs(f *filing.Filing) map[string]map[string]*string {
	v := &f.Assets.Vehicles
	return map[string]map[string]*string{
		"上年数与原因": {
			"上年收入总计": &f.Prior.Revenue, "上年支出总计": &f.Prior.Expenditure, "上年一般公共预算支出": &f.Prior.General, "上年机关运行经费": &f.Prior.Agency,
			"上年因公出国（境）费": &f.Prior.Three.Overseas, "上年公务接待费": &f.Prior.Three.Reception, "上年公务用车购置费": &f.Prior.Three.Purchase,
			"上年公务用车运行维护费": &f.Prior.Three.Operation,
			"收入变动原因":      &f.Reasons.Revenue, "支出变动原因": &f.Reasons.Expenditure, "机关运行经费变动原因": &f.Reasons.Agency,
			"“三公”经费变动原因": &f.Reasons.Three.Total, "因公出国（境）费变动原因": &f.Reasons.Three.Overseas, "公务接待费变动原因": &f.Reasons.Three.Reception,
			"公务用车购置费变动原因": &f.Reasons.Three.Purchase, "公务用车运行维护费变动原因": &f.Reasons.Three.Operation,
		},
		"采购与资产": {
			"政府采购总额": &f.Procurement.Total, "货物": &f.Procurement.Goods, "工程": &f.Procurement.Works, "服务": &f.Procurement.Services,
			"统计截止日期": &f.Assets.AsOf, "车辆编制数": &v.Quota, "车辆实有数": &v.InUse, "领导用车": &v.Leadership, "机要通信用车": &v.Confidential,
			"应急保障用车": &v.Emergency, "执法执勤用车": &v.Enforcement, "特种专业技术用车": &v.Special, "事业单位业务用车": &v.Institution, "其他公务用车": &v.Other,
			"办公用房面积": &f.Assets.Area, "单价50万元以上通用设备": &f.Assets.Over500k, "单价100万元以上通用设备": &f.Assets.Over1m,
		},
		"其他与附件": {"单位整体绩效目标": &f.Performance.Goal, "政府购买服务情况": &f.Services, "其他需要说明的事项": &f.Notes},
		"基本信息":  {"单位名称": &f.Unit.Name, "单位代码": &f.Unit.Code, "所在地区": &f.Unit.Region, "主管部门": &f.Unit.Department},
	}
}

// Input is the cell of a single input.
func (b *Book) Input(sheet, label string) string { return Cell(2, b.find(sheet, 1, label, 4)) }

// Kind types the kind of the unit.
func (b *Book) Kind(text string) {
	b.Text("基本信息", b.Input("基本信息", "单位性质"), text)
}

func (b *Book) fields() {
	for sheet, fields := range Inputs(b.Filing) {
		if sheet == "基本信息" {
			continue
		}
		for label, value := range fields {
			b.Type(sheet, b.Input(sheet, label), *value)
		}
	}
	if b.Filing.Catalogue != nil && b.Filing.Catalogue.Scope == "none" {
		b.Text("其他与附件", b.Input("其他与附件", "政府购买服务指导性目录"), "不印")
	}
	for c, list := range [][]string{b.Filing.Overview.Duties, b.Filing.Overview.Structure} {
		for i, p := range list {
			b.Text("概况", Cell(c+1, 4+i), p)
		}
	}
	for i, k := range []string{"total_revenue", "total_expenditure", "general_public", "basic", "project", "three_public"} {
		if v := b.Filing.Approved[k]; v != "" {
			b.Type("上年数与原因", b.Input("上年数与原因", []string{"批复收入总计", "批复支出总计", "批复一般公共预算支出", "批复基本支出", "批复项目支出", "批复“三公”经费"}[i]), v)
		}
	}
}

// FormColumns are the headings of the sheet of target forms, with the value of each.
func FormColumns(f *filing.Form) []struct {
	Label string
	Value *string
} {
	w, a := &f.Funds.Whole, &f.Funds.Annual
	return []struct {
		Label string
		Value *string
	}{
		{"项目名称", &f.Name}, {"主管部门及代码", &f.Department}, {"实施单位", &f.Unit}, {"项目属性", &f.Attribute}, {"项目期", &f.Period},
		{"实施期资金总额", &w.Total}, {"实施期中央财政资金", &w.Central}, {"实施期省级财政资金", &w.Province}, {"实施期市县（区）财政资金", &w.Local},
		{"实施期单位自筹", &w.Own}, {"实施期其他资金", &w.Other},
		{"年度资金总额", &a.Total}, {"年度中央财政资金", &a.Central}, {"年度省级财政资金", &a.Province}, {"年度市县（区）财政资金", &a.Local},
		{"年度单位自筹", &a.Own}, {"年度其他资金", &a.Other},
		{"项目概况", &f.Overview}, {"立项依据", &f.Basis}, {"项目设立必要性", &f.Necessity}, {"保证项目实施的制度、措施", &f.Measures},
		{"项目实施计划", &f.Plan}, {"实施期目标", &f.GoalWhole}, {"年度目标", &f.GoalAnnual}, {"填报日期", &f.FilledAt},
	}
}

// FormCell is the cell of a field of a target form.
func (b *Book) FormCell(form int, label string) string {
	return Cell(b.column("绩效项目", label), 4+form)
}

// FormOfIndicator is the number of the form that a row of the sheet of indicators belongs to.
func (b *Book) FormOfIndicator(line int) int {
	at := 4
	for i := range b.Filing.Performance.Projects {
		at += len(b.Filing.Performance.Projects[i].Indicators)
		if line < at {
			return i + 1
		}
	}
	return 0
}

// forms fills the two sheets of target forms; dates and years stay texts.
func (b *Book) forms() {
	at := map[string]int{}
	line := 4
	for i := range b.Filing.Performance.Projects {
		f := &b.Filing.Performance.Projects[i]
		b.Type("绩效项目", Cell(1, 4+i), strconv.Itoa(i+1))
		for _, c := range FormColumns(f) {
			if at[c.Label] == 0 {
				at[c.Label] = b.column("绩效项目", c.Label)
			}
			cell := Cell(at[c.Label], 4+i)
			if strings.Contains(c.Label, "资金") || strings.Contains(c.Label, "自筹") {
				b.Type("绩效项目", cell, *c.Value)
			} else if *c.Value != "" {
				b.Text("绩效项目", cell, *c.Value)
			}
		}
		for _, n := range f.Indicators {
			b.Type("绩效指标", Cell(1, line), strconv.Itoa(i+1))
			for k, v := range []string{n.Level1, n.Level2, n.Name, n.Value, n.AnnualName, n.AnnualValue} {
				if v != "" {
					b.Text("绩效指标", Cell(3+k, line), v)
				}
			}
			line++
		}
	}
}

var fundLabels = map[string]string{"general_public": "一般公共预算", "government_fund": "政府性基金预算", "state_capital": "国有资本经营预算",
	"special_account": "财政专户管理资金", "unit_funds": "单位资金"}

// atoms fills the sheets of the short form.
func (b *Book) atoms() {
	a := b.Filing.Atoms
	if a == nil {
		return
	}
	value := func(key, v string) string {
		switch key {
		case "fund":
			return fundLabels[v]
		case "nature":
			return map[string]string{"basic": "基本支出", "project": "项目支出"}[v]
		case "origin":
			return map[string]string{"current": "本年预算", "carryover": "上年结转"}[v]
		case "class":
			return classLabels[v]
		case "item":
			return map[string]string{"overseas": "因公出国（境）费", "reception": "公务接待费", "vehicle_purchase": "公务用车购置费", "vehicle_operation": "公务用车运行维护费"}[v]
		}
		return v
	}
	put := func(sheet string, rows []filing.Row, columns ...string) {
		for i, r := range rows {
			for c, key := range columns {
				switch {
				case key == "" || r[key] == "":
				case key == "amount":
					b.Type(sheet, Cell(2+c, 4+i), r[key])
				default:
					b.Text(sheet, Cell(2+c, 4+i), value(key, r[key]))
				}
			}
		}
	}
	put("支出明细", a.Spending, "code", "", "fund", "nature", "origin", "amount")
	put("项目明细", a.Projects, "name", "class", "code", "", "fund", "origin", "amount")
	put("基本支出明细", a.Basic, "code", "", "government_item", "amount")
	put("政府性基金收入明细", a.FundRevenue, "code", "", "amount")
	put("国有资本收入明细", a.Capital, "code", "", "amount")
	put("三公经费明细", a.ThreePublic, "item", "fund", "amount")
	put("机关运行经费明细", a.Operation, "unit", "fund", "amount")
	put("补充科目", a.Names, "code", "name")
}
