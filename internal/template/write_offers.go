package template

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
)

// offer puts a drop-down on the cells of a column that offers texts: the codes or names
// of a list, the levels of the indicators, or texts of its own. Lists are never
// complete, so other texts are asked about, not refused. It returns false if the
// column offers none.
func (w *writer) offer(sheet string, column, first, last int, t *profile.Table, c *profile.Column) bool {
	if w.Err != nil || last < first || len(c.Choices) > 0 {
		return false
	}
	texts := c.Offer
	if w.p.Targets != nil && t.Parent == w.p.Targets.Records && t.Key == w.p.Targets.Indicators {
		texts = append(texts, w.levelNames(c.ID)...)
	}
	dv := excelize.NewDataValidation(true)
	dv.Sqref = finding.CellName(first, column) + ":" + finding.CellName(last, column)
	switch {
	case c.List != "" && c.Type == profile.CodeType:
		dv.SetSqrefDropList(w.codeList(c.List) + "_codes")
	case c.List != "":
		dv.SetSqrefDropList(w.codeList(c.List) + "_names")
	case len(texts) > 0:
		dv.SetSqrefDropList(w.LongList(texts))
	default:
		return false
	}
	w.asks(dv, c)
	w.Keep(w.Excel.AddDataValidation(sheet, dv))
	return true
}

// asks makes a list a question, with the note of the column beside the cell.
func (w *writer) asks(dv *excelize.DataValidation, c *profile.Column) {
	id := "book.ask.listed"
	if c.Type == profile.CodeType {
		id = "book.ask.code"
	}
	dv.SetError(excelize.DataValidationErrorStyleWarning, w.Say("book.ask.title"), w.Say(id))
	note := c.Note.In(w.Lang)
	if note == "" && c.Type == profile.CodeType {
		note = w.Say("book.code-note")
	}
	if note != "" {
		dv.SetInput(clipUnits(c.Name.In(w.Lang), 32), clipUnits(note, 255))
	}
}

// levelNames are the names of the indicators' levels that a column holds.
func (w *writer) levelNames(column string) []string {
	grid := w.p.Targets.Grid
	var names []string
	for i, id := range grid.Columns {
		if id != column || i > 1 {
			continue
		}
		for _, l := range grid.Levels {
			if i == 0 {
				names = append(names, l.Name.ZH)
				continue
			}
			for _, s := range l.Second {
				names = append(names, s.Name.ZH)
			}
		}
	}
	return names
}

// showsName says whether a blank line of a table shows the name of a code in a column.
func showsName(c *profile.Column) bool { return c.Named != "" && c.List != "" }

// spareName shows the name of the code beside it in a blank line of a table, and a name
// that is typed in place of the code; it may be typed over.
func (w *writer) spareName(sheet string, row, column int, order []*profile.Column, c *profile.Column) {
	if w.Err != nil {
		return
	}
	for i, x := range order {
		if x.ID != c.Named {
			continue
		}
		list, code := w.codeList(c.List), finding.CellName(row, i+1)
		w.formula(sheet, row, column, fmt.Sprintf(`IF(%[1]s="","",IFERROR(INDEX(%[2]s_names,MATCH(%[1]s&"",%[2]s_codes,0)),IFERROR(INDEX(%[2]s_names,MATCH(%[1]s&"",%[2]s_names,0)),"")))`, code, list))
	}
}

// codeList puts a code list on the hidden sheet, once, and returns the beginning of
// the names of its columns: all codes, their names, and _pick, those of each length.
func (w *writer) codeList(list string) string {
	name := sheets.OwnLists + list
	if w.written[list] {
		return name
	}
	w.written[list] = true
	var codes, names []string
	byLength := map[int][]string{}
	for _, c := range w.p.Codes[list].Items {
		codes, names = append(codes, c.Code), append(names, w.english(c.Name, c.English))
		byLength[len(c.Code)] = append(byLength[len(c.Code)], c.Code)
	}
	w.namedList(name+"_codes", codes)
	w.namedList(name+"_names", names)
	for n := range 12 {
		if len(byLength[n]) > 0 {
			w.namedList(fmt.Sprintf("%s_pick%d", name, n), byLength[n])
		}
	}
	return name
}

// namedList is longList with a name of its own.
func (w *writer) namedList(name string, texts []string) {
	plain := w.LongList(texts)
	refers := ""
	for _, d := range w.Excel.GetDefinedName() {
		if d.Name == plain {
			refers = d.RefersTo
		}
	}
	w.Keep(w.Excel.DeleteDefinedName(&excelize.DefinedName{Name: plain}))
	w.Keep(w.Excel.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: refers}))
}

func (w *writer) english(zh, en string) string {
	if w.Lang == message.EN && en != "" {
		return en
	}
	return zh
}
