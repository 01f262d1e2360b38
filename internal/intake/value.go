package intake

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	xwidth "golang.org/x/text/width"

	"budgetbook/internal/amount"
	"budgetbook/internal/calc"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// value reads a cell as a value of a type. Whatever it cannot read it keeps as text
// and reports; column is how messages call what the cell is for.
func (r *reader) value(g *xlsx.Grid, c xlsx.Cell, t profile.Type, choices []profile.Choice, column message.Text) filing.Value {
	v := filing.Value{At: r.place(g, c.Row, c.Column)}
	if c.Pending {
		switch c = r.computed(g, c, column); c.Kind {
		case xlsx.Blank:
			return v
		case xlsx.ErrorCell:
			// Reported, and kept: what needs the value is not evaluated, never taken as 0.
			v.Text = c.Text
			return v
		}
	}
	switch {
	case c.Kind == xlsx.Blank || c.Kind == xlsx.TextCell && strings.TrimSpace(c.Text) == "":
	case c.Kind == xlsx.ErrorCell:
		v.Text = c.Text
		r.badNumber("error", finding.Error, v.At, column, c.Text)
	case t.Numeric():
		v.Text, v.Exact = r.number(g, c, t, column)
	case t == profile.DateType:
		v.Text = r.day(c, v.At, column)
	case t == profile.StampType:
		v.Text = r.stampText(c, v.At, column)
	case t == profile.YearType:
		v.Text = r.year(c, v.At, column)
	case t == profile.PickType:
		v.Text = r.pick(c, v.At, choices, column)
	case t == profile.CodeType:
		v.Text = trimCode(r.b.Shown(c))
	default:
		shown := r.b.Shown(c)
		v.Text = r.tidied(g, c, t, shown)
		if why := notText(c, shown); why != "" {
			r.wantText(v.At, why, column, shown)
		}
	}
	return v
}

// computed is a cell whose formula has no stored result, with the result.
func (r *reader) computed(g *xlsx.Grid, c xlsx.Cell, column message.Text) xlsx.Cell {
	result, err := r.b.Compute(g.Name, c)
	if err == nil && result.Kind != xlsx.ErrorCell {
		return result
	}
	why, name := "formula", ""
	var unsupported *calc.UnsupportedError
	switch {
	case errors.As(err, &unsupported):
		why, name = "function", unsupported.Name
	case errors.Is(err, calc.ErrCircular):
		why = "circular"
	}
	formula := c.Formula
	if formula != "=" {
		formula = "=" + strings.TrimPrefix(formula, "=")
	}
	r.badNumber(why, finding.Error, r.place(g, c.Row, c.Column), column, formula, "function", clipCell(name))
	c.Pending, c.Kind, c.Text = false, xlsx.ErrorCell, formula
	return c
}

// badNumber reports what stands where a number belongs. Each reason has its own
// texts in the catalogue.
func (r *reader) badNumber(why string, s finding.Severity, p finding.Place, column message.Text, text string, more ...string) {
	r.about(column, finding.NoNumber, s, p, append([]string{"text", clipCell(text)}, more...)...)
	r.found[len(r.found)-1].Reword(why)
}

// number reads a number; of an amount in 万元 it returns what is printed and, if that is
// rounded, the exact amount.
func (r *reader) number(g *xlsx.Grid, c xlsx.Cell, t profile.Type, column message.Text) (text, exact string) {
	p := r.place(g, c.Row, c.Column)
	var d decimal.Decimal
	switch c.Kind {
	case xlsx.NumberCell:
		n, ok := xlsx.StoredDecimal(c.Text)
		if !ok {
			r.badNumber("text", finding.Error, p, column, c.Text)
			return c.Text, ""
		}
		if isDate, _ := r.b.Shows(c.Style); isDate && !n.IsZero() {
			text := r.b.Shown(c)
			r.badNumber("date", finding.Error, p, column, text)
			return text, ""
		}
		d = n
	case xlsx.TextCell:
		n, err := amount.Parse(c.Text)
		if err != nil {
			r.badNumber("text", finding.Error, p, column, c.Text)
			return c.Text, ""
		}
		if n.Blank {
			return "", ""
		}
		d = n.Value
		if n.Tidy {
			r.badNumber("tidy", finding.Note, p, column, c.Text)
		}
	case xlsx.DayCell:
		r.badNumber("date", finding.Error, p, column, c.Text)
		return c.Text, ""
	default:
		r.badNumber("text", finding.Error, p, column, r.b.Shown(c))
		return r.b.Shown(c), ""
	}
	if t != profile.WanType {
		return amount.Trim(d), ""
	}
	if text, exact = amount.Printed(d); exact != "" {
		r.understand(g, "cents", c.Row, c.Column)
	}
	return text, exact
}

