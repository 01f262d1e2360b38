package consolidate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// Difference is a figure of a department workbook that is not what its units add up to.
type Difference struct {
	Cell   *Cell
	At     finding.Place // in the department workbook; without cell if it has no such row
	Stated string        // what stands there
	Value  decimal.Decimal
}

// Difference is the amount by which the department workbook is larger than its units.
func (d Difference) Difference() decimal.Decimal { return d.Value.Sub(d.Cell.Sum.Total) }

// Rounding says whether the difference may come from the rounding of the units' figures,
// as it does where the department's was rounded from exact amounts by itself.
func (d Difference) Rounding() bool {
	n := len(d.Cell.Sum.Parts)
	var kind profile.Type
	if d.Cell.Field != nil {
		kind = d.Cell.Field.Type
	} else {
		kind = d.Cell.Column.Type
	}
	return n > 1 && kind == profile.WanType && d.Difference().Abs().LessThanOrEqual(rule.Tolerance(n))
}

// Against compares a department workbook somebody else filled with the sums of the
// units, figure by figure in the order of the profile.
func (r *Result) Against(f *filing.Filing, file string) []Difference {
	var found []Difference
	compare := func(c *Cell, v filing.Value, at finding.Place) {
		if at.File == "" {
			at.File = file
		}
		a, err := amount.Parse(v.Text)
		if err != nil || !a.Value.Equal(c.Sum.Total) {
			found = append(found, Difference{Cell: c, At: at, Stated: v.Text, Value: a.Value})
		}
	}
	byTable := map[string][]*Cell{}
	for _, c := range r.Cells {
		if c.Table != nil {
			byTable[c.Table.ID] = append(byTable[c.Table.ID], c)
		}
	}
	for _, t := range r.Profile.Tables {
		switch how, recs := r.Profile.Consolidate.Table(t.ID), r.Profile.Consolidate.Records(t.ID); {
		case how != nil:
			for i, s := range tableSides(t, how) {
				cells := slices.DeleteFunc(slices.Clone(byTable[t.ID]), func(c *Cell) bool { return c.side != i })
				r.rowsAgainst(t, r.ids(t, how, s, f.Tables[t.ID], ""), amountColumns(t, s), cells, f, i, compare)
			}
		case recs != nil && recs.Unit != "":
			ids := make([]string, len(f.Tables[t.ID]))
			nth := map[string]int{}
			for i, row := range f.Tables[t.ID] {
				k := r.whose(row.Text(recs.Unit)) + keySeparator + filing.Fold(row.Text(t.Columns[0].ID))
				ids[i] = fmt.Sprint(projectRow, k, keySeparator, nth[k])
				nth[k]++
			}
			r.rowsAgainst(t, ids, amountColumns(t, profile.ConsolidateSide{}), byTable[t.ID], f, 0, compare)
		}
	}
	for _, c := range r.Cells {
		if c.Field != nil {
			v := f.Fields[c.Field.Path]
			at := v.At
			if at.Short() == "" {
				at.Path = c.Field.Path
			}
			compare(c, v, at)
		}
	}
	return found
}

// rowsAgainst compares the rows of a table, and then those the units do not have.
func (r *Result) rowsAgainst(t *profile.Table, ids []string, columns []*profile.Column, cells []*Cell, f *filing.Filing, side int, compare func(*Cell, filing.Value, finding.Place)) {
	rows := f.Tables[t.ID]
	at := map[string]int{}
	for i, id := range ids {
		if _, twice := at[id]; !twice && id != "" {
			at[id] = i
		}
	}
	place := func(i int, c *profile.Column) finding.Place {
		p := rows[i].Cells[c.ID].At
		if p.Short() == "" {
			p = rows[i].At
		}
		return p
	}
	done := map[int]bool{}
	for _, c := range cells {
		i, ok := at[c.id]
		if !ok && c.id == wholeRow {
			continue // not every table has a row for the department; its units are compared
		}
		if !ok {
			compare(c, filing.Value{}, finding.Place{Name: t.Name.ZH})
			continue
		}
		done[i] = true
		compare(c, rows[i].Cells[c.Column.ID], place(i, c.Column))
	}
	for i := range rows {
		// A row may stand for the other side only, or be a second one of its name.
		if done[i] {
			continue
		}
		for _, col := range columns {
			v := rows[i].Cells[col.ID]
			if strings.TrimSpace(v.Text) != "" {
				compare(&Cell{Table: t, Column: col, Row: profile.RowName(t, rows[i], col), Sum: &Sum{}, id: ids[i], side: side}, v, place(i, col))
			}
		}
	}
}
