package main

import (
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// csvbook FILE.csv FILE.xlsx makes a workbook of one sheet, numbers as numbers.
func csvbook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: csvbook FILE.csv FILE.xlsx")
	}
	r := csv.NewReader(strings.NewReader(ts.ReadFile(args[0])))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	ts.Check(err)
	x := excelize.NewFile()
	defer x.Close()
	for i, row := range rows {
		for j, s := range row {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			ts.Check(err)
			if v, err := strconv.ParseFloat(s, 64); err == nil {
				ts.Check(x.SetCellFloat("Sheet1", name, v, -1, 64))
			} else if s != "" {
				ts.Check(x.SetCellStr("Sheet1", name, s))
			}
		}
	}
	ts.Check(x.SaveAs(ts.MkAbs(args[1])))
}
