package main

import (
	"maps"
	"slices"
)

// circles are the strongly connected components of a graph, each sorted (Tarjan).
func circles(needs map[string]map[string]bool) [][]string {
	index, low, open := map[string]int{}, map[string]int{}, map[string]bool{}
	var stack []string
	var out [][]string
	var visit func(v string)
	visit = func(v string) {
		index[v] = len(index) + 1
		low[v] = index[v]
		stack, open[v] = append(stack, v), true
		for _, w := range slices.Sorted(maps.Keys(needs[v])) {
			if index[w] == 0 {
				visit(w)
				low[v] = min(low[v], low[w])
			} else if open[w] {
				low[v] = min(low[v], index[w])
			}
		}
		if low[v] != index[v] {
			return
		}
		from := slices.Index(stack, v)
		c := slices.Clone(stack[from:])
		stack = stack[:from]
		for _, w := range c {
			open[w] = false
		}
		slices.Sort(c)
		out = append(out, c)
	}
	for _, v := range slices.Sorted(maps.Keys(needs)) {
		if index[v] == 0 {
			visit(v)
		}
	}
	return out
}
