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
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
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

// Check evaluates the whole catalogue of a profile on a filing. An error means the
// catalogue itself is wrong: a rule names a check that does not exist.
func Check(p *profile.Profile, f *filing.Filing) (*Report, error) {
	r := &Report{Outcomes: map[string]Outcome{}}
	e := newEvaluator(p, f)
	for _, rule := range p.Rules {
		before := len(r.Findings)
		switch {
		case !e.applies(rule):
		case rule.Go != "":
			if err := r.named(rule, e); err != nil {
				return nil, err
			}
		default:
			r.formulas(rule, e)
		}
		for _, x := range r.Findings[before:] {
			if x.Severity > finding.Note {
				r.Outcomes[rule.Code] = Violated
			}
		}
	}
	r.settle()
	return r, nil
}

// applies says whether a rule is for units like this one.
func (e *evaluator) applies(rule *profile.Rule) bool {
	for path, values := range rule.Only {
		if !slices.Contains(values, e.f.Text(path)) {
			return false
		}
	}
	return true
}

func (r *Report) raise(code string, o Outcome) { r.Outcomes[code] = max(r.Outcomes[code], o) }

// formulas checks a rule of formulas in every row and column it is for.
func (r *Report) formulas(rule *profile.Rule, e *evaluator) {
	skipped := map[string]bool{}
	e.instances(rule, func(at instance) {
		for _, t := range rule.Tests {
			res, err := e.compare(rule, t, at)
			switch {
			case errors.Is(err, errIdle):
			case err != nil:
				r.raise(rule.Code, NotEvaluated)
				cause := strings.TrimSuffix(err.Error(), ": "+formula.ErrNotEvaluated.Error())
				if !skipped[cause] {
					skipped[cause] = true
					r.Skipped = append(r.Skipped, Skip{Code: rule.Code, Cause: cause})
				}
			default:
				r.raise(rule.Code, Holds)
				if res.rounded {
					r.Rounded = true
				}
				if res.rounded || !res.holds {
					r.Findings = append(r.Findings, e.finding(rule, t, at, res))
				}
			}
		}
	})
}

// instance is one row and column a rule is checked for.
type instance struct {
	row    int // of rule.Over; -1 if the rule is checked once
	column string
}

func (e *evaluator) instances(rule *profile.Rule, visit func(instance)) {
	columns := rule.Columns
	if len(columns) == 0 {
		columns = []string{""}
	}
	if rule.Over == nil {
		visit(instance{row: -1})
		return
	}
	rows := e.group(rule.Over, rule.Of)
	for _, i := range rows {
		for _, c := range columns {
			visit(instance{i, c})
		}
	}
}

// comparison is the outcome of one test.
type comparison struct {
	holds   bool
	rounded bool // holds only within the tolerance of sums
	a, b    formula.Result
	diff    decimal.Decimal // a - b
	addends int
}

// errIdle says that a test has nothing to look at.
var errIdle = errors.New("nothing to check")

func (e *evaluator) compare(rule *profile.Rule, t profile.Test, at instance) (comparison, error) {
	src := &source{e: e, rule: rule, at: at}
	if rule.Cond != nil {
		a, err := rule.Cond.Left.Eval(src)
		if err != nil {
			return comparison{}, errIdle
		}
		b, err := rule.Cond.Right.Eval(src)
		if err != nil || !satisfies(rule.Cond.Op, a.Value.Cmp(b.Value)) {
			return comparison{}, errIdle
		}
	}
	a, err := t.Left.Eval(src)
	if err != nil {
		return comparison{}, err
	}
	b, err := t.Right.Eval(src)
	if err != nil {
		return comparison{}, err
	}
	if src.childless {
		return comparison{}, errIdle
	}
	c := comparison{a: a, b: b, diff: a.Value.Sub(b.Value)}
	c.holds = satisfies(t.Op, a.Value.Cmp(b.Value))
	if !c.holds && t.Op == "=" && rule.Tolerance == "sum" {
		c.addends = addends(t.Left, a) + addends(t.Right, b)
		if c.diff.Abs().LessThanOrEqual(Tolerance(c.addends)) {
			c.holds, c.rounded = true, true
		}
	}
	return c, nil
}

// addends counts the printed figures a side adds up: cells with an amount, where
// there is more than a single reference.
func addends(e *formula.Expr, r formula.Result) int {
	if e.Op == formula.RefOp || e.Op == formula.Number {
		return 0
	}
	n := 0
	for _, c := range r.Cells {
		if !c.Value.IsZero() {
			n++
		}
	}
	return n
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

// finding says a violated test, or a difference by rounding, in the words of the rule.
func (e *evaluator) finding(rule *profile.Rule, t profile.Test, at instance, c comparison) finding.Finding {
	f := finding.Finding{Code: rule.Code, Severity: Level(rule), Words: &finding.Words{Say: rule.Say.Text, Fix: rule.Fix.Text}}
	if c.rounded {
		f.Severity, f.Words = finding.Note, nil
		f.Code = Rounding
	}
	for _, side := range []formula.Result{c.a, c.b} {
		for _, x := range side.Cells {
			at := x.At
			at.Name = x.Name
			f.Places = append(f.Places, at)
		}
	}
	if len(f.Places) == 0 {
		f.Places = []finding.Place{{Name: t.Source}}
	}
	args := func(l message.Lang) message.Args {
		m := message.Pairs("rule", rule.Code, "a", amount.Trim2(c.a.Value), "b", amount.Trim2(c.b.Value), "d", amount.Trim2(c.diff.Abs()),
			"n", strconv.Itoa(c.addends), "formula", t.Source, "name", rule.Name.In(l))
		m["table"], m["row"], m["column"] = e.where(rule, t, at, c, l)
		return m
	}
	f.Args, f.ArgsEN = args(message.ZH), args(message.EN)
	return f
}

// Rounding is the code of the note about a difference by rounding.
const Rounding = "rounding"

// where names the table, row and column of an instance in a language: those it is
// checked for, else those of the first cell.
func (e *evaluator) where(rule *profile.Rule, t profile.Test, at instance, c comparison, l message.Lang) (table, row, column string) {
	term := func(zh string) string {
		if l == message.EN {
			if en, ok := e.p.English(zh); ok {
				return en
			}
		}
		return zh
	}
	over, name := rule.Over, at.column
	if over != nil {
		rowOf := e.f.Tables[over.ID][at.row]
		col := &over.Columns[len(over.Columns)-1]
		for _, ref := range t.Left.Refs() {
			if x := over.ColumnNamed(e.column(ref.Column, at)); ref.Table == over.Name.ZH && x != nil {
				col = x
				break
			}
		}
		row = term(profile.RowName(over, rowOf, col))
		if name == "" {
			name = col.Name.ZH
		}
		return over.Name.In(l), row, term(name)
	}
	for _, ref := range append(t.Left.Refs(), t.Right.Refs()...) {
		table = ref.Table
		if x, ok := e.p.Named(ref.Table).(*profile.Table); ok {
			table = x.Name.In(l)
		}
		return table, term(ref.Row), term(ref.Column)
	}
	return "", "", ""
}
