// Package compare tells what differs between two disclosures: cells of their
// filings, sentences of their documents, pages of their PDFs.
//
// Input: two filings of one profile, or two documents. Output: changes in the order
// of the newer one. Invariant: equal input gives no change, and every change names
// the place in the words of the document.
package compare

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/layout"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Kind is what a change is about.
type Kind string

// The kinds of changes.
const (
	Cell     Kind = "cell"     // a value of the filing
	Row      Kind = "row"      // a row that was added or removed
	Sentence Kind = "sentence" // a paragraph of the text
	Page     Kind = "page"     // a page that reads differently
)

// Change is one difference. Old or New is "" for what was added or removed.
type Change struct {
	Kind  Kind   `json:"kind"`
	Where string `json:"where"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Filings compares two filings of a profile value by value. Rows are matched by
// their name (code, item or project), rows of one name in their order.
func Filings(p *profile.Profile, a, b *filing.Filing, l message.Lang) []Change {
	c := &comparer{p: p, lang: l}
	for _, f := range p.Forms {
		for _, x := range f.Fields {
			c.value(f.Name.In(l)+"["+x.Name.In(l)+"]", c.shown(x.Choices, a.Text(x.Path)), c.shown(x.Choices, b.Text(x.Path)))
		}
	}
	for _, x := range p.Lists {
		c.lines(x.Name.In(l), valueTexts(a.Lists[x.Path]), valueTexts(b.Lists[x.Path]))
	}
	for _, t := range p.Tables {
		if t.Parent == "" {
			c.rows(t, t.Name.In(l), a.Tables[t.ID], b.Tables[t.ID])
		}
	}
	return c.found
}

type comparer struct {
	p     *profile.Profile
	lang  message.Lang
	found []Change
}

// shown is a value as people see it: a choice by its name.
func (c *comparer) shown(choices []profile.Choice, text string) string {
	for _, x := range choices {
		if x.ID == text {
			return x.Name.In(c.lang)
		}
	}
	return text
}

func (c *comparer) value(where, old, new string) {
	if old != new {
		c.found = append(c.found, Change{Cell, where, old, new})
	}
}

func valueTexts(vs []filing.Value) []string {
	s := make([]string, len(vs))
	for i, v := range vs {
		s[i] = v.Text
	}
	return s
}

// key is what a row is recognised by, and its number among rows of that name.
func rowKeys(t *profile.Table, rows []filing.Row) []string {
	seen := map[string]int{}
	out := make([]string, len(rows))
	for i, r := range rows {
		name := ""
		for j := range t.Columns {
			if c := &t.Columns[j]; !c.Type.Numeric() && !c.Hidden && (j < 2 || t.Printed() && c.Type == profile.TextType) {
				name += "\x00" + filing.Fold(r.Text(c.ID))
			}
		}
		seen[name]++
		out[i] = name + "\x00" + strconv.Itoa(seen[name])
	}
	return out
}

func (c *comparer) rows(t *profile.Table, where string, a, b []filing.Row) {
	old := map[string]*filing.Row{}
	for i, k := range rowKeys(t, a) {
		old[k] = &a[i]
	}
	for i, k := range rowKeys(t, b) {
		at := where + "[" + c.name(t, b[i]) + "]"
		was := old[k]
		if was == nil {
			c.found = append(c.found, Change{Row, at, "", rowText(t, b[i])})
			continue
		}
		delete(old, k)
		for j := range t.Columns {
			col := &t.Columns[j]
			c.value(where+"["+c.name(t, b[i])+", "+col.Name.In(c.lang)+"]", c.shown(col.Choices, was.Text(col.ID)), c.shown(col.Choices, b[i].Text(col.ID)))
		}
		for _, child := range c.p.Children(t) {
			c.rows(child, at+"."+child.Name.In(c.lang), was.Children[child.Key], b[i].Children[child.Key])
		}
	}
	for i, k := range rowKeys(t, a) {
		if old[k] != nil {
			c.found = append(c.found, Change{Row, where + "[" + c.name(t, a[i]) + "]", rowText(t, a[i]), ""})
		}
	}
}

// name is how a row is called: its first text.
func (c *comparer) name(t *profile.Table, r filing.Row) string {
	for i := range t.Columns {
		if s := strings.TrimSpace(r.Text(t.Columns[i].ID)); s != "" && !t.Columns[i].Type.Numeric() {
			if c.lang == message.EN {
				if en, ok := c.p.English(s); ok {
					return en
				}
			}
			return s
		}
	}
	return "—"
}

func rowText(t *profile.Table, r filing.Row) string {
	var parts []string
	for i := range t.Columns {
		if s := strings.TrimSpace(r.Text(t.Columns[i].ID)); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// lines compares two lists of paragraphs.
func (c *comparer) lines(where string, a, b []string) {
	for _, d := range diffLines(a, b) {
		c.found = append(c.found, Change{Sentence, where, d[0], d[1]})
	}
}

// diffLines pairs the lines that differ: a replaced line with its successor, an
// added or removed one with "".
func diffLines(a, b []string) [][2]string {
	flat := func(lines []string) string {
		var s strings.Builder
		for _, l := range lines {
			// A line break inside a paragraph must not make it two lines here.
			s.WriteString(strings.ReplaceAll(l, "\n", "\u2028") + "\n")
		}
		return s.String()
	}
	before := flat(a)
	split := func(s string) []string {
		s = strings.TrimSuffix(s, "\n")
		if s == "" {
			return nil
		}
		lines := strings.Split(s, "\n")
		for i := range lines {
			lines[i] = strings.ReplaceAll(lines[i], "\u2028", "\n")
		}
		return lines
	}
	var out [][2]string
	for _, e := range udiff.Lines(before, flat(b)) {
		old, new := split(before[e.Start:e.End]), split(e.New)
		for i := range max(len(old), len(new)) {
			var d [2]string
			if i < len(old) {
				d[0] = old[i]
			}
			if i < len(new) {
				d[1] = new[i]
			}
			out = append(out, d)
		}
	}
	return out
}

// Documents compares the running text of two documents, section by section.
func Documents(a, b *document.Document) []Change {
	old, new := sectionsOf(a), sectionsOf(b)
	var found []Change
	for _, s := range new.order {
		for _, d := range diffLines(old.text[s], new.text[s]) {
			found = append(found, Change{Sentence, s, d[0], d[1]})
		}
	}
	for _, s := range old.order {
		if _, ok := new.text[s]; !ok {
			for _, line := range old.text[s] {
				found = append(found, Change{Sentence, s, line, ""})
			}
		}
	}
	return found
}

type sectioned struct {
	order []string
	text  map[string][]string
}

// sectionsOf gathers the paragraphs below each heading.
func sectionsOf(d *document.Document) sectioned {
	s := sectioned{text: map[string][]string{}}
	at := ""
	for _, b := range d.Body {
		switch b := b.(type) {
		case *document.Heading:
			if at = document.Plain(b.Runs); !b.Hidden {
				if _, ok := s.text[at]; !ok {
					s.order = append(s.order, at)
					s.text[at] = nil
				}
			}
		case *document.Paragraph:
			s.text[at] = append(s.text[at], document.Plain(b.Runs))
		}
	}
	return s
}

// Pages compares the words of two laid-out documents page by page.
func Pages(a, b *layout.Pages) []Change { return Lines(allLines(a), allLines(b)) }

func allLines(p *layout.Pages) [][]string {
	out := make([][]string, len(p.Pages))
	for i := range p.Pages {
		out[i] = pageLines(p, i)
	}
	return out
}

// Lines compares the lines of pages; a change shows the first line of a page that
// differs. Pages are named by their position in the PDF.
func Lines(a, b [][]string) []Change {
	page := func(p [][]string, i int) []string {
		if i < len(p) {
			return p[i]
		}
		return nil
	}
	var found []Change
	for i := range max(len(a), len(b)) {
		diff := diffLines(page(a, i), page(b, i))
		if len(diff) == 0 && (i < len(a)) == (i < len(b)) {
			continue
		}
		c := Change{Kind: Page, Where: fmt.Sprint(i + 1)}
		if len(diff) > 0 {
			c.Old, c.New = diff[0][0], diff[0][1]
		}
		found = append(found, c)
	}
	return found
}

// pageLines are the texts of a page in reading order, those on one line together.
func pageLines(p *layout.Pages, i int) []string {
	var lines []string
	y := -1
	for _, it := range p.Pages[i].Items {
		if it.Kind != layout.Text {
			continue
		}
		if it.Y != y || len(lines) == 0 {
			lines = append(lines, it.Str)
			y = it.Y
			continue
		}
		lines[len(lines)-1] += it.Str
	}
	return lines
}
