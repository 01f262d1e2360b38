package layout_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/layout/specimen"
)

var update = flag.Bool("update", false, "write the golden files anew")

// dump writes pages as text: one line per item, with its element.
func dump(p *layout.Pages) string {
	var b strings.Builder
	tags := map[*layout.Element]string{}
	var walk func(e *layout.Element, path string)
	walk = func(e *layout.Element, path string) {
		path += e.Tag
		tags[e] = path
		seen := map[string]int{}
		for _, k := range e.Kids {
			seen[k.Tag]++
			walk(k, fmt.Sprintf("%s/%d:", path, seen[k.Tag]))
		}
	}
	walk(p.Root, "")
	for i, page := range p.Pages {
		fmt.Fprintf(&b, "page %d %dx%d %q\n", i+1, page.Width, page.Height, page.Label)
		for _, it := range page.Items {
			tag := tags[it.Elem]
			if it.Elem == nil {
				tag = "artifact"
			}
			switch it.Kind {
			case layout.Text:
				fmt.Fprintf(&b, "  text %d,%d w%d %s %d+%d %q  %s\n", it.X, it.Y, it.W, it.Font.Name(), it.Size, it.Spacing, it.Str, tag)
			case layout.Rule:
				fmt.Fprintf(&b, "  rule %d,%d %+d%+d weight %d  %s\n", it.X, it.Y, it.W, it.H, it.Weight, tag)
			case layout.Fill:
				fmt.Fprintf(&b, "  fill %d,%d %dx%d gray %d  %s\n", it.X, it.Y, it.W, it.H, it.Gray, tag)
			case layout.Link:
				fmt.Fprintf(&b, "  link %d,%d %dx%d to %q  %s\n", it.X, it.Y, it.W, it.H, it.Str, tag)
			case layout.Anchor:
				fmt.Fprintf(&b, "  anchor %d,%d %q\n", it.X, it.Y, it.Str)
			}
		}
	}
	var marks func(bs []*layout.Bookmark, indent string)
	marks = func(bs []*layout.Bookmark, indent string) {
		for _, m := range bs {
			fmt.Fprintf(&b, "%sbookmark %q page %d y %d\n", indent, m.Title, m.Page+1, m.Y)
			marks(m.Kids, indent+"  ")
		}
	}
	marks(p.Outline, "")
	return b.String()
}

func TestGolden(t *testing.T) {
	every := specimen.Every()
	doc := &document.Document{Title: every.Title, Author: every.Author, Lang: every.Lang, Front: every.Front}
	for _, b := range every.Body {
		switch b := b.(type) {
		case *document.Table:
			if b.ID != "t07" { // the small one
				continue
			}
		case *document.Heading:
			if b.Hidden && b.ID != "t07-h" {
				continue
			}
		}
		doc.Body = append(doc.Body, b)
	}
	golden(t, doc, "testdata/pages.golden")
}

func TestGoldenEnglish(t *testing.T) { golden(t, specimen.English(), "testdata/english.golden") }

func golden(t *testing.T, doc *document.Document, file string) {
	t.Helper()
	got := dump(lay(t, doc))
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			t.Fatalf("line %d of the pages is\n%s\nnot\n%s\n(go test -run Golden -update writes %s anew)", i+1, g[i], strings.Join(w[min(i, len(w)):min(i+1, len(w))], ""), file)
		}
	}
	t.Fatal("the pages are shorter than the golden ones")
}
