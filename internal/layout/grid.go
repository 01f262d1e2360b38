package layout

import (
	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// tableGrid is a table being measured: its cells shaped, its columns and rows sized.
type tableGrid struct {
	s     *setter
	t     *document.Table
	n     int // columns
	cells []gridCell
	rows  []gridRow // head rows first
	heads int       // how many of rows are head rows

	// chosen by measure
	size, pitch int
	padX, padY  int
	colX        []int // n+1 edges, from the left edge of the grid
	headH       int
	bodyH       int
	overflow    bool  // a column is narrower than its longest word
	air         []int // by which amounts of a column stand further from the rule; nil: none
	cramped     bool  // amounts of some column stand close to the rules
}

// gridRow is a row of the grid.
type gridRow struct {
	doc   *document.Row
	first int // its cells are cells[first:last]
	last  int
	owner []int32 // cell that covers each column, or -1
	h     int
	elem  *Element
	lines int // most lines of its unspanned cells
}

// gridCell is a cell of the grid.
type gridCell struct {
	doc        *document.Cell
	row, col   int
	rows, cols int
	t          shapedText
	word       int // longest unbreakable stretch, em units
	align      document.Align
	elem       *Element
	elems      []*Element
	lines      []textLine
	drawn      bool // its text stands on a page
	poured     int  // lines already drawn, if its text is poured over several parts
}

// newGrid shapes the cells of t and builds the table's part of the structure
// tree under table.
func (s *setter) newGrid(t *document.Table, table *Element) *tableGrid {
	g := &tableGrid{s: s, t: t, heads: len(t.Head)}
	g.n = len(t.Columns)
	count := 0
	for _, rs := range [][]document.Row{t.Head, t.Body} {
		for i := range rs {
			count += len(rs[i].Cells)
			for j := range rs[i].Cells {
				c := &rs[i].Cells[j]
				g.n = max(g.n, c.Col+max(c.ColSpan, 1))
			}
		}
	}
	g.cells = make([]gridCell, 0, count)
	g.rows = make([]gridRow, 0, len(t.Head)+len(t.Body))
	g.shapeRows(t.Head, table, "THead")
	g.shapeRows(t.Body, table, "TBody")
	g.own()
	g.fill()
	return g
}

func (g *tableGrid) shapeRows(rs []document.Row, table *Element, tag string) {
	if len(rs) == 0 {
		return
	}
	section := table.add(tag)
	base := len(g.rows)
	head := tag == "THead"
	for i := range rs {
		r := &rs[i]
		tr := section.add("TR")
		out := gridRow{doc: r, first: len(g.cells), elem: tr}
		for j := range r.Cells {
			c := &r.Cells[j]
			if c.Col < 0 || c.Col >= g.n {
				continue
			}
			k := gridCell{doc: c, row: base + i, col: c.Col, cols: max(c.ColSpan, 1)}
			k.cols = min(k.cols, g.n-c.Col)
			k.rows = min(max(c.RowSpan, 1), len(rs)-i)
			role := fonts.Song
			if r.Total || c.Strong || head {
				role = fonts.Hei
			}
			k.t = g.s.shape(c.Runs, role, fonts.Hei)
			if k.t.width > 2*emUnits || len(k.t.hard) > 0 {
				k.word = g.s.unbreakable(&k.t)
			} else {
				k.word = k.t.width
			}
			k.align = g.alignOf(c, head, k.cols)
			e := tr.add("TD")
			if head || c.Header {
				e.Tag = "TH"
				e.Scope = "Column"
				if !head {
					e.Scope = "Row"
				}
			}
			k.elem = e
			k.elems = elements(e, &k.t)
			g.cells = append(g.cells, k)
		}
		out.last = len(g.cells)
		g.rows = append(g.rows, out)
	}
}

// alignOf: heads are centred; a cell's own alignment goes before its column's.
func (g *tableGrid) alignOf(c *document.Cell, head bool, cols int) document.Align {
	switch {
	case head:
		return document.Center
	case c.Align != document.Left:
		return c.Align
	case cols == 1 && c.Col < len(g.t.Columns):
		return g.t.Columns[c.Col].Align
	}
	return document.Left
}

// own fills in which cell covers each place of the grid. A cell that would
// cover another one gives way.
func (g *tableGrid) own() {
	all := make([]int32, len(g.rows)*g.n)
	for i := range all {
		all[i] = -1
	}
	for i := range g.rows {
		g.rows[i].owner = all[i*g.n : (i+1)*g.n]
	}
	for i := range g.cells {
		c := &g.cells[i]
		g.rows[c.row].owner[c.col] = int32(i)
	}
	for i := range g.cells {
		c := &g.cells[i]
		for w := 1; w < c.cols; w++ {
			if o := g.rows[c.row].owner[c.col+w]; o >= 0 && o != int32(i) {
				c.cols = w
				break
			}
		}
	rows:
		for h := 1; h < c.rows; h++ {
			for w := range c.cols {
				if o := g.rows[c.row+h].owner[c.col+w]; o >= 0 && o != int32(i) {
					c.rows = h
					break rows
				}
			}
		}
		for h := range c.rows {
			for w := range c.cols {
				g.rows[c.row+h].owner[c.col+w] = int32(i)
			}
		}
	}
}

// fill makes the table regular in the structure tree: spans as they are drawn,
// and an empty cell where the document has none.
func (g *tableGrid) fill() {
	for i := range g.rows {
		r := &g.rows[i]
		kids := make([]*Element, 0, r.last-r.first)
		for c := 0; c < g.n; c++ {
			o := r.owner[c]
			if o < 0 {
				kids = append(kids, &Element{Tag: "TD"})
				continue
			}
			if k := &g.cells[o]; k.row == i && k.col == c {
				k.elem.ColSpan, k.elem.RowSpan = k.cols, k.rows
				kids = append(kids, k.elem)
			}
		}
		// A cell another one lies over keeps its text.
		for k := r.first; k < r.last; k++ {
			if x := &g.cells[k]; r.owner[x.col] != int32(k) {
				x.elem.ColSpan, x.elem.RowSpan = 1, 1
				kids = append(kids, x.elem)
			}
		}
		r.elem.Kids = kids
	}
}

// measure sizes columns and rows for a width, a type size and a vertical
// padding. It reports false if a word is wider than its column.
func (g *tableGrid) measure(width, size, padY int) bool {
	g.size, g.padY = size, padY
	g.pitch = size * 125 / 100
	g.padX = size * 30 / 100
	g.columns(width)
	for i := range g.rows {
		g.rows[i].lines = 1
		g.rows[i].h = g.pitch + 2*padY
	}
	spanned := false
	for i := range g.cells {
		c := &g.cells[i]
		room := g.colX[c.col+c.cols] - g.colX[c.col] - 2*g.padX - c.doc.Indent*size
		c.lines = c.lines[:0]
		m := max(room*emUnits/size, emUnits)
		if c.align == document.Decimal && c.t.width <= m+emUnits/10 {
			m = c.t.width
		}
		if c.align == document.Center && c.t.width > m {
			c.lines = g.s.balanced(&c.t, m)
		} else {
			c.lines = g.s.lines(c.lines, &c.t, m, 0)
		}
		if c.rows > 1 {
			spanned = true
			continue
		}
		r := &g.rows[c.row]
		r.lines = max(r.lines, len(c.lines))
		r.h = max(r.h, len(c.lines)*g.pitch+2*padY)
	}
	for i := range g.cells {
		c := &g.cells[i]
		if !spanned || c.rows == 1 {
			continue
		}
		have := 0
		for h := range c.rows {
			have += g.rows[c.row+h].h
		}
		if lack := len(c.lines)*g.pitch + 2*padY - have; lack > 0 {
			for h := range c.rows {
				g.rows[c.row+h].h += (lack + c.rows - 1) / c.rows
			}
		}
	}
	g.headH, g.bodyH = 0, 0
	for i := range g.rows {
		if i < g.heads {
			g.headH += g.rows[i].h
		} else {
			g.bodyH += g.rows[i].h
		}
	}
	return !g.overflow
}
