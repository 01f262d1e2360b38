package profile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
		for _, c := range findCodeColumns(t.Lines) {
			r.found = true
			if err := r.read(t, c); err != nil {
				return err
			}
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

// ListsIn are the code lists of the profile of which the tables of a file have codes.
func (p *Profile) ListsIn(tables []list.List) []string {
	classes := p.classes()
	var names []string
	for _, t := range tables {
		for _, c := range findCodeColumns(t.Lines) {
			var parts CodeParts
			for _, line := range t.Lines[c.head+1:] {
				code, _, _ := c.row(line, &parts)
				if of := classes.list(code); of != "" && !slices.Contains(names, of) {
					names = append(names, of)
				}
			}
		}
	}
	slices.Sort(names)
	return names
}

// listOf are the lists of a profile by the classes they have; a class of several is of none.
type listOf map[string]string

func (p *Profile) classes() listOf {
	of := listOf{}
	for name, c := range p.Codes {
		for _, x := range c.Items {
			if len(x.Code) != CodeDigits[0] {
				continue
			}
			if was, known := of[x.Code]; known && was != name {
				of[x.Code] = ""
			} else {
				of[x.Code] = name
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
	return l[code[:CodeDigits[0]]]
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

func (r *codeReader) read(t list.List, c codeColumns) error {
	var parts CodeParts
	sheet := ""
	if t.Sheet != "" {
		sheet = "“" + t.Sheet + "” "
	}
	for _, line := range t.Lines[c.head+1:] {
		text, name, ok := c.row(line, &parts)
		place := []string{"sheet", sheet, "line", strconv.Itoa(line.Row), "code", message.Clip(text, 40)}
		switch {
		case text == "" && name == "" || c.aside(line):
			continue
		case !ok || name == "":
			return r.wrong("cause-code-line", append(place, "name", message.Clip(name, 40))...)
		}
		if of := r.classes.list(text); of != "" && of != r.name {
			r.other = of
			continue
		}
		if old, twice := r.list.index[text]; twice {
			if first := r.list.Items[old].Name; first != name {
				return r.wrong("cause-code-twice", append(place, "first", message.Clip(first, 40), "second", message.Clip(name, 40))...)
			}
			continue
		}
		r.add(text, name, cellAt(line, c.trust))
	}
	return nil
}

// add adds a code of the list. Which of the four budgets it belongs to, lists of bureaus do
// not say.
func (r *codeReader) add(code, name, trust string) {
	x := Code{Code: code, Name: name, Grade: Grade(character.Trim(trust))}
	if x.Grade == "" || x.Grade == "verified" {
		x.Grade = GradeOwn
	}
	if was, known := r.p.Codes[r.name].Lookup(code); known {
		x.Fund = was.Fund
	}
	x.English, _ = r.p.English(name)
	r.list.add(x)
}

func cellAt(line list.Line, column int) string {
	if column < 0 || column >= len(line.Cells) {
		return ""
	}
	return line.Cells[column]
}

// row reads the code and the name of a line; ok is false where what stands for the code is
// none.
func (c codeColumns) row(line list.Line, parts *CodeParts) (code, name string, ok bool) {
	if c.single {
		code, name = codeAndName(cellAt(line, c.name))
		if code == "" {
			return listedName(cellAt(line, c.name)), "", false
		}
		return code, listedName(name), true
	}
	name = listedName(cellAt(line, c.name))
	if len(c.codes) == 1 {
		text := cellAt(line, c.codes[0])
		if code, ok = bareCode(text); !ok {
			code = width.Narrow.String(listedName(text))
			ok = wording.OnlyDigits(code)
		}
		return code, name, ok
	}
	texts, filled := make([]string, len(c.codes)), ""
	for i, at := range c.codes {
		text, _, _ := character.Text(cellAt(line, at))
		if texts[i] = digitsOf(text); texts[i] != "" {
			filled = texts[i]
		}
	}
	if filled == "" {
		return "", name, false
	}
	if code, ok = parts.Join(texts); !ok {
		code = strings.TrimSpace(strings.Join(texts, " "))
	}
	return code, name, ok
}

// digitsOf is a part of a code without what sets it off.
func digitsOf(text string) string {
	text = strings.TrimLeft(width.Narrow.String(strings.TrimSpace(text)), "'")
	if whole, zeros, has := strings.Cut(text, "."); has && strings.Trim(zeros, "0") == "" {
		text = whole
	}
	return strings.Join(strings.Fields(text), "")
}

// aside says whether a line is none of the list: headings that are repeated on every page,
// a title between two parts, a note below. A name whose code is missing is no note.
func (c codeColumns) aside(line list.Line) bool {
	words := wording.Sheets()
	texts := headings(line)
	if len(where(texts, &words.CodeHead, &words.CodeHeadEnd)) > 0 || len(levelColumns(texts)) > 0 {
		return true
	}
	filled, at := 0, -1
	for i, text := range texts {
		if text != "" {
			filled, at = filled+1, i
		}
	}
	if filled != 1 {
		return false
	}
	text := line.Cells[at]
	if _, isCode := bareCode(text); isCode || c.single {
		return c.single && !strings.ContainsAny(width.Narrow.String(text), "0123456789")
	}
	return at != c.name || words.CodeNote.MatchString(text)
}
