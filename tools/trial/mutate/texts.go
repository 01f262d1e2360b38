package main

import (
	"fmt"
	"strings"

	"budgetbook/tools/trial/filing"
)

// elsewhere changes a part that is no table and no form.
func elsewhere(name, part, sheet string, change func(m *mutation, f *filing.Filing) bool) *kind {
	return &kind{name, inForms, func(m *mutation) bool {
		m.said = name
		m.at(spot{part: part, sheet: sheet})
		return change(m, m.f)
	}}
}

func otherKinds() []*kind {
	set := func(p *string, v string) bool {
		if *p == v || *p == "" {
			return false
		}
		*p = v
		return true
	}
	prior := func(name string, change func(m *mutation, f *filing.Filing) bool) *kind {
		return elsewhere("prior-"+name, "prior_year", "上年数与原因", change)
	}
	reason := func(name string, change func(m *mutation, f *filing.Filing) bool) *kind {
		return elsewhere("reason-"+name, "reasons", "上年数与原因", change)
	}
	yuanOf := func(v string) string { return amount(cents(v) * 10000) }
	return []*kind{
		prior("income-not-spending", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.Revenue) > 0 && set(&f.Prior.Revenue, amount(cents(f.Prior.Revenue)+1250))
		}),
		prior("general-above-total", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.Revenue) > 0 && set(&f.Prior.General, amount(cents(f.Prior.Revenue)+10000))
		}),
		prior("agency-above-general", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.Agency) > 0 && set(&f.Prior.Agency, amount(cents(f.Prior.General)+10000))
		}),
		prior("three-above-general", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.Three.Reception) > 0 && set(&f.Prior.Three.Reception, amount(cents(f.Prior.General)+10000))
		}),
		prior("general-in-yuan", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.General) > 0 && set(&f.Prior.General, yuanOf(f.Prior.General))
		}),
		prior("agency-in-yuan", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.Agency) > 0 && set(&f.Prior.Agency, yuanOf(f.Prior.Agency))
		}),
		prior("vehicles-in-yuan", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.Three.Operation) > 0 && set(&f.Prior.Three.Operation, yuanOf(f.Prior.Three.Operation))
		}),
		prior("all-in-yuan", func(_ *mutation, f *filing.Filing) bool {
			if cents(f.Prior.Revenue) == 0 {
				return false
			}
			p := &f.Prior
			for _, v := range []*string{&p.Revenue, &p.Expenditure, &p.General, &p.Agency, &p.Three.Overseas, &p.Three.Reception, &p.Three.Purchase, &p.Three.Operation} {
				*v = yuanOf(*v)
			}
			return true
		}),
		prior("copied-from-this-year", func(_ *mutation, f *filing.Filing) bool {
			now := f.Tables["t01"][len(f.Tables["t01"])-1]["revenue"]
			return set(&f.Prior.Revenue, now) && set(&f.Prior.Expenditure, now) && f.Reasons.Revenue != ""
		}),
		prior("blank", func(_ *mutation, f *filing.Filing) bool { return set(&f.Prior.Expenditure, "") }),
		prior("general-blank", func(_ *mutation, f *filing.Filing) bool { return set(&f.Prior.General, "") }),
		prior("total-digits", func(m *mutation, f *filing.Filing) bool {
			v, ok := swap(m, f.Prior.Revenue)
			f.Prior.Expenditure = v
			return ok && set(&f.Prior.Revenue, v)
		}),
		prior("agency-digits", func(m *mutation, f *filing.Filing) bool {
			v, ok := swap(m, f.Prior.Agency)
			return ok && f.Reasons.Agency != "" && set(&f.Prior.Agency, v)
		}),
		prior("sign", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Prior.Agency) > 0 && set(&f.Prior.Agency, "-"+f.Prior.Agency)
		}),
		reason("blank", func(_ *mutation, f *filing.Filing) bool { return set(&f.Reasons.Revenue, "") }),
		reason("agency-blank", func(_ *mutation, f *filing.Filing) bool { return set(&f.Reasons.Agency, "") }),
		reason("three-blank", func(_ *mutation, f *filing.Filing) bool { return set(&f.Reasons.Three.Total, "") }),
		reason("general", func(_ *mutation, f *filing.Filing) bool { return set(&f.Reasons.Expenditure, "人员变动") }),
		reason("empty-phrase", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Reasons.Expenditure, "与上年相比有所增减")
		}),
		reason("by-figures-handed-down", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Reasons.Revenue, "根据财政下达控制数编制")
		}),
		reason("main-reason-is", func(_ *mutation, f *filing.Filing) bool { return set(&f.Reasons.Revenue, "主要原因是。") }),
		reason("amount-stale", func(_ *mutation, f *filing.Filing) bool {
			return f.Reasons.Revenue != "" && set(&f.Reasons.Revenue, "上年一次性项目较多，本年相应调整，收入变动12.34万元，其中减少12.34万元")
		}),
		reason("direction-wrong", func(_ *mutation, f *filing.Filing) bool {
			r := strings.NewReplacer("增加", "减少", "减少", "增加")
			return set(&f.Reasons.Expenditure, r.Replace(f.Reasons.Expenditure))
		}),
		reason("of-last-year", func(m *mutation, f *filing.Filing) bool {
			return f.Reasons.Agency != "" && set(&f.Reasons.Agency, fmt.Sprintf("%d年新录用人员到岗，公用经费比%d年增加", f.Year-3, f.Year-4))
		}),
		elsewhere("services-of-last-year", "government_purchase_of_services", "其他与附件", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Services, strings.ReplaceAll(f.Services, fmt.Sprint(f.Year), fmt.Sprint(f.Year-1)))
		}),
		elsewhere("services-department", "government_purchase_of_services", "其他与附件", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Services, strings.ReplaceAll(f.Services, "本单位", "本部门"))
		}),
		elsewhere("duties-placeholder", "overview", "概况", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Overview.Duties[1], "（二）负责××领域的日常管理工作。")
		}),
		elsewhere("duties-cut", "overview", "概况", func(_ *mutation, f *filing.Filing) bool {
			r := []rune(f.Overview.Duties[0])
			return set(&f.Overview.Duties[0], string(r[:len(r)-9])+"，")
		}),
		elsewhere("duties-missing", "overview", "概况", func(_ *mutation, f *filing.Filing) bool { f.Overview.Duties = nil; return true }),
		elsewhere("duties-double-stop", "overview", "概况", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Overview.Duties[2], f.Overview.Duties[2]+"。")
		}),
		elsewhere("structure-of-other-year", "overview", "概况", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Overview.Structure[0], fmt.Sprintf("截至%d年底，", f.Year-4)+f.Overview.Structure[0])
		}),
		elsewhere("procurement-sum", "procurement", "采购与资产", func(_ *mutation, f *filing.Filing) bool {
			return cents(f.Procurement.Goods) > 0 && set(&f.Procurement.Goods, amount(cents(f.Procurement.Goods)+500))
		}),
		elsewhere("procurement-in-yuan", "procurement", "采购与资产", func(_ *mutation, f *filing.Filing) bool {
			p := &f.Procurement
			if cents(p.Total) < 100 {
				return false
			}
			for _, v := range []*string{&p.Total, &p.Goods, &p.Works, &p.Services} {
				*v = yuanOf(*v)
			}
			return true
		}),
		elsewhere("vehicles-sum", "assets", "采购与资产", func(_ *mutation, f *filing.Filing) bool { return set(&f.Assets.Vehicles.Other, "3") }),
		elsewhere("vehicles-above-quota", "assets", "采购与资产", func(_ *mutation, f *filing.Filing) bool {
			return f.Assets.Vehicles.Quota != "0" && set(&f.Assets.Vehicles.Quota, "0")
		}),
		elsewhere("vehicles-none", "assets", "采购与资产", func(_ *mutation, f *filing.Filing) bool {
			v := &f.Assets.Vehicles
			if v.InUse == "0" {
				return false
			}
			v.Quota, v.InUse, v.Confidential, v.Institution = "0", "0", "0", "0"
			return true
		}),
		elsewhere("assets-date", "assets", "采购与资产", func(_ *mutation, f *filing.Filing) bool {
			return set(&f.Assets.AsOf, fmt.Sprintf("%d-12-31", f.Year-4))
		}),
		elsewhere("area-blank", "assets", "采购与资产", func(_ *mutation, f *filing.Filing) bool { return set(&f.Assets.Area, "") }),
		elsewhere("area-times-ten-thousand", "assets", "采购与资产", func(_ *mutation, f *filing.Filing) bool { return set(&f.Assets.Area, f.Assets.Area+"0000") }),
		elsewhere("equipment-order", "assets", "采购与资产", func(_ *mutation, f *filing.Filing) bool { return set(&f.Assets.Over1m, "9") }),
		elsewhere("cover-year", "fiscal_year", "基本信息", func(_ *mutation, f *filing.Filing) bool { f.Year++; return true }),
		elsewhere("cover-name", "unit", "基本信息", func(m *mutation, f *filing.Filing) bool { return set(&f.Unit.Name, slip(m, f.Unit.Name)) }),
		elsewhere("cover-kind", "unit", "基本信息", func(m *mutation, f *filing.Filing) bool {
			if f.Unit.Kind == "institution" {
				return len(f.Tables["t06"]) > 1 && set(&f.Unit.Kind, "administrative")
			}
			return len(f.Tables["t06"]) > 1 && set(&f.Unit.Kind, "institution")
		}),
		elsewhere("cover-region", "unit", "基本信息", func(_ *mutation, f *filing.Filing) bool { return set(&f.Unit.Region, "南山县") }),
		elsewhere("cover-level", "unit", "基本信息", func(_ *mutation, f *filing.Filing) bool {
			return f.Unit.Level == "county" && set(&f.Unit.Level, "province")
		}),
		elsewhere("cover-department", "unit", "基本信息", func(m *mutation, f *filing.Filing) bool { return set(&f.Unit.Department, slip(m, f.Unit.Department)) }),
	}
}
