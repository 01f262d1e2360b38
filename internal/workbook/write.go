package workbook

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// writer holds the template of a profile while it is written.
type writer struct {
	*pen
	p       *profile.Profile
	f       *filing.Filing
	written map[string]bool // code lists on the hidden sheet
	check   *checker

	totalled bool

	carried   *Carried
	carriedAt map[string][]CarriedItem // by path
}

// pen writes cells of a workbook in the styles all sheets share. The first error
// stays; everything after it is harmless.
type pen struct {
	lang   message.Lang
	x      *excelize.File
	styles map[look]int
	lists  int // lists of choices on the hidden sheet
	err    error
}

// newPen begins a workbook whose words are in a language.
func newPen(lang message.Lang) *pen {
	return &pen{lang: lang, x: excelize.NewFile(), styles: map[look]int{}}
}

// Write makes the workbook of a filing: its values in the sheets the profile
// prescribes, with room for more. A filing without rows gives the blank template.
// It returns the bytes of an xlsx file, the same for the same input; an
// *message.Error names a value no cell can hold.
func Write(p *profile.Profile, f *filing.Filing, opt Options) ([]byte, error) {
	p = p.InLayout(opt.Layout)
	lang := opt.Lang
	if lang != message.EN && lang != message.Both {
		lang = message.ZH
	}
	w := &writer{pen: newPen(lang), p: p, f: f, written: map[string]bool{}, carried: opt.Carried, totalled: opt.Totals}
	defer w.x.Close()
	w.keep(w.x.SetDefaultFont(songti))
	var names []string
	for i, s := range p.Sheets {
		name := sheetName(p, s, lang)
		names = append(names, name)
		if i == 0 {
			w.keep(w.x.SetSheetName("Sheet1", name))
			continue
		}
		_, err := w.x.NewSheet(name)
		w.keep(err)
	}
	w.check = w.checker()
	for i, s := range p.Sheets {
		w.sheet(names[i], s)
		if w.err != nil {
			return nil, fmt.Errorf("write sheet %s: %w", names[i], w.err)
		}
	}
	w.remember()
	w.guidance(names)
	w.documentProperties(w.p)
	w.x.SetActiveSheet(0)
	if w.err != nil {
		return nil, fmt.Errorf("write workbook: %w", w.err)
	}
	buf, err := w.x.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return pack(buf.Bytes())
}

func (w *pen) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *writer) sheet(name string, s profile.Sheet) {
	switch s.Kind {
	case "guide":
		w.guide(name)
		w.check.onGuide(name)
	case "check":
		w.check.write()
	case "forms":
		w.forms(name, s)
	case "lists":
		w.paragraphs(name, s)
	case "table":
		w.table(name, w.p.Table(s.ID))
	case "records":
		if w.p.IsAtom(s.ID) {
			w.atoms(name, w.p.Table(s.ID))
			break
		}
		w.records(name, w.p.Table(s.ID))
	}
	w.view(name)
}

// view sets what all sheets share: no grid lines, a page number when printed.
func (w *pen) view(name string) {
	off := false
	w.keep(w.x.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &off}))
	w.keep(w.x.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C&P / &N"}))
}

// page sets up printing: A4, as wide as the paper, the header on every page.
// A sheet wider than that is spread over several pages, with its first columns on
// each of them.
func (w *pen) page(name string, landscape bool, header int, columns ...float64) {
	a4, wide, tall, fit, orientation := 9, 1, 0, true, "portrait"
	total := 0.0
	for _, x := range columns {
		total += x
	}
	wide = max(1, int(ceil(total/180)))
	if landscape {
		orientation = "landscape"
	}
	w.keep(w.x.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall}))
	w.keep(w.x.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	side, top := 0.5, 0.6
	w.keep(w.x.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &fit}))
	if header > 0 {
		titles := fmt.Sprintf("'%s'!$1:$%d", name, header)
		if wide > 1 {
			titles = fmt.Sprintf("'%s'!$A:$B,", name) + titles
		}
		w.keep(w.x.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: titles}))
	}
}

// onePage prints a sheet on a single page.
func (w *pen) onePage(name string) {
	one := 1
	w.keep(w.x.SetPageLayout(name, &excelize.PageLayoutOptions{FitToWidth: &one, FitToHeight: &one}))
}

// freeze keeps the first rows and columns in sight.
func (w *pen) freeze(name string, rows, columns int) {
	w.keep(w.x.SetPanes(name, &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: at(rows+1, columns+1), ActivePane: pane(columns),
		Selection: []excelize.Selection{{SQRef: at(rows+1, columns+1), ActiveCell: at(rows+1, columns+1), Pane: pane(columns)}},
	}))
}

func pane(columns int) string {
	if columns > 0 {
		return "bottomRight"
	}
	return "bottomLeft"
}

// at is the name of a cell; rows and columns count from 1.
func at(row, column int) string {
	s, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return "A1"
	}
	return s
}

// say is a text of the catalogue in the workbook's language; kv are name, value pairs.
func (w *pen) say(id string, kv ...string) string {
	return message.Say(w.lang, id, message.Pairs(kv...))
}

// put writes a text with a style.
func (w *pen) put(sheet string, row, column int, text string, l look) {
	if w.err != nil {
		return
	}
	cell := at(row, column)
	w.keep(w.x.SetCellStyle(sheet, cell, cell, w.style(l)))
	if text != "" {
		w.text(sheet, cell, text)
	}
}

