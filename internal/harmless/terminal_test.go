package harmless

import (
	"bytes"
	"testing"
)

func TestHarmless(t *testing.T) {
	for s, want := range map[string]string{
		"表一\t合计\n": "表一\t合计\n", "\x1b[2J0 处错误": "␛[2J0 处错误", "a\rb": "a␍b", "\u009b31m": "‹U+009B›31m", "x\u202e01": "x‹U+202E›01", "\x7f": "␡", "a\u200bb": "a\u200bb", "\xff": "\ufffd",
		"\x1b]0;标题\a": "␛]0;标题␇", "\u2066a\u2069": "‹U+2066›a‹U+2069›",
	} {
		if got := Shown(s); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
		var b bytes.Buffer
		w := Terminal(&b)
		for i := range len(s) { // a byte at a time
			if _, err := w.Write([]byte{s[i]}); err != nil {
				t.Fatal(err)
			}
		}
		if s != "\xff" && b.String() != want {
			t.Errorf("%q written byte by byte is %q, want %q", s, b.String(), want)
		}
	}
}
