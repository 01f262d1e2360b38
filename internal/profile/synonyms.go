package profile

import (
	"fmt"
	"slices"

	"budgetbook/internal/filing"
	"budgetbook/internal/formula"
)

// Synonyms is how other programs call what a profile prescribes (synonyms.toml).
type Synonyms struct {
	Columns []Synonym `toml:"column"`
	Titles  []Titled  `toml:"title"`
	Rows    []RowAlso `toml:"row"`
	Across  []string  `toml:"across"` // tables that lie on their side elsewhere: their rows are columns there
	Joint   []Joint   `toml:"joint"`
	Words   RowWords  `toml:"words"`
	Scale   []string  `toml:"scale"` // formulas of the totals that show which unit amounts are in
	Limits  []Limit   `toml:"limit"` // amounts no unit has
	Same    []Same    `toml:"same"`  // figures that are equal unless one of them is in another unit

	scale []*formula.Expr
}

// Limit is more than the amounts of some tables ever are, in 万元.
type Limit struct {
	Field  string           `toml:"field"`  // choice field of the kinds of unit
	Tables []string         `toml:"tables"` // Chinese names of tables and lists; none: all
	Most   map[string]int64 `toml:"most"`   // by choice
}

// Same are two formulas of one figure. Of A is the table or list that A stands in.
type Same struct {
	A string `toml:"a"`
	B string `toml:"b"`

	a, b *formula.Expr
}

// Exprs are the formulas.
func (s Same) Exprs() (a, b *formula.Expr) { return s.a, s.b }

// Over is the limit for a table: the least amount no unit of its kind has, false if
// the profile has none.
func (p *Profile) Over(t *Table, text func(path string) string) (most int64, ok bool) {
	for _, l := range p.Synonyms.Limits {
		if len(l.Tables) > 0 && !slices.Contains(l.Tables, t.Name.ZH) {
			continue
		}
		n, known := l.Most[text(l.Field)]
		if !known {
			for _, m := range l.Most {
				n = max(n, m) // a unit that has yet to say what it is
			}
		}
		if !ok || n < most {
			most, ok = n, true
		}
	}
	return most, ok
}

// Synonym is other headers of a column, in some tables.
type Synonym struct {
	Tables []string `toml:"tables"` // Chinese names
	Name   string   `toml:"name"`   // of the column, Chinese
	Also   []string `toml:"also"`
}

// Titled is other titles of a table.
type Titled struct {
	Table string   `toml:"table"` // Chinese name
	Also  []string `toml:"also"`
}

// RowAlso is other names of a prescribed row, which in other forms may stand as the
// heading of a column.
type RowAlso struct {
	Tables []string `toml:"tables"` // Chinese names
	Name   string   `toml:"name"`   // label of the row, Chinese
	Also   []string `toml:"also"`
}

// Joint is a column other forms have for several of a table. It is one of them where the
// columns of another table show that no other one has money.
type Joint struct {
	Table   string   `toml:"table"` // Chinese name
	Also    []string `toml:"also"`  // its headings
	Columns []string `toml:"columns"`
	Shown   struct {
		Table   string   `toml:"table"`
		Columns []string `toml:"columns"` // of the same money, in the same order
	} `toml:"shown"`
}

// RowWords are the words of rows and lines that are not data of their own.
type RowWords struct {
	Subtotal []string `toml:"subtotal"` // names of rows that repeat a sum of other rows
	Unit     []string `toml:"unit"`     // words before the name of the unit: 单位名称
	Title    []string `toml:"title"`    // words of titles by which no table is told from another
}

const synonymsFile = "synonyms.toml"

// synonyms reads the other names of columns; a profile need not have any.
func (l *loader) synonyms() { l.read(synonymsFile, &l.p.Synonyms, true) }

