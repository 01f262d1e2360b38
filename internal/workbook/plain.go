package workbook

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Line is a row of a list, with the number it has in its sheet.
type Line struct {
	Row   int
	Cells []string // as a person sees them, by column; formulas by their results
}

// CellName is the name of a cell; rows and columns count from 1.
func CellName(row, column int) string { return at(row, column) }

// Date reads a date as people type it and returns it as 2024-01-01.
func Date(text string) (string, bool) { return date(text) }

// Lines reads the first sheet with content of a workbook as a list: its rows that are
// not blank. Every error is an *message.Error.
func Lines(name string, data []byte) (sheet string, lines []Line, err error) {
	const limit = 20 * time.Second
	type list struct {
		sheet string
		lines []Line
	}
	got, err := guard(name, limit, func() (list, error) {
		b, err := open(name, data)
		if err != nil {
			return list{}, err
		}
		for _, g := range b.grids {
			if g == nil || len(g.rows) == 0 {
				continue
			}
			if g.beyond != "" {
				return list{}, message.Errorf(nil, "list.beyond", "file", name, "sheet", g.name, "cell", g.beyond)
			}
			l := list{sheet: g.name}
			for _, row := range g.rows {
				line := Line{Row: row.n}
				for _, c := range row.cells {
					for len(line.Cells) < c.column-1 {
						line.Cells = append(line.Cells, "")
					}
					if c.pending {
						if text, ok := b.compute(g.name, c); ok {
							c.kind, c.text = resultKind(text), text
						} else {
							c.kind, c.text = errorCell, "="+strings.TrimPrefix(c.formula, "=")
						}
					}
					line.Cells = append(line.Cells, b.padded(c, b.shown(c)))
				}
				if strings.TrimSpace(strings.Join(line.Cells, "")) != "" {
					l.lines = append(l.lines, line)
				}
			}
			if len(l.lines) > 0 {
				return l, nil
			}
		}
		return list{}, nil
	})
	return got.sheet, got.lines, err
}

// padded gives a number that is shown with leading zeros, as codes are, its zeros.
func (b *book) padded(c cell, text string) string {
	if c.kind != numberCell || strings.Trim(text, "0123456789") != "" {
		return text
	}
	s, err := b.x.GetStyle(c.style)
	if err != nil || s == nil || s.CustomNumFmt == nil {
		return text
	}
	if zeros := *s.CustomNumFmt; strings.Trim(zeros, "0") == "" && len(zeros) > len(text) && len(zeros) <= 20 {
		return strings.Repeat("0", len(zeros)-len(text)) + text
	}
	return text
}

// Plain is a sheet with a list.
type Plain struct {
	Name    string
	Title   string   // above the list; ""
	Notes   []string // below the title, a line each
	Columns []PlainColumn
	Rows    [][]PlainCell
	Foot    []PlainCell // closes the list, "" if there is none
	Room    int         // empty rows below, to be filled in
}

// PlainColumn is a column of a list.
type PlainColumn struct {
	Name    string
	Width   float64      // in characters of half width
	Type    profile.Type // of its values
	Choices []string     // what may be entered; nil: anything
	Need    bool         // must be entered
}

// Tone is what a cell of a list stands out by.
type Tone int

// The tones.
const (
	Quiet Tone = iota
	Good
	Notice
	Bad
	Weak // what is not there
)

// PlainCell is a cell of a list.
type PlainCell struct {
	Text string
	Link string // path of a file, relative to the workbook's own; "" for none
	Tone Tone
}

// toneLook are the fill and the colour of the letters of a tone.
var toneLook = map[Tone][2]string{
	Good: {"E6F2EA", "1B5E3A"}, Notice: {"FBF1D9", "7A4F01"}, Bad: {"FBE4E1", "9B1C1C"}, Weak: {"", "6B6B6B"},
}

// listPen writes one workbook of lists.
type listPen struct{ *pen }

// WritePlain makes a workbook of lists. The same input gives the same bytes.
func WritePlain(title string, sheets []Plain, lang message.Lang) ([]byte, error) {
	w := &listPen{newPen(lang)}
	defer w.x.Close()
	w.keep(w.x.SetDefaultFont(songti))
	for i, s := range sheets {
		if i == 0 {
			w.keep(w.x.SetSheetName("Sheet1", s.Name))
		} else {
			_, err := w.x.NewSheet(s.Name)
			w.keep(err)
		}
		w.plain(s)
		w.view(s.Name)
	}
	w.x.SetActiveSheet(0)
	day, code := epoch.Format("2006-01-02T15:04:05Z"), "zh-CN"
	if lang == message.EN {
		code = "en-US"
	}
	w.keep(w.x.SetDocProps(&excelize.DocProperties{Creator: "budgetbook", LastModifiedBy: "budgetbook", Created: day, Modified: day, Title: title, Language: code}))
	if w.err != nil {
		return nil, fmt.Errorf("write a list: %w", w.err)
	}
	buf, err := w.x.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write a list: %w", err)
	}
	return pack(buf.Bytes())
}

