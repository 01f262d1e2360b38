package diagnose

import (
	"maps"
	"slices"
	"sort"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
)

// mostCells bounds how many cells are tried by themselves, the most wanted first.
const mostCells = 24

// cellCandidates are single amounts that are wrong: two findings or more agree on what
// they must become.
func (x *search) cellCandidates() []candidate {
	type one struct {
		c     cell
		v     decimal.Decimal
		votes int
	}
	var all []one
	for _, c := range inTableOrder(x.p, slices.Collect(maps.Keys(x.wants))) {
		t := x.p.Table(c.table)
		if c.row < 0 || t == nil || !t.Printed() {
			continue
		}
		ws := x.wants[c]
		n := 0
		for i := range x.s.findings {
			if x.s.touches(i, func(o cell) bool { return o == c }) {
				n++
			}
		}
		if n < 2 {
			continue
		}
		var seen []decimal.Decimal
		for _, w := range ws {
			if slices.ContainsFunc(seen, w.value.Equal) {
				continue
			}
			seen = append(seen, w.value)
			votes := 0
			for _, o := range ws {
				if o.value.Equal(w.value) {
					votes++
				}
			}
			if votes > 1 || len(seen) < 3 && n < 8 {
				all = append(all, one{c, w.value, votes})
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].votes > all[j].votes })
	var out []candidate
	for _, o := range all[:min(len(all), mostCells)] {
		t := x.p.Table(o.c.table)
		old, blank := value(x.s.f, o.c)
		c := candidate{kind: finding.WrongCell, words: finding.CauseCell, cost: 160, tables: []string{t.ID}, at: []cell{o.c}, args: names(t), small: true,
			scope: func(c cell) bool { return c == o.c },
			undo:  func(d *draft) { d.set(o.c, o.v) }}
		if o.votes > 1 {
			c.votes = o.votes
		}
		if blank {
			c.words = finding.CauseCell + ".blank"
		}
		x.describe(c.args, o.c)
		should := o.v
		if v, ok := slip(old, o.v); ok {
			should = v
			c.cost, c.votes = c.cost-60, max(o.votes, 1)
			c.undo = func(d *draft) { d.set(o.c, v) }
		}
		c.args.set("value", printed(old), "should", printed(should))
		out = append(out, c)
	}
	return out
}

// leafCandidates are amounts that are wrong together with all totals they go into.
func (x *search) leafCandidates() []candidate {
	type class struct {
		d        decimal.Decimal
		findings []int
	}
	var classes []class
	for i, f := range x.s.findings {
		if f.Compared == nil || f.Compared.Difference.IsZero() {
			continue
		}
		d := f.Compared.Difference.Abs()
		k := slices.IndexFunc(classes, func(c class) bool { return c.d.Sub(d).Abs().LessThanOrEqual(cent.Add(cent)) })
		if k < 0 {
			classes, k = append(classes, class{d: d}), len(classes)
		}
		classes[k].findings = append(classes[k].findings, i)
	}
	sort.SliceStable(classes, func(i, j int) bool { return len(classes[i].findings) > len(classes[j].findings) })
	var out []candidate
	for _, cl := range classes[:min(len(classes), 4)] {
		out = append(out, x.leavesOf(cl.findings)...)
	}
	return out
}

