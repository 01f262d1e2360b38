package formula_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/formula"
)

// cells is a source: the values of references by their text, "" for blank cells.
type cells map[string][]string

func (c cells) Cells(r formula.Ref) ([]formula.Cell, error) {
	values, ok := c[r.String()]
	if !ok {
		return nil, fmt.Errorf("%s is not filled: %w", r, formula.ErrNotEvaluated)
	}
	var out []formula.Cell
	for i, v := range values {
		x := formula.Cell{Name: fmt.Sprintf("%s#%d", r, i+1), Blank: v == ""}
		if v != "" {
			x.Value = decimal.RequireFromString(v)
		}
		out = append(out, x)
	}
	return out, nil
}

var source = cells{
	"表[甲, 数]":  {"1602.53"},
	"表[乙, 数]":  {"422.04"},
	"表[零, 数]":  {"0"},
	"表[空, 数]":  {""},
	"表[*, 数]":  {"5", "", "-2.5", "0", "5.01"},
	"表[无, 数]":  {},
	"采购[货物]":   {"385.40"},
	"采购[元]":    {"93450"},
	"上年[收入总计]": {"2560.77"},
	"上年[负]":    {"-2.00"},
}

func TestEval(t *testing.T) {
	for _, c := range [][2]string{
		{"0.1 + 0.2", "0.3"},
		{"10 - 4 - 3", "3"},
		{"2 + 3 * 4", "14"},
		{"-表[乙, 数]", "-422.04"},
		{"表[甲, 数] - 表[乙, 数]", "1180.49"},
		{"表[空, 数] + 采购[货物]", "385.4"},
		{"SUM(表[*, 数])", "7.51"},
		{"SUM(表[*, 数], 采购[货物], 1)", "393.91"},
		{"SUM(表[无, 数])", "0"},
		{"SUM(采购[货物] * 2, 表[*, 数])", "778.31"},
		{"COUNT(表[*, 数])", "3"},
		{"COUNT(表[无, 数])", "0"},
		{"MIN(表[*, 数])", "-2.5"},
		{"MAX(表[*, 数])", "5.01"},
		{"MIN(3, 2, 4)", "2"},
		{"MAX(-3, -2, -4)", "-2"},
		{"ABS(-3.5)", "3.5"},
		{"ABS(表[乙, 数] - 表[甲, 数])", "1180.49"},
		{"ROUND(1.005, 2)", "1.01"},
		{"ROUND(-1.005, 2)", "-1.01"},
		{"ROUND(1.00499, 2)", "1"},
		{"ROUND(1250, -2)", "1300"},
		{"WAN(采购[元])", "9.35"},
		{"WAN(49)", "0"},
		{"WAN(50)", "0.01"},
		{"WAN(-50)", "-0.01"},
		{"PERCENT(表[乙, 数], 表[甲, 数])", "26.34"},
		{"PERCENT(1, 3)", "33.33"},
		{"PERCENT(2, 3)", "66.67"},
		{"PERCENT(1, 16)", "6.25"},
		{"PERCENT(1, 800)", "0.13"},
		{"PERCENT(0, 5)", "0"},
		{"PERCENT(表[零, 数], 表[空, 数])", "0"},
		{"RATE(表[甲, 数], 上年[收入总计])", "-37.42"},
		{"RATE(3, 2)", "50"},
		{"RATE(2, 2)", "0"},
		{"RATE(78.84, 78.65)", "0.24"},
		{"1234567890123.45 * 1000000000.01", "1234567890135795678901.2345"},
	} {
		e, err := formula.Parse(c[0])
		if err != nil {
			t.Errorf("%q: %v", c[0], err)
			continue
		}
		r, err := e.Eval(source)
		if err != nil || r.Value.String() != c[1] {
			t.Errorf("%q = %s (%v), want %s", c[0], r.Value, err, c[1])
		}
	}
}

func TestNotEvaluated(t *testing.T) {
	for _, c := range [][2]string{
		{"表[丙, 数]", "表[丙, 数] is not filled"},
		{"1 + 表[丙, 数]", "is not filled"},
		{"表[丙, 数] - 1", "is not filled"},
		{"-表[丙, 数]", "is not filled"},
		{"SUM(1, 表[丙, 数])", "is not filled"},
		{"ABS(表[丙, 数])", "is not filled"},
		{"表[*, 数]", "5 cells, where one is wanted"},
		{"表[无, 数]", "there is no such cell: 表, row “无”, column “数”"},
		{"ABS(表[*, 数])", "5 cells, where one is wanted"},
		{"PERCENT(SUM(表[*, 数]), 表[*, 数])", "5 cells, where one is wanted"},
		{"PERCENT(1, 表[空, 数])", "the base is 0"},
		{"RATE(1, 0)", "the base is 0"},
		{"RATE(0, 0)", "the base is 0"},
		{"ROUND(1, 0.5)", "rounded to 0.5 places"},
		{"ROUND(1, 11)", "rounded to 11 places"},
	} {
		e, err := formula.Parse(c[0])
		if err != nil {
			t.Errorf("%q: %v", c[0], err)
			continue
		}
		if _, err := e.Eval(source); !errors.Is(err, formula.ErrNotEvaluated) || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%q: %v, want %q", c[0], err, c[1])
		}
	}
	e, err := formula.Parse("1 = 1")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := e.Eval(source); err == nil {
		t.Errorf("a comparison has the value %s", r.Value)
	}
}

func TestCellsOfResults(t *testing.T) {
	for _, c := range [][2]string{
		{"1 + 2", ""},
		{"表[甲, 数]", "表[甲, 数]#1"},
		{"表[甲, 数] - 采购[货物] * 表[甲, 数]", "表[甲, 数]#1 采购[货物]#1 表[甲, 数]#1"},
		{"-采购[货物]", "采购[货物]#1"},
		{"SUM(表[*, 数], 采购[货物])", "表[*, 数]#1 表[*, 数]#2 表[*, 数]#3 表[*, 数]#4 表[*, 数]#5 采购[货物]#1"},
		{"PERCENT(表[乙, 数], 表[甲, 数])", "表[乙, 数]#1 表[甲, 数]#1"},
		{"MAX(ABS(上年[负]), COUNT(表[无, 数]))", "上年[负]#1"},
	} {
		e, err := formula.Parse(c[0])
		if err != nil {
			t.Fatal(err)
		}
		r, err := e.Eval(source)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, x := range r.Cells {
			names = append(names, x.Name)
		}
		if got := strings.Join(names, " "); got != c[1] {
			t.Errorf("%q was made from %s, want %s", c[0], got, c[1])
		}
	}
	// The cells of one operand are not overwritten by those of another.
	e, err := formula.Parse("表[甲, 数] + 表[乙, 数] + 采购[货物] - (表[甲, 数] + 表[乙, 数] - 采购[元])")
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Eval(source)
	if err != nil || len(r.Cells) != 6 || r.Cells[2].Name != "采购[货物]#1" || r.Cells[5].Name != "采购[元]#1" {
		t.Errorf("%v %v", r.Cells, err)
	}
}
