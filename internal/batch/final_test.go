package batch

import (
	"testing"

	"budgetbook/internal/message"
)

// What came of a limit of time is not final: a machine that is less busy may do better.
func TestFinal(t *testing.T) {
	slow := message.Errorf(nil, "open.slow", "file", "a.xlsx")
	if causeOf(slow) != CauseTimeout || causeOf(message.Errorf(nil, "open.truncated")) != CauseRead {
		t.Error("a workbook that took too long is not told from one that cannot be read")
	}
	for _, c := range []struct {
		r    Result
		want bool
	}{
		{Result{}, true},
		{Result{Lacks: []Lack{{Kind: AnnotatedKind}}}, true},
		{Result{Lacks: []Lack{{Kind: AnnotatedKind, Cause: CauseTimeout}}}, false},
		{Result{Failure: &Failure{Cause: CauseRead}}, true},
		{Result{Failure: &Failure{Cause: CauseChanged}}, false},
		{Result{Failure: &Failure{Cause: CauseTimeout}}, false},
		{Result{Failure: &Failure{Cause: CauseMemory}}, false},
		{Result{Failure: &Failure{Cause: CauseCrash}}, false},
	} {
		if got := c.r.final(); got != c.want {
			t.Errorf("%+v: %v", c.r, got)
		}
	}
}
