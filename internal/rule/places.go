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

func (in *Input) Table(name string) *profile.Table {
	t, ok := in.Profile.Named(name).(*profile.Table)
	if !ok {
		in.Err = MistakeOf(in.Rule, "no table %q", name)
	}
	return t
}

// AmountOf reads an amount; blank counts as 0. ok is false for text that is no number,
// which the reader reports.
func AmountOf(v filing.Value) (d decimal.Decimal, blank, ok bool) {
	n, err := amount.Parse(v.Text)
	return n.Value, n.Blank, err == nil
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

// OfKind are the rows of a project table of one kind: department, unit, project.
func (in *Input) OfKind(t *profile.Table, kind string) []filing.Row {
	var out []filing.Row
	for _, r := range in.Filing.Tables[t.ID] {
		if r.Text("kind") == kind && (kind != "project" || strings.TrimSpace(r.Text("name")) != "") {
			out = append(out, r)
		}
	}
	return out
}

// UnitName is the name of the unit, folded; "" if it is not filled.
func (in *Input) UnitName() string { return filing.Fold(in.Filing.Text("unit.name")) }

// Department says whether the filing is that of a whole department.
func (in *Input) Department() bool { return in.Filing.Text("scope") == "department" }

// Listed says whether a text contains one of the words of a list of the rule.
func (in *Input) Listed(list, text string) (word string, ok bool) {
	for _, w := range in.Rule.Lists[list] {
		if strings.Contains(text, w) {
			return w, true
		}
	}
	return "", false
}
