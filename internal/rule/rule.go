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

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/tail"
)

// Check evaluates the catalogue of a profile on a filing, with those rules that are
// for the given edition of the document only. named are the checks that rules name in
// go = "…". An error means the catalogue itself is wrong: a rule names a check that
// does not exist.
func Check(p *profile.Profile, f *filing.Filing, edition message.Lang, named []Named) (*Report, error) {
	return CheckRead(p, f, edition, named, nil)
}

// CheckRead is Check of a filing about which something has been found before: by its
// reader, or in its annexes. What the unit says about that is attached to it in place.
func CheckRead(p *profile.Profile, f *filing.Filing, edition message.Lang, named []Named, read []finding.Finding) (*Report, error) {
	return check(p, f, named, read, func(rule *profile.Rule) bool {
		return rule.Edition != string(message.EN) || edition == message.EN || edition == message.Both
	})
}

// Again evaluates the formulas of a catalogue, whatever the edition, and those named
// checks only that are given. It is what asks again whether figures agree once some were
// changed.
func Again(p *profile.Profile, f *filing.Filing, named []Named) (*Report, error) {
	return check(p, f, named, nil, func(rule *profile.Rule) bool {
		return rule.Edition == "" && (rule.Go == "" || slices.ContainsFunc(named, func(n Named) bool { return n.Name == rule.Go }))
	})
}

func check(p *profile.Profile, f *filing.Filing, named []Named, read []finding.Finding, wanted func(*profile.Rule) bool) (*Report, error) {
	r := &Report{Outcomes: map[string]Outcome{}, Read: read}
	e := newEvaluator(p, f)
	tests := r.evaluate(e, wanted)
	for _, rule := range p.Rules {
		before := len(r.Findings)
		switch {
		case rule.Go == "":
			r.report(rule, tests[rule])
		case !e.Applies(rule.Only), !wanted(rule):
		default:
			if err := r.named(rule, e, named); err != nil {
				return nil, err
			}
		}
		for _, x := range r.Findings[before:] {
			if x.Severity > finding.Note {
				r.Outcomes[rule.Code] = Violated
			}
		}
	}
	return r, nil
}

// Formulas evaluates only those rules of a catalogue that are formulas, whatever the
// edition.
func Formulas(p *profile.Profile, f *filing.Filing) *Report {
	r, _ := Again(p, f, nil) // without named checks none can be missing
	return r
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

// evaluate compares what the formulas compare, and has the relations judged that they
// state. It begins the report with a note for each table that has differences by rounding.
func (r *Report) evaluate(e *evaluator, wanted func(*profile.Rule) bool) map[*profile.Rule][]checked {
	tests := map[*profile.Rule][]checked{}
	rel := newRelations(e)
	for _, rule := range e.Profile.Rules {
		if rule.Go != "" || !wanted(rule) || !e.Applies(rule.Only) {
			continue
		}
		for _, clause := range rule.Clauses {
			if e.Applies(clause.Only) {
				e.instances(clause, func(at instance) {
					tests[rule] = append(tests[rule], rel.compare(&source{e: e, clause: clause, at: at})...)
				})
			}
		}
	}
	j := rel.judge()
	if j == nil {
		return tests
	}
	verdicts := make([]*tail.Verdict, len(rel.all))
	for i := range j.Verdicts {
		v := &j.Verdicts[i]
		if old := verdicts[v.Relation]; old == nil || v.Level > old.Level {
			verdicts[v.Relation] = v
		}
	}
	var tails []roundedTest
	for _, rule := range e.Profile.Rules {
		for i := range tests[rule] {
			c := &tests[rule][i]
			if c.relation < 0 {
				continue
			}
			if c.settle(verdicts[c.relation], rel); c.cmp.rounded && c.verdict.Level == tail.Tail {
				tails = append(tails, roundedTest{rule, c})
			}
		}
	}
	r.Findings = append(r.Findings, tailNotes(tails)...)
	r.Mode = j.Mode
	return tests
}

// compare makes the comparisons of an instance and adds the relations they state.
func (x *relations) compare(s *source) (tests []checked) {
	wanted, cond := s.wanted()
	if !wanted && cond == nil {
		return nil
	}
	for _, t := range s.clause.Tests {
		c := checked{src: s, test: t, err: cond, relation: -1}
		if c.err == nil {
			c.cmp, c.err = s.compare(t)
		}
		if errors.Is(c.err, errIdle) {
			continue
		}
		if c.err == nil {
			c.relation = x.add(s, t)
		}
		tests = append(tests, c)
	}
	return tests
}

// settle makes the verdict of its relation that of a comparison.
func (c *checked) settle(v *tail.Verdict, rel *relations) {
	c.verdict = v
	c.cmp.holds, c.cmp.rounded = true, false
	if v != nil {
		c.cmp.holds = v.Level < tail.Error
		c.cmp.rounded = c.cmp.holds && c.test.Op == "="
		c.cmp.terms = [2]int{v.LeftTerms, v.RightTerms}
		c.cmp.apart = v.Reason == tail.Apart
		if v.Exact {
			c.cmp.a, c.cmp.b = wanOf(v.Left), wanOf(v.Right)
		}
		if v.Level.Doubted() {
			c.cmp.proposal = rel.proposal(v)
		}
	}
}

// report says what came of the tests of a rule.
func (r *Report) report(rule *profile.Rule, tests []checked) {
	skipped := map[string]bool{}
	// Two clauses may compare the same cells, each from its own table: said once.
	said := map[string]bool{}
	for i := range tests {
		c := &tests[i]
		if c.err != nil {
			r.Raise(rule.Code, NotEvaluated)
			s := skipOf(rule, c.err)
			if why := s.Why(message.ZH); !skipped[why] {
				skipped[why] = true
				r.Skipped = append(r.Skipped, s)
			}
			continue
		}
		r.Raise(rule.Code, Holds)
		r.Rounded = r.Rounded || c.cmp.rounded
		alone := c.verdict != nil && c.verdict.Level.Doubted()
		if c.cmp.holds && !alone && (!c.cmp.rounded || c.relation >= 0) {
			continue // of a difference by rounding its table has a note
		}
		f := c.src.finding(rule, c.test, c.cmp)
		if alone {
			f = c.src.alone(rule, c.test, c.cmp)
		}
		if key := f.Code + placesKey(f.Places); !said[key] {
			said[key] = true
			if f.Severity > finding.Note {
				r.Violations = append(r.Violations, Violation{Finding: len(r.Findings), Rule: rule,
					Left: c.src.refsOf(c.test.Left), Right: c.src.refsOf(c.test.Right), A: c.cmp.a, B: c.cmp.b})
			}
			r.Findings = append(r.Findings, f)
		}
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
