package diagnose

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// asked is the amount a cell must become, as most findings about it say; ok is false if
// none says anything or if it says what the cell holds.
func (x *search) asked(c cell) (decimal.Decimal, bool) {
	v, n := favourite(x.wants[c])
	return v, n > 0 && !v.IsZero() && !v.Equal(amountOf(x.s.f, c))
}

// rowShifts are amounts that stand one or two rows below or above their own, from some
// row on.
func (x *search) rowShifts() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		heavy := x.heavy(t.ID)
		if heavy < 2*errorWeight {
			continue
		}
		n := len(x.s.f.Tables[t.ID])
		parts := halves(t)
		if len(parts) > 1 {
			parts = append(parts, amounts(t))
		}
		whole := len(parts)
		for _, c := range amounts(t) {
			parts = append(parts, []*profile.Column{c}) // one column alone, if its figures say so
		}
		for k, h := range parts {
			for _, by := range []int{1, -1, 2, -2} {
				first, last, votes := n, 0, 0
				for r := range n {
					for _, c := range h {
						from := cell{t.ID, r + by, c.ID}
						if from.row < 0 || from.row >= n {
							continue
						}
						if v, ok := x.asked(cell{t.ID, r, c.ID}); ok && v.Equal(amountOf(x.s.f, from)) {
							votes++
							first, last = min(first, r), max(last, r)
						}
					}
				}
				if k >= whole && votes < 3 {
					continue
				}
				// The totals may stand where they were: only the rows above them moved.
				if end := last + max(by, 0) + 1; votes > 1 && end < n {
					c := x.rowShift(t, h, max(first+min(by, 0), 0), end, by)
					c.votes = votes
					out = append(out, c)
				}
				if by < 0 {
					first += by // the rows before the first that speaks were overwritten
				}
				starts := []int{}
				if k >= whole {
					starts = append(starts, first)
				} else if votes > 1 {
					starts = append(starts, first, first-1, first+1, 0)
				}
				if heavy >= 4*errorWeight && by*by == 1 && k < whole {
					for _, r := range x.brokenRows(t.ID) {
						starts = append(starts, r, r-1, r+1)
					}
				}
				seen := map[int]bool{}
				for k, m := range starts {
					if m < 0 || m >= n-1 || seen[m] {
						continue
					}
					seen[m] = true
					c := x.rowShift(t, h, m, n, by)
					if k < 4 && votes > 1 {
						c.votes = votes
					}
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// brokenRows are the rows of a table in which a finding reads one or two cells.
func (x *search) brokenRows(table string) []int {
	var out []int
	for i := range x.s.findings {
		var rows []int
		n := 0
		for _, side := range x.s.reads[i] {
			for _, c := range side {
				if c.table == table && c.row >= 0 {
					n++
					rows = append(rows, c.row)
				}
			}
		}
		if n <= 2 {
			for _, r := range rows {
				if !slices.Contains(out, r) {
					out = append(out, r)
				}
			}
		}
	}
	slices.Sort(out)
	return out[:min(len(out), 6)]
}

// rowShift moves the amounts of rows m to n-1 back.
func (x *search) rowShift(t *profile.Table, h []*profile.Column, m, n, by int) candidate {
	cols := ids(h)
	c := candidate{kind: finding.RowsShifted, words: finding.CauseRows, cost: 150, tables: []string{t.ID}, owns: true, args: names(t, h...),
		scope: func(c cell) bool {
			return c.table == t.ID && c.row >= m && c.row < n && slices.Contains(cols, c.column)
		}}
	if by < 0 {
		c.words = finding.CauseRows + ".up"
	}
	if m > 0 {
		c.cost += 30
	}
	if by*by > 1 {
		c.cost += 20
	}
	for r := m; r < n; r++ {
		if from := r + by; from < m || from >= n {
			for _, col := range cols {
				c.lost = append(c.lost, cell{t.ID, r, col})
			}
		}
	}
	c.undo = func(d *draft) {
		d.rows(t.ID)
		for _, col := range cols {
			old := d.contents(t.ID, col, n)
			for r := m; r < n; r++ {
				var v filing.Value
				if from := r + by; from >= m && from < n {
					v = old[from]
				}
				d.put(cell{t.ID, r, col}, v)
			}
		}
	}
	// What is to be moved stands where it was pushed to.
	from, to := m+max(by, 0), n-1
	c.at = []cell{{t.ID, from, cols[0]}}
	c.args.set("at", span(x.s.f, cell{t.ID, from, cols[0]}, cell{t.ID, to, cols[len(cols)-1]}), "by", itoa(by*sign(by)))
	c.args.set("row", x.rowName(cell{t.ID, m, cols[0]}))
	return c
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// columnShifts are amounts that stand one column right or left of their own.
func (x *search) columnShifts() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		if x.heavy(t.ID) < 2*errorWeight {
			continue
		}
		for _, h := range halves(t) {
			for _, by := range []int{1, -1} {
				first, votes := len(h), 0
				for i := range h {
					if k := i + by; k < 0 || k >= len(h) {
						continue
					}
					for r := range x.s.f.Tables[t.ID] {
						if v, ok := x.asked(cell{t.ID, r, h[i].ID}); ok && v.Equal(amountOf(x.s.f, cell{t.ID, r, h[i+by].ID})) {
							votes++
							first = min(first, i)
						}
					}
				}
				if by < 0 {
					first--
				}
				if votes > 1 && first < len(h)-1 {
					out = append(out, x.columnShift(t, h, max(first, 0), by, votes))
					if first > 0 {
						out = append(out, x.columnShift(t, h, 0, by, votes))
					}
				}
			}
		}
	}
	return out
}

func (x *search) columnShift(t *profile.Table, h []*profile.Column, first, by, votes int) candidate {
	cols := ids(h[first:])
	c := candidate{kind: finding.ColumnsShifted, words: finding.CauseColumns, cost: 150, votes: votes, tables: []string{t.ID}, owns: true,
		args:  names(t, h[first:]...),
		scope: func(c cell) bool { return c.table == t.ID && slices.Contains(cols, c.column) }}
	if by < 0 {
		c.words = finding.CauseColumns + ".left"
	}
	n := len(x.s.f.Tables[t.ID])
	for i := range cols {
		if k := i + by; k < 0 || k >= len(cols) {
			for r := range n {
				c.lost = append(c.lost, cell{t.ID, r, cols[i]})
			}
		}
	}
	c.undo = func(d *draft) {
		for r := range d.rows(t.ID) {
			d.moveBack(t.ID, r, cols, by)
		}
	}
	from := cell{t.ID, 0, cols[max(by, 0)]}
	c.at = []cell{from}
	c.args.set("at", span(x.s.f, from, cell{t.ID, n - 1, cols[len(cols)-1]}))
	return c
}

// exchanges are two columns, or two rows, that hold each other's amounts.
func (x *search) exchanges() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		n := len(x.s.f.Tables[t.ID])
		cols := amounts(t)
		cited := map[string]bool{}
		for c := range x.wants {
			if c.table == t.ID {
				cited[c.column] = true
			}
		}
		for i := range cols {
			for j := i + 1; j < len(cols); j++ {
				a, b := cols[i], cols[j]
				votes := 0
				for r := range n {
					votes += x.stands(cell{t.ID, r, a.ID}, cell{t.ID, r, b.ID}) + x.stands(cell{t.ID, r, b.ID}, cell{t.ID, r, a.ID})
				}
				if votes > 0 || cited[a.ID] && cited[b.ID] && x.heavy(t.ID) >= 4*errorWeight {
					out = append(out, x.exchange(t, a, b, votes))
				}
			}
		}
		for r := range n {
			for q := r + 1; q < n; q++ {
				votes := 0
				for _, c := range cols {
					u, v := cell{t.ID, r, c.ID}, cell{t.ID, q, c.ID}
					if x.stands(u, v) > 0 && x.stands(v, u) > 0 {
						votes++
					}
				}
				if votes > 0 {
					out = append(out, x.rowExchange(t, r, q, votes))
				}
			}
		}
	}
	return out
}

