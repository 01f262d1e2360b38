package intake

import (
	"strconv"
	"strings"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// carried reports what was carried over from last year and left as it was.
func (r *reader) carried() {
	g := sheetNamed(r.b, sheets.CarriedSheet)
	if g == nil || g.At(1, 1).Text != xlsx.NoteAuthor {
		return
	}
	last, err := strconv.Atoi(g.At(1, 2).Text)
	if year, bad := strconv.Atoi(r.f.Text(r.p.Roles.Year)); err != nil || bad == nil && year <= last {
		return // the workbook of the same year: nothing is out of date
	}
	c := &comparer{reader: r, last: last, rules: map[string]carry.Rule{}}
	filed := map[string]string{} // path -> checksum
	for _, row := range g.After(1) {
		if carry.Rule(row.At(2).Text) == carry.Filed {
			filed[row.At(1).Text] = row.At(3).Text
			continue
		}
		if sum := row.At(3).Text; c.rules[sum] == "" {
			c.rules[sum] = carry.Rule(row.At(2).Text)
		}
	}
	look := c.look
	for _, form := range r.p.Forms {
		for i := range form.Fields {
			look(form.Fields[i].Path, r.f.Fields[form.Fields[i].Path], form.Fields[i].Name, form.Fields[i].Type)
		}
	}
	for _, l := range r.p.Lists {
		for _, v := range r.f.Lists[l.Path] {
			look(l.Path, v, l.Name, profile.LongType)
		}
	}
	var records func(t *profile.Table, rows []filing.Row)
	records = func(t *profile.Table, rows []filing.Row) {
		for _, row := range rows {
			for i := range t.Columns {
				look(t.ID+"."+t.Columns[i].ID, row.Cells[t.Columns[i].ID], t.Columns[i].Name, t.Columns[i].Type)
			}
			for _, child := range r.p.Tables {
				if child.Parent == t.ID {
					records(child, row.Children[child.Key])
				}
			}
		}
	}
	for _, t := range r.p.Tables {
		if !t.Printed() && t.Parent == "" {
			records(t, r.f.Tables[t.ID])
		}
	}
	c.aboutCells(finding.SameNumbers, c.same)
	c.changed(filed)
}

// changed reports figures of last year that are not those of its filing any more, in one
// finding. A blank one is asked for by a rule.
func (c *comparer) changed(filed map[string]string) {
	var all namedCells
	for _, form := range c.p.Forms {
		for i := range form.Fields {
			x := &form.Fields[i]
			v := c.f.Fields[x.Path]
			sum, ok := filed[x.Path]
			if !ok || v.Text == "" || carry.TextChecksum(x.Path, v.Text) == sum {
				continue
			}
			all.add(v.At, x.Name.Text)
		}
	}
	c.aboutCells(finding.FiledChanged, all)
}

// namedCells are cells of a form, with what each is called.
type namedCells struct {
	at     []finding.Place
	zh, en []string
}

func (n *namedCells) add(at finding.Place, name message.Text) {
	n.at = append(n.at, at)
	n.zh = append(n.zh, "“"+name.ZH+"”"+at.Cell)
	n.en = append(n.en, "“"+name.EN+"” "+at.Cell)
}

// aboutCells reports cells of one sheet in one warning.
func (c *comparer) aboutCells(code string, all namedCells) {
	if len(all.at) == 0 {
		return
	}
	c.report(code, finding.Warning, all.at[0], "year", strconv.Itoa(c.last), "n", strconv.Itoa(len(all.at)), "cells", message.Join(message.ZH, all.zh))
	c.inEnglish("cells", message.Join(message.EN, all.en))
	x := &c.found[len(c.found)-1]
	x.Places = append(x.Places, all.at[1:]...)
}

// comparer finds what was left as it was.
type comparer struct {
	*reader
	last  int                   // the year it is from
	rules map[string]carry.Rule // by checksum
	same  namedCells            // of numbers
}

// briefText texts say the same every year: 无, 没有.
const briefText = 4

// look compares one text with what was carried.
func (c *comparer) look(path string, v filing.Value, name profile.Text, t profile.Type) {
	if strings.TrimSpace(v.Text) == "" {
		return
	}
	rule, ok := c.rules[carry.TextChecksum(path, v.Text)]
	if !ok {
		rule, ok = c.rules[carry.OldChecksum(path, v.Text)]
	}
	year := strconv.Itoa(c.last)
	if t.Numeric() {
		if rule == carry.Same && v.Text != "0" {
			c.same.add(v.At, name.Text)
		}
		return
	}
	brief := len([]rune(carry.BareWords(v.Text))) < briefText
	switch {
	case rule == carry.Renew:
		c.about(name.Text, finding.NotRenewed, finding.Error, v.At, "year", year)
		return
	case rule == carry.Hint && !brief:
		// A reason may truly be the same: the unit can say so.
		c.about(name.Text, finding.NotRenewed, finding.Error, v.At, "year", year)
		x := &c.found[len(c.found)-1]
		x.Confirm = true
		x.Reword("reason")
		return
	case rule == carry.Hint:
		return
	case ok && rule != carry.Once:
		if c.dated(v.Text, v, name, rule) || rule != carry.Same || brief {
			return
		}
		c.about(name.Text, finding.SameText, finding.Warning, v.At, "year", year)
		return
	}
	// Another text, but perhaps with a sentence as it was.
	for _, s := range carry.PastSentences(v.Text, c.last) {
		if c.rules[carry.TextChecksum(path, s)] == carry.Once && c.dated(s, v, name, carry.Look) {
			return
		}
	}
}

// dated reports a past year in a text left as it was: refused where the text speaks of
// it as its own. It says whether there is one.
func (c *comparer) dated(text string, v filing.Value, name profile.Text, rule carry.Rule) bool {
	past := carry.PastYear(text, c.last)
	for _, year := range carry.YearsNamed(text) {
		if y := strconv.Itoa(year); year <= c.last && c.p.Carry != nil && c.p.Carry.DueIn(text, y, rule == carry.Same) {
			c.about(name.Text, finding.PastAsThisYear, finding.Error, v.At, "year", strconv.Itoa(c.last), "past", y)
			return true
		}
	}
	if rule == carry.SameYear && carry.MentionsYear(text, c.last) {
		past = strconv.Itoa(c.last)
	} else if rule == carry.SameYear {
		past = ""
	}
	if past != "" {
		c.about(name.Text, finding.SpeaksOfPast, finding.Warning, v.At, "year", strconv.Itoa(c.last), "past", past)
	}
	return past != ""
}

// sheetNamed is the sheet of a name, nil if there is none.
func sheetNamed(b *xlsx.Book, name string) *xlsx.Grid {
	for _, g := range b.Grids {
		if g != nil && sheets.TabKey(g.Name) == sheets.LabelKey(name) {
			return g
		}
	}
	return nil
}

// ReadCarried takes out of a workbook what it has from the year before, so that another
// one written from its data remembers it as well; nil if it has nothing.
func ReadCarried(name string, data []byte) (*carry.Carried, error) {
	return xlsx.Guard(name, func() (*carry.Carried, error) {
		b, err := xlsx.Open(name, data)
		if err != nil {
			return nil, err
		}
		g := sheetNamed(b, sheets.CarriedSheet)
		if g == nil || g.At(1, 1).Text != xlsx.NoteAuthor {
			return nil, nil
		}
		year, err := strconv.Atoi(g.At(1, 2).Text)
		if err != nil {
			return nil, nil
		}
		c := &carry.Carried{Year: year}
		hints := carriedHints(b, year)
		for _, row := range g.After(1) {
			x := carry.Item{Path: row.At(1).Text, Rule: carry.Rule(row.At(2).Text), Sum: row.At(3).Text}
			for _, h := range hints {
				if x.Rule == carry.Hint && (carry.TextChecksum(x.Path, h) == x.Sum || carry.OldChecksum(x.Path, h) == x.Sum) {
					x.Text = h
				}
			}
			c.Items = append(c.Items, x)
		}
		return c, nil
	})
}

// hints lists what the notes beside the cells quote from last year.
func carriedHints(b *xlsx.Book, year int) []string {
	var out []string
	for _, l := range []message.Lang{message.ZH, message.EN} {
		before := message.Say(l, "book.carried.hint", message.Pairs("year", strconv.Itoa(year), "text", ""))
		for _, g := range b.Grids {
			if g == nil {
				continue
			}
			for _, row := range g.Rows {
				for _, c := range row.Cells {
					if c.Kind != xlsx.TextCell {
						continue
					}
					if _, text, ok := strings.Cut(c.Text, before); ok {
						// In two languages the text stands twice, with the English words between.
						one, _, _ := strings.Cut(text, message.Between+message.Say(message.EN, "book.carried.hint", message.Pairs("year", strconv.Itoa(year), "text", "")))
						out = append(out, text, one)
					}
				}
			}
		}
	}
	return out
}
