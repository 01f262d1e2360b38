package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/program"
	"budgetbook/tools/trial/unit"
)

// desk is what lies before an officer: a sound workbook, and what can go wrong with it.
type desk struct {
	*book.Book
	u      *unit.Unit
	tables map[string]*unit.Table
	other  *unit.Unit // another unit
}

// expect is what must be named first, in facts: no wording of the program is asked for.
type expect struct {
	say   string     // for the reader of the report
	table string     // the sheet that is to blame
	facts [][]string // of each group one must be in what is said or in its places; regular expressions
	wrong []string   // names of other causes
	any   bool       // a warning or a note will do
	also  []expect   // other causes that must be named somewhere after the first
}

// mistake is one mistake of an officer.
type mistake struct {
	name   string
	layout string
	needs  func(*unit.Unit) bool
	typed  bool // all figures typed or pasted; else the template's formulas stand and follow
	do     func(d *desk) expect
}

var tableName = regexp.MustCompile(`表(十[一二三]|[一二三四五六七八九十])`)

// names says whether a finding names the cause.
func (e expect) names(f *program.Finding) bool {
	if f == nil {
		return false
	}
	if e.table != "" && !e.blames(f) {
		return false
	}
	// What is advised does not count: an advice for every case mentions every cause.
	text := strings.Join([]string{f.Message, f.Table, f.Row, f.Column, strings.Join(f.Places, " "), strings.Join(f.Names, " ")}, " ")
	for _, group := range e.facts {
		found := false
		for _, x := range group {
			found = found || regexp.MustCompile(x).MatchString(text)
		}
		if !found {
			return false
		}
	}
	return !e.misleads(f)
}

func (e expect) misleads(f *program.Finding) bool {
	for _, w := range e.wrong {
		if f != nil && regexp.MustCompile(w).MatchString(f.Message+" "+f.Fix) {
			return true
		}
	}
	return false
}

// blames says whether the sheet to blame is the first that is named.
func (e expect) blames(f *program.Finding) bool {
	if strings.HasPrefix(e.table, "表") {
		if first := tableName.FindString(f.Message); first != "" {
			return first == e.table
		}
		return f.Table == e.table || len(f.Places) > 0 && strings.HasPrefix(f.Places[0], e.table+"!")
	}
	return strings.Contains(f.Message, e.table) || f.Table == e.table || len(f.Places) > 0 && strings.HasPrefix(f.Places[0], e.table)
}

// columns of amounts of a table.
func amounts(table string) []string {
	var list []string
	for _, c := range filing.Columns[table] {
		if !filing.Text(c) {
			list = append(list, c)
		}
	}
	return list
}

// rows of a table.
func (d *desk) count(table string) int { return len(d.Filing.Tables[table]) }

func (d *desk) value(table string, row int, column string) string {
	s, c := d.At(table, row, column)
	return d.Get(s, c)
}

func (d *desk) set(table string, row int, column, value string) string {
	s, c := d.At(table, row, column)
	d.Type(s, c, value)
	return c
}

// yuan types a table in 元 and leaves the sheet's unit at 万元.
func (d *desk) yuan(table string, columns ...string) {
	if columns == nil {
		columns = amounts(table)
	}
	for i := range d.Filing.Tables[table] {
		for _, c := range columns {
			if v := d.tables[table].Yuan(i, c); v != "" {
				d.set(table, i, c, v)
			}
		}
	}
}

// down moves columns down by some rows (or up), from a row of the table on.
func (d *desk) down(table string, by, from, to int, columns ...string) {
	for _, c := range columns {
		s, first := d.At(table, from, c)
		k, r := split(first)
		n := d.Row(table, to) - r + 1
		old := make([]string, n)
		for i := range n {
			old[i] = d.Get(s, book.Cell(k, r+i))
		}
		for i := range n {
			if j := i - by; j >= 0 && j < n {
				d.Type(s, book.Cell(k, r+i), old[j])
			} else {
				d.Type(s, book.Cell(k, r+i), "")
			}
		}
		if by > 0 {
			for i := n - by; i < n; i++ {
				d.Type(s, book.Cell(k, r+i+by), old[i])
			}
		}
	}
}

// right moves all cells of the rows of a table one column to the right, from a column on.
func (d *desk) right(table, from string, by int) {
	start := 0
	columns := filing.Columns[table]
	for i, c := range columns {
		if c == from {
			start = i + 1
		}
	}
	sheet := filing.Sheets[table]
	for i := range d.Filing.Tables[table] {
		r := d.Row(table, i)
		old := map[int]string{}
		for k := start; k <= len(columns); k++ {
			old[k] = d.Get(sheet, book.Cell(k, r))
		}
		for k := start; k <= len(columns)+by; k++ {
			d.put(sheet, book.Cell(k, r), old[k-by])
		}
	}
}

