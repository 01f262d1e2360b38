package wording

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"
)

var (
	dateClock   = regexp.MustCompile(`^(\S+)[T ]00?:00(:00)?(\.0+)?$`)
	eightDigits = regexp.MustCompile(`^\d{8}$`)
)

// ParseDate reads a date as people type it and returns it as 2024-01-01.
func ParseDate(text string) (string, bool) {
	t := strings.TrimSpace(width.Narrow.String(text))
	if m := dateClock.FindStringSubmatch(t); m != nil {
		t = m[1]
	}
	var y, m, d int
	if g := Years().Day.FindStringSubmatch(t); g != nil {
		y, _ = strconv.Atoi(g[1])
		m, _ = strconv.Atoi(g[2])
		d, _ = strconv.Atoi(g[3])
	} else if eightDigits.MatchString(t) {
		n, _ := strconv.Atoi(t)
		y, m, d = n/10000, n/100%100, n%100
	} else {
		return text, false
	}
	canonical := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	if _, err := time.Parse(time.DateOnly, canonical); err != nil {
		return text, false
	}
	return canonical, true
}
