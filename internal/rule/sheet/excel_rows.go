package sheet

import (
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// keyed is the range of the column that names the rows for an amount, and of the
// first column, which names the totals.
func (w *sheetWriter) keyed(t *profile.Table, c *profile.Column) (key, first string, err error) {
	if key, err = w.span(t, t.KeyOf(c)); err == nil {
		first, err = w.span(t, &t.Columns[0])
	}
	return key, first, err
}

// is says in which rows a column shows one of some texts.
func (w *sheetWriter) is(t *profile.Table, c *profile.Column, column string, texts []string) string {
	var same []string
	for _, s := range texts {
		same = append(same, column+"="+quoteText(w.x.shown(t, c, s)))
	}
	return eitherOf(same)
}

// totalLabels are the labels of the total rows in the first column.
func totalLabels(t *profile.Table) []string {
	var all []string
	first := t.Columns[0].ID
	for _, s := range t.Rows {
		if l := s.Cells[first].ZH; s.Total && l != "" && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

// runningCount counts the rows up to each row for which a condition holds.
func runningCount(k, condition string) string {
	return "MMULT(--(ROW(" + k + ")>=TRANSPOSE(ROW(" + k + ")))," + asOnes(condition) + ")"
}

// asOnes makes numbers of a condition.
func asOnes(condition string) string { return "--" + inBrackets(condition) }

// sameAsOthers compares each row with all others.
func sameAsOthers(a string) string { return "(" + a + "=TRANSPOSE(" + a + "))" }

// below is the rows one level below the current one, as profile.Data.Levels has them.
func (w *sheetWriter) below(t *profile.Table, c *profile.Column) (sheetCells, error) {
	if w.row > 0 {
		return w.belowRow(t, c)
	}
	k, first, err := w.keyed(t, c)
	if err != nil {
		return sheetCells{}, err
	}
	v, err := w.span(t, c)
	if err != nil {
		return sheetCells{}, err
	}
	total := "0"
	if names := totalLabels(t); len(names) > 0 {
		total = w.is(t, &t.Columns[0], first, names)
	}
	matrix, guard := "", ""
	switch h := t.Hierarchy; {
	case h.ByCodes():
		want := "IF(" + total + `,"???",` + k + `&"??")`
		return sheetCells{
			sum:   sheetText{"SUMIF(" + k + "," + want + "," + v + ")", true},
			count: countNonzero(v, ","+k+","+want),
			guard: inBrackets(total) + "+(LEN(" + k + ")>2)*(COUNTIF(" + k + "," + k + `&"??")>0)>0`,
		}, nil
	case h.BySections():
		head, err := w.mask(t, t.Group(t.HeadGroup))
		if err != nil {
			return sheetCells{}, err
		}
		section := runningCount(k, head)
		matrix = inBrackets(head) + "*" + sameAsOthers(section) + "*TRANSPOSE((1-" + inBrackets(head) + ")*(1-" + inBrackets(total) + "))+" +
			inBrackets(total) + "*TRANSPOSE(" + asOnes(head) + ")"
		guard = inBrackets(head) + "+" + inBrackets(total) + ">0"
	case h.ByKinds():
		kind, err := w.span(t, h.KindColumn())
		if err != nil {
			return sheetCells{}, err
		}
		is := func(k profile.RowKind) string { return w.is(t, h.KindColumn(), kind, []string{h.Choice(k)}) }
		department, unit, project := inBrackets(is(profile.DepartmentRow)), inBrackets(is(profile.UnitRow)), inBrackets(is(profile.ProjectRow))
		upper := department + "+" + unit
		matrix = department + "*" + sameAsOthers(runningCount(kind, department)) + "*TRANSPOSE(--" + unit + ")+" +
			unit + "*" + sameAsOthers(runningCount(kind, upper)) + "*TRANSPOSE(--" + project + ")"
		guard = upper + ">0"
	default:
		return sheetCells{}, errProgram
	}
	n := numbersOrZero(v)
	return sheetCells{
		sum:   sheetText{"MMULT(" + matrix + "," + n + ")", true},
		count: "MMULT(" + matrix + ",--(" + n + "<>0))",
		guard: guard,
	}, nil
}

// belowRow is below for one row: of a total, or of a row whose lower rows follow it.
func (w *sheetWriter) belowRow(t *profile.Table, c *profile.Column) (sheetCells, error) {
	k, _, err := w.keyed(t, c)
	if err != nil {
		return sheetCells{}, err
	}
	v, err := w.span(t, c)
	if err != nil {
		return sheetCells{}, err
	}
	key, ok := w.x.At.Column(t, t.KeyOf(c))
	first, ok2 := w.x.At.Column(t, &t.Columns[0])
	values, ok3 := w.x.At.Column(t, c)
	if !ok || !ok2 || !ok3 {
		return sheetCells{}, errProgram
	}
	total := "FALSE"
	if names := totalLabels(t); len(names) > 0 {
		total = w.is(t, &t.Columns[0], first.cell(w.row), names)
	}
	var top []string // criteria of the rows below the total
	switch h := t.Hierarchy; {
	case h.ByCodes():
		if w.own { // a total: nothing else is a formula of its own
			return sheetCells{sum: sheetText{text: "SUMIF(" + k + `,"???",` + v + ")"}, filled: v}, nil
		}
		own := key.cell(w.row)
		want := "IF(" + total + `,"???",` + own + `&"??")`
		return sheetCells{
			sum:   sheetText{text: "SUMIF(" + k + "," + want + "," + v + ")"},
			count: countNonzero(v, ","+k+","+want),
			guard: "OR(" + total + ",AND(LEN(" + own + ")>2,COUNTIF(" + k + "," + own + `&"??")>0))`,
		}, nil
	case h.BySections():
		for _, name := range h.Heads() {
			top = append(top, w.x.shown(t, &t.Columns[0], name))
		}
	case h.ByKinds():
	default:
		return sheetCells{}, errProgram
	}
	var sums, counts []string
	for _, name := range top {
		sums = append(sums, "SUMIF("+k+","+quoteText(name)+","+v+")")
		counts = append(counts, countNonzero(v, ","+k+","+quoteText(name)))
	}
	if w.own {
		if len(top) == 0 {
			return sheetCells{}, errProgram
		}
		return sheetCells{sum: sheetText{text: strings.Join(sums, "+")}, filled: v}, nil
	}
	// The rows that follow, up to the next row that closes the block.
	down := func(r Range) string {
		return r.cell(w.row+1) + ":$" + r.Column + "$" + strconv.Itoa(r.Last+1)
	}
	next := func(r Range, names []string) string {
		var at []string
		for _, name := range names {
			at = append(at, "IFERROR(MATCH("+quoteText(name)+","+down(r)+",0),9999)")
		}
		rows := "ROWS(" + down(r) + ")"
		return "MIN(" + strings.Join(at, ",") + "," + rows + ")"
	}
	block := func(r Range, n string) string {
		return r.cell(w.row+1) + ":INDEX(" + down(r) + "," + n + "-1)"
	}
	if t.Hierarchy.BySections() {
		n := next(key, top)
		head := w.is(t, &t.Columns[0], key.cell(w.row), t.Hierarchy.Heads())
		items := block(values, n)
		return sheetCells{
			sum:   sheetText{text: "IF(" + total + "," + strings.Join(sums, "+") + ",IF(" + n + "=1,0,SUM(" + items + ")))"},
			count: "IF(" + total + "," + strings.Join(counts, "+") + ",IF(" + n + "=1,0," + countNonzero(items, "") + "))",
			guard: "OR(" + total + "," + head + ")",
		}, nil
	}
	kindColumn := t.Hierarchy.KindColumn()
	kind, ok := w.x.At.Column(t, kindColumn)
	if !ok {
		return sheetCells{}, errProgram
	}
	name := func(k profile.RowKind) string { return quoteText(w.x.shown(t, kindColumn, t.Hierarchy.Choice(k))) }
	names := func(kinds ...profile.RowKind) []string {
		var all []string
		for _, k := range kinds {
			all = append(all, w.x.shown(t, kindColumn, t.Hierarchy.Choice(k)))
		}
		return all
	}
	own := kind.cell(w.row)
	department := own + "=" + name(profile.DepartmentRow)
	n := "IF(" + department + "," + next(kind, names(profile.DepartmentRow)) + "," + next(kind, names(profile.DepartmentRow, profile.UnitRow)) + ")"
	want := "IF(" + department + "," + name(profile.UnitRow) + "," + name(profile.ProjectRow) + ")"
	return sheetCells{
		sum:   sheetText{text: "IF(" + n + "=1,0,SUMIF(" + block(kind, n) + "," + want + "," + block(values, n) + "))"},
		count: "IF(" + n + "=1,0," + countNonzero(block(values, n), ","+block(kind, n)+","+want) + ")",
		guard: "OR(" + department + "," + own + "=" + name(profile.UnitRow) + ")",
	}, nil
}

// mask says which rows of a table are in a group.
func (w *sheetWriter) mask(t *profile.Table, g *profile.Group) (string, error) {
	var all []string
	if g.Of != "" {
		m, err := w.mask(t, t.Group(g.Of))
		if err != nil {
			return "", err
		}
		all = append(all, m)
	}
	if c := t.Column(g.Column); c != nil {
		r, ok := w.x.At.Column(t, c)
		if !ok {
			return "", errProgram
		}
		k := w.at(r)
		if w.row > 0 {
			k = r.cell(w.row)
		}
		if g.Length > 0 {
			all = append(all, "LEN("+k+")="+strconv.Itoa(g.Length))
		}
		if len(g.In) > 0 {
			all = append(all, w.is(t, c, k, g.In))
		}
		if len(g.NotIn) > 0 {
			all = append(all, k+`<>""`)
			for _, name := range g.NotIn {
				all = append(all, k+"<>"+quoteText(w.x.shown(t, c, name)))
			}
		}
		if g.Listed != "" {
			m, err := w.listed(c, k, g.Listed)
			if err != nil {
				return "", err
			}
			all = append(all, m)
		}
	}
	if g.Rows != "" {
		m, err := w.fixedRows(t, g)
		if err != nil {
			return "", err
		}
		all = append(all, m)
	}
	if len(g.Under) > 0 {
		m, err := w.under(t, g.Under)
		if err != nil {
			return "", err
		}
		all = append(all, m)
	}
	switch len(all) {
	case 0:
		return "", errProgram
	case 1:
		return all[0], nil
	}
	for i := range all {
		all[i] = inBrackets(all[i])
	}
	return strings.Join(all, "*"), nil
}

// fixedRows says which rows are the fixed rows of a group, by where they stand.
func (w *sheetWriter) fixedRows(t *profile.Table, g *profile.Group) (string, error) {
	blocks := w.x.At.Fixed(t, &t.Columns[0], g.Name)
	r, ok := w.x.At.Column(t, &t.Columns[0])
	if !ok || len(blocks) == 0 {
		return "", errProgram
	}
	k := w.at(r)
	if w.row > 0 {
		k = r.cell(w.row)
	}
	var parts []string
	for _, b := range blocks {
		top, bottom := b, b
		top.Last, bottom.First = top.First, bottom.Last
		parts = append(parts, "(ROW("+k+")>=ROW("+w.at(top)+"))*(ROW("+k+")<=ROW("+w.at(bottom)+"))")
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return strings.Join(parts, "+") + ">0", nil
}

// under says which rows stand below the head rows of some names.
func (w *sheetWriter) under(t *profile.Table, names []string) (string, error) {
	heads := t.Group(t.HeadGroup)
	first := &t.Columns[0]
	r, ok := w.x.At.Column(t, first)
	if !ok {
		return "", errProgram
	}
	if w.row > 0 {
		last := func(wanted bool) string {
			at := []string{"0"}
			for _, name := range heads.In {
				if slices.Contains(names, name) == wanted {
					at = append(at, "IFERROR(MATCH("+quoteText(w.x.shown(t, first, name))+",$"+r.Column+"$"+strconv.Itoa(r.First)+":"+r.cell(w.row)+",0),0)")
				}
			}
			return "MAX(" + strings.Join(at, ",") + ")"
		}
		head := w.is(t, first, r.cell(w.row), heads.In)
		return "(" + last(true) + ">" + last(false) + ")*(1-(" + head + "))", nil
	}
	k := r.String()
	head, err := w.mask(t, heads)
	if err != nil {
		return "", err
	}
	section := runningCount(k, head)
	mine := w.is(t, first, k, names)
	return "(MMULT(" + sameAsOthers(section) + "*TRANSPOSE(" + asOnes(mine) + "),ROW(" + k + ")^0)>0)*(1-" + inBrackets(head) + ")", nil
}

// listed says which names stand in a column of another list.
func (w *sheetWriter) listed(c *profile.Column, k, where string) (string, error) {
	i := strings.LastIndexByte(where, '.')
	t := w.x.Profile.Table(where[:max(i, 0)])
	if t == nil || t.Column(where[i+1:]) == nil || w.row > 0 {
		return "", errProgram
	}
	other := t.Column(where[i+1:])
	r, ok := w.x.At.Column(t, other)
	if !ok {
		return "", errProgram
	}
	return "MMULT(--(" + foldedName(c, k, false) + "=TRANSPOSE(" + foldedName(other, r.String(), false) + ")),ROW(" + r.String() + ")^0)>0", nil
}

// foldedName is a name without blanks and with one kind of brackets, and without its
// ordinal if the column has names with ordinals (一、).
func foldedName(c *profile.Column, k string, ordinals bool) string {
	if c.Type == profile.CodeType {
		return k + `&""`
	}
	s := k
	for _, x := range [][2]string{{"（", "("}, {"）", ")"}, {" ", ""}} {
		s = "SUBSTITUTE(" + s + "," + quoteText(x[0]) + "," + quoteText(x[1]) + ")"
	}
	if ordinals {
		s = "MID(" + s + ",1+IFERROR(FIND(\"" + wording.Shared().Ordinal.Words[0] + "\"," + k + "),0),99)"
	}
	return s
}

// oneTongue is a range of names without the English part of labels that stand there in
// both languages: what the unit writes is Chinese only.
func (w *sheetWriter) oneTongue(t *profile.Table, c *profile.Column, k string) string {
	if w.x.Lang != message.Both || !bilingual(t, c) && !bilingual(t, &t.Columns[0]) {
		return k
	}
	return "LEFT(" + k + ",FIND(" + quoteText(message.Between) + "," + k + "&" + quoteText(message.Between) + ")-1)"
}

// bilingual says whether labels of a column are written in both languages.
func bilingual(t *profile.Table, c *profile.Column) bool {
	return slices.ContainsFunc(t.Rows, func(s profile.RowSpec) bool {
		l := s.Cells[c.ID]
		return l.In(message.Both) != l.ZH
	})
}

// hasOrdinals says whether the prescribed names of a column bear ordinals.
func hasOrdinals(t *profile.Table, c *profile.Column) bool {
	for _, s := range t.Rows {
		if _, _, ok := wording.CutOrdinal(s.Cells[c.ID].ZH); ok {
			return true
		}
	}
	return false
}

// named is the rows with a name, the current row's or a given one.
func (w *sheetWriter) named(t *profile.Table, c *profile.Column, sel *profile.Selector) (sheetCells, error) {
	if w.row > 0 {
		return sheetCells{}, errProgram
	}
	by := sel.By
	if by == nil {
		by = t.KeyOf(c)
	}
	r, ok := w.x.At.Column(t, by)
	values, ok2 := w.x.At.Column(t, c)
	if !ok || !ok2 {
		return sheetCells{}, errProgram
	}
	have := foldedName(by, w.oneTongue(t, by, w.fallback(t, by, r.String())), hasOrdinals(t, by))
	v := numbersOrZero(values.String())
	count := "--(" + v + "<>0)"
	if sel.Group != nil {
		m, err := w.mask(t, sel.Group)
		if err != nil {
			return sheetCells{}, err
		}
		v, count = inBrackets(m)+"*"+v, inBrackets(m)+"*("+v+"<>0)"
	}
	if sel.Kind == profile.Literal {
		name := strings.NewReplacer("（", "(", "）", ")", " ", "").Replace(sel.Value)
		if hasOrdinals(t, by) {
			name = rule.BareName(name)
		}
		shown := w.x.shown(t, by, name)
		if w.x.Lang == message.Both && shown != name && len(by.Choices) == 0 {
			shown = name // have bears no English
		}
		is := "(" + have + "=" + quoteText(shown) + ")*"
		return sheetCells{
			sum:    sheetText{text: "SUM(" + is + inBrackets(v) + ")"},
			count:  "SUM(" + is + inBrackets(count) + ")",
			single: true,
		}, nil
	}
	over := w.clause.Over
	from := sel.From
	if from == nil {
		from = over.KeyOf(w.mine())
	}
	f, ok := w.x.At.Column(over, from)
	if !ok {
		return sheetCells{}, errProgram
	}
	wanted := f.String()
	if sel.From == nil && from != &over.Columns[0] {
		// A row without a name of its own goes by that in the first column.
		first, ok := w.x.At.Column(over, &over.Columns[0])
		if !ok {
			return sheetCells{}, errProgram
		}
		wanted = "IF(" + wanted + `="",` + first.String() + "&\"\"," + wanted + ")"
	}
	numbered := hasOrdinals(over, from)
	if w.x.Lang == message.EN && numbered != hasOrdinals(t, by) {
		return sheetCells{}, errProgram // an English label and a name the unit wrote
	}
	want := foldedName(from, w.oneTongue(over, from, wanted), numbered)
	hits := "--(" + want + "=TRANSPOSE(" + have + "))"
	return sheetCells{
		sum:    sheetText{"MMULT(" + hits + "," + v + ")", true},
		count:  "MMULT(" + hits + "," + count + ")",
		single: true,
		guard:  wanted + `<>""`,
	}, nil
}

// fallback is a column of names where a total that is named in the first column only
// bears that name.
func (w *sheetWriter) fallback(t *profile.Table, by *profile.Column, k string) string {
	names := totalLabels(t)
	if by == &t.Columns[0] || len(names) == 0 {
		return k
	}
	first, ok := w.x.At.Column(t, &t.Columns[0])
	if !ok {
		return k
	}
	return "IF((" + k + `="")*(` + w.is(t, &t.Columns[0], first.String(), names) + ")," + first.String() + "," + k + "&\"\")"
}

// mine is the column of the clause's table that names its rows.
func (w *sheetWriter) mine() *profile.Column { return rule.NameColumn(w.clause, w.column) }
