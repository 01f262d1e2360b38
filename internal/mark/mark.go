package mark

import (
	"encoding/xml"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/xlsx"
)

// cellMark is what is said about one cell.
type cellMark struct {
	severity finding.Severity // the worst
	texts    []xlsx.NoteText
}

func sortedMarks(marks map[xlsx.Pos]*cellMark) []xlsx.Pos {
	all := make([]xlsx.Pos, 0, len(marks))
	for p := range marks {
		all = append(all, p)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Before(all[j]) })
	return all
}

// painter changes the formats of the cells of one sheet: those marked now, and
// those marked by an earlier annotation.
type painter struct {
	palette *palette
	marks   map[xlsx.Pos]*cellMark
	kept    map[xlsx.Pos]int // formats of the cells marked earlier, before they were
	all     []int            // the same of all sheets
	before  map[xlsx.Pos]int // formats of the cells marked now, before they are

	edits   []xlsx.Edit
	columns [][3]int // first, last, format
	row     xml.StartElement
	rowTag  xlsx.Edit  // of the row, if cells are added to it
	cells   []xlsx.Pos // still to be made in this row
}

// unmarked is the format a cell has without the marks of an earlier annotation.
func (w *painter) unmarked(p xlsx.Pos, style int) int {
	if !w.palette.isMark(style) {
		return style
	}
	if id, ok := w.kept[p]; ok && !w.palette.isMark(id) {
		return id
	}
	return w.palette.plain(style, w.all)
}

// paint returns a sheet with its cells marked. It does not touch what else stands
// there, except that the sheet is no longer the selected one.
func (w *painter) paint(data []byte) ([]byte, error) {
	w.before = map[xlsx.Pos]int{}
	todo := sortedMarks(w.marks)
	prefix, row, column, inData := "", 0, 0, false
	err := xlsx.Walk(data, func(n xlsx.Node) error {
		tag := string(data[n.From:n.To])
		switch {
		case n.Depth == 0:
			prefix = n.Name.Space
		case n.Start == nil && n.Local() == "sheetData" && n.Depth == 1:
			inData = false
			w.edits = append(w.edits, w.newRows(&todo, 0, n, prefix)...)
		case n.Start == nil && inData && n.Local() == "row" && n.Depth == 2:
			w.fill(&todo, row, n, tag, prefix)
		case n.Start == nil:
		case n.Local() == "sheetData" && n.Depth == 1:
			inData = true
			if strings.HasSuffix(tag, "/>") && len(todo) > 0 {
				w.edits = append(w.edits, xlsx.Edit{From: n.From, To: n.To, Text: strings.TrimSuffix(tag, "/>") + ">"})
			}
		case n.Local() == "sheetView":
			if xlsx.Truth(xlsx.Attribute(*n.Start, "tabSelected")) {
				w.edits = append(w.edits, xlsx.Edit{From: n.From, To: n.To, Text: xlsx.SetAttr(tag, "tabSelected", "")})
			}
		case n.Local() == "col":
			w.columns = append(w.columns, [3]int{xlsx.Number0(xlsx.Attribute(*n.Start, "min")), xlsx.Number0(xlsx.Attribute(*n.Start, "max")), xlsx.Number0(xlsx.Attribute(*n.Start, "style"))})
		case inData && n.Local() == "row" && n.Depth == 2:
			row++
			if r := xlsx.Number0(xlsx.Attribute(*n.Start, "r")); r > 0 {
				row = r
			}
			column = 0
			w.edits = append(w.edits, w.newRows(&todo, row, n, prefix)...)
			w.row, w.rowTag = *n.Start, xlsx.Edit{From: n.From, To: n.To, Text: tag}
		case inData && n.Local() == "c" && n.Depth == 3:
			column++
			if c, _, err := excelize.CellNameToCoordinates(strings.ReplaceAll(xlsx.Attribute(*n.Start, "r"), "$", "")); err == nil {
				column = c
			}
			here := xlsx.Pos{Row: row, Column: column}
			for len(todo) > 0 && todo[0].Row == row && todo[0].Column < column {
				w.cells = append(w.cells, todo[0])
				todo = todo[1:]
			}
			w.flush(n.From, prefix)
			style := xlsx.Number0(xlsx.Attribute(*n.Start, "s"))
			wants := w.unmarked(here, style)
			if len(todo) > 0 && todo[0] == here {
				todo = todo[1:]
				w.before[here] = wants
				wants = w.palette.marked(wants, w.marks[here].severity)
			}
			if wants != style {
				w.edits = append(w.edits, xlsx.Edit{From: n.From, To: n.To, Text: xlsx.SetAttr(tag, "s", strconv.Itoa(wants))})
			}
		}
		return nil
	})
	if err == nil && len(todo) > 0 {
		// The cells do not stand in order, which a spreadsheet does not write.
		err = fmt.Errorf("cell %s: %w", todo[0], xlsx.ErrCarry)
	}
	if err != nil {
		return nil, err
	}
	return xlsx.Splice(data, w.edits), nil
}

