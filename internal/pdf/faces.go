// Package pdf turns laid-out pages into the bytes of a PDF file and measures
// the characters of the typefaces for layout. It is the only importer of gopdf.
//
// Input: layout.Pages and Meta. Output: a complete PDF 1.7 file: tagged, with
// outline, links, page labels and metadata, with a seal over all its bytes
// (Sealed), and the files it carries (Files). Invariant: the same pages and meta
// give the same bytes; the clock is never asked.
package pdf

import (
	"fmt"
	"sort"
	"sync"

	"github.com/signintech/gopdf"
	"github.com/signintech/gopdf/fontmaker/core"

	"budgetbook/fonts"
)

// Faces holds the parsed typefaces. It is filled as faces are asked for and may
// be shared between documents and goroutines.
type Faces struct {
	face      [fonts.Count]fontFace
	role      [fonts.Count]roleTable
	container gopdf.FontContainer
	instances sync.Map // family names already in container
	mu        sync.Mutex
	failed    error
}

// fontFace is one parsed font file.
type fontFace struct {
	once sync.Once
	data []byte
	ttf  core.TTFParser
	gid  []uint16 // glyph of each character up to U+FFFF; 0: none
	err  error
}

// roleTable says, for each character up to U+FFFF, how far it advances and
// whether the role's own face draws it or Song: 1 + advance, and 8192 more for
// Song; 0 if Song has it not either.
type roleTable struct {
	once   sync.Once
	packed []uint16
}

const packedSong = 8192

// NewFaces prepares the embedded typefaces; they are parsed when first used.
func NewFaces() *Faces { return &Faces{} }

// Err is the first failure to read an embedded font, or nil.
func (f *Faces) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failed
}

func (f *Faces) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed == nil {
		f.failed = err
	}
}

// load parses a face once.
func (f *Faces) load(r fonts.Role) *fontFace {
	x := &f.face[r]
	x.once.Do(func() {
		defer func() { // gopdf panics on a truncated file
			if p := recover(); p != nil {
				x.err = fmt.Errorf("parse font %s: %v", r.Name(), p)
			}
			if x.err != nil {
				x.gid = nil
				f.fail(x.err)
			}
		}()
		if x.data, x.err = r.Data(); x.err != nil {
			return
		}
		if x.err = x.ttf.ParseFontData(x.data); x.err != nil {
			x.err = fmt.Errorf("parse font %s: %w", r.Name(), x.err)
			return
		}
		x.gid = make([]uint16, 0x10000)
		for c, g := range x.ttf.Chars() {
			if c >= 0 && c < len(x.gid) {
				x.gid[c] = uint16(g)
			}
		}
	})
	return x
}

// glyph is the glyph index of r, or 0.
func (x *fontFace) glyph(r rune) int {
	if x.err != nil || r < 0 {
		return 0
	}
	if int(r) < len(x.gid) {
		return int(x.gid[r])
	}
	groups := x.ttf.GroupingTables()
	i := sort.Search(len(groups), func(i int) bool { return groups[i].EndCharCode >= uint(r) })
	if i < len(groups) && uint(r) >= groups[i].StartCharCode {
		return int(uint(r) - groups[i].StartCharCode + groups[i].GlyphID)
	}
	return 0
}

// advance is how far a glyph advances, in 1/1000 em.
func (x *fontFace) advance(gid int) int {
	w := x.ttf.Widths()
	if gid >= len(w) {
		gid = len(w) - 1
	}
	return int(w[gid] * 1000 / x.ttf.UnitsPerEm())
}

// Glyph implements layout.Metrics: the role's own face, then Song, then Rare.
func (f *Faces) Glyph(role fonts.Role, r rune) (fonts.Role, int, bool) {
	if role >= fonts.Count {
		role = fonts.Song
	}
	if r >= 0 && r < 0x10000 {
		t := &f.role[role]
		t.once.Do(func() { t.packed = f.pack(role) })
		v := t.packed[r]
		if v == 0 {
			return 0, 0, false // Rare has nothing below U+20000
		}
		if v > packedSong {
			role = fonts.Song
		}
		return role, int((v - 1) % packedSong), true
	}
	for _, try := range [...]fonts.Role{role, fonts.Song, fonts.Rare} {
		if try == role && borrowsFromSong(role, r) {
			continue
		}
		x := f.load(try)
		if g := x.glyph(r); g != 0 {
			return try, x.advance(g), true
		}
	}
	return 0, 0, false
}

func (f *Faces) pack(role fonts.Role) []uint16 {
	out := make([]uint16, 0x10000)
	own, song := f.load(role), f.load(fonts.Song)
	for r := range out {
		x, from := own, 0
		if borrowsFromSong(role, rune(r)) || x.glyph(rune(r)) == 0 {
			x, from = song, packedSong
		}
		if g := x.glyph(rune(r)); g != 0 {
			out[r] = uint16(1 + x.advance(g) + from)
		}
	}
	return out
}

// borrowsFromSong reports the characters Fangsong has but Song draws: its digits are
// proportional, its quotation marks narrow, its symbols incomplete, and 饻
// (U+997B) is drawn as 铱.
func borrowsFromSong(role fonts.Role, r rune) bool {
	return role == fonts.Fangsong && (r < 0x2E80 || r >= 0x3100 && r < 0x3400 || r == 0x997B)
}
