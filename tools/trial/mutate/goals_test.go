package main

import (
	"slices"
	"testing"
)

// A goal is missed as soon as one mutation too many is not found, and only then.
func TestGoals(t *testing.T) {
	made := func(kindName, group, severity string, n int) []*result {
		var out []*result
		for range n {
			out = append(out, &result{mutation: &mutation{kind: &kind{name: kindName, group: group}}, severity: severity})
		}
		return out
	}
	good := slices.Concat(
		made("row-lost", inTables, "error", 98), made("row-lost", inTables, "warning", 1), made("row-lost", inTables, "silent", 1),
		made("text-cut", inForms, "warning", 92), made("text-cut", inForms, "silent", 8),
		made("cent-t05", inTables, "error", 87), made("cent-t05", inTables, "warning", 6), made("cent-t05", inTables, "note", 7),
		made("five-cents-t05", inTables, "error", 98), made("five-cents-t05", inTables, "note", 2),
		made("one-t05", inTables, "error", 10), made("swap-t05", inTables, "error", 10))
	if got := missed(good, true); len(got) > 0 {
		t.Errorf("missed although reached: %q", got)
	}
	for _, x := range []struct {
		add  []*result
		want int
	}{
		{made("row-lost", inTables, "note", 1), 1},
		{made("text-cut", inForms, "silent", 1), 1},
		{made("cent-t05", inTables, "note", 1), 2},   // of errors, and of errors or warnings
		{made("cent-t05", inTables, "silent", 1), 3}, // and silent
		{made("five-cents-t05", inTables, "warning", 1), 1},
		{made("one-t05", inTables, "warning", 1), 1},
		{made("swap-t05", inTables, "note", 1), 1},
	} {
		if got := missed(append(slices.Clone(good), x.add...), true); len(got) != x.want {
			t.Errorf("with one %s %s more: missed %q, want %d", x.add[0].kind.name, x.add[0].severity, got, x.want)
		}
	}
	if got := missed(nil, true); len(got) != len(goals) {
		t.Errorf("without mutations: missed %q", got)
	}
}
