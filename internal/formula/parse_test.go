package formula_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"budgetbook/internal/formula"
)

// tree writes a formula with all its brackets.
func tree(e *formula.Expr) string {
	var args []string
	for _, a := range e.Args {
		args = append(args, tree(a))
	}
	switch e.Op {
	case formula.Number:
		return e.Value.String()
	case formula.RefOp:
		return e.Ref.String()
	case formula.Neg:
		return "-(" + args[0] + ")"
	case formula.Call:
		return e.Name + "(" + strings.Join(args, ", ") + ")"
	}
	return "(" + args[0] + " " + string(e.Op) + " " + args[1] + ")"
}

func TestParse(t *testing.T) {
	for _, c := range [][2]string{
		{"1", "1"},
		{"1.50", "1.5"},
		{"1 + 2 * 3", "(1 + (2 * 3))"},
		{"(1 + 2) * 3", "((1 + 2) * 3)"},
		{"1 - 2 - 3", "((1 - 2) - 3)"},
		{"1 - (2 - 3)", "(1 - (2 - 3))"},
		{"2 * 3 + 4 * 5", "((2 * 3) + (4 * 5))"},
		{"-1 * 2", "(-(1) * 2)"},
		{"--1", "-(-(1))"},
		{"1 - -2", "(1 - -(2))"},
		{"-(1 + 2)", "-((1 + 2))"},
		{"1 ＋ 2 － 3 × 4", "((1 + 2) - (3 * 4))"},
		{"\t1\n+　2 ", "(1 + 2)"},
		{"1 + 2 = 3", "((1 + 2) = 3)"},
		{"1 <> 2", "(1 <> 2)"},
		{"1 <= 2", "(1 <= 2)"},
		{"1 >= 2", "(1 >= 2)"},
		{"1 < 2", "(1 < 2)"},
		{"1 > 2 * 3", "(1 > (2 * 3))"},
		{"采购[货物]", "采购[货物]"},
		{"表五[合计,基本支出]", "表五[合计, 基本支出]"},
		{"表五 [ 合计 , 基本支出 ] ", "表五[合计, 基本支出]"},
		{"表五[一、一般公共预算, 小计（含结转）]", "表五[一、一般公共预算, 小计（含结转）]"},
		{`表五["甲,乙]", 合计]`, "表五[甲,乙], 合计]"},
		{"表五[*, 合计]", "表五[*, 合计]"},
		{"表十[①公务用车购置费, 合计]", "表十[①公务用车购置费, 合计]"},
		{"SUM(表五[类, 合计])", "SUM(表五[类, 合计])"},
		{"SUM(1, 2, 3)", "SUM(1, 2, 3)"},
		{"MAX(1，2)", "MAX(1, 2)"},
		{"MIN(1)", "MIN(1)"},
		{"ROUND(ABS(-1.005), 2)", "ROUND(ABS(-(1.005)), 2)"},
		{"PERCENT(表三[合计, 基本支出], 表三[合计, 合计] + 1)", "PERCENT(表三[合计, 基本支出], (表三[合计, 合计] + 1))"},
	} {
		e, err := formula.Parse(c[0])
		if err != nil {
			t.Errorf("%q: %v", c[0], err)
		} else if got := tree(e); got != c[1] {
			t.Errorf("%q is read as %s, want %s", c[0], got, c[1])
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		src  string
		char int // counted from 1
		says string
	}{
		{"", 1, "expected a number"},
		{"   ", 4, "expected a number"},
		{"1 +", 4, "expected a number"},
		{"1 + * 2", 5, "expected a number"},
		{"(1 + 2", 7, "missing )"},
		{"1 + 2)", 6, `unexpected ")"`},
		{"1 2", 3, `unexpected "2"`},
		{"1 = 2 = 3", 7, `unexpected "= 3"`},
		{"(1 = 2)", 4, "missing )"},
		{"合计", 1, "neither a number nor a reference"},
		{"1 + 合计", 5, "neither a number nor a reference"},
		{"1e5", 1, "neither a number nor a reference"},
		{"1.2.3", 1, "neither a number nor a reference"},
		{".5", 1, "neither a number nor a reference"},
		{"１２", 1, "neither a number nor a reference"},
		{"1234567890123456789012345", 1, "neither a number nor a reference"},
		{"表五[合计, 合计", 8, "missing ]"},
		{"表五[]", 4, "empty name in 表五[…]"},
		{"表五[合计, ]", 8, "empty name in 表五[…]"},
		{"表五[甲, 乙, 丙]", 12, "takes a row and a column"},
		{`表五["合计, 合计]`, 5, "missing closing quote"},
		{`表五["合计" 甲]`, 9, "missing ]"},
		{"AVERAGE(1)", 1, "unknown function AVERAGE"},
		{"1 + sum(2)", 5, "unknown function sum"},
		{"ABS(1, 2)", 1, "ABS takes 1 arguments, not 2"},
		{"ROUND(1)", 1, "ROUND takes 2 arguments, not 1"},
		{"SUM()", 5, "expected a number"},
		{"SUM(1, 2", 9, "missing ) of SUM"},
		{"SUM(1 = 2)", 7, "missing ) of SUM"},
		{"1 / 2", 3, `unexpected "/ 2"`},
		{"1 ; DROP 表五 的全部内容", 3, `unexpected "; DROP 表五 的全…"`},
	} {
		e, err := formula.Parse(c.src)
		var bad *formula.SyntaxError
		if !errors.As(err, &bad) || e != nil {
			t.Errorf("%q: got %v, %v", c.src, e, err)
			continue
		}
		if char := utf8.RuneCountInString(bad.Formula[:bad.Offset]) + 1; char != c.char || !strings.Contains(bad.Message, c.says) {
			t.Errorf("%q: character %d: %s; want character %d: %s", c.src, char, bad.Message, c.char, c.says)
		}
		if want := fmt.Sprintf("character %d:", c.char); !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q does not say %q", c.src, err, want)
		}
	}
}

