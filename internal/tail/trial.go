package tail

import "slices"

// The bounds of the work: how often a relation is looked at on average, and how many
// contradictions are told apart.
const (
	maxRounds         = 64
	maxContradictions = 16
)

// trial is a filing judged in one mode of rounding.
type trial struct {
	mode   Mode
	judge  *judge
	off    []interval // by cell: how far the figure can be from its exact amount
	terms  []int      // by cell: the rounded figures behind it
	state  []byte     // of off: 0 unknown, 1 on the way, 2 known
	failed map[int]failure
	errors int // those that decide on the mode
	cut    bool
}

// failure is why a relation cannot be.
type failure struct {
	reason Reason
	cells  [2]int
}

// try judges in one mode. First every relation is compared with what its own figures can
// be off; only what passes is chained, so that a slip is not blamed on cells far away.
func (j *judge) try(mode Mode) *trial {
	t := &trial{mode: mode, judge: j, off: make([]interval, len(j.cells)), terms: make([]int, len(j.cells)),
		state: make([]byte, len(j.cells)), failed: map[int]failure{}}
	for i := range j.relations {
		if reason, bad := t.compare(i); bad {
			t.fail(i, reason, [2]int{-1, -1})
		}
	}
	t.twice()
	t.contradictions()
	return t
}

func (t *trial) fail(relation int, reason Reason, cells [2]int) {
	if _, ok := t.failed[relation]; ok {
		return
	}
	t.failed[relation] = failure{reason, cells}
	if !t.judge.relations[relation].local() {
		t.errors++
	}
}

// error is how far a cell's figure can be above or below its exact amount.
func (t *trial) error(c int) (interval, int) {
	j := t.judge
	switch t.state[c] {
	case 1:
		return anywhere, 0 // a sum of itself, by way of copies
	case 2:
		return t.off[c], t.terms[c]
	}
	t.state[c] = 1
	x, n := interval{}, 0
	switch {
	case j.zero[c]:
	case j.cells[c].known():
		k := &j.cells[c]
		x, n = interval{k.Value - k.Exact - k.Within, k.Value - k.Exact + k.Within}, 1
	case j.justified[c]:
		x = interval{unbounded, -unbounded}
		for _, s := range j.sources[j.figure(c)] {
			for _, f := range j.formulas[s] {
				y, m := interval{}, 0
				for _, p := range j.sums[f].parts {
					z, k := t.error(p)
					y, m = y.plus(z), m+k
				}
				x, n = x.hull(y), max(n, m)
			}
		}
	default:
		q := t.mode.rounding(j.cells[c].Value, j.cells[c].Step)
		x = interval{j.cells[c].Value - q.hi, j.cells[c].Value - q.lo}
		if j.cells[c].Step > 1 {
			n = 1
		}
	}
	t.off[c], t.terms[c], t.state[c] = x, n, 2
	return x, n
}

// side is what cells come to, how far that can be off, and by how many rounded figures.
func (t *trial) side(cells []int) (sum int64, off interval, terms int) {
	for _, c := range cells {
		x, n := t.error(c)
		sum, off, terms = sum+t.judge.cells[c].Value, off.plus(x), terms+n
	}
	return sum, off, terms
}

// compare looks at a relation by itself.
func (t *trial) compare(i int) (Reason, bool) {
	j, r := t.judge, &t.judge.relations[i]
	left, a, _ := t.side(r.Left)
	right, b, _ := t.side(r.Right)
	can := a.plus(b.minus())
	diff := left - right
	if r.Kind == AtLeast {
		return NotLess, diff < can.lo
	}
	if t.anyKnown(r) {
		return Beyond, diff < can.lo || diff > can.hi
	}
	if diff == 0 {
		return 0, false
	}
	if r.copied() && t.alike(r) {
		return NotPart, true
	}
	if p := j.pairs[i]; p.ok && !j.justified[p.a] && !j.justified[p.b] && j.cells[p.a].Step == j.cells[p.b].Step {
		return Twice, true
	}
	return Beyond, diff < can.lo || diff > can.hi
}

// anyKnown says whether the amount behind one of the figures is known.
func (t *trial) anyKnown(r *Relation) bool {
	known := func(c int) bool { return t.judge.cells[c].known() }
	return !r.Local && (slices.ContainsFunc(r.Left, known) || slices.ContainsFunc(r.Right, known))
}

// alike says whether a total and what is printed of its parts are rounded alike, and no
// more than one part is printed.
func (t *trial) alike(r *Relation) bool {
	part, n := t.judge.only(r.Right)
	return n == 0 || n == 1 && t.judge.cells[part].Step == t.judge.cells[r.Left[0]].Step
}

// twice finds quantities with two figures of which neither is a sum, and tables that print
// two figures for one quantity without a sum among them.
func (t *trial) twice() {
	j := t.judge
	type place struct{ quantity, table int }
	first, inTable, summed := map[[2]int64]int{}, map[place][]int{}, map[place]bool{}
	for c := range j.cells {
		if len(j.links[c]) == 0 || j.cells[c].known() {
			continue
		}
		p := place{j.quantity[c], j.cells[c].Table}
		inTable[p] = append(inTable[p], c)
		summed[p] = summed[p] || len(j.formulas[c]) > 0
	}
	for c := range j.cells {
		if len(j.links[c]) == 0 || j.cells[c].known() {
			continue // what is known is compared with each of its relations
		}
		if !j.justified[c] {
			k := [2]int64{int64(j.quantity[c]), j.cells[c].Step}
			if f, ok := first[k]; !ok {
				first[k] = c
			} else if j.cells[f].Value != j.cells[c].Value {
				t.apart(f, c)
			}
		}
		p := place{j.quantity[c], j.cells[c].Table}
		if f := inTable[p][0]; f != c && !summed[p] && j.cells[f].Step == j.cells[c].Step && j.cells[f].Value != j.cells[c].Value {
			t.apart(f, c)
		}
	}
}

