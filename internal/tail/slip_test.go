package tail_test

import (
	"math/rand/v2"
	"testing"

	"budgetbook/internal/tail"
)

// slips changes one figure at a time and counts how it is received: by level of the
// gravest verdict, -1 if nothing is said.
func slips(t testing.TB, o office, budgets, each int, change func(g *rand.Rand, cells []tail.Cell, i int) bool) map[tail.Level]int {
	t.Helper()
	got := map[tail.Level]int{}
	for seed := range uint64(budgets) {
		b := newBudget(seed + 5000)
		cells := o.print(b, seed)
		g := rand.New(rand.NewPCG(seed, 13))
		for n := 0; n < each; {
			// Tables first, so that the long ones do not fill the sample.
			table := []int{1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13}[g.IntN(11)]
			i := g.IntN(len(cells))
			if cells[i].Table != table || cells[i].Blank {
				continue
			}
			changed := append([]tail.Cell(nil), cells...)
			if !change(g, changed, i) {
				continue
			}
			n++
			got[worst(judged(t, b, changed))]++
		}
	}
	return got
}

func TestSlips(t *testing.T) {
	for _, o := range offices {
		for _, s := range []struct {
			name string
			by   int64
		}{{"+0.01", tail.Cent}, {"+0.05", 5 * tail.Cent}, {"+1", 100 * tail.Cent}} {
			got := slips(t, o, 100, 8, func(g *rand.Rand, cells []tail.Cell, i int) bool { cells[i].Value += s.by; return true })
			t.Logf("%s %s: errors %d warnings %d questions %d notes %d silent %d", o.name, s.name, got[tail.Error], got[tail.Warning], got[tail.Question], got[tail.Tail], got[-1])
		}
	}
}
