package batch_test

import (
	"testing"
	"time"

	"budgetbook/internal/batch"
)

// A run over sound, faulty and hostile workbooks says of each what is the matter with
// it, and of none what is the matter with another.
func TestTrial(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	begin := time.Now()
	all := writeTrial(t, in, 40, 4)
	t.Logf("written in %v", time.Since(begin))
	sum := run(t, batch.Options{In: in, Out: out})
	got := results(t, out)
	for _, x := range all {
		x.judge(t, got[x.path])
	}
	if sum.Total != len(all) || len(got) != len(all) || sum.Kept != 0 {
		t.Errorf("%+v, %d results of %d", sum, len(got), len(all))
	}
	before := tree(t, out)
	if again := run(t, batch.Options{In: in, Out: out}); again.Kept != len(all) {
		t.Errorf("%d results were kept, want all %d", again.Kept, len(all))
	}
	sameTree(t, before, tree(t, out))
}
