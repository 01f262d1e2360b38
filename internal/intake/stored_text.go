package intake

import (
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/xlsx"
)

// summedRange is a block of cells a formula adds up.
var summedRange = regexp.MustCompile(`(?i)\bSUM(?:IFS?)?\(([^()!]*)\)`)

var cellRange = regexp.MustCompile(`\$?([A-Z]{1,3})\$?([0-9]+):\$?([A-Z]{1,3})\$?([0-9]+)`)

// storedText reports numbers that are stored as text in cells a formula of the sheet
// adds up: the program reads them, the formula leaves them out.
func (r *reader) storedText(g *xlsx.Grid, h *foundHeader, order []*profile.Column) {
	amounts := map[int]bool{}
	for i, c := range order {
		amounts[h.columns[i]] = amounts[h.columns[i]] || c.Type.Numeric()
	}
	var areas []xlsx.Area
	var by []xlsx.Cell // the formula of each
	summed := 0
	for _, row := range g.Rows {
		for _, c := range row.Cells {
			for _, m := range summedRange.FindAllStringSubmatch(c.Formula, -1) {
				for _, ref := range cellRange.FindAllString(m[1], -1) {
					// Of what is summed again and again the rest says nothing new.
					if a, ok := xlsx.ParseArea(strings.ReplaceAll(ref, "$", "")); ok && summed+a.Cells() <= xlsx.MaxCovered {
						summed += a.Cells()
						areas, by = append(areas, a), append(by, c)
					}
				}
			}
		}
	}
	var first, sum xlsx.Cell
	n, cover := 0, xlsx.NewCover(areas)
	for _, row := range g.Rows {
		for _, c := range row.Cells {
			if c.Kind != xlsx.TextCell || c.Formula != "" || !amounts[c.Column] {
				continue
			}
			if v, err := amount.Parse(c.Text); err != nil || v.Blank || v.Value.IsZero() {
				continue
			}
			if i, _ := cover.Over(c.Row, c.Column); i >= 0 {
				if n++; n == 1 {
					first, sum = c, by[i]
				}
			}
		}
	}
	if n > 0 {
		r.report(finding.NumberAsText, finding.Warning, r.place(g, first.Row, first.Column), "text", clipCell(first.Text), "n", strconv.Itoa(n), "sum", finding.CellName(sum.Row, sum.Column))
	}
}
