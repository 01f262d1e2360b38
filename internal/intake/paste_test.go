package intake_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// pasteRow is one row as an officer pastes it; amounts are in 万元.
type pasteRow struct {
	code, name           string
	total, basic, projct any // string: a decimal; anything else as it stands
}

// pasteSheet is the sheet 表三 as it is pasted.
type pasteSheet struct {
	name    string
	title   []string // rows above the header
	header  []string
	columns []int // order of the five columns; a column may be missing
	rows    []pasteRow
	yuan    bool
	amount  func(string) any // how an amount is typed
	code    func(string) any
	indent  func(code, name string) string
	after   func(t *testing.T, x *excelize.File, sheet string, top int)
}

func soundSheet() *pasteSheet {
	return &pasteSheet{
		name: "表三", title: []string{"预算公开表3", "2025年预算支出总表", "单位名称：示例县财政局", "单位：万元"},
		header: []string{"科目编码", "科目名称", "合计", "基本支出", "项目支出"}, columns: []int{0, 1, 2, 3, 4},
		rows: []pasteRow{
			{"合计", "", "1311.75", "279.75", "1032.00"},
			{"201", "一般公共服务支出", "1211.75", "229.75", "982.00"},
			{"20103", "政府办公厅（室）及相关机构事务", "1211.75", "229.75", "982.00"},
			{"2010301", "行政运行", "229.75", "229.75", "0"},
			{"2010302", "一般行政管理事务", "982.00", "0", "982.00"},
			{"208", "社会保障和就业支出", "100.00", "50.00", "50.00"},
			{"20805", "行政事业单位养老支出", "100.00", "50.00", "50.00"},
			{"2080505", "机关事业单位基本养老保险缴费支出", "100.00", "50.00", "50.00"},
		},
		amount: func(s string) any { f, _ := decimal.RequireFromString(s).Float64(); return f },
		code:   func(s string) any { return s },
		indent: func(_, name string) string { return name },
	}
}

// insert puts rows before row i.
func (s *pasteSheet) insert(i int, rows ...pasteRow) {
	s.rows = append(s.rows[:i:i], append(rows, s.rows[i:]...)...)
}

func (s *pasteSheet) bytes(t *testing.T) []byte {
	x := excelize.NewFile()
	defer x.Close()
	sheetstest.Must(t, x.SetSheetName("Sheet1", s.name))
	top := len(s.title) + 1
	for i, text := range s.title {
		sheetstest.Must(t, x.SetCellStr(s.name, finding.CellName(i+1, 1), text))
	}
	for j, k := range s.columns {
		sheetstest.Must(t, x.SetCellStr(s.name, finding.CellName(top, j+1), s.header[k]))
	}
	for i, r := range s.rows {
		code := any(r.code)
		if strings.Trim(r.code, "0123456789") == "" && r.code != "" {
			code = s.code(r.code)
		}
		cells := []any{code, s.indent(r.code, r.name), r.total, r.basic, r.projct}
		for j, k := range s.columns {
			v := cells[k]
			if d, ok := v.(string); ok && k >= 2 && d != "" {
				if s.yuan {
					d = decimal.RequireFromString(d).Shift(4).String()
				}
				v = s.amount(d)
			}
			if v != "" && v != nil {
				sheetstest.Must(t, x.SetCellValue(s.name, finding.CellName(top+1+i, j+1), v))
			}
		}
	}
	if s.after != nil {
		s.after(t, x, s.name, top)
	}
	var b bytes.Buffer
	sheetstest.Must(t, x.Write(&b))
	return b.Bytes()
}

// pasteResult reads a sheet: its table, and what was said about it.
func pasteResult(t *testing.T, p *profile.Profile, s *pasteSheet) ([]filing.Row, []finding.Finding) {
	f, found := booktest.Read(t, p, s.bytes(t))
	var here []finding.Finding
	for _, x := range found {
		if x.Places[0].Sheet == s.name && x.Code != "B01" {
			here = append(here, x)
		}
	}
	return f.Tables["t03"], here
}

