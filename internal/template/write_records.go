package template

import (
	"fmt"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// records writes one record per row. Column A numbers them; records inside others
// bear the number and, by a formula, the name of the record they belong to.
func (w *writer) records(b *sheets.Block) {
	sheet, t, parent, lead := b.Tab, b.Table, b.Parent, b.Lead()
	wide := []float64{7}
	if parent != nil {
		wide = append(wide, 46)
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		n := float64(c.Width)
		if n == 0 {
			n = xlsx.ColumnWidth(c.Type)
		}
		wide = append(wide, n)
	}
	w.Widths(sheet, wide)
	w.recordHead(b, wide)

	if !w.room(sheet, len(b.Lines), b.Width()) {
		return
	}
	for _, l := range b.Lines {
		at, row := l.Row, filing.Row{}
		if l.Data != nil {
			row = *l.Data
		}
		w.recordNumber(sheet, at, l.Number, parent)
		texts := make([]string, len(t.Columns))
		for j := range t.Columns {
			c := &t.Columns[j]
			w.Value(sheet, at, lead+1+j, row.Cells[c.ID].Finest(), c.Type, c.Choices, w.fresh(t.ID+"."+c.ID, row.Text(c.ID), xlsx.Look{Role: xlsx.RoleInput, Typ: c.Type}))
			if c.Type == profile.TextType || c.Type == profile.LongType {
				texts[j] = row.Text(c.ID)
			}
		}
		w.Fit(sheet, at, 19, texts, wide[lead:])
	}
	for j := range t.Columns {
		c := &t.Columns[j]
		w.Choices(sheet, lead+1+j, b.Top, b.Last, c.Choices)
		if w.offer(sheet, lead+1+j, b.Top, b.Last, t, c) {
			continue
		}
		w.prompt(sheet, rangeOf(lead+1+j, b.Top, b.Last), c.Type, c.Name.In(w.Lang), c.Note.In(w.Lang), c.Choices)
	}
	w.Freeze(sheet, b.Head, 2)
	w.Page(sheet, true, b.Head, wide...)
}

func (w *writer) recordHead(b *sheets.Block, wide []float64) {
	sheet, t, lead := b.Tab, b.Table, b.Lead()
	// At the left: centred over a very wide sheet nobody would see it.
	w.Merge(sheet, 1, 1, 1, min(4, lead+len(t.Columns)), t.Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleTitle, Left: true})
	w.RowHeight(sheet, 1, 30)
	w.Put(sheet, b.Head, 1, sheets.NumberHead(w.Lang), xlsx.Look{Role: xlsx.RoleHead})
	if b.Parent != nil {
		w.Put(sheet, b.Head, 2, b.OwnerHead(w.Lang), xlsx.Look{Role: xlsx.RoleHead})
	}
	tall, hints := 22.0, 14.0
	for j := range t.Columns {
		c := &t.Columns[j]
		note, name := c.Note.In(w.Lang), c.Name.In(w.Lang)
		if note != "" {
			w.Put(sheet, b.Head-1, lead+1+j, note, xlsx.Look{Role: xlsx.RoleHint})
			hints = max(hints, xlsx.LinesHeight(note, wide[lead+j]*1.15))
		}
		w.Put(sheet, b.Head, lead+1+j, name, xlsx.Look{Role: xlsx.RoleHead})
		tall = max(tall, xlsx.LinesHeight(name, wide[lead+j])+4)
	}
	w.RowHeight(sheet, b.Head-1, hints)
	w.RowHeight(sheet, b.Head, tall)
}

// recordNumber writes the number of a record, or of the one it belongs to with its name.
func (w *writer) recordNumber(sheet string, row, num int, parent *profile.Table) {
	own := xlsx.Look{Role: xlsx.RoleNumber, Free: true}
	if parent != nil {
		own.Typ = profile.IntType
	}
	w.Put(sheet, row, 1, "", own)
	if num > 0 && w.Err == nil {
		w.Keep(w.Excel.SetCellValue(sheet, finding.CellName(row, 1), num))
	}
	if parent == nil {
		return
	}
	w.Put(sheet, row, 2, "", xlsx.Look{Role: xlsx.RoleOwner, Free: true})
	if other := w.plan.Block(parent.ID); other != nil && w.Err == nil {
		w.Keep(w.Excel.SetCellFormula(sheet, finding.CellName(row, 2),
			fmt.Sprintf(`IF(A%d="","",IFERROR(VLOOKUP(A%d,'%s'!$A$%d:$B$%d,2,FALSE),"?"))`, row, row, strings.ReplaceAll(other.Tab, "'", "''"), other.Top, xlsx.MaxRows)))
	}
}
