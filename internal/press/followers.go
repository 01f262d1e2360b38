package press

import (
	"regexp"
	"slices"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// unread are the reader's findings after which a cell holds nothing rules can go by.
var unread = []string{"D05", "B05", "B07", "B12"}

// followers takes what only follows from a cell that could not be read out of the report
// of the rules: such rules are not evaluated. Of the short form these are also all
// rules about tables that lack a row, as it was refused or there is none.
func followers(p *profile.Profile, found []finding.Finding, r *rule.Report) {
	cells := map[[2]string]bool{}
	tables := map[string]message.Text{} // Chinese name -> why
	for _, x := range found {
		if x.Severity != finding.Error || len(x.Places) == 0 {
			continue
		}
		at := x.Places[0]
		if n, err := amount.Parse(x.Args["text"]); at.Cell != "" && slices.Contains(unread, x.Code) && (err != nil || n.Blank) {
			cells[[2]string{at.Sheet, at.Cell}] = true
		}
		for _, list := range lists(p, x) {
			place := at.Short()
			for _, t := range p.Tables {
				if _, told := tables[t.Name.ZH]; !told && t.Printed() && slices.Contains(p.Compact.Makes(t.ID), list.ID) {
					args := message.Pairs("place", place, "code", x.Code)
					why := "follows-list"
					if x.Code == "B19" {
						why = "follows-blank" // there is no row that could be missing
					}
					tables[t.Name.ZH] = message.Text{ZH: message.Say(message.ZH, why, args), EN: message.Say(message.EN, why, args)}
				}
			}
		}
	}
	said := map[rule.Skip]bool{}
	skip := func(x finding.Finding, why message.Text) {
		s := rule.Skip{Code: x.Code, Cause: why.ZH, CauseEN: why.EN}
		if !said[s] {
			said[s] = true
			r.Skipped = append(r.Skipped, s)
		}
	}
	dropped := map[string]bool{}
	unkinded := unkinded(p, found)
	r.Findings = slices.DeleteFunc(r.Findings, func(x finding.Finding) bool {
		for _, k := range unkinded {
			if k.follows(p, x) {
				args, argsEN := message.Pairs("table", k.t.Name.ZH, "column", k.c.Name.ZH), message.Pairs("table", k.t.Name.EN, "column", k.c.Name.In(message.EN))
				skip(x, message.Text{ZH: message.Say(message.ZH, "follows-column", args), EN: message.Say(message.EN, "follows-column", argsEN)})
				dropped[x.Code] = true
				return true
			}
		}
		for _, at := range x.Places {
			if cells[[2]string{at.Sheet, at.Cell}] {
				args := message.Pairs("place", at.Short())
				skip(x, message.Text{ZH: message.Say(message.ZH, "follows-cell", args), EN: message.Say(message.EN, "follows-cell", args)})
				dropped[x.Code] = true
				return true
			}
			name, _, _ := strings.Cut(at.Name, "[")
			if why, ok := tables[name]; ok {
				skip(x, why)
				dropped[x.Code] = true
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
	r.Skipped = columns(r.Skipped)
}

// kindless is a table whose sheet lacks a column that says what its rows are.
type kindless struct {
	t     *profile.Table
	c     *profile.Column
	sheet string
}

// unkinded lists the columns beside the printed ones that sheets lack.
func unkinded(p *profile.Profile, found []finding.Finding) []kindless {
	var all []kindless
	for _, x := range found {
		if x.Code != "B03" || x.Severity != finding.Error || len(x.Places) == 0 {
			continue
		}
		sheet := x.Places[0].Sheet
		for _, t := range p.Tables {
			if sheet == "" || sheet != t.Name.ZH && sheet != t.Name.EN {
				continue
			}
			for i := range t.Columns {
				if c := &t.Columns[i]; c.Hidden && c.Name.ZH == x.Args["column"] {
					all = append(all, kindless{t, c, sheet})
				}
			}
		}
	}
	return all
}

// follows says whether a finding only says again that the column is not there: of one of
// its cells, or, where it tells the rows apart, of a rule that goes by the table.
func (k kindless) follows(p *profile.Profile, x finding.Finding) bool {
	here := slices.ContainsFunc(x.Places, func(at finding.Place) bool { return at.Sheet == k.sheet })
	if here && x.Args["column"] == k.c.Name.ZH {
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

// unfilled reports a short form whose main list, the first one, has no amount and
// nothing wrong: one report instead of one for each table.
func unfilled(p *profile.Profile, f *filing.Filing, found []finding.Finding) []finding.Finding {
	if !p.Short(f) {
		return nil
	}
	main := p.Compact.Lists[0]
	for _, r := range f.Tables[main.ID] {
		for i := range main.Columns {
			if main.Columns[i].Type.Numeric() && r.Text(main.Columns[i].ID) != "" {
				return nil
			}
		}
	}
	for _, x := range found {
		if x.Severity == finding.Error && len(lists(p, x)) > 0 {
			return nil
		}
	}
	x := finding.New("B19", finding.Error, finding.Place{Name: main.Name.ZH}, "list", main.Name.ZH)
	x.ArgsEN = message.Pairs("list", main.Name.EN)
	return []finding.Finding{x}
}

// lists are the lists of the short form from which a finding keeps something out of the
// tables.
func lists(p *profile.Profile, x finding.Finding) []*profile.Table {
	if p.Compact == nil {
		return nil
	}
	at := x.Places[0]
	var all []*profile.Table
	for _, t := range p.Compact.Lists {
		switch {
		case x.Code == "B19" || x.Code == "B24":
			return p.Compact.Lists // there are no tables at all
		case x.Code == "B34" || x.Code == "B13" || x.Code == "B22":
		case at.Sheet != "" && (at.Sheet == t.Name.ZH || at.Sheet == t.Name.EN):
			all = append(all, t)
		}
	}
	return all
}

// lacking is the cause of a rule that needs a column the sheet lacks.
var lacking = regexp.MustCompile(`^([^\[\]]+)\[(?:.*, )?([^,\]]+)\].*“缺少此列”$`)

// columns says once for a column what is said for each of its cells.
func columns(skips []rule.Skip) []rule.Skip {
	said := map[rule.Skip]bool{}
	var out []rule.Skip
	for _, s := range skips {
		if m := lacking.FindStringSubmatch(s.Cause); m != nil {
			args := message.Pairs("table", m[1], "column", m[2])
			s.Cause, s.CauseEN = message.Say(message.ZH, "follows-column", args), message.Say(message.EN, "follows-column", args)
		}
		if !said[s] {
			said[s] = true
			out = append(out, s)
		}
	}
	return out
}
