package main

import (
	"fmt"
	"strconv"
	"strings"

	"budgetbook/tools/trial/filing"
)

// inForm changes one target form.
func inForm(name string, change func(m *mutation, f *filing.Form) bool) *kind {
	return &kind{name, inForms, func(m *mutation) bool {
		n := len(m.f.Performance.Projects)
		if n == 0 {
			return false
		}
		i := m.r.IntN(n)
		f := &m.f.Performance.Projects[i]
		m.said = f.Name + ": " + name
		m.at(spot{form: i + 1})
		return change(m, f)
	}}
}

// yuan adds 元 to a figure of a form.
func yuan(v string, add int64) string {
	whole, rest, point := strings.Cut(v, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		panic(err)
	}
	s := strconv.FormatInt(n+add, 10)
	if point {
		s += "." + rest
	}
	return s
}

func isBig(v string) bool { return len(strings.Split(v, ".")[0]) >= 4 }

func formKinds() []*kind {
	set := func(p *string, v string) bool {
		if *p == v {
			return false
		}
		*p = v
		return true
	}
	return []*kind{
		inForm("form-annual-total", func(_ *mutation, f *filing.Form) bool {
			return set(&f.Funds.Annual.Total, yuan(f.Funds.Annual.Total, 1000))
		}),
		inForm("form-whole-total", func(_ *mutation, f *filing.Form) bool {
			return set(&f.Funds.Whole.Total, yuan(f.Funds.Whole.Total, 1000))
		}),
		inForm("form-source", func(_ *mutation, f *filing.Form) bool {
			return set(&f.Funds.Annual.Central, yuan(f.Funds.Annual.Central, 5000))
		}),
		inForm("form-sources-and-total", func(_ *mutation, f *filing.Form) bool {
			a := &f.Funds.Annual
			return set(&a.Local, yuan(a.Local, 30000)) && set(&a.Total, yuan(a.Total, 30000))
		}),
		inForm("form-digits", func(m *mutation, f *filing.Form) bool {
			v, ok := swap(m, f.Funds.Annual.Total)
			return ok && set(&f.Funds.Annual.Total, v)
		}),
		inForm("form-in-wan", func(_ *mutation, f *filing.Form) bool {
			for _, s := range []*filing.Funds{&f.Funds.Whole, &f.Funds.Annual} {
				for _, p := range []*string{&s.Total, &s.Central, &s.Province, &s.Local, &s.Own} {
					if *p != "0" && isBig(*p) {
						w := strings.Split(*p, ".")[0]
						*p = w[:len(w)-4] + "." + w[len(w)-4:]
						if strings.HasPrefix(*p, ".") {
							*p = "0" + *p
						}
					}
				}
			}
			return true
		}),
		inForm("form-of-last-year", func(m *mutation, f *filing.Form) bool {
			return set(&f.FilledAt, fmt.Sprint(m.f.Year-1)+f.FilledAt[4:])
		}),
		inForm("form-date-impossible", func(_ *mutation, f *filing.Form) bool { return set(&f.FilledAt, f.FilledAt[:4]+"1345"+f.FilledAt[8:]) }),
		inForm("form-date-short", func(_ *mutation, f *filing.Form) bool { return set(&f.FilledAt, f.FilledAt[:8]) }),
		inForm("form-name", func(m *mutation, f *filing.Form) bool { return set(&f.Name, slip(m, f.Name)) }),
		inForm("form-unit", func(m *mutation, f *filing.Form) bool { return set(&f.Unit, slip(m, f.Unit)) }),
		inForm("form-department", func(_ *mutation, f *filing.Form) bool { return set(&f.Department, "905-社会保障股") }),
		inForm("form-department-code", func(_ *mutation, f *filing.Form) bool { return set(&f.Department, f.Department[4:]) }),
		inForm("form-text-empty", func(_ *mutation, f *filing.Form) bool { return set(&f.Basis, "") }),
		inForm("form-text-cut", func(_ *mutation, f *filing.Form) bool {
			r := []rune(f.Measures)
			return set(&f.Measures, string(r[:len(r)*2/3])+"，并")
		}),
		inForm("form-texts-equal", func(_ *mutation, f *filing.Form) bool {
			f.Basis, f.Necessity, f.Measures, f.Plan = f.Overview, f.Overview, f.Overview, f.Overview
			return true
		}),
		inForm("form-plan-is-measures", func(_ *mutation, f *filing.Form) bool { return set(&f.Plan, f.Measures) }),
		inForm("form-text-is-name", func(_ *mutation, f *filing.Form) bool { return set(&f.Overview, f.Name) }),
		inForm("form-amount-in-text", func(_ *mutation, f *filing.Form) bool {
			old := f.Funds.Annual.Total
			if !isBig(old) || !strings.Contains(f.Overview, old+"元") {
				return false
			}
			return set(&f.Overview, strings.Replace(f.Overview, old+"元", yuan(old, 20000)+"元", 1))
		}),
		inForm("form-year-in-text", func(m *mutation, f *filing.Form) bool {
			return set(&f.Plan, fmt.Sprintf("%d年3月启动，%d年12月底前全部完成。", m.f.Year-2, m.f.Year-2))
		}),
		inForm("form-goal-differs", func(_ *mutation, f *filing.Form) bool { return set(&f.GoalAnnual, "按照要求完成年度任务。") }),
		inForm("form-goal-empty", func(_ *mutation, f *filing.Form) bool { return set(&f.GoalAnnual, "") }),
		inForm("indicator-lost", func(_ *mutation, f *filing.Form) bool {
			f.Indicators[0].Name, f.Indicators[0].Value, f.Indicators[0].AnnualName, f.Indicators[0].AnnualValue = "", "", "", ""
			return true
		}),
		inForm("indicator-annual-blank", func(_ *mutation, f *filing.Form) bool {
			for i := range f.Indicators {
				f.Indicators[i].AnnualName, f.Indicators[i].AnnualValue = "", ""
			}
			return true
		}),
		inForm("indicator-value-blank", func(_ *mutation, f *filing.Form) bool { return set(&f.Indicators[1].Value, "") }),
		inForm("indicator-annual-differs", func(_ *mutation, f *filing.Form) bool { return set(&f.Indicators[0].AnnualValue, "≥1项") }),
		inForm("indicators-unquantified", func(_ *mutation, f *filing.Form) bool {
			for i := range f.Indicators {
				if f.Indicators[i].Value != "" {
					f.Indicators[i].Value, f.Indicators[i].AnnualValue = "有效", "有效"
				}
			}
			return true
		}),
		inForm("indicator-cost", func(_ *mutation, f *filing.Form) bool {
			v := "≤" + yuan(f.Funds.Annual.Total, 20000) + "元"
			f.Indicators[3].AnnualValue = v
			return set(&f.Indicators[3].Value, v)
		}),
		inForm("indicator-satisfaction-lost", func(_ *mutation, f *filing.Form) bool {
			n := len(f.Indicators) - 1
			f.Indicators[n].Name, f.Indicators[n].AnnualName, f.Indicators[n].AnnualValue = "", "", ""
			return set(&f.Indicators[n].Value, "")
		}),
		inForm("form-period", func(_ *mutation, f *filing.Form) bool { return set(&f.Period, "3年") }),
		inForm("form-persons", func(_ *mutation, f *filing.Form) bool {
			return set(&f.Necessity, f.Necessity+"经办人张伟，联系电话13800138000。")
		}),
		inForm("form-placeholder", func(_ *mutation, f *filing.Form) bool { return set(&f.Basis, "依据XX文件设立。") }),
		inForm("form-punctuation", func(_ *mutation, f *filing.Form) bool {
			return set(&f.Plan, strings.Replace(f.Plan, "。", "。。", 1))
		}),
		{"form-lost", inForms, func(m *mutation) bool {
			p := m.f.Performance.Projects
			if len(p) == 0 {
				return false
			}
			i := m.r.IntN(len(p))
			m.said = p[i].Name + ": form lost"
			for _, t := range []string{"t12", "t13"} {
				for k, r := range m.f.Tables[t] {
					if r["name"] == p[i].Name {
						m.at(spot{table: t, row: k})
					}
				}
			}
			m.f.Performance.Projects = append(append([]filing.Form{}, p[:i]...), p[i+1:]...)
			return true
		}},
		{"form-double", inForms, func(m *mutation) bool {
			p := m.f.Performance.Projects
			if len(p) == 0 {
				return false
			}
			m.f.Performance.Projects = append(p, p[0])
			m.said = p[0].Name + ": form twice"
			m.at(spot{form: 1})
			m.at(spot{form: len(p) + 1})
			return true
		}},
		{"form-funds-exchanged", inForms, func(m *mutation) bool {
			p := m.f.Performance.Projects
			if len(p) < 2 || p[0].Funds.Annual.Total == p[1].Funds.Annual.Total {
				return false
			}
			p[0].Funds, p[1].Funds = p[1].Funds, p[0].Funds
			m.said = p[0].Name + " <-> " + p[1].Name
			m.at(spot{form: 1})
			m.at(spot{form: 2})
			return true
		}},
	}
}
