package xlsx

import (
	"cmp"
	"slices"
)

// MaxCovered bounds the cells that blocks of one sheet may cover together: as many as the
// sheet has. Blocks that cover more lie over each other.
const MaxCovered = MaxRows * MaxColumns

// Cells counts the cells of a block within the bounds of a sheet.
func (a Area) Cells() int {
	return max(0, min(a.Bottom, MaxRows)-a.Top+1) * max(0, min(a.Right, MaxColumns)-a.Left+1)
}

// Cover tells which of some blocks lie over the cells of a sheet. Each row is looked up once,
// from the first to the last, so that the work is the number of cells that are covered.
type Cover struct {
	areas  []Area
	order  []int // by their tops
	active []int
	row    int
	over   [MaxColumns + 1]int // the first block over each column of the row, from 1
	below  [MaxColumns + 1]int // likewise, but for blocks that begin in the cell
}

// NewCover makes a Cover of blocks.
func NewCover(areas []Area) *Cover {
	c := &Cover{areas: areas}
	for i := range areas {
		c.order = append(c.order, i)
	}
	slices.SortStableFunc(c.order, func(i, j int) int { return cmp.Compare(areas[i].Top, areas[j].Top) })
	return c
}

// Over is the number of the first block over a cell, and of the first that does not begin in
// it; -1 for none. Rows must not go back.
func (c *Cover) Over(row, column int) (over, below int) {
	if row != c.row {
		c.turn(row)
	}
	if column < 1 || column > MaxColumns {
		return -1, -1
	}
	return c.over[column] - 1, c.below[column] - 1
}

// turn looks a row up.
func (c *Cover) turn(row int) {
	c.row = row
	for len(c.order) > 0 && c.areas[c.order[0]].Top <= row {
		c.active = append(c.active, c.order[0])
		c.order = c.order[1:]
	}
	c.active = slices.DeleteFunc(c.active, func(i int) bool { return c.areas[i].Bottom < row })
	clear(c.over[:])
	clear(c.below[:])
	first := func(at *int, i int) {
		if *at == 0 || *at > i+1 {
			*at = i + 1
		}
	}
	for _, i := range c.active {
		a := c.areas[i]
		for k := max(1, a.Left); k <= min(a.Right, MaxColumns); k++ {
			first(&c.over[k], i)
			if row != a.Top || k != a.Left {
				first(&c.below[k], i)
			}
		}
	}
}
