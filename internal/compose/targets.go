package compose

import (
	"fmt"
	"slices"
	"strings"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// targets adds a performance target form for each project, in the order of the
// project tables; forms of no project come last.
func (c *composer) targets() {
	form, column := c.p.Targets, c.p.Roles.Targets.Name
	projects := c.f.Tables[form.Records]
	done := make([]bool, len(projects))
	var order []int
	for _, id := range form.Order {
		t := c.p.Table(id)
		for _, line := range c.lines(t, false) {
			if line.row == nil {
				continue
			}
			name := filing.Fold(line.row.Text(t.Columns[0].ID))
			for i, p := range projects {
				if !done[i] && filing.Fold(p.Text(column)) == name {
					done[i], order = true, append(order, i)
				}
			}
		}
	}
	for i := range projects {
		if !done[i] {
			order = append(order, i)
		}
	}
	for _, i := range order {
		name := strings.TrimSpace(projects[i].Text(column))
		c.add(&document.PageBreak{},
			&document.Heading{ID: fmt.Sprintf("target.%d", i+1), Level: 4, Runs: c.name(name, langsBelow), Hidden: true},
			c.target(&projects[i], i))
	}
}

// target is the form of one project.
func (c *composer) target(p *filing.Row, i int) *document.Table {
	form := c.p.Targets
	rec := c.p.Table(form.Records)
	t := &document.Table{
		ID:        fmt.Sprintf("form.%d", i+1),
		Title:     c.fill(form.Title, langsBelow),
		Subtitle:  c.fill(form.Subtitle, langsBeside),
		Continued: c.label("continued", langsBeside),
		Summary: document.Plain(c.each(langsBeside, func(v *edition) string {
			return v.fill(c.p.Labels["target_forms"]) + " " + c.in(v, p.Text(c.p.Roles.Targets.Name))
		})),
		Fit: true,
	}
	for _, w := range form.Widths {
		t.Columns = append(t.Columns, document.Column{Width: w})
	}
	for n, spec := range form.Rows {
		var r document.Row
		for _, x := range spec.Cells {
			cell := document.Cell{Col: x.At, ColSpan: max(x.Cols, 1), RowSpan: max(x.Rows, 1)}
			if x.Field == "" {
				cell.Header, cell.Align = true, document.Center
				cell.Runs = c.fill(x.Label, langsBelow)
			} else {
				col := rec.Column(x.Field)
				cell.Runs = c.cell(col, p.Text(col.ID))
				if x.ZeroBlank && document.Plain(cell.Runs) == "0" {
					cell.Runs = nil
				}
				if col.Type.Numeric() {
					cell.Align = document.Decimal
				}
			}
			if x.Center {
				cell.Align = document.Center
			}
			r.Cells = append(r.Cells, cell)
		}
		if n < form.HeadRows {
			t.Head = append(t.Head, r)
		} else {
			t.Body = append(t.Body, r)
		}
	}
	t.Body = append(t.Body, c.indicators(p.Children[form.Indicators])...)
	for _, f := range form.Foot {
		runs := c.fill(f.Label, langsBelow)
		if f.Field != "" {
			col, value := rec.Column(f.Field), p.Text(f.Field)
			if last := c.voices[len(c.voices)-1]; col.Type == profile.StampType {
				value = timestampWords(last, value)
			}
			runs = append(runs, c.speak(c.voices[len(c.voices)-1], value)...)
		}
		t.Foot = append(t.Foot, runs)
	}
	return t
}

// level is one second-level block of indicators.
type level struct {
	first, second profile.Text
	rows          []filing.Row
}

// indicators is the block that closes the form: all prescribed levels, blank ones
// too, then what the unit filed under other names.
func (c *composer) indicators(rows []filing.Row) []document.Row {
	g := c.p.Targets.Grid
	first, second := g.Columns[0], g.Columns[1]
	taken := make([]bool, len(rows))
	var blocks []level
	for _, l1 := range g.Levels {
		for _, l2 := range l1.Second {
			b := level{first: l1.Name, second: l2.Name}
			for i, r := range rows {
				if !taken[i] && filing.Fold(r.Text(first)) == filing.Fold(l1.Name.ZH) && l2.Is(r.Text(second)) {
					taken[i] = true
					b.rows = append(b.rows, r)
				}
			}
			blocks = append(blocks, b)
		}
		blocks = append(blocks, c.others(rows, taken, first, second, l1.Name.ZH)...)
	}
	blocks = append(blocks, c.others(rows, taken, first, second, "")...)
	return c.grid(g, blocks)
}

// others gathers indicators under second levels the profile does not name: below
// the first level l1, or everything that is left if l1 is "".
func (c *composer) others(rows []filing.Row, taken []bool, first, second, l1 string) []level {
	var blocks []level
	for i, r := range rows {
		if taken[i] || l1 != "" && filing.Fold(r.Text(first)) != filing.Fold(l1) {
			continue
		}
		taken[i] = true
		f, s := c.both(r.Text(first)), c.both(r.Text(second))
		if n := len(blocks) - 1; n >= 0 && blocks[n].first.ZH == f.ZH && blocks[n].second.ZH == s.ZH {
			blocks[n].rows = append(blocks[n].rows, r)
			continue
		}
		blocks = append(blocks, level{f, s, []filing.Row{r}})
	}
	return blocks
}

// grid lays the blocks out in 8 columns: title, first level, then second level,
// name and value for the whole period and again for the year.
func (c *composer) grid(g profile.Indicators, blocks []level) []document.Row {
	head := document.Row{Keep: true}
	for i, h := range g.Heads {
		head.Cells = append(head.Cells, document.Cell{Col: i + 1, Header: true, Align: document.Center, Runs: c.fill(h, langsBelow)})
	}
	out := []document.Row{head}
	for n, b := range blocks {
		lines := max(len(b.rows), 1)
		for i := range lines {
			var r document.Row
			if i == 0 && (n == 0 || blocks[n-1].first.ZH != b.first.ZH) {
				span := 0
				for _, x := range blocks[n:] {
					if x.first.ZH != b.first.ZH {
						break
					}
					span += max(len(x.rows), 1)
				}
				r.Cells = append(r.Cells, document.Cell{Col: 1, RowSpan: span, Header: true, Align: document.Center, Runs: c.fill(b.first, langsBelow)})
			}
			text := func(k int) []document.Run {
				if i >= len(b.rows) {
					return nil
				}
				return c.name(b.rows[i].Text(g.Columns[k]), langsBelow)
			}
			for half := range 2 {
				col := 2 + 3*half
				if i == 0 {
					r.Cells = append(r.Cells, document.Cell{Col: col, RowSpan: lines, Header: true, Align: document.Center, Runs: c.fill(b.second, langsBelow)})
				}
				r.Cells = append(r.Cells,
					document.Cell{Col: col + 1, Runs: text(2 + 2*half)},
					document.Cell{Col: col + 2, Runs: text(3 + 2*half)})
			}
			out = append(out, r)
		}
	}
	title := document.Cell{Col: 0, RowSpan: len(out), Header: true, Align: document.Center, Runs: c.fill(g.Title, langsBelow)}
	out[0].Cells = slices.Insert(out[0].Cells, 0, title)
	return out
}

// both is a text of the unit with its English, if there is one.
func (c *composer) both(zh string) profile.Text {
	en, _ := c.english.Text(zh)
	return profile.Text{Text: message.Text{ZH: strings.TrimSpace(zh), EN: en}}
}
