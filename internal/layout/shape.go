package layout

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// emUnits is the unit of advances: 1/1000 of the type size.
const emUnits = 1000

// getaMark (下駄) stands where a character is missing from every font, as printers
// have always done it: a visible mark instead of a silent blank.
const getaMark = '〓'

// underneath is the size, in em units, of English that stands on a line of its own
// below the Chinese of a title or a cell.
const underneath = 880

// glyph is one character of a text, in em units so that a text need not be
// shaped again for another size.
type glyph struct {
	r     rune
	adv   int32
	face  fonts.Role
	n     uint8 // bytes it takes in its run
	subst bool  // drawn as another character than the text has
	small bool  // drawn in the size underneath
	run   int32
	off   int32 // byte offset in its run
}

// shapedText is a shaped text of one or more runs.
type shapedText struct {
	runs  []document.Run
	g     []glyph
	hard  []int // indices before which a line must end
	width int   // natural width of the widest hard line, em units
	latin bool  // most of it is English
}

// shape turns runs into glyphs. strong is the role for runs marked Strong. What is
// English takes the Latin face beside its role, as far as that has the characters.
func (s *setter) shape(runs []document.Run, role, strong fonts.Role) shapedText {
	t := shapedText{runs: runs}
	start := len(s.slab)
	if cap(s.slab)-start < 4096 {
		s.slab = make([]glyph, 0, 1<<16)
		start = 0
	}
	latin := 0 // width set in Latin faces
	for ri := range runs {
		face := role
		if runs[ri].Strong {
			face = strong
		}
		inEnglish := isEnglish(cmp.Or(runs[ri].Lang, s.lang))
		str := runs[ri].Text
		for off, r := range str {
			switch {
			case r == '\n':
				t.hard = append(t.hard, len(s.slab)-start)
				continue
			case r == '\t':
				r = ' '
			case ignorable(r):
				continue
			}
			g := glyph{r: r, run: int32(ri), off: int32(off)}
			f, adv, ok := s.m.Glyph(face, r)
			if !ok {
				s.miss(r, str, off)
				g.r, g.subst = getaMark, true
				f, adv, _ = s.m.Glyph(face, getaMark)
			}
			if inEnglish {
				if lf, la, has := s.m.Glyph(face.English(), r); has && lf == face.English() {
					f, adv = lf, la
					latin += la
				}
				if len(t.hard) > 0 && !isEnglish(s.lang) {
					g.small = true
					adv = adv * underneath / emUnits
				}
			}
			g.face, g.adv = f, int32(adv)
			g.n = uint8(runeLen(str[off:], r))
			if str[off] == '\t' {
				g.subst = true
			}
			s.slab = append(s.slab, g)
		}
	}
	t.g = s.slab[start:len(s.slab):len(s.slab)]
	w, h := 0, 0
	for i := range t.g {
		for h < len(t.hard) && t.hard[h] == i {
			t.width = max(t.width, w)
			w = 0
			h++
		}
		w += int(t.g[i].adv)
	}
	t.width = max(t.width, w)
	if latin > 0 {
		all := 0
		for i := range t.g {
			all += int(t.g[i].adv)
		}
		t.latin = 2*latin > all
	}
	return t
}

// runeLen is the number of bytes r took in s; an invalid byte took one.
func runeLen(s string, r rune) int {
	switch {
	case r < 0x80:
		return 1
	case r == 0xFFFD && !strings.HasPrefix(s, "\uFFFD"):
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}

// ignorable reports characters that leave no mark and take no room.
func ignorable(r rune) bool {
	switch {
	case r < 0x20, r == 0x7F, r == 0xAD:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0xFEFF:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF:
		return true // variation selectors: the fonts have one form each
	}
	return false
}

// contextRunes is how many characters on either side of a missing one are
// shown with it.
const contextRunes = 12

// miss notes a character that no font has, once per context.
func (s *setter) miss(r rune, in string, off int) {
	from, to := off, off
	for n := 0; n < contextRunes && from > 0; n++ {
		_, w := utf8.DecodeLastRuneInString(in[:from])
		from -= w
	}
	for n := 0; n <= contextRunes && to < len(in); n++ {
		_, w := utf8.DecodeRuneInString(in[to:])
		to += w
	}
	m := Missing{Char: r, Context: in[from:to]}
	if from > 0 {
		m.Context = "…" + m.Context
	}
	if to < len(in) {
		m.Context += "…"
	}
	if s.missed == nil {
		s.missed = map[Missing]bool{}
	}
	if !s.missed[m] {
		s.missed[m] = true
		s.out.Missing = append(s.out.Missing, m)
	}
}

// wide reports a character of a full em: a Chinese character or full-width
// punctuation, beside which a line may be stretched.
func (g *glyph) wide() bool { return g.adv == emUnits && g.r >= 0x2000 }

// chinese reports a text most of whose characters are a full em wide.
func (t *shapedText) chinese() bool {
	n := 0
	for i := range t.g {
		if t.g[i].wide() {
			n++
		}
	}
	return 2*n > len(t.g)
}
