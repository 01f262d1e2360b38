package intake_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
)

// foreignLayout is one way another program lays the tables out.
type foreignLayout struct {
	name    string
	one     bool // all on one sheet
	sheet   func(t *profile.Table) string
	above   func(t *profile.Table) [][]string // rows above the header
	left    int                               // blank columns on the left
	yuan    bool
	reverse bool // columns of tables with one label from right to left
	merge   bool
	text    bool // amounts as text with separators
	numeric bool // codes as numbers
	last    bool // the total at the bottom
	blanks  bool // blank rows between the rows
	extra   bool // a sheet of something else
}

func titled(t *profile.Table) string { return sheets.Dated(t.Title.ZH, 2025) }

func sheetByLabel(t *profile.Table) string { return t.Label.ZH }

func sheetByNumber(t *profile.Table) string { return "Sheet_" + t.ID }

func aboveAll(t *profile.Table) [][]string {
	return [][]string{{t.Label.ZH}, {titled(t)}, {"单位名称：示例县某局", "", "", "单位：万元"}}
}

func foreignLayouts() []foreignLayout {
	return []foreignLayout{
		{name: "number, title and unit above", sheet: sheetByNumber, above: aboveAll},
		{name: "sheets called by the number", sheet: sheetByLabel, above: func(t *profile.Table) [][]string {
			return [][]string{{"2025年"}, {"单位名称：示例县某局"}}
		}},
		{name: "title only", sheet: sheetByNumber, above: func(t *profile.Table) [][]string {
			return [][]string{{titled(t)}, {"编制单位：示例县某局      单位：万元"}}
		}},
		{name: "title with the name of the unit", sheet: sheetByNumber, above: func(t *profile.Table) [][]string {
			return [][]string{{"示例县某局" + titled(t)}, {"单位名称：", "示例县某局"}}
		}},
		{name: "number and title in one cell", sheet: sheetByNumber, above: func(t *profile.Table) [][]string {
			return [][]string{{t.Label.ZH + "：" + titled(t)}, {"单位名称：示例县某局"}}
		}},
		{name: "one sheet", one: true, above: aboveAll},
		{name: "one sheet, merged, blank rows", one: true, merge: true, blanks: true, above: aboveAll},
		{name: "in yuan", sheet: sheetByNumber, yuan: true, above: func(t *profile.Table) [][]string {
			return [][]string{{t.Label.ZH}, {titled(t)}, {"单位名称：示例县某局", "金额单位：元"}}
		}},
		{name: "one sheet in yuan as text", one: true, yuan: true, text: true, above: func(t *profile.Table) [][]string {
			return [][]string{{t.Label.ZH}, {titled(t)}, {"单位名称：示例县某局", "单位：元"}}
		}},
		{name: "columns in another order", sheet: sheetByNumber, reverse: true, above: aboveAll},
		{name: "shifted to the right", sheet: sheetByNumber, left: 2, merge: true, above: aboveAll},
		{name: "codes as numbers, total at the bottom", sheet: sheetByNumber, numeric: true, last: true, above: aboveAll},
		{name: "short numbers", one: true, left: 1, above: func(t *profile.Table) [][]string {
			return [][]string{{"附" + t.Name.ZH}, {titled(t)}, {"单位：示例县某局", "单位：万元"}}
		}},
		{name: "sheets beside them", sheet: sheetByNumber, extra: true, text: true, above: aboveAll},
	}
}

// flat says whether the columns of a table may stand in any order: one label each.
func flat(t *profile.Table) bool { return t.ID != "t01" && t.ID != "t04" && t.ID != "t09" }

