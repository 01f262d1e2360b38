package message

import (
	"regexp"
	"slices"
	"testing"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// Every message exists in both languages and uses the same placeholders in both.
func TestCatalogueComplete(t *testing.T) {
	if len(IDs()) < 10 {
		t.Fatalf("only %d messages", len(IDs()))
	}
	set := func(s string) []string {
		l := placeholder.FindAllString(s, -1)
		slices.Sort(l)
		return slices.Compact(l)
	}
	for _, id := range IDs() {
		e, _ := Lookup(id)
		if e.Say.ZH == "" || e.Say.EN == "" || (e.Fix.ZH == "") != (e.Fix.EN == "") {
			t.Errorf("%s: a language is missing", id)
		}
		if zh, en := set(e.Say.ZH+e.Fix.ZH), set(e.Say.EN+e.Fix.EN); !slices.Equal(zh, en) {
			t.Errorf("%s: placeholders differ: %v, %v", id, zh, en)
		}
	}
}

func TestFill(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{a} 和 {b}", "1 和 2"}, {"{c}", "{c}"}, {"{", "{"}, {"{a", "{a"}, {"x{a}{a}", "x11"}, {"", ""},
	} {
		if got := Fill(c.text, Pairs("a", "1", "b", "2")); got != c.want {
			t.Errorf("Fill(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}
