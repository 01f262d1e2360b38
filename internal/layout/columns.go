package layout

import (
	"slices"

	"budgetbook/internal/document"
)

// wrapWidth is how narrow a text column may get before type is made smaller
// instead, em units.
const wrapWidth = 4 * emUnits

// latinWidth is the same for English: two or three words.
const latinWidth = 8 * emUnits

// columns sets the edges of the columns for a table width: fixed shares if the
// table gives them, else from the content. Amounts never wrap; what is short
// is taken from the widest columns first, what is spare goes by weight.
func (g *tableGrid) columns(width int) {
	if cap(g.colX) < g.n+1 {
		g.colX = make([]int, g.n+1)
	}
	g.colX = g.colX[:g.n+1]
	g.overflow, g.cramped, g.air = false, false, nil
	if g.fixed(width) {
		return
	}
	low := make([]int, g.n)  // least widths
	want := make([]int, g.n) // natural widths, long heads on two lines
	full := make([]int, g.n) // natural widths, heads on one line
	body := make([]int, g.n) // natural widths of the body alone
	figures := make([]bool, g.n)
	three := make([]int, g.n) // widths with English heads on three lines
	defer g.airs(figures)
	for i := range g.cells {
		if c := &g.cells[i]; c.cols == 1 {
			l, w, f := g.needs(c)
			low[c.col] = max(low[c.col], l)
			want[c.col] = max(want[c.col], w)
			full[c.col] = max(full[c.col], f)
			if c.row < g.heads && c.t.latin {
				three[c.col] = max(three[c.col], l, emPoints(c.t.width/3, g.size)+2*g.padX)
			}
			if c.row >= g.heads {
				body[c.col] = max(body[c.col], w)
			}
			if c.align == document.Decimal && c.row >= g.heads {
				figures[c.col] = true
			}
		}
	}
	for i := range g.cells {
		if c := &g.cells[i]; c.cols > 1 {
			l, w, f := g.needs(c)
			raiseSpanned(low[c.col:c.col+c.cols], l)
			raiseSpanned(want[c.col:c.col+c.cols], w)
			raiseSpanned(full[c.col:c.col+c.cols], f)
		}
	}
	for i := range want {
		low[i] = max(low[i], 2*g.padX+g.size)
		want[i] = max(want[i], low[i])
		full[i] = max(full[i], want[i])
		body[i] = max(body[i], low[i])
	}
	if sumWidths(low) > width {
		g.overflow = true
		scaleWidths(low, width)
		g.edges(low)
		return
	}
	if sumWidths(want) > width {
		// English heads of amounts keep to three lines if names keep room.
		roomy := slices.Clone(low)
		for i, f := range figures {
			if f {
				roomy[i] = max(low[i], three[i])
			} else {
				roomy[i] = max(low[i], min(want[i], emPoints(2*latinWidth, g.size)))
			}
		}
		if sumWidths(roomy) <= width {
			for i, f := range figures {
				if f {
					low[i], body[i] = roomy[i], max(body[i], roomy[i])
					want[i] = max(want[i], low[i])
				}
			}
		}
		// Heads take more lines before the body does.
		if sumWidths(body) < width {
			low = body
		} else {
			want = body
		}
		// Text that wraps anyway wraps a little more, so that amounts have air.
		air := g.size * 60 / 100
		if n := countTrue(figures); sumWidths(low)+n*air <= width {
			for i, f := range figures {
				if f {
					low[i] += air
					want[i] = max(want[i], low[i])
				}
			}
		}
		widths := capWidths(low, want, width)
		g.settle(widths, low, want)
		g.edges(widths)
		return
	}
	if sumWidths(full) <= width {
		want = full
	}
	levelFigures(want, figures, width)
	g.spread(want, width)
	g.edges(want)
}

// needs are the widths of a cell with its padding: the least, the natural one
// with a long head on two lines, and the natural one on one line.
func (g *tableGrid) needs(c *gridCell) (low, want, full int) {
	pad := 2*g.padX + c.doc.Indent*g.size + 1
	low, want, full = c.word, c.t.width, c.t.width
	switch {
	case c.align == document.Decimal:
		low = c.t.width
	case c.row < g.heads:
		if want > wrapWidth {
			want = max(c.word, wrapWidth, (want/2+emUnits-1)/emUnits*emUnits)
		}
		low = max(low, min(want, wrapWidth))
	case c.t.latin:
		low = max(low, min(want, latinWidth))
	default:
		low = max(low, min(want, wrapWidth))
	}
	return emPoints(low, g.size) + pad, emPoints(want, g.size) + pad, emPoints(full, g.size) + pad
}

// fixed takes the widths the table prescribes, in 1/1000 of its width.
func (g *tableGrid) fixed(width int) bool {
	shares := make([]int, g.n)
	total, none := 0, 0
	for i := range shares {
		if i < len(g.t.Columns) {
			shares[i] = g.t.Columns[i].Width
		}
		total += shares[i]
		if shares[i] <= 0 {
			none++
		}
	}
	if total == 0 {
		return false
	}
	if none > 0 { // columns without a share divide the rest
		rest := max(1000-total, none*20)
		for i := range shares {
			if shares[i] <= 0 {
				shares[i] = rest / none
				total += shares[i]
			}
		}
	}
	scaleWidths(shares, width)
	g.widen(shares)
	g.edges(shares)
	for i := range g.cells {
		c := &g.cells[i]
		room := g.colX[c.col+c.cols] - g.colX[c.col] - 2*g.padX - c.doc.Indent*g.size
		if emPoints(c.word, g.size) > room {
			g.overflow = true
		}
	}
	return true
}

