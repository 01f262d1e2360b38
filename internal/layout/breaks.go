package layout

import (
	"slices"
	"strings"
)

// Kinsoku (避头尾): what must not begin and what must not end a line.
const (
	noStart = "。，、；：？！）》”’〉】」』〕］｝〗％‰℃·～｡､,.;:?!)]}%"
	noEnd   = "（《“‘〈【「『〔［｛〖￥($[{¥"
	// closing marks have their ink in the left half, opening ones in the right.
	closers = "。，、；：？！）》”’〉】」』〕］｝〗"
	openers = "（《“‘〈【「『〔［｛〖"
)

// class holds the properties of a character at a line's ends.
type class uint8

const (
	clsNoStart class = 1 << iota
	clsNoEnd
	clsCloser
	clsOpener
)

func classOf(r rune) class {
	if r >= 0x3400 && r < 0xFF00 || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
		return 0
	}
	var c class
	if strings.ContainsRune(noStart, r) {
		c |= clsNoStart
	}
	if strings.ContainsRune(noEnd, r) {
		c |= clsNoEnd
	}
	if strings.ContainsRune(closers, r) {
		c |= clsCloser
	}
	if strings.ContainsRune(openers, r) {
		c |= clsOpener
	}
	return c
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// opportunities tells before which glyphs a line may begin: Unicode's rules,
// made stricter where the field is stricter.
func (s *setter) opportunities(t *shapedText) []bool {
	n := len(t.g)
	s.runes = s.runes[:0]
	for i := range t.g {
		s.runes = append(s.runes, t.g[i].r)
	}
	if cap(s.can) < n+1 {
		s.can = make([]bool, 0, 2*n+64)
	}
	can := s.can[:n+1]
	clear(can)
	s.seg.Init(s.runes)
	for it := s.seg.LineIterator(); it.Next(); {
		l := it.Line()
		can[l.Offset+len(l.Text)] = true
	}
	r := s.runes
	for i := 1; i < n; i++ {
		a, b := classOf(r[i-1]), classOf(r[i])
		// Unicode treats “ and ” as ambiguous; in Chinese, where they are a full em
		// wide, they open and close. ’ in an English word does neither.
		if b&clsOpener != 0 && a&clsNoEnd == 0 && r[i-1] >= 0x2E80 || a&clsCloser != 0 && b&clsNoStart == 0 && t.g[i-1].wide() {
			can[i] = true
		}
		if b&clsNoStart != 0 || a&clsNoEnd != 0 || r[i] == ' ' {
			can[i] = false
		}
		if isGlued(r, i) || r[i] == '—' && (i+1 == n || r[i+1] != '—') {
			can[i] = false // —— may begin a line, the joining — of 2023—2024 may not
		}
	}
	return can
}

// isGlued reports that r[i] must stay with r[i-1]: a number is not torn, nor
// parted from its unit of money.
func isGlued(r []rune, i int) bool {
	p, q := r[i-1], r[i]
	switch {
	case isDigit(p) && isDigit(q):
		return true
	case isDigit(p) && (q == ',' || q == '.' || q == '%' || q == '‰' || q == '％'):
		return true
	case isDigit(q) && (p == '-' || p == '.' || p == ',' || p == '−' || p == '+'):
		return true
	case isDigit(p) && (q == '万' || q == '亿' || q == '元'):
		return true
	case q == '元' && (p == '万' || p == '亿') || p == '万' && q == '亿':
		// 12.5万元 stays whole; 万元 on its own too, it is one word
		return true
	case isDigit(q) && p == '–', isDigit(p) && q == '–':
		return true // 2023–2024
	case p == ' ' && i > 1 && strings.ContainsRune("≤≥<>=±", r[i-2]):
		return true // ≤ RMB 5,000
	case p == ' ' && isDigit(q) && i > 3 && (string(r[i-4:i-1]) == "RMB" || string(r[i-4:i-1]) == "No."):
		return true
	case p == '—' && q == '—' || p == '…' && q == '…':
		return true
	}
	return false
}

// unbreakable is the width of the longest stretch of t that cannot be broken,
// in em units.
func (s *setter) unbreakable(t *shapedText) int {
	if len(t.g) == 0 {
		return 0
	}
	can := s.opportunities(t)
	longest, w, h := 0, 0, 0
	for i := range t.g {
		forced := false
		for h < len(t.hard) && t.hard[h] <= i {
			forced = t.hard[h] == i || forced
			h++
		}
		if forced || can[i] {
			longest = max(longest, w)
			w = 0
		}
		if t.g[i].r != ' ' {
			w += int(t.g[i].adv)
		}
	}
	return max(longest, w)
}

// textLine is the part [from, to) of a text that stands on one line.
type textLine struct {
	from, to int
	natural  int  // width in em units, without spaces at the end
	squeeze  int  // by how much punctuation must give way to fit the measure
	last     bool // ends a paragraph: not stretched
}