// mostMoved bounds how many single amounts are tried in another place.
const mostMoved = 8

// movedCandidates are single amounts that stand in a row or column beside their own: what
// one cell must become stands in another one of its row or column.
func (x *search) movedCandidates() []candidate {
	var out []candidate
	for _, c := range inTableOrder(x.p, slices.Collect(maps.Keys(x.wants))) {
		t := x.p.Table(c.table)
		if t == nil || !t.Printed() || c.row < 0 || !amountOf(x.s.f, c).IsZero() {
			continue
		}
		v, ok := x.asked(c)
		if !ok {
			continue
		}
		var from []cell
		for r := range x.s.f.Tables[c.table] {
			from = append(from, cell{c.table, r, c.column})
		}
		for _, col := range amounts(t) {
			from = append(from, cell{c.table, c.row, col.ID})
		}
		for _, o := range from {
			if o == c || !amountOf(x.s.f, o).Equal(v) || len(x.wants[o]) == 0 {
				continue
			}
			m := candidate{kind: finding.WrongCell, words: finding.CauseCell + ".moved", cost: 140, votes: 1, tables: []string{t.ID}, at: []cell{o, c}, args: names(t), small: true,
				scope: func(y cell) bool { return y == c || y == o },
				undo: func(d *draft) {
					d.rows(t.ID)
					p, q := d.content(c), d.content(o)
					d.put(c, q)
					d.put(o, p)
				}}
			x.describe(m.args, o)
			to := t.Column(c.column).Name
			m.args.set("value", printed(v), "to", span(x.s.f, c, c), "torow", x.rowName(c)).add("tocolumn", to.Text)
			out = append(out, m)
		}
	}
	return out[:min(len(out), mostMoved)]
}

