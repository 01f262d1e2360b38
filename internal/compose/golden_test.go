package compose_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
)

var update = flag.Bool("update", false, "write the golden tree again")

// The whole tree of a small filing in two languages, with what it leaves blank.
func TestGolden(t *testing.T) {
	p := profiletest.Shanxi(t)
	doc := composed(t, p, file(t, p, "testdata/small.json", nil), compose.Options{Lang: message.Both})
	got := tree(doc)
	const name = "testdata/small.golden"
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines, want := strings.Split(got, "\n"), strings.Split(string(data), "\n")
	for i := range min(len(lines), len(want)) {
		if lines[i] != want[i] {
			t.Fatalf("%s:%d: the tree says\n%s\nrecorded is\n%s\n(-update writes it again)", name, i+1, lines[i], want[i])
		}
	}
	if len(lines) != len(want) {
		t.Errorf("%d lines, recorded are %d", len(lines), len(want))
	}
}

// tree writes a document as text, a line for each block and each row. Rows of a table
// without a text are counted.
func tree(doc *document.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s | %s | %s | %s %s\n", doc.Title, doc.Author, doc.Subject, doc.Lang, doc.Second)
	for _, part := range [][]document.Block{doc.Front, doc.Body} {
		b.WriteString("====\n")
		for _, x := range part {
			switch x := x.(type) {
			case *document.Heading:
				fmt.Fprintf(&b, "h%d %s: %s", x.Level, x.ID, text(x.Runs))
				if x.Entry != nil {
					fmt.Fprintf(&b, " <- %s", text(x.Entry))
				}
				b.WriteString("\n")
			case *document.Paragraph:
				fmt.Fprintf(&b, "p%d%s: %s\n", x.Role, lang(x.Lang), text(x.Runs))
			case *document.Table:
				fmt.Fprintf(&b, "table %s: %s; %s; %s; %s; %s\n", x.ID, text(x.Label), text(x.Title), text(x.Subtitle), text(x.Left), text(x.Right))
				grid(&b, "head", x.Head)
				grid(&b, "row", x.Body)
				for _, n := range x.Notes {
					fmt.Fprintf(&b, "  note %s\n", text(n))
				}
				for _, n := range x.Foot {
					fmt.Fprintf(&b, "  foot %s\n", text(n))
				}
			case *document.Chart:
				fmt.Fprintf(&b, "chart %s: %s; %s\n", x.ID, text(x.Caption), x.Alt)
			case *document.Contents:
				fmt.Fprintf(&b, "contents: %s\n", text(x.Title))
			case *document.PageBreak:
				b.WriteString("--\n")
			default:
				fmt.Fprintf(&b, "%T\n", x)
			}
		}
	}
	return b.String()
}

func grid(b *strings.Builder, kind string, rows []document.Row) {
	blank := 0
	for _, r := range rows {
		var cells []string
		some := false
		for _, c := range r.Cells {
			s := text(c.Runs)
			some = some || s != ""
			if c.RowSpan > 1 || c.ColSpan > 1 {
				s = fmt.Sprintf("%s(%dx%d)", s, max(c.RowSpan, 1), max(c.ColSpan, 1))
			}
			cells = append(cells, s)
		}
		if !some {
			blank++
			continue
		}
		fmt.Fprintf(b, "  %s %s|%s|\n", kind, r.ID, strings.Join(cells, "|"))
	}
	if blank > 0 {
		fmt.Fprintf(b, "  %d %ss without a text\n", blank, kind)
	}
}

func lang(tag string) string {
	if tag == "" {
		return ""
	}
	return " " + tag
}

// text shows runs on one line: figures in brackets with their name and where they lead.
func text(runs []document.Run) string {
	var b strings.Builder
	for _, r := range runs {
		s := strings.ReplaceAll(r.Text, "\n", "⏎")
		if r.Source != nil {
			s = "[" + s + " " + r.Source.Figure + " " + r.Link + "]"
		}
		b.WriteString(s)
	}
	return b.String()
}
