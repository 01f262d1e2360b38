package board

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/bureau/roster"
)

// match gives every Result to a unit of the list: by code and scope, by name, and, if
// it could not be read, by the name of its file. The rest is not listed.
func (b *Board) match(results []batch.Result, r *roster.Roster) {
	if r != nil {
		for _, u := range r.Sorted() {
			b.Rows = append(b.Rows, Row{Unit: u, Listed: true})
		}
	}
	listed := len(b.Rows)
	mine := make([][]batch.Result, listed)
	var rest []batch.Result
	for _, x := range results {
		if i := b.owner(x, listed); i >= 0 {
			mine[i] = append(mine[i], x)
		} else {
			rest = append(rest, x)
		}
	}
	for i, all := range mine {
		row := &b.Rows[i]
		if len(all) == 0 {
			b.gap(Gap{Kind: NotReceived, Unit: row.Unit})
			continue
		}
		// Of several the first of the year that could be read counts; all are named.
		k := slices.IndexFunc(all, func(x batch.Result) bool { return x.Failure == nil && x.Year == b.Year })
		if k < 0 {
			k = max(0, slices.IndexFunc(all, func(x batch.Result) bool { return x.Failure == nil }))
		}
		row.Result = &all[k]
		row.Others = slices.Concat(all[:k], all[k+1:])
		if len(all) > 1 {
			b.gap(Gap{Kind: Duplicate, Unit: row.Unit, Inputs: inputNames(all)})
		}
	}
	// What is not listed has a row for each workbook; those of one unit are named together.
	var groups [][]batch.Result
	for i := range rest {
		x := &rest[i]
		k := slices.IndexFunc(groups, func(g []batch.Result) bool {
			return slices.ContainsFunc(g, func(y batch.Result) bool { return b.sameOwner(*x, y) })
		})
		again := k >= 0 && slices.ContainsFunc(groups[k], func(y batch.Result) bool { return y.Year == x.Year })
		if k < 0 {
			groups = append(groups, []batch.Result{*x})
		} else {
			groups[k] = append(groups[k], *x)
		}
		u := roster.Unit{Code: x.Unit.Code, Name: cmp.Or(x.Unit.Name, strings.TrimSuffix(path.Base(x.Input), path.Ext(x.Input))), NameEN: x.Unit.NameEN,
			Kind: x.Unit.Kind, Level: x.Unit.Level, Region: x.Unit.Region, Department: x.Unit.Department, Scope: x.Scope}
		b.Rows = append(b.Rows, Row{Unit: u, Listed: r == nil, Again: again, Result: x})
		if r != nil {
			b.gap(Gap{Kind: NotListed, Unit: u, Inputs: []string{x.Input}})
		}
	}
	for _, g := range groups {
		if len(g) > 1 {
			b.gap(Gap{Kind: Duplicate, Unit: roster.Unit{Code: g[0].Unit.Code, Name: g[0].Unit.Name, Department: g[0].Unit.Department, Scope: g[0].Scope}, Inputs: inputNames(g)})
		}
	}
}

// unitScope is the scope of a unit's own budget, which holds where nothing is said.
func (b *Board) unitScope() string { return b.opt.Profile.Roles.Scope.Unit }

// sameOwner says whether two workbooks are of one unit and scope: by code, and by name
// where one of them has no code.
func (b *Board) sameOwner(x, y batch.Result) bool {
	if cmp.Or(x.Scope, b.unitScope()) != cmp.Or(y.Scope, b.unitScope()) {
		return false
	}
	if a, b := roster.Key(x.Unit.Code), roster.Key(y.Unit.Code); a != "" && b != "" {
		return a == b
	}
	name := roster.Key(x.Unit.Name)
	return name != "" && name == roster.Key(y.Unit.Name)
}

// inBoth stands for the scopes of a unit that is in the list with its own budget and
// with that of its department.
const inBoth = "both"

