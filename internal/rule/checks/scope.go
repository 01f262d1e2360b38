package checks

import (
	"slices"
	"sort"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
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
	tables []string
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
		table, best := "", []conflict(nil)
		for _, name := range in.suspects(all) {
			var mine []conflict
			others := 0
			for _, c := range all {
				switch {
				case slices.Contains(c.tables, name):
					mine = append(mine, c)
				case c.err:
					others++
				}
			}
			if in.foreign(mine) && !broken[name] && len(mine) > others && len(mine) > len(best) {
				table, best = name, mine
			}
		}
		if table == "" {
			return
		}
		if t, ok := in.Profile.Named(table).(*profile.Table); ok {
			if x, ok := in.exchanged(t, len(best)); ok {
				in.markExchanged(t, x)
				continue
			}
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
	var out []conflict
	for i, f := range in.Report.Findings {
		if f.Severity == finding.Note || f.Because != "" {
			continue
		}
		var tables []string
		for _, p := range f.Places {
			name, _, ok := strings.Cut(p.Name, "[")
			if t := in.Profile.Named(name); ok && t != nil && !slices.Contains(tables, name) && slices.Contains(in.Rule.Lists["tables"], name) {
				tables = append(tables, name)
			}
		}
		if slices.Contains(in.Rule.Lists["names"], f.Code) && len(tables) == 1 && wording.Closeness(f.Args["a"], f.Args["b"]) == 0 {
			out = append(out, conflict{index: i, code: f.Code, tables: tables, err: true, named: true})
			continue
		}
		d, err := amount.Parse(f.Args["d"])
		if len(tables) < 2 || err != nil || d.Blank || slices.ContainsFunc(tables, func(t string) bool { return muddled[t] }) {
			continue
		}
		out = append(out, conflict{index: i, code: f.Code, tables: tables, diff: d.Value, err: f.Severity == finding.Error})
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
		names := map[string]bool{}
		last := ""
		for _, p := range f.Places {
			if name, _, ok := strings.Cut(p.Name, "["); ok {
				names[name], last = true, name
			}
		}
		if len(names) == 1 {
			broken[last] = true
			muddled[last] = muddled[last] || f.Args["d"] == ""
		}
	}
	return broken, muddled
}

// suspects are the tables with conflicts, in the order of the rule's list: those that
// come later are drawn up from the earlier ones and are suspected first.
func (in *input) suspects(all []conflict) []string {
	var out []string
	for _, name := range in.Rule.Lists["tables"] {
		if slices.ContainsFunc(all, func(c conflict) bool { return slices.Contains(c.tables, name) }) {
			out = append(out, name)
		}
	}
	return out
}

// foreign says whether conflicts look like those of a table of another unit: at least
// three by two rules, one of them an error, and of different amounts; or an error of
// amounts in a table that carries another unit's name.
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
	return err && (named || len(cs) >= 3 && len(codes) >= 2 && len(diffs) >= 2)
}

// mark says that a table is of another scope, before the first finding this explains.
func (in *input) mark(table string, cs []conflict) {
	var codes, partners []string
	var at []finding.Place
	greater, smaller, amounts := 0, 0, 0
	for _, c := range cs {
		if !c.named {
			amounts++
		}
		f := &in.Report.Findings[c.index]
		f.Because = in.Rule.Code
		if !slices.Contains(codes, c.code) {
			codes = append(codes, c.code)
		}
		for _, t := range c.tables {
			if t != table && !slices.Contains(partners, t) {
				partners = append(partners, t)
			}
		}
		for _, p := range f.Places {
			if strings.HasPrefix(p.Name, table+"[") && len(at) == 0 {
				at = append(at, p)
			}
		}
		switch in.compareSides(*f, table) {
		case 1:
			greater++
		case -1:
			smaller++
		}
	}
	for _, c := range cs {
		for _, p := range in.Report.Findings[c.index].Places {
			if !strings.HasPrefix(p.Name, table+"[") && len(at) == 1 {
				at = append(at, p)
			}
		}
	}
	sort.Strings(codes)
	id := "other"
	named := slices.ContainsFunc(cs, func(c conflict) bool { return c.named })
	switch {
	case named:
		id = "named"
	case greater > 0 && smaller == 0:
		id = "larger" // the whole contains the part in every item
	}
	before := len(in.Report.Findings)
	in.FindCase(id, at, "table", table, "a", message.Join(message.ZH, partners), "b", message.Join(message.ZH, codes), "n", itoa(amounts))
	fs := in.Report.Findings
	if len(fs) == before {
		return // the rule has no such case
	}
	said := fs[len(fs)-1]
	first := cs[0].index
	copy(fs[first+1:], fs[first:len(fs)-1])
	fs[first] = said
	in.Report.Raise(in.Rule.Code, rule.Violated)
}

// compareSides tells whether the figure of a table is the larger one of a finding: a
// is the left side, whose cells come first.
func (in *input) compareSides(f finding.Finding, table string) int {
	a, err := amount.Parse(f.Args["a"])
	b, err2 := amount.Parse(f.Args["b"])
	if err != nil || err2 != nil || len(f.Places) == 0 {
		return 0
	}
	sign := a.Value.Cmp(b.Value)
	if !strings.HasPrefix(f.Places[0].Name, table+"[") {
		sign = -sign
	}
	return sign
}
