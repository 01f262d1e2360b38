package workbook

import (
	"encoding/xml"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
)

// mark is what is said about one cell.
type mark struct {
	severity finding.Severity // the worst
	texts    []noteText
}

// pos is a cell of a sheet; both count from 1.
type pos struct{ row, column int }

func (p pos) String() string { return at(p.row, p.column) }

// before orders cells as they stand in a sheet.
func (p pos) before(q pos) bool { return p.row < q.row || p.row == q.row && p.column < q.column }

func sortedMarks(marks map[pos]*mark) []pos {
	all := make([]pos, 0, len(marks))
	for p := range marks {
		all = append(all, p)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].before(all[j]) })
	return all
}

// painter changes the formats of the cells of one sheet: those marked now, and
// those marked by an earlier annotation.
type painter struct {
	palette *palette
	marks   map[pos]*mark
	kept    map[pos]int // formats of the cells marked earlier, before they were
	all     []int       // the same of all sheets
	before  map[pos]int // formats of the cells marked now, before they are

	edits   []edit
	columns [][3]int // first, last, format
	row     xml.StartElement
	rowTag  edit  // of the row, if cells are added to it
	cells   []pos // still to be made in this row
}

// unmarked is the format a cell has without the marks of an earlier annotation.
func (w *painter) unmarked(p pos, style int) int {
	if !w.palette.isMark(style) {
		return style
	}
	if id, ok := w.kept[p]; ok && !w.palette.isMark(id) {
		return id
	}
	return w.palette.plain(style, w.all)
}

func number0(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

// paint returns a sheet with its cells marked. It does not touch what else stands
// there, except that the sheet is no longer the selected one.
func (w *painter) paint(data []byte) ([]byte, error) {
	w.before = map[pos]int{}
	todo := sortedMarks(w.marks)
	prefix, row, column, inData := "", 0, 0, false
	err := walk(data, func(n node) error {
		tag := string(data[n.from:n.to])
		switch {
		case n.depth == 0:
			prefix = n.name.Space
		case n.start == nil && n.local() == "sheetData" && n.depth == 1:
			inData = false
			w.edits = append(w.edits, w.newRows(&todo, 0, n, prefix)...)
		case n.start == nil && inData && n.local() == "row" && n.depth == 2:
			w.fill(&todo, row, n, tag, prefix)
		case n.start == nil:
		case n.local() == "sheetData" && n.depth == 1:
			inData = true
			if strings.HasSuffix(tag, "/>") && len(todo) > 0 {
				w.edits = append(w.edits, edit{n.from, n.to, strings.TrimSuffix(tag, "/>") + ">"})
			}
		case n.local() == "sheetView":
			if truth(attr(*n.start, "tabSelected")) {
				w.edits = append(w.edits, edit{n.from, n.to, setAttr(tag, "tabSelected", "")})
			}
		case n.local() == "col":
			w.columns = append(w.columns, [3]int{number0(attr(*n.start, "min")), number0(attr(*n.start, "max")), number0(attr(*n.start, "style"))})
		case inData && n.local() == "row" && n.depth == 2:
			row++
			if r := number0(attr(*n.start, "r")); r > 0 {
				row = r
			}
			column = 0
			w.edits = append(w.edits, w.newRows(&todo, row, n, prefix)...)
			w.row, w.rowTag = *n.start, edit{n.from, n.to, tag}
		case inData && n.local() == "c" && n.depth == 3:
			column++
			if c, _, err := excelize.CellNameToCoordinates(strings.ReplaceAll(attr(*n.start, "r"), "$", "")); err == nil {
				column = c
			}
			here := pos{row, column}
			for len(todo) > 0 && todo[0].row == row && todo[0].column < column {
				w.cells = append(w.cells, todo[0])
				todo = todo[1:]
			}
			w.flush(n.from, prefix)
			style := number0(attr(*n.start, "s"))
			wants := w.unmarked(here, style)
			if len(todo) > 0 && todo[0] == here {
				todo = todo[1:]
				w.before[here] = wants
				wants = w.palette.marked(wants, w.marks[here].severity)
			}
			if wants != style {
				w.edits = append(w.edits, edit{n.from, n.to, setAttr(tag, "s", strconv.Itoa(wants))})
			}
		}
		return nil
	})
	if err == nil && len(todo) > 0 {
		// The cells do not stand in order, which a spreadsheet does not write.
		err = fmt.Errorf("cell %s: %w", todo[0], errCarry)
	}
	if err != nil {
		return nil, err
	}
	return splice(data, w.edits), nil
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
	w.edits = append(w.edits, edit{at, at, prefixed(text, prefix)})
	// What the row says of the columns it spans no longer holds.
	if plain := setAttr(w.rowTag.text, "spans", ""); plain != w.rowTag.text && w.rowTag.to <= at {
		w.edits = append(w.edits, edit{w.rowTag.from, w.rowTag.to, plain})
		w.rowTag.text = plain
	}
}

// fill makes the cells at the end of a row.
func (w *painter) fill(todo *[]pos, row int, end node, tag, prefix string) {
	for len(*todo) > 0 && (*todo)[0].row == row {
		w.cells = append(w.cells, (*todo)[0])
		*todo = (*todo)[1:]
	}
	if len(w.cells) == 0 {
		return
	}
	if end.from == end.to { // an empty element: open it
		text := strings.TrimSuffix(setAttr(w.rowTag.text, "spans", ""), "/>") + ">"
		cells := ""
		for _, p := range w.cells {
			cells += w.newCell(p, w.row)
		}
		w.cells = nil
		w.edits = append(w.edits, edit{w.rowTag.from, w.rowTag.to, text + prefixed(cells+"</row>", prefix)})
		return
	}
	w.flush(end.from, prefix)
}

// newRows makes the rows that stand before a row, or, if it is 0, all that are left.
func (w *painter) newRows(todo *[]pos, row int, n node, prefix string) []edit {
	text := ""
	for len(*todo) > 0 && ((*todo)[0].row < row || row == 0) {
		r := (*todo)[0].row
		text += fmt.Sprintf(`<row r="%d">`, r)
		for len(*todo) > 0 && (*todo)[0].row == r {
			text += w.newCell((*todo)[0], xml.StartElement{})
			*todo = (*todo)[1:]
		}
		text += "</row>"
	}
	if row == 0 && n.from == n.to && text != "" {
		text += "</sheetData>"
	}
	if text == "" {
		return nil
	}
	return []edit{{n.from, n.from, prefixed(text, prefix)}}
}

// newCell is a blank cell in the format its row or column gives it, marked.
func (w *painter) newCell(p pos, row xml.StartElement) string {
	style := 0
	for _, c := range w.columns {
		if p.column >= c[0] && p.column <= c[1] {
			style = c[2]
		}
	}
	if truth(attr(row, "customFormat")) {
		style = number0(attr(row, "s"))
	}
	w.before[p] = style
	return fmt.Sprintf(`<c r="%s" s="%d"/>`, p, w.palette.marked(style, w.marks[p].severity))
}
