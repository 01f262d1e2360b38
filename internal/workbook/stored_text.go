package workbook

import (
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// summedRange is a block of cells a formula adds up.
var summedRange = regexp.MustCompile(`(?i)\bSUM(?:IFS?)?\(([^()!]*)\)`)

var cellRange = regexp.MustCompile(`\$?([A-Z]{1,3})\$?([0-9]+):\$?([A-Z]{1,3})\$?([0-9]+)`)

// storedText reports numbers that are stored as text in cells a formula of the sheet
// adds up: the program reads them, the formula leaves them out.
func (r *reader) storedText(g *grid, h *head, order []*profile.Column) {
	amounts := map[int]bool{}
	for i, c := range order {
		amounts[h.columns[i]] = amounts[h.columns[i]] || c.Type.Numeric()
	}
	type sum struct {
		a  area
		at cell
	}
	var sums []sum
	for _, row := range g.rows {
		for _, c := range row.cells {
			for _, m := range summedRange.FindAllStringSubmatch(c.formula, -1) {
				for _, ref := range cellRange.FindAllString(m[1], -1) {
					if a, ok := block(strings.ReplaceAll(ref, "$", "")); ok && len(sums) < maxMerges {
						sums = append(sums, sum{a, c})
					}
				}
			}
		}
	}
	var first, by cell
	n := 0
	for _, row := range g.rows {
		for _, c := range row.cells {
			if c.kind != textCell || c.formula != "" || !amounts[c.column] {
				continue
			}
			if v, err := amount.Parse(c.text); err != nil || v.Blank || v.Value.IsZero() {
				continue
			}
			for _, s := range sums {
				if c.row >= s.a.top && c.row <= s.a.bottom && c.column >= s.a.left && c.column <= s.a.right {
					if n++; n == 1 {
						first, by = c, s.at
					}
					break
				}
			}
		}
	}
	if n > 0 {
		r.report("B16", finding.Warning, r.place(g, first.row, first.column), "text", clip(first.text), "n", strconv.Itoa(n), "sum", at(by.row, by.column))
	}
}
