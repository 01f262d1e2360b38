package profile

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"

	"budgetbook/internal/character"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/wording"
)

// ErrCodeList says that tables hold no code list.
var ErrCodeList = errors.New("not a code list")

// ReplaceCodes replaces a code list (functional_codes, income_codes, …) by what the tables
// of a file hold of it: those of an official workbook, which has a sheet for each list or
// several on one, or of a list a bureau keeps itself. Columns are found by their headings,
// 科目编码 (code) and 科目名称 (name); a code may be parted over 类, 款, 项, 目; names
// may be set in by blanks; tables without headings are known by their codes. Codes of
// classes that belong to another list of the profile are left out.
//
// A list given like this counts as complete and, unless its rows say otherwise, as
// certain: a code that is not in it is wrong. Nothing is replaced if it holds a mistake.
func (p *Profile) ReplaceCodes(name string, tables []list.List) error {
	r := &codeReader{p: p, name: name, classes: p.classes(), list: newCodes(name)}
	r.list.Complete = true
	for _, t := range tables {
		if err := r.table(t); err != nil {
			return err
		}
	}
	switch {
	case !r.found:
		return r.wrong("cause-code-heads")
	case len(r.list.Items) == 0 && r.other != "":
		return r.wrong("cause-code-other", "other", r.other)
	case len(r.list.Items) == 0:
		return r.wrong("cause-code-none")
	}
	p.Codes[name] = r.list
	return nil
}

// share is which part of a list must be in a file, one in so many, to be taken from it: some
// items of a list stand beside another one.
const share = 5

// ListsIn are the code lists of the profile that the tables of a file hold; of lists of which
// it has a few codes only those that whole columns are of. The error says why there are
// none; a table that cannot be told beside others is left to ReplaceCodes.
func (p *Profile) ListsIn(tables []list.List) ([]string, error) {
	classes := p.classes()
	codes, mostly := map[string]map[string]bool{}, map[string]bool{}
	var several *severalError
	var at list.List
	for _, t := range tables {
		found, err := findCodeColumns(t.Lines)
		if errors.As(err, &several) {
			at = t
		}
		for _, c := range found {
			mostly[c.mostly(t, classes)] = true
			var parts CodeParts
			for _, line := range t.Lines[c.head+1:] {
				if x := c.row(line, &parts); x.ok {
					of := classes.list(x.code)
					if codes[of] == nil {
						codes[of] = map[string]bool{}
					}
					codes[of][x.code] = true
				}
			}
		}
	}
	delete(mostly, "")
	delete(codes, "")
	names := slices.Sorted(maps.Keys(codes))
	large := slices.DeleteFunc(slices.Clone(names), func(of string) bool { return len(codes[of])*share < len(p.Codes[of].Items) })
	switch {
	case len(large) > 0:
		return large, nil
	case len(mostly) > 0:
		return slices.Sorted(maps.Keys(mostly)), nil
	case several != nil:
		return nil, message.Errorf(nil, "cause-code-several", "sheet", sheetOf(at), "heads", strings.Join(several.heads, "、"))
	}
	return nil, nil
}

// mostly is the list of which a column has most codes, "" if it has none of any.
func (c codeColumns) mostly(t list.List, classes listOf) string {
	n := map[string]int{}
	var parts CodeParts
	best := ""
	for _, line := range t.Lines[c.head+1:] {
		x := c.row(line, &parts)
		of := classes.list(x.code)
		if !x.ok || of == "" {
			continue
		}
		if n[of]++; n[of] > n[best] || n[of] == n[best] && of < best {
			best = of
		}
	}
	return best
}

// listOf are the lists of a profile by the classes they have, and by the first digit of
// these, for classes that are new; what several have is of none.
type listOf map[string]string

// They are those of the lists the profile came with: one in their place may lack classes.
func (p *Profile) classes() listOf {
	if p.classOf != nil {
		return p.classOf
	}
	of := listOf{}
	p.classOf = of
	for name, c := range p.Codes {
		for _, x := range c.Items {
			if len(x.Code) != CodeDigits[0] {
				continue
			}
			for _, key := range []string{x.Code, x.Code[:1]} {
				if was, known := of[key]; known && was != name {
					of[key] = ""
				} else {
					of[key] = name
				}
			}
		}
	}
	return of
}

