package profile

import (
	"regexp"
	"strings"

	"budgetbook/internal/message"
)

// A reference in a formula: a table or form, and what is meant in it.
var reference = regexp.MustCompile(`([^\s\[\](),=<>+*/-]+)\[([^\[\]]*)\]`)

// Formula says a formula in the words of a language. Formulas are written in Chinese
// names; this is for people who read them.
func (p *Profile) Formula(l message.Lang, src string) string {
	if l != message.EN {
		return src
	}
	s := reference.ReplaceAllStringFunc(src, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		t, _ := p.names[m[1]].(*Table)
		row, column, two := cutAtLast(m[2], ", ")
		if !two {
			return p.called(m[1]) + "[" + p.columnEN(m[1], m[2]) + "]"
		}
		return p.called(m[1]) + "[" + p.rowEN(t, row) + ", " + p.columnEN(m[1], column) + "]"
	})
	return strings.ReplaceAll(s, And, " and ")
}

// Rows says which tables and groups of rows a rule looks at, 表三.类、表五.类, in the
// words of a language.
func (p *Profile) Rows(l message.Lang, each string) string {
	if l != message.EN {
		return each
	}
	var out []string
	for _, x := range strings.Split(each, Listed) {
		name, group, _ := strings.Cut(strings.TrimSpace(x), ".")
		s := p.called(name)
		if t, ok := p.names[name].(*Table); ok && group != "" {
			s += ": " + p.rowEN(t, group)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// Column says the name of a column of any table.
func (p *Profile) Column(l message.Lang, name string) string {
	if l != message.EN {
		return name
	}
	for _, t := range p.Tables {
		if c := t.byName[name]; c != nil {
			return c.Name.EN
		}
	}
	return name
}

func cutAtLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (p *Profile) called(name string) string {
	switch x := p.names[name].(type) {
	case *Table:
		return x.Name.EN
	case *Form:
		return x.Name.EN
	}
	if name == This {
		return "this table"
	}
	return name
}

func (p *Profile) columnEN(table, name string) string {
	switch x := p.names[table].(type) {
	case *Table:
		if c := x.byName[name]; c != nil {
			return c.Name.EN
		}
	case *Form:
		for _, f := range x.Fields {
			if f.Name.ZH == name {
				return f.Name.EN
			}
		}
	}
	return p.Column(message.EN, name)
}

// rowEN says which rows are meant; t is nil where the table is not known yet.
func (p *Profile) rowEN(t *Table, row string) string {
	if group, rest, ok := strings.Cut(row, ":"); ok {
		return p.rowEN(t, group) + ": " + p.rowEN(t, rest)
	}
	if column, value, ok := strings.Cut(row, "="); ok {
		if en, ok := p.English(value); ok {
			value = en
		}
		return p.Column(message.EN, column) + " = " + value
	}
	if column, ok := strings.CutPrefix(row, "@"); ok {
		return "@" + p.Column(message.EN, column)
	}
	if row == Children {
		return "rows below"
	}
	if t != nil {
		if g := t.groups[row]; g != nil && g.EN != "" {
			return g.EN
		}
		for _, spec := range t.Rows {
			for _, label := range spec.Cells {
				if label.ZH == row {
					return label.EN
				}
			}
		}
	}
	if en, ok := p.English(row); ok {
		return en
	}
	return row
}
