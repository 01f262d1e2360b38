package profile

import (
	"slices"
	"strings"
)

// CodeDigits is how many digits a code has at each of its levels: 类, 款, 项, and 目 of
// revenue.
var CodeDigits = []int{3, 5, 7, 9}

// CodeParts makes codes of parts that stand in a column for each level. The whole code may
// stand in one of them, or each holds its own digits, without the zero in front where it
// is stored as a number; a part that is blank is as in the line above.
type CodeParts struct {
	last []string // the code down to each level, as it was last written
}

// Join makes the code of a line; ok is false if its parts are none.
func (l *CodeParts) Join(parts []string) (code string, ok bool) {
	for k, part := range parts {
		if part == "" {
			continue
		}
		whole := slices.Index(CodeDigits, len(part))
		switch {
		case whole >= 0 && (whole > 0 || k == 0):
			code = part // the whole code, in whichever column
		case k == 0 || k >= len(CodeDigits) || len(part) > 2:
			return "", false
		default:
			before := code
			if before == "" || len(before) > CodeDigits[k-1] {
				if k > len(l.last) {
					return "", false
				}
				before = l.last[k-1]
			}
			if n := CodeDigits[k-1]; len(before) < n && k <= len(l.last) && strings.HasPrefix(l.last[k-1], before) {
				before = l.last[k-1] // the class is repeated, the section is not
			}
			if len(before) != CodeDigits[k-1] {
				return "", false
			}
			code = before + strings.Repeat("0", 2-len(part)) + part
		}
	}
	depth := slices.Index(CodeDigits, len(code))
	if depth < 0 {
		return "", false
	}
	l.last = l.last[:0]
	for k := 0; k <= depth; k++ {
		l.last = append(l.last, code[:CodeDigits[k]])
	}
	return code, true
}
