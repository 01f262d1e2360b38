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
	p, err := layout.Lay(doc, pdf.NewFaces(), layout.StyleFor(doc))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// specimens are the documents all properties are checked on.
func specimens() map[string]*document.Document {
	return map[string]*document.Document{"every": specimen.Every(), "large": specimen.Large(), "awkward": awkward(),
		"English": specimen.English(), "bilingual": specimen.Bilingual()}
}

// awkward is a document of hard cases for tables.
func awkward() *document.Document {
	long := strings.Repeat("保证项目实施的制度、措施：严格执行“三公”经费管理办法，2024年安排1,234.56万元；", 120)
	cell := func(col int, s string) document.Cell { return document.Cell{Col: col, Runs: document.Words(s)} }
	tall := &document.Table{ID: "tall", Title: document.Words("行高超过一页的表"), Continued: document.Words("续表"), Columns: []document.Column{{}, {Weight: 1}, {Align: document.Decimal}},
		Head: []document.Row{{Cells: []document.Cell{cell(0, "名称"), cell(1, "内容"), cell(2, "金额")}}},
		Body: []document.Row{{Cells: []document.Cell{cell(0, "甲"), cell(1, long), cell(2, "1.00")}}, {Cells: []document.Cell{cell(0, "乙"), cell(1, "短"), cell(2, "2.00")}}},
	}
	span := &document.Table{ID: "span", Title: document.Words("合并单元格跨页的表"), Continued: document.Words("续表"), Columns: []document.Column{{}, {Weight: 1}, {Align: document.Decimal}}}
	for i := range 90 {
		r := document.Row{Cells: []document.Cell{cell(1, fmt.Sprintf("第%d行", i)), cell(2, fmt.Sprintf("%d.00", i))}}
		if i%45 == 0 {
			r.Cells = append([]document.Cell{{Col: 0, RowSpan: 45, Runs: document.Words(fmt.Sprintf("第%d组", i/45))}}, r.Cells...)
		}
		span.Body = append(span.Body, r)
	}
	poured := &document.Table{ID: "poured", Title: document.Words("合并单元格文字过长的表"), Columns: []document.Column{{Width: 100}, {Width: 900}},
		Body: []document.Row{{Cells: []document.Cell{{Col: 0, RowSpan: 2, Runs: document.Words(strings.Repeat("很长的名称", 60))}, cell(1, "一")}}, {Cells: []document.Cell{cell(1, "二")}}}}
	words := []document.Block{}
	for range 30 {
		words = append(words, &document.Paragraph{Runs: document.Words("为了把表格推到页面的下部而写的一段话，没有别的意思，只是占据版面。")})
	}
	d := &document.Document{Title: "难", Lang: "zh-CN", Body: []document.Block{tall}}
	d.Body = append(d.Body, words[:19]...)
	d.Body = append(d.Body, &document.Heading{ID: "h", Level: 2, Runs: document.Words("一、标题"), Entry: document.Words("一、标题")}, span, poured)
	d.Body = append(d.Body, words[:20]...)
	d.Body = append(d.Body, &document.Heading{ID: "h2", Level: 2, Runs: document.Words("二、标题"), Entry: document.Words("二、标题")}, &document.Table{ID: "tall2", Title: document.Words("标题"), Columns: tall.Columns, Head: tall.Head, Body: tall.Body})
	return d
}

// A table of contents among the numbered pages moves what it lists.
func TestContentsInBodySettle(t *testing.T) {
	d := &document.Document{Title: "t", Body: []document.Block{&document.Contents{Title: document.Words("目录")}}}
	for i := range 100 {
		s := fmt.Sprintf("第%d节", i)
		d.Body = append(d.Body, &document.Heading{ID: s, Level: 2, Runs: document.Words(s), Entry: document.Words(s)}, &document.Paragraph{Runs: document.Words("正文。")})
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
