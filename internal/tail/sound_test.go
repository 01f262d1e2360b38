package tail_test

import (
	"testing"

	"budgetbook/internal/tail"
)

// worst is the gravest verdict.
func worst(j *tail.Judgement) tail.Level {
	w := tail.Level(-1)
	for _, v := range j.Verdicts {
		w = max(w, v.Level)
	}
	return w
}

func judged(t testing.TB, b *budget, cells []tail.Cell) *tail.Judgement {
	t.Helper()
	j, err := tail.Judge(cells, b.relations)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

const filings = 100

// TestSoundFilings prints sound budgets in every way; none may have an error.
func TestSoundFilings(t *testing.T) {
	for _, o := range offices {
		var count [4]int
		bad, cells := 0, 0
		for seed := range uint64(filings) {
			b := newBudget(seed)
			printed := o.print(b, seed)
			for _, c := range printed {
				if !c.Blank {
					cells++
				}
			}
			j := judged(t, b, printed)
			if j.Cut {
				t.Errorf("%s, seed %d: the work was cut short", o.name, seed)
			}
			w := worst(j)
			if w >= 0 {
				count[w]++
			}
			if w < tail.Warning {
				continue
			}
			if bad++; bad > 3 {
				continue
			}
			for _, v := range j.Verdicts {
				if v.Level >= tail.Warning {
					t.Errorf("%s, seed %d: %s: %+v", o.name, seed, b.rules[v.Relation], v)
				}
			}
		}
		t.Logf("%s: %d filings, %d cells, with errors %d, warnings %d, questions %d, tails only %d", o.name, filings, cells, count[tail.Error], count[tail.Warning], count[tail.Question], count[tail.Tail])
	}
}
