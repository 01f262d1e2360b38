package profile

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"budgetbook/internal/filing"
)

// Layout is the form of a workbook: which of the unit's data stand on its sheets.
type Layout string

// The layouts: the printed tables as they are, or only what they are computed from.
const (
	Full Layout = "full"
	Few  Layout = "compact"
)

// Compact is the short form of the inputs (compact.toml): lists of records, and how
// the printed tables follow from them. Every figure of a table is the sum of the
// amounts of those records its filter lets through, so the same data say how to
// compute the tables and which equations lead back.
type Compact struct {
	Names  string            `toml:"names"` // records of codes the lists lack: columns code, name
	Kind   string            `toml:"kind"`  // field that says which mapping of economic items applies
	Units  map[string]string `toml:"units"` // its values -> kind of unit in the mapping
	Whole  Where             `toml:"whole"` // fields for which the short form will do, and their values
	Sheets []Sheet           `toml:"sheet"` // in place of the sheets of the tables
	Guide  []GuideLine       `toml:"guide"` // in place of the guide
	Tables []*Derived        `toml:"table"` // how the printed tables follow
	Also   []Also            `toml:"also"`  // records that count in another list as well
	Lists  []*Table          `toml:"records"`
}

// GuideLine is one line of the instruction sheet.
type GuideLine struct {
	Text Text `toml:"text"`
}

// Where lets through the records whose columns hold one of the texts; a text ending
// in * stands for all that begin like it.
type Where map[string][]string

// Has says whether the texts of a record pass.
func (w Where) Has(text func(column string) string) bool {
	for column, wants := range w {
		have := text(column)
		if !slices.ContainsFunc(wants, func(want string) bool {
			head, open := strings.CutSuffix(want, "*")
			return have == want || open && strings.HasPrefix(have, head)
		}) {
			return false
		}
	}
	return true
}

// Also says that records of one list count as records of another one.
type Also struct {
	From  string            `toml:"from"`
	As    string            `toml:"as"`
	Needs string            `toml:"needs"` // only where this column is filled
	Set   map[string]string `toml:"set"`   // columns of the other list
}

// Derived is how one printed table follows from the records.
type Derived struct {
	ID    string `toml:"id"`
	Fixed []Sum  `toml:"fixed"` // cells of fixed rows
	Sides []Side `toml:"side"`  // rows made from records; two sides stand side by side
}

// Sum is a cell as the sum of the amounts of records.
type Sum struct {
	Row    string `toml:"row"`  // fixed: its label or id, in the key column of the amount
	Rows   string `toml:"rows"` // fixed: a group of rows, told apart by the name of the records' class
	Column string `toml:"column"`
	Of     string `toml:"of"` // list; default: that of the side
	Where  Where  `toml:"where"`
}

// Side is a set of rows made from records: one for each code and the levels above it,
// or one for each name.
type Side struct {
	Of     string            `toml:"of"`
	By     string            `toml:"by"` // column of the records: code or name
	Where  Where             `toml:"where"`
	Key    string            `toml:"key"`    // column of the table
	Name   string            `toml:"name"`   // column for the name of the code
	Spell  bool              `toml:"spell"`  // the key column holds the name of the code, not the code
	List   string            `toml:"list"`   // code list
	Levels []int             `toml:"levels"` // lengths of the codes that have rows
	Copy   map[string]string `toml:"copy"`   // column of the table -> column of the records, in the last level
	Set    map[string]string `toml:"set"`    // fixed texts of these rows
	Heads  []HeadRow         `toml:"head"`   // rows above, with the sum of all
	Order  string            `toml:"order"`  // choice column of the records that orders the rows
	Else   string            `toml:"else"`   // field whose text stands for a blank By
	Total  bool              `toml:"total"`  // the fixed total of the table sums this side
	Cells  []Sum             `toml:"cell"`
}

// HeadRow is a row that sums a whole side: its texts by column, with {paths} of fields.
type HeadRow struct {
	Cells map[string]string `toml:"cells"`
}

// compactFile declares the short form; a profile need not have one.
const compactFile = "compact.toml"

// compact reads the short form; its lists become lists of the profile.
func (l *loader) compact() {
	if _, err := fs.Stat(l.fsys, compactFile); err != nil {
		return
	}
	c := &Compact{}
	l.read(compactFile, c, false)
	l.p.Compact = c
	for i, t := range c.Lists {
		t.Optional = true
		t.file, t.at = compactFile, fmt.Sprintf("records[%d]", i)
	}
	l.p.Tables = append(l.p.Tables, c.Lists...)
}

