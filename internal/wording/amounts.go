package wording

import (
	"strconv"
	"strings"
)

// The two units amounts of a budget are printed in.
const (
	Yuan = "元"
	Wan  = "万元"
)

// Scale is by how many places an amount in a unit of money is shifted to be in 万元.
func Scale(unit string) (places int32, ok bool) {
	s, ok := Shared().Scale.Meaning(unit)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return int32(n), err == nil
}

// CutOrdinal splits 十二、名称 into 12 and 名称.
func CutOrdinal(s string) (n int, rest string, ok bool) {
	head, rest, ok := strings.Cut(s, Shared().Ordinal.Words[0])
	if !ok || head == "" {
		return 0, s, false
	}
	tens, unit, seenTen := 0, 0, false
	for _, r := range head {
		i := Shared().Numerals.Index(r) + 1
		switch {
		case i == 10 && !seenTen:
			seenTen = true
			if tens = unit; tens == 0 {
				tens = 1
			}
			unit = 0
		case i > 0 && i < 10 && unit == 0:
			unit = i
		default:
			return 0, s, false
		}
	}
	return tens*10 + unit, rest, true
}

// Ordinal writes a number from 1 as that of an item: to 99 in characters, as documents have
// it, above in digits.
func Ordinal(n int) string {
	if n > 99 {
		return strconv.Itoa(n)
	}
	numerals := []rune(Shared().Numerals.Characters)
	s := ""
	if n >= 20 {
		s = string(numerals[n/10-1])
	}
	if n >= 10 {
		s += string(numerals[9])
	}
	if n%10 > 0 {
		s += string(numerals[n%10-1])
	}
	return s
}

// TrimStops takes full stops and the like off the end of a text.
func TrimStops(text string) string { return Shared().Stops.TrimEnd(text) }

// OnlyDigits says whether a text is a row of digits, as codes are.
func OnlyDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
