package rule

import (
	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// AmountCell is one readable amount of a table or a record list.
type AmountCell struct {
	Table  *profile.Table
	Column *profile.Column
	index  int    // of the row
	Row    string // its name
	Text   string
	Value  decimal.Decimal
	At     finding.Place
}

// Amounts visits every readable number of all tables, in order. Blank cells and
// text that is no number (reported by the reader) are left out.
func (e *evaluator) Amounts(visit func(AmountCell)) {
	for _, t := range e.Profile.Tables {
		for i, r := range e.Filing.Tables[t.ID] {
			for j := range t.Columns {
				c := &t.Columns[j]
				if !c.Type.Numeric() {
					continue
				}
				v := r.Cells[c.ID]
				n, err := amount.Parse(v.Text)
				if err != nil || n.Blank {
					continue
				}
				name := profile.RowName(t, r, c)
				at := v.At
				at.Heading, at.Datum = t.Name.ZH, finding.Datum{Table: t.ID, Row: i + 1, Key: name, Column: c.ID}
				at.Name = t.Name.ZH + "[" + name + ", " + c.Name.ZH + "]"
				visit(AmountCell{t, c, i, name, v.Text, n.Value, at})
			}
		}
	}
}
