package checks_test

import (
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/rule/checks"
)

// Filings that honest units have and no rule may call wrong: at most one asks, and the unit
// can answer.
func TestHonestAndRare(t *testing.T) {
	p := shanxi(t)
	for _, c := range []struct {
		name   string
		change func(l *ledger)
		asks   string // code of the question
	}{
		{"own funds carried over, none this year", func(l *ledger) {
			l.lines = slices.DeleteFunc(l.lines, func(x line) bool { return x.fund > stateCapital })
			l.lines = append(l.lines, line{l.lines[0].code, unitFunds, false, true, "", 266_0000_00})
		}, "X31"},
		{"basic expenditure carried over", func(l *ledger) {
			l.lines = slices.DeleteFunc(l.lines, func(x line) bool { return x.fund > stateCapital })
			l.lines = append(l.lines, line{l.lines[0].code, generalPublic, true, true, "", 82_0000_00})
		}, ""},
		{"an office with staff of an institution", func(l *ledger) {
			l.kind = "administrative"
			var operating int64
			for _, x := range l.items {
				if h := headOf(x.department); h == heads[1] || h == heads[3] {
					operating += x.fen
				}
			}
			l.agency = make([]int64, len(l.units))
			l.agency[0] = operating / 2
		}, "X33"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			for seed := range uint64(60) {
				l := newGenerator(p, seed).ledger()
				if len(l.items) == 0 || !slices.ContainsFunc(l.lines, func(x line) bool { return x.fund == generalPublic }) {
					continue
				}
				c.change(l)
				l.affordable()
				f := l.filing()
				r, err := checks.Check(p, f, message.ZH)
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range r.Findings {
					switch {
					case x.Severity == finding.Error:
						t.Errorf("seed %d: %s: %s", seed, x.Code, x.Say(message.ZH))
					case x.Code == c.asks:
						asked++
						if x.Severity != finding.Warning || !strings.Contains(x.Fix(message.ZH), "情况说明") {
							t.Errorf("seed %d: the question cannot be answered: %s", seed, x.Fix(message.ZH))
						}
					}
				}
			}
			if c.asks != "" && asked == 0 {
				t.Errorf("%s asked nothing", c.asks)
			}
		})
	}
}
