package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// kind is what a cell holds.
type kind int

const (
	blank kind = iota
	textCell
	numberCell // the stored text of a number
	errorCell  // #REF! and the like
	boolCell
	dayCell // a date in ISO text, as the strict format has it
)

// cell is one cell of a sheet that is not empty. The sheet is read straight from its
// XML: asking excelize cell by cell loads a million rows for one stray entry, and
// does not tell a formula without a result from an empty cell.
type cell struct {
	row, column int // from 1
	kind        kind
	text        string // raw; of a number the stored text
	style       int
	formula     string
	pending     bool // a formula whose result is not stored
}

type gridRow struct {
	n      int
	hidden bool
	cells  []cell // by column
}

// area is a block of merged cells.
type area struct{ top, left, bottom, right int }

// grid is one sheet.
type grid struct {
	name   string // as the workbook has it
	rows   []gridRow
	hidden [][2]int // hidden columns, first to last
	merged []area
	beyond string // the first cell with content outside the bounds, "" if none
	large  bool   // has cells outside the bounds
	base   int    // rows above this part of a sheet; 0: all of it

	covered map[[2]int][2]int // merged cells of the first rows, by headMerges
}

// maxMerges bounds the merged blocks looked at.
const maxMerges = 5000

// at returns a cell; an empty one if there is none.
func (g *grid) at(row, column int) cell {
	i := sort.Search(len(g.rows), func(i int) bool { return g.rows[i].n >= row })
	if i == len(g.rows) || g.rows[i].n != row {
		return cell{row: row, column: column}
	}
	return g.rows[i].at(column)
}

func (r *gridRow) at(column int) cell {
	j := sort.Search(len(r.cells), func(j int) bool { return r.cells[j].column >= column })
	if j == len(r.cells) || r.cells[j].column != column {
		return cell{row: r.n, column: column}
	}
	return r.cells[j]
}

// columnHidden says whether a column is hidden.
func (g *grid) columnHidden(column int) bool {
	for _, h := range g.hidden {
		if column >= h[0] && column <= h[1] {
			return true
		}
	}
	return false
}

// The XML of a sheet, as far as it matters.
type xmlCell struct {
	R  string   `xml:"r,attr"`
	S  int      `xml:"s,attr"`
	T  string   `xml:"t,attr"`
	F  *xmlF    `xml:"f"`
	V  *string  `xml:"v"`
	IS *xmlText `xml:"is"`
}

type xmlF struct {
	Text string `xml:",chardata"`
	T    string `xml:"t,attr"`
}

// xmlText is a shared or inline string: plain, or runs of rich text.
type xmlText struct {
	T *string  `xml:"t"`
	R []xmlRun `xml:"r"`
}

type xmlRun struct {
	T string `xml:"t"`
}

func (x *xmlText) String() string {
	if x == nil {
		return ""
	}
	var b strings.Builder
	if x.T != nil {
		b.WriteString(*x.T)
	}
	for _, r := range x.R {
		b.WriteString(r.T)
	}
	return decode(b.String())
}

// decoder reads XML in whatever encoding the file declares.
func (b *book) decoder(part string) (*xml.Decoder, bool) {
	data, ok := b.x.Pkg.Load(part)
	if !ok {
		return nil, false
	}
	raw, ok := data.([]byte)
	if !ok {
		return nil, false
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = b.x.CharsetReader
	return d, true
}

// strings reads the shared strings.
func (b *book) strings(part string) ([]string, error) {
	d, ok := b.decoder(part)
	if !ok {
		return nil, nil
	}
	var all []string
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the texts: %w", err)
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "si" {
			var x xmlText
			if err := d.DecodeElement(&x, &s); err != nil {
				return nil, fmt.Errorf("read the texts: %w", err)
			}
			all = append(all, x.String())
		}
	}
}

// grid reads one sheet within the bounds.
func (b *book) grid(name, part string) (*grid, error) {
	g := &grid{name: name}
	d, ok := b.decoder(part)
	if !ok {
		return nil, fmt.Errorf("sheet %s: its part %s is missing", name, part)
	}
	row, inData := 0, false
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("sheet %s: %w", name, err)
		}
		s, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		switch s.Name.Local {
		case "sheetData":
			inData = true
		case "row":
			if !inData {
				continue
			}
			row++
			if n, err := strconv.Atoi(attr(s, "r")); err == nil && n > 0 {
				row = n
			}
			if err := b.row(g, d, row, truth(attr(s, "hidden"))); err != nil {
				return nil, fmt.Errorf("sheet %s, row %d: %w", name, row, err)
			}
		case "col":
			if lo, err := strconv.Atoi(attr(s, "min")); err == nil && truth(attr(s, "hidden")) {
				hi, _ := strconv.Atoi(attr(s, "max"))
				g.hidden = append(g.hidden, [2]int{lo, hi})
			}
		case "mergeCell":
			if a, ok := block(attr(s, "ref")); ok && len(g.merged) < maxMerges {
				g.merged = append(g.merged, a)
			}
		}
	}
	g.sort()
	return g, nil
}