// flush makes the cells that stand before a place in the row.
func (w *painter) flush(at int, prefix string) {
	if len(w.cells) == 0 {
		return
	}
	text := ""
	for _, p := range w.cells {
		text += w.newCell(p, w.row)
	}
	w.cells = nil
	w.edits = append(w.edits, xlsx.Edit{From: at, To: at, Text: xlsx.Prefixed(text, prefix)})
	// What the row says of the columns it spans no longer holds.
	if plain := xlsx.SetAttr(w.rowTag.Text, "spans", ""); plain != w.rowTag.Text && w.rowTag.To <= at {
		w.edits = append(w.edits, xlsx.Edit{From: w.rowTag.From, To: w.rowTag.To, Text: plain})
		w.rowTag.Text = plain
	}
}

// fill makes the cells at the end of a row.
func (w *painter) fill(todo *[]xlsx.Pos, row int, end xlsx.Node, tag, prefix string) {
	for len(*todo) > 0 && (*todo)[0].Row == row {
		w.cells = append(w.cells, (*todo)[0])
		*todo = (*todo)[1:]
	}
	if len(w.cells) == 0 {
		return
	}
	if end.From == end.To { // an empty element: open it
		text := strings.TrimSuffix(xlsx.SetAttr(w.rowTag.Text, "spans", ""), "/>") + ">"
		cells := ""
		for _, p := range w.cells {
			cells += w.newCell(p, w.row)
		}
		w.cells = nil
		w.edits = append(w.edits, xlsx.Edit{From: w.rowTag.From, To: w.rowTag.To, Text: text + xlsx.Prefixed(cells+"</row>", prefix)})
		return
	}
	w.flush(end.From, prefix)
}

// newRows makes the rows that stand before a row, or, if it is 0, all that are left.
func (w *painter) newRows(todo *[]xlsx.Pos, row int, n xlsx.Node, prefix string) []xlsx.Edit {
	text := ""
	for len(*todo) > 0 && ((*todo)[0].Row < row || row == 0) {
		r := (*todo)[0].Row
		text += fmt.Sprintf(`<row r="%d">`, r)
		for len(*todo) > 0 && (*todo)[0].Row == r {
			text += w.newCell((*todo)[0], xml.StartElement{})
			*todo = (*todo)[1:]
		}
		text += "</row>"
	}
	if row == 0 && n.From == n.To && text != "" {
		text += "</sheetData>"
	}
	if text == "" {
		return nil
	}
	return []xlsx.Edit{{From: n.From, To: n.From, Text: xlsx.Prefixed(text, prefix)}}
}

// newCell is a blank cell in the format its row or column gives it, marked.
func (w *painter) newCell(p xlsx.Pos, row xml.StartElement) string {
	style := 0
	for _, c := range w.columns {
		if p.Column >= c[0] && p.Column <= c[1] {
			style = c[2]
		}
	}
	if xlsx.Truth(xlsx.Attribute(row, "customFormat")) {
		style = xlsx.Number0(xlsx.Attribute(row, "s"))
	}
	w.before[p] = style
	return fmt.Sprintf(`<c r="%s" s="%d"/>`, p, w.palette.marked(style, w.marks[p].severity))
}
