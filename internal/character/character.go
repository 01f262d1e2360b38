// Package character settles which characters a text is made of, before anything is
// compared or printed: characters that only look like others become those, and
// characters that cannot be seen go.
//
// Input: a text as a file holds it. Output: the text as people read it, and what was
// changed. Invariant: settling a settled text changes nothing; a text of ordinary
// characters comes back as it is.
package character

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed radicals.txt
var radicalsFile string

// radicals maps radicals to the characters they look like.
var radicals = sync.OnceValue(func() map[rune]rune {
	all := map[rune]rune{}
	for line := range strings.Lines(radicalsFile) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] == "#" {
			continue
		}
		from, err := strconv.ParseUint(fields[0], 16, 32)
		to, err2 := strconv.ParseUint(fields[1], 16, 32)
		if err != nil || err2 != nil {
			panic("radicals.txt: " + line)
		}
		all[rune(from)] = rune(to)
	}
	return all
})

// Settled is what a character is meant to be: the character itself, the one it looks
// like (a radical, a compatibility ideograph), or -1 if it cannot be seen.
func Settled(r rune) rune {
	switch {
	case r < 0xad || r >= 0x3000 && r < 0xf900:
		return r
	case hidden(r):
		return -1
	case r >= 0x2e80 && r < 0x2fe0, r >= 0xf900 && r < 0xfb00, r >= 0x2f800 && r < 0x2fa20:
		if to, ok := radicals()[r]; ok {
			return to
		}
		for _, to := range norm.NFKC.String(string(r)) {
			return to
		}
	}
	return r
}

// hidden says whether a character takes no room: soft hyphens, joiners, marks of
// direction, byte order marks, tags.
func hidden(r rune) bool {
	switch {
	case r == 0xad, r == 0x61c, r == 0x180e, r == 0xfeff,
		r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
		r >= 0xfff9 && r <= 0xfffb, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

// turns says whether a character makes what follows read from right to left, so that
// people saw another text than the one that is stored.
func turns(r rune) bool {
	return r == 0x202b || r == 0x202d || r == 0x202e || r == 0x2067 || r == 0x2068
}

// Change is one character that was settled; To is -1 if it was taken out.
type Change struct{ From, To rune }

// String says what was changed: ⽤→用, or U+200B.
func (c Change) String() string {
	if c.To < 0 {
		return fmt.Sprintf("U+%04X", c.From)
	}
	return string(c.From) + "→" + string(c.To)
}

// Text settles a text. changes are in the order in which they are met, each once;
// turned says that a character among them had turned the direction of reading.
func Text(s string) (settled string, changes []Change, turned bool) {
	if !strings.ContainsFunc(s, func(r rune) bool { return Settled(r) != r }) {
		return s, nil, false
	}
	settled = strings.Map(func(r rune) rune {
		to := Settled(r)
		if c := (Change{r, to}); to != r && !slices.Contains(changes, c) {
			changes = append(changes, c)
			turned = turned || turns(r)
		}
		return to
	}, s)
	return settled, changes, turned
}

// Trim takes blanks and line ends of every kind off both ends of a text, and makes the
// line ends inside those of one kind.
func Trim(s string) string {
	if strings.ContainsAny(s, "\r\v\f\u0085\u2028\u2029") {
		s = lineEnds.Replace(s)
	}
	return strings.TrimSpace(s)
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// Line makes one line of a text that is to be one, such as a name: a line break between
// words in letters becomes a blank, one between Chinese characters goes.
func Line(s string) string {
	s = Trim(s)
	if !strings.Contains(s, "\n") {
		return s
	}
	var out []rune
	for line := range strings.SplitSeq(s, "\n") {
		next := []rune(strings.TrimSpace(line))
		if len(next) == 0 {
			continue
		}
		if len(out) > 0 && spaced(out[len(out)-1]) && spaced(next[0]) {
			out = append(out, ' ')
		}
		out = append(out, next...)
	}
	return string(out)
}

// spaced says whether a character is of a script that puts blanks between words.
func spaced(r rune) bool { return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
