// Package sheets is what the writer and the reader of workbooks agree on: names and order
// of sheets and columns, where a table begins, and which spellings of a label are one.
//
// Invariant: template, intake and mark take these from here and nowhere else.
package sheets

import (
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Stamp is how a workbook says which profile it was made for, in a property and in
// plain sight on the guide sheet, because not every program keeps properties.
func Stamp(p *profile.Profile) string { return "[" + p.Name + "@" + p.Version + "]" }

// TabName is the name of a sheet of the profile in a language.
func TabName(p *profile.Profile, s profile.Sheet, l message.Lang) string {
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
	if r := []rune(name); len(r) > longestTab {
		name = string(r[:longestTab])
	}
	return name
}

var yearDigits = regexp.MustCompile(`(19|20|21)\d\d|____`)

// LabelKey maps spellings of one label to the same text: width, brackets, blanks, letter
// case, the mark of required fields and the year do not matter.
func LabelKey(s string) string {
	s = strings.ToLower(filing.Fold(strings.ReplaceAll(s, "{year}", "____")))
	s = strings.TrimLeft(s, "*")
	if short := yearDigits.ReplaceAllString(s, ""); short != "" || s == "" {
		return short
	}
	return "#" // nothing but the year
}

// longestTab is how many characters the name of a sheet can have.
const longestTab = 31

// TabKey is LabelKey for the name of a sheet as it stands in a workbook: Numbers makes
// a sheet of every table and adds which one it is, "表一 - 表格 1", as far as there is room.
func TabKey(name string) string {
	for _, l := range []message.Lang{message.ZH, message.EN} {
		i := strings.LastIndex(name, " - ")
		if i <= 0 {
			break
		}
		word := message.Say(l, "sheet.numbers-table", nil)
		added := strings.TrimSpace(name[i+len(" - "):])
		number, whole := strings.CutPrefix(added, word)
		switch {
		case whole && strings.Trim(number, " 0123456789") == "",
			len([]rune(name)) >= longestTab && strings.HasPrefix(word, added):
			return LabelKey(name[:i])
		}
	}
	return LabelKey(name)
}

// Dated fills {year}; a filing without a year leaves room to write it.
func Dated(text string, year int) string {
	y := "____"
	if year > 0 {
		y = strconv.Itoa(year)
	}
	return message.Fill(text, message.Args{"year": y})
}

// HeadLevels is the number of header rows that carry texts.
func HeadLevels(t *profile.Table) int {
	if t.Numbers {
		return t.HeaderRow - 1
	}
	return t.HeaderRow
}
