// Package harmless makes text of other people fit for the places it goes to: a name of a
// unit, a cell, a file's name must be shown there and never act.
//
// Input: a text, or what was written of texts. Output: the same, fit for one kind of
// place. Invariant: ordinary text, in whatever script, comes back as it is; what acts is
// shown, not dropped, so that people see that something stood there.
//
// What acts differs by the place, and so does the function:
//
//	terminal    control characters, marks of direction        Terminal, Shown
//	CSV         a first character that begins a formula       CSV, FromCSV
//	HTML, XML   marks of direction, also in titles            Page (marks < > & " are the templates')
//	            and attributes; letters that run leftwards    RightToLeft
//	JSON        marks of direction                            JSON
//	Word, PDF   what XML cannot hold, marks of direction,     Shown, Line
//	            line ends in titles
//	Excel       nothing acts in a cell of text; what XML      xlsx.EncodeText
//	            cannot hold is written as the format says
//	file names  separators, names systems keep, blanks and    FileName, SameFile
//	            points at the end, length, letters that differ in case only
//
// At the door (package character) texts of workbooks, data and lists lose what cannot be
// seen, with a finding. This is what still holds for names of files, for what a library
// says, and for whatever comes past the door.
package harmless

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shown shows the characters of a text that would act rather than be seen: control
// characters and marks of direction. Line ends and tabs stay.
func Shown(s string) string {
	if !strings.ContainsFunc(s, acts) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !acts(r):
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune('\u2400' + r) // ␛ and its like
		case r == 0x7f:
			b.WriteRune('\u2421')
		default:
			fmt.Fprintf(&b, "‹U+%04X›", r)
		}
	}
	return b.String()
}

// acts says whether a character does something rather than be seen.
func acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < ' ', r >= 0x7f && r < 0xa0, r == 0xfffe, r == 0xffff: // C0, DEL, C1; what is no character
		return true
	}
	return directs(r) || r == 0x2028 || r == 0x2029
}

// directs says whether a character is a mark of direction (UAX #9).
func directs(r rune) bool {
	return r == 0x061c || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// Line is Shown in one line, for titles: of a document, a bookmark, a window.
func Line(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") {
		return Shown(s)
	}
	return Shown(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }), " "))
}

// Page shows what acts in a page or a feed that is written: neither mark-up nor
// attribute nor title needs a control character, so that it can be done at the end, for
// all of them.
func Page(page []byte) []byte {
	if utf8.Valid(page) && !bytes.ContainsFunc(page, acts) {
		return page
	}
	return []byte(Shown(string(page)))
}

// JSON writes marks of direction in written JSON as \u202e: they stand in texts only, the
// data are the same, and who looks at the file sees them.
func JSON(data []byte) []byte {
	if !bytes.ContainsFunc(data, directs) {
		return data
	}
	var b bytes.Buffer
	for _, r := range string(data) {
		if directs(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}

// RightToLeft says whether a text has letters that run leftwards: beside figures it has
// to be set apart (<bdi>), or these change places.
func RightToLeft(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Samaritan, unicode.Mandaic, unicode.Adlam)
	})
}
