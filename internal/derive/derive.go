// Package derive makes the printed tables from the short form of the inputs, and the
// short form from the tables as far as they determine it.
//
// Input: a profile and a filing. Output: rows in the filing, and findings. Invariant:
// every figure made is the exact sum of the amounts entered, in a fixed order; nothing
// is guessed: what tables do not determine is reported.
package derive

import (
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

// Tables computes the tables of a filing that has records of the short form. Tables
// that were given stay as they are; figures in which they differ are findings. A
// filing without such records is left alone.
func Tables(p *profile.Profile, f *filing.Filing) []finding.Finding {
	if !p.Short(f) {
		return nil
	}
	m := newMaker(p, f)
	for _, path := range sortedKeys(p.Compact.Whole) {
		// A scope that is not chosen is asked for elsewhere.
		if f.Text(path) != "" && !p.Compact.Whole.Has(f.Text) {
			m.report(finding.NotForDepartments, finding.Error, f.Fields[path].At, "place", f.Fields[path].At.Short())
			return m.found
		}
	}
	m.enter()
	for _, d := range p.Compact.Tables {
		if len(f.Tables[d.ID]) == 0 {
			f.Tables[d.ID] = m.rows(d)
			continue
		}
		m.compare(d, finding.TableDiffers, finding.Error)
	}
	return m.found
}

// rows are the rows of a table as data.
func (m *maker) rows(d *profile.Derived) []filing.Row {
	t := m.p.Table(d.ID)
	var rows []filing.Row
	for _, side := range m.lay(d) {
		for i, r := range side {
			if i == len(rows) {
				x := filing.Row{Cells: map[string]filing.Value{}, At: m.source(t, nil, "")}
				for _, c := range t.Columns {
					x.Cells[c.ID] = filing.Value{At: m.source(t, nil, "")}
				}
				rows = append(rows, x)
			}
			var whole []lineRef
			for _, id := range slices.Sorted(maps.Keys(r.sums)) {
				whole = append(whole, r.sums[id]...)
			}
			if rows[i].At.Cell == "" && len(whole) > 0 {
				rows[i].At = m.source(t, whole, "")
			}
			for id, text := range r.texts {
				rows[i].Cells[id] = filing.Value{Text: text, At: m.source(t, whole, "")}
			}
			for id, sum := range r.sums {
				v := rows[i].Cells[id]
				if v.At = m.source(t, sum, "amount"); v.At.Sheet == "" {
					v.At = m.source(t, whole, "")
				}
				if total := m.sum(sum); !total.IsZero() {
					v.Text = amount.Wan(total)
				}
				if exact := m.exact(sum); !exact.Equal(m.sum(sum)) {
					v.Exact = exact.String()
				}
				rows[i].Cells[id] = v
			}
		}
	}
	return rows
}

// source is where what a table says comes from: the cell of the one record that says
// it, the sheet of several, else the list the table follows from.
func (m *maker) source(t *profile.Table, refs []lineRef, column string) finding.Place {
	at := finding.Place{Name: t.Name.ZH}
	for _, r := range refs {
		l := m.lines[r.list][r.n]
		from := l.at
		if cell := l.cells[column]; cell.Sheet != "" {
			from = cell
		}
		switch {
		case from.Sheet == "":
			return at
		case at.Sheet == "":
			at.File, at.Sheet, at.Cell = from.File, from.Sheet, from.Cell
		case at.Sheet != from.Sheet:
			return at
		case at.Cell != from.Cell:
			at.Cell = ""
		}
	}
	return at
}

func (m *maker) sum(refs []lineRef) decimal.Decimal {
	total := decimal.Zero
	for _, r := range refs {
		total = total.Add(m.lines[r.list][r.n].amount)
	}
	return total
}

// exact is the sum of the exact amounts; what is printed is that of the printed ones, so
// that every figure of the short form adds up.
func (m *maker) exact(refs []lineRef) decimal.Decimal {
	total := decimal.Zero
	for _, r := range refs {
		total = total.Add(m.lines[r.list][r.n].exact)
	}
	return total
}

// compare reports the figures in which given rows differ from those that follow from
// the records.
func (m *maker) compare(d *profile.Derived, code string, severity finding.Severity) {
	t := m.p.Table(d.ID)
	given := m.f.Tables[d.ID]
	for i, side := range m.lay(d) {
		ids := m.ids(d, i, given)
		at := map[string]int{}
		for n, id := range ids {
			if _, twice := at[id]; !twice && id != "" {
				at[id] = n
			}
		}
		columns := m.summed(d, i)
		done := map[int]bool{}
		say := func(n int, label, column string, have, want decimal.Decimal) *finding.Finding {
			place := finding.Place{Name: t.Name.ZH + "[" + label + "]", Heading: t.Name.ZH}
			if n >= 0 {
				if place = given[n].Cells[column].At; place.Short() == "" {
					place = given[n].At
				}
			}
			place.Datum = finding.Datum{Table: t.ID, Row: n + 1, Key: label, Column: column}
			kv := []string{"row", label, "have", amount.Trim2(have), "want", amount.Trim2(want)}
			x := m.report(code, severity, place, append(kv, "table", t.Name.ZH, "column", t.Column(column).Name.ZH)...)
			x.ArgsEN = message.Pairs(append(kv, "table", t.Name.EN, "column", t.Column(column).Name.EN)...)
			x.Compared = finding.Compare(finding.Single(place, have), "=", finding.Operand{Value: want})
			return x
		}
		for _, r := range side {
			n, ok := at[r.id]
			if !ok {
				n = -1
			} else {
				done[n] = true
			}
			for _, column := range columns {
				if _, here := r.sums[column]; !here && strings.HasPrefix(r.id, "#") && len(d.Sides) == 0 {
					continue // a cell that is not filled
				}
				want, have := m.sum(r.sums[column]), decimal.Zero
				if n >= 0 {
					have = rowAmount(given[n], column)
				}
				if !have.Equal(want) {
					m.blank[len(m.found)] = n < 0 || !isFilled(given[n], column)
					label := r.texts[t.KeyOf(t.Column(column)).ID]
					if label == "" {
						label = r.texts[t.Columns[0].ID]
					}
					say(n, label, column, have, want)
				}
			}
		}
		for n, g := range given {
			if done[n] {
				continue
			}
			for _, column := range columns {
				if have := rowAmount(g, column); !have.IsZero() {
					x := say(n, profile.RowName(t, g, t.Column(column)), column, have, decimal.Zero)
					if length := m.bare(d, i, given, n); length > 0 && code == finding.TotalDiffers {
						x.Args["length"], x.ArgsEN["length"] = strconv.Itoa(length), strconv.Itoa(length)
						x.Reword("bare")
					}
				}
			}
		}
	}
}

// bare says that a given row bears a code of a higher level without any code of the lowest
// one below it: the length of those, 0 if it does not.
func (m *maker) bare(d *profile.Derived, side int, given []filing.Row, n int) int {
	if len(d.Sides) == 0 || d.Sides[side].Spell || len(d.Sides[side].Levels) == 0 {
		return 0
	}
	s := &d.Sides[side]
	leaf := s.Levels[len(s.Levels)-1]
	code := strings.TrimSpace(given[n].Text(s.Key))
	if len(code) >= leaf || !slices.Contains(s.Levels, len(code)) {
		return 0
	}
	for _, r := range given {
		if below := strings.TrimSpace(r.Text(s.Key)); len(below) == leaf && strings.HasPrefix(below, code) {
			return 0
		}
	}
	return leaf
}

// summed are the columns a side fills with sums.
func (m *maker) summed(d *profile.Derived, side int) []string {
	var columns []string
	list := d.Fixed
	if len(d.Sides) > 0 {
		list = d.Sides[side].Cells
	}
	seen := map[string]bool{}
	for _, x := range list {
		if !seen[x.Column] {
			columns = append(columns, x.Column)
		}
		seen[x.Column] = true
	}
	return columns
}

// rowAmount is an amount of given rows; what is no number was reported by its reader.
func rowAmount(r filing.Row, column string) decimal.Decimal {
	a, err := amount.Parse(r.Text(column))
	if err != nil {
		return decimal.Zero
	}
	return a.Value
}

// ids names the rows of given data for a side, as lay names those it makes; "" is a
// row without a name there.
func (m *maker) ids(d *profile.Derived, side int, given []filing.Row) []string {
	t := m.p.Table(d.ID)
	ids := make([]string, len(given))
	spec := t.Match(given)
	section := ""
	for i, r := range given {
		if spec[i] >= 0 {
			ids[i] = fixedID(spec[i])
			continue
		}
		if len(d.Sides) == 0 {
			continue
		}
		s := &d.Sides[side]
		if h := headOf(s, r); h >= 0 {
			ids[i] = headID(h)
			continue
		}
		key := strings.TrimSpace(r.Text(s.Key))
		if key == "" {
			continue
		}
		last := true
		if s.Spell {
			key, last = m.spelt(s, r, &section)
		} else if len(s.Levels) > 0 {
			last = len(key) == s.Levels[len(s.Levels)-1]
		}
		texts := map[string]string{}
		for column := range s.Copy {
			texts[column] = strings.TrimSpace(r.Text(column))
		}
		ids[i] = m.id(s, key, last, texts)
	}
	return ids
}

// headOf is which head row a given row is, by those texts that do not hold fields; -1
// if it is none.
func headOf(s *profile.Side, r filing.Row) int {
	for i, h := range s.Heads {
		plain, fits := 0, true
		for id, text := range h.Cells {
			if !strings.Contains(text, "{") {
				plain++
				fits = fits && r.Text(id) == text
			}
		}
		if plain > 0 && fits {
			return i
		}
	}
	return -1
}

// spelt is the code of a row that bears only the name, below the row of its class. A
// name that no list has, or of which several codes can be meant, stands for itself.
func (m *maker) spelt(s *profile.Side, r filing.Row, section *string) (code string, last bool) {
	name := strings.TrimSpace(r.Text(s.Key))
	leads := true
	for column := range s.Copy {
		leads = leads && strings.TrimSpace(r.Text(column)) == ""
	}
	list := m.p.Codes[s.List]
	if leads {
		if heads := list.Below("", name, s.Levels[0]); len(heads) == 1 {
			*section = heads[0].Code
			return heads[0].Code, false
		}
		return name, true
	}
	if items := m.meant(s, name, *section); len(items) == 1 {
		return items[0].Code, true
	}
	return name, true
}

// meant are the codes of the last level that bear a name, in a section.
func (m *maker) meant(s *profile.Side, name, section string) []profile.Code {
	return m.p.Codes[s.List].Below(section, name, s.Levels[len(s.Levels)-1])
}

// sortedKeys lists the keys of a filter in order.
func sortedKeys(w profile.Where) []string {
	return slices.Sorted(maps.Keys(w))
}
