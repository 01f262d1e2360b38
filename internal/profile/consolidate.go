package profile

import (
	"fmt"
	"io/fs"
	"slices"
)

// Consolidate says how the filing of a department follows from those of its units
// (consolidate.toml). A path names a field, a list or records, or, as a prefix, all
// that stand below it. Every input of the profile is named by one of the lists, so
// that nothing is left out in silence.
type Consolidate struct {
	Name       string            `toml:"name"`       // field that holds the name of a unit
	Code       string            `toml:"code"`       // field that holds its code, "" if there is none
	Department string            `toml:"department"` // field in which a unit names its department, "" if there is none
	From       Where             `toml:"from"`       // fields, and the values they must have in the filing of a unit
	Alone      []string          `toml:"alone"`      // words behind the name of a unit that do not tell it apart
	Set        map[string]string `toml:"set"`        // fields of the department

	Same   []string `toml:"same"`   // must be the same in all units
	Agree  []string `toml:"agree"`  // taken over if the same in all units, else left to be filled
	Sum    []string `toml:"sum"`    // numbers added up
	Whole  []string `toml:"whole"`  // numbers added up, but only if every unit has them
	Prior  []string `toml:"prior"`  // last year's figures: from last year's filings, else added up
	Own    []string `toml:"own"`    // as the unit that leads the department has it, else left to be filled
	Gather []string `toml:"gather"` // texts of the units, put together as a proposal
	Drop   []string `toml:"drop"`   // not taken over, which is said

	None []string           `toml:"none"` // texts that say there is nothing
	Mark string             `toml:"mark"` // begins a proposal
	Item string             `toml:"item"` // one text of a proposal: {unit}, {text}
	Join string             `toml:"join"` // between them
	Note *ConsolidateNote   `toml:"note"`
	List []ConsolidateTable `toml:"table"`
	Recs []ConsolidateList  `toml:"records"`

	Transfer *Transfer `toml:"transfer"` // money that passes between units, nil if it cannot be entered
}

// ConsolidateNote is the sentence that says what the filing was made of: {year}, {n},
// and, where money between units was taken out, {amount}.
type ConsolidateNote struct {
	Field     string `toml:"field"`
	Text      Text   `toml:"text"`
	Transfers Text   `toml:"transfers"` // added where money between units was taken out
}

// ConsolidateTable says how the rows of a printed table are put together. Fixed rows
// are added up by their place, rows of kinds stay below their units.
type ConsolidateTable struct {
	ID    string            `toml:"id"`
	Units string            `toml:"units"` // column with the name of the unit: one row for each
	Sides []ConsolidateSide `toml:"side"`  // lines; two sides stand beside each other
}

// ConsolidateSide is a set of lines that are added up by the texts of some columns.
type ConsolidateSide struct {
	Key     []string `toml:"key"`     // columns that tell lines apart
	Name    []string `toml:"name"`    // columns that follow from them, the same in all units
	Columns []string `toml:"columns"` // amounts; default: all
	List    string   `toml:"list"`    // code list: two sides with one list must agree in names
	Order   string   `toml:"order"`   // code: by the key; list: as the list has the names; "": as units have them
}

// ConsolidateList says how records are put together.
type ConsolidateList struct {
	ID     string              `toml:"id"`
	Unit   string              `toml:"unit"`   // column that takes the name of the unit where it is blank
	Key    []string            `toml:"key"`    // columns of which a record is known: each once; none: all stay
	Listed map[string][]string `toml:"listed"` // column -> table.column of the same unit, where its text must stand
}

// Transfer says what stands in the sheet of money that passes between units, and which
// records of the short form it was counted as a second time by the unit that got it.
type Transfer struct {
	From    string           `toml:"from"`   // column with the unit that gives
	To      string           `toml:"to"`     // column with the unit that receives
	Amount  string           `toml:"amount"` // column with how much
	Columns []Column         `toml:"column"`
	Giver   TransferGiver    `toml:"giver"`
	Records []TransferRecord `toml:"record"`
}

