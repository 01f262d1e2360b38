package layout

import (
	"slices"

	"budgetbook/internal/document"
)

// putGrid places head and body rows from the current place on, turning pages.
func (f *pageFlow) putGrid(g *tableGrid, x int, land bool, tail []strip) {
	st := &f.s.style
	mark := f.continued(g.t, g.colX[g.n])
	bands := g.bands()
	tailH := heightOf(tail, false)
	turn := func(again bool) {
		f.newPage(land, st.TableTop)
		if again {
			f.putAt(mark, x)
		}
	}
	if len(bands) == 0 {
		f.drawPart(g, nil, x, true)
	}
	drawn := false // a part of the grid stands on a page
	clear := false // nothing stands on this page but the mark
	for i := 0; i < len(bands); {
		room := f.bottom - f.y - g.headH
		j := g.cut(bands, i, room, tailH)
		if j == i {
			lines := (room - 2*g.padY) / g.pitch
			switch {
			case !drawn && !clear && lines < 3:
				turn(false) // the caption alone fills the page
				clear = true
				continue
			case !clear && drawn:
				turn(true)
				clear = true
				continue
			}
			bands = g.split(bands, i, max(room, g.pitch+2*g.padY))
			j = i + 1
		}
		f.drawPart(g, bands[i:j], x, !drawn)
		g.carry(bands, j)
		drawn, clear = true, false
		if i = j; i < len(bands) {
			turn(true)
			clear = true
		}
	}
	if f.y+tailH > f.bottom && tailH > 0 {
		f.newPage(land, st.TableTop)
	}
	f.putAt(tail, x)
}

// continued is the line above the grid of a page that continues the table.
func (f *pageFlow) continued(t *document.Table, width int) []strip {
	name := t.Label
	if len(name) == 0 {
		name = t.Title
	}
	right := t.Continued
	if len(t.Right) > 0 {
		right = slices.Concat(right, document.Words(f.s.space()), t.Right)
	}
	if len(right) == 0 {
		return nil
	}
	return f.s.sides(name, right, nil, nil, width)
}

// bands are the body rows.
func (g *tableGrid) bands() []tableBand {
	out := make([]tableBand, 0, len(g.rows)-g.heads)
	for i := g.heads; i < len(g.rows); i++ {
		out = append(out, tableBand{row: i, to: g.rows[i].lines, h: g.rows[i].h})
	}
	return out
}

// split cuts band i, which is higher than room, by the lines of its cells.
func (g *tableGrid) split(bands []tableBand, i, room int) []tableBand {
	b := bands[i]
	if b.h <= room {
		return bands
	}
	per := max((room-2*g.padY)/g.pitch, 1)
	one, two := b, b
	one.part, two.part = true, true
	one.to = min(b.from+per, b.to)
	two.from = one.to
	one.h = room
	if one.to < b.to {
		one.h = per*g.pitch + 2*g.padY
	}
	two.h = max(b.h-one.h, (two.to-two.from)*g.pitch+2*g.padY)
	return slices.Replace(bands, i, i+1, one, two)
}

// carry makes the rows after a break high enough for the rest of the texts
// that are poured over spanning cells, so that none is lost.
func (g *tableGrid) carry(bands []tableBand, j int) {
	if j >= len(bands) {
		return
	}
	above, below := &g.rows[bands[j-1].row], &g.rows[bands[j].row]
	for c, o := range above.owner {
		if o < 0 || below.owner[c] != o {
			continue
		}
		cl := &g.cells[o]
		if cl.col != c || cl.rows == 1 || cl.drawn {
			continue
		}
		need := (len(cl.lines)-cl.poured)*g.pitch + 2*g.padY
		last := j
		for k := j; k < len(bands) && bands[k].row < cl.row+cl.rows; k++ {
			need -= bands[k].h
			last = k
		}
		if need > 0 {
			bands[last].h += need
		}
	}
}

