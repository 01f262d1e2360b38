package checks

import (
	"slices"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// codeList checks codes and their names against the code lists: for each list of the
// profile the rule's lists name its tables as 表 or 表/编码列/名称列. What the list is
// not sure of is a warning that says so. lists.obsolete holds codes and names of
// earlier years: “2080504 名称 = 现行名称”.
func codeList(in *input) {
	old := obsoleteCodes(in.Rule.Lists["obsolete"])
	unlisted := &unlistedCodes{seen: map[string]bool{}}
	for _, list := range rule.SortedPaths(in.Profile.Codes) {
		codes := in.Profile.Codes[list]
		for _, spec := range in.Rule.Lists[list] {
			parts := strings.Split(spec, "/")
			t := in.Table(parts[0])
			if t == nil {
				return
			}
			var code, name string
			if len(parts) == 3 && t.ColumnNamed(parts[1]) != nil && t.ColumnNamed(parts[2]) != nil {
				code, name = t.ColumnNamed(parts[1]).ID, t.ColumnNamed(parts[2]).ID
			} else {
				code, name = in.Codes(t).Code, in.Codes(t).Name
			}
			for _, r := range in.Filing.Tables[t.ID] {
				if c := strings.TrimSpace(r.Text(code)); wording.OnlyDigits(c) {
					in.Holds()
					in.code(codes, old, unlisted, t, r, c, code, name)
				}
			}
		}
	}
	if len(unlisted.codes) > 0 {
		in.FindCase("unlisted", unlisted.at, "n", itoa(len(unlisted.codes)), "a", message.Join(message.ZH, unlisted.codes), "b", itoa(in.Filing.Year))
	}
}

// unlistedCodes are items a list that is not complete does not hold.
type unlistedCodes struct {
	codes []string
	at    []finding.Place
	seen  map[string]bool
}

func (in *input) code(codes *profile.Codes, old map[string]string, unlisted *unlistedCodes, t *profile.Table, r filing.Row, code, codeColumn, nameColumn string) {
	name := r.Text(nameColumn)
	kv := []string{"table", t.Name.ZH, "row", code, "a", name, "b", itoa(in.Filing.Year)}
	at := []finding.Place{in.Place(t, r, nameColumn)}
	if now, ok := old[code+" "+wording.SpellingKey(name)]; ok {
		in.FindCase("obsolete", at, append(kv, "c", now)...)
		return
	}
	c, known := codes.Lookup(code)
	switch {
	case !known && codes.Complete:
		in.FindCase("unknown", []finding.Place{in.Place(t, r, codeColumn)}, kv...)
	case !known && len(code) == 3:
		in.FindCase("unknown", []finding.Place{in.Place(t, r, codeColumn)}, kv...)
	case !known && len(code) < 7:
		in.FindCase("unsure", []finding.Place{in.Place(t, r, codeColumn)}, kv...)
	case !known:
		// The list holds few items: that one is missing says nothing about it, only
		// that its name was not checked.
		if !unlisted.seen[code] {
			unlisted.seen[code] = true
			unlisted.codes = append(unlisted.codes, code)
			unlisted.at = append(unlisted.at, in.Place(t, r, codeColumn))
		}
	case wording.SpellingKey(name) == wording.SpellingKey(c.Name):
	case c.Certain():
		in.FindCase("name", at, append(kv, "c", c.Name)...)
	default:
		in.FindCase("name-unsure", at, append(kv, "c", c.Name)...)
	}
}

// obsoleteCodes reads lines “code name = what holds now”.
func obsoleteCodes(lines []string) map[string]string {
	m := map[string]string{}
	for _, l := range lines {
		before, now, ok := strings.Cut(l, "=")
		code, name, ok2 := strings.Cut(strings.TrimSpace(before), " ")
		if ok && ok2 {
			m[code+" "+wording.SpellingKey(name)] = strings.TrimSpace(now)
		}
	}
	return m
}

// economicPairs checks that the items of a table by economic use (lists.tables) are
// pairs of the official mapping for some kind of unit the unit may have: lists of the
// rule name, for each kind of unit of the mapping, the choices of the kind of unit.
func economicPairs(in *input) {
	kind := in.Filing.Text(in.Profile.Roles.Unit.Kind)
	items, allowed := map[string]bool{}, map[string][]string{}
	for _, p := range in.Profile.Pairs {
		k := wording.SpellingKey(p.Dept)
		items[k] = true
		if kind == "" || slices.Contains(in.Rule.Lists[p.Units], kind) {
			if g := allowed[k]; !slices.Contains(g, p.Gov) {
				allowed[k] = append(g, p.Gov)
			}
		}
	}
	if len(items) == 0 {
		return
	}
	for _, t := range in.Tables("tables") {
		role := in.Profile.Roles.EconomicOf(t)
		if role == nil {
			in.Err = rule.MistakeOf(in.Rule, "%s has no economic items: no [[economic]] in roles.toml", t.Name.ZH)
			return
		}
		heads := map[string]bool{}
		for _, h := range t.Hierarchy.Heads() {
			heads[wording.SpellingKey(h)] = true
		}
		for _, r := range in.Filing.Tables[t.ID] {
			dept, gov := r.Text(role.Department), r.Text(role.Government)
			k := wording.SpellingKey(dept)
			if k == "" || isTotal(t, r) || heads[k] && gov == "" {
				continue
			}
			in.Holds()
			kv := []string{"table", t.Name.ZH, "row", dept, "a", dept, "b", gov, "c", message.Join(message.ZH, allowed[k])}
			at := []finding.Place{in.Place(t, r, role.Government)}
			switch {
			case !items[k]:
				in.FindCase("item", []finding.Place{in.Place(t, r, role.Department)}, kv...)
			case strings.TrimSpace(gov) == "":
				in.FindCase("blank", at, kv...)
			case len(allowed[k]) == 0:
				in.FindCase("kind", []finding.Place{in.Place(t, r, role.Department)}, kv...)
			case !pairsWith(allowed[k], gov):
				in.Find(at, kv...)
			}
		}
	}
}

func pairsWith(allowed []string, gov string) bool {
	for _, a := range allowed {
		if wording.SpellingKey(a) == wording.SpellingKey(gov) {
			return true
		}
	}
	return false
}