// verifySynonyms resolves the names of tables and columns. A header that could mean
// two columns of one table is a mistake: nobody could say which one was read.
func (l *loader) verifySynonyms() {
	s := &l.p.Synonyms
	for i, x := range s.Columns {
		at := fmt.Sprintf("column[%d]", i)
		if len(x.Tables) == 0 || len(x.Also) == 0 {
			l.fail(synonymsFile, at, "a synonym needs tables and also")
		}
		for j, name := range x.Tables {
			t, ok := l.p.names[name].(*Table)
			if !ok || !t.Printed() {
				l.fail(synonymsFile, fmt.Sprintf("%s.tables[%d]", at, j), "no table %q%s", name, nearestNames(name, l.tableNames()))
				continue
			}
			if t.byName[x.Name] == nil {
				l.fail(synonymsFile, at+".name", "no column %q in %s%s", x.Name, name, nearestNames(x.Name, sortedKeys(t.byName)))
				continue
			}
			for k, also := range x.Also {
				if other := l.p.headed(t, also); also == "" || other != nil && other.Name.ZH != x.Name {
					l.fail(synonymsFile, fmt.Sprintf("%s.also[%d]", at, k), "%q does not tell one column of %s", also, name)
				}
			}
		}
	}
	for i, x := range s.Titles {
		if t, ok := l.p.names[x.Table].(*Table); !ok || !t.Printed() || len(x.Also) == 0 {
			l.fail(synonymsFile, fmt.Sprintf("title[%d]", i), "no table %q, or no titles%s", x.Table, nearestNames(x.Table, l.tableNames()))
		}
	}
	for i, x := range s.Rows {
		at := fmt.Sprintf("row[%d]", i)
		for _, name := range x.Tables {
			t, ok := l.p.names[name].(*Table)
			if !ok || !t.Printed() || !t.labelled(x.Name) {
				l.fail(synonymsFile, at+".name", "no row %q in %q", x.Name, name)
			}
		}
		if len(x.Tables) == 0 || len(x.Also) == 0 {
			l.fail(synonymsFile, at, "a synonym needs tables and also")
		}
	}
	for i, name := range s.Across {
		if t, ok := l.p.names[name].(*Table); !ok || !t.Printed() {
			l.fail(synonymsFile, fmt.Sprintf("across[%d]", i), "no table %q%s", name, nearestNames(name, l.tableNames()))
		}
	}
	for i, x := range s.Joint {
		at := fmt.Sprintf("joint[%d]", i)
		if len(x.Columns) < 2 || len(x.Columns) != len(x.Shown.Columns) || len(x.Also) == 0 {
			l.fail(synonymsFile, at, "a joint column needs also, columns, and as many that show them")
		}
		for name, columns := range map[string][]string{x.Table: x.Columns, x.Shown.Table: x.Shown.Columns} {
			t, ok := l.p.names[name].(*Table)
			if !ok || !t.Printed() {
				l.fail(synonymsFile, at, "no table %q%s", name, nearestNames(name, l.tableNames()))
				continue
			}
			for _, c := range columns {
				if t.byName[c] == nil {
					l.fail(synonymsFile, at, "no column %q in %s%s", c, name, nearestNames(c, sortedKeys(t.byName)))
				}
			}
		}
	}
	for i, src := range s.Scale {
		if e := l.total(fmt.Sprintf("scale[%d]", i), src); e != nil {
			s.scale = append(s.scale, e)
		}
	}
	for i := range s.Same {
		at := fmt.Sprintf("same[%d]", i)
		s.Same[i].a, s.Same[i].b = l.total(at+".a", s.Same[i].A), l.total(at+".b", s.Same[i].B)
	}
	for i, x := range s.Limits {
		at := fmt.Sprintf("limit[%d]", i)
		f := l.p.Field(x.Field)
		if f == nil {
			l.fail(synonymsFile, at+".field", "no field %q", x.Field)
			continue
		}
		for _, id := range sortedKeys(x.Most) {
			if !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.ID == id }) || x.Most[id] <= 0 {
				l.fail(synonymsFile, at+".most", "%q is no choice of %s with an amount", id, x.Field)
			}
		}
		for _, name := range x.Tables {
			if !slices.ContainsFunc(l.p.Tables, func(t *Table) bool { return t.Name.ZH == name }) {
				l.fail(synonymsFile, at+".tables", "no table %q%s", name, nearestNames(name, l.tableNames()))
			}
		}
	}
}

