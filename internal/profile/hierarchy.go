package profile

import (
	"fmt"
	"slices"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/wording"
)

// Hierarchy is how the rows of a table sum up. It is one of three kinds, or none:
// by codes (208 is the sum of 20805), by sections (a head row is the sum of the rows
// that follow it), by kinds (a department is the sum of its units, a unit of its
// projects; a column says which a row is).
type Hierarchy struct {
	table *Table
	kinds *ProjectRoles // by kinds
}

// What a profile calls them.
const (
	flat       = ""
	byCodes    = "codes"
	bySections = "sections"
	byKinds    = "kinds"
)

// RowKind is what a row of a table by kinds is.
type RowKind int

// The kinds of rows.
const (
	OtherRow RowKind = iota
	DepartmentRow
	UnitRow
	ProjectRow
)

// hierarchies gives every table its hierarchy. One by kinds needs the roles of a table
// of projects: without them nobody knows which row is what.
func (v roleVerifier) hierarchies() {
	for _, t := range v.p.Tables {
		t.Hierarchy = Hierarchy{table: t}
		if t.Levels != byKinds {
			continue
		}
		x := v.p.Roles.ProjectsOf(t)
		if x == nil || x.Kind == "" {
			at := "projects"
			if i := slices.IndexFunc(v.p.Roles.Projects, func(x ProjectRoles) bool { return x.Table == t.ID }); i >= 0 {
				at = fmt.Sprintf("projects[%d]", i)
			}
			v.wrong(at, "%s sums up by kinds, but no [[projects]] says which of its columns tells departments, units and projects apart", t.ID)
			continue
		}
		t.Hierarchy.kinds = x
	}
	for i, x := range v.p.Roles.Projects {
		if t := v.p.Table(x.Table); t != nil && x.Kind != "" && t.Levels != byKinds {
			v.wrong(fmt.Sprintf("projects[%d].kind", i), "%s has no hierarchy by kinds", t.ID)
		}
	}
}

func (h Hierarchy) is(kind string) bool { return h.table != nil && h.table.Levels == kind }

// Flat says that no row is the sum of others, the fixed ones apart.
func (h Hierarchy) Flat() bool { return h.table == nil || h.table.Levels == flat }

// ByCodes says that rows sum up by their classification codes.
func (h Hierarchy) ByCodes() bool { return h.is(byCodes) }

// BySections says that a head row is the sum of the rows below it.
func (h Hierarchy) BySections() bool { return h.is(bySections) }

// ByKinds says that departments are the sum of units, and units of projects.
func (h Hierarchy) ByKinds() bool { return h.is(byKinds) && h.kinds != nil }

// Heads are the names of the head rows of sections, in order.
func (h Hierarchy) Heads() []string {
	if g := h.headGroup(); g != nil {
		return g.In
	}
	return nil
}

// IsHead says whether a row is the head row of a section.
func (h Hierarchy) IsHead(row filing.Row) bool {
	g := h.headGroup()
	return g != nil && slices.Contains(g.In, row.Text(g.Column))
}

func (h Hierarchy) headGroup() *Group {
	if !h.BySections() {
		return nil
	}
	return h.table.groups[h.table.HeadGroup]
}

// KindColumn is the column that says what a row is, nil if the table is not by kinds.
func (h Hierarchy) KindColumn() *Column {
	if !h.ByKinds() {
		return nil
	}
	return h.table.Column(h.kinds.Kind)
}

// Choice is the choice of the kind column that stands for a kind of row, "" if there is none.
func (h Hierarchy) Choice(k RowKind) string {
	if !h.ByKinds() {
		return ""
	}
	switch k {
	case DepartmentRow:
		return h.kinds.Department
	case UnitRow:
		return h.kinds.Unit
	case ProjectRow:
		return h.kinds.Project
	}
	return ""
}

// Kind is what a row of a table by kinds is.
func (h Hierarchy) Kind(row filing.Row) RowKind {
	if !h.ByKinds() {
		return OtherRow
	}
	return h.kindOf(row.Text(h.kinds.Kind))
}

func (h Hierarchy) kindOf(choice string) RowKind {
	for _, k := range []RowKind{DepartmentRow, UnitRow, ProjectRow} {
		if choice != "" && choice == h.Choice(k) {
			return k
		}
	}
	return OtherRow
}

