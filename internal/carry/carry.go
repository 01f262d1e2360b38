// Package carry begins the filing of a year from that of the year before.
//
// Input: a profile, which says what goes on (carry.toml), and last year's filing.
// Output: a filing of the new year without tables, and what the workbook remembers of
// it: hints, and texts that must not stay as they were. Invariant: no amount of last
// year stands where one of this year belongs.
package carry

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/workbook"
)

// Next makes the filing of a year from an earlier one. The findings are notes on
// figures of last year that could not be computed.
func Next(p *profile.Profile, last *filing.Filing, year int) (*filing.Filing, *workbook.Carried, []finding.Finding) {
	c := &carrier{p: p, last: last, next: filing.New(p.Name, year), carried: &workbook.Carried{Year: last.Year}}
	if p.Carry == nil {
		c.next.Fields["fiscal_year"] = filing.Value{Text: strconv.Itoa(year)}
		return c.next, c.carried, nil
	}
	c.fields()
	c.lists()
	c.prior()
	for _, t := range p.Tables {
		if named(p.Carry.Keep, t.ID) && !t.Printed() {
			c.next.Tables[t.ID] = bare(last.Tables[t.ID])
		}
	}
	for i := range p.Carry.Records {
		c.records(&p.Carry.Records[i])
	}
	c.next.Fields["fiscal_year"] = filing.Value{Text: strconv.Itoa(year)}
	return c.next, c.carried, c.found
}

type carrier struct {
	p          *profile.Profile
	last, next *filing.Filing
	carried    *workbook.Carried
	found      []finding.Finding
}

// named says whether a path is one of some, or stands below one.
func named(paths []string, path string) bool {
	return slices.ContainsFunc(paths, func(x string) bool { return profile.Within(path, x) })
}

// remember notes a text and what must become of it.
func (c *carrier) remember(path, text string, rule workbook.CarryRule) {
	if strings.TrimSpace(text) != "" {
		c.carried.Items = append(c.carried.Items, workbook.CarriedItem{Path: path, Text: text, Rule: rule})
	}
}

func (c *carrier) fields() {
	how := c.p.Carry
	for _, form := range c.p.Forms {
		for i := range form.Fields {
			path := form.Fields[i].Path
			text := c.last.Text(path)
			switch {
			case text == "":
				continue
			case named(how.Hint, path):
				c.remember(path, text, workbook.CarryHint)
				continue
			case named(how.Renew, path):
				c.remember(path, text, workbook.CarryRenew)
			case named(how.Look, path):
				c.remember(path, text, workbook.CarryLook)
			case !named(how.Keep, path):
				continue
			}
			c.next.Fields[path] = filing.Value{Text: text}
		}
	}
}

func (c *carrier) lists() {
	how := c.p.Carry
	for _, l := range c.p.Lists {
		look := named(how.Look, l.Path)
		if !look && !named(how.Keep, l.Path) {
			continue
		}
		for _, v := range c.last.Lists[l.Path] {
			c.next.Lists[l.Path] = append(c.next.Lists[l.Path], filing.Value{Text: v.Text})
			if look {
				c.remember(l.Path, v.Text, workbook.CarryLook)
			}
		}
	}
}

// prior computes last year's figures from last year's tables.
func (c *carrier) prior() {
	data := profile.Data{Profile: c.p, Filing: c.last}
	for i := range c.p.Carry.Prior {
		f := &c.p.Carry.Prior[i]
		field := c.p.Field(f.Path)
		r, err := f.Expr().Eval(data)
		if err != nil {
			c.found = append(c.found, finding.Finding{Code: "B55", Severity: finding.Note,
				Args:   map[string]string{"column": field.Name.ZH, "formula": f.Formula},
				ArgsEN: map[string]string{"column": field.Name.EN, "formula": f.Formula},
				Places: []finding.Place{{Path: f.Path}}})
			continue
		}
		c.next.Fields[f.Path] = filing.Value{Text: amount.Wan(r.Value)}
	}
}

// records takes over the records that go on, without their amounts.
func (c *carrier) records(how *profile.CarryRecords) {
	t := c.p.Table(how.ID)
	rows := c.last.Tables[how.ID]
	ended := map[int]bool{}
	for _, g := range how.Ended {
		for _, i := range (profile.Data{Profile: c.p, Filing: c.last}).Group(t, t.Group(g)) {
			ended[i] = true
		}
	}
	for i, r := range rows {
		says := slices.ContainsFunc(how.Goes, func(w string) bool { return strings.Contains(r.Text(how.Attribute), w) })
		if ended[i] && !says || c.over(r.Text(how.Period)) {
			continue
		}
		next := filing.Row{Cells: map[string]filing.Value{}, Children: map[string][]filing.Row{}}
		for _, id := range slices.Concat(how.Keep, how.Look) {
			if text := r.Text(id); text != "" {
				next.Cells[id] = filing.Value{Text: text}
			}
		}
		for _, id := range how.Look {
			c.remember(how.ID+"."+id, r.Text(id), workbook.CarrySame)
		}
		for key, children := range r.Children {
			next.Children[key] = bare(children)
		}
		c.next.Tables[how.ID] = append(c.next.Tables[how.ID], next)
	}
}

var yearIn = regexp.MustCompile(`(19|20|21)\d\d`)

// over says whether the last year a period names is past.
func (c *carrier) over(period string) bool {
	years := yearIn.FindAllString(period, -1)
	if len(years) < 2 {
		return false // one year alone is when it began
	}
	last, err := strconv.Atoi(years[len(years)-1])
	return err == nil && last < c.next.Year
}

// bare copies rows without the places they were read from.
func bare(rows []filing.Row) []filing.Row {
	var out []filing.Row
	for _, r := range rows {
		n := filing.Row{Cells: map[string]filing.Value{}, Children: map[string][]filing.Row{}}
		for id, v := range r.Cells {
			n.Cells[id] = filing.Value{Text: v.Text}
		}
		for key, children := range r.Children {
			n.Children[key] = bare(children)
		}
		out = append(out, n)
	}
	return out
}
