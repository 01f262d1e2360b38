package checks

import (
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// codeNames checks the codes of the tables by function: one code has one name in all
// of them (lists.tables), and within each table the codes are of 3, 5 or 7 digits,
// ascend, stand once and stand below their parents.
func codeNames(in *input) {
	type first struct {
		name string
		at   finding.Place
	}
	names := map[string]first{}
	for _, t := range in.Tables("tables") {
		columns := in.Codes(t)
		for _, r := range in.Filing.Tables[t.ID] {
			code, name := strings.TrimSpace(r.Text(columns.Code)), r.Text(columns.Name)
			if !wording.OnlyDigits(code) || name == "" {
				continue
			}
			in.Holds()
			at := in.Place(t, r, columns.Name)
			switch old, seen := names[code]; {
			case !seen:
				names[code] = first{name, at}
			case wording.SpellingKey(old.name) != wording.SpellingKey(name):
				in.FindCase("names", []finding.Place{at, old.at}, "table", t.Name.ZH, "row", code, "a", name, "b", old.name)
			}
		}
		if t.Hierarchy.ByCodes() {
			in.codeOrder(t, 7)
		}
	}
	for _, t := range in.Tables("order") {
		in.codeOrder(t, 9) // revenue is divided once more (目)
	}
}

// codeOrder checks the codes of a table, of 3 digits up to most.
func (in *input) codeOrder(t *profile.Table, most int) {
	columns := in.Codes(t)
	seen := map[string]filing.Row{}
	for _, r := range in.Filing.Tables[t.ID] {
		seen[strings.TrimSpace(r.Text(columns.Code))] = r
	}
	before := map[string]filing.Row{}
	last := ""
	var lastRow filing.Row
	for _, r := range in.Filing.Tables[t.ID] {
		code := strings.TrimSpace(r.Text(columns.Code))
		if code == "" || isTotal(t, r) {
			continue
		}
		in.Holds()
		at := in.Place(t, r, columns.Code)
		kv := []string{"table", t.Name.ZH, "row", code, "a", r.Text(columns.Name)}
		if n := len(code); !wording.OnlyDigits(code) || n < 3 || n > most || n%2 == 0 {
			in.FindCase("digits", []finding.Place{at}, kv...)
			continue
		}
		if old, twice := before[code]; twice {
			in.FindCase("twice", []finding.Place{at, in.Place(t, old, columns.Code)}, kv...)
			continue
		}
		before[code] = r
		if len(code) > 3 {
			parent := code[:len(code)-2]
			if _, ok := seen[parent]; !ok {
				in.FindCase("parent", []finding.Place{at}, append(kv, "b", parent)...)
				continue // nor does it stand among its own: that is the same fault
			}
		}
		if code < last {
			in.FindCase("order", []finding.Place{at, in.Place(t, lastRow, columns.Code)}, append(kv, "b", last)...)
		}
		last, lastRow = code, r
	}
}

// isTotal says whether a row carries the label of a fixed row of its table.
func isTotal(t *profile.Table, r filing.Row) bool {
	first := t.Columns[0].ID
	for _, s := range t.Rows {
		if label := s.Cells[first].ZH; label != "" && filing.Fold(r.Text(first)) == filing.Fold(label) {
			return true
		}
	}
	return false
}

// classListed checks that the names of classes are among the fixed rows by function of
// a table (lists.fixed).
func classListed(in *input) {
	listed := map[string]bool{}
	for _, t := range in.Tables("fixed") {
		for _, s := range t.Rows {
			if s.Group == "" {
				continue
			}
			for _, text := range s.Cells {
				if _, rest, ok := wording.CutOrdinal(text.ZH); ok {
					listed[wording.SpellingKey(rest)] = true
				}
			}
		}
	}
	for _, t := range in.Tables("tables") {
		columns := in.Codes(t)
		for _, r := range in.Filing.Tables[t.ID] {
			if code := strings.TrimSpace(r.Text(columns.Code)); len(code) != 3 || !wording.OnlyDigits(code) {
				continue
			}
			in.Holds()
			name := r.Text(columns.Name)
			if _, rest, ok := wording.CutOrdinal(name); ok {
				name = rest
			}
			if !listed[wording.SpellingKey(name)] {
				in.Find([]finding.Place{in.Place(t, r, columns.Name)}, "table", t.Name.ZH, "row", r.Text(columns.Name), "a", r.Text(columns.Code))
			}
		}
	}
}

// unitNames checks that the rows of units carry the name of the cover: in the table of
// units (lists.units) and above the projects (lists.projects).
func unitNames(in *input) {
	unit := in.UnitName()
	if unit == "" {
		in.skipUnnamed()
		return
	}
	role := in.Profile.Roles.Unit
	cover := in.FieldPlace(role.Name)
	bad := func(t *profile.Table, r filing.Row, column string) {
		in.FindCase("unit", []finding.Place{in.Place(t, r, column), cover},
			"table", t.Name.ZH, "a", r.Text(column), "b", in.Filing.Text(role.Name))
	}
	same := func(name string) bool { return in.alone(name) == in.alone(unit) }
	for _, t := range in.Tables("units") {
		column := t.Columns[0].ID
		for _, r := range in.Filing.Tables[t.ID] {
			if strings.TrimSpace(r.Text(column)) == "" || isTotal(t, r) {
				continue
			}
			in.Holds()
			if !in.Department() && !same(r.Text(column)) {
				bad(t, r, column)
			}
		}
	}
	for _, t := range in.Tables("projects") {
		name := in.Projects(t).Name
		for _, r := range in.OfKind(t, profile.UnitRow) {
			in.Holds()
			if !in.Department() && !same(r.Text(name)) {
				bad(t, r, name)
			}
		}
		for _, r := range in.OfKind(t, profile.DepartmentRow) {
			in.Holds()
			if !in.ownDepartment(r.Text(name)) {
				in.FindCase("department", []finding.Place{in.Place(t, r, name), in.FieldPlace(role.Department)},
					"table", t.Name.ZH, "a", r.Text(name), "b", in.Filing.Text(role.Department))
			}
		}
	}
}

// skipUnnamed says that a check needs the name of the unit, which is not filled.
func (in *input) skipUnnamed() { in.Skip(in.Unfilled(in.Profile.Roles.Unit.Name)) }

// alone is the folded name of a unit without the words (lists.alone) that set it off from
// those below it: 某局（本级）.
func (in *input) alone(name string) string {
	name = filing.Fold(name)
	for _, w := range in.Rule.Lists["alone"] {
		name = strings.TrimSuffix(name, filing.Fold(w))
	}
	return name
}

// ownDepartment says whether a name is that of the unit's department: as filled, or
// the unit itself, with or without （部门） behind it.
func (in *input) ownDepartment(name string) bool {
	short := func(s string) string { return wording.Texts().Department.TrimEnd(filing.Fold(s)) }
	name = short(name)
	role := in.Profile.Roles.Unit
	return name == short(in.Filing.Text(role.Department)) || name == short(in.Filing.Text(role.Name))
}

// projectTwice reports projects of the same name in one table.
func projectTwice(in *input) {
	for _, t := range in.Tables("tables") {
		rows := map[string][]filing.Row{}
		var order []string
		role := in.Projects(t)
		for _, r := range in.OfKind(t, profile.ProjectRow) {
			in.Holds()
			k := filing.Fold(r.Text(role.Name))
			if rows[k] == nil {
				order = append(order, k)
			}
			rows[k] = append(rows[k], r)
		}
		for _, k := range order {
			if len(rows[k]) < 2 {
				continue
			}
			var at []finding.Place
			var sums []string
			for _, r := range rows[k] {
				at = append(at, in.Place(t, r, role.Name))
				sums = append(sums, amount.Trim2(rule.ColumnTotal(r, role.Funds)))
			}
			in.Find(at, "table", t.Name.ZH, "row", rows[k][0].Text(role.Name), "n", itoa(len(at)), "a", message.Join(message.ZH, sums))
		}
	}
}

// wanOf reads an amount with its unit in 万元.
func wanOf(number, unit string) (decimal.Decimal, bool) {
	n, err := amount.Parse(number)
	if err != nil || n.Blank {
		return decimal.Decimal{}, false
	}
	places, _ := wording.Scale(unit)
	return n.Value.Shift(places), true
}

// nameAmounts compares the amount a project name ends with and the project's total:
// equal in the tables of the year (lists.tables), not below it where part of the money
// may have been spent before (lists.remains).
func nameAmounts(in *input) {
	visit := func(list, id string, bad func(total, said decimal.Decimal) bool) {
		for _, t := range in.Tables(list) {
			role := in.Projects(t)
			for _, r := range in.OfKind(t, profile.ProjectRow) {
				m := wording.Texts().NameAmount.FindStringSubmatch(filing.Fold(r.Text(role.Name)))
				if m == nil {
					continue
				}
				said, ok := wanOf(m[1], m[2])
				if !ok {
					continue
				}
				in.Holds()
				if total := rule.ColumnTotal(r, role.Funds); bad(total, said.Round(2)) {
					amountAt, nameAt := in.Place(t, r, role.Funds), in.Place(t, r, role.Name)
					f := in.FindCase(id, []finding.Place{amountAt, nameAt},
						"table", t.Name.ZH, "row", r.Text(role.Name), "a", m[1]+m[2], "b", amount.Trim2(total), "d", amount.Trim2(total.Sub(said).Abs()))
					f.Compared = finding.Compare(finding.Single(amountAt, total), "=", finding.Single(nameAt, said))
				}
			}
		}
	}
	visit("tables", "differs", func(total, said decimal.Decimal) bool { return !total.Equal(said) })
	visit("remains", "exceeds", func(total, said decimal.Decimal) bool { return total.GreaterThan(said) })
}
