package unit

import (
	"fmt"
	"math/rand/v2"
)

// Way is a way of rounding that an honest office prints its figures in.
type Way string

// The eight ways.
const (
	Independent Way = "independent" // every figure rounded by itself
	Formulas    Way = "formulas"    // the blank workbook's own formulas left alone, the rest rounded by itself
	Summed      Way = "summed"      // only the lowest figures rounded, all levels summed
	HalfEven    Way = "half-even"   // by itself, a half to the even neighbour
	Truncated   Way = "truncated"   // by itself, the rest cut off
	Mixed       Way = "mixed"       // each table in a way of its own
	Approved    Way = "approved"    // summed, and the approved totals typed over the sums
	Yuan        Way = "yuan"        // sheets in 元 with 分
)

// Ways lists them.
var Ways = []Way{Independent, Formulas, Summed, HalfEven, Truncated, Mixed, Approved, Yuan}

// round gives hundredths of a 万元.
func (w Way) round(f Fen) int64 {
	const c = int64(wan) / 100
	q, rest := int64(f)/c, int64(f)%c
	switch w {
	case Truncated:
	case HalfEven:
		if rest*2 > c || rest*2 == c && q%2 == 1 {
			q++
		}
	default:
		if rest*2 >= c {
			q++
		}
	}
	return q
}

// print rounds a table in a way.
func (t *Table) print(w Way) {
	for _, r := range t.Rows {
		for c, f := range r.Exact {
			r.Cents[c] = w.round(f)
			r.Blank[c] = f == 0
		}
	}
	if w != Formulas && w != Summed && w != Approved {
		return
	}
	for _, s := range t.sums {
		if w == Formulas && s.how == parent {
			continue
		}
		var total int64
		blank := true
		for _, p := range s.parts {
			total += t.Rows[p.row].Cents[p.column]
			_, printed := t.Rows[p.row].Cents[p.column]
			blank = blank && (!printed || t.Rows[p.row].Blank[p.column])
		}
		r := t.Rows[s.total.row]
		r.Cents[s.total.column] = total
		r.Blank[s.total.column] = blank
	}
	if w != Approved {
		return
	}
	// The approved figure is typed over the sum in the rows that an approval states.
	for _, s := range t.sums {
		if s.how != grand {
			continue
		}
		r := t.Rows[s.total.row]
		for c, f := range r.Exact {
			r.Cents[c] = w.round(f)
		}
	}
}

// Printed makes the tables of a unit as printed in a way.
func (u *Unit) Printed(w Way) map[string]*Table {
	tables := u.Tables()
	r := rand.New(rand.NewPCG(u.Seed, uint64(u.Index)+99))
	for _, name := range []string{"t01", "t02", "t03", "t04", "t05", "t06", "t07", "t08", "t09", "t10", "t11", "t12", "t13"} {
		way := w
		if w == Mixed {
			way = []Way{Independent, Formulas, Summed}[r.IntN(3)]
		}
		tables[name].print(way)
	}
	return tables
}

// cents writes hundredths with two decimals.
func cents(c int64) string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d.%02d", sign, c/100, c%100)
}

// yuan writes an exact amount in 元, decimals only where there are any.
func yuan(f Fen) string {
	if f%100 == 0 {
		return fmt.Sprint(int64(f) / 100)
	}
	return fmt.Sprintf("%d.%02d", int64(f)/100, int64(f)%100)
}

// Formula says whether the blank workbook's own formula gives the printed figure of a cell.
func (t *Table) Formula(row int, column string) bool {
	for _, s := range t.sums {
		if s.total != (cell{row, column}) || s.how == parent {
			continue
		}
		var total int64
		for _, p := range s.parts {
			total += t.Rows[p.row].Cents[p.column]
		}
		return total == t.Rows[row].Cents[column]
	}
	return false
}

// Computed says whether a cell of the blank workbook holds a formula.
func (t *Table) Computed(row int, column string) bool {
	for _, s := range t.sums {
		if s.total == (cell{row, column}) && s.how != parent {
			return true
		}
	}
	return false
}

// Yuan is the exact amount of a cell in 元, as a sheet in 元 holds it.
func (t *Table) Yuan(row int, column string) string {
	if f := t.Rows[row].Exact[column]; f != 0 {
		return yuan(f)
	}
	return ""
}
