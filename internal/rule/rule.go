// Package rule checks a filing against the rule catalogue of its profile.
//
// Input: a profile and a filing. Output: a Report of findings, of rules that could
// not be evaluated, and of sums that differ by rounding. Invariant: a rule has three
// outcomes, holds, violated and not evaluated, and a violated one knows the cells of
// both sides, both values and their difference.
package rule

import (
	"errors"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Report is what a check found.
type Report struct {
	Findings []finding.Finding
	Skipped  []Skip
	Outcomes map[string]Outcome // of every rule, by code
	Rounded  bool               // some total differs from the sum of its parts by rounding
}

// Skip is a rule that could not be evaluated, and why.
type Skip = finding.Skip

// Outcome is how a rule ended over all rows and columns it looks at.
type Outcome int

// The outcomes, the worst of a rule's instances counts.
const (
	Idle         Outcome = iota // nothing to look at: the table is empty, or its condition never holds
	Holds                       // everywhere
	NotEvaluated                // a cell is missing or unreadable, and nothing is violated
	Violated
)

// Check evaluates the catalogue of a profile on a filing, with those rules that are
// for the given edition of the document only. named are the checks that rules name in
// go = "…". An error means the catalogue itself is wrong: a rule names a check that
// does not exist.
func Check(p *profile.Profile, f *filing.Filing, edition message.Lang, named []Named) (*Report, error) {
	r := &Report{Outcomes: map[string]Outcome{}}
	e := NewEvaluator(p, f)
	for _, rule := range p.Rules {
		before := len(r.Findings)
		switch {
		case !e.Applies(rule.Only), rule.Edition == string(message.EN) && edition != message.EN && edition != message.Both:
		case rule.Go != "":
			if err := r.named(rule, e, named); err != nil {
				return nil, err
			}
		default:
			r.Formulas(rule, e)
		}
		for _, x := range r.Findings[before:] {
			if x.Severity > finding.Note {
				r.Outcomes[rule.Code] = Violated
			}
		}
	}
	return r, nil
}

// Applies says whether a rule or a part of it is for units like this one.
func (e *evaluator) Applies(only map[string][]string) bool {
	for path, values := range only {
		if !slices.Contains(values, e.Filing.Text(path)) {
			return false
		}
	}
	return true
}

func (r *Report) Raise(code string, o Outcome) { r.Outcomes[code] = max(r.Outcomes[code], o) }

// Formulas checks the clauses of a rule in every row and column they are for.
func (r *Report) Formulas(rule *profile.Rule, e *evaluator) {
	skipped := map[string]bool{}
	// Two clauses may compare the same cells, each from its own table: said once.
	said := map[string]bool{}
	for _, clause := range rule.Clauses {
		if !e.Applies(clause.Only) {
			continue
		}
		e.instances(clause, func(at instance) {
			src := &source{e: e, clause: clause, at: at}
			wanted, cond := src.wanted()
			if !wanted && cond == nil {
				return
			}
			for _, t := range clause.Tests {
				res, err := comparison{}, cond
				if err == nil {
					res, err = src.compare(t)
				}
				switch {
				case errors.Is(err, errIdle):
				case err != nil:
					r.Raise(rule.Code, NotEvaluated)
					cause := formula.Why(err, message.ZH)
					if !skipped[cause] {
						skipped[cause] = true
						r.Skipped = append(r.Skipped, Skip{Code: rule.Code, Cause: cause, CauseEN: formula.Why(err, message.EN)})
					}
				default:
					r.Raise(rule.Code, Holds)
					if res.holds && !res.rounded {
						continue
					}
					r.Rounded = r.Rounded || res.rounded
					f := src.finding(rule, t, res)
					if key := f.Code + placesKey(f.Places); !said[key] {
						said[key] = true
						r.Findings = append(r.Findings, f)
					}
				}
			}
		})
	}
}

// placesKey is the same for the same cells in any order.
func placesKey(places []finding.Place) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = p.Name
	}
	slices.Sort(names)
	return strings.Join(names, "\n")
}

// instance is one row and column a clause is checked for.
type instance struct {
	row    int // of clause.Over; -1 if the clause is checked once
	column string
}

func (e *evaluator) instances(c *profile.Clause, visit func(instance)) {
	if c.Over == nil {
		visit(instance{row: -1})
		return
	}
	for _, i := range e.group(c.Over, c.Of) {
		if len(c.Columns) == 0 {
			visit(instance{row: i})
		}
		for _, name := range c.Columns {
			visit(instance{i, name})
		}
	}
}

// comparison is the outcome of one test.
type comparison struct {
	holds   bool
	rounded bool // holds only within the tolerance of sums
	a, b    decimal.Decimal
	left    int // amounts other than 0 on either side
	right   int
	addends int
}

// errIdle says that a test has nothing to look at.
var errIdle = errors.New("nothing to check")

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
		if !satisfies(t.Op, a.Cmp(b)) {
			return false, nil
		}
	}
	return true, nil
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
		c.addends = addends(t, left, right)
		near := a.Sub(b).Abs().LessThanOrEqual(Tolerance(c.addends))
		// A limit that is passed by rounding only is kept; there is no sum to explain.
		c.holds = near && (t.Op == "=" || t.Op == "<=" || t.Op == ">=")
		c.rounded = c.holds && t.Op == "="
	}
	return c, nil
}

// addends counts the printed figures that are added up: the amounts (left and right)
// on a side that is more than a single reference. Where both sides are sums, the
// total they have in common is not printed and cannot be off.
func addends(t profile.Test, left, right int) int {
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

// Level is the severity of a rule.
func Level(r *profile.Rule) finding.Severity {
	switch r.Level {
	case "error":
		return finding.Error
	case "warning":
		return finding.Warning
	}
	return finding.Note
}

// Rounding is the code of the note about a difference by rounding.
const Rounding = "rounding"
