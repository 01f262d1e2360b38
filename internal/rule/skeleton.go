package rule

import (
	"strconv"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// skeletonRows reports what is left of a table's prescribed rows: a fixed row that is
// missing or was renamed, a row that is not prescribed in a table of fixed rows only,
// and a table without any row.
func skeletonRows(in *input) {
	for _, t := range in.p.Tables {
		if !t.Printed() {
			continue
		}
		rows := in.f.Tables[t.ID]
		match := t.Match(rows)
		found := map[int]bool{}
		lines := false
		for _, s := range match {
			found[s] = true
		}
		var missing []string
		fixed := 0
		for i, s := range t.Rows {
			lines = lines || s.Lines
			if len(s.Cells) == 0 {
				continue
			}
			fixed++
			if !found[i] {
				missing = append(missing, rowLabel(t, s))
			}
		}
		if fixed == 0 {
			continue
		}
		in.holds()
		at := finding.Place{Name: t.Name.ZH + "[]"}
		if len(rows) > 0 {
			at = rows[0].At
		}
		if len(rows) == 0 || len(missing) == fixed {
			in.findCase("blank", []finding.Place{at}, "table", t.Name.ZH)
			continue
		}
		for _, name := range missing {
			in.findCase("missing", []finding.Place{at}, "table", t.Name.ZH, "row", name)
		}
		if lines {
			continue
		}
		for i, s := range match {
			if s < 0 {
				name := ""
				for j := range t.Columns {
					if x := rows[i].Text(t.Columns[j].ID); !t.Columns[j].Type.Numeric() && x != "" {
						name = x
						at = rows[i].Cells[t.Columns[j].ID].At
					}
				}
				in.findCase("strange", []finding.Place{at}, "table", t.Name.ZH, "row", name)
			}
		}
	}
}

// rowLabel is how a fixed row is called: its labels, in the order of the columns.
func rowLabel(t *profile.Table, s profile.RowSpec) string {
	var names []string
	for i := range t.Columns {
		if x := s.Cells[t.Columns[i].ID].ZH; x != "" {
			names = append(names, x)
		}
	}
	return strings.Join(names, "｜")
}

// catalogueCodes checks the catalogue of services of the profile itself: the length
// of a code says its level, its parent stands before it in the section, no code
// stands twice there, and every line has a name.
func catalogueCodes(in *input) {
	if in.f.Text("catalogue.scope") == "none" || in.f.Text("catalogue.scope") == "" {
		return // nothing of it is printed
	}
	own := in.f.Text("catalogue.section")
	seen := map[string]bool{}
	for _, e := range in.p.Catalogue {
		if e.Level == 0 || in.f.Text("catalogue.scope") == "section" && e.Section != own {
			continue
		}
		in.holds()
		at := []finding.Place{{Name: e.Section + "[" + e.Code + "]"}}
		report := func(id string) {
			in.findCase(id, at, "section", e.Section, "code", e.Code, "row", e.Name, "level", strconv.Itoa(e.Level))
		}
		key := e.Section + "\x00" + e.Code
		switch {
		case len(e.Code) != 2*e.Level-1:
			report("length")
		case seen[key]:
			report("twice")
		case e.Level > 1 && !seen[e.Section+"\x00"+e.Code[:len(e.Code)-2]]:
			report("parent")
		case strings.TrimSpace(e.Name) == "":
			report("name")
		}
		seen[key] = true
	}
}
