package layout

import (
	"slices"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// paddings above and below the text of a row, largest first: a table that is a
// little too long for its page gets lower rows before it gets smaller type.
var rowPaddings = []int{3600, 2600, 1800, 1200}

// tableBand is a row, or the part of a row higher than a page that one page shows.
type tableBand struct {
	row      int
	from, to int // lines of its cells
	h        int
	part     bool // the row goes on in another band
}

// setTable sets a table with its caption, breaking it over pages where it must.
func (f *pageFlow) setTable(t *document.Table) {
	s := f.s
	st := &s.style
	tag, place := f.takeHidden(len(t.Title) > 0)
	if tag == "" {
		tag = "P"
	}
	parent := s.parent()
	var label, title, subtitle, left, right *Element
	for _, p := range []struct {
		text []document.Run
		elem **Element
		tag  string
	}{{t.Label, &label, "P"}, {t.Title, &title, tag}, {t.Subtitle, &subtitle, "P"}, {t.Left, &left, "P"}, {t.Right, &right, "P"}} {
		if len(p.text) > 0 {
			*p.elem = parent.add(p.tag)
			(*p.elem).Lang = t.Lang
		}
	}
	table := parent.add("Table")
	table.Lang, table.Summary, table.Title = t.Lang, t.Summary, document.Line(t.Title)
	g := s.newGrid(t, table)

	upright, across := st.PageWidth-2*st.TableMargin, st.PageHeight-2*st.TableMargin
	sizes := st.TableSizes
	if t.Fit {
		sizes = st.FormSizes
	}
	land := t.Landscape
	if !land && !t.Fit && !g.measure(upright, sizes[len(sizes)-1], rowPaddings[0]) {
		land = true
	}
	width := upright
	top, bottom := st.TableTop, st.Top+st.TextHeight
	if land {
		width = across
		bottom = st.PageWidth - st.LandBottom
	}
	c := f.caption(t, width, label, title, subtitle, left, right)
	c[0].place = func(page, y int) {
		place(page, y)
		if t.ID != "" {
			f.pages[page].Items = append(f.pages[page].Items, Item{Kind: Anchor, Y: y, Str: t.ID})
		}
	}
	tail := f.tail(t, parent, width)
	group := f.group
	f.group = nil
	lead := heightOf(group, true)
	fixed := lead + heightOf(c, lead == 0) + heightOf(tail, false)
	if lead > 0 {
		lead += c[0].before // the blank between the two goes with the lead
	}
	g.choose(t.Fit, sizes, width, bottom-top-fixed)
	if lead > 0 && isTitle(group) && fixed+g.headH+g.bodyH > bottom-top {
		// The title of a part may stand on a page of its own if that keeps
		// the table on one page.
		g.choose(t.Fit, sizes, width, bottom-top-fixed+lead)
		if fixed-lead+g.headH+g.bodyH <= bottom-top {
			f.putTitle(group)
			fixed -= lead
			group = nil
		} else {
			g.choose(t.Fit, sizes, width, bottom-top-fixed)
		}
	}
	whole := fixed + g.headH + g.bodyH

	// Where does it start?
	fresh := !f.open || f.land != land
	if !fresh && f.y > f.top {
		room := f.bottom - f.y
		// Below other text there is blank above the first line.
		if above := heightOf(group, false) + heightOf(c, false) + heightOf(tail, false); above+g.headH+g.bodyH > room {
			least := heightOf(group, false) + heightOf(c, false) + g.headH + g.firstRows(5)
			fresh = whole <= bottom-top || least > room
		}
	}
	if fresh {
		f.newPage(land, top)
	}
	f.putAll(group)
	x := (f.page().Width - width) / 2
	f.putAt(c, x)
	f.putGrid(g, x, land, tail)
}

// isTitle reports that strips are the title of a part and nothing else.
func isTitle(ss []strip) bool {
	return !slices.ContainsFunc(ss, func(st strip) bool { return !st.title && st.h > 0 })
}

// putTitle places the title of a part on a page of its own, where a cover has
// its title.
func (f *pageFlow) putTitle(ss []strip) {
	f.newPage(false, 0)
	f.y += (f.bottom - f.top - heightOf(ss, true)) * 36 / 100
	for i := range ss {
		ss[i].before = 0
		f.put(&ss[i])
	}
	f.closePage()
}

// putAt places strips whose left edge is at x.
func (f *pageFlow) putAt(ss []strip, x int) {
	old := f.left
	f.left = x
	for i := range ss {
		f.put(&ss[i])
	}
	f.left = old
}

// choose picks type size and row padding: the largest with which the table
// fits room, if any does; a table of several pages keeps readable type.
func (g *tableGrid) choose(fit bool, sizes []int, width, room int) {
	base := 0
	for base < len(sizes)-1 && !g.measure(width, sizes[base], rowPaddings[0]) {
		base++
	}
	if base == len(sizes)-1 {
		g.measure(width, sizes[base], rowPaddings[0])
	}
	if g.headH+g.bodyH <= room {
		g.airy(sizes, base, width, room)
		return
	}
	if fit || g.headH+g.bodyH <= room*17/10 {
		for i := base; i < len(sizes); i++ {
			for p, pad := range rowPaddings {
				if i > base && p < len(rowPaddings)-1 {
					continue // row heights first, then the type
				}
				g.measure(width, sizes[i], pad)
				if g.headH+g.bodyH <= room {
					g.airy(sizes, i, width, room)
					return
				}
			}
		}
	}
	if fit {
		base = max(base, len(sizes)/2) // runs on: 9 pt
	}
	g.measure(width, sizes[base], rowPaddings[1])
}

// airy takes the next smaller type if amounts stand close to the rules with the
// type chosen and do not with that one.
func (g *tableGrid) airy(sizes []int, i, width, room int) {
	pad := g.padY
	if !g.cramped || i+1 >= len(sizes) {
		return
	}
	for _, p := range rowPaddings {
		if g.measure(width, sizes[i+1], p) && !g.cramped && g.headH+g.bodyH <= room {
			return
		}
	}
	g.measure(width, sizes[i], pad)
}

// firstRows is the height of the first n body rows and of those kept with them.
func (g *tableGrid) firstRows(n int) int {
	h := 0
	for i := g.heads; i < len(g.rows) && (i < g.heads+n || g.rows[i-1].doc.Keep); i++ {
		h += g.rows[i].h
	}
	return h
}

// caption is the block above the grid: label, title, subtitle, left and right line.
func (f *pageFlow) caption(t *document.Table, width int, label, title, subtitle, left, right *Element) []strip {
	s := f.s
	st := &s.style
	small := st.TableSizes[0]
	var out []strip
	if label != nil {
		x := s.shape(t.Label, fonts.Hei, fonts.Hei)
		out = append(out, s.paragraphLines(&x, small, small*170/100, width, 0, false, elements(label, &x))...)
	}
	if title != nil {
		x := s.shape(t.Title, fonts.SongBold, fonts.SongBold)
		size := st.TableTitleSize
		if one := width * emUnits / max(x.width, 1); one < size && one >= size*85/100 && len(x.hard) == 0 {
			size = one // better a little smaller than torn in two
		}
		out = append(out, s.centred(&x, s.balanced(&x, width*emUnits/size), size, size*140/100, width, elements(title, &x))...)
	}
	if subtitle != nil {
		x := s.shape(t.Subtitle, fonts.Song, fonts.Song)
		out = append(out, s.centred(&x, s.balanced(&x, width*emUnits/small), small, small*160/100, width, elements(subtitle, &x))...)
	}
	if left != nil || right != nil {
		out = append(out, s.sides(t.Left, t.Right, left, right, width)...)
	}
	if len(out) == 0 {
		out = append(out, strip{})
	}
	out[0].before = st.LinePitch / 2
	return out
}

// sides sets one text at the left edge and one at the right edge of width. The
// left one wraps before the right one; both end on the same line.
func (s *setter) sides(lt, rt []document.Run, le, re *Element, width int) []strip {
	size := s.style.TableSizes[0]
	pitch := size * 170 / 100
	r := s.shape(rt, fonts.Song, fonts.Song)
	l := s.shape(lt, fonts.Song, fonts.Song)
	var ge, he []*Element
	if le != nil {
		ge = elements(le, &l)
	}
	if re != nil {
		he = elements(re, &r)
	}
	ls := s.lines(nil, &l, max(width-emPoints(r.width, size)-2*size, width/3)*emUnits/size, 0)
	rs := s.lines(nil, &r, r.width, 0)
	out := make([]strip, max(len(ls), len(rs)))
	for i := range out {
		out[i].h = pitch
		if k := i - len(out) + len(ls); k >= 0 {
			out[i].items = s.set(nil, &l, ls[k], 0, baseline(pitch, size), size, 0, ge)
		}
		if k := i - len(out) + len(rs); k >= 0 {
			out[i].items = s.set(out[i].items, &r, rs[k], width-emPoints(rs[k].natural, size), baseline(pitch, size), size, 0, he)
		}
	}
	return out
}

// tail is what stands under the grid: notes, then fields to sign.
func (f *pageFlow) tail(t *document.Table, parent *Element, width int) []strip {
	s := f.s
	size := s.style.TableSizes[0]
	pitch := size * 150 / 100
	var out []strip
	for _, n := range t.Notes {
		x := s.shape(n, fonts.Song, fonts.Song)
		out = append(out, s.paragraphLines(&x, size, pitch, width, 0, false, elements(parent.add("P"), &x))...)
	}
	if len(t.Foot) > 0 {
		out = append(out, s.foot(t.Foot, parent, width, size, pitch))
	}
	if len(out) > 0 {
		out[0].before += size / 3
	}
	return out
}

// foot spreads the fields to sign over the width: each has the room its words
// need and an equal share of the rest to write in. Fields too long for one line
// wrap between words, in room shared by their lengths.
func (s *setter) foot(fields [][]document.Run, parent *Element, width, size, pitch int) strip {
	n := len(fields)
	texts := make([]shapedText, n)
	spare := width
	for i, w := range fields {
		texts[i] = s.shape(w, fonts.Song, fonts.Song)
		spare -= emPoints(texts[i].width, size)
	}
	least, rest := make([]int, n), width
	for i := range texts {
		least[i] = emPoints(s.unbreakable(&texts[i]), size) + size
		rest -= least[i]
	}
	st := strip{before: size / 2}
	x := 0
	for i := range texts {
		room := emPoints(texts[i].width, size) + spare/n
		measure := room - size/2
		switch {
		case spare >= 0:
		case rest >= 0:
			room = least[i] + rest*emPoints(texts[i].width, size)/(width-spare)
			measure = room - size
		default:
			room = width / n
			measure = room - size
		}
		lines := s.paragraphLines(&texts[i], size, pitch, max(measure, size), 0, false, elements(parent.add("P"), &texts[i]))
		for j := range lines {
			for _, it := range lines[j].items {
				it.X += x
				it.Y += j * pitch
				st.items = append(st.items, it)
			}
		}
		st.h = max(st.h, len(lines)*pitch)
		x += room
	}
	return st
}
