package xlsx

import (
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// Rows returns the texts of the first sheet of a workbook, such as a code list a
// bureau keeps: a row for each row that is not blank, cells by column. Every error is
// an *message.Error.
func Rows(name string, data []byte) ([][]string, error) {
	b, err := Guard(name, func() (*Book, error) { return Open(name, data) })
	if err != nil {
		return nil, err
	}
	for _, g := range b.Grids {
		if g == nil || len(g.Rows) == 0 {
			continue
		}
		if g.Beyond != nil {
			return nil, message.Errorf(nil, "list.beyond", "file", name, "sheet", g.Name, "cell", finding.CellName(g.Beyond.Row, g.Beyond.Column))
		}
		var out [][]string
		for _, r := range g.Rows {
			var row []string
			for _, c := range r.Cells {
				for len(row) < c.Column-1 {
					row = append(row, "")
				}
				row = append(row, c.Text)
			}
			if len(row) > 0 {
				out = append(out, row)
			}
		}
		return out, nil
	}
	return nil, nil
}