// total reads the formula of a total, nil if it is none.
func (l *loader) total(at, src string) *formula.Expr {
	e, err := formula.Parse(src)
	if err != nil {
		l.fail(synonymsFile, at, "formula %q, %v", src, err)
		return nil
	}
	for _, r := range e.Refs() {
		if err := l.p.CheckRef(r); err != nil {
			l.fail(synonymsFile, at, "%v", err)
		}
	}
	if len(e.Refs()) == 0 {
		l.fail(synonymsFile, at, "formula %q names no cell", src)
		return nil
	}
	return e
}

func (l *loader) tableNames() []string {
	var names []string
	for _, t := range l.p.Tables {
		if t.Printed() {
			names = append(names, t.Name.ZH)
		}
	}
	return names
}

// headed is the column of a table that a header means, by its name or by a synonym,
// nil if none or the same one is meant.
func (p *Profile) headed(t *Table, text string) *Column {
	want := filing.Fold(text)
	var found *Column
	for i := range t.Columns {
		c := &t.Columns[i]
		if filing.Fold(c.Name.ZH) == want || slices.ContainsFunc(p.Also(t, c), func(s string) bool { return filing.Fold(s) == want }) {
			if found != nil && found.Name.ZH != c.Name.ZH {
				return &Column{} // two columns: no name matches it
			}
			found = c
		}
	}
	return found
}

// Also lists the other headers of a column.
func (p *Profile) Also(t *Table, c *Column) []string {
	var all []string
	for _, s := range p.Synonyms.Columns {
		if s.Name == c.Name.ZH && slices.Contains(s.Tables, t.Name.ZH) {
			all = append(all, s.Also...)
		}
	}
	return all
}

// AlsoTitled lists the other titles of a table.
func (p *Profile) AlsoTitled(t *Table) []string {
	var all []string
	for _, x := range p.Synonyms.Titles {
		if x.Table == t.Name.ZH {
			all = append(all, x.Also...)
		}
	}
	return all
}

// labelled says whether a table prescribes a row of a label.
func (t *Table) labelled(label string) bool {
	return slices.ContainsFunc(t.Rows, func(r RowSpec) bool {
		for _, text := range r.Cells {
			if text.ZH == label {
				return true
			}
		}
		return false
	})
}

// TableCalled is the table of a Chinese name, nil if there is none.
func (p *Profile) TableCalled(name string) *Table {
	t, _ := p.names[name].(*Table)
	return t
}

// AlsoLabelled lists the other names of a prescribed row.
func (p *Profile) AlsoLabelled(t *Table, label string) []string {
	var all []string
	for _, x := range p.Synonyms.Rows {
		if x.Name == label && slices.Contains(x.Tables, t.Name.ZH) {
			all = append(all, x.Also...)
		}
	}
	return all
}

// HasJoint says whether other forms have one column for several of a table.
func (p *Profile) HasJoint(t *Table) bool {
	return slices.ContainsFunc(p.Synonyms.Joint, func(x Joint) bool { return x.Table == t.Name.ZH })
}

// JointColumn is what a heading that several columns of a table have in common is, nil
// if it is none.
func (p *Profile) JointColumn(t *Table, heading string) *Joint {
	for i, x := range p.Synonyms.Joint {
		if x.Table == t.Name.ZH && slices.ContainsFunc(x.Also, func(s string) bool { return filing.Fold(s) == filing.Fold(heading) }) {
			return &p.Synonyms.Joint[i]
		}
	}
	return nil
}

// Totals lists the formulas of the totals that show which unit amounts are in.
func (s *Synonyms) Totals() []*formula.Expr { return s.scale }
