// Package book fills the blank workbooks that `budgetbook new` writes, as an officer does: cell by cell, found by the
// labels that an officer sees.
package book

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/program"
)

// Book is a filled workbook and where its rows stand.
type Book struct {
	*excelize.File
	Layout string
	Filing *filing.Filing
	rows   map[string][]int // of a table: the sheet row of each row of the filing
	err    error
}

// Options say how amounts are typed.
type Options struct {
	Layout string // full or compact
	// Keep says that the template's own formula gives this figure, so the officer leaves it.
	Keep func(table string, row int, column string) bool
	// Yuan gives the exact amount in 元, for sheets whose unit is 元.
	Yuan func(table string, row int, column string) string
}

var kinds = map[string]string{"administrative": "行政单位", "civil_service_managed": "参照公务员法管理的事业单位", "institution": "事业单位"}

// Fill makes a blank workbook with the program and fills it in.
func Fill(binary, dir string, f *filing.Filing, o Options) (*Book, error) {
	path := filepath.Join(dir, "blank.xlsx")
	args := []string{"new", "--force", "--year", strconv.Itoa(f.Year), "--unit", f.Unit.Name, "--code", f.Unit.Code, "--kind", f.Unit.Kind,
		"--level", f.Unit.Level, "--region", f.Unit.Region, "--department", f.Unit.Department, "-o", path}
	if o.Layout == "compact" {
		args = append(args, "--layout", "compact")
	}
	if err := program.Run(binary, args...); err != nil {
		return nil, err
	}
	defer os.Remove(path)
	x, err := excelize.OpenFile(path)
	if err != nil {
		return nil, err
	}
	b := &Book{File: x, Layout: o.Layout, Filing: f, rows: map[string][]int{}}
	if o.Layout == "compact" {
		b.atoms()
	} else {
		for _, t := range filing.Tables {
			b.table(t, o)
		}
	}
	b.fields()
	b.forms()
	return b, b.err
}

func (b *Book) fail(err error) {
	if b.err == nil && err != nil {
		b.err = err
	}
}

// Get is the text of a cell.
func (b *Book) Get(sheet, cell string) string {
	v, err := b.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	b.fail(err)
	return v
}

// Type types a number or a text into a cell, over whatever is there.
func (b *Book) Type(sheet, cell, value string) {
	if value == "" {
		b.fail(b.SetCellFormula(sheet, cell, ""))
		b.fail(b.SetCellValue(sheet, cell, nil))
		return
	}
	if number(value) {
		b.fail(b.SetCellDefault(sheet, cell, value))
		b.fail(b.SetCellFormula(sheet, cell, ""))
		return
	}
	b.fail(b.SetCellStr(sheet, cell, value))
}

// Text types a text, also where it looks like a number.
func (b *Book) Text(sheet, cell, value string) { b.fail(b.SetCellStr(sheet, cell, value)) }

func number(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// leave keeps the formula of a cell and stores the figure it gives. Below the rows that the template has prepared there
// is none: the figure is typed.
func (b *Book) leave(sheet, cell, value string) {
	formula, err := b.GetCellFormula(sheet, cell)
	b.fail(err)
	if formula == "" {
		b.Type(sheet, cell, value)
		return
	}
	if value == "" {
		return
	}
	b.fail(b.SetCellDefault(sheet, cell, value))
	b.fail(b.SetCellFormula(sheet, cell, formula))
}

// Cell names a cell.
func Cell(column, row int) string {
	c, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err)
	}
	return c
}

// At is the sheet and the cell of a figure of a table.
func (b *Book) At(table string, row int, column string) (sheet, cell string) {
	for i, c := range filing.Columns[table] {
		if c == column {
			return filing.Sheets[table], Cell(i+1, b.rows[table][row])
		}
	}
	panic("no column " + column + " in " + table)
}

// Row is the sheet row of a row of a table.
func (b *Book) Row(table string, row int) int { return b.rows[table][row] }

