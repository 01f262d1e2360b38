package html

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/document"
)

func (t *translator) table(d *document.Table) *table {
	out := &table{ID: d.ID, Class: "block", Lang: d.Lang, Label: cmp.Or(d.Summary, document.Line(d.Title)),
		Mark: t.runs(d.Label, false), Subtitle: t.runs(d.Subtitle, false), Left: t.runs(d.Left, false), Right: t.runs(d.Right, false)}
	out.Heading = t.take()
	if out.Heading == nil || !strings.Contains(plainText(out.Heading.Runs), plainText(t.runs(d.Title, false))) && !sameTitle(out.Heading.Runs, d.Title) {
		out.Title = t.runs(d.Title, false)
	}
	if d.Landscape {
		out.Class += " wide"
	}
	form := d.Fit
	if form {
		out.Class += " form"
	}
	keys := slices.ContainsFunc(d.Columns, func(c document.Column) bool { return c.Key })
	sortable := !form && canSort(d) && !keys
	leaves := map[*document.Cell]int{}
	if sortable {
		out.Sortable = t.words.Plain("html-sort")
		leaves = leafCells(d)
	}
	for _, r := range d.Head {
		x := htmlRow{ID: r.ID}
		if isNumberRow(r) && len(r.Cells) == len(d.Columns) {
			x.Class = "nums"
		}
		for i := range r.Cells {
			c := &r.Cells[i]
			y := t.cell(d, c, "col", form)
			if form && c.Col == 0 {
				y.Scope = "row"
			}
			if col, ok := leaves[c]; ok {
				y.Sort = strconv.Itoa(col)
			}
			x.Cells = append(x.Cells, y)
		}
		if form { // the first rows of a form name fields, as all others do
			out.Body = append(out.Body, x)
		} else {
			out.Head = append(out.Head, x)
		}
	}
	for _, r := range d.Body {
		x := htmlRow{ID: r.ID}
		if r.Total {
			x.Class = "total"
		}
		// In a form a row of names alone heads what is below it.
		scope := "row"
		if form && !slices.ContainsFunc(r.Cells, func(c document.Cell) bool { return !c.Header }) {
			scope = "col"
		}
		for i := range r.Cells {
			c := r.Cells[i]
			c.Header = c.Header || d.Columns[c.Col].Key
			s := scope
			if c.RowSpan > 1 {
				s = "row"
			}
			x.Cells = append(x.Cells, t.cell(d, &c, s, form))
		}
		out.Body = append(out.Body, x)
	}
	for _, n := range d.Notes {
		out.Notes = append(out.Notes, t.runs(n, false))
	}
	for _, n := range d.Foot {
		out.Foot = append(out.Foot, t.runs(n, false))
	}
	return out
}

func (t *translator) cell(d *document.Table, c *document.Cell, scope string, form bool) htmlCell {
	out := htmlCell{ColSpan: max(c.ColSpan, 1), RowSpan: max(c.RowSpan, 1), Runs: t.runs(c.Runs, false)}
	if c.Header && len(out.Runs) > 0 {
		out.Scope = scope
	}
	var class []string
	switch {
	case scope == "col" && !form:
	case c.Align == document.Decimal:
		class = append(class, "n")
	case c.Align == document.Center:
		class = append(class, "c")
	case out.ColSpan == 1 && !form && d.Columns[c.Col].Weight > 1:
		class = append(class, "t")
	}
	if c.Indent > 0 {
		class = append(class, "i"+strconv.Itoa(min(c.Indent, 3)))
	}
	if c.Strong {
		class = append(class, "b")
	}
	out.Class = strings.Join(class, " ")
	return out
}

// canSort says whether the rows of a table can change places.
func canSort(d *document.Table) bool {
	if len(d.Head) == 0 {
		return false
	}
	n := 0
	for _, r := range d.Body {
		if !r.Total {
			n++
		}
		for _, c := range r.Cells {
			// What stands below a line across the table belongs to it.
			if c.RowSpan > 1 || c.ColSpan == len(d.Columns) {
				return false
			}
		}
	}
	return n > 2
}

// leafCells are the cells of the head that name one column.
func leafCells(d *document.Table) map[*document.Cell]int {
	by := map[int]*document.Cell{}
	for _, r := range d.Head {
		if isNumberRow(r) && len(r.Cells) == len(d.Columns) {
			continue
		}
		for i := range r.Cells {
			if c := &r.Cells[i]; c.ColSpan <= 1 && len(c.Runs) > 0 {
				by[c.Col] = c
			}
		}
	}
	leaves := map[*document.Cell]int{}
	for col, c := range by {
		leaves[c] = col
	}
	return leaves
}

// isNumberRow tells the row of column numbers.
func isNumberRow(r document.Row) bool {
	for i, c := range r.Cells {
		if document.Plain(c.Runs) != strconv.Itoa(i+1) {
			return false
		}
	}
	return len(r.Cells) > 0
}

// sameTitle says whether every line of a title stands in a heading: in two languages
// name and title take turns.
func sameTitle(h []textSpan, title []document.Run) bool {
	all := plainText(h)
	for _, l := range strings.Split(document.Plain(title), "\n") {
		if !strings.Contains(all, l) {
			return false
		}
	}
	return true
}
