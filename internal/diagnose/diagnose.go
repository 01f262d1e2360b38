// Package diagnose finds the causes behind the findings of a filing: one mistake of an
// officer makes dozens of figures disagree.
//
// Input: a profile, a filing, what its reader and its rules found. Output: causes, each
// with the findings that follow from it. A cause is a hypothesis that was tried: what it
// says happened is undone on a copy of the filing, and the rules are asked again. A true
// cause leaves nothing and makes nothing new; nearly every other undo makes many figures
// disagree. Invariant: the filing is never changed, and no finding is lost: it follows
// from a cause or stands by itself.
package diagnose

import (
	"cmp"
	"slices"
	"sort"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/checks"
)

// Input is what a diagnosis goes by.
type Input struct {
	Profile *profile.Profile
	Filing  *filing.Filing
	Read    []finding.Finding // what the reader found, with its places
	Checked []finding.Finding // what the rules found
	Edition message.Lang      // of the document
}

const (
	mostCauses      = 6
	mostEvaluations = 90  // in a round
	leastGain       = 30  // below it an undo proves nothing
	ownRuleGain     = 10  // of a kind that a rule of its own speaks of
	asideGain       = 100 // of what cannot be tried
	near            = 35  // gains closer than this tell nothing apart
	lostPasses      = 6   // in which an undo is completed from what then must agree
	slack           = 75  // a bound this much below the best is not tried
)

// candidate is a hypothesis about what happened.
type candidate struct {
	kind   finding.CauseKind
	words  string // id of its sentence in the catalogue
	cost   int    // how much a description of it takes
	votes  int    // findings whose figures speak for exactly this
	least  int    // gain it must have; 0: leastGain
	scope  func(cell) bool
	undo   func(*draft)
	lost   []cell // what the undo cannot know, to be completed from what must then agree
	masks  []int  // not to be tried: findings of the state it explains
	tables []string
	at     []cell // what to mend, first what to show
	args   *words
	wrong  []string                     // codes of the reader's findings that say the same
	finish func(*filing.Filing, *words) // says what only the repaired filing knows
	owns   bool                         // what is left in its tables belongs to it
	scales bool                         // multiplies a whole table, in which all that adds up still does
	small  bool                         // one amount of a table that holds many
	last   bool                         // to be said only if there is nothing better to say
	open   bool                         // what stood there is not known: variants of one thing to mend
}

// search looks for one cause.
type search struct {
	in     Input
	p      *profile.Profile
	s      *state
	wants  map[cell][]want
	tree   *tree
	agreed map[[2]string]int // in how many figures two tables agree
	left   int
	done   map[string]bool // tables in which something was undone
	owned  map[string]bool // tables to which all belongs that is left in them
}

// result is a hypothesis that was tried.
type result struct {
	*candidate
	gain  int
	after *state // nil if it was not tried
	bound int
}

// Find returns the findings of the reader and those of the rules with what each follows
// from, and the causes, by what they explain. A filing without errors costs nothing.
func Find(in Input) (causes, read, checked []finding.Finding) {
	read, checked = slices.Clone(in.Read), slices.Clone(in.Checked)
	if !worthwhile(checked) {
		return nil, read, checked
	}
	s := evaluate(in.Profile, in.Filing)
	if s == nil {
		return nil, read, checked
	}
	first := s.f
	done, owned := map[string]bool{}, map[string]bool{}
	var found []said
	for len(found) < mostCauses && s.weight > 0 {
		x := &search{in: in, p: in.Profile, s: s, left: mostEvaluations, done: done, owned: owned}
		best, rival := x.best()
		if best == nil {
			break
		}
		var explained map[string]bool
		next := best.after
		if next == nil {
			next, explained = x.masked(best.candidate)
		} else {
			explained = gone(s, next)
			if full := everything(in, next.f); full != nil {
				now := map[string]bool{}
				for _, y := range full {
					now[identity(y)] = true
				}
				for _, y := range checked {
					if id := identity(y); !now[id] && s.weigh[id] == 0 {
						explained[id] = true // of what people wrote about the figures
					}
				}
			}
		}
		found = append(found, said{result: best, rival: rival, explained: explained})
		for _, t := range best.tables {
			done[t] = true
			owned[t] = owned[t] || best.owns
		}
		s = next
	}
	rest := s.weigh
	return conclude(in, first, found, rest, read, checked)
}

