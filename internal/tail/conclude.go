package tail

import "slices"

// fewAlone is from how many other tables that agree a figure is warned of.
const fewAlone = 3

// conclude turns a trial into verdicts.
func (j *judge) conclude(t *trial) *Judgement {
	out := &Judgement{Mode: t.mode, Cut: t.cut}
	wishes := j.wishes()
	for i := range j.relations {
		f, failed := t.failed[i]
		if !failed && (j.exact(i) || j.relations[i].Kind == AtLeast) {
			continue
		}
		v := t.verdict(i)
		if failed {
			v.Level, v.Reason, v.Cells = Error, f.reason, f.cells
			if f.cells[0] >= 0 {
				v.Left, v.Right = j.cells[f.cells[0]].Value, j.cells[f.cells[1]].Value
			}
			v.Proposal = j.propose(wishes, i)
		}
		out.Verdicts = append(out.Verdicts, v)
	}
	if t.errors == 0 {
		j.lonely(t, out)
	}
	return out
}

// behind adds what only the amounts behind the figures say: relations that are honest by what
// is printed, and not by what is known. t is a trial with that knowledge. It is not chained:
// amounts at odds with themselves must not make errors of what other tables print.
func (t *trial) behind(printed *trial, out *Judgement) {
	j := t.judge
	for i := range j.relations {
		f, bad := t.failed[i]
		if _, failed := printed.failed[i]; !bad || failed || f.reason == Chained || f.cells[0] >= 0 || j.relations[i].local() {
			continue
		}
		v := t.verdict(i)
		v.Level, v.Reason, v.Exact = Warning, Apart, true
		v.Left, v.Right = j.finest(j.relations[i].Left), j.finest(j.relations[i].Right)
		if v.Left == v.Right {
			continue // it is another relation of these cells that does not hold
		}
		out.Verdicts = slices.DeleteFunc(out.Verdicts, func(w Verdict) bool { return w.Relation == i })
		out.Verdicts = append(out.Verdicts, v)
	}
	slices.SortStableFunc(out.Verdicts, func(a, b Verdict) int { return a.Relation - b.Relation })
}

// verdict describes a relation.
func (t *trial) verdict(i int) Verdict {
	r := &t.judge.relations[i]
	left, a, n := t.side(r.Left)
	right, b, m := t.side(r.Right)
	can := a.plus(b.minus())
	v := Verdict{Relation: i, ID: r.ID, Left: left, Right: right, Cells: [2]int{-1, -1}, LeftTerms: n, RightTerms: m}
	v.Bound = max(can.hi, -can.lo)
	step := int64(1)
	for _, side := range [][]int{r.Left, r.Right} {
		for _, c := range side {
			if !t.judge.zero[c] {
				step = max(step, t.judge.cells[c].Step)
			}
		}
	}
	v.Bound -= v.Bound % step
	v.Summed = len(r.Left) == 1 && len(t.judge.formulas[r.Left[0]]) > 0
	return v
}

func (j *judge) exact(i int) bool {
	return j.sum(j.relations[i].Left) == j.sum(j.relations[i].Right)
}

func (j *judge) sum(side []int) (sum int64) {
	for _, c := range side {
		sum += j.cells[c].Value
	}
	return sum
}

// finest is what cells come to as finely as their amounts are known.
func (j *judge) finest(side []int) (sum int64) {
	for _, c := range side {
		sum += j.cells[c].finest()
	}
	return sum
}

// cellWish is what relations want of a cell: to be changed by so much.
type cellWish struct {
	by    int64
	mends []int
}

// wanted are the wishes for a cell, and how many relations hold as it is.
type wanted struct {
	wishes []cellWish
	hold   int
}

// wishes asks every relation by how much each of its cells had to be changed for the
// relation to hold exactly.
func (j *judge) wishes() []wanted {
	out := make([]wanted, len(j.cells))
	for i := range j.relations {
		r := &j.relations[i]
		if r.Kind == AtLeast {
			continue
		}
		diff := j.sum(r.Left) - j.sum(r.Right)
		ask := func(side []int, by int64) {
			for _, c := range side {
				w := &out[c]
				if by == 0 {
					w.hold++
					continue
				}
				k := 0
				for k < len(w.wishes) && w.wishes[k].by != by {
					k++
				}
				if k == len(w.wishes) {
					w.wishes = append(w.wishes, cellWish{by: by})
				}
				w.wishes[k].mends = append(w.wishes[k].mends, i)
			}
		}
		ask(r.Left, -diff)
		ask(r.Right, diff)
	}
	return out
}

