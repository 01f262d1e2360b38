// Package sheet writes the rules of a profile as formulas of a spreadsheet, for the sheet
// that checks a workbook while it is filled.
//
// Input: a profile and where its cells stand (Locator). Output: Lines of formulas.
// Invariant: what a formula calls wrong, rule.Check does, and what rule.Check calls wrong,
// no formula calls right; in between lies what rounding may explain.
package sheet

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Range is a block of cells in one column of a sheet, rows counting from 1.
type Range struct {
	Sheet       string
	Column      string // letters
	First, Last int
}

// String writes the range with its sheet: '表三'!$C$7:$C$60.
func (r Range) String() string {
	return "'" + strings.ReplaceAll(r.Sheet, "'", "''") + "'!" + r.local()
}

// local writes the range without its sheet.
func (r Range) local() string {
	s := fmt.Sprintf("$%s$%d", r.Column, r.First)
	if r.Last > r.First {
		s += fmt.Sprintf(":$%s$%d", r.Column, r.Last)
	}
	return s
}

// cell writes one cell of the range whose row moves along when it is copied.
func (r Range) cell(row int) string { return fmt.Sprintf("$%s%d", r.Column, row) }

// Locator says where a workbook keeps what formulas refer to.
type Locator interface {
	// Column is the range of all rows of a table in a column, with room below the
	// last one; ok is false if the table is on no sheet.
	Column(t *profile.Table, c *profile.Column) (r Range, ok bool)
	// Fixed lists the cells of a fixed row, or of a group of them, from top to bottom.
	Fixed(t *profile.Table, c *profile.Column, row string) []Range
	// Field is the cell of a field.
	Field(path string) (r Range, ok bool)
}

// Excel writes rules as formulas of a spreadsheet. It uses functions that Excel has
// had since 2007, in array formulas: SUMPRODUCT alone cannot pass over texts.
//
// The formulas compute in binary fractions; they round differences to cents, as amounts
// have two decimals. Blank cells and texts count as 0.
type Excel struct {
	Profile *profile.Profile
	At      Locator
	Lang    message.Lang // of the labels and choices in the workbook

	// Exact is a formula that is 0 where the totals in a column are of no level the sums of
	// their parts (Line.Exact), "" where no line says so; nil: for no column.
	Exact func(t *profile.Table, c *profile.Column) string
	// Widest is a formula for how many figures the widest sum adds up (WidestSum).
	Widest string
}

// Line is one comparison of a rule as formulas, without a leading =.
type Line struct {
	Rule   *profile.Rule
	Table  *profile.Table // that the rule goes through, or of the first cell; nil: a form
	Column string         // the current column, "" if the rule has none
	Words  string         // the comparison in the words of the rule
	Each   bool           // checked for every row: Left and Right are totals over them
	Apart  string         // of Diff, as ">0": both sides are not what they should be, be it by rounding; "" if rounding is no excuse
	Sum    SumOf          // the column whose figures it compares with their parts, if it does
	Exact  string         // of a Sum: at how many levels they are the sums of their parts
	Left   string
	Right  string
	Diff   string // the largest absolute difference; of a single comparison left - right
	Bad    string // how many rows do not agree
	Idle   string // TRUE where there is nothing to look at
	First  Range  // where to look

	// Mark are the cells to be marked red: the one on the left side of a single
	// comparison if Bad is not 0, else those of the rows in which Red is true, which
	// is written for the first of them. Without Sheet there is nothing to mark.
	Mark Range
	Red  string
}

// maxFormula is how many characters a formula may have, less some to build it in.
const maxFormula = 8000

// maxEach is how many rows a rule may go through in a spreadsheet: for each of them
// it looks through all the others, so that two thousand rows keep a spreadsheet
// computing for minutes. Beyond it the rule is left to Check.
const maxEach = 600

