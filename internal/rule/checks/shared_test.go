package checks

import (
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile/profiletest"
)

func foldText(s string) string { return filing.Fold(s) }

// TestNamedChecks makes sure that every named check is sorted and has a rule, and
// that the rules that look at the findings of others come last.
func TestNamedChecks(t *testing.T) {
	p := profiletest.Shanxi(t)
	used := map[string]bool{}
	last := ""
	for _, r := range p.Rules {
		used[r.Go] = true
		if last == "scope-tables" && r.Go != "explanations" || last == "explanations" {
			t.Errorf("rule %s is checked after %s", r.Code, last)
		}
		last = r.Go
	}
	for i, c := range registered {
		if i > 0 && registered[i-1].Name >= c.Name {
			t.Errorf("%s is not in order", c.Name)
		}
		if !used[c.Name] {
			t.Errorf("no rule has go = %q", c.Name)
		}
	}
}