// listedScopes are the scopes the list has for each unit.
func listedScopes(r *roster.Roster, unit string) map[string]string {
	all := map[string]string{}
	if r == nil {
		return all
	}
	for _, u := range r.Units {
		k, s := scopeKey(u), u.ScopeOr(unit)
		if old, ok := all[k]; ok && old != s {
			s = inBoth
		}
		all[k] = s
	}
	return all
}

func scopeKey(u roster.Unit) string { return cmp.Or(roster.Key(u.Code), roster.Key(u.Name)) }

// scope is the scope of a unit where it must be said which budget is meant: that of a
// department, or one of two with the same code. Else it is "".
func (b *Board) scope(u roster.Unit) string {
	if s := u.ScopeOr(b.unitScope()); s != b.unitScope() || b.scopes[scopeKey(u)] == inBoth {
		return s
	}
	return ""
}

// name is what a unit is called, with the scope where that must be said.
func (b *Board) name(u roster.Unit) string {
	if s := b.scope(u); s != "" {
		return b.say("board.scoped", "unit", u.Name, "scope", b.choice(b.opt.Profile.Roles.Scope.Field, s))
	}
	return u.Name
}

func inputNames(all []batch.Result) []string {
	var names []string
	for _, x := range all {
		names = append(names, x.Input)
	}
	return names
}

// gap notes a difference. What several workbooks of a unit say alike is one.
func (b *Board) gap(g Gap) {
	for i := range b.Gaps {
		x := &b.Gaps[i]
		if g.Named && x.Named && x.Kind == g.Kind && sameUnit(x.Unit, g.Unit) && x.Is == g.Is && x.Should == g.Should && x.Figure == g.Figure {
			x.Inputs = append(x.Inputs, g.Inputs...)
			return
		}
	}
	b.Gaps = append(b.Gaps, g)
}

// owner is the row of the list a Result belongs to, -1 if none.
func (b *Board) owner(x batch.Result, listed int) int {
	find := func(is func(u roster.Unit) bool) int {
		first := -1
		for i := range listed {
			u := b.Rows[i].Unit
			if !is(u) {
				continue
			}
			if u.ScopeOr(b.unitScope()) == cmp.Or(x.Scope, b.unitScope()) {
				return i
			}
			if first < 0 {
				first = i
			}
		}
		return first
	}
	if code := roster.Key(x.Unit.Code); code != "" {
		if i := find(func(u roster.Unit) bool { return roster.Key(u.Code) == code }); i >= 0 {
			return i
		}
	}
	if name := roster.Key(x.Unit.Name); name != "" {
		return find(func(u roster.Unit) bool { return roster.Key(u.Name) == name })
	}
	if x.Unit.Code != "" {
		return -1
	}
	// The name the template was given out under: code_name. The longest code counts,
	// then a name that stands in the file's name.
	file := roster.Key(strings.TrimSuffix(path.Base(x.Input), path.Ext(x.Input)))
	best, length := -1, 0
	for i := range listed {
		code := roster.Key(b.Rows[i].Unit.Code)
		rest, ok := strings.CutPrefix(file, code)
		if !ok || code == "" || rest != "" && isDigit(rest[0]) {
			continue
		}
		// Of two with the same code the one whose scope stands in the file's name.
		if len(code) > length || len(code) == length && b.namesScope(file, b.Rows[i].Unit) && !b.namesScope(file, b.Rows[best].Unit) {
			best, length = i, len(code)
		}
	}
	if best >= 0 {
		return best
	}
	for i := range listed {
		name := roster.Key(b.Rows[i].Unit.Name)
		if name != "" && len(name) > length && strings.Contains(file, name) {
			best, length = i, len(name)
		}
	}
	return best
}

