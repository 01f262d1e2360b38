package template

import (
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/sheet"
	"budgetbook/internal/sheets"
)

// spareRows is how far below the last offered row the formulas look, so that rows
// added there are checked as well.
const spareRows = 50

// places tells the formulas where the plan puts tables and fields (sheet.Locator).
type places struct {
	plan *sheets.Plan
	data profile.Data     // the rows as they stand on the sheets, blank templates too
	rows map[string][]int // by table: sheet row of each row of the data
}

func (w *writer) locate() *places {
	l := &places{plan: w.plan, rows: map[string][]int{}, data: profile.Data{Profile: w.p, Filing: filing.New(w.p.Name, w.f.Year)}}
	for _, tab := range w.plan.Tabs {
		if tab.Block == nil {
			continue
		}
		id := tab.Block.Table.ID
		for _, line := range tab.Block.Lines {
			var r filing.Row
			switch {
			case line.Data != nil:
				r = *line.Data
			case line.Spec != nil && !line.Blank:
				r.Cells = map[string]filing.Value{}
				for id, label := range line.Spec.Cells {
					r.Cells[id] = filing.Value{Text: label.ZH}
				}
			default:
				continue
			}
			l.data.Filing.Tables[id] = append(l.data.Filing.Tables[id], r)
			l.rows[id] = append(l.rows[id], line.Row)
		}
	}
	return l
}

// Column is the range of a column of a table.
func (l *places) Column(t *profile.Table, c *profile.Column) (sheet.Range, bool) {
	b := l.plan.Block(t.ID)
	if b == nil || b.Column(c.ID) == 0 {
		return sheet.Range{}, false
	}
	last := b.Last
	if b.Open {
		last += spareRows
	}
	return referenceBlock(b, c, b.Top, last), true
}

func referenceBlock(b *sheets.Block, c *profile.Column, first, last int) sheet.Range {
	return sheet.Range{Sheet: b.Tab, Column: finding.ColumnName(b.Column(c.ID)), First: first, Last: last}
}

// Fixed lists the cells of a fixed row or of a group of rows.
func (l *places) Fixed(t *profile.Table, c *profile.Column, row string) []sheet.Range {
	b := l.plan.Block(t.ID)
	if b == nil || b.Column(c.ID) == 0 {
		return nil
	}
	picked, _ := l.data.Rows(t, c, row)
	var blocks []sheet.Range
	for _, i := range picked {
		n := l.rows[t.ID][i]
		if k := len(blocks) - 1; k >= 0 && blocks[k].Last == n-1 {
			blocks[k].Last = n
			continue
		}
		blocks = append(blocks, referenceBlock(b, c, n, n))
	}
	return blocks
}

// Field is the cell of a field.
func (l *places) Field(path string) (sheet.Range, bool) {
	at, ok := l.plan.Field(path)
	return sheet.Range{Sheet: at.Tab, Column: finding.ColumnName(at.Column), First: at.Row, Last: at.Row}, ok
}
