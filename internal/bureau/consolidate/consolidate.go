// Package consolidate makes the filing of a department from those of its units.
//
// Input: a profile, which says what is added up how (consolidate.toml), the filings of
// the units, last year's filings and the money that passes between units. Output: one
// filing, every figure of it with the cells it is the sum of, and findings. Invariant:
// amounts are added as exact decimals, whatever the order of the units; what cannot be
// added, or would be left out, is a finding.
package consolidate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Unit is the filing of one unit.
type Unit struct {
	File   string // for messages
	Path   string // as it was given, which tells files of one name apart; "": as File
	Filing *filing.Filing

	name, code string
	id         string // in the ids of rows: its number among the units in order
	takenOut   map[cellOf][]Part
	fine       map[string]bool // tables that were filled from exact amounts
}

// cellOf is a cell of a unit's table.
type cellOf struct {
	table  string
	row    int
	column string
}

// Name is what the unit calls itself.
func (u *Unit) Name() string { return u.name }

// Part is what one cell of a unit adds to a sum.
type Part struct {
	Unit     *Unit
	At       finding.Place
	Value    decimal.Decimal
	Transfer bool // taken out, as it was counted twice

	exact decimal.Decimal
	known bool // exact is the exact amount, not that which is printed
}

// Sum is a figure of the department with the cells it was made from. Without parts it
// is blank: no unit has a number there.
type Sum struct {
	Total decimal.Decimal // as printed: that of exact amounts, rounded, where all are known
	Parts []Part

	printed, exact decimal.Decimal
	fine, coarse   bool // some part is known exactly, some is only as printed
}

func (s *Sum) add(p Part) {
	s.Parts = append(s.Parts, p)
	s.printed, s.exact = s.printed.Add(p.Value), s.exact.Add(p.exact)
	s.fine = s.fine || !p.exact.Equal(p.Value)
	s.coarse = s.coarse || !p.known && !p.Value.IsZero()
	if s.Total = s.printed; s.Exact() != "" {
		s.Total = s.exact.Round(2)
	}
}

// Exact is the exact total, "" where that is what is printed or not all parts are known.
func (s *Sum) Exact() string {
	if !s.fine || s.coarse {
		return ""
	}
	_, exact := amount.Printed(s.exact)
	return exact
}

// exactly notes how exactly the amount of a part is known: finer says whether its table
// was filled from exact amounts.
func (p Part) exactly(v filing.Value, finer bool) Part {
	p.exact, p.known = p.Value, finer
	if n, err := amount.Parse(v.Exact); v.Exact != "" && err == nil {
		p.exact, p.known = n.Value, true
	}
	return p
}

// Cell is one figure of the department: of a field, or of a row of a table.
type Cell struct {
	Field  *profile.Field
	Table  *profile.Table
	Column *profile.Column
	Row    string // how the row is called
	Unit   string // the unit it stands under, for rows of projects
	Sum    *Sum

	id   string
	side int
}

// Where says where a figure stands: 表五[合计, 基本支出].
func (c *Cell) Where(p *profile.Profile, l message.Lang) string {
	if c.Field != nil {
		return c.Field.Name.In(l)
	}
	row := c.Row
	if en, ok := p.English(row); ok && l == message.EN {
		row = en
	}
	if c.Unit != "" && c.Unit != c.Row {
		row = c.Unit + "/" + row
	}
	return c.Table.Name.In(l) + "[" + row + ", " + c.Column.Name.In(l) + "]"
}

// Options say what is made of the units.
type Options struct {
	Fields    map[string]string // of the department, by path: its name, code, region, …
	Prior     []*Unit           // last year's filings; nil: last year's figures are added up
	Transfers []Transfer
}

// Result is the department. Filing is nil if there are errors among the findings.
type Result struct {
	Profile    *profile.Profile
	Filing     *filing.Filing
	Findings   []finding.Finding
	Units      []*Unit // in order
	Cells      []*Cell // every figure that was added up, in the order of the profile
	Eliminated []Elimination
	Own        *Unit // the unit that leads the department, nil if there is none

	fields map[string]string
}

func (r *Result) report(code string, s finding.Severity, places []finding.Place, kv ...string) *finding.Finding {
	x := finding.New(code, s, finding.Place{}, kv...)
	if len(places) > 0 {
		x.Places = places
	}
	r.Findings = append(r.Findings, x)
	return &r.Findings[len(r.Findings)-1]
}

