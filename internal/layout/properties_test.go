package layout_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/layout/specimen"
	"budgetbook/internal/pdf"
)

// property is something that holds for every document laid out.
type property func(t *testing.T, name string, doc *document.Document, pages *layout.Pages)

// properties are checked on the specimens and on random documents.
var properties = []property{inside, apart, everyTextOnce, trueContents, linesTogether, captionsTogether, lawfulLines, wholeAmounts, soundTree}

// TestRandomDocuments lays out documents nobody would write, and some that a
// unit might.
func TestRandomDocuments(t *testing.T) {
	faces := pdf.NewFaces()
	seeds := 400
	if testing.Short() {
		seeds = 60
	}
	count := 0
	for seed := range seeds {
		doc := specimen.Random(uint64(seed))
		switch seed % 3 { // the same text in the other styles
		case 1:
			doc.Lang = "en"
		case 2:
			doc.Second = "en"
		}
		pages, err := layout.Lay(doc, faces, layout.StyleFor(doc))
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			continue
		}
		count += len(pages.Pages)
		for _, holds := range properties {
			holds(t, fmt.Sprintf("seed %d", seed), doc, pages)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d pages", count)
}

func TestSpecimens(t *testing.T) {
	for name, doc := range specimens() {
		pages := lay(t, doc)
		for _, holds := range properties {
			holds(t, name, doc, pages)
		}
	}
}

func inside(t *testing.T, name string, _ *document.Document, pages *layout.Pages) {
	st := layout.GBT9704()
	for i, p := range pages.Pages {
		for _, it := range p.Items {
			x0, x1, y0, y1 := it.X, it.X+it.W, it.Y, it.Y+it.H
			switch it.Kind {
			case layout.Anchor:
				continue
			case layout.Text:
				y0, y1 = it.Y-it.Size*88/100, it.Y+it.Size*12/100
				// squeezed marks may put the blank half of their em outside
				if strings.HasPrefix(it.Str, "《") || strings.HasPrefix(it.Str, "（") || strings.HasPrefix(it.Str, "“") {
					x0 += it.Size / 2
				}
			}
			bottom := p.Height - 40000
			if it.Elem != nil {
				bottom = st.Top + st.TextHeight + 1000
				if p.Width > p.Height {
					bottom = p.Height - 70000
				}
			}
			left := st.TableMargin - st.FrameWidth
			if x0 < left || x1 > p.Width-left || y0 < st.TableTop-st.FrameWidth || y1 > bottom {
				t.Errorf("%s: page %d: %v %q at %d,%d to %d,%d is outside", name, i+1, it.Kind, it.Str, x0, y0, x1, y1)
			}
		}
	}
}

func apart(t *testing.T, name string, doc *document.Document, pages *layout.Pages) {
	for i, p := range pages.Pages {
		var texts []layout.Item
		for _, it := range p.Items {
			if draft := it.Elem == nil && it.Size >= 100000; it.Kind == layout.Text && strings.TrimSpace(it.Str) != "" && !draft {
				texts = append(texts, it)
			}
		}
		slices.SortFunc(texts, func(a, b layout.Item) int { return a.Y - b.Y })
		for a := range texts {
			for b := a + 1; b < len(texts); b++ {
				x, y := &texts[a], &texts[b]
				if y.Y-x.Y >= 40000 {
					break
				}
				// ink: from 0.86 em above to 0.1 em below the baseline; squeezed
				// punctuation may reach half an em over its neighbour's blank.
				if y.Y-y.Size*86/100 >= x.Y+x.Size*10/100 {
					continue
				}
				slack := max(x.Size, y.Size)/2 + 2
				if x.X+x.W-slack > y.X && y.X+y.W-slack > x.X {
					t.Errorf("%s: page %d: %q (%d,%d) and %q (%d,%d) overlap", name, i+1, x.Str, x.X, x.Y, y.Str, y.X, y.Y)
				}
			}
		}
	}
}

// Every text of a document stands on its pages exactly once.
func everyTextOnce(t *testing.T, name string, doc *document.Document, pages *layout.Pages) {
	want := map[string]int{}
	add := func(s string) {
		if s = squash(s); s != "" {
			want[s]++
		}
	}
	// A link and a text in another language are elements of their own.
	runs := func(rs []document.Run) {
		s := ""
		for _, r := range rs {
			if r.Link != "" || r.Lang != "" {
				add(r.Text)
			} else {
				s += r.Text
			}
		}
		add(s)
	}
	rows := func(rs []document.Row) {
		for _, r := range rs {
			for _, c := range r.Cells {
				runs(c.Runs)
			}
		}
	}
	hidden := false // a hidden heading waits for a title
	for _, b := range append(slices.Clone(doc.Front), doc.Body...) {
		was := hidden
		hidden = false
		switch b := b.(type) {
		case *document.PageBreak:
			hidden = was
		case *document.Heading:
			if hidden = b.Hidden; !b.Hidden {
				runs(b.Runs)
			}
		case *document.Chart:
			if was {
				runs(b.Caption)
			}
		case *document.Paragraph:
			runs(b.Runs)
		case *document.Table:
			for _, s := range append([][]document.Run{b.Label, b.Title, b.Subtitle, b.Left, b.Right}, append(b.Notes, b.Foot...)...) {
				runs(s)
			}
			rows(b.Head)
			rows(b.Body)
		}
	}
	got := map[string]int{}
	texts := textOf(pages)
	var count func(e *layout.Element)
	count = func(e *layout.Element) {
		switch e.Tag {
		case "Caption", "TOC": // trueContents looks at the contents
			return
		case "Figure":
		default:
			if s := texts[e]; s != "" {
				got[squash(s)]++
			}
		}
		for _, k := range e.Kids {
			count(k)
		}
	}
	count(pages.Root)
	for s, n := range want {
		if got[s] != n {
			t.Errorf("%s: %q stands %d times on the pages, not %d", name, s, got[s], n)
		}
		delete(got, s)
	}
	for s, n := range got {
		if n != 0 {
			t.Errorf("%s: %q stands on the pages but not in the document", name, s)
		}
	}
}

func trueContents(t *testing.T, name string, doc *document.Document, pages *layout.Pages) {
	if !lists(doc) {
		return
	}
	where := map[string]int{}
	for _, p := range pages.Pages {
		for _, it := range p.Items {
			if it.Kind == layout.Anchor {
				where[it.Str] = p.Number
			}
		}
	}
	var printed []string
	block := blocks(pages.Root)
	var last *layout.Element
	for _, p := range pages.Pages {
		for _, it := range p.Items {
			b := block[it.Elem]
			if it.Kind != layout.Text || b == nil || b.Tag != "TOCI" {
				continue
			}
			if b != last {
				printed = append(printed, "")
				last = b
			}
			printed[len(printed)-1] += it.Str
		}
	}
	if len(printed) != len(pages.Contents) {
		t.Errorf("%s: the contents have %d lines for %d entries", name, len(printed), len(pages.Contents))
		return
	}
	for i, e := range pages.Contents {
		if where[e.ID] != e.Page {
			t.Errorf("%s: %q is on page %d, not on %d", name, document.Plain(e.Runs), where[e.ID], e.Page)
		}
		if want := document.Plain(e.Runs) + fmt.Sprint(e.Page); squash(printed[i]) != squash(want) {
			t.Errorf("%s: the contents say %q, not %q", name, printed[i], want)
		}
	}
}

func linesTogether(t *testing.T, name string, _ *document.Document, pages *layout.Pages) {
	for i, p := range pages.Pages {
		lines := map[*layout.Element]map[int]bool{}
		var last, before *layout.Element
		for _, it := range p.Items {
			if it.Kind != layout.Text || it.Elem == nil {
				continue
			}
			if lines[it.Elem] == nil {
				lines[it.Elem] = map[int]bool{}
			}
			lines[it.Elem][it.Y] = true
			if last != it.Elem {
				last, before = it.Elem, last
			}
		}
		if before != nil && before.Tag == "Figure" {
			last = nil // its caption may be the heading
		}
		if last != nil && strings.HasPrefix(last.Tag, "H") && i+1 < len(pages.Pages) && last.Tag != "H1" {
			t.Errorf("%s: page %d ends with a heading", name, i+1)
		}
		for e, ys := range lines {
			if e.Tag == "P" && len(e.Kids) == 0 && len(ys) == 1 && spreads(pages, e) {
				t.Errorf("%s: page %d has one line of a paragraph that goes over pages", name, i+1)
			}
		}
	}
}

// A title stays with its table: at least one row stands on its page.
func captionsTogether(t *testing.T, name string, doc *document.Document, pages *layout.Pages) {
	titles := map[string]bool{}
	for _, b := range doc.Body {
		if x, ok := b.(*document.Table); ok && len(x.Title) > 0 {
			titles[document.Plain(x.Title)] = true
		}
	}
	for i, p := range pages.Pages {
		titled, cells := false, false
		after := ""
		for _, it := range p.Items {
			if it.Elem == nil || it.Kind != layout.Text {
				continue
			}
			if titles[it.Str] && it.Elem.Tag != "Link" {
				titled, cells, after = true, false, it.Str
			}
			if it.Elem.Tag == "TD" || it.Elem.Tag == "TH" {
				cells = true
			}
		}
		if titled && !cells {
			t.Errorf("%s: page %d has the title %q but no row", name, i+1, after)
		}
	}
}

// textOf collects what stands on the pages for each element, in order.
func textOf(p *layout.Pages) map[*layout.Element]string {
	out := map[*layout.Element]string{}
	for _, page := range p.Pages {
		for _, it := range page.Items {
			if it.Kind == layout.Text && it.Elem != nil {
				out[it.Elem] += it.Str
			}
		}
	}
	return out
}

// words walks the tree and gives the text of its leaves.
func words(e *layout.Element, texts map[*layout.Element]string, visit func(e *layout.Element, s string)) {
	visit(e, texts[e])
	for _, k := range e.Kids {
		words(k, texts, visit)
	}
}

func squash(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }

// A broken table keeps its rows, once and in order, each on one page with the head.
func TestRowsOnceAndInOrder(t *testing.T) {
	doc := &document.Document{Title: "t", Body: []document.Block{specimen.Wide(200)}}
	pages := lay(t, doc)
	if len(pages.Pages) < 5 {
		t.Fatalf("the table has %d pages", len(pages.Pages))
	}
	var got []string
	texts := textOf(pages)
	words(pages.Root, texts, func(e *layout.Element, s string) {
		if e.Tag == "TR" && len(e.Kids) == 9 && e.Kids[0].Tag == "TD" {
			got = append(got, texts[e.Kids[0]])
		}
	})
	var want []string
	for _, r := range doc.Body[0].(*document.Table).Body {
		if len(r.Cells) == 9 {
			want = append(want, document.Plain(r.Cells[0].Runs))
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
	for i, p := range pages.Pages {
		all := ""
		for _, it := range p.Items {
			all += it.Str
		}
		if !strings.Contains(all, "科目名称") {
			t.Errorf("page %d does not repeat the head", i+1)
		}
		if strings.Contains(all, "续表") != (i > 0) {
			t.Errorf("page %d: mark of continuation is wrong", i+1)
		}
		// a row to be kept with the next does not end the page
		rows := map[string]bool{}
		last := ""
		for _, it := range p.Items {
			if it.Kind == layout.Anchor && strings.HasPrefix(it.Str, "t02r") {
				last = it.Str
				rows[last] = true
			}
		}
		var n int
		fmt.Sscanf(last, "t02r%d", &n)
		if n%3 != 2 && n != 199 {
			t.Errorf("page %d ends with row %s, which must stay with the next", i+1, last)
		}
	}
}

// spreads reports that e has text on more than one page.
func spreads(p *layout.Pages, e *layout.Element) bool {
	n := 0
	for _, page := range p.Pages {
		if slices.ContainsFunc(page.Items, func(it layout.Item) bool { return it.Elem == e && it.Kind == layout.Text }) {
			n++
		}
	}
	return n > 1
}

// lists reports that a document has a table of contents.
func lists(doc *document.Document) bool {
	return slices.ContainsFunc(slices.Concat(doc.Front, doc.Body), func(b document.Block) bool { _, ok := b.(*document.Contents); return ok })
}
