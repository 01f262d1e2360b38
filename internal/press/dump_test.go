package press_test

import (
	"fmt"
	"strings"

	"budgetbook/internal/document"
)

// dump writes a document tree as text: a line for each block and each row of a
// table, figures with their link and their source.
func dump(doc *document.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "document %q by %q, %q, %s\n", doc.Title, doc.Author, doc.Subject, doc.Lang)
	for _, part := range []struct {
		name   string
		blocks []document.Block
	}{{"front", doc.Front}, {"body", doc.Body}} {
		fmt.Fprintf(&b, "%s\n", part.name)
		for _, x := range part.blocks {
			dumpBlock(&b, x)
		}
	}
	return b.String()
}

var roles = [...]string{"body", "cover unit", "cover title", "cover note", "note", "centered"}

func dumpBlock(b *strings.Builder, x document.Block) {
	switch x := x.(type) {
	case *document.Heading:
		fmt.Fprintf(b, "heading %d %s", x.Level, x.ID)
		if x.Hidden {
			b.WriteString(" hidden")
		}
		if x.Entry != nil {
			fmt.Fprintf(b, " entry(%d) %q", x.Indent, dumpRuns(x.Entry))
		}
		fmt.Fprintf(b, ": %s\n", dumpRuns(x.Runs))
	case *document.Paragraph:
		fmt.Fprintf(b, "paragraph %s: %s\n", roles[x.Role], dumpRuns(x.Runs))
	case *document.Contents:
		fmt.Fprintf(b, "contents %q\n", dumpRuns(x.Title))
	case *document.PageBreak:
		b.WriteString("page break\n")
	case *document.Table:
		dumpTable(b, x)
	case *document.Chart:
		fmt.Fprintf(b, "chart %s: %s\n  alt %s\n", x.ID, dumpRuns(x.Caption), x.Alt)
		for _, p := range x.Parts {
			fmt.Fprintf(b, "  part %s | %s | %s | %d\n", dumpRuns(p.Name), p.Amount, p.Share, p.Weight)
		}
	default:
		fmt.Fprintf(b, "%T\n", x)
	}
}

func dumpTable(b *strings.Builder, t *document.Table) {
	fmt.Fprintf(b, "table %s", t.ID)
	if t.Landscape {
		b.WriteString(" landscape")
	}
	if t.Fit {
		b.WriteString(" fit")
	}
	fmt.Fprintf(b, "\n  caption %s / %s / %s / %s / %s; %s\n  summary %s\n", dumpRuns(t.Label), dumpRuns(t.Title), dumpRuns(t.Subtitle), dumpRuns(t.Left), dumpRuns(t.Right), dumpRuns(t.Continued), t.Summary)
	for _, c := range t.Columns {
		fmt.Fprintf(b, "  column align %d weight %d width %d\n", c.Align, c.Weight, c.Width)
	}
	for _, r := range t.Head {
		dumpRow(b, "head", r)
	}
	for _, r := range t.Body {
		dumpRow(b, "row", r)
	}
	for _, n := range append(t.Notes, t.Foot...) {
		fmt.Fprintf(b, "  under it %s\n", dumpRuns(n))
	}
}

func dumpRow(b *strings.Builder, kind string, r document.Row) {
	fmt.Fprintf(b, "  %s", kind)
	if r.ID != "" {
		b.WriteString(" " + r.ID)
	}
	if r.Total {
		b.WriteString(" total")
	}
	b.WriteString(":")
	for _, c := range r.Cells {
		fmt.Fprintf(b, " |%d", c.Col)
		if c.ColSpan > 1 || c.RowSpan > 1 {
			fmt.Fprintf(b, "(%dx%d)", max(c.RowSpan, 1), max(c.ColSpan, 1))
		}
		b.WriteString(strings.Repeat(">", c.Indent))
		if text := dumpRuns(c.Runs); text != "" {
			b.WriteString(" " + text)
		}
	}
	b.WriteString("\n")
}

func dumpRuns(runs []document.Run) string {
	var b strings.Builder
	for _, r := range runs {
		text := r.Text
		if r.Strong {
			text = "*" + text + "*"
		}
		if r.Link != "" || r.Source != nil {
			text = "[" + text + "]"
		}
		if r.Link != "" {
			text += "(" + r.Link + ")"
		}
		if r.Source != nil {
			text += "{" + r.Source.Figure + ": " + strings.Join(r.Source.Cells, "; ") + "}"
		}
		b.WriteString(text)
	}
	return b.String()
}
