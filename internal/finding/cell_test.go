package finding

import "testing"

func TestCellName(t *testing.T) {
	for _, c := range []struct {
		row, column int
		want        string
	}{{1, 1, "A1"}, {12, 26, "Z12"}, {3, 27, "AA3"}, {9, 52, "AZ9"}, {9, 53, "BA9"}, {7, 702, "ZZ7"}, {7, 703, "AAA7"}, {1048576, 16384, "XFD1048576"}} {
		if got := CellName(c.row, c.column); got != c.want {
			t.Errorf("row %d, column %d is %s, want %s", c.row, c.column, got, c.want)
		}
	}
}