// TransferGiver is where the giving unit must have spent at least as much.
type TransferGiver struct {
	Table  string `toml:"table"`
	Key    string `toml:"key"`
	Column string `toml:"column"`
	By     string `toml:"by"`   // column of the sheet that names the row
	Else   string `toml:"else"` // or this one
}

// TransferRecord is a record of the short form made from a line of the sheet.
type TransferRecord struct {
	Of    string            `toml:"of"`
	Where Where             `toml:"where"` // columns of the sheet
	With  string            `toml:"with"`  // only if the unit has an amount in this table
	Take  map[string]string `toml:"take"`  // column of the record -> column of the sheet
	Set   map[string]string `toml:"set"`   // column of the record -> text
}

// Table returns how a table is put together, nil if nothing is said.
func (c *Consolidate) Table(id string) *ConsolidateTable {
	for i := range c.List {
		if c.List[i].ID == id {
			return &c.List[i]
		}
	}
	return nil
}

// Records returns how records are put together, nil if nothing is said.
func (c *Consolidate) Records(id string) *ConsolidateList {
	for i := range c.Recs {
		if c.Recs[i].ID == id {
			return &c.Recs[i]
		}
	}
	return nil
}

// Covers says whether a path is one of some, or stands below one.
func Covers(paths []string, path string) bool {
	return slices.ContainsFunc(paths, func(x string) bool { return Within(path, x) })
}

const consolidateFile = "consolidate.toml"

// consolidate reads consolidate.toml and finds what it names. It comes after the inputs.
func (l *loader) consolidate() {
	if _, err := fs.Stat(l.fsys, consolidateFile); err != nil {
		return
	}
	c := &Consolidate{}
	l.read(consolidateFile, c, false)
	if len(l.problems) > 0 {
		return
	}
	l.p.Consolidate = c
	fail := func(at, format string, args ...any) { l.fail(consolidateFile, at, format, args...) }
	field := func(at, path string, needed bool) {
		if path == "" && needed || path != "" && l.p.Field(path) == nil {
			fail(at, "no field %q", path)
		}
	}
	field("name", c.Name, true)
	field("code", c.Code, false)
	field("department", c.Department, false)
	for _, path := range sortedKeys(c.From) {
		field("from", path, true)
	}
	for _, path := range sortedKeys(c.Set) {
		field("set", path, true)
	}
	if c.Note != nil {
		field("note.field", c.Note.Field, true)
	}
	l.consolidateInputs(c, fail)
	for i := range c.List {
		l.consolidateTable(&c.List[i], fmt.Sprintf("table[%d]", i), fail)
	}
	for i, r := range c.Recs {
		at := fmt.Sprintf("records[%d]", i)
		t := l.p.Table(r.ID)
		if t == nil || t.Printed() || t.Parent != "" {
			fail(at, "no records %q", r.ID)
			continue
		}
		for _, id := range append(append(sortedKeys(r.Listed), r.Key...), r.Unit) {
			if id != "" && t.Column(id) == nil {
				fail(at, "no column %q in %s", id, r.ID)
			}
		}
		for _, where := range r.Listed {
			for _, x := range where {
				id, col := cutLast(x)
				if other := l.p.Table(id); other == nil || other.Column(col) == nil {
					fail(at+".listed", "no column %q", x)
				}
			}
		}
	}
	l.transfer(c.Transfer, fail)
}

