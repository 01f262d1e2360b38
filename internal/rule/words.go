package rule

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// finding says a violated test, or a difference by rounding, in the words of the rule.
// Besides {table}, {row} and {column} a text may name both sides in full: {left}, {right}.
func (s *source) finding(rule *profile.Rule, t profile.Test, c comparison) finding.Finding {
	f := finding.Finding{Code: rule.Code, Severity: Level(rule), Words: &finding.Words{Say: rule.Say.Text, Fix: rule.Fix.Text}}
	if c.rounded {
		f.Severity, f.Words, f.Code, f.Rule = finding.Note, nil, finding.Rounding, rule.Code
	}
	left, right := s.operand(t.Left, c.a, c.left), s.operand(t.Right, c.b, c.right)
	f.Compared = finding.Compare(left, string(t.Op), right)
	f.Compared.Addends = countAddends(t, c.left, c.right)
	f.Places = append(placesOf(left.Cells), placesOf(right.Cells)...)
	if len(f.Places) == 0 {
		f.Places = []finding.Place{{Name: t.Source, Heading: s.heading(t)}}
	}
	args := func(l message.Lang) message.Args {
		m := message.Pairs("rule", rule.Code, "a", amount.Trim2(c.a), "b", amount.Trim2(c.b), "d", amount.Trim2(c.a.Sub(c.b).Abs()),
			"n", strconv.Itoa(c.addends), "formula", t.Source, "name", rule.Name.In(l),
			"left", s.describe(t.Left, l), "right", s.describe(t.Right, l))
		m["table"], m["row"], m["column"] = s.where(t, l)
		m["yuan-a"], m["yuan-b"], m["yuan-d"] = amount.Yuan(c.a.Shift(4)), amount.Yuan(c.b.Shift(4)), amount.Yuan(c.a.Sub(c.b).Abs().Shift(4))
		if c.proposal != nil {
			m["cell"], m["proposed"], m["mends"] = c.proposal.cell, c.proposal.value, strconv.Itoa(c.proposal.mends)
		}
		return m
	}
	f.Args, f.ArgsEN = args(message.ZH), args(message.EN)
	return f
}

// heading is the table of the first reference of a test.
func (s *source) heading(t profile.Test) string {
	for _, side := range []*formula.Expr{t.Left, t.Right} {
		for _, r := range side.Refs() {
			return r.Table
		}
	}
	return ""
}

// placesOf are the cells of one side that matter: blank ones add nothing, unless there
// is no other.
func placesOf(cells []finding.Term) []finding.Place {
	var ps []finding.Place
	for _, x := range cells {
		if x.Blank && len(cells) > 1 {
			continue
		}
		ps = append(ps, x.Place)
	}
	if len(ps) == 0 && len(cells) > 0 {
		ps = append(ps, cells[0].Place)
	}
	return ps
}

// operand is one side of a comparison with all its cells.
func (s *source) operand(e *formula.Expr, value decimal.Decimal, terms int) finding.Operand {
	r, _ := e.Eval(s)
	return Operand(value, terms, r.Cells)
}

// Operand is a value and the cells it was computed from.
func Operand(value decimal.Decimal, terms int, cells []formula.Cell) finding.Operand {
	o := finding.Operand{Value: value, Terms: terms}
	for _, x := range cells {
		at := x.At
		at.Name = x.Name
		o.Cells = append(o.Cells, finding.Term{Place: at, Value: x.Value, Blank: x.Blank})
	}
	return o
}

func (s *source) term(zh string, l message.Lang) string {
	if l == message.EN {
		if en, ok := s.e.Profile.English(zh); ok {
			return en
		}
	}
	return zh
}

// where names the table, row and column of an instance in a language: those it is
// checked for, else those of the first reference.
func (s *source) where(t profile.Test, l message.Lang) (table, row, column string) {
	for _, side := range []*formula.Expr{t.Left, t.Right} {
		for _, r := range side.Refs() {
			if over := s.clause.Over; over == nil || r.Table == over.Name.ZH {
				return s.refWords(r, l)
			}
		}
	}
	if over := s.clause.Over; over != nil {
		return over.Name.In(l), s.rowWords(&over.Columns[len(over.Columns)-1], l), ""
	}
	return "", "", ""
}

// rowWords names the current row; a code is followed by its name.
func (s *source) rowWords(c *profile.Column, l message.Lang) string {
	over := s.clause.Over
	row := s.e.Filing.Tables[over.ID][s.at.row]
	key := profile.RowName(over, row, c)
	words := s.term(key, l)
	if k := over.KeyOf(c); k.Type == profile.CodeType && row.Text(k.ID) == key {
		for i := range over.Columns[:len(over.Columns)-1] {
			if name := row.Text(over.Columns[i+1].ID); over.Columns[i].ID == k.ID && name != "" {
				words += " " + s.term(name, l)
			}
		}
	}
	return strings.TrimSpace(words)
}

