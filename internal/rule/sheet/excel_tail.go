package sheet

import (
	"strings"

	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// addendsTolerance is floor((n+1)/2) cents for n added figures, nothing for a single one;
// left and right count those of either side, "" where a side is one cell.
func addendsTolerance(left, right string) string {
	n := left + right
	if left != "" && right != "" {
		n = left + "+" + right + "-((" + left + ")*(" + right + ")>0)"
	}
	if n == "" {
		return ""
	}
	n = inBrackets(n)
	return "(" + n + ">1)*INT((" + n + "+1)/2)/100"
}

// tolerance is how far the sides of a relation may be apart for the sheet. A figure that
// was rounded on its own is off by half a cent; one that was added up, by half a cent for
// each figure below it. Which of the two it is shows in the sums of its column (Exact).
// The sheet looks at one comparison at a time: what it accepts package tail, which looks
// at all of them together, may still refuse.
func (w *sheetWriter) tolerance(t profile.Test, right string) (string, error) {
	var halves, summed []string
	for _, e := range []*formula.Expr{t.Left, t.Right} {
		for _, ref := range e.Refs() {
			c, err := w.cells(ref)
			if err != nil {
				return "", err
			}
			own, column, err := w.target(ref)
			if err != nil { // a field, which nobody adds up
				halves = append(halves, c.count)
				continue
			}
			r, ok := w.x.At.Column(own, column)
			if !ok {
				return "", errProgram
			}
			all := "(" + countNonzero(w.at(r), "") + ")"
			exact := ""
			if w.x.Exact != nil {
				exact = w.x.Exact(own, column)
			}
			if exact == "" {
				halves = append(halves, c.count)
				continue
			}
			halves = append(halves, "IF("+exact+"=0,"+all+","+inBrackets(c.count)+")")
			summed = append(summed, "("+exact+"=0)")
		}
	}
	cents := "INT((" + strings.Join(halves, "+") + ")/2)/100"
	switch w.clause.Relation {
	case profile.SameAmount:
		// Two figures that were both rounded on their own are equal.
		if len(summed) == 0 {
			return "", nil
		}
		return "(" + strings.Join(summed, "+") + ">0)*" + cents, nil
	case profile.RowSum, profile.GrandTotal:
		if right != "" {
			return "((" + right + ")>1)*" + cents, nil
		}
	}
	return cents, nil
}
