package template

import (
	"maps"
	"slices"
	"strings"

	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
)

// totalCell is a computed cell of a table and what its formula adds up. No such cell is
// locked: an approved figure that differs by rounding is typed over the formula, and a
// block of rows can be pasted and a row deleted.
type totalCell struct {
	row, column int
	adds        profile.Relation
}

// prompts puts words at the cells of a table: at computed ones what the formula does and
// that it may be typed over, at the others the note of the column. A cell has one prompt;
// what reads alike is written once for all columns.
func (w *writer) prompts(b *sheets.Block, totals []totalCell) {
	type words struct {
		t    profile.Type
		note string
	}
	var order []words
	cells := map[words][]string{}
	for i, c := range b.Columns {
		w.Choices(b.Tab, i+1, b.Top, b.Last, c.Choices)
		if w.offer(b.Tab, i+1, b.Top, b.Last, b.Table, c) {
			continue
		}
		computed := map[profile.Relation][]int{}
		var own []int
		for row := b.Top; row <= b.Last; row++ {
			k := slices.IndexFunc(totals, func(x totalCell) bool { return x.row == row && x.column == i+1 })
			if k < 0 {
				own = append(own, row)
				continue
			}
			computed[totals[k].adds] = append(computed[totals[k].adds], row)
		}
		w.prompt(b.Tab, cellsOf(i+1, own), c.Type, c.Name.In(w.Lang), c.Note.In(w.Lang), c.Choices)
		for _, adds := range slices.Sorted(maps.Keys(computed)) {
			k := words{c.Type, joinNotes(w.totalNote(adds), c.Note.In(w.Lang))}
			if cells[k] == nil {
				order = append(order, k)
			}
			cells[k] = append(cells[k], cellsOf(i+1, computed[adds]))
		}
	}
	for _, k := range order {
		w.prompt(b.Tab, strings.Join(cells[k], " "), k.t, w.Say("book.total"), k.note, nil)
	}
}

// totalNote says what a computed cell adds up, and how to print another figure.
func (w *writer) totalNote(adds profile.Relation) string {
	id := "book.total.sum"
	switch adds {
	case profile.RowSum:
		id = "book.total.row"
	case profile.NextLevel:
		id = "book.total.next"
	}
	return w.Say(id)
}

// cellsOf names the cells of a column in ascending rows, those that follow each other as
// one range.
func cellsOf(column int, rows []int) string {
	var all []string
	for i := 0; i < len(rows); {
		k := i
		for k+1 < len(rows) && rows[k+1] == rows[k]+1 {
			k++
		}
		all = append(all, rangeOf(column, rows[i], rows[k]))
		i = k + 1
	}
	return strings.Join(all, " ")
}
