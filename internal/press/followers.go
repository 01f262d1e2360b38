package press

import (
	"slices"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// followers takes what only follows from a cell that could not be read out of the report
// of the rules: such rules are not evaluated. Of the short form these are also all
// rules about tables that lack a row, as it was refused or there is none.
func followers(p *profile.Profile, f *filing.Filing, found []finding.Finding, r *rule.Report) {
	type cause struct {
		reason finding.Reason
		of     *finding.Finding
	}
	cells := map[[2]string]cause{}
	tables := map[string]cause{} // by id
	for i := range found {
		x := &found[i]
		if x.Severity != finding.Error || len(x.Places) == 0 {
			continue
		}
		at := x.Places[0]
		if at.Cell != "" && x.Has(finding.CellUnread) && !isReadable(f, at.Datum) {
			cells[[2]string{at.Sheet, at.Cell}] = cause{finding.Because("follows-cell", "place", at.Short()), x}
		}
		for _, list := range sourceLists(p, *x) {
			for _, t := range p.Tables {
				if _, told := tables[t.ID]; !told && t.Printed() && slices.Contains(p.Compact.Makes(t.ID), list.ID) {
					why := "follows-list"
					if x.Code == finding.ListEmpty {
						why = "follows-blank" // there is no row that could be missing
					}
					tables[t.ID] = cause{finding.Because(why, "place", at.Short(), "code", x.Code), x}
				}
			}
		}
	}
	dropped := map[string]bool{}
	skip := func(x finding.Finding, c cause, at finding.Place) {
		dropped[x.Code] = true
		r.Skipped = append(r.Skipped, rule.Skip{Code: x.Code, Reason: c.reason, At: at, Follows: c.of.Named()})
	}
	unkinded := unkinded(p, found)
	r.Findings = slices.DeleteFunc(r.Findings, func(x finding.Finding) bool {
		for _, k := range unkinded {
			if k.follows(p, x) {
				reason := finding.Because("follows-column", "table", k.t.Name.ZH, "column", k.c.Name.ZH).InEnglish("table", k.t.Name.EN, "column", k.c.Name.In(message.EN))
				skip(x, cause{reason, k.of}, k.of.Places[0])
				return true
			}
		}
		for _, at := range x.Places {
			if c, ok := cells[[2]string{at.Sheet, at.Cell}]; ok {
				skip(x, c, at)
				return true
			}
			if c, ok := tables[at.Table]; ok {
				skip(x, c, at)
				return true
			}
		}
		return false
	})
	for code := range dropped {
		if !slices.ContainsFunc(r.Findings, func(x finding.Finding) bool { return x.Code == code && x.Severity > finding.Note }) {
			r.Outcomes[code] = rule.NotEvaluated
		}
	}
	r.Skipped = reasonOnce(found, r.Skipped)
}

// saidOnce takes out what the reader warns of where a rule says the same as an error: a
// date that is none, a row with an amount and without a code.
func saidOnce(read, checked []finding.Finding) []finding.Finding {
	return slices.DeleteFunc(read, func(x finding.Finding) bool {
		if x.Severity != finding.Warning || x.Follows != "" || x.Cause != nil || len(x.Places) != 1 || x.Code != finding.NoDate && x.Code != finding.CodeMissing {
			return false
		}
		at := x.Places[0]
		return slices.ContainsFunc(checked, func(c finding.Finding) bool {
			if c.Severity != finding.Error || len(c.Places) != 1 || c.Places[0].Sheet != at.Sheet || at.Sheet == "" {
				return false
			}
			row := x.Code == finding.CodeMissing && at.Row > 0 && c.Places[0].Table == at.Table && c.Places[0].Row == at.Row
			return row || c.Places[0].Cell == at.Cell
		})
	})
}

// isReadable says whether a value is a number all the same.
func isReadable(f *filing.Filing, d finding.Datum) bool {
	v := f.Fields[d.Column]
	if rows := f.Tables[d.Table]; d.Row > 0 && d.Row <= len(rows) {
		v = rows[d.Row-1].Cells[d.Column]
	}
	n, err := amount.Parse(v.Text)
	return err == nil && !n.Blank
}

// reasonOnce says a reason once for a rule, where it is the same for many cells, and names the
// finding about a column that is not there.
func reasonOnce(found []finding.Finding, skips []rule.Skip) []rule.Skip {
	var out []rule.Skip
	for _, s := range skips {
		if slices.ContainsFunc(out, s.Same) {
			continue
		}
		for i := range found {
			x := &found[i]
			if s.Follows == "" && x.Has(finding.ColumnLost) && len(x.Places) > 0 && x.Places[0].Table == s.At.Table && x.Places[0].Column == s.At.Column && s.At.Table != "" {
				s.Follows = x.Named()
			}
		}
		out = append(out, s)
	}
	return out
}

// kindless is a table whose sheet lacks a column that says what its rows are.
type kindless struct {
	t  *profile.Table
	c  *profile.Column
	of *finding.Finding // that says so
}

// unkinded lists the columns beside the printed ones that sheets lack.
func unkinded(p *profile.Profile, found []finding.Finding) []kindless {
	var all []kindless
	for i := range found {
		x := &found[i]
		if !x.Has(finding.ColumnLost) || x.Severity != finding.Error || len(x.Places) == 0 {
			continue
		}
		at := x.Places[0]
		if t := p.Table(at.Table); t != nil {
			if c := t.Column(at.Column); c != nil && c.Hidden {
				all = append(all, kindless{t, c, x})
			}
		}
	}
	return all
}

// follows says whether a finding only says again that the column is not there: of one of
// its cells, or, where it tells the rows apart, of a rule that goes by the table.
func (k kindless) follows(p *profile.Profile, x finding.Finding) bool {
	if slices.ContainsFunc(x.Places, func(at finding.Place) bool { return at.Table == k.t.ID && at.Column == k.c.ID }) {
		return true
	}
	if k.c.Optional {
		return false
	}
	named := func(refs []formula.Ref) bool {
		return slices.ContainsFunc(refs, func(ref formula.Ref) bool { return ref.Table == k.t.Name.ZH })
	}
	for _, r := range p.Rules {
		if r.Code != x.Code {
			continue
		}
		for _, list := range r.Lists {
			if slices.Contains(list, k.t.Name.ZH) {
				return true
			}
		}
		for _, clause := range r.Clauses {
			for _, test := range clause.Tests {
				if named(test.Left.Refs()) || named(test.Right.Refs()) {
					return true
				}
			}
		}
	}
	return false
}

// unfilled reports a short form whose main list, the first one, has no amount, no record
// of another list that counts in it, and nothing wrong: one report instead of one for each
// table.
func unfilled(p *profile.Profile, f *filing.Filing, found []finding.Finding) []finding.Finding {
	if !p.Short(f) {
		return nil
	}
	main := p.Compact.Lists[0]
	if hasAmount(f.Tables[main.ID], main, "") {
		return nil
	}
	for _, a := range p.Compact.Also {
		if a.As == main.ID && hasAmount(f.Tables[a.From], p.Table(a.From), a.Needs) {
			return nil
		}
	}
	for _, x := range found {
		if x.Severity == finding.Error && len(sourceLists(p, x)) > 0 {
			return nil
		}
	}
	x := finding.New(finding.ListEmpty, finding.Error, finding.Place{Name: main.Name.ZH}, "list", main.Name.ZH)
	x.ArgsEN = message.Pairs("list", main.Name.EN)
	return []finding.Finding{x}
}

// hasAmount says whether a record of a list has an amount, and what it needs to count.
func hasAmount(rows []filing.Row, list *profile.Table, needs string) bool {
	return slices.ContainsFunc(rows, func(r filing.Row) bool {
		return (needs == "" || r.Text(needs) != "") && slices.ContainsFunc(list.Columns, func(c profile.Column) bool {
			return c.Type.Numeric() && r.Text(c.ID) != ""
		})
	})
}

// sourceLists are the lists of the short form from which a finding keeps something out of the
// tables.
func sourceLists(p *profile.Profile, x finding.Finding) []*profile.Table {
	if p.Compact == nil {
		return nil
	}
	at := x.Places[0]
	var all []*profile.Table
	for _, t := range p.Compact.Lists {
		switch {
		case x.Has(finding.NoTables):
			return p.Compact.Lists // there are no tables at all
		case x.Has(finding.RowsKept):
		case at.Sheet != "" && (at.Sheet == t.Name.ZH || at.Sheet == t.Name.EN):
			all = append(all, t)
		}
	}
	return all
}
