package amount

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in, want string
		tidy     bool
	}{
		{"1576.74", "1576.74", false},
		{"1,234,567.89", "1234567.89", true},
		{"１２３４．５０", "1234.5", true},
		{"１，２３４", "1234", true},
		{" 12 ", "12", true},
		{"-3.5", "-3.5", false},
		{"−3.5", "-3.5", true},
		{"1.5E3", "1500", false},
		{".5", "0.5", false},
	} {
		r, err := Parse(c.in)
		if err != nil || r.Blank || r.Value.String() != c.want || r.Tidy != c.tidy {
			t.Errorf("Parse(%q) = %v %v, want %s tidy=%v", c.in, r, err, c.want, c.tidy)
		}
	}
	for _, in := range []string{"", "  ", "—", "-", "　"} {
		if r, err := Parse(in); err != nil || !r.Blank {
			t.Errorf("Parse(%q) = %v %v, want blank", in, r, err)
		}
	}
	for _, in := range []string{"abc", "12元", "1,23", "1,2345", "1 2", "1.2.3", "(3)", "1e999", "0x10", "1_000", "NaN", "1,234 567", "12345678901234567890123456"} {
		if r, err := Parse(in); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", in, r)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"434.99999999999994": "435", "4107448.6399999997": "4107448.64", "0.1": "0.1",
		"0.30000000000000004": "0.3", "1576.74": "1576.74", "123456789012345678": "123456789012346000",
	} {
		if got := Clean(decimal.RequireFromString(in)); !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("Clean(%s) = %s, want %s", in, got, want)
		}
	}
}

func TestPrint(t *testing.T) {
	d := decimal.RequireFromString
	for _, c := range []struct{ got, want string }{
		{Wan(d("527.4")), "527.40"}, {Wan(d("0.00")), "0"}, {Wan(d("1.234")), "1.234"}, {Wan(d("1.2300")), "1.23"},
		{Trim(d("16776.00")), "16776"}, {Trim(d("1200")), "1200"}, {Trim(d("603.280")), "603.28"},
		{Cell(d("0")), ""}, {Cell(d("1602.53")), "1602.53"},
		{Text(d("1602.53")), "1,602.53"}, {Text(d("0.00")), "0"}, {Text(d("-1234567")), "-1,234,567.00"},
		{Percent(d("100.00")), "100"}, {Percent(d("0.00")), "0"}, {Percent(d("98.4")), "98.40"},
		{Yuan(d("1234567.89")), "1,234,567.89"}, {Yuan(d("250000.00")), "250,000"}, {Yuan(d("0")), "0"},
		{ToWan(d("1280")).String(), "0.13"}, {ToWan(d("399050")).String(), "39.91"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if s, ok := Share(d("25.79"), d("1602.53")); !ok || s.StringFixed(2) != "1.61" {
		t.Errorf("Share = %s %v", s, ok)
	}
}