// cut finds how many bands from i on stand in room, breaking where the table
// may break: not after a row to be kept, not leaving one row alone.
func (g *tableGrid) cut(bands []tableBand, i, room, tailH int) int {
	h, j := 0, i
	for j < len(bands) && h+bands[j].h <= room {
		h += bands[j].h
		j++
	}
	if j == len(bands) && (h+tailH <= room || i == j) {
		return j
	}
	if j == len(bands) {
		j-- // the notes take a row with them
	}
	for _, relaxed := range []bool{false, true} {
		for k := j; k > i; k-- {
			if g.rows[bands[k-1].row].doc.Keep && !bands[k-1].part {
				continue
			}
			if !relaxed && g.starves(bands, i, k) {
				continue
			}
			if lone := k == i+1 || k == len(bands)-1; lone && len(bands)-i > 2 && j > i+2 {
				continue
			}
			return k
		}
	}
	return j
}

// starves reports that a break before band k would leave a spanning cell less
// room above the break than its text needs.
func (g *tableGrid) starves(bands []tableBand, i, k int) bool {
	if k >= len(bands) {
		return false
	}
	above, below := &g.rows[bands[k-1].row], &g.rows[bands[k].row]
	for c, o := range above.owner {
		if o < 0 || below.owner[c] != o || g.cells[o].drawn {
			continue
		}
		cl := &g.cells[o]
		room := 0
		for b := k - 1; b >= i && bands[b].row >= cl.row; b-- {
			room += bands[b].h
		}
		if cl.rows > 1 && room < len(cl.lines)*g.pitch+2*g.padY-g.pitch/8 {
			return true
		}
	}
	return false
}

// drawPart draws the head and some bands at the current place.
func (f *pageFlow) drawPart(g *tableGrid, bands []tableBand, x int, first bool) {
	p := f.page()
	heads := make([]tableBand, g.heads)
	for i := range heads {
		heads[i] = tableBand{row: i, to: g.rows[i].lines, h: g.rows[i].h}
	}
	parts := append(heads, bands...)
	ys := make([]int, len(parts)+1)
	ys[0] = f.y
	for i, b := range parts {
		ys[i+1] = ys[i] + b.h
	}
	g.fills(p, parts, ys, x)
	for k := range parts {
		r := &g.rows[parts[k].row]
		if id := r.doc.ID; id != "" && parts[k].from == 0 && (first || k >= g.heads) {
			p.Items = append(p.Items, Item{Kind: Anchor, Y: ys[k], Str: id})
		}
		for c := 0; c < g.n; {
			o := r.owner[c]
			if o < 0 {
				c++
				continue
			}
			cl := &g.cells[o]
			if k == 0 || g.rows[parts[k-1].row].owner[c] != o || cl.rows == 1 {
				end := k + 1
				for end < len(parts) && cl.rows > 1 && g.rows[parts[end].row].owner[c] == o {
					end++
				}
				g.drawCell(p, cl, parts[k], x, ys[k], ys[end], k < g.heads && !first)
			}
			c = cl.col + cl.cols
		}
	}
	g.rules(p, parts, ys, x)
	f.y = ys[len(parts)]
}

// fills draws the grounds of head and total rows.
func (g *tableGrid) fills(p *Page, parts []tableBand, ys []int, x int) {
	st := &g.s.style
	w := g.colX[g.n]
	if g.heads > 0 {
		p.Items = append(p.Items, Item{Kind: Fill, X: x, Y: ys[0], W: w, H: ys[g.heads] - ys[0], Gray: st.HeadGray})
	}
	for k := g.heads; k < len(parts); k++ {
		if g.rows[parts[k].row].doc.Total {
			p.Items = append(p.Items, Item{Kind: Fill, X: x, Y: ys[k], W: w, H: ys[k+1] - ys[k], Gray: st.TotalGray})
		}
	}
}

// proseWidth is the number of characters from which on the lines of a cell are
// made flush; in a narrower cell the gaps would show.
const proseWidth = 12

