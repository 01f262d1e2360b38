package intake

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// table reads one printed table.
func (r *reader) table(g *xlsx.Grid, b *sheets.Block) {
	t, order := b.Table, b.Columns
	h := findHead(g, r.alsoNamed(wantedLabels(t, order), t, order), sheets.HeadLevels(t))
	if h == nil {
		r.report(finding.HeaderMissing, finding.Error, finding.Place{File: r.b.File, Sheet: g.Name})
		r.f.Tables[t.ID] = nil
		return
	}
	r.missing(g, h, t, order, false)
	r.title(g, h, t)
	r.header(g, h, t)
	r.rows(g, t, h, order)
	if len(r.f.Tables[t.ID]) > 0 { // what a row is, without which its amounts count nowhere
		for i, c := range order {
			if c.Hidden && h.columns[i] == 0 {
				r.about(c.Name.Text, finding.ColumnMissing, finding.Error, r.columnPlace(g, h, t, c))
			}
		}
	}
	r.unknown(g, h, nil)
	r.mergedData(g, h, order)
}

// rows reads the rows of a table below its header.
func (r *reader) rows(g *xlsx.Grid, t *profile.Table, h *foundHeader, order []*profile.Column) {
	var rows []filing.Row
	r.storedText(g, h, order)
	r.codeNames(g, h, order)
	r.settle(g)
	rest := g.After(h.last)
	if t.Numbers && len(rest) > 0 && countsColumns(rest[0], h.columns) {
		h.last = rest[0].Number
		rest = rest[1:]
	}
	used := make([]bool, len(t.Rows))
	for _, line := range r.pasted(g, t, h, order, rest) {
		if !r.speaks(line, order, h.columns) || r.footer(g, line, h.columns) {
			continue
		}
		row := filing.Row{Cells: map[string]filing.Value{}, At: r.rowPlace(g, line.Number, h.columns)}
		name := rowName(line, order, h.columns)
		for i, c := range order {
			row.Cells[c.ID] = r.cellValue(g, line, h.columns[i], c, row.At, name)
		}
		nameFixed(t, row, used)
		rows = append(rows, row)
	}
	r.understoodAll()
	r.lackingColumns(h, t, order, rows)
	r.f.Tables[t.ID] = rows
}

// cellValue reads one cell of a row; a column that is not on the sheet is absent,
// or blank where it may be left out.
func (r *reader) cellValue(g *xlsx.Grid, line xlsx.GridRow, column int, c *profile.Column, row finding.Place, name string) filing.Value {
	if column == 0 {
		// Reported once for the column: what needs it is not evaluated, never taken as 0.
		return filing.Value{At: row, Lacking: !c.Hidden && !c.Optional && !r.foreign}
	}
	what := c.Name.Text
	if name != "" && c.Type.Numeric() {
		at := func(l message.Lang) string {
			return message.Say(l, "row-column", message.Pairs("row", name, "column", what.In(l)))
		}
		what = message.Text{ZH: at(message.ZH), EN: at(message.EN)}
	}
	return r.value(g, line.At(column), c.Type, c.Choices, what)
}

// footer says whether a row is a note or a signature below the table: its only text
// begins with such a word. Notes are expected, signatures are reported.
func (r *reader) footer(g *xlsx.Grid, line xlsx.GridRow, columns []int) bool {
	var only xlsx.Cell
	for _, column := range columns {
		if x := line.At(column); column > 0 && x.Filled() {
			if only.Kind != xlsx.Blank || x.Kind != xlsx.TextCell {
				return false
			}
			only = x
		}
	}
	if wording.Sheets().Signature.In(sheets.LabelKey(only.Text)) {
		r.report(finding.OutsideTable, finding.Warning, r.place(g, only.Row, only.Column), "text", clipCell(only.Text))
		return true
	}
	return wording.Sheets().Note.In(sheets.LabelKey(only.Text))
}

// countsColumns says whether a row is the row of column numbers that closes some headers.
func countsColumns(line xlsx.GridRow, columns []int) bool {
	n := 0
	for _, c := range columns {
		if c == 0 {
			continue
		}
		x := line.At(c)
		if !x.Filled() {
			continue
		}
		if v, err := strconv.ParseFloat(strings.TrimSpace(x.Text), 64); err != nil || v != float64(int(v)) || v < 1 || v > xlsx.MaxColumns {
			return false
		}
		n++
	}
	// The first column of a real row is a name, never a number.
	return n > 1
}

// nameFixed puts the Chinese labels into a fixed row whose labels are English.
func nameFixed(t *profile.Table, row filing.Row, used []bool) {
	for s, spec := range t.Rows {
		if used[s] || len(spec.Cells) == 0 {
			continue
		}
		zh, en := true, true
		for id, label := range spec.Cells {
			k := sheets.LabelKey(row.Text(id))
			zh = zh && k == sheets.LabelKey(label.ZH)
			en = en && (k == sheets.LabelKey(label.EN) || k == sheets.LabelKey(label.ZH))
		}
		if !zh && !en {
			continue
		}
		used[s] = true
		if !zh {
			for id, label := range spec.Cells {
				v := row.Cells[id]
				v.Text = label.ZH
				row.Cells[id] = v
			}
		}
		return
	}
}

