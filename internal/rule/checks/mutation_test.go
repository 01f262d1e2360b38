package checks_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// mutation is one wrong entry in a table: what happens to which cell.
type mutation struct {
	kind  string
	table string
	name  string // of the cell
	sets  []cellText
}

type cellText struct {
	row    int
	column string
	text   string
}

// The kinds of mutations, in the order of the report.
var mutationKinds = []string{"0.01 added", "doubled", "moved one row down", "swapped with the amount beside it", "swapped with the amount below it", "given another code"}

// mutations lists all wrong entries of one kind each: every amount of every table in
// turn, every code.
func mutations(p *profile.Profile, f *filing.Filing) []mutation {
	var ms []mutation
	for _, t := range p.Tables {
		if !t.Printed() {
			continue
		}
		rows := f.Tables[t.ID]
		var amounts []*profile.Column
		for _, c := range t.Printables() {
			if c.Type == profile.WanType {
				amounts = append(amounts, c)
			}
		}
		for i, r := range rows {
			for k, c := range amounts {
				n, err := amount.Parse(r.Text(c.ID))
				if err != nil || n.Value.IsZero() {
					continue
				}
				name := fmt.Sprintf("%s %d[%s, %s]", t.Name.ZH, i+1, profile.RowName(t, r, c), c.Name.ZH)
				text := r.Text(c.ID)
				put := func(kind string, sets ...cellText) { ms = append(ms, mutation{kind, t.ID, name, sets}) }
				put(mutationKinds[0], cellText{i, c.ID, n.Value.Add(decimal.New(1, -2)).StringFixed(2)})
				put(mutationKinds[1], cellText{i, c.ID, n.Value.Add(n.Value).StringFixed(2)})
				if i+1 < len(rows) {
					put(mutationKinds[2], cellText{i, c.ID, ""}, cellText{i + 1, c.ID, text})
				}
				if i+1 < len(rows) {
					if below := rows[i+1].Text(c.ID); below != text {
						put(mutationKinds[4], cellText{i, c.ID, below}, cellText{i + 1, c.ID, text})
					}
				}
				if k+1 < len(amounts) {
					if right := r.Text(amounts[k+1].ID); right != text {
						put(mutationKinds[3], cellText{i, c.ID, right}, cellText{i, amounts[k+1].ID, text})
					}
				}
			}
			for _, c := range t.Printables() {
				code := r.Text(c.ID)
				if c.Type != profile.CodeType || len(code) < 3 || strings.Trim(code, "0123456789") != "" {
					continue
				}
				name := fmt.Sprintf("%s %d[%s]", t.Name.ZH, i+1, code)
				ms = append(ms, mutation{mutationKinds[5], t.ID, name, []cellText{{i, c.ID, otherCode(rows, c.ID, code)}}})
			}
		}
	}
	return ms
}

// otherCode is a code of the same length that does not stand in the table.
func otherCode(rows []filing.Row, column, code string) string {
	for n := 1; ; n++ {
		other := fmt.Sprintf("%s%d", code[:len(code)-1], (int(code[len(code)-1]-'0')+n)%10)
		if !slices.ContainsFunc(rows, func(r filing.Row) bool { return r.Text(column) == other }) || n == 9 {
			return other
		}
	}
}

// formulaRules is the profile with its formulas only, which are quick to check.
func formulaRules(p *profile.Profile) *profile.Profile {
	q := *p
	q.Rules = nil
	for _, r := range p.Rules {
		if r.Go == "" {
			q.Rules = append(q.Rules, r)
		}
	}
	return &q
}

// outcome of a mutation: slips through, differs by rounding, or is reported.
const (
	slips = iota
	noted
	reported
)

// worst says how a mutated filing is received, given what the sound one has.
func worst(r *rule.Report, known map[string]bool) int {
	out := slips
	for _, x := range r.Findings {
		switch {
		case known[x.Code+x.Say("zh")]:
		case x.Severity > finding.Note:
			return reported
		case x.Code == finding.Rounding:
			out = noted
		}
	}
	return out
}

func said(r *rule.Report) map[string]bool {
	known := map[string]bool{}
	for _, x := range r.Findings {
		known[x.Code+x.Say("zh")] = true
	}
	return known
}

// TestMutations makes every single wrong entry in the tables of the example and the
// sample and asks whether some rule reports it. What slips through is listed in
// testdata, with the share found of each kind. A difference within the tolerance of
// sums is noted only; that is right where the cell has no other relation: one that is
// restated elsewhere must be equal there, and 0.01 more is an error.
func TestMutations(t *testing.T) {
	if testing.Short() {
		t.Skip("checks some thousand filings")
	}
	p := shanxi(t)
	quick := formulaRules(p)
	var b strings.Builder
	for _, c := range []struct {
		name string
		read func() *filing.Filing
	}{
		{"example-county-2024", func() *filing.Filing { return example(t, p) }},
		{"sample", func() *filing.Filing { return sample(t, p) }},
	} {
		base := c.read()
		known := said(check(t, p, base))
		ms := mutations(p, base)
		results := make([]int, len(ms))
		var wg sync.WaitGroup
		workers := runtime.GOMAXPROCS(0)
		for w := range workers {
			wg.Add(1)
			go func() {
				defer wg.Done()
				f := c.read()
				for i := w; i < len(ms); i += workers {
					var before []string
					for _, s := range ms[i].sets {
						row := f.Tables[ms[i].table][s.row]
						before = append(before, row.Text(s.column))
						put(row.Cells, s.column, s.text)
					}
					for _, q := range []*profile.Profile{quick, p} {
						r, err := checks.Check(q, f, message.EN)
						if err != nil {
							t.Error(err)
							return
						}
						results[i] = max(results[i], worst(r, known))
						if results[i] == reported {
							break
						}
					}
					for k, s := range ms[i].sets {
						put(f.Tables[ms[i].table][s.row].Cells, s.column, before[k])
					}
				}
			}()
		}
		wg.Wait()
		fmt.Fprintf(&b, "== %s\n\n", c.name)
		for _, kind := range mutationKinds {
			var count [3]int
			for i, m := range ms {
				if m.kind == kind {
					count[results[i]]++
				}
			}
			all := count[slips] + count[noted] + count[reported]
			pct, _ := amount.Share(decimal.NewFromInt(int64(all-count[slips])), decimal.NewFromInt(int64(all)))
			fmt.Fprintf(&b, "%s: %d of %d reported (%s%%), %d of them as differences by rounding\n", kind, all-count[slips], all, pct.StringFixed(2), count[noted])
		}
		for _, x := range []struct {
			head string
			is   int
		}{{"differences by rounding", noted}, {"slips through", slips}} {
			fmt.Fprintf(&b, "\n%s:\n", x.head)
			for i, m := range ms {
				if results[i] == x.is {
					fmt.Fprintf(&b, "  %s: %s\n", m.kind, m.name)
				}
			}
		}
		b.WriteString("\n")
	}
	t.Log("\n" + b.String())
	golden(t, "mutations.txt", b.String())
}

// golden compares a text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; run with -update and look at the changes:\n%s", file, got)
	}
}
