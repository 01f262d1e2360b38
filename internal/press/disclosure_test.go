//go:build external

// The tests of this file build the PDF of the example workbook and read it back
// with poppler and qpdf, which must be installed: go test -tags external
package press_test

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"

	"budgetbook/internal/message"
)

var once struct {
	sync.Mutex
	paper *printed
}

// paper is the disclosure of the example workbook, read back; it is built once.
func paper(t *testing.T) *printed {
	t.Helper()
	once.Lock()
	defer once.Unlock()
	if once.paper == nil {
		_, pdf := whole(t, exampleBook, message.ZH)
		once.paper = readBack(t, pdf)
	}
	return once.paper
}

func TestExternalContentsAreRight(t *testing.T) {
	p := paper(t)
	got := p.contents(t)
	want := outline()
	if len(got) != len(want) {
		t.Fatalf("the contents have %d entries, want %d: %v", len(got), len(want), got)
	}
	labels := map[string]int{}
	for i, s := range specs {
		labels[s.name+s.title] = i + 1
	}
	last := 1
	for i, e := range got {
		if e.text != want[i] {
			t.Errorf("entry %d is %q, want %q", i+1, e.text, want[i])
			continue
		}
		if e.page < last || e.page > p.count() {
			t.Errorf("%q is on page %d, after page %d", e.text, e.page, last)
		}
		last = e.page
		// Tables stand under their label and title, everything else under its heading.
		heading := e.text
		if n := labels[e.text]; n > 0 {
			heading = specs[n-1].title
			if label := fmt.Sprintf("预算公开表%d", n); !slices.Contains(p.numbered(e.page).lines, label) {
				t.Errorf("page %d does not bear the label %s", e.page, label)
			}
		}
		for n := 1; n <= e.page; n++ {
			if has := p.numbered(n).bears(heading); has != (n == e.page) {
				t.Errorf("heading %q: on page %d %v; the contents say page %d", heading, n, has, e.page)
			}
		}
	}
	if cover := strings.Join(p.pages[0].lines, " / "); cover != plain(t).Unit.Name+" / 2024年度单位预算公开" {
		t.Errorf("the cover says %q", cover)
	}
}