// tidyRows is a table in one spelling: 0 and blank amounts are the same.
func tidyRows(rows []filing.Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s|%s", r.Text("code"), r.Text("name"))
		for _, id := range []string{"total", "basic", "project"} {
			n, err := amount.Parse(r.Text(id))
			if err != nil {
				fmt.Fprintf(&b, "|?%s", r.Text(id))
				continue
			}
			fmt.Fprintf(&b, "|%s", n.Value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// asked says whether an error or a warning names a place.
func asked(found []finding.Finding) bool {
	for _, x := range found {
		if x.Severity > finding.Note && x.Places[0].Cell != "" {
			return true
		}
	}
	return false
}

// TestPaste reads every variant alone: what the table says must happen.
func TestPaste(t *testing.T) {
	p := profiletest.Shanxi(t)
	want, found := pasteResult(t, p, soundSheet())
	if len(found) > 0 {
		t.Fatalf("the sound sheet: %v", found)
	}
	if len(pasteVariants) < 40 {
		t.Fatalf("only %d variants", len(pasteVariants))
	}
	for _, v := range pasteVariants {
		t.Run(v.en, func(t *testing.T) {
			s := soundSheet()
			v.change(s)
			rows, found := pasteResult(t, p, s)
			same := tidyRows(rows) == tidyRows(want)
			if !same && !asked(found) {
				t.Errorf("altered in silence:\n%s\n%v", tidyRows(rows), found)
			}
			if v.ask == "" && !same {
				t.Errorf("got\n%swant\n%s", tidyRows(rows), tidyRows(want))
			}
			code, severity := v.note, finding.Note
			if v.ask != "" {
				code, severity = v.ask, finding.Warning
			}
			ok := code == ""
			notes := 0
			for _, x := range found {
				ok = ok || x.Code == code && (x.Severity >= severity) == (v.ask != "" || x.Severity >= finding.Note)
				if x.Severity > finding.Note && v.ask == "" {
					t.Errorf("unexpected %s %s", x.Code, x.Say(message.EN))
				}
				if x.Severity == finding.Note {
					notes++
				}
			}
			if !ok || notes > 4 {
				t.Errorf("want %s, got %d notes: %v", code, notes, found)
			}
		})
	}
}

// TestPasteCombined reads every pair of variants: nothing is altered in silence, and
// what is understood alone is understood together.
func TestPasteCombined(t *testing.T) {
	p := profiletest.Shanxi(t)
	want, _ := pasteResult(t, p, soundSheet())
	sound := tidyRows(want)
	for i, a := range pasteVariants {
		if testing.Short() && i%18 != 0 {
			continue // under the race detector
		}
		for _, b := range pasteVariants[i+1:] {
			s := soundSheet()
			a.change(s)
			b.change(s)
			rows, found := pasteResult(t, p, s)
			if tidyRows(rows) != sound && !asked(found) {
				t.Errorf("%s + %s: altered in silence:\n%s%v", a.en, b.en, tidyRows(rows), found)
			}
		}
	}
}

var updatePaste = flag.Bool("paste", false, "write docs/paste.md again")

// TestPasteManual keeps docs/paste.md what the variants are.
func TestPasteManual(t *testing.T) {
	const file = "../../docs/paste.md"
	var b strings.Builder
	b.WriteString("# 粘贴的数据\n\n从预算系统导出、粘贴到工作簿里的数据，程序怎样读。下表每一行都经过自动测试；任意两种情况同时出现时，也不会悄悄改变金额。\n")
	b.WriteString("“照读”的，结果与规范填写的相同，并在说明（B30，每张表一条）中列出；“询问”的，程序报告错误或警告，指出位置，由填报人决定。\n\n")
	b.WriteString("| 情况 | 结果 | 代号 |\n|--|--|--|\n")
	lines(&b, "照读", "**询问**", func(v pasteVariant) string { return v.zh })
	b.WriteString("\n简表（以“支出明细”为例）：\n\n| 情况 | 结果 | 代号 |\n|--|--|--|\n")
	shortLines(&b, "照读", "**询问**", func(v shortVariant) string { return v.zh })
	b.WriteString("\n# Pasted data\n\nHow rows exported from a budget system and pasted into the workbook are read. Every line is tested, alone and together with every other one.\n")
	b.WriteString("Read: the result is that of a sound workbook; what was understood is listed in one note per sheet (B30). Asked: an error or a warning names the place.\n\n")
	b.WriteString("| case | result | code |\n|--|--|--|\n")
	lines(&b, "read", "**asked**", func(v pasteVariant) string { return v.en })
	b.WriteString("\nThe short form, on the sheet of spending lines:\n\n| case | result | code |\n|--|--|--|\n")
	shortLines(&b, "read", "**asked**", func(v shortVariant) string { return v.en })
	if *updatePaste {
		sheetstest.Must(t, os.WriteFile(file, []byte(b.String()), 0o644))
		return
	}
	have, err := os.ReadFile(file)
	sheetstest.Must(t, err)
	if string(have) != b.String() {
		t.Error("docs/paste.md is out of date: go test ./internal/intake -run TestPasteManual -paste")
	}
}

func lines(b *strings.Builder, read, asked string, name func(pasteVariant) string) {
	for _, v := range pasteVariants {
		variantLine(b, name(v), v.note, v.ask, read, asked)
	}
}

func shortLines(b *strings.Builder, read, asked string, name func(shortVariant) string) {
	for _, v := range shortVariants {
		variantLine(b, name(v), v.note, v.ask, read, asked)
	}
}

func variantLine(b *strings.Builder, name, note, ask, read, asked string) {
	what, code := read, note
	if ask != "" {
		what, code = asked, ask
	}
	if code == "" {
		code = "—"
	}
	fmt.Fprintf(b, "| %s | %s | %s |\n", name, what, code)
}
