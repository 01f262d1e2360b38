package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/ooxml"
	"budgetbook/internal/profile"
)

// Indented is the format of a look with its text off the border.
func (w *Pen) Indented(l Look) int {
	s := Describe(l)
	s.Alignment.Horizontal, s.Alignment.Indent = "left", 1
	return w.PlainStyle(s)
}

// Restyle gives a cell another style.
func (w *Pen) Restyle(sheet string, row, column, style int) {
	w.Keep(w.Excel.SetCellStyle(sheet, finding.CellName(row, column), finding.CellName(row, column), style))
}

// PlainStyle is the number of a style that is no look.
func (w *Pen) PlainStyle(s *excelize.Style) int {
	id, err := w.Excel.NewStyle(s)
	w.Keep(err)
	return id
}

// Link makes a cell lead to a cell of another sheet.
func (w *Pen) Link(sheet string, row, column int, to, cell string) {
	if w.Err == nil {
		w.Keep(w.Excel.SetCellHyperLink(sheet, finding.CellName(row, column), "'"+strings.ReplaceAll(to, "'", "''")+"'!"+cell, "Location"))
	}
}

// Pen writes cells of a workbook in the styles all sheets share. The first error
// stays; everything after it is harmless.
type Pen struct {
	Lang   message.Lang
	Excel  *excelize.File
	styles map[Look]int
	lists  int // lists of choices on the hidden sheet
	Err    error
}

// NewPen begins a workbook whose words are in a language.
func NewPen(lang message.Lang) *Pen {
	return &Pen{Lang: lang, Excel: excelize.NewFile(), styles: map[Look]int{}}
}

// Keep remembers the first error.
func (w *Pen) Keep(err error) {
	if w.Err == nil {
		w.Err = err
	}
}

// View sets what all sheets share: no grid lines, a page number when printed.
func (w *Pen) View(name string) {
	off := false
	w.Keep(w.Excel.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &off}))
	w.Keep(w.Excel.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C&P / &N"}))
}

// Page sets up printing: A4, as wide as the paper, the header on every page.
// A sheet wider than that is spread over several pages, with its first columns on
// each of them.
func (w *Pen) Page(name string, landscape bool, header int, columns ...float64) {
	a4, wide, tall, fit, orientation := 9, 1, 0, true, "portrait"
	total := 0.0
	for _, x := range columns {
		total += x
	}
	wide = max(1, int(Ceil(total/180)))
	if landscape {
		orientation = "landscape"
	}
	w.Keep(w.Excel.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}))
	w.Keep(w.Excel.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	side, top := 0.5, 0.6
	w.Keep(w.Excel.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &fit}))
	if header > 0 {
		titles := fmt.Sprintf("'%s'!$1:$%d", name, header)
		if wide > 1 {
			titles = fmt.Sprintf("'%s'!$A:$B,", name) + titles
		}
		w.Keep(w.Excel.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: titles}))
	}
}

// OnePage prints a sheet on a single page.
func (w *Pen) OnePage(name string) {
	one := 1
	w.Keep(w.Excel.SetPageLayout(name, &excelize.PageLayoutOptions{FitToWidth: &one, FitToHeight: &one}))
}

// Freeze keeps the first rows and columns in sight.
func (w *Pen) Freeze(name string, rows, columns int) {
	w.Keep(w.Excel.SetPanes(name, &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: finding.CellName(rows+1, columns+1), ActivePane: frozenPane(columns),
		Selection: []excelize.Selection{{SQRef: finding.CellName(rows+1, columns+1), ActiveCell: finding.CellName(rows+1, columns+1), Pane: frozenPane(columns)}},
	}))
}

func frozenPane(columns int) string {
	if columns > 0 {
		return "bottomRight"
	}
	return "bottomLeft"
}

// Say is a text of the catalogue in the workbook's language; kv are name, value pairs.
func (w *Pen) Say(id string, kv ...string) string {
	return message.Say(w.Lang, id, message.Pairs(kv...))
}

// Put writes a text with a style.
func (w *Pen) Put(sheet string, row, column int, text string, l Look) {
	if w.Err != nil {
		return
	}
	cell := finding.CellName(row, column)
	w.Keep(w.Excel.SetCellStyle(sheet, cell, cell, w.Style(l)))
	if text != "" {
		w.Text(sheet, cell, text)
	}
}

// Text writes a text into a cell as it is.
func (w *Pen) Text(sheet, cell, text string) {
	s := EncodeText(text)
	if n := len(utf16.Encode([]rune(s))); n > MaxText {
		w.Keep(message.Errorf(nil, "book.long", "sheet", sheet, "cell", cell, "length", strconv.Itoa(n), "limit", strconv.Itoa(MaxText)))
		return
	}
	w.Keep(w.Excel.SetCellStr(sheet, cell, s))
}

// Merge joins cells of one block and frames all of them.
func (w *Pen) Merge(sheet string, row, column, rows, columns int, text string, l Look) {
	for r := range rows {
		for c := range columns {
			w.Put(sheet, row+r, column+c, "", l)
		}
	}
	w.Put(sheet, row, column, text, l)
	if w.Err == nil && rows*columns > 1 {
		w.Keep(w.Excel.MergeCell(sheet, finding.CellName(row, column), finding.CellName(row+rows-1, column+columns-1)))
	}
}