func (x *search) leavesOf(findings []int) []candidate {
	tree := x.sums()
	// How much a cell must change by, as the findings of one difference say.
	change := map[cell]decimal.Decimal{}
	for c, ws := range x.wants {
		if t := x.p.Table(c.table); c.row < 0 || t == nil || !t.Printed() {
			continue
		}
		for _, w := range ws {
			if slices.Contains(findings, w.finding) {
				change[c] = w.value.Sub(amountOf(x.s.f, c))
				break
			}
		}
	}
	total := map[cell]bool{}
	for c := range change {
		for _, up := range tree.chain(c) {
			total[up] = true
		}
	}
	var out []candidate
	tried := map[cell]bool{}
	for _, c := range inTableOrder(x.p, slices.Collect(maps.Keys(change))) {
		if total[c] {
			continue
		}
		// A total of rows below it goes with the one part in which a slip explains it.
		for _, p := range tree.below[c] {
			old := amountOf(x.s.f, p)
			if _, slipped := slip(old, old.Add(change[c])); slipped && !tried[p] && len(tree.below[p]) == 0 {
				tried[p] = true
				out = append(out, x.leaf(p, change[c], len(findings), tree.chain(p)))
			}
		}
		if len(tree.above[c]) == 0 && len(tree.rows[c]) == 0 {
			continue
		}
		bottoms := []cell{c}
		// The total of a row goes with the part that is filled.
		if parts := tree.rows[c]; len(parts) > 0 {
			bottoms = nil
			for _, p := range parts {
				if !amountOf(x.s.f, p).IsZero() {
					bottoms = append(bottoms, p)
				}
			}
			if len(bottoms) == 0 {
				bottoms = parts[:1]
			}
		}
		for _, b := range bottoms {
			if len(tree.above[b]) > 0 && !tried[b] {
				tried[b] = true
				out = append(out, x.leaf(b, change[c], len(findings), x.sums().chain(b)))
				var row []cell
				for _, up := range tree.chain(b) {
					if up.row == b.row {
						row = append(row, up)
					}
				}
				if len(row) > 0 && len(row) < len(tree.chain(b)) {
					out = append(out, x.leaf(b, change[c], len(findings), row))
				}
			}
		}
	}
	return out[:min(len(out), 16)]
}

// leaf changes an amount and all totals it goes into.
func (x *search) leaf(b cell, by decimal.Decimal, votes int, chain []cell) candidate {
	t := x.p.Table(b.table)
	old := amountOf(x.s.f, b)
	v, slipped := slip(old, old.Add(by))
	if slipped {
		by = v.Sub(old)
	}
	c := candidate{kind: finding.WrongLeaf, words: finding.CauseLeaf, cost: 170 + 5*min(len(chain), 4), votes: votes, tables: []string{t.ID}, at: []cell{b}, args: names(t), small: true,
		scope: func(c cell) bool { return c == b || slices.Contains(chain, c) },
		undo: func(d *draft) {
			for _, c := range append([]cell{b}, chain...) {
				d.set(c, amountOf(d.Filing, c).Add(by))
			}
		}}
	x.describe(c.args, b)
	c.args.set("d", printed(by.Abs()), "value", printed(old), "should", printed(old.Add(by)))
	if slipped {
		c.cost = 10
		c.least = ownRuleGain
	} else if votes < 2 {
		c.cost += 100
	}
	switch {
	case old.Add(by).IsNegative():
		c.cost += 100
	case explainsUnit(by.Neg(), old, 1, true):
		c.kind, c.words = finding.WrongUnit, finding.CauseUnit+".leaf"
	case by.IsPositive():
		c.words = finding.CauseLeaf + ".less"
	}
	return c
}

// slip is the amount that was meant where another one was typed: two digits in each
// other's place, a nought too many or too few, a sign. It is near what is wanted, which
// may be off by rounding.
func slip(typed, wanted decimal.Decimal) (decimal.Decimal, bool) {
	if typed.IsZero() {
		return wanted, false
	}
	meant := []decimal.Decimal{typed.Neg(), typed.Shift(1), typed.Shift(-1), typed.Shift(2), typed.Shift(-2)}
	text := []byte(typed.StringFixed(2))
	for i := range text {
		k := i + 1
		if k < len(text) && text[k] == '.' {
			k++
		}
		if k >= len(text) || text[i] == '.' || text[i] == '-' || text[i] == text[k] {
			continue
		}
		swapped := slices.Clone(text)
		swapped[i], swapped[k] = swapped[k], swapped[i]
		if v, err := decimal.NewFromString(string(swapped)); err == nil {
			meant = append(meant, v)
		}
	}
	for _, v := range meant {
		if near := v.Sub(wanted).Abs(); near.LessThanOrEqual(decimal.New(3, -2)) && wanted.Abs().GreaterThan(decimal.New(2, -1)) {
			return v, true
		}
	}
	return wanted, false
}

// printed is an amount as people read it.
func printed(d decimal.Decimal) string { return amountText(d) }
