package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Signs by which a text is seen to break off.
const (
	cutBracket  = "bracket"  // an opened bracket or quotation mark is not closed
	CutComma    = "comma"    // it ends with a comma or colon
	cutJoin     = "join"     // it ends with a word that must be followed by another
	cutWord     = "word"     // it ends in the middle of a word
	cutContinue = "continue" // the same words go on in another text
	cutLength   = "length"   // it stops without a full stop at the length at which others break off
)

// closingMarks maps opening marks to closing ones. Straight quotation marks do not tell the
// two apart and are left out.
var closingMarks = map[rune]rune{'（': '）', '(': ')', '《': '》', '〈': '〉', '“': '”', '‘': '’', '〔': '〕', '【': '】', '[': ']', '「': '」'}

// sentenceEnds end a sentence.
const sentenceEnds = "。！？!?…"

// endsSentence says whether a text ends like a sentence, closing marks apart.
func endsSentence(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), "”’」』）)】〕》〉\"'")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(sentenceEnds+"；;", r) || strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "..")
}

// CutOffAt says by which sign a text breaks off at its end, "" if it seems complete. It
// judges the text alone and is in doubt for the text: a title, a list, a value such as
// “≥95%” or “12月31日前” is complete without a full stop.
func CutOffAt(text string) string {
	s := strings.TrimSpace(text)
	if utf8.RuneCountInString(s) < 4 {
		return ""
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	if isUnclosed(s) {
		return cutBracket
	}
	switch last {
	case '，', ',', '、', '：', ':', '—', '-', '～', '~', '＋', '+', '《', '（', '(', '“':
		return CutComma
	}
	if endsSentence(s) || !unicode.Is(unicode.Han, last) {
		return ""
	}
	words := lastClause(s)
	head := s[:len(s)-len(words)]
	n := utf8.RuneCountInString(words)
	if mark, _ := utf8.DecodeLastRuneInString(head); head != "" && n == 1 {
		// One character after a full stop or a comma is the start of something.
		if strings.ContainsRune("，,；;。！？", mark) && !cutoffs().WholeCharacter.In(words) {
			return cutWord
		}
	}
	if endsJoining(words) {
		return cutJoin
	}
	if mark, _ := utf8.DecodeLastRuneInString(head); strings.ContainsRune("，,；;。", mark) && cutoffs().OpenWord.In(words) {
		return cutJoin
	}
	if cutoffs().HeadCharacter.Unfinished(s) {
		return cutWord
	}
	return ""
}

// isUnclosed says whether the last sentence of a text leaves a bracket or a quotation
// mark open. A closing mark without an opening one is part of a number: 1）.
func isUnclosed(s string) bool {
	type open struct {
		want rune
		at   int
	}
	var stack []open
	for i, r := range s {
		if r >= 0x4e00 && r <= 0x9fff {
			continue // a Han character, as most are
		}
		if want, ok := closingMarks[r]; ok {
			stack = append(stack, open{want, i})
			continue
		}
		for j := len(stack) - 1; j >= 0; j-- {
			if closingKind(stack[j].want) == closingKind(r) {
				stack = stack[:j]
				break
			}
		}
	}
	if len(stack) == 0 {
		return false
	}
	// A mark forgotten in an earlier sentence says nothing about the end.
	rest := s[stack[len(stack)-1].at:]
	return !strings.ContainsAny(strings.TrimRight(rest, sentenceEnds), sentenceEnds)
}

// Unpaired returns the first bracket or quotation mark of a text whose other half is
// missing, "" if there is none. A closing bracket behind a number is that of an item: 1）.
func Unpaired(text string) string {
	type open struct{ mark, want rune }
	var stack []open
	before := ' '
	for _, r := range text {
		want, opens := closingMarks[r]
		switch {
		case r == '[' || r == ']':
		case opens:
			stack = append(stack, open{r, want})
		case strings.ContainsRune("）)》〉”’〕】」", r):
			found := false
			for j := len(stack) - 1; j >= 0 && !found; j-- {
				if closingKind(stack[j].want) == closingKind(r) {
					if j < len(stack)-1 {
						return string(stack[len(stack)-1].mark)
					}
					stack, found = stack[:j], true
				}
			}
			item := closingKind(r) == ')' && (unicode.IsDigit(before) || strings.ContainsRune("一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩", before))
			if !found && !item && r != '’' {
				return string(r)
			}
		}
		before = r
	}
	if len(stack) > 0 {
		return string(stack[len(stack)-1].mark)
	}
	return ""
}

// closingKind maps closing marks of both widths to one: people mix them.
func closingKind(r rune) rune {
	switch r {
	case '）':
		return ')'
	case '】', '〕', '］':
		return ']'
	case '〉', '＞':
		return '》'
	}
	return r
}

// lastClause is what follows the last mark of a text.
func lastClause(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) })
	if i < 0 {
		return s
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return s[i+n:]
}

