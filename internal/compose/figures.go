package compose

import (
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/document"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// figureMark is a figure ready to be printed. A template only moves marks about: it
// prints them as tokens, which narrative turns back into runs with their source.
type figureMark struct {
	text   string
	value  decimal.Decimal
	source *document.Source
	link   string
}

// token stands for a mark in the output of a template.
type token string

const (
	tokenStart = "\x01"
	tokenEnd   = "\x02"
	tokenZero  = "\x03" // ends the token of a figure that is 0, or of a blank text
	tokenNone  = "\x04" // ends the token of a text that says there is nothing
)

// Zero says whether the figure is 0.
func (t token) Zero() bool { return strings.HasSuffix(string(t), tokenZero) }

// Blank says whether the text is blank.
func (t token) Blank() bool { return strings.HasSuffix(string(t), tokenZero) }

// None says whether the text says that there is nothing (无).
func (t token) None() bool { return strings.HasSuffix(string(t), tokenNone) }

// change is a figure compared with last year's.
type change struct {
	Now, Before, Amount, Rate token
	Reason                    token // "" if none was given
	Direction                 string
}

// figureRow is one row of a list of figures.
type figureRow struct{ Name, Amount, Share token }

// figureToken registers a mark and returns its token.
func (c *composer) figureToken(m figureMark, end string) token {
	c.marks = append(c.marks, m)
	// The number of the mark is written as one private character, so that no digit
	// of it can be taken for text.
	return token(tokenStart + string(rune(0xF0000+len(c.marks)-1)) + end)
}

// mark returns what a token stands for.
func (c *composer) mark(t token) figureMark {
	r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(string(t), tokenStart))
	return c.marks[r-0xF0000]
}

func (c *composer) number(m figureMark) token {
	if m.value.IsZero() {
		return c.figureToken(m, tokenZero)
	}
	return c.figureToken(m, tokenEnd)
}

// figures evaluates everything the narrative may state, in the words of a voice.
func (c *composer) figures(v *edition) {
	v.named = map[string]any{"rounded": c.opt.Rounded}
	for _, w := range []string{"year", "prior_year", "unit", "own"} {
		v.named[w] = v.words[w]
	}
	found := c.found
	for _, f := range c.p.Figures {
		switch f.Kind {
		case "", "value":
			v.named[f.Name] = c.number(c.value(f, f.Expr(), f.Formula, amountFormat(f.Format)))
		case "change":
			v.named[f.Name] = c.change(v, f)
		case "rows":
			v.named[f.Name] = c.rows(v, f)
		case "text":
			v.named[f.Name] = c.text(v, f)
		}
	}
	if !v.first {
		c.found = found // said already
	}
}

func amountFormat(name string) func(decimal.Decimal) string {
	switch name {
	case "percent":
		return amount.Percent
	case "integer", "quantity":
		return amount.Trim
	}
	return amount.Text
}

// unstatedText is printed where a figure could not be computed; the finding beside it
// keeps such a document from being published.
func unstatedText() string { return message.Say(message.ZH, "unstated", nil) }

func (c *composer) value(f *profile.Figure, e *formula.Expr, src string, print func(decimal.Decimal) string) figureMark {
	r, err := e.Eval(c.data)
	if err != nil {
		c.missing(src, err)
		return figureMark{text: unstatedText(), value: decimal.NewFromInt(1)}
	}
	return figureMark{text: print(r.Value), value: r.Value, source: figureSource(f, src, r.Cells), link: rowAnchor(r.Cells)}
}

func (c *composer) missing(src string, err error) {
	cause := formula.CauseOf(err)
	at := finding.Place{Name: src, Heading: cause.Args["table"], Datum: cause.At.Datum}
	for _, x := range c.found {
		if x.Code == finding.FigureMissing && x.Args["cause"] == cause.Say(message.ZH) {
			return // several figures need it; it is mended once
		}
	}
	x := finding.New(finding.FigureMissing, finding.Error, at, "figure", src, "cause", cause.Say(message.ZH))
	x.ArgsEN = message.Pairs("figure", src, "cause", cause.Say(message.EN))
	c.found = append(c.found, x)
}

func figureSource(f *profile.Figure, src string, cells []formula.Cell) *document.Source {
	s := &document.Source{Figure: f.Name, Formula: src}
	for _, x := range cells {
		s.Cells = append(s.Cells, x.Name)
	}
	return s
}

// rowAnchor is the anchor of the first printed row behind a figure.
func rowAnchor(cells []formula.Cell) string {
	for _, x := range cells {
		if x.Anchor != "" {
			return x.Anchor
		}
	}
	return ""
}

