package layout

import (
	"slices"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// Pages is a document laid out: every mark at its place, and beside the marks
// the tree of what they mean. All lengths are in 1/1000 pt; x runs to the
// right and y down from the upper left corner of a page.
type Pages struct {
	Title, Author, Subject string
	Lang                   string // BCP 47
	Pages                  []Page
	Root                   *Element    // structure tree; its tag is Document
	Outline                []*Bookmark // nested by heading level
	Contents               []Entry     // what the table of contents lists
	Missing                []Missing   // characters no font has, drawn as 〓
	Unresolved             []string    // link targets that no anchor has, in order of appearance
}

// Page is one page.
type Page struct {
	Width, Height int
	Number        int    // printed page number; 0: front matter
	Label         string // printed label, as — 1 —; "" for front matter
	Items         []Item // in reading order
}

// Kind says what an item is.
type Kind uint8

// The kinds of items.
const (
	Text   Kind = iota // characters of one font on a baseline
	Rule               // a straight line
	Fill               // a filled rectangle
	Link               // a rectangle that leads to an anchor
	Anchor             // a place that links lead to
	Import             // a page of another file
)

// Item is one mark on a page.
type Item struct {
	Kind Kind
	Elem *Element // what it belongs to; nil: an artifact (page number, rule, repeated head)

	X, Y int // Text: left end of the baseline; Rule: one end; Fill, Link, Import: upper left corner; Anchor: the place
	W, H int // Text: W is the advance; Rule: from one end to the other; Fill, Link, Import: size

	Str     string     // Text: the characters; Link: its target; Anchor: its name; Import: the file
	Part    int        // Import: index of the page in its file
	Font    fonts.Role // Text
	Size    int        // Text: type size
	Spacing int        // Text: extra advance after each character
	Weight  int        // Rule: thickness
	Gray    int        // Text, Rule, Fill: 0 black to 1000 white
}

// Element is a node of the structure tree. Its kids and the items that refer
// to it are its content; their order is the order of the items.
type Element struct {
	Tag     string // a standard structure type of PDF 1.7: P, H1, Table …
	Kids    []*Element
	Alt     string // text alternative
	Lang    string // language if it differs from the parent's
	Title   string
	ColSpan int    // TH, TD: 0 counts as 1
	RowSpan int    // TH, TD: 0 counts as 1
	Scope   string // TH: Row or Column
	Summary string // Table
}

func (e *Element) add(tag string) *Element {
	k := &Element{Tag: tag}
	e.Kids = append(e.Kids, k)
	return k
}

// Bookmark is an entry of the outline.
type Bookmark struct {
	Title string
	Page  int // index into Pages.Pages
	Y     int
	Kids  []*Bookmark
}

// Entry is a line of the table of contents.
type Entry struct {
	Runs   []document.Run
	ID     string // anchor
	Indent int
	Page   int // printed page number
}

func (e Entry) equal(o Entry) bool {
	return e.ID == o.ID && e.Indent == o.Indent && e.Page == o.Page && slices.Equal(e.Runs, o.Runs)
}

// Missing is a character that no font has.
type Missing struct {
	Char    rune
	Context string // the text it stands in, shortened
}

// Metrics measures characters.
type Metrics interface {
	// Glyph tells which face draws r where role is asked for, and how far it
	// advances in 1/1000 of the type size. It reports false if no face has r.
	Glyph(role fonts.Role, r rune) (face fonts.Role, advance int, ok bool)
}
