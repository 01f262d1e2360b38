package codefind

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// speller knows the readings of the characters it was asked for: the library needs long
// for each, and the names of a classification are made of few.
type speller map[rune][]string

// readings are all readings of a character without tones. Without context nobody knows
// which one is meant (zhǎng or cháng), so that any will do.
func (s speller) readings(r rune) []string {
	if all, ok := s[r]; ok {
		return all
	}
	var all []string
	if unicode.Is(unicode.Han, r) {
		args := pinyin.NewArgs()
		args.Heteronym = true
		for _, reading := range pinyin.SinglePinyin(r, args) {
			all = append(all, reading)
			if strings.Contains(reading, "v") { // ü is typed as v or as u
				all = append(all, strings.ReplaceAll(reading, "v", "u"))
			}
		}
	} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
		all = []string{string(r)}
	}
	s[r] = all
	return all
}

// spoken is a name as the readings of its characters, one after the other. What is not
// spoken, such as brackets, is not in it.
type spoken [][]string

func (s speller) spoken(key string) spoken {
	var out spoken
	for _, r := range key {
		if all := s.readings(r); len(all) > 0 {
			out = append(out, all)
		}
	}
	return out
}

// holds says whether letters are the syllables of characters that stand in a row.
func (n spoken) holds(letters string) bool {
	for i := range n {
		if n[i:].begins(letters, false) {
			return true
		}
	}
	return false
}

// is says whether letters are the syllables of the whole name.
func (n spoken) is(letters string) bool { return n.begins(letters, true) }

// begins says whether letters are the syllables of the first characters, or of all. It keeps
// where in the letters the characters read so far can end: there are at most as many such
// places as letters, however many readings a name of many polyphones has.
func (n spoken) begins(letters string, all bool) bool {
	ends := []int{0}
	for i, readings := range n {
		var next []int
		for _, at := range ends {
			for _, reading := range readings {
				to := at + len(reading)
				if strings.HasPrefix(letters[at:], reading) && !slices.Contains(next, to) {
					next = append(next, to)
				}
			}
		}
		if slices.Contains(next, len(letters)) && (!all || i == len(n)-1) {
			return true
		}
		if ends = next; len(ends) == 0 {
			return false
		}
	}
	return false
}

// fewestInitials is how many initials say something: one letter is in nearly every name.
const fewestInitials = 2

// initials says whether letters are the first ones of characters that stand in a row.
func (n spoken) initials(letters string) bool {
	if len(letters) < fewestInitials {
		return false
	}
	for i := 0; i+len(letters) <= len(n); i++ {
		if n[i : i+len(letters)].areInitials(letters) {
			return true
		}
	}
	return false
}

// areInitials says whether letters are the first ones of all characters.
func (n spoken) areInitials(letters string) bool {
	if len(letters) != len(n) || len(n) < fewestInitials {
		return false
	}
	for i, readings := range n {
		if !slices.ContainsFunc(readings, func(r string) bool { return r[0] == letters[i] }) {
			return false
		}
	}
	return true
}
