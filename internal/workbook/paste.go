package workbook

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// paste understands the rows of one printed table as other programs export them, and
// keeps account of it: what was understood is one note for the sheet, what could mean
// two things is asked.
type paste struct {
	r     *reader
	g     *grid
	t     *profile.Table
	h     *head
	order []*profile.Column
	yuan  map[int]bool // columns whose amounts are in 元

	seen []understood
}

// understood is one kind of deviation: how often it occurred, and where first.
type understood struct {
	kind  string // id of its text: paste.KIND
	n     int
	first string
}

// pasted makes the lines below a header what the template would have: the rows of
// the table in its words and in 万元. The grid itself stays as it is.
func (r *reader) pasted(g *grid, t *profile.Table, h *head, order []*profile.Column, rest []gridRow) []gridRow {
	p := &paste{r: r, g: g, t: t, h: h, order: order}
	p.units()
	lines := make([]gridRow, 0, len(rest))
	for i, line := range rest {
		line.cells = slices.Clone(line.cells)
		if i == 0 && p.numbering(line) {
			p.note("numbering", line.n, p.firstColumn(line))
			continue
		}
		if p.dashes(line) {
			continue // nothing but signs for nothing
		}
		p.line(&line)
		lines = append(lines, line)
	}
	p.tidy(lines)
	lines = p.totals(lines)
	p.report()
	return lines
}

// dashes says whether a line holds nothing but signs for nothing: －.
func (p *paste) dashes(line gridRow) bool {
	any := false
	for _, column := range p.h.columns {
		x := line.at(column)
		if column == 0 || !x.filled() {
			continue
		}
		if n, err := amount.Parse(x.text); x.kind != textCell || err != nil || !n.Blank {
			return false
		}
		any = true
	}
	return any
}

// note counts something that was understood.
func (p *paste) note(kind string, row, column int) {
	for i := range p.seen {
		if p.seen[i].kind == kind {
			p.seen[i].n++
			return
		}
	}
	p.seen = append(p.seen, understood{kind, 1, at(row, column)})
}

// report says everything that was understood in one note.
func (p *paste) report() {
	if len(p.seen) == 0 {
		return
	}
	say := func(l message.Lang) string {
		parts := make([]string, len(p.seen))
		for i, u := range p.seen {
			parts[i] = message.Say(l, "paste."+u.kind, message.Pairs("n", strconv.Itoa(u.n), "cell", u.first))
		}
		if l == message.EN {
			return strings.Join(parts, "; ")
		}
		return strings.Join(parts, "；")
	}
	place := finding.Place{File: p.r.b.file, Sheet: p.g.name, Cell: p.seen[0].first}
	p.r.report("B30", finding.Note, place, "what", say(message.ZH))
	p.r.inEnglish("what", say(message.EN))
}

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

func (p *paste) firstColumn(line gridRow) int {
	for _, c := range line.cells {
		if c.filled() && slices.Contains(p.h.columns, c.column) {
			return c.column
		}
	}
	return 1
}

// set puts a text into a cell of a line.
func set(line *gridRow, column int, text string) {
	for i := range line.cells {
		if line.cells[i].column == column {
			c := &line.cells[i]
			c.kind, c.text, c.pending, c.formula = textCell, text, false, ""
			if text == "" {
				c.kind = blank
			}
			return
		}
	}
	i := 0
	for i < len(line.cells) && line.cells[i].column < column {
		i++
	}
	if text != "" {
		line.cells = slices.Insert(line.cells, i, cell{row: line.n, column: column, kind: textCell, text: text})
	}
}

// numbering says whether the first line only numbers the columns: 栏次 1 2 3.
func (p *paste) numbering(line gridRow) bool {
	n, last := 0, int64(0)
	for i, column := range p.h.columns {
		if column == 0 || !line.at(column).filled() {
			continue
		}
		x := line.at(column)
		v, err := amount.Parse(x.text)
		switch {
		case x.kind != numberCell && x.kind != textCell:
			return false
		case err == nil && !v.Blank && v.Value.IsInteger():
			if k := v.Value.IntPart(); n > 0 && k != last+1 || k > maxColumns || k < 1 {
				return false
			}
			last = v.Value.IntPart()
			n++
		case p.order[i].Type.Numeric() || n > 0 || !slices.Contains([]string{"栏次", "序号", "行次", "**", "*"}, key(x.text)) && strings.Trim(key(x.text), "*") != "":
			return false
		}
	}
	return n > 2
}

// line understands the cells of one line.
func (p *paste) line(line *gridRow) {
	for i, c := range p.order {
		column := p.h.columns[i]
		if column == 0 {
			continue
		}
		x := line.at(column)
		switch {
		case x.kind == blank || x.pending:
		case c.Type == profile.CodeType:
			p.code(line, x, c)
		case c.Type == profile.TextType && x.kind == textCell:
			p.name(line, x, c)
		case c.Type == profile.WanType && p.yuan[column]:
			p.wan(line, x)
		}
	}
	p.codeAndName(line)
}

// wan turns an amount in 元 into 万元, exactly.
func (p *paste) wan(line *gridRow, x cell) {
	var d decimal.Decimal
	switch x.kind {
	case numberCell:
		if isDate, _ := p.r.b.shows(x.style); isDate {
			return // reported where it is read
		}
		n, ok := stored(x.text)
		if !ok {
			return
		}
		d = n
	case textCell:
		n, err := amount.Parse(x.text)
		if err != nil || n.Blank {
			return
		}
		d = n.Value
	default:
		return
	}
	set(line, x.column, d.Shift(-4).String())
	p.note("yuan", x.row, x.column)
}

// few is how many amounts with separators are each reported where they stand.
const few = 3

// tidy takes the separators and wide digits out of amounts if there are many of
// them; few are reported each in its place.
func (p *paste) tidy(lines []gridRow) {
	var found [][2]int
	for i, line := range lines {
		for j, x := range line.cells {
			k := slices.Index(p.h.columns, x.column)
			if x.kind != textCell || k < 0 || p.order[k].Type != profile.WanType {
				continue
			}
			if n, err := amount.Parse(x.text); err == nil && n.Tidy && !n.Blank {
				found = append(found, [2]int{i, j})
			}
		}
	}
	if len(found) <= few {
		return
	}
	for _, f := range found {
		x := &lines[f[0]].cells[f[1]]
		n, _ := amount.Parse(x.text)
		x.text = n.Value.String()
		p.note("amounts", x.row, x.column)
	}
}
