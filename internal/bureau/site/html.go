package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"budgetbook/internal/document"
	"budgetbook/internal/profile"
)

// span is a stretch of text as a template writes it.
type span struct {
	Text, Lang, Href    string
	Strong, Term, Break bool
}

// heading, paragraph, table, chart and annex are the blocks of a document as the
// templates write them.
type (
	block struct {
		Heading *heading
		Para    *paragraph
		Table   *table
		Chart   *chart
		Annex   *annex
	}
	heading struct {
		ID    string
		Level int // 2 to 5
		Runs  []span
	}
	paragraph struct {
		Class, Lang string
		Runs        []span
	}
	table struct {
		ID, Class, Lang, Label string
		Sortable               string // what a button in the head does; "" if rows keep their order
		Heading                *heading
		Mark, Title, Subtitle  []span
		Left, Right            []span
		Head, Body             []row
		Notes, Foot            [][]span
	}
	row struct {
		ID, Class string
		Cells     []cell
	}
	cell struct {
		Scope, Class, Sort string
		ColSpan, RowSpan   int
		Runs               []span
	}
	annex struct {
		ID, Href string
		Heading  *heading
		Count    int
	}
	entry struct {
		Href string
		Runs []span
		Sub  []entry
	}
)

// translator turns the tree of one document into what the templates write.
type translator struct {
	doc     *document.Document
	profile *profile.Profile
	words   *words
	pdf     string          // file of the same document as PDF
	anchors map[string]bool // that the page has
	level   int             // of the last heading
	out     []block
	waiting *heading // a hidden heading, for the block that shows it
}

// blocks translates the body.
func (t *translator) blocks() []block {
	t.anchors = anchors(t.doc)
	t.level = 1
	for _, b := range t.doc.Body {
		switch b := b.(type) {
		case *document.Heading:
			// A level is never left out, or readers aloud believe they have missed one.
			t.level = min(b.Level+1, t.level+1, 5)
			h := &heading{ID: b.ID, Level: t.level, Runs: t.runs(b.Runs, false)}
			if b.Hidden {
				t.waiting = h
			} else {
				t.out = append(t.out, block{Heading: h})
			}
		case *document.Paragraph:
			t.out = append(t.out, block{Para: t.paragraph(b)})
		case *document.Table:
			t.out = append(t.out, block{Table: t.table(b)})
		case *document.Chart:
			t.out = append(t.out, block{Chart: t.chart(b)})
		case *document.Attachment:
			t.out = append(t.out, block{Annex: &annex{ID: b.ID, Href: t.pdf + "#nameddest=" + b.ID, Heading: t.take(), Count: len(b.Pages)}})
		}
	}
	return t.out
}

func (t *translator) take() *heading {
	h := t.waiting
	t.waiting = nil
	return h
}

// anchors are the places links of a document can lead to.
func anchors(doc *document.Document) map[string]bool {
	ids := map[string]bool{}
	for _, b := range doc.Body {
		switch b := b.(type) {
		case *document.Heading:
			ids[b.ID] = true
		case *document.Table:
			ids[b.ID] = true
			for _, r := range slices.Concat(b.Head, b.Body) {
				ids[r.ID] = true
			}
		case *document.Chart:
			ids[b.ID] = true
		case *document.Attachment:
			ids[b.ID] = true
		}
	}
	delete(ids, "")
	return ids
}

// runs writes runs; a line break in a text is one on the page. terms makes the strong
// words at the beginning terms that are explained.
func (t *translator) runs(runs []document.Run, terms bool) []span {
	var out []span
	for _, r := range runs {
		terms = terms && r.Strong
		s := span{Lang: r.Lang, Strong: r.Strong, Term: terms}
		if t.anchors[r.Link] {
			s.Href = "#" + r.Link
		}
		for i, line := range strings.Split(r.Text, "\n") {
			if i > 0 {
				out = append(out, span{Break: true})
			}
			if line != "" {
				s.Text = line
				out = append(out, s)
			}
		}
	}
	return out
}

func (t *translator) paragraph(p *document.Paragraph) *paragraph {
	out := &paragraph{Lang: p.Lang, Runs: t.runs(p.Runs, true)}
	switch p.Role {
	case document.Note:
		out.Class = "note"
	case document.Centered:
		out.Class = "centered"
	default:
		out.Class = "body"
	}
	if p.Lang != "" && p.Lang != t.doc.Lang {
		out.Class += " second"
	}
	return out
}

