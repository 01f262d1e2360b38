package checks

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// patterns compiles a list of the rule.
func (in *input) patterns(list string) []wording.Pattern {
	var out []wording.Pattern
	for _, m := range in.Rule.Lists[list] {
		re, err := wording.CompilePattern(m)
		if err != nil {
			in.Err = rule.MistakeOf(in.Rule, "%v", err)
			return nil
		}
		out = append(out, re)
	}
	return out
}

// language reports slips of the pen, one for each text: marks that stand twice, brackets
// and quotation marks without their other half, Latin letters among Chinese ones
// (lists.latin are right), words written twice (lists.words, and any three characters or
// more; what begins with one of lists.reduplicated is right), and names of classes that are
// no longer used (lists.outdated: old→new). Sentences of two words that meet, such as
// 组织组织生活, are no slips: of two characters only the words listed are looked for.
func language(in *input) {
	twice := in.patterns("twice")
	for _, p := range in.passages() {
		if profile.Covers([]string{in.Profile.Roles.English.Records}, p.id) {
			continue // what stands elsewhere already
		}
		in.Holds()
		say := func(id, a, b string) {
			in.FindCase(id, []finding.Place{p.at()}, "column", p.name, "a", a, "b", b)
		}
		text := outsideTitles(p.text)
		if hit := firstOf(twice, text); hit != "" {
			say("twice", hit, around(p.text, hit))
			continue
		}
		if w := in.repeated(text); w != "" {
			say("word", w, around(p.text, w+w))
			continue
		}
		// A text that breaks off inside a bracket is said to do so.
		if mark := wording.Unpaired(p.text); mark != "" && wording.CutOffAt(p.text) == "" {
			say("unpaired", mark, around(p.text, mark))
			continue
		}
		if w := in.latin(text); w != "" {
			say("latin", w, around(p.text, w))
			continue
		}
		for _, x := range in.Rule.Lists["outdated"] {
			if old, now, _ := strings.Cut(x, "→"); strings.Contains(text, old) {
				in.FindCase("outdated", []finding.Place{p.at()}, "column", p.name, "a", old, "b", now)
				break
			}
		}
	}
}

func firstOf(marks []wording.Pattern, text string) string {
	for _, m := range marks {
		if hit := m.Find(text); hit != "" {
			return hit
		}
	}
	return ""
}

// around is a piece of a text with some words before and behind it.
func around(text, piece string) string {
	i := strings.Index(text, piece)
	if i < 0 {
		return clipText(text)
	}
	return clipText(textAround(text, i, i+len(piece)))
}

// repeated is a word of two to six Han characters that is written twice in a row.
func (in *input) repeated(text string) string {
	r := []rune(text)
	for i := range r {
		if !unicode.Is(unicode.Han, r[i]) {
			continue
		}
	lengths:
		for n := 6; n >= 2; n-- {
			if i+2*n > len(r) {
				continue
			}
			for k := range n {
				if r[i+k] != r[i+n+k] || !unicode.Is(unicode.Han, r[i+k]) {
					continue lengths
				}
			}
			w := string(r[i : i+n])
			if n == 2 && !slices.Contains(in.Rule.Lists["words"], w) {
				continue
			}
			if r[i] == r[i+1] || slices.ContainsFunc(in.Rule.Lists["reduplicated"], func(x string) bool { return strings.HasPrefix(w, x) }) {
				continue
			}
			return w
		}
	}
	return ""
}

// latinInside are small Latin letters with Han characters on both sides.
var latinInside = regexp.MustCompile(`\p{Han}([a-z]{1,12})\p{Han}`)

// latin is a piece of Latin letters in the middle of Chinese that is no known word.
func (in *input) latin(text string) string {
	for _, m := range latinInside.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(in.Rule.Lists["latin"], m[1]) {
			return m[1]
		}
	}
	return ""
}

var (
	// identityNumber is an identity number: region, day of birth, sequence, check character.
	identityNumber = regexp.MustCompile(`(?:^|[^0-9A-Za-z])([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXxＸ])(?:$|[^0-9A-Za-z])`)
	// mobile is the number of a mobile telephone. Those of offices have an area code or eight digits at most.
	mobile = regexp.MustCompile(`(?:^|[^0-9A-Za-z.-])(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?:$|[^0-9A-Za-z])`)
)

// personalData reports identity numbers and mobile telephones of persons. A finding does
// not repeat them.
func personalData(in *input) {
	look := func(name, text string, at func() finding.Place) {
		if m := identityNumber.FindStringSubmatch(text); m != nil {
			in.FindCase("identity", []finding.Place{at()}, "column", name, "a", m[1][:4]+"……"+m[1][len(m[1])-1:])
		}
		if m := mobile.FindStringSubmatch(text); m != nil {
			in.FindCase("mobile", []finding.Place{at()}, "column", name, "a", m[1]+"……"+m[3][2:])
		}
	}
	for _, p := range in.passages() {
		in.Holds()
		look(p.name, p.text, p.at)
	}
	// What the unit says about warnings travels with the document.
	if t := in.Profile.Table(in.Profile.Roles.Explanations.Records); t != nil {
		for _, r := range in.Filing.Tables[t.ID] {
			for _, c := range t.Columns {
				look(c.Name.ZH, r.Text(c.ID), func() finding.Place { return in.Place(t, r, c.ID) })
			}
		}
	}
}
