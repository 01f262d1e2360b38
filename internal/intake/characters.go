package intake

import (
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/character"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// characters settles the characters of all texts of the workbook, before anything is
// compared: radicals and compatibility ideographs become the characters they look like,
// what cannot be seen goes. A note per sheet says so; text that was read from right to
// left is another one than people saw, and they are asked.
func (r *reader) characters() {
	for _, g := range r.b.Grids {
		if g == nil || sheets.IsResultSheet(g) {
			continue
		}
		var cells []finding.Place
		var all []character.Change
		for i := range g.Rows {
			for j := range g.Rows[i].Cells {
				c := &g.Rows[i].Cells[j]
				if c.Kind != xlsx.TextCell {
					continue
				}
				text, changes, turned := character.Text(c.Text)
				if len(changes) == 0 {
					continue
				}
				if c.Text = text; text == "" {
					c.Kind = xlsx.Blank
				}
				if c.Formula != "" {
					continue // of the cell it shows, there is a note already
				}
				at := r.place(g, c.Row, c.Column)
				if turned {
					r.report(finding.DirectionTurned, finding.Warning, at, "text", clipCell(text))
				}
				cells = append(cells, at)
				all = append(all, changes...)
			}
			g.Rows[i].Cells = slices.DeleteFunc(g.Rows[i].Cells, func(c xlsx.Cell) bool { return c.Kind == xlsx.Blank && !c.Pending })
		}
		if len(cells) > 0 {
			r.report(finding.CharactersSettled, finding.Note, cells[0], "n", strconv.Itoa(len(cells)), "cells", namesOf(cells), "characters", message.Characters(message.ZH, all))
			r.inEnglish("characters", message.Characters(message.EN, all))
			r.found[len(r.found)-1].Places = cells
		}
	}
}

// mostNamed is how many cells a message names.
const mostNamed = 8

// namesOf names cells of one sheet.
func namesOf(cells []finding.Place) string {
	var names []string
	for _, at := range cells[:min(len(cells), mostNamed)] {
		names = append(names, at.Cell)
	}
	return message.Join(message.ZH, names) + moreMark(len(cells))
}

func moreMark(n int) string {
	if n > mostNamed {
		return " …"
	}
	return ""
}

// tidied takes blanks off the ends of a text, and line breaks out of one that is to be
// one line. It remembers the cell for a note.
func (r *reader) tidied(g *xlsx.Grid, c xlsx.Cell, t profile.Type, text string) string {
	out := character.Line(text)
	if t == profile.LongType {
		out = character.Trim(text)
	}
	if out != text && c.Kind == xlsx.TextCell {
		r.trimmed = append(r.trimmed, r.place(g, c.Row, c.Column))
	}
	return out
}

// trimmedNotes says once for each sheet which texts lost blanks and line breaks.
func (r *reader) trimmedNotes() {
	for len(r.trimmed) > 0 {
		first := r.trimmed[0]
		var cells, rest []finding.Place
		for _, at := range r.trimmed {
			if at.Sheet != first.Sheet {
				rest = append(rest, at)
			} else if !slices.Contains(cells, at) {
				cells = append(cells, at)
			}
		}
		r.trimmed = rest
		r.report(finding.TextTrimmed, finding.Note, first, "n", strconv.Itoa(len(cells)), "cells", namesOf(cells))
		r.found[len(r.found)-1].Places = cells
	}
}

// notText says why a cell that is to hold a text holds none: the formula of a picture in
// the cell, as WPS writes it, a truth value, or an error; "" if it holds one.
func notText(c xlsx.Cell, shown string) string {
	switch {
	case strings.Contains(c.Formula, "DISPIMG("), strings.HasPrefix(strings.TrimLeft(shown, "= "), "DISPIMG("),
		strings.HasPrefix(strings.TrimLeft(shown, "= "), "_xlfn.DISPIMG("):
		return "picture"
	case c.Truth(), c.Formula != "" && (shown == "TRUE" || shown == "FALSE"):
		return "truth"
	case slices.Contains(errorTexts, strings.TrimSpace(shown)):
		return "error"
	}
	return ""
}

// errorTexts are the errors of formulas, as they are written (ISO/IEC 29500-1, 18.17.3)
// and as programs show them.
var errorTexts = []string{"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!"}

// wantText reports a cell in which something stands that is no text, and would be printed
// as one.
func (r *reader) wantText(at finding.Place, why string, column message.Text, shown string) {
	r.about(column, finding.NoText, finding.Error, at, "text", clipCell(shown))
	r.found[len(r.found)-1].Reword(why)
}