// drawCell draws the text of a cell between y0 and y1, in the middle. What was
// drawn on an earlier page is repeated as an artifact; a text too high for the
// part of its cell that this page shows is poured over the parts.
func (g *tableGrid) drawCell(p *Page, c *gridCell, b tableBand, x, y0, y1 int, repeat bool) {
	if len(c.t.g) == 0 {
		return
	}
	ls := c.lines
	top := -1
	switch {
	case b.part && c.rows == 1:
		ls = ls[min(b.from, len(ls)):min(b.to, len(ls))]
		top = y0 + g.padY
	case c.rows > 1 && !repeat:
		room := max((y1-y0-2*g.padY+g.pitch/8)/g.pitch, 0)
		if c.poured > 0 || len(ls) > room {
			if c.drawn && c.poured == 0 {
				return // it stands elsewhere in full
			}
			n := min(room, len(ls)-c.poured)
			ls = ls[c.poured : c.poured+n]
			c.poured += n
			c.drawn = c.poured == len(c.lines)
		} else {
			repeat = c.drawn
			c.drawn = true
		}
	}
	if top < 0 {
		top = y0 + (y1-y0-len(ls)*g.pitch)/2
	}
	left := x + g.colX[c.col] + g.padX + c.doc.Indent*g.size
	right := x + g.colX[c.col+c.cols] - g.padX
	elems := c.elems
	if repeat {
		elems = nil
	}
	measure := 0
	if c.align == document.Left && len(c.lines) > 1 && right-left >= proseWidth*g.size && c.t.chinese() {
		measure = right - left
	}
	for i, l := range ls {
		w := emPoints(l.natural-l.squeeze, g.size)
		lx := left
		switch c.align {
		case document.Center:
			lx = (x+g.colX[c.col]+x+g.colX[c.col+c.cols])/2 - w/2
		case document.Decimal:
			lx = right - w
			if c.cols == 1 && g.air != nil {
				lx -= g.air[c.col]
			}
		}
		p.Items = g.s.set(p.Items, &c.t, l, lx, top+i*g.pitch+baseline(g.pitch, g.size), g.size, measure, elems)
	}
}

// rules draws the lines of the grid: thin inside, thicker around.
func (g *tableGrid) rules(p *Page, parts []tableBand, ys []int, x int) {
	st := &g.s.style
	w := g.colX[g.n]
	owner := func(k, c int) int32 {
		o := g.rows[parts[k].row].owner[c]
		if o < 0 {
			return -int32(parts[k].row*g.n+c) - 2
		}
		return o
	}
	for k := 1; k < len(parts); k++ {
		for c := 0; c < g.n; {
			d := c
			for d < g.n && owner(k-1, d) != owner(k, d) {
				d++
			}
			if d > c {
				p.Items = append(p.Items, Item{Kind: Rule, X: x + g.colX[c], Y: ys[k], W: g.colX[d] - g.colX[c], Weight: st.RuleWidth})
			}
			c = d + 1
		}
	}
	for c := 1; c < g.n; c++ {
		for k := 0; k < len(parts); {
			e := k
			for e < len(parts) && owner(e, c-1) != owner(e, c) {
				e++
			}
			if e > k {
				p.Items = append(p.Items, Item{Kind: Rule, X: x + g.colX[c], Y: ys[k], H: ys[e] - ys[k], Weight: st.RuleWidth})
			}
			k = e + 1
		}
	}
	n := len(parts)
	if n == 0 {
		return
	}
	half := st.FrameWidth / 2
	for _, r := range []Item{
		{X: x - half, Y: ys[0], W: w + 2*half}, {X: x - half, Y: ys[n], W: w + 2*half},
		{X: x, Y: ys[0], H: ys[n] - ys[0]}, {X: x + w, Y: ys[0], H: ys[n] - ys[0]},
	} {
		r.Kind, r.Weight = Rule, st.FrameWidth
		p.Items = append(p.Items, r)
	}
}