// refWords names the table, row and column of a reference.
func (s *source) refWords(r formula.Ref, l message.Lang) (table, row, column string) {
	table, row, column = r.Table, s.term(r.Row, l), s.term(r.Column, l)
	switch v := s.e.Profile.Named(r.Table).(type) {
	case *profile.Form:
		table = v.Name.In(l)
		for _, f := range v.Fields {
			if f.Name.ZH == r.Column {
				column = f.Name.In(l)
			}
		}
		return table, "", column
	case *profile.Table:
		table = v.Name.In(l)
		if c := v.ColumnNamed(r.Column); c != nil {
			column = c.Name.In(l)
		}
		for _, spec := range v.Rows {
			for _, label := range spec.Cells {
				if label.ZH == r.Row {
					row = label.In(l)
				}
			}
		}
	}
	sel := s.clause.Selectors[r]
	if sel == nil {
		return table, row, column
	}
	col := s.column(sel.Table, sel.Column)
	column = col.Name.In(l)
	switch {
	case sel.Kind == profile.Here || sel.Kind == profile.Below || sel.Kind == profile.Named && sel.From == nil:
		row = s.rowWords(s.mine(), l)
	case sel.Kind != profile.Plain:
		row = s.term(s.name(sel), l)
	}
	return table, row, column
}

// describe says a side of a comparison in words: 表五“合计”基本支出＋项目支出.
func (s *source) describe(e *formula.Expr, l message.Lang) string {
	w := &spokenSide{s: s, l: l}
	w.say(e)
	return w.b.String()
}

// spokenSide is a side of a comparison as it is put into words.
type spokenSide struct {
	s          *source
	l          message.Lang
	b          strings.Builder
	table, row string // said last
}

func (w *spokenSide) say(e *formula.Expr) {
	switch {
	case e.Op == formula.Number:
		w.b.WriteString(e.Value.String())
	case e.Op == formula.RefOp:
		w.ref(e.Ref, false)
	case e.Op == formula.Neg:
		w.b.WriteString(w.sign("-"))
		w.say(e.Args[0])
	case e.Op == formula.Call:
		for i, a := range e.Args {
			if i > 0 {
				w.b.WriteString(w.sign("+"))
			}
			if a.Op == formula.RefOp {
				w.ref(a.Ref, true)
			} else {
				w.say(a)
			}
		}
	default:
		w.say(e.Args[0])
		w.b.WriteString(w.sign(string(e.Op)))
		w.say(e.Args[1])
	}
}

func (w *spokenSide) sign(op string) string {
	if w.l == message.EN {
		return " " + op + " "
	}
	switch op {
	case "+":
		return "＋"
	case "-":
		return "－"
	case "*":
		return "×"
	}
	return op
}

// ref names cells; the table and the row are left out where they were just said.
func (w *spokenSide) ref(r formula.Ref, sum bool) {
	table, row, column := w.s.refWords(r, w.l)
	if _, ok := w.s.e.Profile.Named(r.Table).(*profile.Form); ok && sharedStart(table, column) {
		table = "" // the field says itself what the form says: 上年数, 上年收入总计
	}
	below, many := false, sum && r.Row == "*"
	if t, ok := w.s.e.Profile.Named(r.Table).(*profile.Table); ok && sum {
		many = many || t.Group(r.Row) != nil
	}
	if sel := w.s.clause.Selectors[r]; sel != nil && sel.Kind == profile.Below {
		below = true
	}
	en := w.l == message.EN
	if table != w.table || row != w.row {
		switch {
		case table == w.table:
		case en:
			w.b.WriteString(table + " ")
		default:
			w.b.WriteString(table)
		}
		said := message.Pairs("row", row)
		switch {
		case below:
			w.b.WriteString(message.Say(w.l, "rows-below", said))
		case many:
			w.b.WriteString(message.Say(w.l, "rows-all", nil))
		case row != "":
			w.b.WriteString(message.Say(w.l, "row-named", said))
		}
	}
	w.table, w.row = table, row
	w.b.WriteString(column)
	if below || many {
		w.b.WriteString(message.Say(w.l, "sum-of", nil))
	}
}

// sharedStart says whether two names begin with the same two characters.
func sharedStart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	return len(x) > 1 && len(y) > 1 && x[0] == y[0] && x[1] == y[1]
}
