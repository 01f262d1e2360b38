package intake

import (
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// forms reads single values: a label, and the value in the column right of it.
func (r *reader) forms(g *xlsx.Grid, ids []string) {
	type known struct{ zh, en string }
	labels := map[string]bool{}
	var fields []*profile.Field
	for _, id := range ids {
		form := r.p.Form(id)
		for i := range form.Fields {
			f := &form.Fields[i]
			fields = append(fields, f)
			labels[sheets.LabelKey(f.Name.ZH)], labels[sheets.LabelKey(f.Name.EN)] = true, true
		}
	}
	column := labelColumnOf(g, labels)
	// Rows of each label in order: two forms of a sheet may share a label.
	rows := map[string][]int{}
	for _, row := range g.Rows {
		if c := row.At(column); c.Kind == xlsx.TextCell {
			if k := sheets.LabelKey(c.Text); labels[k] {
				rows[k] = append(rows[k], row.Number)
			}
		}
	}
	if column == 0 || len(rows) == 0 {
		r.report(finding.HeaderMissing, finding.Error, finding.Place{File: r.b.File, Sheet: g.Name})
	}
	for _, f := range fields {
		n := 0
		for _, k := range []known{{sheets.LabelKey(f.Name.ZH), sheets.LabelKey(f.Name.EN)}} {
			for _, name := range []string{k.zh, k.en} {
				if ns := rows[name]; n == 0 && len(ns) > 0 {
					n, rows[name] = ns[0], ns[1:]
				}
			}
		}
		if n == 0 {
			r.f.Fields[f.Path] = filing.Value{At: finding.Place{File: r.b.File, Sheet: g.Name}}
			if !f.Optional && column > 0 && len(rows) > 0 {
				r.about(f.Name.Text, finding.ColumnMissing, finding.Error, finding.Place{File: r.b.File, Sheet: g.Name, Datum: finding.Datum{Column: f.Path}})
			}
			continue
		}
		r.f.Fields[f.Path] = r.value(g, g.At(n, column+1), f.Type, f.Choices, f.Name.Text)
	}
}

// labelColumn is the column that holds most of the labels, 0 if none does.
func labelColumnOf(g *xlsx.Grid, labels map[string]bool) int {
	counts := map[int]int{}
	for _, row := range g.Rows {
		for _, c := range row.Cells {
			if c.Column <= 10 && c.Kind == xlsx.TextCell && labels[sheets.LabelKey(c.Text)] {
				counts[c.Column]++
			}
		}
	}
	best := 0
	for c := 1; c <= 10; c++ {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// lists reads paragraphs: a column per list, a paragraph per row.
func (r *reader) lists(g *xlsx.Grid, paths []string) {
	wants := make([]wantedLabel, len(paths))
	for i, path := range paths {
		l := r.p.List(path)
		wants[i] = wantedLabel{name: l.Name.ZH, paths: [][]string{{sheets.LabelKey(l.Name.ZH)}, {sheets.LabelKey(l.Name.EN)}}}
	}
	h := findHead(g, wants, 1)
	if h == nil {
		r.report(finding.HeaderMissing, finding.Error, finding.Place{File: r.b.File, Sheet: g.Name})
		return
	}
	for i, path := range paths {
		l := r.p.List(path)
		if h.columns[i] == 0 {
			if !l.Optional {
				r.about(l.Name.Text, finding.ColumnMissing, finding.Error, r.place(g, h.first, 1))
			}
			continue
		}
		for _, row := range g.After(h.last) {
			if v := r.value(g, row.At(h.columns[i]), profile.LongType, nil, l.Name.Text); v.Text != "" {
				r.f.Lists[path] = append(r.f.Lists[path], v)
			}
		}
	}
	r.unknown(g, h, nil)
}