// stands is 1 if what a cell must become stands in another one.
func (x *search) stands(c, other cell) int {
	if v, ok := x.asked(c); ok && v.Equal(amountOf(x.s.f, other)) {
		return 1
	}
	return 0
}

func (x *search) exchange(t *profile.Table, a, b *profile.Column, votes int) candidate {
	c := candidate{kind: finding.ColumnsExchanged, words: finding.CauseExchange, cost: 150, votes: votes, tables: []string{t.ID},
		args:  names(t).add("a", a.Name.Text).add("b", b.Name.Text),
		scope: func(c cell) bool { return c.table == t.ID && (c.column == a.ID || c.column == b.ID) },
		at:    []cell{{t.ID, 0, a.ID}, {t.ID, 0, b.ID}}}
	c.undo = func(d *draft) {
		for r := range d.rows(t.ID) {
			u, v := cell{t.ID, r, a.ID}, cell{t.ID, r, b.ID}
			p, q := d.content(u), d.content(v)
			d.put(u, q)
			d.put(v, p)
		}
	}
	return c
}

func (x *search) rowExchange(t *profile.Table, r, q, votes int) candidate {
	cols := ids(amounts(t))
	var moved []string // of a table in two halves only one may be exchanged
	for _, c := range cols {
		if x.stands(cell{t.ID, r, c}, cell{t.ID, q, c}) > 0 || x.stands(cell{t.ID, q, c}, cell{t.ID, r, c}) > 0 {
			moved = append(moved, c)
		}
	}
	var in []string
	for _, h := range halves(t) {
		if slices.ContainsFunc(moved, func(c string) bool { return slices.Contains(ids(h), c) }) {
			in = append(in, ids(h)...)
		}
	}
	c := candidate{kind: finding.RowsExchanged, words: finding.CauseExchange + ".rows", cost: 150, votes: votes, tables: []string{t.ID}, args: names(t),
		scope: func(c cell) bool {
			return c.table == t.ID && (c.row == r || c.row == q) && slices.Contains(in, c.column)
		},
		at: []cell{{t.ID, r, in[0]}, {t.ID, q, in[0]}}}
	c.args.set("a", x.rowName(c.at[0]), "b", x.rowName(c.at[1]))
	c.undo = func(d *draft) {
		d.rows(t.ID)
		for _, col := range in {
			u, v := cell{t.ID, r, col}, cell{t.ID, q, col}
			p, o := d.content(u), d.content(v)
			d.put(u, o)
			d.put(v, p)
		}
	}
	return c
}
