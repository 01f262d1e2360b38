package codefind_test

import (
	"strings"
	"testing"
	"unicode"

	"budgetbook/internal/codefind"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// A limit counts where nothing is in doubt; else that is said, once.
func TestYearsAndDoubt(t *testing.T) {
	for _, c := range []struct {
		code         profile.Code
		years, doubt string
	}{
		{profile.Code{}, "", ""},
		{profile.Code{From: 2025}, "2025 年起适用", ""},
		{profile.Code{To: 2023}, "适用到 2023 年", ""},
		{profile.Code{From: 2019, To: 2023}, "适用于 2019—2023 年", ""},
		{profile.Code{From: 2024, Doubt: "year uncertain"}, "2024 年起适用（年度没有核实，检查时不作依据）", ""},
		{profile.Code{Doubt: "year uncertain"}, "", "适用年度没有核实"},
		{profile.Code{Doubt: "doubtful"}, "", "是否仍在使用没有核实"},
		{profile.Code{Doubt: "changed after 2017"}, "", "2017 年以后有过调整，没有核实"},
		{profile.Code{Doubt: "also seen as 甲"}, "", "名称也写作“甲”"},
		{profile.Code{Doubt: "乙"}, "", "乙"}, // of a profile of one's own
	} {
		if years, doubt := codefind.Years(c.code, message.ZH), codefind.Doubt(c.code, message.ZH); years != c.years || doubt != c.doubt {
			t.Errorf("%+v: %q, %q", c.code, years, doubt)
		}
	}
}

// Whatever the lists that come with the program hold is said in words of the language: no
// bare letter, no English note in Chinese and no Chinese in English but names.
func TestListsAreSaidInWords(t *testing.T) {
	han := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	rows := 0
	for _, list := range lists(t) {
		if !han(codefind.ListName(list, message.ZH)) || han(codefind.ListName(list, message.EN)) {
			t.Error(list.Name)
		}
		for _, c := range list.Items {
			rows++
			zh, en := codefind.Basis(c.Grade, message.ZH), codefind.Basis(c.Grade, message.EN)
			if len(zh) < 10 || len(en) < 10 || strings.Contains(zh, "“") || han(en) {
				t.Errorf("%s: %s, %s", c.Code, zh, en)
			}
			if codefind.Level(c.Code, message.ZH) == "" {
				t.Errorf("%s has no level", c.Code)
			}
			if c.Doubt != "" && codefind.Doubt(c, message.ZH) == c.Doubt {
				t.Errorf("%s: %s", c.Code, c.Doubt)
			}
		}
	}
	if rows < 2000 {
		t.Errorf("%d rows", rows)
	}
}

func TestBasisOfOtherLists(t *testing.T) {
	for grade, want := range map[profile.Grade]string{"": "科目表没有注明", "own": "自备的科目表", "半信": "科目表注明“半信”"} {
		if got := codefind.Basis(grade, message.ZH); got != want {
			t.Errorf("%q: %s", grade, got)
		}
	}
}