// checkCompact verifies every name of the short form.
func (l *loader) checkCompact() {
	c := l.p.Compact
	if c == nil {
		return
	}
	fail := func(at, format string, args ...any) { l.fail(compactFile, at, format, args...) }
	atom := func(at, id string) *Table {
		for _, t := range c.Lists {
			if t.ID == id {
				return t
			}
		}
		fail(at, "no records %q", id)
		return nil
	}
	column := func(at string, t *Table, id string) {
		if t != nil && t.Column(id) == nil {
			fail(at, "no column %q in %s", id, t.ID)
		}
	}
	where := func(at string, t *Table, w Where) {
		for _, id := range sortedKeys(w) {
			column(at, t, id)
			if t == nil || t.Column(id) == nil || t.Column(id).Type != PickType {
				continue
			}
			for _, v := range w[id] {
				if !slices.ContainsFunc(t.Column(id).Choices, func(x Choice) bool { return x.ID == v }) {
					fail(at, "%q is no choice of %s", v, id)
				}
			}
		}
	}
	if names := atom("names", c.Names); names != nil && l.p.Roles.CodesOf(names) == nil {
		fail("names", "%s needs its [[codes]] in roles.toml: which column is the code, which the name", c.Names)
	}
	if l.p.Field(c.Kind) == nil {
		fail("kind", "no field %q", c.Kind)
	}
	for _, path := range sortedKeys(c.Whole) {
		if l.p.Field(path) == nil {
			fail("whole", "no field %q", path)
		}
	}
	for i, a := range c.Also {
		at := fmt.Sprintf("also[%d]", i)
		column(at, atom(at, a.From), a.Needs)
		atom(at, a.As)
	}
	for i, t := range c.Lists {
		for j, col := range t.Columns {
			at := fmt.Sprintf("records[%d].column[%d]", i, j)
			if col.Codes != "" && l.p.Codes[col.Codes] == nil {
				fail(at, "no code list %q", col.Codes)
			}
			if col.Pairs != "" {
				column(at, t, col.Pairs)
			}
		}
		if !slices.ContainsFunc(c.Sheets, func(s Sheet) bool { return s.ID == t.ID }) {
			fail(t.at, "%s stands on no sheet", t.ID)
		}
	}
	for i, s := range c.Sheets {
		if s.Kind != "records" {
			fail(fmt.Sprintf("sheet[%d]", i), "sheets of the short form hold records, not %q", s.Kind)
		}
		atom(fmt.Sprintf("sheet[%d]", i), s.ID)
	}
	for i, d := range c.Tables {
		at := fmt.Sprintf("table[%d]", i)
		t := l.p.Table(d.ID)
		if t == nil || !t.Printed() {
			fail(at, "no printed table %q", d.ID)
			continue
		}
		for j, s := range d.Fixed {
			at := fmt.Sprintf("%s.fixed[%d]", at, j)
			column(at, t, s.Column)
			where(at, atom(at, s.Of), s.Where)
			if s.Rows != "" && t.Group(s.Rows) == nil || s.Rows == "" && t.Column(s.Column) != nil && t.fixedRow(s.Row, s.Column) < 0 {
				fail(at, "no fixed row %q%s in %s", s.Row, s.Rows, d.ID)
			}
		}
		for j, s := range d.Sides {
			at := fmt.Sprintf("%s.side[%d]", at, j)
			list := atom(at, s.Of)
			column(at, list, s.By)
			column(at, t, s.Key)
			where(at, list, s.Where)
			if len(s.Levels) > 0 && l.p.Codes[s.List] == nil {
				fail(at, "no code list %q", s.List)
			}
			for _, id := range sortedKeys(s.Copy) {
				column(at, t, id)
				column(at, list, s.Copy[id])
			}
			for k, x := range s.Cells {
				at := fmt.Sprintf("%s.cell[%d]", at, k)
				column(at, t, x.Column)
				where(at, list, x.Where)
			}
		}
	}
}

// fixedRow is the index of a fixed row by its id or its label for a column, -1 if
// there is none.
func (t *Table) fixedRow(name, column string) int {
	key := t.KeyOf(t.Column(column)).ID
	for i, r := range t.Rows {
		if r.ID == name && name != "" || r.ID == "" && len(r.Cells) > 0 && r.Cells[key].ZH == name {
			return i
		}
	}
	return -1
}