func (t *translator) table(d *document.Table) *table {
	out := &table{ID: d.ID, Class: "block", Lang: d.Lang, Label: cmpOr(d.Summary, document.Line(d.Title)),
		Mark: t.runs(d.Label, false), Subtitle: t.runs(d.Subtitle, false), Left: t.runs(d.Left, false), Right: t.runs(d.Right, false)}
	out.Heading = t.take()
	if out.Heading == nil || !strings.Contains(plain(out.Heading.Runs), plain(t.runs(d.Title, false))) && !sameTitle(out.Heading.Runs, d.Title) {
		out.Title = t.runs(d.Title, false)
	}
	if d.Landscape {
		out.Class += " wide"
	}
	form := d.Fit
	if form {
		out.Class += " form"
	}
	keys := t.keys(d)
	sortable := !form && canSort(d) && len(keys) == 0
	leaves := map[*document.Cell]int{}
	if sortable {
		out.Sortable = t.words.plain("site-sort")
		leaves = leafCells(d)
	}
	for _, r := range d.Head {
		x := row{ID: r.ID}
		if numbers(r) && len(r.Cells) == len(d.Columns) {
			x.Class = "nums"
		}
		for i := range r.Cells {
			c := &r.Cells[i]
			y := t.cell(d, c, "col", form)
			if form && c.Col == 0 {
				y.Scope = "row"
			}
			if col, ok := leaves[c]; ok {
				y.Sort = strconv.Itoa(col)
			}
			x.Cells = append(x.Cells, y)
		}
		if form { // the first rows of a form name fields, as all others do
			out.Body = append(out.Body, x)
		} else {
			out.Head = append(out.Head, x)
		}
	}
	for _, r := range d.Body {
		x := row{ID: r.ID}
		if r.Total {
			x.Class = "total"
		}
		// In a form a row of names alone heads what is below it.
		scope := "row"
		if form && !slices.ContainsFunc(r.Cells, func(c document.Cell) bool { return !c.Header }) {
			scope = "col"
		}
		for i := range r.Cells {
			c := r.Cells[i]
			c.Header = c.Header || keys[c.Col]
			s := scope
			if c.RowSpan > 1 {
				s = "row"
			}
			x.Cells = append(x.Cells, t.cell(d, &c, s, form))
		}
		out.Body = append(out.Body, x)
	}
	for _, n := range d.Notes {
		out.Notes = append(out.Notes, t.runs(n, false))
	}
	for _, n := range d.Foot {
		out.Foot = append(out.Foot, t.runs(n, false))
	}
	return out
}

// keys are the columns right of the first that name rows, too: those of two lists
// that stand side by side in one table. The tree does not know them.
func (t *translator) keys(d *document.Table) map[int]bool {
	keys := map[int]bool{}
	spec := t.profile.Table(strings.TrimPrefix(d.ID, "table."))
	if spec == nil || !spec.Printed() {
		return keys
	}
	cols := spec.Printables()
	for _, c := range cols {
		if i := slices.Index(cols, spec.KeyOf(c)); i > 0 {
			keys[i] = true
		}
	}
	return keys
}

func (t *translator) cell(d *document.Table, c *document.Cell, scope string, form bool) cell {
	out := cell{ColSpan: max(c.ColSpan, 1), RowSpan: max(c.RowSpan, 1), Runs: t.runs(c.Runs, false)}
	if c.Header && len(out.Runs) > 0 {
		out.Scope = scope
	}
	var class []string
	switch {
	case scope == "col" && !form:
	case c.Align == document.Decimal:
		class = append(class, "n")
	case c.Align == document.Center:
		class = append(class, "c")
	case out.ColSpan == 1 && !form && d.Columns[c.Col].Weight > 1:
		class = append(class, "t")
	}
	if c.Indent > 0 {
		class = append(class, "i"+strconv.Itoa(min(c.Indent, 3)))
	}
	if c.Strong {
		class = append(class, "b")
	}
	out.Class = strings.Join(class, " ")
	return out
}

// canSort says whether the rows of a table can change places.
func canSort(d *document.Table) bool {
	if len(d.Head) == 0 {
		return false
	}
	n := 0
	for _, r := range d.Body {
		if !r.Total {
			n++
		}
		for _, c := range r.Cells {
			// What stands below a line across the table belongs to it.
			if c.RowSpan > 1 || c.ColSpan == len(d.Columns) {
				return false
			}
		}
	}
	return n > 2
}

