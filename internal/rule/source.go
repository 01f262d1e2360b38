package rule

import (
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
	"budgetbook/internal/tail"
	"budgetbook/internal/wording"
)

// evaluator finds cells for the rules and remembers what many of them ask for.
type evaluator struct {
	Profile *profile.Profile
	Filing  *filing.Filing
	Data    profile.Data
	groups  map[*profile.Group][]int
	all     map[*profile.Table][]int
	named   map[*profile.Column]map[string][]int // name in the column -> rows
	levels  map[*profile.Column][][]int          // rows below each row, by key column
	cells   map[*profile.Column]*values
	within  map[*profile.Table]int64 // how finely the exact amounts of a table are known
	plain   map[formula.Ref]picked   // rows that do not depend on the current one
	folded  map[string]string
	Memo    map[string]any // what checks keep for one another while one filing is checked
}

// values are the amounts of a column by row. Where they stand is looked up only for
// findings: most comparisons hold.
type values struct {
	amounts []decimal.Decimal
	exact   map[int]decimal.Decimal // of rows whose amount is known more finely
	bad     map[int]error           // rows that hold no number
}

// picked are the rows a reference names, in a column.
type picked struct {
	t    *profile.Table // nil: a field of a form
	c    *profile.Column
	rows []int
	err  error
}

func newEvaluator(p *profile.Profile, f *filing.Filing) *evaluator {
	return &evaluator{Profile: p, Filing: f, Data: profile.Data{Profile: p, Filing: f},
		groups: map[*profile.Group][]int{}, all: map[*profile.Table][]int{},
		named: map[*profile.Column]map[string][]int{}, levels: map[*profile.Column][][]int{},
		cells: map[*profile.Column]*values{}, within: map[*profile.Table]int64{}, plain: map[formula.Ref]picked{}, folded: map[string]string{}, Memo: map[string]any{}}
}

// group returns the rows of a group, of the whole table if it is nil.
func (e *evaluator) group(t *profile.Table, g *profile.Group) []int {
	if g == nil {
		rows, ok := e.all[t]
		if !ok {
			rows = make([]int, len(e.Filing.Tables[t.ID]))
			for i := range rows {
				rows[i] = i
			}
			e.all[t] = rows
		}
		return rows
	}
	rows, ok := e.groups[g]
	if !ok {
		rows = e.Data.Group(t, g)
		e.groups[g] = rows
	}
	return rows
}

// below returns the rows one level below a row, nil if none can stand there.
func (e *evaluator) below(t *profile.Table, c *profile.Column, row int) []int {
	key := t.KeyOf(c)
	levels, ok := e.levels[key]
	if !ok {
		levels = e.Data.Levels(t, c)
		e.levels[key] = levels
	}
	return levels[row]
}

// values returns the amounts of a column.
func (e *evaluator) values(t *profile.Table, c *profile.Column) *values {
	vs, ok := e.cells[c]
	if !ok {
		vs = &values{amounts: make([]decimal.Decimal, len(e.Filing.Tables[t.ID]))}
		for i, r := range e.Filing.Tables[t.ID] {
			n, err := amount.Parse(r.Text(c.ID))
			vs.amounts[i] = n.Value
			if x, known := exactAmount(r.Cells[c.ID]); known {
				if vs.exact == nil {
					vs.exact = map[int]decimal.Decimal{}
				}
				vs.exact[i] = x
			}
			if err != nil || r.Cells[c.ID].State() == filing.Absent {
				if vs.bad == nil {
					vs.bad = map[int]error{}
				}
				_, vs.bad[i] = e.Data.At(t, c, []int{i})
			}
		}
		e.cells[c] = vs
	}
	return vs
}

// exactAmount is the amount behind a printed one in 万元, if it is known.
func exactAmount(v filing.Value) (exact decimal.Decimal, known bool) {
	if v.Exact == "" {
		return exact, false
	}
	n, err := amount.Parse(v.Text)
	x, err2 := amount.Parse(v.Exact)
	if err != nil || err2 != nil || !x.Value.Round(2).Equal(n.Value) {
		return exact, false
	}
	return x.Value, true
}

