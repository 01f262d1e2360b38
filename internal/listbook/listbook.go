// Package listbook writes and reads workbooks that are plain lists: rosters, boards,
// comparisons.
//
// Input and output: rows of texts and the bytes of a workbook. Invariant: what Write
// writes, Read reads back row by row.
package listbook

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/harmless"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/ooxml"
	"budgetbook/internal/profile"
	"budgetbook/internal/xlsx"
)

// Open reads a list, a workbook or a text; strict is as of package list. Every error is
// an *message.Error.
func Open(name string, data []byte, strict bool) (l list.List, err error) {
	switch id := xlsx.Foreign(data); id {
	case "":
		l, err = Read(filepath.Base(name), data)
	case "open.csv", "open.foreign":
		l, err = list.Read(filepath.Base(name), data, strict)
	default:
		err = message.Errorf(nil, id, "file", name)
	}
	l.File = name
	return l, err
}

// Tables reads every sheet of a workbook that has content and can be seen, or a text, as a
// list. Every error is an *message.Error.
func Tables(name string, data []byte, strict bool) ([]list.List, error) {
	if xlsx.Foreign(data) == "" {
		return sheetsOf(name, data, false)
	}
	l, err := Open(name, data, strict)
	return []list.List{l}, err
}

// Read reads the first sheet with content of a workbook as a list. Every error is an
// *message.Error.
func Read(name string, data []byte) (list.List, error) {
	all, err := sheetsOf(name, data, true)
	if err != nil || len(all) == 0 {
		return list.List{File: name}, err
	}
	return all[0], nil
}

func sheetsOf(name string, data []byte, hidden bool) ([]list.List, error) {
	return xlsx.Guard(name, func() ([]list.List, error) {
		b, err := xlsx.Open(name, data)
		if err != nil {
			return nil, err
		}
		var all []list.List
		for _, g := range b.Grids {
			if g == nil || len(g.Rows) == 0 || !hidden && slices.Contains(b.Hidden, g.Name) {
				continue
			}
			if g.Beyond != nil {
				return nil, message.Errorf(nil, "list.beyond", "file", name, "sheet", g.Name, "cell", finding.CellName(g.Beyond.Row, g.Beyond.Column))
			}
			l := list.List{File: name, Sheet: g.Name}
			for _, row := range g.Rows {
				if cells := shown(b, g, row); strings.TrimSpace(strings.Join(cells, "")) != "" {
					l.Lines = append(l.Lines, list.Line{Row: row.Number, Cells: cells})
				}
			}
			if len(l.Lines) > 0 {
				all = append(all, l)
			}
		}
		return all, nil
	})
}

// shown are the cells of a row as a person sees them.
func shown(b *xlsx.Book, g *xlsx.Grid, row xlsx.GridRow) []string {
	var cells []string
	for _, c := range row.Cells {
		for len(cells) < c.Column-1 {
			cells = append(cells, "")
		}
		if c.Pending {
			if result, err := b.Compute(g.Name, c); err == nil {
				c = result
			} else {
				c.Kind, c.Text = xlsx.ErrorCell, "="+strings.TrimPrefix(c.Formula, "=")
			}
		}
		cells = append(cells, b.Padded(c, b.Shown(c)))
	}
	return cells
}

// Sheet is a sheet with a list.
type Sheet struct {
	Name    string
	Title   string   // above the list; ""
	Notes   []string // below the title, a line each
	Columns []Column
	Rows    [][]Cell
	Foot    []Cell // closes the list, "" if there is none
	Room    int    // empty rows below, to be filled in
}

// Column is a column of a list.
type Column struct {
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

// Cell is a cell of a list.
type Cell struct {
	Text string
	Link string // path of a file, relative to the workbook's own; "" for none
	Tone Tone
}

// toneLook are the fill and the colour of the letters of a tone.
var toneLook = map[Tone][2]string{
	Good: {"E6F2EA", "1B5E3A"}, Notice: {"FBF1D9", "7A4F01"}, Bad: {"FBE4E1", "9B1C1C"}, Weak: {"", "6B6B6B"},
}

// listPen writes one workbook of lists.
type listPen struct{ *xlsx.Pen }

// Write makes a workbook of lists. The same input gives the same bytes.
func Write(title string, places []Sheet, lang message.Lang) ([]byte, error) {
	w := &listPen{xlsx.NewPen(lang)}
	defer w.Excel.Close()
	w.Keep(w.Excel.SetDefaultFont(xlsx.Songti))
	for i, s := range places {
		if i == 0 {
			w.Keep(w.Excel.SetSheetName("Sheet1", s.Name))
		} else {
			_, err := w.Excel.NewSheet(s.Name)
			w.Keep(err)
		}
		w.plain(s)
		w.View(s.Name)
	}
	w.Excel.SetActiveSheet(0)
	day, code := ooxml.Epoch.Format("2006-01-02T15:04:05Z"), "zh-CN"
	if lang == message.EN {
		code = "en-US"
	}
	w.Keep(w.Excel.SetDocProps(&excelize.DocProperties{Creator: "budgetbook", LastModifiedBy: "budgetbook", Created: day, Modified: day, Title: title, Language: code}))
	if w.Err != nil {
		return nil, fmt.Errorf("write a list: %w", w.Err)
	}
	buf, err := w.Excel.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write a list: %w", err)
	}
	return xlsx.Pack(buf.Bytes())
}

