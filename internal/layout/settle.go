package layout

import "budgetbook/internal/document"

// settle moves width between columns of English names while that makes the body
// lower: names in one column may be long and those in another short, and English
// names wrap at words. widths fill the table; no column falls below its least.
func (g *tableGrid) settle(widths, low, want []int) {
	names := g.nameColumns(widths, want)
	if len(names) < 2 {
		return
	}
	best := g.bodyLines(widths)
	first := 0
	for _, i := range names {
		first = max(first, widths[i]-low[i])
	}
	for step := first; step >= g.size; step = step * 2 / 3 {
		for moved := true; moved; {
			moved = false
			for _, a := range names {
				for _, b := range names {
					if a == b || widths[a]-step < low[a] || widths[b] >= want[b] {
						continue
					}
					widths[a], widths[b] = widths[a]-step, widths[b]+step
					if n := g.bodyLines(widths); n < best {
						best, moved = n, true
						continue
					}
					widths[a], widths[b] = widths[a]+step, widths[b]-step
				}
			}
		}
	}
}

// nameColumns are the columns of English text that wraps.
func (g *tableGrid) nameColumns(widths, want []int) []int {
	latin := make([]bool, g.n)
	for i := range g.cells {
		if c := &g.cells[i]; c.row >= g.heads && c.cols == 1 && c.align != document.Decimal && c.t.latin {
			latin[c.col] = true
		}
	}
	var out []int
	for i, l := range latin {
		if l && (widths[i] < want[i] || widths[i] > 2*g.padX+emPoints(latinWidth, g.size)) {
			out = append(out, i)
		}
	}
	return out
}

// bodyLines counts the lines of the body rows in columns of the given widths.
func (g *tableGrid) bodyLines(widths []int) int {
	lines := make([]int, len(g.rows))
	for i := range g.cells {
		c := &g.cells[i]
		if c.row < g.heads || c.cols > 1 || c.rows > 1 || c.align == document.Decimal {
			continue
		}
		room := widths[c.col] - 2*g.padX - c.doc.Indent*g.size
		c.lines = g.s.lines(c.lines[:0], &c.t, max(room*emUnits/g.size, emUnits), 0)
		lines[c.row] = max(lines[c.row], len(c.lines))
	}
	return sumWidths(lines)
}