// widen changes prescribed widths for English, which they were not made for: a
// column gets what its longest word lacks, a column of labels gives up what it
// does not need for its words, and the others share what is left.
func (g *tableGrid) widen(widths []int) {
	need := make([]int, g.n)
	labels := make([]bool, g.n)
	for i := range labels {
		labels[i] = true
	}
	latin := 0
	for i := range g.cells {
		c := &g.cells[i]
		if c.t.latin {
			latin++
		} else if c.t.chinese() {
			latin--
		}
		if c.cols == 1 {
			word := c.word
			if len(c.t.hard) > 0 { // Chinese above English has short words
				word = max(word, min(c.t.width, wrapWidth))
			}
			need[c.col] = max(need[c.col], emPoints(word, g.size)+2*g.padX+c.doc.Indent*g.size+1)
			labels[c.col] = labels[c.col] && c.doc.Header
		}
	}
	if latin <= 0 {
		return
	}
	width := sumWidths(widths)
	lack, open := 0, 0
	for i, w := range widths {
		switch {
		case labels[i] && need[i] > 0 || need[i] > w:
			lack += need[i] - w
			widths[i] = need[i]
		default:
			open += w - need[i]
		}
	}
	if lack > open {
		scaleWidths(widths, width)
		return
	}
	done, acc := 0, 0
	for i, w := range widths {
		if w != need[i] {
			acc += w - need[i]
			share := lack * acc / open
			widths[i] -= share - done
			done = share
		}
	}
}

func (g *tableGrid) edges(widths []int) {
	g.colX[0] = 0
	for i, w := range widths {
		g.colX[i+1] = g.colX[i] + w
	}
}

// spread adds the spare width to the columns by weight, or in proportion to
// their width if none has a weight.
func (g *tableGrid) spread(widths []int, width int) {
	spare := width - sumWidths(widths)
	weights := make([]int, g.n)
	for i := range weights {
		if i < len(g.t.Columns) {
			weights[i] = g.t.Columns[i].Weight
		}
	}
	if sumWidths(weights) == 0 {
		copy(weights, widths)
	}
	total, done := sumWidths(weights), 0
	acc := 0
	for i := range widths {
		acc += weights[i]
		share := spare * acc / total
		widths[i] += share - done
		done = share
	}
}

// levelFigures makes the columns of figures equally wide, as far as there is room: the
// narrowest grow first.
func levelFigures(widths []int, figures []bool, width int) {
	room := width - sumWidths(widths)
	lo, hi := 0, 0
	for i, f := range figures {
		if f {
			hi = max(hi, widths[i])
		}
	}
	extra := func(to int) (n int) {
		for i, f := range figures {
			if f {
				n += max(to-widths[i], 0)
			}
		}
		return n
	}
	for lo < hi {
		if mid := (lo + hi + 1) / 2; extra(mid) <= room {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	for i, f := range figures {
		if f {
			widths[i] = max(widths[i], lo)
		}
	}
}

// airs notes how far amounts may stand from the rule on their right: where
// their column is wide enough, further than other text.
func (g *tableGrid) airs(figures []bool) {
	g.air = make([]int, g.n)
	need := make([]int, g.n)
	for i := range g.cells {
		if c := &g.cells[i]; c.cols == 1 && c.align == document.Decimal {
			need[c.col] = max(need[c.col], emPoints(c.t.width, g.size)+c.doc.Indent*g.size)
		}
	}
	g.cramped = false
	for i, f := range figures {
		if !f || need[i] == 0 {
			continue
		}
		free := g.colX[i+1] - g.colX[i] - 2*g.padX - need[i]
		g.air[i] = max(min(free/2, g.size*35/100), 0)
		g.cramped = g.cramped || g.air[i] < g.size/4
	}
}

// capWidths cuts the widest columns down to a common width, but none below its
// least width, so that all fill width exactly.
func capWidths(low, want []int, width int) []int {
	lo, hi := 0, width
	out := make([]int, len(want))
	fill := func(cap int) int {
		total := 0
		for i := range want {
			out[i] = min(want[i], max(low[i], cap))
			total += out[i]
		}
		return total
	}
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if fill(mid) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	rest := width - fill(lo)
	for i := range out {
		if out[i] < want[i] && rest > 0 {
			give := min(rest, want[i]-out[i])
			out[i] += give
			rest -= give
		}
	}
	return out
}

// raiseSpanned makes the columns under a spanning cell wide enough for it.
func raiseSpanned(widths []int, need int) {
	lack := need - sumWidths(widths)
	if lack <= 0 {
		return
	}
	n := len(widths)
	for i := range widths {
		widths[i] += (lack*(i+1))/n - (lack*i)/n
	}
}

func scaleWidths(widths []int, width int) {
	total, acc, done := sumWidths(widths), 0, 0
	for i, w := range widths {
		acc += w
		widths[i] = width*acc/total - done
		done += widths[i]
	}
}

func countTrue(xs []bool) (n int) {
	for _, x := range xs {
		if x {
			n++
		}
	}
	return n
}

func sumWidths(xs []int) int {
	t := 0
	for _, x := range xs {
		t += x
	}
	return t
}