// propose finds the cell of a relation whose change makes the most relations hold, those
// counted off that it would break. One that no other relation asks for, or that is no
// better than another, is not proposed.
func (j *judge) propose(all []wanted, relation int) *Proposal {
	var best *Proposal
	score, tie := 0, false
	seen := map[int]bool{}
	for _, side := range [][]int{j.relations[relation].Left, j.relations[relation].Right} {
		for _, c := range side {
			if seen[c] {
				continue
			}
			seen[c] = true
			for _, w := range all[c].wishes {
				s := len(w.mends) - all[c].hold
				switch {
				case len(w.mends) < 2 || s <= 0 || s < score:
				case s == score:
					tie = true
				default:
					best, score, tie = &Proposal{c, j.cells[c].Value + w.by, w.mends}, s, false
				}
			}
		}
	}
	if tie {
		return nil
	}
	return best
}

// lonely finds the figures that nothing confirms while other tables agree on another one.
func (j *judge) lonely(t *trial, out *Judgement) {
	holds := make([]bool, len(j.cells))
	for i := range j.relations {
		if j.relations[i].Kind != AtLeast && j.exact(i) {
			for _, side := range [][]int{j.relations[i].Left, j.relations[i].Right} {
				for _, c := range side {
					holds[c] = true
				}
			}
		}
	}
	for _, f := range j.sums {
		if j.cells[f.total].Value == j.sum(f.parts) {
			holds[f.total] = true // as of its leaves
		}
	}
	members := map[int][]int{}
	for c := range j.cells {
		members[j.quantity[c]] = append(members[j.quantity[c]], c)
	}
	for c := range j.cells {
		same := members[j.quantity[c]]
		if holds[c] || j.zero[c] || j.cells[c].known() || len(same) < 2 {
			continue
		}
		value, k, witness := j.agreed(c, same)
		if k == 0 {
			continue
		}
		relation := j.between(c, witness)
		if relation < 0 {
			continue
		}
		v := Verdict{Level: Question, Reason: Alone, Relation: relation, ID: j.relations[relation].ID,
			Left: j.cells[c].Value, Right: value, Cells: [2]int{c, witness}}
		_, a, n := t.side([]int{c})
		_, b, m := t.side([]int{witness})
		can := a.plus(b.minus())
		v.Bound, v.LeftTerms, v.RightTerms = max(can.hi, -can.lo), n, m
		v.Bound -= v.Bound % j.cells[c].Step
		if k >= fewAlone {
			v.Level = Warning
		}
		v.Proposal = &Proposal{Cell: c, Value: value}
		for _, l := range j.links[c] {
			if j.cells[l.to].Value == value {
				v.Proposal.Mends = append(v.Proposal.Mends, l.relation)
			}
		}
		out.Verdicts = append(out.Verdicts, v)
	}
}

// agreed is the figure that the most other tables print for the quantity of a cell, in how
// many, and the first cell that prints it. There is none if another cell prints the cell's
// own figure, or if two figures have as many tables.
func (j *judge) agreed(c int, same []int) (value int64, tables, witness int) {
	type entry struct {
		value  int64
		tables map[int]bool
		first  int
	}
	var entries []*entry
	for _, m := range same {
		if m == c || j.cells[m].Step != j.cells[c].Step {
			continue
		}
		if j.cells[m].Value == j.cells[c].Value {
			return 0, 0, 0
		}
		if j.cells[m].Table == j.cells[c].Table {
			continue
		}
		k := 0
		for k < len(entries) && entries[k].value != j.cells[m].Value {
			k++
		}
		if k == len(entries) {
			entries = append(entries, &entry{j.cells[m].Value, map[int]bool{}, m})
		}
		entries[k].tables[j.cells[m].Table] = true
	}
	tie := false
	for _, e := range entries {
		switch n := len(e.tables); {
		case n == tables:
			tie = true
		case n > tables:
			value, tables, witness, tie = e.value, n, e.first, false
		}
	}
	if tie {
		return 0, 0, 0
	}
	return value, tables, witness
}
