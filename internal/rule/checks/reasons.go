package checks

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// change is a figure of the narrative that is compared with last year's.
type change struct {
	figure     *profile.Figure
	now, prior formula.Result
	diff       decimal.Decimal // now - prior
	slight     bool            // rounding explains the difference
	reason     string
	ok         bool // both sides could be read
	unfiled    bool // last year's figure is blank, this year's is not
}

// changes are the figures with a comparison, in the order of the document.
func (in *input) changes() []change {
	var out []change
	for _, f := range in.Profile.Figures {
		if f.Kind != "change" {
			continue
		}
		c := change{figure: f, reason: strings.TrimSpace(in.Filing.Text(f.Reason))}
		now, err := f.Expr().Eval(in.Data)
		prior, err2 := f.PriorExpr().Eval(in.Data)
		if c.ok = err == nil && err2 == nil; c.ok {
			c.now, c.prior, c.diff = now, prior, now.Value.Sub(prior.Value)
			// Of one amount two years may print two figures, each rounded or added up from rounded ones.
			c.slight = c.diff.Abs().LessThanOrEqual(rule.Tolerance(len(now.Cells) + len(prior.Cells)))
		}
		c.unfiled = err == nil && !now.Value.IsZero() && in.blank(f.PriorExpr())
		out = append(out, c)
	}
	return out
}

// blank says whether every field of a formula is blank or missing.
func (in *input) blank(e *formula.Expr) bool {
	for _, r := range e.Refs() {
		cells, err := in.Data.Cells(r)
		if err == nil && (len(cells) != 1 || !cells[0].Blank) {
			return false
		}
	}
	return true
}

// places are the cells of a change: the reason or what else is to be mended, this
// year's and last year's figures.
func (c change) places(first finding.Place) []finding.Place {
	at := []finding.Place{first}
	for _, cells := range [][]formula.Cell{c.now.Cells, c.prior.Cells} {
		for _, x := range cells {
			p := x.At
			p.Name = x.Name
			at = append(at, p)
		}
	}
	return at
}

// compared are this year's and last year's figure.
func (c change) compared() *finding.Compared {
	return finding.Compare(rule.Operand(c.now.Value, 1, c.now.Cells), finding.Changed, rule.Operand(c.prior.Value, 1, c.prior.Cells))
}

// said are the difference a reason speaks of and the one there is.
func (c change) said(in *input, value decimal.Decimal) *finding.Compared {
	of := rule.Operand(c.diff, 2, append(slices.Clone(c.now.Cells), c.prior.Cells...))
	return finding.Compare(finding.Single(in.FieldPlace(c.figure.Reason), value), "=", of)
}

// label is how messages call what has changed: its reason's name without 变动原因.
func (in *input) label(c change) string {
	if f := in.Profile.Field(c.figure.Reason); f != nil {
		return wording.Reasons().Label.TrimEnd(f.Name.ZH)
	}
	if refs := c.figure.Expr().Refs(); len(refs) > 0 {
		return refs[0].String()
	}
	return c.figure.Name
}

// words are the arguments of a message about a change, with the direction.
func (in *input) words(c change, kv ...string) []string {
	table := ""
	if refs := c.figure.Expr().Refs(); len(refs) > 0 {
		table = refs[0].Table
	}
	direction := message.Say(message.ZH, "change-increase", nil)
	if c.diff.IsNegative() {
		direction = message.Say(message.ZH, "change-decrease", nil)
	}
	return append([]string{"row", in.label(c), "table", table, "column", direction, "d", amount.Trim2(c.diff.Abs()),
		"now", amount.Trim2(c.now.Value), "prior", amount.Trim2(c.prior.Value)}, kv...)
}

// reasonGiven asks for a reason for every difference from last year that rounding does not explain.
func reasonGiven(in *input) {
	for _, c := range in.changes() {
		if c.figure.Reason == "" || !c.ok || c.unfiled || c.slight {
			continue
		}
		in.Holds()
		if blankReason(c.reason) {
			in.Find(c.places(in.FieldPlace(c.figure.Reason)), in.words(c)...).Compared = c.compared()
		}
	}
}

// blankReason says whether a reason says nothing at all.
func blankReason(s string) bool {
	s = wording.TrimStops(wording.Reasons().Lead.TrimStart(wording.TrimStops(s)))
	return s == "" || wording.Shared().Nothing.In(s)
}

// priorMissing reports a blank figure of last year where this year's is there; 0 is a
// figure.
func priorMissing(in *input) {
	seen := map[string]bool{}
	for _, f := range in.Profile.Figures {
		if f.Kind != "change" {
			continue
		}
		refs := f.PriorExpr().Refs()
		now, err := f.Expr().Eval(in.Data)
		if err != nil || len(refs) != 1 {
			continue // a sum: its parts are figures of their own
		}
		in.Holds()
		if now.Value.IsZero() || !in.blank(f.PriorExpr()) || seen[refs[0].String()] {
			continue
		}
		seen[refs[0].String()] = true
		at := in.refPlace(refs[0])
		places := []finding.Place{at}
		for _, x := range now.Cells {
			p := x.At
			p.Name = x.Name
			places = append(places, p)
		}
		in.Find(places, "row", refs[0].Column, "a", amount.Trim2(now.Value), "b", now.Cells[0].Name)
	}
}

