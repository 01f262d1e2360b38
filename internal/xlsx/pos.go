package xlsx

import (
	"strconv"
	"strings"

	"budgetbook/internal/finding"
)

// Pos is a cell of a sheet; both count from 1.
type Pos struct{ Row, Column int }

func (p Pos) String() string { return finding.CellName(p.Row, p.Column) }

// Before orders cells as they stand in a sheet.
func (p Pos) Before(q Pos) bool { return p.Row < q.Row || p.Row == q.Row && p.Column < q.Column }

// Number0 reads a number, 0 if it is none.
func Number0(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}
