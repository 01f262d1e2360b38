package diagnose

import (
	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// want is what a cell would have to hold for a finding to be settled.
type want struct {
	finding int
	value   decimal.Decimal
	alone   bool // the cell is its whole side: the figure is that of one other place
}

// wantsOf asks every finding about every cell it was read from.
func wantsOf(s *state) map[cell][]want {
	out := map[cell][]want{}
	for i, f := range s.findings {
		if f.Compared == nil || f.Severity == finding.Note {
			continue
		}
		d := f.Compared.Difference
		for k, side := range s.reads[i] {
			if !plain(s, i, k) {
				continue
			}
			for _, c := range side {
				v := amountOf(s.f, c)
				if k == 0 {
					v = v.Sub(d)
				} else {
					v = v.Add(d)
				}
				out[c] = append(out[c], want{i, v, len(side) == 1})
			}
		}
	}
	return out
}

// plain says whether a side of a finding is the sum of its cells: then what a cell must
// become is known.
func plain(s *state, i, k int) bool {
	c := s.findings[i].Compared
	v := c.Left.Value
	if k == 1 {
		v = c.Right.Value
	}
	sum := decimal.Zero
	for _, x := range s.reads[i][k] {
		sum = sum.Add(amountOf(s.f, x))
	}
	return sum.Equal(v)
}

// favourite is the value most wants agree on, and how many do.
func favourite(ws []want) (decimal.Decimal, int) {
	var best decimal.Decimal
	most := 0
	for i, w := range ws {
		n := 0
		for _, o := range ws {
			if o.value.Equal(w.value) {
				n++
			}
		}
		if n > most || n == most && i == 0 {
			best, most = w.value, n
		}
	}
	return best, most
}

// surest is the favourite of the wants that name the figure of one other place, which is
// not off by rounding, if there are enough of them, or else of all.
func surest(ws []want, least int) (decimal.Decimal, int) {
	var alone []want
	for _, w := range ws {
		if w.alone {
			alone = append(alone, w)
		}
	}
	if v, n := favourite(alone); n > 0 && n >= least {
		return v, n
	}
	return favourite(ws)
}

// tree is what adds up to what within the tables.
type tree struct {
	above map[cell][]cell // totals a cell goes into
	below map[cell][]cell // parts of a total, of one of its sums
	rows  map[cell][]cell // parts of a total in its own row
}

func (x *search) sums() *tree {
	if x.tree != nil {
		return x.tree
	}
	t := &tree{map[cell][]cell{}, map[cell][]cell{}, map[cell][]cell{}}
	x.tree = t
	at := func(r rule.CellRef) cell { return cell{r.Table.ID, r.Row, r.Column.ID} }
	for _, s := range rule.Sums(x.p, x.readable()) {
		total := at(s.Total)
		row := true
		var parts []cell
		for _, part := range s.Parts {
			c := at(part)
			parts = append(parts, c)
			t.above[c] = append(t.above[c], total)
			row = row && c.row == total.row
		}
		if row {
			t.rows[total] = parts
		} else if len(t.below[total]) == 0 {
			t.below[total] = parts
		}
	}
	return t
}

// readable is the filing with every cell that is no amount left blank: what adds up to
// what is the same whatever it holds.
func (x *search) readable() *filing.Filing {
	d := draftOf(x.s.f)
	for _, t := range x.p.Tables {
		if !t.Printed() {
			continue
		}
		for r, row := range x.s.f.Tables[t.ID] {
			for _, col := range amounts(t) {
				if _, err := amount.Parse(row.Text(col.ID)); err != nil {
					d.setText(cell{t.ID, r, col.ID}, "")
				}
			}
		}
	}
	return d.Filing
}

// chain are all totals a cell goes into.
func (t *tree) chain(c cell) []cell {
	seen := map[cell]bool{c: true}
	var out []cell
	for next := []cell{c}; len(next) > 0; {
		x := next[0]
		next = next[1:]
		for _, up := range t.above[x] {
			if !seen[up] {
				seen[up] = true
				out, next = append(out, up), append(next, up)
			}
		}
	}
	return out
}

// gather prepares the evidence of a round.
func (x *search) gather() { x.wants = wantsOf(x.s) }

// amounts are the columns of a table with amounts.
func amounts(t *profile.Table) []*profile.Column {
	var out []*profile.Column
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Type == profile.WanType && !c.Hidden {
			out = append(out, c)
		}
	}
	return out
}

// halves are the columns of amounts of a table by the column that names their rows: the
// two halves of a table of revenue and expenditure.
func halves(t *profile.Table) [][]*profile.Column {
	var order []*profile.Column
	by := map[*profile.Column][]*profile.Column{}
	for _, c := range amounts(t) {
		k := t.KeyOf(c)
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], c)
	}
	var out [][]*profile.Column
	for _, k := range order {
		out = append(out, by[k])
	}
	return out
}

func ids(cs []*profile.Column) []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.ID
	}
	return out
}

// touched are the printed tables that findings speak of, in the order of the profile.
func (x *search) touched() []*profile.Table {
	seen := map[string]bool{}
	for i := range x.s.findings {
		for _, t := range x.s.tables(i) {
			seen[t] = true
		}
	}
	var out []*profile.Table
	for _, t := range x.p.Tables {
		if seen[t.ID] && t.Printed() {
			out = append(out, t)
		}
	}
	return out
}

// heavy is the weight of the findings that speak of a table.
func (x *search) heavy(table string) int {
	w := 0
	for i, f := range x.s.findings {
		if x.s.touches(i, func(c cell) bool { return c.table == table }) {
			w += weight(f.Severity)
		}
	}
	return w
}
