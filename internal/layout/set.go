package layout

// glyphCentre is the height of the middle of a Chinese character above its
// baseline, in em units: the em box of the faces reaches from -120 to 880.
const glyphCentre = 380

// baseline is where the baseline of a line of the given pitch lies below its
// upper edge, so that the characters stand in the middle of the line.
func baseline(pitch, size int) int { return pitch/2 + size*glyphCentre/emUnits }

// emPoints converts em units to 1/1000 pt.
func emPoints(ems, size int) int { return ems * size / emUnits }

// pointsEm converts 1/1000 pt to em units, rounded up: what was measured with at fits.
func pointsEm(n, size int) int { return (n*emUnits + size - 1) / size }

// set puts line l of t on a baseline. If measure is not 0 the line is stretched
// to it, unless it ends a paragraph. elems gives the element of each run; nil
// for an artifact.
func (s *setter) set(dst []Item, t *shapedText, l textLine, x, y, size, measure int, elems []*Element) []Item {
	to := l.to
	for to > l.from && t.g[to-1].r == ' ' {
		to--
	}
	gap := 0
	if measure > 0 && !l.last && l.squeeze == 0 {
		gap = stretchBlank(t, l.from, to, measure-emPoints(l.natural, size), size)
	}
	shrink := s.shrink(t, l, to)
	acc, extra := 0, 0 // advance so far: em units, and stretching
	var cur *Item
	count, end, prevGap := 0, 0, 0 // of the current item: characters; byte offset after it; gap before the next glyph
	cutAfter := false
	link := -1
	for i := l.from; i < to; i++ {
		g := &t.g[i]
		lead, trail := 0, 0
		if shrink != nil && shrink[i-l.from] > 0 {
			if left, _ := s.slack(t, l.from, to, i); left {
				lead = shrink[i-l.from]
			} else {
				trail = shrink[i-l.from]
			}
		}
		px := x + emPoints(acc-lead, size) + extra
		gapAfter := 0
		if gap != 0 && i+1 < to && stretchable(&t.g[i], &t.g[i+1]) {
			gapAfter = gap
		}
		join := cur != nil && !cutAfter && lead == 0 && !g.subst && cur.Font == g.face &&
			t.g[i-1].small == g.small && t.g[i-1].run == g.run && int(g.off) == end && (count == 1 || cur.Spacing == prevGap)
		if !join {
			var e *Element
			if elems != nil {
				e = elems[g.run]
			}
			dst = append(dst, Item{Kind: Text, Elem: e, X: px, Y: y, Font: g.face, Size: size})
			if g.small {
				dst[len(dst)-1].Size = emPoints(underneath, size)
			}
			cur = &dst[len(dst)-1]
			count = 0
			str := t.runs[g.run].Text
			if g.subst {
				cur.Str = string(g.r)
			} else {
				cur.Str = str[g.off : int(g.off)+int(g.n)]
			}
			if target := t.runs[g.run].Link; target != "" && elems != nil {
				if link >= 0 && dst[link].Elem == e && dst[link].Str == target {
					// one rectangle for the whole stretch
				} else {
					dst = append(dst, Item{Kind: Link, Elem: e, X: px, Y: y - emPoints(880, size), H: size, Str: target})
					link = len(dst) - 1
					cur = &dst[link-1]
				}
			} else {
				link = -1
			}
		} else {
			if count == 1 {
				cur.Spacing = prevGap
			}
			str := t.runs[g.run].Text
			start := end - len(cur.Str)
			cur.Str = str[start : int(g.off)+int(g.n)]
		}
		count++
		end = int(g.off) + int(g.n)
		cutAfter = g.subst || trail > 0
		acc += int(g.adv) - lead - trail
		// The advance of an item includes the blank that squeezing hides.
		cur.W = x + emPoints(acc, size) + extra - cur.X
		if link >= 0 {
			dst[link].W = x + emPoints(acc, size) + extra - dst[link].X
		}
		extra += gapAfter
		prevGap = gapAfter
	}
	return dst
}

// stretchBlank is the blank to add at each stretchable place of [from, to).
func stretchBlank(t *shapedText, from, to, spare, size int) int {
	if spare <= 0 {
		return 0
	}
	n := 0
	for i := from; i+1 < to; i++ {
		if stretchable(&t.g[i], &t.g[i+1]) {
			n++
		}
	}
	if n == 0 || spare/n > size/2 {
		return 0 // better ragged than torn apart
	}
	return spare / n
}

// stretchable reports that blank may be added between two characters: beside a
// Chinese character or a space, but not inside a number or a Latin word.
func stretchable(a, b *glyph) bool {
	return a.wide() || b.wide() || a.r == ' '
}

// shrink distributes the squeeze of a line over its punctuation: first the
// mark at the end of the line, then the others in proportion. It returns nil
// if nothing is squeezed.
func (s *setter) shrink(t *shapedText, l textLine, to int) []int {
	if l.squeeze <= 0 {
		return nil
	}
	rest := l.squeeze
	out := make([]int, to-l.from)
	if left, m := s.slack(t, l.from, to, to-1); !left && m > 0 {
		out[to-1-l.from] = min(m, rest)
		rest -= out[to-1-l.from]
	}
	total := 0
	for i := l.from; i < to-1; i++ {
		_, m := s.slack(t, l.from, to, i)
		total += m
	}
	for i := l.from; i < to-1 && rest > 0 && total > 0; i++ {
		_, m := s.slack(t, l.from, to, i)
		if m == 0 {
			continue
		}
		take := (m*rest + total - 1) / total
		take = min(take, m, rest)
		out[i-l.from] = take
		rest -= take
		total -= m
	}
	return out
}

// elements gives the structure element of each run of a block: the block's
// own, or a Link or Span under it.
func elements(block *Element, t *shapedText) []*Element {
	out := make([]*Element, len(t.runs))
	for i := range t.runs {
		out[i] = block
		switch {
		case t.runs[i].Link != "":
			out[i] = block.add("Link")
			out[i].Lang = t.runs[i].Lang
		case t.runs[i].Lang != "":
			out[i] = block.add("Span")
			out[i].Lang = t.runs[i].Lang
		}
	}
	return out
}
