package diagnose

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// scale is how many 元 a 万元 is, as a power of ten.
const scale = 4

// unitVotes are the findings that a change of unit of a table, a column or a cell would
// settle: those whose difference is 9,999 parts of 10,000 of what it holds.
type unitVotes struct {
	table map[string]int
	// column and cells by table and column, for cells by row too
	column map[cell]int
	cells  map[cell]int
}

// byUnit counts the votes for amounts that are too large by 10,000 (down) or too small.
func (x *search) byUnit(down bool) unitVotes {
	v := unitVotes{map[string]int{}, map[cell]int{}, map[cell]int{}}
	for i, f := range x.s.findings {
		if f.Compared == nil || !plain(x.s, i, 0) || !plain(x.s, i, 1) {
			continue
		}
		table, column, single := map[string]decimal.Decimal{}, map[cell]decimal.Decimal{}, map[cell]decimal.Decimal{}
		n := 0
		for k, side := range x.s.reads[i] {
			for _, c := range side {
				if c.row < 0 {
					continue
				}
				if t := x.p.Table(c.table); t == nil || !t.Printed() {
					continue
				}
				a := finest(x.s.f.Tables[c.table][c.row].Cells[c.column])
				if a.IsZero() {
					continue
				}
				if k == 1 {
					a = a.Neg()
				}
				n++
				table[c.table] = table[c.table].Add(a)
				col := cell{c.table, -1, c.column}
				column[col] = column[col].Add(a)
				single[c] = single[c].Add(a)
			}
		}
		fits := func(sum decimal.Decimal) bool { return explainsUnit(f.Compared.Difference, sum, n, down) }
		for t, sum := range table {
			if fits(sum) {
				v.table[t]++
			}
		}
		for c, sum := range column {
			if fits(sum) {
				v.column[c]++
			}
		}
		for c, sum := range single {
			if fits(sum) {
				v.cells[c]++
			}
		}
	}
	return v
}

// explainsUnit says whether a difference is what remains if a sum of n printed amounts is
// in the wrong unit.
func explainsUnit(d, sum decimal.Decimal, n int, down bool) bool {
	should := sum.Sub(sum.Shift(-scale))
	if !down {
		should = sum.Sub(sum.Shift(scale))
	}
	if should.Abs().LessThan(decimal.New(5, -1)) || down && sum.Abs().LessThan(decimal.New(100, 0)) {
		return false // nobody has less than 100 元
	}
	slack := decimal.New(int64(n+1), -2)
	if !down { // what was divided by 10,000 and rounded is known to 50 only
		slack = slack.Add(should.Abs().Shift(-3))
	}
	return d.Sub(should).Abs().LessThanOrEqual(slack)
}

// unitCandidates are tables, halves of tables, columns and cells in the wrong unit.
func (x *search) unitCandidates() []candidate {
	var out []candidate
	for _, down := range []bool{true, false} {
		votes := x.byUnit(down)
		words := finding.CauseUnit
		if !down {
			words = finding.CauseUnit + ".up"
		}
		for _, t := range x.touched() {
			all := ids(amounts(t))
			if n := votes.table[t.ID]; n > 0 {
				out = append(out, x.unitOf(t, all, words, 100, n, down))
			}
			hs := halves(t)
			for _, h := range hs {
				n := 0
				for _, c := range h {
					n += votes.column[cell{t.ID, -1, c.ID}]
				}
				if n > 0 && len(hs) > 1 {
					c := x.unitOf(t, ids(h), words+".column", 120, n, down)
					c.args = names(t, h...)
					out = append(out, c)
				}
			}
			for _, col := range amounts(t) {
				n := votes.column[cell{t.ID, -1, col.ID}]
				if n == 0 {
					continue
				}
				c := x.unitOf(t, []string{col.ID}, words+".column", 130, n, down)
				c.args = names(t, col)
				out = append(out, c)
				if down {
					c.cost, c.undo, c.scope = 140, x.withTotals(t, col), func(c cell) bool { return c.table == t.ID }
					out = append(out, c)
				}
			}
			out = append(out, x.unitCells(t, votes.cells, words, down)...)
		}
	}
	return out
}

// unitOf is the hypothesis that columns of a table are in the wrong unit.
func (x *search) unitOf(t *profile.Table, columns []string, words string, cost, votes int, down bool) candidate {
	return candidate{kind: finding.WrongUnit, words: words, cost: cost, votes: votes, tables: []string{t.ID}, scales: len(columns) == len(amounts(t)),
		scope: func(c cell) bool { return c.table == t.ID && slices.Contains(columns, c.column) },
		undo: func(d *draft) {
			for i := range d.rows(t.ID) {
				for _, c := range columns {
					d.rescale(cell{t.ID, i, c}, down)
				}
			}
		},
		at: x.firstFilled(t, columns), args: names(t), wrong: []string{finding.UnitDoubtful}}
}

