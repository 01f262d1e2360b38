package sheet

import (
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// Totals writes the formulas of computed cells: a rule of the form
//
//	表X[row, column] = what it is the sum of, in the same table
//
// that allows for rounding says what the cell on its left holds. The first rule in
// the order of the catalogue counts.
type Totals struct {
	x       *Excel
	fixed   map[*profile.Column][]total // of fixed rows
	through map[*profile.Column][]total // of every row
}

// total is a comparison that defines its left side.
type total struct {
	clause *profile.Clause
	column string
	right  *formula.Expr
	row    string // fixed row; "" for every row
}

// Totals finds the rules that define cells.
func (x *Excel) Totals() *Totals {
	ts := &Totals{x: x, fixed: map[*profile.Column][]total{}, through: map[*profile.Column][]total{}}
	for _, r := range x.Profile.Rules {
		for _, c := range r.Clauses {
			if !c.Sum || len(c.Conds) > 0 || len(c.Only) > 0 || len(r.Only) > 0 || c.Of != nil {
				continue
			}
			columns := c.Columns
			if len(columns) == 0 {
				columns = []string{""}
			}
			for _, t := range c.Tests {
				if t.Op != "=" || t.Left.Op != formula.RefOp {
					continue
				}
				for _, column := range columns {
					ts.add(c, t, column)
				}
			}
		}
	}
	return ts
}

func (ts *Totals) add(c *profile.Clause, t profile.Test, column string) {
	w := &sheetWriter{x: ts.x, clause: c, column: column}
	left := t.Left.Ref
	own, into, err := w.target(left)
	if err != nil || !own.Printed() {
		return
	}
	for _, ref := range t.Right.Refs() {
		if ref.Table != left.Table {
			return
		}
	}
	sel := c.Selectors[left]
	switch {
	case sel == nil && c.Over == nil:
		ts.fixed[into] = append(ts.fixed[into], total{c, column, t.Right, left.Row})
	case sel != nil && sel.Kind == profile.Here:
		ts.through[into] = append(ts.through[into], total{c, column, t.Right, ""})
	}
}

// Total is the formula of a computed cell and what its rule says of it.
type Total struct {
	Formula  string // "" if none is prescribed
	Relation profile.Relation
}

// Of is what a cell of a table computes: at a row of the sheet, in a fixed row or, if
// spec is nil, in a line of the unit. Without any number to add up it shows nothing, so
// that a blank table stays blank.
func (ts *Totals) Of(t *profile.Table, c *profile.Column, spec *profile.RowSpec, row int) Total {
	at, ok := ts.x.At.Column(t, c)
	if !ok {
		return Total{}
	}
	if spec != nil {
		for _, d := range ts.fixed[c] {
			cells := ts.x.At.Fixed(t, c, d.row)
			if len(cells) == 1 && cells[0].First == row && cells[0].Last == row {
				if f := ts.write(d, at.Sheet, row); f != "" {
					return Total{f, d.clause.Relation}
				}
			}
		}
	}
	for _, d := range ts.through[c] {
		// What the lower rows of a line are is known once its code has been entered.
		if below := d.below(); below && (spec == nil || !spec.Total) {
			continue
		}
		if f := ts.write(d, at.Sheet, row); f != "" {
			return Total{f, d.clause.Relation}
		}
	}
	return Total{}
}

func (d total) below() bool {
	for _, ref := range d.right.Refs() {
		if sel := d.clause.Selectors[ref]; sel != nil && sel.Kind != profile.Here {
			return true
		}
	}
	return false
}

func (ts *Totals) write(d total, sheet string, row int) string {
	w := &sheetWriter{x: ts.x, clause: d.clause, column: d.column, row: row, sheet: sheet, own: true}
	e, err := w.expr(d.right)
	if err != nil {
		return ""
	}
	filled := ""
	seen := map[string]bool{}
	for _, ref := range d.right.Refs() {
		c, err := w.cells(ref)
		if err != nil || c.filled == "" {
			return ""
		}
		if seen[c.filled] {
			continue
		}
		seen[c.filled] = true
		if filled != "" {
			filled += ","
		}
		filled += c.filled
	}
	return "IF(COUNT(" + filled + `)=0,"",` + round2(e.text) + ")"
}
