package board

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/listbook"
	"budgetbook/internal/profile"
)

// statusTones are how statuses stand out; their words say the same.
var statusTones = map[Status]listbook.Tone{Missing: listbook.Bad, Unread: listbook.Bad, Wrong: listbook.Bad, Differs: listbook.Bad, Open: listbook.Notice, Sound: listbook.Good}

// Book makes board.xlsx: units, differences, departments and checks, a sheet each.
func (b *Board) Book() ([]byte, error) {
	return listbook.Write(b.title(), []listbook.Sheet{b.unitSheet(), b.gapSheet(), b.totalSheet(), b.checkSheet()}, b.opt.Lang)
}

func (b *Board) column(id string, width float64, t profile.Type) listbook.Column {
	return listbook.Column{Name: b.say("board.column-" + id), Width: width, Type: t}
}

func textCell(s string) listbook.Cell { return listbook.Cell{Text: s} }

func countCell(n int) listbook.Cell { return listbook.Cell{Text: strconv.Itoa(n)} }

func (b *Board) notes() []string {
	day := b.day()
	if limit := b.opt.Profile.Roles.Deadline; limit != nil {
		day += b.say("board.law", "law", limit.Sentence.In(b.opt.Lang))
	}
	return []string{b.summary(), day}
}

func (b *Board) unitSheet() listbook.Sheet {
	s := listbook.Sheet{Name: b.say("board.units"), Title: b.title(), Notes: b.notes()}
	s.Columns = []listbook.Column{
		b.column("code", 12, profile.CodeType), b.column("name", 30, profile.TextType), b.column("department", 24, profile.TextType),
		b.column("status", 15, profile.TextType), b.column("errors", 8, profile.IntType), b.column("warnings", 8, profile.IntType),
		b.column("explained", 8, profile.IntType),
	}
	langs := b.langs()
	for _, lang := range langs {
		s.Columns = append(s.Columns, b.column(lang, 11, profile.TextType))
	}
	s.Columns = append(s.Columns, b.column("approved-on", 13, profile.DateType), b.column("deadline", 13, profile.DateType), b.column("days", 9, profile.IntType))
	for _, c := range b.Controls {
		s.Columns = append(s.Columns, listbook.Column{Name: b.say("board.column-figure", "figure", c.Name.In(b.opt.Lang)), Width: 14, Type: profile.WanType})
	}
	s.Columns = append(s.Columns, b.column("letter", 10, profile.TextType), b.column("annotated", 12, profile.TextType), b.column("input", 40, profile.TextType))
	for _, r := range b.Rows {
		status := b.say("board.status-" + string(r.Status))
		if !r.Listed {
			status += b.say("board.not-listed")
		}
		row := []listbook.Cell{textCell(r.Unit.Code), textCell(b.name(r.Unit)), textCell(r.Unit.Department), {Text: status, Tone: statusTones[r.Status]}}
		if r.Result != nil && r.Result.Failure == nil {
			c := r.Counts
			errors := countCell(c.Errors)
			if c.Errors > 0 {
				errors.Tone = listbook.Bad
			}
			row = append(row, errors, countCell(c.Warnings), countCell(c.Explained))
		} else {
			row = append(row, textCell(""), textCell(""), textCell(""))
		}
		for _, lang := range langs {
			cell := textCell("")
			for _, o := range r.Editions() {
				if cmp.Or(o.Lang, "zh") == lang {
					cell = listbook.Cell{Text: b.say("board.pages", "n", strconv.Itoa(o.Pages)), Link: r.file(o)}
				}
			}
			row = append(row, cell)
		}
		days := textCell("")
		if r.Deadline != "" {
			days = countCell(r.Days)
			if r.Overdue() {
				days.Tone = listbook.Bad
			}
		}
		row = append(row, textCell(r.Unit.ApprovedOn), textCell(r.Deadline), days)
		for _, c := range b.Controls {
			cell := textCell("")
			if d, ok := r.disclosed(c); ok {
				cell.Text = amount.Wan(d)
				if a, ok := parseAmount(r.Unit.Approved[c.Path]); ok && !a.Equal(d) {
					cell.Tone = listbook.Bad
				}
			}
			row = append(row, cell)
		}
		letter, annotated, input := textCell(""), textCell(""), textCell("")
		if r.Letter != "" {
			letter = listbook.Cell{Text: b.say("board.open"), Link: r.Letter}
		}
		var lines []string
		for _, c := range r.Copies() {
			if o := outputOf(c.Result, batch.AnnotatedKind); o != nil && annotated.Link == "" {
				annotated = listbook.Cell{Text: b.say("board.open"), Link: fileOf(c.Result, *o)}
			}
			lines = append(lines, b.copyLine(c))
		}
		switch {
		case len(r.Others) > 0:
			input = textCell(strings.Join(lines, "\n"))
		case r.Result != nil:
			input = textCell(r.Result.Input)
		}
		s.Rows = append(s.Rows, append(row, letter, annotated, input))
	}
	return s
}

