package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// mostRecords bounds how many changes of single records are tried.
const mostRecords = 40

// listCandidates are what can be wrong with the lists of the short form; its tables are
// computed again from them.
func (x *search) listCandidates() []candidate {
	out := x.listUnits()
	var one []candidate
	for _, t := range x.p.Compact.Lists {
		if len(amounts(t)) == 0 {
			continue
		}
		out = append(out, x.sameChoice(t)...)
		one = append(one, x.recordAmounts(t)...)
		one = append(one, x.recordCopies(t)...)
		one = append(one, x.countedTwice(t)...)
		one = append(one, x.recordChoices(t)...)
		one = append(one, x.recordCodes(t)...)
	}
	out = append(out, one[:min(len(one), mostRecords)]...)
	return append(out, x.listsDiffer()...)
}

// record is a hypothesis about a list: changed, the tables are computed again.
func (x *search) record(kind finding.CauseKind, words string, cost int, t *profile.Table, at cell, change func(*draft)) candidate {
	c := candidate{kind: kind, words: words, cost: cost, votes: 1, tables: []string{t.ID}, at: []cell{at}, args: names(t), scope: func(cell) bool { return true },
		undo: func(d *draft) {
			change(d)
			x.again(d)
		}}
	x.describe(c.args, at)
	if at.row >= 0 {
		c.args.set("row", x.recordName(t, at.row))
	}
	return c
}

// recordName is how a record is called: by its first text.
func (x *search) recordName(t *profile.Table, row int) string {
	r := x.s.f.Tables[t.ID][row]
	for i := range t.Columns {
		c := &t.Columns[i]
		text := strings.TrimSpace(r.Text(c.ID))
		if text == "" {
			continue
		}
		for _, ch := range c.Choices {
			if ch.ID == text {
				return ch.Name.ZH
			}
		}
		if list, ok := x.p.Codes[c.Codes]; ok {
			if found, known := list.Lookup(text); known {
				return text + " " + found.Name
			}
		}
		return text
	}
	return itoa(row + 1)
}

// listUnits are lists in 元.
func (x *search) listUnits() []candidate {
	var out []candidate
	one := func(words string, cost int, lists ...*profile.Table) {
		c := candidate{kind: finding.WrongUnit, words: words, cost: cost, votes: len(lists), args: newWords(), wrong: []string{finding.UnitDoubtful},
			scope: func(cell) bool { return true },
			undo: func(d *draft) {
				for _, t := range lists {
					for i := range d.rows(t.ID) {
						for _, col := range amounts(t) {
							d.rescale(cell{t.ID, i, col.ID}, true)
						}
					}
				}
				x.again(d)
			}}
		var called []message.Text
		for _, t := range lists {
			c.tables = append(c.tables, t.ID)
			called = append(called, t.Name.Text)
			if c.at == nil {
				c.at = x.firstFilled(t, ids(amounts(t)))
			}
		}
		c.args.add("table", joined(called))
		out = append(out, c)
	}
	var filled []*profile.Table
	for _, t := range x.p.Compact.Lists {
		if len(amounts(t)) > 0 && len(x.s.f.Tables[t.ID]) > 0 {
			filled = append(filled, t)
			one(finding.CauseUnit, 100, t)
		}
	}
	if len(filled) > 1 {
		one(finding.CauseUnit+".lists", 160, filled...)
	}
	return out
}

// differences are what findings are off by, each once.
func (x *search) differences() []decimal.Decimal {
	var out []decimal.Decimal
	for _, f := range x.s.findings {
		if f.Compared == nil || f.Compared.Difference.IsZero() {
			continue
		}
		if d := f.Compared.Difference.Abs(); !slices.ContainsFunc(out, d.Equal) {
			out = append(out, d)
		}
	}
	return out[:min(len(out), 24)]
}

