package xlsx

import (
	"strings"

	"budgetbook/internal/calc"
)

// Compute returns a cell whose formula has no stored result with its result. The error
// says why there is none: one of package calc.
func (b *Book) Compute(sheet string, c Cell) (Cell, error) {
	for _, g := range b.Grids {
		if g.large { // what stands beyond the bounds is not known
			return c, calc.ErrTooMuch
		}
	}
	if b.engine == nil {
		b.engine = calc.New(source{b})
	}
	i, ok := source{b}.Sheet(sheet)
	if !ok {
		return c, calc.ErrSyntax
	}
	v, err := b.engine.Compute(calc.Position{Sheet: i, Row: c.Row, Column: c.Column})
	if err != nil {
		return c, err
	}
	c.Pending = false
	switch v.Kind {
	case calc.Number:
		c.Kind, c.Text = NumberCell, v.Number.String()
	case calc.Truth:
		c.Kind, c.Text = boolCell, "0"
		if v.Truth {
			c.Text = "1"
		}
	case calc.Failed:
		c.Kind, c.Text = ErrorCell, v.Text
	default:
		if c.Kind, c.Text = TextCell, v.Text; v.Text == "" {
			c.Kind = Blank
		}
	}
	return c, nil
}

// source is a workbook as formulas see it.
type source struct{ b *Book }

func (s source) Sheet(name string) (int, bool) {
	for i, g := range s.b.Grids {
		if strings.EqualFold(g.Name, name) {
			return i, true
		}
	}
	return 0, false
}

func (s source) Extent(sheet int) (rows, columns int) {
	g := s.b.Grids[sheet]
	if n := len(g.Rows); n > 0 {
		rows = g.Rows[n-1].Number
	}
	return rows, MaxColumns
}

func (s source) Cell(at calc.Position) calc.Cell {
	g := s.b.Grids[at.Sheet]
	i, found := g.row(at.Row)
	if !found {
		return calc.Cell{}
	}
	c := g.Rows[i].At(at.Column)
	out := calc.Cell{Formula: c.Formula, Pending: c.Pending, Array: c.array, Hidden: g.Rows[i].Hidden, Origin: at}
	if first, ok := g.shared[c.share]; ok && c.Formula == "=" {
		out.Formula, out.Origin = first.Formula, calc.Position{Sheet: at.Sheet, Row: first.Row, Column: first.Column}
	}
	switch c.Kind {
	case TextCell, DayCell:
		out.Value = calc.Value{Kind: calc.Text, Text: c.Text}
	case NumberCell:
		if d, ok := StoredDecimal(c.Text); ok {
			out.Value = calc.Value{Kind: calc.Number, Number: d}
		} else {
			out.Value = calc.Value{Kind: calc.Failed, Text: "#NUM!"}
		}
	case ErrorCell:
		out.Value = calc.Value{Kind: calc.Failed, Text: c.Text}
	case boolCell:
		out.Value = calc.Value{Kind: calc.Truth, Truth: Truth(c.Text)}
	}
	return out
}
