package derive

import (
	"fmt"
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

// shortLine is one record of the short form, with defaults filled in.
type shortLine struct {
	texts  map[string]string
	amount decimal.Decimal
	exact  decimal.Decimal // as exactly as it is known
	at     finding.Place
	cells  map[string]finding.Place // where its texts stand, by column
}

func (l shortLine) text(column string) string { return l.texts[column] }

// maker makes tables of lines, or lines of tables.
type maker struct {
	p     *profile.Profile
	c     *profile.Compact
	f     *filing.Filing
	lines map[string][]shortLine // by list
	names map[string]string      // codes the unit names itself
	found []finding.Finding
	blank map[int]bool // of them: those about a cell that is not filled
}

func newMaker(p *profile.Profile, f *filing.Filing) *maker {
	return &maker{p: p, c: p.Compact, f: f, lines: map[string][]shortLine{}, names: map[string]string{}, blank: map[int]bool{}}
}

func (m *maker) report(code string, s finding.Severity, at finding.Place, kv ...string) *finding.Finding {
	m.found = append(m.found, finding.New(code, s, at, kv...))
	return &m.found[len(m.found)-1]
}

// enter reads the records of the filing.
func (m *maker) enter() {
	role := m.p.NameRoles()
	for _, r := range m.f.Tables[m.c.Names] {
		m.names[strings.TrimSpace(r.Text(role.Code))] = strings.TrimSpace(r.Text(role.Name))
	}
	for _, t := range m.c.Lists {
		if t.ID == m.c.Names {
			continue
		}
		for i, r := range m.f.Tables[t.ID] {
			if l, ok := m.line(t, r, i); ok {
				m.lines[t.ID] = append(m.lines[t.ID], l)
			}
		}
	}
	for _, a := range m.c.Also {
		for _, l := range m.lines[a.From] {
			if l.text(a.Needs) == "" {
				continue
			}
			more := shortLine{texts: map[string]string{}, amount: l.amount, exact: l.exact, at: l.at, cells: l.cells}
			for k, v := range l.texts {
				more.texts[k] = v
			}
			for k, v := range a.Set {
				more.texts[k] = v
			}
			m.lines[a.As] = append(m.lines[a.As], more)
		}
	}
}

// line reads one record; a record without an amount counts for nothing.
func (m *maker) line(t *profile.Table, r filing.Row, n int) (shortLine, bool) {
	l := shortLine{texts: map[string]string{}, cells: map[string]finding.Place{}, at: r.At}
	if l.at == (finding.Place{}) {
		l.at = finding.Place{Path: fmt.Sprintf("%s[%d]", t.ID, n)}
	}
	entered, ok := false, true
	for i := range t.Columns {
		c := &t.Columns[i]
		text := strings.TrimSpace(r.Text(c.ID))
		l.cells[c.ID] = r.Cells[c.ID].At
		if c.Type == profile.WanType {
			a, err := amount.Parse(text)
			if err != nil {
				return l, false // the reader has said so
			}
			l.amount, l.exact, entered = a.Value, a.Value, !a.Blank
			if x, err := amount.Parse(r.Cells[c.ID].Exact); err == nil && !x.Blank {
				l.exact = x.Value
			}
			continue
		}
		if text == "" {
			text = c.Default
		}
		l.texts[c.ID] = text
	}
	if !entered || l.amount.IsZero() {
		return l, false
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		text := l.texts[c.ID]
		switch {
		case c.Type == profile.PickType && text != "" && !slices.ContainsFunc(c.Choices, func(x profile.Choice) bool { return x.ID == text }):
			ok = false // the reader has said so; a row half understood would make all sums disagree
		case c.Pairs != "" && text == "":
			ok = m.pair(t, c, l) && ok
		case text == "" && !c.Optional && c.Type != profile.WanType:
			m.column(finding.RecordIncomplete, l, c)
			ok = false
		case text != "" && c.Codes != "" && m.several(c, l, m.leaf(t.ID)):
			ok = false
		case text != "" && c.Codes != "" && m.leaf(t.ID) > 0 && len(text) != m.leaf(t.ID):
			m.badCode(c, l, m.leaf(t.ID))
			ok = false
		case text != "" && c.Codes != "":
			m.unlisted(t, c, l)
		}
	}
	return l, ok
}

// column reports something about a column of a line.
func (m *maker) column(code string, l shortLine, c *profile.Column, kv ...string) {
	at := l.at
	if cell := l.cells[c.ID]; cell.Short() != "" {
		at = cell
	}
	kv = append(kv, "place", at.Short())
	x := m.report(code, finding.Error, at, append(kv, "column", c.Name.ZH)...)
	x.ArgsEN = message.Pairs(append(kv, "column", c.Name.EN)...)
}

// several asks which code is meant by a name that several bear.
func (m *maker) several(c *profile.Column, l shortLine, leaf int) bool {
	list := m.p.Codes[c.Codes]
	codes := slices.DeleteFunc(list.Named(l.texts[c.ID]), func(x profile.Code) bool { return leaf > 0 && len(x.Code) != leaf })
	if len(codes) < 2 {
		return false
	}
	m.column(finding.NameOfSeveral, l, c, "name", l.texts[c.ID], "n", fmt.Sprint(len(codes)), "codes", list.OfOneName(codes, message.ZH))
	m.found[len(m.found)-1].ArgsEN["codes"] = list.OfOneName(codes, message.EN)
	return true
}

// leaf is the length of the codes the lines of a list carry, 0 if they carry none.
func (m *maker) leaf(list string) int {
	if levels := m.levels(list); len(levels) > 0 {
		return levels[len(levels)-1]
	}
	return 0
}

// levels are the lengths of the codes that have rows.
func (m *maker) levels(list string) []int { return m.c.Levels(list) }

// pair fills in the government's item of a line, if the mapping has one only.
func (m *maker) pair(t *profile.Table, c *profile.Column, l shortLine) bool {
	offers := m.p.Offers(m.f, l.text(c.Pairs))
	if len(offers) == 1 {
		l.texts[c.ID] = offers[0]
		return true
	}
	if len(offers) == 0 {
		m.column(finding.PairUnclear, l, c, "code", l.text(c.Pairs))
		m.found[len(m.found)-1].Reword("none")
	} else {
		m.column(finding.PairUnclear, l, c, "code", l.text(c.Pairs), "choices", message.Join(message.ZH, offers))
	}
	return false
}

// name is the name of a code: the unit's own, or that of the list.
func (m *maker) name(list, code string) string {
	if n := m.names[code]; n != "" {
		return n
	}
	c, _ := m.p.Codes[list].Lookup(code)
	return c.Name
}

// fill puts the texts of fields into {paths}.
func (m *maker) fill(s string) string {
	args := message.Args{}
	for path, v := range m.f.Fields {
		args[path] = v.Text
	}
	return message.Fill(s, args)
}

// rank orders the lines of a side.
func (m *maker) sorted(s *profile.Side, lines []shortLine) []shortLine {
	out := slices.Clone(lines)
	t := m.p.Table(s.Of)
	at := func(l shortLine) int {
		if s.Order == "" {
			return 0
		}
		return slices.IndexFunc(t.Column(s.Order).Choices, func(c profile.Choice) bool { return c.ID == l.text(s.Order) })
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if x, y := at(a), at(b); x != y {
			return x < y
		}
		if len(s.Levels) == 0 {
			return false // names as they were entered
		}
		if x, y := a.text(s.By), b.text(s.By); x != y {
			return x < y
		}
		return m.pairRank(s, t, a) < m.pairRank(s, t, b)
	})
	return out
}

// pairRank is where the mapping has the pair of items of a line.
func (m *maker) pairRank(s *profile.Side, t *profile.Table, l shortLine) int {
	for _, column := range s.Copy {
		c := t.Column(column)
		if c.Pairs == "" {
			continue
		}
		for i, p := range m.p.Pairs {
			if p.Code == l.text(c.Pairs) && p.Gov == l.text(column) {
				return i
			}
		}
	}
	return len(m.p.Pairs)
}
