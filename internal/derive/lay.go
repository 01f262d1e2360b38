package derive

import (
	"sort"
	"strconv"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// layRow is one row of a table to be: its texts, and for each amount the lines it sums.
type layRow struct {
	id    string // the same for a row of given data
	texts map[string]string
	sums  map[string][]lineRef
}

// lineRef is a line of a list.
type lineRef struct {
	list string
	n    int
}

// refs lists the lines of a list that pass two filters and a test.
func (m *maker) refs(list string, a, b profile.Where, test func(shortLine) bool) []lineRef {
	var out []lineRef
	for i, l := range m.lines[list] {
		if a.Has(l.text) && b.Has(l.text) && (test == nil || test(l)) {
			out = append(out, lineRef{list, i})
		}
	}
	return out
}

// fixedID names the entry of the skeleton a row is.
func fixedID(spec int) string { return "#" + strconv.Itoa(spec) }

// lay lists the rows of each side of a table. The first rows are the fixed ones, in
// a side of their own unless the table has but one, a total, that sums its sides.
func (m *maker) lay(d *profile.Derived) [][]layRow {
	t := m.p.Table(d.ID)
	if len(d.Sides) == 0 {
		return [][]layRow{m.fixed(t, d)}
	}
	var sides [][]layRow
	for i := range d.Sides {
		sides = append(sides, m.side(t, &d.Sides[i]))
	}
	return sides
}

func (m *maker) fixed(t *profile.Table, d *profile.Derived) []layRow {
	var rows []layRow
	at := map[int]int{} // spec -> row
	for i, s := range t.Rows {
		if len(s.Cells) == 0 {
			continue
		}
		at[i] = len(rows)
		rows = append(rows, layRow{id: fixedID(i), texts: rowLabels(s), sums: map[string][]lineRef{}})
	}
	for _, x := range d.Fixed {
		if x.Rows == "" {
			r := rows[at[t.FixedRow(x.Row, x.Column)]]
			r.sums[x.Column] = m.refs(x.Of, x.Where, nil, nil)
			continue
		}
		key := t.KeyOf(t.Column(x.Column)).ID
		by, list := m.codeOf(x.Of)
		for i, s := range t.Rows {
			if s.Group != x.Rows {
				continue
			}
			_, label, _ := wording.CutOrdinal(s.Cells[key].ZH)
			rows[at[i]].sums[x.Column] = m.refs(x.Of, x.Where, nil, func(l shortLine) bool {
				code := l.text(by)
				return len(code) >= classLength && filing.Fold(m.name(list, code[:classLength])) == filing.Fold(label)
			})
		}
	}
	return rows
}

// classLength is the length of the code of a class, the highest level there is.
const classLength = 3

// codeOf is the column of a list that holds codes, and their code list.
func (m *maker) codeOf(list string) (column, codes string) {
	for _, c := range m.p.Table(list).Columns {
		if c.Codes != "" {
			return c.ID, c.Codes
		}
	}
	return "", ""
}

func rowLabels(s profile.RowSpec) map[string]string {
	texts := map[string]string{}
	for id, label := range s.Cells {
		texts[id] = label.ZH
	}
	return texts
}

// side lists the rows of one side: the total, its head rows, then one for each code
// and the levels above it, or for each name.
func (m *maker) side(t *profile.Table, s *profile.Side) []layRow {
	whole := make([]int, len(m.lines[s.Of]))
	for i := range whole {
		whole[i] = i
	}
	all := m.cells(s, whole, nil)
	any := false
	for _, sums := range all {
		any = any || len(sums) > 0
	}
	var rows []layRow
	for i, spec := range t.Rows {
		if s.Total && spec.Total {
			texts := map[string]string{}
			if _, here := spec.Cells[s.Key]; here {
				texts = rowLabels(spec)
			}
			rows = append(rows, layRow{id: fixedID(i), texts: texts, sums: all})
		}
	}
	if !any {
		return rows
	}
	for i, h := range s.Heads {
		texts := map[string]string{}
		for id, text := range h.Cells {
			texts[id] = m.fill(text)
		}
		rows = append(rows, layRow{id: headID(i), texts: texts, sums: all})
	}
	return append(rows, m.body(s)...)
}

func headID(i int) string { return "^" + strconv.Itoa(i) }

// body lists the rows made from records.
func (m *maker) body(s *profile.Side) []layRow {
	var rows []layRow
	seen := map[string]bool{}
	below := map[string][]int{} // lines by code, by the codes above it, or by name
	for i, l := range m.lines[s.Of] {
		key := m.by(s, l)
		for _, n := range s.Levels {
			if n < len(key) {
				below[key[:n]] = append(below[key[:n]], i)
			}
		}
		below[key] = append(below[key], i)
	}
	for _, l := range m.sorted(s, m.lines[s.Of]) {
		if !s.Where.Has(l.text) || l.text(s.By) == "" && s.Else == "" {
			continue
		}
		key := m.by(s, l)
		levels := s.Levels
		if len(levels) == 0 {
			levels = []int{0}
		}
		for i, n := range levels {
			last := i == len(levels)-1
			head, test := key, func(x shortLine) bool { return m.same(s, l, x) }
			if !last {
				if len(key) < n {
					continue
				}
				head = key[:n]
				test = nil
			}
			texts := map[string]string{s.Key: head}
			if n > 0 && s.Spell {
				texts[s.Key] = m.name(s.List, head)
			} else if n > 0 && s.Name != "" {
				texts[s.Name] = m.name(s.List, head)
			}
			if last {
				for column, from := range s.Copy {
					texts[column] = l.text(from)
				}
				for column, text := range s.Set {
					texts[column] = text
				}
			}
			id := m.id(s, head, last, texts)
			if seen[id] {
				continue
			}
			seen[id] = true
			sums := m.cells(s, below[head], test)
			if n := 0; len(s.Cells) > 0 {
				for _, x := range sums {
					n += len(x)
				}
				if n == 0 {
					continue
				}
			}
			rows = append(rows, layRow{id: id, texts: texts, sums: sums})
		}
	}
	return rows
}

// by is the code or name of a line.
func (m *maker) by(s *profile.Side, l shortLine) string {
	if text := l.text(s.By); text != "" || s.Else == "" {
		return text
	}
	return m.f.Text(s.Else)
}

// same says whether two lines share a row as far as its copied texts go.
func (m *maker) same(s *profile.Side, a, b shortLine) bool {
	for _, from := range s.Copy {
		if a.text(from) != b.text(from) {
			return false
		}
	}
	return true
}

// id names a row made from records by its code or name and its copied texts.
func (m *maker) id(s *profile.Side, key string, last bool, texts map[string]string) string {
	id := filing.Fold(key)
	if !last {
		return id
	}
	columns := make([]string, 0, len(s.Copy))
	for c := range s.Copy {
		columns = append(columns, c)
	}
	sort.Strings(columns)
	for _, c := range columns {
		id += "\x00" + filing.Fold(texts[c])
	}
	return id
}

// cells lists the lines each amount of a row sums, of some of a list.
func (m *maker) cells(s *profile.Side, among []int, test func(shortLine) bool) map[string][]lineRef {
	sums := map[string][]lineRef{}
	for _, c := range s.Cells {
		sums[c.Column] = nil
	}
	for _, i := range among {
		l := m.lines[s.Of][i]
		if !s.Where.Has(l.text) || test != nil && !test(l) {
			continue
		}
		for _, c := range s.Cells {
			if c.Where.Has(l.text) {
				sums[c.Column] = append(sums[c.Column], lineRef{s.Of, i})
			}
		}
	}
	return sums
}
