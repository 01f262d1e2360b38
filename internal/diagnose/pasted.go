package diagnose

import (
	"slices"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// pastedCandidates are tables that were pasted one column beside their place, codes and
// names with the amounts: cell after cell holds what belongs to another column.
func (x *search) pastedCandidates() []candidate {
	var out []candidate
	refused := map[string]int{}
	for _, f := range x.in.Read {
		if f.Severity == finding.Error && f.Has(finding.CellUnread) || f.Severity == finding.Error && f.Args["text"] != "" {
			if len(f.Places) > 0 {
				refused[f.Places[0].Table]++
			}
		}
	}
	for _, t := range x.p.Tables {
		if !t.Printed() || refused[t.ID] < 2 {
			continue
		}
		var every []string
		for i := range t.Columns {
			every = append(every, t.Columns[i].ID)
		}
		for k, by := range []int{1, -1, 1, -1} {
			cols := every
			if k > 1 { // names and codes stand where they belong
				cols = ids(amounts(t))
			}
			c := candidate{kind: finding.ColumnsShifted, words: finding.CauseColumns + ".pasted", cost: 150, votes: refused[t.ID], tables: []string{t.ID}, owns: true, args: names(t),
				scope: func(cell) bool { return true }, at: []cell{{t.ID, 0, cols[0]}}}
			if by < 0 {
				c.words = finding.CauseColumns + ".pasted-left"
			}
			if k > 1 {
				c.words = finding.CauseColumns + map[int]string{1: "", -1: ".left"}[by]
				c.args = names(t, amounts(t)...).set("at", span(x.s.f, cell{t.ID, 0, cols[0]}, cell{t.ID, len(x.s.f.Tables[t.ID]) - 1, cols[len(cols)-1]}))
			}
			lost := cols[len(cols)-1]
			if by < 0 {
				lost = cols[0]
			}
			if col := t.Column(lost); col.Type.Numeric() {
				for r := range x.s.f.Tables[t.ID] {
					c.lost = append(c.lost, cell{t.ID, r, lost})
				}
			}
			c.undo = func(d *draft) {
				for r := range d.rows(t.ID) {
					d.moveBack(t.ID, r, cols, by)
					x.kindByName(d, t, r)
				}
			}
			for _, f := range x.in.Read {
				if len(f.Places) > 0 && f.Places[0].Table == t.ID && !slices.Contains(c.wrong, f.Code) {
					c.wrong = append(c.wrong, f.Code)
				}
			}
			out = append(out, c)
		}
	}
	return out
}

// kindByName fills in what a row of a table of projects is where that was pushed out.
func (x *search) kindByName(d *draft, t *profile.Table, r int) {
	roles := x.p.Roles.ProjectsOf(t)
	if roles == nil || roles.Kind == "" {
		return
	}
	if name := d.Tables[t.ID][r].Text(roles.Name); filing.Fold(name) != "" {
		d.setText(cell{t.ID, r, roles.Kind}, x.kindOf(roles, name))
	}
}

// kindOf is what a row of a table of projects is, by its name.
func (x *search) kindOf(roles *profile.ProjectRoles, name string) string {
	switch filing.Fold(name) {
	case filing.Fold(x.s.f.Text(x.p.Roles.Unit.Name)):
		return roles.Unit
	case filing.Fold(x.s.f.Text(x.p.Roles.Unit.Department)):
		return roles.Department
	}
	return roles.Project
}