func (d *draft) rescale(c cell, down bool) {
	v := finest(d.Tables[c.table][c.row].Cells[c.column])
	if v.IsZero() {
		return
	}
	by := int32(-scale)
	if !down {
		by = scale
	}
	d.set(c, v.Shift(by))
}

// withTotals rescales a column whose amounts the totals beside it contain as they are.
func (x *search) withTotals(t *profile.Table, col *profile.Column) func(*draft) {
	return func(d *draft) {
		delta := map[cell]decimal.Decimal{}
		for i, r := range d.rows(t.ID) {
			c := cell{t.ID, i, col.ID}
			v := finest(r.Cells[col.ID])
			if v.IsZero() {
				continue
			}
			for _, total := range x.sums().above[c] {
				if total.row == i {
					delta[total] = delta[total].Add(v.Shift(-scale)).Sub(v)
				}
			}
			d.set(c, v.Shift(-scale))
		}
		for c, v := range delta {
			d.set(c, amountOf(d.Filing, c).Add(v))
		}
	}
}

// unitCells are single amounts in the wrong unit.
func (x *search) unitCells(t *profile.Table, votes map[cell]int, words string, down bool) []candidate {
	var cells []cell
	for _, c := range inTableOrder(x.p, slices.Collect(maps.Keys(votes))) {
		if c.table == t.ID {
			cells = append(cells, c)
		}
	}
	if len(cells) == 0 {
		return nil
	}
	one := func(cells []cell, cost, votes int) candidate {
		c := candidate{kind: finding.WrongUnit, small: true, words: words + ".cell", cost: cost, votes: votes, tables: []string{t.ID}, at: cells,
			scope: func(c cell) bool { return slices.Contains(cells, c) },
			undo: func(d *draft) {
				for _, c := range cells {
					d.rescale(c, down)
				}
			}, args: names(t)}
		if len(cells) > 1 {
			c.words = words + ".cells"
			c.args.set("at", span(x.s.f, cells[0], cells[len(cells)-1]))
			return c
		}
		v := finest(x.s.f.Tables[t.ID][cells[0].row].Cells[cells[0].column])
		by := int32(-scale)
		if !down {
			by = scale
		}
		x.describe(c.args, cells[0])
		c.args.set("value", printed(v), "should", printed(v.Shift(by)))
		return c
	}
	var out []candidate
	for _, c := range cells[:min(len(cells), 8)] {
		out = append(out, one([]cell{c}, 150, votes[c]))
	}
	if len(cells) > 1 {
		out = append(out, one(cells, 140+5*len(cells), len(cells)))
		// Rows that were pasted from another export: to the end of the table, or these alone.
		first, last := cells[0].row, cells[len(cells)-1].row
		for _, end := range []int{len(x.s.f.Tables[t.ID]) - 1, last} {
			if first > 0 && end > first {
				out = append(out, x.unitRows(t, first, end, words, len(cells), down))
			}
		}
	}
	return out
}

// unitRows are rows of a table in the wrong unit, some of whose amounts say so.
func (x *search) unitRows(t *profile.Table, first, last int, words string, votes int, down bool) candidate {
	cols := ids(amounts(t))
	c := candidate{kind: finding.WrongUnit, words: words + ".rows", cost: 130, votes: votes, tables: []string{t.ID}, at: []cell{{t.ID, first, cols[0]}}, args: names(t),
		scope: func(c cell) bool {
			return c.table == t.ID && c.row >= first && c.row <= last && slices.Contains(cols, c.column)
		},
		undo: func(d *draft) {
			d.rows(t.ID)
			for r := first; r <= last; r++ {
				for _, col := range cols {
					d.rescale(cell{t.ID, r, col}, down)
				}
			}
		}}
	c.args.set("at", span(x.s.f, cell{t.ID, first, cols[0]}, cell{t.ID, last, cols[len(cols)-1]}),
		"row", x.rowName(cell{t.ID, first, cols[0]}), "last", x.rowName(cell{t.ID, last, cols[0]}))
	return c
}

// scaled are tables whose amounts are ten or a hundred times what they should be, or a part
// of it: in 千元, or with a decimal point too many or too few.
func (x *search) scaled() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		for _, by := range []int32{1, 2, 3, -1, -2, -3} {
			votes := 0
			for r := range x.s.f.Tables[t.ID] {
				for _, col := range amounts(t) {
					c := cell{t.ID, r, col.ID}
					v, ok := x.asked(c)
					held := amountOf(x.s.f, c)
					if ok && !held.IsZero() && held.Shift(-by).Sub(v).Abs().LessThanOrEqual(cent.Shift(max(0, -by))) {
						votes++
					}
				}
			}
			if votes < 4 {
				continue
			}
			c := x.unitOf(t, ids(amounts(t)), finding.CauseUnit+".times", 110, votes, true)
			if by < 0 {
				c.words += "-less"
			}
			c.undo = func(d *draft) {
				for r := range d.rows(t.ID) {
					for _, col := range amounts(t) {
						at := cell{t.ID, r, col.ID}
						if v := finest(d.Tables[t.ID][r].Cells[col.ID]); !v.IsZero() {
							d.set(at, v.Shift(-by))
						}
					}
				}
			}
			c.args.set("times", decimal.New(1, by*int32(sign(int(by)))).String())
			out = append(out, c)
		}
	}
	return out
}