// SumOf is a column of a table whose figures are sums of printed ones.
type SumOf struct {
	Table  *profile.Table
	Column *profile.Column
}

// errProgram says that a rule is more than a spreadsheet can compute.
var errProgram = errors.New("more than a spreadsheet computes")

// Lines writes the comparisons of a rule. whole is false if some or all of them are
// left to Check.
func (x *Excel) Lines(r *profile.Rule) (lines []Line, whole bool) {
	whole = r.Go == ""
	for _, c := range r.Clauses {
		if c.Over != nil && len(c.Over.Columns) > 0 {
			if all, ok := x.At.Column(c.Over, &c.Over.Columns[0]); ok && all.Last-all.First >= maxEach {
				whole = false
				continue
			}
		}
		columns := c.Columns
		if len(columns) == 0 {
			columns = []string{""}
		}
		for _, t := range c.Tests {
			for _, column := range columns {
				l, err := x.line(r, c, t, column)
				if err != nil {
					whole = false
					continue
				}
				lines = append(lines, l)
			}
		}
	}
	return lines, whole
}

func (x *Excel) line(r *profile.Rule, c *profile.Clause, t profile.Test, column string) (Line, error) {
	w := &sheetWriter{x: x, clause: c, column: column}
	l := Line{Rule: r, Column: column, Each: c.Over != nil, Words: x.Profile.Formula(x.Lang, strings.ReplaceAll(t.Source, ", "+profile.Column1+"]", ", "+column+"]"))}
	cmp, err := w.compare(r, t)
	if err != nil {
		return l, err
	}
	l.Table, l.First = w.where(t)
	left, right := cmp.left.text, cmp.right.text
	diff := subtractTerms(left, right)
	if (c.Relation == profile.NextLevel || c.Relation == profile.RowSum) && t.Left.Op == formula.RefOp && cmp.parts != "" {
		if own, column, err := w.target(t.Left.Ref); err == nil {
			if l.Exact, err = w.exact(own, column, diff, cmp.parts, cmp.applies); err != nil {
				return l, err
			}
			l.Sum = SumOf{own, column}
		}
	}
	if !l.Each {
		l.Left, l.Right = round2(left), round2(right)
		l.Diff, l.Bad = round2(diff), "1*"+inBrackets(cmp.bad)
		if cmp.applies != "" {
			l.Bad = cmp.applies + "*" + inBrackets(cmp.bad)
			l.Idle = cmp.applies + "=0"
		}
	} else {
		times := ""
		if cmp.applies != "" {
			times = cmp.applies + "*"
			l.Idle = "SUM(1*" + cmp.applies + ")=0"
		}
		l.Left, l.Right = round2("SUM("+times+inBrackets(left)+")"), round2("SUM("+times+inBrackets(right)+")")
		l.Diff = "MAX(" + times + "ABS(" + round2(diff) + "))"
		l.Bad = "SUM(1*" + times + inBrackets(cmp.bad) + ")"
		switch t.Op { // what is missing where it is most
		case ">=":
			l.Diff = "MAX(0," + times + round2(subtractTerms(right, left)) + ")"
		case "<=":
			l.Diff = "MAX(0," + times + round2(diff) + ")"
		}
	}
	if c.Relation != profile.NoRelation {
		l.Apart = map[formula.Op]string{"=": "<>0", "<=": ">0", ">=": "<0"}[t.Op]
		if l.Each && t.Op == ">=" {
			l.Apart = ">0"
		}
	}
	for _, f := range []string{l.Left, l.Right, l.Diff, l.Bad, l.Exact} {
		if utf8.RuneCountInString(f) > maxFormula {
			return l, errProgram
		}
	}
	w.red(r, t, &l)
	return l, nil
}