// change compares a figure with last year's. A blank last year's figure is no
// figure; 0 is one, but no base for a rate.
func (c *composer) change(v *edition, f *profile.Figure) change {
	now := c.value(f, f.Expr(), f.Formula, amount.Text)
	x := change{Now: c.number(now), Direction: "unknown"}
	prior, err := f.PriorExpr().Eval(c.data)
	blank := true
	for _, cell := range prior.Cells {
		blank = blank && cell.Blank
	}
	if err != nil || blank && !now.value.IsZero() {
		return x
	}
	before := figureMark{text: amount.Text(prior.Value), value: prior.Value, source: figureSource(f, f.Prior, prior.Cells), link: rowAnchor(prior.Cells)}
	d := now.value.Sub(prior.Value)
	diff := figureMark{text: amount.Text(d.Abs()), value: d.Abs(), link: now.link}
	if now.source != nil {
		diff.source = &document.Source{Figure: f.Name, Formula: f.Formula + " - (" + f.Prior + ")", Cells: append(now.source.Cells[:len(now.source.Cells):len(now.source.Cells)], before.source.Cells...)}
	}
	x.Before, x.Amount = c.number(before), c.number(diff)
	rate := diff
	switch {
	case d.IsZero() && now.value.IsZero():
		x.Direction = "both_zero"
	case d.IsZero():
		x.Direction = "same"
	case prior.Value.IsZero():
		x.Direction = "base_zero"
	default:
		pct, _ := amount.Share(d.Abs(), prior.Value.Abs())
		rate.text, rate.value = amount.Percent(pct), pct
		x.Rate = c.number(rate)
		x.Direction = "up"
		if d.IsNegative() {
			x.Direction = "down"
		}
	}
	if why := bareReason(c.in(v, c.f.Text(f.Reason))); why != "" && !d.IsZero() {
		x.Reason = c.figureToken(figureMark{text: why}, tokenEnd)
	}
	return x
}

// bareReason trims the stop off a reason: the sentence it goes into has its own.
func bareReason(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return wording.TrimStops(wording.Reasons().Lead.TrimStart(s))
}

// rows lists the rows of a table that have an amount.
func (c *composer) rows(v *edition, f *profile.Figure) []figureRow {
	t := c.p.Table(f.Table)
	col := t.Column(f.Amount)
	picked := c.data.Group(t, t.Group(f.Group))
	type entry struct {
		name  string
		value decimal.Decimal
		cells []formula.Cell
	}
	var list []*entry
	byName := map[string]*entry{}
	for _, i := range picked {
		r := c.f.Tables[t.ID][i]
		n, err := amount.Parse(r.Text(col.ID))
		if err != nil || n.Value.IsZero() {
			continue
		}
		name := strings.TrimSpace(r.Text(f.Label))
		if f.Strip {
			_, name, _ = wording.CutOrdinal(name)
		}
		ref := formula.Ref{Table: t.Name.ZH, Row: profile.RowName(t, r, col), Column: col.Name.ZH}
		x := formula.Cell{Value: n.Value, Name: ref.String(), Anchor: profile.Anchor(t.ID, i)}
		if old := byName[name]; f.Distinct && old != nil {
			old.value, old.cells = old.value.Add(n.Value), append(old.cells, x)
			continue
		}
		e := &entry{name, n.Value, []formula.Cell{x}}
		byName[name] = e
		list = append(list, e)
	}
	var whole *formula.Result
	if f.WholeExpr() != nil {
		if r, err := f.WholeExpr().Eval(c.data); err == nil {
			whole = &r
		} else {
			c.missing(f.Whole, err)
		}
	}
	out := make([]figureRow, 0, len(list))
	for _, e := range list {
		src := figureSource(f, "", e.cells)
		x := figureRow{
			Name:   c.figureToken(figureMark{text: c.in(v, e.name), link: rowAnchor(e.cells)}, tokenEnd),
			Amount: c.number(figureMark{text: amount.Text(e.value), value: e.value, source: src, link: rowAnchor(e.cells)}),
		}
		if whole != nil {
			share := figureMark{text: unstatedText(), value: decimal.NewFromInt(1), link: rowAnchor(e.cells)}
			if pct, ok := amount.Share(e.value, whole.Value); ok {
				share.text, share.value = amount.Percent(pct), pct
				share.source = &document.Source{Figure: f.Name, Formula: "PERCENT(…, " + f.Whole + ")", Cells: append(src.Cells[:len(src.Cells):len(src.Cells)], cellNames(whole.Cells)...)}
			}
			x.Share = c.number(share)
		}
		out = append(out, x)
	}
	return out
}

func cellNames(cells []formula.Cell) []string {
	var s []string
	for _, x := range cells {
		s = append(s, x.Name)
	}
	return s
}

// text is a text the unit entered. Dates are written out in the language.
func (c *composer) text(v *edition, f *profile.Figure) token {
	s := strings.TrimSpace(c.f.Text(f.Field))
	m := figureMark{text: c.in(v, s)}
	if c.p.Field(f.Field).Type == profile.DateType {
		m.text = dayWords(v, s)
	}
	switch {
	case s == "":
		return c.figureToken(m, tokenZero)
	case wording.TrimStops(s) == wording.Shared().Nothing.Words[0]:
		return c.figureToken(m, tokenNone)
	}
	return c.figureToken(m, tokenEnd)
}
