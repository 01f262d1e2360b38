package workbook

import (
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// calc calculates formulas whose result is not stored in the file.
type calc struct {
	cells int          // how many cells the formulas so far refer to
	state map[spot]int // what is known about the formulas of cells
}

// spot is one cell of the workbook; the sheet's name is in lower case.
type spot struct {
	sheet       string
	row, column int
}

// What is known about a formula.
const (
	following = iota + 1 // its references are being followed
	sound
	circular
)

// maxDepth bounds how far formulas are followed, so that a chain of thousands of
// cells cannot exhaust the stack here or in excelize.
const maxDepth = 500

// maxCells bounds how many cells all formulas to be calculated refer to. A count, not a
// time: what is found must not depend on how fast the machine is.
const maxCells = 1_000_000

// compute calculates the formula of a cell. It refuses formulas that depend on
// themselves, for which excelize gives some number; workbooks with cells far
// outside, because excelize would make all rows up to them; and formulas that refer to
// more cells than any form does.
func (b *book) compute(sheet string, c cell) (string, bool) {
	for _, g := range b.grids {
		if g.large {
			return "", false
		}
	}
	if b.calc.state == nil {
		b.calc.state = map[spot]int{}
	}
	if b.follow(spot{strings.ToLower(sheet), c.row, c.column}, 0) != sound {
		return "", false
	}
	return b.calculated(sheet, at(c.row, c.column))
}

// calculated asks excelize; a panic there is no result.
func (b *book) calculated(sheet, cell string) (text string, ok bool) {
	defer func() {
		if recover() != nil {
			text, ok = "", false
		}
	}()
	v, err := b.x.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	return v, err == nil
}

// reference matches a cell or a block in a formula, with its sheet if it has one.
var (
	reference = regexp.MustCompile(`(?:('(?:[^']|'')+'|[^\s!'"(),:;=+*/^&<>{}-]+)!)?\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?`)
	quoted    = regexp.MustCompile(`"[^"]*"`)
)

// follow says whether the formula of a cell can be calculated: it and all it refers
// to must not come back to themselves.
func (b *book) follow(s spot, depth int) int {
	if known := b.calc.state[s]; known == following {
		return circular
	} else if known > 0 {
		return known
	}
	g := b.gridNamed(s.sheet)
	if g == nil {
		return sound
	}
	formula := g.at(s.row, s.column).formula
	if formula == "" {
		return sound
	}
	if depth > maxDepth || b.calc.cells > maxCells {
		return circular
	}
	if formula == "=" { // shared: excelize knows how it reads here
		if text, err := b.x.GetCellFormula(g.name, at(s.row, s.column)); err == nil {
			formula = text
		}
	}
	b.calc.state[s] = following
	result := sound
	for _, m := range reference.FindAllStringSubmatch(quoted.ReplaceAllString(formula, `""`), -1) {
		b.calc.cells += extent(m)
		for _, next := range b.targets(g, m) {
			if b.follow(next, depth+1) == circular {
				result = circular
			}
		}
	}
	b.calc.state[s] = result
	return result
}

// extent is the number of cells of a reference.
func extent(m []string) int {
	if m[4] == "" {
		return 1
	}
	a, ok := block(m[2] + m[3] + ":" + m[4] + m[5])
	if !ok {
		return 1
	}
	return (a.bottom - a.top + 1) * (a.right - a.left + 1)
}

// targets lists the cells with formulas in a reference.
func (b *book) targets(own *grid, m []string) []spot {
	g := own
	if m[1] != "" {
		name := strings.ReplaceAll(strings.Trim(m[1], "'"), "''", "'")
		if g = b.gridNamed(strings.ToLower(name)); g == nil {
			return nil
		}
	}
	ref := m[2] + m[3]
	if m[4] != "" {
		ref += ":" + m[4] + m[5]
	}
	a, ok := block(ref)
	if !ok {
		return nil
	}
	var spots []spot
	for _, row := range g.after(a.top - 1) {
		if row.n > a.bottom {
			break
		}
		for _, c := range row.cells {
			if c.column >= a.left && c.column <= a.right && c.formula != "" {
				spots = append(spots, spot{strings.ToLower(g.name), c.row, c.column})
			}
		}
	}
	return spots
}

func (b *book) gridNamed(lower string) *grid {
	for _, g := range b.grids {
		if strings.ToLower(g.name) == lower {
			return g
		}
	}
	return nil
}
