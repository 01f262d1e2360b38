package workbook

import (
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// forms reads single values: a label, and the value in the column right of it.
func (r *reader) forms(g *grid, ids []string) {
	type known struct{ zh, en string }
	labels := map[string]bool{}
	var fields []*profile.Field
	for _, id := range ids {
		form := r.p.Form(id)
		for i := range form.Fields {
			f := &form.Fields[i]
			fields = append(fields, f)
			labels[key(f.Name.ZH)], labels[key(f.Name.EN)] = true, true
		}
	}
	column := g.labelColumn(labels)
	// Rows of each label in order: two forms of a sheet may share a label.
	rows := map[string][]int{}
	for _, row := range g.rows {
		if c := row.at(column); c.kind == textCell {
			if k := key(c.text); labels[k] {
				rows[k] = append(rows[k], row.n)
			}
		}
	}
	if column == 0 || len(rows) == 0 {
		r.report("B02", finding.Error, finding.Place{File: r.b.file, Sheet: g.name})
	}
	for _, f := range fields {
		n := 0
		for _, k := range []known{{key(f.Name.ZH), key(f.Name.EN)}} {
			for _, name := range []string{k.zh, k.en} {
				if ns := rows[name]; n == 0 && len(ns) > 0 {
					n, rows[name] = ns[0], ns[1:]
				}
			}
		}
		if n == 0 {
			r.f.Fields[f.Path] = filing.Value{At: finding.Place{File: r.b.file, Sheet: g.name}}
			if !f.Optional && column > 0 && len(rows) > 0 {
				r.about(f.Name.Text, "B03", finding.Error, finding.Place{File: r.b.file, Sheet: g.name})
			}
			continue
		}
		r.f.Fields[f.Path] = r.value(g, g.at(n, column+1), f.Type, f.Choices, f.Name.Text)
	}
}

// labelColumn is the column that holds most of the labels, 0 if none does.
func (g *grid) labelColumn(labels map[string]bool) int {
	counts := map[int]int{}
	for _, row := range g.rows {
		for _, c := range row.cells {
			if c.column <= 10 && c.kind == textCell && labels[key(c.text)] {
				counts[c.column]++
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
func (r *reader) lists(g *grid, paths []string) {
	wants := make([]want, len(paths))
	for i, path := range paths {
		l := r.p.List(path)
		wants[i] = want{name: l.Name.ZH, paths: [][]string{{key(l.Name.ZH)}, {key(l.Name.EN)}}}
	}
	h := g.find(wants, 1)
	if h == nil {
		r.report("B02", finding.Error, finding.Place{File: r.b.file, Sheet: g.name})
		return
	}
	for i, path := range paths {
		l := r.p.List(path)
		if h.columns[i] == 0 {
			if !l.Optional {
				r.about(l.Name.Text, "B03", finding.Error, r.place(g, h.first, 1))
			}
			continue
		}
		for _, row := range g.after(h.last) {
			if v := r.value(g, row.at(h.columns[i]), profile.LongType, nil, l.Name.Text); v.Text != "" {
				r.f.Lists[path] = append(r.f.Lists[path], v)
			}
		}
	}
	r.unknown(g, h, nil)
}