// trimCode trims a classification code and narrows its digits.
func trimCode(s string) string {
	s = strings.TrimSpace(strings.Trim(s, "\u3000\u00a0"))
	narrow := xwidth.Narrow.String(s)
	for _, r := range narrow {
		if r > 0x7e {
			return s
		}
	}
	return narrow
}

func (r *reader) day(c xlsx.Cell, p finding.Place, column message.Text) string {
	text := c.Text
	if c.Kind == xlsx.NumberCell {
		if d, ok := xlsx.StoredDecimal(text); ok {
			text = amount.Trim(d)
			if f, _ := d.Float64(); f < 1e7 {
				if m, ok := xlsx.SerialTime(f, r.b.From1904); ok && f >= xlsx.FirstSerial {
					return m.Format(time.DateOnly)
				}
			}
		}
	}
	got, ok := wording.ParseDate(text)
	if !ok {
		r.about(column, finding.NoDate, finding.Error, p, "text", clipCell(text))
	}
	return got
}

func (r *reader) stampText(c xlsx.Cell, p finding.Place, column message.Text) string {
	if c.Kind == xlsx.NumberCell {
		if isDate, _ := r.b.Shows(c.Style); isDate {
			if d, ok := xlsx.StoredDecimal(c.Text); ok {
				f, _ := d.Float64()
				if m, ok := xlsx.SerialTime(f, r.b.From1904); ok {
					return m.Format("20060102150405")
				}
			}
		}
	}
	text := trimCode(r.b.Shown(c))
	if len(text) != 14 || strings.Trim(text, "0123456789") != "" {
		r.about(column, finding.NoDate, finding.Warning, p, "text", clipCell(text))
	}
	return text
}

func (r *reader) year(c xlsx.Cell, p finding.Place, column message.Text) string {
	text := trimCode(r.b.Shown(c))
	text = trimCode(wording.Years().Behind.TrimEnd(text))
	n, err := strconv.Atoi(text)
	if err != nil || n < 1990 || n > 2200 {
		r.about(column, finding.NoYear, finding.Error, p, "text", clipCell(r.b.Shown(c)))
		return r.b.Shown(c)
	}
	r.f.Year = n
	return strconv.Itoa(n)
}

func (r *reader) pick(c xlsx.Cell, p finding.Place, choices []profile.Choice, column message.Text) string {
	text := r.b.Shown(c)
	k := sheets.LabelKey(text)
	// In two languages the Chinese decides: older templates have other English.
	chinese, _, _ := strings.Cut(text, message.Between)
	first := sheets.LabelKey(chinese)
	var zh, en []string
	for _, x := range choices {
		if first == sheets.LabelKey(x.Name.ZH) || k == sheets.LabelKey(x.ID) || k == sheets.LabelKey(x.Name.ZH) || k == sheets.LabelKey(x.Name.EN) {
			return x.ID
		}
		zh, en = append(zh, x.Name.ZH), append(en, x.Name.EN)
	}
	r.about(column, finding.ChoiceUnknown, finding.Error, p, "text", clipCell(text), "choices", strings.Join(zh, " / "))
	r.inEnglish("choices", strings.Join(en, " / "))
	return text
}
