package layout

import (
	"slices"
	"strconv"
	"strings"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// setContents sets the table of contents with the page numbers known so far.
func (f *pageFlow) setContents(c *document.Contents) {
	s := f.s
	st := &s.style
	toc := s.parent().add("TOC")
	if len(c.Title) > 0 {
		e := toc.add("Caption")
		t := s.shape(c.Title, fonts.SongBold, fonts.SongBold)
		ss := s.centred(&t, s.balanced(&t, st.TextWidth*emUnits/st.TitleSize), st.TitleSize, st.TitlePitch, st.TextWidth, elements(e, &t))
		ss[len(ss)-1].h += st.LinePitch / 2
		f.keep(ss...)
	}
	var lines [][]strip
	n := 0
	for _, e := range s.known {
		ls := s.contentsLine(toc, e)
		lines = append(lines, ls)
		n += len(ls)
	}
	// Contents a little too long for their page stand closer.
	room := st.TextHeight
	if f.open {
		room = f.bottom - f.y
	}
	room -= heightOf(f.group, !f.open)
	pitch, least := st.contentsPitch(), st.ContentsSize*130/100
	if n > 0 && n*pitch > room && room/n >= least && !isPaired(lines) {
		for _, ls := range lines {
			for i := range ls {
				ls[i].h = room / n
				for k := range ls[i].items {
					ls[i].items[k].Y -= (pitch - room/n) / 2
				}
			}
		}
	}
	for _, ls := range lines {
		f.add(ls...)
	}
	f.flush()
}

// isPaired reports that entries stand in two languages, set closely already.
func isPaired(lines [][]strip) bool {
	return slices.ContainsFunc(lines, func(ls []strip) bool { return ls[0].before > 0 })
}

// contentsLine sets one entry: text, leader, page number. A long text wraps
// before the column of numbers. The lines of an entry in two languages stand
// closer to each other than to the next.
func (s *setter) contentsLine(toc *Element, e Entry) []strip {
	st := &s.style
	size := st.ContentsSize
	pitch := st.contentsPitch()
	role := fonts.Song
	if e.Indent == 0 {
		role = fonts.Hei
	}
	link := toc.add("TOCI").add("Reference").add("Link")
	indent := 2 * emUnits * e.Indent
	const numbers = 3 * emUnits // the column of page numbers
	measure := st.TextWidth*emUnits/size - numbers - emUnits - indent

	t := s.shape(e.Runs, role, role)
	n := s.shape([]document.Run{{Text: strconv.Itoa(e.Page)}}, fonts.Song, fonts.Song)
	elems := elements(link, &t)
	ls := s.lines(nil, &t, measure, 0)
	out := make([]strip, len(ls))
	if len(t.hard) > 0 {
		pitch = size * 130 / 100
		out[0].before = size * 45 / 100
	}
	base := baseline(pitch, size)
	for i, l := range ls {
		x := emPoints(indent, size)
		items := s.set(nil, &t, l, x, base, size, 0, elems)
		right := x + emPoints(l.natural-l.squeeze, size)
		if i == len(ls)-1 {
			from := right + size/3
			nx := st.TextWidth - emPoints(n.width, size)
			items = s.leader(items, from, nx-size/3, base, size)
			items = s.set(items, &n, textLine{to: len(n.g), natural: n.width, last: true}, nx, base, size, 0, []*Element{link})
			right = st.TextWidth
		}
		if e.ID != "" {
			items = append(items, Item{Kind: Link, Elem: link, X: x, Y: (pitch - size) / 2, W: right - x, H: size, Str: e.ID})
		}
		out[i].h, out[i].items = pitch, items
	}
	return out
}

// leader fills [from, to) with dots that stand one under the other on all lines.
func (s *setter) leader(items []Item, from, to, y, size int) []Item {
	role := fonts.Song
	if isEnglish(s.lang) {
		role = role.English()
	}
	face, adv, ok := s.m.Glyph(role, '.')
	step := size * 2 / 5
	first := (from + step - 1) / step
	n := to/step - first
	if !ok || n < 2 {
		return items
	}
	return append(items, Item{
		Kind: Text, X: first * step, Y: y, Font: face, Size: size,
		Spacing: step - emPoints(adv, size), Str: strings.Repeat(".", n), W: n * step,
	})
}
