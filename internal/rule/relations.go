package rule

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
	"budgetbook/internal/tail"
)

// checked is one test of a clause, in one row and column.
type checked struct {
	src  *source
	test profile.Test
	cmp  comparison
	err  error // why it was not evaluated

	relation int           // index of its relation, -1 if it states none
	verdict  *tail.Verdict // of the relation; nil: it holds exactly
}

// fenPlaces is how many 分 a 万元 is.
const fenPlaces = 6

// relations gathers what the clauses of a catalogue state of the printed figures, and has
// it judged as a whole: what one total shows of the rounding of an office counts for all.
type relations struct {
	e     *evaluator
	cells []tail.Cell
	rows  []cellRow             // of the cells
	at    map[cellKey]int       // index in cells
	known map[string]int        // relations that two clauses state are one
	all   []tail.Relation       //
	parts map[cellRow][]cellRow // rows below a row, as the relations of levels say
	col   map[*profile.Column]int
}

// cellKey tells cells apart: a row of a table in a column, a field, or a row that is not
// there, by the name it was looked for.
type cellKey struct {
	c    *profile.Column
	row  int
	name string
}

// cellRow is a row of a table; what has none is a row of its own.
type cellRow struct {
	t   *profile.Table
	row int
}

func newRelations(e *evaluator) *relations {
	return &relations{e: e, at: map[cellKey]int{}, known: map[string]int{}, parts: map[cellRow][]cellRow{}, col: map[*profile.Column]int{}}
}

// signedTerm is a cell with its sign.
type signedTerm struct {
	cell  int
	minus bool
}

// add adds the relation a test states and returns its index; -1 if the test is none that
// figures can be judged by.
func (x *relations) add(s *source, t profile.Test) int {
	kind, ok := map[profile.Relation]tail.Kind{
		profile.SameAmount: tail.Same, profile.RowSum: tail.Row, profile.NextLevel: tail.Next,
		profile.GrandTotal: tail.Copy, profile.TableSums: tail.Between, profile.AtLeast: tail.AtLeast,
	}[s.clause.Relation]
	if !ok || len(x.cells) > mostCells {
		return -1
	}
	left, lok := x.terms(s, t.Left, false, nil)
	right, rok := x.terms(s, t.Right, false, nil)
	if !lok || !rok {
		return -1
	}
	switch t.Op {
	case "=":
	case ">=":
		kind = tail.AtLeast
	case "<=":
		kind = tail.AtLeast
		left, right = right, left
	default:
		return -1
	}
	var r tail.Relation
	for _, x := range left {
		if x.minus {
			r.Right = append(r.Right, x.cell)
		} else {
			r.Left = append(r.Left, x.cell)
		}
	}
	for _, x := range right {
		if x.minus {
			r.Left = append(r.Left, x.cell)
		} else {
			r.Right = append(r.Right, x.cell)
		}
	}
	if len(r.Left) == 0 && len(r.Right) == 0 {
		return -1
	}
	switch {
	case kind == tail.Same && (len(r.Left) != 1 || len(r.Right) != 1),
		kind != tail.AtLeast && kind != tail.Between && len(r.Left) != 1:
		kind = tail.Between
	}
	r.Kind, r.Local = kind, s.clause.Local || kind == tail.AtLeast
	key := relationKey(r)
	if i, ok := x.known[key]; ok {
		return i
	}
	r.ID = len(x.all)
	x.known[key] = r.ID
	x.all = append(x.all, r)
	if kind == tail.Next || kind == tail.Copy {
		top := x.rows[r.Left[0]]
		for _, c := range r.Right {
			if low := x.rows[c]; low.t == top.t && low != top && !slices.Contains(x.parts[top], low) {
				x.parts[top] = append(x.parts[top], low)
			}
		}
	}
	return r.ID
}

func relationKey(r tail.Relation) string {
	side := func(cells []int) string {
		cells = slices.Sorted(slices.Values(cells))
		var b []byte
		for _, c := range cells {
			b = strconv.AppendInt(append(b, ','), int64(c), 36)
		}
		return string(b)
	}
	a, b := side(r.Left), side(r.Right)
	if r.Kind == tail.Same && a > b {
		a, b = b, a
	}
	return strconv.Itoa(int(r.Kind)) + strconv.FormatBool(r.Local) + a + "=" + b
}

