// Package codefind finds classification codes by what people know of them: a code or its
// beginning, a part of the name, its pinyin, English words.
//
// Input: the lists of a profile and the words that are looked for. Output: the codes that
// all words fit, the best first. Invariant: the same lists and words give the same codes in
// the same order, and a code that is found is one of a list, never made up.
package codefind

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"budgetbook/internal/profile"
)

// Match is a code that was found.
type Match struct {
	List    *profile.Codes
	Code    profile.Code
	Parents []profile.Code // those above it that the list has, from the class down
	rank    rank
}

// Lists are the lists of a profile whose name begins with a text, in the order of their codes:
// revenue, functions, economic items of departments, of the government.
func Lists(p *profile.Profile, beginning string) []*profile.Codes {
	var lists []*profile.Codes
	for name, list := range p.Codes {
		if strings.HasPrefix(name, beginning) {
			lists = append(lists, list)
		}
	}
	first := func(list *profile.Codes) string {
		if len(list.Items) == 0 {
			return ""
		}
		return slices.MinFunc(list.Items, byCode).Code
	}
	slices.SortFunc(lists, func(a, b *profile.Codes) int {
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(a.Name, b.Name))
	})
	return lists
}

// Names are the names of the lists of a profile.
func Names(p *profile.Profile) []string { return slices.Sorted(maps.Keys(p.Codes)) }

// Grades counts the rows of a list by how well they are known.
func Grades(list *profile.Codes) map[profile.Grade]int {
	n := map[profile.Grade]int{}
	for _, c := range list.Items {
		n[c.Grade]++
	}
	return n
}

// Find returns the codes that all words fit: first the code itself, then those of that name,
// then the others, each by list and code. A word may also be that of a code above, so that
// the name of a section tells its items apart from those of others.
func Find(lists []*profile.Codes, words []string) []Match {
	q := parse(words)
	if len(q.words) == 0 {
		return nil
	}
	s := speller{}
	var found []Match
	for _, list := range lists {
		spelt := make(map[string]*entry, len(list.Items))
		for _, c := range list.Items {
			spelt[c.Code] = s.entry(c, q.latin)
		}
		items := slices.Clone(list.Items)
		slices.SortStableFunc(items, byCode)
		for _, c := range items {
			m := Match{List: list, Code: c, Parents: parents(list, c.Code)}
			var above []*entry
			for _, p := range m.Parents {
				above = append(above, spelt[p.Code])
			}
			if m.rank = q.fits(spelt[c.Code], above); m.rank < none {
				found = append(found, m)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int { return cmp.Compare(a.rank, b.rank) })
	return found
}

func byCode(a, b profile.Code) int { return cmp.Compare(a.Code, b.Code) }

// parents are the codes that a code begins with.
func parents(list *profile.Codes, code string) []profile.Code {
	var all []profile.Code
	for n := 1; n < len(code); n++ {
		if c, ok := list.Lookup(code[:n]); ok {
			all = append(all, c)
		}
	}
	return all
}
