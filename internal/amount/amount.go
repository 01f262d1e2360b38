// Package amount reads, rounds and prints money and shares as exact decimals.
//
// Input: text as people and programs write it. Output: decimal.Decimal values and
// canonical text. Invariant: no value ever passes through binary floating point,
// except the text of a stored spreadsheet number, whose noise Clean removes.
package amount

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/width"
)

// ErrNotNumber reports text that is not one plain number.
var ErrNotNumber = errors.New("not a number")

// maxDigits bounds what Parse takes: no budget needs more, and a longer number
// would only slow exact arithmetic down.
const maxDigits = 24

// Read is what Parse understood of a text.
type Read struct {
	Value decimal.Decimal
	Blank bool // nothing was entered; Value is 0
	Tidy  bool // separators, full-width digits or a dash had to be understood
}

// Parse reads one number as people type it: "1,234.50", "１２３４．５", " 12 ",
// "—" (blank), "(3)" is refused. Exponents are accepted because spreadsheets store
// them. It returns ErrNotNumber for anything else.
func Parse(s string) (Read, error) {
	t := s
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) >= 0 {
		t = width.Narrow.String(s)
	}
	t = strings.TrimSpace(t)
	tidy := t != s
	switch t {
	case "":
		return Read{Blank: true}, nil
	case "-", "--", "—", "——", "–", "―":
		return Read{Blank: true, Tidy: true}, nil
	}
	sign := ""
	switch {
	case strings.HasPrefix(t, "+"):
		t, tidy = t[1:], true
	case strings.HasPrefix(t, "-"):
		sign, t = "-", t[1:]
	case strings.HasPrefix(t, "−"):
		sign, t, tidy = "-", strings.TrimPrefix(t, "−"), true
	}
	if strings.ContainsAny(t, ", ") || strings.Contains(t, "'") {
		u, ok := ungroup(t)
		if !ok {
			return Read{}, ErrNotNumber
		}
		t, tidy = u, true
	}
	if !isPlainNumber(t) {
		return Read{}, ErrNotNumber
	}
	d, err := decimal.NewFromString(sign + t)
	if err != nil {
		return Read{}, ErrNotNumber
	}
	return Read{Value: d, Tidy: tidy}, nil
}

// ungroup removes thousands separators that really separate thousands, so that
// "1,23" or a list "1, 2" is not taken for one number.
func ungroup(t string) (string, bool) {
	sep := ","
	for _, c := range []string{" ", "'"} {
		if strings.Contains(t, c) {
			if strings.Contains(t, ",") {
				return "", false
			}
			sep = c
		}
	}
	whole, frac, _ := strings.Cut(t, ".")
	if strings.Contains(frac, sep) {
		return "", false
	}
	parts := strings.Split(whole, sep)
	for i, p := range parts {
		if len(p) != 3 && (i > 0 || len(p) == 0 || len(p) > 3) {
			return "", false
		}
	}
	return strings.ReplaceAll(t, sep, ""), true
}

// isPlainNumber says whether t is digits with at most one point and an optional small exponent.
func isPlainNumber(t string) bool {
	m, exp, has := strings.Cut(strings.ToLower(t), "e")
	if has {
		exp = strings.TrimLeft(exp, "+-")
		if exp == "" || len(exp) > 2 || strings.Trim(exp, "0123456789") != "" {
			return false
		}
	}
	whole, frac, _ := strings.Cut(m, ".")
	if whole == "" && frac == "" || len(whole)+len(frac) > maxDigits {
		return false
	}
	return strings.Trim(whole+frac, "0123456789") == ""
}

// Clean removes the noise of binary floating point from the text of a stored
// spreadsheet number by rounding to 15 significant digits: a cell that shows 435
// may be stored as 434.99999999999994. d is returned unchanged if it has fewer digits.
func Clean(d decimal.Decimal) decimal.Decimal {
	n := int32(d.NumDigits())
	if n <= 15 {
		return d
	}
	// NumDigits counts the coefficient; places right of the point that remain:
	places := -d.Exponent() - (n - 15)
	return d.Round(places)
}

// Wan prints an amount in 万元 as the filing stores it: two decimals, zero as "0",
// more than two decimals kept as they are: who must round uses Printed.
func Wan(d decimal.Decimal) string {
	if d.IsZero() {
		return "0"
	}
	if d.Exponent() < -2 && !d.Equal(d.Round(2)) {
		return d.String()
	}
	return d.StringFixed(2)
}

// Printed splits an amount in 万元 into what is printed, rounded half up to two decimals,
// and the exact amount to the fen, "" where that is what is printed.
func Printed(d decimal.Decimal) (text, exact string) {
	text = Wan(d.Round(2))
	if !d.Equal(d.Round(2)) {
		exact = d.Round(fenPlaces).String()
	}
	return text, exact
}

// fenPlaces are the decimals an amount in 万元 has that is known to the fen (分).
const fenPlaces = 6

// Trim prints a number without trailing zeros (元, counts, areas).
func Trim(d decimal.Decimal) string { return d.String() }

// Trim2 prints a number for a message: two decimals if it has any, else as it is.
func Trim2(d decimal.Decimal) string {
	if d.IsInteger() || !d.Equal(d.Round(2)) {
		return d.String()
	}
	return d.StringFixed(2)
}

// Cell prints an amount for a printed table: two decimals, no separators, zero blank.
func Cell(d decimal.Decimal) string {
	if d.IsZero() {
		return ""
	}
	return d.StringFixed(2)
}

// Text prints an amount for running text (format A): two decimals with thousands
// separators, zero as "0".
func Text(d decimal.Decimal) string {
	if d.IsZero() {
		return "0"
	}
	return Group(d.StringFixed(2))
}

// Percent prints a percentage (format P): two decimals kept, 0 and 100 bare.
func Percent(d decimal.Decimal) string {
	if d.IsZero() || d.Equal(hundred) {
		return d.Truncate(0).String()
	}
	return Group(d.StringFixed(2))
}

// Yuan prints an amount in 元 for a performance form: thousands separators,
// decimals only if there are any.
func Yuan(d decimal.Decimal) string { return Group(Trim(d)) }

// Group puts thousands separators into a plain number.
func Group(s string) string {
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, has := strings.Cut(s, ".")
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if has {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	return b.String()
}

var hundred = decimal.NewFromInt(100)

// Share returns half-up(100 x part / whole, 2); ok is false if whole is 0.
func Share(part, whole decimal.Decimal) (pct decimal.Decimal, ok bool) {
	if whole.IsZero() {
		return decimal.Zero, false
	}
	return part.Mul(hundred).DivRound(whole, 2), true
}

// ToWan converts 元 to 万元, rounded half-up to the cent of the table (2 decimals).
func ToWan(yuan decimal.Decimal) decimal.Decimal { return yuan.Shift(-4).Round(2) }
