package intake

import (
	"slices"
	"strings"

	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// settle calculates the formulas of a sheet whose result is not stored, before its
// rows are read: a total over nothing shows nothing, and its row is then no row of
// the table. What cannot be calculated stays as it is, to be reported where it counts.
func (r *reader) settle(g *xlsx.Grid) {
	for i := range g.Rows {
		cells := g.Rows[i].Cells
		kept := cells[:0]
		for _, c := range cells {
			if c.Pending {
				switch result, err := r.b.Compute(g.Name, c); {
				case err != nil || result.Kind == xlsx.ErrorCell:
				case result.Kind == xlsx.Blank:
					continue
				default:
					c = result
				}
			}
			kept = append(kept, c)
		}
		g.Rows[i].Cells = kept
	}
}

// codeNames fills in the names the template shows beside codes, where no program has
// calculated them: they stand in the profile.
func (r *reader) codeNames(g *xlsx.Grid, h *foundHeader, order []*profile.Column) {
	for i, c := range order {
		from := slices.IndexFunc(order, func(x *profile.Column) bool { return x.ID == c.Named })
		if c.Named == "" || c.List == "" || from < 0 || h.columns[i] == 0 || h.columns[from] == 0 {
			continue
		}
		rows := g.After(h.last)
		for j := range rows {
			code, _ := bareCode(r.b.Shown(rows[j].At(h.columns[from])))
			rows[j].Cells = slices.DeleteFunc(rows[j].Cells, func(x xlsx.Cell) bool {
				// Ours, and not calculated; beside no code of the list it shows nothing.
				_, listed := r.p.Codes[c.List].Lookup(code)
				return !listed && isUnnamed(x, h.columns[i], c)
			})
			for k := range rows[j].Cells {
				if x := &rows[j].Cells[k]; isUnnamed(*x, h.columns[i], c) {
					own, _ := r.p.Codes[c.List].Lookup(code)
					x.Kind, x.Text, x.Pending = xlsx.TextCell, own.Name, false
				}
			}
		}
	}
}

// isUnnamed says whether a cell of a column holds the template's formula for the name of
// a code, without a result.
func isUnnamed(x xlsx.Cell, column int, c *profile.Column) bool {
	return x.Column == column && (x.Pending || x.Kind == xlsx.ErrorCell) && strings.Contains(x.Formula, sheets.OwnLists+c.List)
}
