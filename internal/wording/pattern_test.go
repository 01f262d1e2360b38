package wording

import (
	"math/rand/v2"
	"testing"
)

// TestPatterns makes sure looking for pieces first never loses a match.
func TestPatterns(t *testing.T) {
	alphabet := []rune("Xx×待填写补充定稿。增加长（）()/减少下降_.{}#REFVALU!20193年度预算《》“”〔〕号第")
	r := rand.New(rand.NewPCG(1, 2))
	for _, expr := range []string{
		"[XxＸｘ×✕]{2,}", "待填写?", "待定(?:稿|。|$)", "(?:增加|增长|上升)[（(／/、]?(?:或)?(?:减少|下降)[）)]", "_{2,}", "\\.{6,}",
		"[（(【](?:请|此处)?(?:填写|填列|填入)[^）)】]*[）)】]", "\\{[^}]*\\}", "#(?:REF|VALUE|N/A|NAME\\?|DIV/0)!?", "(?i)todo", "a*", "", "(?:x|)",
		`《[^》]*》|〈[^〉]*〉|“[^”]*”`, `(?:^|[^0-9.])((?:19|20)[0-9]{2})(?:年度|年)`, `\p{Han}+号`, "^(?:≤|<=)?[0-9]+$",
	} {
		p, err := CompilePattern(expr)
		if err != nil {
			t.Fatal(err)
		}
		for range 3000 {
			text := make([]rune, r.IntN(12))
			for i := range text {
				text[i] = alphabet[r.IntN(len(alphabet))]
			}
			if s := string(text); p.MatchString(s) && !p.May(s) {
				t.Fatalf("%q matches %q, but the pieces %q do not stand in it", expr, s, p.pieces)
			}
		}
	}
	for expr, want := range map[string]int{"待填写?": 1, "_{2,}": 1, "#(?:REF|VALUE)!?": 2, "a*": 0, "[^a]": 0} {
		if p, _ := CompilePattern(expr); len(p.pieces) != want {
			t.Errorf("%q: pieces %q, want %d", expr, p.pieces, want)
		}
	}
	if _, err := CompilePattern("("); err == nil {
		t.Error("a wrong expression was taken")
	}
}
