package profile

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/message"
)

// Rule is one block of the rule catalogue: what must hold, how strictly, and how it
// is explained. A rule is formulas (Check, and more of them in Parts) or a named check
// in Go (Go).
type Rule struct {
	Code      string              `toml:"code"`
	Level     string              `toml:"level"`     // error, warning, note
	Each      string              `toml:"each"`      // tables or table.group, with 、 between them: checked for each of their rows
	Columns   []string            `toml:"columns"`   // checked for each of them; "*" for all with amounts
	Only      map[string][]string `toml:"only"`      // field path -> values of a choice it is for
	Edition   string              `toml:"edition"`   // en: only where the document is printed in English; "" for all
	When      string              `toml:"when"`      // comparisons with 且 between them; checked only where they hold
	Check     []string            `toml:"check"`     // comparisons
	Tolerance string              `toml:"tolerance"` // equal (default) or sum, where there is no relation
	Relation  string              `toml:"relation"`  // what the comparisons state: see Relation
	Local     bool                `toml:"local"`     // true of most units only: compared by itself, and no evidence against other cells
	Go        string              `toml:"go"`
	Name      Text                `toml:"name"`
	Say       Text                `toml:"say"` // message with {table} {row} {column} {a} {b} {d}
	Why       Text                `toml:"why"`
	Fix       Text                `toml:"fix"`
	Many      Text                `toml:"many"`  // says several findings on one sheet at once, with {table} {n} {list}
	Item      Text                `toml:"item"`  // what {list} says of each
	Basis     Text                `toml:"basis"` // law or regulation
	Lists     map[string][]string `toml:"lists"` // words and names a Go check works with
	Cases     []Case              `toml:"case"`  // ways in which a Go check fails, with words of their own
	Examples  []Example           `toml:"example"`

	Parts []RulePart `toml:"part"` // further formulas, for other rows or conditions

	Clauses []*Clause `toml:"-"` // what Check and the parts come to, table by table
}

// RulePart is one way in which the formulas of a rule are checked: for which rows, columns
// and units, and under which conditions. Its fields are those of the rule.
type RulePart struct {
	Each      string              `toml:"each"`
	Columns   []string            `toml:"columns"`
	Only      map[string][]string `toml:"only"`
	When      string              `toml:"when"`
	Check     []string            `toml:"check"`
	Tolerance string              `toml:"tolerance"`
	Relation  string              `toml:"relation"`
	Local     bool                `toml:"local"`
}

// Relation is what a comparison states of the exact amounts behind printed figures. How
// far the figures may then be apart is never written down: package tail derives it.
type Relation string

// The relations.
const (
	NoRelation Relation = ""         // compared as written, with the tolerance
	SameAmount Relation = "same"     // two cells print one amount
	RowSum     Relation = "row"      // a total and its parts beside it
	NextLevel  Relation = "next"     // a total and the rows one level below it
	GrandTotal Relation = "copy"     // a grand total, which copies its part if only one is printed
	TableSums  Relation = "between"  // sums of any cells
	AtLeast    Relation = "at_least" // a limit; comparisons by >= and <= are this whatever the rule says
)

var relations = []Relation{NoRelation, SameAmount, RowSum, NextLevel, GrandTotal, TableSums, AtLeast}

// Clause is one part of a rule for one table, parsed and resolved.
type Clause struct {
	Over     *Table // nil if it is checked once
	Of       *Group // nil for all rows of Over
	Columns  []string
	Only     map[string][]string
	Conds    []Test
	Tests    []Test
	Sum      bool // tolerance of sums
	Relation Relation
	Local    bool

	Selectors map[formula.Ref]*Selector // of the references that need the current row
	Names     *Selector                 // the first amount of the current row, whose key names it; nil if there is none
}

// Test is one parsed comparison.
type Test struct {
	Source      string
	Op          formula.Op
	Left, Right *formula.Expr
}

// Example shows a rule on the sample filing of the profile with some values set.
type Example struct {
	Set   map[string]string `toml:"set"` // reference or JSON path -> text
	Fails bool              `toml:"fails"`
	Text  Text              `toml:"text"`
}

func (l *loader) rules() {
	l.p.Sample, _ = l.open("sample.json", true)
	codes := map[string]bool{}
	for _, name := range l.folder("rules", ".toml") { // a profile need not bring rules
		file := path.Join("rules", name)
		var v struct {
			Rule []*Rule `toml:"rule"`
		}
		l.read(file, &v, false)
		for i, r := range v.Rule {
			at := fmt.Sprintf("rule[%d]", i)
			if codes[r.Code] || r.Code == "" {
				l.fail(file, at, "the code %q is blank or stands twice", r.Code)
			}
			if _, taken := finding.KnownCode(r.Code); taken {
				l.fail(file, at+".code", "the code %q is the program's own (docs/findings.md): choose another", r.Code)
			}
			codes[r.Code] = true
			l.ruleFiles = append(l.ruleFiles, ruleFile{r, file, at})
			l.p.Rules = append(l.p.Rules, r)
		}
	}
}

type ruleFile struct {
	rule     *Rule
	file, at string
}

