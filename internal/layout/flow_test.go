package layout_test

import (
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
)

// around sets lines of text, a chart of five rows and more text.
func around(t *testing.T, before int, after ...document.Block) *layout.Pages {
	t.Helper()
	line := &document.Paragraph{Runs: document.Words("一行文字。")}
	doc := &document.Document{Title: "t", Lang: "zh-CN"}
	for range before {
		doc.Body = append(doc.Body, line)
	}
	c := &document.Chart{ID: "chart", Caption: document.Words("图1 构成"), Alt: "图"}
	for range 5 {
		c.Parts = append(c.Parts, document.Part{Name: document.Words("人员经费"), Amount: "1.00万元", Share: "20.00%", Weight: 1})
	}
	doc.Body = append(append(doc.Body, c), after...)
	return lay(t, doc)
}

// on gives the page of the chart and how many lines of text stand on each page.
func on(p *layout.Pages) (chart int, lines []int) {
	for i, page := range p.Pages {
		n := 0
		for _, it := range page.Items {
			switch {
			case it.Kind == layout.Anchor && it.Str == "chart":
				chart = i
			case it.Kind == layout.Text && it.Elem != nil && it.Elem.Tag == "P":
				n++
			}
		}
		lines = append(lines, n)
	}
	return chart, lines
}

func TestChartAtTheEndOfAPage(t *testing.T) {
	var text []document.Block
	for range 10 {
		text = append(text, &document.Paragraph{Runs: document.Words("一行文字。")})
	}
	heading := &document.Heading{Level: 2, Runs: document.Words("一、标题")}
	for _, tt := range []struct {
		name   string
		before int
		after  []document.Block
		chart  int
		lines  []int
	}{
		{"fits", 16, text, 0, []int{16, 10}},
		{"fits with its rows closer", 17, text, 0, []int{17, 10}},
		{"text goes on before it", 18, text, 1, []int{22, 6}},
		{"but not the next section", 18, append([]document.Block{text[0], heading}, text...), 1, []int{19, 10}},
		{"too little room for text", 20, text, 1, []int{20, 10}},
		{"nothing follows", 18, nil, 1, []int{18, 0}},
	} {
		chart, lines := on(around(t, tt.before, tt.after...))
		if chart != tt.chart || len(lines) < 2 && tt.chart == 1 || lines[0] != tt.lines[0] || len(lines) > 1 && lines[1] != tt.lines[1] {
			t.Errorf("%s: the chart is on page %d and lines on pages are %v, want %d, %v", tt.name, chart, lines, tt.chart, tt.lines)
		}
	}
}

// Contents a little too long for a page stand on one all the same.
func TestContentsOnOnePage(t *testing.T) {
	for _, tt := range []struct{ entries, pages int }{{20, 1}, {33, 1}, {36, 1}, {50, 2}} {
		doc := &document.Document{Title: "t", Front: []document.Block{&document.Contents{Title: document.Words("目录")}}}
		for i := range tt.entries {
			id := string(rune('一' + i))
			doc.Body = append(doc.Body, &document.Heading{ID: id, Level: 2, Runs: document.Words(id), Entry: document.Words(id)})
		}
		p := lay(t, doc)
		n := 0
		for _, page := range p.Pages {
			if page.Number == 0 {
				n++
			}
		}
		if n != tt.pages {
			t.Errorf("%d entries take %d pages, not %d", tt.entries, n, tt.pages)
		}
	}
}
