package intake

import (
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// match finds the grid of each sheet of the profile: by its name in either language,
// by the name, label or title of its table, or by the label printed on it.
func (r *reader) match() []*xlsx.Grid {
	found := make([]*xlsx.Grid, len(r.p.Sheets))
	taken := map[*xlsx.Grid]bool{}
	for _, g := range r.b.Grids {
		taken[g] = sheets.IsResultSheet(g)
	}
	try := func(wants func(profile.Sheet) []string, has func(*xlsx.Grid, string) bool) {
		for i, s := range r.p.Sheets {
			if found[i] != nil {
				continue
			}
			for _, g := range r.b.Grids {
				if taken[g] {
					continue
				}
				for _, want := range wants(s) {
					if want != "" && has(g, want) {
						found[i], taken[g] = g, true
						break
					}
				}
				if found[i] != nil {
					break
				}
			}
		}
	}
	byName := func(g *xlsx.Grid, want string) bool { return sheets.LabelKey(g.Name) == sheets.LabelKey(want) }
	byTab := func(g *xlsx.Grid, want string) bool { return sheets.TabKey(g.Name) == sheets.LabelKey(want) }
	own := func(s profile.Sheet) []string {
		return []string{sheets.TabName(r.p, s, message.ZH), sheets.TabName(r.p, s, message.EN)}
	}
	try(own, byName)
	try(own, byTab)
	more := func(s profile.Sheet) []string {
		t := r.p.Table(s.ID)
		if t == nil || !t.Printed() {
			return nil
		}
		return []string{t.Name.ZH, t.Name.EN, t.Label.ZH, t.Label.EN, t.Title.ZH, t.Title.EN}
	}
	try(more, byTab)
	try(func(s profile.Sheet) []string {
		if t := r.p.Table(s.ID); t != nil && t.Printed() {
			return []string{t.Label.ZH, t.Label.EN}
		}
		return nil
	}, showsText)
	return found
}

// shows says whether a text stands in one of the first rows of a sheet.
func showsText(g *xlsx.Grid, text string) bool {
	want := sheets.LabelKey(text)
	for _, row := range g.Rows {
		if row.Number > 20 {
			break
		}
		for _, c := range row.Cells {
			if c.Kind == xlsx.TextCell && len(c.Text) < 200 && sheets.LabelKey(c.Text) == want {
				return true
			}
		}
	}
	return false
}
