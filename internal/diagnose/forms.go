package diagnose

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// formCandidates are target forms whose funds are in 万元: the table of projects holds
// the same figure.
func (x *search) formCandidates() []candidate {
	id := x.targets()
	t := x.p.Table(id)
	if t == nil {
		return nil
	}
	var rows []int
	var from []string
	for i, f := range x.s.findings {
		c := f.Compared
		if c == nil || len(f.Places) < 2 || f.Places[0].Table != id || f.Places[0].Row == 0 {
			continue
		}
		funds := amountOf(x.s.f, placed(f.Places[0])) // as it stands there, meant to be 元
		if d := funds.Sub(c.Right.Value).Abs(); funds.IsZero() || d.GreaterThan(cent) || !strings.Contains(f.Places[0].Column, "funds") && f.Places[0].Column != x.p.Roles.Targets.FundsAnnual {
			continue
		}
		if r := f.Places[0].Row - 1; !slices.Contains(rows, r) {
			rows = append(rows, r)
		}
		for _, other := range x.s.tables(i) {
			if other != id && !slices.Contains(from, other) {
				from = append(from, other)
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	var columns []string
	for i := range t.Columns {
		if t.Columns[i].Type == profile.YuanType {
			columns = append(columns, t.Columns[i].ID)
		}
	}
	one := func(rows []int, every bool) candidate {
		at := cell{id, rows[0], x.p.Roles.Targets.FundsAnnual}
		c := candidate{kind: finding.WrongUnit, words: finding.CauseForms, cost: 60, votes: len(rows), least: ownRuleGain, tables: append([]string{id}, from...), at: []cell{at}, args: newWords(),
			scope: func(c cell) bool { return c.table == id }, wrong: []string{finding.UnitDoubtful},
			undo: func(d *draft) {
				for i := range d.rows(id) {
					if every || slices.Contains(rows, i) {
						for _, col := range columns {
							if v := amountOf(d.Filing, cell{id, i, col}); !v.IsZero() {
								d.setText(cell{id, i, col}, amount.Trim(v.Shift(scale)))
							}
						}
					}
				}
			}}
		var tables []message.Text
		for _, o := range from {
			if p := x.p.Table(o); p != nil {
				tables = append(tables, p.Name.Text)
			}
		}
		c.args.add("table", joined(tables))
		if len(rows) == 1 {
			c.words = finding.CauseForms + ".one"
			c.args.set("row", x.s.f.Tables[id][rows[0]].Text(x.p.Roles.Targets.Name), "at", span(x.s.f, at, at))
		}
		return c
	}
	var out []candidate
	if len(rows) >= 3 {
		out = append(out, one(rows, true), one(rows, false))
	}
	for _, r := range rows[:min(len(rows), 4)] {
		out = append(out, one([]int{r}, false))
	}
	return out
}

// kindCandidates are other kinds the unit could be of: then the items of its budget would
// be the right ones.
func (x *search) kindCandidates() []candidate {
	path := x.p.Roles.Unit.Kind
	field := x.p.Field(path)
	if field == nil {
		return nil
	}
	pairs := map[string]bool{}
	for _, r := range x.p.Rules {
		if r.Go == "economic-pairs" {
			pairs[r.Code] = true
		}
	}
	n := 0
	for _, f := range x.s.findings {
		if pairs[f.Code] {
			n++
		}
	}
	if n < 3 {
		return nil
	}
	now := message.Text{ZH: x.s.f.Text(path), EN: x.s.f.Text(path)}
	for _, c := range field.Choices {
		if c.ID == now.ZH {
			now = c.Name.Text
		}
	}
	var out []candidate
	for _, choice := range field.Choices {
		if choice.ID == x.s.f.Text(path) {
			continue
		}
		at := cell{"", -1, path}
		c := candidate{kind: finding.OtherKind, words: finding.CauseKindOfUnit, cost: 40, votes: n, least: ownRuleGain, at: []cell{at}, args: newWords(), wrong: []string{finding.ChoiceUnknown},
			scope: func(cell) bool { return true }, undo: func(d *draft) { d.setText(at, choice.ID) }}
		c.args.add("column", field.Name.Text).add("value", now).add("should", choice.Name.Text)
		out = append(out, c)
	}
	return out
}

// fieldCandidates are amounts of a form of fields that pass a limit by far: they are in 元,
// each by itself or with all others of the form.
func (x *search) fieldCandidates() []candidate {
	var out []candidate
	done := map[string]bool{}
	for i, f := range x.s.findings {
		if f.Compared == nil || f.Compared.Op != "<=" && f.Compared.Op != ">=" {
			continue
		}
		k, small := 0, f.Compared.Right.Value
		if small.GreaterThan(f.Compared.Left.Value) {
			k, small = 1, f.Compared.Left.Value
		}
		for _, at := range x.s.reads[i][k] {
			large := amountOf(x.s.f, at)
			form, field := x.formOf(at.column)
			if at.table != "" || form == nil || large.LessThan(small.Mul(decimal.New(5, 0))) || large.Shift(-scale).GreaterThan(small) {
				continue
			}
			// A count is no amount, and an amount that would print as nothing was not given in 元.
			if field.Type != profile.WanType || large.Shift(-scale).LessThan(cent) {
				continue
			}
			rescale := func(words string, cost int, paths ...string) candidate {
				c := candidate{kind: finding.WrongUnit, words: words, cost: cost, least: ownRuleGain, votes: 1, at: []cell{at}, args: newWords(),
					scope: func(c cell) bool { return c.table == "" },
					undo: func(d *draft) {
						for _, path := range paths {
							d.rescaleField(path)
						}
					}}
				c.args.add("column", field.Name.Text).set("at", span(x.s.f, at, at), "value", printed(large), "should", printed(large.Shift(-scale)), "small", printed(small))
				return c
			}
			if !done[at.column] {
				done[at.column] = true
				out = append(out, rescale(finding.CauseField, 5, at.column))
			}
			if done[form.ID] {
				continue
			}
			done[form.ID] = true
			var all []string
			for _, y := range form.Fields {
				if y.Type == profile.WanType {
					all = append(all, y.Path)
				}
			}
			out = append(out, rescale(finding.CauseField+".form", 0, all...))
		}
	}
	return out
}

func (x *search) formOf(path string) (*profile.Form, *profile.Field) {
	for _, form := range x.p.Forms {
		for i := range form.Fields {
			if form.Fields[i].Path == path {
				return form, &form.Fields[i]
			}
		}
	}
	return nil, nil
}

// nameCandidates is the name of the unit where many tables and forms have another one.
func (x *search) nameCandidates() []candidate {
	path := x.p.Roles.Unit.Name
	at := cell{"", -1, path}
	votes := map[string]int{}
	best := ""
	for i, f := range x.s.findings {
		if f.Compared != nil || !x.s.touches(i, func(c cell) bool { return c == at }) {
			continue
		}
		if name := f.Args["a"]; name != "" {
			if votes[name]++; votes[name] > votes[best] || votes[name] == votes[best] && name < best {
				best = name
			}
		}
	}
	if votes[best] < 2 {
		return nil
	}
	c := candidate{kind: finding.WrongName, words: finding.CauseName, cost: 70, votes: votes[best], at: []cell{at}, args: newWords(),
		scope: func(c cell) bool { return c == at }, undo: func(d *draft) { d.setText(at, best) }}
	c.args.set("at", placeOf(x.s.f, at).Short(), "value", x.s.f.Text(path), "should", best)
	return []candidate{c}
}

// textCandidates are amounts that a workbook holds as text, so that its totals leave them
// out.
func (x *search) textCandidates() []candidate {
	var out []candidate
	for _, f := range x.in.Read {
		if len(f.Places) == 0 || f.Places[0].Row == 0 {
			continue
		}
		b := placed(f.Places[0])
		text, meant := x.meant(f, b)
		if len(meant) == 0 {
			continue
		}
		t := x.p.Table(b.table)
		for _, v := range meant {
			var chain []cell // the totals that ask for it
			for _, up := range x.sums().chain(b) {
				for _, w := range x.wants[up] {
					if w.value.Sub(amountOf(x.s.f, up)).Sub(v).Abs().LessThanOrEqual(cent.Add(cent)) {
						chain = append(chain, up)
						break
					}
				}
			}
			if len(chain) == 0 {
				continue
			}
			c := candidate{kind: finding.TextAmount, words: finding.CauseText, cost: 60, votes: 2, tables: []string{t.ID}, at: []cell{b}, args: names(t), wrong: []string{f.Code, finding.NumberAsText}, small: true,
				scope: func(c cell) bool { return c == b || slices.Contains(chain, c) },
				undo: func(d *draft) {
					d.set(b, v)
					for _, up := range chain {
						d.set(up, amountOf(d.Filing, up).Add(v))
					}
				}}
			x.describe(c.args, b)
			c.args.set("text", text, "should", printed(v))
			out = append(out, c)
		}
	}
	return out[:min(len(out), 8)]
}

// meant are the text of a cell that should hold an amount of a printed table, and the
// amounts it may stand for: what the reader made of it, or the number in it as it stands,
// in 元, below 0, or with a comma for its point.
func (x *search) meant(f finding.Finding, c cell) (text string, amounts []decimal.Decimal) {
	t := x.p.Table(c.table)
	if t == nil || !t.Printed() || t.Column(c.column) == nil || !t.Column(c.column).Type.Numeric() || c.row >= len(x.s.f.Tables[c.table]) {
		return "", nil
	}
	text = f.Args["text"]
	held := strings.TrimSpace(x.s.f.Tables[c.table][c.row].Text(c.column))
	if v := amountOf(x.s.f, c); !v.IsZero() {
		if text == "" || !x.differs(v) {
			return "", nil
		}
		return text, []decimal.Decimal{v}
	}
	if _, err := amount.Parse(held); err == nil {
		return "", nil
	}
	number := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == ',' {
			return r
		}
		return -1
	}, held)
	for _, s := range []string{strings.ReplaceAll(number, ",", ""), strings.Replace(number, ",", ".", 1)} {
		v, err := decimal.NewFromString(s)
		if err != nil || v.IsZero() {
			continue
		}
		for _, v := range []decimal.Decimal{v, v.Shift(-scale).Round(2), v.Neg()} {
			if !slices.ContainsFunc(amounts, v.Equal) {
				amounts = append(amounts, v)
			}
		}
	}
	return held, amounts
}

// differs says whether a finding is off by just an amount.
func (x *search) differs(v decimal.Decimal) bool {
	for _, f := range x.s.findings {
		if f.Compared != nil && f.Compared.Difference.Abs().Sub(v.Abs()).Abs().LessThanOrEqual(cent.Add(cent)) {
			return true
		}
	}
	return false
}
