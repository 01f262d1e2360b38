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
	head   int   // index of the last line of headings, -1 if there are none
	codes  []int // one, or one for each level
	name   int   // the same as the code's where both stand in one cell
	trust  int   // -1: none
	single bool  // code and name stand in one cell
}

// findCodeColumns finds where a table has codes and names: by its headings, or, if it has
// none, by what its columns hold. A table may have several such pairs side by side; of
// columns that could all be the names of one code none is picked.
func findCodeColumns(lines []list.Line) []codeColumns {
	for i := range min(len(lines), headRows) {
		if found := headedColumns(lines, i); len(found) > 0 {
			return found
		}
	}
	if c, ok := bareColumns(lines); ok {
		return []codeColumns{c}
	}
	return nil
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
	for i, text := range texts {
		if slices.ContainsFunc(heads, func(w *wording.Words) bool { return text != "" && w.In(text) }) {
			at = append(at, i)
		}
	}
	return at
}

// headedColumns are the pairs that the headings of a line name; the levels of a code may
// stand in the line below.
func headedColumns(lines []list.Line, i int) []codeColumns {
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
	if len(codes) == 0 || len(codes) != len(names) {
		return nil
	}
	trust := -1
	if at := where(texts, &words.TrustHead); len(at) == 1 && len(codes) == 1 {
		trust = at[0]
	}
	var out []codeColumns
	for k, c := range codes {
		x := codeColumns{head: last, codes: []int{c}, name: names[k], trust: trust}
		if len(levels) > 0 {
			x.codes = levels[k]
		}
		out = append(out, x)
	}
	return out
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
		return codeColumns{head: -1, codes: []int{c}, name: c, trust: -1, single: true}, c >= 0
	}
	named := make([]int, wide)
	for _, line := range lines {
		for i := c + 1; i < len(line.Cells); i++ {
			if strings.ContainsFunc(line.Cells[i], func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				named[i]++
			}
		}
	}
	name := c + 1
	return codeColumns{head: -1, codes: []int{c}, name: name, trust: -1}, name < wide && named[name]*5 >= codes[c]*4
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
	return text, wording.OnlyDigits(text) && slices.Contains(CodeDigits, len(text))
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
// line ends, and blanks between two characters.
func listedName(text string) string {
	text, _, _ = character.Text(text)
	text = character.Line(harmless.FromCSV(text))
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