// leafCells are the cells of the head that name one column.
func leafCells(d *document.Table) map[*document.Cell]int {
	by := map[int]*document.Cell{}
	for _, r := range d.Head {
		if numbers(r) && len(r.Cells) == len(d.Columns) {
			continue
		}
		for i := range r.Cells {
			if c := &r.Cells[i]; c.ColSpan <= 1 && len(c.Runs) > 0 {
				by[c.Col] = c
			}
		}
	}
	leaves := map[*document.Cell]int{}
	for col, c := range by {
		leaves[c] = col
	}
	return leaves
}

// numbers tells the row of column numbers.
func numbers(r document.Row) bool {
	for i, c := range r.Cells {
		if document.Plain(c.Runs) != strconv.Itoa(i+1) {
			return false
		}
	}
	return len(r.Cells) > 0
}

// contents lists the headings that are to be listed, parts with what is in them.
func (t *translator) contents() []entry {
	var out []entry
	for _, b := range t.doc.Body {
		h, ok := b.(*document.Heading)
		if !ok || h.Entry == nil {
			continue
		}
		e := entry{Href: "#" + h.ID, Runs: t.runs(h.Entry, false)}
		if h.Indent > 0 && len(out) > 0 {
			last := &out[len(out)-1]
			last.Sub = append(last.Sub, e)
		} else {
			out = append(out, e)
		}
	}
	return out
}

// chart is drawn without a scale of its own, so that it keeps the size of its letters
// on a narrow screen: bars are shares of the width.
type (
	chart struct {
		ID, Title, Alt                            string
		Caption                                   []span
		Height                                    int
		Bars                                      []bar
		Parts                                     []part
		DataWord, ItemWord, AmountWord, ShareWord string
	}
	bar struct {
		Name         []line
		BarY, ValueY int
		Width, Value string
	}
	line struct {
		Y          int
		Text, Lang string
	}
	part struct {
		Name          []span
		Amount, Share string
	}
)

func (t *translator) chart(d *document.Chart) *chart {
	out := &chart{ID: d.ID, Title: document.Line(d.Caption), Alt: d.Alt, Caption: t.runs(d.Caption, false),
		DataWord: t.words.plain("site-chart-data"), ItemWord: t.words.plain("site-chart-item"), AmountWord: t.words.plain("site-chart-amount"), ShareWord: t.words.plain("site-chart-share")}
	var whole int64
	for _, p := range d.Parts {
		whole += p.Weight
	}
	y := 0
	for _, p := range d.Parts {
		b := bar{Value: p.Amount + "  " + p.Share}
		for _, l := range lines(p.Name) {
			y += 18
			b.Name = append(b.Name, line{y, l.Text, l.Lang})
		}
		b.BarY, b.ValueY = y+6, y+6+14+16
		y = b.ValueY + 12
		if whole > 0 {
			// In 1/100 of the width; a part is never quite invisible.
			w := max(p.Weight*10000/whole, 30)
			b.Width = fmt.Sprintf("%d.%02d", w/100, w%100)
		}
		out.Bars = append(out.Bars, b)
		out.Parts = append(out.Parts, part{t.runs(p.Name, false), p.Amount, p.Share})
	}
	out.Height = y
	return out
}

// lines breaks a name into lines that fit a narrow screen: SVG breaks none itself.
func lines(runs []document.Run) []span {
	const room = 34 // in widths of Latin letters: a screen of 320 px
	var out []span
	for _, r := range runs {
		for _, text := range strings.Split(strings.Trim(r.Text, "\n"), "\n") {
			for text != "" {
				n, cut, blank := 0, len(text), 0
				for i, c := range text {
					if c == ' ' {
						blank = i
					}
					if n += letterWidth(c); n > room {
						cut = i
						break
					}
				}
				if cut < len(text) && blank > 0 {
					cut = blank
				}
				if cut == 0 {
					_, cut = utf8.DecodeRuneInString(text)
				}
				out = append(out, span{Text: strings.TrimSpace(text[:cut]), Lang: r.Lang})
				text = strings.TrimSpace(text[cut:])
			}
		}
	}
	return out
}

func letterWidth(c rune) int {
	switch width.LookupRune(c).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return 2
	}
	return 1
}

func plain(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// sameTitle says whether every line of a title stands in a heading: in two languages
// name and title take turns.
func sameTitle(h []span, title []document.Run) bool {
	all := plain(h)
	for _, l := range strings.Split(document.Plain(title), "\n") {
		if !strings.Contains(all, l) {
			return false
		}
	}
	return true
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
