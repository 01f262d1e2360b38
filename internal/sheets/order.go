package sheets

import (
	"budgetbook/internal/profile"
)

// CarriedSheet remembers what was carried: in the first row the program's name and
// the year, below paths, rules and checksums.
const CarriedSheet = "_carried"

// ColumnOrder lists the columns as they stand on the sheet: the printed ones, then
// the hidden ones.
func ColumnOrder(t *profile.Table) []*profile.Column {
	order := t.Printables()
	for i := range t.Columns {
		if t.Columns[i].Hidden {
			order = append(order, &t.Columns[i])
		}
	}
	return order
}
