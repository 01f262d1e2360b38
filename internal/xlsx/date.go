package xlsx

import (
	"regexp"
	"strings"
	"time"
)

// dayZero is the day a spreadsheet counts from; its fictitious 1900-02-29 is why no
// earlier date than March 1900 is stored as a number.
var dayZero = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

const (
	// FirstSerial is the first number that counts days as everybody does.
	FirstSerial = 61      // 1900-03-01
	lastSerial  = 2958465 // 9999-12-31
)

// DateSerial is the number a spreadsheet stores for a canonical date.
func DateSerial(text string) (int, bool) {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, false
	}
	n := int(d.Sub(dayZero).Hours() / 24)
	return n, n >= FirstSerial && n <= lastSerial
}

// SerialTime is the time a stored number stands for.
func SerialTime(serial float64, from1904 bool) (time.Time, bool) {
	if from1904 {
		serial += 1462
	}
	if !(serial >= 1 && serial < lastSerial+1) {
		return time.Time{}, false
	}
	days := int(serial)
	seconds := int((serial-float64(days))*86400 + 0.5)
	return dayZero.AddDate(0, 0, days).Add(time.Duration(seconds) * time.Second), true
}

// isDateFormat says whether a number format shows dates or times: id is one of the
// built-in ones, or code spells it out.
func isDateFormat(id int, code string) bool {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58, id >= 71 && id <= 81:
		return true
	}
	// Quoted text, escaped characters, colours and conditions say nothing.
	plain := formatLiteral.ReplaceAllString(code, "")
	first, _, _ := strings.Cut(plain, ";")
	return strings.ContainsAny(strings.ToLower(first), "ymdhs") && !strings.Contains(strings.ToLower(first), "general")
}

var formatLiteral = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]hms][^\]]*\]`)