// doubted are single amounts of a table of which the reader says that it may be in 元: so
// large that the totals that contain them are, and nothing beside them.
func (x *search) doubted() []candidate {
	var out []candidate
	for _, f := range x.in.Read {
		if f.Code != finding.UnitDoubtful || len(f.Places) == 0 {
			continue
		}
		t := x.p.Table(f.Places[0].Table)
		if t == nil || !t.Printed() || x.heavy(t.ID) == 0 {
			continue
		}
		for r := range x.s.f.Tables[t.ID] {
			for _, col := range amounts(t) {
				b := cell{t.ID, r, col.ID}
				v := amountOf(x.s.f, b)
				tree := x.sums()
				if len(tree.below[b]) > 0 || len(tree.rows[b]) > 0 || v.LessThan(decimal.New(1000, 0)) {
					continue
				}
				by := v.Shift(-scale).Sub(v)
				c := x.leaf(b, by, 3, tree.chain(b))
				c.kind, c.words, c.cost, c.least, c.wrong = finding.WrongUnit, finding.CauseUnit+".leaf", 60, 0, []string{finding.UnitDoubtful}
				c.args.set("value", printed(v), "should", printed(v.Shift(-scale)))
				out = append(out, c)
			}
		}
	}
	return out[:min(len(out), 8)]
}

// firstFilled is the first cell of columns with an amount.
func (x *search) firstFilled(t *profile.Table, columns []string) []cell {
	for i, r := range x.s.f.Tables[t.ID] {
		for _, c := range columns {
			if r.Text(c) != "" {
				return []cell{{t.ID, i, c}}
			}
		}
	}
	return []cell{{t.ID, 0, columns[0]}}
}

// wholeFiling is the hypothesis that every table is in 元: the forms, which are in 元,
// have the same figures as the tables.
func (x *search) wholeFiling() []candidate {
	var equal, ten int
	for i, f := range x.s.findings {
		c := f.Compared
		if c == nil || len(f.Places) == 0 || !slices.Contains(x.s.tables(i), x.targets()) {
			continue
		}
		funds := decimal.Zero
		if at := f.Places[0]; at.Table == x.targets() {
			funds = amountOf(x.s.f, placed(at))
		}
		switch r := c.Right.Value; {
		case funds.IsZero() || r.IsZero():
		case funds.Sub(r).Abs().LessThan(decimal.New(1, 0)):
			equal++ // the table holds the form's 元
		}
		ten++
	}
	if equal < 3 || equal*2 < ten {
		return nil
	}
	tables := func(d *draft) {
		for _, t := range x.p.Tables {
			if t.Printed() {
				for i := range d.rows(t.ID) {
					for _, c := range amounts(t) {
						d.rescale(cell{t.ID, i, c.ID}, true)
					}
				}
			}
		}
	}
	// Forms in 万元 look the same from here; the reader has other evidence about tables.
	doubted := map[string]bool{}
	for _, f := range x.in.Read {
		if f.Code != finding.UnitDoubtful || len(f.Places) == 0 {
			continue
		}
		if t := x.p.Table(f.Places[0].Table); t != nil && x.p.Roles.ProjectsOf(t) == nil {
			doubted[t.ID] = true
		}
	}
	cost := 160
	if len(doubted) > 1 {
		cost = 20
	}
	all := candidate{kind: finding.WrongUnit, words: finding.CauseUnit + ".filing", cost: cost, votes: equal, scope: func(cell) bool { return true },
		undo: tables, args: newWords(), wrong: []string{finding.UnitDoubtful}}
	for _, t := range x.p.Tables {
		if t.Printed() {
			all.tables = append(all.tables, t.ID)
			if all.at == nil && len(x.s.f.Tables[t.ID]) > 0 {
				all.at = x.firstFilled(t, ids(amounts(t)))
			}
		}
	}
	fields := all
	fields.cost, fields.undo = cost+5, func(d *draft) {
		tables(d)
		for _, form := range x.p.Forms {
			for _, f := range form.Fields {
				if f.Type == profile.WanType {
					d.rescaleField(f.Path)
				}
			}
		}
	}
	return []candidate{all, fields}
}

func (d *draft) rescaleField(path string) {
	if v := finest(d.Fields[path]); !v.IsZero() {
		d.set(cell{"", -1, path}, v.Shift(-scale))
	}
}