// row reads the cells of one row up to its end.
func (b *book) row(g *grid, d *xml.Decoder, n int, hidden bool) error {
	r := gridRow{n: n, hidden: hidden}
	column := 0
	for {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		if _, end := tok.(xml.EndElement); end {
			break
		}
		s, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if s.Name.Local != "c" {
			if err := d.Skip(); err != nil {
				return err
			}
			continue
		}
		var x xmlCell
		if err := d.DecodeElement(&x, &s); err != nil {
			return err
		}
		column++
		if c, _, err := excelize.CellNameToCoordinates(strings.ReplaceAll(x.R, "$", "")); err == nil {
			column = c
		}
		c, ok := b.cell(x)
		g.large = g.large || n > maxRows || column > maxColumns
		if !ok {
			continue
		}
		if n > maxRows || column > maxColumns {
			if g.beyond == "" {
				g.beyond = at(n, column)
			}
			continue
		}
		c.row, c.column = n, column
		r.cells = append(r.cells, c)
	}
	if len(r.cells) > 0 {
		g.rows = append(g.rows, r)
	}
	return nil
}

// cell makes a cell of its XML; ok is false if it is empty.
func (b *book) cell(x xmlCell) (c cell, ok bool) {
	c.style = x.S
	if x.F != nil {
		c.formula = strings.TrimSpace(x.F.Text)
		if c.formula == "" {
			c.formula = "=" // a shared formula, spelled out in another cell
		}
	}
	v := ""
	if x.V != nil {
		v = *x.V
	}
	switch x.T {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && i >= 0 && i < len(b.shared) {
			c.kind, c.text = textCell, b.shared[i]
		}
	case "str":
		c.kind, c.text = textCell, decode(v)
	case "inlineStr":
		c.kind, c.text = textCell, x.IS.String()
	case "e":
		c.kind, c.text = errorCell, v
	case "b":
		c.kind, c.text = boolCell, strings.TrimSpace(v)
	case "d":
		c.kind, c.text = dayCell, v
	default:
		if v = strings.TrimSpace(v); v != "" {
			c.kind, c.text = numberCell, v
		}
	}
	// Some programs leave the result out, some write an empty one.
	c.pending = x.F != nil && x.IS == nil && (x.V == nil || v == "" && x.T != "str")
	if c.pending {
		c.kind = blank
		return c, true
	}
	if c.kind == textCell && c.text == "" {
		c.kind = blank
	}
	return c, c.kind != blank
}

// sort brings rows and cells into order; of what stands twice the last one counts.
func (g *grid) sort() {
	sort.SliceStable(g.rows, func(i, j int) bool { return g.rows[i].n < g.rows[j].n })
	var rows []gridRow
	for _, r := range g.rows {
		if k := len(rows) - 1; k >= 0 && rows[k].n == r.n {
			rows[k].cells = append(rows[k].cells, r.cells...)
			continue
		}
		rows = append(rows, r)
	}
	for i := range rows {
		cs := rows[i].cells
		sort.SliceStable(cs, func(a, b int) bool { return cs[a].column < cs[b].column })
		kept := cs[:0]
		for _, c := range cs {
			if k := len(kept) - 1; k >= 0 && kept[k].column == c.column {
				kept[k] = c
				continue
			}
			kept = append(kept, c)
		}
		rows[i].cells = kept
	}
	g.rows = rows
	g.uncover()
}

// uncover drops what stands in cells covered by a merged block: nobody sees it, and
// only the top left cell counts.
func (g *grid) uncover() {
	for _, a := range g.merged {
		rest := g.after(a.top - 1)
		for i := range rest {
			if rest[i].n > a.bottom {
				break
			}
			rest[i].cells = slices.DeleteFunc(rest[i].cells, func(c cell) bool {
				return c.column >= a.left && c.column <= a.right && (c.row != a.top || c.column != a.left)
			})
		}
	}
}

func attr(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func truth(s string) bool { return s == "1" || s == "true" }

// block reads the name of a block of cells: A1:C3.
func block(ref string) (area, bool) {
	from, to, _ := strings.Cut(ref, ":")
	if to == "" {
		to = from
	}
	l, t, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		return area{}, false
	}
	r, b, err := excelize.CellNameToCoordinates(to)
	if err != nil || r < l || b < t {
		return area{}, false
	}
	return area{t, l, b, r}, true
}