// langs are the languages in which documents were made; Chinese if there are none.
func (b *Board) langs() []string {
	var all []string
	for _, lang := range []string{"zh", "en", "both"} {
		for _, r := range b.Rows {
			if !slices.Contains(all, lang) && slices.ContainsFunc(r.Editions(), func(o batch.Output) bool { return cmp.Or(o.Lang, "zh") == lang }) {
				all = append(all, lang)
			}
		}
	}
	if all == nil {
		all = []string{"zh"}
	}
	return all
}

func (b *Board) gapSheet() listbook.Sheet {
	s := listbook.Sheet{Name: b.say("board.gaps"), Title: b.say("board.gaps"), Notes: []string{b.say("board.gaps-note")}}
	s.Columns = []listbook.Column{
		b.column("kind", 24, profile.TextType), b.column("code", 12, profile.CodeType), b.column("name", 26, profile.TextType),
		b.column("department", 20, profile.TextType), b.column("figure-name", 18, profile.TextType), b.column("is", 20, profile.TextType), b.column("should", 20, profile.TextType),
		b.column("difference", 12, profile.WanType), b.column("input", 28, profile.TextType),
	}
	for _, g := range b.Gaps {
		figure := ""
		if g.Figure != "" {
			figure = b.figureName(g.Figure)
		}
		s.Rows = append(s.Rows, []listbook.Cell{textCell(b.say("board.kind-" + string(g.Kind))), textCell(g.Unit.Code), textCell(b.name(g.Unit)), textCell(g.Unit.Department),
			textCell(figure), textCell(g.Is), textCell(g.Should), textCell(g.Diff), textCell(strings.Join(g.Inputs, "\n"))})
	}
	return s
}

func (b *Board) totalSheet() listbook.Sheet {
	s := listbook.Sheet{Name: b.say("board.departments"), Title: b.say("board.departments"), Notes: []string{b.say("board.departments-note")}}
	s.Columns = []listbook.Column{b.column("department", 32, profile.TextType), b.column("units", 9, profile.IntType)}
	for _, x := range statuses {
		s.Columns = append(s.Columns, listbook.Column{Name: b.say("board.status-" + string(x)), Width: 10, Type: profile.IntType})
	}
	s.Columns = append(s.Columns, b.column("overdue", 10, profile.IntType))
	for _, c := range b.Controls {
		name := c.Name.In(b.opt.Lang)
		for _, id := range []string{"board.column-disclosed", "board.column-approved"} {
			s.Columns = append(s.Columns, listbook.Column{Name: b.say(id, "figure", name), Width: 16, Type: profile.WanType},
				listbook.Column{Name: b.say(id+"-units", "figure", name), Width: 10, Type: profile.IntType})
		}
	}
	line := func(name string, t Total) []listbook.Cell {
		row := []listbook.Cell{textCell(name), countCell(t.Units)}
		for _, x := range statuses {
			row = append(row, countCell(t.By[x]))
		}
		row = append(row, countCell(t.Overdue))
		for _, f := range t.Figures {
			disclosed, approved := f.texts()
			row = append(row, textCell(disclosed), countCell(f.Of), textCell(approved), countCell(f.OfApproved))
		}
		return row
	}
	for _, t := range b.Totals {
		s.Rows = append(s.Rows, line(cmp.Or(t.Department, b.say("board.no-department")), t))
	}
	s.Foot = line(b.say("board.all"), b.Whole)
	return s
}

func (b *Board) checkSheet() listbook.Sheet {
	s := listbook.Sheet{Name: b.say("board.checks"), Title: b.say("board.checks"), Notes: []string{b.say("board.checks-note")}}
	s.Columns = []listbook.Column{b.column("check", 10, profile.CodeType), b.column("check-name", 60, profile.TextType),
		b.column("units", 12, profile.IntType), b.column("findings", 12, profile.IntType)}
	for _, c := range b.Checks {
		s.Rows = append(s.Rows, []listbook.Cell{textCell(c.Code), textCell(b.checkName(c.Code)), countCell(c.Units), countCell(c.Findings)})
	}
	return s
}
