package xlsx

import (
	"strconv"
	"strings"
)

// NewerVersion says whether version a stands behind version b. Versions are numbers parted
// by dots, compared part by part; 1 and 1.0 are the same, and what is no number is
// compared as text.
func NewerVersion(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		x, y := "0", "0"
		if i < len(as) {
			x = as[i]
		}
		if i < len(bs) {
			y = bs[i]
		}
		m, err := strconv.Atoi(x)
		n, err2 := strconv.Atoi(y)
		switch {
		case err != nil || err2 != nil:
			if x != y {
				return x > y
			}
		case m != n:
			return m > n
		}
	}
	return false
}
