package diagnose

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// tablesExchanged are two tables of the same columns that were pasted into each other's
// sheets.
func (x *search) tablesExchanged() []candidate {
	var out []candidate
	all := x.touched()
	for i, a := range all {
		for _, b := range all[i+1:] {
			if x.p.Roles.CodesOf(a) == nil || !slices.Equal(columnIDs(a), columnIDs(b)) || x.heavy(a.ID) < 4*errorWeight || x.heavy(b.ID) < 4*errorWeight {
				continue
			}
			c := candidate{kind: finding.OtherTable, words: finding.CauseTable, cost: 150, votes: 1, tables: []string{a.ID, b.ID}, owns: true,
				at:    []cell{{a.ID, 0, amounts(a)[0].ID}, {b.ID, 0, amounts(b)[0].ID}},
				scope: func(c cell) bool { return c.table == a.ID || c.table == b.ID },
				undo:  func(d *draft) { d.Tables[a.ID], d.Tables[b.ID] = d.Tables[b.ID], d.Tables[a.ID] }}
			c.args = newWords().add("a", a.Name.Text).add("b", b.Name.Text)
			out = append(out, c)
		}
	}
	return out
}

func columnIDs(t *profile.Table) []string {
	out := make([]string, len(t.Columns))
	for i := range t.Columns {
		out[i] = t.Columns[i].ID
	}
	return out
}

// emptyTables are tables without an amount whose rows other tables ask for.
func (x *search) emptyTables() []candidate {
	byCode, _ := x.sisters()
	var out []candidate
	for _, t := range x.touched() {
		roles := x.p.Roles.CodesOf(t)
		if roles == nil || x.filled(t) {
			continue
		}
		var rows []filing.Row
		if total := x.totalRow(roles); total.Cells != nil {
			rows = append(rows, total)
		}
		for _, code := range sortedCodes(byCode) {
			if !x.misses(t.ID, code) {
				continue
			}
			row := filing.Row{Cells: map[string]filing.Value{roles.Code: {Text: code}}}
			if s := byCode[code]; s != nil {
				row.Cells[roles.Name] = filing.Value{Text: s.name}
			}
			rows = append(rows, row)
		}
		if len(rows) < 2 {
			continue
		}
		c := candidate{kind: finding.TableEmpty, words: finding.CauseTable + ".empty", cost: 120, votes: len(rows), tables: []string{t.ID}, owns: true, args: names(t), scope: inTable(t.ID),
			at:   []cell{{t.ID, 0, amounts(t)[0].ID}},
			undo: func(d *draft) { d.Tables[t.ID] = slices.Clone(rows) }}
		for r := range rows {
			rows[r].At = placeOf(x.s.f, cell{t.ID, 0, ""})
			for _, col := range amounts(t) {
				c.lost = append(c.lost, cell{t.ID, r, col.ID})
			}
		}
		out = append(out, c)
	}
	return out
}

// totalRow is the total of a table by code, called as in the others.
func (x *search) totalRow(roles *profile.CodeRoles) filing.Row {
	for i := range x.p.Roles.Codes {
		o := &x.p.Roles.Codes[i]
		for _, r := range x.s.f.Tables[o.Table] {
			if code := strings.TrimSpace(r.Text(o.Code)); !digits(code) && r.Text(o.Code)+r.Text(o.Name) != "" {
				return filing.Row{Cells: map[string]filing.Value{roles.Code: {Text: r.Text(o.Code)}, roles.Name: {Text: r.Text(o.Name)}}}
			}
		}
	}
	return filing.Row{}
}

// filled says whether a table holds an amount.
func (x *search) filled(t *profile.Table) bool {
	for r := range x.s.f.Tables[t.ID] {
		for _, col := range amounts(t) {
			if !amountOf(x.s.f, cell{t.ID, r, col.ID}).IsZero() {
				return true
			}
		}
	}
	return false
}

