package rule_test

import (
	"os"
	"strings"
	"testing"

	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule"
)

// docs/rules.md is written by "make manual" and must say what the catalogue says.
func TestManualIsCurrent(t *testing.T) {
	p := profiletest.Shanxi(t)
	got, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	want := rule.Manual(p)
	if string(got) != want {
		t.Error("docs/rules.md is not what the catalogue gives: run make manual")
	}
	for _, r := range p.Rules {
		for _, l := range []message.Lang{message.ZH, message.EN} {
			if !strings.Contains(want, "## "+r.Code+" "+r.Name.In(l)+"\n") {
				t.Errorf("%s is missing in %s", r.Code, l)
			}
		}
	}
}
