package checks

import (
	"slices"
	"strings"

	"budgetbook/internal/codefind"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// itemLists are the items that the two columns of a table by economic use may name: those of
// the mapping, and those of the lists of the columns.
type itemLists struct {
	items      map[string]bool     // of departments, by key, that the mapping has
	government map[string]bool     // of the government
	allowed    map[string][]string // item of departments, by key -> items of the government
	dept, gov  *profile.Codes      // nil: the column has no list
}

// economicPairs checks that the items of a table by economic use (lists.tables) are
// pairs of the official mapping for some kind of unit the unit may have: lists of the
// rule name, for each kind of unit of the mapping, the choices of the kind of unit.
func economicPairs(in *input) {
	kind := in.Filing.Text(in.Profile.Roles.Unit.Kind)
	l := itemLists{items: map[string]bool{}, government: map[string]bool{}, allowed: map[string][]string{}}
	for _, p := range in.Profile.Pairs {
		k := wording.SpellingKey(p.Dept)
		l.items[k], l.government[wording.SpellingKey(p.Gov)] = true, true
		if kind == "" || slices.Contains(in.Rule.Lists[p.Units], kind) {
			if g := l.allowed[k]; !slices.Contains(g, p.Gov) {
				l.allowed[k] = append(g, p.Gov)
			}
		}
	}
	if len(l.items) == 0 {
		return
	}
	for _, t := range in.Tables("tables") {
		role := in.Profile.Roles.EconomicOf(t)
		if role == nil {
			in.Err = rule.MistakeOf(in.Rule, "%s has no economic items: no [[economic]] in roles.toml", t.Name.ZH)
			return
		}
		l.dept, l.gov = in.Profile.Codes[t.Column(role.Department).List], in.Profile.Codes[t.Column(role.Government).List]
		heads := map[string]bool{}
		for _, h := range t.Hierarchy.Heads() {
			heads[wording.SpellingKey(h)] = true
		}
		for _, r := range in.Filing.Tables[t.ID] {
			k := wording.SpellingKey(r.Text(role.Department))
			if k == "" || isTotal(t, r) || heads[k] && r.Text(role.Government) == "" {
				continue
			}
			in.Holds()
			in.economicPair(t, role, r, l)
		}
	}
}

// economicPair checks the two items of a row.
func (in *input) economicPair(t *profile.Table, role *profile.EconomicRoles, r filing.Row, l itemLists) {
	dept, gov := strings.TrimSpace(r.Text(role.Department)), strings.TrimSpace(r.Text(role.Government))
	k, g := wording.SpellingKey(dept), wording.SpellingKey(gov)
	allowed := l.allowed[k]
	kv := []string{"table", t.Name.ZH, "row", dept, "a", dept, "b", gov, "c", message.Join(message.ZH, allowed)}
	deptAt, govAt := []finding.Place{in.Place(t, r, role.Department)}, []finding.Place{in.Place(t, r, role.Government)}
	known := l.items[k] || hasItem(l.dept, dept)
	if !known {
		in.unknownItem("", dept, l.dept, l.gov, deptAt, kv)
	}
	switch {
	case g == "":
		in.FindCase("blank", govAt, kv...)
	case (!known || looksLikeCode(gov)) && !l.government[g] && !hasItem(l.gov, gov):
		in.unknownItem("gov-", gov, l.gov, l.dept, govAt, kv)
	case !l.items[k]: // it has been said, or the mapping does not know it
	case len(allowed) == 0:
		in.FindCase("kind", deptAt, kv...)
	case !pairsWith(allowed, gov):
		in.Find(govAt, kv...)
	}
}

// unknownItem says of a text that its column's list does not know it: that it is of the
// other column, else which items may be meant.
func (in *input) unknownItem(column, text string, own, other *profile.Codes, at []finding.Place, kv []string) {
	id := column + "item"
	if looksLikeCode(text) {
		id = column + "code"
	}
	if x, ok := itemOf(other, text); ok {
		f := in.FindCase(column+"other", at, append(kv, "d", x.Code+" "+x.Name)...)
		if f.ArgsEN != nil {
			f.ArgsEN["d"] = x.Code + " " + x.In(message.EN)
		}
		return
	}
	var near []profile.Code
	if own != nil {
		if x, ok := itemOf(own, text); ok {
			near = []profile.Code{x} // a code that stands in place of its name
		} else {
			near = codefind.Meant(own, text, 0)
		}
	}
	in.propose(id, near, at, kv)
}

// looksLikeCode says whether a text in place of a name begins with a code.
func looksLikeCode(text string) bool {
	text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
	return wording.OnlyDigits(text) && text != ""
}

// hasItem says whether a list has an item, which is no class, of a name.
func hasItem(list *profile.Codes, name string) bool {
	return list != nil && slices.ContainsFunc(list.Named(name), func(c profile.Code) bool { return len(c.Code) > 3 })
}

// itemOf is what a list has by the code or the name that stands in a cell.
func itemOf(list *profile.Codes, text string) (profile.Code, bool) {
	if list == nil {
		return profile.Code{}, false
	}
	code, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	if c, ok := list.Lookup(code); ok {
		return c, true
	}
	if named := list.Named(text); len(named) > 0 {
		return named[0], true
	}
	return profile.Code{}, false
}

func pairsWith(allowed []string, gov string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool { return wording.SpellingKey(a) == wording.SpellingKey(gov) })
}
