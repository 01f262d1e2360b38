package intake

import (
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// Taken is one cell of a foreign workbook that was taken over.
type Taken struct {
	From   string `json:"from"`   // Sheet!Cell
	Text   string `json:"text"`   // as it stands there
	Table  string `json:"table"`  // name of the table, or of the field
	Row    string `json:"row"`    // how the table calls the row
	Column string `json:"column"` // name of the column
	Value  string `json:"value"`  // as it was taken
	Number bool   `json:"-"`      // counts among the numbers
}

// Left is one cell of a foreign workbook that was not taken over. Why is the id of a
// message: import.why-WHY.
type Left struct {
	From   string `json:"from"`
	Text   string `json:"text"`
	Why    string `json:"why"`
	Number bool   `json:"number"`
}

// Imported is what was taken out of a workbook that is not of the template. Every cell
// with content is in exactly one of Taken, Headings and Left.
type Imported struct {
	Filing   *filing.Filing
	Findings []finding.Finding
	Taken    []Taken
	Headings []Left // cells by which tables and columns were recognized, and notes
	Left     []Left
}

// importer finds the tables of a profile in a foreign workbook.
type importer struct {
	*reader
	parts  []*sheetPart
	fields map[string]Taken              // Sheet!Cell of fields
	heads  map[string]bool               // Sheet!Cell of headings
	titles []map[string][]*profile.Table // by essence: with what stands in brackets, and without
	years  map[string]cellAt
	names  map[string]cellAt
}

// cellAt is a cell of a sheet.
type cellAt struct {
	g *xlsx.Grid
	c xlsx.Cell
}

func (x cellAt) String() string { return x.g.Name + "!" + finding.CellName(x.c.Row, x.c.Column) }

// Import reads the printed tables of a profile from a workbook of another form:
// on sheets of any name, or several on one sheet, recognized by the number of the
// table, its title or its header. What could be two things is asked and left.
func Import(p *profile.Profile, name string, data []byte) (*Imported, error) {
	return xlsx.Guard(name, func() (*Imported, error) {
		b, err := xlsx.Open(name, data)
		if err != nil {
			return nil, err
		}
		if b.Profile != "" {
			return nil, message.Errorf(nil, "import.ours", "file", name)
		}
		m := &importer{
			reader: &reader{p: p, b: b, f: filing.New(p.Name, 0), foreign: true, numbers: map[string]map[int]int{}, byName: map[string]bool{}},
			fields: map[string]Taken{}, heads: map[string]bool{}, years: map[string]cellAt{}, names: map[string]cellAt{},
		}
		m.run()
		out := m.result()
		out.Findings = append(out.Findings, derive.Names(p, out.Filing)...)
		return out, nil
	})
}

func (m *importer) run() {
	m.characters()
	for _, g := range m.b.Grids {
		if g == nil || sheets.IsResultSheet(g) {
			continue
		}
		m.settle(g)
		m.parts = append(m.parts, m.split(g)...)
	}
	m.choose()
	// What a column has for several of ours, other tables tell: they are read first.
	for _, last := range []bool{false, true} {
		for _, x := range m.parts {
			if x.t != nil && m.p.HasJoint(x.t) == last {
				m.take(x)
			}
		}
	}
	m.general()
	m.trimmedNotes()
	m.scale()
}

// take reads one table.
func (m *importer) take(x *sheetPart) {
	g, t := x.g, x.t
	order := sheets.ColumnOrder(t)
	ws := m.alsoNamed(wantedLabels(t, order), t, order)
	h := findHead(g, ws, sheets.HeadLevels(t))
	if h == nil && !x.nothing() {
		h = m.loose(g, t, ws)
	}
	if h == nil {
		if x.nothing() {
			m.f.Tables[t.ID] = nil
			for _, line := range g.Rows {
				m.heading(g, line)
			}
			x.read = true
			return
		}
		m.report(finding.HeaderMissing, finding.Error, finding.Place{File: m.b.File, Sheet: g.Name, Cell: finding.CellName(g.Base+1, 1)})
		return
	}
	x.read = true
	if x.levels != nil {
		m.understand(g, "levels", x.levels.Row, x.levels.Column)
	}
	m.listed(g, h, order)
	named := m.explain(g, t, h, order)
	for _, line := range g.Rows {
		if line.Number <= h.last {
			m.heading(g, line)
			m.generalOf(g, line)
		}
	}
	if rest := g.After(h.last); t.Numbers && len(rest) > 0 && countsColumns(rest[0], h.columns) {
		for _, c := range rest[0].Cells {
			m.heads[cellAt{g, c}.String()] = true
		}
	}
	m.rows(g, t, h, order)
	m.oneLabel(t)
	m.unknown(g, h, named)
	m.mergedData(g, h, order)
	for _, line := range g.After(h.last) {
		if len(line.Cells) == 1 && line.Cells[0].Kind == xlsx.TextCell {
			if wording.Sheets().Note.In(sheets.LabelKey(line.Cells[0].Text)) {
				m.heading(g, line)
			}
		}
	}
	m.prescribed(t)
	m.hiddenColumns(x, h, order)
}

// oneLabel takes the label of a row of totals out of the columns that do not have it in
// the template: 合计 on either side of a table.
func (m *importer) oneLabel(t *profile.Table) {
	rows := m.f.Tables[t.ID]
	for i, s := range t.Match(rows) {
		if s < 0 || !t.Rows[s].Total {
			continue
		}
		for j := range t.Columns {
			c := &t.Columns[j]
			v := rows[i].Cells[c.ID]
			if _, own := t.Rows[s].Cells[c.ID]; own || c.Type.Numeric() || v.Text == "" {
				continue
			}
			for _, label := range t.Rows[s].Cells {
				if sheets.LabelKey(label.ZH) == sheets.LabelKey(v.Text) {
					m.heads[v.At.Sheet+"!"+v.At.Cell] = true
					v.Text = ""
					rows[i].Cells[c.ID] = v
				}
			}
		}
	}
}

// heading marks the texts of a line as recognized; numbers are never headings.
func (m *importer) heading(g *xlsx.Grid, line xlsx.GridRow) {
	for _, c := range line.Cells {
		if c.Kind != xlsx.TextCell {
			continue
		}
		if _, number := cellNumber(c); !number {
			m.heads[cellAt{g, c}.String()] = true
		}
	}
}

// hiddenColumns says that what is asked for beside the printed columns must be added.
func (m *importer) hiddenColumns(x *sheetPart, h *foundHeader, order []*profile.Column) {
	if len(m.f.Tables[x.t.ID]) == 0 {
		return
	}
	var zh, en []string
	for i, c := range order {
		if c.Hidden && h.columns[i] == 0 {
			zh, en = append(zh, c.Name.ZH), append(en, c.Name.In(message.EN))
		}
	}
	if len(zh) > 0 {
		names := message.Text{ZH: strings.Join(zh, "”“"), EN: strings.Join(en, ", ")}
		m.about(names, finding.ColumnNotInFile, finding.Warning, m.place(x.g, h.last, 1), "table", x.t.Name.ZH)
		m.inEnglish("table", x.t.Name.EN)
	}
}

// prescribed puts the rows of a table that has no lines of the unit where their labels
// belong, each amount beside the label it goes with. What has no place is asked about.
func (m *importer) prescribed(t *profile.Table) {
	for _, s := range t.Rows {
		if s.Lines {
			return
		}
	}
	source := m.f.Tables[t.ID]
	if len(source) == 0 {
		return
	}
	var rows []filing.Row
	index := map[int]int{} // of the specs: row
	for s, spec := range t.Rows {
		if spec.Blank {
			continue
		}
		row := filing.Row{Cells: map[string]filing.Value{}, At: source[0].At}
		for _, c := range t.Columns {
			row.Cells[c.ID] = filing.Value{Text: spec.Cells[c.ID].ZH}
		}
		index[s] = len(rows)
		rows = append(rows, row)
	}
	seen := map[string]int{} // column and label: how often
	for _, from := range source {
		for _, c := range t.Columns {
			label := from.Text(c.ID)
			if c.Type.Numeric() || label == "" {
				continue
			}
			var fits []int
			for s, spec := range t.Rows {
				if want, ok := spec.Cells[c.ID]; ok && m.rowCalled(t, want.ZH, label) {
					fits = append(fits, s)
				}
			}
			n := seen[c.ID+"\n"+bareLabel(label)]
			seen[c.ID+"\n"+bareLabel(label)]++
			if n < len(fits) {
				to := rows[index[fits[n]]]
				v := to.Cells[c.ID]
				v.At = from.Cells[c.ID].At
				to.Cells[c.ID] = v
				for _, a := range t.Columns {
					if a.Type.Numeric() && t.KeyOf(&a).ID == c.ID {
						to.Cells[a.ID] = from.Cells[a.ID]
					}
				}
				continue
			}
			for _, a := range t.Columns {
				if v := from.Cells[a.ID]; a.Type.Numeric() && t.KeyOf(&a).ID == c.ID && v.Text != "" && v.Text != "0" {
					m.report(finding.RowUnknown, finding.Error, v.At, "text", clipCell(label), "value", v.Text, "table", t.Name.ZH)
					m.inEnglish("table", t.Name.EN)
				}
			}
		}
		// Amounts without a label have no place either.
		for _, a := range t.Columns {
			if v := from.Cells[a.ID]; a.Type.Numeric() && v.Text != "" && v.Text != "0" && from.Text(t.KeyOf(&a).ID) == "" {
				m.report(finding.RowUnknown, finding.Error, v.At, "text", "", "value", v.Text, "table", t.Name.ZH)
				m.inEnglish("table", t.Name.EN)
			}
		}
	}
	m.f.Tables[t.ID] = rows
}

func bareLabel(s string) string {
	_, rest, _ := wording.CutOrdinal(strings.TrimSpace(s))
	return strings.TrimLeft(sheets.LabelKey(rest), "①②③④⑤⑥⑦⑧⑨0123456789.()")
}

// sameLabel says whether a text is a prescribed label, its ordinal aside.
func sameLabel(label, text string) bool {
	return sheets.LabelKey(label) == sheets.LabelKey(text) || bareLabel(label) == bareLabel(text)
}

// cellNumber says whether a cell holds a number, however it is stored.
func cellNumber(c xlsx.Cell) (string, bool) {
	switch c.Kind {
	case xlsx.NumberCell:
		if d, ok := xlsx.StoredDecimal(c.Text); ok {
			return d.String(), true
		}
	case xlsx.TextCell:
		if n, err := amount.Parse(c.Text); err == nil && !n.Blank {
			return n.Value.String(), true
		}
	}
	return "", false
}

// result lists what became of every cell.
func (m *importer) result() *Imported {
	out := &Imported{Filing: m.f, Findings: m.found}
	taken := map[string]Taken{}
	for _, t := range m.p.Tables {
		for i, row := range m.f.Tables[t.ID] {
			for j := range t.Columns {
				c := &t.Columns[j]
				v := row.Cells[c.ID]
				if v.Text == "" || v.At.Cell == "" {
					continue
				}
				name := row.Text(t.KeyOf(c).ID)
				if name == "" {
					name = strconv.Itoa(i + 1)
				}
				taken[v.At.Sheet+"!"+v.At.Cell] = Taken{Table: t.Name.ZH, Row: name, Column: c.Name.ZH, Value: v.Text}
			}
		}
	}
	for from, x := range m.fields {
		taken[from] = x
	}
	numbers, first := 0, finding.Place{}
	for _, g := range m.b.Grids {
		if g == nil || sheets.IsResultSheet(g) {
			continue
		}
		for _, line := range g.Rows {
			for _, c := range line.Cells {
				if !c.Filled() {
					continue
				}
				from := cellAt{g, c}.String()
				_, number := cellNumber(c)
				text := c.Text
				if x, ok := taken[from]; ok {
					x.From, x.Text, x.Number = from, text, number
					out.Taken = append(out.Taken, x)
					continue
				}
				left := Left{From: from, Text: text, Number: number}
				if m.heads[from] {
					left.Why = "heading"
					out.Headings = append(out.Headings, left)
					continue
				}
				left.Why = m.why(g, line.Number)
				out.Left = append(out.Left, left)
				if number {
					if numbers++; numbers == 1 {
						first = m.place(g, c.Row, c.Column)
					}
				}
			}
		}
	}
	if numbers > 0 {
		out.Findings = append(out.Findings, finding.New(finding.NumbersUnused, finding.Warning, first, "n", strconv.Itoa(numbers), "sheet", first.Sheet, "cell", first.Cell))
	}
	return out
}

// why says why a cell was left: no table was recognized where it stands, or it is not
// in a row and column that was read.
func (m *importer) why(g *xlsx.Grid, row int) string {
	for _, x := range m.parts {
		if x.whole == g && row >= x.from && row < x.to && x.read {
			return "row"
		}
	}
	return "table"
}
