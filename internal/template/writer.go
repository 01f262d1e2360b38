package template

import (
	"errors"
	"strconv"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// writer holds the template of a profile while it is written.
type writer struct {
	*xlsx.Pen
	p       *profile.Profile
	f       *filing.Filing
	plan    *sheets.Plan
	written map[string]bool // code lists on the hidden sheet
	check   *checker

	totalled bool

	carried   *carry.Carried
	carriedAt map[string][]carry.Item // by path
}

var errBounds = errors.New("more rows or columns than a sheet is read to")

// room says whether a table of that many rows and columns would be read back.
func (w *writer) room(sheet string, rows, columns int) bool {
	if rows > xlsx.MaxRows-50 || columns > xlsx.MaxColumns {
		w.Keep(message.Errorf(errBounds, "book.rows", "sheet", sheet, "limit", strconv.Itoa(xlsx.MaxRows-50)))
	}
	return w.Err == nil
}

func (w *writer) formula(sheet string, row, column int, formula string) {
	if w.Err == nil {
		w.Keep(w.Excel.SetCellFormula(sheet, finding.CellName(row, column), formula))
	}
}
