package intake

import (
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/xlsx"
)

// rowName is how messages call a row: its first text.
func rowName(line xlsx.GridRow, order []*profile.Column, columns []int) string {
	for i, c := range order {
		if columns[i] > 0 && !c.Type.Numeric() {
			if x := line.At(columns[i]); x.Kind == xlsx.TextCell || x.Kind == xlsx.NumberCell {
				return clipCell(x.Text)
			}
		}
	}
	return ""
}

// speaks says whether a row is one of the table: something stands in a column that
// is printed.
func (r *reader) speaks(line xlsx.GridRow, order []*profile.Column, columns []int) bool {
	for i, c := range order {
		if !c.Hidden && columns[i] > 0 && line.At(columns[i]).Filled() {
			return true
		}
	}
	return false
}

func (r *reader) rowPlace(g *xlsx.Grid, row int, columns []int) finding.Place {
	for _, c := range columns {
		if c > 0 {
			return r.place(g, row, c)
		}
	}
	return r.place(g, row, 1)
}
