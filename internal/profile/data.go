package profile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
)

// Data answers the references of formulas from a filing. It implements
// formula.Source.
type Data struct {
	Profile *Profile
	Filing  *filing.Filing
}

// Anchor is the anchor of a row of a printed table in the document.
func Anchor(table string, row int) string { return fmt.Sprintf("%s.%d", table, row+1) }

// Cells finds the cells of a reference, in the order of the table.
func (d Data) Cells(r formula.Ref) ([]formula.Cell, error) {
	switch v := d.Profile.names[r.Table].(type) {
	case *Form:
		f := v.field(r.Column)
		if f == nil {
			break
		}
		val, ok := d.Filing.Fields[f.Path]
		if !ok && f.Optional {
			return []formula.Cell{{Blank: true, Name: r.String(), At: finding.Place{Heading: v.Name.ZH, Datum: finding.Datum{Table: v.ID, Column: f.Path}}}}, nil
		}
		if !ok {
			return nil, d.cause(r, "cause-blank")
		}
		at := val.At
		at.Heading, at.Datum = v.Name.ZH, finding.Datum{Table: v.ID, Column: f.Path}
		c, err := d.cell(val, at, r, "") // fields are not printed in tables: no anchor
		return []formula.Cell{c}, err
	case *Table:
		if c := v.byName[r.Column]; c != nil {
			return d.column(v, c, r)
		}
	}
	return nil, d.cause(r, "cause-nothing")
}

func (d Data) column(t *Table, c *Column, r formula.Ref) ([]formula.Cell, error) {
	picked, single := d.Rows(t, c, r.Row)
	if single && len(picked) != 1 {
		return nil, d.rowCause(r, len(picked))
	}
	return d.At(t, c, picked)
}

// At returns the cells of a column in the given rows.
func (d Data) At(t *Table, c *Column, picked []int) ([]formula.Cell, error) {
	rows := d.Filing.Tables[t.ID]
	cells := make([]formula.Cell, 0, len(picked))
	for _, i := range picked {
		name := formula.Ref{Table: t.Name.ZH, Row: RowName(t, rows[i], c), Column: c.Name.ZH}
		anchor := ""
		if t.Printed() {
			anchor = Anchor(t.ID, i)
		}
		v := rows[i].Cells[c.ID]
		at := v.At
		if at.Sheet == "" && at.Path == "" {
			at = rows[i].At
		}
		at.Heading, at.Datum = t.Name.ZH, finding.Datum{Table: t.ID, Row: i + 1, Key: name.Row, Column: c.ID}
		x, err := d.cell(v, at, name, anchor)
		if err != nil {
			return nil, err
		}
		cells = append(cells, x)
	}
	return cells, nil
}

// rowCause says that a row is missing, or that it is not clear which one is meant.
func (d Data) rowCause(r formula.Ref, n int) error {
	if n == 0 {
		return d.cause(r, "cause-no-row")
	}
	return d.cause(r, "cause-rows", "n", strconv.Itoa(n))
}

// cause says something about a reference, in both languages.
func (d Data) cause(r formula.Ref, id string, kv ...string) *formula.Cause {
	en := d.Profile.RefEN(r)
	kv = append(kv, "ref", r.Words(message.ZH), "table", r.Table, "row", r.Row, "column", r.Column)
	return &formula.Cause{Reason: finding.Because(id, kv...).InEnglish("ref", en.Words(message.EN), "table", en.Table, "row", en.Row, "column", en.Column)}
}

// Unreadable says why the amount of a row cannot be used: there is no such column, or it
// is no number.
func (d Data) Unreadable(t *Table, row filing.Row, c *Column) *formula.Cause {
	v := row.Cells[c.ID]
	return d.unreadable(v, v.At, formula.Ref{Table: t.Name.ZH, Row: RowName(t, row, c), Column: c.Name.ZH})
}

func (d Data) unreadable(v filing.Value, at finding.Place, r formula.Ref) *formula.Cause {
	var c *formula.Cause
	if v.State() == filing.Absent {
		c = d.cause(r, "follows-column")
	} else {
		c = d.cause(r, "cause-text", "text", v.Text)
	}
	c.At = at
	c.At.Name = r.String()
	return c
}

// RefEN is a reference in the English names of the profile; what has none stays.
func (p *Profile) RefEN(r formula.Ref) formula.Ref {
	named := func(zh string, t Text) string {
		if t.EN != "" {
			return t.EN
		}
		return zh
	}
	if en, ok := p.English(r.Row); ok {
		r.Row = en
	}
	switch v := p.names[r.Table].(type) {
	case *Form:
		if f := v.field(r.Column); f != nil {
			r.Column = named(r.Column, f.Name)
		}
		r.Table = named(r.Table, v.Name)
	case *Table:
		if c := v.byName[r.Column]; c != nil {
			r.Column = named(r.Column, c.Name)
		}
		r.Table = named(r.Table, v.Name)
	}
	return r
}

// RowName is how a row is called in messages: its key for the column.
func RowName(t *Table, row filing.Row, c *Column) string {
	k := t.KeyOf(c)
	if s := row.Text(k.ID); s != "" {
		return s
	}
	return row.Text(t.Columns[0].ID)
}

