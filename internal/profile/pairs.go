package profile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"budgetbook/internal/character"
	"budgetbook/internal/harmless"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/wording"
)

// Pair is one line of the official mapping of economic items: an item of departments'
// budgets and the item of the government's budget it belongs to, for a kind of unit.
type Pair struct {
	Units     string // kind of unit, as the mapping calls it
	Dept, Gov string // names
	Code      string // of the department's item
	Grade     Grade
}

// pairsList is the mapping of economic items among the code lists; a profile need not have one.
const pairsList = "economic_map"

var pairsHead = []string{"unit", "dept_code", "dept_name", "gov_code", "gov_name", "grade"}

func (l *loader) pairs(file string, rows [][]string) {
	if !slices.Equal(rows[0], pairsHead) {
		l.problems = append(l.problems, Problem{file, 1, "the header must be " + strings.Join(pairsHead, ",")})
		return
	}
	l.p.Pairs = nil
	for i, r := range rows[1:] {
		if r[0] == "" || r[2] == "" || r[4] == "" {
			l.problems = append(l.problems, Problem{file, i + 2, "a pair lacks its kind of unit or a name"})
		}
		l.p.Pairs = append(l.p.Pairs, Pair{Units: r[0], Code: r[1], Dept: r[2], Gov: r[4], Grade: Grade(r[5])})
	}
}

// ReplaceCodesText replaces a code list by one a bureau keeps itself as a text; package list
// says which. See ReplaceCodes.
func (p *Profile) ReplaceCodesText(file, code string, data []byte) error {
	l, err := list.Read(file, data, true)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, line := range l.Lines {
		for len(rows) < line.Row-1 {
			rows = append(rows, nil) // so that lines are named by their numbers
		}
		rows = append(rows, line.Cells)
	}
	return p.ReplaceCodes(code, rows)
}

// ErrCodeList says that rows are no code list.
var ErrCodeList = errors.New("not a code list")

// ReplaceCodes replaces a code list (functional_codes, income_codes, …) by the rows of
// a table whose first rows may be titles: the columns are found by their headings
// 科目编码 (code), 科目名称 (name) and, if there is one, confidence. A list given like
// this counts as complete and, unless its rows say otherwise, as certain: a code that
// is not in it is wrong. Nothing is replaced if the rows hold a mistake.
func (p *Profile) ReplaceCodes(list string, rows [][]string) error {
	wrong := func(id string, kv ...string) error {
		return fmt.Errorf("code list %s: %w: %w", list, ErrCodeList, message.Errorf(nil, id, kv...))
	}
	head, col := codeHead(rows)
	if head < 0 {
		return wrong("cause-code-heads")
	}
	c := newCodes(list)
	c.Complete = true
	for i, row := range rows[head+1:] {
		line := head + i + 2
		cell := func(key string) string {
			if j, ok := col[key]; ok && j < len(row) {
				text, _, _ := character.Text(row[j])
				return character.Line(harmless.FromCSV(text))
			}
			return ""
		}
		code := Code{Code: width.Narrow.String(cell("code")), Name: cell("name"), Grade: Grade(cell("confidence"))}
		if code.Code == "" && code.Name == "" {
			continue
		}
		if !wording.OnlyDigits(code.Code) || code.Name == "" {
			return wrong("cause-code-line", "line", strconv.Itoa(line), "code", message.Clip(code.Code, 40), "name", message.Clip(code.Name, 40))
		}
		if old, twice := c.index[code.Code]; twice {
			if c.Items[old].Name == code.Name {
				continue
			}
			return wrong("cause-code-twice", "line", strconv.Itoa(line), "code", code.Code, "first", message.Clip(c.Items[old].Name, 40), "second", message.Clip(code.Name, 40))
		}
		if code.Grade == "" || code.Grade == "verified" {
			code.Grade = GradeOwn
		}
		code.English, _ = p.English(code.Name)
		c.add(code)
	}
	if len(c.Items) == 0 {
		return wrong("cause-code-none")
	}
	p.Codes[list] = c
	return nil
}

// codeHead finds the row of headings among the first rows, -1 if there is none.
func codeHead(rows [][]string) (int, map[string]int) {
	words := wording.Sheets()
	for i := 0; i < min(len(rows), 10); i++ {
		col := map[string]int{}
		for j, text := range rows[i] {
			text = strings.ToLower(strings.Join(strings.Fields(text), ""))
			for key, heads := range map[string]*wording.Words{"code": &words.CodeHead, "name": &words.NameHead, "confidence": &words.TrustHead} {
				if _, taken := col[key]; !taken && heads.In(text) {
					col[key] = j
				}
			}
		}
		if _, ok := col["code"]; ok {
			if _, ok := col["name"]; ok {
				return i, col
			}
		}
	}
	return -1, nil
}
