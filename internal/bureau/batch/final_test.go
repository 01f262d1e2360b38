package batch

import (
	"testing"

	"budgetbook/internal/finding"
)

// What came of a limit of time or memory is not final: another machine may do better.
func TestFinal(t *testing.T) {
	for _, c := range []struct {
		r    Result
		want bool
	}{
		{Result{}, true},
		{Result{Lacks: []Lack{{Kind: AnnotatedKind}}}, true},
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

// What a process says at its end tells a want of memory from a mistake of the program.
func TestLastWords(t *testing.T) {
	for words, want := range map[string]bool{
		"fatal error: runtime: out of memory\n\nruntime stack:\n":                                                                      true,
		"runtime: cannot allocate memory\nfatal error: x\n":                                                                            true,
		"runtime: goroutine stack exceeds 67108864-byte limit\nfatal error: stack overflow\n":                                          true,
		"SIGSEGV: segmentation violation\nPC=0x43921d m=0 sigcode=1 addr=0x0\n\ngoroutine 0 gp=0x1":                                    true,
		"fatal error: unexpected signal during runtime execution\n[signal SIGSEGV]\n":                                                  true,
		"panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1]\n": false,
		"runtime/cgo: pthread_create failed: Resource temporarily unavailable\nSIGABRT: abort\nPC=0x7f m=2\n\ngoroutine 0":             true,
		"panic: out of memory, says a workbook\n":                                                                                      false,
		"fatal error: all goroutines are asleep - deadlock!\n":                                                                         false,
		"fatal error: x\n\ngoroutine 1:\nmain.out of memory()\n":                                                                       false,
		"": false,
	} {
		if isWantOfMemory(words) != want {
			t.Errorf("%q: %v", words, !want)
		}
	}
}