// Value writes a value of a type: numbers and dates as numbers where that loses
// nothing, choices by their names, everything else as text.
func (w *Pen) Value(sheet string, row, column int, text string, t profile.Type, choices []profile.Choice, l Look) {
	w.Put(sheet, row, column, "", l)
	if text == "" || w.Err != nil {
		return
	}
	cell := finding.CellName(row, column)
	switch {
	case t.Numeric() || t == profile.YearType:
		if n, ok := BinaryNumber(text); ok {
			w.Keep(w.Excel.SetCellValue(sheet, cell, n))
			return
		}
	case t == profile.DateType:
		if n, ok := DateSerial(text); ok {
			w.Keep(w.Excel.SetCellValue(sheet, cell, n))
			return
		}
	case t == profile.PickType:
		text = w.Named(text, choices)
	}
	w.Text(sheet, cell, text)
}

// Named is what people see of a choice.
func (w *Pen) Named(id string, choices []profile.Choice) string {
	for _, c := range choices {
		if c.ID == id {
			return c.Name.In(w.Lang)
		}
	}
	return id
}

// BinaryNumber gives the binary number that a spreadsheet stores for a plain decimal, if
// its 15 significant digits are that decimal again.
func BinaryNumber(text string) (float64, bool) {
	r, err := amount.Parse(text)
	if err != nil || r.Blank || r.Tidy {
		return 0, false
	}
	n, err := strconv.ParseFloat(r.Value.String(), 64)
	if err != nil {
		return 0, false
	}
	back, err := decimal.NewFromString(strconv.FormatFloat(n, 'g', 15, 64))
	return n, err == nil && back.Equal(r.Value)
}

// Choices puts a drop-down list on a range of cells of one column.
func (w *Pen) Choices(sheet string, column, first, last int, choices []profile.Choice) {
	if w.Err != nil || len(choices) == 0 || last < first {
		return
	}
	names := make([]string, len(choices))
	plain, length := true, 0
	for i, c := range choices {
		names[i] = c.Name.In(w.Lang)
		length += len(utf16.Encode([]rune(names[i]))) + 1
		for _, r := range names[i] {
			plain = plain && r != ',' && r != '"'
		}
	}
	dv := excelize.NewDataValidation(true)
	dv.Sqref = finding.CellName(first, column) + ":" + finding.CellName(last, column)
	dv.SetError(excelize.DataValidationErrorStyleStop, w.Say("book.pick.title"), w.Say("book.pick"))
	if plain && length <= 250 {
		w.Keep(dv.SetDropList(names))
	} else {
		dv.SetSqrefDropList(w.LongList(names))
	}
	w.Keep(w.Excel.AddDataValidation(sheet, dv))
}

// ListSheet holds lists of choices that do not fit into a drop-down's 255 characters.
const ListSheet = "_lists"

// LongList puts choices on the hidden sheet and returns the name of their range.
func (w *Pen) LongList(names []string) string {
	if w.lists == 0 {
		_, err := w.Excel.NewSheet(ListSheet)
		w.Keep(err)
		w.Keep(w.Excel.SetSheetVisible(ListSheet, false, true))
	}
	w.lists++
	for i, n := range names {
		w.Text(ListSheet, finding.CellName(i+1, w.lists), n)
	}
	column, err := excelize.ColumnNumberToName(w.lists)
	w.Keep(err)
	name := fmt.Sprintf("choices%d", w.lists)
	w.Keep(w.Excel.SetDefinedName(&excelize.DefinedName{
		Name: name, RefersTo: fmt.Sprintf("'%s'!$%s$1:$%s$%d", ListSheet, column, column, len(names)),
	}))
	return name
}

// DocumentProperties name the profile and hide the clock.
func (w *Pen) DocumentProperties(p *profile.Profile) {
	day := ooxml.Epoch.Format("2006-01-02T15:04:05Z")
	lang := "zh-CN"
	if w.Lang == message.EN {
		lang = "en-US"
	}
	w.Keep(w.Excel.SetDocProps(&excelize.DocProperties{
		Creator: "budgetbook", LastModifiedBy: "budgetbook", Created: day, Modified: day,
		Title: p.Title.In(w.Lang), Language: lang, Version: p.Version,
	}))
	w.Keep(w.Excel.SetCustomProps(excelize.CustomProperty{Name: PropProfile, Value: p.Name}))
	w.Keep(w.Excel.SetCustomProps(excelize.CustomProperty{Name: PropVersion, Value: p.Version}))
	full := true
	w.Keep(w.Excel.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}))
}

// Widths sets the widths of columns from the first on.
func (w *Pen) Widths(sheet string, wide []float64) {
	for i, n := range wide {
		name, err := excelize.ColumnNumberToName(i + 1)
		w.Keep(err)
		w.Keep(w.Excel.SetColWidth(sheet, name, name, n))
	}
}

// Fit makes a row high enough for wrapped texts in columns of given widths, and at
// least as high as given, in points.
func (w *Pen) Fit(sheet string, row int, least float64, texts []string, wide []float64) {
	for i, s := range texts {
		least = max(least, LinesHeight(s, wide[i]))
	}
	w.RowHeight(sheet, row, least)
}

// RowHeight sets the height of a row.
func (w *Pen) RowHeight(sheet string, row int, points float64) {
	w.Keep(w.Excel.SetRowHeight(sheet, row, points))
}