func TestExternalFileIsSoundAndRepeatable(t *testing.T) {
	_, one := whole(t, exampleBook, message.ZH)
	_, two := whole(t, exampleJSON, message.ZH)
	if !bytes.Equal(one, two) {
		t.Error("two builds differ")
	}
	if out := run(t, one, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors found") || strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	info := run(t, one, "pdfinfo", "FILE")
	for _, want := range []string{"Title:           " + plain(t).Unit.Name + "2024年度单位预算公开", "Author:          " + plain(t).Unit.Name, "Tagged:          yes"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
}

// TestTablesOnPaper takes every page of every table apart, line by line: nothing
// may be missing, out of order, in the wrong row or column, or left over.
func TestExternalTablesOnPaper(t *testing.T) {
	p, data := paper(t), plain(t)
	start := map[string]int{}
	for _, e := range p.contents(t) {
		start[e.text] = e.page
	}
	amounts := 0
	for i, s := range specs {
		end := start["第三部分2024年度单位预算情况说明"]
		if i+1 < len(specs) {
			end = start[specs[i+1].name+specs[i+1].title]
		}
		first := start[s.name+s.title]
		if first == 0 || end <= first {
			t.Fatalf("%s: pages %d to %d", s.id, first, end)
		}
		t.Run(s.id, func(t *testing.T) {
			c := tableReader{t: t, s: s, number: i + 1, unit: data.Unit.Name, rows: data.Tables[s.id]}
			for n := first; n < end; n++ {
				c.page(p.numbered(n), n, n == first)
			}
			c.done()
			amounts += c.amounts
		})
	}
	want := 0
	for _, rows := range data.Tables {
		for _, r := range rows {
			for _, v := range r {
				if amount.MatchString(v) && cents(v) != 0 {
					want++
				}
			}
		}
	}
	if amounts != want || want == 0 {
		t.Errorf("%d amounts were found on paper, the data hold %d", amounts, want)
	}
}

var amount = regexp.MustCompile(`^-?[0-9]+\.[0-9]{2}$`)

// tableReader follows one table over its pages.
type tableReader struct {
	t       *testing.T
	s       spec
	number  int
	unit    string
	rows    []map[string]string
	next    int       // row
	edges   []float64 // right edge of each column on this page
	amounts int
	note    bool
}

func (c *tableReader) page(pg *page, n int, first bool) {
	c.t.Helper()
	b := bands(pg)
	c.edges = make([]float64, len(c.s.columns))
	head := fmt.Sprintf("预算公开表%d单位：万元", c.number) + strings.Join(c.s.header, "")
	if first {
		head += c.s.title + "单位名称：" + c.unit
		if c.number == 1 {
			head += "第二部分" + year + "单位预算报表"
		}
	} else {
		head += "续表"
	}
	if c.s.numbers {
		for i := range c.s.columns {
			head += strconv.Itoa(i + 1)
		}
	}
	if _, err := b.take(head); err != nil {
		c.t.Fatalf("page %d does not begin with the head of %s: %v", n, c.s.id, err)
	}
	before := c.next
	for c.next < len(c.rows) && len(b.lines) > 0 {
		c.row(b, n)
		c.next++
	}
	if c.next == before {
		c.t.Errorf("page %d shows no row of %s", n, c.s.id)
	}
	if len(b.lines) == 1 && b.text(0) == "注：本表无数据" {
		c.note = true
		b.lines = nil
	}
	for i := range b.lines {
		c.t.Errorf("page %d: %q belongs to no row of %s", n, b.text(i), c.s.id)
	}
}

// row reads the next row of the data off the page.
func (c *tableReader) row(b *band, n int) {
	c.t.Helper()
	r := c.rows[c.next]
	var text string
	var amounts []string
	var columns []int
	for i, key := range c.s.columns {
		v := r[key]
		switch {
		case c.s.texts>>i&1 == 1:
			text += v
		case v != "" && cents(v) != 0:
			amounts = append(amounts, twoPlaces(v))
			columns = append(columns, i)
		}
	}
	name := fmt.Sprintf("page %d, %s, row %d (%s)", n, c.s.id, c.next+1, text)
	words, err := b.take(text + strings.Join(amounts, ""))
	if err != nil {
		c.t.Fatalf("%s %v is not there: %v", name, amounts, err)
	}
	var figures, rest []word
	for _, w := range words {
		if slices.Contains(amounts, w.text) {
			figures = append(figures, w)
		} else {
			rest = append(rest, w)
		}
	}
	sort.Slice(figures, func(i, j int) bool { return figures[i].x0 < figures[j].x0 })
	var got []string
	for i, w := range figures {
		got = append(got, w.text)
		if math.Abs(w.middle()-figures[0].middle()) > 1 {
			c.t.Errorf("%s: %s does not stand in line with the others", name, w.text)
		}
		if i < len(columns) {
			c.edge(name, columns[i], w)
		}
	}
	if !slices.Equal(got, amounts) {
		c.t.Errorf("%s: amounts %v, want %v", name, got, amounts)
	}
	if s := reading(rest); s != bare(text) {
		c.t.Errorf("%s: the text is %q", name, s)
	}
	c.amounts += len(figures)
}

// edge holds amounts to their column: all end at one place, left to right.
func (c *tableReader) edge(name string, column int, w word) {
	c.t.Helper()
	if c.edges[column] == 0 {
		c.edges[column] = w.x1
	}
	if math.Abs(c.edges[column]-w.x1) > 1 {
		c.t.Errorf("%s: %s ends at %.1f, its column at %.1f", name, w.text, w.x1, c.edges[column])
	}
	for i, e := range c.edges {
		if e != 0 && (i < column && e > w.x0 || i > column && e < w.x1) {
			c.t.Errorf("%s: %s is on the wrong side of column %d", name, w.text, i+1)
		}
	}
}

func (c *tableReader) done() {
	c.t.Helper()
	if c.next != len(c.rows) {
		c.t.Errorf("%s shows %d rows of %d", c.s.id, c.next, len(c.rows))
	}
	if empty := c.amounts == 0; c.note != empty {
		c.t.Errorf("%s has %d amounts; the note 本表无数据 stands there: %v", c.s.id, c.amounts, c.note)
	}
}