func (w *pen) text(sheet, cell, text string) {
	s := encode(text)
	if n := len(utf16.Encode([]rune(s))); n > maxText {
		w.keep(message.Errorf(nil, "book.long", "sheet", sheet, "cell", cell, "length", strconv.Itoa(n), "limit", strconv.Itoa(maxText)))
		return
	}
	w.keep(w.x.SetCellStr(sheet, cell, s))
}

// merge joins cells of one block and frames all of them.
func (w *pen) merge(sheet string, row, column, rows, columns int, text string, l look) {
	for r := range rows {
		for c := range columns {
			w.put(sheet, row+r, column+c, "", l)
		}
	}
	w.put(sheet, row, column, text, l)
	if w.err == nil && rows*columns > 1 {
		w.keep(w.x.MergeCell(sheet, at(row, column), at(row+rows-1, column+columns-1)))
	}
}

// value writes a value of a type: numbers and dates as numbers where that loses
// nothing, choices by their names, everything else as text.
func (w *pen) value(sheet string, row, column int, text string, t profile.Type, choices []profile.Choice, l look) {
	w.put(sheet, row, column, "", l)
	if text == "" || w.err != nil {
		return
	}
	cell := at(row, column)
	switch {
	case t.Numeric() || t == profile.YearType:
		if n, ok := number(text); ok {
			w.keep(w.x.SetCellValue(sheet, cell, n))
			return
		}
	case t == profile.DateType:
		if n, ok := serial(text); ok {
			w.keep(w.x.SetCellValue(sheet, cell, n))
			return
		}
	case t == profile.PickType:
		text = w.named(text, choices)
	}
	w.text(sheet, cell, text)
}

// named is what people see of a choice.
func (w *pen) named(id string, choices []profile.Choice) string {
	for _, c := range choices {
		if c.ID == id {
			return c.Name.In(w.lang)
		}
	}
	return id
}

// number gives the binary number that a spreadsheet stores for a plain decimal, if
// its 15 significant digits are that decimal again.
func number(text string) (float64, bool) {
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

// choices puts a drop-down list on a range of cells of one column.
func (w *pen) choices(sheet string, column, first, last int, choices []profile.Choice) {
	if w.err != nil || len(choices) == 0 || last < first {
		return
	}
	names := make([]string, len(choices))
	plain, length := true, 0
	for i, c := range choices {
		names[i] = c.Name.In(w.lang)
		length += len(utf16.Encode([]rune(names[i]))) + 1
		for _, r := range names[i] {
			plain = plain && r != ',' && r != '"'
		}
	}
	dv := excelize.NewDataValidation(true)
	dv.Sqref = at(first, column) + ":" + at(last, column)
	dv.SetError(excelize.DataValidationErrorStyleStop, w.say("book.pick.title"), w.say("book.pick"))
	if plain && length <= 250 {
		w.keep(dv.SetDropList(names))
	} else {
		dv.SetSqrefDropList(w.longList(names))
	}
	w.keep(w.x.AddDataValidation(sheet, dv))
}

// listSheet holds lists of choices that do not fit into a drop-down's 255 characters.
const listSheet = "_lists"

func (w *pen) longList(names []string) string {
	if w.lists == 0 {
		_, err := w.x.NewSheet(listSheet)
		w.keep(err)
		w.keep(w.x.SetSheetVisible(listSheet, false, true))
	}
	w.lists++
	for i, n := range names {
		w.text(listSheet, at(i+1, w.lists), n)
	}
	column, err := excelize.ColumnNumberToName(w.lists)
	w.keep(err)
	name := fmt.Sprintf("choices%d", w.lists)
	w.keep(w.x.SetDefinedName(&excelize.DefinedName{
		Name: name, RefersTo: fmt.Sprintf("'%s'!$%s$1:$%s$%d", listSheet, column, column, len(names)),
	}))
	return name
}

// documentProperties name the profile and hide the clock.
func (w *pen) documentProperties(p *profile.Profile) {
	day := epoch.Format("2006-01-02T15:04:05Z")
	lang := "zh-CN"
	if w.lang == message.EN {
		lang = "en-US"
	}
	w.keep(w.x.SetDocProps(&excelize.DocProperties{
		Creator: "budgetbook", LastModifiedBy: "budgetbook", Created: day, Modified: day,
		Title: p.Title.In(w.lang), Language: lang, Version: p.Version,
	}))
	w.keep(w.x.SetCustomProps(excelize.CustomProperty{Name: propProfile, Value: p.Name}))
	w.keep(w.x.SetCustomProps(excelize.CustomProperty{Name: propVersion, Value: p.Version}))
	full := true
	w.keep(w.x.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}))
}

// widths sets the widths of columns from the first on.
func (w *pen) widths(sheet string, wide []float64) {
	for i, n := range wide {
		name, err := excelize.ColumnNumberToName(i + 1)
		w.keep(err)
		w.keep(w.x.SetColWidth(sheet, name, name, n))
	}
}

// fit makes a row high enough for wrapped texts in columns of given widths, and at
// least as high as given, in points.
func (w *pen) fit(sheet string, row int, least float64, texts []string, wide []float64) {
	for i, s := range texts {
		least = max(least, height(s, wide[i]))
	}
	w.rowHeight(sheet, row, least)
}

func (w *pen) rowHeight(sheet string, row int, points float64) {
	w.keep(w.x.SetRowHeight(sheet, row, points))
}

var errBounds = errors.New("more rows or columns than a sheet is read to")

// room says whether a table of that many rows and columns would be read back.
func (w *writer) room(sheet string, rows, columns int) bool {
	if rows > maxRows-50 || columns > maxColumns {
		w.keep(message.Errorf(errBounds, "book.rows", "sheet", sheet, "limit", strconv.Itoa(maxRows-50)))
	}
	return w.err == nil
}
