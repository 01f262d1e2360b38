package checks_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
	"budgetbook/templates"
)

var loaded = sync.OnceValues(func() (*profile.Profile, error) {
	sub, err := fs.Sub(templates.FS, "shanxi")
	if err != nil {
		return nil, err
	}
	return profile.Load(sub)
})

func shanxi(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// read reads a filing that must have no findings of its own.
func read(t testing.TB, p *profile.Profile, name string, data []byte) *filing.Filing {
	t.Helper()
	f, found, err := filing.Unmarshal(p.Schema(), p.Name, name, data)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range found {
		t.Errorf("%s: %s", name, x.Say("en"))
	}
	return f
}

func sample(t testing.TB, p *profile.Profile) *filing.Filing {
	t.Helper()
	return read(t, p, "sample.json", p.Sample)
}

func example(t testing.TB, p *profile.Profile) *filing.Filing {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "example-county-2024.json"))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, p, "example-county-2024.json", data)
}

func check(t testing.TB, p *profile.Profile, f *filing.Filing) *rule.Report {
	t.Helper()
	r, err := checks.Check(p, f, message.EN)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSample makes sure the filing the examples of the rules start from is sound, and
// that every formula has something to look at in it.
func TestSample(t *testing.T) {
	p := shanxi(t)
	r := check(t, p, sample(t, p))
	for _, x := range r.Findings {
		if x.Severity > finding.Note {
			t.Errorf("%s %s: %s", x.Severity, x.Code, x.Say("en"))
		}
	}
	for _, s := range r.Skipped {
		t.Errorf("%s was not evaluated: %s", s.Code, s.Why(message.ZH))
	}
	for _, x := range p.Rules {
		if o := r.Outcomes[x.Code]; x.Go == "" && !onDemand(p, x) && o != rule.Holds && !conditional(x) {
			t.Errorf("%s: outcome %d, not that it holds", x.Code, o)
		}
	}
}

// conditional says whether a rule is a question to some units only: its examples show it.
func conditional(r *profile.Rule) bool {
	return r.Level == "warning" && !slices.ContainsFunc(r.Clauses, func(c *profile.Clause) bool { return len(c.Conds) == 0 })
}

// onDemand says whether a rule has something to look at only where a unit enters what
// it need not.
func onDemand(p *profile.Profile, r *profile.Rule) bool {
	for _, c := range r.Clauses {
		asked := c.Over != nil && c.Over.Optional
		for _, cond := range c.Conds {
			for _, ref := range append(cond.Left.Refs(), cond.Right.Refs()...) {
				if form, ok := p.Named(ref.Table).(*profile.Form); ok {
					for _, f := range form.Fields {
						asked = asked || f.Name.ZH == ref.Column && f.Optional
					}
				}
			}
		}
		if !asked {
			return false
		}
	}
	return true
}

// TestRuleExamples applies the examples of every rule to the sample: those that fail
// must be reported under its code, the others must not.
func TestRuleExamples(t *testing.T) {
	p := shanxi(t)
	for _, x := range p.Rules {
		t.Run(x.Code, func(t *testing.T) {
			holds, fails := 0, 0
			for i, e := range x.Examples {
				f := sample(t, p)
				for ref, text := range e.Set {
					if err := set(p, f, ref, text); err != nil {
						t.Fatalf("example %d: %v", i, err)
					}
				}
				r := check(t, p, f)
				var said []string
				for _, y := range r.Findings {
					if y.Code == x.Code {
						said = append(said, y.Say("zh"))
						checkWords(t, y)
					}
				}
				if e.Fails {
					fails++
				} else {
					holds++
				}
				if e.Fails != (len(said) > 0) {
					t.Errorf("example %d: fails = %v, but the findings are %q", i, e.Fails, said)
				}
				if o := r.Outcomes[x.Code]; !e.Fails && o == rule.NotEvaluated {
					t.Errorf("example %d holds, but the rule was not evaluated", i)
				}
			}
			if holds == 0 || fails == 0 {
				t.Errorf("%d examples hold and %d fail; both are needed", holds, fails)
			}
		})
	}
}

// checkWords makes sure a finding says everything in both languages and where.
func checkWords(t *testing.T, f finding.Finding) {
	t.Helper()
	for _, l := range []message.Lang{message.ZH, message.EN} {
		for _, s := range []string{f.Say(l), f.Fix(l)} {
			if strings.Contains(s, "{") || strings.Contains(s, "“”") {
				t.Errorf("%s says %q", f.Code, s)
			}
		}
	}
	if len(f.Places) == 0 || f.Places[0].Short() == "" {
		t.Errorf("%s names no place", f.Code)
	}
}

// set changes one value of a filing, named by a reference (表五[合计, 基本支出]) or by
// its JSON path (performance.projects[0].funds.annual.total).
func set(p *profile.Profile, f *filing.Filing, name, text string) error {
	if e, err := formula.Parse(name); err == nil && e.Op == formula.RefOp && e.Ref.Row != "" {
		t, ok := p.Named(e.Ref.Table).(*profile.Table)
		if !ok || t.ColumnNamed(e.Ref.Column) == nil {
			return fmt.Errorf("%s names nothing", name)
		}
		c := t.ColumnNamed(e.Ref.Column)
		rows, _ := profile.Data{Profile: p, Filing: f}.Rows(t, c, e.Ref.Row)
		if len(rows) == 0 {
			return fmt.Errorf("%s: no such row", name)
		}
		put(f.Tables[t.ID][rows[0]].Cells, c.ID, text)
		return nil
	}
	head, rest, indexed := strings.Cut(name, "[")
	if !indexed {
		if p.Field(name) == nil {
			return fmt.Errorf("%s names nothing", name)
		}
		put(f.Fields, name, text)
		return nil
	}
	at, column, inside := strings.Cut(rest, "]")
	n, err := strconv.Atoi(at)
	if err != nil || !inside {
		return fmt.Errorf("%s is no path", name)
	}
	column = strings.TrimPrefix(column, ".")
	if list := f.Lists[head]; column == "" && n < len(list) {
		list[n].Text = text
		return nil
	}
	rows := f.Tables[strings.TrimPrefix(head, "tables.")]
	if key, rest, ok := strings.Cut(column, "["); ok && n < len(rows) {
		rows = rows[n].Children[key]
		at, column, _ = strings.Cut(rest, "].")
		if n, err = strconv.Atoi(at); err != nil {
			return fmt.Errorf("%s is no path", name)
		}
	}
	if id := strings.TrimPrefix(head, "tables."); n == len(rows) && p.Table(id) != nil && column != "" && !strings.Contains(column, "[") {
		f.Tables[id] = append(rows, filing.Row{Cells: map[string]filing.Value{}, At: finding.Place{Path: name}})
		rows = f.Tables[id]
	}
	if n >= len(rows) {
		return fmt.Errorf("%s: no such row", name)
	}
	put(rows[n].Cells, column, text)
	return nil
}

func put(cells map[string]filing.Value, id, text string) {
	v := cells[id]
	v.Text = text
	cells[id] = v
}
