package press_test

import (
	"bytes"
	"os"
	"slices"
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

// checked fills a workbook and lists the codes of its errors, those not evaluated, and
// the sheets the errors are at.
func checked(t *testing.T, f *filing.Filing, l profile.Layout, fill func(x *excelize.File)) (errors, skipped []string, m *press.Made) {
	t.Helper()
	p, err := press.Profile(press.DefaultProfile)
	if err != nil {
		t.Fatal(err)
	}
	data, err := template.Write(p, f, template.Options{Lang: message.ZH, Layout: l})
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if fill != nil {
		fill(x)
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	m, err = press.Load(press.Input{Name: "x.xlsx", Data: b.Bytes()}, press.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range m.Result.Findings {
		if x.Severity == finding.Error && x.Code != "N09" {
			errors = append(errors, x.Code)
		}
	}
	for _, s := range m.Result.Skipped {
		skipped = append(skipped, s.Code+" "+s.Why(message.ZH))
	}
	return errors, skipped, m
}

// TestShortOfProjectsOnly: a project line with a code counts as spending, so that a unit with
// nothing but projects leaves the spending lines blank; without a code it does not.
func TestShortOfProjectsOnly(t *testing.T) {
	for code, want := range map[string]bool{"2010301": false, "": true} {
		f := filing.New("shanxi", 2025)
		f.Tables["atoms.projects"] = []filing.Row{{Cells: map[string]filing.Value{"name": {Text: "档案整理"}, "class": {Text: "specific_target"},
			"code": {Text: code}, "fund": {Text: "general_public"}, "amount": {Text: "12.30"}}}}
		if errors, _, _ := checked(t, f, profile.Few, nil); slices.Contains(errors, "B19") != want {
			t.Errorf("with code %q: errors %v", code, errors)
		}
	}
}

// TestBlankShort checks a short form nobody has filled: it is said once, and not for
// each of the tables, which it does not have.
func TestBlankShort(t *testing.T) {
	errors, skipped, m := checked(t, filing.New("shanxi", 2025), profile.Few, nil)
	if len(errors) != 1 || errors[0] != "B19" {
		t.Errorf("errors %v", errors)
	}
	for _, s := range skipped {
		if strings.Contains(s, "明细行未计入") {
			t.Errorf("nothing is entered, but a line is said to be left out: %s", s)
		}
	}
	for _, x := range m.Result.Findings {
		for _, at := range x.Places {
			if strings.HasPrefix(at.Name, "表") {
				t.Errorf("%s is about %s", x.Code, at.Name)
			}
		}
	}
}

// spendingLines fills the first rows of the sheet of spending.
func spendingLines(t *testing.T, x *excelize.File, fund string) {
	for i, v := range []any{"2010301", nil, "一般公共预算", "基本支出", nil, 120.5} {
		cell, _ := excelize.CoordinatesToCellName(i+2, 4)
		if v != nil {
			set(t, x, "支出明细", cell, v)
		}
	}
	for i, v := range []any{"2010302", nil, fund, "项目支出", nil, 30.5} {
		cell, _ := excelize.CoordinatesToCellName(i+2, 5)
		if v != nil {
			set(t, x, "支出明细", cell, v)
		}
	}
}

func set(t *testing.T, x *excelize.File, sheet, cell string, v any) {
	t.Helper()
	if err := x.SetCellValue(sheet, cell, v); err != nil {
		t.Fatal(err)
	}
}

// TestUnreadLine has a line of spending whose fund cannot be read: that is the only
// error; what follows from it is not evaluated.
func TestUnreadLine(t *testing.T) {
	errors, skipped, _ := checked(t, filing.New("shanxi", 2025), profile.Few, func(x *excelize.File) { spendingLines(t, x, "财政拨款") })
	if len(errors) != 1 || errors[0] != "B05" {
		t.Errorf("errors %v", errors)
	}
	if !strings.Contains(strings.Join(skipped, "\n"), "支出明细!D5") {
		t.Errorf("not evaluated: %v", skipped)
	}
}

// TestDerivedPlaces names the lists errors of derived tables come from.
func TestDerivedPlaces(t *testing.T) {
	errors, _, m := checked(t, filing.New("shanxi", 2025), profile.Few, func(x *excelize.File) { spendingLines(t, x, "一般公共预算") })
	if len(errors) == 0 {
		t.Fatal("the basic expenditure without items passes")
	}
	for _, x := range m.Result.Findings {
		if x.Code == "X12" && (x.Places[0].Sheet != "支出明细" || x.Places[0].Cell != "G4") {
			t.Errorf("%s at %v", x.Code, x.Places)
		}
	}
}

// TestUnreadFollowers has a formula without a result in a required field, and a header
// nobody knows: each is said once.
func TestUnreadFollowers(t *testing.T) {
	errors, skipped, m := checked(t, filing.New("shanxi", 2025), profile.Full, func(x *excelize.File) {
		if err := x.SetCellFormula("采购与资产", "B6", "NOSUCH(1)"); err != nil {
			t.Fatal(err)
		}
	})
	n := 0
	for _, code := range errors {
		if code == "D05" {
			n++
		}
	}
	for _, x := range m.Result.Findings {
		if x.Code != "D05" && x.Places[0].Sheet == "采购与资产" && x.Places[0].Cell == "B6" {
			t.Errorf("%s at the cell that cannot be read", x.Code)
		}
	}
	if n != 1 || len(skipped) == 0 {
		t.Errorf("%v %v", errors, skipped)
	}
	_, skipped, m = checked(t, filing.New("shanxi", 2025), profile.Full, func(x *excelize.File) {
		set(t, x, "表三", "C4", "甲")
		set(t, x, "表三", "A7", "201")
		set(t, x, "表三", "A8", "20103")
		set(t, x, "表三", "D7", 5)
		set(t, x, "表三", "D8", 5)
	})
	var b strings.Builder
	if err := m.Result.Text(&b, message.ZH); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "缺少“合计”一列"); n > 1 || strings.Contains(b.String(), "缺少此列") {
		t.Errorf("said %d times: %v", n, skipped)
	}
}

// TestKindless checks a full workbook whose Table 12 lacks a column that says what its rows
// are: the column is the only error.
func TestKindless(t *testing.T) {
	p, err := press.Profile(press.DefaultProfile)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"行类型", "项目类别"} {
		f, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", data)
		if err != nil {
			t.Fatal(err)
		}
		errors, skipped, _ := checked(t, f, profile.Full, func(x *excelize.File) { removeColumn(t, x, "表十二", name) })
		if len(errors) != 1 || errors[0] != "B03" {
			t.Errorf("without %s: errors %v", name, errors)
		}
		if !slices.Contains(skipped, "X26 表十二缺少“"+name+"”一列") {
			t.Errorf("without %s: not evaluated %v", name, skipped)
		}
	}
}

// TestColumnWithDefault checks a short form that lacks a column in which a blank means
// something: nothing is assumed, and no tables are made of it.
func TestColumnWithDefault(t *testing.T) {
	errors, _, m := checked(t, filing.New("shanxi", 2025), profile.Few, func(x *excelize.File) {
		spendingLines(t, x, "一般公共预算")
		removeColumn(t, x, "支出明细", "资金年度")
	})
	if !slices.Contains(errors, "B03") {
		t.Errorf("errors %v", errors)
	}
	p, err := press.Profile(press.DefaultProfile)
	if err != nil {
		t.Fatal(err)
	}
	if lost := press.Lost(p, m.Filing, m.Result.Findings, profile.Full); !slices.Contains(lost, "B03") {
		t.Errorf("lost %v", lost)
	}
}

func removeColumn(t *testing.T, x *excelize.File, sheet, name string) {
	t.Helper()
	rows, err := x.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range rows[:6] {
		for c, text := range cells {
			if text != name {
				continue
			}
			letters, err := excelize.ColumnNumberToName(c + 1)
			if err == nil {
				err = x.RemoveCol(sheet, letters)
			}
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no column %s", name)
}