// column finds a heading in the first rows of a sheet.
func (b *Book) column(sheet, label string) int {
	for r := 3; r <= 6; r++ {
		for c := 1; c <= 30; c++ {
			if b.Get(sheet, Cell(c, r)) == label {
				return c
			}
		}
	}
	b.fail(fmt.Errorf("%s has no column %s", sheet, label))
	return 1
}

// find is the row that holds a text in a column.
func (b *Book) find(sheet string, column int, text string, from int) int {
	for r := from; r < from+60; r++ {
		if strings.TrimPrefix(b.Get(sheet, Cell(column, r)), "*") == text {
			return r
		}
	}
	b.fail(fmt.Errorf("%s has no row %s", sheet, text))
	return from
}

// place finds the sheet row of each row of a table.
func (b *Book) place(table string) {
	sheet := filing.Sheets[table]
	rows := b.Filing.Tables[table]
	var at []int
	switch table {
	case "t01", "t04":
		last := 6
		for i, r := range rows {
			switch {
			case r["expenditure_item"] != "":
				last = b.find(sheet, 3, r["expenditure_item"], last)
			case i > 0:
				last++
			}
			at = append(at, last)
			last = at[len(at)-1]
		}
	case "t10":
		for _, r := range rows {
			at = append(at, b.find(sheet, 1, r["item"], 4))
		}
	case "t12", "t13":
		start := b.find(sheet, 1, "1", 4) + 1
		for i := range rows {
			at = append(at, start+i)
		}
	case "t11":
		start := b.find(sheet, 1, "部门合计", 4)
		for i := range rows {
			at = append(at, start+i)
		}
	default:
		start := b.find(sheet, 1, "合计", 5)
		for i := range rows {
			at = append(at, start+i)
		}
	}
	b.rows[table] = at
}

func (b *Book) table(table string, o Options) {
	b.place(table)
	sheet := filing.Sheets[table]
	fixed := table == "t01" || table == "t04" || table == "t10"
	for i, r := range b.Filing.Tables[table] {
		for k, c := range filing.Columns[table] {
			cell := Cell(k+1, b.rows[table][i])
			switch {
			case filing.Text(c):
				if r[c] != "" && !fixed && b.Get(sheet, cell) != r[c] {
					b.Text(sheet, cell, r[c])
				}
			case o.Yuan != nil:
				v := o.Yuan(table, i, c)
				if o.Keep != nil && o.Keep(table, i, c) {
					b.leave(sheet, cell, v)
				} else if v != "" || !fixed {
					b.Type(sheet, cell, v)
				}
			case o.Keep != nil && o.Keep(table, i, c):
				b.leave(sheet, cell, r[c])
			default:
				b.Type(sheet, cell, r[c])
			}
		}
		if r["kind"] != "" {
			b.Text(sheet, Cell(b.column(sheet, "行类型"), b.rows[table][i]), map[string]string{"department": "部门", "unit": "单位", "project": "项目"}[r["kind"]])
		}
		if r["class"] != "" {
			b.Text(sheet, Cell(b.column(sheet, "项目类别"), b.rows[table][i]), classLabels[r["class"]])
		}
	}
	if o.Yuan != nil {
		b.Unit(table, "单位：元")
	}
}

var classLabels = map[string]string{"specific_target": "特定目标类", "other_operation": "其他运转类"}

// Unit switches the cell of a sheet that says its unit.
func (b *Book) Unit(table, unit string) {
	sheet := filing.Sheets[table]
	for c := 1; c <= 9; c++ {
		if cell := Cell(c, 3); b.Get(sheet, cell) == "单位：万元" {
			b.Text(sheet, cell, unit)
			return
		}
	}
	b.fail(fmt.Errorf("%s has no cell for its unit", sheet))
}

// Save writes the workbook.
func (b *Book) Save(path string) error {
	if b.err != nil {
		return b.err
	}
	return b.SaveAs(path)
}
