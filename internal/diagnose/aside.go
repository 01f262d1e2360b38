package diagnose

import (
	"slices"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// asides are hypotheses that cannot be undone: a table of another unit, year or scope,
// and a table that is off by one amount somewhere.
func (x *search) asides() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		if x.done[t.ID] {
			continue
		}
		var masks, one []int
		var d decimal.Decimal
		var with []string
		diffs := map[string]bool{}
		inside, same := 0, true
		w, strange := 0, 0
		greater, smaller := 0, 0
		for i, f := range x.s.findings {
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
			if f.Compared == nil && x.foreignProject(i, t.ID) {
				masks, strange = append(masks, i), strange+1
				continue
			}
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
				if p := x.p.Table(id); id != t.ID && p != nil && !slices.Contains(with, id) {
					with = append(with, id)
				}
			}
		}
		if len(masks) < 2 || inside > max(1, len(masks)/4) {
			continue
		}
		c := candidate{kind: finding.OtherScope, tables: []string{t.ID}, args: names(t), at: x.firstFilled(t, ids(amounts(t)))}
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
		if len(diffs) < 2 && strange < 3 {
			continue
		}
		c.words, c.masks, c.cost = finding.CauseScope, masks, 120+w/4+50*inside
		if greater > 0 && smaller == 0 && len(masks) > 2 {
			c.words = finding.CauseScope + ".larger"
		}
		out = append(out, c)
	}
	return out
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

// foreignProject says whether a finding speaks of a project that has no form, or a form
// that has no project, in a table of projects.
func (x *search) foreignProject(i int, table string) bool {
	t := x.p.Table(table)
	return x.p.Roles.ProjectsOf(t) != nil && slices.Contains(x.s.tables(i), x.targets())
}