func (l foreignLayout) bytes(t *testing.T, p *profile.Profile, f *filing.Filing) []byte {
	x := excelize.NewFile()
	defer x.Close()
	row, first := 0, true
	for _, tab := range p.Tables {
		if !tab.Printed() {
			continue
		}
		sheet := "数据"
		if !l.one {
			sheet, row = l.sheet(tab), 0
		}
		if first {
			sheetstest.Must(t, x.SetSheetName("Sheet1", sheet))
		} else if !l.one {
			_, err := x.NewSheet(sheet)
			sheetstest.Must(t, err)
		}
		first = false
		put := func(r, c int, v any) { sheetstest.Must(t, x.SetCellValue(sheet, finding.CellName(r, c+l.left), v)) }
		for _, texts := range l.above(tab) {
			row++
			for c, s := range texts {
				if s != "" {
					put(row, c+1, s)
				}
			}
		}
		order := tab.Printables()
		place := make([]int, len(order))
		for i := range order {
			place[i] = i + 1
			if l.reverse && flat(tab) {
				place[i] = len(order) - i
			}
		}
		top := row + 1
		for _, h := range tab.Header {
			if l.reverse && flat(tab) && h.At[3] > 1 {
				continue
			}
			// Without merged cells a heading stands where it is lowest.
			r, c := top+h.At[0], place[h.At[1]]
			put(r, c, sheets.Dated(h.Text.ZH, 2025))
			if l.merge && (h.At[2] > 1 || h.At[3] > 1) {
				sheetstest.Must(t, x.MergeCell(sheet, finding.CellName(r, c+l.left), finding.CellName(r+h.At[2]-1, c+h.At[3]-1+l.left)))
			}
		}
		row += sheets.HeadLevels(tab)
		rows := f.Tables[tab.ID]
		if l.last && len(rows) > 1 && len(tab.Rows) > 1 && tab.Rows[0].Total {
			rows = append(append([]filing.Row{}, rows[1:]...), rows[0])
		}
		for _, r := range rows {
			row++
			if l.blanks {
				row++
			}
			for i, c := range order {
				if v := l.typed(c, r.Text(c.ID)); v != nil {
					put(row, place[i], v)
				}
			}
		}
		if len(rows) == 0 {
			row++
			put(row, 1, "注：本表无数据")
		}
		row += 2
	}
	if l.extra {
		_, err := x.NewSheet("目录")
		sheetstest.Must(t, err)
		for i, tab := range p.Tables {
			if tab.Printed() {
				sheetstest.Must(t, x.SetCellStr("目录", finding.CellName(i+2, 1), tab.Label.ZH+" "+titled(tab)), x.SetCellInt("目录", finding.CellName(i+2, 2), int64(i+3)))
			}
		}
		sheetstest.Must(t, x.MoveSheet("目录", x.GetSheetName(0)))
		_, err = x.NewSheet("工作草稿")
		sheetstest.Must(t, err, x.SetCellStr("工作草稿", "A1", "电话"), x.SetCellInt("工作草稿", "B1", 5551234), x.SetCellFloat("工作草稿", "B2", 12.5, -1, 64))
	}
	var b bytes.Buffer
	sheetstest.Must(t, x.Write(&b))
	return b.Bytes()
}

// typed is a value as the layout enters it.
func (l foreignLayout) typed(c *profile.Column, text string) any {
	if text == "" {
		return nil
	}
	if c.Type == profile.CodeType && l.numeric {
		if d, err := decimal.NewFromString(text); err == nil {
			return int(d.IntPart())
		}
	}
	if c.Type != profile.WanType {
		return text
	}
	d := decimal.RequireFromString(text)
	if l.yuan {
		d = d.Shift(4)
	}
	if l.text {
		return amount.Group(d.StringFixed(2))
	}
	v, _ := d.Float64()
	return v
}

// printed is what the printed columns of all tables hold.
func printed(p *profile.Profile, f *filing.Filing) map[string]string {
	out := map[string]string{}
	for _, t := range p.Tables {
		if !t.Printed() {
			continue
		}
		var b strings.Builder
		for _, r := range f.Tables[t.ID] {
			for _, c := range t.Printables() {
				text := r.Text(c.ID)
				if n, err := amount.Parse(text); err == nil && c.Type == profile.WanType {
					text = n.Value.String()
				}
				b.WriteString(text + "|")
			}
			b.WriteByte('\n')
		}
		out[t.ID] = b.String()
	}
	return out
}

