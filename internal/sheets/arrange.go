package sheets

import (
	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
)

// arrangeLines puts the rows of a filing into the order of the sheet, with the printed
// blanks of the skeleton and room for more lines. A table without rows gets the
// skeleton.
func arrangeLines(t *profile.Table, rows []filing.Row) []Line {
	var lines []Line
	if len(rows) == 0 {
		for i := range t.Rows {
			s := &t.Rows[i]
			if !s.Lines {
				lines = append(lines, Line{Spec: s, Blank: s.Blank})
				continue
			}
			for range max(s.Room, s.Min) {
				lines = append(lines, Line{})
			}
		}
		return lines
	}
	matched := t.Match(rows)
	spare := 0 // where the next blank lines go: behind the last line of the unit
	for i := range rows {
		l := Line{Data: &rows[i]}
		if s := matched[i]; s >= 0 {
			l.Spec = &t.Rows[s]
			if s > 0 && t.Rows[s-1].Blank && len(lines) > 0 {
				lines = append(lines, Line{Spec: &t.Rows[s-1], Blank: true})
			}
		}
		lines = append(lines, l)
		if l.Spec == nil || (spare == 0 && opensLines(t, matched[i])) {
			spare = len(lines)
		}
	}
	for i := range t.Rows {
		if t.Rows[i].Lines {
			lines = insertBlanks(lines, spare, spareLines(t.Rows[i], matched))
			break
		}
	}
	return lines
}

// opensLines says whether the unit's lines follow fixed row s.
func opensLines(t *profile.Table, s int) bool {
	return s >= 0 && s+1 < len(t.Rows) && t.Rows[s+1].Lines
}

// spareLines is how many blank lines are offered: what is left of the room, but
// always a few.
func spareLines(s profile.RowSpec, matched []int) int {
	own := 0
	for _, m := range matched {
		if m < 0 {
			own++
		}
	}
	return max(s.Room-own, 5)
}

func insertBlanks(lines []Line, at, n int) []Line {
	out := append([]Line{}, lines[:at]...)
	for range n {
		out = append(out, Line{})
	}
	return append(out, lines[at:]...)
}
