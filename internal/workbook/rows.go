package workbook

import "time"

// Rows returns the texts of the first sheet of a workbook, such as a code list a
// bureau keeps: a row for each row that is not blank, cells by column. Every error is
// an *message.Error.
func Rows(name string, data []byte) ([][]string, error) {
	const limit = 10 * time.Second
	b, err := guard(name, limit, func() (*book, error) { return open(name, data) })
	if err != nil {
		return nil, err
	}
	for _, g := range b.grids {
		if g == nil || len(g.rows) == 0 {
			continue
		}
		var out [][]string
		for _, r := range g.rows {
			var row []string
			for _, c := range r.cells {
				for len(row) < c.column-1 {
					row = append(row, "")
				}
				row = append(row, c.text)
			}
			if len(row) > 0 {
				out = append(out, row)
			}
		}
		return out, nil
	}
	return nil, nil
}