// endsJoining says whether a clause ends with a word that needs another after it.
func endsJoining(clause string) bool {
	if cutoffs().JoinWord.In(clause) {
		return true
	}
	if strings.HasSuffix(clause, "的") {
		return !cutoffs().Attribute.MatchString(clause)
	}
	return cutoffs().JoinCharacter.Unfinished(clause)
}

// TextSet are the running texts of a filing, for signs that show only side by side.
type TextSet struct {
	all []string
	// open are the display widths of the long texts that end without a full stop.
	open   map[string]int
	closed int // how many long texts end with one
	// broken are the display widths of the texts that break off by their own words.
	broken []int
}

// longText is the number of characters from which on a text is expected to end with a
// full stop if the others do.
const longText = 60

// NewTextSet prepares the texts of a filing, which tell of one another where one was cut off.
func NewTextSet(all []string) *TextSet {
	t := &TextSet{open: map[string]int{}}
	for _, s := range all {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		t.all = append(t.all, s)
		if why := CutOffAt(s); why != "" {
			t.broken = append(t.broken, DisplayWidth(s))
		}
		switch {
		case utf8.RuneCountInString(s) < longText:
		case endsSentence(s):
			t.closed++
		default:
			t.open[s] = DisplayWidth(s)
		}
	}
	return t
}

// DisplayWidth counts the columns a text takes: two for a wide character.
func DisplayWidth(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// tailLength is the number of last characters that are looked for in other texts.
const tailLength = 6

// mostTexts bounds how many texts are compared with one another.
const mostTexts = 5000

// CutOff is cutOff with the other texts at hand: the words a text ends with go on in
// another text, or it stops at the length at which another text breaks off: that of a
// cell. That two texts are equally long is no evidence by itself.
func (t *TextSet) CutOff(text string) string {
	s := strings.TrimSpace(text)
	if why := CutOffAt(s); why != "" {
		return why
	}
	if s == "" || endsSentence(s) || utf8.RuneCountInString(s) < longText/2 || len(t.all) > mostTexts {
		return ""
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	if unicode.Is(unicode.Han, last) && t.goesOn(s) {
		return cutContinue
	}
	// Where most long texts end without a full stop, none is missing.
	w, ok := t.open[s]
	if !ok || len(t.open) > t.closed {
		return ""
	}
	for _, v := range t.broken {
		if 100*max(v-w, w-v) <= 3*w {
			return cutLength
		}
	}
	return ""
}

// goesOn says whether the last words of a text stand elsewhere, and always with more
// of the sentence behind them.
func (t *TextSet) goesOn(s string) bool {
	runes := []rune(s)
	end := string(runes[len(runes)-tailLength:])
	if strings.IndexFunc(end, func(r rune) bool { return !unicode.Is(unicode.Han, r) && !unicode.IsDigit(r) }) >= 0 {
		// The words must be the sentence's own, not the tail of a quoted title.
		if !strings.HasSuffix(end, lastClause(s)) || utf8.RuneCountInString(lastClause(s)) < 3 {
			return false
		}
	}
	seen := false
	for _, other := range t.all {
		if other == s {
			continue
		}
		for rest := other; ; {
			i := strings.Index(rest, end)
			if i < 0 {
				break
			}
			rest = rest[i+len(end):]
			next, _ := utf8.DecodeRuneInString(rest)
			if !unicode.Is(unicode.Han, next) {
				return false
			}
			seen = true
		}
	}
	return seen
}
