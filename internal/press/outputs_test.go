package press_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

// TestOutputs: every format there is can be found by its name, is written, and is the
// same when it is written again.
func TestOutputs(t *testing.T) {
	p, f := load(t, "example.json", readFile(t, exampleJSON), "")
	m := disclose(t, p, f, message.ZH)
	seen := map[string]bool{}
	for _, o := range press.Outputs() {
		if seen[o.Name] || seen[o.Ext] || !strings.HasPrefix(o.Ext, ".") || o.Type == "" {
			t.Errorf("output %q, files %q, type %q", o.Name, o.Ext, o.Type)
		}
		seen[o.Name], seen[o.Ext] = true, true
		one, err := m.As(o.Name)
		if err != nil || len(one) == 0 {
			t.Errorf("%s: %d bytes, %v", o.Name, len(one), err)
		}
		if two, err := m.As(o.Name); err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: written again it is another file (%v)", o.Name, err)
		}
	}
	if !seen[press.PDF] || !seen[press.HTML] {
		t.Errorf("there are %v", seen)
	}
	var e *message.Error
	if _, err := m.As("papyrus"); !errors.As(err, &e) || e.ID != "no-output" || !strings.Contains(e.Args["choices"], press.PDF) {
		t.Errorf("an unknown format: %v", err)
	}
}

// TestHTMLSaysAll: every heading, paragraph and cell of the document stands in the page,
// in its order, in both languages.
func TestHTMLSaysAll(t *testing.T) {
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		p, f := load(t, "example.json", readFile(t, exampleJSON), "")
		m := disclose(t, p, f, l)
		data, err := m.As(press.HTML)
		if err != nil {
			t.Fatal(err)
		}
		page, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for n := range page.Descendants() {
			if n.Type == html.TextNode {
				b.WriteString(n.Data)
			}
		}
		rest, n := squeezed(b.String()), 0
		expect := func(runs []document.Run) {
			want := squeezed(document.Plain(runs))
			at := strings.Index(rest, want)
			if at < 0 {
				t.Fatalf("%s: after %d texts the page lacks %q", l, n, want)
			}
			rest = rest[at+len(want):]
			n++
		}
		for _, x := range m.Document.Body {
			switch x := x.(type) {
			case *document.Heading:
				if !x.Hidden {
					expect(x.Runs)
				}
			case *document.Paragraph:
				expect(x.Runs)
			case *document.Table:
				for _, r := range append(append([]document.Row{}, x.Head...), x.Body...) {
					for _, c := range r.Cells {
						expect(c.Runs)
					}
				}
				for _, note := range x.Notes {
					expect(note)
				}
			}
		}
		if n < 500 {
			t.Errorf("%s: only %d texts", l, n)
		}
	}
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }
