package xlsx

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

	"budgetbook/internal/message"
)

// CellKind is what a cell holds.
type CellKind int

// The kinds of cells.
const (
	Blank CellKind = iota
	TextCell
	NumberCell // the stored text of a number
	ErrorCell  // #REF! and the like
	boolCell
	DayCell // a date in ISO text, as the strict format has it
)

// Cell is one cell of a sheet that is not empty. The sheet is read straight from its
// XML: asking excelize cell by cell loads a million rows for one stray entry, and
// does not tell a formula without a result from an empty cell.
type Cell struct {
	Row, Column int // from 1
	Kind        CellKind
	Text        string // raw; of a number the stored text
	Style       int
	Formula     string
	Pending     bool // a formula whose result is not stored
	array       bool // its formula is one of arrays
	share       int  // the number of its shared formula, from 1; 0: none
}

// GridRow is a row of a sheet that is not empty.
type GridRow struct {
	Number int
	Hidden bool
	Cells  []Cell // by column
}

// Area is a block of merged cells.
type Area struct{ Top, Left, Bottom, Right int }

// Grid is one sheet.
type Grid struct {
	Name   string // as the workbook has it
	Rows   []GridRow
	Hidden [][2]int // hidden columns, first to last
	Merged []Area
	Beyond *Cell        // the first cell with content outside the bounds, nil if none
	large  bool         // has cells outside the bounds
	shared map[int]Cell // where shared formulas are written, by their number
	Base   int          // rows above this part of a sheet; 0: all of it

	Under   []Cell            // texts of the first rows that merged blocks cover
	Covered map[[2]int][2]int // merged cells of the first rows, by headMerges
}

// MaxMerges bounds the merged blocks of a sheet: a block or three for each row.
const MaxMerges = 3 * MaxRows

// At returns a cell; an empty one if there is none.
func (g *Grid) At(row, column int) Cell {
	i, found := g.row(row)
	if !found {
		return Cell{Row: row, Column: column}
	}
	return g.Rows[i].At(column)
}

// row finds a row by its number.
func (g *Grid) row(n int) (int, bool) {
	i := sort.Search(len(g.Rows), func(i int) bool { return g.Rows[i].Number >= n })
	return i, i < len(g.Rows) && g.Rows[i].Number == n
}

// At returns a cell of the row; an empty one if there is none.
func (r *GridRow) At(column int) Cell {
	j := sort.Search(len(r.Cells), func(j int) bool { return r.Cells[j].Column >= column })
	if j == len(r.Cells) || r.Cells[j].Column != column {
		return Cell{Row: r.Number, Column: column}
	}
	return r.Cells[j]
}

// ColumnHidden says whether a column is hidden.
func (g *Grid) ColumnHidden(column int) bool {
	for _, h := range g.Hidden {
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
	IS *XMLText `xml:"is"`
}

type xmlF struct {
	Text string `xml:",chardata"`
	T    string `xml:"t,attr"`
	SI   string `xml:"si,attr"`
}

// XMLText is a shared or inline string: plain, or runs of rich text.
type XMLText struct {
	T *string  `xml:"t"`
	R []xmlRun `xml:"r"`
}

type xmlRun struct {
	T string `xml:"t"`
}

func (x *XMLText) String() string {
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
	return DecodeText(b.String())
}

// Decoder reads the XML of a part; ok is false if there is none.
func (b *Book) Decoder(part string) (*xml.Decoder, bool) {
	raw, err := b.Archive.Part(part)
	if err != nil {
		return nil, false
	}
	return xml.NewDecoder(bytes.NewReader(raw)), true
}

// strings reads the shared strings.
func (b *Book) strings(part string) ([]string, error) {
	d, ok := b.Decoder(part)
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
			var x XMLText
			if err := d.DecodeElement(&x, &s); err != nil {
				return nil, fmt.Errorf("read the texts: %w", err)
			}
			all = append(all, x.String())
		}
	}
}

// grid reads one sheet within the bounds.
func (b *Book) grid(name, part string) (*Grid, error) {
	g := &Grid{Name: name}
	d, ok := b.Decoder(part)
	if !ok {
		return nil, message.Errorf(nil, "cause-part", "sheet", Visible(name))
	}
	row, covered, inData, begun := 0, 0, false, false
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
		begun = true
		switch s.Name.Local {
		case "sheetData":
			inData = true
		case "row":
			if !inData {
				continue
			}
			row++
			if n, err := strconv.Atoi(Attribute(s, "r")); err == nil && n > 0 {
				row = n
			}
			if err := b.row(g, d, row, Truth(Attribute(s, "hidden"))); err != nil {
				return nil, fmt.Errorf("sheet %s, row %d: %w", name, row, err)
			}
		case "col":
			if lo, err := strconv.Atoi(Attribute(s, "min")); err == nil && Truth(Attribute(s, "hidden")) {
				hi, _ := strconv.Atoi(Attribute(s, "max"))
				g.Hidden = append(g.Hidden, [2]int{lo, hi})
			}
		case "mergeCell":
			if a, ok := ParseArea(Attribute(s, "ref")); ok {
				g.Merged = append(g.Merged, a)
				if covered += a.Cells(); len(g.Merged) > MaxMerges || covered > MaxCovered {
					return nil, message.Errorf(nil, "open.merged", "file", b.File, "sheet", name)
				}
			}
		}
	}
	if !begun {
		return nil, message.Errorf(nil, "cause-part", "sheet", Visible(name))
	}
	g.sort()
	return g, nil
}

