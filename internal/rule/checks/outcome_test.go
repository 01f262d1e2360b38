package checks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/rule"
)

// TestExample checks the example that comes with the program: it is sound, and its
// differences by rounding are these.
func TestExample(t *testing.T) {
	p := shanxi(t)
	r := check(t, p, example(t, p))
	var notes []string
	for _, x := range r.Findings {
		if x.Severity == finding.Error {
			t.Errorf("%s: %s", x.Code, x.Say("en"))
		}
		if x.Code == finding.Rounding {
			notes = append(notes, x.Say(message.ZH))
		}
	}
	for _, s := range r.Skipped {
		t.Errorf("%s not evaluated: %s", s.Code, s.Why(message.ZH))
	}
	slices.Sort(notes)
	golden(t, "rounding.txt", fmt.Sprintf("%d differences by rounding\n\n%s\n", len(notes), strings.Join(notes, "\n")))
	if !r.Rounded || len(notes) != 4 {
		t.Errorf("notes on %d tables, not 4", len(notes))
	}
}

// TestOutcomes makes sure a rule that cannot be evaluated says so, and why: it never
// counts as one that holds.
func TestOutcomes(t *testing.T) {
	p := shanxi(t)
	for _, c := range []struct {
		name, code string
		change     func(f *filing.Filing)
		want       rule.Outcome
		cause      string
	}{
		{"as it is", "X12", func(*filing.Filing) {}, rule.Holds, ""},
		{"other figure", "X12", func(f *filing.Filing) { put(f.Tables["t06"][0].Cells, "total", "1") }, rule.Violated, ""},
		{"row missing", "X12", func(f *filing.Filing) { f.Tables["t05"] = f.Tables["t05"][1:] }, rule.NotEvaluated, "表五缺少“合计”这一行"},
		{"table missing", "X12", func(f *filing.Filing) { delete(f.Tables, "t06") }, rule.NotEvaluated, "表六缺少“合计”这一行"},
		{"row twice", "X12", func(f *filing.Filing) { f.Tables["t06"] = append(f.Tables["t06"], f.Tables["t06"][0]) }, rule.NotEvaluated, "表六的“合计”有 2 行"},
		{"unreadable", "X12", func(f *filing.Filing) { put(f.Tables["t05"][0].Cells, "basic", "约4百") }, rule.NotEvaluated, "约4百"},
		{"unreadable addend", "C02", func(f *filing.Filing) { put(f.Tables["t01"][3].Cells, "expenditure", "#REF!") }, rule.NotEvaluated, "#REF!"},
		{"unreadable in one row", "R03", func(f *filing.Filing) { put(f.Tables["t03"][2].Cells, "basic", "x") }, rule.NotEvaluated, "现为“x”"},
		{"unreadable in another table", "X07", func(f *filing.Filing) { put(f.Tables["t05"][3].Cells, "total", "x") }, rule.NotEvaluated, "现为“x”"},
		{"unreadable below", "C06", func(f *filing.Filing) { put(f.Tables["t05"][3].Cells, "total", "x") }, rule.NotEvaluated, "现为“x”"},
		{"violated elsewhere", "R03", func(f *filing.Filing) {
			put(f.Tables["t03"][2].Cells, "basic", "x")
			put(f.Tables["t05"][1].Cells, "total", "1")
		}, rule.Violated, "现为“x”"},
		{"condition unreadable", "C05", func(f *filing.Filing) {
			for _, r := range f.Tables["t01"] {
				if r.Text("expenditure_item") == "年终结转" {
					put(r.Cells, "expenditure", "x")
				}
			}
		}, rule.NotEvaluated, "年终结转"},
		{"condition false", "C05", func(f *filing.Filing) {
			for _, r := range f.Tables["t01"] {
				if r.Text("expenditure_item") == "年终结转" {
					put(r.Cells, "expenditure", "5")
				}
			}
		}, rule.Idle, ""},
		{"blank is 0", "X12", func(f *filing.Filing) {
			put(f.Tables["t05"][0].Cells, "basic", "")
			put(f.Tables["t06"][0].Cells, "total", "—")
		}, rule.Holds, ""},
		{"field not filled", "N05", func(f *filing.Filing) { delete(f.Fields, "procurement.works") }, rule.NotEvaluated, "“采购”中的“工程”没有填"},
		{"column absent", "X12", func(f *filing.Filing) {
			for _, r := range f.Tables["t05"] {
				r.Cells["basic"] = filing.Value{At: r.At, Lacking: true}
			}
		}, rule.NotEvaluated, "表五缺少“基本支出”一列"},
		{"empty table", "R08", func(f *filing.Filing) { f.Tables["t12"], f.Tables["t13"] = nil, nil }, rule.Idle, ""},
		{"not for this kind", "X13", func(f *filing.Filing) { put(f.Fields, "unit.kind", "institution") }, rule.Idle, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := sample(t, p)
			c.change(f)
			r := check(t, p, f)
			if got := r.Outcomes[c.code]; got != c.want {
				t.Errorf("%s: outcome %d, want %d", c.code, got, c.want)
			}
			found := c.cause == ""
			for _, s := range r.Skipped {
				found = found || s.Code == c.code && strings.Contains(s.Why(message.ZH), c.cause)
				if s.Code == c.code && c.cause == "" {
					t.Errorf("skipped: %s", s.Why(message.ZH))
				}
			}
			if !found {
				t.Errorf("no cause with %q in %v", c.cause, r.Skipped)
			}
		})
	}
}