// cell is a value as formulas read it.
func (d Data) cell(v filing.Value, at finding.Place, r formula.Ref, anchor string) (formula.Cell, error) {
	n, err := amount.Parse(v.Text)
	if err != nil || v.State() == filing.Absent {
		return formula.Cell{}, d.unreadable(v, at, r)
	}
	name := r.String()
	at.Name = name
	return formula.Cell{Value: n.Value, Blank: n.Blank, Name: name, Anchor: anchor, At: at}, nil
}

// Rows returns the indexes of the rows a name stands for, for column c: "*" all, a
// group its rows, else the one row of that name (single).
func (d Data) Rows(t *Table, c *Column, name string) (picked []int, single bool) {
	rows := d.Filing.Tables[t.ID]
	if g := t.groups[name]; g != nil {
		return d.Group(t, g), false
	}
	if name == "*" {
		for i := range rows {
			picked = append(picked, i)
		}
		return picked, false
	}
	key := t.KeyOf(c).ID
	// A row with an id shares its label with others: it is told apart by how many
	// fixed rows before it carry the same label.
	label, nth := name, 0
	for i, s := range t.Rows {
		if s.ID == name {
			label = s.Cells[key].ZH
			for _, before := range t.Rows[:i] {
				if before.Cells[key].ZH == label {
					nth++
				}
			}
			break
		}
	}
	all := picked
	want := filing.Fold(label)
	total := t.totalRow(key, name)
	for i, row := range rows {
		if filing.Fold(row.Text(key)) == want || total && filing.Fold(row.Text(t.Columns[0].ID)) == want {
			all = append(all, i)
		}
	}
	if label != name { // by id: the nth of that label
		if nth < len(all) {
			return all[nth : nth+1], true
		}
		return nil, true
	}
	// A plain label means the first row that carries it if others have ids.
	if t.shared(key, label) && len(all) > 1 {
		return all[:1], true
	}
	return all, true
}

// totalRow says whether a name is that of a total that stands in the first column only,
// for a column with a key of its own.
func (t *Table) totalRow(key, name string) bool {
	first := t.Columns[0].ID
	return key != first && slices.ContainsFunc(t.Rows, func(s RowSpec) bool {
		return s.Total && s.Cells[first].ZH == name && s.Cells[key].ZH == ""
	})
}

// shared says whether a fixed row with an id carries the label as well.
func (t *Table) shared(key, label string) bool {
	return slices.ContainsFunc(t.Rows, func(s RowSpec) bool { return s.ID != "" && s.Cells[key].ZH == label })
}

// Group returns the indexes of the rows of a group.
func (d Data) Group(t *Table, g *Group) []int {
	rows := d.Filing.Tables[t.ID]
	var base []int
	if g.Of != "" {
		base = d.Group(t, t.groups[g.Of])
	} else {
		for i := range rows {
			base = append(base, i)
		}
	}
	var fixed map[int]bool
	if g.Rows != "" {
		fixed = d.fixed(t, g.Rows)
	}
	var under map[int]bool
	if len(g.Under) > 0 {
		under = d.under(t, g.Under)
	}
	var listed map[string]bool
	if g.Listed != "" {
		listed = map[string]bool{}
		id, col := cutLast(g.Listed)
		for _, r := range d.Filing.Tables[id] {
			listed[filing.Fold(r.Text(col))] = true
		}
	}
	var picked []int
	for _, i := range base {
		text := rows[i].Text(g.Column)
		switch {
		case fixed != nil && !fixed[i],
			under != nil && !under[i],
			g.Length > 0 && utf8.RuneCountInString(strings.TrimSpace(text)) != g.Length,
			len(g.In) > 0 && !slices.Contains(g.In, text),
			len(g.NotIn) > 0 && (text == "" || slices.Contains(g.NotIn, text)),
			listed != nil && !listed[filing.Fold(text)]:
		default:
			picked = append(picked, i)
		}
	}
	return picked
}

// under finds the rows below the head rows of some names.
func (d Data) under(t *Table, names []string) map[int]bool {
	heads := map[int]bool{}
	for _, i := range d.Group(t, t.groups[t.HeadGroup]) {
		heads[i] = true
	}
	found := map[int]bool{}
	inside := false
	for i, row := range d.Filing.Tables[t.ID] {
		if heads[i] {
			inside = slices.Contains(names, row.Text(t.Columns[0].ID))
		} else if inside {
			found[i] = true
		}
	}
	return found
}

// fixed finds the rows of the data that are the fixed rows of a group.
func (d Data) fixed(t *Table, group string) map[int]bool {
	found := map[int]bool{}
	for i, s := range t.Match(d.Filing.Tables[t.ID]) {
		if s >= 0 && t.Rows[s].Group == group {
			found[i] = true
		}
	}
	return found
}

// Match says for each row which entry of the skeleton it is: the index of a fixed
// row with the same labels, or -1 for a line of the unit. Rows that share their
// labels are taken in order.
func (t *Table) Match(rows []filing.Row) []int {
	matched := make([]int, len(rows))
	used := make([]bool, len(t.Rows))
	for i, row := range rows {
		matched[i] = -1
		for s, spec := range t.Rows {
			if used[s] || len(spec.Cells) == 0 || !spec.fits(row) {
				continue
			}
			matched[i], used[s] = s, true
			break
		}
	}
	return matched
}

func (s RowSpec) fits(row filing.Row) bool {
	for id, label := range s.Cells {
		if filing.Fold(row.Text(id)) != filing.Fold(label.ZH) {
			return false
		}
	}
	return true
}
