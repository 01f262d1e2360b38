package batch

import (
	"testing"

	"budgetbook/internal/finding"
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

// Findings that several editions share are listed once, those of one are not lost.
func TestJoin(t *testing.T) {
	at := finding.Place{Sheet: "表五", Cell: "C8"}
	a := finding.Result{File: "a.xlsx", Findings: []finding.Finding{finding.New("D05", finding.Error, at)}, Skipped: []finding.Skip{{Code: "P07", Reason: finding.Because("cause-blank", "ref", "采购[工程]")}}}
	b := a
	b.Findings = append(b.Findings[:1:1], finding.New("D08", finding.Warning, at), finding.New("D05", finding.Error, finding.Place{Sheet: "表五", Cell: "C9"}))
	b.Skipped = append(b.Skipped[:1:1], finding.Skip{Code: "P08", Reason: finding.Because("cause-blank", "ref", "表五[合计, 合计]")})
	if got := joinEditions(a, b).Count(); got != (Counts{Errors: 2, Warnings: 1, Skipped: 2}) {
		t.Errorf("%+v", got)
	}
	if len(a.Findings) != 1 || len(joinEditions(b, a).Findings) != 3 {
		t.Error("the first list was changed, or one is not like the other")
	}
}
