package specimen

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"budgetbook/internal/document"
)

// random builds a document of its own kind for each seed.
type random struct {
	*rand.Rand
	n     int // of anchors so far
	links []string
}

// Random is a document of a size and a mixture that depend on the seed: every
// kind of block, spans, long and short texts, sound and odd nesting of headings.
func Random(seed uint64) *document.Document {
	r := &random{Rand: rand.New(rand.NewPCG(seed, 11))}
	d := &document.Document{Title: fmt.Sprintf("第%d份", seed), Author: unit, Lang: "zh-CN"}
	if r.IntN(3) > 0 {
		d.Front = []document.Block{
			&document.Paragraph{Role: document.CoverUnit, Runs: document.Words(r.words(5 + r.IntN(60)))},
			&document.Paragraph{Role: document.CoverTitle, Runs: document.Words("2024年度单位预算公开")},
			&document.PageBreak{},
		}
		d.Front = append(d.Front, &document.Contents{Title: document.Words("目 录")})
	} else if r.IntN(3) == 0 {
		d.Body = append(d.Body, &document.Contents{Title: document.Words("目 录")})
	}
	if r.IntN(8) == 0 {
		d.Draft = "草稿"
	}
	for range 3 + r.IntN(25) {
		r.block(d)
	}
	return d
}

func (r *random) block(d *document.Document) {
	add := func(b ...document.Block) { d.Body = append(d.Body, b...) }
	switch r.IntN(12) {
	case 0:
		if n := len(d.Body); n > 0 { // a heading alone at the end of a page is nobody's wish
			if _, ok := d.Body[n-1].(*document.Heading); !ok {
				add(&document.PageBreak{})
			}
		}
	case 1, 2:
		add(r.heading(1+r.IntN(4), false))
	case 3:
		if r.IntN(2) == 0 {
			add(r.heading(2, true))
		}
		add(r.chart())
	case 4, 5, 6:
		if r.IntN(3) > 0 {
			add(r.heading(2+r.IntN(2), true))
		}
		add(r.table())
	case 7:
		add(&document.Paragraph{Role: []document.Role{document.Note, document.Centered}[r.IntN(2)], Runs: r.runs()})
	default:
		add(&document.Paragraph{Runs: r.runs()})
	}
}

func (r *random) id() string {
	r.n++
	id := fmt.Sprintf("a%d", r.n)
	r.links = append(r.links, id)
	return id
}

func (r *random) heading(level int, hidden bool) *document.Heading {
	id := r.id()
	h := &document.Heading{ID: id, Level: level, Hidden: hidden, Runs: document.Words(id + "：" + r.words(2+r.IntN(30)))}
	if r.IntN(4) > 0 {
		h.Entry, h.Indent = h.Runs, level-1
	}
	return h
}

var pieces = []string{
	"本单位", "一般公共预算", "收入预算总额", "“三公”经费", "《中华人民共和国预算法》", "（含上年结转）", "社会保障和就业支出",
	"比上年", "增加", "减少", "主要原因是", "项目", "2024年", "1,234.56万元", "0.05万元", "12,345,678.90元", "23.46%", "第3条", "PPP", "Excel",
	"——", "……", "①", "㎡", "：", "，", "。", "；", "、", "预算公开情况说明", "的", "等5个股室", "2023—2024年",
}

// words is about n characters of running text; two marks never meet.
func (r *random) words(n int) string {
	var b strings.Builder
	mark := true
	for b.Len() < 3*n {
		p := pieces[r.IntN(len(pieces))]
		m := strings.Contains("：，。；、——……", p)
		if m && mark {
			continue
		}
		mark = m
		b.WriteString(p)
	}
	return b.String()
}

func (r *random) runs() []document.Run {
	var out []document.Run
	for range 1 + r.IntN(3) {
		x := document.Run{Text: "某" + r.words(1+r.IntN(150)) + "末"}
		switch r.IntN(6) {
		case 0:
			x.Strong = true
		case 1:
			if len(r.links) > 0 {
				x.Link = r.links[r.IntN(len(r.links))]
			}
		}
		out = append(out, x)
	}
	return out
}

