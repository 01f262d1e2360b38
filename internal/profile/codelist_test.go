package profile_test

import (
	"slices"
	"testing"

	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

func codesOf(list []profile.Code) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Code)
	}
	return out
}

func TestWhatACodeMayBe(t *testing.T) {
	list := profiletest.Shanxi(t).Codes["functional_codes"]
	for _, c := range []struct {
		code, name string
		want       []string
	}{
		{"2050298", "小学教育", []string{"2050202"}},  // by its name in the section
		{"2050298", "死亡抚恤", []string{"2080801"}},  // the only one of that name
		{"2013298", "行政运行", []string{"2013201"}},  // of many, that of the section
		{"2999901", "行政运行", nil},                  // of many, none of the section
		{"2050220", "小学的教育", []string{"2050202"}}, // close
		{"2210210", "", []string{"2210201"}},      // two digits exchanged
		{"288", "社会保障和就业支出", []string{"208"}},     // a class
	} {
		if got := codesOf(list.Near(c.code, c.name)); !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %v, want %v", c.code, c.name, got, c.want)
		}
	}
	economic := profiletest.Shanxi(t).Codes["economic_dept"]
	if got := codesOf(economic.Below("", "办公设备购置", 5)); !slices.Equal(got, []string{"30902", "31002"}) {
		t.Errorf("%v", got)
	}
	if got := codesOf(economic.Below("310", "办公设备购置", 5)); !slices.Equal(got, []string{"31002"}) {
		t.Errorf("%v", got)
	}
}

func TestYearsOfACode(t *testing.T) {
	for _, c := range []struct {
		code    profile.Code
		year    int
		outside bool
	}{
		{profile.Code{}, 2025, false},
		{profile.Code{From: 2024}, 2023, true},
		{profile.Code{From: 2024}, 2024, false},
		{profile.Code{To: 2023}, 2023, false},
		{profile.Code{To: 2023}, 2024, true},
		{profile.Code{To: 2023, Doubt: "year uncertain"}, 2024, false},
	} {
		if got := c.code.Outside(c.year); got != c.outside {
			t.Errorf("%+v in %d: %v", c.code, c.year, got)
		}
	}
}
