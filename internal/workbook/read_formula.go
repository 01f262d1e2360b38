package workbook

import (
	"slices"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/profile"
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

// codeNames fills in the names the template shows beside codes, where no program has
// calculated them: they stand in the profile.
func (r *reader) codeNames(g *grid, h *head, order []*profile.Column) {
	for i, c := range order {
		from := slices.IndexFunc(order, func(x *profile.Column) bool { return x.ID == c.Named })
		if c.Named == "" || c.List == "" || from < 0 || h.columns[i] == 0 || h.columns[from] == 0 {
			continue
		}
		rows := g.after(h.last)
		for j := range rows {
			code, _ := bareCode(r.b.shown(rows[j].at(h.columns[from])))
			rows[j].cells = slices.DeleteFunc(rows[j].cells, func(x cell) bool {
				// Ours, and not calculated; beside no code of the list it shows nothing.
				_, listed := r.p.Codes[c.List].Lookup(code)
				return !listed && unnamed(x, h.columns[i], c)
			})
			for k := range rows[j].cells {
				if x := &rows[j].cells[k]; unnamed(*x, h.columns[i], c) {
					own, _ := r.p.Codes[c.List].Lookup(code)
					x.kind, x.text, x.pending = textCell, own.Name, false
				}
			}
		}
	}
}

// unnamed says whether a cell of a column holds the template's formula for the name of
// a code, without a result.
func unnamed(x cell, column int, c *profile.Column) bool {
	return x.column == column && (x.pending || x.kind == errorCell) && strings.Contains(x.formula, ownLists+c.List)
}
