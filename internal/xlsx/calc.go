package xlsx

import (
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
)

// calculation calculates formulas whose result is not stored in the file.
type calculation struct {
	cells int              // how many cells the formulas so far refer to
	state map[bookCell]int // what is known about the formulas of cells
}

// bookCell is one cell of the workbook; the sheet's name is in lower case.
type bookCell struct {
	sheet       string
	row, column int
}

// What is known about a formula.
const (
	following = iota + 1 // its references are being followed
	calcSound
	circular
)

// maxDepth bounds how far formulas are followed, so that a chain of thousands of
// cells cannot exhaust the stack here or in excelize.
const maxDepth = 500

// maxCells bounds how many cells all formulas to be calculated refer to. A count, not a
// time: what is found must not depend on how fast the machine is.
const maxCells = 1_000_000

// Compute calculates the formula of a cell. It refuses formulas that depend on
// themselves, for which excelize gives some number; workbooks with cells far
// outside, because excelize would make all rows up to them; and formulas that refer to
// more cells than any form does.
func (b *Book) Compute(sheet string, c Cell) (string, bool) {
	for _, g := range b.Grids {
		if g.large {
			return "", false
		}
	}
	if b.calc.state == nil {
		b.calc.state = map[bookCell]int{}
	}
	if b.follow(bookCell{strings.ToLower(sheet), c.Row, c.Column}, 0) != calcSound {
		return "", false
	}
	return b.calculated(sheet, finding.CellName(c.Row, c.Column))
}

// calculated asks excelize; a panic there is no result.
func (b *Book) calculated(sheet, cell string) (text string, ok bool) {
	defer func() {
		if recover() != nil {
			text, ok = "", false
		}
	}()
	v, err := b.Excel.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	return v, err == nil
}

// reference matches a cell or a block in a formula, with its sheet if it has one.
var (
	reference  = regexp.MustCompile(`(?:('(?:[^']|'')+'|[^\s!'"(),:;=+*/^&<>{}-]+)!)?\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?`)
	quotedText = regexp.MustCompile(`"[^"]*"`)
)

// follow says whether the formula of a cell can be calculated: it and all it refers
// to must not come back to themselves.
func (b *Book) follow(s bookCell, depth int) int {
	if known := b.calc.state[s]; known == following {
		return circular
	} else if known > 0 {
		return known
	}
	g := b.gridNamed(s.sheet)
	if g == nil {
		return calcSound
	}
	formula := g.At(s.row, s.column).Formula
	if formula == "" {
		return calcSound
	}
	if depth > maxDepth || b.calc.cells > maxCells {
		return circular
	}
	if formula == "=" { // shared: excelize knows how it reads here
		if text, err := b.Excel.GetCellFormula(g.Name, finding.CellName(s.row, s.column)); err == nil {
			formula = text
		}
	}
	b.calc.state[s] = following
	result := calcSound
	for _, m := range reference.FindAllStringSubmatch(quotedText.ReplaceAllString(formula, `""`), -1) {
		b.calc.cells += referenceExtent(m)
		for _, next := range b.targets(g, m) {
			if b.follow(next, depth+1) == circular {
				result = circular
			}
		}
	}
	b.calc.state[s] = result
	return result
}

// referenceExtent is the number of cells of a reference.
func referenceExtent(m []string) int {
	if m[4] == "" {
		return 1
	}
	a, ok := ParseArea(m[2] + m[3] + ":" + m[4] + m[5])
	if !ok {
		return 1
	}
	return (a.Bottom - a.Top + 1) * (a.Right - a.Left + 1)
}

// targets lists the cells with formulas in a reference.
func (b *Book) targets(own *Grid, m []string) []bookCell {
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
	a, ok := ParseArea(ref)
	if !ok {
		return nil
	}
	var spots []bookCell
	for _, row := range g.After(a.Top - 1) {
		if row.Number > a.Bottom {
			break
		}
		for _, c := range row.Cells {
			if c.Column >= a.Left && c.Column <= a.Right && c.Formula != "" {
				spots = append(spots, bookCell{strings.ToLower(g.Name), c.Row, c.Column})
			}
		}
	}
	return spots
}

func (b *Book) gridNamed(lower string) *Grid {
	for _, g := range b.Grids {
		if strings.ToLower(g.Name) == lower {
			return g
		}
	}
	return nil
}

// ResultKind is the kind of cell the result of a formula makes.
func ResultKind(text string) CellKind {
	if n, err := amount.Parse(text); err == nil && !n.Tidy && !n.Blank {
		return NumberCell
	}
	return TextCell
}
