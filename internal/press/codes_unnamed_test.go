package press_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// notShown is a way in which a name stands, or does not stand, beside a code, and the cell
// that is noted.
type notShown struct {
	what   string
	layout profile.Layout
	change func(x *excelize.File)
	noted  string
}

// The code that is typed, and its name.
const notShownCode, notShownName = "2050202", "小学教育"

func notShownCases(t *testing.T) []notShown {
	const code, name = notShownCode, notShownName
	forget := func(x *excelize.File) { // the sheet of codes does not know the code
		for row := 1; row < 2000; row++ {
			if v, _ := x.GetCellValue("_lists", "A"+strconv.Itoa(row)); v == code {
				set(t, x, "_lists", "A"+strconv.Itoa(row), "9999999")
			}
		}
	}
	formula := func(text string) func(x *excelize.File) {
		return func(x *excelize.File) {
			if _, err := x.NewSheet("科目"); err != nil {
				t.Fatal(err)
			}
			set(t, x, "科目", "A1", "2050203")
			set(t, x, "科目", "B1", "初中教育")
			if strings.Contains(text, "A1:B2") {
				set(t, x, "科目", "A2", code)
				set(t, x, "科目", "B2", name)
			}
			if err := x.SetCellFormula("表三", "B8", text); err != nil {
				t.Fatal(err)
			}
		}
	}
	blank := func(sheet, cell string, v any) func(x *excelize.File) {
		return func(x *excelize.File) { set(t, x, sheet, cell, v) }
	}
	return []notShown{
		{"a formula without a result", profile.Full, func(*excelize.File) {}, ""},
		{"a formula that finds nothing", profile.Full, forget, "表三!B8"},
		{"no formula", profile.Full, blank("表三", "B8", nil), "表三!B8"},
		{"blanks", profile.Full, blank("表三", "B8", " \u3000"), "表三!B8"},
		{"a name", profile.Full, blank("表三", "B8", name), ""},
		{"a formula of one's own", profile.Full, formula(`IFERROR(VLOOKUP(A8,科目!A1:B2,2,FALSE),"")`), ""},
		{"one that finds nothing", profile.Full, formula(`IFERROR(VLOOKUP(A8,科目!A1:B1,2,FALSE),"")`), "表三!B8"},
		{"INDEX and MATCH", profile.Full, formula(`IFERROR(INDEX(科目!B1:B1,MATCH(A8,科目!A1:A1,0)),"")`), "表三!B8"},
		{"short form: a formula without a result", profile.Few, func(*excelize.File) {}, ""},
		{"short form: one that finds nothing", profile.Few, forget, "支出明细!C4"},
		{"short form: no formula", profile.Few, blank("支出明细", "C4", nil), "支出明细!C4"},
		{"short form: not found", profile.Few, blank("支出明细", "C4", "?"), "支出明细!C4"},
		{"short form: a name of the unit's own", profile.Few, func(x *excelize.File) {
			forget(x)
			set(t, x, "补充科目", "B4", code)
			set(t, x, "补充科目", "C4", name)
		}, ""},
	}
}

// TestNamesNotShown: a code is named whatever stands beside it. It is noted where no name
// would be seen once the workbook is calculated, and only there.
func TestNamesNotShown(t *testing.T) {
	const code, name = notShownCode, notShownName
	for _, c := range notShownCases(t) {
		p, _ := sample(t)
		data, err := template.Write(p, filing.New("shanxi", 2025), template.Options{Layout: c.layout})
		if err != nil {
			t.Fatal(err)
		}
		x, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if c.layout == profile.Full {
			set(t, x, "表三", "A8", code)
			set(t, x, "表三", "C8", 12.5)
		} else {
			for i, v := range []any{code, nil, "一般公共预算", "项目支出", nil, 12.5} {
				if v != nil {
					cell, _ := excelize.CoordinatesToCellName(i+2, 4)
					set(t, x, "支出明细", cell, v)
				}
			}
		}
		c.change(x)
		b, err := x.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		x.Close()
		_, f, found, err := press.Filing(press.Input{Name: "a.xlsx", Data: b.Bytes()}, "")
		if err != nil {
			t.Fatal(err)
		}
		noted := ""
		for _, x := range about(found, finding.NameFilled) {
			noted += x.Places[0].Short()
			if !strings.Contains(x.Say(message.ZH), name) || x.Severity != finding.Note {
				t.Errorf("%s: %s", c.what, x.Say(message.ZH))
			}
		}
		if noted != c.noted {
			t.Errorf("%s: noted is %q, want %q", c.what, noted, c.noted)
		}
		named := false
		for _, r := range f.Tables["t03"] {
			named = named || r.Text("code") == code && r.Text("name") == name
		}
		if !named {
			t.Errorf("%s: the code has no name", c.what)
		}
	}
}

// TestNameOfSeveralAsked: a name that several codes bear is asked for, with their sections,
// and none is chosen; behind the name of its section it is read.
func TestNameOfSeveralAsked(t *testing.T) {
	for name, want := range map[string]string{"行政运行": "", "公安 行政运行": "2040201", "公安/行政运行": "2040201", "小学教育": "2050202", "其他支出类": ""} {
		_, _, m := checked(t, filing.New("shanxi", 2025), profile.Few, func(x *excelize.File) {
			spendingLines(t, x, "一般公共预算")
			set(t, x, "支出明细", "B5", name)
		})
		got := m.Filing.Tables["atoms.spending"][1].Text("code")
		asked := about(m.Result.Findings, finding.NameOfSeveral, finding.CodeTooShort)
		switch {
		case want != "" && (got != want || len(asked) > 0):
			t.Errorf("%s is read as %s, asked is %v", name, got, asked)
		case want == "" && (got != name || len(asked) != 1 || asked[0].Severity != finding.Error || asked[0].Places[0].Short() != "支出明细!B5"):
			t.Errorf("%s is read as %s, asked is %v", name, got, asked)
		case name == "行政运行" && !strings.Contains(asked[0].Say(message.ZH), "人大事务 行政运行"):
			t.Error(asked[0].Say(message.ZH))
		}
	}
}