// recordAmounts are single amounts of a list in which a slip explains a difference.
func (x *search) recordAmounts(t *profile.Table) []candidate {
	var out []candidate
	for r := range x.s.f.Tables[t.ID] {
		for _, col := range amounts(t) {
			at := cell{t.ID, r, col.ID}
			old := amountOf(x.s.f, at)
			if old.IsZero() {
				continue
			}
			for _, d := range x.differences() {
				if explainsUnit(d, old, 1, true) {
					v := finest(x.s.f.Tables[t.ID][r].Cells[col.ID]).Shift(-scale)
					c := x.record(finding.WrongUnit, finding.CauseUnit+".cell", 60, t, at, func(d *draft) { d.rescale(at, true) })
					c.args.set("value", printed(old), "should", printed(v))
					c.wrong = []string{finding.UnitDoubtful}
					out = append(out, c)
					continue
				}
				for _, wanted := range []decimal.Decimal{old.Sub(d), old.Add(d)} {
					v, ok := slip(old, wanted)
					if !ok || v.IsNegative() {
						continue
					}
					c := x.record(finding.WrongCell, finding.CauseRecord+".amount", 60, t, at, func(d *draft) { d.set(at, v) })
					c.args.set("value", printed(old), "should", printed(v))
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// recordCopies are records that stand twice.
func (x *search) recordCopies(t *profile.Table) []candidate {
	var out []candidate
	seen := map[string]int{}
	for r, row := range x.s.f.Tables[t.ID] {
		key := ""
		for _, id := range columnIDs(t) {
			key += strings.TrimSpace(row.Text(id)) + "\n"
		}
		if _, twice := seen[key]; twice && strings.Trim(key, "\n") != "" {
			at := cell{t.ID, r, amounts(t)[0].ID}
			c := x.record(finding.DoubleRow, finding.CauseRow+".double", 60, t, at, func(d *draft) { d.drop(t.ID, []int{r}) })
			out = append(out, c)
			continue
		}
		seen[key] = r
	}
	return out
}

// countedTwice are records that stand in another list too, which counts for this one.
func (x *search) countedTwice(t *profile.Table) []candidate {
	var out []candidate
	for _, a := range x.p.Compact.Also {
		from := x.p.Table(a.From)
		if a.As != t.ID || from == nil {
			continue
		}
		for r, row := range x.s.f.Tables[t.ID] {
			for _, other := range x.s.f.Tables[a.From] {
				same := other.Text(a.Needs) != ""
				for i := range t.Columns {
					col := &t.Columns[i]
					theirs := a.Set[col.ID]
					if from.Column(col.ID) != nil {
						theirs = other.Text(col.ID)
					}
					same = same && cmp.Or(strings.TrimSpace(row.Text(col.ID)), col.Default) == cmp.Or(strings.TrimSpace(theirs), col.Default)
				}
				if !same {
					continue
				}
				c := x.record(finding.DoubleRow, finding.CauseRecord+".both", 60, t, cell{t.ID, r, amounts(t)[0].ID}, func(d *draft) { d.drop(t.ID, []int{r}) })
				c.args.add("others", from.Name.Text).set("amount", printed(amountOf(x.s.f, c.at[0])))
				out = append(out, c)
				break
			}
		}
	}
	return out
}

// recordChoices are records whose amount is what findings are off by, with another choice.
func (x *search) recordChoices(t *profile.Table) []candidate {
	var out []candidate
	for r, row := range x.s.f.Tables[t.ID] {
		v := amountOf(x.s.f, cell{t.ID, r, amounts(t)[0].ID})
		if v.IsZero() || !x.differs(v) {
			continue
		}
		for i := range t.Columns {
			col := &t.Columns[i]
			if col.Type != profile.PickType {
				continue
			}
			for _, ch := range col.Choices {
				held := row.Text(col.ID)
				if held == "" {
					held = col.Default
				}
				if ch.ID == held {
					continue
				}
				at := cell{t.ID, r, col.ID}
				c := x.record(finding.OtherChoice, finding.CauseRecord, 70, t, at, func(d *draft) { d.setText(at, ch.ID) })
				c.args.add("value", choiceName(col, held)).add("should", ch.Name.Text).set("amount", printed(v))
				out = append(out, c)
			}
		}
	}
	return out
}

func choiceName(c *profile.Column, id string) message.Text {
	for _, ch := range c.Choices {
		if ch.ID == id {
			return ch.Name.Text
		}
	}
	return message.Text{ZH: id, EN: id}
}

// sameChoice are lists in which all records have one choice, as if it had been filled down.
func (x *search) sameChoice(t *profile.Table) []candidate {
	var out []candidate
	rows := x.s.f.Tables[t.ID]
	for i := range t.Columns {
		col := &t.Columns[i]
		if col.Type != profile.PickType || len(rows) < 3 {
			continue
		}
		held := rows[0].Text(col.ID)
		if held == "" || held == col.Default || slices.ContainsFunc(rows, func(r filing.Row) bool { return r.Text(col.ID) != held }) {
			continue
		}
		for _, ch := range col.Choices {
			if ch.ID == held {
				continue
			}
			at := cell{t.ID, 0, col.ID}
			c := x.record(finding.OtherChoice, finding.CauseRecord+".all", 100, t, at, func(d *draft) {
				for r := range d.rows(t.ID) {
					if !x.elsewhere(t, r, col.ID, held) {
						d.setText(cell{t.ID, r, col.ID}, ch.ID)
					}
				}
			})
			c.votes = len(rows)
			c.args.add("value", choiceName(col, held)).add("should", ch.Name.Text)
			out = append(out, c)
		}
	}
	return out
}

// elsewhere says whether another list has the amount of a record with the same choice.
func (x *search) elsewhere(t *profile.Table, row int, column, choice string) bool {
	v := amountOf(x.s.f, cell{t.ID, row, amounts(t)[0].ID})
	for _, o := range x.p.Compact.Lists {
		if o == t || o.Column(column) == nil || len(amounts(o)) == 0 {
			continue
		}
		for r, other := range x.s.f.Tables[o.ID] {
			if other.Text(column) == choice && amountOf(x.s.f, cell{o.ID, r, amounts(o)[0].ID}).Equal(v) {
				return true
			}
		}
	}
	return false
}

// recordCodes are records whose code is in no list: with that of another record most of
// what follows is gone.
func (x *search) recordCodes(t *profile.Table) []candidate {
	var out []candidate
	rows := x.s.f.Tables[t.ID]
	for r, row := range rows {
		for i := range t.Columns {
			col := &t.Columns[i]
			list, ok := x.p.Codes[col.Codes]
			code := strings.TrimSpace(row.Text(col.ID))
			if !ok || code == "" || x.listed(list, code) {
				continue
			}
			at := cell{t.ID, r, col.ID}
			tried := map[string]bool{}
			for _, other := range rows {
				should := strings.TrimSpace(other.Text(col.ID))
				if tried[should] || len(tried) > 5 || !x.listed(list, should) {
					continue
				}
				tried[should] = true
				c := x.record(finding.OtherCode, finding.CauseRecord+".code", 100, t, at, func(d *draft) { d.setText(at, should) })
				c.args.set("code", code)
				c.wrong = []string{finding.CodeUnlisted}
				c.open = true
				out = append(out, c)
			}
		}
	}
	return out
}

func (x *search) listed(list *profile.Codes, code string) bool {
	if code == "" {
		return false
	}
	if _, ok := list.Lookup(code); ok {
		return true
	}
	role := x.p.NameRoles()
	return slices.ContainsFunc(x.s.f.Tables[x.p.Compact.Names], func(r filing.Row) bool { return strings.TrimSpace(r.Text(role.Code)) == code })
}

// listsDiffer are two lists that hold the same money and differ: which of them is wrong
// nothing tells, but what the officer fills in are these two sheets and no tables.
func (x *search) listsDiffer() []candidate {
	var out []candidate
	of := func(side []cell) *profile.Table {
		var lists []string
		for _, c := range side {
			for _, l := range x.p.Compact.Makes(c.table) {
				if !slices.Contains(lists, l) {
					lists = append(lists, l)
				}
			}
		}
		for _, l := range x.p.Compact.Lists {
			if len(lists) > 0 && l.ID == lists[0] {
				return l
			}
		}
		return nil
	}
	for i, f := range x.s.findings {
		if f.Compared == nil || f.Compared.Op != "=" || f.Severity != finding.Error {
			continue
		}
		a, b := of(x.s.reads[i][0]), of(x.s.reads[i][1])
		if a == nil || b == nil || a == b {
			continue
		}
		d := f.Compared.Difference
		if d.IsNegative() {
			a, b = b, a
		}
		c := candidate{kind: finding.ListsDiffer, words: finding.CauseRecord + ".lists", last: true, least: leastGain, cost: 40, masks: []int{i}, tables: []string{a.ID, b.ID},
			at: []cell{x.firstFilled(a, ids(amounts(a)))[0], x.firstFilled(b, ids(amounts(b)))[0]}, args: newWords()}
		for k, o := range x.s.findings {
			if k != i && o.Compared != nil && o.Compared.Difference.Abs().Equal(d.Abs()) {
				c.masks = append(c.masks, k)
			}
		}
		left, right := f.Compared.Left.Value, f.Compared.Right.Value
		if d.IsNegative() {
			left, right = right, left
		}
		what := x.measured(i)
		c.args.add("a", a.Name.Text).add("b", b.Name.Text).add("column", what).set("d", printed(d.Abs()), "left", printed(left), "right", printed(right))
		out = append(out, c)
	}
	return out
}

// measured is what a finding compares, by the name of the column it reads first.
func (x *search) measured(i int) message.Text {
	for _, side := range x.s.reads[i] {
		for _, c := range side {
			if t := x.p.Table(c.table); t != nil {
				if col := t.Column(c.column); col != nil {
					return col.Name.Text
				}
			}
		}
	}
	return message.Text{}
}

// again computes the tables of the short form anew.
func (x *search) again(d *draft) {
	for _, t := range x.p.Compact.Tables {
		d.Tables[t.ID] = nil
	}
	derive.Tables(x.p, d.Filing)
}