// red adds the condition that marks the cell of the left side.
func (w *sheetWriter) red(r *profile.Rule, t profile.Test, l *Line) {
	ref := t.Left
	if ref.Op != formula.RefOp {
		return
	}
	if w.clause.Over == nil {
		if w.clause.Selectors[ref.Ref] == nil {
			l.Mark = l.First
		}
		return
	}
	own, ok := w.x.Profile.Named(ref.Ref.Table).(*profile.Table)
	if !ok {
		return
	}
	for _, e := range []*formula.Expr{t.Left, t.Right} {
		for _, x := range e.Refs() {
			if x.Table != ref.Ref.Table {
				return
			}
		}
	}
	sel := w.clause.Selectors[ref.Ref]
	if sel == nil || sel.Kind != profile.Here {
		return
	}
	c := sel.Column
	if c == nil {
		c = own.ColumnNamed(w.column)
	}
	mark, ok := w.x.At.Column(own, c)
	if !ok {
		return
	}
	row := &sheetWriter{x: w.x, clause: w.clause, column: w.column, row: mark.First, sheet: mark.Sheet}
	cmp, err := row.compare(r, t)
	if err != nil {
		return
	}
	l.Mark = mark
	if l.Red = cmp.bad; cmp.applies != "" {
		l.Red = "AND(" + cmp.applies + "," + cmp.bad + ")"
	}
}

// where is the table a comparison is about and the first cell of it.
func (w *sheetWriter) where(t profile.Test) (table *profile.Table, first Range) {
	for _, e := range []*formula.Expr{t.Left, t.Right} {
		for _, ref := range e.Refs() {
			if f, ok := w.x.Profile.Named(ref.Table).(*profile.Form); ok {
				if r, ok := w.x.At.Field(fieldPath(f, ref.Column)); ok {
					return w.clause.Over, r
				}
				continue
			}
			own, c, err := w.target(ref)
			if err != nil {
				continue
			}
			r, ok := w.x.At.Column(own, c)
			if !ok {
				continue
			}
			if sel := w.clause.Selectors[ref]; sel == nil {
				if cells := w.x.At.Fixed(own, c, ref.Row); len(cells) > 0 {
					r = cells[0]
				}
			}
			r.Last = r.First
			if w.clause.Over != nil {
				own = w.clause.Over
			}
			return own, r
		}
	}
	return w.clause.Over, Range{}
}

func fieldPath(f *profile.Form, name string) string {
	for _, x := range f.Fields {
		if x.Name.ZH == name {
			return x.Path
		}
	}
	return ""
}

func round2(s string) string { return "ROUND(" + s + ",2)" }

// visitOuter visits what stands outside brackets, texts and names of sheets.
func visitOuter(s string, visit func(i int, r rune)) {
	depth, quoted := 0, rune(0)
	for i, r := range s {
		switch {
		case quoted != 0:
			if r == quoted {
				quoted = 0
			}
		case r == '"' || r == '\'':
			quoted = r
		case r == '(' || r == '{':
			depth++
		case r == ')' || r == '}':
			depth--
		case depth == 0:
			visit(i, r)
		}
	}
}

// inBrackets puts a sum, a product or a comparison in brackets.
func inBrackets(s string) string {
	loose := false
	visitOuter(s, func(_ int, r rune) { loose = loose || strings.ContainsRune("+-*=<>&", r) })
	if loose {
		return "(" + s + ")"
	}
	return s
}

// subtractTerms subtracts a sum term by term, as a person would write it.
func subtractTerms(a, b string) string {
	flipped := []byte(b)
	plain := !strings.HasPrefix(b, "-")
	visitOuter(b, func(i int, r rune) {
		switch r {
		case '+':
			flipped[i] = '-'
		case '-':
			flipped[i] = '+'
			plain = plain && b[i-min(i, 1)] != '-' && b[i-min(i, 1)] != '*'
		case '=', '<', '>', '&':
			plain = false
		}
	})
	if !plain {
		return a + "-(" + b + ")"
	}
	return a + "-" + string(flipped)
}

// quoteText writes a text constant.
func quoteText(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
