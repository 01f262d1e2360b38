package intake

import (
	"slices"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// crossing is a column of a table that lies on its side: the row it is in ours.
type crossing struct {
	t      *profile.Table
	row    int // of the table's rows
	column int
}

// fewestAcross is how many rows of a table must stand as headings to know it lies on its
// side.
const fewestAcross = 3

// across reads a table whose prescribed rows stand side by side as headings over one line
// of amounts; a second table may stand beside it, as the operating expenses of bodies do
// beside the “三公” expenses. It says whether the part is one.
func (m *importer) across(x *sheetPart, owner map[*profile.Table]*sheetPart) bool {
	found, h := m.crossings(x)
	if len(found) == 0 {
		return false
	}
	line, ok := m.lineAcross(x, h, found)
	if !ok {
		return false
	}
	for _, f := range found {
		if owner[f.t] != nil && owner[f.t] != x {
			return false
		}
	}
	order := make([]*profile.Column, len(found))
	h.columns = make([]int, len(found))
	for i, f := range found {
		order[i], h.columns[i] = firstAmount(f.t), f.column
	}
	p := &paste{r: m.reader, g: x.g, t: found[0].t, h: h, order: order}
	p.units()
	line.Cells = slices.Clone(line.Cells)
	p.line(&line)
	rows := map[*profile.Table][]filing.Row{}
	for i, f := range found {
		if rows[f.t] == nil {
			rows[f.t] = prescribedRows(f.t)
			owner[f.t] = x
		}
		row := rows[f.t][f.row]
		v := m.value(x.g, line.At(f.column), order[i].Type, nil, order[i].Name.Text)
		row.Cells[order[i].ID] = v
	}
	for _, t := range m.p.Tables {
		all, ok := rows[t]
		if !ok {
			continue
		}
		m.f.Tables[t.ID] = slices.DeleteFunc(all, func(r filing.Row) bool { return len(r.Cells) == 0 })
		m.blankColumns(x.g, t, h)
	}
	x.read = true
	for _, l := range x.g.Rows {
		if l.Number < line.Number {
			m.heading(x.g, l)
			m.generalOf(x.g, l)
		}
	}
	m.understand(x.g, "across", h.first, found[0].column)
	m.understoodAll()
	return true
}

// blankColumns says which columns of a table its form on the side does not have.
func (m *importer) blankColumns(g *xlsx.Grid, t *profile.Table, h *foundHeader) {
	for i := range t.Columns {
		c := &t.Columns[i]
		if c.Type.Numeric() && c != firstAmount(t) && !c.Optional && !c.Hidden {
			m.about(c.Name.Text, finding.ColumnLeftBlank, finding.Warning, m.place(g, h.last, 1), "table", t.Name.ZH)
			m.inEnglish("table", t.Name.EN)
		}
	}
}

// prescribedRows are the rows a table prescribes, with their labels.
func prescribedRows(t *profile.Table) []filing.Row {
	rows := make([]filing.Row, len(t.Rows))
	for s, spec := range t.Rows {
		rows[s] = filing.Row{Cells: map[string]filing.Value{}}
		if spec.Blank || spec.Lines {
			continue
		}
		for _, c := range t.Columns {
			rows[s].Cells[c.ID] = filing.Value{Text: spec.Cells[c.ID].ZH}
		}
	}
	return rows
}

// firstAmount is the column a table on its side has: the total of each row.
func firstAmount(t *profile.Table) *profile.Column {
	for i := range t.Columns {
		if t.Columns[i].Type.Numeric() {
			return &t.Columns[i]
		}
	}
	return nil
}

// crossings finds the header of a table on its side: the rows whose texts name most of
// the prescribed rows of a table.
func (m *importer) crossings(x *sheetPart) ([]crossing, *foundHeader) {
	var best []crossing
	var at *foundHeader
	for _, first := range x.g.Rows {
		if first.Number > x.g.Base+searchRows {
			break
		}
		for levels := 1; levels <= 3; levels++ {
			h := &foundHeader{first: first.Number, last: first.Number + levels - 1, texts: headTextsOf(x.g, first.Number, levels)}
			if found := m.crossingsOf(h); len(found) > len(best) {
				best, at = found, h
			}
		}
	}
	return best, at
}

func (m *importer) crossingsOf(h *foundHeader) []crossing {
	var found []crossing
	count := map[*profile.Table]int{}
	for column := 1; column <= xlsx.MaxColumns; column++ {
		texts := h.texts[column]
		if len(texts) == 0 {
			continue
		}
		if f, ok := m.crossing(texts, column); ok && !slices.ContainsFunc(found, func(g crossing) bool { return g.t == f.t && g.row == f.row }) {
			found = append(found, f)
			count[f.t]++
		}
	}
	// One table lies on its side beyond doubt; another beside it may be a single column.
	for _, n := range count {
		if n >= fewestAcross {
			return found
		}
	}
	return nil
}

// crossing is the prescribed row a column of headings names: the lowest of them, or, where
// that only says that it is a sum, the nearest above that names one.
func (m *importer) crossing(texts []string, column int) (crossing, bool) {
	last := len(texts) - 1
	if m.isSum(texts[last]) {
		for _, text := range slices.Backward(texts[:last]) {
			if f, ok := m.rowAcross(text, column); ok {
				return f, true
			}
		}
	}
	return m.rowAcross(texts[last], column)
}

func (m *importer) isSum(text string) bool {
	return slices.ContainsFunc(m.p.Synonyms.Words.Subtotal, func(w string) bool { return sheets.LabelKey(w) == text })
}

// rowAcross is the prescribed row a heading names, in a table that may lie on its side.
func (m *importer) rowAcross(text string, column int) (crossing, bool) {
	for _, name := range m.p.Synonyms.Across {
		t := m.p.TableCalled(name)
		for s, spec := range t.Rows {
			for _, label := range spec.Cells {
				if m.rowCalled(t, label.ZH, bareHead(text)) {
					return crossing{t, s, column}, true
				}
			}
		}
	}
	return crossing{}, false
}

// lineAcross is the line of amounts below the headings: the only one, or that of the year
// the titles name, or the total of several.
func (m *importer) lineAcross(x *sheetPart, h *foundHeader, found []crossing) (xlsx.GridRow, bool) {
	var lines []xlsx.GridRow
	for _, line := range x.g.After(h.last) {
		if slices.ContainsFunc(found, func(f crossing) bool { _, ok := cellNumber(line.At(f.column)); return ok }) {
			lines = append(lines, line)
		}
	}
	if len(lines) > 1 {
		lines = slices.DeleteFunc(lines, func(line xlsx.GridRow) bool {
			return !slices.ContainsFunc(line.Cells, func(c xlsx.Cell) bool {
				return c.Kind == xlsx.TextCell && m.isSum(sheets.LabelKey(c.Text))
			})
		})
	}
	if len(lines) != 1 {
		return xlsx.GridRow{}, false
	}
	return lines[0], true
}

// rowCalled says whether a text is the label of a prescribed row, or another name of it.
func (m *importer) rowCalled(t *profile.Table, label, text string) bool {
	return sameLabel(label, text) || slices.ContainsFunc(m.p.AlsoLabelled(t, label), func(also string) bool { return sameLabel(also, text) })
}
