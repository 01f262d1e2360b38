package main

import (
	"fmt"
	"strings"
)

// goal is what at least is found, in percent, of the mutations that it is about.
type goal struct {
	name           string
	about          func(r *result) bool
	error, warning float64 // errors; errors or warnings
	silent         bool    // some may be silent
}

func named(prefix string) func(r *result) bool {
	return func(r *result) bool { return strings.HasPrefix(r.kind.name, prefix) }
}

// figure says whether a kind is one of the four that change a figure a little; they have goals of their own, as some +0.01
// give a filing that an honest office could have printed.
func figure(r *result) bool {
	for _, p := range []string{"cent-", "five-cents-", "one-", "swap-"} {
		if strings.HasPrefix(r.kind.name, p) {
			return true
		}
	}
	return false
}

// goals are never lowered for a program that misses one.
var goals = []goal{
	{name: "tables", about: func(r *result) bool { return r.kind.group == inTables && !figure(r) }, warning: 99, silent: true},
	{name: "forms, texts, last year", about: func(r *result) bool { return r.kind.group == inForms && !figure(r) }, warning: 92, silent: true},
	{name: "+0.01", about: named("cent-"), error: 87, warning: 93},
	{name: "+0.05", about: named("five-cents-"), error: 98},
	{name: "+1", about: named("one-"), error: 100},
	{name: "two digits exchanged", about: named("swap-"), error: 100},
}

// missed says which goals the results miss, in words. One that nothing was made for is missed too, unless only some kinds
// were asked for.
func missed(results []*result, all bool) []string {
	var out []string
	for _, g := range goals {
		var t tally
		for _, r := range results {
			if g.about(r) {
				t.add(r)
			}
		}
		if t.all == 0 {
			if all {
				out = append(out, g.name+": no mutations")
			}
			continue
		}
		below := func(what string, n int, want float64) {
			if 100*float64(n) < want*float64(t.all) {
				out = append(out, fmt.Sprintf("%s: %s %d of %d, %s; the goal is %g %%", g.name, what, n, t.all, share(n, t.all), want))
			}
		}
		below("errors", t.error, g.error)
		below("errors or warnings", t.error+t.warning, g.warning)
		if !g.silent && t.silent > 0 {
			out = append(out, fmt.Sprintf("%s: of %d of %d nothing is said", g.name, t.silent, t.all))
		}
	}
	return out
}
