package template

import (
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/sheet"
	"budgetbook/internal/sheets"
)

// spareRows is how far below the last offered row the formulas look, so that rows
// added there are checked as well.
const spareRows = 50

// places says where a workbook that is written keeps its tables and fields. It
// implements rule.Locator.
type places struct {
	data   profile.Data // the rows as they stand on the sheets, blank templates too
	tables map[*profile.Table]placed
	fields map[string]sheet.Range
}

// placed is where one table stands.
type placed struct {
	sheet     string
	top, last int
	columns   map[string]int // by column id
	rows      []int          // sheet row of each row of the data
}

// locate finds out where everything will stand, the way the sheets are written.
func (w *writer) locate() *places {
	l := &places{tables: map[*profile.Table]placed{}, fields: map[string]sheet.Range{},
		data: profile.Data{Profile: w.p, Filing: filing.New(w.p.Name, w.f.Year)}}
	for _, s := range w.p.Sheets {
		name := sheets.TabName(w.p, s, w.Lang)
		switch t := w.p.Table(s.ID); s.Kind {
		case "forms":
			l.form(w.p, name, s.Forms)
		case "table":
			l.table(name, t, w.f.Tables[t.ID])
		case "records":
			l.records(w, name, t)
		}
	}
	return l
}

// form counts the rows of a sheet of forms, as writer.forms does.
func (l *places) form(p *profile.Profile, tab string, ids []string) {
	row := 4
	for _, id := range ids {
		if len(ids) > 1 {
			row++
		}
		for _, f := range p.Form(id).Fields {
			if f.Group.ZH != "" {
				row++
			}
			l.fields[f.Path] = sheet.Range{Sheet: tab, Column: "B", First: row, Last: row}
			row++
		}
	}
}

func (l *places) table(sheet string, t *profile.Table, rows []filing.Row) {
	at := placed{sheet: sheet, top: sheets.TableTop + t.HeaderRow, columns: map[string]int{}}
	for i, c := range sheets.ColumnOrder(t) {
		at.columns[c.ID] = i + 1
	}
	lines := arrange(t, rows)
	open := false
	for i, line := range lines {
		open = line.spec == nil
		switch {
		case line.row != nil:
			l.data.Filing.Tables[t.ID] = append(l.data.Filing.Tables[t.ID], *line.row)
		case line.spec != nil && !line.blank:
			r := filing.Row{Cells: map[string]filing.Value{}}
			for id, label := range line.spec.Cells {
				r.Cells[id] = filing.Value{Text: label.ZH}
			}
			l.data.Filing.Tables[t.ID] = append(l.data.Filing.Tables[t.ID], r)
		default:
			continue
		}
		at.rows = append(at.rows, at.top+i)
	}
	at.last = at.top + max(len(lines), 1) - 1
	if open {
		at.last += spareRows
	}
	l.tables[t] = at
}

func (l *places) records(w *writer, sheet string, t *profile.Table) {
	lead := 1
	if t.Parent != "" {
		lead = 2
	}
	_, rows := w.numbered(t, w.p.Table(t.Parent))
	at := placed{sheet: sheet, top: RecordTop + 1, columns: map[string]int{}}
	for i, c := range t.Columns {
		at.columns[c.ID] = lead + 1 + i
	}
	for i := range rows {
		at.rows = append(at.rows, at.top+i)
	}
	at.last = RecordTop + max(len(rows)+5, t.Room) + spareRows
	l.data.Filing.Tables[t.ID] = rows
	l.tables[t] = at
}

// Column is the range of a column of a table.
func (l *places) Column(t *profile.Table, c *profile.Column) (sheet.Range, bool) {
	at, ok := l.tables[t]
	if !ok || at.columns[c.ID] == 0 {
		return sheet.Range{}, false
	}
	return at.block(c, at.top, at.last), true
}

func (at placed) block(c *profile.Column, first, last int) sheet.Range {
	letters, err := excelize.ColumnNumberToName(at.columns[c.ID])
	if err != nil {
		return sheet.Range{}
	}
	return sheet.Range{Sheet: at.sheet, Column: letters, First: first, Last: last}
}

// Fixed lists the cells of a fixed row or of a group of rows.
func (l *places) Fixed(t *profile.Table, c *profile.Column, row string) []sheet.Range {
	at, ok := l.tables[t]
	if !ok || at.columns[c.ID] == 0 {
		return nil
	}
	picked, _ := l.data.Rows(t, c, row)
	var blocks []sheet.Range
	for _, i := range picked {
		n := at.rows[i]
		if k := len(blocks) - 1; k >= 0 && blocks[k].Last == n-1 {
			blocks[k].Last = n
			continue
		}
		blocks = append(blocks, at.block(c, n, n))
	}
	return blocks
}

// Field is the cell of a field.
func (l *places) Field(path string) (sheet.Range, bool) {
	r, ok := l.fields[path]
	return r, ok
}
