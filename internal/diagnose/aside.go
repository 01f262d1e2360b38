package diagnose

import (
	"slices"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/rule"
)

// asides are hypotheses that cannot be undone: a table of another unit, year or scope,
// and a table that is off by one amount somewhere.
func (x *search) asides() []candidate {
	var out []candidate
	unpaired := map[string]bool{} // projects without a form, and forms without a project
	for _, r := range x.p.Rules {
		if r.Go == "form-names" {
			unpaired[r.Code] = true
		}
	}
	for _, t := range x.touched() {
		if x.done[t.ID] {
			continue
		}
		projects := x.p.Roles.ProjectsOf(t) != nil
		var masks, one []int
		var d decimal.Decimal
		var with []string
		diffs := map[string]bool{}
		against := map[string]int{} // comparisons with another table that fail
		inside, same := 0, true
		w, strange := 0, 0
		greater, smaller := 0, 0
		for i, f := range x.s.findings {
			if projects && unpaired[f.Code] {
				masks, strange, w = append(masks, i), strange+1, w+weight(f.Severity)
				continue
			}
			if !x.s.touches(i, func(c cell) bool { return c.table == t.ID }) {
				continue
			}
			if x.s.inside(i) {
				if f.Severity == finding.Error && f.Compared != nil {
					inside++
				}
				continue
			}
			others := x.s.tables(i)
			w += weight(f.Severity)
			if f.Compared == nil || slices.ContainsFunc(others, func(id string) bool { return x.done[id] }) {
				continue
			}
			masks = append(masks, i)
			diff := f.Compared.Difference.Abs()
			diffs[diff.String()] = true
			if len(diffs) == 1 && d.IsZero() {
				d = diff
			}
			same = same && diff.Equal(d)
			one = append(one, i)
			switch side(x.s, i, t.ID) * f.Compared.Difference.Sign() {
			case 1:
				greater++
			case -1:
				smaller++
			}
			for _, id := range others {
				if p := x.p.Table(id); id != t.ID && p != nil {
					if against[id]++; !slices.Contains(with, id) {
						with = append(with, id)
					}
				}
			}
		}
		if len(masks) < 2 || len(with) == 0 && strange == 0 || inside > max(1, len(masks)/4) {
			continue
		}
		c := candidate{kind: finding.OtherScope, tables: []string{t.ID}, args: names(t), at: x.firstFilled(t, ids(amounts(t)))}
		if rows := x.s.f.Tables[t.ID]; len(rows) == 0 || rows[c.at[0].row].Text(c.at[0].column) == "" {
			continue // a table without an amount is nobody's
		}
		partners := []message.Text{}
		for _, id := range with {
			partners = append(partners, x.p.Table(id).Name.Text)
		}
		c.args.add("others", joined(partners))
		if same && strange == 0 {
			if inside == 0 && len(with) > 0 {
				c.kind, c.words, c.cost, c.masks = finding.OffByOne, finding.CauseOneAmount+".less", 160, one
				if greater > 0 && smaller == 0 {
					c.words = finding.CauseOneAmount + ".more"
				} else if greater > 0 {
					c.words = finding.CauseOneAmount
				}
				c.args.set("d", printed(d))
				out = append(out, c)
			}
			continue
		}
		odd, wholly := x.strange(t.ID, len(masks), against)
		if len(diffs) < 2 && strange < 3 || !odd {
			continue
		}
		if wholly {
			c.least = asideGain / 2
		}
		if len(with) == 0 {
			if target := x.p.Table(x.targets()); target != nil {
				c.args.add("others", target.Name.Text)
			}
		}
		// The table is to be replaced: what else is wrong in it goes with it.
		c.owns, c.wrong = true, []string{finding.CodeMissing, finding.NoCode, finding.SubtotalUnclear}
		c.words, c.masks, c.cost = finding.CauseScope, masks, 120+w/4+50*inside
		if greater > 0 && smaller == 0 && len(masks) > 2 {
			c.words = finding.CauseScope + ".larger"
		}
		out = append(out, c)
	}
	return out
}

// strange says whether a table disagrees with most of the tables it can be compared with,
// and in most of what can be compared: a table of another unit does, one in which something
// is wrong agrees elsewhere. Wholly so if nearly nothing agrees.
func (x *search) strange(table string, fails int, against map[string]int) (strange, wholly bool) {
	if x.agreed == nil {
		x.agreed = rule.Agreed(x.p, x.s.f)
	}
	bad, all := 0, 0
	for other, fail := range against {
		all++
		if fail > x.agreed[[2]string{table, other}] {
			bad++
		}
	}
	for _, t := range x.p.Tables {
		if against[t.ID] == 0 && x.agreed[[2]string{table, t.ID}] > 0 {
			all++
		}
	}
	holds := x.agreed[[2]string{table, ""}]
	return fails > holds && bad*2 >= all, fails > 5*holds && bad == all
}

// side says on which side of a finding a table stands: 1 left, -1 right, 0 both.
func side(s *state, i int, table string) int {
	n := 0
	for k, way := range []int{1, -1} {
		if slices.ContainsFunc(s.reads[i][k], func(c cell) bool { return c.table == table }) {
			n += way
		}
	}
	return n
}