// checkRules parses and resolves the rules once the tables are known.
func (l *loader) checkRules() {
	for _, rf := range l.ruleFiles {
		r, file, at := rf.rule, rf.file, rf.at
		switch r.Level {
		case "error", "warning", "note":
		default:
			l.fail(file, at+".level", "the level must be error, warning or note, not %q", r.Level)
		}
		if r.Edition != "" && r.Edition != string(message.EN) {
			l.fail(file, at+".edition", "the edition must be en, not %q", r.Edition)
		}
		l.family(r, r.Many, r.Item, file, at)
		l.cases(r, file, at)
		for key, t := range map[string]Text{"name": r.Name, "say": r.Say, "why": r.Why, "fix": r.Fix} {
			if t.ZH == "" {
				l.fail(file, at, "rule %s: %s is missing", r.Code, key)
			}
		}
		if (r.Go == "") == (len(r.Check)+len(r.Parts) == 0) {
			l.fail(file, at, "rule %s needs either check or go", r.Code)
		}
		l.only(file, at, r.Only)
		if len(r.Check) > 0 {
			// What the rule is for as a whole is looked at once, not per clause.
			l.part(r, RulePart{Each: r.Each, Columns: r.Columns, When: r.When, Check: r.Check, Tolerance: r.Tolerance, Relation: r.Relation, Local: r.Local}, file, at)
		}
		for i, part := range r.Parts {
			at := fmt.Sprintf("%s.part[%d]", at, i)
			if part.Tolerance == "" {
				part.Tolerance = r.Tolerance
			}
			if part.Relation == "" {
				part.Relation = r.Relation
			}
			part.Local = part.Local || r.Local
			l.only(file, at, part.Only)
			l.part(r, part, file, at)
		}
	}
	sort.SliceStable(l.p.Rules, func(i, j int) bool { return l.p.Rules[i].Code < l.p.Rules[j].Code })
}

// only verifies for which units a rule is.
func (l *loader) only(file, at string, only map[string][]string) {
	for _, field := range sortedKeys(only) {
		f := l.p.Field(field)
		if f == nil {
			l.fail(file, at+".only", "no field %q", field)
			continue
		}
		for _, v := range only[field] {
			if !f.has(v) {
				l.fail(file, at+".only", "%q is no choice of %s", v, field)
			}
		}
	}
}

// part compiles a part of a rule: one clause for each of its tables.
func (l *loader) part(r *Rule, part RulePart, file, at string) {
	if part.Tolerance != "" && part.Tolerance != "equal" && part.Tolerance != "sum" {
		l.fail(file, at+".tolerance", "the tolerance must be equal or sum, not %q", part.Tolerance)
	}
	if !slices.Contains(relations, Relation(part.Relation)) {
		l.fail(file, at+".relation", "the relation must be same, row, next, copy, between or at_least, not %q", part.Relation)
	}
	if part.Each == "" && len(part.Columns) > 0 {
		l.fail(file, at+".columns", "columns need each")
		return
	}
	for _, each := range strings.Split(part.Each, Listed) {
		c := &Clause{Only: part.Only, Columns: part.Columns, Sum: part.Tolerance == "sum" || part.Relation != "" && Relation(part.Relation) != SameAmount, Relation: Relation(part.Relation), Local: part.Local, Selectors: map[formula.Ref]*Selector{}}
		if each = strings.TrimSpace(each); each != "" {
			name, group, has := strings.Cut(each, ".")
			t, ok := l.p.names[name].(*Table)
			if !ok {
				l.fail(file, at+".each", "no table %q", name)
				continue
			}
			if c.Over = t; has {
				if c.Of = t.groups[group]; c.Of == nil {
					l.fail(file, at+".each", "no group %q in %s", group, name)
				}
			}
			c.Columns = t.expand(part.Columns)
			for _, x := range c.Columns {
				if t.byName[x] == nil {
					l.fail(file, at+".columns", "no column %q in %s", x, name)
				}
			}
		}
		for i, src := range part.Check {
			if t := l.test(c, file, fmt.Sprintf("%s.check[%d]", at, i), src); t != nil {
				c.Tests = append(c.Tests, *t)
			}
		}
		if part.When != "" {
			for _, src := range strings.Split(part.When, And) {
				if t := l.test(c, file, at+".when", strings.TrimSpace(src)); t != nil {
					c.Conds = append(c.Conds, *t)
				}
			}
		}
		r.Clauses = append(r.Clauses, c)
	}
}

// expand replaces "*" by all columns that hold numbers.
func (t *Table) expand(columns []string) []string {
	if len(columns) != 1 || columns[0] != "*" {
		return columns
	}
	var all []string
	for _, c := range t.Columns {
		if c.Type.Numeric() {
			all = append(all, c.Name.ZH)
		}
	}
	return all
}

func (l *loader) test(c *Clause, file, at, src string) *Test {
	if c.Over != nil {
		src = strings.ReplaceAll(src, This+"[", c.Over.Name.ZH+"[")
	}
	e, err := formula.Parse(src)
	if err != nil {
		l.fail(file, at, "%v", err)
		return nil
	}
	if !formula.Comparison(e.Op) {
		l.fail(file, at, "%q is no comparison", src)
		return nil
	}
	for _, ref := range e.Refs() {
		sel, err := l.p.selector(c, ref)
		if err != nil {
			l.fail(file, at, "%v", err)
		}
		if sel == nil {
			continue
		}
		c.Selectors[ref] = sel
		if c.Names == nil && sel.Kind == Here {
			c.Names = sel
		}
	}
	return &Test{src, e.Op, e.Args[0], e.Args[1]}
}

func (f *Field) has(choice string) bool {
	for _, c := range f.Choices {
		if c.ID == choice {
			return true
		}
	}
	return false
}