// put types a code as text and a figure as a number.
func (d *desk) put(sheet, cell, value string) {
	if regexp.MustCompile(`^[12]\d{2}(\d{2}){0,2}$`).MatchString(value) {
		d.Text(sheet, cell, value)
		return
	}
	d.Type(sheet, cell, value)
}

// exchange swaps two columns of a table.
func (d *desk) exchange(table, a, b string) {
	for i := range d.Filing.Tables[table] {
		x, y := d.value(table, i, a), d.value(table, i, b)
		d.set(table, i, a, y)
		d.set(table, i, b, x)
	}
}

// unmerge takes the merged cells of a table apart, as pasting over them does.
func (d *desk) unmerge(table string) {
	sheet := filing.Sheets[table]
	merged, err := d.GetMergeCells(sheet)
	d.fail(err)
	for _, m := range merged {
		if _, r := split(m.GetStartAxis()); r >= d.Row(table, 0) {
			d.fail(d.UnmergeCell(sheet, m.GetStartAxis(), m.GetEndAxis()))
		}
	}
}

// replace puts another unit's rows into a table; the unit's own name stays where the table has it.
func (d *desk) replace(table string, f *filing.Filing) {
	sheet := filing.Sheets[table]
	d.unmerge(table)
	start := d.Row(table, 0)
	rows := f.Tables[table]
	for i := range max(len(rows), d.count(table)) {
		for k, c := range filing.Columns[table] {
			v := ""
			if i < len(rows) {
				v = rows[i][c]
			}
			if v == f.Unit.Name {
				v = d.u.Name
			}
			if filing.Text(c) {
				if c == "item" || c == "revenue_item" || c == "expenditure_item" {
					continue
				}
				if v == "" {
					d.Type(sheet, book.Cell(k+1, start+i), "")
				} else {
					d.Text(sheet, book.Cell(k+1, start+i), v)
				}
				continue
			}
			if table == "t01" || table == "t04" || table == "t10" {
				d.set(table, i, c, v)
				continue
			}
			d.Type(sheet, book.Cell(k+1, start+i), v)
		}
		if table == "t12" || table == "t13" {
			k := len(filing.Columns[table]) + 1
			kind, class := "", ""
			if i < len(rows) {
				kind = map[string]string{"department": "部门", "unit": "单位", "project": "项目"}[rows[i]["kind"]]
				class = map[string]string{"specific_target": "特定目标类", "other_operation": "其他运转类"}[rows[i]["class"]]
			}
			d.Type(sheet, book.Cell(k, start+i), kind)
			d.Type(sheet, book.Cell(k+1, start+i), class)
		}
	}
}

// item is a row of a coded table with an item code and figures in the columns.
func (d *desk) item(table string, columns ...string) int {
	for i, r := range d.Filing.Tables[table] {
		if len(r["code"]) != 7 {
			continue
		}
		ok := true
		for _, c := range columns {
			ok = ok && r[c] != ""
		}
		if ok {
			return i
		}
	}
	panic(fmt.Sprintf("%s has no item with %v", table, columns))
}

// biggest is the row of a table with the largest figure in a column, among rows that a question picks.
func (d *desk) biggest(table, column string, pick func(filing.Row) bool) int {
	best, at := int64(-1), -1
	for i, r := range d.Filing.Tables[table] {
		if f := int64(d.tables[table].Rows[i].Exact[column]); pick(r) && f > best {
			best, at = f, i
		}
	}
	return at
}

// follow computes again what the formulas left in the tables give, as a spreadsheet does after every change.
func (d *desk) follow() error {
	if d.Layout == "compact" {
		return nil
	}
	for _, t := range filing.Tables {
		if d.count(t) == 0 {
			continue
		}
		sheet := filing.Sheets[t]
		last := d.Row(t, d.count(t)-1) + 3
		// Totals stand above their parts or under them: twice is enough for every chain of a table.
		for range 2 {
			for r := 5; r <= last; r++ {
				for k := range len(filing.Columns[t]) {
					cell := book.Cell(k+1, r)
					formula, err := d.GetCellFormula(sheet, cell)
					if err != nil {
						return err
					}
					if formula == "" || filing.Text(filing.Columns[t][k]) {
						continue
					}
					v, err := d.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
					if err != nil {
						return fmt.Errorf("%s!%s =%s: %w", sheet, cell, formula, err)
					}
					if v != d.Get(sheet, cell) {
						if err := d.SetCellDefault(sheet, cell, v); err != nil {
							return err
						}
						if err := d.SetCellFormula(sheet, cell, formula); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	return nil
}

func split(cell string) (int, int) {
	k, r := 0, 0
	for _, c := range cell {
		if c >= 'A' && c <= 'Z' {
			k = k*26 + int(c-'A') + 1
		} else {
			r = r*10 + int(c-'0')
		}
	}
	return k, r
}

func isItem(r filing.Row) bool    { return len(r["code"]) == 7 }
func isProject(r filing.Row) bool { return r["kind"] == "project" }