func (r *random) chart() *document.Chart {
	c := &document.Chart{ID: r.id(), Alt: "构成"}
	if r.IntN(4) > 0 {
		c.Caption = document.Words("图" + r.words(6+r.IntN(20)))
	}
	for range 1 + r.IntN(9) {
		w := r.Int64N(1_000_000)
		c.Parts = append(c.Parts, document.Part{Name: document.Words(r.words(2 + r.IntN(16))), Amount: fmt.Sprintf("%d.%02d万元", w/100, w%100), Share: "5.00%", Weight: w})
	}
	return c
}

func (r *random) amount() string {
	n := r.Int64N([]int64{10, 10_000, 10_000_000}[r.IntN(3)])
	return fmt.Sprintf("%d.%02d", n, r.IntN(100))
}

// table has columns of codes, names and amounts; some rows have spans, some
// lack cells.
func (r *random) table() *document.Table {
	names, amounts := 1+r.IntN(2), 1+r.IntN(6)
	t := &document.Table{ID: r.id(), Continued: document.Words("续表"), Landscape: names+amounts > 5 || r.IntN(4) == 0, Fit: r.IntN(6) == 0, Summary: "表"}
	for i, s := range []*[]document.Run{&t.Label, &t.Title, &t.Subtitle, &t.Left, &t.Right} {
		if r.IntN(4) > 0 {
			*s = document.Words(r.id() + r.words([]int{4, 20, 4, 30, 3}[i]))
		}
	}
	for range names {
		t.Columns = append(t.Columns, document.Column{Weight: r.IntN(3)})
	}
	for range amounts {
		t.Columns = append(t.Columns, document.Column{Align: document.Decimal, Weight: r.IntN(2)})
	}
	n := names + amounts
	if r.IntN(8) > 0 {
		one := document.Row{Cells: []document.Cell{head(0, 0, 2, names, "项目"), head(0, names, 1, amounts, r.words(6))}}
		two := document.Row{}
		for c := names; c < n; c++ {
			two.Cells = append(two.Cells, head(1, c, 1, 1, r.words(2+r.IntN(8))))
		}
		t.Head = []document.Row{one, two}
	}
	rows := []int{0, 1, 5, 30, 90}[r.IntN(5)]
	if len(t.Head) == 0 {
		rows++
	}
	covered := 0 // rows still covered by a spanning cell of the first column
	for i := range rows {
		row := document.Row{Keep: r.IntN(5) == 0, Total: r.IntN(12) == 0}
		if r.IntN(6) == 0 {
			row.ID = r.id()
		}
		wide := covered == 0 && names == 2 && r.IntN(10) == 0
		for c := 0; c < n; c++ {
			switch {
			case c == 0 && covered > 0:
				covered--
				continue
			case c == 0 && wide:
				row.Cells = append(row.Cells, document.Cell{Col: 0, ColSpan: 2, Runs: document.Words(r.words(1 + r.IntN(20)))})
				c++
				continue
			case c == 0 && r.IntN(12) == 0 && i+1 < rows:
				span := 2 + r.IntN(min(12, rows-i-1))
				row.Cells = append(row.Cells, document.Cell{Col: 0, RowSpan: span, Runs: document.Words(r.words(1 + r.IntN(12)))})
				covered = min(span, rows-i) - 1
				continue
			case r.IntN(25) == 0:
				continue // no cell
			case c < names:
				text := r.words(1 + r.IntN(12))
				if r.IntN(40) == 0 {
					text = r.words(300)
				}
				row.Cells = append(row.Cells, document.Cell{Col: c, Indent: r.IntN(3), Runs: document.Words(text), Header: c == 0})
			case r.IntN(4) == 0:
				row.Cells = append(row.Cells, document.Cell{Col: c})
			default:
				row.Cells = append(row.Cells, document.Cell{Col: c, Runs: document.Words(r.amount())})
			}
		}
		t.Body = append(t.Body, row)
	}
	for range r.IntN(3) {
		t.Notes = append(t.Notes, document.Words("注："+r.words(5+r.IntN(80))))
	}
	if t.Fit {
		t.Foot = texts("负责人：", "经办人：", "填报日期：")
	}
	return t
}
