package intake

import (
	"slices"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// lackingColumns looks at the columns of amounts a sheet lacks. Where a total of each
// row is the sum of the columns that are there, nothing stood in the missing one: it is
// read as blank, and that is a note. Where it is not, the missing column stays an error.
func (r *reader) lackingColumns(h *foundHeader, t *profile.Table, order []*profile.Column, rows []filing.Row) {
	for i, c := range order {
		if h.columns[i] > 0 || c.Type != profile.WanType || c.Hidden || c.Optional {
			continue
		}
		total, parts := r.summed(t, c)
		if total == nil {
			continue
		}
		k := slices.IndexFunc(r.found, func(x finding.Finding) bool {
			return x.Code == finding.ColumnMissing && x.Places[0].Table == t.ID && x.Places[0].Column == c.ID
		})
		if k < 0 {
			continue
		}
		why := "blank"
		for _, row := range rows {
			sum := decimal.Zero
			whole, err := amount.Parse(row.Text(total.ID))
			for _, p := range parts {
				n, bad := amount.Parse(row.Text(p.ID))
				if bad != nil {
					err = bad
				}
				sum = sum.Add(n.Value)
			}
			if err != nil || whole.Value.Sub(sum).Abs().GreaterThan(rule.Tolerance(len(parts))) {
				why = "sum"
				r.found[k].Places = append(r.found[k].Places, row.Cells[total.ID].At)
				break
			}
		}
		r.found[k].Reword(why)
		if why == "sum" {
			continue
		}
		r.found[k].Severity = finding.Note
		for _, row := range rows {
			v := row.Cells[c.ID]
			v.Lacking = false
			row.Cells[c.ID] = v
		}
	}
}

// summed finds a rule that adds a column of a table up with others in each row: the
// column of the sum, nil if there is none, and those it is the sum of.
func (r *reader) summed(t *profile.Table, c *profile.Column) (total *profile.Column, parts []*profile.Column) {
	named := func(ref formula.Ref) *profile.Column {
		for i := range t.Columns {
			if ref.Row == "@" && t.Columns[i].Name.ZH == ref.Column {
				return &t.Columns[i]
			}
		}
		return nil
	}
	for _, x := range r.p.Rules {
		for _, clause := range x.Clauses {
			if clause.Over != t || clause.Of != nil {
				continue
			}
			for _, test := range clause.Tests {
				left, right := test.Left.Refs(), test.Right.Refs()
				if test.Op != "=" || len(left) != 1 || named(left[0]) == nil || named(left[0]) == c {
					continue
				}
				parts, with := parts[:0:0], false
				for _, ref := range right {
					p := named(ref)
					if p == nil {
						with = false
						break
					}
					parts, with = append(parts, p), with || p == c
				}
				if with && len(parts) > 1 {
					return named(left[0]), parts
				}
			}
		}
	}
	return nil, nil
}
