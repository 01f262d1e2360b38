package derive

import (
	"slices"
	"sort"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Atoms recovers the records of the short form from the tables. It lists every
// combination of texts a record could have, writes each figure of the tables as the
// sum of some of them, and solves that. What the tables leave open is an error that
// names the rows; the records are put into the filing only if all is determined.
// Figures that are not the sums of their parts, as rounding makes them, are warnings:
// the short form has the sums.
func Atoms(p *profile.Profile, f *filing.Filing) []finding.Finding {
	m := newMaker(p, f)
	if p.Compact == nil {
		m.report(finding.NoShortForm, finding.Error, finding.Place{}, "profile", p.Name)
		return m.found
	}
	for _, path := range sortedKeys(p.Compact.Whole) {
		if !p.Compact.Whole.Has(f.Text) {
			m.report(finding.NotForDepartments, finding.Error, f.Fields[path].At, "place", f.Fields[path].At.Short())
			return m.found
		}
	}
	m.nameCodes()
	n := m.suppose()
	if finding.Count(m.found, finding.Error) > 0 {
		return m.found
	}
	if n > maxUnknowns {
		m.report(finding.NoShortForm, finding.Error, finding.Place{}, "profile", p.Name)
		return m.found
	}
	eqs, at := m.equations()
	values, known := solveEquations(n, eqs)
	m.undetermined(at, values, known)
	for list, lines := range m.lines {
		for i := range lines {
			lines[i].amount = values[at[lineRef{list, i}]]
		}
	}
	if finding.Count(m.found, finding.Error) > 0 {
		return m.found
	}
	for _, d := range m.c.Tables {
		m.compare(d, finding.TotalDiffers, finding.Warning)
	}
	m.faithful()
	if finding.Count(m.found, finding.Error) == 0 {
		m.give()
	}
	return m.found
}

// nearAmount is how far a figure may be from the sum of its parts to pass for rounding.
var nearAmount = decimal.New(10, -2)

// faithful makes errors of differences that rounding does not explain, and of amounts
// no record can have.
func (m *maker) faithful() {
	for i := range m.found {
		x := &m.found[i]
		if x.Code != finding.TotalDiffers || m.blank[i] {
			continue // nothing stood there that could be lost
		}
		if x.Compared.Difference.Abs().GreaterThan(nearAmount) {
			x.Severity = finding.Error
			if x.Words == nil {
				x.Reword("far")
			}
		}
	}
}

// nameCodes notes the names of codes that stand in the tables, where the lists have
// none or another one.
func (m *maker) nameCodes() {
	for _, d := range m.c.Tables {
		for _, s := range d.Sides {
			if s.Name == "" || len(s.Levels) == 0 {
				continue
			}
			for _, r := range m.f.Tables[d.ID] {
				code, name := strings.TrimSpace(r.Text(s.Key)), strings.TrimSpace(r.Text(s.Name))
				if name != "" && code != "" && filing.Fold(m.name(s.List, code)) != filing.Fold(name) && m.names[code] == "" {
					m.names[code] = name
				}
			}
		}
	}
}

// suppose makes every line the records could hold: the codes and names that stand in
// the tables, times the choices of the other columns. It returns their number.
func (m *maker) suppose() int {
	n := 0
	for _, t := range m.c.Lists {
		if t.ID == m.c.Names {
			continue
		}
		lines := m.standing(t)
		for i := range t.Columns {
			c := &t.Columns[i]
			if c.Type != profile.PickType || len(lines) > 0 && lines[0].texts[c.ID] != "" {
				continue
			}
			var more []shortLine
			for _, l := range lines {
				for _, choice := range c.Choices {
					x := shortLine{texts: map[string]string{c.ID: choice.ID}, at: l.at}
					for k, v := range l.texts {
						x.texts[k] = v
					}
					more = append(more, x)
				}
			}
			lines = more
		}
		m.lines[t.ID] = lines
		n += len(lines)
	}
	return n
}

// standing lists the codes or names of a list's records that stand in the tables,
// with the texts copied beside them. A list without such has one line, to be
// multiplied by its choices.
func (m *maker) standing(t *profile.Table) []shortLine {
	var lines []shortLine
	seen := map[string]bool{}
	any := false
	for _, d := range m.c.Tables {
		for i := range d.Sides {
			s := &d.Sides[i]
			if s.Of != t.ID {
				continue
			}
			any = true
			given := m.f.Tables[d.ID]
			section := ""
			for j, id := range m.ids(d, i, given) {
				if id == "" || id[0] == '#' || id[0] == '^' {
					continue
				}
				key := strings.TrimSpace(given[j].Text(s.Key))
				if s.Spell {
					var last bool
					if key, last = m.spelt(s, given[j], &section); !last {
						continue
					}
					if code := key; len(code) != s.Levels[len(s.Levels)-1] || !strings.HasPrefix(code, section) {
						x := m.report(finding.NameUnlisted, finding.Error, given[j].At, "place", given[j].At.Short(), "name", key)
						if several := m.meant(s, key, section); len(several) > 1 {
							x.Reword("several")
							x.Args["codes"] = profile.CodeNames(several, message.ZH)
							x.ArgsEN = message.Pairs("place", given[j].At.Short(), "name", key, "codes", profile.CodeNames(several, message.EN))
						}
						continue
					}
				} else if len(s.Levels) > 0 && len(key) != s.Levels[len(s.Levels)-1] || seen[id] {
					continue
				}
				seen[id] = true
				l := shortLine{texts: map[string]string{s.By: key}, at: given[j].At}
				for column, from := range s.Copy {
					l.texts[from] = strings.TrimSpace(given[j].Text(column))
				}
				lines = append(lines, l)
			}
		}
	}
	if !any {
		return []shortLine{{texts: map[string]string{}}}
	}
	return lines
}

// equations writes the figures of the tables as sums of the lines supposed.
func (m *maker) equations() ([]equation, map[lineRef]int) {
	at := map[lineRef]int{}
	for _, t := range m.c.Lists {
		for i := range m.lines[t.ID] {
			at[lineRef{t.ID, i}] = len(at)
		}
	}
	var eqs []equation
	for _, d := range m.c.Tables {
		for i, side := range m.lay(d) {
			given := m.f.Tables[d.ID]
			have := map[string]int{}
			for n, id := range m.ids(d, i, given) {
				if _, twice := have[id]; !twice {
					have[id] = n
				}
			}
			filled := func(r layRow, column string) bool {
				n, ok := have[r.id]
				return ok && isFilled(given[n], column)
			}
			for _, r := range side {
				n, ok := have[r.id]
				for column, sum := range r.sums {
					if !filled(r, column) && isTotalAbove(side, r, column, filled) {
						continue // a total that is not filled in says nothing
					}
					e := equation{}
					if ok {
						e.sum = rowAmount(given[n], column)
					}
					for _, x := range sum {
						e.of = append(e.of, at[x])
					}
					sort.Ints(e.of)
					eqs = append(eqs, e)
				}
			}
		}
	}
	// Maps above have no order: an order of its own makes the result one.
	sort.Slice(eqs, func(i, j int) bool {
		a, b := eqs[i], eqs[j]
		if len(a.of) != len(b.of) {
			return len(a.of) < len(b.of)
		}
		for k := range a.of {
			if a.of[k] != b.of[k] {
				return a.of[k] < b.of[k]
			}
		}
		return a.sum.LessThan(b.sum)
	})
	return eqs, at
}

// isFilled says whether a row has an amount in a column.
func isFilled(r filing.Row, column string) bool {
	n, err := amount.Parse(r.Text(column))
	return err == nil && !n.Blank
}

// isTotalAbove says whether a figure is a total of another one of its column that is filled in.
func isTotalAbove(side []layRow, r layRow, column string, filled func(layRow, string) bool) bool {
	of := map[lineRef]bool{}
	for _, x := range r.sums[column] {
		of[x] = true
	}
	for _, other := range side {
		sum, ok := other.sums[column]
		if !ok || len(sum) > len(of) || len(sum) == 0 || !filled(other, column) {
			continue
		}
		if !slices.ContainsFunc(sum, func(x lineRef) bool { return !of[x] }) {
			return true
		}
	}
	return false
}

// undetermined reports the codes and names whose amounts the tables leave open.
func (m *maker) undetermined(at map[lineRef]int, values []decimal.Decimal, known []bool) {
	for _, t := range m.c.Lists {
		seen := map[string]bool{}
		for i, l := range m.lines[t.ID] {
			n := at[lineRef{t.ID, i}]
			bad := known[n] && (values[n].IsNegative() || !values[n].Equal(values[n].Round(2)))
			if known[n] && !bad {
				continue
			}
			key := l.text(t.Columns[0].ID)
			if seen[key] {
				continue
			}
			seen[key] = true
			x := m.report(finding.Undetermined, finding.Error, l.at, "list", t.Name.ZH, "name", key, "place", l.at.Short())
			x.ArgsEN = message.Pairs("list", t.Name.EN, "name", key, "place", l.at.Short())
		}
	}
}

// give puts the lines that hold something into the filing.
func (m *maker) give() {
	for _, t := range m.c.Lists {
		delete(m.f.Tables, t.ID)
		for _, l := range m.lines[t.ID] {
			if l.amount.IsZero() {
				continue
			}
			r := filing.Row{Cells: map[string]filing.Value{}, At: l.at}
			for _, c := range t.Columns {
				text := l.texts[c.ID]
				if c.Type == profile.WanType {
					text = amount.Wan(l.amount)
				}
				r.Cells[c.ID] = filing.Value{Text: text, At: l.at}
			}
			m.f.Tables[t.ID] = append(m.f.Tables[t.ID], r)
		}
	}
	codes := make([]string, 0, len(m.names))
	for code := range m.names {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	role := m.p.NameRoles()
	for _, code := range codes {
		m.f.Tables[m.c.Names] = append(m.f.Tables[m.c.Names], filing.Row{Cells: map[string]filing.Value{
			role.Code: {Text: code}, role.Name: {Text: m.names[code]}}})
	}
}
