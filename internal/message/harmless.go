package message

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Harmless makes text that comes from files and names fit for a terminal: characters that
// would move the cursor, change colours or turn the direction of reading are shown instead
// of acting. It is the one place for that; line ends stay.
func Harmless(s string) string {
	if !strings.ContainsFunc(s, acts) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case !acts(r):
			b.WriteRune(r)
		case r < ' ':
			b.WriteRune('\u2400' + r) // ␛ and its like
		case r == 0x7f:
			b.WriteRune('\u2421')
		default:
			fmt.Fprintf(&b, "‹U+%04X›", r)
		}
	}
	return b.String()
}

// acts says whether a terminal does something for a character rather than show it.
func acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < ' ', r >= 0x7f && r < 0xa0: // C0, DEL and C1
		return true
	case r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029:
		return true
	}
	return false
}

// Terminal is a writer that makes harmless what is written.
func Terminal(w io.Writer) io.Writer { return &terminal{w: w} }

type terminal struct {
	w    io.Writer
	rest []byte // the beginning of a character
}

func (t *terminal) Write(p []byte) (int, error) {
	data := append(t.rest, p...)
	whole := len(data)
	for i := 1; i < utf8.UTFMax && i <= len(data); i++ {
		if c := data[len(data)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(data[len(data)-i:]) {
				whole = len(data) - i
			}
			break
		}
	}
	t.rest = append([]byte(nil), data[whole:]...)
	if _, err := io.WriteString(t.w, Harmless(string(data[:whole]))); err != nil {
		return 0, err
	}
	return len(p), nil
}
