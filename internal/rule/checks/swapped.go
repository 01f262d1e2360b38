package checks

import (
	"maps"
	"slices"
	"strconv"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// exchange is two columns of a table that were filled with each other's amounts.
type exchange struct {
	a, b *profile.Column
	gone []int // findings that this explains, in Report.Findings
}

// exchanged looks for two parts of a total that stand in each other's columns: with
// them changed back, what the formulas found is gone and nothing new is found. least
// is how many findings must be explained.
func (in *input) exchanged(t *profile.Table, least int) (exchange, bool) {
	formulas := map[string]bool{}
	for _, r := range in.Profile.Rules {
		formulas[r.Code] = r.Go == ""
	}
	known := map[string]bool{}
	for _, f := range in.Report.Findings {
		known[identity(f)] = true
	}
	for _, s := range in.Profile.RowSums(t) {
		for i := 1; i < len(s); i++ {
			for j := i + 1; j < len(s); j++ {
				a, b := columnOf(t, s[i]), columnOf(t, s[j])
				if a == nil || b == nil {
					continue
				}
				r := rule.Formulas(in.Profile, changedBack(in.Filing, t, a, b))
				rest, worse := map[string]bool{}, false
				for _, f := range r.Findings {
					if f.Severity > finding.Note {
						rest[identity(f)] = true
						worse = worse || !known[identity(f)]
					}
				}
				x := exchange{a: a, b: b}
				for k, f := range in.Report.Findings {
					if f.Severity > finding.Note && f.Follows == "" && formulas[f.Code] && !rest[identity(f)] {
						x.gone = append(x.gone, k)
					}
				}
				if !worse && len(x.gone) >= least {
					return x, true
				}
			}
		}
	}
	return exchange{}, false
}

// identity tells findings apart by what was compared where.
func identity(f finding.Finding) string {
	s := f.Code
	for _, p := range f.Places {
		s += "|" + p.Table + "|" + strconv.Itoa(p.Row) + "|" + p.Key + "|" + p.Column
	}
	if f.Compared != nil {
		s += "|" + f.Compared.Left.Value.String() + f.Compared.Op + f.Compared.Right.Value.String()
	}
	return s
}

func columnOf(t *profile.Table, name string) *profile.Column {
	for i := range t.Columns {
		if t.Columns[i].Name.ZH == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// changedBack is a filing with the amounts of two columns in each other's place.
func changedBack(f *filing.Filing, t *profile.Table, a, b *profile.Column) *filing.Filing {
	out := *f
	out.Tables = maps.Clone(f.Tables)
	rows := slices.Clone(f.Tables[t.ID])
	for i, r := range rows {
		r.Cells = maps.Clone(r.Cells)
		if r.Cells == nil {
			continue // a row without cells has nothing to exchange
		}
		x, y := r.Cells[a.ID], r.Cells[b.ID]
		x.At, y.At = y.At, x.At
		r.Cells[a.ID], r.Cells[b.ID] = y, x
		rows[i] = r
	}
	out.Tables[t.ID] = rows
	return &out
}

// markExchanged says that two columns were filled with each other's amounts.
func (in *input) markExchanged(t *profile.Table, x exchange) {
	var at []finding.Place
	id := in.Rule.Code + ":" + t.ID + ":" + x.a.ID + ":" + x.b.ID
	for _, k := range x.gone {
		in.Report.Findings[k].Follows = id
	}
	for _, c := range []*profile.Column{x.a, x.b} {
		if rows := in.Filing.Tables[t.ID]; len(rows) > 0 {
			at = append(at, in.Place(t, rows[0], c.ID))
		}
	}
	before := len(in.Report.Findings)
	f := in.FindCase("exchanged", at, "table", t.Name.ZH, "a", x.a.Name.ZH, "b", x.b.Name.ZH, "n", itoa(len(x.gone)))
	f.ID, f.Cause = id, &finding.Cause{Kind: finding.ColumnsExchanged}
	if len(in.Report.Findings) > before { // else the rule has no such case
		in.first(x.gone[0])
	}
}
