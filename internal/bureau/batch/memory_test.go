package batch_test

import (
	"os"
	"path/filepath"
	"testing"

	"budgetbook/internal/bureau/batch"
)

// TestMemorySweep: with whatever memory a workbook is worked on, it is done or it is said
// that the memory was too small; never that the program failed.
func TestMemorySweep(t *testing.T) {
	slow(t)
	in := t.TempDir()
	if err := os.WriteFile(filepath.Join(in, "a.xlsx"), book(t, 1, -1, false), 0o644); err != nil {
		t.Fatal(err)
	}
	done := 0
	for limit := int64(6 << 20); limit <= 400<<20; limit += limit / 8 {
		o := options(t, in, t.TempDir())
		o.Profile, o.Memory = "", limit
		run(t, o)
		r := results(t, o.Out)["a.xlsx"]
		switch {
		case r.Failure == nil:
			done++
		case r.Failure.Cause != batch.CauseMemory:
			t.Errorf("%d MB: %+v", limit>>20, r.Failure)
		}
	}
	if done == 0 {
		t.Error("it was never done")
	}
	t.Logf("done with %d limits", done)
}
