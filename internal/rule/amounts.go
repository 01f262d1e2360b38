package rule

import (
	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// amountCell is one readable amount of a table or a record list.
type amountCell struct {
	table  *profile.Table
	column *profile.Column
	index  int    // of the row
	row    string // its name
	text   string
	value  decimal.Decimal
	at     finding.Place
}

// amounts visits every readable number of all tables, in order. Blank cells and
// text that is no number (reported by the reader) are left out.
func (e *evaluator) amounts(visit func(amountCell)) {
	for _, t := range e.p.Tables {
		for i, r := range e.f.Tables[t.ID] {
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
				at.Name = t.Name.ZH + "[" + name + ", " + c.Name.ZH + "]"
				visit(amountCell{t, c, i, name, v.Text, n.Value, at})
			}
		}
	}
}
