package rule

import (
	"fmt"
	"sort"
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Explain says one rule in full: what it checks, why, how to mend it, on what basis,
// with its examples. Level 2 headings and lists are Markdown, which reads well in a
// terminal too.
func Explain(p *profile.Profile, r *profile.Rule, l message.Lang) string {
	say := func(id string, kv ...string) string { return message.Say(l, id, message.Pairs(kv...)) }
	var b strings.Builder
	fmt.Fprintf(&b, "## %s %s\n\n", r.Code, r.Name.In(l))
	item := func(id, text string) {
		if text != "" {
			fmt.Fprintf(&b, "- %s%s\n", say(id), text)
		}
	}
	item("manual-level", say("severity-"+r.Level))
	only := func(only map[string][]string) {
		for _, path := range SortedPaths(only) {
			f := p.Field(path)
			var names []string
			for _, c := range f.Choices {
				for _, v := range only[path] {
					if c.ID == v {
						names = append(names, c.Name.In(l))
					}
				}
			}
			item("manual-only", f.Name.In(l)+" = "+strings.Join(names, " / "))
		}
	}
	only(r.Only)
	if len(r.Check) > 0 {
		explainPart(p, profile.RulePart{Each: r.Each, Columns: r.Columns, When: r.When, Check: r.Check, Tolerance: r.Tolerance, Relation: r.Relation, Local: r.Local}, l, item)
	}
	for _, part := range r.Parts {
		if part.Tolerance == "" {
			part.Tolerance = r.Tolerance
		}
		if part.Relation == "" {
			part.Relation = r.Relation
		}
		part.Local = part.Local || r.Local
		explainPart(p, part, l, item)
		only(part.Only)
	}
	item("manual-why", r.Why.In(l))
	item("manual-fix", r.Fix.In(l))
	item("manual-basis", r.Basis.In(l))
	for _, e := range r.Examples {
		if text := exampleText(p, e, l); text != "" {
			item("manual-example", text)
		}
	}
	return b.String()
}

// explainPart says the formulas of one part of a rule, where they are checked, and how
// strictly.
func explainPart(p *profile.Profile, part profile.RulePart, l message.Lang, item func(id, text string)) {
	for _, t := range part.Check {
		item("manual-formula", "`"+p.Formula(l, t)+"`")
	}
	if part.Each != "" {
		item("manual-each", "`"+p.Rows(l, part.Each)+"`")
	}
	if len(part.Columns) > 0 {
		var names []string
		for _, c := range part.Columns {
			names = append(names, p.Column(l, c))
		}
		item("manual-columns", "`"+strings.Join(names, "`"+message.Say(l, "manual-and", nil)+"`")+"`")
	}
	if part.When != "" {
		item("manual-when", "`"+p.Formula(l, part.When)+"`")
	}
	kind := "manual-equal"
	switch {
	case part.Relation != "" && part.Local:
		kind = "manual-local"
	case part.Relation != "":
		kind = "manual-" + part.Relation
	case part.Tolerance == "sum":
		kind = "manual-sum"
	}
	item("manual-tolerance", message.Say(l, kind, nil))
}

// exampleText says an example: which values of a sound filing are changed, and what
// becomes of the rule.
func exampleText(p *profile.Profile, e profile.Example, l message.Lang) string {
	end := message.Say(l, "manual-holds", nil)
	if e.Fails {
		end = message.Say(l, "manual-fails", nil)
	}
	if len(e.Set) == 0 {
		return ""
	}
	var parts []string
	for _, k := range SortedPaths(e.Set) {
		parts = append(parts, fmt.Sprintf("`%s` = `%s`", p.Formula(l, k), strings.ReplaceAll(e.Set[k], "\n", "⏎")))
	}
	s := strings.Join(parts, message.Say(l, "manual-and", nil)) + " → " + end
	if t := e.Text.In(l); t != "" {
		s += message.Say(l, "manual-remark", message.Pairs("text", t))
	}
	return s
}

// SortedPaths are the keys of a map of paths, in order.
func SortedPaths[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Manual is the whole catalogue as Markdown, Chinese first and then English: the
// text of docs/rules.md.
func Manual(p *profile.Profile) string {
	var b strings.Builder
	for i, l := range []message.Lang{message.ZH, message.EN} {
		if i > 0 {
			b.WriteString("\n---\n\n")
		}
		fmt.Fprintf(&b, "# %s\n\n%s\n\n", message.Say(l, "manual-title", message.Pairs("profile", p.Title.In(l))), message.Say(l, "manual-intro", nil))
		for _, r := range p.Rules {
			b.WriteString(Explain(p, r, l) + "\n")
		}
		fmt.Fprintf(&b, "# %s\n\n", message.Say(l, "manual-reader", nil))
		for _, id := range message.IDs() {
			if Reader(id) {
				b.WriteString(ExplainReader(id, l) + "\n")
			}
		}
	}
	return b.String()
}

// Reader says whether a message id is the code of a finding that comes from reading
// a file or composing the document, not from a rule: a letter and two digits.
func Reader(id string) bool {
	return len(id) == 3 && id[0] >= 'A' && id[0] <= 'Z' && id[1] >= '0' && id[1] <= '9' && id[2] >= '0' && id[2] <= '9'
}

// ExplainReader says a finding of a reader.
func ExplainReader(id string, l message.Lang) string {
	e, _ := message.Lookup(id)
	s := fmt.Sprintf("## %s\n\n- %s%s\n", id, message.Say(l, "manual-message", nil), e.Say.In(l))
	if fix := e.Fix.In(l); fix != "" {
		s += "- " + message.Say(l, "manual-fix", nil) + fix + "\n"
	}
	return s
}