func (w *listPen) plain(s Sheet) {
	n, row := len(s.Columns), 1
	var wide []float64
	total := 0.0
	for _, c := range s.Columns {
		wide = append(wide, c.Width)
		total += c.Width
	}
	w.Widths(s.Name, wide)
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
		w.Merge(s.Name, row, 1, 1, max(1, span), s.Title, xlsx.Look{Role: xlsx.RoleTitle, Left: true})
		w.RowHeight(s.Name, row, 30)
		row++
	}
	for _, note := range s.Notes {
		w.Merge(s.Name, row, 1, 1, max(1, span), note, xlsx.Look{Role: xlsx.RoleHint})
		w.RowHeight(s.Name, row, max(18, xlsx.LinesHeight(note, room*1.15)-2))
		row++
	}
	head := row
	tall := 26.0
	for i, c := range s.Columns {
		name := c.Name
		if c.Need {
			name = "*" + name
		}
		w.Put(s.Name, head, i+1, name, xlsx.Look{Role: xlsx.RoleHead})
		tall = max(tall, xlsx.LinesHeight(name, c.Width-2))
	}
	w.RowHeight(s.Name, head, tall)
	styles := map[plainLook]int{}
	for _, cells := range s.Rows {
		row++
		w.plainRow(s, row, cells, false, styles)
	}
	for range s.Room {
		row++
		for i, c := range s.Columns {
			l := xlsx.Look{Role: xlsx.RoleInput, Typ: c.Type}
			if c.Need {
				l.Role = xlsx.RoleRequired
			}
			w.Put(s.Name, row, i+1, "", l)
		}
	}
	for i, c := range s.Columns {
		if c.Choices != nil && row > head {
			var choices []profile.Choice
			for _, x := range c.Choices {
				choices = append(choices, profile.Choice{ID: x, Name: profile.Text{Text: message.Text{ZH: x, EN: x}}})
			}
			w.Choices(s.Name, i+1, head+1, row, choices)
		}
	}
	if w.Err == nil && row > head {
		w.Keep(w.Excel.AutoFilter(s.Name, finding.CellName(head, 1)+":"+finding.CellName(row, n), nil))
	}
	if s.Foot != nil {
		row++
		w.plainRow(s, row, s.Foot, true, styles)
	}
	w.Freeze(s.Name, head, min(2, n-1))
	w.Page(s.Name, true, 0, wide...)
	titles := fmt.Sprintf("'%s'!$%d:$%d", s.Name, head, head)
	if total > 180 { // spread over several pages, as page has it
		titles = fmt.Sprintf("'%s'!$A:$B,", s.Name) + titles
	}
	w.Keep(w.Excel.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.Name, RefersTo: titles}))
}

// plainLook is everything that distinguishes the cells of lists.
type plainLook struct {
	typ        profile.Type
	tone       Tone
	link, foot bool
}

func (w *listPen) plainRow(s Sheet, row int, cells []Cell, foot bool, styles map[plainLook]int) {
	tall := 20.0
	for i, c := range s.Columns {
		x := Cell{}
		if i < len(cells) {
			x = cells[i]
		}
		l := plainLook{c.Type, x.Tone, x.Link != "", foot}
		id, ok := styles[l]
		if !ok {
			id = w.PlainStyle(l.describe())
			styles[l] = id
		}
		x.Text = harmless.Shown(x.Text) // names of files never went through a door
		w.Value(s.Name, row, i+1, x.Text, c.Type, nil, xlsx.Look{Role: xlsx.RoleText})
		w.Restyle(s.Name, row, i+1, id)
		if x.Link != "" {
			parts := strings.Split(x.Link, "/")
			for k := range parts {
				parts[k] = url.PathEscape(parts[k])
			}
			w.Keep(w.Excel.SetCellHyperLink(s.Name, finding.CellName(row, i+1), strings.Join(parts, "/"), "External"))
		}
		if !c.Type.Numeric() {
			tall = max(tall, xlsx.LinesHeight(x.Text, c.Width-2))
		}
	}
	w.RowHeight(s.Name, row, tall)
}

func (l plainLook) describe() *excelize.Style {
	s := xlsx.Describe(xlsx.Look{Role: xlsx.RoleResult, Typ: l.typ, Bold: l.foot})
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
		s.Font.Color, s.Font.Underline = xlsx.LinkColor, "single"
	}
	if l.foot {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{xlsx.FixedFill}}
	}
	for i := range s.Border {
		s.Border[i].Color = "C9C9C9"
	}
	s.Protection = nil
	return s
}
