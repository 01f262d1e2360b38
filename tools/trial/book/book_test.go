package book_test

import (
	"path/filepath"
	"strconv"
	"testing"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/program"
	"budgetbook/tools/trial/unit"
)

// What is stored beside the template's formulas is what they give.
func TestKeptFormulasGiveTheirFigures(t *testing.T) {
	binary, err := program.Binary("")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	u := unit.Make(1, 4)
	tables := u.Printed(unit.Formulas)
	b, err := book.Fill(binary, dir, u.Filing(unit.Formulas), book.Options{Layout: "full",
		Keep: func(table string, row int, column string) bool { return tables[table].Formula(row, column) }})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Save(filepath.Join(dir, "filled.xlsx")); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, table := range []string{"t01", "t03", "t10", "t11"} {
		for i := range b.Filing.Tables[table] {
			for _, c := range filing.Columns[table] {
				if !tables[table].Computed(i, c) || b.Filing.Tables[table][i][c] == "" {
					continue
				}
				sheet, cell := b.At(table, i, c)
				got, err := b.CalcCellValue(sheet, cell)
				if err != nil {
					t.Fatal(err)
				}
				a, err1 := strconv.ParseFloat(got, 64)
				w, err2 := strconv.ParseFloat(b.Get(sheet, cell), 64)
				if err1 != nil || err2 != nil || a != w {
					t.Errorf("%s!%s: the formula gives %s, stored is %s", sheet, cell, got, b.Get(sheet, cell))
				}
				checked++
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d formulas looked at", checked)
	}
}
