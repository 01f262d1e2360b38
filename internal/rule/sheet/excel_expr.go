package sheet

import (
	"slices"
	"strings"

	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// sheetWriter writes the formulas of one clause for one current column. It writes
// either for all rows at once (row is 0), where the current row is a column of
// values, or for one row, for conditional formats and for totals.
type sheetWriter struct {
	x      *Excel
	clause *profile.Clause
	column string
	row    int    // the row written for; 0: all of them in an array
	sheet  string // with row: the sheet the formula stands on
	own    bool   // with row: the cell is in the ranges and must be left out of them
}

// text is a part of a formula.
type sheetText struct {
	text  string
	array bool // one value for each row of the clause's table
}

// cells is a reference as formulas.
type sheetCells struct {
	sum    sheetText
	count  string // how many of them are not 0
	single bool
	filled string // arguments of COUNT
	guard  string // where it means something; "" for everywhere
}

// comparison of one test.
type sheetTest struct {
	left, right sheetText
	parts       string // how many figures the right side adds up, "" if it is one cell
	bad         string
	applies     string // 1 or TRUE where the test is made; "" for everywhere
}

func (w *sheetWriter) compare(r *profile.Rule, t profile.Test) (sheetTest, error) {
	var out sheetTest
	guards, err := w.guards(r)
	if err != nil {
		return out, err
	}
	side := func(e *formula.Expr) (sheetText, string, error) {
		text, err := w.expr(e)
		if err != nil {
			return text, "", err
		}
		var counts []string
		for _, ref := range e.Refs() {
			c, err := w.cells(ref)
			if err != nil {
				return text, "", err
			}
			if c.guard != "" && !slices.Contains(guards, c.guard) {
				guards = append(guards, c.guard)
			}
			counts = append(counts, c.count)
		}
		if e.Op == formula.RefOp || e.Op == formula.Number {
			return text, "", nil
		}
		return text, strings.Join(counts, "+"), nil
	}
	var left, right string
	if out.left, left, err = side(t.Left); err != nil {
		return out, err
	}
	if out.right, right, err = side(t.Right); err != nil {
		return out, err
	}
	tolerance := ""
	if t.Op == "=" || t.Op == "<=" || t.Op == ">=" {
		switch w.clause.Relation {
		case profile.NoRelation:
			if w.clause.Sum {
				tolerance = addendsTolerance(left, right)
			}
		default:
			if tolerance, err = w.tolerance(t, right); err != nil {
				return out, err
			}
		}
	}
	if w.clause.Over != nil && w.row == 0 && strings.Contains("<>", string(t.Op)) {
		// Blank rows are not there, but 0 would not be more than 0.
		if r, ok := w.x.At.Column(w.clause.Over, w.clause.Over.KeyOf(w.mine())); ok {
			guards = append(guards, r.String()+`<>""`)
		}
	}
	out.parts = right
	out.bad = isViolated(t.Op, out.left.text, out.right.text, tolerance)
	switch {
	case len(guards) == 1:
		out.applies = inBrackets(guards[0])
	case len(guards) > 1:
		for i := range guards {
			guards[i] = inBrackets(guards[i])
		}
		out.applies = strings.Join(guards, "*")
	}
	return out, nil
}

// isViolated writes when a comparison does not hold.
func isViolated(op formula.Op, a, b, tolerance string) string {
	far := func(diff string) string {
		if tolerance != "" {
			diff += "-" + tolerance
		}
		return round2(diff)
	}
	switch op {
	case "=":
		return far("ABS("+subtractTerms(a, b)+")") + ">0"
	case "<=":
		return far(subtractTerms(a, b)) + ">0"
	case ">=":
		return far(subtractTerms(b, a)) + ">0"
	case "<":
		return round2(subtractTerms(a, b)) + ">=0"
	case ">":
		return round2(subtractTerms(b, a)) + ">=0"
	}
	return round2(subtractTerms(a, b)) + "=0"
}

// guards are the conditions under which a clause is looked at: for which units, in
// which rows, and when.
func (w *sheetWriter) guards(r *profile.Rule) ([]string, error) {
	var all []string
	for _, only := range []map[string][]string{r.Only, w.clause.Only} {
		for _, path := range rule.SortedPaths(only) {
			cell, ok := w.x.At.Field(path)
			if !ok || w.row > 0 {
				return nil, errProgram
			}
			var alternatives []string
			for _, v := range only[path] {
				for _, c := range w.x.Profile.Field(path).Choices {
					if c.ID == v {
						alternatives = append(alternatives, cell.String()+"="+quoteText(c.Name.In(w.x.Lang)))
					}
				}
			}
			all = append(all, eitherOf(alternatives))
		}
	}
	if w.clause.Of != nil {
		mask, err := w.mask(w.clause.Over, w.clause.Of)
		if err != nil {
			return nil, err
		}
		all = append(all, mask)
	}
	for _, t := range w.clause.Conds {
		a, err := w.expr(t.Left)
		if err != nil {
			return nil, err
		}
		b, err := w.expr(t.Right)
		if err != nil {
			return nil, err
		}
		all = append(all, round2(subtractTerms(a.text, b.text))+string(t.Op)+"0")
		for _, ref := range append(t.Left.Refs(), t.Right.Refs()...) {
			c, err := w.cells(ref)
			if err != nil {
				return nil, err
			}
			if c.guard != "" && !slices.Contains(all, c.guard) {
				all = append(all, c.guard)
			}
		}
	}
	return all, nil
}

// eitherOf is true where one of some comparisons is.
func eitherOf(alternatives []string) string {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return "(" + strings.Join(alternatives, ")+(") + ")>0"
}

// expr writes an expression.
func (w *sheetWriter) expr(e *formula.Expr) (sheetText, error) {
	switch e.Op {
	case formula.Number:
		return sheetText{text: e.Value.String()}, nil
	case formula.RefOp:
		c, err := w.cells(e.Ref)
		if err == nil && !c.single {
			err = errProgram
		}
		return c.sum, err
	case formula.Neg:
		a, err := w.expr(e.Args[0])
		return sheetText{"-" + inBrackets(a.text), a.array}, err
	case formula.Call:
		return w.call(e)
	}
	a, err := w.expr(e.Args[0])
	if err != nil {
		return a, err
	}
	b, err := w.expr(e.Args[1])
	if err != nil {
		return b, err
	}
	array := a.array || b.array
	switch e.Op {
	case "+":
		return sheetText{a.text + "+" + b.text, array}, nil
	case "-":
		return sheetText{subtractTerms(a.text, b.text), array}, nil
	case "*":
		return sheetText{inBrackets(a.text) + "*" + inBrackets(b.text), array}, nil
	}
	return a, errProgram
}

func (w *sheetWriter) call(e *formula.Expr) (sheetText, error) {
	args := make([]sheetText, len(e.Args))
	array := false
	for i, a := range e.Args {
		if a.Op == formula.RefOp && (e.Name == "SUM" || e.Name == "COUNT") {
			c, err := w.cells(a.Ref)
			if err != nil {
				return sheetText{}, err
			}
			if args[i] = c.sum; e.Name == "COUNT" {
				args[i].text = c.count
			}
		} else {
			x, err := w.expr(a)
			if err != nil {
				return x, err
			}
			if args[i] = x; e.Name == "COUNT" {
				args[i].text = "1*(" + inBrackets(x.text) + "<>0)"
			}
		}
		array = array || args[i].array
	}
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = a.text
	}
	switch e.Name {
	case "SUM", "COUNT":
		return sheetText{strings.Join(texts, "+"), array}, nil
	case "ABS":
		return sheetText{"ABS(" + texts[0] + ")", array}, nil
	case "ROUND":
		return sheetText{"ROUND(" + texts[0] + "," + texts[1] + ")", array}, nil
	case "WAN":
		return sheetText{round2(inBrackets(texts[0]) + "/10000"), array}, nil
	case "MIN", "MAX":
		if !array {
			return sheetText{e.Name + "(" + strings.Join(texts, ",") + ")", false}, nil
		}
		// Of arrays MIN would take the smallest value of all rows.
		sign := "<"
		if e.Name == "MAX" {
			sign = ">"
		}
		best := texts[0]
		for _, t := range texts[1:] {
			best = "IF(" + inBrackets(best) + sign + inBrackets(t) + "," + best + "," + t + ")"
		}
		return sheetText{best, true}, nil
	}
	return sheetText{}, errProgram
}
