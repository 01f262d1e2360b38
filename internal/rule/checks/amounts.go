package checks

import (
	"budgetbook/internal/finding"
	"budgetbook/internal/rule"
)

// negativeAmounts reports amounts below zero.
func negativeAmounts(in *input) {
	in.Amounts(func(c rule.AmountCell) {
		in.Holds()
		if c.Value.IsNegative() {
			in.Find([]finding.Place{c.At}, "table", c.Table.Name.ZH, "row", c.Row, "column", c.Column.Name.ZH, "a", c.Text)
		}
	})
}
