package xlsx

import (
	"regexp"
	"strconv"
	"strings"
)

// oneColumn is what a name of a list stands for: '_lists'!$C$1:$C$92.
var oneColumn = regexp.MustCompile(`^(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$(\d{1,7}):\$([A-Z]{1,3})\$(\d{1,7})$`)

// List are the texts of the column of cells that a defined name stands for, from the first
// cell to the last; nil if the workbook has no such list.
func (b *Book) List(name string) []string {
	m := oneColumn.FindStringSubmatch(strings.TrimSpace(b.refers[name]))
	if m == nil || m[3] != m[5] {
		return nil
	}
	sheet := strings.ReplaceAll(m[1], "''", "'") + m[2]
	top, _ := strconv.Atoi(m[4])
	last, _ := strconv.Atoi(m[6])
	column := 0
	for _, r := range m[3] {
		column = column*26 + int(r-'A') + 1
	}
	if top < 1 || last < top || last > MaxRows {
		return nil
	}
	for _, g := range b.Grids {
		if g == nil || !strings.EqualFold(g.Name, sheet) {
			continue
		}
		texts := make([]string, last-top+1)
		for _, line := range g.After(top - 1) {
			if line.Number > last {
				break
			}
			texts[line.Number-top] = strings.TrimSpace(b.Shown(line.At(column)))
		}
		return texts
	}
	return nil
}