// failed says whether the units cannot be added up.
func (r *Result) failed() bool { return finding.Count(r.Findings, finding.Error) > 0 }

// Units adds up the units of a department.
func Units(p *profile.Profile, units []*Unit, opt Options) *Result {
	r := &Result{Profile: p, fields: maps.Clone(opt.Fields)}
	if p.Consolidate == nil {
		r.report(finding.NoConsolidation, finding.Error, nil, "profile", p.Name)
		return r
	}
	r.Units = unitsInOrder(p, units)
	r.agree()
	r.department()
	if r.failed() {
		return r
	}
	r.eliminate(opt.Transfers)
	if r.failed() {
		return r
	}
	year := r.Units[0].Filing.Year
	r.Filing = filing.New(p.Name, year)
	p.EnterLists(r.Filing)
	r.tables()
	r.fieldValues()
	r.records()
	if opt.Prior != nil {
		r.lastYear(opt.Prior)
	}
	if len(r.Eliminated) > 0 {
		r.report(finding.TransfersEliminated, finding.Warning, nil, "n", strconv.Itoa(len(r.Eliminated)), "rules", "")
	}
	r.gather()
	r.note()
	if r.failed() {
		r.Filing = nil
	}
	return r
}

// unitsInOrder puts units in order: by code, then by name. So it does not matter in which
// order they were given.
func unitsInOrder(p *profile.Profile, units []*Unit) []*Unit {
	c := p.Consolidate
	out := make([]*Unit, len(units))
	for i, u := range units {
		n := &Unit{File: u.File, Path: cmp.Or(u.Path, u.File), Filing: u.Filing, takenOut: map[cellOf][]Part{}}
		n.name = strings.TrimSpace(u.Filing.Text(c.Name))
		if c.Code != "" {
			n.code = strings.TrimSpace(u.Filing.Text(c.Code))
		}
		if n.Filing.Year == 0 {
			f := *n.Filing
			f.Year = p.Roles.YearOf(&f)
			n.Filing = &f
		}
		out[i] = n
	}
	slices.SortStableFunc(out, func(a, b *Unit) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(filing.Fold(a.name), filing.Fold(b.name)), cmp.Compare(a.File, b.File), cmp.Compare(a.Path, b.Path))
	})
	for i, u := range out {
		u.id = fmt.Sprintf("%06d", i)
	}
	return out
}

// place is where a unit has a field.
func (u *Unit) place(path string) finding.Place {
	at := u.Filing.Fields[path].At
	if at.File == "" {
		at.File = u.File
	}
	if at.Short() == "" {
		at.Path = path
	}
	at.Datum = finding.Datum{Column: path}
	return at
}

// agree reports units that do not belong together.
func (r *Result) agree() {
	c := r.Profile.Consolidate
	if len(r.Units) == 0 {
		r.report(finding.NoUnits, finding.Error, nil)
		return
	}
	for _, u := range r.Units {
		if u.name == "" {
			r.report(finding.UnitUnnamed, finding.Error, []finding.Place{u.place(c.Name)}, "file", u.File)
		}
		if u.Filing.Profile != r.Profile.Name {
			r.report(finding.UnitOtherProfile, finding.Error, []finding.Place{{File: u.File}}, "file", u.File, "profile", u.Filing.Profile, "want", r.Profile.Name)
		}
		for _, path := range slices.Sorted(maps.Keys(c.From)) {
			if want := c.From[path]; !slices.Contains(want, u.Filing.Text(path)) {
				r.named(finding.UnitNotFit, finding.Error, []finding.Place{u.place(path)}, r.Profile.Field(path), "file", u.File,
					"value", r.shown(path, u.Filing.Text(path), message.ZH), "want", r.shown(path, want[0], message.ZH))
			}
		}
	}
	r.differ(r.Profile.Roles.Year, func(u *Unit) string { return strconv.Itoa(u.Filing.Year) })
	for _, path := range r.paths(c.Same) {
		r.differ(path, func(u *Unit) string { return u.Filing.Text(path) })
	}
	r.twice(func(u *Unit) string { return r.bare(u.name) }, c.Name)
	r.twice(func(u *Unit) string { return u.code }, c.Code)
}

// shown is a value as people see it: a choice by its name.
func (r *Result) shown(path, text string, l message.Lang) string {
	if x := r.Profile.Field(path); x != nil {
		for _, c := range x.Choices {
			if c.ID == text {
				return c.Name.In(l)
			}
		}
	}
	return text
}

