package compose

import (
	"fmt"
	"strconv"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// catalogue adds the catalogue of services: whole, the unit's own section, or
// nothing, not even the heading.
func (c *composer) catalogue(s *profile.Section) {
	entries := c.p.Catalogue
	role := c.p.Roles.Catalogue
	switch c.f.Text(role.Scope) {
	case "":
		return
	case role.Whole:
	case role.Own:
		want := c.f.Fields[role.Section]
		var own []profile.Entry
		for _, e := range entries {
			if filing.Fold(e.Section) == filing.Fold(want.Text) {
				own = append(own, e)
			}
		}
		if len(own) == 0 {
			c.found = append(c.found, finding.New(finding.SectionMissing, finding.Error, want.At, "section", want.Text,
				"sections", message.Join(message.ZH, c.p.CatalogueSections())))
			return
		}
		entries = own
	default:
		return
	}
	heading := c.fill(s.Heading, langsBelow)
	c.add(&document.PageBreak{}, &document.Heading{ID: "catalogue", Level: 2, Runs: heading, Entry: heading, Indent: 1})
	for n := 0; len(entries) > 0; n++ {
		end := 0
		for end < len(entries) && entries[end].Class == entries[0].Class {
			end++
		}
		if n > 0 {
			c.add(&document.PageBreak{})
		}
		c.add(c.catalogueTable(entries[:end], n))
		entries = entries[end:]
	}
}

// catalogueTable is the list of one class: the code, and a column for each level.
func (c *composer) catalogueTable(entries []profile.Entry, n int) *document.Table {
	levels := 0
	for _, e := range entries {
		levels = max(levels, e.Level)
	}
	t := &document.Table{
		ID:        fmt.Sprintf("catalogue.%d", n+1),
		Title:     c.label("catalogue_"+entries[0].Class, langsBelow),
		Columns:   []document.Column{{Width: 120}},
		Continued: c.label("continued", langsBeside),
	}
	t.Summary = document.Line(t.Title)
	head := document.Row{Cells: []document.Cell{{Header: true, Align: document.Center, Runs: c.label("catalogue_code", langsBelow)}}}
	for i := range levels {
		t.Columns = append(t.Columns, document.Column{Width: levelWidth(i, levels)})
		head.Cells = append(head.Cells, document.Cell{Col: i + 1, Header: true, Align: document.Center, Runs: c.label(fmt.Sprintf("catalogue_%d", i+1), langsBelow)})
	}
	t.Head = []document.Row{head}
	section := 0
	for _, e := range entries {
		if e.Level == 0 {
			section++
			name := c.each(langsBeside, func(v *edition) string {
				return v.fill(c.p.Labels["catalogue_section"], "n", strconv.Itoa(section), "ordinal", wording.Ordinal(section), "name", c.in(v, e.Name))
			})
			t.Body = append(t.Body, document.Row{Total: true, Keep: true, Cells: []document.Cell{
				{ColSpan: levels + 1, Header: true, Runs: name}}})
			continue
		}
		r := document.Row{Cells: []document.Cell{{Header: true, Runs: document.Words(e.Code)}}}
		for i := range levels {
			cell := document.Cell{Col: i + 1}
			if i+1 == e.Level {
				cell.Runs = c.name(e.Name, langsBelow)
			}
			r.Cells = append(r.Cells, cell)
		}
		t.Body = append(t.Body, r)
	}
	return t
}

// levelWidth is the width of a column of names in 1/1000 of the table: names grow
// longer from level to level. Together with the column of codes the widths make 1000.
func levelWidth(level, levels int) int {
	const names = 880
	share, all := 0, 0
	for i := range levels {
		weight := 11 + 7*i
		all += weight
		if i == level {
			share = weight
		}
	}
	if level == levels-1 {
		rest := names
		for i := range level {
			rest -= levelWidth(i, levels)
		}
		return rest
	}
	return names * share / all
}
