package consolidate

import (
	"fmt"
	"slices"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// departmentLine is a row of the department while it is added up.
type departmentLine struct {
	id    string
	texts map[string]string
	sums  map[string]*Sum
	unit  *Unit // under which it stands, for rows of kinds
	seen  int   // when it was first met
}

// The first characters of the ids of rows.
const (
	fixedRow   = "#" // and its number in the skeleton
	wholeRow   = "^" // the department's row above its units
	unitRow    = "U" // and the id of the unit
	projectRow = "P" // and the id of the unit, the name, and which of that name
	headRow    = "H" // and the name of the section
	keyRow     = "K" // and the texts of the key
)

const keySeparator = "\x00"

// tableSides are the sets of columns of a table that are added up by the same key.
func tableSides(t *profile.Table, how *profile.ConsolidateTable) []profile.ConsolidateSide {
	if len(how.Sides) == 0 {
		return []profile.ConsolidateSide{{Key: []string{t.Columns[0].ID}}}
	}
	return how.Sides
}

// amountColumns are the columns a side adds up.
func amountColumns(t *profile.Table, s profile.ConsolidateSide) []*profile.Column {
	var cs []*profile.Column
	for i := range t.Columns {
		c := &t.Columns[i]
		if c.Type.Numeric() && (len(s.Columns) == 0 || slices.Contains(s.Columns, c.ID)) {
			cs = append(cs, c)
		}
	}
	return cs
}

// ids names the rows of a table for a side; rows of one name are added up. own is the
// id of the unit whose rows they are, "" for the department's own.
func (r *Result) ids(t *profile.Table, how *profile.ConsolidateTable, s profile.ConsolidateSide, rows []filing.Row, own string) []string {
	ids := make([]string, len(rows))
	whose := func(name string) string {
		if own != "" {
			return own
		}
		return r.whose(name)
	}
	unit, section := own, ""
	nth := map[string]int{}
	for i, spec := range t.Match(rows) {
		row := rows[i]
		if spec >= 0 {
			ids[i] = fmt.Sprint(fixedRow, spec)
			continue
		}
		switch {
		case t.Hierarchy.ByKinds():
			switch t.Hierarchy.Kind(row) {
			case profile.DepartmentRow:
				ids[i] = wholeRow
			case profile.UnitRow:
				unit = whose(row.Text(t.Columns[0].ID))
				ids[i] = unitRow + unit
			default:
				k := unit + keySeparator + filing.Fold(row.Text(t.Columns[0].ID))
				ids[i] = fmt.Sprint(projectRow, k, keySeparator, nth[k])
				nth[k]++
			}
		case how.Units != "":
			if name := row.Text(how.Units); strings.TrimSpace(name) != "" {
				ids[i] = unitRow + whose(name)
			}
		default:
			key, blank := "", true
			for _, id := range s.Key {
				text := filing.Fold(row.Text(id))
				blank = blank && text == ""
				key += keySeparator + text
			}
			if blank {
				continue
			}
			if t.Hierarchy.IsHead(row) {
				section = filing.Fold(row.Text(t.Columns[0].ID))
				ids[i] = headRow + section
				continue
			}
			ids[i] = keyRow + section + key
		}
	}
	return ids
}

// tables adds up the printed tables.
func (r *Result) tables() {
	names := map[string]map[string][]named{}
	for _, t := range r.Profile.Tables {
		how := r.Profile.Consolidate.Table(t.ID)
		if how == nil || !t.Printed() {
			continue
		}
		var all [][]*departmentLine
		for i, s := range tableSides(t, how) {
			all = append(all, r.side(t, how, s, names))
			for _, l := range all[i] {
				for _, c := range amountColumns(t, s) {
					r.cell(t, c, i, l)
				}
			}
		}
		r.Filing.Tables[t.ID] = layRows(t, all)
	}
	r.names(names)
}

// cell notes a figure of a line.
func (r *Result) cell(t *profile.Table, c *profile.Column, side int, l *departmentLine) {
	s := l.sums[c.ID]
	if s == nil {
		s = &Sum{}
		l.sums[c.ID] = s
	}
	x := &Cell{Table: t, Column: c, Sum: s, id: l.id, side: side}
	x.Row = l.texts[t.KeyOf(c).ID]
	if x.Row == "" {
		x.Row = l.texts[t.Columns[0].ID]
	}
	if l.unit != nil {
		x.Unit = l.unit.name
	}
	r.Cells = append(r.Cells, x)
}

// named is a name of a code, and the first cell it stands in.
type named struct {
	name string
	at   finding.Place
}

// side adds up the lines of one side, in order.
func (r *Result) side(t *profile.Table, how *profile.ConsolidateTable, s profile.ConsolidateSide, names map[string]map[string][]named) []*departmentLine {
	byID := map[string]*departmentLine{}
	var lines []*departmentLine
	columns := amountColumns(t, s)
	get := func(id string, row *filing.Row, u *Unit) *departmentLine {
		l := byID[id]
		if l == nil {
			l = &departmentLine{id: id, texts: map[string]string{}, sums: map[string]*Sum{}, seen: len(lines)}
			for i := range t.Columns {
				if c := &t.Columns[i]; !c.Type.Numeric() && row != nil && (len(how.Sides) < 2 || slices.Contains(s.Key, c.ID) || slices.Contains(s.Name, c.ID)) {
					l.texts[c.ID] = strings.TrimSpace(row.Text(c.ID))
				}
			}
			switch {
			case strings.HasPrefix(id, unitRow):
				l.texts[t.Columns[0].ID] = u.name
				l.unit = u
			case strings.HasPrefix(id, projectRow):
				l.unit = u
			}
			byID[id] = l
			lines = append(lines, l)
		}
		return l
	}
	// Fixed rows are there, whether a unit has them or not.
	for i, spec := range t.Rows {
		if len(spec.Cells) == 0 {
			continue
		}
		l := get(fmt.Sprint(fixedRow, i), nil, nil)
		for id, text := range spec.Cells {
			l.texts[id] = text.ZH
		}
	}
	for _, u := range r.Units {
		rows := u.Filing.Tables[t.ID]
		ids := r.ids(t, how, s, rows, u.id)
		own := ""
		for i := range rows {
			id := ids[i]
			if id == "" {
				r.nameless(u, t, columns, rows[i])
				continue
			}
			if id == wholeRow {
				continue // it is made anew
			}
			if t.Hierarchy.ByKinds() && strings.HasPrefix(id, unitRow) {
				own = id
			}
			l := get(id, &rows[i], u)
			r.noteName(s, names, u, rows[i])
			for _, c := range columns {
				r.take(l, c, u, t, rows, i)
			}
		}
		if t.Hierarchy.ByKinds() && own == "" {
			r.unitOf(t, columns, u, lines, get)
		}
	}
	if t.Hierarchy.ByKinds() {
		r.whole(t, columns, lines, get)
	}
	lines = slices.Collect(func(yield func(*departmentLine) bool) {
		for _, l := range byID {
			if r.stays(t, how, l) && !yield(l) {
				return
			}
		}
	})
	r.order(t, how, s, lines)
	return lines
}

// nameless reports amounts of a row that does not say what they are for.
func (r *Result) nameless(u *Unit, t *profile.Table, columns []*profile.Column, row filing.Row) {
	for _, c := range columns {
		if a := columnAmount(row, c.ID); !a.IsZero() {
			f := r.report(finding.RowUnnamed, finding.Error, []finding.Place{u.at(t, row, c)}, "file", u.File, "table", t.Name.ZH, "column", c.Name.ZH, "value", amount.Trim2(a))
			f.ArgsEN = message.Pairs("file", u.File, "table", t.Name.EN, "column", c.Name.EN, "value", amount.Trim2(a))
		}
	}
}

// take adds a cell of a unit to a line, and what was taken out of it.
func (r *Result) take(l *departmentLine, c *profile.Column, u *Unit, t *profile.Table, rows []filing.Row, i int) {
	a, err := amount.Parse(rows[i].Text(c.ID))
	if err != nil || a.Blank {
		return // what is no number was reported by the reader
	}
	s := l.sums[c.ID]
	if s == nil {
		s = &Sum{}
		l.sums[c.ID] = s
	}
	s.add(Part{Unit: u, At: u.at(t, rows[i], c), Value: a.Value}.exactly(rows[i].Cells[c.ID], u.finer(t)))
	for _, out := range u.takenOut[cellOf{t.ID, i, c.ID}] {
		s.add(out)
	}
}

// finer says whether a unit filled a table from exact amounts.
func (u *Unit) finer(t *profile.Table) bool {
	known, ok := u.fine[t.ID]
	if !ok {
		if u.fine == nil {
			u.fine = map[string]bool{}
		}
		known = filing.Finer(u.Filing.Tables[t.ID])
		u.fine[t.ID] = known
	}
	return known
}

// at is where a unit has a cell.
func (u *Unit) at(t *profile.Table, row filing.Row, c *profile.Column) finding.Place {
	at := row.Cells[c.ID].At
	if at.Short() == "" {
		at = row.At
	}
	if at.File == "" {
		at.File = u.File
	}
	at.Heading, at.Datum = t.Name.ZH, finding.Datum{Table: t.ID, Key: profile.RowName(t, row, c), Column: c.ID}
	if at.Name == "" {
		at.Name = t.Name.ZH + "[" + profile.RowName(t, row, c) + ", " + c.Name.ZH + "]"
	}
	return at
}

// unitOf makes the row of a unit that has projects but no row of its own.
func (r *Result) unitOf(t *profile.Table, columns []*profile.Column, u *Unit, lines []*departmentLine, get func(string, *filing.Row, *Unit) *departmentLine) {
	var head *departmentLine
	for _, l := range lines {
		if l.unit != u || !strings.HasPrefix(l.id, projectRow) {
			continue
		}
		if head == nil {
			head = get(unitRow+u.id, &filing.Row{}, u)
			head.texts[t.Hierarchy.KindColumn().ID] = t.Hierarchy.Choice(profile.UnitRow)
		}
		head.addUp(columns, l)
	}
}

// whole makes the row of the department above those of its units.
func (r *Result) whole(t *profile.Table, columns []*profile.Column, lines []*departmentLine, get func(string, *filing.Row, *Unit) *departmentLine) {
	var head *departmentLine
	for _, l := range linesOf(lines, unitRow) {
		if head == nil {
			head = get(wholeRow, &filing.Row{}, nil)
			head.texts[t.Columns[0].ID] = r.fields[r.Profile.Consolidate.Name]
			head.texts[t.Hierarchy.KindColumn().ID] = t.Hierarchy.Choice(profile.DepartmentRow)
		}
		head.addUp(columns, l)
	}
}

func linesOf(lines []*departmentLine, kind string) []*departmentLine {
	var out []*departmentLine
	for _, l := range lines {
		if strings.HasPrefix(l.id, kind) {
			out = append(out, l)
		}
	}
	return out
}

// addUp adds what another line has.
func (l *departmentLine) addUp(columns []*profile.Column, x *departmentLine) {
	for _, c := range columns {
		if x.sums[c.ID] == nil {
			continue
		}
		if l.sums[c.ID] == nil {
			l.sums[c.ID] = &Sum{}
		}
		for _, p := range x.sums[c.ID].Parts {
			l.sums[c.ID].add(p)
		}
	}
}

// noteName notes what a unit calls a code.
func (r *Result) noteName(s profile.ConsolidateSide, names map[string]map[string][]named, u *Unit, row filing.Row) {
	code := strings.TrimSpace(row.Text(s.Key[0]))
	for _, id := range s.Name {
		name := strings.TrimSpace(row.Text(id))
		if code == "" || name == "" {
			continue
		}
		if names[s.List] == nil {
			names[s.List] = map[string][]named{}
		}
		have := names[s.List][code]
		if !slices.ContainsFunc(have, func(n named) bool { return filing.Fold(n.name) == filing.Fold(name) }) {
			at := row.Cells[id].At
			if at.File == "" {
				at.File = u.File
			}
			names[s.List][code] = append(have, named{name, at})
		}
	}
}

// names reports codes that units call by different names.
func (r *Result) names(names map[string]map[string][]named) {
	for _, list := range slices.Sorted(keysOf(names)) {
		for _, code := range slices.Sorted(keysOf(names[list])) {
			have := names[list][code]
			if len(have) < 2 {
				continue
			}
			var places []finding.Place
			var said []string
			for _, n := range have {
				places = append(places, n.at)
				said = append(said, "“"+n.name+"”（"+n.at.File+" "+n.at.Short()+"）")
			}
			r.report(finding.CodeNamesDiffer, finding.Error, places, "code", code, "names", message.Join(message.ZH, said))
		}
	}
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