// named reports something of a field, by its name in both languages.
func (r *Result) named(code string, s finding.Severity, places []finding.Place, x *profile.Field, kv ...string) {
	zh, en := "", ""
	if x != nil {
		zh, en = x.Name.ZH, x.Name.EN
	}
	f := r.report(code, s, places, append(kv, "column", zh)...)
	f.ArgsEN = message.Pairs(append(kv, "column", en)...)
}

// differ reports a field that is not the same in all units: the first unit of each value.
func (r *Result) differ(path string, text func(*Unit) string) {
	var places []finding.Place
	var values []string
	seen := map[string]bool{}
	for _, u := range r.Units {
		v := text(u)
		if k := filing.Fold(v); !seen[k] {
			seen[k] = true
			places = append(places, u.place(path))
			values = append(values, r.shown(path, v, message.ZH)+"（"+u.File+"）")
		}
	}
	if len(seen) > 1 {
		r.named(finding.UnitsDiffer, finding.Error, places, r.Profile.Field(path), "values", message.Join(message.ZH, values))
	}
}

// twice reports units of one name or one code.
func (r *Result) twice(key func(*Unit) string, path string) {
	first := map[string]*Unit{}
	for _, u := range r.Units {
		k := key(u)
		if k == "" {
			continue
		}
		if old := first[k]; old != nil {
			r.report(finding.UnitTwice, finding.Error, []finding.Place{old.place(path), u.place(path)}, "a", old.Path, "b", u.Path, "value", u.Filing.Text(path))
			continue
		}
		first[k] = u
	}
}

// bare is the folded name of a unit without the words that set it off from those below
// it: 某局（本级）.
func (r *Result) bare(name string) string {
	name = filing.Fold(name)
	for _, w := range r.Profile.Consolidate.Alone {
		if short := strings.TrimSuffix(name, filing.Fold(w)); short != "" {
			name = short
		}
	}
	return name
}

// whose finds the unit of a name: its id, or the name itself.
func (r *Result) whose(name string) string {
	want := filing.Fold(name)
	for _, u := range r.Units {
		if filing.Fold(u.name) == want {
			return u.id
		}
	}
	for _, u := range r.Units {
		if r.bare(u.name) == r.bare(name) {
			return u.id
		}
	}
	return "?" + want
}

// department names the department, and finds the unit that leads it.
func (r *Result) department() {
	c := r.Profile.Consolidate
	if r.fields == nil {
		r.fields = map[string]string{}
	}
	if len(r.Units) == 0 {
		return
	}
	var places []finding.Place
	var names []string
	for _, u := range r.Units {
		if c.Department == "" {
			break
		}
		name := r.trim(u.Filing.Text(c.Department))
		if name != "" && !slices.ContainsFunc(names, func(x string) bool { return filing.Fold(x) == filing.Fold(name) }) {
			names = append(names, name)
			places = append(places, u.place(c.Department))
		}
	}
	if r.fields[c.Name] == "" && len(names) == 1 {
		r.fields[c.Name] = names[0]
	}
	if len(names) > 1 {
		r.named(finding.DepartmentsDiffer, finding.Warning, places, r.Profile.Field(c.Department), "values", message.Join(message.ZH, names))
	}
	name := r.fields[c.Name]
	if name == "" {
		r.report(finding.DepartmentUnnamed, finding.Error, places)
		return
	}
	if c.Department != "" && r.fields[c.Department] == "" {
		r.fields[c.Department] = name
		if len(names) == 1 {
			r.fields[c.Department] = names[0]
		}
	}
	code := r.fields[c.Code]
	for _, u := range r.Units {
		if r.bare(u.name) == r.bare(name) || code != "" && u.code == code {
			r.Own = u
			break
		}
	}
}

// trim takes the words off a name that set a unit or a department off.
func (r *Result) trim(name string) string {
	name = strings.TrimSpace(name)
	for _, w := range r.Profile.Consolidate.Alone {
		if short := strings.TrimSuffix(name, w); short != "" {
			name = short
		}
	}
	return name
}

// paths lists the fields that stand at or below some paths, in the order of the profile.
func (r *Result) paths(above []string) []string {
	var out []string
	for _, form := range r.Profile.Forms {
		for i := range form.Fields {
			if profile.Covers(above, form.Fields[i].Path) {
				out = append(out, form.Fields[i].Path)
			}
		}
	}
	return out
}
