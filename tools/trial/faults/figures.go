//go:build linux && amd64

package main

import (
	"fmt"
	"slices"
	"strings"
	gosync "sync"
	"sync/atomic"
	"time"
)

// figures are what the trial of one command came to.
type figures struct {
	name    string
	steps   int // operations of an undisturbed run
	runs    map[kind]int
	states  int           // ways in which the folder was left, from each of which the program was run again
	early   int           // runs that had ended before they were killed or stopped
	slowest time.Duration // from Ctrl-C to the end
	refused atomic.Int64
	found   []found
	took    time.Duration
	lock    gosync.Mutex
}

type found struct {
	kind  kind
	at    int
	where string
	complaint
}

func newFigures(name string) *figures { return &figures{name: name, runs: map[kind]int{}} }

func (f *figures) count(k kind) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.runs[k]++
}

func (f *figures) add(k kind, at int, where string, list []complaint) {
	f.lock.Lock()
	defer f.lock.Unlock()
	for _, c := range list {
		f.found = append(f.found, found{k, at, where, c})
	}
}

func (f *figures) wrong() int { return len(f.found) }

// String lists what is wrong, each kind of complaint once with how often it came.
func (f *figures) String() string {
	var b strings.Builder
	total := 0
	for _, n := range f.runs {
		total += n
	}
	fmt.Fprintf(&b, "%s: %d operations, %d runs, %d states, %d complaints, %v\n", f.name, f.steps, total, f.states, len(f.found), f.took.Round(time.Second))
	if f.runs[stopping] > 0 {
		fmt.Fprintf(&b, "  stopped within %v; %d of %d had ended before\n", f.slowest.Round(time.Millisecond), f.early, f.runs[stopping])
	}
	slices.SortStableFunc(f.found, func(a, b found) int { return a.at - b.at })
	seen := map[string]int{}
	for _, x := range f.found {
		seen[x.key()]++
	}
	for _, x := range f.found {
		if n := seen[x.key()]; n > 0 {
			fmt.Fprintf(&b, "  %s (%d times), %s at %d, %s: %s\n", x.promise, n, x.kind, x.at, x.where, x.how)
			seen[x.key()] = 0
		}
	}
	return b.String()
}

func (x found) key() string { return fmt.Sprint(x.promise, x.kind, plainName(x.how)) }

// table is the figures of all commands by kind, for a document.
func table(all []*figures) string {
	kinds := append(slices.Clone(faultKinds), output, killing, stopping, holding)
	kinds = slices.DeleteFunc(kinds, func(k kind) bool {
		return !slices.ContainsFunc(all, func(f *figures) bool { return f.runs[k] > 0 })
	})
	var b strings.Builder
	b.WriteString("| command | operations |")
	for _, k := range kinds {
		fmt.Fprintf(&b, " %s |", k)
	}
	b.WriteString(" left in so many ways | wrong |\n|--|--|")
	b.WriteString(strings.Repeat("--|", len(kinds)+2))
	b.WriteString("\n")
	sums := make([]int, len(kinds)+3)
	for _, f := range all {
		row := []int{f.steps}
		for _, k := range kinds {
			row = append(row, f.runs[k])
		}
		row = append(row, f.states, len(f.found))
		b.WriteString("| " + f.name + " |")
		for i, n := range row {
			sums[i] += n
			fmt.Fprintf(&b, " %d |", n)
		}
		b.WriteString("\n")
	}
	b.WriteString("| all |")
	for _, n := range sums {
		fmt.Fprintf(&b, " %d |", n)
	}
	b.WriteString("\n")
	return b.String()
}
