package checks

import (
	"regexp"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// unlabelled reports amounts in rows of tables (lists.tables) whose label is blank: they
// count in no total and are for nothing.
func unlabelled(in *input) {
	for _, t := range in.Tables("tables") {
		for i := range t.Columns {
			c := &t.Columns[i]
			key := t.KeyOf(c)
			if !c.Type.Numeric() || key == nil {
				continue
			}
			for _, r := range in.Filing.Tables[t.ID] {
				d, blank, ok := rule.AmountOf(r.Cells[c.ID])
				if blank || !ok || d.IsZero() {
					continue
				}
				in.Holds()
				if strings.TrimSpace(r.Text(key.ID)) == "" {
					at := in.Place(t, r, c.ID)
					at.Name = t.Name.ZH + "[" + c.Name.ZH + "]"
					in.Find([]finding.Place{at}, "table", t.Name.ZH, "column", c.Name.ZH, "b", key.Name.ZH, "a", amount.Trim2(d))
				}
			}
		}
	}
}

var yearOfName = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})(?:$|[^0-9])`)

// oldCarryover reports carried-over projects (lists.tables) that by their names are older
// than two years.
func oldCarryover(in *input) {
	if in.Filing.Year == 0 {
		return
	}
	for _, t := range in.Tables("tables") {
		for _, r := range in.OfKind(t, profile.ProjectRow) {
			in.Holds()
			latest := 0
			for _, m := range yearOfName.FindAllStringSubmatch(r.Text(in.Projects(t).Name), -1) {
				y, _ := strconv.Atoi(m[1])
				latest = max(latest, y)
			}
			if latest > 0 && latest < in.Filing.Year-2 {
				in.Find([]finding.Place{in.Place(t, r, in.Projects(t).Name)}, "table", t.Name.ZH, "row", r.Text(in.Projects(t).Name), "a", itoa(latest))
			}
		}
	}
}

// basicAsProject reports projects (lists.tables) that by their names are what basic
// expenditure pays: lists.pay, unless a word of lists.others says that it is for others
// than the unit's own staff.
func basicAsProject(in *input) {
	for _, t := range in.Tables("tables") {
		for _, r := range in.OfKind(t, profile.ProjectRow) {
			in.Holds()
			name := r.Text(in.Projects(t).Name)
			w, ok := in.Listed("pay", name)
			if _, other := in.Listed("others", name); ok && !other {
				in.Find([]finding.Place{in.Place(t, r, in.Projects(t).Name)}, "table", t.Name.ZH, "row", name, "a", w)
			}
		}
	}
}