// list is the list a code is of, "" if its class is in none.
func (l listOf) list(code string) string {
	if len(code) < CodeDigits[0] {
		return ""
	}
	if of, known := l[code[:CodeDigits[0]]]; known {
		return of
	}
	return l[code[:1]]
}

// codeReader reads one list out of tables.
type codeReader struct {
	p       *Profile
	name    string
	classes listOf
	list    *Codes
	found   bool   // a table has codes
	other   string // a list that codes were left out for
}

func (r *codeReader) wrong(id string, kv ...string) error {
	return fmt.Errorf("code list %s: %w: %w", r.name, ErrCodeList, message.Errorf(nil, id, kv...))
}

// table reads one table.
func (r *codeReader) table(t list.List) error {
	if wording.Sheets().CodeGone.In(wording.SpellingKey(t.Sheet)) {
		return nil // codes that hold no more
	}
	found, err := findCodeColumns(t.Lines)
	var several *severalError
	if errors.As(err, &several) {
		return r.wrong("cause-code-several", "sheet", sheetOf(t), "heads", strings.Join(several.heads, "、"))
	}
	most := make([]string, len(found))
	for i, c := range found {
		if most[i] = c.mostly(t, r.classes); most[i] == "" {
			most[i] = r.name
		}
		// The same item in two pairs of columns may have two names, of which none is picked.
		if i > 0 && c.heading != found[0].heading && slices.Contains(most[:i], most[i]) {
			return r.wrong("cause-code-several", "sheet", sheetOf(t), "heads", found[0].heading+"、"+c.heading)
		}
	}
	for i, c := range found {
		r.found = true
		if err := r.read(t, c, most[i]); err != nil {
			return err
		}
	}
	return nil
}

func sheetOf(t list.List) string {
	if t.Sheet == "" {
		return ""
	}
	return "“" + t.Sheet + "” "
}

// read reads the codes of a pair of columns. A code of a class that no list has is of that
// of which the columns have most.
func (r *codeReader) read(t list.List, c codeColumns, most string) error {
	var parts CodeParts
	for i := c.first(t.Lines); i < len(t.Lines); i++ {
		line := t.Lines[i]
		if c.headed(t.Lines, i) {
			if found, err := headedColumns(t.Lines, i); err != nil || len(found) > 0 && !slices.ContainsFunc(found, c.same) {
				return r.wrong("cause-code-columns", "sheet", sheetOf(t), "line", strconv.Itoa(line.Row))
			}
			continue
		}
		x := c.row(line, &parts)
		place := []string{"sheet", sheetOf(t), "line", strconv.Itoa(line.Row), "code", message.Clip(x.code, 40)}
		switch {
		case x.code == "" && x.name == "" || c.aside(line) || c.gone(line):
			continue
		case x.name == "":
			return r.wrong("cause-code-nameless", place...)
		case x.code == "":
			return r.wrong("cause-code-codeless", append(place, "name", message.Clip(x.name, 40))...)
		case !x.ok || !isName(x.name):
			return r.wrong("cause-code-line", append(place, "name", message.Clip(x.name, 40))...)
		}
		of := r.classes.list(x.code)
		if of == "" {
			of = most
		}
		if of != r.name {
			r.other = of
			continue
		}
		if old, twice := r.list.index[x.code]; twice {
			if first := r.list.Items[old].Name; first != x.name {
				return r.wrong("cause-code-twice", append(place, "first", message.Clip(first, 40), "second", message.Clip(x.name, 40))...)
			}
			continue
		}
		r.add(x, cellAt(line, c.trust))
	}
	return nil
}

// first is the index of the first line below the headings; where none are known, that of
// the first code.
func (c codeColumns) first(lines []list.Line) int {
	if c.head >= 0 {
		return c.head + 1
	}
	var parts CodeParts
	return slices.IndexFunc(lines, func(line list.Line) bool { return c.row(line, &parts).ok })
}

// isName says whether a text can be the name of an item: it has characters, and is no error
// of a formula.
func isName(s string) bool {
	return !strings.HasPrefix(s, "#") && strings.ContainsFunc(s, unicode.IsLetter)
}