// missing reports the columns a sheet lacks; all of them, or those that must be filled.
func (r *reader) missing(g *xlsx.Grid, h *foundHeader, t *profile.Table, order []*profile.Column, all bool) {
	for i, c := range order {
		if h.columns[i] == 0 && (all || !c.Hidden && !c.Optional) {
			r.about(c.Name.Text, finding.ColumnMissing, finding.Error, r.columnPlace(g, h, t, c))
		}
		if slices.Contains(h.under, i) {
			r.about(c.Name.Text, finding.ColumnMissing, finding.Note, r.place(g, h.last, h.columns[i]))
			r.found[len(r.found)-1].Reword("covered")
		}
	}
}

// columnPlace is where the header lacks a column.
func (r *reader) columnPlace(g *xlsx.Grid, h *foundHeader, t *profile.Table, c *profile.Column) finding.Place {
	at := r.place(g, h.last, 1)
	at.Datum = finding.Datum{Table: t.ID, Column: c.ID}
	return at
}

// unknown reports content in columns the header does not know, and in columns
// without a header. skip are further columns the sheet may have.
func (r *reader) unknown(g *xlsx.Grid, h *foundHeader, skip map[int]bool) {
	known := map[int]bool{}
	for _, c := range h.columns {
		known[c] = true
	}
	seen := map[int]bool{}
	for _, line := range g.After(h.last) {
		for _, c := range line.Cells {
			if known[c.Column] || skip[c.Column] || seen[c.Column] || !c.Filled() {
				continue
			}
			seen[c.Column] = true
			text := clipCell(r.b.Shown(c))
			if len(h.texts[c.Column]) > 0 {
				r.report(finding.ColumnUnknown, finding.Error, r.place(g, c.Row, c.Column), "column", cmp.Or(headingOf(g, h, c.Column), finding.ColumnName(c.Column)), "text", text)
				continue
			}
			r.report(finding.OutsideTable, finding.Warning, r.place(g, c.Row, c.Column), "text", text)
		}
	}
}

// mergedData reports blocks of merged cells among the data. A label that spans
// columns without amounts is as it is printed.
func (r *reader) mergedData(g *xlsx.Grid, h *foundHeader, order []*profile.Column) {
	amounts := map[int]bool{}
	for i, c := range order {
		if h.columns[i] > 0 {
			amounts[h.columns[i]] = c.Type.Numeric()
		}
	}
	for _, a := range g.Merged {
		if a.Top <= h.last || a.Top > xlsx.MaxRows {
			continue
		}
		bad := false
		for c := range amounts {
			if c >= a.Left && c <= a.Right && (amounts[c] || a.Bottom > a.Top) {
				bad = true
			}
		}
		if bad {
			r.report(finding.CellsMerged, finding.Warning, r.place(g, a.Top, a.Left), "block", finding.CellName(a.Top, a.Left)+":"+finding.CellName(a.Bottom, a.Right))
		}
	}
}

// sheetNotes reports what is hidden on a sheet and what lies too far out.
func (r *reader) sheetNotes(s profile.Sheet, g *xlsx.Grid) {
	if c := g.Beyond; c != nil {
		r.report(finding.OutsideTable, finding.Warning, r.place(g, c.Row, c.Column), "text", clipCell(r.b.Shown(*c)))
	}
	if s.Kind != "table" && s.Kind != "records" {
		return
	}
	var rows []int
	columns := map[int]bool{}
	for _, line := range g.Rows {
		found := false
		for _, c := range line.Cells {
			if c.Kind != xlsx.NumberCell {
				continue
			}
			found = true
			if g.ColumnHidden(c.Column) {
				columns[c.Column] = true
			}
		}
		if line.Hidden && found {
			rows = append(rows, line.Number)
		}
	}
	if len(rows) > 0 {
		r.report(finding.HiddenRead, finding.Note, finding.Place{File: r.b.File, Sheet: g.Name, Cell: finding.CellName(rows[0], 1)}, "rows", rowRanges(rows), "columns", "—")
	}
	if len(columns) > 0 {
		var ns []int
		for c := range columns {
			ns = append(ns, c)
		}
		sort.Ints(ns)
		var names []string
		for _, n := range ns {
			names = append(names, strings.TrimRight(finding.CellName(1, n), "1"))
		}
		r.report(finding.HiddenRead, finding.Note, finding.Place{File: r.b.File, Sheet: g.Name, Cell: finding.CellName(1, ns[0])}, "rows", "—", "columns", strings.Join(names, ", "))
	}
}
