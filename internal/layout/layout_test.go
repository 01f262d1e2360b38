package layout_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/layout/specimen"
	"budgetbook/internal/pdf"
)

func lay(t testing.TB, doc *document.Document) *layout.Pages {
	t.Helper()
	p, err := layout.Lay(doc, pdf.NewFaces(), layout.GBT9704())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// specimens are the documents all properties are checked on.
func specimens() map[string]*document.Document {
	return map[string]*document.Document{"every": specimen.Every(), "large": specimen.Large(), "awkward": awkward()}
}

// awkward is a document of hard cases for tables.
func awkward() *document.Document {
	long := strings.Repeat("保证项目实施的制度、措施：严格执行“三公”经费管理办法，2024年安排1,234.56万元；", 120)
	cell := func(col int, s string) document.Cell { return document.Cell{Col: col, Runs: document.Words(s)} }
	tall := &document.Table{ID: "tall", Title: "行高超过一页的表", Continued: "续表", Columns: []document.Column{{}, {Weight: 1}, {Align: document.Decimal}},
		Head: []document.Row{{Cells: []document.Cell{cell(0, "名称"), cell(1, "内容"), cell(2, "金额")}}},
		Body: []document.Row{{Cells: []document.Cell{cell(0, "甲"), cell(1, long), cell(2, "1.00")}}, {Cells: []document.Cell{cell(0, "乙"), cell(1, "短"), cell(2, "2.00")}}},
	}
	span := &document.Table{ID: "span", Title: "合并单元格跨页的表", Continued: "续表", Columns: []document.Column{{}, {Weight: 1}, {Align: document.Decimal}}}
	for i := range 90 {
		r := document.Row{Cells: []document.Cell{cell(1, fmt.Sprintf("第%d行", i)), cell(2, fmt.Sprintf("%d.00", i))}}
		if i%45 == 0 {
			r.Cells = append([]document.Cell{{Col: 0, RowSpan: 45, Runs: document.Words(fmt.Sprintf("第%d组", i/45))}}, r.Cells...)
		}
		span.Body = append(span.Body, r)
	}
	poured := &document.Table{ID: "poured", Title: "合并单元格文字过长的表", Columns: []document.Column{{Width: 100}, {Width: 900}},
		Body: []document.Row{{Cells: []document.Cell{{Col: 0, RowSpan: 2, Runs: document.Words(strings.Repeat("很长的名称", 60))}, cell(1, "一")}}, {Cells: []document.Cell{cell(1, "二")}}}}
	words := []document.Block{}
	for range 30 {
		words = append(words, &document.Paragraph{Runs: document.Words("为了把表格推到页面的下部而写的一段话，没有别的意思，只是占据版面。")})
	}
	d := &document.Document{Title: "难", Lang: "zh-CN", Body: []document.Block{tall}}
	d.Body = append(d.Body, words[:19]...)
	d.Body = append(d.Body, &document.Heading{ID: "h", Level: 2, Runs: document.Words("一、标题"), Entry: "一、标题"}, span, poured)
	d.Body = append(d.Body, words[:20]...)
	d.Body = append(d.Body, &document.Heading{ID: "h2", Level: 2, Runs: document.Words("二、标题"), Entry: "二、标题"}, &document.Table{ID: "tall2", Title: "标题", Columns: tall.Columns, Head: tall.Head, Body: tall.Body})
	return d
}

func TestNothingOutsideThePage(t *testing.T) {
	st := layout.GBT9704()
	for name, doc := range specimens() {
		for i, p := range lay(t, doc).Pages {
			for _, it := range p.Items {
				x0, x1, y0, y1 := it.X, it.X+it.W, it.Y, it.Y+it.H
				switch it.Kind {
				case layout.Anchor:
					continue
				case layout.Text:
					y0, y1 = it.Y-it.Size*88/100, it.Y+it.Size*12/100
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
}

func TestNoTextsOverlap(t *testing.T) {
	for name, doc := range specimens() {
		for i, p := range lay(t, doc).Pages {
			var texts []layout.Item
			for _, it := range p.Items {
				if it.Kind == layout.Text && strings.TrimSpace(it.Str) != "" {
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

// Every text of a document stands on its pages exactly once.
func TestEveryTextOnce(t *testing.T) {
	for name, doc := range specimens() {
		want := map[string]int{}
		add := func(s string) {
			if s = squash(s); s != "" {
				want[s]++
			}
		}
		rows := func(rs []document.Row) {
			for _, r := range rs {
				for _, c := range r.Cells {
					add(document.Plain(c.Runs))
				}
			}
		}
		for _, b := range append(slices.Clone(doc.Front), doc.Body...) {
			switch b := b.(type) {
			case *document.Heading:
				if !b.Hidden {
					add(document.Plain(b.Runs))
				}
			case *document.Paragraph:
				for _, r := range b.Runs { // a link is an element of its own
					if r.Link != "" {
						add(r.Text)
					}
				}
				s := ""
				for _, r := range b.Runs {
					if r.Link == "" {
						s += r.Text
					}
				}
				add(s)
			case *document.Table:
				for _, s := range append([]string{b.Label, b.Title, b.Subtitle, b.Left, b.Right}, append(b.Notes, b.Foot...)...) {
					add(s)
				}
				rows(b.Head)
				rows(b.Body)
			}
		}
		pages := lay(t, doc)
		got := map[string]int{}
		words(pages.Root, textOf(pages), func(e *layout.Element, s string) {
			if e.Tag != "Figure" && !(e.Tag == "Caption" && len(e.Kids) == 0) && s != "" {
				got[squash(s)]++
			}
		})
		listed := pages.Contents
		if len(doc.Front) == 0 {
			listed = nil
		}
		for _, e := range listed {
			got[squash(e.Text)+fmt.Sprint(e.Page)]--
		}
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
}

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

func TestContentsAreTrue(t *testing.T) {
	pages := lay(t, specimen.Every())
	if len(pages.Contents) == 0 {
		t.Fatal("no contents")
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
	texts := textOf(pages)
	words(pages.Root, texts, func(e *layout.Element, s string) {
		if e.Tag == "Link" && s != "" && len(printed) < len(pages.Contents) {
			printed = append(printed, s)
		}
	})
	for i, e := range pages.Contents {
		if where[e.ID] != e.Page {
			t.Errorf("%q is on page %d, not on %d", e.Text, where[e.ID], e.Page)
		}
		if want := e.Text + fmt.Sprint(e.Page); printed[i] != want {
			t.Errorf("the contents say %q, not %q", printed[i], want)
		}
	}
}

// A table of contents among the numbered pages moves what it lists.
func TestContentsInBodySettle(t *testing.T) {
	d := &document.Document{Title: "t", Body: []document.Block{&document.Contents{Title: "目录"}}}
	for i := range 100 {
		s := fmt.Sprintf("第%d节", i)
		d.Body = append(d.Body, &document.Heading{ID: s, Level: 2, Runs: document.Words(s), Entry: s}, &document.Paragraph{Runs: document.Words("正文。")})
	}
	pages := lay(t, d)
	for _, e := range pages.Contents {
		found := false
		for _, it := range pages.Pages[e.Page-1].Items {
			found = found || it.Kind == layout.Anchor && it.Str == e.ID
		}
		if !found {
			t.Errorf("%s is not on page %d", e.ID, e.Page)
		}
	}
}

// GB/T 9704: 22 lines of 28 characters, flush on both sides.
func TestTypeArea(t *testing.T) {
	st := layout.GBT9704()
	pages := lay(t, &document.Document{Title: "t", Body: []document.Block{
		&document.Paragraph{Runs: document.Words(strings.Repeat("预算公开情况说明一般公共服务", 2*60))},
	}})
	lines := map[int]string{}
	for _, it := range pages.Pages[1].Items {
		if it.Elem == nil {
			continue
		}
		lines[it.Y] += it.Str
		if right := it.X + it.W; right > st.Left+st.TextWidth || right < st.Left+st.TextWidth-100 {
			t.Errorf("line ends at %d, not at %d", right, st.Left+st.TextWidth)
		}
	}
	if len(lines) != 22 {
		t.Errorf("%d lines on a page", len(lines))
	}
	for y, s := range lines {
		if n := utf8.RuneCountInString(s); n != 28 {
			t.Errorf("line at %d has %d characters", y, n)
		}
	}
}

func TestLinesStayTogether(t *testing.T) {
	for name, doc := range specimens() {
		pages := lay(t, doc)
		for i, p := range pages.Pages {
			lines := map[*layout.Element]map[int]bool{}
			var last *layout.Element
			for _, it := range p.Items {
				if it.Kind != layout.Text || it.Elem == nil {
					continue
				}
				if lines[it.Elem] == nil {
					lines[it.Elem] = map[int]bool{}
				}
				lines[it.Elem][it.Y] = true
				last = it.Elem
			}
			if last != nil && strings.HasPrefix(last.Tag, "H") && i+1 < len(pages.Pages) && last.Tag != "H1" {
				t.Errorf("%s: page %d ends with a heading", name, i+1)
			}
			for e, ys := range lines {
				if e.Tag == "P" && len(ys) == 1 && spreads(pages, e) {
					t.Errorf("%s: page %d has one line of a paragraph that goes over pages", name, i+1)
				}
			}
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

// A title stays with its table: at least one row stands on its page.
func TestCaptionStaysWithTable(t *testing.T) {
	for name, doc := range specimens() {
		pages := lay(t, doc)
		titles := map[string]bool{}
		for _, b := range doc.Body {
			if x, ok := b.(*document.Table); ok && x.Title != "" {
				titles[x.Title] = true
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
}

func TestSpanningCellIsDrawnInEachPart(t *testing.T) {
	pages := lay(t, awkward())
	seen, artifacts := 0, 0
	for _, p := range pages.Pages {
		for _, it := range p.Items {
			if it.Kind == layout.Text && (it.Str == "第0组" || it.Str == "第1组") {
				seen++
				if it.Elem == nil {
					artifacts++
				}
			}
		}
	}
	if seen < 3 || seen-artifacts != 2 {
		t.Errorf("the names of 2 groups over several pages are drawn %d times, %d of them as artifacts", seen, artifacts)
	}
}

func TestFormFitsOnePage(t *testing.T) {
	f := specimen.Form(1)
	for i := range f.Body { // shorter texts
		for j := range f.Body[i].Cells {
			for k := range f.Body[i].Cells[j].Runs {
				r := &f.Body[i].Cells[j].Runs[k]
				if s := []rune(r.Text); len(s) > 100 {
					r.Text = string(s[:100])
				}
			}
		}
	}
	if n := len(lay(t, &document.Document{Title: "t", Body: []document.Block{f}}).Pages); n != 1 {
		t.Errorf("the form has %d pages", n)
	}
}

func TestUnresolvedLinks(t *testing.T) {
	d := &document.Document{Title: "t", Body: []document.Block{&document.Paragraph{Runs: []document.Run{{Text: "见表", Link: "nowhere"}, {Text: "。"}}}}}
	if got := lay(t, d).Unresolved; !slices.Equal(got, []string{"nowhere"}) {
		t.Errorf("unresolved: %v", got)
	}
}

func TestEmptyDocument(t *testing.T) {
	if p := lay(t, &document.Document{}); len(p.Pages) != 0 {
		t.Errorf("%d pages", len(p.Pages))
	}
	if _, err := layout.Lay(&document.Document{}, pdf.NewFaces(), layout.Style{}); err == nil {
		t.Error("a style without room for text was accepted")
	}
}