// Addend says whether row j of a block of n rows goes into the block's sum for amounts
// of a column: if it is a leaf, or else if it is of the highest level. text is what a
// row shows in a column; same says whether two names of a kind of row are one, as
// people write them.
func (h Hierarchy) Addend(c *Column, n, j int, leaves bool, text func(row int, c *Column) string, same func(a, b string) bool) bool {
	switch {
	case h.ByCodes():
		key := h.table.KeyOf(c)
		mine := text(j, key)
		for i := range n {
			other := text(i, key)
			if i == j || other == "" || mine == "" || other == mine {
				continue
			}
			if leaves && strings.HasPrefix(other, mine) || !leaves && strings.HasPrefix(mine, other) {
				return false
			}
		}
	case h.BySections():
		if h.headGroup() == nil {
			return true
		}
		return slices.Contains(h.Heads(), text(j, &h.table.Columns[0])) != leaves
	case h.ByKinds():
		kind := text(j, h.KindColumn())
		if strings.TrimSpace(kind) == "" {
			return true
		}
		project := false
		for _, x := range h.KindColumn().Choices {
			if x.ID == h.kinds.Project {
				project = same(kind, x.ID) || same(kind, x.Name.ZH) || same(kind, x.Name.EN)
			}
		}
		return project == leaves
	}
	return true
}

// Levels returns for every row of a table the rows one level below it, for amounts of
// column c: nil if none can stand there, empty if none does.
func (d Data) Levels(t *Table, c *Column) [][]int {
	rows := d.Filing.Tables[t.ID]
	below := make([][]int, len(rows))
	total := make([]bool, len(rows))
	first := t.Columns[0].ID
	for i := range rows {
		for _, s := range t.Rows {
			total[i] = total[i] || s.Total && s.Cells[first].ZH == strings.TrimSpace(rows[i].Text(first))
		}
		if total[i] {
			below[i] = []int{}
		}
	}
	switch h := t.Hierarchy; {
	case h.ByCodes():
		belowCodes(rows, t.KeyOf(c).ID, total, below)
	case h.BySections():
		heads := map[int]bool{}
		for _, i := range d.Group(t, h.headGroup()) {
			heads[i] = true
		}
		belowHeads(heads, total, below)
	case h.ByKinds():
		h.belowKinds(rows, below)
	}
	return below
}

// belowCodes finds the rows below each code: 208 has 20805, which has 2080505. A class
// that is not divided further has none.
func belowCodes(rows []filing.Row, key string, total []bool, below [][]int) {
	under := map[string][]int{}
	codes := make([]string, len(rows))
	for j := range rows {
		codes[j] = strings.TrimSpace(rows[j].Text(key))
		switch n := len(codes[j]); {
		case !wording.OnlyDigits(codes[j]) || n < 3:
			codes[j] = ""
		case n == 3:
			under[""] = append(under[""], j)
		default:
			under[codes[j][:n-2]] = append(under[codes[j][:n-2]], j)
		}
	}
	for i := range rows {
		switch {
		case total[i]:
			below[i] = append(below[i], under[""]...)
		case codes[i] != "":
			below[i] = under[codes[i]]
		}
	}
}

// belowHeads finds the rows of each section, and the sections of each total.
func belowHeads(heads map[int]bool, total []bool, below [][]int) {
	head := -1
	for i := range below {
		switch {
		case heads[i]:
			head, below[i] = i, []int{}
			for j := range below {
				if total[j] {
					below[j] = append(below[j], i)
				}
			}
		case head >= 0 && !total[i]:
			below[head] = append(below[head], i)
		}
	}
}

// belowKinds finds the units of each department and the projects of each unit.
func (h Hierarchy) belowKinds(rows []filing.Row, below [][]int) {
	department, unit := -1, -1
	for i, r := range rows {
		switch h.Kind(r) {
		case DepartmentRow:
			department, unit, below[i] = i, -1, []int{}
		case UnitRow:
			unit, below[i] = i, []int{}
			if department >= 0 {
				below[department] = append(below[department], i)
			}
		case ProjectRow:
			if unit >= 0 {
				below[unit] = append(below[unit], i)
			}
		}
	}
}
