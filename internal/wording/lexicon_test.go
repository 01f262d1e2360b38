package wording

import (
	"slices"
	"strings"
	"testing"
)

// everyLexicon are the structs of all files, by file.
func everyLexicon() map[string]any {
	return map[string]any{
		sharedFile: Shared(), "cutoff.toml": cutoffs(), "names.toml": projectNames(), "reasons.toml": Reasons(), "indicators.toml": Indicators(),
		"texts.toml": Texts(), "years.toml": Years(), "sheets.toml": Sheets(), "lists.toml": Lists(),
	}
}

// Every group of every file says why it is there, is found in its examples and not in
// the others, and takes from a text what it says it gives.
func TestLexiconHoldsItsExamples(t *testing.T) {
	files, err := lexicons.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	all := everyLexicon()
	if len(files) != len(all) {
		t.Errorf("%d files, %d of them known here", len(files), len(all))
	}
	groups := 0
	for _, f := range files {
		words := all[f.Name()]
		if words == nil {
			t.Errorf("%s is not tested here", f.Name())
			continue
		}
		for name, g := range groupsOf(words) {
			groups++
			at := f.Name() + ": " + name
			about := g.about()
			if len(strings.Fields(about.Why)) < 3 {
				t.Errorf("%s does not say why", at)
			}
			if len(about.Match) == 0 || len(about.Spare) == 0 {
				t.Errorf("%s has %d texts that match and %d that do not", at, len(about.Match), len(about.Spare))
			}
			for _, s := range about.Match {
				if !g.holds(s) {
					t.Errorf("%s is not found in %q", at, s)
				}
			}
			for _, s := range about.Spare {
				if g.holds(s) {
					t.Errorf("%s is found in %q", at, s)
				}
			}
			if x, ok := g.(*Expression); ok {
				expressionGives(t, at, x)
			}
			if w, ok := g.(*Words); ok {
				for i, s := range w.Words {
					if s == "" || slices.Contains(w.Words[:i], s) {
						t.Errorf("%s: %q is blank or stands twice", at, s)
					}
				}
			}
		}
	}
	if groups < 60 {
		t.Errorf("only %d groups", groups)
	}
}

func expressionGives(t *testing.T, at string, x *Expression) {
	t.Helper()
	if x.NumSubexp() > 0 && len(x.Gives) == 0 && strings.Contains(x.Source, "([") {
		t.Errorf("%s takes something from a text, and no example says what", at)
	}
	for _, want := range x.Gives {
		m := x.FindStringSubmatch(want[0])
		if m == nil || !slices.Equal(m[1:], want[1:]) {
			t.Errorf("%s takes %q from %q, want %q", at, m, want[0], want[1:])
		}
	}
	// A pattern that first looks for a piece must find that piece in all it matches.
	for _, s := range x.about().Match {
		if !x.May(s) {
			t.Errorf("%s: %q may not hold a match, and does", at, s)
		}
	}
}

// The sentinels of the shared words are what Go code relies on.
func TestScaleKnowsEveryUnitOfMoney(t *testing.T) {
	for _, unit := range strings.Split(Shared().Money.Source, "|") {
		if _, ok := Scale(unit); !ok {
			t.Errorf("%s has no scale", unit)
		}
	}
	if n, ok := Scale(Yuan); !ok || n != -4 {
		t.Errorf("%s is shifted by %d", Yuan, n)
	}
	if n, ok := Scale(Wan); !ok || n != 0 {
		t.Errorf("%s is shifted by %d", Wan, n)
	}
	if _, ok := Scale("角"); ok {
		t.Error("a unit no text of a budget has is scaled")
	}
}

func TestOrdinals(t *testing.T) {
	for n := 1; n <= 99; n++ {
		s := Ordinal(n)
		got, rest, ok := CutOrdinal(s + "、名称")
		if !ok || got != n || rest != "名称" {
			t.Errorf("%d is written %s and read as %d, %q", n, s, got, rest)
		}
	}
	for n, want := range map[int]string{1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "100", 1203: "1203"} {
		if Ordinal(n) != want {
			t.Errorf("%d is written %s, want %s", n, Ordinal(n), want)
		}
	}
	for _, s := range []string{"名称", "、名称", "甲、名称", "一二、名称", "十十、名称", "1、名称"} {
		if n, rest, ok := CutOrdinal(s); ok || rest != s {
			t.Errorf("%s is item %d, %q", s, n, rest)
		}
	}
}
