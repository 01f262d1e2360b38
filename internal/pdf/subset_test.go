package pdf

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"budgetbook/fonts"
	"budgetbook/internal/layout"
)

func page(items ...layout.Item) *layout.Pages {
	return &layout.Pages{Pages: []layout.Page{{Width: 595276, Height: 841890, Items: items}}}
}

// ： of the Fangsong face is made of glyphs that are made of glyphs.
func TestSubsetKeepsNestedParts(t *testing.T) {
	faces := NewFaces()
	x := faces.load(fonts.Fangsong)
	g := x.glyph('：')
	data, held, err := subsetFontFile(&x.ttf, x.data, []int{g})
	if err != nil {
		t.Fatal(err)
	}
	tables := readTables(t, data)
	if checksum(data) != 0xB1B0AFBA {
		t.Error("the checksum of the file is wrong")
	}
	loca, glyf := tables["loca"], tables["glyf"]
	outline := func(g int) []byte {
		return glyf[binary.BigEndian.Uint32(loca[4*g:]):binary.BigEndian.Uint32(loca[4*g+4:])]
	}
	depth := 0
	for level := []int{g}; len(level) > 0; depth++ {
		var next []int
		for _, g := range level {
			if len(outline(g)) == 0 || !held[g] {
				t.Errorf("glyph %d is empty", g)
			}
			next = append(next, components(outline(g))...)
		}
		level = next
	}
	if depth != 3 {
		t.Errorf("： is %d glyphs deep, the test wants 3", depth)
	}
	n := 0
	for _, h := range held {
		if h {
			n++
		}
	}
	if n < 4 || n > 8 {
		t.Errorf("the subset holds %d glyphs", n)
	}
	if len(data) > 200000 {
		t.Errorf("the subset has %d bytes", len(data))
	}
}

func readTables(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		e := data[12+16*i:]
		from, n := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		b := data[from : from+n]
		if tag := string(e[:4]); tag != "head" && checksum(b) != binary.BigEndian.Uint32(e[4:]) {
			t.Errorf("checksum of table %s is wrong", tag)
		}
		out[string(e[:4])] = b
	}
	return out
}

// Characters that share a glyph are told apart when copied.
func TestSharedGlyphs(t *testing.T) {
	faces := NewFaces()
	pages := page(layout.Item{Kind: layout.Text, Str: "一⼀一⼀", Font: fonts.Song, Size: 10000, X: 50000, Y: 50000})
	c, err := faces.subsets(pages)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.members) != 2 {
		t.Fatalf("%d instances of the font", len(c.members))
	}
	if x := faces.load(fonts.Song); x.glyph('一') != x.glyph('⼀') {
		t.Fatal("the test wants characters that share a glyph")
	}
	if a, b := string(c.members[0].toUnicode()), string(c.members[1].toUnicode()); !strings.Contains(a, "<2F00>") || !strings.Contains(b, "<4E00>") {
		t.Errorf("ToUnicode:\n%s\n%s", a, b)
	}
	if _, err := Write(pages, faces, Meta{}); err != nil {
		t.Error(err)
	}
}

func TestRareCharacters(t *testing.T) {
	faces := NewFaces()
	// 𠮷 (U+20BB7) and 𫖯 (U+2B5AF, of the 8105 standard characters)
	for _, r := range []rune{0x20BB7, 0x2B5AF} {
		f, adv, ok := faces.Glyph(fonts.Fangsong, r)
		if !ok || adv != 1000 {
			t.Errorf("%c: face %s, advance %d, %v", r, f.Name(), adv, ok)
			continue
		}
		c, err := faces.subsets(page(layout.Item{Kind: layout.Text, Str: string(r), Font: f}))
		if err != nil {
			t.Fatal(err)
		}
		want := map[rune]string{0x20BB7: "<D842DFB7>", 0x2B5AF: "<D86DDDAF>"}[r]
		if u := string(c.members[0].toUnicode()); !strings.Contains(u, want) {
			t.Errorf("ToUnicode of %c: %s", r, u)
		}
	}
	if faces.Err() != nil {
		t.Error(faces.Err())
	}
}

