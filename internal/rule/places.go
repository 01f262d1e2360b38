package rule

import (
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// Place is where a cell of a table or of a record stands, called as in formulas. A
// cell that is not in the file has the place of its row.
func (in *Input) Place(t *profile.Table, row filing.Row, column string) finding.Place {
	at := row.Cells[column].At
	if at == (finding.Place{}) {
		at = row.At
	}
	at.Heading, at.Datum = t.Name.ZH, finding.Datum{Table: t.ID, Column: column}
	if c := t.Column(column); c != nil {
		at.Key = profile.RowName(t, row, c)
		at.Name = formula.Ref{Table: t.Name.ZH, Row: at.Key, Column: c.Name.ZH}.String()
	}
	return at
}

// FieldPlace is where a field stands.
func (in *Input) FieldPlace(path string) finding.Place {
	at := in.Filing.Fields[path].At
	if at == (finding.Place{}) {
		at.Path = path
	}
	at.Datum = finding.Datum{Column: path}
	for _, f := range in.Profile.Forms {
		for _, x := range f.Fields {
			if x.Path == path {
				at.Heading, at.Table = f.Name.ZH, f.ID
				at.Name = f.Name.ZH + "[" + x.Name.ZH + "]"
			}
		}
	}
	return at
}

// Tables are the tables a list of the rule names, in order. A name the profile does
// not know is a mistake in the rule.
func (in *Input) Tables(list string) []*profile.Table {
	var ts []*profile.Table
	for _, name := range in.Rule.Lists[list] {
		if t := in.Table(name); t != nil {
			ts = append(ts, t)
		}
	}
	return ts
}

// Table is the table of a name, nil if there is none.
func (in *Input) Table(name string) *profile.Table {
	t, ok := in.Profile.Named(name).(*profile.Table)
	if !ok {
		in.Err = MistakeOf(in.Rule, "no table %q", name)
	}
	return t
}

// AmountOf reads an amount; blank counts as 0. ok is false for text that is no number,
// which the reader reports, and for a value that is absent.
func AmountOf(v filing.Value) (d decimal.Decimal, blank, ok bool) {
	n, err := amount.Parse(v.Text)
	return n.Value, n.Blank, err == nil && v.State() != filing.Absent
}

// ColumnTotal is the amount of a column, 0 if it is blank or unreadable.
func ColumnTotal(r filing.Row, column string) decimal.Decimal {
	d, _, _ := AmountOf(r.Cells[column])
	return d
}

// ExactTotal is ColumnTotal as exactly as it is known.
func ExactTotal(r filing.Row, column string) decimal.Decimal {
	n, err := amount.Parse(r.Cells[column].Finest())
	if err != nil {
		return ColumnTotal(r, column)
	}
	return n.Value
}

// Projects are the columns of a table of projects. A rule that takes another table for
// one is mistaken.
func (in *Input) Projects(t *profile.Table) profile.ProjectRoles {
	x := in.Profile.Roles.ProjectsOf(t)
	if x == nil || !t.Hierarchy.ByKinds() {
		in.Err = MistakeOf(in.Rule, "%s is no table of projects: no [[projects]] in roles.toml", t.Name.ZH)
		return profile.ProjectRoles{}
	}
	return *x
}

// Codes are the columns of a table by classification code. A rule that takes another
// table for one is mistaken.
func (in *Input) Codes(t *profile.Table) profile.CodeRoles {
	x := in.Profile.Roles.CodesOf(t)
	if x == nil {
		in.Err = MistakeOf(in.Rule, "%s has no classification codes: no [[codes]] in roles.toml", t.Name.ZH)
		return profile.CodeRoles{}
	}
	return *x
}

// OfKind are the rows of a project table of one kind; of projects those with a name.
func (in *Input) OfKind(t *profile.Table, kind profile.RowKind) []filing.Row {
	var out []filing.Row
	name := in.Projects(t).Name
	for _, r := range in.Filing.Tables[t.ID] {
		if t.Hierarchy.Kind(r) == kind && (kind != profile.ProjectRow || strings.TrimSpace(r.Text(name)) != "") {
			out = append(out, r)
		}
	}
	return out
}

// UnitName is the name of the unit, folded; "" if it is not filled.
func (in *Input) UnitName() string { return filing.Fold(in.Filing.Text(in.Profile.Roles.Unit.Name)) }

// Department says whether the filing is that of a whole department.
func (in *Input) Department() bool { return in.Profile.Roles.OfDepartment(in.Filing) }

// Listed says whether a text contains one of the words of a list of the rule.
func (in *Input) Listed(list, text string) (word string, ok bool) {
	for _, w := range in.Rule.Lists[list] {
		if strings.Contains(text, w) {
			return w, true
		}
	}
	return "", false
}
