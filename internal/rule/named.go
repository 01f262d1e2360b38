package rule

import (
	"fmt"
	"sort"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// check is a rule that needs more than a formula. Its name is what a profile writes
// in go = "…".
type check struct {
	name string
	run  func(*input)
}

// checks are all named checks, sorted by name.
var checks = []check{
	{"negative", negative},
}

// input is what a named check works on, and where it reports.
type input struct {
	*evaluator
	rule   *profile.Rule
	report *Report
}

// named runs the Go check a rule names.
func (r *Report) named(rule *profile.Rule, e *evaluator) error {
	i := sort.Search(len(checks), func(i int) bool { return checks[i].name >= rule.Go })
	if i == len(checks) || checks[i].name != rule.Go {
		return fmt.Errorf("rule %s: there is no check %q", rule.Code, rule.Go)
	}
	checks[i].run(&input{e, rule, r})
	return nil
}

// holds says that the check had something to look at; without it, and without a
// finding, its outcome is Idle.
func (in *input) holds() { in.report.raise(in.rule.Code, Holds) }

// skip says that the check could not be made, and why.
func (in *input) skip(cause string) {
	in.report.raise(in.rule.Code, NotEvaluated)
	in.report.Skipped = append(in.report.Skipped, Skip{Code: in.rule.Code, Cause: cause})
}

// find reports a violation at its places, the one to mend first; kv are the values
// of the {placeholders} of the rule's texts, names in Chinese.
func (in *input) find(places []finding.Place, kv ...string) {
	in.findAt(Level(in.rule), places, kv...)
}

// findAt is find with a level of its own, for rules that warn in milder cases.
func (in *input) findAt(level finding.Severity, places []finding.Place, kv ...string) {
	f := finding.Finding{Code: in.rule.Code, Severity: level, Places: places,
		Words: &finding.Words{Say: in.rule.Say.Text, Fix: in.rule.Fix.Text},
		Args:  message.Pairs(kv...), ArgsEN: message.Pairs(kv...)}
	for k, v := range f.ArgsEN {
		if en, ok := in.p.English(v); ok {
			f.ArgsEN[k] = en
		}
	}
	for _, k := range []string{"table"} {
		if t, ok := in.p.Named(f.Args[k]).(*profile.Table); ok {
			f.ArgsEN[k] = t.Name.EN
		}
	}
	in.report.Findings = append(in.report.Findings, f)
}

// negative reports amounts below zero.
func negative(in *input) {
	in.amounts(func(c amountCell) {
		in.holds()
		if c.value.IsNegative() {
			in.find([]finding.Place{c.at}, "table", c.table.Name.ZH, "row", c.row, "column", c.column.Name.ZH, "a", c.text)
		}
	})
}
