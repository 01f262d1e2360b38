package workbook

import (
	"strings"

	"budgetbook/internal/amount"
)

// settle calculates the formulas of a sheet whose result is not stored, before its
// rows are read: a total over nothing shows nothing, and its row is then no row of
// the table. What cannot be calculated stays as it is, to be reported where it counts.
func (r *reader) settle(g *grid) {
	for i := range g.rows {
		cells := g.rows[i].cells
		kept := cells[:0]
		for _, c := range cells {
			if c.pending {
				text, ok := r.b.compute(g.name, c)
				switch {
				case !ok || strings.HasPrefix(text, "#"):
				case text == "":
					continue
				default:
					c.kind, c.text, c.pending = resultKind(text), text, false
				}
			}
			kept = append(kept, c)
		}
		g.rows[i].cells = kept
	}
}

// resultKind is the kind of cell the result of a formula makes.
func resultKind(text string) kind {
	if n, err := amount.Parse(text); err == nil && !n.Tidy && !n.Blank {
		return numberCell
	}
	return textCell
}