// row reads the cells of one row up to its end.
func (b *Book) row(g *Grid, d *xml.Decoder, n int, hidden bool) error {
	r := GridRow{Number: n, Hidden: hidden}
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
		c, ok, err := b.cell(x)
		if err != nil {
			return err
		}
		g.large = g.large || n > MaxRows || column > MaxColumns
		if !ok {
			continue
		}
		if n > MaxRows || column > MaxColumns {
			if g.Beyond == nil {
				c.Row, c.Column = n, column
				g.Beyond = &c
			}
			continue
		}
		c.Row, c.Column = n, column
		if c.share > 0 && c.Formula != "=" {
			if g.shared == nil {
				g.shared = map[int]Cell{}
			}
			g.shared[c.share] = c
		}
		r.Cells = append(r.Cells, c)
	}
	if len(r.Cells) > 0 {
		g.Rows = append(g.Rows, r)
	}
	return nil
}

// cell makes a cell of its XML; ok is false if it is empty.
func (b *Book) cell(x xmlCell) (c Cell, ok bool, err error) {
	c.Style = x.S
	if x.F != nil {
		c.Formula = strings.TrimSpace(x.F.Text)
		if c.Formula == "" {
			c.Formula = "=" // a shared formula, spelled out in another cell
		}
		c.array = x.F.T == "array"
		if n, err := strconv.Atoi(x.F.SI); err == nil && n >= 0 && x.F.T == "shared" {
			c.share = n + 1
		}
	}
	v := ""
	if x.V != nil {
		v = *x.V
	}
	switch x.T {
	case "s":
		// A cell of a text that is not there was not blank.
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if strings.TrimSpace(v) == "" {
			break
		}
		if err != nil || i < 0 || i >= len(b.shared) {
			return c, false, message.Errorf(nil, "cause-no-text", "cell", Visible(x.R))
		}
		c.Kind, c.Text = TextCell, b.shared[i]
	case "str":
		c.Kind, c.Text = TextCell, DecodeText(v)
	case "inlineStr":
		c.Kind, c.Text = TextCell, x.IS.String()
	case "e":
		c.Kind, c.Text = ErrorCell, v
	case "b":
		c.Kind, c.Text = boolCell, strings.TrimSpace(v)
	case "d":
		c.Kind, c.Text = DayCell, v
	default:
		if v = strings.TrimSpace(v); v != "" {
			c.Kind, c.Text = NumberCell, v
		}
	}
	// Some programs leave the result out, some write an empty one.
	c.Pending = x.F != nil && x.IS == nil && (x.V == nil || v == "" && x.T != "str")
	if c.Pending {
		c.Kind = Blank
		return c, true, nil
	}
	if c.Kind == TextCell && c.Text == "" {
		c.Kind = Blank
	}
	return c, c.Kind != Blank, nil
}

// sort brings rows and cells into order; of what stands twice the last one counts.
func (g *Grid) sort() {
	sort.SliceStable(g.Rows, func(i, j int) bool { return g.Rows[i].Number < g.Rows[j].Number })
	var rows []GridRow
	for _, r := range g.Rows {
		if k := len(rows) - 1; k >= 0 && rows[k].Number == r.Number {
			rows[k].Cells = append(rows[k].Cells, r.Cells...)
			continue
		}
		rows = append(rows, r)
	}
	for i := range rows {
		cs := rows[i].Cells
		sort.SliceStable(cs, func(a, b int) bool { return cs[a].Column < cs[b].Column })
		kept := cs[:0]
		for _, c := range cs {
			if k := len(kept) - 1; k >= 0 && kept[k].Column == c.Column {
				kept[k] = c
				continue
			}
			kept = append(kept, c)
		}
		rows[i].Cells = kept
	}
	g.Rows = rows
	g.uncover()
}

// underRows is how far down texts under merged blocks are kept: those of headers.
const underRows = 50

// uncover drops what stands in cells covered by a merged block: nobody sees it, and
// only the top left cell counts. Of the first rows the texts are kept aside: a program
// that takes out a column may leave the merged blocks of a header where they were.
func (g *Grid) uncover() {
	if len(g.Merged) == 0 {
		return
	}
	cover := NewCover(g.Merged)
	for i := range g.Rows {
		g.Rows[i].Cells = slices.DeleteFunc(g.Rows[i].Cells, func(c Cell) bool {
			_, below := cover.Over(c.Row, c.Column)
			if below >= 0 && c.Kind == TextCell && c.Row <= underRows {
				g.Under = append(g.Under, c)
			}
			return below >= 0
		})
	}
}

// Attribute is an attribute of an element, "" if it has none of the name.
func Attribute(s xml.StartElement, name string) string {
	for _, a := range s.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Truth reads a truth value of XML.
func Truth(s string) bool { return s == "1" || s == "true" }

// ParseArea reads the name of a block of cells: A1:C3.
func ParseArea(ref string) (Area, bool) {
	from, to, _ := strings.Cut(ref, ":")
	if to == "" {
		to = from
	}
	l, t, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		return Area{}, false
	}
	r, b, err := excelize.CellNameToCoordinates(to)
	if err != nil || r < l || b < t {
		return Area{}, false
	}
	return Area{t, l, b, r}, true
}

// After lists the rows after a row.
func (g *Grid) After(row int) []GridRow {
	return g.Rows[sort.Search(len(g.Rows), func(i int) bool { return g.Rows[i].Number > row }):]
}

// Truth says whether a cell holds a truth value.
func (c Cell) Truth() bool { return c.Kind == boolCell }

// Filled says whether something can be seen in a cell.
func (c Cell) Filled() bool {
	return c.Pending || c.Kind != Blank && (c.Kind != TextCell || strings.TrimSpace(c.Text) != "")
}
