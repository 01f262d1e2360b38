package rule

import (
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// evaluator finds cells for the rules and remembers what many of them ask for.
type evaluator struct {
	p      *profile.Profile
	f      *filing.Filing
	data   profile.Data
	groups map[*profile.Group][]int
	all    map[*profile.Table][]int
	named  map[*profile.Column]map[string][]int // name in the column -> rows
	levels map[*profile.Column][][]int          // rows below each row, by key column
	cells  map[*profile.Column][]slot           // by row
	plain  map[formula.Ref]answer               // what does not depend on the current row
	folded map[string]string
}

// slot is a cell once it has been read.
type slot struct {
	read bool
	cell formula.Cell
	err  error
}

type answer struct {
	cells []formula.Cell
	err   error
}

func newEvaluator(p *profile.Profile, f *filing.Filing) *evaluator {
	return &evaluator{p: p, f: f, data: profile.Data{Profile: p, Filing: f},
		groups: map[*profile.Group][]int{}, all: map[*profile.Table][]int{},
		named: map[*profile.Column]map[string][]int{}, levels: map[*profile.Column][][]int{},
		cells: map[*profile.Column][]slot{}, plain: map[formula.Ref]answer{}, folded: map[string]string{}}
}

// group returns the rows of a group, of the whole table if it is nil.
func (e *evaluator) group(t *profile.Table, g *profile.Group) []int {
	if g == nil {
		rows, ok := e.all[t]
		if !ok {
			rows = make([]int, len(e.f.Tables[t.ID]))
			for i := range rows {
				rows[i] = i
			}
			e.all[t] = rows
		}
		return rows
	}
	rows, ok := e.groups[g]
	if !ok {
		rows = e.data.Group(t, g)
		e.groups[g] = rows
	}
	return rows
}

// below returns the rows one level below a row, nil if none can stand there.
func (e *evaluator) below(t *profile.Table, c *profile.Column, row int) []int {
	key := t.KeyOf(c)
	levels, ok := e.levels[key]
	if !ok {
		levels = e.data.Levels(t, c)
		e.levels[key] = levels
	}
	return levels[row]
}

// at returns the cells of a column in the given rows.
func (e *evaluator) at(t *profile.Table, c *profile.Column, rows []int) ([]formula.Cell, error) {
	slots, ok := e.cells[c]
	if !ok {
		slots = make([]slot, len(e.f.Tables[t.ID]))
		e.cells[c] = slots
	}
	cells := make([]formula.Cell, 0, len(rows))
	for _, i := range rows {
		s := &slots[i]
		if !s.read {
			s.read = true
			one, err := e.data.At(t, c, []int{i})
			if s.err = err; err == nil {
				s.cell = one[0]
			}
		}
		if s.err != nil {
			return nil, s.err
		}
		cells = append(cells, s.cell)
	}
	return cells, nil
}

// bare is a row's name without blanks, widths and its ordinal, for finding the row
// of the same name in another table.
func (e *evaluator) bare(name string) string {
	folded, ok := e.folded[name]
	if !ok {
		folded = strings.TrimSpace(name)
		if _, rest, ok := profile.Ordinal(folded); ok {
			folded = rest
		}
		folded = filing.Fold(folded)
		e.folded[name] = folded
	}
	return folded
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
		for i, r := range e.f.Tables[t.ID] {
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

// Cells finds the cells of a reference, the selectors of rules included.
func (s *source) Cells(r formula.Ref) ([]formula.Cell, error) {
	sel := s.clause.Selectors[r]
	if sel == nil || sel.Kind == profile.Plain {
		r.Offset = 0
		if sel != nil {
			r.Column = s.at.column
		}
		a, ok := s.e.plain[r]
		if !ok {
			a.cells, a.err = s.e.data.Cells(r)
			s.e.plain[r] = a
		}
		return a.cells, a.err
	}
	e, t := s.e, sel.Table
	col := s.column(t, sel.Column)
	var rows []int
	name := ""
	switch sel.Kind {
	case profile.Here:
		rows = []int{s.at.row}
	case profile.Below:
		rows = e.below(t, col, s.at.row)
		s.leaf = s.leaf || rows == nil
	default:
		by := sel.By
		if by == nil {
			by = t.KeyOf(col)
		}
		name = s.name(sel)
		rows = e.byName(t, by, name)
	}
	if sel.Group != nil {
		rows = intersect(rows, e.group(t, sel.Group))
	}
	if len(rows) == 0 && name != "" {
		// A row of that name need not exist in the other table: that is 0 there. The
		// place is the table, so that the finding still shows both sides.
		missing := formula.Ref{Table: r.Table, Row: name, Column: col.Name.ZH}
		cell := formula.Cell{Blank: true, Name: missing.String()}
		if all := e.f.Tables[t.ID]; len(all) > 0 {
			cell.At = all[0].At
			cell.At.Cell = ""
		}
		return []formula.Cell{cell}, nil
	}
	return e.at(t, col, rows)
}

// name is the name a selector looks for.
func (s *source) name(sel *profile.Selector) string {
	over := s.clause.Over
	switch {
	case sel.Kind == profile.Literal:
		return sel.Value
	case sel.From != nil:
		return s.e.f.Tables[over.ID][s.at.row].Text(sel.From.ID)
	}
	return profile.RowName(over, s.e.f.Tables[over.ID][s.at.row], s.mine())
}

// mine is the column of the clause's table that names its rows: that of the first
// amount a test refers to there.
func (s *source) mine() *profile.Column {
	over := s.clause.Over
	for _, t := range s.clause.Tests {
		for _, side := range []*formula.Expr{t.Left, t.Right} {
			for _, r := range side.Refs() {
				if sel := s.clause.Selectors[r]; sel != nil && sel.Table == over && sel.Kind == profile.Here {
					return s.column(over, sel.Column)
				}
			}
		}
	}
	return &over.Columns[len(over.Columns)-1]
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
