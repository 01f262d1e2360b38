package workbook

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// wants lists what the header of a printed table must name: for each column the
// texts of its header from top to bottom, in either language.
func wants(t *profile.Table, order []*profile.Column) []want {
	ws := make([]want, len(order))
	n := len(t.Printables())
	for i, c := range order {
		w := want{name: c.Name.ZH}
		if i < n {
			var zh, en []string
			for l := range levels(t) {
				for _, h := range t.Header {
					if h.At[0] == l && h.At[1] <= i && i < h.At[1]+h.At[3] {
						zh, en = append(zh, key(h.Text.ZH)), append(en, key(h.Text.EN))
					}
				}
			}
			if len(zh) > 0 {
				w.paths = append(w.paths, zh, en)
			}
		}
		w.paths = append(w.paths, []string{key(c.Name.ZH)}, []string{key(c.Name.EN)})
		ws[i] = w
	}
	return ws
}

// table reads one printed table.
func (r *reader) table(g *grid, t *profile.Table) {
	order := sheetOrder(t)
	h := g.find(r.alsoNamed(wants(t, order), t, order), levels(t))
	if h == nil {
		r.report("B02", finding.Error, finding.Place{File: r.b.file, Sheet: g.name})
		r.f.Tables[t.ID] = nil
		return
	}
	r.missing(g, h, order, false)
	r.title(g, h, t)
	r.rows(g, t, h, order)
	if len(r.f.Tables[t.ID]) > 0 { // what a row is, without which its amounts count nowhere
		for i, c := range order {
			if c.Hidden && h.columns[i] == 0 {
				r.about(c.Name.Text, "B03", finding.Error, r.place(g, h.last, 1))
			}
		}
	}
	r.unknown(g, h, nil)
	r.mergedData(g, h, order)
}

// rows reads the rows of a table below its header.
func (r *reader) rows(g *grid, t *profile.Table, h *head, order []*profile.Column) {
	var rows []filing.Row
	r.storedText(g, h, order)
	r.codeNames(g, h, order)
	r.settle(g)
	rest := g.after(h.last)
	if t.Numbers && len(rest) > 0 && counts(rest[0], h.columns) {
		h.last = rest[0].n
		rest = rest[1:]
	}
	used := make([]bool, len(t.Rows))
	for _, line := range r.pasted(g, t, h, order, rest) {
		if !r.speaks(line, order, h.columns) || r.footer(g, line, h.columns) {
			continue
		}
		row := filing.Row{Cells: map[string]filing.Value{}, At: r.rowPlace(g, line.n, h.columns)}
		name := rowName(line, order, h.columns)
		for i, c := range order {
			row.Cells[c.ID] = r.cellValue(g, line, h.columns[i], c, row.At, name)
		}
		nameFixed(t, row, used)
		rows = append(rows, row)
	}
	r.lackingColumns(g, h, t, order, rows)
	r.f.Tables[t.ID] = rows
}

// absent stands for the amounts of a column the sheet lacks.
const absent = "缺少此列"

// cellValue reads one cell of a row; a column that is not on the sheet is blank.
func (r *reader) cellValue(g *grid, line gridRow, column int, c *profile.Column, row finding.Place, name string) filing.Value {
	if column == 0 {
		v := filing.Value{At: row}
		if c.Type.Numeric() && !c.Hidden && !c.Optional && !r.foreign {
			// Reported once for the column: what needs it is not evaluated, never taken as 0.
			v.Text = absent
		}
		return v
	}
	what := c.Name.Text
	if name != "" && c.Type.Numeric() {
		what.ZH, what.EN = name+"，"+what.ZH, name+", "+what.EN
	}
	return r.value(g, line.at(column), c.Type, c.Choices, what)
}

// rowName is how messages call a row: its first text.
func rowName(line gridRow, order []*profile.Column, columns []int) string {
	for i, c := range order {
		if columns[i] > 0 && !c.Type.Numeric() {
			if x := line.at(columns[i]); x.kind == textCell || x.kind == numberCell {
				return clip(x.text)
			}
		}
	}
	return ""
}

func (r *reader) rowPlace(g *grid, row int, columns []int) finding.Place {
	for _, c := range columns {
		if c > 0 {
			return r.place(g, row, c)
		}
	}
	return r.place(g, row, 1)
}

// speaks says whether a row is one of the table: something stands in a column that
// is printed.
func (r *reader) speaks(line gridRow, order []*profile.Column, columns []int) bool {
	for i, c := range order {
		if !c.Hidden && columns[i] > 0 && line.at(columns[i]).filled() {
			return true
		}
	}
	return false
}

// The words that begin a note or a signature below a table.
var (
	noteWords      = []string{"注:", "note:"}
	signatureWords = []string{"备注:", "说明:", "负责人:", "单位负责人:", "财务负责人:", "经办人:", "制表人:", "制表:", "填表人:",
		"填报人:", "审核人:", "审核:", "复核:", "联系人:", "联系电话:", "填表日期:", "填报日期:", "制表日期:"}
)

