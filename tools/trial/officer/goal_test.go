package main

import "testing"

func TestGoal(t *testing.T) {
	for _, x := range []struct {
		named, misled, all int
		want               bool
	}{{55, 0, 60, true}, {54, 0, 60, false}, {60, 1, 61, false}, {36, 0, 39, true}, {35, 0, 39, false}, {119, 0, 119, true}} {
		if got := enough(x.named, x.misled, x.all); got != x.want {
			t.Errorf("%d of %d named, %d misled: %v", x.named, x.all, x.misled, got)
		}
	}
}
