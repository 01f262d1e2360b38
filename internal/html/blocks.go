package html

import (
	"slices"
	"strings"

	"budgetbook/internal/document"
	"budgetbook/internal/harmless"
)

// textSpan is a stretch of text as a template writes it.
type textSpan struct {
	Text, Lang, Href    string
	Strong, Term, Break bool
	Apart               bool // has letters that run leftwards
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
		Runs  []textSpan
	}
	paragraph struct {
		Class, Lang string
		Runs        []textSpan
	}
	table struct {
		ID, Class, Lang, Label string
		Sortable               string // what a button in the head does; "" if rows keep their order
		Heading                *heading
		Mark, Title, Subtitle  []textSpan
		Left, Right            []textSpan
		Head, Body             []htmlRow
		Notes, Foot            [][]textSpan
	}
	htmlRow struct {
		ID, Class string
		Cells     []htmlCell
	}
	htmlCell struct {
		Scope, Class, Sort string
		ColSpan, RowSpan   int
		Runs               []textSpan
	}
	annex struct {
		ID, Href string
		Heading  *heading
		Count    int
	}
	entry struct {
		Href string
		Runs []textSpan
		Sub  []entry
	}
)

// translator turns the tree of one document into what the templates write.
type translator struct {
	doc     *document.Document
	words   Words
	pdf     string          // address of the same document as PDF, or ""
	anchors map[string]bool // that the page has
	level   int             // of the last heading
	out     []block
	waiting *heading // a hidden heading, for the block that shows it
}

// blocks translates the body.
func (t *translator) blocks() []block {
	t.level = 1
	for _, b := range t.doc.Body {
		switch b.(type) {
		case *document.Table, *document.Attachment, *document.PageBreak:
		default:
			t.untaken()
		}
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
			x := &annex{ID: b.ID, Heading: t.take(), Count: len(b.Pages)}
			if t.pdf != "" {
				x.Href = t.pdf + "#nameddest=" + b.ID
			}
			t.out = append(t.out, block{Annex: x})
		}
	}
	t.untaken()
	return t.out
}

// untaken shows a hidden heading no block has shown: links may lead to it.
func (t *translator) untaken() {
	if h := t.take(); h != nil {
		t.out = append(t.out, block{Heading: h})
	}
}

func (t *translator) take() *heading {
	h := t.waiting
	t.waiting = nil
	return h
}

// Anchors are the places links of a document can lead to.
func Anchors(doc *document.Document) map[string]bool {
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
func (t *translator) runs(runs []document.Run, terms bool) []textSpan {
	var out []textSpan
	for _, r := range runs {
		terms = terms && r.Strong
		s := textSpan{Lang: r.Lang, Strong: r.Strong, Term: terms}
		if t.anchors[r.Link] {
			s.Href = "#" + r.Link
		}
		for i, line := range strings.Split(r.Text, "\n") {
			if i > 0 {
				out = append(out, textSpan{Break: true})
			}
			if line != "" {
				s.Text, s.Apart = line, harmless.RightToLeft(line)
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

func plainText(spans []textSpan) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}