// copied are tables that hold the rows of another one and disagree with the rest.
func (x *search) copied() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		rows := x.s.f.Tables[t.ID]
		if x.done[t.ID] || len(rows) < 3 || x.p.Roles.CodesOf(t) == nil || !x.filled(t) {
			continue
		}
		masks := x.disagreements(t)
		if len(masks) < 4 || x.brokenInside(t) {
			continue
		}
		for _, o := range x.p.Tables {
			if o == t || !o.Printed() || !slices.Equal(columnIDs(t), columnIDs(o)) || len(x.s.f.Tables[o.ID]) != len(rows) {
				continue
			}
			same := true
			for r := range rows {
				for _, col := range columnIDs(t) {
					same = same && strings.TrimSpace(rows[r].Text(col)) == strings.TrimSpace(x.s.f.Tables[o.ID][r].Text(col))
				}
			}
			if theirs := x.disagreements(o); !same || len(masks)-len(theirs) < 4 {
				continue
			}
			c := candidate{kind: finding.OtherTable, words: finding.CauseTable + ".copy", cost: 60, masks: masks, tables: []string{t.ID}, owns: true, args: names(t), at: x.firstFilled(t, ids(amounts(t)))}
			c.args.add("others", o.Name.Text)
			out = append(out, c)
		}
	}
	return out
}

// brokenInside says whether a table other than this one is wrong by itself.
func (x *search) brokenInside(t *profile.Table) bool {
	for i, f := range x.s.findings {
		if f.Compared != nil && f.Severity == finding.Error && x.s.inside(i) && !x.s.touches(i, inTable(t.ID)) {
			return true
		}
	}
	return false
}

// disagreements are the comparisons of a table with others that fail.
func (x *search) disagreements(t *profile.Table) (which []int) {
	for i, f := range x.s.findings {
		if f.Compared != nil && !x.s.inside(i) && x.s.touches(i, inTable(t.ID)) {
			which = append(which, i)
		}
	}
	return which
}

// wholeAmounts are tables whose amounts all lack decimals while others have them: what
// they differ by is no more than that.
func (x *search) wholeAmounts() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		if n, whole := x.decimals(t); n < 6 || whole < n {
			continue
		}
		var masks []int
		other := 0
		for i, f := range x.s.findings {
			if f.Compared == nil || !x.s.touches(i, inTable(t.ID)) {
				continue
			}
			n := 0
			for _, side := range x.s.reads[i] {
				for _, c := range side {
					if c.table == t.ID {
						n++
					}
				}
			}
			if f.Compared.Difference.Abs().GreaterThan(half.Mul(decimal.NewFromInt(int64(n))).Add(half)) {
				other++
				continue
			}
			for _, id := range x.s.tables(i) {
				if p := x.p.Table(id); p != nil && p != t {
					if n, whole := x.decimals(p); n > 0 && whole < n {
						masks = append(masks, i)
						break
					}
				}
			}
			if x.s.inside(i) {
				masks = append(masks, i)
			}
		}
		if len(masks) < 2 || other > len(masks)/4 {
			continue
		}
		out = append(out, candidate{kind: finding.WholeAmounts, words: finding.CauseWhole, cost: 60, least: leastGain, masks: masks, tables: []string{t.ID}, args: names(t), at: x.firstFilled(t, ids(amounts(t)))})
	}
	return out
}

var half = decimal.New(5, -1)

// decimals counts the amounts of a table and those of them without decimals.
func (x *search) decimals(t *profile.Table) (n, whole int) {
	for r := range x.s.f.Tables[t.ID] {
		for _, col := range amounts(t) {
			if v := amountOf(x.s.f, cell{t.ID, r, col.ID}); !v.IsZero() {
				if n++; v.IsInteger() {
					whole++
				}
			}
		}
	}
	return n, whole
}