// worthwhile says whether there is anything to explain.
func worthwhile(checked []finding.Finding) bool {
	return slices.ContainsFunc(checked, func(x finding.Finding) bool { return x.Severity > finding.Note && x.Explained == "" })
}

// everything is what all rules find in a filing.
func everything(in Input, f *filing.Filing) []finding.Finding {
	r, err := checks.Check(in.Profile, f, in.Edition)
	if err != nil {
		return nil
	}
	in.Profile.Locate(f, r.Findings)
	return r.Findings
}

// best tries the hypotheses and returns the one that explains most, and another one that
// explains as much, nil if there is none.
func (x *search) best() (best, rival *result) {
	x.gather()
	all := x.hypotheses()
	var aside, tried []*result
	for i := range all {
		if slices.ContainsFunc(all[i].tables, func(t string) bool { return x.owned[t] }) {
			continue
		}
		r := &result{candidate: &all[i]}
		if r.undo == nil {
			_, ids := x.masked(r.candidate)
			for id := range ids {
				r.gain += x.s.weigh[id]
			}
			r.gain -= r.cost
			if r.gain >= cmp.Or(r.least, asideGain) {
				aside = append(aside, r)
			}
			continue
		}
		for k, f := range x.s.findings {
			if x.s.touches(k, r.scope) {
				r.bound += weight(f.Severity)
			}
		}
		if r.bound -= r.cost; r.bound >= max(r.least, ownRuleGain) {
			tried = append(tried, r)
		}
	}
	better := func(rs []*result) func(i, j int) bool {
		return func(i, j int) bool {
			if rs[i].last != rs[j].last {
				return rs[j].last
			}
			return rs[i].gain > rs[j].gain || rs[i].gain == rs[j].gain && rs[i].cost < rs[j].cost
		}
	}
	sort.SliceStable(aside, better(aside))
	// What figures speak for comes first, then what could explain most.
	sort.SliceStable(tried, func(i, j int) bool {
		a, b := tried[i], tried[j]
		if (a.votes > 0) != (b.votes > 0) {
			return a.votes > 0
		}
		if a.bound != b.bound {
			return a.bound > b.bound
		}
		return a.votes > b.votes
	})
	top := 0
	if len(aside) > 0 && !aside[0].last {
		top = aside[0].gain * 85 / 100
	}
	var good []*result
	for _, r := range tried {
		if x.left <= 0 {
			break
		}
		if r.bound < top-slack {
			continue
		}
		x.try(r)
		if r.after != nil && r.gain >= cmp.Or(r.least, leastGain) && x.fair(r) {
			good = append(good, r)
			top = max(top, r.gain)
		}
	}
	sort.SliceStable(good, better(good))
	switch {
	case len(good) == 0 && len(aside) == 0:
		return nil, nil
	case len(good) > 0 && len(aside) > 0 && aside[0].last:
	case len(good) == 0 || len(aside) > 0 && good[0].gain*100 < aside[0].gain*85:
		best = aside[0]
		for _, r := range aside[1:] {
			if !r.last && best.gain-r.gain <= near && !same(best.tables, r.tables) {
				return best, r
			}
		}
		return best, nil
	}
	best = good[0]
	for _, r := range good[1:] {
		if best.gain-r.gain > near {
			break
		}
		switch {
		case best.open && r.open && slices.Equal(best.at, r.at), best.kind == finding.RowsShifted && best.words == r.words && same(best.tables, r.tables):
			continue // the same thing to mend, but for a row
		}
		if print(best.after.f) != print(r.after.f) {
			return best, r
		}
	}
	return best, nil
}

