package tail_test

import "testing"

// BenchmarkJudge judges one sound filing of a middling unit.
func BenchmarkJudge(b *testing.B) {
	for _, name := range []string{"independent", "leaf sums", "truncated"} {
		o := officeNamed(name)
		budget := newBudget(3)
		cells := o.print(budget, 3)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				judged(b, budget, cells)
			}
			b.ReportMetric(float64(len(cells)), "cells")
			b.ReportMetric(float64(len(budget.relations)), "relations")
		})
	}
}