// apart reports two figures of one quantity, unless a relation between them has failed.
func (t *trial) apart(a, b int) {
	if i := t.judge.between(b, a); i >= 0 {
		t.fail(i, Twice, [2]int{a, b})
	}
}

// equationTerm is a quantity in an equation.
type equationTerm struct {
	quantity int
	sign     int64
}

// equation says that its terms come to nothing.
type equation struct {
	relation int
	terms    []equationTerm
}

// contradictions passes intervals along the relations that have not failed. A relation at
// which they contradict each other fails, and the rest is tried again.
func (t *trial) contradictions() {
	j := *t.judge
	broken := make([]bool, len(j.relations))
	for i := range t.failed {
		broken[i] = true
	}
	// Cells on the two sides of what has failed are not one quantity.
	j.unite(broken)
	start := j.start(t.mode)
	var equations []equation
	for i := range j.relations {
		if e := j.equation(i); !broken[i] && e != nil {
			equations = append(equations, equation{i, e})
		}
	}
	for range maxContradictions {
		i, done := propagate(equations, start)
		t.cut = t.cut || !done
		if i < 0 {
			return
		}
		t.fail(equations[i].relation, Chained, [2]int{-1, -1})
		equations = append(equations[:i:i], equations[i+1:]...)
	}
	t.cut = true
}

// start is where the quantities lie by their own figures.
func (j *judge) start(mode Mode) []interval {
	at := make([]interval, len(j.cells))
	for q := range at {
		at[q] = anywhere
	}
	for c := range j.cells {
		q := j.quantity[c]
		switch {
		case j.zero[c]:
			at[q] = at[q].meet(interval{})
		case j.cells[c].known():
			k := &j.cells[c]
			at[q] = at[q].meet(interval{k.Exact - k.Within, k.Exact + k.Within})
		case !j.justified[c]:
			at[q] = at[q].meet(mode.rounding(j.cells[c].Value, j.cells[c].Step))
		}
	}
	for q := range at {
		if at[q].empty() {
			at[q] = anywhere // has been reported, and is no ground for more
		}
	}
	return at
}

// equation is a relation between quantities, nil if it bounds nothing.
func (j *judge) equation(i int) []equationTerm {
	r := &j.relations[i]
	if r.local() || j.pairs[i].ok {
		return nil
	}
	var terms []equationTerm
	add := func(side []int, sign int64) {
		for _, c := range side {
			if j.zero[c] {
				continue
			}
			found := false
			for k := range terms {
				if terms[k].quantity == j.quantity[c] {
					terms[k].sign += sign
					found = true
				}
			}
			if !found {
				terms = append(terms, equationTerm{j.quantity[c], sign})
			}
		}
	}
	add(r.Left, 1)
	add(r.Right, -1)
	out := terms[:0]
	for _, x := range terms {
		if x.sign != 0 {
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// propagate narrows the intervals until nothing changes, at most maxRounds times over. It
// returns the equation that leaves a quantity nowhere, -1 if there is none, and whether it
// came to an end.
func propagate(equations []equation, start []interval) (contradiction int, done bool) {
	at := append([]interval(nil), start...)
	by := map[int][]int{}
	work, size := 0, 0
	queued := make([]bool, len(equations))
	queue := make([]int, 0, len(equations))
	for i, e := range equations {
		for _, x := range e.terms {
			by[x.quantity] = append(by[x.quantity], i)
		}
		size += len(e.terms)
		queue, queued[i] = append(queue, i), true
	}
	var after []interval
	for len(queue) > 0 {
		i := queue[0]
		queue, queued[i] = queue[1:], false
		terms := equations[i].terms
		if work += len(terms); work > maxRounds*size {
			return -1, false
		}
		// The others of each term: those before it, and after[k] those behind it.
		after = append(after[:0], make([]interval, len(terms)+1)...)
		for k := len(terms) - 1; k >= 0; k-- {
			after[k] = after[k+1].plus(scaleInterval(at[terms[k].quantity], terms[k].sign))
		}
		before := interval{}
		for k, x := range terms {
			own := scaleInterval(at[x.quantity], x.sign)
			narrow := at[x.quantity].meet(divideInterval(before.plus(after[k+1]).minus(), x.sign))
			before = before.plus(own)
			if narrow == at[x.quantity] {
				continue
			}
			if narrow.empty() {
				return i, true
			}
			at[x.quantity] = narrow
			for _, n := range by[x.quantity] {
				if !queued[n] {
					queue, queued[n] = append(queue, n), true
				}
			}
		}
	}
	return -1, true
}

// scaleInterval multiplies by a small factor.
func scaleInterval(a interval, k int64) interval {
	if k < 0 {
		a, k = a.minus(), -k
	}
	out := a
	for ; k > 1; k-- {
		out = out.plus(a)
	}
	return out
}

// divideInterval finds the whole x with k*x in a.
func divideInterval(a interval, k int64) interval {
	if k < 0 {
		a, k = a.minus(), -k
	}
	if k == 1 {
		return a
	}
	high := func(n int64) int64 {
		if n >= unbounded {
			return n
		}
		q := n / k
		if n%k < 0 {
			q--
		}
		return q
	}
	return interval{-high(-a.lo), high(a.hi)}
}