// consolidateInputs makes sure that every input of the profile is named once.
func (l *loader) consolidateInputs(c *Consolidate, fail func(at, format string, args ...any)) {
	lists := []struct {
		name  string
		paths []string
	}{{"same", c.Same}, {"agree", c.Agree}, {"sum", c.Sum}, {"whole", c.Whole}, {"prior", c.Prior}, {"own", c.Own}, {"gather", c.Gather}, {"drop", c.Drop}}
	for _, x := range lists {
		for i, path := range x.paths {
			if !l.anything(path) {
				fail(fmt.Sprintf("%s[%d]", x.name, i), "no field, list or records %q", path)
			}
		}
	}
	count := func(path string, said int) {
		for _, x := range lists {
			if Covers(x.paths, path) {
				said++
			}
		}
		if said != 1 {
			fail("name", "%q must be named once, not %d times: in same, agree, sum, whole, prior, own, gather, drop or set", path, said)
		}
	}
	for _, f := range l.p.Forms {
		for i := range f.Fields {
			x := &f.Fields[i]
			said := 0
			if _, ok := c.Set[x.Path]; ok || x.Path == c.Name || x.Path == c.Code || x.Path == c.Department || x.Type == YearType {
				said++
			}
			count(x.Path, said)
			for _, paths := range [][]string{c.Sum, c.Whole, c.Prior} {
				if Covers(paths, x.Path) && !x.Type.Numeric() {
					fail("sum", "%q is no number", x.Path)
				}
			}
		}
	}
	for _, x := range l.p.Lists {
		count(x.Path, 0)
	}
	for _, t := range l.p.Tables {
		switch {
		case t.Parent != "" || l.p.IsAtom(t.ID):
		case t.Printed():
			if c.Table(t.ID) == nil {
				fail("table", "nothing is said of table %q", t.ID)
			}
		default:
			said := 0
			if c.Records(t.ID) != nil {
				said = 1
			}
			count(t.ID, said)
		}
	}
}

func (l *loader) consolidateTable(x *ConsolidateTable, at string, fail func(at, format string, args ...any)) {
	t := l.p.Table(x.ID)
	if t == nil || !t.Printed() {
		fail(at, "no table %q", x.ID)
		return
	}
	column := func(id string, numeric bool) {
		if c := t.Column(id); c == nil || c.Type.Numeric() != numeric {
			fail(at, "no such column %q in %s", id, x.ID)
		}
	}
	if x.Units != "" {
		column(x.Units, false)
	}
	if len(x.Sides) > 2 {
		fail(at, "a table has two sides at most")
	}
	for _, s := range x.Sides {
		if len(s.Key) == 0 {
			fail(at, "a side needs a key")
		}
		for _, id := range append(slices.Clone(s.Key), s.Name...) {
			column(id, false)
		}
		for _, id := range s.Columns {
			column(id, true)
		}
		if s.List != "" && l.p.Codes[s.List] == nil {
			fail(at, "no code list %q", s.List)
		}
		if s.Order != "" && s.Order != "code" && (s.Order != "list" || s.List == "") {
			fail(at, "the order must be code, or list with a list, not %q", s.Order)
		}
	}
}

func (l *loader) transfer(x *Transfer, fail func(at, format string, args ...any)) {
	if x == nil {
		return
	}
	column := func(id string) {
		if !slices.ContainsFunc(x.Columns, func(c Column) bool { return c.ID == id }) {
			fail("transfer", "no column %q in the sheet of transfers", id)
		}
	}
	for _, id := range []string{x.From, x.To, x.Amount} {
		column(id)
	}
	for i, c := range x.Columns {
		l.kind(consolidateFile, fmt.Sprintf("transfer.column[%d]", i), c.Type, c.Choices)
	}
	g := x.Giver
	if t := l.p.Table(g.Table); t == nil || t.Column(g.Key) == nil || t.Column(g.Column) == nil {
		fail("transfer.giver", "no column %s.%s or %s.%s", g.Table, g.Key, g.Table, g.Column)
	}
	column(g.By)
	if g.Else != "" {
		column(g.Else)
	}
	for i, r := range x.Records {
		at := fmt.Sprintf("transfer.record[%d]", i)
		t := l.p.Table(r.Of)
		if t == nil || !l.p.IsAtom(r.Of) {
			fail(at, "no records %q of the short form", r.Of)
			continue
		}
		for _, id := range append(sortedKeys(r.Take), sortedKeys(r.Set)...) {
			if t.Column(id) == nil {
				fail(at, "no column %q in %s", id, r.Of)
			}
		}
		for _, id := range r.Take {
			column(id)
		}
		for id := range r.Where {
			column(id)
		}
		if r.With != "" && l.p.Table(r.With) == nil {
			fail(at, "no table %q", r.With)
		}
	}
}
