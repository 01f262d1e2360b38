package intake

import (
	"slices"
	"strconv"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// records reads a list of records, or the records inside those of another list,
// which are told apart by their number in the first column.
func (r *reader) records(g *xlsx.Grid, b *sheets.Block) {
	t, parent, order := b.Table, b.Parent, b.Columns
	h := r.recordHeads(g, b)
	if h == nil {
		return
	}
	number := h.columns[len(order)]
	if parent == nil {
		r.f.Tables[t.ID] = nil
		r.numbers[t.ID] = map[int]int{}
	}
	last := 0       // the number of the row above: merged numbers stand only once
	var blank []int // records without a number
	rest := g.After(h.last)
	atom := r.p.IsAtom(t.ID)
	var government map[string]string
	if atom {
		if slices.ContainsFunc(t.Columns, func(c profile.Column) bool { return c.Pairs != "" }) {
			_, government = sheets.GovernmentItems(r.p)
		}
		r.settle(g)
		own := *h
		own.columns = h.columns[:len(order)]
		rest = r.pasted(g, t, &own, order, rest)
	}
	for _, line := range rest {
		n, given := r.recordNumber(line, number)
		if given {
			last = n
		}
		if !r.speaks(line, order, h.columns[:len(order)]) || atom && r.footer(g, line, h.columns[:len(order)]) {
			continue
		}
		row := filing.Row{Cells: map[string]filing.Value{}, At: r.rowPlace(g, line.Number, h.columns)}
		for i, c := range order {
			v := r.cellValue(g, line, h.columns[i], c, row.At, "")
			r.nameBeside(g, t, h, line, i, c, v.Text)
			if zh := government[sheets.LabelKey(v.Text)]; c.Pairs != "" && zh != "" {
				v.Text = zh
			}
			row.Cells[c.ID] = v
		}
		if parent == nil {
			if n <= 0 {
				blank = append(blank, len(r.f.Tables[t.ID]))
			}
			r.enter(t, row, n, r.place(g, line.Number, max(number, 1)))
			continue
		}
		r.attach(g, t, parent, row, last, r.place(g, line.Number, max(number, 1)), line.At(number))
	}
	if parent == nil {
		r.unnumbered(t, blank)
	}
	skip := map[int]bool{}
	for c, path := range h.texts {
		skip[c] = b.Shown(path[len(path)-1])
	}
	r.unknown(g, h, skip)
	r.mergedData(g, h, order)
}

// recordHeads finds the heads of records, that of their numbers behind those of the
// data; it reports what is missing and returns nil without heads.
func (r *reader) recordHeads(g *xlsx.Grid, b *sheets.Block) *foundHeader {
	ws := make([]wantedLabel, len(b.Columns)+1)
	for i, c := range b.Columns {
		ws[i] = wantedLabel{name: c.Name.ZH, paths: [][]string{{sheets.LabelKey(c.Name.ZH)}, {sheets.LabelKey(c.Name.EN)}}}
	}
	number := message.Text{ZH: sheets.NumberHead(message.ZH), EN: sheets.NumberHead(message.EN)}
	ws[len(b.Columns)] = wantedLabel{name: number.ZH, paths: [][]string{{sheets.LabelKey(number.ZH)}, {sheets.LabelKey(number.EN)}}}
	h := findHead(g, ws, 1)
	if h == nil {
		r.report(finding.HeaderMissing, finding.Error, finding.Place{File: r.b.File, Sheet: g.Name})
		if b.Parent == nil {
			r.f.Tables[b.Table.ID] = nil
		}
		return nil
	}
	// In the short form a blank means something in each column that may be blank.
	r.missing(g, h, b.Table, b.Columns, r.p.IsAtom(b.Table.ID))
	if b.Parent != nil && h.columns[len(b.Columns)] == 0 {
		r.about(number, finding.ColumnMissing, finding.Error, r.place(g, h.last, 1))
	}
	return h
}

// recordNumber reads the number in the first column; ok is false if there is none.
func (r *reader) recordNumber(line xlsx.GridRow, column int) (int, bool) {
	if column == 0 {
		return 0, false
	}
	c := line.At(column)
	if !c.Filled() {
		return 0, false
	}
	if d, err := amount.Parse(c.Text); err == nil && !d.Blank && d.Value.IsInteger() {
		return int(d.Value.IntPart()), true
	}
	return -1, true
}

// enter adds a record under its number, if records of another list refer to it.
func (r *reader) enter(t *profile.Table, row filing.Row, n int, p finding.Place) {
	index := len(r.f.Tables[t.ID])
	r.f.Tables[t.ID] = append(r.f.Tables[t.ID], row)
	if n <= 0 || !r.p.Referred(t) {
		return
	}
	if _, twice := r.numbers[t.ID][n]; twice {
		r.report(finding.NumberTwice, finding.Error, p, "number", strconv.Itoa(n))
		return
	}
	r.numbers[t.ID][n] = index
}

// unnumbered gives the records without a number that of their position, unless another
// record bears it: a row that was inserted must not take what belongs to that one.
func (r *reader) unnumbered(t *profile.Table, indexes []int) {
	for _, i := range indexes {
		if _, taken := r.numbers[t.ID][i+1]; !taken {
			r.numbers[t.ID][i+1] = i
		}
	}
}

// attach adds a record to the one its number names.
func (r *reader) attach(g *xlsx.Grid, t, parent *profile.Table, row filing.Row, n int, p finding.Place, c xlsx.Cell) {
	index, ok := r.numbers[parent.ID][n]
	if !ok {
		r.report(finding.ParentMissing, finding.Error, p, "number", clipCell(r.b.Shown(c)), "parent", parent.Name.ZH)
		r.inEnglish("parent", parent.Name.EN)
		return
	}
	owner := &r.f.Tables[parent.ID][index]
	if owner.Children == nil {
		owner.Children = map[string][]filing.Row{}
	}
	owner.Children[t.Key] = append(owner.Children[t.Key], row)
}
