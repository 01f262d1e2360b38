package layout_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
)

// blocks gives the block each element belongs to: links and the like belong to
// the one around them.
func blocks(root *layout.Element) map[*layout.Element]*layout.Element {
	out := map[*layout.Element]*layout.Element{}
	var walk func(e, block *layout.Element)
	walk = func(e, block *layout.Element) {
		if block == nil || e.Tag != "Link" && e.Tag != "Span" && e.Tag != "Reference" {
			block = e
		}
		out[e] = block
		for _, k := range e.Kids {
			walk(k, block)
		}
	}
	walk(root, nil)
	return out
}

// linesOf gives the lines of each block, in order.
func linesOf(pages *layout.Pages) map[*layout.Element][]string {
	block := blocks(pages.Root)
	out := map[*layout.Element][]string{}
	type place struct{ page, y int }
	last := map[*layout.Element]place{}
	for i, p := range pages.Pages {
		for _, it := range p.Items {
			if it.Kind != layout.Text || it.Elem == nil {
				continue
			}
			b := block[it.Elem]
			if at := (place{i, it.Y}); len(out[b]) == 0 || last[b] != at {
				out[b] = append(out[b], "")
				last[b] = at
			}
			out[b][len(out[b])-1] += it.Str
		}
	}
	return out
}

// lawfulLines: no line of running text begins or ends with what is forbidden
// there, and none tears a number or an amount and its unit.
func lawfulLines(t *testing.T, name string, _ *document.Document, pages *layout.Pages) {
	const noStart, noEnd = "。，、；：？！）》”’〉】%‰℃·.,;:)]}", "（《“‘〈【([{"
	for e, ls := range linesOf(pages) {
		if e.Tag != "P" && e.Tag != "Caption" && !strings.HasPrefix(e.Tag, "H") {
			continue
		}
		for i := 1; i < len(ls); i++ {
			end, _ := utf8.DecodeLastRuneInString(ls[i-1])
			start, n := utf8.DecodeRuneInString(ls[i])
			second, _ := utf8.DecodeRuneInString(ls[i][n:])
			switch {
			case strings.LastIndexFunc(strings.TrimRight(ls[i-1], "万元"), func(r rune) bool { return r >= 0x80 }) < len(ls[i-1])-24:
				// one word longer than its line, cut because it must be
			case strings.ContainsRune(noStart, start):
				t.Errorf("%s: a line begins with %c: %q", name, start, ls)
			case strings.ContainsRune(noEnd, end):
				t.Errorf("%s: a line ends with %c: %q", name, end, ls)
			case unicode.IsDigit(end) && (unicode.IsDigit(start) || strings.ContainsRune("万亿元", start)),
				strings.ContainsRune(".,", end) && unicode.IsDigit(start) && len(ls[i-1]) > 1 && unicode.IsDigit(rune(ls[i-1][len(ls[i-1])-2])),
				end == '万' && start == '元' && second != 0:
				t.Errorf("%s: a number is torn: %q", name, ls)
			}
		}
	}
}

// wholeAmounts: an amount in a table stands on one line.
func wholeAmounts(t *testing.T, name string, _ *document.Document, pages *layout.Pages) {
	for e, ls := range linesOf(pages) {
		if all := strings.Join(ls, ""); e.Tag == "TD" && len(ls) > 1 && strings.Trim(all, "0123456789.,") == "" {
			t.Errorf("%s: the amount %s stands on %d lines", name, all, len(ls))
		}
	}
}

// soundTree: headings skip no level, tables are regular with their spans, and
// figures have a text alternative and stand on one page with their captions.
func soundTree(t *testing.T, name string, _ *document.Document, pages *layout.Pages) {
	where := map[*layout.Element]map[int]bool{}
	for i, p := range pages.Pages {
		for _, it := range p.Items {
			if it.Elem != nil {
				if where[it.Elem] == nil {
					where[it.Elem] = map[int]bool{}
				}
				where[it.Elem][i] = true
			}
		}
	}
	level := 0
	seen := map[*layout.Element]bool{}
	var walk func(e *layout.Element)
	walk = func(e *layout.Element) {
		if seen[e] {
			t.Errorf("%s: an element %s stands twice in the tree", name, e.Tag)
		}
		seen[e] = true
		switch {
		case len(e.Tag) == 2 && e.Tag[0] == 'H' && unicode.IsDigit(rune(e.Tag[1])):
			n := int(e.Tag[1] - '0')
			if n > level+1 {
				t.Errorf("%s: a heading of level %d follows one of level %d", name, n, level)
			}
			level = n
		case e.Tag == "Figure":
			pages := map[int]bool{}
			for _, x := range append(e.Kids, e) {
				for i := range where[x] {
					pages[i] = true
				}
			}
			if e.Alt == "" || len(pages) != 1 {
				t.Errorf("%s: a figure with the text %q stands on %d pages", name, e.Alt, len(pages))
			}
		case e.Tag == "Table":
			regular(t, name, e)
		}
		for _, k := range e.Kids {
			walk(k)
		}
	}
	walk(pages.Root)
	for e := range where {
		if !seen[e] {
			t.Errorf("%s: something belongs to an element %s outside the tree", name, e.Tag)
		}
	}
}

// regular: the cells of each section of a table fill its rows and columns
// without gaps and without overlap.
func regular(t *testing.T, name string, table *layout.Element) {
	width := -1
	for _, section := range table.Kids {
		taken := map[[2]int]bool{}
		for y, row := range section.Kids {
			if row.Tag != "TR" {
				t.Errorf("%s: %s in a table", name, row.Tag)
			}
			x := 0
			for _, c := range row.Kids {
				if c.Tag != "TH" && c.Tag != "TD" || c.Tag == "TH" && c.Scope == "" {
					t.Errorf("%s: %s with scope %q in a row", name, c.Tag, c.Scope)
				}
				for taken[[2]int{x, y}] {
					x++
				}
				for dy := range max(c.RowSpan, 1) {
					for dx := range max(c.ColSpan, 1) {
						if taken[[2]int{x + dx, y + dy}] || y+dy >= len(section.Kids) {
							t.Errorf("%s: a cell in row %d, column %d overlaps another or its section", name, y, x)
						}
						taken[[2]int{x + dx, y + dy}] = true
					}
				}
				x += max(c.ColSpan, 1)
			}
			n := 0
			for taken[[2]int{n, y}] {
				n++
			}
			if width < 0 {
				width = n
			}
			if n != width {
				t.Errorf("%s: row %d of a table has %d columns, not %d", name, y, n, width)
			}
		}
	}
}