// fair says whether a hypothesis settles a fair share of what speaks of the cells it
// changes, or, if it changes one amount, of what speaks of its table: what leaves most of
// that standing is hardly what happened. Kinds that a rule of their own speaks of need not.
func (x *search) fair(r *result) bool {
	won := r.gain + r.cost
	switch {
	case r.least > 0 && r.least < leastGain:
		return true
	case r.small:
		return won*4 >= x.heavy(r.at[0].table)
	case r.kind == finding.RowsDisordered:
		return won*3 >= r.bound+r.cost // where all is in disorder not every row can be found
	}
	return won*2 >= r.bound+r.cost
}

func same(a, b []string) bool { return slices.Equal(a, b) }

// try undoes a hypothesis on a copy and asks the rules again.
func (x *search) try(r *result) {
	d := draftOf(x.s.f)
	r.undo(d)
	x.left--
	after := evaluate(x.p, d.Filing)
	if after == nil {
		return
	}
	g := gain(x.s, after, r.cost)
	if len(r.lost) > 0 && (g > -r.bound/2 || r.kind == finding.MissingRow) && x.left > 0 {
		// What was pushed over an edge is what the other figures now ask for.
		// Cells that two findings agree on come first: one finding may ask for an amount in
		// either of two cells.
		alone := false
		for pass := range lostPasses {
			asked := wantsOf(after)
			least := 1
			for _, c := range r.lost {
				if _, n := favourite(asked[c]); n > 1 {
					least = 2
				}
			}
			if alone || pass == lostPasses-1 {
				least = 1
			}
			changed := false
			next := draftOf(d.Filing)
			for _, c := range r.lost {
				if v, n := surest(asked[c], least); n >= least {
					next.set(c, v)
					changed = true
				}
			}
			if !changed || x.left <= 0 {
				break
			}
			x.left--
			full := evaluate(x.p, next.Filing)
			if full == nil {
				break
			}
			h := gain(x.s, full, r.cost) + cents(x.s, full, r.lost)
			if h < g && least > 1 {
				alone = true // half filled is worse than blank: take what one finding says
				continue
			}
			if h < g {
				break
			}
			g, after, d = h, full, next
		}
	}
	if r.scales {
		g -= x.within(r.tables[0], gone(x.s, after))
	}
	r.gain, r.after = g, after
}

// within is the weight of findings that speak of one table only: what is wrong with its
// sums is not put right by dividing them all, it only becomes too small to be seen. What is
// off by less than a hundredth is rounding, multiplied as well.
func (x *search) within(table string, ids map[string]bool) int {
	w := 0
	for i, f := range x.s.findings {
		if ts := x.s.tables(i); ids[x.s.ids[i]] && len(ts) == 1 && ts[0] == table && f.Compared != nil &&
			f.Compared.Difference.Abs().Shift(2).GreaterThan(decimal.Max(f.Compared.Left.Value.Abs(), f.Compared.Right.Value.Abs())) {
			w += 2 * weight(f.Severity)
		}
	}
	return w
}

// masked is the state without the findings a hypothesis explains that cannot be undone.
func (x *search) masked(c *candidate) (*state, map[string]bool) {
	ids := map[string]bool{}
	for _, i := range c.masks {
		ids[x.s.ids[i]] = true
	}
	s := &state{f: x.s.f, weigh: map[string]int{}}
	for i, f := range x.s.findings {
		if id := x.s.ids[i]; !ids[id] {
			s.findings, s.ids, s.reads = append(s.findings, f), append(s.ids, id), append(s.reads, x.s.reads[i])
			s.weigh[id] += weight(f.Severity)
			s.weight += weight(f.Severity)
		}
	}
	return s, ids
}

// said is a cause to be said.
type said struct {
	*result
	rival     *result
	explained map[string]bool // ids of findings
}

// words are the arguments of a sentence in both languages.
type words struct{ zh, en message.Args }

func newWords() *words { return &words{message.Args{}, message.Args{}} }

func (w *words) add(key string, t message.Text) *words {
	w.zh[key], w.en[key] = t.ZH, t.EN
	if t.EN == "" {
		w.en[key] = t.ZH
	}
	return w
}

func (w *words) set(kv ...string) *words {
	for i := 0; i+1 < len(kv); i += 2 {
		w.zh[kv[i]], w.en[kv[i]] = kv[i+1], kv[i+1]
	}
	return w
}
