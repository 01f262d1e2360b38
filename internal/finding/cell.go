package finding

import "strconv"

// CellName is the name of a cell, as AB12; rows and columns count from 1.
func CellName(row, column int) string { return ColumnName(column) + strconv.Itoa(row) }

// ColumnName is the name of a column; columns count from 1.
func ColumnName(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// CellAt is the row and the column, counted from 1, of a cell by its name; 0 and 0 if it
// is none. Of a block it is the first cell.
func CellAt(name string) (row, column int) {
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z' && row == 0:
			column = column*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && column > 0:
			row = row*10 + int(c-'0')
		case c == ':' && row > 0:
			return row, column
		default:
			return 0, 0
		}
	}
	if row == 0 {
		return 0, 0
	}
	return row, column
}
