// Package carry begins the filing of a year from that of the year before.
//
// Input: a profile, which says what goes on (carry.toml), and last year's filing.
// Output: a filing of the new year without tables, and what the workbook remembers of
// it: hints, and texts that must not stay as they were. Invariant: no amount of last
// year stands where one of this year belongs.
package carry

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// Next makes the filing of a year from an earlier one. The findings are notes on
// figures of last year that could not be computed.
func Next(p *profile.Profile, last *filing.Filing, year int) (*filing.Filing, *Carried, []finding.Finding) {
	b := Begin(p, last, year)
	return b.Filing, b.Carried, b.Findings
}

// Begun is the beginning of a year.
type Begun struct {
	Filing   *filing.Filing
	Carried  *Carried
	Findings []finding.Finding
	Lines    []Line // what went over and what did not, for people
}

// Begin makes the filing of a year from an earlier one, and says what it took.
func Begin(p *profile.Profile, last *filing.Filing, year int) *Begun {
	c := &carrier{p: p, last: last, next: filing.New(p.Name, year), carried: &Carried{Year: last.Year}}
	if p.Carry != nil {
		c.fields()
		c.lists()
		c.prior()
		for i := range p.Carry.Records {
			c.records(&p.Carry.Records[i])
		}
		for _, t := range p.Tables {
			if profile.Covers(p.Carry.Keep, t.ID) && !t.Printed() {
				c.next.Tables[t.ID] = bareRows(c.kept(t))
			}
		}
	}
	p.Roles.EnterYear(c.next, year)
	return &Begun{c.next, c.carried, c.found, c.lines()}
}

type carrier struct {
	p          *profile.Profile
	last, next *filing.Filing
	carried    *Carried
	found      []finding.Finding

	goesOn  []string // names of records
	dropped []ended
}

// ended are records that do not go on for one reason.
type ended struct {
	why, text string
	names     []string
}

// remember notes a text and what must become of it.
func (c *carrier) remember(path, text string, rule Rule) {
	if strings.TrimSpace(text) != "" {
		c.carried.Items = append(c.carried.Items, Item{Path: path, Text: text, Rule: rule})
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
			case profile.Covers(how.Hint, path):
				c.remember(path, text, Hint)
				continue
			case profile.Covers(how.Renew, path):
				c.remember(path, text, Renew)
			case profile.Covers(how.Same, path):
				c.remember(path, text, Same)
			case profile.Covers(how.Look, path):
				c.remember(path, text, Look)
			case !profile.Covers(how.Keep, path):
				continue
			}
			c.next.Fields[path] = filing.Value{Text: text}
		}
	}
}

func (c *carrier) lists() {
	how := c.p.Carry
	for _, l := range c.p.Lists {
		look := profile.Covers(how.Look, l.Path)
		if !look && !profile.Covers(how.Keep, l.Path) {
			continue
		}
		for _, v := range c.last.Lists[l.Path] {
			c.next.Lists[l.Path] = append(c.next.Lists[l.Path], filing.Value{Text: v.Text})
			if look {
				c.remember(l.Path, v.Text, Look)
			}
		}
	}
}

// prior computes last year's figures from last year's tables. What is not known stays
// blank: figures of an earlier year are not those of last year, and a table without any
// figure says nothing unless the file is whole, so that nothing was to be entered there.
func (c *carrier) prior() {
	if c.gap() || !c.filled("") {
		return
	}
	data := profile.Data{Profile: c.p, Filing: c.last}
	whole := c.whole()
	for i := range c.p.Carry.Prior {
		f := &c.p.Carry.Prior[i]
		field := c.p.Field(f.Path)
		r, err := f.Expr().Eval(data)
		for _, ref := range f.Expr().Refs() {
			if err == nil && !whole && !c.filled(ref.Table) {
				err = errBlank
			}
		}
		if err != nil {
			c.found = append(c.found, finding.Finding{Code: finding.NotComputed, Severity: finding.Note,
				Args:   map[string]string{"column": field.Name.ZH, "formula": f.Formula},
				ArgsEN: map[string]string{"column": field.Name.EN, "formula": f.Formula},
				Places: []finding.Place{{Path: f.Path}}})
			continue
		}
		c.next.Fields[f.Path] = filing.Value{Text: amount.Wan(r.Value)}
		c.remember(f.Path, amount.Wan(r.Value), Filed)
	}
}

var errBlank = errors.New("the table has no figures")

// whole says whether the tables of last year agree with each other as the formulas of
// the rules say, as those of a published document do.
func (c *carrier) whole() bool {
	p := *c.p
	p.Rules = slices.DeleteFunc(slices.Clone(p.Rules), func(r *profile.Rule) bool {
		return r.Go != "" || slices.ContainsFunc(r.Clauses, func(x *profile.Clause) bool { return x.Over != nil && !x.Over.Printed() })
	})
	r, err := rule.Check(&p, c.last, message.ZH, nil)
	return err == nil && finding.Count(r.Findings, finding.Error) == 0
}

// gap says whether a year is missing between the two filings.
func (c *carrier) gap() bool { return c.next.Year != c.last.Year+1 }

