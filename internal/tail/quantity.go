package tail

import "fmt"

// judge holds what does not depend on the mode of rounding.
type judge struct {
	cells     []Cell
	relations []Relation

	zero     []bool // exactly nothing is printed
	partOf   []int  // the Next relation a cell is the total of, -1
	quantity []int  // cell -> representative of its quantity
	links    [][]pairLink
	pairs    []figurePair // by relation

	sums      []formula // of cells
	formulas  [][]int   // cell -> the formulas it is a sum by
	justified []bool    // a sum prints this figure for this quantity
	sources   map[figure][]int
}

// figurePair is a relation that comes down to one figure on each side.
type figurePair struct {
	ok   bool
	a, b int
}

// pairLink is a pair seen from one of its cells.
type pairLink struct{ to, relation int }

// figure is what is printed for a quantity.
type figure struct {
	quantity    int
	value, step int64
}

func newJudge(cells []Cell, relations []Relation) (*judge, error) {
	j := &judge{cells: make([]Cell, len(cells)), relations: relations,
		zero: make([]bool, len(cells)), partOf: make([]int, len(cells)), pairs: make([]figurePair, len(relations))}
	for i, c := range cells {
		if c.Value > Max || c.Value < -Max {
			return nil, ErrTooLarge
		}
		if c.Exact > Max || c.Exact < -Max || c.Within < 0 || c.Within > Cent {
			return nil, ErrTooLarge
		}
		if c.Blank {
			c.Value, c.Exact, c.Within = 0, 0, 0
		}
		if c.Step == 0 {
			c.Step = Cent
		}
		j.cells[i], j.zero[i], j.partOf[i] = c, c.Blank, -1
	}
	for i, r := range relations {
		var size int64
		for _, side := range [][]int{r.Left, r.Right} {
			for _, c := range side {
				if c < 0 || c >= len(cells) {
					return nil, fmt.Errorf("relation %d names cell %d of %d", i, c, len(cells))
				}
				// Rounding adds less than a step to each.
				if size += j.cells[c].size(); size >= unbounded {
					return nil, ErrTooLarge
				}
			}
		}
		single := len(r.Left) == 1
		if r.Kind == Same && (!single || len(r.Right) != 1) || r.totals() && !single {
			return nil, fmt.Errorf("relation %d has %d and %d cells", i, len(r.Left), len(r.Right))
		}
	}
	for i, r := range relations {
		if !r.totals() {
			continue
		}
		total := r.Left[0]
		for _, c := range r.Right {
			// A total left out is not nothing.
			j.zero[total] = j.zero[total] && j.cells[c].Blank
		}
		if r.down() && j.partOf[total] < 0 {
			j.partOf[total] = i
		}
	}
	for i, r := range relations {
		j.pairs[i] = j.pair(r)
	}
	j.unite(nil)
	j.blocks()
	j.justify()
	return j, nil
}

// size is more than a cell's figure and the amount behind it.
func (c *Cell) size() int64 {
	return max(c.Value, -c.Value, c.Exact, -c.Exact) + c.Step + c.Within
}

// known says whether the amount behind a figure is known more finely than it is printed.
func (c *Cell) known() bool { return c.Within > 0 }

// finest is the amount of a cell as finely as it is known.
func (c *Cell) finest() int64 {
	if c.known() {
		return c.Exact
	}
	return c.Value
}

// totals says whether the left side is a figure that may be added up from the right one.
func (r *Relation) totals() bool { return r.Kind == Row || r.Kind == Next || r.Kind == Copy }

// down says whether the parts stand in the column of the total.
func (r *Relation) down() bool { return r.Kind == Next || r.Kind == Copy }

// copied says whether a single printed part is copied, not rounded again.
func (r *Relation) copied() bool { return r.Kind == Row || r.Kind == Copy }

func (r *Relation) local() bool { return r.Local || r.Kind == AtLeast }

// pair finds the two figures of a relation that has no more than one on each side.
func (j *judge) pair(r Relation) figurePair {
	if r.Kind == Same {
		return figurePair{true, r.Left[0], r.Right[0]}
	}
	if r.Kind == AtLeast {
		return figurePair{}
	}
	a, n := j.only(r.Left)
	b, m := j.only(r.Right)
	return figurePair{n == 1 && m == 1, a, b}
}

// only finds the one figure of a side, and how many there are.
func (j *judge) only(side []int) (cell, n int) {
	for _, c := range side {
		if !j.zero[c] {
			cell, n = c, n+1
		}
	}
	return cell, n
}

// unite finds the cells that state one quantity; the relations in broken do not count.
func (j *judge) unite(broken []bool) {
	j.quantity = make([]int, len(j.cells))
	for i := range j.quantity {
		j.quantity[i] = i
	}
	j.links = make([][]pairLink, len(j.cells))
	for i, p := range j.pairs {
		if !p.ok || j.relations[i].local() || broken != nil && broken[i] {
			continue
		}
		j.links[p.a] = append(j.links[p.a], pairLink{p.b, i})
		j.links[p.b] = append(j.links[p.b], pairLink{p.a, i})
		a, b := j.find(p.a), j.find(p.b)
		j.quantity[max(a, b)] = min(a, b)
	}
	for i := range j.quantity {
		j.quantity[i] = j.find(i)
	}
}

func (j *judge) find(c int) int {
	for j.quantity[c] != c {
		j.quantity[c] = j.quantity[j.quantity[c]]
		c = j.quantity[c]
	}
	return c
}

func (j *judge) figure(c int) figure {
	return figure{j.quantity[c], j.cells[c].Value, j.cells[c].Step}
}

// between finds the relation, on the shortest way of links from a cell to another of its
// quantity, at which the figure changes; -1 if there is no way.
func (j *judge) between(from, to int) int {
	came := map[int]pairLink{from: {-1, -1}}
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		c := queue[0]
		if c == to {
			// Back to where the figure of from was printed last.
			for c != from {
				l := came[c]
				if j.cells[l.to].Value == j.cells[from].Value {
					return l.relation
				}
				c = l.to
			}
			return -1
		}
		for _, l := range j.links[c] {
			if _, seen := came[l.to]; !seen {
				came[l.to] = pairLink{c, l.relation}
				queue = append(queue, l.to)
			}
		}
	}
	return -1
}
