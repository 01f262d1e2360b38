package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"budgetbook/internal/formula"
)

// Carry says what the filing of one year brings into that of the next (carry.toml).
// A path names a field, a list, records, or, as a prefix, all that stand below it.
type Carry struct {
	Keep    []string       `toml:"keep"`   // taken over as it is
	Renew   []string       `toml:"renew"`  // taken over, but refused if left as it was
	Same    []string       `toml:"same"`   // taken over; pointed out if left as it was
	Look    []string       `toml:"look"`   // taken over; a year in it that is past is pointed out
	Hint    []string       `toml:"hint"`   // shown beside the cell; refused if entered again word for word
	Due     []string       `toml:"due"`    // patterns of a {year} that a text speaks of as its own: refused where it is past
	Annual  []string       `toml:"annual"` // further ones for texts that are written anew each year (same)
	Prior   []CarryFormula `toml:"prior"`
	Records []CarryRecords `toml:"records"`
}

// CarryFormula computes a field of the new year from the tables of the last.
type CarryFormula struct {
	Path    string `toml:"path"`
	Formula string `toml:"formula"`

	expr *formula.Expr
}

// Expr is the parsed formula.
func (f *CarryFormula) Expr() *formula.Expr { return f.expr }

// CarryRecords says which records go on, and which of their columns.
type CarryRecords struct {
	ID        string   `toml:"id"`
	Ended     []string `toml:"ended"`     // groups of records that have come to their end
	Period    string   `toml:"period"`    // column that may name the last year
	Attribute string   `toml:"attribute"` // column that may say that a record goes on
	Goes      []string `toml:"goes_on"`   // words in it that say so
	Keep      []string `toml:"keep"`      // columns
	Year      []string `toml:"year"`      // columns, pointed out where they speak of last year; of records inside: key.column
	Same      []string `toml:"same"`      // columns, pointed out if left as they were
}

// Paths are the paths of columns of records as carried texts bear them.
func (r *CarryRecords) Paths(p *Profile, columns []string) []string {
	t := p.Table(r.ID)
	var out []string
	for _, id := range columns {
		if t.Column(id) != nil {
			out = append(out, r.ID+"."+id)
		} else if child, c := p.inside(t, id); c != nil {
			out = append(out, child.ID+"."+c.ID)
		}
	}
	return out
}

// inside finds a column of the records inside others: key.column.
func (p *Profile) inside(t *Table, id string) (*Table, *Column) {
	key, column, _ := strings.Cut(id, ".")
	for _, child := range p.Tables {
		if child.Parent == t.ID && child.Key == key {
			return child, child.Column(column)
		}
	}
	return nil, nil
}

// DueIn says whether a text speaks of a year as the one it is about; annual texts are
// written anew each year.
func (c *Carry) DueIn(text, year string, annual bool) bool {
	patterns := c.Due
	if annual {
		patterns = slices.Concat(c.Due, c.Annual)
	}
	for _, src := range patterns {
		if x, err := regexp.Compile(strings.ReplaceAll(src, "{year}", year)); err == nil && x.MatchString(text) {
			return true
		}
	}
	return false
}

const carryFile = "carry.toml"

// carry reads carry.toml and finds what it names. It comes after the inputs.
func (l *loader) carry() {
	var c Carry
	l.read(carryFile, &c, true)
	if l.data[carryFile] == nil {
		return
	}
	l.p.Carry = &c
	for name, paths := range map[string][]string{"keep": c.Keep, "renew": c.Renew, "same": c.Same, "look": c.Look, "hint": c.Hint} {
		for i, path := range paths {
			if !l.anything(path) {
				l.fail(carryFile, fmt.Sprintf("%s[%d]", name, i), "no field, list or records %q", path)
			}
		}
	}
	for i, src := range slices.Concat(c.Due, c.Annual) {
		if _, err := regexp.Compile(strings.ReplaceAll(src, "{year}", "2000")); err != nil || !strings.Contains(src, "{year}") {
			l.fail(carryFile, fmt.Sprintf("due[%d]", i), "%q is no pattern with {year}", src)
		}
	}
	for i := range c.Prior {
		f := &c.Prior[i]
		at := fmt.Sprintf("prior[%d]", i)
		if l.p.Field(f.Path) == nil {
			l.fail(carryFile, at+".path", "no field %q", f.Path)
		}
		e, err := formula.Parse(f.Formula)
		if err != nil {
			l.fail(carryFile, at+".formula", "%v", err)
			continue
		}
		f.expr = e
		if formula.Comparison(e.Op) {
			l.fail(carryFile, at+".formula", "a comparison is no value")
		}
		for _, r := range e.Refs() {
			if err := l.p.CheckRef(r); err != nil {
				l.fail(carryFile, at+".formula", "%v", err)
			}
		}
	}
	for i, r := range c.Records {
		at := fmt.Sprintf("records[%d]", i)
		t := l.p.Table(r.ID)
		if t == nil || t.Printed() || t.Parent != "" {
			l.fail(carryFile, at+".id", "no records %q", r.ID)
			continue
		}
		for _, g := range r.Ended {
			if t.Group(g) == nil {
				l.fail(carryFile, at+".ended", "no group %q in %s", g, r.ID)
			}
		}
		for _, id := range slices.Concat(r.Keep, r.Year, r.Same, []string{r.Period, r.Attribute}) {
			if _, inner := l.p.inside(t, id); id != "" && t.Column(id) == nil && inner == nil {
				l.fail(carryFile, at, "no column %q in %s", id, r.ID)
			}
		}
	}
}

// anything says whether a path, or what stands below it, is an input.
func (l *loader) anything(path string) bool {
	for _, f := range l.p.Forms {
		for i := range f.Fields {
			if Within(f.Fields[i].Path, path) {
				return true
			}
		}
	}
	for _, x := range l.p.Lists {
		if Within(x.Path, path) {
			return true
		}
	}
	t := l.p.Table(path)
	return t != nil && !t.Printed()
}

// Within says whether a path is another one or stands below it.
func Within(path, above string) bool {
	return path == above || strings.HasPrefix(path, above+".")
}
