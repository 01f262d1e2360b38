package layout

import (
	"cmp"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// setHeading sets a heading, or remembers a hidden one for the table or chart
// whose title shows its words.
func (f *pageFlow) setHeading(h *document.Heading) {
	if h.Hidden {
		f.hidden = append(f.hidden, h)
		return
	}
	f.dropHidden()
	s := f.s
	st := &s.style
	e := s.under(h.Level).add(s.headingTag())
	var strips []strip
	if h.Level == 1 {
		t := s.shape(h.Runs, fonts.SongBold, fonts.SongBold)
		ls := s.balanced(&t, st.TextWidth*emUnits/st.TitleSize)
		strips = s.centred(&t, ls, st.TitleSize, st.TitlePitch, st.TextWidth, elements(e, &t))
		// Back to the grid: blank under the title up to a whole number of lines.
		last := &strips[len(strips)-1]
		sum := heightOf(strips, true)
		last.h += st.LinePitch/2 + (st.LinePitch-(sum+st.LinePitch/2)%st.LinePitch)%st.LinePitch
		strips[0].before = st.LinePitch
		for i := range strips {
			strips[i].title = true
		}
	} else {
		role, n := fonts.Fangsong, min(max(h.Level, 2), 4)-2
		switch h.Level {
		case 2:
			role = fonts.Hei
		case 3:
			role = fonts.Kai
		}
		t := s.shape(h.Runs, role, role)
		width := st.TextWidth
		if t.latin && st.HeadIndent == 0 { // no single word on the last line
			longest := 0
			for _, l := range s.balanced(&t, width*emUnits/st.HeadSizes[n]) {
				longest = max(longest, l.natural)
			}
			width = min(width, emPoints(longest, st.HeadSizes[n])+st.HeadSizes[n]/emUnits)
		}
		strips = s.paragraphLines(&t, st.HeadSizes[n], st.LinePitch, width, st.HeadIndent, false, elements(e, &t))
		strips[0].before = st.HeadGaps[n]
	}
	strips[0].place = func(page, y int) { f.heading(h, page, y) }
	f.keep(strips...)
}

// dropHidden gives the hidden headings that no title took a place of their own.
func (f *pageFlow) dropHidden() {
	for _, h := range f.hidden {
		f.s.under(h.Level)
		f.keep(strip{place: func(page, y int) { f.heading(h, page, y) }})
	}
	f.hidden = f.hidden[:0]
}

// takeHidden opens the sections of the hidden headings for a block that shows
// their words; the block's title, if it has one, gets the returned tag ("" if
// there is no heading).
func (f *pageFlow) takeHidden(titled bool) (tag string, place func(page, y int)) {
	hs := append([]*document.Heading(nil), f.hidden...)
	f.hidden = f.hidden[:0]
	for _, h := range hs {
		f.s.under(h.Level)
	}
	if len(hs) > 0 && titled {
		tag = f.s.headingTag()
	}
	return tag, func(page, y int) {
		for _, h := range hs {
			f.heading(h, page, y)
		}
	}
}

// setParagraph sets running text.
func (f *pageFlow) setParagraph(p *document.Paragraph) {
	s := f.s
	st := &s.style
	e := s.parent().add("P")
	e.Lang = p.Lang
	switch p.Role {
	case document.Note:
		size := st.TableSizes[0]
		t := s.shape(p.Runs, fonts.Song, fonts.Hei)
		f.addLines(s.paragraphLines(&t, size, size*3/2, st.TextWidth, 0, false, elements(e, &t)))
	case document.Centered:
		t := s.shape(p.Runs, fonts.Fangsong, fonts.Hei)
		size, _ := s.body(&t)
		ls := s.balanced(&t, st.TextWidth*emUnits/size)
		f.addLines(s.centred(&t, ls, size, st.LinePitch, st.TextWidth, elements(e, &t)))
	default:
		t := s.shape(p.Runs, fonts.Fangsong, fonts.Hei)
		size, indent := s.body(&t)
		strips := s.paragraphLines(&t, size, st.LinePitch, st.TextWidth, indent, !t.latin, elements(e, &t))
		strips[0].before = st.ParagraphGap
		if p.Lang != "" && p.Lang != s.out.Lang {
			strips[0].before = st.PairGap
		}
		f.addLines(strips)
	}
}

// body is the size of running text and the indent of its first line. English has
// its own, and is not made flush: few spaces to a line leave gaps.
func (s *setter) body(t *shapedText) (size, indent int) {
	if t.latin {
		return s.style.LatinSize, s.style.LatinIndent
	}
	return s.style.BodySize, s.style.Indent
}

// paragraphLines sets t as lines of a paragraph. indent is that of the first
// line, in em units.
func (s *setter) paragraphLines(t *shapedText, size, pitch, width, indent int, justify bool, elems []*Element) []strip {
	var ls []textLine
	measure := 0
	if justify {
		measure = width
		ls = s.fitted(t, width*emUnits/size, indent)
	} else {
		ls = s.lines(nil, t, width*emUnits/size, indent)
	}
	out := make([]strip, len(ls))
	for i, l := range ls {
		x, m := 0, measure
		if i == 0 {
			x = emPoints(indent, size)
			if m > 0 {
				m -= x
			}
		}
		out[i] = strip{h: pitch, items: s.set(nil, t, l, x, baseline(pitch, size), size, m, elems)}
	}
	return out
}

// centred sets lines in the middle of width.
func (s *setter) centred(t *shapedText, ls []textLine, size, pitch, width int, elems []*Element) []strip {
	out := make([]strip, len(ls))
	for i, l := range ls {
		x := (width - emPoints(l.natural-l.squeeze, size)) / 2
		out[i] = strip{h: pitch, items: s.set(nil, t, l, x, baseline(pitch, size), size, 0, elems)}
	}
	return out
}

// coverSecond is the size of the second language on the cover, in 1/100 of the
// size of the first.
const coverSecond = 70

func isCover(r document.Role) bool {
	return r == document.CoverUnit || r == document.CoverTitle || r == document.CoverNote
}

// setCover sets the cover paragraphs at the start of bs on a page and returns
// how many there are. The unit and the title stand above the middle, where the
// eye expects them; notes after the title stand at the foot of the type area.
func (f *pageFlow) setCover(bs []document.Block) int {
	s := f.s
	st := &s.style
	f.flush()
	if f.open && f.y > f.top {
		f.closePage()
	}
	var upper, lower []strip
	titled, said := false, false
	n := 0
	for _, b := range bs {
		p, ok := b.(*document.Paragraph)
		if !ok || !isCover(p.Role) {
			break
		}
		n++
		e := s.parent().add("P")
		e.Lang = p.Lang
		s.lang = cmp.Or(p.Lang, s.out.Lang)
		size, role := st.CoverNoteSize, fonts.Fangsong
		switch p.Role {
		case document.CoverUnit:
			size, role = st.CoverUnitSize, fonts.SongBold
		case document.CoverTitle:
			size, role = st.CoverTitleSize, fonts.SongBold
			titled = true
		}
		second := p.Lang != "" && p.Lang != s.out.Lang
		if second {
			size = size * coverSecond / 100
		}
		t := s.shape(p.Runs, role, role)
		ss := s.centred(&t, s.balanced(&t, st.TextWidth*emUnits/size), size, size*st.CoverLeading/100, st.TextWidth, elements(e, &t))
		if p.Role == document.CoverNote && titled {
			lower = append(lower, ss...)
			continue
		}
		if len(upper) > 0 {
			ss[0].before = size
			if second && !said {
				ss[0].before, said = 3*size, true
			}
		}
		upper = append(upper, ss...)
	}
	if !f.open {
		f.newPage(false, 0)
	}
	room := f.bottom - f.top
	if h := heightOf(upper, true) + heightOf(lower, true); h < room {
		f.y = f.top + (room-h)*36/100
		for i := range upper {
			f.put(&upper[i])
		}
		if len(lower) > 0 {
			f.y = max(f.y, f.bottom-heightOf(lower, true)-2*st.LinePitch)
		}
	} else {
		f.putAll(upper)
	}
	f.putAll(lower)
	return n
}
