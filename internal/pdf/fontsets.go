package pdf

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"budgetbook/fonts"
	"budgetbook/internal/layout"
)

// fontSubsets is the set of fonts a document uses, with the characters of each.
//
// A font file may draw two characters with one glyph (方 and the radical ⽅).
// In a PDF the glyph is the code, and a code can mean one character only. So
// the second character goes to a second instance of the font, whose ToUnicode
// map says otherwise: what is copied out is what was put in.
type fontSubsets struct {
	members []*subsetFont
	at      [fonts.Count][]*subsetFont // instances of each role, in order
	second  [fonts.Count]map[rune]int  // instance of a character if not 0
	faces   *[fonts.Count]fontFace
}

// subsetFont is one instance of a font in the document.
type subsetFont struct {
	role   fonts.Role
	family string      // name in gopdf
	name   string      // subset name in the PDF, as ABCDEF+GongwenSong-Regular
	chars  []glyphChar // by glyph
}

// glyphChar is a character and its glyph.
type glyphChar struct {
	r     rune
	gid   int
	width int // 1/1000 em
}

// subsets collects the characters of pages.
func (f *Faces) subsets(pages *layout.Pages) (*fontSubsets, error) {
	c := &fontSubsets{faces: &f.face}
	var low [fonts.Count][]bool
	var high [fonts.Count]map[rune]bool
	for i := range pages.Pages {
		for k := range pages.Pages[i].Items {
			it := &pages.Pages[i].Items[k]
			if it.Kind != layout.Text {
				continue
			}
			if it.Font >= fonts.Count {
				return nil, fmt.Errorf("no font has the role %d", it.Font)
			}
			if low[it.Font] == nil {
				low[it.Font] = make([]bool, 0x10000)
				high[it.Font] = map[rune]bool{}
			}
			for _, r := range it.Str {
				if r < 0x10000 {
					low[it.Font][r] = true
				} else {
					high[it.Font][r] = true
				}
			}
		}
	}
	for role := fonts.Song; role < fonts.Count; role++ {
		if low[role] == nil {
			continue
		}
		var used []rune
		for r, ok := range low[role] {
			if ok {
				used = append(used, rune(r))
			}
		}
		start := len(used)
		for r := range high[role] {
			used = append(used, r)
		}
		slices.Sort(used[start:])
		if err := c.enlist(f, role, used); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// enlist makes the instances of a face for its used characters.
func (c *fontSubsets) enlist(f *Faces, role fonts.Role, used []rune) error {
	x := f.load(role)
	if x.err != nil {
		return x.err
	}
	users := map[int]int{} // glyph -> characters seen with it
	for _, r := range used {
		g := x.glyph(r)
		if g == 0 {
			return fmt.Errorf("font %s has no glyph for %q", role.Name(), r)
		}
		inst := users[g]
		users[g]++
		if inst > 0 {
			if c.second[role] == nil {
				c.second[role] = map[rune]int{}
			}
			c.second[role][r] = inst
		}
		for len(c.at[role]) <= inst {
			m := &subsetFont{role: role, family: role.Name()}
			if n := len(c.at[role]); n > 0 {
				m.family = fmt.Sprintf("%s.%d", m.family, n)
			}
			c.at[role] = append(c.at[role], m)
			c.members = append(c.members, m)
			if err := f.contain(m.family, x); err != nil {
				return err
			}
		}
		m := c.at[role][inst]
		m.chars = append(m.chars, glyphChar{r, g, x.advance(g)})
	}
	for _, m := range c.at[role] {
		slices.SortFunc(m.chars, func(a, b glyphChar) int { return a.gid - b.gid })
		m.name = subsetTag(m) + "+" + role.Name()
	}
	return nil
}

// contain puts a font into gopdf's container once.
func (f *Faces) contain(family string, x *fontFace) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.instances.Load(family); ok {
		return nil
	}
	data, ok := hollowFont(&x.ttf, x.data)
	if !ok {
		data = x.data
	}
	if err := f.container.AddTTFFontData(family, data); err != nil {
		return fmt.Errorf("parse font %s: %w", family, err)
	}
	f.instances.Store(family, true)
	return nil
}

// subsetTag is six capitals that depend on the characters of the subset only.
func subsetTag(m *subsetFont) string {
	h := sha256.New()
	fmt.Fprintln(h, m.family)
	for _, ch := range m.chars {
		fmt.Fprintln(h, ch.gid, ch.r)
	}
	var b strings.Builder
	for _, x := range h.Sum(nil)[:6] {
		b.WriteByte('A' + x%26)
	}
	return b.String()
}

func (c *fontSubsets) family(role fonts.Role, inst int) string { return c.at[role][inst].family }

func (c *fontSubsets) advance(role fonts.Role, r rune) int {
	x := &c.faces[role]
	return x.advance(x.glyph(r))
}

// split takes from s the longest beginning that one instance of the face draws.
func (c *fontSubsets) split(role fonts.Role, s string) (part string, inst int) {
	second := c.second[role]
	if second == nil {
		return s, 0
	}
	first, _ := utf8.DecodeRuneInString(s)
	inst = second[first]
	for i, r := range s {
		if second[r] != inst {
			return s[:i], inst
		}
	}
	return s, inst
}
