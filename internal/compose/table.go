package compose

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
)

// table adds one prescribed table: its entry in the contents, its header, and its
// skeleton filled with the rows of the filing.
func (c *composer) table(t *profile.Table) {
	named := c.each(langsBelow, func(v *edition) string { return t.Name.In(v.lang) + " " + v.fill(t.Title) })
	entry := c.each(langsBelow, func(v *edition) string {
		return v.fill(c.p.Labels["table_entry"], "table", t.Name.In(v.lang), "title", v.fill(t.Title))
	})
	c.add(&document.Heading{ID: t.ID, Level: 2, Runs: named, Entry: entry, Indent: 1, Hidden: true})
	b := &document.Table{
		ID:        "table." + t.ID,
		Label:     c.fill(t.Label, langsBeside),
		Title:     c.fill(t.Title, langsBelow),
		Left:      c.label("unit_line", langsBelow),
		Right:     c.fill(t.Unit, langsBeside),
		Continued: c.label("continued", langsBeside),
		Summary:   document.Line(named),
		Landscape: t.Landscape,
	}
	cols := t.Printables()
	index := map[string]int{}
	for i, col := range cols {
		index[col.ID] = i
		d := document.Column{Weight: 1}
		switch col.Type {
		case profile.WanType, profile.YuanType, profile.IntType, profile.NumType:
			d.Align = document.Decimal
		case profile.CodeType:
		default:
			d.Weight = 3
		}
		d.Key = i > 0 && slices.ContainsFunc(cols, func(x *profile.Column) bool { return t.KeyOf(x) == col })
		b.Columns = append(b.Columns, d)
	}
	b.Head = c.head(t, len(cols))
	empty := !hasAmount(t, c.f.Tables[t.ID])
	for _, line := range c.lines(t, empty) {
		b.Body = append(b.Body, c.line(t, cols, line))
	}
	if empty {
		b.Notes = [][]document.Run{c.label("no_data", langsBeside)}
	}
	c.add(b)
}

// head builds the merged header and, where prescribed, the row of column numbers.
func (c *composer) head(t *profile.Table, cols int) []document.Row {
	rows := make([]document.Row, t.HeaderRow)
	for _, h := range t.Header {
		r := &rows[h.At[0]]
		r.Cells = append(r.Cells, document.Cell{Col: h.At[1], RowSpan: h.At[2], ColSpan: h.At[3],
			Align: document.Center, Header: true, Runs: c.fill(h.Text, langsBelow)})
	}
	for i := range rows {
		sort.SliceStable(rows[i].Cells, func(a, b int) bool { return rows[i].Cells[a].Col < rows[i].Cells[b].Col })
	}
	if t.Numbers {
		var r document.Row
		for i := range cols {
			r.Cells = append(r.Cells, document.Cell{Col: i, Align: document.Center, Header: true, Runs: document.Words(strconv.Itoa(i + 1))})
		}
		// The last header row is the row of numbers if the profile left it free.
		if last := len(rows) - 1; last >= 0 && len(rows[last].Cells) == 0 {
			rows[last] = r
		} else {
			rows = append(rows, r)
		}
	}
	return rows
}

// printed is one row to print: a row of the filing, a fixed row the filing lacks,
// or a blank one.
type printed struct {
	spec  *profile.RowSpec
	row   *filing.Row
	index int // of the row in the filing
}

// lines puts the rows of the filing into the skeleton of the table. Code rows
// without an amount are not printed, nor are any lines of an empty table.
func (c *composer) lines(t *profile.Table, empty bool) []printed {
	rows := c.f.Tables[t.ID]
	match := t.Match(rows)
	fixed := map[int]int{}
	var own []printed
	for i, s := range match {
		if s >= 0 {
			fixed[s] = i
			continue
		}
		if empty || t.Columns[0].Type == profile.CodeType && !rowHasAmount(t, rows[i]) {
			continue
		}
		own = append(own, printed{row: &rows[i], index: i})
	}
	if t.OrderBy != "" {
		col := t.Column(t.OrderBy)
		rank := func(p printed) int {
			return slices.IndexFunc(col.Choices, func(x profile.Choice) bool { return x.ID == p.row.Text(col.ID) })
		}
		// Rows without a class, the department and its units, stay where they are: projects
		// are put in order below each of them.
		for from := 0; from < len(own); {
			to := from + 1
			for to < len(own) && rank(own[to]) >= 0 {
				to++
			}
			below := own[from:to]
			sort.SliceStable(below, func(a, b int) bool { return rank(below[a]) < rank(below[b]) })
			from = to
		}
	}
	var out []printed
	placed := false
	for s := range t.Rows {
		spec := &t.Rows[s]
		switch {
		case spec.Lines:
			placed = true
			out = append(out, own...)
			for n := len(own); n < spec.Min; n++ {
				out = append(out, printed{})
			}
		case spec.Blank:
			out = append(out, printed{spec: spec})
		default:
			p := printed{spec: spec}
			if i, ok := fixed[s]; ok {
				p.row, p.index = &rows[i], i
			}
			out = append(out, p)
		}
	}
	if !placed {
		out = append(out, own...)
	}
	return out
}

