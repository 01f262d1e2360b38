package layout

// Costs of a line in fitted. Stretching is counted in 1/100 em per gap, squared,
// so that three slightly loose lines are better than one very loose line.
const (
	costLine    = 5   // of any line: no more lines than needed
	costSqueeze = 100 // of a line squeezed as far as it goes
	costLoner   = 60  // of a last line of one character
	loosest     = 9 * emUnits
	longestLine = 1000 // characters; more are marks without width, left to lines
)

// fitted breaks t like lines, but weighs all lines of a paragraph together: an
// amount that does not fit a line would leave a wide gap in it, which its
// neighbours share. It falls back to lines where nothing fits.
func (s *setter) fitted(t *shapedText, measure, indent int) []textLine {
	n := len(t.g)
	if n == 0 || t.width <= measure-indent && len(t.hard) == 0 {
		return s.lines(nil, t, measure, indent)
	}
	can := s.opportunities(t)
	var out []textLine
	from := 0
	for h := 0; from < n; h++ {
		end := n
		if h < len(t.hard) {
			end = t.hard[h]
		}
		if end <= from {
			continue // empty lines are left to lines
		}
		part := s.best(t, can, from, end, measure, indent)
		if part == nil {
			return s.lines(nil, t, measure, indent)
		}
		indent = 0
		out = append(out, part...)
		from = end
	}
	return out
}

// lineStep is the cheapest way found to begin a line at a glyph.
type lineStep struct {
	cost int
	prev int // where the line before begins
	line textLine
}

// best finds the cheapest lines of [from, end), or nil.
func (s *setter) best(t *shapedText, can []bool, from, end, measure, indent int) []textLine {
	steps := make([]lineStep, end-from+1)
	for i := range steps {
		steps[i].cost = -1
	}
	steps[0].cost = 0
	for i := from; i < end; i++ {
		at := &steps[i-from]
		if at.cost < 0 {
			continue
		}
		m := measure
		if i == from {
			m -= indent
		}
		w, trail, gaps := 0, 0, 0 // trail: spaces at the end
		for j := i + 1; j <= end; j++ {
			g := &t.g[j-1]
			w += int(g.adv)
			if g.r == ' ' {
				trail += int(g.adv)
			} else {
				trail = 0
			}
			if j-2 >= i && stretchable(&t.g[j-2], g) {
				gaps++
			}
			spare := m - (w - trail)
			if spare < -2*emUnits || j-i > longestLine {
				break
			}
			if j < end && !can[j] || spare > loosest && j < end {
				continue
			}
			cost := s.costOf(t, i, j, end, spare, gaps)
			if cost < 0 {
				continue
			}
			next := j
			for next < end && t.g[next].r == ' ' {
				next++
			}
			if to := &steps[next-from]; to.cost < 0 || at.cost+cost < to.cost {
				*to = lineStep{at.cost + cost, i, textLine{from: i, to: j, natural: w - trail, squeeze: max(-spare, 0), last: next == end}}
			}
		}
	}
	if steps[end-from].cost < 0 {
		return nil
	}
	var out []textLine
	for i := end; i > from; i = steps[i-from].prev {
		out = append(out, steps[i-from].line)
	}
	for a, b := 0, len(out)-1; a < b; a, b = a+1, b-1 {
		out[a], out[b] = out[b], out[a]
	}
	return out
}

// costOf is the cost of the line [i, j) with spare room, or -1 if it cannot be.
func (s *setter) costOf(t *shapedText, i, j, end, spare, gaps int) int {
	cost := costLine
	switch {
	case spare < 0:
		give := s.give(t, i, j)
		if give < -spare {
			return -1
		}
		cost += costSqueeze * -spare / give
	case j < end:
		r := spare / max(gaps, 1) / (emUnits / 100)
		cost += r * r
	}
	if j == end && j-i <= 2 && i > 0 {
		cost += costLoner
	}
	return cost
}
