package intake

import (
	"slices"
	"strings"

	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// joinCodes makes one column of the columns a table has for the levels of its codes. The
// code stands where the first of them does; of what stood in the others only that it was
// understood is kept. It returns the head of that column, nil if there are none.
func (m *importer) joinCodes(g *xlsx.Grid) *xlsx.Cell {
	for i := range g.Rows {
		first, n := m.levelHeads(g.Rows[i])
		if n < 2 || g.Rows[i].Number > g.Base+searchRows {
			continue
		}
		for k := i; k < len(g.Rows); k++ {
			g.Rows[k].Cells = slices.Clone(g.Rows[k].Cells)
		}
		above := m.headingAbove(g, g.Rows[i].Number, first)
		for c := first; c < first+n; c++ {
			m.heads[cellAt{g, g.Rows[i].At(c)}.String()] = true
			if c > first || above {
				drop(&g.Rows[i], c)
			}
		}
		var codes profile.CodeParts
		for k := i + 1; k < len(g.Rows); k++ {
			m.joinCode(g, &g.Rows[k], first, n, &codes)
		}
		head := &xlsx.Cell{Row: g.Rows[i].Number, Column: first}
		if len(g.Rows[i].Cells) == 0 {
			g.Rows = slices.Delete(g.Rows, i, i+1) // the levels were all it said
		}
		return head
	}
	return nil
}

// levelHeads finds the heads 类, 款, 项 beside each other; n is how many there are.
func (m *importer) levelHeads(line xlsx.GridRow) (first, n int) {
	names := wording.Sheets().CodeLevels.Words
	for _, c := range line.Cells {
		if c.Kind != xlsx.TextCell || sheets.LabelKey(c.Text) != names[0] {
			continue
		}
		for n = 1; n < len(names) && sheets.LabelKey(line.At(c.Column+n).Text) == names[n]; n++ {
		}
		if n > 1 {
			return c.Column, n
		}
	}
	return 0, 0
}

// headingAbove says whether a heading stands over a column of codes, so that the level
// need not be its name.
func (m *importer) headingAbove(g *xlsx.Grid, row, column int) bool {
	for _, line := range g.Rows {
		if line.Number < row-2 || line.Number >= row || line.At(column).Kind != xlsx.TextCell {
			continue
		}
		texts := 0
		for _, c := range line.Cells {
			if c.Kind == xlsx.TextCell {
				texts++
			}
		}
		if texts > 2 { // a title, or the name of the unit and the unit of amounts, are no headings
			return true
		}
	}
	return false
}

// joinCode writes the code of a line into its first column.
func (m *importer) joinCode(g *xlsx.Grid, line *xlsx.GridRow, first, n int, codes *profile.CodeParts) {
	parts := make([]string, n)
	at := 0
	for k := range n {
		x := line.At(first + k)
		if x.Kind != xlsx.TextCell && x.Kind != xlsx.NumberCell {
			continue
		}
		digits := strings.Map(func(r rune) rune {
			if strings.ContainsRune(" .-_", r) {
				return -1
			}
			return r
		}, narrowed(m.b.Shown(x)))
		if !wording.OnlyDigits(digits) {
			return // a label, a note
		}
		parts[k], at = digits, k+1
	}
	if at == 0 {
		return
	}
	code, ok := codes.Join(parts)
	if !ok {
		return // as it stands: what reads codes will ask
	}
	for k := range n {
		if x := line.At(first + k); x.Filled() {
			if k > 0 {
				m.heads[cellAt{g, x}.String()] = true
			}
			drop(line, first+k)
		}
	}
	setCell(line, first, code)
}

// drop takes a cell out of a line.
func drop(line *xlsx.GridRow, column int) {
	line.Cells = slices.DeleteFunc(line.Cells, func(c xlsx.Cell) bool { return c.Column == column })
}

// listed understands a column of codes that a table of ours does not have, because it
// names its items: the codes of items are told by their list. A name that is missing is
// that of its code; where the table has no names at all, the codes stand for them.
func (m *importer) listed(g *xlsx.Grid, h *foundHeader, order []*profile.Column) {
	for i, c := range order {
		if c.Type != profile.TextType || c.List == "" || c.Named != "" || m.p.Codes[c.List] == nil {
			continue
		}
		codes := m.p.Codes[c.List]
		for _, s := range m.strays(g, h) {
			if !m.mostly(g, h, s.column, codes) {
				continue
			}
			column := h.columns[i]
			if column == 0 {
				column = s.column
			}
			for k := range g.Rows {
				line := &g.Rows[k]
				x := line.At(s.column)
				code, isCode := bareCode(m.b.Shown(x))
				own, known := codes.Lookup(code)
				sum := x.Kind == xlsx.TextCell && m.isSum(sheets.LabelKey(x.Text))
				if line.Number <= h.last || !sum && (!isCode || !known) {
					continue
				}
				line.Cells = slices.Clone(line.Cells)
				m.heads[cellAt{g, x}.String()] = true
				drop(line, s.column)
				if sum {
					own.Name = x.Text
				}
				if !line.At(column).Filled() {
					setCell(line, column, own.Name)
				}
				if sum {
					continue
				}
				m.understand(g, "listed", x.Row, x.Column)
			}
			h.columns[i] = column
			return
		}
	}
}

// mostly says whether the filled cells of a column are nearly all codes of a list.
func (m *importer) mostly(g *xlsx.Grid, h *foundHeader, column int, codes *profile.Codes) bool {
	filled, known := 0, 0
	for _, line := range g.After(h.last) {
		x := line.At(column)
		if !x.Filled() || m.isSum(sheets.LabelKey(x.Text)) {
			continue
		}
		filled++
		if code, ok := bareCode(m.b.Shown(x)); ok {
			if _, ok := codes.Lookup(code); ok {
				known++
			}
		}
	}
	return known > 0 && known*5 >= filled*4
}