// refPlace is where the field of a reference stands.
func (in *input) refPlace(r formula.Ref) finding.Place {
	if form, ok := in.Profile.Named(r.Table).(*profile.Form); ok {
		for _, x := range form.Fields {
			if x.Name.ZH == r.Column {
				return in.FieldPlace(x.Path)
			}
		}
	}
	return finding.Place{Name: r.String(), Heading: r.Table}
}

// reasonQuality reports reasons that say nothing: made of general words only
// (lists.generic, and lists.filler between them), too short, or copied from another
// change of a different amount.
func reasonQuality(in *input) {
	const short = 6
	type used struct {
		c  change
		at finding.Place
	}
	texts := map[string]used{}
	changes := in.changes()
	// A new unit has one reason for everything: that it is new.
	if !slices.ContainsFunc(changes, func(c change) bool { return c.ok && !c.prior.Value.IsZero() }) {
		return
	}
	for _, c := range changes {
		if c.figure.Reason == "" || blankReason(c.reason) || !c.ok || c.slight {
			continue
		}
		in.Holds()
		at := in.FieldPlace(c.figure.Reason)
		k := filing.Fold(wording.TrimStops(c.reason))
		old, copied := texts[k]
		switch {
		case in.generic(c.reason):
			in.FindCase("generic", c.places(at), in.words(c, "a", clipText(c.reason))...).Compared = c.compared()
		case utf8.RuneCountInString(c.reason) < short:
			in.FindCase("short", c.places(at), in.words(c, "a", c.reason)...).Compared = c.compared()
		case copied && !old.c.diff.Equal(c.diff):
			in.FindCase("copied", []finding.Place{at, old.at}, in.words(c, "a", clipText(c.reason), "b", in.label(old.c))...).Compared = c.compared()
		}
		if !copied {
			texts[k] = used{c, at}
		}
	}
}

// generic says whether nothing but general words is left of a reason.
func (in *input) generic(reason string) bool {
	s := filing.Fold(reason)
	hit := false
	for _, list := range []string{"generic", "filler"} {
		for _, w := range in.Rule.Lists[list] {
			if w = filing.Fold(w); strings.Contains(s, w) {
				hit = hit || list == "generic"
				s = strings.ReplaceAll(s, w, " ")
			}
		}
	}
	rest := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
	return hit && utf8.RuneCountInString(rest) < 3
}

// reasonPart is an amount a reason quotes.
type reasonPart struct {
	value decimal.Decimal // 万元, signed by its direction
	total bool            // it is the whole difference, not a part of it
}

var thousands = regexp.MustCompile(`([0-9]),([0-9]{3})`)

// reasonParts reads the amounts of a reason with their directions. ok is false if an amount
// has none or is a level rather than a difference: then they cannot be added up.
func reasonParts(reason string) (ps []reasonPart, ok bool) {
	words := wording.Reasons()
	folded := thousands.ReplaceAllString(filing.Fold(reason), "$1$2")
	for _, clause := range words.Clause.Split(folded, -1) {
		from := 0
		for _, m := range words.Amount.FindAllStringSubmatchIndex(clause, -1) {
			before := clause[from:m[0]]
			from = m[1]
			v, good := wanOf(clause[m[2]:m[3]], clause[m[4]:m[5]])
			if !good || m[6] != m[7] || words.Level.MatchString(before) {
				return nil, false
			}
			u, d := words.Increase.Last(before), words.Decrease.Last(before)
			if u < 0 && d < 0 {
				return nil, false
			}
			if d > u {
				v = v.Neg()
			}
			ps = append(ps, reasonPart{value: v, total: words.Whole.In(before)})
		}
	}
	return ps, len(ps) > 0
}

// reasonAmounts compares the amounts a reason quotes with the difference: the parts
// add up to it, and a total is it.
func reasonAmounts(in *input) {
	for _, c := range in.changes() {
		if c.figure.Reason == "" || !c.ok || c.unfiled {
			continue
		}
		ps, ok := reasonParts(c.reason)
		if !ok {
			continue
		}
		in.Holds()
		sum, n := decimal.Zero, 0
		for _, p := range ps {
			if p.total {
				if !p.value.Equal(c.diff) {
					in.Find(c.places(in.FieldPlace(c.figure.Reason)), in.words(c, "a", withSign(p.value), "b", withSign(c.diff))...).Compared = c.said(in, p.value)
					n = -1
					break
				}
				continue
			}
			sum = sum.Add(p.value)
			n++
		}
		if n > 0 && sum.Sub(c.diff).Abs().GreaterThan(rule.Tolerance(n+2)) {
			in.Find(c.places(in.FieldPlace(c.figure.Reason)), in.words(c, "a", withSign(sum), "b", withSign(c.diff))...).Compared = c.said(in, sum)
		}
	}
}

// withSign prints an amount with its sign.
func withSign(d decimal.Decimal) string {
	if d.IsPositive() {
		return "+" + amount.Trim2(d)
	}
	return amount.Trim2(d)
}
