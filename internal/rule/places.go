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

// place is where a cell of a table or of a record stands, called as in formulas. A
// cell that is not in the file has the place of its row.
func (in *Input) place(t *profile.Table, row filing.Row, column string) finding.Place {
	at := row.Cells[column].At
	if at == (finding.Place{}) {
		at = row.At
	}
	if c := t.Column(column); c != nil {
		at.Name = formula.Ref{Table: t.Name.ZH, Row: profile.RowName(t, row, c), Column: c.Name.ZH}.String()
	}
	return at
}

// fieldPlace is where a field stands.
func (in *Input) fieldPlace(path string) finding.Place {
	at := in.f.Fields[path].At
	if at == (finding.Place{}) {
		at.Path = path
	}
	for _, f := range in.p.Forms {
		for _, x := range f.Fields {
			if x.Path == path {
				at.Name = f.Name.ZH + "[" + x.Name.ZH + "]"
			}
		}
	}
	return at
}

// tables are the tables a list of the rule names, in order. A name the profile does
// not know is a mistake in the rule.
func (in *Input) tables(list string) []*profile.Table {
	var ts []*profile.Table
	for _, name := range in.rule.Lists[list] {
		if t := in.table(name); t != nil {
			ts = append(ts, t)
		}
	}
	return ts
}

func (in *Input) table(name string) *profile.Table {
	t, ok := in.p.Named(name).(*profile.Table)
	if !ok {
		in.err = errRule(in.rule, "no table %q", name)
	}
	return t
}

// value reads an amount; blank counts as 0. ok is false for text that is no number,
// which the reader reports.
func value(v filing.Value) (d decimal.Decimal, blank, ok bool) {
	n, err := amount.Parse(v.Text)
	return n.Value, n.Blank, err == nil
}

// totalOf is the amount of a column, 0 if it is blank or unreadable.
func totalOf(r filing.Row, column string) decimal.Decimal {
	d, _, _ := value(r.Cells[column])
	return d
}

// ofKind are the rows of a project table of one kind: department, unit, project.
func (in *Input) ofKind(t *profile.Table, kind string) []filing.Row {
	var out []filing.Row
	for _, r := range in.f.Tables[t.ID] {
		if r.Text("kind") == kind && (kind != "project" || strings.TrimSpace(r.Text("name")) != "") {
			out = append(out, r)
		}
	}
	return out
}

// unitName is the name of the unit, folded; "" if it is not filled.
func (in *Input) unitName() string { return filing.Fold(in.f.Text("unit.name")) }

// department says whether the filing is that of a whole department.
func (in *Input) department() bool { return in.f.Text("scope") == "department" }

// listed says whether a text contains one of the words of a list of the rule.
func (in *Input) listed(list, text string) (word string, ok bool) {
	for _, w := range in.rule.Lists[list] {
		if strings.Contains(text, w) {
			return w, true
		}
	}
	return "", false
}
