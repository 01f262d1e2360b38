package diagnose

import (
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
)

// draft is a copy of a filing in which something is undone. Only what is touched is
// copied.
type draft struct {
	*filing.Filing
	own map[string]bool // tables that are copied
}

func draftOf(f *filing.Filing) *draft {
	c := *f
	c.Tables = maps.Clone(f.Tables)
	c.Fields = maps.Clone(f.Fields)
	return &draft{&c, map[string]bool{}}
}

// rows are the rows of a table, to be changed.
func (d *draft) rows(table string) []filing.Row {
	if !d.own[table] {
		d.own[table] = true
		rows := slices.Clone(d.Tables[table])
		for i := range rows {
			rows[i].Cells = maps.Clone(rows[i].Cells)
			if rows[i].Cells == nil {
				rows[i].Cells = map[string]filing.Value{}
			}
		}
		d.Tables[table] = rows
	}
	return d.Tables[table]
}

// setText writes a text into a cell and keeps its place.
func (d *draft) setText(c cell, text string) {
	if c.table == "" {
		v := d.Fields[c.column]
		v.Text, v.Exact = text, ""
		d.Fields[c.column] = v
		return
	}
	if rows := d.rows(c.table); c.row >= 0 && c.row < len(rows) {
		v := rows[c.row].Cells[c.column]
		v.Text, v.Exact = text, ""
		rows[c.row].Cells[c.column] = v
	}
}

// set writes an amount into a cell, as a reader would.
func (d *draft) set(c cell, v decimal.Decimal) {
	text, exact := amount.Printed(v)
	if v.IsZero() {
		text, exact = "", ""
	}
	d.setText(c, text)
	if exact == "" {
		return
	}
	if c.table == "" {
		x := d.Fields[c.column]
		x.Exact = exact
		d.Fields[c.column] = x
		return
	}
	x := d.Tables[c.table][c.row].Cells[c.column]
	x.Exact = exact
	d.Tables[c.table][c.row].Cells[c.column] = x
}

// content is a value without its place.
func (d *draft) content(c cell) filing.Value {
	v := d.Tables[c.table][c.row].Cells[c.column]
	return filing.Value{Text: v.Text, Exact: v.Exact}
}

// contents are the values of the first n rows of a column.
func (d *draft) contents(table, column string, n int) []filing.Value {
	all := make([]filing.Value, n)
	for r := range n {
		all[r] = d.content(cell{table, r, column})
	}
	return all
}

// put writes a content into a cell and keeps its place.
func (d *draft) put(c cell, v filing.Value) {
	x := d.rows(c.table)[c.row].Cells[c.column]
	x.Text, x.Exact = v.Text, v.Exact
	d.Tables[c.table][c.row].Cells[c.column] = x
}

// moveBack moves what stands in columns of a row so many columns to the left; what is not
// known then is blank.
func (d *draft) moveBack(table string, row int, cols []string, by int) {
	old := make([]filing.Value, len(cols))
	for i, col := range cols {
		old[i] = d.content(cell{table, row, col})
	}
	for i, col := range cols {
		var v filing.Value
		if k := i + by; k >= 0 && k < len(cols) {
			v = old[k]
		}
		d.put(cell{table, row, col}, v)
	}
}

// print is what a filing holds in some tables and fields: the same for two ways to say one
// repair.
func print(f *filing.Filing) string {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(f.Tables)) {
		for _, r := range f.Tables[id] {
			for _, c := range slices.Sorted(maps.Keys(r.Cells)) {
				if v := r.Cells[c].Text; v != "" && v != "0.00" {
					b.WriteString(id + "|" + c + "|" + v + "\n")
				}
			}
			b.WriteByte('\n')
		}
	}
	for _, path := range slices.Sorted(maps.Keys(f.Fields)) {
		b.WriteString(path + "|" + f.Fields[path].Text + "\n")
	}
	return b.String()
}
