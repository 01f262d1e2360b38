package tail

// formula is one way a total may have been added up.
type formula struct {
	total int
	parts []int // printed ones
}

// block are the cells an office fills in alike: those of one level of a table in its
// total column, or in all the columns that are parts of it.
type block struct{ table, level, column, way int }

// partColumns stands for all columns that are parts of a row's total.
const partColumns = -1

// The ways to add up a total.
const (
	byRow = iota
	byNext
	byLeaves
)

// blocks finds the cells that are taken for sums: those of a block in which one formula
// holds exactly everywhere.
func (j *judge) blocks() {
	j.formulas = make([][]int, len(j.cells))
	type column struct{ table, column int }
	part := map[column]bool{}
	for _, r := range j.relations {
		if r.Kind == Row && !r.Local {
			for _, c := range r.Right {
				part[column{j.cells[c].Table, j.cells[c].Column}] = true
			}
		}
	}
	var order []block
	members := map[block][]int{}
	exact := map[block]bool{}
	add := func(total, way int, parts []int) {
		parts = j.printed(parts)
		if !j.eligible(total, parts) {
			return
		}
		c := j.cells[total]
		b := block{c.Table, c.Level, c.Column, way}
		if part[column{c.Table, c.Column}] {
			b.column = partColumns
		}
		if _, ok := members[b]; !ok {
			order, exact[b] = append(order, b), true
		}
		var sum int64
		for _, p := range parts {
			sum += j.cells[p].Value
		}
		exact[b] = exact[b] && sum == c.Value
		members[b] = append(members[b], len(j.sums))
		j.sums = append(j.sums, formula{total, parts})
	}
	leaves := map[int][]int{}
	for _, r := range j.relations {
		switch {
		case r.Local:
		case r.Kind == Row:
			add(r.Left[0], byRow, r.Right)
		case r.down():
			add(r.Left[0], byNext, r.Right)
			add(r.Left[0], byLeaves, j.leaves(r.Left[0], leaves))
		}
	}
	for _, b := range order {
		if !exact[b] {
			continue
		}
		for _, f := range members[b] {
			j.formulas[j.sums[f].total] = append(j.formulas[j.sums[f].total], f)
		}
	}
}

func (j *judge) printed(parts []int) []int {
	var out []int
	for _, p := range parts {
		if !j.zero[p] {
			out = append(out, p)
		}
	}
	return out
}

// eligible says whether a formula adds anything up: one printed part, or a part that is
// the total again, is a copy.
func (j *judge) eligible(total int, parts []int) bool {
	if len(parts) < 2 {
		return false
	}
	distinct := false
	for _, p := range parts {
		if j.quantity[p] == j.quantity[total] {
			return false
		}
		distinct = distinct || j.quantity[p] != j.quantity[parts[0]]
	}
	return distinct
}

// leaves are the printed cells at the bottom below a total.
func (j *judge) leaves(total int, known map[int][]int) []int {
	r := j.partOf[total]
	if r < 0 {
		return nil
	}
	if l, ok := known[total]; ok {
		return l
	}
	known[total] = nil // a total below itself ends here
	var out []int
	for _, p := range j.printed(j.relations[r].Right) {
		if below := j.leaves(p, known); len(below) > 0 {
			out = append(out, below...)
		} else {
			out = append(out, p)
		}
	}
	known[total] = out
	return out
}

// justify finds the figures that are sums or copies of one.
func (j *judge) justify() {
	j.sources = map[figure][]int{}
	for c, fs := range j.formulas {
		if len(fs) > 0 {
			j.sources[j.figure(c)] = append(j.sources[j.figure(c)], c)
		}
	}
	j.justified = make([]bool, len(j.cells))
	for c := range j.cells {
		j.justified[c] = len(j.sources[j.figure(c)]) > 0
	}
}
