package rule

import (
	"fmt"
	"slices"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// named runs the Go check a rule names.
func (r *Report) named(rule *profile.Rule, e *evaluator, named []Named) error {
	i := slices.IndexFunc(named, func(n Named) bool { return n.Name == rule.Go })
	if i < 0 {
		return fmt.Errorf("rule %s: there is no check %q", rule.Code, rule.Go)
	}
	in := &Input{evaluator: e, Rule: rule, Report: r}
	named[i].Run(in)
	return in.Err
}

// Holds says that the check had something to look at; without it, and without a
// finding, its outcome is Idle.
func (in *Input) Holds() { in.Report.Raise(in.Rule.Code, Holds) }

// Skip says that the check could not be made, and why.
func (in *Input) Skip(why error) {
	in.Report.Raise(in.Rule.Code, NotEvaluated)
	in.Report.Skipped = append(in.Report.Skipped, skipOf(in.Rule, why))
}

// Unreadable says why the amount of a column cannot be used in a row.
func (in *Input) Unreadable(t *profile.Table, row filing.Row, column string) error {
	return in.Data.Unreadable(t, row, t.Column(column))
}

// Unfilled says that a field is needed and blank.
func (in *Input) Unfilled(path string) error {
	at := in.FieldPlace(path)
	ref := at.Name
	f, form := in.Profile.Field(path), in.Profile.Form(at.Table)
	if f != nil && form != nil {
		ref = formula.Ref{Table: form.Name.ZH, Column: f.Name.ZH}.Words(message.ZH)
	}
	c := formula.NotEvaluated("cause-blank", "ref", ref)
	c.At = at
	if f != nil && form != nil {
		c.Reason = c.InEnglish("ref", formula.Ref{Table: form.Name.EN, Column: f.Name.EN}.Words(message.EN))
	}
	return c
}

// Find reports a violation at its places, the one to mend first; kv are the values
// of the {placeholders} of the rule's texts, names in Chinese.
// The finding may be completed until the next one is reported.
func (in *Input) Find(places []finding.Place, kv ...string) *finding.Finding {
	f := in.finding(Level(in.Rule), in.Rule.Say, in.Rule.Fix, places, kv)
	f.Words.Many, f.Words.Item = in.Rule.Many.Text, in.Rule.Item.Text
	return in.report(f)
}

func (in *Input) report(f finding.Finding) *finding.Finding {
	in.Report.Findings = append(in.Report.Findings, f)
	return &in.Report.Findings[len(in.Report.Findings)-1]
}

// FindCase reports a violation in the words of one case of the rule.
func (in *Input) FindCase(id string, places []finding.Place, kv ...string) *finding.Finding {
	c := in.Rule.Case(id)
	if c == nil {
		in.Err = fmt.Errorf("rule %s: the case %q is missing", in.Rule.Code, id)
		return &finding.Finding{}
	}
	level, fix := Level(in.Rule), in.Rule.Fix
	if c.Level != "" {
		level = severities[c.Level]
	}
	if c.Fix.ZH != "" {
		fix = c.Fix
	}
	f := in.finding(level, c.Say, fix, places, kv)
	f.Words.Many, f.Words.Item = c.Many.Text, c.Item.Text
	return in.report(f)
}

// severities are the levels of rules and their cases.
var severities = map[string]finding.Severity{"error": finding.Error, "warning": finding.Warning, "note": finding.Note}

func (in *Input) finding(level finding.Severity, say, fix profile.Text, places []finding.Place, kv []string) finding.Finding {
	f := finding.Finding{Code: in.Rule.Code, Severity: level, Places: places,
		Words: &finding.Words{Say: say.Text, Fix: fix.Text},
		Args:  message.Pairs(kv...), ArgsEN: message.Pairs(kv...)}
	for k, v := range f.ArgsEN {
		f.ArgsEN[k] = in.english(v)
	}
	return f
}

// english is a name in English: of a table, a term, or several of them with ； or 、
// between.
func (in *Input) english(zh string) string {
	mark := "、"
	if strings.Contains(zh, "；") {
		mark = "；" // then a name may contain the other one
	}
	parts := strings.Split(zh, mark)
	for i, p := range parts {
		t, table := in.Profile.Named(p).(*profile.Table)
		if table {
			parts[i] = t.Name.EN
			continue
		}
		en, ok := in.Profile.English(p)
		if !ok {
			en, ok = in.columnEN(p)
		}
		if !ok {
			return zh
		}
		parts[i] = en
	}
	return strings.Join(parts, ", ")
}

// columnEN is the English name of a field, a column or an indicator of the profile.
func (in *Input) columnEN(zh string) (string, bool) {
	for _, f := range in.Profile.Forms {
		for _, x := range f.Fields {
			if x.Name.ZH == zh {
				return x.Name.EN, true
			}
		}
	}
	for _, l := range in.Profile.Lists {
		if l.Name.ZH == zh {
			return l.Name.EN, true
		}
	}
	for _, t := range in.Profile.Tables {
		if c := t.ColumnNamed(zh); c != nil {
			return c.Name.EN, true
		}
	}
	return "", false
}
