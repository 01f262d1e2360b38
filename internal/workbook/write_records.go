package workbook

import (
	"fmt"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
)

// recordTop is the row of a sheet of records where the header stands; above it are
// the title and the notes.
const recordTop = 3

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
			n = width(c.Type)
		}
		wide = append(wide, n)
	}
	w.widths(sheet, wide)
	w.recordHead(sheet, t, parent, lead, wide)

	numbers, rows := w.numbered(t, parent)
	n := max(len(rows)+5, t.Room)
	if !w.room(sheet, n, len(t.Columns)+lead) {
		return
	}
	for i := range n {
		at := recordTop + 1 + i
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
			w.value(sheet, at, lead+1+j, row.Text(c.ID), c.Type, c.Choices, w.fresh(t.ID+"."+c.ID, row.Text(c.ID), look{role: roleInput, typ: c.Type}))
			if c.Type == profile.TextType || c.Type == profile.LongType {
				texts[j] = row.Text(c.ID)
			}
		}
		w.fit(sheet, at, 19, texts, wide[lead:])
	}
	for j := range t.Columns {
		c := &t.Columns[j]
		w.choices(sheet, lead+1+j, recordTop+1, recordTop+n, c.Choices)
		if w.offer(sheet, lead+1+j, recordTop+1, recordTop+n, t, c) {
			continue
		}
		w.prompt(sheet, lead+1+j, recordTop+1, recordTop+n, c.Type, c.Name.In(w.lang), c.Note.In(w.lang), c.Choices)
	}
	w.freeze(sheet, recordTop, 2)
	w.page(sheet, true, recordTop, wide...)
}

func (w *writer) recordHead(sheet string, t, parent *profile.Table, lead int, wide []float64) {
	// At the left: centred over a very wide sheet nobody would see it.
	w.merge(sheet, 1, 1, 1, min(4, lead+len(t.Columns)), t.Name.In(w.lang), look{role: roleTitle, left: true})
	w.rowHeight(sheet, 1, 30)
	w.put(sheet, recordTop, 1, w.say("book.number"), look{role: roleHead})
	if parent != nil {
		w.put(sheet, recordTop, 2, w.say("book.owner", "name", parent.Columns[0].Name.In(w.lang)), look{role: roleHead})
	}
	tall, hints := 22.0, 14.0
	for j := range t.Columns {
		c := &t.Columns[j]
		note, name := c.Note.In(w.lang), c.Name.In(w.lang)
		if note != "" {
			w.put(sheet, recordTop-1, lead+1+j, note, look{role: roleHint})
			hints = max(hints, height(note, wide[lead+j]*1.15))
		}
		w.put(sheet, recordTop, lead+1+j, name, look{role: roleHead})
		tall = max(tall, height(name, wide[lead+j])+4)
	}
	w.rowHeight(sheet, recordTop-1, hints)
	w.rowHeight(sheet, recordTop, tall)
}

// recordNumber writes the number of a record, or of the one it belongs to with its name.
func (w *writer) recordNumber(sheet string, row, num int, parent *profile.Table) {
	own := look{role: roleNumber, free: true}
	if parent != nil {
		own.typ = profile.IntType
	}
	w.put(sheet, row, 1, "", own)
	if num > 0 && w.err == nil {
		w.keep(w.x.SetCellValue(sheet, at(row, 1), num))
	}
	if parent == nil {
		return
	}
	w.put(sheet, row, 2, "", look{role: roleOwner, free: true})
	if other := w.sheetOf(parent.ID); other != "" && w.err == nil {
		w.keep(w.x.SetCellFormula(sheet, at(row, 2),
			fmt.Sprintf(`IF(A%d="","",IFERROR(VLOOKUP(A%d,'%s'!$A$%d:$B$%d,2,FALSE),"?"))`, row, row, strings.ReplaceAll(other, "'", "''"), recordTop+1, maxRows)))
	}
}

// sheetOf is the name of the sheet of a table or of records.
func (w *writer) sheetOf(id string) string {
	for _, s := range w.p.Sheets {
		if s.ID == id {
			return sheetName(w.p, s, w.lang)
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
