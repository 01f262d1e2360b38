package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/program"
	"budgetbook/tools/trial/unit"
)

// spot is where a filing was changed.
type spot struct {
	table  string // t05
	row    int    // -1: rows have moved, the table is all that can be named
	column string // "" for a whole row
	form   int    // of a target form, from 1
	part   string // another part of the filing: prior_year, procurement …
	sheet  string // the sheet of that part
}

// mutation is a filing with one thing wrong.
type mutation struct {
	kind   *kind
	u      *unit.Unit
	tables map[string]*unit.Table
	f      *filing.Filing
	r      *rand.Rand
	spots  []spot
	said   string // what was changed
}

// kind is a kind of mutation.
type kind struct {
	name, group string
	// do changes the filing, or gives false where nothing fits.
	do func(m *mutation) bool
}

const (
	inTables = "tables"
	inForms  = "forms, texts, last year"
)

func (m *mutation) at(s spot) { m.spots = append(m.spots, s) }

// cellName says where a figure stands for a reader.
func cellName(table string, row int, column string) string {
	return fmt.Sprintf("%s[%d].%s", filing.Sheets[table], row, column)
}

// cells lists the figures of a table that are there.
func (m *mutation) cells(table string, pick func(row filing.Row, column string) bool) []spot {
	var list []spot
	for i, r := range m.f.Tables[table] {
		for _, c := range filing.Columns[table] {
			if !filing.Text(c) && r[c] != "" && (pick == nil || pick(r, c)) {
				list = append(list, spot{table: table, row: i, column: c})
			}
		}
	}
	return list
}

// change replaces the figure at a spot.
func (m *mutation) change(s spot, value string) bool {
	old := m.f.Tables[s.table][s.row][s.column]
	if old == value {
		return false
	}
	m.f.Tables[s.table][s.row][s.column] = value
	m.said = fmt.Sprintf("%s: %s -> %s", cellName(s.table, s.row, s.column), old, value)
	m.at(s)
	return true
}

// some draws one of a list; false if it is empty.
func some[T any](m *mutation, list []T) (T, bool) {
	var none T
	if len(list) == 0 {
		return none, false
	}
	return list[m.r.IntN(len(list))], true
}

func cents(v string) int64 {
	whole, rest, _ := strings.Cut(v, ".")
	n, err := strconv.ParseInt(whole+(rest + "00")[:2], 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func amount(c int64) string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d.%02d", sign, c/100, c%100)
}

// swap exchanges two neighbouring digits that differ; false where there are none.
func swap(m *mutation, v string) (string, bool) {
	b := []byte(v)
	var where []int
	for i := 0; i+1 < len(b); i++ {
		if b[i] >= '0' && b[i+1] >= '0' && b[i] != b[i+1] && b[i] != '.' && b[i+1] != '.' {
			where = append(where, i)
		}
	}
	i, ok := some(m, where)
	if !ok {
		return "", false
	}
	b[i], b[i+1] = b[i+1], b[i]
	return string(b), true
}

// named says whether a finding names a spot: its cell, its row, or as much as is left to name.
func (m *mutation) named(f program.Finding, b *book.Book) bool {
	for _, s := range m.spots {
		for _, p := range f.Places {
			if s.matches(p, b) {
				return true
			}
		}
	}
	return false
}

func (s spot) matches(place string, b *book.Book) bool {
	switch {
	case b == nil && s.table != "":
		prefix := "tables." + s.table
		if s.row >= 0 {
			prefix += fmt.Sprintf("[%d]", s.row)
			if s.column != "" {
				return place == prefix+"."+s.column
			}
		}
		return strings.HasPrefix(place, prefix)
	case b == nil && s.form > 0:
		return strings.HasPrefix(place, fmt.Sprintf("performance.projects[%d]", s.form-1))
	case b == nil:
		return strings.HasPrefix(place, s.part)
	case s.table != "":
		sheet := filing.Sheets[s.table]
		if s.row < 0 || s.row >= len(b.Filing.Tables[s.table]) {
			return strings.HasPrefix(place, sheet+"!") || place == sheet
		}
		if s.column != "" {
			sheet, cell := b.At(s.table, s.row, s.column)
			return place == sheet+"!"+cell
		}
		return strings.HasPrefix(place, sheet+"!") && strings.TrimLeft(strings.TrimPrefix(place, sheet+"!"), "ABCDEFGHIJ") == strconv.Itoa(b.Row(s.table, s.row))
	case s.form > 0:
		if strings.HasPrefix(place, "绩效指标!") {
			line, err := strconv.Atoi(strings.TrimLeft(strings.TrimPrefix(place, "绩效指标!"), "ABCDEFGH"))
			return err == nil && b.FormOfIndicator(line) == s.form
		}
		return strings.HasPrefix(place, "绩效项目!") && strings.TrimLeft(strings.TrimPrefix(place, "绩效项目!"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strconv.Itoa(3+s.form)
	}
	return strings.HasPrefix(place, s.sheet)
}
