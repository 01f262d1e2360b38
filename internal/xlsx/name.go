package xlsx

import (
	"github.com/xuri/excelize/v2"
)

// CellName is the name of a cell; rows and columns count from 1.
func CellName(row, column int) string {
	s, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return "A1"
	}
	return s
}
