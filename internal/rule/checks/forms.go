package checks

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// departmentName is 008-部门名; the number has three digits or more.
var departmentName = regexp.MustCompile(`^([0-9]{3,})[-—－–](.+)$`)

// formDepartment checks that the department of a form is written 008-部门名 and is that
// of the unit.
func formDepartment(in *input) {
	t, forms := in.forms()
	column, department := in.Profile.Roles.Targets.Department, in.Profile.Roles.Unit.Department
	for _, r := range forms {
		text := strings.TrimSpace(r.Text(column))
		in.Holds()
		at := []finding.Place{in.Place(t, r, column)}
		m := departmentName.FindStringSubmatch(filing.Fold(text))
		switch {
		case m == nil:
			in.FindCase("format", at, "row", in.formName(r), "a", text)
		case in.Department() && in.Filing.Text(department) == "":
		case !in.ownDepartment(m[2]):
			in.FindCase("other", append(at, in.FieldPlace(department)), "row", in.formName(r), "a", text, "b", in.Filing.Text(department))
		}
	}
}

// formUnit checks that the unit of a form is the one that discloses, or one of those of
// a department: in the table of units (lists.units) or above projects (lists.projects).
func formUnit(in *input) {
	t, forms := in.forms()
	unit := in.UnitName()
	if unit == "" && len(forms) > 0 {
		in.skipUnnamed()
		return
	}
	known := map[string]bool{in.alone(unit): true}
	if in.Department() {
		for _, x := range in.Tables("units") {
			for _, r := range in.Filing.Tables[x.ID] {
				known[in.alone(r.Text(x.Columns[0].ID))] = true
			}
		}
		for _, x := range in.Tables("projects") {
			for _, r := range in.OfKind(x, profile.UnitRow) {
				known[in.alone(r.Text(in.Projects(x).Name))] = true
			}
		}
	}
	column, name := in.Profile.Roles.Targets.Unit, in.Profile.Roles.Unit.Name
	for _, r := range forms {
		in.Holds()
		if !known[in.alone(r.Text(column))] {
			in.Find([]finding.Place{in.Place(t, r, column), in.FieldPlace(name)},
				"row", in.formName(r), "a", r.Text(column), "b", in.Filing.Text(name))
		}
	}
}

// formStamp checks that the date of a form is a real time, of the budget year or the
// year before.
func formStamp(in *input) {
	t, forms := in.forms()
	column := in.Profile.Roles.Targets.FilledAt
	for _, r := range forms {
		text := strings.TrimSpace(r.Text(column))
		at := []finding.Place{in.Place(t, r, column)}
		in.Holds()
		day, err := time.Parse("20060102150405", text)
		switch {
		case text == "":
			in.FindCase("blank", at, "row", in.formName(r))
		case err != nil:
			in.FindCase("real", at, "row", in.formName(r), "a", text)
		case in.Filing.Year > 0 && (day.Year() < in.Filing.Year-1 || day.Year() > in.Filing.Year):
			in.FindCase("year", at, "row", in.formName(r), "a", text, "b", itoa(in.Filing.Year))
		}
	}
}

// oneYear says whether a form is that of a project of one year: by its attribute
// (lists.one) or, if that is blank, by its period (lists.period).
func (in *input) oneYear(r filing.Row) bool {
	if text := filing.Fold(r.Text(in.Profile.Roles.Targets.Attribute)); text != "" {
		return slices.ContainsFunc(in.Rule.Lists["one"], func(w string) bool { return strings.Contains(text, filing.Fold(w)) })
	}
	period := filing.Fold(r.Text(in.Profile.Roles.Targets.Period))
	return slices.ContainsFunc(in.Rule.Lists["period"], func(w string) bool { return period == filing.Fold(w) })
}

// formAttribute reports a form that calls its project one of a single year while its
// texts speak of several (lists.several: regular expressions), or its period is one
// (lists.long).
func formAttribute(in *input) {
	t, forms := in.forms()
	roles := in.Profile.Roles.Targets
	long := in.patterns("long")
	var marks []wording.Pattern
	for _, m := range in.Rule.Lists["several"] {
		re, err := wording.CompilePattern(m)
		if err != nil {
			in.Err = rule.MistakeOf(in.Rule, "%v", err)
			return
		}
		marks = append(marks, re)
	}
	for _, r := range forms {
		if !in.oneYear(r) {
			continue
		}
		in.Holds()
		if period := r.Text(roles.Period); firstOf(long, filing.Fold(period)) != "" {
			in.Find([]finding.Place{in.Place(t, r, roles.Period), in.Place(t, r, roles.Attribute)},
				"row", in.formName(r), "column", t.Column(roles.Period).Name.ZH, "a", period, "b", r.Text(roles.Attribute))
			continue
		}
		for _, c := range in.formFields(t) {
			if hit, ok := findMark(r.Text(c.ID), marks, in.Rule.Lists["not"]); ok {
				in.Find([]finding.Place{in.Place(t, r, c.ID), in.Place(t, r, roles.Attribute)},
					"row", in.formName(r), "column", c.Name.ZH, "a", hit, "b", r.Text(roles.Attribute))
				break
			}
		}
	}
}

