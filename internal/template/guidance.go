package template

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// What helps people through the workbook: links from the guide to every sheet and
// back, colours of the tabs, words at the cells, and protection of what is not theirs.

// tabColours are the colours of the tabs by kind of sheet.
var tabColours = map[string]string{
	"guide": "1F4E9E", "check": "1F6B2B", "forms": "E0A030", "lists": "E0A030", "table": "8FAADC", "records": "B08FC7",
}

// The guide has three columns; its texts stand across all.
const guideColumns = 3

var guideWidths = []float64{32, 44, 20}

// bareTitle is the title of a table without the year and what it leaves out.
func bareTitle(s string) string {
	years := wording.Years()
	return strings.TrimSpace(years.Omitted.ReplaceAllString(years.Place.ReplaceAllString(s, ""), ""))
}

// guidance adds links, colours and protection once all sheets stand.
func (w *writer) guidance(names []string) {
	w.openDefault()
	guide := ""
	for i, s := range w.p.Sheets {
		if s.Kind == "guide" {
			guide = names[i]
		}
	}
	for i, s := range w.p.Sheets {
		if w.Err != nil {
			return
		}
		colour := tabColours[s.Kind]
		w.Keep(w.Excel.SetSheetProps(names[i], &excelize.SheetPropsOptions{TabColorRGB: &colour}))
		if guide != "" && s.Kind != "guide" {
			w.backLink(names[i], s, guide)
		}
		w.protect(names[i])
	}
	for _, name := range []string{xlsx.ListSheet, sheets.CarriedSheet} {
		if n, err := w.Excel.GetSheetIndex(name); err == nil && n >= 0 {
			w.protect(name)
		}
	}
}

// index links the guide to the sheets, from top to bottom in as many columns as fit,
// and returns the row behind it.
func (w *writer) index(sheet string, row int) int {
	w.Merge(sheet, row, 1, 1, guideColumns, w.Say("book.index"), xlsx.Look{Role: xlsx.RoleGroup})
	w.RowHeight(sheet, row, 22)
	row++
	var others []string
	var kinds []profile.Sheet
	for _, s := range w.p.Sheets {
		if s.Kind != "guide" {
			others, kinds = append(others, sheets.TabName(w.p, s, w.Lang)), append(kinds, s)
		}
	}
	// Some programs never wrap a link: where texts are long each has a row to itself.
	across := guideColumns
	if w.Lang != message.ZH {
		across = 1
	}
	rows := (len(others) + across - 1) / across
	for i, name := range others {
		r, c := row+i%rows, 1+i/rows
		text, t := name, w.p.Table(kinds[i].ID)
		switch {
		case t != nil && t.Printed():
			text += "　" + bareTitle(t.Title.In(w.Lang))
		case w.Lang == message.Both && kinds[i].Name.EN != "":
			text = kinds[i].Name.In(w.Lang)
		case w.Lang == message.Both && t != nil:
			text = t.Name.In(w.Lang)
		}
		w.Merge(sheet, r, c, 1, guideColumns/across, text, xlsx.Look{Role: xlsx.RoleGo})
		w.Link(sheet, r, c, name, "A1")
		w.RowHeight(sheet, r, 20)
	}
	return row + rows
}

// backLink leads from the first row of a sheet back to the guide. It stands beside
// what is printed.
func (w *writer) backLink(sheet string, s profile.Sheet, guide string) {
	column, wideRecords := 0, false
	switch s.Kind {
	case "check":
		column = 11
	case "forms":
		column = 4
	case "lists":
		column = len(s.Lists) + 1
	case "table":
		column = w.plan.Block(s.ID).Width() + 1
	case "records":
		// Beside the sheet, unless that is pages away.
		column = w.plan.Block(s.ID).Width() + 1
		if w.p.IsAtom(s.ID) {
			break
		}
		if wideRecords = column > 6; wideRecords {
			column = 5
		}
	}
	if column < 2 || w.Err != nil {
		return
	}
	w.Put(sheet, 1, column, w.Say("book.back", "sheet", guide), xlsx.Look{Role: xlsx.RoleBack})
	w.Link(sheet, 1, column, guide, "A1")
	if s.Kind == "records" && wideRecords {
		return // as wide as several pages; the link stands above the columns
	}
	last, err := excelize.ColumnNumberToName(column - 1)
	w.Keep(err)
	w.Keep(w.Excel.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Area", Scope: sheet, RefersTo: fmt.Sprintf("'%s'!$A:$%s", sheet, last),
	}))
	next, err := excelize.ColumnNumberToName(column)
	w.Keep(err)
	w.Keep(w.Excel.SetColWidth(sheet, next, next, 18))
}

