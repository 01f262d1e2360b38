package intake

import (
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// sheetPart is a stretch of rows of a sheet that holds one table.
type sheetPart struct {
	whole    *xlsx.Grid
	g        *xlsx.Grid // its rows only
	from, to int        // rows, to excluded
	t        *profile.Table
	names    []*profile.Table // what its titles say
	read     bool
	levels   *xlsx.Cell // the first head of the columns a code was joined from
}

// nothing says whether a part states that its table has no data.
func (x *sheetPart) nothing() bool {
	stated := false
	for _, line := range x.g.Rows {
		for _, c := range line.Cells {
			if _, number := cellNumber(c); number {
				return false
			}
			stated = stated || c.Kind == xlsx.TextCell && wording.Sheets().NoData.In(sheets.LabelKey(c.Text))
		}
	}
	return stated
}

// split cuts a sheet where a table is named: by its number or its title.
func (m *importer) split(g *xlsx.Grid) []*sheetPart {
	type mark struct {
		row    int
		tables []*profile.Table
	}
	var marks []mark
	for _, line := range g.Rows {
		if t := m.named(line); len(t) > 0 {
			marks = append(marks, mark{line.Number, t})
		}
	}
	end := 1
	if n := len(g.Rows); n > 0 {
		end = g.Rows[n-1].Number + 1
	}
	var parts []*sheetPart
	for _, k := range marks {
		if n := len(parts); n > 0 {
			last := parts[n-1]
			// Number and title of one table stand close together.
			if k.row-last.from <= 4 && !m.filledBetween(g, last.from, k.row) {
				last.names = narrowTables(slices.Clone(last.names), k.tables)
				continue
			}
			last.to = k.row
		}
		parts = append(parts, &sheetPart{whole: g, from: k.row, to: end, names: k.tables})
	}
	if len(parts) == 0 {
		parts = []*sheetPart{{whole: g, from: 1, to: end, names: m.called(g.Name)}}
	}
	parts[0].from = 1 // the unit of the amounts may stand above the title
	for _, x := range parts {
		x.g = &xlsx.Grid{Name: g.Name, Hidden: g.Hidden, Base: x.from - 1}
		for _, line := range g.Rows {
			if line.Number >= x.from && line.Number < x.to {
				x.g.Rows = append(x.g.Rows, line)
			}
		}
		for _, a := range g.Merged {
			if a.Top >= x.from && a.Top < x.to {
				x.g.Merged = append(x.g.Merged, a)
			}
		}
		x.levels = m.joinCodes(x.g)
	}
	return parts
}

// filledBetween says whether numbers stand between two rows: then a second title is
// that of another table.
func (m *importer) filledBetween(g *xlsx.Grid, from, to int) bool {
	for _, line := range g.Rows {
		if line.Number > from && line.Number < to {
			for _, c := range line.Cells {
				if _, number := cellNumber(c); number {
					return true
				}
			}
		}
	}
	return false
}

func commonTables(a, b []*profile.Table) []*profile.Table {
	var both []*profile.Table
	for _, t := range a {
		if slices.Contains(b, t) {
			both = append(both, t)
		}
	}
	return both
}

// narrowTables keeps what two names have in common; if that is nothing, both stay, to be
// asked about.
func narrowTables(a, b []*profile.Table) []*profile.Table {
	if both := commonTables(a, b); both != nil {
		return both
	}
	return append(a, b...)
}

// named lists the tables a row names. A row with numbers is one of data.
func (m *importer) named(line xlsx.GridRow) []*profile.Table {
	var found []*profile.Table
	for _, c := range line.Cells {
		if c.Kind != xlsx.TextCell {
			if c.Kind == xlsx.NumberCell {
				return nil
			}
			continue
		}
		if t := m.titled(c.Text); t != nil {
			found = narrowTables(t, found)
		}
	}
	return found
}

var behindTitle = regexp.MustCompile(`\([^()]*\)$`)

// called lists the tables a text is the number or the title of.
func (m *importer) called(text string) []*profile.Table {
	if len(text) > 240 {
		return nil
	}
	k := sheets.LabelKey(text)
	var numbered, exact, loose []*profile.Table
	for _, t := range m.p.Tables {
		if !t.Printed() {
			continue
		}
		title := wording.Shared().Year.TrimStart(strings.TrimPrefix(sheets.LabelKey(t.Title.ZH), "____"))
		bare := behindTitle.ReplaceAllString(title, "")
		rest, ok := afterNumber(k, t)
		switch {
		case ok && (rest == "" || !wording.Sheets().Table.In(rest) || ends(rest, bare) || ends(behindTitle.ReplaceAllString(rest, ""), bare)):
			numbered = append(numbered, t)
		case ends(k, title):
			exact = append(exact, t)
		case ends(behindTitle.ReplaceAllString(k, ""), bare) && bare != "":
			loose = append(loose, t)
		}
	}
	switch {
	case len(numbered) > 0:
		return numbered
	case len(exact) > 0:
		return exact
	case len(loose) > 0:
		return loose
	}
	return nil
}

// titled lists the tables a text names, be it in other words; only what calls itself a
// table is taken for a title.
func (m *importer) titled(text string) []*profile.Table {
	if t := m.called(text); t != nil {
		return t
	}
	if k := behindTitle.ReplaceAllString(sheets.LabelKey(text), ""); len(text) <= 240 && wording.Sheets().Table.In(k) {
		return m.worded(text)
	}
	return nil
}

// afterNumber cuts the number of a table off a text: 表三, 附表3, 预算公开表3.
func afterNumber(k string, t *profile.Table) (string, bool) {
	digits := strings.TrimLeftFunc(t.Label.ZH, func(r rune) bool { return r < '0' || r > '9' })
	words := wording.Sheets()
	table := words.Table.Words[0]
	for _, prefix := range append(slices.Clone(words.Numbered.Words), "") {
		for _, number := range []string{sheets.LabelKey(t.Name.ZH), table + digits} {
			rest, ok := strings.CutPrefix(k, prefix+number)
			if !ok || number == table {
				continue
			}
			// 表1 is not 表12, nor 表十 表十二; 表一般… is no number.
			first, _ := utf8.DecodeRuneInString(rest)
			if rest == "" || words.NumberEnd.MatchString(rest) || words.Table.In(rest) && !unicode.IsDigit(first) && wording.Shared().Numerals.Index(first) < 0 {
				return strings.TrimLeft(rest, ":-_."+wording.Shared().Ordinal.Words[0]), true
			}
		}
	}
	return "", false
}

// choose settles which table each part holds: by its titles, else by the name of its
// sheet, else by its header if that is like no other.
func (m *importer) choose() {
	owner := map[*profile.Table]*sheetPart{}
	// A list of contents names the tables too: parts that look like a table go first.
	parts := slices.Clone(m.parts)
	sort.SliceStable(parts, func(i, j int) bool { return m.solid(parts[i]) && !m.solid(parts[j]) })
	for _, x := range parts {
		if m.across(x, owner) {
			continue
		}
		names := x.names
		if len(names) == 0 {
			names = m.called(x.whole.Name)
		}
		if len(names) == 0 {
			names = m.worded(x.whole.Name)
		}
		if len(names) != 1 {
			names = m.headed(x, names)
		}
		if len(names) == 0 {
			m.unplaced(x)
			continue
		}
		place := finding.Place{File: m.b.File, Sheet: x.g.Name, Cell: finding.CellName(x.from, 1)}
		if !m.solid(x) && (len(names) > 1 || owner[names[0]] != nil) {
			continue
		}
		if len(names) > 1 {
			var zh, en []string
			for _, t := range names {
				zh, en = append(zh, t.Name.ZH), append(en, t.Name.EN)
			}
			m.report(finding.TableUnclear, finding.Error, place, "tables", message.Join(message.ZH, zh))
			m.inEnglish("tables", strings.Join(en, ", "))
			continue
		}
		if first := owner[names[0]]; first != nil {
			m.report(finding.TableTwice, finding.Error, place, "table", names[0].Name.ZH, "other", first.g.Name+"!"+finding.CellName(first.from, 1))
			m.inEnglish("table", names[0].Name.EN)
			continue
		}
		owner[names[0]], x.t = x, names[0]
	}
	var zh, en []string
	for _, t := range m.p.Tables {
		if t.Printed() && owner[t] == nil {
			zh, en = append(zh, t.Name.ZH), append(en, t.Name.EN)
		}
	}
	if len(zh) > 0 {
		m.report(finding.TablesNotInFile, finding.Note, finding.Place{File: m.b.File}, "tables", message.Join(message.ZH, zh))
		m.inEnglish("tables", strings.Join(en, ", "))
	}
}

// solid says whether a part looks like a table: it has numbers, or says it has none.
func (m *importer) solid(x *sheetPart) bool {
	for _, line := range x.g.Rows {
		n := 0
		for _, c := range line.Cells {
			if _, number := cellNumber(c); number && c.Column > 1 {
				return true
			}
			if c.Kind == xlsx.TextCell {
				n++
			}
		}
		if n > 2 {
			return true // a header
		}
	}
	return x.nothing()
}

// headed lists the tables whose printed columns all stand in the header of a part,
// those with most columns; among names, if there are any.
func (m *importer) headed(x *sheetPart, among []*profile.Table) []*profile.Table {
	var best []*profile.Table
	most := 0
	for _, t := range m.p.Tables {
		if !t.Printed() || len(among) > 0 && !slices.Contains(among, t) {
			continue
		}
		order := sheets.ColumnOrder(t)
		h := findHead(x.g, m.alsoNamed(wantedLabels(t, order), t, order), sheets.HeadLevels(t))
		if h == nil {
			continue
		}
		n := 0
		for i := range t.Printables() {
			if h.columns[i] > 0 {
				n++
			}
		}
		if n < len(t.Printables()) || n < most {
			continue
		}
		if n > most {
			best, most = nil, n
		}
		best = append(best, t)
	}
	if len(best) == 0 {
		return among
	}
	return best
}

// generalOf looks for the year and the name of the unit in a line above a table.
func (m *importer) generalOf(g *xlsx.Grid, line xlsx.GridRow) {
	for i, c := range line.Cells {
		if c.Kind != xlsx.TextCell {
			continue
		}
		if x := wording.Years().Title.FindStringSubmatch(narrowed(c.Text)); x != nil {
			if _, seen := m.years[x[1]]; !seen {
				m.years[x[1]] = cellAt{g, c}
			}
		}
		if name, own := m.unitName(line, i); name != "" {
			if _, seen := m.names[name]; !seen {
				m.names[name] = cellAt{g, own}
			}
		}
	}
}

// general enters year and unit if the file is of one mind about them.
func (m *importer) general() {
	enter := func(path string, said map[string]cellAt, code string) {
		field := m.p.Field(path)
		if field == nil {
			return
		}
		var all []string
		for v := range said {
			all = append(all, v)
		}
		sort.Strings(all)
		if len(all) != 1 {
			place := finding.Place{File: m.b.File}
			if len(all) > 1 {
				x := said[all[1]]
				place.Sheet, place.Cell = x.g.Name, finding.CellName(x.c.Row, x.c.Column)
			}
			m.report(code, finding.Warning, place, "texts", message.Join(message.ZH, all))
			return
		}
		x := said[all[0]]
		m.f.Fields[path] = filing.Value{Text: all[0], At: m.place(x.g, x.c.Row, x.c.Column)}
		delete(m.heads, x.String())
		m.fields[x.String()] = Taken{Table: field.Name.ZH, Value: all[0]}
		if path == m.p.Roles.Year {
			m.f.Year, _ = strconv.Atoi(all[0])
		}
	}
	enter(m.p.Roles.Year, m.years, finding.YearUnclear)
	enter(m.p.Roles.Unit.Name, m.names, finding.NameUnclear)
}
