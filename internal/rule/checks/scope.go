package checks

import (
	"slices"
	"sort"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// conflict is a finding in which two tables disagree.
type conflict struct {
	index  int // in Report.Findings
	code   string
	tables []string // ids
	diff   decimal.Decimal
	err    bool
	named  bool // the table carries the name of another unit
}

// scopeTables looks at what the other rules found and recognises a table that was
// filled for another unit or for the whole department: it is in order by itself, but
// several rules find that it disagrees with other tables, and by different amounts. A
// slip would make one difference, and one that the sums of its own table show. It says
// so once and marks the findings that this explains.
func scopeTables(in *input) {
	broken, muddled := in.brokenInside()
	for {
		all := in.conflicts(muddled)
		if len(all) == 0 {
			return
		}
		in.Holds()
		table, best := (*profile.Table)(nil), []conflict(nil)
		for _, t := range in.suspects(all) {
			var mine []conflict
			others := 0
			for _, c := range all {
				switch {
				case slices.Contains(c.tables, t.ID):
					mine = append(mine, c)
				case c.err:
					others++
				}
			}
			if in.foreign(mine) && !broken[t.ID] && len(mine) > others && len(mine) > len(best) {
				table, best = t, mine
			}
		}
		if table == nil {
			return
		}
		if x, ok := in.exchanged(table, len(best)); ok {
			in.markExchanged(table, x)
			continue
		}
		in.mark(table, best)
		if in.Err != nil {
			return
		}
	}
}

// conflicts are the errors and warnings of other rules between two tables or more, none
// of them muddled: wrong codes explain their conflicts.
func (in *input) conflicts(muddled map[string]bool) []conflict {
	listed := map[string]bool{}
	for _, t := range in.Tables("tables") {
		listed[t.ID] = true
	}
	var out []conflict
	for i, f := range in.Report.Findings {
		if f.Severity == finding.Note || f.Follows != "" {
			continue
		}
		tables := slices.DeleteFunc(f.Tables(), func(id string) bool { return !listed[id] })
		if slices.Contains(in.Rule.Lists["names"], f.Code) && len(tables) == 1 && wording.Closeness(f.Args["a"], f.Args["b"]) == 0 {
			out = append(out, conflict{index: i, code: f.Code, tables: tables, err: true, named: true})
			continue
		}
		if len(tables) < 2 || f.Compared == nil || slices.ContainsFunc(tables, func(t string) bool { return muddled[t] }) {
			continue
		}
		out = append(out, conflict{index: i, code: f.Code, tables: tables, diff: f.Compared.Difference.Abs(), err: f.Severity == finding.Error})
	}
	return out
}

// brokenInside are the tables in which some error was found that concerns no other;
// muddled are those whose rows cannot be relied on: the error is not one of amounts but
// of codes.
func (in *input) brokenInside() (broken, muddled map[string]bool) {
	broken, muddled = map[string]bool{}, map[string]bool{}
	for _, f := range in.Report.Findings {
		if f.Severity != finding.Error {
			continue
		}
		if tables := f.Tables(); len(tables) == 1 {
			broken[tables[0]] = true
			muddled[tables[0]] = muddled[tables[0]] || f.Compared == nil
		}
	}
	return broken, muddled
}

// suspects are the tables with conflicts, in the order of the rule's list: those that
// come later are drawn up from the earlier ones and are suspected first.
func (in *input) suspects(all []conflict) []*profile.Table {
	var out []*profile.Table
	for _, t := range in.Tables("tables") {
		if slices.ContainsFunc(all, func(c conflict) bool { return slices.Contains(c.tables, t.ID) }) {
			out = append(out, t)
		}
	}
	return out
}

// foreign says whether conflicts look like those of a table of another unit: at least
// three by two rules, one of them an error, and of different amounts; or a
// conflict of amounts in a table that carries another unit's name.
func (in *input) foreign(cs []conflict) bool {
	codes, diffs, err, named := map[string]bool{}, map[string]bool{}, false, false
	for _, c := range cs {
		codes[c.code] = true
		if c.named {
			named = true
			continue
		}
		diffs[c.diff.String()] = true
		err = err || c.err
	}
	return named && len(diffs) > 0 || err && (len(cs) >= 3 && len(codes) >= 2 && len(diffs) >= 2)
}

// mark says that a table is of another scope, before the first finding this explains.
func (in *input) mark(table *profile.Table, cs []conflict) {
	id := in.Rule.Code + ":" + table.ID
	var codes, partners []string
	var at []finding.Place
	greater, smaller, amounts := 0, 0, 0
	for _, c := range cs {
		if !c.named {
			amounts++
		}
		f := &in.Report.Findings[c.index]
		f.Follows = id
		if !slices.Contains(codes, c.code) {
			codes = append(codes, c.code)
		}
		for _, t := range c.tables {
			if name := in.Profile.Table(t).Name.ZH; t != table.ID && !slices.Contains(partners, name) {
				partners = append(partners, name)
			}
		}
		for _, p := range f.Places {
			if p.Table == table.ID && len(at) == 0 {
				at = append(at, p)
			}
		}
		switch compareSides(*f, table) {
		case 1:
			greater++
		case -1:
			smaller++
		}
	}
	for _, c := range cs {
		for _, p := range in.Report.Findings[c.index].Places {
			if p.Table != table.ID && len(at) == 1 {
				at = append(at, p)
			}
		}
	}
	sort.Strings(codes)
	kind := "other"
	named := slices.ContainsFunc(cs, func(c conflict) bool { return c.named })
	switch {
	case named:
		kind = "named"
	case greater > 0 && smaller == 0:
		kind = "larger" // the whole contains the part in every item
	}
	before := len(in.Report.Findings)
	x := in.FindCase(kind, at, "table", table.Name.ZH, "a", message.Join(message.ZH, partners), "b", message.Join(message.ZH, codes), "n", itoa(amounts))
	x.ID, x.Cause = id, &finding.Cause{Kind: finding.OtherScope}
	if len(in.Report.Findings) > before { // else the rule has no such case
		in.first(cs[0].index)
	}
}

// compareSides tells whether the figure of a table is the larger one of a finding, whose
// left side has the first cells.
func compareSides(f finding.Finding, table *profile.Table) int {
	if f.Compared == nil || len(f.Places) == 0 {
		return 0
	}
	sign := f.Compared.Difference.Sign()
	if f.Places[0].Table != table.ID {
		sign = -sign
	}
	return sign
}

// first puts the last finding before that of an index, which it explains.
func (in *input) first(index int) {
	fs := in.Report.Findings
	said := fs[len(fs)-1]
	copy(fs[index+1:], fs[index:len(fs)-1])
	fs[index] = said
	in.Report.Raise(in.Rule.Code, rule.Violated)
}
