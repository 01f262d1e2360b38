package profile_test

import (
	"regexp"
	"testing"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// TestFormulasInEnglish: every formula of every rule can be read by somebody who knows
// no Chinese.
func TestFormulasInEnglish(t *testing.T) {
	p := profiletest.Shanxi(t)
	for src, want := range map[string]string{
		"本表[@, $] = SUM(本表[下级, $])":                   "this table[@, $] = SUM(this table[rows below, $])",
		"表一[本年支出合计, 合计] = SUM(表一[功能科目, 合计])":          "Table 1[Total current-year expenditures, Total] = SUM(Table 1[functional rows, Total])",
		"SUM(表五[科目编码=2080505, 基本支出]) = 0":             "SUM(Table 5[Item code = 2080505, Basic expenditures]) = 0",
		"采购[政府采购总额] = 采购[货物] + 采购[工程]":                "Procurement[Government procurement, total] = Procurement[Goods] + Procurement[Works]",
		"表四[一般公共预算结转, 金额] = SUM(表十三[单位, 一般公共预算])":     "Table 4[General public budget (carryover), Amount] = SUM(Table 13[units, General public budget])",
		"表十[①公务用车购置费, 一般公共预算] >= SUM(表六[公用经费科目, 合计])": "Table 10[(1) Purchase of official vehicles, General public budget] >= SUM(Table 6[items of operating expenses, Total])",
	} {
		if got := p.Formula(message.EN, src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
		if got := p.Formula(message.ZH, src); got != src {
			t.Errorf("in Chinese %s", got)
		}
	}
	if got := p.Rows(message.EN, "表三.类、表五.类"); got != "Table 3: classes, Table 5: classes" {
		t.Error(got)
	}
	han := regexp.MustCompile(`\p{Han}`)
	for _, r := range p.Rules {
		parts := append([]profile.RulePart{{Each: r.Each, Columns: r.Columns, When: r.When, Check: r.Check}}, r.Parts...)
		for _, part := range parts {
			texts := []string{p.Rows(message.EN, part.Each), p.Formula(message.EN, part.When)}
			for _, c := range part.Columns {
				texts = append(texts, p.Column(message.EN, c))
			}
			for _, c := range part.Check {
				texts = append(texts, p.Formula(message.EN, c))
			}
			for _, s := range texts {
				if han.MatchString(s) {
					t.Errorf("rule %s: %s", r.Code, s)
				}
			}
		}
	}
}