// same says whether another pair stands in the same columns.
func (c codeColumns) same(other codeColumns) bool {
	return slices.Equal(c.codes, other.codes) && c.name == other.name
}

// add adds a code of the list. Which of the four budgets it belongs to, lists of bureaus do
// not say.
func (r *codeReader) add(row codeRow, trust string) {
	x := Code{Code: row.code, Name: row.name, English: row.english, Grade: Grade(character.Trim(trust))}
	if x.Grade == "" || x.Grade == "verified" {
		x.Grade = GradeOwn
	}
	if was, known := r.p.Codes[r.name].Lookup(x.Code); known {
		x.Fund = was.Fund
	}
	if en, known := r.p.English(x.Name); known {
		x.English = en
	}
	r.list.add(x)
}

func cellAt(line list.Line, column int) string {
	if column < 0 || column >= len(line.Cells) {
		return ""
	}
	return line.Cells[column]
}

// codeRow is what a line says; ok is false where what stands for the code is none.
type codeRow struct {
	code, name, english string
	ok                  bool
}

// row reads the code and the name of a line. A class may have both in the cell of its code.
func (c codeColumns) row(line list.Line, parts *CodeParts) codeRow {
	x := codeRow{}
	x.name, x.english = listedName(cellAt(line, c.name))
	if en := character.Line(cellAt(line, c.english)); en != "" {
		x.english = en
	}
	if code, name := codeAndName(cellAt(line, c.codes[0])); code != "" && (c.single || x.name == "") {
		x.code, x.ok = code, true
		x.name, _ = listedName(name)
		return x
	}
	if c.single {
		x.code, x.name = x.name, ""
		return x
	}
	if len(c.codes) == 1 {
		x.code, x.ok = bareCode(cellAt(line, c.codes[0]))
		return x
	}
	texts, filled := make([]string, len(c.codes)), false
	for i, at := range c.codes {
		text, _, _ := character.Text(cellAt(line, at))
		texts[i] = digitsOf(text)
		filled = filled || texts[i] != ""
	}
	if !filled {
		return x
	}
	if x.code, x.ok = parts.Join(texts); !x.ok {
		x.code = strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
	}
	return x
}

// digitsOf is a part of a code without what sets it off.
func digitsOf(text string) string {
	text = strings.TrimLeft(width.Narrow.String(strings.TrimSpace(text)), "'")
	if whole, zeros, has := strings.Cut(text, "."); has && strings.Trim(zeros, "0") == "" {
		text = whole
	}
	return strings.Join(strings.Fields(text), "")
}

// headed says whether a line is of headings that are repeated, on every page.
func (c codeColumns) headed(lines []list.Line, i int) bool {
	words := wording.Sheets()
	texts := headings(lines[i])
	return len(where(texts, &words.CodeHead, &words.CodeHeadEnd)) > 0 && len(where(texts, &words.NameHead, &words.NameHeadEnd)) > 0 || len(levelColumns(texts)) > 0
}

// gone says whether a line is of a code that holds no more.
func (c codeColumns) gone(line list.Line) bool {
	for i, text := range headings(line) {
		if i != c.name && wording.Sheets().CodeGone.In(text) {
			return true
		}
	}
	return false
}

// digits are what may be a code in a text; a year is none.
var (
	digits = regexp.MustCompile(`[0-9]{3}`)
	yearIn = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(19|20)[0-9]{2}` + wording.Shared().Year.Words[0])
	})
)

// aside says whether a line is none of the list: a title between two parts, the number of a
// page, a note below. A name whose code is missing is no note, nor is what has a code in it.
func (c codeColumns) aside(line list.Line) bool {
	filled, at := 0, -1
	for i, text := range headings(line) {
		if text != "" {
			filled, at = filled+1, i
		}
	}
	if filled != 1 {
		return false
	}
	text := width.Narrow.String(line.Cells[at])
	if wording.Sheets().ListNote.MatchString(text) {
		return true
	}
	return (c.single || at != c.name) && !digits.MatchString(yearIn().ReplaceAllString(text, ""))
}
