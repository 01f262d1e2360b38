package checks_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
)

// TestWhatPassed changes one thing in the example, which is sound: what filings of release
// 0.1.0 could say without a word.
func TestWhatPassed(t *testing.T) {
	p := profiletest.Shanxi(t)
	const form = "performance.projects[2]."
	overview := "省级财政按每人8000元的标准，对我县18名到村任职选调生安排2024年度补助资金144000元，与中央补助统筹用于选调生在村工作期间的办公、调研、培训和必要的生活补助。"
	measures := example(t, p).Tables["performance.projects"][2].Text("measures")
	unquantified := []string{}
	for i := range 10 {
		for _, c := range []string{".value", ".annual_value"} {
			at := form + "indicators[" + string(rune('0'+i)) + "]"
			if i != 7 {
				unquantified = append(unquantified, at+c, "有效")
			}
		}
	}
	for _, c := range []struct {
		name string
		set  []string
		year int
		want []string // code level: part of what is said
	}{
		{"as it is", nil, 0, nil},
		{"last year's general public budget in yuan", []string{"prior_year.general_public_expenditure", "25448500.00"}, 0, []string{"N16 error"}},
		{"last year's text", []string{"government_purchase_of_services", "2023年度本单位未安排政府购买服务预算。"}, 0, []string{"N19 warning 2023"}},
		{"the year after", nil, 2025, []string{"N19 error 2024"}},
		{"five texts that are one", []string{form + "basis", overview, form + "necessity", overview, form + "measures", overview, form + "plan", overview}, 0, []string{"P16 warning 5 栏"}},
		{"the plan is the measures", []string{form + "plan", measures}, 0, []string{"P16 warning 项目实施计划"}},
		{"an amount that is not the total", []string{form + "overview", "本项目预算300万元，用于补助到村任职选调生。"}, 0, []string{"P17 warning 300万元"}},
		{"one indicator with two values", []string{form + "indicators[0].annual_value", "99人"}, 0, []string{"P18 warning 99人"}},
		{"nothing to measure", unquantified, 0, []string{"P19 warning 有效"}},
		{"an amount beside a blank label", []string{"tables.t04[10].revenue", "12.34"}, 0, []string{"X34 error 12.34"}},
		{"no reason", []string{"reasons.revenue", "主要原因是。"}, 0, []string{"N01 error"}},
		{"a reason that is none", []string{"reasons.revenue", "工作量增加，与上年相比有所增加"}, 0, []string{"N02 warning", "N20 warning"}},
		{"a figure that was handed down", []string{"reasons.expenditure", "根据财政下达控制数编制"}, 0, []string{"N02 warning"}},
		{"the other direction", []string{"reasons.revenue", "新增先锋在线平台等项目，财政拨款收入增加"}, 0, []string{"N20 warning 另一个方向"}},
		{"an identity number", []string{"other_notes", "经办人王某（110101199003070134）。"}, 0, []string{"N22 error 1101……4"}},
		{"a mobile telephone", []string{"other_notes", "联系人王某，电话138 0013 8000。"}, 0, []string{"N22 warning"}},
		{"an office telephone", []string{"other_notes", "联系电话：0349-7071234、7071235。"}, 0, nil},
		{"carried over for five years", []string{"tables.t13[2].name", "2019年省级财政优抚对象补助资金（市财社【2018】266号）"}, 0, []string{"N26 warning 2019"}},
		{"pay as a project", []string{"tables.t12[20].name", "在职人员绩效工资"}, 0, []string{"N25 warning 绩效工资"}},
		{"procurement in yuan", []string{"procurement.total", "5274000", "procurement.goods", "3854000", "procurement.services", "1420000"}, 0, []string{"N27 error"}},
		{"a department's word", []string{"other_notes", "2024年部门预算公开情况见网站。"}, 0, []string{"N11 warning 年部门预算"}},
		{"history", []string{"other_notes", "2019年机构改革时组建本单位，2021年5月更名。"}, 0, nil},
		{"a duty as it was laid down", []string{"overview.duties[0]", "（一）负责本部门干部队伍建设的宏观指导。"}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := example(t, p)
			for i := 0; i < len(c.set); i += 2 {
				if err := set(p, f, c.set[i], c.set[i+1]); err != nil {
					t.Fatal(err)
				}
			}
			if c.year > 0 {
				f.Year = c.year
				v := f.Fields["fiscal_year"]
				v.Text = strconv.Itoa(c.year)
				f.Fields["fiscal_year"] = v
			}
			var got []string
			for _, x := range check(t, p, f).Findings {
				// Consequences in other rules are theirs to test.
				if x.Severity > finding.Note && (len(c.want) == 0 || slices.ContainsFunc(c.want, func(w string) bool { return strings.HasPrefix(w, x.Code) })) {
					got = append(got, x.Code+" "+x.Severity.String()+" "+x.Say(message.ZH))
				}
			}
			if len(got) != len(c.want) {
				t.Fatalf("got %q, want %q", got, c.want)
			}
			for i, w := range c.want {
				code, rest, _ := strings.Cut(w, " ")
				level, says, _ := strings.Cut(rest, " ")
				if !strings.HasPrefix(got[i], code+" "+level) || !strings.Contains(got[i], says) {
					t.Errorf("got %q, want %q", got[i], w)
				}
			}
		})
	}
}
