// Sound checks sound filings: every error is a false one.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/program"
	"budgetbook/tools/trial/unit"
)

type options struct {
	n, from       int
	way, layout   string
	seed          uint64
	binary, out   string
	books, detail bool
}

func main() {
	var o options
	flag.IntVar(&o.n, "n", 50, "filings of each way")
	flag.IntVar(&o.from, "from", 0, "number of the first filing")
	flag.StringVar(&o.way, "way", "all", "way of rounding, or all")
	flag.StringVar(&o.layout, "layout", "full", "workbooks: full or compact")
	flag.Uint64Var(&o.seed, "seed", 1, "seed")
	flag.StringVar(&o.binary, "bin", "", "the budgetbook that is tried; else BUDGETBOOK")
	flag.StringVar(&o.out, "out", "", "folder for the filings; else they are thrown away")
	flag.BoolVar(&o.books, "books", false, "through workbooks, not JSON; sheets in 元 always are")
	flag.BoolVar(&o.detail, "detail", false, "list every false error")
	flag.Parse()
	bad, err := run(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if bad > 0 {
		os.Exit(1)
	}
}

func run(o options) (int, error) {
	binary, err := program.Binary(o.binary)
	if err != nil {
		return 0, err
	}
	dir := o.out
	if dir == "" {
		if dir, err = os.MkdirTemp("", "sound"); err != nil {
			return 0, err
		}
		defer os.RemoveAll(dir)
	} else if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	total := 0
	for _, w := range unit.Ways {
		if o.way != "all" && o.way != string(w) {
			continue
		}
		bad, err := way(o, binary, dir, w)
		if err != nil {
			return total, err
		}
		total += bad
	}
	return total, nil
}

// way checks the filings of one way and prints what was found. It gives how many filings had an error.
func way(o options, binary, dir string, w unit.Way) (int, error) {
	var paths []string
	var units []*unit.Unit
	for i := o.from; i < o.from+o.n; i++ {
		u := unit.Make(o.seed, i)
		path := filepath.Join(dir, fmt.Sprintf("%d-%04d-%s", o.seed, i, w))
		var err error
		if o.books || w == unit.Yuan {
			path += ".xlsx"
			err = fill(binary, dir, path, u, w, o.layout)
		} else {
			path += ".json"
			err = u.Filing(w).Write(path)
		}
		if err != nil {
			return 0, fmt.Errorf("filing %d: %w", i, err)
		}
		units = append(units, u)
		paths = append(paths, path)
	}
	reports, err := program.Check(binary, paths)
	if err != nil {
		return 0, err
	}
	bad := 0
	count := map[string]map[string]int{"error": {}, "warning": {}, "note": {}}
	tags := map[string]int{}
	for i, r := range reports {
		seen := map[string]bool{}
		for _, f := range r.Findings {
			if count[f.Severity] == nil {
				count[f.Severity] = map[string]int{}
			}
			count[f.Severity][f.Code]++
			if f.Severity != "error" {
				continue
			}
			if o.detail || !seen[f.Code] && count["error"][f.Code] <= 3 {
				fmt.Printf("  %s %s %s %s\n", filepath.Base(paths[i]), f.Code, strings.Join(f.Places[:min(2, len(f.Places))], " "), f.Message)
			}
			seen[f.Code] = true
		}
		if len(seen) > 0 {
			bad++
			for _, t := range units[i].Tags {
				tags[t]++
			}
		}
	}
	fmt.Printf("%s: %d filings, %d with false errors\n", w, len(reports), bad)
	for _, s := range []string{"error", "warning", "note"} {
		fmt.Printf("  %ss: %s\n", s, list(count[s]))
	}
	if bad > 0 {
		fmt.Printf("  structures of the refused: %s\n", list(tags))
	}
	return bad, nil
}

func list(m map[string]int) string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if m[keys[i]] != m[keys[j]] {
			return m[keys[i]] > m[keys[j]]
		}
		return keys[i] < keys[j]
	})
	var out []string
	for _, k := range keys {
		out = append(out, fmt.Sprintf("%s %d", k, m[k]))
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, ", ")
}

func fill(binary, dir, path string, u *unit.Unit, w unit.Way, layout string) error {
	var f *filing.Filing
	o := book.Options{Layout: layout}
	if layout == "compact" {
		f = u.Short(w)
	} else {
		f = u.Filing(w)
		t := u.Printed(w)
		o.Keep = func(table string, row int, column string) bool { return t[table].Formula(row, column) }
		if w == unit.Yuan {
			o.Keep = func(table string, row int, column string) bool { return t[table].Computed(row, column) }
			o.Yuan = func(table string, row int, column string) string { return t[table].Yuan(row, column) }
		}
	}
	b, err := book.Fill(binary, dir, f, o)
	if err != nil {
		return err
	}
	return b.Save(path)
}
