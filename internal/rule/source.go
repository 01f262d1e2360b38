package rule

import (
	"fmt"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
)

// evaluator finds cells for the rules and remembers what many of them ask for.
type evaluator struct {
	p    *profile.Profile
	f    *filing.Filing
	data profile.Data
	rows map[*profile.Group][]int
	keys map[string]map[string][]int // table and column -> name -> rows
}

func newEvaluator(p *profile.Profile, f *filing.Filing) *evaluator {
	return &evaluator{p: p, f: f, data: profile.Data{Profile: p, Filing: f},
		rows: map[*profile.Group][]int{}, keys: map[string]map[string][]int{}}
}

// group returns the rows of a group, of the whole table if it is nil.
func (e *evaluator) group(t *profile.Table, g *profile.Group) []int {
	if g == nil {
		all := make([]int, len(e.f.Tables[t.ID]))
		for i := range all {
			all[i] = i
		}
		return all
	}
	if rows, ok := e.rows[g]; ok {
		return rows
	}
	rows := e.data.Group(t, g)
	e.rows[g] = rows
	return rows
}

// bare is a row's name without blanks, widths and its ordinal, for finding the row
// of the same name in another table.
func bare(name string) string {
	if _, rest, ok := profile.Ordinal(strings.TrimSpace(name)); ok {
		name = rest
	}
	return filing.Fold(name)
}

// byName returns the rows of a table whose column holds a name.
func (e *evaluator) byName(t *profile.Table, column, name string) []int {
	id := t.ID + "\x00" + column
	index, ok := e.keys[id]
	if !ok {
		index = map[string][]int{}
		for i, r := range e.f.Tables[t.ID] {
			k := bare(r.Text(column))
			index[k] = append(index[k], i)
		}
		e.keys[id] = index
	}
	return index[bare(name)]
}

func (e *evaluator) column(name string, at instance) string {
	if name == profile.Column1 {
		return at.column
	}
	return name
}

// source answers the references of one instance of a rule.
type source struct {
	e         *evaluator
	rule      *profile.Rule
	at        instance
	childless bool // a row without rows below it was asked for their sum
}

// Cells finds the cells of a reference, the selectors of rules included.
func (s *source) Cells(r formula.Ref) ([]formula.Cell, error) {
	e := s.e
	r.Column = e.column(r.Column, s.at)
	t, ok := e.p.Named(r.Table).(*profile.Table)
	if !ok || r.Row == "" {
		return e.data.Cells(r)
	}
	group, sel, has := strings.Cut(r.Row, ":")
	if !has {
		group, sel = "", r.Row
	}
	col := t.ColumnNamed(r.Column)
	if col == nil {
		return nil, fmt.Errorf("%s names nothing: %w", r, formula.ErrNotEvaluated)
	}
	over := s.rule.Over
	var rows []int
	name := ""
	switch {
	case sel == profile.Current && t == over:
		rows = []int{s.at.row}
	case sel == profile.Children:
		rows = e.data.Below(t, s.at.row)
		s.childless = s.childless || len(rows) == 0
	case sel == profile.Current:
		name = profile.RowName(over, e.f.Tables[over.ID][s.at.row], s.mine())
		rows = e.byName(t, t.KeyOf(col).ID, name)
	case strings.HasSuffix(sel, profile.Same):
		name = profile.RowName(over, e.f.Tables[over.ID][s.at.row], s.mine())
		rows = e.byName(t, t.ColumnNamed(strings.TrimSuffix(sel, profile.Same)).ID, name)
	case strings.HasPrefix(sel, profile.Current):
		name = e.f.Tables[over.ID][s.at.row].Text(over.ColumnNamed(strings.TrimPrefix(sel, profile.Current)).ID)
		rows = e.byName(t, t.KeyOf(col).ID, name)
	default:
		return e.data.Cells(r)
	}
	if group != "" {
		rows = intersect(rows, e.group(t, t.Group(group)))
	}
	if len(rows) == 0 && name != "" {
		// A row of that name need not exist in the other table: that is 0 there. The
		// place is the table, so that the finding still shows both sides.
		missing := r
		missing.Row = name
		at := formula.Cell{Blank: true, Name: missing.String()}
		if all := e.f.Tables[t.ID]; len(all) > 0 {
			at.At = all[0].At
			at.At.Cell = ""
		}
		return []formula.Cell{at}, nil
	}
	return e.data.At(t, col, rows)
}

// mine is the column of the rule's table that names its rows: the key of the first
// amount a test refers to there.
func (s *source) mine() *profile.Column {
	over := s.rule.Over
	for _, t := range s.rule.Tests {
		for _, r := range append(t.Left.Refs(), t.Right.Refs()...) {
			if r.Table == over.Name.ZH {
				if c := over.ColumnNamed(s.e.column(r.Column, s.at)); c != nil {
					return c
				}
			}
		}
	}
	return &over.Columns[len(over.Columns)-1]
}

func intersect(a, b []int) []int {
	in := map[int]bool{}
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
