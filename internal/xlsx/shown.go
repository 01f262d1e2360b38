package xlsx

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
)

// Padded gives a number that is shown with leading zeros, as codes are, its zeros.
func (b *Book) Padded(c Cell, text string) string {
	if c.Kind != NumberCell || strings.Trim(text, "0123456789") != "" {
		return text
	}
	if zeros := b.format(c.Style).code; strings.Trim(zeros, "0") == "" && len(zeros) > len(text) && len(zeros) <= 20 {
		return strings.Repeat("0", len(zeros)-len(text)) + text
	}
	return text
}

// StoredDecimal is the decimal of a stored number without the noise of binary fractions.
func StoredDecimal(text string) (decimal.Decimal, bool) {
	n, err := amount.Parse(text)
	if err == nil && !n.Blank {
		return amount.Clean(n.Value), true
	}
	// Very small or large numbers are stored with exponents Parse does not take.
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != f || f > 1e24 || f < -1e24 {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(strconv.FormatFloat(f, 'f', 20, 64))
	if err != nil {
		return decimal.Zero, false
	}
	return amount.Clean(d), true
}

// Shown is the text of a cell as a person sees it, whatever it is stored as.
func (b *Book) Shown(c Cell) string {
	switch c.Kind {
	case boolCell:
		if Truth(c.Text) {
			return "TRUE"
		}
		return "FALSE"
	case NumberCell:
		d, ok := StoredDecimal(c.Text)
		if !ok {
			return c.Text
		}
		isDate, isPercent := b.Shows(c.Style)
		if isDate {
			f, _ := d.Float64()
			if m, ok := SerialTime(f, b.From1904); ok {
				if m.Hour() == 0 && m.Minute() == 0 && m.Second() == 0 {
					return m.Format(time.DateOnly)
				}
				return m.Format(time.DateTime)
			}
		}
		if isPercent {
			return amount.Trim(d.Shift(2)) + "%"
		}
		return amount.Trim(d)
	}
	return c.Text
}
