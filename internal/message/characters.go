package message

import (
	"slices"

	"budgetbook/internal/character"
)

// mostCharacters is how many characters a message names.
const mostCharacters = 8

// Characters lists what was done to the characters of texts: ⽤→用, and by name those that
// nobody can see. Each is said once.
func Characters(l Lang, all []character.Change) string {
	var said []string
	for _, c := range all {
		s := c.String()
		if c.To < 0 {
			s = Say(l, unseen(c.From), nil)
		}
		if !slices.Contains(said, s) {
			said = append(said, s)
		}
	}
	more := ""
	if len(said) > mostCharacters {
		said, more = said[:mostCharacters], " …"
	}
	return Join(l, said) + more
}

// unseen is the message that names a character that takes no room.
func unseen(r rune) string {
	switch {
	case r == 0x200b:
		return "character-space"
	case r == 0xad:
		return "character-hyphen"
	case r == 0x61c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return "character-direction"
	case r == 0x200c, r == 0x200d, r == 0x2060, r == 0xfeff:
		return "character-joiner"
	}
	return "character-control"
}
