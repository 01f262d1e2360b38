package checks

import (
	"slices"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// codeList checks codes and their names against the code lists: for each list of the
// profile the rule's lists name its tables as 表 or 表/编码列/名称列. A code with its name
// is said once, with all the places where it stands. What the list is not sure of is a
// warning that says so. lists.obsolete holds codes and names of earlier years: “2080504
// 名称 = 现行名称”.
func codeList(in *input) {
	old := obsoleteCodes(in.Rule.Lists["obsolete"])
	for _, list := range rule.SortedPaths(in.Profile.Codes) {
		for _, x := range in.classified(in.Rule.Lists[list]) {
			in.code(in.Profile.Codes[list], old, x)
		}
	}
}

// classified is a code with a name, and where the two stand.
type classified struct {
	code, name     string
	tables         []string
	codeAt, nameAt []finding.Place
}

// classified gathers the codes with their names in the order in which they stand.
func (in *input) classified(specs []string) []*classified {
	var out []*classified
	byKey := map[string]*classified{}
	for _, spec := range specs {
		parts := strings.Split(spec, "/")
		t := in.Table(parts[0])
		if t == nil {
			return nil
		}
		var code, name string
		if len(parts) == 3 && t.ColumnNamed(parts[1]) != nil && t.ColumnNamed(parts[2]) != nil {
			code, name = t.ColumnNamed(parts[1]).ID, t.ColumnNamed(parts[2]).ID
		} else {
			code, name = in.Codes(t).Code, in.Codes(t).Name
		}
		for _, r := range in.Filing.Tables[t.ID] {
			c := strings.TrimSpace(r.Text(code))
			if !wording.OnlyDigits(c) {
				continue
			}
			in.Holds()
			if strings.TrimSpace(r.Text(name)) == "" {
				continue // its reader named it, or has said that nobody can
			}
			key := c + " " + wording.SpellingKey(r.Text(name))
			x := byKey[key]
			if x == nil {
				x = &classified{code: c, name: r.Text(name)}
				byKey[key] = x
				out = append(out, x)
			}
			if !slices.Contains(x.tables, t.Name.ZH) {
				x.tables = append(x.tables, t.Name.ZH)
			}
			x.codeAt = addPlace(x.codeAt, in.Place(t, r, code))
			x.nameAt = addPlace(x.nameAt, in.Place(t, r, name))
		}
	}
	return out
}

// addPlace adds a place unless its cell is there: in the short form one cell gives rows of
// several tables.
func addPlace(places []finding.Place, at finding.Place) []finding.Place {
	if slices.ContainsFunc(places, func(p finding.Place) bool { return at.Cell != "" && p.Sheet == at.Sheet && p.Cell == at.Cell }) {
		return places
	}
	return append(places, at)
}

func (in *input) code(codes *profile.Codes, old map[string]string, x *classified) {
	kv := []string{"table", message.Join(message.ZH, x.tables), "row", x.code, "a", x.name, "b", itoa(in.Filing.Year)}
	if now, ok := old[x.code+" "+wording.SpellingKey(x.name)]; ok {
		in.FindCase("obsolete", x.nameAt, append(kv, "c", now)...)
		return
	}
	c, known := codes.Lookup(x.code)
	same := known && wording.SpellingKey(x.name) == wording.SpellingKey(c.Name)
	switch {
	case same && c.Outside(in.Filing.Year):
		in.FindCase("year", x.codeAt, append(kv, "c", years(c))...)
	case same:
	case !known:
		id := "unsure"
		if codes.Complete {
			id = "unknown"
		}
		in.propose(id, codes.Near(x.code, x.name), x.codeAt, kv)
	case c.Certain():
		in.propose("name", codes.Bearers(x.name, x.code), x.nameAt, append(kv, "c", c.Name))
	default:
		doubt := doubtOf(c)
		f := in.propose("name-unsure", codes.Bearers(x.name, x.code), x.nameAt, append(kv, "c", c.Name, "e", message.Say(message.ZH, doubt, nil)))
		f.ArgsEN["e"] = message.Say(message.EN, doubt, nil)
	}
}

// propose reports a case in its own words or, with codes that may be meant, in those of
// the case of that name with -near.
func (in *input) propose(id string, near []profile.Code, at []finding.Place, kv []string) *finding.Finding {
	if len(near) == 0 {
		return in.FindCase(id, at, kv...)
	}
	f := in.FindCase(id+"-near", at, append(kv, "d", profile.CodeNames(near, message.ZH))...)
	if f.ArgsEN != nil { // the case is there
		f.ArgsEN["d"] = profile.CodeNames(near, message.EN)
	}
	return f
}

// years are the years a code holds for.
func years(c profile.Code) string {
	from, to := "", ""
	if c.From > 0 {
		from = itoa(c.From)
	}
	if c.To > 0 {
		to = itoa(c.To)
	}
	return from + "–" + to
}

// doubtOf is the message that says why a row of a list is not certain.
func doubtOf(c profile.Code) string {
	switch {
	case c.Doubt != "" && (c.From > 0 || c.To > 0):
		return "code-doubt-year"
	case c.Doubt == "" && slices.Contains([]profile.Grade{profile.GradeB, profile.GradeC, profile.GradeD}, c.Grade):
		return "code-doubt-" + string(c.Grade)
	}
	return "code-doubt-other"
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
