package rule

import (
	"errors"

	"github.com/shopspring/decimal"

	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// comparison is the outcome of one test.
type comparison struct {
	holds   bool
	rounded bool // holds only within the tolerance of sums
	a, b    decimal.Decimal
	left    int // amounts other than 0 on either side
	right   int
	addends int

	apart    bool      // the printed figures could be rounded, the amounts in 元 behind them do not add up
	terms    [2]int    // rounded figures behind either side, of a relation that does not hold exactly
	proposal *proposal // the change that would settle it, nil if none stands out
}

// proposal is one figure that, changed, makes other relations hold.
type proposal struct {
	cell  string // in the words of the document
	value string // 万元
	mends int    // relations that then hold exactly
}

// wanted says whether the conditions of the clause hold here.
func (s *source) wanted() (bool, error) {
	for _, t := range s.clause.Conds {
		a, _, err := s.total(t.Left)
		if err != nil {
			return false, err
		}
		b, _, err := s.total(t.Right)
		if err != nil {
			return false, err
		}
		holds := satisfies(t.Op, a.Cmp(b))
		if (t.Op == "=" || t.Op == "<>") && s.near(t, a, b) {
			holds = t.Op == "="
		}
		if !holds {
			return false, nil
		}
	}
	return true, nil
}

// near says whether two amounts of a condition are one but for rounding. A rule must not
// fall silent because the figures it depends on are 0.01 apart.
func (s *source) near(t profile.Test, a, b decimal.Decimal) bool {
	if s.clause.Relation == "" || t.Left.Op == formula.Number || t.Right.Op == formula.Number {
		return false
	}
	n := len(t.Left.Refs()) + len(t.Right.Refs())
	return a.Sub(b).Abs().LessThanOrEqual(Tolerance(max(n, 2)))
}

func (s *source) compare(t profile.Test) (comparison, error) {
	s.leaf = false
	a, left, err := s.total(t.Left)
	if err != nil {
		return comparison{}, err
	}
	b, right, err := s.total(t.Right)
	if err != nil {
		return comparison{}, err
	}
	if s.leaf {
		return comparison{}, errIdle
	}
	c := comparison{a: a, b: b, left: left, right: right, holds: satisfies(t.Op, a.Cmp(b))}
	if !c.holds && s.clause.Sum {
		c.addends = countAddends(t, left, right)
		near := a.Sub(b).Abs().LessThanOrEqual(Tolerance(c.addends))
		// A limit that is passed by rounding only is kept; there is no sum to explain.
		c.holds = near && (t.Op == "=" || t.Op == "<=" || t.Op == ">=")
		c.rounded = c.holds && t.Op == "="
	}
	return c, nil
}

// countAddends counts the printed figures that are added up: the amounts (left and right)
// on a side that is more than a single reference. Where both sides are sums, the
// total they have in common is not printed and cannot be off.
func countAddends(t profile.Test, left, right int) int {
	single := func(e *formula.Expr) bool { return e.Op == formula.RefOp || e.Op == formula.Number }
	if single(t.Left) {
		left = 0
	}
	if single(t.Right) {
		right = 0
	}
	if left > 0 && right > 0 {
		return left + right - 1
	}
	return left + right
}

// Tolerance is how far a sum of n printed addends may be off, in 万元: every figure
// is rounded on its own, so at most 0.005 x (n+1), which is floor((n+1)/2) cents. A
// single addend must be equal.
func Tolerance(n int) decimal.Decimal {
	if n < 2 {
		return decimal.Zero
	}
	return decimal.New(int64((n+1)/2), -2)
}

func satisfies(op formula.Op, cmp int) bool {
	switch op {
	case "=":
		return cmp == 0
	case "<>":
		return cmp != 0
	case "<":
		return cmp < 0
	case "<=":
		return cmp <= 0
	case ">":
		return cmp > 0
	case ">=":
		return cmp >= 0
	}
	return false
}

// errIdle says that a test has nothing to look at.
var errIdle = errors.New("nothing to check")
