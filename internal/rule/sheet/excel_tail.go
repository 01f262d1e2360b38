package sheet

import (
	"strings"

	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// How far the sheet lets figures be apart. A figure that was rounded on its own is off by
// half a cent; one that was added up from printed figures, by half a cent for each of
// them. The sheet looks at one comparison at a time and does not know which of the two a
// figure is, nor what the same amount is elsewhere, so it takes the wider: what it calls
// wrong is wrong in any case, and what it calls a rounding difference package tail, which
// looks at all figures together, may still refuse.

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

// tolerance is how far the sides of a relation may be apart; right counts the figures on
// the right, "" where it is one cell.
func (w *sheetWriter) tolerance(t profile.Test, right string) (string, error) {
	var figures, summed []string
	for i, e := range []*formula.Expr{t.Left, t.Right} {
		for _, ref := range e.Refs() {
			c, err := w.cells(ref)
			if err != nil {
				return "", err
			}
			own, column, err := w.target(ref)
			if err != nil { // a field, which nobody adds up
				figures = append(figures, c.count)
				continue
			}
			behind, err := w.behind(ref, own, column)
			if err != nil {
				return "", err
			}
			behind = "IF(" + inBrackets(c.count) + "=0,0," + behind + ")"
			if s := w.x.sums(own, column); s != "" && (w.clause.Relation == profile.SameAmount || w.clause.Relation == profile.NextLevel && i == 0) {
				summed = append(summed, "("+s+">0)")
				if w.clause.Relation == profile.SameAmount {
					behind = "IF(" + s + ">0," + behind + "," + inBrackets(c.count) + ")"
				}
			}
			figures = append(figures, behind)
		}
	}
	cents := "INT((" + strings.Join(figures, "+") + ")/2)/100"
	switch w.clause.Relation {
	case profile.SameAmount:
		// Two figures that were both rounded on their own are equal.
		if len(summed) == 0 {
			return "", nil
		}
		return "(" + strings.Join(summed, "+") + ">0)*" + cents, nil
	case profile.RowSum, profile.GrandTotal:
		// A single part is copied.
		if right != "" {
			return "((" + right + ")>1)*" + cents, nil
		}
	case profile.NextLevel:
		// A single part states the amount of the total.
		if right != "" && len(summed) > 0 {
			return "((" + right + ")+" + summed[0] + ">1)*((" + right + ")>0)*" + cents, nil
		}
	}
	return cents, nil
}

func (x *Excel) sums(t *profile.Table, c *profile.Column) string {
	if x.Exact == nil {
		return ""
	}
	return x.Exact(t, c)
}

// behind counts the printed figures that a figure may be the sum of: in its own column or
// in the parts beside it, in its row and in those below.
func (w *sheetWriter) behind(ref formula.Ref, t *profile.Table, c *profile.Column) (string, error) {
	if t.Hierarchy.Flat() {
		// It is copied from other tables: as many as the widest of them has.
		return w.x.Widest, nil
	}
	key, ok := w.x.At.Column(t, t.KeyOf(c))
	if !ok {
		return "", errProgram
	}
	sel := w.clause.Selectors[ref]
	below := sel != nil && (sel.Kind == profile.Here || sel.Kind == profile.Below) && t.Hierarchy.ByCodes()
	var counts []string
	for _, part := range w.x.parts(t, c) {
		values, ok := w.x.At.Column(t, part)
		if !ok {
			return "", errProgram
		}
		further := ""
		if below {
			own := w.at(key)
			if w.row > 0 {
				own = key.cell(w.row)
			}
			further = own + `&"*"`
			if names := totalLabels(t); len(names) > 0 {
				first, ok := w.x.At.Column(t, &t.Columns[0])
				if !ok {
					return "", errProgram
				}
				label := w.at(first)
				if w.row > 0 {
					label = first.cell(w.row)
				}
				further = "IF(" + w.is(t, &t.Columns[0], label, names) + `,"*",` + further + ")"
			}
			further = "," + w.at(key) + "," + further
		}
		counts = append(counts, countNonzero(w.at(values), further))
	}
	return strings.Join(counts, "+"), nil
}

// parts are the columns a column is the sum of, itself if there are none.
func (x *Excel) parts(t *profile.Table, c *profile.Column) []*profile.Column {
	for _, r := range x.Profile.Rules {
		for _, clause := range r.Clauses {
			if clause.Relation != profile.RowSum || clause.Over != t {
				continue
			}
			for _, test := range clause.Tests {
				if test.Left.Op != formula.RefOp || t.ColumnNamed(test.Left.Ref.Column) != c {
					continue
				}
				var parts []*profile.Column
				for _, ref := range test.Right.Refs() {
					if part := t.ColumnNamed(ref.Column); part != nil {
						parts = append(parts, part)
					}
				}
				return parts
			}
		}
	}
	return []*profile.Column{c}
}

// WidestSum counts the figures of the table and column that has the most of them.
func (x *Excel) WidestSum() string {
	var all []string
	for _, t := range x.Profile.Tables {
		if !t.Printed() || t.Hierarchy.Flat() {
			continue
		}
		for i := range t.Columns {
			var counts []string
			for _, part := range x.parts(t, &t.Columns[i]) {
				if r, ok := x.At.Column(t, part); ok && part.Type.Numeric() {
					counts = append(counts, countNonzero(r.String(), ""))
				}
			}
			if len(counts) > 1 || len(counts) == 1 && len(x.parts(t, &t.Columns[i])) == 1 && x.parts(t, &t.Columns[i])[0] == &t.Columns[i] {
				all = append(all, strings.Join(counts, "+"))
			}
		}
	}
	if len(all) == 0 {
		return "0"
	}
	return "MAX(" + strings.Join(all, ",") + ")"
}

// exact counts the levels of rows at which every total that a comparison looks at is the
// sum of its parts: an office that adds up printed figures does so for a whole level.
func (w *sheetWriter) exact(t *profile.Table, c *profile.Column, diff, right, applies string) (string, error) {
	sums := "(" + inBrackets(right) + ">1)"
	if applies != "" {
		sums = applies + "*" + sums
	}
	off := "(" + round2(diff) + "<>0)"
	if w.clause.Over == nil {
		return sums + "*(1-" + off + ")", nil
	}
	level, err := w.level(t, c)
	if err != nil {
		return "", err
	}
	return "SUM(" + sums + "*(MMULT(--" + sameAsOthers(level) + "," + sums + "*" + off + ")=0))", nil
}

// level tells rows of one level from those of others.
func (w *sheetWriter) level(t *profile.Table, c *profile.Column) (string, error) {
	key, _, err := w.keyed(t, c)
	if err != nil {
		return "", err
	}
	switch h := t.Hierarchy; {
	case h.ByCodes():
		return "LEN(" + key + ")", nil
	case h.ByKinds():
		return w.span(t, h.KindColumn())
	}
	var names []string
	for _, s := range t.Rows {
		if name := s.Cells[t.KeyOf(c).ID].ZH; s.Total && name != "" {
			names = append(names, name)
		}
	}
	if t.Hierarchy.BySections() {
		names = append(names, t.Hierarchy.Heads()...)
	}
	if len(names) == 0 {
		return "ROW(" + key + ")^0", nil
	}
	return asOnes(w.is(t, t.KeyOf(c), key, names)), nil
}