func TestFallback(t *testing.T) {
	faces := NewFaces()
	tests := []struct {
		role fonts.Role
		r    rune
		want fonts.Role
		ok   bool
	}{
		{fonts.Fangsong, '预', fonts.Fangsong, true},
		{fonts.Fangsong, '，', fonts.Fangsong, true},
		{fonts.Fangsong, '7', fonts.Song, true},
		{fonts.Fangsong, '“', fonts.Song, true},
		{fonts.Fangsong, '—', fonts.Song, true},
		{fonts.Fangsong, '①', fonts.Song, true},
		{fonts.Fangsong, '㎡', fonts.Song, true},
		{fonts.Fangsong, '饻', fonts.Song, true},
		{fonts.Hei, '预', fonts.Hei, true},
		{fonts.Hei, '7', fonts.Hei, true},
		{fonts.Kai, '镕', fonts.Kai, true},
		{fonts.SongBold, '㙟', fonts.Song, true},
		{fonts.Song, 0xE123, 0, false},
		{fonts.Song, 0x3FFFF, 0, false},
		{fonts.Song, -1, 0, false},
		{99, '预', fonts.Song, true},
		{fonts.Serif, 'g', fonts.Serif, true},
		{fonts.Serif, '“', fonts.Serif, true},
		{fonts.SerifItalic, '7', fonts.SerifItalic, true},
		{fonts.SerifBold, '—', fonts.SerifBold, true},
		{fonts.Sans, '≥', fonts.Sans, true},
		{fonts.SansBold, '¥', fonts.SansBold, true},
		{fonts.Sans, '预', fonts.Song, true},
		{fonts.Serif, '①', fonts.Song, true},
		{fonts.Sans, 0x20BB7, fonts.Rare, true},
	}
	for _, tt := range tests {
		f, adv, ok := faces.Glyph(tt.role, tt.r)
		if f != tt.want || ok != tt.ok || ok && adv <= 0 {
			t.Errorf("%s %c: %s, %d, %v", tt.role.Name(), tt.r, f.Name(), adv, ok)
		}
	}
	// tables need figures of one width
	for role := fonts.Song; role < fonts.Rare; role++ {
		_, zero, _ := faces.Glyph(role, '0')
		for r := '1'; r <= '9'; r++ {
			if _, adv, _ := faces.Glyph(role, r); adv != zero {
				t.Errorf("%s: %c is %d wide, 0 is %d", role.Name(), r, adv, zero)
			}
		}
	}
}

func TestWidths(t *testing.T) {
	m := &subsetFont{chars: []glyphChar{{'a', 1, 500}, {'b', 2, 520}, {'中', 3, 1000}, {'c', 4, 510}, {'d', 9, 530}}}
	if got := string(m.widths()); got != "/W [1 [500 520 ]4 [510 ]9 [530 ]]" {
		t.Error(got)
	}
}

func TestTextString(t *testing.T) {
	for in, want := range map[string]string{`a(b)\c`: `(a\(b\)\\c)`, "预A": "<FEFF98840041>", "𠮷": "<FEFFD842DFB7>", "": "()"} {
		if got := string(textString(nil, in)); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestLength(t *testing.T) {
	for in, want := range map[int]string{0: "0", 595276: "595.276", 841890: "841.89", -500: "-0.5", 1000: "1"} {
		if got := string(appendPoints(nil, in)); got != want {
			t.Errorf("%d: %s, want %s", in, got, want)
		}
	}
}

func TestSliceRefusesGarbage(t *testing.T) {
	good, err := paintOne()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sliceObjects(good); err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, []byte("%PDF-1.7"), good[:len(good)/2], slices.Concat(good[:len(good)-40], []byte("startxref\n99999999\n%%EOF\n"))} {
		if _, err := sliceObjects(bad); err == nil {
			t.Errorf("%d bytes of garbage were taken for a file", len(bad))
		}
	}
}

func paintOne() ([]byte, error) {
	faces := NewFaces()
	pages := page(layout.Item{Kind: layout.Text, Str: "预算", Font: fonts.Song, Size: 10000})
	c, err := faces.subsets(pages)
	if err != nil {
		return nil, err
	}
	return paintPages(pages, faces, c, newMarks(pages))
}
