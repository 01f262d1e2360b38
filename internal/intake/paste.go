package intake

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// paste understands the rows of one printed table as other programs export them, and
// keeps account of it: what was understood is one note for the sheet, what could mean
// two things is asked.
type paste struct {
	r     *reader
	g     *xlsx.Grid
	t     *profile.Table
	h     *foundHeader
	order []*profile.Column
	yuan  map[int]bool // columns whose amounts are in 元
}

// pasted makes the lines below a header what the template would have: the rows of
// the table in its words and in 万元. The grid itself stays as it is.
func (r *reader) pasted(g *xlsx.Grid, t *profile.Table, h *foundHeader, order []*profile.Column, rest []xlsx.GridRow) []xlsx.GridRow {
	p := &paste{r: r, g: g, t: t, h: h, order: order}
	p.units()
	lines := make([]xlsx.GridRow, 0, len(rest))
	for i, line := range rest {
		line.Cells = slices.Clone(line.Cells)
		if i == 0 && p.numbering(line) {
			p.note("numbering", line.Number, p.firstColumn(line))
			continue
		}
		if p.dashes(line) {
			continue // nothing but signs for nothing
		}
		p.line(&line)
		lines = append(lines, line)
	}
	p.named(lines)
	p.items(lines)
	p.tidy(lines)
	return p.totals(lines)
}

// dashes says whether a line holds nothing but signs for nothing: －.
func (p *paste) dashes(line xlsx.GridRow) bool {
	any := false
	for _, column := range p.h.columns {
		x := line.At(column)
		if column == 0 || !x.Filled() {
			continue
		}
		if n, err := amount.Parse(x.Text); x.Kind != xlsx.TextCell || err != nil || !n.Blank {
			return false
		}
		any = true
	}
	return any
}

// note counts something that was understood.
func (p *paste) note(kind string, row, column int) { p.r.understand(p.g, kind, row, column) }

// ask reports something that could mean two things.
func (p *paste) ask(code string, s finding.Severity, row, column int, kv ...string) {
	p.r.report(code, s, p.r.place(p.g, row, column), kv...)
}

// columnOf is the sheet column of a column of the table, 0 if it is not there.
func (p *paste) columnOf(id string) int {
	for i, c := range p.order {
		if c.ID == id {
			return p.h.columns[i]
		}
	}
	return 0
}

func (p *paste) firstColumn(line xlsx.GridRow) int {
	for _, c := range line.Cells {
		if c.Filled() && slices.Contains(p.h.columns, c.Column) {
			return c.Column
		}
	}
	return 1
}

// setCell puts a text into a cell of a line.
func setCell(line *xlsx.GridRow, column int, text string) {
	for i := range line.Cells {
		if line.Cells[i].Column == column {
			c := &line.Cells[i]
			c.Kind, c.Text, c.Pending, c.Formula = xlsx.TextCell, text, false, ""
			if text == "" {
				c.Kind = xlsx.Blank
			}
			return
		}
	}
	i := 0
	for i < len(line.Cells) && line.Cells[i].Column < column {
		i++
	}
	if text != "" {
		line.Cells = slices.Insert(line.Cells, i, xlsx.Cell{Row: line.Number, Column: column, Kind: xlsx.TextCell, Text: text})
	}
}

// numbering says whether the first line only numbers the columns: 栏次 1 2 3.
func (p *paste) numbering(line xlsx.GridRow) bool {
	n, last := 0, int64(0)
	for i, column := range p.h.columns {
		if column == 0 || !line.At(column).Filled() {
			continue
		}
		x := line.At(column)
		v, err := amount.Parse(x.Text)
		switch {
		case x.Kind != xlsx.NumberCell && x.Kind != xlsx.TextCell:
			return false
		case err == nil && !v.Blank && v.Value.IsInteger():
			if k := v.Value.IntPart(); n > 0 && k != last+1 || k > xlsx.MaxColumns || k < 1 {
				return false
			}
			last = v.Value.IntPart()
			n++
		case p.order[i].Type.Numeric() || n > 0 || !wording.Sheets().ColumnCount.In(sheets.LabelKey(x.Text)) && strings.Trim(sheets.LabelKey(x.Text), "*") != "":
			return false
		}
	}
	return n > 2
}

// line understands the cells of one line.
func (p *paste) line(line *xlsx.GridRow) {
	for i, c := range p.order {
		column := p.h.columns[i]
		if column == 0 {
			continue
		}
		x := line.At(column)
		switch {
		case x.Kind == xlsx.Blank || x.Pending:
		case c.Type == profile.CodeType:
			p.code(line, x, c)
		case c.Type == profile.TextType && x.Kind == xlsx.TextCell:
			p.name(line, x, c)
		case c.Type == profile.WanType && p.yuan[column]:
			p.wan(line, x)
		}
	}
	p.codeAndName(line)
}

// wan turns an amount in 元 into 万元, exactly.
func (p *paste) wan(line *xlsx.GridRow, x xlsx.Cell) {
	var d decimal.Decimal
	switch x.Kind {
	case xlsx.NumberCell:
		if isDate, _ := p.r.b.Shows(x.Style); isDate {
			return // reported where it is read
		}
		n, ok := xlsx.StoredDecimal(x.Text)
		if !ok {
			return
		}
		d = n
	case xlsx.TextCell:
		n, err := amount.Parse(x.Text)
		if err != nil || n.Blank {
			return
		}
		d = n.Value
	default:
		return
	}
	setCell(line, x.Column, d.Shift(-4).String())
	p.note("yuan", x.Row, x.Column)
}

// fewRows is how many amounts with separators are each reported where they stand.
const fewRows = 3

// tidy takes the separators and wide digits out of amounts if there are many of
// them; few are reported each in its place.
func (p *paste) tidy(lines []xlsx.GridRow) {
	var found [][2]int
	for i, line := range lines {
		for j, x := range line.Cells {
			k := slices.Index(p.h.columns, x.Column)
			if x.Kind != xlsx.TextCell || k < 0 || p.order[k].Type != profile.WanType {
				continue
			}
			if n, err := amount.Parse(x.Text); err == nil && n.Tidy && !n.Blank {
				found = append(found, [2]int{i, j})
			}
		}
	}
	if len(found) <= fewRows {
		return
	}
	for _, f := range found {
		x := &lines[f[0]].Cells[f[1]]
		n, _ := amount.Parse(x.Text)
		x.Text = n.Value.String()
		p.note("amounts", x.Row, x.Column)
	}
}
