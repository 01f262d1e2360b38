package harmless

import (
	"io"
	"unicode/utf8"
)

// Terminal is a writer for people at a terminal: what would move the cursor, change
// colours, name the window or turn the direction of reading is shown instead.
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
	if _, err := io.WriteString(t.w, Shown(string(data[:whole]))); err != nil {
		return 0, err
	}
	return len(p), nil
}