func TestLimits(t *testing.T) {
	if _, err := formula.Parse(strings.Repeat("1+", 999) + "1"); err != nil {
		t.Errorf("1999 bytes: %v", err)
	}
	long := strings.Repeat("甲", 2000)
	if _, err := formula.Parse(long); err == nil || !strings.Contains(err.Error(), "longer than 2000 bytes") || !utf8.ValidString(err.Error()) {
		t.Errorf("6000 bytes: %v", err)
	}
	for _, open := range []string{"(", "-", "ABS(", "-("} {
		if _, err := formula.Parse(strings.Repeat(open, 200) + "1"); err == nil || !strings.Contains(err.Error(), "nested more than 20 deep") {
			t.Errorf("%q 200 deep: %v", open, err)
		}
	}
	deep := strings.Repeat("(", 19) + "1" + strings.Repeat(")", 19)
	if _, err := formula.Parse(deep + "+" + deep); err != nil {
		t.Errorf("19 deep: %v", err)
	}
}

func TestRefs(t *testing.T) {
	e, err := formula.Parse("SUM(表五[类, 合计], 2) - 采购[货物] * 表六[合计, 合计]")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range e.Refs() {
		got = append(got, fmt.Sprintf("%s@%d", r, r.Offset))
	}
	if s := strings.Join(got, " "); s != "表五[类, 合计]@4 采购[货物]@30 表六[合计, 合计]@47" {
		t.Error(s)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "1", "表五[合计, 基本支出] = 表六[合计, 合计]", "PERCENT(SUM(表十二[项目, 合计]), 表三[合计, 合计])",
		`表["a,b]", c]`, "--((1＋2)×3) <= WAN(采购[货物])", "ROUND(1.005，2)", "\xff[\xfe]", "1e99", strings.Repeat("(", 30), "表[a", "甲[乙][丙]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, err := formula.Parse(src)
		if err != nil {
			var bad *formula.SyntaxError
			if !errors.As(err, &bad) || bad.Offset < 0 || bad.Offset > len(bad.Formula) || err.Error() == "" {
				t.Fatalf("%q: %#v", src, err)
			}
			return
		}
		for _, r := range e.Refs() {
			if r.Table == "" || r.Column == "" || r.Offset < 0 || !strings.HasPrefix(src[r.Offset:], r.Table) {
				t.Fatalf("%q: reference %+v", src, r)
			}
		}
		// A formula without quoted names means the same when written with all its brackets.
		if full := tree(e); !strings.ContainsRune(src, '"') && len(full) < 2000 && strings.Count(full, "(") < 10 {
			if formula.Comparison(e.Op) { // may not stand in brackets
				full = full[1 : len(full)-1]
			}
			again, err := formula.Parse(full)
			if err != nil || tree(again) != tree(e) {
				t.Fatalf("%q is read as %s, and that as %v (%v)", src, full, again, err)
			}
		}
	})
}