// footer says whether a row is a note or a signature below the table: its only text
// begins with such a word. Notes are expected, signatures are reported.
func (r *reader) footer(g *grid, line gridRow, columns []int) bool {
	var only cell
	for _, column := range columns {
		if x := line.at(column); column > 0 && x.filled() {
			if only.kind != blank || x.kind != textCell {
				return false
			}
			only = x
		}
	}
	begins := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(key(only.text), w) })
	}
	if begins(signatureWords) {
		r.report("B11", finding.Warning, r.place(g, only.row, only.column), "text", clip(only.text))
		return true
	}
	return begins(noteWords)
}

// filled says whether something can be seen in a cell.
func (c cell) filled() bool {
	return c.pending || c.kind != blank && (c.kind != textCell || strings.TrimSpace(c.text) != "")
}

// counts says whether a row is the row of column numbers that closes some headers.
func counts(line gridRow, columns []int) bool {
	n := 0
	for _, c := range columns {
		if c == 0 {
			continue
		}
		x := line.at(c)
		if !x.filled() {
			continue
		}
		if v, err := strconv.ParseFloat(strings.TrimSpace(x.text), 64); err != nil || v != float64(int(v)) || v < 1 || v > maxColumns {
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
			k := key(row.Text(id))
			zh = zh && k == key(label.ZH)
			en = en && (k == key(label.EN) || k == key(label.ZH))
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
func (r *reader) missing(g *grid, h *head, order []*profile.Column, all bool) {
	for i, c := range order {
		if h.columns[i] == 0 && (all || !c.Hidden && !c.Optional) {
			r.about(c.Name.Text, "B03", finding.Error, r.place(g, h.last, 1))
		}
	}
}

// unknown reports content in columns the header does not know, and in columns
// without a header. skip are further columns the sheet may have.
func (r *reader) unknown(g *grid, h *head, skip map[int]bool) {
	known := map[int]bool{}
	for _, c := range h.columns {
		known[c] = true
	}
	seen := map[int]bool{}
	for _, line := range g.after(h.last) {
		for _, c := range line.cells {
			if known[c.column] || skip[c.column] || seen[c.column] || !c.filled() {
				continue
			}
			seen[c.column] = true
			text := clip(r.b.shown(c))
			if len(h.texts[c.column]) > 0 {
				r.report("B04", finding.Error, r.place(g, c.row, c.column), "column", g.heading(h, c.column), "text", text)
				continue
			}
			r.report("B11", finding.Warning, r.place(g, c.row, c.column), "text", text)
		}
	}
}

// heading is the lowest text of a column's header, as it stands there.
func (g *grid) heading(h *head, column int) string {
	for row := h.last; row >= h.first; row-- {
		if c := g.at(row, column); c.filled() {
			return clip(c.text)
		}
	}
	return ""
}

// mergedData reports blocks of merged cells among the data. A label that spans
// columns without amounts is as it is printed.
func (r *reader) mergedData(g *grid, h *head, order []*profile.Column) {
	amounts := map[int]bool{}
	for i, c := range order {
		if h.columns[i] > 0 {
			amounts[h.columns[i]] = c.Type.Numeric()
		}
	}
	for _, a := range g.merged {
		if a.top <= h.last || a.top > maxRows {
			continue
		}
		bad := false
		for c := range amounts {
			if c >= a.left && c <= a.right && (amounts[c] || a.bottom > a.top) {
				bad = true
			}
		}
		if bad {
			r.report("B09", finding.Warning, r.place(g, a.top, a.left), "block", at(a.top, a.left)+":"+at(a.bottom, a.right))
		}
	}
}

// sheetNotes reports what is hidden on a sheet and what lies too far out.
func (r *reader) sheetNotes(s profile.Sheet, g *grid) {
	if g.beyond != "" {
		r.report("B11", finding.Warning, finding.Place{File: r.b.file, Sheet: g.name, Cell: g.beyond}, "text", "")
	}
	if s.Kind != "table" && s.Kind != "records" {
		return
	}
	var rows []int
	columns := map[int]bool{}
	for _, line := range g.rows {
		found := false
		for _, c := range line.cells {
			if c.kind != numberCell {
				continue
			}
			found = true
			if g.columnHidden(c.column) {
				columns[c.column] = true
			}
		}
		if line.hidden && found {
			rows = append(rows, line.n)
		}
	}
	if len(rows) > 0 {
		r.report("B10", finding.Note, finding.Place{File: r.b.file, Sheet: g.name, Cell: at(rows[0], 1)}, "rows", spoken(rows), "columns", "—")
	}
	if len(columns) > 0 {
		var ns []int
		for c := range columns {
			ns = append(ns, c)
		}
		sort.Ints(ns)
		var names []string
		for _, n := range ns {
			names = append(names, strings.TrimRight(at(1, n), "1"))
		}
		r.report("B10", finding.Note, finding.Place{File: r.b.file, Sheet: g.name, Cell: at(1, ns[0])}, "rows", "—", "columns", strings.Join(names, ", "))
	}
}
