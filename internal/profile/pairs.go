package profile

import (
	"slices"
	"strings"
)

// Pair is one line of the official mapping of economic items: an item of departments'
// budgets and the item of the government's budget it belongs to, for a kind of unit.
type Pair struct {
	Units     string // kind of unit, as the mapping calls it
	Dept, Gov string // names
	Code      string // of the department's item
	Grade     Grade
}

// pairsList is the mapping of economic items among the code lists; a profile need not have one.
const pairsList = "economic_map"

var pairsHead = []string{"unit", "dept_code", "dept_name", "gov_code", "gov_name", "grade"}

func (l *loader) pairs(file string, rows [][]string) {
	if !slices.Equal(rows[0], pairsHead) {
		l.problems = append(l.problems, Problem{file, 1, "the header must be " + strings.Join(pairsHead, ",")})
		return
	}
	l.p.Pairs = nil
	for i, r := range rows[1:] {
		if r[0] == "" || r[2] == "" || r[4] == "" {
			l.problems = append(l.problems, Problem{file, i + 2, "a pair lacks its kind of unit or a name"})
		}
		l.p.Pairs = append(l.p.Pairs, Pair{Units: r[0], Code: r[1], Dept: r[2], Gov: r[4], Grade: Grade(r[5])})
	}
}
