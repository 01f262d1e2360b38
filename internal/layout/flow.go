package layout

import "budgetbook/internal/document"

// strip is a horizontal slice of the page that is never cut: a line of text,
// a chart. Positions of its items are relative to the left edge of the type
// area and to the strip's upper edge.
type strip struct {
	h      int // height
	before int // blank above it, dropped at the top of a page
	items  []Item
	place  func(page, y int) // told where the strip came to stand; may be nil
	title  bool              // part of the title of a part
}

// pageFlow puts strips on pages, one after another.
type pageFlow struct {
	s        *setter
	pages    []Page
	open     bool // the last page takes more
	numbered bool
	land     bool // the last page is landscape
	left     int
	y        int // where the next strip goes
	top      int
	bottom   int
	group    []strip // strips that wait for what must follow them
	hidden   []*document.Heading
	floating []strip // a chart that waits for the next page while text goes on

	// collected on the way
	entries   []Entry
	bookmarks []*Bookmark
	trail     []trailed // open bookmarks, by level
}

type trailed struct {
	level int
	b     *Bookmark
}

func (f *pageFlow) page() *Page { return &f.pages[len(f.pages)-1] }

// newPage opens a page. top is the upper margin; 0: that of running text.
func (f *pageFlow) newPage(land bool, top int) {
	st := &f.s.style
	p := Page{Width: st.PageWidth, Height: st.PageHeight}
	f.left, f.top, f.bottom = st.Left, st.Top, st.Top+st.TextHeight
	if top > 0 {
		f.top = top
	}
	if land {
		p.Width, p.Height = st.PageHeight, st.PageWidth
		f.left = (p.Width - st.TextWidth) / 2
		f.top = st.TableTop
		f.bottom = p.Height - st.LandBottom
	}
	f.y, f.land, f.open = f.top, land, true
	if f.numbered {
		p.Number = len(f.pages) + 1
		p.Label = pageLabel(p.Number)
	}
	f.pages = append(f.pages, p)
}

// closePage ends the page; the next strip opens another.
func (f *pageFlow) closePage() { f.open = false }

// keep adds strips that must stand on the page of what follows.
func (f *pageFlow) keep(ss ...strip) { f.group = append(f.group, ss...) }

// add places the waiting strips and ss on one page.
func (f *pageFlow) add(ss ...strip) {
	f.group = append(f.group, ss...)
	f.flush()
}

// flush places the waiting strips.
func (f *pageFlow) flush() {
	g := f.group
	if len(g) == 0 {
		return
	}
	f.group = f.group[:0]
	if f.open && f.land {
		f.closePage() // running text stands upright
	}
	full := func() bool { return f.open && f.y > f.top && f.y+heightOf(g, false) > f.bottom }
	if full() {
		f.closePage()
		if len(f.floating) > 0 {
			f.sink()
			if full() {
				f.closePage()
			}
		}
	}
	f.putAll(g)
}

// sink places the chart that waits, on the page that begins or, if what may
// not come before it follows, after the text so far.
func (f *pageFlow) sink() {
	if g := f.floating; len(g) > 0 {
		f.floating = nil
		if f.open && f.y > f.top && f.y+heightOf(g, false) > f.bottom {
			f.closePage()
		}
		f.putAll(g)
	}
}

// putAll places strips one under the other, turning the page where they are
// more than a page holds.
func (f *pageFlow) putAll(g []strip) {
	for i := range g {
		if !f.open {
			f.newPage(false, 0)
		}
		h := g[i].h
		if f.y > f.top {
			h += g[i].before
		}
		if f.y+h > f.bottom && f.y > f.top {
			f.newPage(f.land, 0)
		}
		f.put(&g[i])
	}
}

// put draws one strip at the current place.
func (f *pageFlow) put(st *strip) {
	if f.y > f.top {
		f.y += st.before
	}
	p := f.page()
	if st.place != nil {
		st.place(len(f.pages)-1, f.y)
	}
	for _, it := range st.items {
		it.X += f.left
		it.Y += f.y
		p.Items = append(p.Items, it)
	}
	f.y += st.h
}

// heightOf is the height of strips; atTop drops the blank above the first.
func heightOf(g []strip, atTop bool) int {
	h := 0
	for i := range g {
		h += g[i].h
		if i > 0 || !atTop {
			h += g[i].before
		}
	}
	return h
}

// paragraphStrips keeps the first two and the last two lines of a paragraph
// together (no widows, no orphans) and places the rest one by one.
func (f *pageFlow) addLines(ss []strip) {
	n := len(ss)
	if n <= 3 {
		f.add(ss...)
		return
	}
	f.add(ss[:2]...)
	for _, st := range ss[2 : n-2] {
		f.add(st)
	}
	f.add(ss[n-2:]...)
}

// bookmark opens an entry of the outline at its level.
func (f *pageFlow) bookmark(level int, title string, page, y int) {
	b := &Bookmark{Title: title, Page: page, Y: y}
	for len(f.trail) > 0 && f.trail[len(f.trail)-1].level >= level {
		f.trail = f.trail[:len(f.trail)-1]
	}
	if len(f.trail) == 0 {
		f.bookmarks = append(f.bookmarks, b)
	} else {
		up := f.trail[len(f.trail)-1].b
		up.Kids = append(up.Kids, b)
	}
	f.trail = append(f.trail, trailed{level, b})
}

// heading notes where a heading came to stand: anchor, outline, contents.
func (f *pageFlow) heading(h *document.Heading, page, y int) {
	p := &f.pages[page]
	if h.ID != "" {
		p.Items = append(p.Items, Item{Kind: Anchor, X: 0, Y: y, Str: h.ID})
	}
	title := h.Entry
	if title == nil {
		title = h.Runs
	}
	f.bookmark(h.Level, document.Line(title), page, y)
	if h.Entry != nil && f.numbered {
		f.entries = append(f.entries, Entry{Runs: h.Entry, ID: h.ID, Indent: h.Indent, Page: page + 1})
	}
}
