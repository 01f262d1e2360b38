package diagnose

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
)

// cell is an amount, a code or a name of a filing: of a row of a table or of records, or
// a field, whose path is the column.
type cell struct {
	table  string // "" of a field
	row    int    // from 0; -1 for one that was looked for and is not there
	column string
}

// state is a filing with what the rules find in it.
type state struct {
	f        *filing.Filing
	findings []finding.Finding // errors and warnings
	ids      []string          // of the findings
	reads    [][2][]cell       // what the sides of each finding were read from
	weigh    map[string]int    // by id
	weight   int
}

// The weights of findings, and all gains and costs, are in hundredths of an error.
const (
	errorWeight   = 100
	warningWeight = 25
)

func weight(s finding.Severity) int {
	switch s {
	case finding.Error:
		return errorWeight
	case finding.Warning:
		return warningWeight
	}
	return 0
}

// evaluate asks the rules about a filing.
func evaluate(p *profile.Profile, f *filing.Filing) *state {
	r, err := checks.Again(p, f)
	if err != nil {
		return nil // the catalogue is wrong, which the check itself has reported
	}
	p.Locate(f, r.Findings)
	s := &state{f: f, weigh: map[string]int{}}
	sides := map[int]*rule.Violation{}
	for i := range r.Violations {
		sides[r.Violations[i].Finding] = &r.Violations[i]
	}
	for i, x := range r.Findings {
		if x.Severity == finding.Note {
			continue
		}
		var reads [2][]cell
		switch v := sides[i]; {
		case v != nil:
			reads = [2][]cell{refs(p, v.Left), refs(p, v.Right)}
		case x.Compared != nil:
			reads = [2][]cell{terms(x.Compared.Left), terms(x.Compared.Right)}
		default:
			for _, at := range x.Places {
				reads[0] = append(reads[0], placed(at))
			}
		}
		id := identity(x)
		s.findings = append(s.findings, x)
		s.ids = append(s.ids, id)
		s.reads = append(s.reads, reads)
		s.weigh[id] += weight(x.Severity)
		s.weight += weight(x.Severity)
	}
	return s
}

func refs(p *profile.Profile, all []rule.CellRef) []cell {
	out := make([]cell, 0, len(all))
	for _, r := range all {
		if r.Table != nil {
			out = append(out, cell{r.Table.ID, r.Row, r.Column.ID})
			continue
		}
		form, name, _ := strings.Cut(strings.TrimSuffix(r.Field, "]"), "[")
		if x := p.FieldNamed(form, name); x != nil {
			out = append(out, cell{"", -1, x.Path})
		}
	}
	return out
}

func terms(o finding.Operand) []cell {
	out := make([]cell, 0, len(o.Cells))
	for _, t := range o.Cells {
		out = append(out, placed(t.Place))
	}
	return out
}

func placed(at finding.Place) cell {
	if at.Row == 0 && at.Column != "" && strings.Contains(at.Column, ".") && at.Key == "" {
		return cell{"", -1, at.Column}
	}
	return cell{at.Table, at.Row - 1, at.Column}
}

// identity tells findings apart whatever was changed: by what was compared, called by
// the names of rows and columns, for rows move.
func identity(f finding.Finding) string {
	s := f.Code
	for _, p := range f.Places[:min(2, len(f.Places))] {
		s += "|" + p.Table + "|" + p.Key + "|" + p.Column
	}
	return s
}

// value is the amount of a cell as exactly as it is known, 0 for what is no number.
func value(f *filing.Filing, c cell) (d decimal.Decimal, blank bool) {
	var v filing.Value
	switch {
	case c.table == "":
		v = f.Fields[c.column]
	case c.row >= 0 && c.row < len(f.Tables[c.table]):
		v = f.Tables[c.table][c.row].Cells[c.column]
	default:
		return d, true
	}
	n, _ := amount.Parse(v.Text) // what is no number is a finding of the reader
	return n.Value, n.Blank
}

// amountOf is the printed amount of a cell, 0 if it has none.
func amountOf(f *filing.Filing, c cell) decimal.Decimal {
	d, _ := value(f, c)
	return d
}

// finest is the amount of a cell to the fen.
func finest(v filing.Value) decimal.Decimal {
	n, err := amount.Parse(v.Finest())
	if err != nil {
		return decimal.Zero
	}
	return n.Value
}

// touches says whether a finding was read from a cell that is wanted.
func (s *state) touches(i int, wanted func(cell) bool) bool {
	return slices.ContainsFunc(s.reads[i][0], wanted) || slices.ContainsFunc(s.reads[i][1], wanted)
}

// tables are the tables a finding was read from, in order.
func (s *state) tables(i int) []string {
	var out []string
	for _, side := range s.reads[i] {
		for _, c := range side {
			if !slices.Contains(out, c.table) {
				out = append(out, c.table)
			}
		}
	}
	return out
}

// inside says whether a finding speaks of one table only.
func (s *state) inside(i int) bool { return len(s.tables(i)) == 1 }

// gain is how much lighter the findings are after a change, new ones counted twice.
func gain(before, after *state, cost int) int {
	g := before.weight - after.weight - cost
	for id, w := range after.weigh {
		g -= max(0, w-before.weigh[id])
	}
	return g
}

// cents is what new findings about cells that an undo has completed weigh in a gain that
// are off by a cent or two: what was lost is known but for its rounding.
func cents(before, after *state, lost []cell) int {
	n := 0
	for i, f := range after.findings {
		if before.weigh[after.ids[i]] == 0 && f.Compared != nil && f.Compared.Difference.Abs().LessThanOrEqual(cent.Add(cent)) &&
			after.touches(i, func(c cell) bool { return slices.Contains(lost, c) }) {
			n += 2 * weight(f.Severity)
		}
	}
	return n
}

// gone are the ids of the findings that a change settles.
func gone(before, after *state) map[string]bool {
	out := map[string]bool{}
	for _, id := range before.ids {
		if after.weigh[id] < before.weigh[id] {
			out[id] = true
		}
	}
	return out
}
