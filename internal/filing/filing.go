// Package filing is the data of one disclosure: everything one unit files for one
// year, each value with the place it was read from.
//
// Input: JSON (this package) or a workbook (package workbook). Output: a Filing.
// Invariant: texts are kept as entered; amounts in their canonical text; reading a
// written filing gives an equal one.
package filing

import (
	"strings"

	"golang.org/x/text/width"

	"budgetbook/internal/character"
	"budgetbook/internal/finding"
)

// Value is one datum: its text and where it stands. A blank text is not zero.
type Value struct {
	Text string
	At   finding.Place
	// Exact is the amount to the fen in 万元, as a decimal, where Text is that amount
	// rounded to what is printed: a sheet in 元 has 93437.25, Text is 9.34 and Exact
	// 9.343725. "" where nothing finer than Text is known.
	Exact string
	// Lacking says that there is no such column where the value should stand, so that
	// nobody could enter it. Text is "".
	Lacking bool
}

// State is whether there is something in a value.
type State int

// The states. A blank amount counts as 0; an absent one is not known, and what needs it
// is not evaluated.
const (
	Blank State = iota
	Entered
	Absent
)

// State tells a value that was left blank from one that nobody was asked for.
func (v Value) State() State {
	switch {
	case v.Lacking:
		return Absent
	case v.Text == "":
		return Blank
	}
	return Entered
}

// Finest is the amount as exactly as it is known.
func (v Value) Finest() string {
	if v.Exact != "" {
		return v.Exact
	}
	return v.Text
}

// Finer says whether rows were filled from exact amounts: one of them at least is known
// to the fen. The others are what they say then, not rounded to it.
func Finer(rows []Row) bool {
	for _, r := range rows {
		for _, v := range r.Cells {
			if v.Exact != "" {
				return true
			}
		}
	}
	return false
}

// Row is one row of a table or one record of a list, by column id.
type Row struct {
	Cells    map[string]Value
	Children map[string][]Row // lists inside a record, by key
	At       finding.Place
}

// Text returns the text of a column, "" if there is none.
func (r Row) Text(column string) string { return r.Cells[column].Text }

// Bare is the row without the places it was read from.
func (r Row) Bare() Row {
	out := Row{Cells: map[string]Value{}, Children: map[string][]Row{}}
	for id, v := range r.Cells {
		out.Cells[id] = Value{Text: v.Text, Exact: v.Exact, Lacking: v.Lacking}
	}
	for key, rows := range r.Children {
		for _, child := range rows {
			out.Children[key] = append(out.Children[key], child.Bare())
		}
	}
	return out
}

// Filing is one unit's data. Fields and Lists are keyed by JSON path
// ("unit.name"), Tables by table id ("t01") or by path ("performance.projects").
type Filing struct {
	Profile string
	Year    int
	Fields  map[string]Value
	Lists   map[string][]Value // paragraphs
	Tables  map[string][]Row
}

// New returns an empty filing.
func New(profile string, year int) *Filing {
	return &Filing{Profile: profile, Year: year,
		Fields: map[string]Value{}, Lists: map[string][]Value{}, Tables: map[string][]Row{}}
}

// Text returns the text of a field, "" if there is none.
func (f *Filing) Text(path string) string { return f.Fields[path].Text }

// Fold maps spellings of one name that differ only in full or half width, in kind
// of bracket, in blanks or in characters that look the same or cannot be seen to the
// same text, for comparing names.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		// Han characters and ASCII, nearly all there is, have no other width.
		if r >= 0x4e00 && r <= 0x9fff || r > ' ' && r < 0x7f {
			return r
		}
		if r = character.Settled(r); r < 0 {
			return -1
		}
		if n := width.LookupRune(r).Narrow(); n != 0 {
			r = n
		}
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0':
			return -1
		case '【', '〔', '［', '[':
			return '['
		case '】', '〕', '］', ']':
			return ']'
		case '“', '”', '"', '＂', '„':
			return '"'
		case '‘', '’':
			return '\''
		}
		return r
	}, name)
}