// known is how far the exact amounts of a table can be off, in 分: by one in the last place
// that any of them has. Exports cut the 分, or round each amount to it.
func (e *evaluator) known(t *profile.Table) int64 {
	if w, ok := e.within[t]; ok {
		return w
	}
	finest := int64(tail.Cent)
	for _, r := range e.Filing.Tables[t.ID] {
		for _, v := range r.Cells {
			if x, ok := exactAmount(v); ok {
				for n := x.Shift(fenPlaces).IntPart(); finest > 1 && n%finest != 0; {
					finest /= 10
				}
			}
		}
	}
	e.within[t] = finest
	return finest
}

// bare is BareName, remembered.
func (e *evaluator) bare(name string) string {
	folded, ok := e.folded[name]
	if !ok {
		folded = BareName(name)
		e.folded[name] = folded
	}
	return folded
}

// BareName is a row's name without blanks, widths and its ordinal, for finding the row
// of the same name in another table.
func BareName(name string) string {
	name = strings.TrimSpace(name)
	if _, rest, ok := wording.CutOrdinal(name); ok {
		name = rest
	}
	return filing.Fold(name)
}

// byName returns the rows of a table whose column holds a name. A total that is
// named in the first column only is found by that name in any column.
func (e *evaluator) byName(t *profile.Table, column *profile.Column, name string) []int {
	index, ok := e.named[column]
	if !ok {
		index = map[string][]int{}
		totals := map[string]bool{}
		first := t.Columns[0].ID
		for _, s := range t.Rows {
			if s.Total {
				totals[e.bare(s.Cells[first].ZH)] = true
			}
		}
		for i, r := range e.Filing.Tables[t.ID] {
			k := e.bare(r.Text(column.ID))
			if f := e.bare(r.Text(first)); k == "" && totals[f] {
				k = f
			}
			index[k] = append(index[k], i)
		}
		e.named[column] = index
	}
	return index[e.bare(name)]
}

// source answers the references of one instance of a clause.
type source struct {
	e      *evaluator
	clause *profile.Clause
	at     instance
	leaf   bool // a row that cannot have rows below it was asked for their sum
}

// column is the current column of a table, for $.
func (s *source) column(t *profile.Table, c *profile.Column) *profile.Column {
	if c == nil {
		return t.ColumnNamed(s.at.column)
	}
	return c
}

// pick finds the rows of a reference. A row of a name that is looked for in another
// table need not exist there: that is 0, and missing is its name.
func (s *source) pick(r formula.Ref) (got picked, missing string) {
	sel := s.clause.Selectors[r]
	if sel == nil || sel.Kind == profile.Plain {
		r.Offset = 0
		if sel != nil {
			r.Column = s.at.column
		}
		got, ok := s.e.plain[r]
		if !ok {
			got = s.e.pick(r)
			s.e.plain[r] = got
		}
		return got, ""
	}
	e := s.e
	got = picked{t: sel.Table, c: s.column(sel.Table, sel.Column)}
	name := ""
	switch sel.Kind {
	case profile.Here:
		got.rows = e.group(got.t, nil)[s.at.row : s.at.row+1]
	case profile.Below:
		got.rows = e.below(got.t, got.c, s.at.row)
		s.leaf = s.leaf || got.rows == nil
	default:
		by := sel.By
		if by == nil {
			by = got.t.KeyOf(got.c)
		}
		name = s.name(sel)
		got.rows = e.byName(got.t, by, name)
	}
	if sel.Group != nil && len(got.rows) > 0 {
		got.rows = intersect(got.rows, e.group(got.t, sel.Group))
	}
	if len(got.rows) == 0 {
		missing = name
	}
	return got, missing
}

// pick finds the rows of what every formula can say.
func (e *evaluator) pick(r formula.Ref) picked {
	t, ok := e.Profile.Named(r.Table).(*profile.Table)
	if !ok {
		return picked{}
	}
	got := picked{t: t, c: t.ColumnNamed(r.Column)}
	var single bool
	if got.rows, single = e.Data.Rows(t, got.c, r.Row); single && len(got.rows) != 1 {
		_, got.err = e.Data.Cells(r) // says what is wrong
	}
	return got
}