// terms are the cells a side adds up; ok is false if it is more than sums of cells.
func (x *relations) terms(s *source, e *formula.Expr, minus bool, out []signedTerm) (all []signedTerm, ok bool) {
	switch {
	case e.Op == formula.RefOp:
		return x.refs(s, e.Ref, minus, out)
	case e.Op == formula.Number:
		return out, e.Value.IsZero()
	case e.Op == formula.Neg:
		return x.terms(s, e.Args[0], !minus, out)
	case e.Op == formula.Call && e.Name == "SUM":
		for _, arg := range e.Args {
			if out, ok = x.terms(s, arg, minus, out); !ok {
				return nil, false
			}
		}
		return out, true
	case e.Op == "+" || e.Op == "-":
		if out, ok = x.terms(s, e.Args[0], minus, out); !ok {
			return nil, false
		}
		return x.terms(s, e.Args[1], minus != (e.Op == "-"), out)
	}
	return nil, false
}

func (x *relations) refs(s *source, r formula.Ref, minus bool, out []signedTerm) ([]signedTerm, bool) {
	got, missing := s.pick(r)
	switch {
	case got.err != nil:
		return nil, false
	case got.t == nil:
		v, err := (&formula.Expr{Op: formula.RefOp, Ref: r}).Eval(s)
		if err != nil {
			return nil, false
		}
		// Fields stand in no block of figures: each is a table of its own.
		i, ok := x.cell(cellKey{name: r.String()}, cellRow{row: -len(x.cells) - 1}, v.Value, 0)
		return append(out, signedTerm{i, minus}), ok
	case missing != "" || len(got.rows) == 0:
		i, ok := x.cell(cellKey{got.c, -1, missing}, cellRow{got.t, -len(x.cells) - 1}, decimal.Zero, 0)
		return append(out, signedTerm{i, minus}), ok
	}
	vs := x.e.values(got.t, got.c)
	for _, row := range got.rows {
		at := cellKey{got.c, row, ""}
		_, old := x.at[at]
		i, ok := x.cell(at, cellRow{got.t, row}, vs.amounts[row], 0)
		if !ok {
			return nil, false
		}
		if exact, known := vs.exact[row]; known && !old {
			c := &x.cells[i]
			c.Exact, c.Within, c.Blank = exact.Shift(fenPlaces).IntPart(), x.e.known(got.t), false
		}
		out = append(out, signedTerm{i, minus})
	}
	return out, true
}

// cell is the index of a cell, which is added when it is first asked for; ok is false
// for an amount finer than 分.
func (x *relations) cell(k cellKey, row cellRow, v decimal.Decimal, step int64) (index int, ok bool) {
	if i, ok := x.at[k]; ok {
		return i, true
	}
	n := v.Shift(fenPlaces)
	if !n.IsInteger() || n.Abs().GreaterThan(decimal.New(tail.Max, 0)) {
		return 0, false
	}
	c := tail.Cell{Value: n.IntPart(), Step: step, Blank: v.IsZero()}
	if c.Value%tail.Cent != 0 {
		c.Step = 1 // written with more than two decimals: exact
	}
	if k.c != nil {
		if _, ok := x.col[k.c]; !ok {
			x.col[k.c] = len(x.col) + 1
		}
		c.Column = x.col[k.c]
	}
	x.at[k] = len(x.cells)
	x.cells = append(x.cells, c)
	x.rows = append(x.rows, row)
	return len(x.cells) - 1, true
}

// looseRelations is the level of rows no relation of levels speaks of.
const looseRelations = 100

// judge has the relations judged; nil if amounts are too large to be judged.
func (x *relations) judge() *tail.Judgement {
	depth := map[cellRow]int{}
	below := map[cellRow]bool{}
	for _, low := range x.parts {
		for _, r := range low {
			below[r] = true
		}
	}
	var sink func(r cellRow, level int)
	sink = func(r cellRow, level int) {
		if d, ok := depth[r]; ok && d >= level || level >= looseRelations {
			return
		}
		depth[r] = level
		for _, low := range x.parts[r] {
			sink(low, level+1)
		}
	}
	for top := range x.parts {
		if !below[top] {
			sink(top, 0)
		}
	}
	tables := map[*profile.Table]int{nil: 0}
	for i, t := range x.e.Profile.Tables {
		tables[t] = i + 1
	}
	for i, r := range x.rows {
		c := &x.cells[i]
		if c.Table = tables[r.t]; r.t == nil {
			c.Table = r.row // below 0: a field of its own
		}
		level, ok := depth[r]
		if !ok {
			level = looseRelations
		}
		c.Level = level
	}
	j, err := tail.Judge(x.cells, x.all)
	if err != nil {
		return nil
	}
	return j
}

