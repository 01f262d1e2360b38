package press_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// TestUnknownCodesShort: in the short form a text that is no code, and a code that the list
// does not know, are one finding at their cell, with the codes that may be meant.
func TestUnknownCodesShort(t *testing.T) {
	for _, c := range []struct{ sheet, text, code, says string }{
		{"支出明细", "基本养老保险", finding.CodeTooShort, "2080505 机关事业单位基本养老保险缴费支出"},
		{"支出明细", "什么什么支出", finding.CodeTooShort, "不是编码，也不是科目表中的名称"},
		{"支出明细", "20103019", finding.CodeTooShort, "2010301 行政运行"},
		{"支出明细", "2999999", finding.CodeUnlisted, "科目“299、29999、2999999”不在科目列表中"},
		{"支出明细", "2010377", finding.CodeUnlisted, "科目“2010377”不在科目列表中"},
		{"基本支出明细", "津帖补贴", finding.CodeTooShort, "30102 津贴补贴"},
		{"基本支出明细", "30199999", finding.CodeTooShort, "30199 其他工资福利支出"},
		{"基本支出明细", "30177", finding.CodeUnlisted, "30107 绩效工资"},
		{"基本支出明细", "50102", finding.CodeUnlisted, "“50102”（社会保障缴费）属于政府预算支出经济分类科目"},
	} {
		_, _, m := checked(t, filing.New("shanxi", 2025), profile.Few, func(x *excelize.File) {
			spendingLines(t, x, "一般公共预算")
			if c.sheet == "支出明细" {
				set(t, x, c.sheet, "B4", c.text)
				return
			}
			set(t, x, c.sheet, "B4", c.text)
			set(t, x, c.sheet, "D4", "工资奖金津补贴")
			set(t, x, c.sheet, "E4", 120.5)
		})
		var at []finding.Finding
		for _, x := range about(m.Result.Findings, finding.CodeTooShort, finding.CodeUnlisted, finding.NoCode, "D02", "D03") {
			if x.Places[0].Short() == c.sheet+"!B4" {
				at = append(at, x)
			}
		}
		if len(at) != 1 || at[0].Code != c.code || at[0].Severity != finding.Error || !strings.Contains(at[0].Say(message.ZH), c.says) {
			t.Errorf("%s: %v", c.text, at)
		}
	}
}
