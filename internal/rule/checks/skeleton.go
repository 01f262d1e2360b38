package checks

import (
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// skeletonRows reports what is left of a table's prescribed rows: a fixed row that is
// missing or was renamed, a row that is not prescribed in a table of fixed rows only,
// and a table without any row.
func skeletonRows(in *input) {
	for _, t := range in.Profile.Tables {
		if !t.Printed() {
			continue
		}
		rows := in.Filing.Tables[t.ID]
		match := t.Match(rows)
		found := map[int]bool{}
		lines := false
		for _, s := range match {
			found[s] = true
		}
		var missing []int
		fixed := 0
		for i, s := range t.Rows {
			lines = lines || s.Lines
			if len(s.Cells) == 0 {
				continue
			}
			fixed++
			if !found[i] {
				missing = append(missing, i)
			}
		}
		if fixed == 0 {
			continue
		}
		in.Holds()
		at := finding.Place{Name: t.Name.ZH}
		if len(rows) > 0 {
			at = rows[0].At
		}
		if len(rows) == 0 || len(missing) == fixed && !slices.ContainsFunc(rows, func(r filing.Row) bool { return in.hasAmount(t, r) }) {
			in.FindCase("blank", []finding.Place{at}, "table", t.Name.ZH)
			continue
		}
		for _, i := range missing {
			id := "missing"
			if t.Rows[i].Total {
				id = "total"
			}
			in.FindCase(id, []finding.Place{missingAt(t, rows, match, i)}, "table", t.Name.ZH, "row", rowLabel(t, t.Rows[i]))
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
				in.FindCase("strange", []finding.Place{at}, "table", t.Name.ZH, "row", name)
			}
		}
	}
}

// missingAt is where a prescribed row belongs: the row that stands in its place under
// another name, else the one it should stand before, else the last one.
func missingAt(t *profile.Table, rows []filing.Row, match []int, spec int) finding.Place {
	before := -1
	for i, s := range match {
		switch {
		case s > spec:
			if before+1 < i && match[before+1] < 0 && before >= 0 {
				return rows[before+1].At
			}
			return rows[i].At
		case s >= 0:
			before = i
		}
	}
	if spec == 0 {
		return rows[0].At
	}
	if before+1 < len(rows) && before >= 0 {
		return rows[before+1].At
	}
	return rows[len(rows)-1].At
}

// rowKinds reports rows with an amount that lack what tells them apart: a name, the
// kind of row or the class of project. Such a row would be printed outside every sum.
func rowKinds(in *input) {
	for _, t := range in.Profile.Tables {
		if !t.Printed() {
			continue
		}
		rows := in.Filing.Tables[t.ID]
		for i, s := range t.Match(rows) {
			row := rows[i]
			if s >= 0 || !in.hasAmount(t, row) {
				continue
			}
			in.Holds()
			for j := range t.Columns {
				c := &t.Columns[j]
				project := t.Hierarchy.Kind(row) == profile.ProjectRow
				switch {
				case c.Type.Numeric() || strings.TrimSpace(row.Text(c.ID)) != "":
				case c.Hidden && (!c.Optional || project):
					in.FindCase("choice", []finding.Place{in.Place(t, row, c.ID)}, "table", t.Name.ZH, "row", row.Text(t.Columns[0].ID), "column", c.Name.ZH)
				case in.names(t, c, row):
					in.FindCase("nameless", []finding.Place{in.Place(t, row, c.ID)}, "table", t.Name.ZH, "column", c.Name.ZH)
				}
			}
		}
	}
}

// names says whether a blank column should have named an amount of the row.
func (in *input) names(t *profile.Table, key *profile.Column, row filing.Row) bool {
	for j := range t.Columns {
		c := &t.Columns[j]
		if c.Type.Numeric() && t.KeyOf(c) == key && isAmount(row.Text(c.ID)) {
			return true
		}
	}
	return false
}

func (in *input) hasAmount(t *profile.Table, row filing.Row) bool {
	for j := range t.Columns {
		if t.Columns[j].Type.Numeric() && isAmount(row.Text(t.Columns[j].ID)) {
			return true
		}
	}
	return false
}

func isAmount(text string) bool {
	n, err := amount.Parse(text)
	return err != nil || !n.Value.IsZero()
}

// aboveZero reports figures that cannot be 0 in a filled budget (lists.above). It is no
// formula, because a workbook that has yet to be filled should not call itself wrong.
func aboveZero(in *input) {
	for _, src := range in.Rule.Lists["above"] {
		e, err := formula.Parse(src)
		if err != nil {
			in.Err = rule.MistakeOf(in.Rule, "%v", err)
			return
		}
		r, err := e.Eval(in.Data)
		if err != nil {
			in.Skip(err)
			continue
		}
		in.Holds()
		if !r.Value.IsPositive() {
			var at []finding.Place
			for _, c := range r.Cells {
				at = append(at, c.At)
			}
			in.Find(at, "a", amount.Trim2(r.Value))
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
	role := in.Profile.Roles.Catalogue
	scope, own := in.Filing.Text(role.Scope), in.Filing.Text(role.Section)
	if scope == role.None || scope == "" {
		return // nothing of it is printed
	}
	if scope == role.Own && len(in.Profile.Catalogue) > 0 && !slices.Contains(in.Profile.CatalogueSections(), own) {
		in.FindCase("section", []finding.Place{in.FieldPlace(role.Section)}, "section", own, "sections", message.Join(message.ZH, in.Profile.CatalogueSections()))
		return
	}
	seen := map[string]bool{}
	var faults []string
	for _, e := range in.Profile.Catalogue {
		if e.Level == 0 || scope == role.Own && e.Section != own {
			continue
		}
		in.Holds()
		key := e.Section + "\x00" + e.Code
		if len(e.Code) != 2*e.Level-1 || seen[key] || strings.TrimSpace(e.Name) == "" ||
			e.Level > 1 && !seen[e.Section+"\x00"+e.Code[:len(e.Code)-2]] {
			faults = append(faults, e.Section+" "+e.Code)
		}
		seen[key] = true
	}
	if len(faults) > 0 {
		// One warning for them all: they are the issuer's, not the unit's.
		in.Find([]finding.Place{in.FieldPlace(role.Scope)}, "n", strconv.Itoa(len(faults)), "codes", message.Join(message.ZH, faults))
	}
}
