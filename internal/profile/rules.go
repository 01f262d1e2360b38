package profile

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"budgetbook/internal/formula"
)

// Rule is one block of the rule catalogue: what must hold, how strictly, and how it
// is explained. A rule is a formula (Check) or a named check in Go (Go).
type Rule struct {
	Code      string              `toml:"code"`
	Level     string              `toml:"level"` // error, warning, note
	Each      string              `toml:"each"`  // table or table.group: checked for each of its rows
	Columns   []string            `toml:"columns"`
	Only      map[string][]string `toml:"only"`      // field path -> values of a choice it is for
	When      string              `toml:"when"`      // comparison; checked only where it holds
	Check     []string            `toml:"check"`     // comparisons
	Tolerance string              `toml:"tolerance"` // equal (default) or sum
	Go        string              `toml:"go"`
	Name      Text                `toml:"name"`
	Say       Text                `toml:"say"` // message with {table} {row} {column} {a} {b} {d}
	Why       Text                `toml:"why"`
	Fix       Text                `toml:"fix"`
	Basis     Text                `toml:"basis"` // law or regulation
	Lists     map[string][]string `toml:"lists"` // words and names a Go check works with
	Examples  []Example           `toml:"example"`

	Tests []Test `toml:"-"`
	Cond  *Test  `toml:"-"`
	Over  *Table `toml:"-"` // Each
	Of    *Group `toml:"-"`
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

// Row selectors that only rules use, besides names, groups and "*".
const (
	Current  = "@"  // the current row; in another table the row of the same name
	Children = "下级" // the rows one level below the current row
	Same     = "=@" // 列=@: the rows whose column holds the name of the current row
	Column1  = "$"  // as a column: the current column
)

func (l *loader) rules() {
	entries, err := fs.ReadDir(l.fsys, "rules")
	if err != nil {
		return // a profile need not bring rules
	}
	codes := map[string]bool{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".toml") {
			continue
		}
		file := path.Join("rules", e.Name())
		var v struct {
			Rule []*Rule `toml:"rule"`
		}
		l.read(file, &v, false)
		for i, r := range v.Rule {
			at := fmt.Sprintf("rule[%d]", i)
			if codes[r.Code] || r.Code == "" {
				l.fail(file, at, "the code %q is blank or stands twice", r.Code)
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
		if r.Tolerance != "" && r.Tolerance != "equal" && r.Tolerance != "sum" {
			l.fail(file, at+".tolerance", "the tolerance must be equal or sum, not %q", r.Tolerance)
		}
		for key, t := range map[string]Text{"name": r.Name, "say": r.Say, "why": r.Why, "fix": r.Fix} {
			if t.ZH == "" {
				l.fail(file, at, "rule %s: %s is missing", r.Code, key)
			}
		}
		for _, field := range sortedKeys(r.Only) {
			f := l.p.Field(field)
			if f == nil {
				l.fail(file, at+".only", "no field %q", field)
				continue
			}
			for _, v := range r.Only[field] {
				if !f.has(v) {
					l.fail(file, at+".only", "%q is no choice of %s", v, field)
				}
			}
		}
		if (r.Go == "") == (len(r.Check) == 0) {
			l.fail(file, at, "rule %s needs either check or go", r.Code)
		}
		if r.Each != "" {
			name, group, has := strings.Cut(r.Each, ".")
			t, ok := l.p.names[name].(*Table)
			if !ok {
				l.fail(file, at+".each", "no table %q", name)
				continue
			}
			r.Over = t
			if has {
				if r.Of = t.groups[group]; r.Of == nil {
					l.fail(file, at+".each", "no group %q in %s", group, name)
				}
			}
			for _, c := range r.Columns {
				if t.byName[c] == nil {
					l.fail(file, at+".columns", "no column %q in %s", c, name)
				}
			}
		} else if len(r.Columns) > 0 {
			l.fail(file, at+".columns", "columns need each")
		}
		for i, src := range r.Check {
			if t := l.test(r, file, fmt.Sprintf("%s.check[%d]", at, i), src); t != nil {
				r.Tests = append(r.Tests, *t)
			}
		}
		if r.When != "" {
			r.Cond = l.test(r, file, at+".when", r.When)
		}
	}
	sort.SliceStable(l.p.Rules, func(i, j int) bool { return l.p.Rules[i].Code < l.p.Rules[j].Code })
}

func (l *loader) test(r *Rule, file, at, src string) *Test {
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
		if err := l.p.checkRuleRef(r, ref); err != nil {
			l.fail(file, at, "%v", err)
		}
	}
	return &Test{src, e.Op, e.Args[0], e.Args[1]}
}

// checkRuleRef verifies a reference of a rule: the selectors of rules besides those
// every formula has.
func (p *Profile) checkRuleRef(r *Rule, ref formula.Ref) error {
	if ref.Column == Column1 {
		if len(r.Columns) == 0 {
			return fmt.Errorf("%s: $ needs columns", ref)
		}
		t, ok := p.names[ref.Table].(*Table)
		if !ok {
			return fmt.Errorf("%s: no table %q", ref, ref.Table)
		}
		for _, c := range r.Columns {
			if t.byName[c] == nil {
				return fmt.Errorf("%s: no column %q in %s", ref, c, ref.Table)
			}
		}
		ref.Column = r.Columns[0]
	}
	group, sel, has := strings.Cut(ref.Row, ":")
	if !has {
		group, sel = "", ref.Row
	}
	t, ok := p.names[ref.Table].(*Table)
	if !ok || sel == ref.Row && sel != Current && sel != Children && !strings.Contains(sel, Current) {
		return p.CheckRef(ref)
	}
	if r.Over == nil {
		return fmt.Errorf("%s: %s needs each", ref, sel)
	}
	if group != "" && t.groups[group] == nil {
		return fmt.Errorf("%s: no group %q in %s", ref, group, ref.Table)
	}
	if t.byName[ref.Column] == nil {
		return fmt.Errorf("%s: no column %q in %s", ref, ref.Column, ref.Table)
	}
	switch {
	case sel == Current:
	case sel == Children:
		if t != r.Over || t.Hierarchy == "" {
			return fmt.Errorf("%s: %s has no levels", ref, ref.Table)
		}
	case strings.HasSuffix(sel, Same):
		if name := strings.TrimSuffix(sel, Same); t.byName[name] == nil {
			return fmt.Errorf("%s: no column %q in %s", ref, name, ref.Table)
		}
	case strings.HasPrefix(sel, Current):
		if name := strings.TrimPrefix(sel, Current); r.Over.byName[name] == nil {
			return fmt.Errorf("%s: no column %q in %s", ref, name, r.Over.Name.ZH)
		}
	default:
		return fmt.Errorf("%s: unknown selector %q", ref, sel)
	}
	return nil
}

// Named returns the table or the form a formula calls by a name, nil if there is none.
func (p *Profile) Named(name string) any { return p.names[name] }

// Below returns the rows one level below row i of a table, nil if it has none.
func (d Data) Below(t *Table, i int) []int {
	rows := d.Filing.Tables[t.ID]
	key := t.Columns[0].ID
	label := strings.TrimSpace(rows[i].Text(key))
	total := false
	for _, s := range t.Rows {
		total = total || s.Total && s.Cells[key].ZH == label
	}
	var out []int
	switch t.Hierarchy {
	case "codes":
		for j := range rows {
			code := strings.TrimSpace(rows[j].Text(key))
			if !digits(code) || j == i {
				continue
			}
			if total && len(code) == 3 || !total && digits(label) && len(code) == len(label)+2 && strings.HasPrefix(code, label) {
				out = append(out, j)
			}
		}
	case "sections":
		heads := map[int]bool{}
		for _, j := range d.Group(t, t.groups[t.HeadGroup]) {
			heads[j] = true
			if total {
				out = append(out, j)
			}
		}
		if heads[i] {
			for j := i + 1; j < len(rows) && !heads[j]; j++ {
				out = append(out, j)
			}
		}
	case "kinds":
		rank := map[string]int{"department": 1, "unit": 2, "project": 3}
		mine := rank[rows[i].Text("kind")]
		for j := i + 1; mine > 0 && j < len(rows); j++ {
			k := rank[rows[j].Text("kind")]
			if k <= mine && k > 0 {
				break
			}
			if k == mine+1 {
				out = append(out, j)
			}
		}
	}
	return out
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (f *Field) has(choice string) bool {
	for _, c := range f.Choices {
		if c.ID == choice {
			return true
		}
	}
	return false
}
