package profile

import (
	"fmt"
	"slices"
	"strings"

	"budgetbook/internal/formula"
)

// Carry says what the filing of one year brings into that of the next (carry.toml).
// A path names a field, a list, records, or, as a prefix, all that stand below it.
type Carry struct {
	Keep    []string       `toml:"keep"`  // taken over as it is
	Renew   []string       `toml:"renew"` // taken over, but refused if left as it was
	Look    []string       `toml:"look"`  // taken over; a year in it that is past is pointed out
	Hint    []string       `toml:"hint"`  // shown beside the cell; pointed out if entered again word for word
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
	Look      []string `toml:"look"`      // columns
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
	for name, paths := range map[string][]string{"keep": c.Keep, "renew": c.Renew, "look": c.Look, "hint": c.Hint} {
		for i, path := range paths {
			if !l.anything(path) {
				l.fail(carryFile, fmt.Sprintf("%s[%d]", name, i), "no field, list or records %q", path)
			}
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
		for _, id := range slices.Concat(r.Keep, r.Look, []string{r.Period, r.Attribute}) {
			if id != "" && t.Column(id) == nil {
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
