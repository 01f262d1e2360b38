package press_test

import (
	"strings"
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

// What is wrong alike with several projects is one finding that names them; one that is
// explained stands apart.
func TestAlikeIsOne(t *testing.T) {
	p, f := load(t, exampleJSON, readFile(t, exampleJSON), "")
	forms := p.Targets.Records
	carried := map[string]bool{}
	for _, r := range f.Tables["t13"] {
		carried[r.Text("name")] = true
	}
	kept := f.Tables[forms][:0:0]
	for _, r := range f.Tables[forms] {
		if !carried[r.Text("name")] {
			kept = append(kept, r)
		}
	}
	if len(kept) > len(f.Tables[forms])-3 {
		t.Fatalf("only %d forms are of carried-over projects", len(f.Tables[forms])-len(kept))
	}
	f.Tables[forms] = kept
	m, err := press.Load(asInput(t, p, f), press.Options{Lang: message.ZH})
	if err != nil {
		t.Fatal(err)
	}
	var said []finding.Finding
	for _, x := range m.Result.Findings {
		if x.Code == "P04" {
			said = append(said, x)
		}
	}
	if len(said) != 1 || len(said[0].Places) < 3 || len(said[0].Members) != len(said[0].Places) {
		t.Fatalf("%d findings", len(said))
	}
	for _, x := range said[0].Members {
		if !strings.Contains(said[0].Say(message.ZH), "“"+x.Args["row"]+"”") {
			t.Errorf("%s is not named", x.Args["row"])
		}
	}
}
