package template

import (
	"slices"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// table writes one printed table as it will be printed, and its hidden columns to
// the right of it.
func (w *writer) table(b *sheets.Block) {
	sheet, t, order := b.Tab, b.Table, b.Columns
	rows := w.f.Tables[t.ID]
	if !w.room(sheet, len(rows)+60, len(t.Columns)) {
		return
	}
	wide := w.tableWidths(t, order, rows)
	w.Widths(sheet, wide)
	w.tableHead(sheet, t, order, wide)
	var totals []totalCell
	for _, l := range b.Lines {
		totals = append(totals, w.tableRow(sheet, t, order, l)...)
		texts, room := make([]string, len(order)), slices.Clone(wide)
		for j, c := range order {
			if c.Type == profile.WanType {
				continue
			}
			texts[j] = w.rowText(l, c)
			if l.Spec != nil && l.Spec.Span > 1 && texts[j] != "" && w.spanFree(l, order[j+1:], l.Spec.Span-1) {
				for _, x := range wide[j+1 : j+l.Spec.Span] {
					room[j] += x
				}
			}
		}
		w.Fit(sheet, l.Row, 19, texts, room)
	}
	w.prompts(b, totals)
	w.Freeze(sheet, b.Top-1, 0)
	w.Page(sheet, t.Landscape, b.Top-1, 1)
}

// tableHead writes what stands above the rows.
func (w *writer) tableHead(sheet string, t *profile.Table, order []*profile.Column, wide []float64) {
	n := len(t.Printables())
	total := 0.0
	for _, x := range wide[:n] {
		total += x
	}
	w.Merge(sheet, 1, 1, 1, n, t.Label.In(w.Lang), xlsx.Look{Role: xlsx.RoleText})
	title := sheets.Dated(t.Title.In(w.Lang), w.f.Year)
	w.Merge(sheet, 2, 1, 1, n, title, xlsx.Look{Role: xlsx.RoleTitle})
	w.RowHeight(sheet, 2, 12+22*xlsx.Ceil(xlsx.TextWidth(title)*1.5/total))
	left := max(n-2, 1)
	if n < 5 {
		left = max(n-1, 1)
	}
	unit := message.Fill(w.p.Labels["unit_line"].In(w.Lang), message.Args{"unit": w.f.Text(w.p.Roles.Unit.Name)})
	w.Merge(sheet, 3, 1, 1, left, unit, xlsx.Look{Role: xlsx.RoleText})
	across := func(from, to int) (sum float64) {
		for _, x := range wide[from:to] {
			sum += x
		}
		return sum
	}
	tall := max(20, xlsx.LinesHeight(unit, across(0, left)))
	if n > left {
		tall = max(tall, xlsx.LinesHeight(t.Unit.In(w.Lang), across(left, n)))
		w.Merge(sheet, 3, left+1, 1, n-left, t.Unit.In(w.Lang), xlsx.Look{Role: xlsx.RoleRight, Free: true})
		w.unitChoice(sheet, 3, left+1, t)
	}
	w.RowHeight(sheet, 3, tall)
	for _, h := range t.Header {
		w.Merge(sheet, sheets.TableTop+h.At[0], h.At[1]+1, h.At[2], h.At[3], sheets.Dated(h.Text.In(w.Lang), w.f.Year), xlsx.Look{Role: xlsx.RoleHead})
	}
	for i := n; i < len(order); i++ {
		w.Merge(sheet, sheets.TableTop, i+1, t.HeaderRow, 1, order[i].Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleExtra})
	}
	texts := sheets.HeadLevels(t)
	for r := range t.HeaderRow {
		if r >= texts {
			for i := range n {
				w.Put(sheet, sheets.TableTop+r, i+1, "", xlsx.Look{Role: xlsx.RoleHead})
				w.Keep(w.Excel.SetCellValue(sheet, finding.CellName(sheets.TableTop+r, i+1), i+1))
			}
			continue
		}
		w.RowHeight(sheet, sheets.TableTop+r, w.headHeight(t, r, wide))
	}
}

// headHeight is the height of one header row: what its own texts need.
func (w *writer) headHeight(t *profile.Table, row int, wide []float64) float64 {
	tall := 20.0
	for _, h := range t.Header {
		if h.At[0] > row || h.At[0]+h.At[2] <= row {
			continue
		}
		across := 0.0
		for _, x := range wide[h.At[1] : h.At[1]+h.At[3]] {
			across += x
		}
		tall = max(tall, xlsx.LinesHeight(sheets.Dated(h.Text.In(w.Lang), 2000), across)/float64(h.At[2])+2)
	}
	return tall
}

