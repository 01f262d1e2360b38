package checks_test

import (
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule/checks"
)

// TestReaderExplained answers what the reader found: warnings of any code, and the error
// that asks whether a text is truly the same; other errors stay errors.
func TestReaderExplained(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := with(t, p,
		"explanations[0].code", "B57", "explanations[0].place", "采购与资产!B23", "explanations[0].text", "车辆编制没有变化",
		"explanations[1].code", "b52", "explanations[1].place", "", "explanations[1].text", "原因与上年相同：人员没有变化",
		"explanations[2].code", "D05", "explanations[2].place", "表五!C9", "explanations[2].text", "就是这样",
		"explanations[3].code", "B11", "explanations[3].place", "表一!Z1", "explanations[3].text", "草稿")
	at := func(sheet, cell string) finding.Place { return finding.Place{File: "a.xlsx", Sheet: sheet, Cell: cell} }
	numbers := finding.New("B57", finding.Warning, at("采购与资产", "B20"))
	numbers.Places = append(numbers.Places, at("采购与资产", "B23"))
	same := finding.New("B52", finding.Error, at("上年数与原因", "B12"))
	same.Confirm = true
	read := []finding.Finding{
		numbers,
		same,
		finding.New("D05", finding.Error, at("表五", "C9")),
		finding.New("B11", finding.Warning, at("表一", "Z2")),
	}
	r, err := checks.CheckRead(p, f, message.ZH, read)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		s    finding.Severity
		text string
	}{{finding.Warning, "车辆编制没有变化"}, {finding.Warning, "原因与上年相同：人员没有变化"}, {finding.Error, ""}, {finding.Warning, ""}}
	for i, x := range read {
		if x.Severity != want[i].s || x.Explained != want[i].text {
			t.Errorf("%s is a %s, explained by %q; want %s, %q", x.Code, x.Severity, x.Explained, want[i].s, want[i].text)
		}
	}
	said := ""
	for _, x := range r.Findings {
		if x.Code == "Z02" {
			said += x.Say(message.ZH) + "\n"
		}
	}
	if said != "D05 是错误，不能以说明代替改正（表五!C9）\n对 B11（表一!Z1）的说明没有对应的警告\n" {
		t.Errorf("said of the explanations:\n%s", said)
	}
}
