package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
)

// shortVariant is one way in which the sheet 支出明细 of the short form is filled.
type shortVariant struct {
	zh, en string
	change func(s *shortSheet)
	note   string
	ask    string
}

// shortSheet is the sheet 支出明细 being filled; its rows begin at row 4.
type shortSheet struct {
	t *testing.T
	x *excelize.File
}

const shortName = "支出明细"

func (s *shortSheet) set(cell string, v any) {
	sheetstest.Must(s.t, s.x.SetCellValue(shortName, cell, v))
}

// each changes the texts of a column in the rows that are filled.
func (s *shortSheet) each(column string, change func(string) any) {
	for row := 4; row < 8; row++ {
		cell := fmt.Sprint(column, row)
		text, err := s.x.GetCellValue(shortName, cell, excelize.Options{RawCellValue: true})
		sheetstest.Must(s.t, err)
		s.set(cell, change(text))
	}
}

func (s *shortSheet) yuan() {
	s.each("G", func(text string) any {
		f, _ := decimal.RequireFromString(text).Shift(4).Float64()
		return f
	})
}

var shortVariants = []shortVariant{
	{zh: "“单位：万元”处改选“单位：元”", en: "元 chosen above the amounts", change: func(s *shortSheet) { s.yuan(); s.set("G2", "单位：元") }, note: "B30"},
	{zh: "金额上方写“元”", en: "元 alone above the amounts", change: func(s *shortSheet) { s.yuan(); s.set("G2", "元") }, note: "B30"},
	{zh: "表头写成“金额（元）”", en: "元 in the header", change: func(s *shortSheet) { s.yuan(); s.set("G2", ""); s.set("G3", "金额（元）") }, note: "B30"},
	{zh: "表头写“金额（元）”，上方为“单位：万元”", en: "元 in the header, 万元 above", change: func(s *shortSheet) { s.yuan(); s.set("G3", "金额（元）") }, note: "B30"},
	{zh: "单位为千元", en: "thousands of yuan", change: func(s *shortSheet) { s.set("G2", "单位：千元") }, ask: "B33"},
	{zh: "科目编码写成 2080505.0", en: "codes like 2080505.0", change: func(s *shortSheet) { s.each("B", func(c string) any { return c + ".0" }) }, note: "B30"},
	{zh: "科目编码写成 208 05 05", en: "codes like 208 05 05", change: func(s *shortSheet) { s.each("B", func(c string) any { return grouped(c, " ") }) }, note: "B30"},
	{zh: "科目编码是数字", en: "codes as numbers", change: func(s *shortSheet) {
		s.each("B", func(c string) any { return int(decimal.RequireFromString(c).IntPart()) })
	}},
	{zh: "编码和名称在编码一格", en: "code and name in one cell", change: func(s *shortSheet) { s.set("B4", "2010301 行政运行") }, note: "B30"},
	{zh: "编码和另一科目的名称在一格", en: "code and the name of another code in one cell", change: func(s *shortSheet) { s.set("B4", "2010301 机关服务") }, ask: "B32"},
	{zh: "科目编码带字母", en: "codes with letters", change: func(s *shortSheet) { s.set("B4", "A2010301") }, ask: "B36"},
	{zh: "金额是全角数字", en: "amounts in wide digits", change: func(s *shortSheet) {
		s.each("G", func(c string) any { return wide(decimal.RequireFromString(c).StringFixed(2)) })
	}, note: "B30"},
	{zh: "合计行在最后", en: "a total at the bottom", change: func(s *shortSheet) { s.set("B8", "合计"); s.set("G8", 1311.75) }, note: "B30"},
	{zh: "夹有小计行", en: "a subtotal", change: func(s *shortSheet) {
		s.set("B8", "小计")
		s.set("D8", "一般公共预算")
		s.set("G8", 1311.75)
	}, note: "B30"},
	{zh: "小计与各行之和不等", en: "a subtotal that disagrees", change: func(s *shortSheet) { s.set("B8", "小计"); s.set("G8", 1311.7) }, ask: "B31"},
	{zh: "名称列改成了文字", en: "texts in place of the names", change: func(s *shortSheet) { s.set("C4", "行政运行") }},
	{zh: "表下有“注：…”", en: "a note below", change: func(s *shortSheet) { s.set("B12", "注：不含非税收入") }},
	{zh: "序号留空", en: "a row without a number", change: func(s *shortSheet) { s.set("A5", "") }},
	{zh: "序号重复", en: "a number that stands twice", change: func(s *shortSheet) { s.set("A5", 1) }},
}