// tableWidths chooses the width of each column: enough for amounts and for most of
// what is entered, the rest is wrapped.
func (w *writer) tableWidths(t *profile.Table, order []*profile.Column, rows []filing.Row) []float64 {
	wide := make([]float64, len(order))
	for i, c := range order {
		if wide[i] = float64(c.Width); c.Width > 0 {
			continue
		}
		wide[i] = xlsx.ColumnWidth(c.Type)
		if c.Type == profile.WanType || c.Type == profile.YuanType {
			wide[i] = max(wide[i], min(xlsx.TextWidth(c.Name.In(w.Lang))+2, 18))
		}
		if c.Type != profile.TextType {
			continue
		}
		longest := 0.0
		for _, s := range t.Rows {
			longest = max(longest, xlsx.TextWidth(s.Cells[c.ID].In(w.Lang))+3)
		}
		for _, r := range rows {
			longest = max(longest, xlsx.TextWidth(r.Text(c.ID))+3)
		}
		wide[i] = min(max(wide[i], longest), 44)
	}
	return wide
}

// tableRow writes one row of the grid and returns its computed cells.
func (w *writer) tableRow(sheet string, t *profile.Table, order []*profile.Column, l sheets.Line) (totals []totalCell) {
	row := l.Row
	bold := l.Spec != nil && l.Spec.Total
	skip := 0
	for i, c := range order {
		text := ""
		if l.Data != nil {
			text = l.Data.Text(c.ID)
		}
		label, fixed := profile.Text{}, false
		if l.Spec != nil {
			label, fixed = l.Spec.Cells[c.ID]
		}
		switch {
		case skip > 0 && text == "":
			skip--
			w.Put(sheet, row, i+1, "", xlsx.Look{Role: xlsx.RoleLabel, Bold: bold})
		case fixed:
			skip = 0
			if text == "" || w.Lang != message.ZH && sheets.LabelKey(text) == sheets.LabelKey(label.ZH) {
				text = label.In(w.Lang)
			}
			w.Put(sheet, row, i+1, text, xlsx.Look{Role: xlsx.RoleLabel, Bold: bold})
			if l.Spec.Span > 1 && w.spanFree(l, order[i+1:], l.Spec.Span-1) {
				w.Merge(sheet, row, i+1, 1, l.Spec.Span, text, xlsx.Look{Role: xlsx.RoleLabel, Bold: bold})
				skip = l.Spec.Span - 1
			}
		case text == "" && l.Spec != nil && (l.Blank || !w.belongs(t, c, l.Spec)):
			w.Put(sheet, row, i+1, "", xlsx.Look{Role: xlsx.RoleDead, Typ: c.Type})
		case text == "" && w.check.total(t, c, l).Formula != "":
			x := w.check.total(t, c, l)
			w.Put(sheet, row, i+1, "", xlsx.Look{Role: xlsx.RoleTotal, Typ: c.Type, Bold: bold})
			w.formula(sheet, row, i+1, x.Formula)
			totals = append(totals, totalCell{row, i + 1, x.Relation})
		default:
			if l.Data != nil && l.Data.Cells[c.ID].Exact != "" {
				text = l.Data.Cells[c.ID].Exact
			}
			spare := l.Data == nil && l.Spec == nil && showsName(c)
			w.Value(sheet, row, i+1, text, c.Type, c.Choices, xlsx.Look{Role: xlsx.RoleInput, Typ: c.Type, Bold: bold, Line: spare && w.Lang != message.EN})
			if spare {
				w.spareName(sheet, row, i+1, order, c)
			}
		}
	}
	return totals
}

// rowText is what a row shows in a column that is not an amount.
func (w *writer) rowText(l sheets.Line, c *profile.Column) string {
	if l.Spec != nil {
		label, fixed := l.Spec.Cells[c.ID]
		if fixed && (l.Data == nil || l.Data.Text(c.ID) == "" || sheets.LabelKey(l.Data.Text(c.ID)) == sheets.LabelKey(label.ZH)) {
			return label.In(w.Lang)
		}
	}
	if l.Data == nil && l.Spec == nil && showsName(c) && w.Lang == message.EN {
		return "\n" // English names are long
	}
	if l.Data != nil && l.Data.Text(c.ID) != "" {
		return w.Named(l.Data.Text(c.ID), c.Choices)
	}
	return ""
}

// spanFree says whether the columns a label is printed across hold nothing.
func (w *writer) spanFree(l sheets.Line, next []*profile.Column, n int) bool {
	for i := range n {
		if i >= len(next) || l.Data != nil && l.Data.Text(next[i].ID) != "" {
			return false
		}
	}
	return true
}

// belongs says whether a value of column c makes sense in a fixed row: an amount
// whose row has the label it goes with, or any amount of a row of totals.
func (w *writer) belongs(t *profile.Table, c *profile.Column, s *profile.RowSpec) bool {
	if c.Hidden || !c.Type.Numeric() {
		return false
	}
	_, labelled := s.Cells[t.KeyOf(c).ID]
	return labelled || s.Total
}
