package intake

import (
	"slices"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// stray is a column of a foreign table whose header no name of the profile explains.
type stray struct {
	column  int
	row     int    // of its lowest header text
	text    string // as it stands there
	numbers bool   // holds amounts
	taken   bool
}

// suits says whether the content of a column could be that of another; codes may be
// stored as numbers.
func (s *stray) suits(c *profile.Column) bool {
	return s.numbers == c.Type.Numeric() || c.Type == profile.CodeType
}

// loose takes the line above the first amounts for the header of a table that is known
// by its title although most of its columns are called otherwise; nil if there is none.
func (m *importer) loose(g *xlsx.Grid, t *profile.Table, ws []wantedLabel) *foundHeader {
	for i, line := range g.Rows {
		texts, numbers := 0, 0
		for _, c := range line.Cells {
			if _, number := cellNumber(c); number {
				numbers++
			} else if c.Kind == xlsx.TextCell {
				texts++
			}
		}
		if numbers == 0 || i == 0 || line.Number > g.Base+searchRows {
			continue
		}
		above := g.Rows[i-1]
		n := 0
		for _, c := range above.Cells {
			if c.Kind == xlsx.TextCell {
				n++
			}
		}
		if n < 2 || texts+numbers < 2 {
			return nil
		}
		return headAtRow(g, ws, max(1, above.Number-sheets.HeadLevels(t)+1), sheets.HeadLevels(t))
	}
	return nil
}

// explain finds the columns that are called by no known name: by the sums they must
// agree with, then by being the only one left in their place. What it takes it says;
// of the others it names the header as it stands. It returns the columns it spoke of.
func (m *importer) explain(g *xlsx.Grid, t *profile.Table, h *foundHeader, order []*profile.Column) map[int]bool {
	strays := m.strays(g, h)
	spoken := map[int]bool{}
	said := func(s *stray, i int, code string, severity finding.Severity, kv ...string) {
		m.about(order[i].Name.Text, code, severity, m.place(g, s.row, s.column), append(kv, "text", clipCell(s.text), "table", t.Name.ZH)...)
		m.inEnglish("table", t.Name.EN)
		m.heads[cellAt{g, g.At(s.row, s.column)}.String()] = true
	}
	missing := func(i int) bool { return h.columns[i] == 0 && !order[i].Hidden && !order[i].Optional }
	for _, s := range strays {
		if i, shown := m.oneOfJoint(t, order, s.text); s.numbers && i >= 0 && missing(i) {
			h.columns[i], s.taken = s.column, true
			said(s, i, finding.ColumnByFunds, finding.Note, "other", shown.Name.ZH)
			m.inEnglish("other", shown.Name.EN)
		}
	}
	for again := true; again; {
		again = false
		for i, c := range order {
			if !missing(i) || !c.Type.Numeric() {
				continue
			}
			var fits []*stray
			for _, s := range strays {
				if !s.taken && s.numbers && m.adds(g, t, h, order, i, s.column) == tallyAgrees {
					fits = append(fits, s)
				}
			}
			if len(fits) == 1 {
				h.columns[i], fits[0].taken, again = fits[0].column, true, true
				said(fits[0], i, finding.ColumnBySums, finding.Note)
			}
		}
	}
	for i, c := range order {
		s := m.between(h, order, strays, i)
		if !missing(i) || s == nil || !s.suits(c) || c.Type.Numeric() && m.adds(g, t, h, order, i, s.column) == differs {
			continue
		}
		h.columns[i], s.taken = s.column, true
		said(s, i, finding.ColumnByPlace, finding.Warning)
	}
	var left []*stray
	for _, s := range strays {
		if !s.taken {
			left = append(left, s)
		}
	}
	for i, c := range order {
		if !missing(i) {
			continue
		}
		var cells []string
		for _, s := range left {
			if s.suits(c) {
				cells = append(cells, finding.CellName(s.row, s.column)+"“"+clipCell(s.text)+"”")
				spoken[s.column] = true
			}
		}
		place := m.place(g, h.last, 1)
		if len(cells) == 0 {
			m.about(c.Name.Text, finding.ColumnLeftBlank, finding.Warning, place, "table", t.Name.ZH)
		} else {
			m.about(c.Name.Text, finding.HeadersUnclear, finding.Error, place, "table", t.Name.ZH, "heads", message.Join(message.ZH, cells))
		}
		m.inEnglish("table", t.Name.EN)
	}
	return spoken
}

// oneOfJoint is the column of a table that a heading for several columns means: the only
// one of them that has money, as another table of the file shows; -1 if none shows it.
func (m *importer) oneOfJoint(t *profile.Table, order []*profile.Column, heading string) (int, *profile.Table) {
	joint := m.p.JointColumn(t, bareHead(sheets.LabelKey(heading)))
	if joint == nil {
		return -1, nil
	}
	shown := m.p.TableCalled(joint.Shown.Table)
	with := -1
	for k, name := range joint.Shown.Columns {
		c := shown.ColumnNamed(name)
		if !slices.ContainsFunc(m.f.Tables[shown.ID], func(r filing.Row) bool { return hasMoney(r.Text(c.ID)) }) {
			continue
		}
		if with >= 0 {
			return -1, nil
		}
		with = k
	}
	if with < 0 {
		return -1, nil
	}
	return slices.IndexFunc(order, func(c *profile.Column) bool { return c.Name.ZH == joint.Columns[with] }), shown
}

// hasMoney says whether a text is an amount that is not zero.
func hasMoney(text string) bool {
	n, err := amount.Parse(text)
	return err == nil && !n.Blank && !n.Value.IsZero()
}

// strays lists the columns with content whose header is not explained.
func (m *importer) strays(g *xlsx.Grid, h *foundHeader) []*stray {
	var out []*stray
	for column := 1; column <= xlsx.MaxColumns; column++ {
		if len(h.texts[column]) == 0 || slices.Contains(h.columns, column) {
			continue
		}
		s := &stray{column: column}
		for row := h.last; row >= h.first && s.text == ""; row-- {
			if c := g.At(row, column); c.Filled() {
				s.row, s.text = row, c.Text
			}
		}
		numbers, texts := 0, 0
		for _, line := range g.After(h.last) {
			c := line.At(column)
			if _, number := cellNumber(c); number {
				numbers++
			} else if c.Filled() {
				texts++
			}
		}
		// A heading over columns that have names of their own is none of a column.
		if s.text == "" || numbers+texts == 0 {
			continue
		}
		s.numbers = numbers > texts
		out = append(out, s)
	}
	return out
}

// between is the one unexplained column in the place of a missing one: between the
// columns that stand before and behind it, where no other one is missing.
func (m *importer) between(h *foundHeader, order []*profile.Column, strays []*stray, i int) *stray {
	n := 0
	for n < len(order) && !order[n].Hidden {
		n++
	}
	if i >= n || h.columns[i] > 0 {
		return nil
	}
	low, high := 0, xlsx.MaxColumns+1
	if i > 0 {
		if low = h.columns[i-1]; low == 0 {
			return nil
		}
	}
	if i < n-1 {
		if high = h.columns[i+1]; high == 0 {
			return nil
		}
	}
	var only *stray
	for _, s := range strays {
		if s.column > low && s.column < high && !s.taken {
			if only != nil {
				return nil
			}
			only = s
		}
	}
	return only
}

// What sums say of a column.
type tally int

const (
	tallySilent tally = iota // nothing to compare
	tallyAgrees              // every row adds up, and the column has amounts
	differs
)

// adds says whether a column would make the rows of a table add up as the rules of the
// profile say: a total and what it is the sum of.
func (m *importer) adds(g *xlsx.Grid, t *profile.Table, h *foundHeader, order []*profile.Column, i, column int) tally {
	result := tallySilent
	for _, s := range m.p.RowSums(t) {
		if !slices.Contains(s, order[i].Name.ZH) {
			continue
		}
		columns := make([]int, len(s))
		known := true
		for k, name := range s {
			j := slices.IndexFunc(order, func(c *profile.Column) bool { return c.Name.ZH == name })
			if j < 0 {
				known = false
				break
			}
			if columns[k] = h.columns[j]; j == i {
				columns[k] = column
			}
			known = known && columns[k] > 0
		}
		if !known {
			continue
		}
		seen := 0
		for _, line := range g.After(h.last) {
			values := make([]decimal.Decimal, len(columns))
			for k, c := range columns {
				if text, ok := cellNumber(line.At(c)); ok {
					values[k] = decimal.RequireFromString(text)
				}
			}
			rest := values[0]
			for _, v := range values[1:] {
				rest = rest.Sub(v)
			}
			// Each figure was rounded on its own; amounts in 元 have no more cents than these.
			if rest.Abs().GreaterThan(decimal.New(int64(len(columns)), -2)) {
				return differs
			}
			if !values[slices.Index(columns, column)].IsZero() {
				seen++
			}
		}
		if seen > 0 {
			result = tallyAgrees
		}
	}
	return result
}