// protect locks what is prescribed or computed. There is no password: it is to keep
// hands from slipping, not to keep anybody out.
func (w *writer) protect(sheet string) {
	if w.Err != nil {
		return
	}
	w.Keep(w.Excel.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
		AutoFilter: true, Sort: true, FormatCells: true, FormatColumns: true, FormatRows: true,
		InsertRows: true, DeleteRows: true, EditObjects: true, EditScenarios: true,
		SelectLockedCells: true, SelectUnlockedCells: true,
	}))
}

// openDefault unlocks cells that have no format of their own. Else no row could be
// deleted: Excel wants every cell of it unlocked, to the last column.
func (w *writer) openDefault() {
	if w.Err != nil {
		return
	}
	open, err := w.Excel.NewStyle(&excelize.Style{Protection: &excelize.Protection{Locked: false}})
	w.Keep(err)
	if w.Err != nil || open >= len(w.Excel.Styles.CellXfs.Xf) {
		return
	}
	yes := true
	first := &w.Excel.Styles.CellXfs.Xf[0]
	first.Protection, first.ApplyProtection = w.Excel.Styles.CellXfs.Xf[open].Protection, &yes
}

// asked is the role of an input cell.
func (w *writer) asked(required bool) xlsx.Role {
	if required {
		return xlsx.RoleRequired
	}
	return xlsx.RoleInput
}

// prompt puts the words of a note at cells people fill, shown while they are there,
// and a question where a number is expected and something else is typed. Cells with
// a list have theirs already.
func (w *writer) prompt(sheet, cells string, t profile.Type, name, note string, choices []profile.Choice) {
	if w.Err != nil || len(choices) > 0 || cells == "" {
		return
	}
	dv := excelize.NewDataValidation(true)
	dv.Sqref = cells
	limits := map[profile.Type]struct {
		kind     excelize.DataValidationType
		from, to float64
		id       string
	}{
		profile.WanType:  {excelize.DataValidationTypeDecimal, -1e11, 1e11, "book.ask.amount"},
		profile.YuanType: {excelize.DataValidationTypeDecimal, -1e15, 1e15, "book.ask.yuan"},
		profile.NumType:  {excelize.DataValidationTypeDecimal, 0, 1e11, "book.ask.number"},
		profile.IntType:  {excelize.DataValidationTypeWhole, 0, 1e9, "book.ask.count"},
		profile.YearType: {excelize.DataValidationTypeWhole, 2000, 2100, "book.ask.year"},
	}
	limit, numeric := limits[t]
	if numeric {
		w.Keep(dv.SetRange(limit.from, limit.to, limit.kind, excelize.DataValidationOperatorBetween))
		// A question, not a refusal: the check says what is really wrong.
		dv.SetError(excelize.DataValidationErrorStyleWarning, w.Say("book.ask.title"), w.Say(limit.id))
	}
	if note != "" {
		dv.SetInput(clipUnits(strings.TrimLeft(name, "*"), 32), clipUnits(note, 255))
	}
	if numeric || note != "" {
		w.Keep(w.Excel.AddDataValidation(sheet, dv))
	}
}

// rangeOf names the cells of a column from one row to another, "" if there are none.
func rangeOf(column, first, last int) string {
	if last < first {
		return ""
	}
	return finding.CellName(first, column) + ":" + finding.CellName(last, column)
}

// clipUnits cuts a text to what the format allows, counted as the format counts.
func clipUnits(s string, n int) string {
	for len(utf16.Encode([]rune(s))) > n {
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return s
}

// joinNotes puts two notes under one another.
func joinNotes(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

// legend explains the colours and returns the row behind it.
func (w *writer) legend(sheet string, row int) int {
	type entry struct {
		text string
		role xlsx.Role
	}
	entries := []entry{
		{w.Say("book.legend.required"), xlsx.RoleRequired}, {w.Say("book.legend.input"), xlsx.RoleInput},
		{w.Say("book.legend.fixed"), xlsx.RoleLabel}, {w.Say("book.legend.extra"), xlsx.RoleExtra},
	}
	if slices.ContainsFunc(w.p.Sheets, func(s profile.Sheet) bool { return s.Kind == "table" }) {
		entries = slices.Insert(entries, 2, entry{w.Say("book.legend.total"), xlsx.RoleTotal})
	}
	if w.carried != nil && len(w.carried.Items) > 0 {
		entries = append(entries, entry{w.Say("book.legend.renew", "year", strconv.Itoa(w.carried.Year)), xlsx.RoleRenew})
	}
	for _, l := range entries {
		w.Merge(sheet, row, 1, 1, guideColumns, l.text, xlsx.Look{Role: l.role, Typ: profile.CodeType, Left: true, Locked: true})
		w.RowHeight(sheet, row, max(22, xlsx.LinesHeight(l.text, 96)))
		row++
	}
	return row
}
