package profile

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/formula"
	"budgetbook/internal/wording"
)

// Table returns a table or record list by id, nil if there is none.
func (p *Profile) Table(id string) *Table {
	for _, t := range p.Tables {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Form returns a form by id, nil if there is none.
func (p *Profile) Form(id string) *Form {
	for _, f := range p.Forms {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// List returns a list of paragraphs by path, nil if there is none.
func (p *Profile) List(path string) *List {
	for _, l := range p.Lists {
		if l.Path == path {
			return l
		}
	}
	return nil
}

// Field returns a field by path, nil if there is none.
func (p *Profile) Field(path string) *Field {
	for _, f := range p.Forms {
		for i := range f.Fields {
			if f.Fields[i].Path == path {
				return &f.Fields[i]
			}
		}
	}
	return nil
}

// Child returns the record list inside another one's records under a key.
func (p *Profile) Child(parent *Table, key string) *Table {
	for _, t := range p.Tables {
		if t.Parent == parent.ID && t.Key == key {
			return t
		}
	}
	return nil
}

// Children returns the record lists inside another one's records.
func (p *Profile) Children(parent *Table) []*Table {
	var ts []*Table
	for _, t := range p.Tables {
		if t.Parent == parent.ID {
			ts = append(ts, t)
		}
	}
	return ts
}

// Figure returns a figure by name, nil if there is none.
func (p *Profile) Figure(name string) *Figure { return p.figures[name] }

// Expr returns the parsed formula of a figure, Prior and Whole the other ones.
func (f *Figure) Expr() *formula.Expr { return f.formula }

// PriorExpr is the formula of last year's value of a change.
func (f *Figure) PriorExpr() *formula.Expr { return f.prior }

// WholeExpr is the formula of what the shares of rows are shares of, or nil.
func (f *Figure) WholeExpr() *formula.Expr { return f.whole }

// Printables lists the columns that are printed, in order.
func (t *Table) Printables() []*Column {
	var cs []*Column
	for i := range t.Columns {
		if !t.Columns[i].Hidden {
			cs = append(cs, &t.Columns[i])
		}
	}
	return cs
}

// KeyOf returns the column that names the row an amount of column c stands in.
func (t *Table) KeyOf(c *Column) *Column {
	if c.Key != "" {
		return t.columns[c.Key]
	}
	return &t.Columns[0]
}

// Group returns a group of rows by name, nil if there is none.
func (t *Table) Group(name string) *Group { return t.groups[name] }

// ColumnNamed returns a column by its Chinese name, nil if there is none.
func (t *Table) ColumnNamed(name string) *Column { return t.byName[name] }

// CheckRef says whether a reference of a formula names something of this profile.
func (p *Profile) CheckRef(r formula.Ref) error {
	switch v := p.names[r.Table].(type) {
	case *Form:
		if r.Row != "" {
			return fmt.Errorf("%s: %s is a form and takes one name", r, r.Table)
		}
		if v.field(r.Column) == nil {
			return fmt.Errorf("%s: no field %q in %s%s", r, r.Column, r.Table, nearestNames(r.Column, v.fieldNames()))
		}
		return nil
	case *Table:
		if r.Row == "" {
			return fmt.Errorf("%s: %s is a table and takes a row and a column", r, r.Table)
		}
		c := v.byName[r.Column]
		if c == nil {
			return fmt.Errorf("%s: no column %q in %s%s", r, r.Column, r.Table, nearestNames(r.Column, sortedKeys(v.byName)))
		}
		key := v.KeyOf(c)
		if r.Row == "*" || v.groups[r.Row] != nil || v.totalRow(key.ID, r.Row) {
			return nil
		}
		var names []string
		for _, row := range v.Rows {
			if row.ID == r.Row || row.ID == "" && row.Cells[key.ID].ZH == r.Row {
				return nil
			}
			names = append(names, row.Cells[key.ID].ZH, row.ID)
		}
		return fmt.Errorf("%s: no fixed row and no group %q in %s%s", r, r.Row, r.Table, nearestNames(r.Row, names))
	}
	return fmt.Errorf("%s: no table or form %q%s", r, r.Table, nearestNames(r.Table, sortedKeys(p.names)))
}

func (f *Form) field(name string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Name.ZH == name {
			return &f.Fields[i]
		}
	}
	return nil
}

func (f *Form) fieldNames() []string {
	names := make([]string, len(f.Fields))
	for i, x := range f.Fields {
		names[i] = x.Name.ZH
	}
	return names
}

// nearestNames offers the names that share most characters with a wrong one.
func nearestNames(name string, names []string) string {
	score := func(s string) int {
		n := 0
		for _, r := range name {
			if strings.ContainsRune(s, r) {
				n++
			}
		}
		return n
	}
	sort.SliceStable(names, func(i, j int) bool { return score(names[i]) > score(names[j]) })
	if len(names) == 0 || score(names[0]) == 0 {
		return ""
	}
	return fmt.Sprintf(" (do you mean %q?)", names[0])
}

// Is says whether a text names this second level.
func (s SecondLevel) Is(text string) bool {
	text = filing.Fold(text)
	return text == filing.Fold(s.Name.ZH) || slices.ContainsFunc(s.Also, func(also string) bool { return text == filing.Fold(also) })
}

// English looks a fixed Chinese name up in the terms; an ordinal before it (一、, ①)
// is carried over.
func (p *Profile) English(zh string) (string, bool) {
	if en, ok := p.Terms[zh]; ok {
		return en, true
	}
	if n, rest, ok := wording.CutOrdinal(zh); ok {
		if en, ok := p.Terms[rest]; ok {
			return fmt.Sprintf("%d. %s", n, en), true
		}
	}
	for i, c := range []rune("①②③④⑤⑥⑦⑧⑨") {
		if rest, ok := strings.CutPrefix(zh, string(c)); ok {
			en, ok := p.Terms[rest]
			return fmt.Sprintf("(%d) %s", i+1, en), ok
		}
	}
	return "", false
}

// FieldNamed returns a field by the Chinese names of its form and its own, nil if there
// is none.
func (p *Profile) FieldNamed(form, name string) *Field {
	for _, f := range p.Forms {
		for i := range f.Fields {
			if f.Name.ZH == form && f.Fields[i].Name.ZH == name {
				return &f.Fields[i]
			}
		}
	}
	return nil
}
