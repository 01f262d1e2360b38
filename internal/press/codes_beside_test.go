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

// TestNameTypedBeside: in the short form a name that is typed beside a code is compared with
// that of the list; what the formula shows, and the code's own name, say nothing.
func TestNameTypedBeside(t *testing.T) {
	code := sampleName(t, "2010301")
	english, severity := code.English, finding.Warning
	if code.Certain() {
		severity = finding.Error
	}
	for _, c := range []struct{ name, said string }{
		{"", ""},
		{"行政运行", ""},
		{" 行政 运行", ""},
		{"政府办公厅（室）及相关机构事务 行政运行", ""},
		{english, ""},
		{"一般行政管理事务", "2010302 一般行政管理事务"},
		{"完全不对的名称", "“行政运行”，旁边的名称写作“完全不对的名称”"},
	} {
		_, _, m := checked(t, filing.New("shanxi", 2025), profile.Few, func(x *excelize.File) {
			spendingLines(t, x, "一般公共预算")
			if c.name != "" {
				set(t, x, "支出明细", "C4", c.name)
			}
		})
		found := about(m.Result.Findings, finding.OtherNameBeside)
		switch {
		case c.said == "" && len(found) > 0:
			t.Errorf("%q: %s", c.name, found[0].Say(message.ZH))
		case c.said == "":
		case len(found) != 1 || found[0].Severity != severity || found[0].Places[0].Short() != "支出明细!C4" || !strings.Contains(found[0].Say(message.ZH), c.said):
			t.Errorf("%q: %v", c.name, found)
		case !strings.Contains(found[0].Say(message.EN), english):
			t.Error(found[0].Say(message.EN))
		}
	}
}

// TestNameTypedBesideOnce: one finding for a code and a name, with all its cells; a name
// that the unit gives the code itself is right.
func TestNameTypedBesideOnce(t *testing.T) {
	for _, own := range []bool{false, true} {
		_, _, m := checked(t, filing.New("shanxi", 2025), profile.Few, func(x *excelize.File) {
			spendingLines(t, x, "一般公共预算")
			set(t, x, "支出明细", "B5", "2010301")
			for _, cell := range []string{"C4", "C5"} {
				set(t, x, "支出明细", cell, "机关日常运行")
			}
			if own {
				set(t, x, "补充科目", "B4", "2010301")
				set(t, x, "补充科目", "C4", "机关日常运行")
			}
		})
		found := about(m.Result.Findings, finding.OtherNameBeside)
		if own && len(found) > 0 || !own && (len(found) != 1 || len(found[0].Places) != 2) {
			t.Errorf("named by the unit: %v; %v", own, found)
		}
	}
}

// sampleName is a functional code of the built-in list.
func sampleName(t *testing.T, code string) profile.Code {
	t.Helper()
	p, _ := sample(t)
	c, known := p.Codes["functional_codes"].Lookup(code)
	if !known {
		t.Fatal(code)
	}
	return c
}
