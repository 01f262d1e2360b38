package intake_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// otherTitles are titles without the number of a table, as other systems print them.
var otherTitles = map[string]string{
	"t01": "示例县某局2025年部门收支预算总表", "t02": "2025年部门收入预算总表", "t03": "2025年部门支出总体情况表",
	"t04": "2025年财政拨款收支预算总表", "t05": "2025年一般公共预算支出表", "t06": "2025年一般公共预算基本支出预算表",
	"t07": "2025年政府性基金预算收入表", "t08": "2025年政府性基金预算支出情况表", "t09": "2025年国有资本经营预算收支表",
	"t10": "2025年“三公”经费预算表", "t11": "2025年机关运行经费预算表", "t12": "2025年项目支出预算表", "t13": "2025年上年结转项目支出预算表",
}

func TestImportTitles(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	want := printed(p, f)
	l := foreignLayout{sheet: sheetByNumber, above: func(t *profile.Table) [][]string {
		return [][]string{{otherTitles[t.ID]}, {"单位名称：示例县某局"}}
	}}
	data := l.bytes(t, p, f)
	got, err := intake.Import(p, "外部.xlsx", data)
	sheetstest.Must(t, err)
	whole(t, data, got)
	for id, text := range printed(p, got.Filing) {
		if text != want[id] {
			t.Errorf("%s: got\n%swant\n%s", id, text, want[id])
		}
	}
	for _, x := range got.Findings {
		if x.Severity == finding.Error {
			t.Errorf("%s: %s", x.Code, x.Say(message.ZH))
		}
	}
}

// TestImportUnplaced names each table that is none of those prescribed.
func TestImportUnplaced(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	l := foreignLayouts()[0]
	data := sheetstest.Altered(t, l.bytes(t, p, f), func(x *excelize.File) {
		for sheet, title := range map[string]string{"甲": "2025年财政拨款支出总表", "乙": "2025年非税收入表"} {
			_, err := x.NewSheet(sheet)
			sheetstest.Must(t, err, x.SetCellStr(sheet, "A1", title), x.SetCellStr(sheet, "A2", "事项"), x.SetCellStr(sheet, "B2", "数"),
				x.SetCellStr(sheet, "A3", "一"), x.SetCellInt(sheet, "B3", 5), x.SetCellStr(sheet, "A4", "二"), x.SetCellInt(sheet, "B4", 6))
		}
	})
	got, err := intake.Import(p, "外部.xlsx", data)
	sheetstest.Must(t, err)
	whole(t, data, got)
	said := ""
	for _, x := range got.Findings {
		if x.Code == "B35" {
			said += x.Say(message.ZH) + "\n"
		}
	}
	for _, want := range []string{"“甲”A1 起的表“2025年财政拨款支出总表”认不出", "“乙”A1 起的表“2025年非税收入表”认不出"} {
		if !strings.Contains(said, want) {
			t.Errorf("%s is not said: %s", want, said)
		}
	}
}
