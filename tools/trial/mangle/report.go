package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
)

// group is the figures of one kind of damage.
type group struct {
	n, refused, found, read int
	memory                  int64
	work                    float64
	wrong                   []outcome
}

func (g *group) add(x outcome) {
	g.n++
	switch x.answer.status {
	case 0:
		g.read++
	case 1:
		g.found++
	case 2:
		g.refused++
	}
	g.memory, g.work = max(g.memory, x.answer.memory), max(g.work, x.answer.work)
	if x.wrong != "" {
		g.wrong = append(g.wrong, x)
	}
}

// report writes the figures by kind of file and of damage.
func report(o options, all []outcome) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Damaged files\n\nSeed %d. Refused: status 2 and a sentence. Found: status 1. Read: status 0. Most memory and CPU of one process.\n\n", o.seed)
	b.WriteString("| files | damage | tried | refused | found | read | wrong | most MB | most s |\n|--|--|--|--|--|--|--|--|--|\n")
	line := func(a, c string, g *group) {
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d | %d | %d | %.1f |\n", a, c, g.n, g.refused, g.found, g.read, len(g.wrong), g.memory>>10, g.work)
	}
	for _, k := range kinds {
		whole, by := &group{}, map[string]*group{}
		for _, x := range all {
			if x.kind != k.name {
				continue
			}
			if by[x.damage] == nil {
				by[x.damage] = &group{}
			}
			by[x.damage].add(x)
			whole.add(x)
		}
		if whole.n == 0 {
			continue
		}
		line(k.name, "all", whole)
		fmt.Printf("%s: %d tried, %d refused, %d with findings, %d read, %d wrong; at most %d MB, %.1f s of CPU\n", k.name, whole.n, whole.refused, whole.found, whole.read, len(whole.wrong), whole.memory>>10, whole.work)
		var names []string
		for name := range by {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			line("", name, by[name])
		}
	}
	list := func(title string, of func(outcome) bool, say func(outcome) string) {
		head := false
		for _, x := range all {
			if of(x) {
				if !head {
					fmt.Fprintf(&b, "\n## %s\n\n", title)
					head = true
				}
				fmt.Fprintf(&b, "- %s %d, %s, `%s`: %s\n", x.kind, x.number, x.damage, strings.Join(x.args, " "), say(x))
			}
		}
	}
	list("Wrong", func(x outcome) bool { return x.wrong != "" }, func(x outcome) string { return x.wrong + ": " + clip(x.answer.said) })
	list("Much", func(x outcome) bool { return x.answer.memory > muchMemory || x.answer.work > muchWork },
		func(x outcome) string { return fmt.Sprintf("%d MB, %.1f s", x.answer.memory>>10, x.answer.work) })
	fmt.Fprintf(&b, "\n## What is said\n\n")
	said := map[string]int{}
	for _, x := range all {
		if x.answer.status == 2 {
			said[x.kind+": "+clip(x.answer.said)]++
		}
	}
	var lines []string
	for s := range said {
		lines = append(lines, s)
	}
	slices.SortFunc(lines, func(a, b string) int { return cmp.Or(cmp.Compare(said[b], said[a]), cmp.Compare(a, b)) })
	for _, s := range lines[:min(len(lines), 200)] {
		fmt.Fprintf(&b, "- %d × %s\n", said[s], s)
	}
	return os.WriteFile(o.out, b.Bytes(), 0o644)
}

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}