// shortFiling has four lines of spending.
func shortFiling(p *profile.Profile) *filing.Filing {
	f := sheetstest.Atoms(p)
	f.Tables["atoms.spending"] = nil
	for _, l := range [][3]string{{"2010301", "basic", "1229.75"}, {"2010302", "project", "12.00"}, {"2080505", "basic", "30.00"}, {"2080505", "project", "40.00"}} {
		f.Tables["atoms.spending"] = append(f.Tables["atoms.spending"], filing.Row{Cells: map[string]filing.Value{
			"code": {Text: l[0]}, "fund": {Text: "general_public"}, "nature": {Text: l[1]}, "origin": {Text: "current"}, "amount": {Text: l[2]}}})
	}
	return f
}

func spending(f *filing.Filing) string {
	var b strings.Builder
	for _, r := range f.Tables["atoms.spending"] {
		if r.Text("amount") == "" {
			continue // counts for nothing
		}
		for _, c := range []string{"code", "fund", "nature", "origin", "amount"} {
			fmt.Fprintf(&b, "%s|", r.Text(c))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestPasteShort reads the short form as people fill it.
func TestPasteShort(t *testing.T) {
	p := profiletest.Shanxi(t)
	sound := booktest.WriteCompact(t, p, shortFiling(p), message.ZH)
	f, found := booktest.Read(t, p, sound)
	want := spending(f)
	if len(found) > 0 || strings.Count(want, "\n") != 4 {
		t.Fatalf("the sound sheet: %s %v", want, found)
	}
	for i, v := range shortVariants {
		if testing.Short() && i%6 != 0 {
			continue // under the race detector
		}
		t.Run(v.en, func(t *testing.T) {
			f, found := booktest.Read(t, p, sheetstest.Altered(t, sound, func(x *excelize.File) { v.change(&shortSheet{t, x}) }))
			if got := spending(f); v.ask == "" && got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			said := map[string]finding.Severity{}
			for _, x := range found {
				said[x.Code] = max(said[x.Code], x.Severity)
				if x.Severity > finding.Note && v.ask == "" || x.Places[0].Sheet != shortName {
					t.Errorf("unexpected %s %s", x.Code, x.Say(message.EN))
				}
			}
			if v.ask != "" && said[v.ask] < finding.Warning {
				t.Errorf("%s is not asked: %v", v.ask, found)
			}
			if _, ok := said[v.note]; v.note != "" && !ok {
				t.Errorf("no note %s: %v", v.note, found)
			}
		})
	}
}

// TestInsertedRow inserts a row among numbered records: its blank number is in nobody's
// way, and the records that refer to others keep theirs.
func TestInsertedRow(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	sheet := "绩效项目"
	sound := booktest.Write(t, p, f, message.ZH)
	want, _ := booktest.Read(t, p, sound)
	const list = "performance.projects"
	n := len(want.Tables[list])
	if n < 2 {
		t.Fatalf("%d projects", n)
	}
	for _, v := range []struct {
		name   string
		number any
		bad    bool
	}{{"blank", nil, false}, {"new", 77, false}, {"taken", 2, true}} {
		t.Run(v.name, func(t *testing.T) {
			got, found := booktest.Read(t, p, sheetstest.Altered(t, sound, func(x *excelize.File) {
				sheetstest.Must(t, x.InsertRows(sheet, sheets.RecordTop+2, 1))
				sheetstest.Must(t, x.SetCellValue(sheet, finding.CellName(sheets.RecordTop+2, 2), "新增项目"))
				sheetstest.Must(t, x.SetCellValue(sheet, finding.CellName(sheets.RecordTop+2, 1), v.number))
			}))
			said := false
			for _, x := range found {
				said = said || x.Code == "B13"
				if x.Code == "B13" && !v.bad || x.Code == "B08" {
					t.Errorf("%s %s", x.Code, x.Say(message.EN))
				}
			}
			if said != v.bad {
				t.Errorf("a taken number is reported: %v", said)
			}
			rows := got.Tables[list]
			if len(rows) != n+1 || v.bad {
				return
			}
			for i, r := range append(append([]filing.Row{}, rows[0]), rows[2:]...) {
				if len(r.Children["indicators"]) != len(want.Tables[list][i].Children["indicators"]) {
					t.Errorf("project %d has %d indicators, not %d", i, len(r.Children["indicators"]), len(want.Tables[list][i].Children["indicators"]))
				}
			}
			if len(rows[1].Children["indicators"]) > 0 {
				t.Error("the inserted row took indicators of another project")
			}
		})
	}
}
