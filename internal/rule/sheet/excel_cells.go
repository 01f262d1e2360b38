package sheet

import (
	"strings"

	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// cells writes a reference.
func (w *sheetWriter) cells(ref formula.Ref) (sheetCells, error) {
	if f, ok := w.x.Profile.Named(ref.Table).(*profile.Form); ok {
		r, ok := w.x.At.Field(fieldPath(f, ref.Column))
		if !ok || w.row > 0 && w.sheet != r.Sheet {
			return sheetCells{}, errProgram
		}
		return w.one(r), nil
	}
	t, c, err := w.target(ref)
	if err != nil {
		return sheetCells{}, err
	}
	sel := w.clause.Selectors[ref]
	switch {
	case sel == nil || sel.Kind == profile.Plain:
		return w.plain(t, c, ref.Row)
	case sel.Group != nil && w.row > 0:
		return sheetCells{}, errProgram
	}
	switch sel.Kind {
	case profile.Here:
		return w.here(t, c)
	case profile.Below:
		return w.below(t, c)
	}
	return w.named(t, c, sel)
}

// target is the table and the column a reference names.
func (w *sheetWriter) target(ref formula.Ref) (*profile.Table, *profile.Column, error) {
	t, ok := w.x.Profile.Named(ref.Table).(*profile.Table)
	if !ok {
		return nil, nil, errProgram
	}
	name := ref.Column
	if name == profile.Column1 {
		name = w.column
	}
	c := t.ColumnNamed(name)
	if c == nil {
		return nil, nil, errProgram
	}
	return t, c, nil
}

// one is a single cell.
func (w *sheetWriter) one(r Range) sheetCells {
	s := w.at(r)
	return sheetCells{sum: sheetText{text: "N(" + s + ")"}, count: "(N(" + s + ")<>0)", single: true, filled: s}
}

// at writes a range as seen from the sheet that is written for.
func (w *sheetWriter) at(r Range) string {
	if w.row > 0 && w.sheet == r.Sheet {
		return r.local()
	}
	return r.String()
}

// span is the range of a column; a total that stands in it, at one end, is left out.
func (w *sheetWriter) span(t *profile.Table, c *profile.Column) (string, error) {
	r, ok := w.x.At.Column(t, c)
	if !ok || w.row > 0 && r.Sheet != w.sheet {
		return "", errProgram
	}
	if w.own {
		switch w.row {
		case r.First:
			r.First++
		case r.Last:
			r.Last--
		default:
			return "", errProgram
		}
	}
	return w.at(r), nil
}

// here is the current row.
func (w *sheetWriter) here(t *profile.Table, c *profile.Column) (sheetCells, error) {
	r, ok := w.x.At.Column(t, c)
	if !ok {
		return sheetCells{}, errProgram
	}
	if w.row > 0 {
		s := r.cell(w.row)
		return sheetCells{sum: sheetText{text: "N(" + s + ")"}, count: "(N(" + s + ")<>0)", single: true, filled: s}, nil
	}
	v := numbersOrZero(r.String())
	return sheetCells{sum: sheetText{v, true}, count: "(" + v + "<>0)", single: true}, nil
}

// numbersOrZero is a range with 0 for every cell that is no number.
func numbersOrZero(r string) string { return "IF(ISNUMBER(" + r + ")," + r + ",0)" }

// plain is a fixed row, a group of rows or all of them.
func (w *sheetWriter) plain(t *profile.Table, c *profile.Column, row string) (sheetCells, error) {
	g := t.Group(row)
	if row != "*" && (g == nil || !hasLines(t)) {
		cells := w.x.At.Fixed(t, c, row)
		if len(cells) == 0 || g == nil && (len(cells) > 1 || cells[0].Last > cells[0].First) || w.row > 0 && cells[0].Sheet != w.sheet {
			return sheetCells{}, errProgram
		}
		if g == nil {
			return w.one(cells[0]), nil
		}
		var spans, counts []string
		for _, r := range cells {
			spans = append(spans, w.at(r))
			counts = append(counts, countNonzero(w.at(r), ""))
		}
		all := strings.Join(spans, ",")
		return sheetCells{sum: sheetText{text: "SUM(" + all + ")"}, count: strings.Join(counts, "+"), filled: all}, nil
	}
	v, err := w.span(t, c)
	if err != nil {
		return sheetCells{}, err
	}
	if g == nil {
		return sheetCells{sum: sheetText{text: "SUM(" + v + ")"}, count: countNonzero(v, ""), filled: v}, nil
	}
	if ways, err := w.criteria(t, g); err == nil {
		var sums, counts []string
		for _, way := range ways {
			sums = append(sums, "SUMIFS("+v+","+way+")")
			counts = append(counts, countNonzero(v, ","+way))
		}
		return sheetCells{sum: sheetText{text: strings.Join(sums, "+")}, count: strings.Join(counts, "+"), filled: v}, nil
	}
	mask, err := w.mask(t, g)
	if err != nil || w.row > 0 {
		return sheetCells{}, errProgram
	}
	return sheetCells{
		sum:   sheetText{text: "SUM(" + inBrackets(mask) + "*" + numbersOrZero(v) + ")"},
		count: "SUM(" + inBrackets(mask) + "*(" + numbersOrZero(v) + "<>0))",
	}, nil
}

// countNonzero counts the cells of a range that are not 0, where further criteria hold.
func countNonzero(v, further string) string {
	if further == "" {
		return "COUNTIF(" + v + `,">0")+COUNTIF(` + v + `,"<0")`
	}
	return "COUNTIFS(" + v + `,">0"` + further + ")+COUNTIFS(" + v + `,"<0"` + further + ")"
}

func hasLines(t *profile.Table) bool {
	for _, s := range t.Rows {
		if s.Lines {
			return true
		}
	}
	return !t.Printed()
}

// criteria writes a group as criteria of SUMIFS; several ways if any of them will do.
func (w *sheetWriter) criteria(t *profile.Table, g *profile.Group) ([]string, error) {
	ways := []string{""}
	if g.Of != "" {
		var err error
		if ways, err = w.criteria(t, t.Group(g.Of)); err != nil {
			return nil, err
		}
	}
	if g.Rows != "" || len(g.Under) > 0 || g.Listed != "" {
		return nil, errProgram
	}
	c := t.Column(g.Column)
	if c == nil {
		return nil, errProgram
	}
	k, err := w.span(t, c)
	if err != nil {
		return nil, err
	}
	add := func(criterion string) {
		for i := range ways {
			if ways[i] != "" {
				ways[i] += ","
			}
			ways[i] += k + "," + quoteText(criterion)
		}
	}
	if g.Length > 0 {
		add(strings.Repeat("?", g.Length))
	}
	if len(g.NotIn) > 0 {
		add("?*")
		for _, name := range g.NotIn {
			add("<>" + w.x.shown(t, c, name))
		}
	}
	if len(g.In) > 0 {
		var more []string
		for _, name := range g.In {
			for _, way := range ways {
				if way != "" {
					way += ","
				}
				more = append(more, way+k+","+quoteText(w.x.shown(t, c, name)))
			}
		}
		ways = more
	}
	return ways, nil
}

// shown is what the workbook shows for a text of the filing: the name of a choice, or
// a prescribed label in its language.
func (x *Excel) shown(t *profile.Table, c *profile.Column, text string) string {
	for _, choice := range c.Choices {
		if choice.ID == text {
			return choice.Name.In(x.Lang)
		}
	}
	for _, s := range t.Rows {
		if l, ok := s.Cells[c.ID]; ok && l.ZH == text {
			return l.In(x.Lang)
		}
	}
	return text
}