func (c *composer) line(t *profile.Table, cols []*profile.Column, p printed) document.Row {
	var r document.Row
	if p.row != nil {
		r.ID = profile.Anchor(t.ID, p.index)
	}
	strong, indent := false, 0
	if p.spec != nil {
		r.Total = p.spec.Total
	}
	if p.row != nil {
		for _, g := range t.Strong {
			strong = strong || c.member(t, g, p.index)
		}
		for g, n := range t.Indent {
			if c.member(t, g, p.index) {
				indent = max(indent, n)
			}
		}
	}
	named := false
	for i := 0; i < len(cols); i++ {
		col := cols[i]
		cell := document.Cell{Col: i, Strong: strong}
		switch {
		case p.row != nil && p.row.Cells[col.ID].State() == filing.Absent:
			cell.Runs = document.Words(unstatedText())
		case p.row != nil:
			cell.Runs = c.cell(col, p.row.Text(col.ID))
		case p.spec != nil:
			cell.Runs = c.name(p.spec.Cells[col.ID].ZH, langsBelow)
		}
		if col.Type.Numeric() {
			cell.Align = document.Decimal
		} else if col.Type != profile.CodeType {
			if !named {
				cell.Indent = indent
			}
			named = true
			cell.Header = t.KeyOf(col) == col && i == 0
		} else if p.spec != nil && p.spec.Span > 1 {
			cell.Align = document.Center
		}
		if i == 0 {
			cell.Header = true
		}
		if p.spec != nil && p.spec.Span > 1 && i == 0 {
			cell.ColSpan, cell.Align = p.spec.Span, document.Center
			i += p.spec.Span - 1
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}

func (c *composer) member(t *profile.Table, group string, i int) bool {
	return slices.Contains(c.data.Group(t, t.Group(group)), i)
}

// cell prints a value as its column asks.
func (c *composer) cell(col *profile.Column, s string) []document.Run {
	switch {
	case col.Type == profile.PickType:
		return c.each(langsBelow, func(v *edition) string { return choiceName(v, col.Choices, s) })
	case col.Type == profile.WanType:
		if n, err := amount.Parse(s); err == nil {
			return document.Words(amount.Cell(n.Value))
		}
	case col.Type == profile.YuanType:
		if n, err := amount.Parse(s); err == nil && !n.Blank {
			return document.Words(amount.Yuan(n.Value))
		}
	case col.Type == profile.TextType, col.Type == profile.LongType, col.Type == profile.CodeType: // 合计 stands among codes
		return c.name(s, langsBelow)
	}
	return document.Words(strings.TrimSpace(s))
}

func hasAmount(t *profile.Table, rows []filing.Row) bool {
	return slices.ContainsFunc(rows, func(r filing.Row) bool { return rowHasAmount(t, r) })
}

// rowHasAmount says whether a row has an amount that is not 0; text that cannot be
// read counts, so that it stays visible.
func rowHasAmount(t *profile.Table, r filing.Row) bool {
	for i := range t.Columns {
		if col := &t.Columns[i]; col.Type.Numeric() {
			v := r.Cells[col.ID]
			if n, err := amount.Parse(v.Text); err != nil || !n.Value.IsZero() || v.State() == filing.Absent {
				return true
			}
		}
	}
	return false
}

func centAmount(n int64) decimal.Decimal { return decimal.New(n, -2) }
