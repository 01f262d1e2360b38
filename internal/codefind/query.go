package codefind

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// rank is how well a code fits, the best first.
type rank int

const (
	sameCode rank = iota // it is the code that was written
	sameName             // the words are its whole name, in one of its spellings
	inOneRun             // the words stand in its name as they were written
	allWords             // every word fits it
	loosely              // a word is only that of a code above it, or initials within the name
	none
)

// query is what is looked for.
type query struct {
	words   []word
	run     word     // all words written as one
	english []string // all words in English
	latin   bool     // a word may be pinyin
}

// word is one word of a query, in each of the ways it can be meant.
type word struct {
	key     string   // its spelling key
	digits  string   // it is a code or the beginning of one
	letters string   // it may be pinyin
	english []string // its English words
}

// parse takes what was written apart: words stand between blanks. A code that is written
// level by level (208 05 05) is one word.
func parse(written []string) query {
	var q query
	var run string
	for _, field := range strings.Fields(strings.Join(written, " ")) {
		w := wordOf(field)
		if w.key == "" {
			continue // marks only
		}
		run += w.key
		if last := len(q.words) - 1; last >= 0 && len(w.digits) == 2 && len(q.words[last].digits) >= 3 {
			w = wordOf(q.words[last].digits + w.digits)
			q.words[last] = w
			continue
		}
		q.words = append(q.words, w)
	}
	for _, w := range q.words {
		q.english = append(q.english, w.english...)
		q.latin = q.latin || w.letters != ""
	}
	q.run = wordOf(run)
	return q
}

func wordOf(text string) word {
	w := word{key: wording.SpellingKey(text), english: englishWords(text)}
	if d := strings.ReplaceAll(w.key, ".", ""); wording.OnlyDigits(d) {
		w.digits = d
	}
	letters := strings.ReplaceAll(w.key, "ü", "v")
	if strings.Trim(letters, "abcdefghijklmnopqrstuvwxyz") == "" {
		w.letters = letters
	}
	return w
}

// englishWords are the words of an English name in small letters; an apostrophe belongs to its word.
func englishWords(text string) []string {
	text = strings.NewReplacer("’", "", "'", "").Replace(strings.ToLower(text))
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// entry is a code in the spellings it is found by.
type entry struct {
	code    string
	keys    []string // of the name, and where it has brackets, without the marks and without what is in them
	english []string
	spoken  []spoken
}

var bracketed = regexp.MustCompile(`\([^()]*\)`)

func (s speller) entry(c profile.Code, latin bool) *entry {
	key := wording.SpellingKey(c.Name)
	e := &entry{code: c.Code, keys: []string{key}}
	if strings.ContainsAny(key, "()") {
		e.keys = append(e.keys, strings.NewReplacer("(", "", ")", "").Replace(key), bracketed.ReplaceAllString(key, ""))
	}
	if latin {
		e.english = englishWords(c.English)
		for _, key := range e.keys {
			e.spoken = append(e.spoken, s.spoken(key))
		}
	}
	return e
}

// says says whether a spelling by sound fulfils a condition.
func (e *entry) says(letters string, as func(spoken, string) bool) bool {
	return letters != "" && slices.ContainsFunc(e.spoken, func(n spoken) bool { return as(n, letters) })
}

// fits says how well a code below others fits a query.
func (q query) fits(e *entry, above []*entry) rank {
	var exact, named, own, loose bool
	for _, w := range q.words {
		if w.digits != "" && strings.HasPrefix(e.code, w.digits) {
			exact = exact || w.digits == e.code
			continue
		}
		named = true
		switch fit := w.fits(e); {
		case fit < none:
			own = true
			loose = loose || fit == loosely
		case slices.ContainsFunc(above, func(p *entry) bool { return w.fits(p) == allWords }):
			loose = true
		default:
			return none
		}
	}
	switch {
	case exact:
		return sameCode
	case named && !own:
		return none
	case q.whole(e):
		return sameName
	case named && q.run.inRow(e):
		return inOneRun
	case loose:
		return loosely
	}
	return allWords
}

// fits says whether a word is part of a name: allWords, loosely or none.
func (w word) fits(e *entry) rank {
	switch {
	case w.inRow(e), w.inEnglish(e):
		return allWords
	case e.says(w.letters, spoken.initials):
		return loosely
	}
	return none
}

// inRow says whether a word stands in the Chinese name, as characters or as whole syllables.
func (w word) inRow(e *entry) bool {
	return slices.ContainsFunc(e.keys, func(key string) bool { return strings.Contains(key, w.key) }) || e.says(w.letters, spoken.holds)
}

// inEnglish says whether each part of a word begins a word of the English name.
func (w word) inEnglish(e *entry) bool {
	for _, part := range w.english {
		if !slices.ContainsFunc(e.english, func(name string) bool { return strings.HasPrefix(name, part) }) {
			return false
		}
	}
	return len(w.english) > 0
}

// whole says whether a query is the whole name.
func (q query) whole(e *entry) bool {
	return slices.Contains(e.keys, q.run.key) || len(q.english) > 0 && slices.Equal(q.english, e.english) ||
		e.says(q.run.letters, spoken.is) || e.says(q.run.letters, spoken.areInitials)
}
