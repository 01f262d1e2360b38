package profile

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"budgetbook/internal/character"
	"budgetbook/internal/harmless"
	"budgetbook/internal/list"
	"budgetbook/internal/wording"
)

// headRows is how many lines from the top of a table its headings may stand.
const headRows = 15

// codeColumns are the columns of a table that hold codes and their names.
type codeColumns struct {
	head    int    // index of the last line of headings, -1 if there are none
	codes   []int  // one, or one for each level
	name    int    // the same as the code's where both stand in one cell
	english int    // -1: none
	trust   int    // -1: none
	single  bool   // code and name stand in one cell
	heading string // of both columns, to tell pairs of one list from those of two
}

// severalError says that several columns could hold what one of them must.
type severalError struct{ heads []string }

func (e *severalError) Error() string { return "several columns: " + strings.Join(e.heads, ", ") }

// findCodeColumns finds where a table has codes and names: by its headings, or, if it has
// none, by what its columns hold. A table may have several such pairs side by side; of
// columns that could all be the names of one code none is picked: a *severalError.
func findCodeColumns(lines []list.Line) ([]codeColumns, error) {
	for i := range min(len(lines), headRows) {
		if found, err := headedColumns(lines, i); err != nil || len(found) > 0 {
			return found, err
		}
	}
	if c, ok := bareColumns(lines); ok {
		return []codeColumns{c}, nil
	}
	return nil, nil
}

// headings are the texts of a line as headings are compared.
func headings(line list.Line) []string {
	out := make([]string, len(line.Cells))
	for i, text := range line.Cells {
		out[i] = wording.SpellingKey(text)
	}
	return out
}

func where(texts []string, heads ...*wording.Words) (at []int) {
	words := wording.Sheets()
	for i, text := range texts {
		if text != "" && !words.OtherHead.In(text) && slices.ContainsFunc(heads, func(w *wording.Words) bool { return w.In(text) }) {
			at = append(at, i)
		}
	}
	return at
}

// headedColumns are the pairs that the headings of a line name; the levels of a code may
// stand in the line below.
func headedColumns(lines []list.Line, i int) ([]codeColumns, error) {
	words := wording.Sheets()
	texts := headings(lines[i])
	codes, names := where(texts, &words.CodeHead, &words.CodeHeadEnd), where(texts, &words.NameHead, &words.NameHeadEnd)
	levels, last := levelColumns(texts), i
	for k := i + 1; len(levels) == 0 && len(codes) > 0 && k < min(len(lines), i+3); k++ {
		levels, last = levelColumns(headings(lines[k])), k
	}
	if len(levels) > 0 {
		codes = nil
		for _, l := range levels {
			codes = append(codes, l[0])
		}
	} else {
		last = i
	}
	for k := i - 1; len(levels) > 0 && len(names) == 0 && k >= max(0, i-2); k-- {
		texts = headings(lines[k]) // over the levels
		names = where(texts, &words.NameHead, &words.NameHeadEnd)
	}
	if len(codes) == 0 || len(names) == 0 {
		return nil, nil
	}
	if len(codes) != len(names) || !alternate(codes, names) {
		e := &severalError{}
		for _, column := range slices.Sorted(slices.Values(slices.Concat(codes, names))) {
			e.heads = append(e.heads, at(texts, column))
		}
		return nil, e
	}
	only := func(w *wording.Words) int {
		k := slices.IndexFunc(texts, w.In)
		if len(codes) > 1 || k >= 0 && slices.ContainsFunc(texts[k+1:], w.In) {
			return -1
		}
		return k
	}
	trust, english := only(&words.TrustHead), only(&words.EnglishHead)
	var out []codeColumns
	for k, c := range codes {
		x := codeColumns{head: last, codes: []int{c}, name: names[k], trust: trust, english: english, heading: strings.Join([]string{at(texts, c), at(texts, names[k])}, "/")}
		if len(levels) > 0 {
			x.codes = levels[k]
		}
		out = append(out, x)
	}
	return out, nil
}

// at is the text of a column, "" beyond the last.
func at(texts []string, column int) string {
	if column < 0 || column >= len(texts) {
		return ""
	}
	return texts[column]
}

// alternate says whether columns of codes and of names take turns: which is whose is then
// certain.
func alternate(codes, names []int) bool {
	if len(codes) == 1 {
		return true
	}
	for k := range codes {
		if codes[k] > names[k] || k > 0 && names[k-1] > codes[k] {
			return false
		}
	}
	return true
}