// namesScope says whether the name of a file ends as that of a template given out for
// this scope.
func (b *Board) namesScope(file string, u roster.Unit) bool {
	if f := b.opt.Profile.Field(b.opt.Profile.Roles.Scope.Field); f != nil {
		for _, c := range f.Choices {
			if c.ID == u.ScopeOr(b.unitScope()) {
				return strings.Contains(file, roster.Key(c.Name.ZH)) || strings.Contains(file, roster.Key(c.Name.EN))
			}
		}
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// compare looks for what a workbook says otherwise than the list, and brings all
// differences into order: by kind, then by unit.
func (b *Board) compare() {
	for _, r := range b.Rows {
		for _, x := range append([]*batch.Result{r.Result}, resultPointers(r.Others)...) {
			if x != nil {
				b.against(r, x)
			}
		}
	}
	slices.SortStableFunc(b.Gaps, func(x, y Gap) int {
		return cmp.Compare(slices.Index(gapKinds, x.Kind), slices.Index(gapKinds, y.Kind))
	})
}

func resultPointers(list []batch.Result) []*batch.Result {
	var all []*batch.Result
	for i := range list {
		all = append(all, &list[i])
	}
	return all
}

// against compares one workbook with the list.
func (b *Board) against(r Row, x *batch.Result) {
	report := func(k Kind, is, should string) {
		b.gap(Gap{Kind: k, Unit: r.Unit, Inputs: []string{x.Input}, Is: is, Should: should, Named: len(r.Others) > 0})
	}
	if x.Failure != nil {
		kind := NotRead
		if isAltered(x) {
			kind = Altered
		}
		report(kind, x.Failure.Say, "")
		return
	}
	if x.Year != b.Year && b.Year > 0 {
		year := ""
		if x.Year > 0 {
			year = strconv.Itoa(x.Year)
		}
		report(WrongYear, year, strconv.Itoa(b.Year))
	}
	if x.Profile != b.opt.Profile.Name {
		report(WrongProfile, x.Profile, b.opt.Profile.Name)
	}
	if !r.Listed || r.Unit.Row == 0 {
		return
	}
	if is, should := cmp.Or(x.Scope, b.unitScope()), r.Unit.ScopeOr(b.unitScope()); is != should {
		report(WrongScope, b.choice(b.opt.Profile.Roles.Scope.Field, is), b.choice(b.opt.Profile.Roles.Scope.Field, should))
	}
	if roster.Key(x.Unit.Code) != roster.Key(r.Unit.Code) {
		report(WrongCode, x.Unit.Code, r.Unit.Code)
	}
	if roster.Key(x.Unit.Name) != roster.Key(r.Unit.Name) {
		report(WrongName, x.Unit.Name, r.Unit.Name)
	}
	if x.Profile != b.opt.Profile.Name {
		return // its figures are others
	}
	for _, c := range b.Controls {
		should, ok := parseAmount(r.Unit.Approved[c.Path])
		if !ok || c.Figure == "" {
			continue
		}
		g := Gap{Kind: WrongFigure, Unit: r.Unit, Inputs: []string{x.Input}, Figure: c.Path, Should: amount.Wan(should), Named: len(r.Others) > 0}
		if is, ok := parseAmount(x.Figures[c.Figure]); !ok {
			b.gap(g)
		} else if !is.Equal(should) {
			g.Is, g.Diff = amount.Wan(is), amount.Wan(is.Sub(should))
			b.gap(g)
		}
		own, ok := parseAmount(cmp.Or(x.Approved[c.Figure], x.Approved[c.Path]))
		if ok && !own.Equal(should) {
			g.Kind, g.Is, g.Diff = OwnApproved, amount.Wan(own), amount.Wan(own.Sub(should))
			b.gap(g)
		}
	}
}

// choice is the name of a choice of a field.
func (b *Board) choice(path, id string) string {
	if f := b.opt.Profile.Field(path); f != nil {
		for _, c := range f.Choices {
			if c.ID == id {
				return c.Name.In(b.opt.Lang)
			}
		}
	}
	return id
}