// place says where a cell stands, in the words of the document.
func (x *relations) place(cell int) (name string, ok bool) {
	for k, i := range x.at {
		if i != cell || k.c == nil || k.row < 0 {
			continue
		}
		got, err := x.e.Data.At(x.rows[cell].t, k.c, []int{k.row})
		if err != nil || len(got) != 1 {
			return "", false
		}
		return got[0].Name, true
	}
	return "", false
}

// judgedWan is an amount of the judge in 万元.
func judgedWan(v int64) string { return amount.Trim2(wanOf(v)) }

func wanOf(v int64) decimal.Decimal { return decimal.New(v, -fenPlaces) }

// refsOf are the cells of one side.
func (s *source) refsOf(e *formula.Expr) []CellRef {
	var out []CellRef
	for _, r := range e.Refs() {
		got, _ := s.pick(r)
		switch {
		case got.t == nil:
			out = append(out, CellRef{Row: -1, Field: r.String()})
		case len(got.rows) == 0:
			out = append(out, CellRef{Table: got.t, Column: got.c, Row: -1})
		}
		for _, row := range got.rows {
			out = append(out, CellRef{Table: got.t, Column: got.c, Row: row})
		}
	}
	return out
}

// Sum is a figure that must be the sum of others of its table.
type Sum struct {
	Total CellRef
	Parts []CellRef
}

// Sums lists what adds up within the tables of a filing, as the relations of the rules
// say, whether it does or not. Rows that are not there are left out.
func Sums(p *profile.Profile, f *filing.Filing) []Sum {
	x := newRelations(newEvaluator(p, f))
	x.each(func(*source, []checked) {})
	refs := make([]CellRef, len(x.cells))
	for k, i := range x.at {
		refs[i] = CellRef{Table: x.rows[i].t, Column: k.c, Row: k.row}
	}
	var out []Sum
	for _, r := range x.all {
		if r.Kind != tail.Row && r.Kind != tail.Next && r.Kind != tail.Copy || len(r.Left) != 1 {
			continue
		}
		s := Sum{Total: refs[r.Left[0]]}
		for _, i := range r.Right {
			if refs[i].Table == s.Total.Table && refs[i].Row >= 0 {
				s.Parts = append(s.Parts, refs[i])
			}
		}
		if s.Total.Table != nil && s.Total.Row >= 0 && len(s.Parts) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// each compares what all formulas compare, whatever the edition.
func (x *relations) each(visit func(*source, []checked)) {
	for _, rule := range x.e.Profile.Rules {
		if rule.Go != "" || rule.Edition != "" || !x.e.Applies(rule.Only) {
			continue
		}
		for _, clause := range rule.Clauses {
			if x.e.Applies(clause.Only) {
				x.e.instances(clause, func(at instance) {
					s := &source{e: x.e, clause: clause, at: at}
					visit(s, x.compare(s))
				})
			}
		}
	}
}

// Agreed counts in how many figures other than 0 two tables agree, by their ids in either
// order; beside "" stands in how many a table agrees with others at all.
func Agreed(p *profile.Profile, f *filing.Filing) map[[2]string]int {
	out := map[[2]string]int{}
	x := newRelations(newEvaluator(p, f))
	x.each(func(s *source, tests []checked) {
		for _, c := range tests {
			if c.err != nil || c.test.Op != "=" || !c.cmp.holds || c.cmp.a.IsZero() {
				continue
			}
			tables := map[string]bool{}
			for _, r := range slices.Concat(s.refsOf(c.test.Left), s.refsOf(c.test.Right)) {
				if r.Table != nil {
					tables[r.Table.ID] = true
				}
			}
			for a := range tables {
				if len(tables) > 1 {
					out[[2]string{a, ""}]++
				}
				for b := range tables {
					if a != b {
						out[[2]string{a, b}]++
					}
				}
			}
		}
	})
	return out
}

// mostCells bounds the figures judged together; real filings have some hundreds. What
// lies beyond is compared with the tolerance of its own addends.
const mostCells = 20_000