// filled says whether a printed table of last year has a figure; any of them if no
// name is given.
func (c *carrier) filled(name string) bool {
	for _, t := range c.p.Tables {
		if !t.Printed() || name != "" && t.Name.ZH != name {
			continue
		}
		for _, row := range c.last.Tables[t.ID] {
			for i := range t.Columns {
				if n, err := amount.Parse(row.Text(t.Columns[i].ID)); t.Columns[i].Type.Numeric() && err == nil && !n.Blank {
					return true
				}
			}
		}
	}
	return false
}

// kept are the records of a table that is taken over as it is; translations only of
// texts that are not written anew.
func (c *carrier) kept(t *profile.Table) []filing.Row {
	rows := c.last.Tables[t.ID]
	role := c.p.Roles.English
	if t.ID != role.Records {
		return rows
	}
	var out []filing.Row
	for _, r := range rows {
		anew := slices.ContainsFunc(c.carried.Items, func(x Item) bool {
			return x.Rule == Hint && filing.Fold(x.Text) == filing.Fold(r.Text(role.ZH))
		})
		if r.Text(role.EN) != "" && !anew {
			out = append(out, r)
		}
	}
	return out
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
	year, same := how.Paths(c.p, how.Year), how.Paths(c.p, how.Same)
	kept := func(id string) bool {
		return slices.Contains(how.Keep, id) || slices.Contains(how.Year, id) || slices.Contains(how.Same, id)
	}
	var remember func(t *profile.Table, r filing.Row)
	remember = func(t *profile.Table, r filing.Row) {
		for i := range t.Columns {
			path := t.ID + "." + t.Columns[i].ID
			if slices.Contains(year, path) {
				c.remember(path, r.Text(t.Columns[i].ID), SameYear)
			} else if slices.Contains(same, path) {
				c.remember(path, r.Text(t.Columns[i].ID), Same)
			}
		}
		for _, child := range c.p.Tables {
			if child.Parent == t.ID {
				for _, x := range r.Children[child.Key] {
					remember(child, x)
				}
			}
		}
	}
	for i, r := range rows {
		name := r.Text(t.Columns[0].ID)
		if why, text := c.ends(how, r, ended[i]); why != "" {
			c.drop(why, text, name)
			continue
		}
		c.goesOn = append(c.goesOn, name)
		next := filing.Row{Cells: map[string]filing.Value{}, Children: map[string][]filing.Row{}}
		for j := range t.Columns {
			if id := t.Columns[j].ID; kept(id) && r.Text(id) != "" {
				next.Cells[id] = filing.Value{Text: r.Text(id)}
			}
		}
		for key, children := range r.Children {
			next.Children[key] = bareRows(children)
		}
		remember(t, r)
		c.next.Tables[how.ID] = append(c.next.Tables[how.ID], next)
	}
}

// drop notes a record that does not go on, with others that end for the same reason.
func (c *carrier) drop(why, text, name string) {
	for i := range c.dropped {
		if x := &c.dropped[i]; x.why == why && x.text == text {
			x.names = append(x.names, name)
			return
		}
	}
	c.dropped = append(c.dropped, ended{why, text, []string{name}})
}

// ends says why a record does not go on, "" if it does. The attribute is free text: it
// may be a word, or a period itself.
func (c *carrier) ends(how *profile.CarryRecords, r filing.Row, ended bool) (why, text string) {
	attribute, period := r.Text(how.Attribute), r.Text(how.Period)
	for _, text := range []string{period, attribute} {
		if from, to := yearSpan(text); to > 0 {
			if to < c.next.Year {
				return "carry.ended-period", text
			}
			if from < to {
				return "", ""
			}
		}
	}
	switch {
	case slices.ContainsFunc(how.Goes, func(w string) bool { return strings.Contains(attribute, w) }):
	case isSeveralYears(period), isSeveralYears(attribute) && !ended:
	case ended:
		return "carry.ended-once", strings.Trim(attribute+"，"+period, "，")
	}
	return "", ""
}

var yearIn = regexp.MustCompile(`(?:19|20|21)\d\d`)

// yearSpan reads the first and the last year of a period like 2024-2026年; 0 if it names
// fewer than two: one year alone is when it began.
func yearSpan(text string) (from, to int) {
	years := yearIn.FindAllString(text, -1)
	if len(years) < 2 {
		return 0, 0
	}
	from, _ = strconv.Atoi(years[0])
	to, _ = strconv.Atoi(years[len(years)-1])
	return from, to
}

// isSeveralYears says whether a text is a period of more than one year: 3年.
func isSeveralYears(text string) bool {
	m := wording.Years().Duration.FindStringSubmatch(filing.Fold(yearIn.ReplaceAllString(text, "")))
	return m != nil && !wording.Years().One.In(m[1]) && strings.Trim(m[1], "0") != ""
}

// bareRows copies rows without the places they were read from.
func bareRows(rows []filing.Row) []filing.Row {
	var out []filing.Row
	for _, r := range rows {
		out = append(out, r.Bare())
	}
	return out
}
