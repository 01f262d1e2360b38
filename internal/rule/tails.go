package rule

import (
	"strconv"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/tail"
)

// roundedTest is a comparison whose sides differ by no more than rounding explains.
type roundedTest struct {
	rule *profile.Rule
	*checked
}

// mostTails bounds how many differences one note spells out.
const mostTails = 12

// tailNotes says the differences by rounding, one note for each table.
func tailNotes(tails []roundedTest) []finding.Finding {
	type tableTails struct {
		places []finding.Place
		first  roundedTest
		args   message.Args // of the first
		argsEN message.Args
		zh, en []string
	}
	var order []string
	by := map[string]*tableTails{}
	seen := map[string]bool{}
	for _, t := range tails {
		f := t.src.finding(t.rule, t.test, t.cmp)
		// Several rules may speak of one figure: it is said once.
		table, row := f.Args["table"], f.Args["row"]
		key := table + "\n" + row + "\n" + f.Args["column"] + "\n" + f.Args["a"]
		if seen[key] {
			continue
		}
		seen[key] = true
		id := "tail-one"
		if row == "" {
			id = "tail-field"
		}
		x := by[table]
		if x == nil {
			x = &tableTails{first: t, args: f.Args, argsEN: f.ArgsEN}
			by[table] = x
			order = append(order, table)
		}
		x.places = append(x.places, f.Places[0])
		x.zh = append(x.zh, message.Say(message.ZH, id, f.Args))
		x.en = append(x.en, message.Say(message.EN, id, f.ArgsEN))
	}
	var out []finding.Finding
	for _, table := range order {
		x := by[table]
		args := func(l message.Lang, a message.Args, list []string) message.Args {
			n := len(list)
			text := strings.Join(list[:min(n, mostTails)], message.Say(l, "tail-join", nil))
			if n > mostTails {
				text += message.Say(l, "tail-more", message.Pairs("n", strconv.Itoa(n-mostTails)))
			}
			return message.Pairs("rule", x.first.rule.Code, "table", a["table"], "n", strconv.Itoa(n), "list", text)
		}
		out = append(out, finding.Finding{Code: finding.Rounding, Rule: x.first.rule.Code, Severity: finding.Note, Places: x.places,
			Args: args(message.ZH, x.args, x.zh), ArgsEN: args(message.EN, x.argsEN, x.en)})
	}
	return out
}

// alone says a figure that rounding could explain, though other tables agree on another
// one, or though the amounts in 元 behind it do not add up.
func (s *source) alone(rule *profile.Rule, t profile.Test, c comparison) finding.Finding {
	c.rounded = false
	f := s.finding(rule, t, c)
	id := "tail-alone"
	switch {
	case c.apart:
		id = "tail-apart"
	case c.proposal == nil:
		id = "tail-doubtful"
	}
	e, _ := message.Lookup(id)
	f.Severity, f.Words = finding.Warning, &finding.Words{Say: e.Say, Fix: e.Fix}
	return f
}

// proposal is what a verdict proposes, nil if nothing or if the cell has no place.
func (x *relations) proposal(v *tail.Verdict) *proposal {
	if v.Proposal == nil {
		return nil
	}
	name, ok := x.place(v.Proposal.Cell)
	if !ok {
		return nil
	}
	return &proposal{cell: name, value: judgedWan(v.Proposal.Value), mends: len(v.Proposal.Mends)}
}
