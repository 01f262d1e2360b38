// Package document is the tree of a disclosure: what is said and in which
// order, never where it stands on a page.
//
// Input: package compose builds it from a profile and a filing. Output: package
// layout sets it on pages. Invariant: the tree is plain data; building it twice
// from the same input gives equal trees.
package document

import "strings"

// Document is one disclosure. Front (cover, contents) carries no page numbers;
// page 1 is the first page of Body.
type Document struct {
	Title   string // document title shown by readers
	Author  string // the unit
	Subject string
	Lang    string // BCP 47 language of the document: zh-CN or en; parts in another one say so
	Second  string // the language in which a bilingual document says everything again, or ""
	Draft   string // printed across every page if not ""
	Front   []Block
	Body    []Block
}

// Block is one element in reading order. The set is closed; package layout
// switches over it.
type Block interface{ block() }

// Heading opens a part, a section or a table.
type Heading struct {
	ID     string // anchor, unique in the document
	Level  int    // 1 part, 2 section 一、, 3 （一）, 4 lesser
	Runs   []Run
	Entry  []Run // its line in the contents; nil if it is not listed
	Indent int   // depth of its line in the contents: 0 parts, 1 sections and tables
	Hidden bool  // not printed: the block that follows shows the words itself (a table's title)
}

// Paragraph is running text.
type Paragraph struct {
	Role Role
	Runs []Run
	Lang string // language if it differs from the document's
}

// Role says what a paragraph is; package layout decides how that looks.
type Role int

// The roles of paragraphs.
const (
	Body       Role = iota // justified, first line indented by two characters
	CoverUnit              // name of the unit on the cover
	CoverTitle             // title on the cover
	CoverNote              // smaller line on the cover
	Note                   // small note under a table, and small print
	Centered               // centred line of body text
)

// Run is a stretch of text of one kind.
type Run struct {
	Text   string
	Link   string  // anchor this text leads to, or ""
	Source *Source // where a figure comes from; nil for words
	Strong bool    // set in the bold face of its role (a term being defined)
	Lang   string  // language if it differs from the paragraph's
}

// Source is the origin of a figure in the text: the formula and the cells it read.
type Source struct {
	Figure  string   // name of the figure in the profile
	Formula string   // its formula
	Cells   []string // the cells it read, as 表五[合计, 基本支出]
}

// Contents is the table of contents; its entries are the headings of the body
// that have an Entry, with the page each really stands on.
type Contents struct{ Title []Run }

// PageBreak starts a new page.
type PageBreak struct{}

// Table is a table with its caption block: label / title / left and right lines /
// grid / notes. A form (performance targets) is a Table as well.
type Table struct {
	ID        string
	Label     []Run // 预算公开表1, above the title on the left
	Title     []Run
	Subtitle  []Run // line under the title, e.g. （2024年度）
	Left      []Run // 单位名称：…
	Right     []Run // 单位：万元
	Columns   []Column
	Head      []Row // repeated after a page break, with Continued
	Body      []Row
	Notes     [][]Run // lines under the grid
	Foot      [][]Run // signature fields under the grid, spread over the width
	Continued []Run   // mark for the pages after the first: 续表
	Summary   string  // text alternative for readers aloud
	Landscape bool
	Fit       bool // shrink rows, then type, down to 8 pt to fit one page
	Lang      string
}

// Align is the horizontal position of text in its cell.
type Align int

// Alignments. Decimal sets amounts flush right; all have the same number of decimals.
const (
	Left Align = iota
	Center
	Decimal
)

// Column describes one column of a table.
type Column struct {
	Align  Align
	Weight int // relative share of spare width; 0: as wide as its content needs
	Width  int // fixed share of the table's width in 1/1000 (forms); 0: from content
	// Key: right of the first, and its cells name rows as well: two lists stand side by side.
	Key bool
}

// Row is one row. Cells are in column order; columns covered by a span from the
// left or from above have no cell.
type Row struct {
	ID    string // anchor, or ""
	Cells []Cell
	Total bool // set off as a total
	Keep  bool // do not break the page after this row
}

// Cell is one cell. A span of 0 counts as 1.
type Cell struct {
	Col     int // column of its left edge
	Runs    []Run
	ColSpan int
	RowSpan int
	Align   Align
	Indent  int  // levels, each one character wide
	Header  bool // names the row, the column or the field beside it
	Strong  bool
}

// Chart is a drawing of shares with its caption and its text alternative.
type Chart struct {
	ID      string
	Caption []Run
	Alt     string
	Parts   []Part
}

// Part is one share of a chart.
type Part struct {
	Name   []Run
	Amount string // printed amount with its unit
	Share  string // printed share
	Weight int64  // the amount in the smallest unit of account, for the size of the mark
}

// Attachment is a PDF file of the unit (附件) whose pages are printed as they
// are, each on a page of its own. A hidden heading before it is its Title.
type Attachment struct {
	ID    string
	Name  string // of the file; package pdf is given its content by this name
	Title []Run  // line above each page, with the number of the page in the file
	Pages []AttachedPage
}

// AttachedPage is a page of an attached file.
type AttachedPage struct {
	Width, Height int    // 1/1000 pt
	Alt           string // text alternative: which file, which page of how many
}

func (*Heading) block()    {}
func (*Paragraph) block()  {}
func (*Contents) block()   {}
func (*PageBreak) block()  {}
func (*Table) block()      {}
func (*Chart) block()      {}
func (*Attachment) block() {}

// Words is a single run of plain text; none for an empty text.
func Words(s string) []Run {
	if s == "" {
		return nil
	}
	return []Run{{Text: s}}
}

// Line is the text of runs on one line.
func Line(runs []Run) string { return strings.ReplaceAll(Plain(runs), "\n", " ") }

// Plain joins the text of runs.
func Plain(runs []Run) string {
	n := 0
	for _, r := range runs {
		n += len(r.Text)
	}
	b := make([]byte, 0, n)
	for _, r := range runs {
		b = append(b, r.Text...)
	}
	return string(b)
}