// lines breaks t to a measure of em units; the first line is shorter by indent.
// It always makes progress: a word longer than the measure is cut.
func (s *setter) lines(dst []textLine, t *shapedText, measure, indent int) []textLine {
	n := len(t.g)
	if n == 0 {
		return append(dst, textLine{last: true})
	}
	if t.width <= measure-indent && len(t.hard) == 0 {
		return append(dst, textLine{from: 0, to: n, natural: s.trimmed(t, 0, n), last: true})
	}
	can := s.opportunities(t)
	hi := 0
	from := 0
	for from < n || hi < len(t.hard) {
		end := n
		for hi < len(t.hard) && t.hard[hi] < from {
			hi++
		}
		if hi < len(t.hard) {
			end = t.hard[hi]
			hi++
		}
		if end == from { // an empty line between two hard breaks
			if from < n || len(dst) == 0 {
				dst = append(dst, textLine{from: from, to: from, last: true})
			}
			if from >= n {
				break
			}
			continue
		}
		for from < end {
			m := measure - indent
			indent = 0
			to, sq := s.fit(t, can, from, end, m)
			l := textLine{from: from, to: to, squeeze: sq, last: to == end}
			l.natural = s.trimmed(t, from, to)
			dst = append(dst, l)
			from = to
			for from < end && t.g[from].r == ' ' {
				from++
			}
		}
		if from >= n {
			break
		}
	}
	return dst
}

// trimmed is the width of [from, to) without spaces at its end.
func (s *setter) trimmed(t *shapedText, from, to int) int {
	for to > from && t.g[to-1].r == ' ' {
		to--
	}
	w := 0
	for i := from; i < to; i++ {
		w += int(t.g[i].adv)
	}
	return w
}

// fit finds where the line that begins at from ends: as late as the measure
// allows, taking in a forbidden beginning of the next line if the punctuation
// of this one can be squeezed for it.
func (s *setter) fit(t *shapedText, can []bool, from, end, measure int) (to, squeeze int) {
	w, i := 0, from
	lastOK := from
	for ; i < end; i++ {
		if i > from && can[i] {
			lastOK = i
		}
		if t.g[i].r != ' ' && w+int(t.g[i].adv) > measure {
			break
		}
		w += int(t.g[i].adv)
	}
	if i == end {
		return end, 0
	}
	if can[i] && i > from {
		return i, 0
	}
	// Take in: the characters up to the next opportunity, if squeezing pays for them.
	j, wide := i, w
	for j < end && (j == i || !can[j]) && wide <= 2*measure+emUnits {
		wide += int(t.g[j].adv) // squeezed to half its width at most
		j++
	}
	over := s.trimmed(t, from, j) - measure
	if (j == end || can[j]) && over <= s.give(t, from, j) {
		return j, max(over, 0)
	}
	if lastOK > from {
		return lastOK, 0
	}
	// What should stay whole is wider than the line: better parted at a blank than cut.
	for k := i; k > from+1; k-- {
		if t.g[k-1].r == ' ' {
			return k, 0
		}
	}
	return max(i, from+1), 0
}

// Squeezing: full-width punctuation carries up to half an em of blank.
const (
	halfEm    = emUnits / 2
	quarterEm = emUnits / 4
)

// give is how much the punctuation of a line can be squeezed in all.
func (s *setter) give(t *shapedText, from, to int) int {
	sum := 0
	for i := from; i < to; i++ {
		_, m := s.slack(t, from, to, i)
		sum += m
	}
	return sum
}

// slack is how much blank glyph i can give away, and on which side, if the
// line is [from, to): half an em at the ends of the line and beside other
// punctuation, a quarter elsewhere.
func (s *setter) slack(t *shapedText, from, to, i int) (left bool, amount int) {
	g := &t.g[i]
	if g.adv != emUnits || g.subst {
		return false, 0
	}
	c := classOf(g.r)
	switch {
	case c&clsCloser != 0:
		if i == to-1 || classOf(t.g[i+1].r)&(clsCloser|clsOpener) != 0 {
			return false, halfEm
		}
		return false, quarterEm
	case c&clsOpener != 0:
		if i == from || classOf(t.g[i-1].r)&clsOpener != 0 {
			return true, halfEm
		}
		return true, quarterEm
	}
	return false, 0
}

// balanced breaks t into as few lines as the measure allows, of about equal
// length, for titles; what stands between hard breaks by itself.
func (s *setter) balanced(t *shapedText, measure int) []textLine {
	if len(t.hard) == 0 {
		return s.even(t, measure)
	}
	var out []textLine
	from := 0
	for _, to := range append(slices.Clone(t.hard), len(t.g)) {
		part := shapedText{runs: t.runs, g: t.g[from:to]}
		for i := range part.g {
			part.width += int(part.g[i].adv)
		}
		for _, l := range s.even(&part, measure) {
			l.from, l.to = l.from+from, l.to+from
			out = append(out, l)
		}
		from = to
	}
	return out
}

// even is balanced for a text without hard breaks.
func (s *setter) even(t *shapedText, measure int) []textLine {
	ls := s.lines(nil, t, measure, 0)
	if len(ls) < 2 {
		return ls
	}
	// Never narrower than the longest word, which would be cut.
	lo, hi := min(max(t.width/len(ls), s.unbreakable(t)), measure), measure
	for lo < hi {
		mid := (lo + hi) / 2
		if len(s.lines(nil, t, mid, 0)) <= len(ls) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return s.lines(nil, t, hi, 0)
}