// columnCandidates are columns that hold something else than they should, or nothing: most
// of their amounts are asked for by others.
func (x *search) columnCandidates() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		if len(amounts(t)) < 2 || x.heavy(t.ID) < 3*errorWeight {
			continue
		}
		for _, col := range amounts(t) {
			c := candidate{kind: finding.WrongColumn, words: finding.CauseColumn, cost: 210, tables: []string{t.ID}, args: names(t, col),
				scope: func(c cell) bool { return c.table == t.ID && c.column == col.ID }}
			held, first := 0, -1
			for r := range x.s.f.Tables[t.ID] {
				at := cell{t.ID, r, col.ID}
				c.lost = append(c.lost, at)
				v := amountOf(x.s.f, at)
				if !v.IsZero() {
					held++
				}
				if w, n := favourite(x.wants[at]); n > 0 && !w.Equal(v) {
					if c.votes++; first < 0 {
						first = r
					}
				}
			}
			if c.votes < 3 || c.votes*2 < held {
				continue
			}
			if held == 0 {
				c.words += ".blank"
			}
			c.at, c.votes = []cell{{t.ID, first, col.ID}}, 0 // tried when all that is simpler was
			c.undo = func(d *draft) {
				for _, at := range c.lost {
					d.set(at, decimal.Zero)
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// fundCandidates are the amounts of the target forms in each other's place: of the year and
// of the whole period, or one form's in the next.
func (x *search) fundCandidates() []candidate {
	t := x.p.Table(x.targets())
	if t == nil {
		return nil
	}
	n := 0
	var from []message.Text
	for i, f := range x.s.findings {
		if f.Compared == nil || !x.s.touches(i, inTable(t.ID)) {
			continue
		}
		n++
		for _, id := range x.s.tables(i) {
			if p := x.p.Table(id); p != nil && p != t && !slices.ContainsFunc(from, func(o message.Text) bool { return o == p.Name.Text }) {
				from = append(from, p.Name.Text)
			}
		}
	}
	if n < 3 {
		return nil
	}
	var cols []string
	for i := range t.Columns {
		if t.Columns[i].Type == profile.YuanType {
			cols = append(cols, t.Columns[i].ID)
		}
	}
	rows := len(x.s.f.Tables[t.ID])
	base := candidate{votes: n, tables: []string{t.ID}, scope: inTable(t.ID), at: []cell{{t.ID, 0, x.p.Roles.Targets.FundsAnnual}}}
	var out []candidate
	roles := x.p.Roles.Targets
	if w, a := slices.Index(cols, roles.FundsWhole), slices.Index(cols, roles.FundsAnnual); w >= 0 && a > w && a-w <= len(cols)-a {
		c := base
		c.kind, c.words, c.cost, c.args = finding.ColumnsExchanged, finding.CauseForms+".years", 100, newWords()
		c.args.add("a", t.Column(roles.FundsWhole).Name.Text).add("b", t.Column(roles.FundsAnnual).Name.Text).add("table", joined(from))
		c.undo = func(d *draft) {
			d.rows(t.ID)
			for r := range rows {
				for k := range a - w {
					u, v := cell{t.ID, r, cols[w+k]}, cell{t.ID, r, cols[a+k]}
					p, q := d.content(u), d.content(v)
					d.put(u, q)
					d.put(v, p)
				}
			}
		}
		out = append(out, c)
	}
	for _, by := range []int{1, -1} {
		if rows < 3 {
			break
		}
		c := base
		c.kind, c.words, c.cost, c.args = finding.RowsShifted, finding.CauseForms+".rows", 150, newWords().add("table", joined(from))
		if by < 0 {
			c.words += "-up"
		}
		c.undo = func(d *draft) {
			d.rows(t.ID)
			for _, col := range cols {
				old := d.contents(t.ID, col, rows)
				for r := range rows {
					d.put(cell{t.ID, r, col}, old[(r+by+rows)%rows])
				}
			}
		}
		out = append(out, c)
	}
	return out
}
