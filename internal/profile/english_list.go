package profile

import (
	"cmp"
	"maps"
	"slices"

	"budgetbook/internal/filing"
)

// ListUntranslated is a filing with its passages that have no English in the list of
// English texts, each with a blank to be filled, in the order of the sheets of the
// workbook. What the list holds already stays before them. The filing itself is left
// as it is; without anything to list it is returned.
func (p *Profile) ListUntranslated(f *filing.Filing) *filing.Filing {
	list := p.Roles.English
	if t := p.Table(list.Records); t == nil || t.Printed() {
		return f
	}
	rank := p.ranks(f)
	missing := p.Untranslated(f)
	slices.SortStableFunc(missing, func(a, b Passage) int { return cmp.Compare(rank[spellingKey(a.Text)], rank[spellingKey(b.Text)]) })
	listed := map[string]bool{}
	rows := slices.Clone(f.Tables[list.Records])
	for _, r := range rows {
		listed[spellingKey(r.Text(list.ZH))] = true
	}
	n := len(rows)
	for _, x := range missing {
		if !listed[spellingKey(x.Text)] {
			rows = append(rows, filing.Row{Cells: map[string]filing.Value{list.ZH: {Text: x.Text}, list.EN: {}}})
		}
	}
	if len(rows) == n {
		return f
	}
	out := *f
	out.Tables = maps.Clone(f.Tables)
	out.Tables[list.Records] = rows
	return &out
}

// ranks says where in the workbook each text of a filing stands first, sheet by sheet.
func (p *Profile) ranks(f *filing.Filing) map[string]int {
	rank := map[string]int{}
	add := func(v filing.Value) {
		if s := spellingKey(v.Text); s != "" && rank[s] == 0 {
			rank[s] = len(rank) + 1
		}
	}
	for _, s := range p.Sheets {
		for _, id := range s.Forms {
			for i := range p.Form(id).Fields {
				add(f.Fields[p.Form(id).Fields[i].Path])
			}
		}
		for _, path := range s.Lists {
			for _, v := range f.Lists[path] {
				add(v)
			}
		}
		t := p.Table(s.ID)
		if t == nil || t.ID == p.Roles.English.Records {
			continue
		}
		rows := f.Tables[t.ID]
		if parent := p.Table(t.Parent); parent != nil {
			rows = nil
			for _, r := range f.Tables[parent.ID] {
				rows = append(rows, r.Children[t.Key]...)
			}
		}
		for _, r := range rows {
			for i := range t.Columns {
				add(r.Cells[t.Columns[i].ID])
			}
		}
	}
	return rank
}
