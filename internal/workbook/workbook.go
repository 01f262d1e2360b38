// Package workbook writes the Excel workbook that people fill, and reads it back.
//
// Input: a profile and a filing (Write), or the bytes of a workbook (Read). Output:
// the bytes of a workbook, or the filing with the cell every value stands in, and
// findings. Invariant: reading a written filing gives the same data; whatever the
// bytes are, Read ends with a filing or a plain error, never a panic or a hang.
package workbook

import (
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Options choose how a workbook is written.
type Options struct {
	Lang    message.Lang   // of sheet names, labels and notes; default Chinese
	Carried *Carried       // what of the filing is from last year; nil: nothing
	Layout  profile.Layout // the tables themselves, or what they follow from; default full
	Totals  bool           // a column a filled table lacks gets the formulas of a blank one
}

// Bounds of what is read from and written to one sheet. No budget comes near them;
// a stray entry in the last row of a sheet must not make a million rows.
const (
	maxRows    = 6000
	maxColumns = 200
	maxText    = 32767 // UTF-16 units a cell can hold
)

// stamp is how a workbook says which profile it was made for, in a property and in
// plain sight on the guide sheet, because not every program keeps properties.
func stamp(p *profile.Profile) string { return "[" + p.Name + "@" + p.Version + "]" }

var stampText = regexp.MustCompile(`\[([A-Za-z0-9_.-]+)@([^\]\s]+)\]`)

// Names of the custom properties that carry the stamp.
const (
	propProfile = "budgetbook.profile"
	propVersion = "budgetbook.version"
)

// sheetName is the name of a sheet of the profile in a language.
func sheetName(p *profile.Profile, s profile.Sheet, l message.Lang) string {
	if l == message.Both {
		l = message.ZH // a tab has no room for two
	}
	name := s.Name.In(l)
	if t := p.Table(s.ID); name == "" && t != nil {
		name = t.Name.In(l)
	}
	// Excel forbids these characters and more than 31 of them.
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return '_'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 31 {
		name = string(r[:31])
	}
	return name
}

var yearDigits = regexp.MustCompile(`(19|20|21)\d\d|____`)

// key maps spellings of one label to the same text: width, brackets, blanks, letter
// case, the mark of required fields and the year do not matter.
func key(s string) string {
	s = strings.ToLower(filing.Fold(strings.ReplaceAll(s, "{year}", "____")))
	s = strings.TrimLeft(s, "*")
	if short := yearDigits.ReplaceAllString(s, ""); short != "" || s == "" {
		return short
	}
	return "#" // nothing but the year
}

// dated fills {year}; a filing without a year leaves room to write it.
func dated(text string, year int) string {
	y := "____"
	if year > 0 {
		y = strconv.Itoa(year)
	}
	return message.Fill(text, message.Args{"year": y})
}

// levels is the number of header rows that carry texts.
func levels(t *profile.Table) int {
	if t.Numbers {
		return t.HeaderRow - 1
	}
	return t.HeaderRow
}

// escaped matches what a spreadsheet would take for the escape of one character.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// encode makes a text fit for XML: characters XML cannot hold are written as _xHHHH_,
// and a text that looks like that is protected, as the format prescribes.
func encode(s string) string {
	if !strings.Contains(s, "_x") && !strings.ContainsFunc(s, unfit) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if r == '_' && escaped.MatchString(s[i:min(i+7, len(s))]) {
			b.WriteString("_x005F")
		} else if unfit(r) {
			b.WriteString("_x")
			h := strings.ToUpper(strconv.FormatInt(int64(r), 16))
			b.WriteString(strings.Repeat("0", 4-len(h)) + h + "_")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func unfit(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff }

// decode undoes encode.
func decode(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		return string(rune(n))
	})
}
