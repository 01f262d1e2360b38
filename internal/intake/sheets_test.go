package intake_test

import (
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
)

// TestSheetsAsTheyCome changes a sound workbook in ways that must be said, and no worse
// than they are.
func TestSheetsAsTheyCome(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	sound := booktest.Write(t, p, f, message.ZH)
	column := func(x *excelize.File, sheet, name string) string {
		rows, err := x.GetRows(sheet)
		sheetstest.Must(t, err)
		for _, cells := range rows[:sheets.TableTop+1] {
			for c, text := range cells {
				if text == name {
					letters, err := excelize.ColumnNumberToName(c + 1)
					sheetstest.Must(t, err)
					return letters
				}
			}
		}
		t.Fatalf("no column %s", name)
		return ""
	}
	for _, c := range []struct {
		name   string
		change func(x *excelize.File)
		code   string
		level  finding.Severity
		same   bool
	}{
		{"a column without amounts is missing", func(x *excelize.File) {
			sheetstest.Must(t, x.RemoveCol("表二", column(x, "表二", "国有资本经营预算")))
		}, "B03", finding.Note, true},
		{"a column with amounts is missing", func(x *excelize.File) {
			sheetstest.Must(t, x.RemoveCol("表二", column(x, "表二", "一般公共预算")))
		}, "B03", finding.Error, false},
		{"a sheet of the template is hidden", func(x *excelize.File) { sheetstest.Must(t, x.SetSheetVisible("表二", false)) }, "B64", finding.Note, true},
		{"a sheet of somebody", func(x *excelize.File) {
			_, err := x.NewSheet("底稿")
			sheetstest.Must(t, err)
			sheetstest.Must(t, x.SetCellStr("底稿", "A1", "数据"))
		}, "B17", finding.Note, true},
		{"a row of dashes", func(x *excelize.File) {
			rows, err := x.GetRows("表三")
			sheetstest.Must(t, err)
			for c := 1; c < 6; c++ {
				sheetstest.Must(t, x.SetCellStr("表三", finding.CellName(len(rows)+1, c), "－"))
			}
		}, "", finding.Note, true},
		{"a number as text below a sum", func(x *excelize.File) {
			text, err := x.GetCellValue("表三", "C8", excelize.Options{RawCellValue: true})
			sheetstest.Must(t, err)
			sheetstest.Must(t, x.SetCellStr("表三", "C8", text))
			sheetstest.Must(t, x.SetCellFormula("表五", "J1", ""))
			sheetstest.Must(t, x.SetCellFormula("表三", "A3", "SUM(C7:C9)"))
		}, "B16", finding.Warning, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found := booktest.Read(t, p, sheetstest.Altered(t, sound, c.change))
			said := c.code == ""
			for _, x := range found {
				switch {
				case x.Code == c.code && x.Severity == c.level:
					said = true
				case x.Severity > finding.Note && c.same:
					t.Errorf("%s %s", x.Code, x.Say(message.ZH))
				}
			}
			if !said {
				t.Errorf("%s is not said: %v", c.code, found)
			}
			if c.same {
				sheetstest.Equal(t, f, got)
			}
		})
	}
}

// TestUnstamped reads a workbook that does not say which template it was made from.
func TestUnstamped(t *testing.T) {
	p := profiletest.Shanxi(t)
	_, found := booktest.Read(t, p, soundSheet().bytes(t))
	for _, x := range found {
		if x.Code == "B15" && x.Severity == finding.Note {
			return
		}
	}
	t.Errorf("not said: %v", found)
}