// whole checks that every cell of a file is in the report once and no number is lost.
func whole(t *testing.T, data []byte, got *intake.Imported) {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	sheetstest.Must(t, err)
	defer x.Close()
	cells, sum := 0, decimal.Zero
	count := func(s string) {
		if n, err := amount.Parse(s); err == nil && !n.Blank {
			sum = sum.Add(amount.Clean(n.Value))
		}
	}
	for _, sheet := range x.GetSheetList() {
		rows, err := x.GetRows(sheet, excelize.Options{RawCellValue: true})
		sheetstest.Must(t, err)
		for _, r := range rows {
			for _, s := range r {
				if strings.TrimSpace(s) != "" {
					cells++
					count(s)
				}
			}
		}
	}
	all := sum
	sum = decimal.Zero
	seen := map[string]bool{}
	for _, k := range got.Taken {
		seen[k.From] = true
		count(k.Text)
		if k.Number && k.Column != "" {
			a, b := decimal.RequireFromString(strings.ReplaceAll(k.Text, ",", "")), decimal.Zero
			if n, err := amount.Parse(k.Value); err == nil {
				b = n.Value
			}
			if a = amount.Clean(a); !a.Equal(b) && !a.Shift(-4).Equal(b) {
				t.Errorf("%s: %s was taken as %s", k.From, k.Text, k.Value)
			}
		}
	}
	for _, k := range append(append([]intake.Left{}, got.Headings...), got.Left...) {
		seen[k.From] = true
		count(k.Text)
	}
	if n := len(got.Taken) + len(got.Headings) + len(got.Left); n != cells || len(seen) != cells {
		t.Errorf("%d cells are reported (%d different), the file has %d", n, len(seen), cells)
	}
	if !sum.Equal(all) {
		t.Errorf("the numbers reported sum to %s, those of the file to %s", sum, all)
	}
}

// TestImport imports the example from every layout: the tables are those of the
// example, and every cell is accounted for.
func TestImport(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	want := printed(p, f)
	if len(foreignLayouts()) < 12 {
		t.Fatal("too few layouts")
	}
	for _, l := range foreignLayouts() {
		t.Run(l.name, func(t *testing.T) {
			data := l.bytes(t, p, f)
			got, err := intake.Import(p, "外部.xlsx", data)
			sheetstest.Must(t, err)
			for id, text := range printed(p, got.Filing) {
				if text != want[id] {
					t.Errorf("%s: got\n%swant\n%s", id, text, want[id])
				}
			}
			whole(t, data, got)
			if got.Filing.Year != 2025 || got.Filing.Text("unit.name") != "示例县某局" {
				t.Errorf("year %d, unit %q", got.Filing.Year, got.Filing.Text("unit.name"))
			}
			for _, x := range got.Findings {
				if x.Severity == finding.Error || x.Code == "B48" || x.Code == "B47" && !l.extra {
					t.Errorf("%s: %s", x.Code, x.Say(message.ZH))
				}
			}
			// What was imported can be written and read.
			back, _ := booktest.Read(t, p, booktest.Write(t, p, got.Filing, message.ZH))
			for id, text := range printed(p, back) {
				if text != want[id] {
					t.Errorf("%s does not survive our template", id)
				}
			}
		})
	}
}

// TestImportAsks imports files that can be read in two ways: they are asked about and
// every number is in the report.
func TestImportAsks(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	sound := foreignLayouts()[0]
	for _, c := range []struct {
		name, code string
		change     func(x *excelize.File)
	}{
		{"a table twice", "B41", func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("Sheet_t05", "A1", "预算公开表3"), x.SetCellStr("Sheet_t05", "A2", "2025年预算支出总表"))
		}},
		{"number and title disagree", "B40", func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("Sheet_t05", "A1", "预算公开表8")) }},
		{"header only", "B40", func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("Sheet_t05", "A1", ""), x.SetCellStr("Sheet_t05", "A2", ""))
		}},
		{"row that is none of the table", "B43", func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("Sheet_t01", "A6", "捐赠收入")) }},
		{"two units", "B45", func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("Sheet_t10", "A3", "单位名称：另一局"))
		}},
		{"two years", "B44", func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("Sheet_t10", "A2", "2024年财政拨款安排“三公”经费支出预算表"))
		}},
		{"a table missing", "B48", func(x *excelize.File) { sheetstest.Must(t, x.DeleteSheet("Sheet_t06")) }},
		{"another column", "B04", func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("Sheet_t03", "G5", "其他"), x.SetCellInt("Sheet_t03", "G8", 77))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := sheetstest.Altered(t, sound.bytes(t, p, f), c.change)
			got, err := intake.Import(p, "外部.xlsx", data)
			sheetstest.Must(t, err)
			whole(t, data, got)
			var codes []string
			for _, x := range got.Findings {
				codes = append(codes, x.Code)
			}
			if !strings.Contains(fmt.Sprint(codes), c.code) {
				t.Errorf("want %s, got %v", c.code, codes)
			}
		})
	}
}
