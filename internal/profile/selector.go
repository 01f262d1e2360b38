package profile

import (
	"fmt"
	"strings"

	"budgetbook/internal/formula"
)

// The words of the rule language, which is written in Chinese like the names in it: what
// only the formulas of rules can say about rows, besides names, groups and "*".
// A group and a colon before a selector narrow it: 类:科目名称=@.
const (
	This     = "本表" // as a table: the one the rule goes through
	Current  = "@"  // the current row; in another table the row of the same name; @列: the row the current row's column names
	Children = "下级" // the rows one level below the current row
	Column1  = "$"  // as a column: the current column
	And      = "且"  // between comparisons
	Listed   = "、"  // between tables
)

// Selector is a resolved reference of a rule.
type Selector struct {
	Table  *Table
	Column *Column // nil: the current column of the rule, $
	Group  *Group  // narrows the rows; nil if it does not
	Kind   SelectorKind
	By     *Column // Named: the column that holds the name; nil: the key of Column
	From   *Column // Named: the column of the current row that has the name; nil: its own name
	Value  string  // Literal: the name
}

// SelectorKind says how a selector finds its rows.
type SelectorKind int

// The kinds of selectors.
const (
	Here    SelectorKind = iota // the current row
	Below                       // the rows below it
	Named                       // the rows with a name the current row gives
	Literal                     // the rows whose column By holds Value
	Plain                       // what every formula can say, in the current column
)

// selector resolves a reference of a rule; nil for what every formula can say.
func (p *Profile) selector(c *Clause, ref formula.Ref) (*Selector, error) {
	t, ok := p.names[ref.Table].(*Table)
	group, row, has := strings.Cut(ref.Row, ":")
	if !has {
		group, row = "", ref.Row
	}
	column, value, equals := strings.Cut(row, "=")
	special := ref.Column == Column1 || row == Children || strings.HasPrefix(row, Current) || equals
	if !ok || !special {
		return nil, p.CheckRef(ref)
	}
	s := &Selector{Table: t}
	if ref.Column == Column1 {
		if len(c.Columns) == 0 {
			return nil, fmt.Errorf("%s: $ needs columns", ref)
		}
		for _, name := range c.Columns {
			if t.byName[name] == nil {
				return nil, fmt.Errorf("%s: no column %q in %s", ref, name, ref.Table)
			}
		}
	} else if s.Column = t.byName[ref.Column]; s.Column == nil {
		return nil, fmt.Errorf("%s: no column %q in %s", ref, ref.Column, ref.Table)
	}
	if group != "" {
		if s.Group = t.groups[group]; s.Group == nil {
			return nil, fmt.Errorf("%s: no group %q in %s", ref, group, ref.Table)
		}
	}
	by := func(name string, in *Table) (*Column, error) {
		if x := in.byName[name]; x != nil {
			return x, nil
		}
		return nil, fmt.Errorf("%s: no column %q in %s", ref, name, in.Name.ZH)
	}
	var err error
	switch {
	case equals && value != Current:
		s.Kind, s.Value = Literal, value
		s.By, err = by(column, t)
	case c.Over == nil:
		err = fmt.Errorf("%s: %s needs each", ref, row)
	case equals:
		s.Kind = Named
		s.By, err = by(column, t)
	case row == Children:
		s.Kind = Below
		if t != c.Over || t.Hierarchy.Flat() {
			err = fmt.Errorf("%s: %s has no levels", ref, ref.Table)
		}
	case row == Current && t == c.Over:
		s.Kind = Here
	case row == Current:
		s.Kind = Named
	case strings.HasPrefix(row, Current):
		s.Kind = Named
		s.From, err = by(strings.TrimPrefix(row, Current), c.Over)
	default:
		s.Kind = Plain
		ref.Column = c.Columns[0]
		err = p.CheckRef(ref)
	}
	return s, err
}

// Named returns the table or the form a formula calls by a name, nil if there is none.
func (p *Profile) Named(name string) any { return p.names[name] }
