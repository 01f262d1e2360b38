// Mutate makes one thing wrong in each of many sound filings and counts what is found, how severely and where.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/program"
	"budgetbook/tools/trial/unit"
)

type options struct {
	n, books, every      int
	way, only, out, keep string
	bin                  string
	seed                 uint64
}

func main() {
	var o options
	flag.IntVar(&o.n, "n", 20, "mutations of each kind")
	flag.IntVar(&o.books, "books", 16, "every so many goes through a workbook; 0: none")
	flag.IntVar(&o.every, "every", 1, "only every so many kinds")
	flag.StringVar(&o.way, "way", "independent", "way of rounding of the sound filings, or all in turn")
	flag.StringVar(&o.only, "only", "", "only kinds whose name contains this")
	flag.StringVar(&o.out, "out", "mutations.md", "the report")
	flag.StringVar(&o.keep, "keep", "", "folder for the filings that were missed; else they are thrown away")
	flag.StringVar(&o.bin, "bin", "", "the budgetbook that is tried; else BUDGETBOOK")
	flag.Uint64Var(&o.seed, "seed", 5, "seed")
	flag.Parse()
	bad, err := run(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, m := range bad {
		fmt.Println("goal missed:", m)
	}
	if len(bad) > 0 {
		os.Exit(1)
	}
}

// result is what became of a mutation.
type result struct {
	*mutation
	book        *book.Book
	sound, path string
	severity    string // error, warning, note or silent
	place       bool   // the mutated place is named
	message     string
}

func kinds() []*kind {
	list := append(figures(), tableKinds()...)
	list = append(list, formKinds()...)
	return append(list, otherKinds()...)
}

// run gives the goals that were missed.
func run(o options) ([]string, error) {
	binary, err := program.Binary(o.bin)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var results []*result
	count := 0
	for k, kind := range kinds() {
		if !strings.Contains(kind.name, o.only) || k%o.every != 0 {
			continue
		}
		made := 0
		for i := 0; made < o.n && i < 4000; i++ {
			way := unit.Way(o.way)
			if o.way == "all" {
				// Sheets in 元 are no filing in JSON of their own: their figures are those of independent rounding.
				way = unit.Ways[(made+k)%(len(unit.Ways)-1)]
			}
			index := (k*4000 + i) % 20000
			u := unit.Make(o.seed, index)
			sound := u.Filing(way)
			m := &mutation{kind: kind, u: u, f: sound.Clone(), r: rand.New(rand.NewPCG(o.seed, uint64(k*100000+i)))}
			if !kind.do(m) {
				continue
			}
			r := &result{mutation: m, path: filepath.Join(dir, fmt.Sprintf("%s-%d-%s", kind.name, index, way))}
			r.sound = r.path + "-sound.json"
			if o.books > 0 && count%o.books == 0 && kind.name != "cover-year" {
				r.path, r.sound = r.path+".xlsx", r.path+"-sound.xlsx"
				if r.book, err = book.Fill(binary, dir, m.f, book.Options{Layout: "full"}); err != nil {
					return nil, fmt.Errorf("%s: %w", kind.name, err)
				}
				if err := r.book.Save(r.path); err != nil {
					return nil, err
				}
				// Where the rows stand is all that is asked later; a workbook in memory is large.
				if err := r.book.Close(); err != nil {
					return nil, err
				}
				r.book.File = nil
				b, err := book.Fill(binary, dir, sound, book.Options{Layout: "full"})
				if err != nil {
					return nil, err
				}
				if err := b.Save(r.sound); err != nil {
					return nil, err
				}
			} else {
				r.path += ".json"
				if err := m.f.Write(r.path); err != nil {
					return nil, err
				}
				if err := sound.Write(r.sound); err != nil {
					return nil, err
				}
			}
			results = append(results, r)
			made++
			count++
		}
		if made < o.n {
			fmt.Fprintf(os.Stderr, "%s: only %d\n", kind.name, made)
		}
	}
	if err := judge(binary, results); err != nil {
		return nil, err
	}
	if o.keep != "" {
		if err := keep(o.keep, results); err != nil {
			return nil, err
		}
	}
	return missed(results, o.only == ""), write(o.out, results)
}

// judge looks at what is said of the mutated filing and was not said of the sound one.
func judge(binary string, results []*result) error {
	var paths []string
	for _, r := range results {
		paths = append(paths, r.sound, r.path)
	}
	reports, err := program.Check(binary, paths)
	if err != nil {
		return err
	}
	rank := map[string]int{"silent": 0, "note": 1, "warning": 2, "error": 3}
	for i, r := range results {
		before := map[string]int{}
		for _, f := range reports[2*i].Findings {
			before[f.Code+f.Severity+f.Message]++
		}
		r.severity = "silent"
		for _, f := range reports[2*i+1].Findings {
			if key := f.Code + f.Severity + f.Message; before[key] > 0 {
				before[key]--
				continue
			}
			named := r.named(f, r.book)
			r.place = r.place || named
			if rank[f.Severity] > rank[r.severity] || rank[f.Severity] == rank[r.severity] && named && r.message == "" {
				r.severity, r.message = f.Severity, f.Code+" "+f.Message
			}
		}
	}
	return nil
}

func keep(dir string, results []*result) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, r := range results {
		if r.severity == "error" || r.severity == "warning" {
			continue
		}
		b, err := os.ReadFile(r.path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(r.path)), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// tally counts results.
type tally struct{ all, error, warning, note, silent, place int }

func (t *tally) add(r *result) {
	t.all++
	switch r.severity {
	case "error":
		t.error++
	case "warning":
		t.warning++
	case "note":
		t.note++
	default:
		t.silent++
	}
	if r.place {
		t.place++
	}
}

func share(n, all int) string {
	if all == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(all))
}

func (t *tally) line(name string) string {
	return fmt.Sprintf("| %s | %d | %s | %s | %d | %d | %s |\n", name, t.all, share(t.error, t.all), share(t.error+t.warning, t.all), t.note, t.silent, share(t.place, t.all))
}

func write(path string, results []*result) error {
	groups := map[string]*tally{}
	var order []string
	count := func(name string, r *result) {
		if groups[name] == nil {
			groups[name] = &tally{}
			order = append(order, name)
		}
		groups[name].add(r)
	}
	for _, r := range results {
		count("all", r)
		count("group: "+r.kind.group, r)
		if r.book != nil {
			count("through workbooks", r)
		}
	}
	for _, r := range results {
		for _, p := range []struct{ prefix, name string }{{"cent-", "+0.01"}, {"five-cents-", "+0.05"}, {"one-", "+1"}, {"swap-", "two digits exchanged"}} {
			if strings.HasPrefix(r.kind.name, p.prefix) {
				count("figures: "+p.name, r)
			}
		}
	}
	for _, r := range results {
		count(r.kind.name, r)
	}
	var b strings.Builder
	b.WriteString("# Mutations\n\nFound is what was not said of the sound filing. Place: the mutated cell, row, form or sheet is among the places of what was found.\n\n")
	b.WriteString("| | mutations | errors | errors or warnings | notes only | silent | place |\n|--|--|--|--|--|--|--|\n")
	for _, name := range order {
		line := groups[name].line(name)
		b.WriteString(line)
		if strings.Contains(name, ":") || name == "all" || name == "through workbooks" {
			fmt.Print(line)
		}
	}
	b.WriteString("\n## Missed\n\n")
	for _, r := range results {
		if r.severity == "error" || r.severity == "warning" {
			continue
		}
		said := r.severity
		if r.message != "" {
			said += ": " + r.message
		}
		fmt.Fprintf(&b, "- `%s` %s — %s\n", filepath.Base(r.path), r.said, said)
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
