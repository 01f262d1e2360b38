package derive

import (
	"math/big"
	"sort"

	"github.com/shopspring/decimal"
)

// equation says that some unknown amounts add up to a given one.
type equation struct {
	of  []int // unknowns, ascending
	sum decimal.Decimal
}

// maxUnknowns bounds what is solved: a workbook made to be slow must not succeed.
const maxUnknowns = 8000

// solveEquations finds the unknowns the equations determine, given that none is negative.
// Equations of few unknowns are believed first: where sums were rounded the parts
// count. known tells which of the values are determined.
func solveEquations(n int, eqs []equation) (values []decimal.Decimal, known []bool) {
	values, known = make([]decimal.Decimal, n), make([]bool, n)
	for zeroUnknowns(eqs, values, known) {
		eqs = settleEquations(eqs, values, known)
	}
	sort.SliceStable(eqs, func(i, j int) bool { return len(eqs[i].of) < len(eqs[j].of) })
	eliminate(eqs, values, known)
	return values, known
}

// zeroUnknowns sets unknowns that can only be 0: those of a sum that is 0, and those that one
// sum has more than another one of the same amount. It says whether it found any.
func zeroUnknowns(eqs []equation, values []decimal.Decimal, known []bool) bool {
	found := false
	set := func(i int) {
		if !known[i] {
			known[i], values[i], found = true, decimal.Zero, true
		}
	}
	for _, e := range eqs {
		if e.sum.IsZero() {
			for _, i := range e.of {
				set(i)
			}
		}
	}
	if found {
		return true
	}
	same := map[string][]equation{}
	for _, e := range eqs {
		same[e.sum.String()] = append(same[e.sum.String()], e)
	}
	for _, list := range same {
		if len(list) > 200 {
			continue
		}
		for _, a := range list {
			for _, b := range list {
				if rest, ok := restBeyond(b.of, a.of); ok && len(a.of) > 0 {
					for _, i := range rest {
						set(i)
					}
				}
			}
		}
	}
	return found
}

// restBeyond is what an ascending list has beyond another one that it contains.
func restBeyond(all, part []int) (rest []int, contains bool) {
	if len(part) >= len(all) {
		return nil, false
	}
	i := 0
	for _, x := range all {
		if i < len(part) && part[i] == x {
			i++
		} else {
			rest = append(rest, x)
		}
	}
	return rest, i == len(part)
}

// settleEquations takes what is known out of the equations, and equations that stand twice.
func settleEquations(eqs []equation, values []decimal.Decimal, known []bool) []equation {
	var out []equation
	for _, e := range eqs {
		var of []int
		sum := e.sum
		for _, i := range e.of {
			if known[i] {
				sum = sum.Sub(values[i])
			} else {
				of = append(of, i)
			}
		}
		if len(of) == 0 {
			continue
		}
		twice := false
		for _, o := range out {
			if len(o.of) == len(of) && o.sum.Equal(sum) && equalLists(o.of, of) {
				twice = true
				break
			}
		}
		if !twice {
			out = append(out, equation{of, sum})
		}
	}
	return out
}

func equalLists(a, b []int) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// linear is an equation while it is solved.
type linear struct {
	of    map[int]*big.Rat
	sum   *big.Rat
	pivot int
}

// eliminate solves the equations exactly; those that contradict earlier ones are
// passed over. An unknown is known if its equation has no other one left.
func eliminate(eqs []equation, values []decimal.Decimal, known []bool) {
	var done []*linear
	by := map[int]*linear{} // pivot -> equation
	for _, e := range eqs {
		l := &linear{of: map[int]*big.Rat{}, sum: e.sum.Rat()}
		for _, i := range e.of {
			if known[i] {
				l.sum.Sub(l.sum, values[i].Rat())
			} else {
				l.of[i] = big.NewRat(1, 1)
			}
		}
		for _, d := range done {
			l.less(d)
		}
		if len(l.of) == 0 {
			continue
		}
		l.pivot = -1
		for i := range l.of {
			if l.pivot < 0 || i < l.pivot {
				l.pivot = i
			}
		}
		inv := new(big.Rat).Inv(l.of[l.pivot])
		for i := range l.of {
			l.of[i].Mul(l.of[i], inv)
		}
		l.sum.Mul(l.sum, inv)
		for _, d := range done {
			d.less(l)
		}
		done = append(done, l)
		by[l.pivot] = l
	}
	for pivot, l := range by {
		if len(l.of) == 1 {
			known[pivot] = true
			values[pivot] = decimal.NewFromBigRat(l.sum, 6)
		}
	}
}

// less takes another equation's pivot out of this one.
func (l *linear) less(d *linear) {
	k, ok := l.of[d.pivot]
	if !ok {
		return
	}
	k = new(big.Rat).Set(k)
	for i, x := range d.of {
		v := new(big.Rat).Mul(k, x)
		if have, ok := l.of[i]; ok {
			v.Sub(have, v)
		} else {
			v.Neg(v)
		}
		if v.Sign() == 0 {
			delete(l.of, i)
		} else {
			l.of[i] = v
		}
	}
	l.sum.Sub(l.sum, new(big.Rat).Mul(k, d.sum))
}
