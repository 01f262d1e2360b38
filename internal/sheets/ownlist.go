package sheets

import (
	"strings"

	"budgetbook/internal/profile"
)

// A workbook carries a bureau's own code lists on its hidden sheet, a column for each: its
// head, then the lines of profile.Codes.Text.
const ownHead, ownSum = "budgetbook.codes:", "@"

// OwnColumn is the column a list travels in.
func OwnColumn(c *profile.Codes) []string {
	lines := strings.Split(strings.TrimSuffix(string(c.Text()), "\n"), "\n")
	return append([]string{ownHead + c.Name + ownSum + c.Sum()}, lines...)
}

// OwnHead understands the head of such a column: which list it is, and its sum.
func OwnHead(text string) (list, sum string, ok bool) {
	if text, ok = strings.CutPrefix(text, ownHead); ok {
		list, sum, ok = strings.Cut(text, ownSum)
	}
	return list, sum, ok
}