// levelColumns finds 类, 款, 项 beside each other, at least two of them, wherever they stand.
func levelColumns(texts []string) (all [][]int) {
	names := wording.Sheets().CodeLevels.Words
	for i := 0; i < len(texts); i++ {
		var at []int
		for len(at) < len(names) && i+len(at) < len(texts) && texts[i+len(at)] == names[len(at)] {
			at = append(at, i+len(at))
		}
		if len(at) > 1 {
			all = append(all, at)
			i += len(at) - 1
		}
	}
	return all
}

// fewCodes is how many codes a column without a heading must hold to be known by them.
const fewCodes = 3

// bareColumns finds the column of codes, and that of names to its right, of a table
// without headings. ok is false if there is none, or more than one.
func bareColumns(lines []list.Line) (codeColumns, bool) {
	wide := 0
	for _, line := range lines {
		wide = max(wide, len(line.Cells))
	}
	codes, both := make([]int, wide), make([]int, wide)
	for _, line := range lines {
		for i, text := range line.Cells {
			if _, ok := bareCode(text); ok {
				codes[i]++
			} else if code, _ := codeAndName(text); code != "" {
				both[i]++
			}
		}
	}
	mostly := func(counts []int) int {
		at := -1
		for i, n := range counts {
			switch {
			case n < fewCodes || n*5 < len(lines)*4:
			case at >= 0:
				return -1
			default:
				at = i
			}
		}
		return at
	}
	c := mostly(codes)
	if c < 0 {
		c = mostly(both)
		return codeColumns{head: -1, codes: []int{c}, name: c, trust: -1, english: -1, single: true}, c >= 0
	}
	named := make([]int, wide)
	for _, line := range lines {
		for i, text := range line.Cells {
			if i != c && hasHan(text) {
				named[i]++
			}
		}
	}
	name := -1
	for i, n := range named {
		switch {
		case n*5 < codes[c]*4:
		case name >= 0:
			return codeColumns{}, false // which of them are the names, nothing says
		default:
			name = i
		}
	}
	return codeColumns{head: -1, codes: []int{c}, name: name, trust: -1, english: -1}, name >= 0
}

// bareCode understands a cell that holds a code and nothing else: also one whose levels
// are set apart by blanks or marks, or one that became a number with decimals.
func bareCode(text string) (string, bool) {
	text, _, _ = character.Text(text)
	text = strings.TrimLeft(width.Narrow.String(strings.TrimSpace(text)), "'")
	if whole, zeros, has := strings.Cut(text, "."); has && len(whole) > 3 && zeros != "" && strings.Trim(zeros, "0") == "" {
		text = whole
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(".-_", r) {
			return -1
		}
		return r
	}, text)
	if !wording.OnlyDigits(text) {
		return text, false
	}
	for len(text) > CodeDigits[0] && len(text)%2 == 1 && strings.HasSuffix(text, "00") {
		text = text[:len(text)-2] // filled up to the length of an item: no level has a number 00
	}
	return text, slices.Contains(CodeDigits, len(text))
}

// codeAndName parts a cell that holds both.
func codeAndName(text string) (code, name string) {
	text, _, _ = character.Text(text)
	text = character.Line(text)
	m := wording.Sheets().CodeName.FindStringSubmatch(width.Narrow.String(text))
	if m == nil {
		return "", ""
	}
	code, _ = bareCode(m[1])
	all := []rune(text) // as many as are in the narrow text; the name keeps its brackets
	return code, string(all[len(all)-utf8.RuneCountInString(m[2]):])
}

// listedName is a name as a list shows it, without what only sets it off: blanks in front,
// line ends, and blanks between two characters. Its English may stand on a line below.
func listedName(text string) (name, english string) {
	text, _, _ = character.Text(text)
	text = harmless.FromCSV(text)
	var own, other []string
	for line := range strings.SplitSeq(text, "\n") {
		if hasHan(line) {
			own = append(own, line)
		} else {
			other = append(other, line)
		}
	}
	if len(own) > 0 && len(other) > 0 {
		text, english = strings.Join(own, "\n"), character.Line(strings.Join(other, "\n"))
	}
	return joined(character.Line(text)), english
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// joined takes out the blanks between two characters, by which short names are spread.
func joined(text string) string {
	var out []rune
	all := []rune(text)
	for i, r := range all {
		if unicode.IsSpace(r) {
			next := i + 1
			for next < len(all) && unicode.IsSpace(all[next]) {
				next++
			}
			if len(out) > 0 && next < len(all) && unicode.Is(unicode.Han, out[len(out)-1]) && unicode.Is(unicode.Han, all[next]) {
				continue
			}
		}
		out = append(out, r)
	}
	return string(out)
}