// TestTolerance makes sure a sum may be off by exactly what rounding can do to it: a
// cent for two addends, two for three or four, and so on, and not at all for one; more
// than the sum of n figures that were cut off it may be by n-1.
func TestTolerance(t *testing.T) {
	p := shanxi(t)
	for n := 1; n <= 30; n++ {
		limit := int64(0)
		if n > 1 {
			limit = int64(n+1) / 2
		}
		for _, off := range []int64{-limit - 1, -limit, 0, limit, int64(n), int64(n) + 1} {
			f := filing.New(p.Name, 2024)
			left := n
			for _, s := range p.Table("t01").Rows {
				item := s.Cells["expenditure_item"].ZH
				text := ""
				switch {
				case item == "本年支出合计":
					text = decimal.New(int64(n)*100+off, -2).StringFixed(2)
				case s.Group != "" && left > 0:
					text, left = "1.00", left-1
				}
				if item != "" {
					add(f, "t01", "revenue_item", s.Cells["revenue_item"].ZH, "expenditure_item", item, "expenditure", text)
				}
			}
			r := check(t, p, f)
			notes, errors := 0, 0
			for _, x := range r.Findings {
				switch {
				case x.Code == "C02":
					errors++
				case x.Code == finding.Rounding && x.Args["rule"] == "C02":
					notes++
				}
			}
			within := off >= -limit && off <= max(limit, int64(n)-1)
			if within != (errors == 0) || (within && off != 0) != (notes == 1) {
				t.Errorf("%d addends, off by %d cents: %d errors, %d notes", n, off, errors, notes)
			}
		}
	}
}

// TestTwoSums: where both sides are sums, the total they have in common is not printed
// and cannot be off. Two addends a side are less than 2 cents apart, one a side not at all.
func TestTwoSums(t *testing.T) {
	p := shanxi(t)
	for _, c := range []struct {
		left, right []string
		holds       bool
	}{
		{[]string{"1.00"}, []string{"1.00"}, true},
		{[]string{"1.00"}, []string{"1.01"}, false},
		{[]string{"1.00", "1.00"}, []string{"2.01"}, true},
		{[]string{"1.00", "1.00"}, []string{"2.02"}, false},
		{[]string{"1.00", "1.00"}, []string{"1.00", "1.01"}, true},
		{[]string{"1.00", "1.00"}, []string{"1.01", "1.01"}, false},
		{[]string{"1.00", "1.00"}, []string{"1.01", "1.02"}, false},
		{[]string{"1.00", "1.00"}, []string{"1.00", "1.00", "0.02"}, true},
		{[]string{"1.00", "1.00"}, []string{"1.00", "1.00", "0.03"}, false},
	} {
		f := filing.New(p.Name, 2024)
		for i, x := range c.left {
			add(f, "t05", "code", []string{"2101199", "2089999"}[i], "basic", x)
		}
		for _, x := range c.right {
			add(f, "t06", "department_item", "其他社会保障缴费", "total", x)
		}
		if got := check(t, p, f).Outcomes["X17"]; (got == rule.Holds) != c.holds {
			t.Errorf("%v = %v: outcome %d", c.left, c.right, got)
		}
	}
}
