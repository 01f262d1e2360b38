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

// RecordTop is the row of a sheet of records where the header stands; above it are
// the title and the notes.
const RecordTop = 3

// records writes one record per row. Column A numbers them; records inside others
// bear the number and, by a formula, the name of the record they belong to.
func (w *writer) records(sheet string, t *profile.Table) {
	parent := w.p.Table(t.Parent)
	lead := 1
	wide := []float64{7}
	if parent != nil {
		lead = 2
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
	w.recordHead(sheet, t, parent, lead, wide)

	numbers, rows := w.numbered(t, parent)
	n := max(len(rows)+5, t.Room)
	if !w.room(sheet, n, len(t.Columns)+lead) {
		return
	}
	for i := range n {
		at := RecordTop + 1 + i
		num := 0
		row := filing.Row{}
		if i < len(rows) {
			num, row = numbers[i], rows[i]
		} else if parent == nil {
			num = i + 1
		}
		w.recordNumber(sheet, at, num, parent)
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
		w.Choices(sheet, lead+1+j, RecordTop+1, RecordTop+n, c.Choices)
		if w.offer(sheet, lead+1+j, RecordTop+1, RecordTop+n, t, c) {
			continue
		}
		w.prompt(sheet, lead+1+j, RecordTop+1, RecordTop+n, c.Type, c.Name.In(w.Lang), c.Note.In(w.Lang), c.Choices)
	}
	w.Freeze(sheet, RecordTop, 2)
	w.Page(sheet, true, RecordTop, wide...)
}

func (w *writer) recordHead(sheet string, t, parent *profile.Table, lead int, wide []float64) {
	// At the left: centred over a very wide sheet nobody would see it.
	w.Merge(sheet, 1, 1, 1, min(4, lead+len(t.Columns)), t.Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleTitle, Left: true})
	w.RowHeight(sheet, 1, 30)
	w.Put(sheet, RecordTop, 1, w.Say("book.number"), xlsx.Look{Role: xlsx.RoleHead})
	if parent != nil {
		w.Put(sheet, RecordTop, 2, w.Say("book.owner", "name", parent.Columns[0].Name.In(w.Lang)), xlsx.Look{Role: xlsx.RoleHead})
	}
	tall, hints := 22.0, 14.0
	for j := range t.Columns {
		c := &t.Columns[j]
		note, name := c.Note.In(w.Lang), c.Name.In(w.Lang)
		if note != "" {
			w.Put(sheet, RecordTop-1, lead+1+j, note, xlsx.Look{Role: xlsx.RoleHint})
			hints = max(hints, xlsx.LinesHeight(note, wide[lead+j]*1.15))
		}
		w.Put(sheet, RecordTop, lead+1+j, name, xlsx.Look{Role: xlsx.RoleHead})
		tall = max(tall, xlsx.LinesHeight(name, wide[lead+j])+4)
	}
	w.RowHeight(sheet, RecordTop-1, hints)
	w.RowHeight(sheet, RecordTop, tall)
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
	if other := w.sheetOf(parent.ID); other != "" && w.Err == nil {
		w.Keep(w.Excel.SetCellFormula(sheet, finding.CellName(row, 2),
			fmt.Sprintf(`IF(A%d="","",IFERROR(VLOOKUP(A%d,'%s'!$A$%d:$B$%d,2,FALSE),"?"))`, row, row, strings.ReplaceAll(other, "'", "''"), RecordTop+1, xlsx.MaxRows)))
	}
}

// sheetOf is the name of the sheet of a table or of records.
func (w *writer) sheetOf(id string) string {
	for _, s := range w.p.Sheets {
		if s.ID == id {
			return sheets.TabName(w.p, s, w.Lang)
		}
	}
	return ""
}

// numbered lists the rows of a sheet of records with the numbers in column A: their
// own, or those of the records they belong to.
func (w *writer) numbered(t, parent *profile.Table) (numbers []int, rows []filing.Row) {
	if parent == nil {
		for i, r := range w.f.Tables[t.ID] {
			numbers, rows = append(numbers, i+1), append(rows, r)
		}
		return numbers, rows
	}
	for i, r := range w.f.Tables[parent.ID] {
		for _, child := range r.Children[t.Key] {
			numbers, rows = append(numbers, i+1), append(rows, child)
		}
	}
	return numbers, rows
}