// findMark finds a mark in a text, titles and quotations apart, unless a denial stands
// right before it.
func findMark(text string, marks []wording.Pattern, denials []string) (string, bool) {
	for _, m := range marks {
		if !m.May(text) {
			continue
		}
		text := outsideTitles(text)
	next:
		for _, at := range m.FindAllStringIndex(text, -1) {
			before := text[:at[0]]
			for _, d := range denials {
				if strings.HasSuffix(before, d) {
					continue next
				}
			}
			return text[at[0]:at[1]], true
		}
	}
	return "", false
}

// formFields are the columns of the rule's lists.fields.
func (in *input) formFields(t *profile.Table) []*profile.Column {
	var cs []*profile.Column
	for _, id := range in.Rule.Lists["fields"] {
		if c := t.Column(id); c != nil {
			cs = append(cs, c)
		} else {
			in.Err = rule.MistakeOf(in.Rule, "no column %q in %s", id, t.Name.ZH)
		}
	}
	return cs
}

// formGoals checks that a project of one year has one goal: that of the whole period
// is that of the year. One that breaks off where the other goes on is left to the
// check of texts.
func formGoals(in *input) {
	t, forms := in.forms()
	role := in.Profile.Roles.Targets
	for _, r := range forms {
		a, b := strings.TrimSpace(r.Text(role.GoalWhole)), strings.TrimSpace(r.Text(role.GoalAnnual))
		if !in.oneYear(r) || a == "" || b == "" {
			continue
		}
		in.Holds()
		if x, y := filing.Fold(a), filing.Fold(b); x != y && !strings.HasPrefix(x, y) && !strings.HasPrefix(y, x) {
			in.Find([]finding.Place{in.Place(t, r, role.GoalAnnual), in.Place(t, r, role.GoalWhole)},
				"row", in.formName(r), "a", differing(a, b), "b", differing(b, a))
		}
	}
}

// differing is a text from shortly before its first difference from another.
func differing(a, b string) string {
	const lead = 4
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	if n <= lead {
		return clipText(a)
	}
	return "…" + clipText(string(x[n-lead:]))
}

// formTexts checks the texts of forms (lists.fields): none is blank, none is only the
// project's name, not all are the same, none breaks off. What is wrong with several
// texts of one form is said once.
func formTexts(in *input) {
	t, forms := in.forms()
	if t == nil {
		return
	}
	fields := in.formFields(t)
	var all []string
	for _, r := range forms {
		for _, c := range fields {
			all = append(all, r.Text(c.ID))
		}
	}
	side := wording.NewTextSet(all)
	for _, r := range forms {
		in.Holds()
		var blank, named, cut []*profile.Column
		distinct := map[string]bool{}
		filled := 0
		for _, c := range fields {
			text := strings.TrimSpace(r.Text(c.ID))
			k := filing.Fold(wording.TrimStops(text))
			switch {
			case k == "":
				blank = append(blank, c)
				continue
			case k == filing.Fold(in.formName(r)):
				named = append(named, c)
			case side.CutOff(text) != "":
				cut = append(cut, c)
			}
			filled++
			distinct[k] = true
		}
		report := func(id string, cs []*profile.Column) {
			if len(cs) == 0 {
				return
			}
			var at []finding.Place
			var names []string
			for _, c := range cs {
				at = append(at, in.Place(t, r, c.ID))
				names = append(names, c.Name.ZH)
			}
			in.FindCase(id, at, "row", in.formName(r), "column", strings.Join(names, "；"), "a", endOfText(r.Text(cs[0].ID)))
		}
		report("blank", blank)
		report("named", named)
		report("cut", cut)
		if filled > 2 && filled == len(fields)-len(blank) && len(distinct) == 1 && len(named) == 0 {
			report("same", fields)
		}
	}
}
