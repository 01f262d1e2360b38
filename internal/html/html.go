// Package html writes a document for browsers and for readers aloud.
//
// Input: a document. Output: bytes of one page of its own, or the parts of it for a page
// that has a frame of its own, as those of a site have. Invariant: a page says what the
// document says, in its order; it asks for nothing from elsewhere; the same input gives
// the same bytes.
package html

import (
	"bytes"
	_ "embed" // the templates, the style and the script
	"fmt"
	"html/template"

	"budgetbook/internal/document"
	"budgetbook/internal/harmless"
)

//go:embed web/document.tmpl
var templateSource string

var templates = template.Must(template.New("document").Parse(templateSource))

// Options are what is said besides the document.
type Options struct {
	PDF string // address of the same document as PDF; "" if there is none
}

// Parts are a document for a page that has a frame of its own.
type Parts struct {
	Cover template.HTML // its names, as the heading of the page
	Text  template.HTML // its contents and its body
}

// Write writes the parts of a document.
func Write(doc *document.Document, opt Options) (*Parts, error) {
	type cover struct {
		Class, Lang string
		Runs        []textSpan
	}
	p := struct {
		Words
		Cover, CoverMore []cover
		ContentsTitle    []textSpan
		Contents         []entry
		Blocks           []block
	}{Words: wordsOf(doc)}
	t := &translator{doc: doc, words: p.Words, pdf: opt.PDF}
	for _, b := range doc.Front {
		switch b := b.(type) {
		case *document.Paragraph:
			c := cover{Lang: b.Lang, Runs: t.runs(b.Runs, false), Class: "title"}
			if b.Role == document.CoverUnit {
				c.Class = "unit"
			}
			if b.Lang == "" && b.Role != document.CoverNote {
				p.Cover = append(p.Cover, c)
			} else {
				p.CoverMore = append(p.CoverMore, c)
			}
		case *document.Contents:
			p.ContentsTitle = t.runs(b.Title, false)
		}
	}
	p.Contents = t.contents()
	// Only now: a line of the contents is a link itself and can hold no other.
	t.anchors = Anchors(doc)
	p.Blocks = t.blocks()
	head, err := renderTemplate("cover", p)
	if err != nil {
		return nil, err
	}
	text, err := renderTemplate("text", p)
	if err != nil {
		return nil, err
	}
	return &Parts{Cover: template.HTML(head), Text: template.HTML(text)}, nil
}

// Page writes a document as one page of its own.
func Page(doc *document.Document, opt Options) ([]byte, error) {
	parts, err := Write(doc, opt)
	if err != nil {
		return nil, err
	}
	return renderTemplate("page", struct {
		Words
		Look
		*Parts
		Title, Author, Draft string
	}{wordsOf(doc), Looks(), parts, doc.Title, doc.Author, doc.Draft})
}

func renderTemplate(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return harmless.Page(b.Bytes()), nil
}
