package workbook

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	xwidth "golang.org/x/text/width"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// value reads a cell as a value of a type. Whatever it cannot read it keeps as text
// and reports; column is how messages call what the cell is for.
func (r *reader) value(g *grid, c cell, t profile.Type, choices []profile.Choice, column message.Text) filing.Value {
	v := filing.Value{At: r.place(g, c.row, c.column)}
	if c.pending {
		switch c = r.computed(g, c, column); c.kind {
		case blank:
			return v
		case errorCell:
			// Reported, and kept: what needs the value is not evaluated, never taken as 0.
			v.Text = c.text
			return v
		}
	}
	switch {
	case c.kind == blank || c.kind == textCell && strings.TrimSpace(c.text) == "":
	case c.kind == errorCell:
		v.Text = c.text
		r.badNumber("error", finding.Error, v.At, column, c.text)
	case t.Numeric():
		v.Text = r.number(g, c, t, column)
	case t == profile.DateType:
		v.Text = r.day(c, v.At, column)
	case t == profile.StampType:
		v.Text = r.stampText(c, v.At, column)
	case t == profile.YearType:
		v.Text = r.year(c, v.At, column)
	case t == profile.PickType:
		v.Text = r.pick(c, v.At, choices, column)
	case t == profile.CodeType:
		v.Text = code(r.b.shown(c))
	default:
		v.Text = r.b.shown(c)
	}
	return v
}

// computed is a cell whose formula has no stored result, with the result.
func (r *reader) computed(g *grid, c cell, column message.Text) cell {
	text, ok := r.b.compute(g.name, c)
	c.pending = false
	switch {
	case !ok || strings.HasPrefix(text, "#"):
		formula := c.formula
		if formula != "=" {
			formula = "=" + strings.TrimPrefix(formula, "=")
		}
		r.badNumber("formula", finding.Error, r.place(g, c.row, c.column), column, formula)
		c.kind, c.text = errorCell, formula
	case text == "":
		c.kind = blank
	default:
		c.kind, c.text = resultKind(text), text
	}
	return c
}

// badNumber reports what stands where a number belongs. Each reason has its own
// texts in the catalogue.
func (r *reader) badNumber(why string, s finding.Severity, p finding.Place, column message.Text, text string) {
	r.about(column, "D05", s, p, "text", clip(text))
	if e, ok := message.Lookup("D05." + why); ok {
		r.found[len(r.found)-1].Words = &finding.Words{Say: e.Say, Fix: e.Fix}
	}
}

// clip shortens a text for a message.
func clip(s string) string { return message.Clip(s, 40) }

// stored is the decimal of a stored number without the noise of binary fractions.
func stored(text string) (decimal.Decimal, bool) {
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

func (r *reader) number(g *grid, c cell, t profile.Type, column message.Text) string {
	p := r.place(g, c.row, c.column)
	var d decimal.Decimal
	switch c.kind {
	case numberCell:
		n, ok := stored(c.text)
		if !ok {
			r.badNumber("text", finding.Error, p, column, c.text)
			return c.text
		}
		if isDate, _ := r.b.shows(c.style); isDate && !n.IsZero() {
			text := r.b.shown(c)
			r.badNumber("date", finding.Error, p, column, text)
			return text
		}
		d = n
	case textCell:
		n, err := amount.Parse(c.text)
		if err != nil {
			r.badNumber("text", finding.Error, p, column, c.text)
			return c.text
		}
		if n.Blank {
			return ""
		}
		d = n.Value
		if n.Tidy {
			r.badNumber("tidy", finding.Note, p, column, c.text)
		}
	case dayCell:
		r.badNumber("date", finding.Error, p, column, c.text)
		return c.text
	default:
		r.badNumber("text", finding.Error, p, column, r.b.shown(c))
		return r.b.shown(c)
	}
	if t != profile.WanType {
		return amount.Trim(d)
	}
	if !d.Equal(d.Round(2)) {
		r.badNumber("cents", finding.Error, p, column, amount.Trim(d))
	}
	return amount.Wan(d)
}

// shown is the text of a cell as a person sees it, whatever it is stored as.
func (b *book) shown(c cell) string {
	switch c.kind {
	case boolCell:
		if truth(c.text) {
			return "TRUE"
		}
		return "FALSE"
	case numberCell:
		d, ok := stored(c.text)
		if !ok {
			return c.text
		}
		isDate, isPercent := b.shows(c.style)
		if isDate {
			f, _ := d.Float64()
			if m, ok := moment(f, b.from1904); ok {
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
	return c.text
}

// code trims a classification code and narrows its digits.
func code(s string) string {
	s = strings.TrimSpace(strings.Trim(s, "\u3000\u00a0"))
	narrow := xwidth.Narrow.String(s)
	for _, r := range narrow {
		if r > 0x7e {
			return s
		}
	}
	return narrow
}

func (r *reader) day(c cell, p finding.Place, column message.Text) string {
	text := c.text
	if c.kind == numberCell {
		if d, ok := stored(text); ok {
			text = amount.Trim(d)
			if f, _ := d.Float64(); f < 1e7 {
				if m, ok := moment(f, r.b.from1904); ok && f >= firstSerial {
					return m.Format(time.DateOnly)
				}
			}
		}
	}
	got, ok := date(text)
	if !ok {
		r.about(column, "B12", finding.Error, p, "text", clip(text))
	}
	return got
}

func (r *reader) stampText(c cell, p finding.Place, column message.Text) string {
	if c.kind == numberCell {
		if isDate, _ := r.b.shows(c.style); isDate {
			if d, ok := stored(c.text); ok {
				f, _ := d.Float64()
				if m, ok := moment(f, r.b.from1904); ok {
					return m.Format("20060102150405")
				}
			}
		}
	}
	text := code(r.b.shown(c))
	if len(text) != 14 || strings.Trim(text, "0123456789") != "" {
		r.about(column, "B12", finding.Warning, p, "text", clip(text))
	}
	return text
}

func (r *reader) year(c cell, p finding.Place, column message.Text) string {
	text := code(r.b.shown(c))
	for _, suffix := range []string{"年度", "年"} {
		text = strings.TrimSuffix(text, suffix)
	}
	text = code(text)
	n, err := strconv.Atoi(text)
	if err != nil || n < 1990 || n > 2200 {
		r.about(column, "B07", finding.Error, p, "text", clip(r.b.shown(c)))
		return r.b.shown(c)
	}
	r.f.Year = n
	return strconv.Itoa(n)
}

func (r *reader) pick(c cell, p finding.Place, choices []profile.Choice, column message.Text) string {
	text := r.b.shown(c)
	k := key(text)
	// In two languages the Chinese decides: older templates have other English.
	chinese, _, _ := strings.Cut(text, message.Between)
	first := key(chinese)
	var zh, en []string
	for _, x := range choices {
		if first == key(x.Name.ZH) || k == key(x.ID) || k == key(x.Name.ZH) || k == key(x.Name.EN) {
			return x.ID
		}
		zh, en = append(zh, x.Name.ZH), append(en, x.Name.EN)
	}
	r.about(column, "B05", finding.Error, p, "text", clip(text), "choices", strings.Join(zh, " / "))
	r.inEnglish("choices", strings.Join(en, " / "))
	return text
}
