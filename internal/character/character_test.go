package character

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ in, want, changes string }{
		{"用电费", "用电费", "[]"},
		{"⽤电费", "用电费", "[⽤→用]"},
		{"⻓治⼭阴⻋辆", "长治山阴车辆", "[⻓→长 ⼭→山 ⻋→车]"},
		{"行\ufa08金\uf90a", "行行金金", "[\ufa08→行 \uf90a→金]"},
		{"\U0002f803", "\U00020122", "[\U0002f803→\U00020122]"},
		{"008\u200b001\ufeff", "008001", "[U+200B U+FEFF]"},
		{"2024\u202c年\u2066度\u2069", "2024年度", "[U+202C U+2066 U+2069]"},
		{"soft\u00adware", "software", "[U+00AD]"},
		{"ABC 〇％（）——、。“”＋é", "ABC 〇％（）——、。“”＋é", "[]"},
	} {
		got, changes, _ := Text(c.in)
		if got != c.want || fmt.Sprint(changes) != c.changes {
			t.Errorf("%q: %q %v, want %q %s", c.in, got, changes, c.want, c.changes)
		}
	}
	if _, _, turned := Text("\u202e1.001"); !turned {
		t.Error("a text that reads from right to left is not told")
	}
	if _, _, turned := Text("\u200e甲"); turned {
		t.Error("a mark that turns nothing is told")
	}
}

// TestEveryCharacter: what a character is settled to is settled, and is an ordinary
// ideograph; no character of the usual sets is touched.
func TestEveryCharacter(t *testing.T) {
	changed := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		to := Settled(r)
		if to == r || to < 0 {
			continue
		}
		changed++
		if Settled(to) != to || !unicode.Is(unicode.Han, to) || to >= 0xf900 && to < 0xfb00 {
			t.Errorf("%U becomes %U", r, to)
		}
	}
	// 114 radicals of the supplement, 214 of Kangxi, compatibility ideographs.
	if changed < 1300 {
		t.Errorf("only %d characters", changed)
	}
	for r := rune(0x2e80); r < 0x2fd6; r++ {
		if unicode.Is(unicode.Han, r) && Settled(r) == r && r != 0x2e80 {
			t.Errorf("%U %c stays", r, r)
		}
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"示例县\n财政局":           "示例县财政局",
		"示例县\r\n 财政局\r\n":    "示例县财政局",
		"Finance\nBureau":    "Finance Bureau",
		"2024年\n12月":         "2024年12月",
		"\u3000 老干部局\r\n":    "老干部局",
		"Bureau (No. 2)\n甲":  "Bureau (No. 2)甲",
		"甲\n\n乙":             "甲乙",
		"示例县 财政局":            "示例县 财政局",
		"\u00a0\u2028\u0085": "",
	} {
		if got := Line(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got, want := Trim("\t第一行\r\n第二行\r第三行 \r\n"), "第一行\n第二行\n第三行"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzText(f *testing.F) {
	f.Add("⽤电\u200b费\r\n甲")
	f.Fuzz(func(t *testing.T, s string) {
		got, changes, _ := Text(s)
		if again, more, _ := Text(got); again != got || len(more) > 0 {
			t.Errorf("%q settles to %q, then to %q", s, got, again)
		}
		if len(changes) == 0 && got != s {
			t.Errorf("%q became %q without a word", s, got)
		}
		if line := Line(s); Line(line) != line || strings.Contains(line, "\n") {
			t.Errorf("%q is the line %q", s, line)
		}
	})
}
