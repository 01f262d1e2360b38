package tail_test

import (
	"math/rand/v2"

	"budgetbook/internal/tail"
)

// way is how a total is filled in.
type way int

const (
	typed way = iota
	byRow
	byNext
	byLeaves
)

// office is how an office prints a budget.
type office struct {
	name  string
	mode  tail.Mode
	step  func(table int) int64
	fills func(g *rand.Rand) func(e entry) way
}

func cents(int) int64 { return tail.Cent }

// alike fills in every cell by one rule.
func alike(f func(e entry) way) func(*rand.Rand) func(entry) way {
	return func(*rand.Rand) func(entry) way { return f }
}

func rounded(entry) way { return typed }

// template is what the blank workbook's formulas do: totals of rows everywhere, the total
// row of each table; the rest is typed.
func template(e entry) way {
	switch {
	case e.below != nil && (e.level == 0 || e.table == 1 || e.table == 4):
		if e.total && e.table != 1 && e.table != 4 {
			return byRow
		}
		return byNext
	case e.total:
		return byRow
	}
	return typed
}

// fromLeaves adds everything up from the printed figures at the bottom.
func fromLeaves(e entry) way {
	switch {
	case e.below != nil:
		return byLeaves
	case e.total:
		return byRow
	}
	return typed
}

// approved types the totals as approved and adds up the rest level by level.
func approved(e entry) way {
	switch {
	case e.level == 0 || (e.table == 1 || e.table == 4) && e.level == 1:
		return typed
	case e.below != nil:
		return byNext
	case e.total:
		return byRow
	}
	return typed
}

func perTable(g *rand.Rand) func(entry) way {
	ways := []func(entry) way{rounded, template, fromLeaves}
	chosen := map[int]func(entry) way{}
	for t := range 14 {
		chosen[t] = ways[g.IntN(len(ways))]
	}
	return func(e entry) way { return chosen[e.table](e) }
}

// perLevel fills in every level of every table in a way of its own; only a grand total
// with nothing else to add is what stands above it.
func perLevel(g *rand.Rand) func(entry) way {
	var chosen [14][10]way
	for t := range chosen {
		for l := range chosen[t] {
			chosen[t][l] = way(g.IntN(4))
		}
	}
	return func(e entry) way {
		switch w := chosen[e.table][e.level]; {
		case (e.table == 1 || e.table == 4) && e.level == 0:
			return byNext
		case e.below == nil && e.total:
			return byRow
		case w == byRow && !e.total:
			return typed
		default:
			return w
		}
	}
}

var offices = []office{
	{"independent", tail.HalfUp, cents, alike(rounded)},
	{"formulas", tail.HalfUp, cents, alike(template)},
	{"leaf sums", tail.HalfUp, cents, alike(fromLeaves)},
	{"half-even", tail.HalfEven, cents, alike(rounded)},
	{"truncated", tail.Truncated, cents, alike(rounded)},
	{"mixed per table", tail.HalfUp, cents, perTable},
	{"approved totals typed", tail.HalfUp, cents, alike(approved)},
	{"mixed per level", tail.HalfUp, cents, perLevel},
	{"some sheets in 元", tail.HalfUp, func(t int) int64 { return []int64{1, tail.Cent}[t/2%2] }, alike(rounded)},
	{"half-even leaf sums", tail.HalfEven, cents, alike(fromLeaves)},
	{"truncated formulas", tail.Truncated, cents, alike(template)},
}

func officeNamed(name string) office {
	for _, o := range offices {
		if o.name == name {
			return o
		}
	}
	panic(name)
}

// figure rounds a positive amount.
func figure(mode tail.Mode, fen, step int64) int64 {
	down, rest := fen/step*step, fen%step
	switch {
	case mode == tail.Truncated, rest*2 < step, mode == tail.HalfEven && rest*2 == step && down/step%2 == 0:
		return down
	}
	return down + step
}

// print prints a budget.
func (o office) print(b *budget, seed uint64) []tail.Cell {
	way := o.fills(rand.New(rand.NewPCG(seed, 11)))
	columns := map[string]int{}
	cells := make([]tail.Cell, len(b.entries))
	done := make([]bool, len(cells))
	var value func(i int) int64
	var leaves func(i int) []int
	leaves = func(i int) (out []int) {
		if b.entries[i].below == nil {
			return []int{i}
		}
		for _, p := range b.entries[i].below {
			out = append(out, leaves(p)...)
		}
		return out
	}
	value = func(i int) int64 {
		e := b.entries[i]
		if done[i] {
			return cells[i].Value
		}
		done[i] = true
		var parts []int
		switch way(e) {
		case byRow:
			parts = e.parts
		case byNext:
			parts = e.below
		case byLeaves:
			if e.below != nil {
				parts = leaves(i)
			}
		}
		if parts == nil {
			cells[i].Value = figure(o.mode, e.fen, o.step(e.table))
		}
		for _, p := range parts {
			cells[i].Value += value(p)
		}
		return cells[i].Value
	}
	for i, e := range b.entries {
		if columns[e.column] == 0 {
			columns[e.column] = len(columns) + 1
		}
		v := value(i)
		cells[i] = tail.Cell{Table: e.table, Level: e.level, Column: columns[e.column], Value: v, Blank: e.fen == 0}
		if s := o.step(e.table); s != tail.Cent {
			cells[i].Step = s
		}
	}
	return cells
}
