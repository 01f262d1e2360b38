package list

import (
	"regexp"
	"strings"

	"budgetbook/internal/character"
	"budgetbook/internal/harmless"
)

// Settled is a cell of which characters were settled.
type Settled struct {
	Row, Column int // from 1
	Changes     []character.Change
}

// Settle gives all cells the characters they are meant in, and takes off what guards
// codes: ="008001", '008001. It returns the cells that held other characters.
func (l *List) Settle() []Settled {
	var all []Settled
	for i, line := range l.Lines {
		for k, text := range line.Cells {
			settled, changes, _ := character.Text(text)
			line.Cells[k] = unguarded(settled)
			if i == 0 && strings.TrimLeft(text, "\ufeff") == settled {
				continue // a byte order mark at the start of a file
			}
			if len(changes) > 0 {
				all = append(all, Settled{line.Row, k + 1, changes})
			}
		}
	}
	return all
}

// textGuard is how a code is kept from becoming a number: as a formula.
var textGuard = regexp.MustCompile(`^=\s*"((?:[^"]|"")*)"$`)

// unguarded takes off what people and systems put around a code so that a spreadsheet
// keeps its zeros.
func unguarded(s string) string {
	trimmed := strings.TrimSpace(s)
	t := harmless.FromCSV(trimmed) // as a CSV file given out by a program guards a text
	if m := textGuard.FindStringSubmatch(t); m != nil {
		return strings.ReplaceAll(m[1], `""`, `"`)
	}
	if code := strings.TrimLeft(t, "'’‘`"); code != t && code != "" && strings.Trim(code, "0123456789") == "" {
		return code
	}
	if t != trimmed {
		return t
	}
	return s
}