// FixedRow is the index in the skeleton of the fixed row a name means, -1 if none.
func (t *Table) FixedRow(name, column string) int { return t.fixedRow(name, column) }

// InLayout is the profile with the sheets of a layout. The sheets of the tables, and
// the one that checks them with formulas, give way to those of the short form.
func (p *Profile) InLayout(l Layout) *Profile {
	if l != Few || p.Compact == nil {
		return p
	}
	short := *p
	short.Sheets = nil
	put := false
	for _, s := range p.Sheets {
		switch s.Kind {
		case "check":
		case "table":
			if !put {
				short.Sheets = append(short.Sheets, p.Compact.Sheets...)
			}
			put = true
		default:
			short.Sheets = append(short.Sheets, s)
		}
	}
	if len(p.Compact.Guide) > 0 {
		short.Guide = nil
		for _, g := range p.Compact.Guide {
			short.Guide = append(short.Guide, g.Text)
		}
	}
	return &short
}

// IsAtom says whether a list of records belongs to the short form.
func (p *Profile) IsAtom(id string) bool {
	return p.Compact != nil && slices.ContainsFunc(p.Compact.Lists, func(t *Table) bool { return t.ID == id })
}

// Makes lists the lists a printed table follows from, in their order.
func (c *Compact) Makes(table string) []string {
	of := map[string]bool{}
	for _, d := range c.Tables {
		if d.ID != table {
			continue
		}
		for _, x := range d.Fixed {
			of[x.Of] = true
		}
		for _, s := range d.Sides {
			of[s.Of] = true
			for _, x := range s.Cells {
				of[x.Of] = true
			}
		}
	}
	for _, a := range c.Also {
		of[a.From] = of[a.From] || of[a.As]
	}
	var ids []string
	for _, t := range c.Lists {
		if of[t.ID] {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// Referred says whether records of another list stand inside those of a list, which
// they name by number.
func (p *Profile) Referred(t *Table) bool {
	return slices.ContainsFunc(p.Tables, func(inner *Table) bool { return inner.Parent == t.ID })
}

// Atoms says whether a filing has records of the short form.
func (p *Profile) Atoms(f *filing.Filing) bool {
	if p.Compact == nil {
		return false
	}
	return slices.ContainsFunc(p.Compact.Lists, func(t *Table) bool { return len(f.Tables[t.ID]) > 0 })
}

// Short says whether a filing is one of the short form: it has the lists, blank or not,
// and tables only as far as they follow from them.
func (p *Profile) Short(f *filing.Filing) bool {
	if p.Atoms(f) {
		return true
	}
	lists := false
	for _, t := range p.Tables {
		if t.Printed() && t.amounts(f.Tables[t.ID]) {
			return false
		}
		_, here := f.Tables[t.ID]
		lists = lists || here && p.IsAtom(t.ID)
	}
	return lists
}

// amounts says whether rows hold any figure.
func (t *Table) amounts(rows []filing.Row) bool {
	for _, r := range rows {
		for i := range t.Columns {
			if t.Columns[i].Type.Numeric() && r.Text(t.Columns[i].ID) != "" {
				return true
			}
		}
	}
	return false
}

// PairUnits is the kind of unit whose lines of the mapping apply to a filing.
func (p *Profile) PairUnits(f *filing.Filing) string {
	if p.Compact == nil {
		return ""
	}
	return p.Compact.Units[f.Text(p.Compact.Kind)]
}

// Offers are the government's items the mapping has for an item of departments, given
// by its code, for the kind of the unit.
func (p *Profile) Offers(f *filing.Filing, code string) []string {
	var names []string
	for _, x := range p.Pairs {
		if x.Code == code && x.Units == p.PairUnits(f) && !slices.Contains(names, x.Gov) {
			names = append(names, x.Gov)
		}
	}
	return names
}

// Levels are the lengths of the codes of a list that have rows in the tables; its
// records carry those of the last one.
func (c *Compact) Levels(list string) []int {
	for _, a := range c.Also {
		if a.From == list {
			list = a.As
		}
	}
	for _, d := range c.Tables {
		for _, s := range d.Sides {
			if s.Of == list && len(s.Levels) > 0 {
				return s.Levels
			}
		}
	}
	return nil
}