// Cells finds the cells of a reference, the selectors of rules included.
func (s *source) Cells(r formula.Ref) ([]formula.Cell, error) {
	got, missing := s.pick(r)
	switch {
	case got.err != nil:
		return nil, got.err
	case got.t == nil:
		return s.e.Data.Cells(r)
	case missing == "":
		return s.e.Data.At(got.t, got.c, got.rows)
	}
	// The place is the table, so that the finding still shows both sides.
	cell := formula.Cell{Blank: true, Name: formula.Ref{Table: r.Table, Row: missing, Column: got.c.Name.ZH}.String()}
	if all := s.e.Filing.Tables[got.t.ID]; len(all) > 0 {
		cell.At = all[0].At
		cell.At.Cell = ""
	}
	cell.At.Heading, cell.At.Datum = r.Table, finding.Datum{Table: got.t.ID, Key: missing, Column: got.c.ID}
	return []formula.Cell{cell}, nil
}

// total is what a side comes to, and how many amounts other than 0 it is made of.
// Unlike Eval it does not look for the places of cells: most comparisons hold, and
// nobody asks where. What is not a sum of references is left to Eval.
func (s *source) total(e *formula.Expr) (sum decimal.Decimal, n int, err error) {
	switch {
	case e.Op == formula.RefOp:
		return s.amounts(e.Ref, true)
	case e.Op == formula.Call && e.Name == "SUM":
		for _, arg := range e.Args {
			var d decimal.Decimal
			var k int
			if arg.Op == formula.RefOp {
				d, k, err = s.amounts(arg.Ref, false)
			} else {
				d, k, err = s.total(arg)
			}
			if err != nil {
				return sum, 0, err
			}
			sum, n = addAmounts(sum, d), n+k
		}
		return sum, n, nil
	case e.Op == "+" || e.Op == "-":
		a, i, err := s.total(e.Args[0])
		if err != nil {
			return sum, 0, err
		}
		b, k, err := s.total(e.Args[1])
		if e.Op == "-" {
			b = b.Neg()
		}
		return addAmounts(a, b), i + k, err
	}
	r, err := e.Eval(s)
	for _, c := range r.Cells {
		if !c.Value.IsZero() {
			n++
		}
	}
	return r.Value, n, err
}

// amounts adds up the amounts a reference names; single wants exactly one.
func (s *source) amounts(r formula.Ref, single bool) (sum decimal.Decimal, n int, err error) {
	got, missing := s.pick(r)
	if got.err != nil || missing != "" {
		return sum, 0, got.err
	}
	if got.t == nil || single && len(got.rows) != 1 {
		x := &formula.Expr{Op: formula.RefOp, Ref: r}
		v, err := x.Eval(s)
		return v.Value, boolIndex(!v.Value.IsZero()), err
	}
	vs := s.e.values(got.t, got.c)
	for _, i := range got.rows {
		if vs.bad[i] != nil {
			return sum, 0, vs.bad[i]
		}
		if d := vs.amounts[i]; !d.IsZero() {
			sum, n = addAmounts(sum, d), n+1
		}
	}
	return sum, n, nil
}

// addAmounts adds; most of what is added is 0.
func addAmounts(a, b decimal.Decimal) decimal.Decimal {
	switch {
	case a.IsZero():
		return b
	case b.IsZero():
		return a
	}
	return a.Add(b)
}

func boolIndex(b bool) int {
	if b {
		return 1
	}
	return 0
}

// name is the name a selector looks for.
func (s *source) name(sel *profile.Selector) string {
	over := s.clause.Over
	switch {
	case sel.Kind == profile.Literal:
		return sel.Value
	case sel.From != nil:
		return s.e.Filing.Tables[over.ID][s.at.row].Text(sel.From.ID)
	}
	return profile.RowName(over, s.e.Filing.Tables[over.ID][s.at.row], s.mine())
}

// mine is the column of the clause's table that names its rows: that of the first
// amount a test refers to there.
func (s *source) mine() *profile.Column { return NameColumn(s.clause, s.at.column) }

// NameColumn is the column of the table a clause goes through that names its rows, for
// an instance of the clause in a column.
func NameColumn(clause *profile.Clause, column string) *profile.Column {
	over := clause.Over
	if clause.Names == nil {
		return &over.Columns[len(over.Columns)-1]
	}
	s := source{clause: clause, at: instance{column: column}}
	return s.column(over, clause.Names.Column)
}

func intersect(a, b []int) []int {
	in := make(map[int]bool, len(b))
	for _, i := range b {
		in[i] = true
	}
	var out []int
	for _, i := range a {
		if in[i] {
			out = append(out, i)
		}
	}
	return out
}

// instance is one row and column a clause is checked for.
type instance struct {
	row    int // of clause.Over; -1 if the clause is checked once
	column string
}
