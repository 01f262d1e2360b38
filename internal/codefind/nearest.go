package codefind

import (
	"cmp"
	"slices"
	"strings"

	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// mostNearest is how many codes are offered where none was found.
const mostNearest = 3

// Nearest are the codes that may be meant where Find finds none: those a slip away from a
// code the lists do not have, else the code it begins with, else those of a name that is close.
func Nearest(lists []*profile.Codes, words []string) []profile.Code {
	q := parse(words)
	code, name := "", ""
	for _, w := range q.words {
		if w.digits != "" && code == "" && !begins(lists, w.digits) {
			code = w.digits
		} else if w.digits == "" {
			name += w.key
		}
	}
	var near []profile.Code
	if code != "" {
		for _, list := range lists {
			near = append(near, list.Near(code, name)...)
		}
		for n := len(code) - 1; n > 0 && len(near) == 0; n-- {
			for _, list := range lists {
				if c, ok := list.Lookup(code[:n]); ok {
					near = append(near, c)
				}
			}
		}
	}
	if len(near) == 0 && name != "" {
		near = closest(lists, name)
	}
	return near[:min(len(near), mostNearest)]
}

// Meant are the codes of a length (0: any) that may be meant by a text in place of one that a
// list does not know: the nearest, else the first whose names hold it.
func Meant(list *profile.Codes, text string, length int) []profile.Code {
	lists, fits := []*profile.Codes{list}, func(c profile.Code) bool { return length == 0 || len(c.Code) == length }
	near := slices.DeleteFunc(Nearest(lists, []string{text}), func(c profile.Code) bool { return !fits(c) })
	if len(near) > 0 || wording.OnlyDigits(text) {
		return near
	}
	for _, m := range Find(lists, []string{text}) {
		if m.rank != loosely && fits(m.Code) && len(near) < mostNearest {
			near = append(near, m.Code)
		}
	}
	return near
}

// begins says whether a code of the lists begins so.
func begins(lists []*profile.Codes, digits string) bool {
	return slices.ContainsFunc(lists, func(list *profile.Codes) bool {
		return slices.ContainsFunc(list.Items, func(c profile.Code) bool { return strings.HasPrefix(c.Code, digits) })
	})
}

// closest are the codes whose names are most alike to one; of several of one name the first.
func closest(lists []*profile.Codes, name string) []profile.Code {
	type close struct {
		code profile.Code
		by   float64
	}
	var all []close
	seen := map[string]bool{}
	for _, list := range lists {
		for _, c := range list.Items {
			if by := wording.Closeness(name, c.Name); by > 0 && !seen[c.Name] {
				seen[c.Name] = true
				all = append(all, close{c, by})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b close) int { return cmp.Compare(b.by, a.by) })
	var out []profile.Code
	for _, x := range all {
		out = append(out, x.code)
	}
	return out
}

// Part is a part of what was looked for that finds something, and how many codes.
type Part struct {
	Text  string
	Found int
}

// Only so many words, and of a word only so much, are tried in parts, and no part that says
// nothing.
const (
	mostTried      = 8 // words
	longestTried   = 24
	shortestSaid   = 2 // characters
	shortestSpoken = 4 // letters
)

// Parts are what of each word finds something where the words together do not: the word,
// else its longest part.
func Parts(lists []*profile.Codes, words []string) []Part {
	var parts []Part
	fields := strings.Fields(strings.Join(words, " "))
	for _, field := range fields[:min(len(fields), mostTried)] {
		w := wordOf(field)
		if w.key == "" {
			continue
		}
		for _, text := range w.parts() {
			found := Find(lists, []string{text})
			// A part that fits initials somewhere only happens to.
			if len(found) == 0 || text != w.key && found[0].rank == loosely {
				continue
			}
			if !slices.ContainsFunc(parts, func(p Part) bool { return p.Text == text }) {
				parts = append(parts, Part{text, len(found)})
			}
			break
		}
	}
	return parts
}

// parts are a word and its parts, the longest first: of a name all parts, of letters only
// beginnings, as a slip is mostly near the end and the middle of syllables says nothing.
func (w word) parts() []string {
	all := []string{w.key}
	if w.digits != "" {
		return all
	}
	r := []rune(w.key)
	if len(r) > longestTried {
		r = r[:longestTried]
	}
	if w.letters != "" {
		for n := len(r) - 1; n >= shortestSpoken; n-- {
			all = append(all, string(r[:n]))
		}
		return all
	}
	for n := len(r) - 1; n >= shortestSaid; n-- {
		for i := 0; i+n <= len(r); i++ {
			all = append(all, string(r[i:i+n]))
		}
	}
	return all
}
