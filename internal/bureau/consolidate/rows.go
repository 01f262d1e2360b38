package consolidate

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
)

// stays says whether a line is printed: fixed rows always; lines of a classification,
// units and projects if there is an amount.
func (r *Result) stays(t *profile.Table, how *profile.ConsolidateTable, l *departmentLine) bool {
	if strings.HasPrefix(l.id, fixedRow) || t.Hierarchy.Flat() && how.Units == "" {
		return true
	}
	for _, s := range l.sums {
		if !s.Total.IsZero() {
			return true
		}
	}
	return false
}

// order sorts lines as the table prescribes.
func (r *Result) order(t *profile.Table, how *profile.ConsolidateTable, s profile.ConsolidateSide, lines []*departmentLine) {
	section := map[string]int{}
	for i, name := range t.Hierarchy.Heads() {
		section[filing.Fold(name)] = i
	}
	class := func(l *departmentLine) int {
		c := t.Column(t.OrderBy)
		if c == nil {
			return 0
		}
		return slices.IndexFunc(c.Choices, func(x profile.Choice) bool { return x.ID == l.texts[c.ID] })
	}
	compare := func(a, b *departmentLine) int {
		if x := cmp.Compare(rowRank(a), rowRank(b)); x != 0 || rowRank(a) == 0 {
			return cmp.Or(x, cmp.Compare(a.seen, b.seen))
		}
		switch {
		case t.Hierarchy.ByKinds() || how.Units != "":
			if a.unit == nil || b.unit == nil || a.unit != b.unit {
				return cmp.Compare(idOf(a.unit), idOf(b.unit))
			}
			return cmp.Or(cmp.Compare(levelsBelow(a), levelsBelow(b)), cmp.Compare(class(a), class(b)), cmp.Compare(a.seen, b.seen))
		case t.Hierarchy.BySections():
			x, y := sectionOf(a), sectionOf(b)
			return cmp.Or(cmp.Compare(section[x], section[y]), cmp.Compare(x, y), cmp.Compare(levelsBelow(a), levelsBelow(b)), r.byList(s, a, b))
		case s.Order == "code":
			return cmp.Compare(a.texts[s.Key[0]], b.texts[s.Key[0]])
		case s.Order == "list":
			return r.byList(s, a, b)
		}
		return cmp.Compare(a.seen, b.seen)
	}
	sort.SliceStable(lines, func(i, j int) bool {
		return cmp.Or(compare(lines[i], lines[j]), cmp.Compare(lines[i].id, lines[j].id)) < 0
	})
}

// rowRank puts fixed rows first, in their own order, and the department above its units.
func rowRank(l *departmentLine) int {
	switch l.id[:1] {
	case fixedRow:
		return 0
	case wholeRow:
		return 1
	}
	return 2
}

// levelsBelow puts the row of a unit or a section above those it is the sum of.
func levelsBelow(l *departmentLine) int {
	if l.id[:1] == projectRow || l.id[:1] == keyRow {
		return 1
	}
	return 0
}

func idOf(u *Unit) string {
	if u == nil {
		return ""
	}
	return u.id
}

// sectionOf is the section a line stands in.
func sectionOf(l *departmentLine) string {
	name, _, _ := strings.Cut(l.id[1:], keySeparator)
	return name
}

// byList compares lines as the code list has their names, then as the mapping has their
// pairs. What is in neither comes last.
func (r *Result) byList(s profile.ConsolidateSide, a, b *departmentLine) int {
	list := r.Profile.Codes[s.List]
	at := func(l *departmentLine) int {
		if list == nil {
			return 0
		}
		name, section := filing.Fold(l.texts[s.Key[0]]), sectionOf(l)
		class := ""
		for i, c := range list.Items {
			switch {
			case section != "" && len(c.Code) <= 3:
				class = filing.Fold(c.Name)
			case filing.Fold(c.Name) == name && (section == "" || class == section):
				return i
			}
		}
		return len(list.Items)
	}
	pair := func(l *departmentLine) int {
		if len(s.Key) < 2 {
			return 0
		}
		for i, p := range r.Profile.Pairs {
			if filing.Fold(p.Dept) == filing.Fold(l.texts[s.Key[0]]) && filing.Fold(p.Gov) == filing.Fold(l.texts[s.Key[1]]) {
				return i
			}
		}
		return len(r.Profile.Pairs)
	}
	x := cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(filing.Fold(a.texts[s.Key[0]]), filing.Fold(b.texts[s.Key[0]])))
	return cmp.Or(x, cmp.Compare(pair(a), pair(b)))
}

// layRows writes lines into the skeleton of a table: fixed rows at their places, lines
// where the skeleton has room for them. Lines of two sides stand beside each other.
func layRows(t *profile.Table, all [][]*departmentLine) []filing.Row {
	var rows []filing.Row
	blank := func() filing.Row {
		x := filing.Row{Cells: map[string]filing.Value{}, Children: map[string][]filing.Row{}}
		for _, c := range t.Columns {
			x.Cells[c.ID] = filing.Value{}
		}
		return x
	}
	put := func(row filing.Row, l *departmentLine) {
		for id, text := range l.texts {
			row.Cells[id] = filing.Value{Text: text}
		}
		for id, s := range l.sums {
			row.Cells[id] = filing.Value{Text: printedSum(t.Column(id).Type, s), Exact: s.Exact()}
		}
	}
	placed := false
	lines := func() {
		if placed {
			return
		}
		placed = true
		from := len(rows)
		for _, side := range all {
			n := from
			for _, l := range side {
				if strings.HasPrefix(l.id, fixedRow) {
					continue
				}
				if n == len(rows) {
					rows = append(rows, blank())
				}
				put(rows[n], l)
				n++
			}
		}
	}
	for i, spec := range t.Rows {
		switch {
		case spec.Lines:
			lines()
		case len(spec.Cells) > 0:
			row := blank()
			for _, side := range all {
				for _, l := range side {
					if l.id == fmt.Sprint(fixedRow, i) {
						put(row, l)
					}
				}
			}
			rows = append(rows, row)
		}
	}
	lines()
	return rows
}

// printedSum is a sum as a table has it: zero is blank.
func printedSum(t profile.Type, s *Sum) string {
	if s.Total.IsZero() {
		return ""
	}
	if t == profile.WanType {
		return amount.Wan(s.Total)
	}
	return amount.Trim(s.Total)
}
