package template

import (
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// computedCell is a cell of a filled table that the blank one computes.
type computedCell struct {
	tab, cell  string
	table, row int // of the filing: index of the table in the profile, and of the row
	column     string
}

// filledBlank is the workbook of a filing as a person makes it of the blank template: what
// has a formula is left alone, everything else is typed.
func filledBlank(t *testing.T, p *profile.Profile, f *filing.Filing) (*excelize.File, []computedCell) {
	t.Helper()
	blank := *f
	blank.Tables = map[string][]filing.Row{}
	for id, rows := range f.Tables {
		if !p.Table(id).Printed() {
			blank.Tables[id] = rows
		}
	}
	x := sheetstest.Opened(t, written(t, p, &blank, message.ZH))
	places := (&writer{p: p, f: &blank, plan: sheets.NewPlan(p, &blank, message.ZH)}).locate()
	var formulas []computedCell
	for k, table := range p.Tables {
		if !table.Printed() {
			continue
		}
		matched := table.Match(f.Tables[table.ID])
		block := places.plan.Block(table.ID)
		next := block.Top
		for i, r := range f.Tables[table.ID] {
			row := next
			if matched[i] >= 0 {
				n := 0
				for _, s := range table.Rows[:matched[i]] {
					if len(s.Cells) > 0 {
						n++
					}
				}
				row = places.rows[table.ID][n]
			}
			next = row + 1
			for j, c := range sheets.ColumnOrder(table) {
				cell, text := finding.CellName(row, j+1), r.Text(c.ID)
				if formula, _ := x.GetCellFormula(block.Tab, cell); formula != "" && c.Type.Numeric() {
					formulas = append(formulas, computedCell{block.Tab, cell, k, i, c.ID})
					continue
				}
				for _, choice := range c.Choices {
					if choice.ID == text {
						text = choice.Name.ZH
					}
				}
				if n, ok := xlsx.BinaryNumber(text); ok && c.Type.Numeric() {
					sheetstest.Must(t, x.SetCellValue(block.Tab, cell, n))
				} else if text != "" && matched[i] < 0 {
					sheetstest.Must(t, x.SetCellStr(block.Tab, cell, text))
				}
			}
		}
	}
	return x, formulas
}

// TestTotalTypedOver types approved totals over formulas that come to something else by
// rounding, until every total is the approved one: nothing is an error on the way, and the
// document prints what was typed.
func TestTotalTypedOver(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	x, formulas := filledBlank(t, p, f)
	at := func(f *filing.Filing, c computedCell) string {
		return f.Tables[p.Tables[c.table].ID][c.row].Text(c.column)
	}
	var typed []computedCell
	for {
		buf, err := x.WriteToBuffer()
		sheetstest.Must(t, err)
		got, found := readBack(t, p, buf.Bytes())
		report, err := checks.Check(p, got, message.ZH)
		sheetstest.Must(t, err)
		for _, y := range slices.Concat(found, report.Findings) {
			if y.Severity == finding.Error {
				t.Errorf("%d typed: %s %s", len(typed), y.Code, y.Say(message.ZH))
			}
		}
		doc, _, err := compose.Document(p, got, compose.Options{Lang: message.ZH, Rounded: report.Rounded})
		sheetstest.Must(t, err)
		for _, c := range typed {
			if got, want := at(got, c), at(f, c); got != want {
				t.Errorf("%s!%s reads %s, typed was %s", c.tab, c.cell, got, want)
			}
			table := p.Tables[c.table]
			if name := got.Tables[table.ID][c.row].Text(table.KeyOf(table.Column(c.column)).ID); !printed(doc, table.ID, name, at(f, c)) {
				t.Errorf("%s!%s: %s is not printed", c.tab, c.cell, at(f, c))
			}
		}
		more := slices.DeleteFunc(slices.Clone(formulas), func(c computedCell) bool { return at(got, c) == at(f, c) })
		if len(more) == 0 {
			break
		}
		for _, c := range more {
			if slices.Contains(typed, c) {
				t.Fatalf("%s!%s is not what was typed", c.tab, c.cell)
			}
			n, _ := xlsx.BinaryNumber(at(f, c))
			sheetstest.Must(t, x.SetCellValue(c.tab, c.cell, n))
		}
		typed = append(typed, more...)
	}
	if len(typed) < 3 || len(typed) > len(formulas)/10 {
		t.Errorf("%d of %d totals differ by rounding", len(typed), len(formulas))
	}
}

// printed says whether a row of a table of the document holds a name and a figure.
func printed(doc *document.Document, table, name, figure string) bool {
	for _, x := range doc.Body {
		if x, ok := x.(*document.Table); ok && x.ID == "table."+table {
			return slices.ContainsFunc(x.Body, func(r document.Row) bool {
				var texts []string
				for _, c := range r.Cells {
					texts = append(texts, document.Plain(c.Runs))
				}
				return slices.Contains(texts, name) && slices.Contains(texts, figure)
			})
		}
	}
	return false
}