func (w *listPen) plain(s Plain) {
	n, row := len(s.Columns), 1
	var wide []float64
	total := 0.0
	for _, c := range s.Columns {
		wide = append(wide, c.Width)
		total += c.Width
	}
	w.widths(s.Name, wide)
	// Title and notes stand on the first page of a sheet that is spread over several.
	span, room := n, total
	if total > 180 {
		span, room = 0, 0
		for _, x := range wide {
			if room+x > 150 {
				break
			}
			span, room = span+1, room+x
		}
	}
	if s.Title != "" {
		w.merge(s.Name, row, 1, 1, max(1, span), s.Title, look{role: roleTitle, left: true})
		w.rowHeight(s.Name, row, 30)
		row++
	}
	for _, note := range s.Notes {
		w.merge(s.Name, row, 1, 1, max(1, span), note, look{role: roleHint})
		w.rowHeight(s.Name, row, max(18, height(note, room*1.15)-2))
		row++
	}
	head := row
	tall := 26.0
	for i, c := range s.Columns {
		name := c.Name
		if c.Need {
			name = "*" + name
		}
		w.put(s.Name, head, i+1, name, look{role: roleHead})
		tall = max(tall, height(name, c.Width-2))
	}
	w.rowHeight(s.Name, head, tall)
	styles := map[plainLook]int{}
	for _, cells := range s.Rows {
		row++
		w.plainRow(s, row, cells, false, styles)
	}
	for range s.Room {
		row++
		for i, c := range s.Columns {
			l := look{role: roleInput, typ: c.Type}
			if c.Need {
				l.role = roleRequired
			}
			w.put(s.Name, row, i+1, "", l)
		}
	}
	for i, c := range s.Columns {
		if c.Choices != nil && row > head {
			var choices []profile.Choice
			for _, x := range c.Choices {
				choices = append(choices, profile.Choice{ID: x, Name: profile.Text{Text: message.Text{ZH: x, EN: x}}})
			}
			w.choices(s.Name, i+1, head+1, row, choices)
		}
	}
	if w.err == nil && row > head {
		w.keep(w.x.AutoFilter(s.Name, at(head, 1)+":"+at(row, n), nil))
	}
	if s.Foot != nil {
		row++
		w.plainRow(s, row, s.Foot, true, styles)
	}
	w.freeze(s.Name, head, min(2, n-1))
	w.page(s.Name, true, 0, wide...)
	titles := fmt.Sprintf("'%s'!$%d:$%d", s.Name, head, head)
	if total > 180 { // spread over several pages, as page has it
		titles = fmt.Sprintf("'%s'!$A:$B,", s.Name) + titles
	}
	w.keep(w.x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.Name, RefersTo: titles}))
}

// plainLook is everything that distinguishes the cells of lists.
type plainLook struct {
	typ        profile.Type
	tone       Tone
	link, foot bool
}

func (w *listPen) plainRow(s Plain, row int, cells []PlainCell, foot bool, styles map[plainLook]int) {
	tall := 20.0
	for i, c := range s.Columns {
		x := PlainCell{}
		if i < len(cells) {
			x = cells[i]
		}
		l := plainLook{c.Type, x.Tone, x.Link != "", foot}
		id, ok := styles[l]
		if !ok {
			id = w.plainStyle(l.describe())
			styles[l] = id
		}
		w.value(s.Name, row, i+1, x.Text, c.Type, nil, look{role: roleText})
		w.restyle(s.Name, row, i+1, id)
		if x.Link != "" {
			parts := strings.Split(x.Link, "/")
			for k := range parts {
				parts[k] = url.PathEscape(parts[k])
			}
			w.keep(w.x.SetCellHyperLink(s.Name, at(row, i+1), strings.Join(parts, "/"), "External"))
		}
		if !c.Type.Numeric() {
			tall = max(tall, height(x.Text, c.Width-2))
		}
	}
	w.rowHeight(s.Name, row, tall)
}

func (l plainLook) describe() *excelize.Style {
	s := describe(look{role: roleResult, typ: l.typ, bold: l.foot})
	s.Font.Size = 10.5
	if !l.typ.Numeric() {
		s.Alignment.Horizontal, s.Alignment.Indent, s.Alignment.WrapText = "left", 1, true
	}
	s.Alignment.Vertical = "center"
	if l.typ == profile.WanType {
		format := "#,##0.00"
		s.NumFmt, s.CustomNumFmt = 0, &format
	}
	if t, ok := toneLook[l.tone]; ok {
		s.Font.Color = t[1]
		if t[0] != "" {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{t[0]}}
		}
	}
	if l.link {
		s.Font.Color, s.Font.Underline = linkColor, "single"
	}
	if l.foot {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fixedFill}}
	}
	for i := range s.Border {
		s.Border[i].Color = "C9C9C9"
	}
	s.Protection = nil
	return s
}
