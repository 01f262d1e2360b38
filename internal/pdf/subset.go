package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/signintech/gopdf/fontmaker/core"
)

// subsetFontFile builds the TrueType program that draws the given glyphs, keeping their
// numbers, and tells which glyphs it holds. gopdf's own subset leaves out the parts of composite glyphs that are
// composite themselves, such as ： and ； of the Fangsong face, which then come
// out blank.
func subsetFontFile(ttf *core.TTFParser, data []byte, glyphs []int) (out []byte, held []bool, err error) {
	defer func() { // a damaged font ends in an index out of range
		if p := recover(); p != nil {
			out, held, err = nil, nil, fmt.Errorf("font program: %v", p)
		}
	}()
	tables := ttf.GetTables()
	table := func(tag string) []byte {
		t, ok := tables[tag]
		if !ok {
			return nil
		}
		return data[t.Offset : t.Offset+t.Length]
	}
	glyf, hmtx := table("glyf"), table("hmtx")
	n := int(ttf.NumGlyphs())
	if len(glyf) == 0 || len(ttf.LocaTable) < n+1 {
		return nil, nil, errors.New("font program: no outlines")
	}
	outline := func(g int) []byte { return glyf[ttf.LocaTable[g]:ttf.LocaTable[g+1]] }

	keep := make([]bool, n)
	todo := append([]int{0}, glyphs...)
	for len(todo) > 0 {
		g := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if keep[g] {
			continue
		}
		keep[g] = true
		todo = append(todo, components(outline(g))...)
	}

	var outlines []byte
	loca := make([]byte, 0, 4*(n+1))
	widths := make([]byte, len(hmtx)) // unused glyphs keep no metrics: zeros pack well
	metrics := int(ttf.NumberOfHMetrics())
	for g := range n {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(outlines)))
		if !keep[g] {
			continue
		}
		outlines = append(outlines, outline(g)...)
		for len(outlines)%4 != 0 {
			outlines = append(outlines, 0)
		}
		at, size := 4*g, 4
		if g >= metrics {
			at, size = 4*metrics+2*(g-metrics), 2
		}
		copy(widths[at:at+size], hmtx[at:])
	}
	if metrics > 0 { // the last full entry holds the advance of all that follow
		copy(widths[4*metrics-4:4*metrics], hmtx[4*metrics-4:])
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(outlines)))
	head := slices.Clone(table("head"))
	binary.BigEndian.PutUint32(head[8:], 0)  // checksum of the file, set below
	binary.BigEndian.PutUint16(head[50:], 1) // loca in 4-byte offsets

	parts := []sfntTable{
		{"cvt ", table("cvt ")}, {"fpgm", table("fpgm")}, {"glyf", outlines}, {"head", head}, {"hhea", table("hhea")},
		{"hmtx", widths}, {"loca", loca}, {"maxp", table("maxp")}, {"prep", table("prep")},
	}
	parts = slices.DeleteFunc(parts, func(p sfntTable) bool { return len(p.data) == 0 })
	return joinTables(parts), keep, nil
}

// hollowFont is a font without outlines. gopdf gets this one: it would compress a
// subset of the true one, which is thrown away. ok is false for a font it is
// better not to touch.
func hollowFont(ttf *core.TTFParser, data []byte) (out []byte, ok bool) {
	defer func() { // a damaged font ends in an index out of range
		if p := recover(); p != nil {
			out, ok = nil, false
		}
	}()
	var parts []sfntTable
	for tag, t := range ttf.GetTables() {
		p := sfntTable{tag, data[t.Offset : t.Offset+t.Length]}
		switch tag {
		case "glyf":
			p.data = make([]byte, 4)
		case "loca":
			p.data = make([]byte, len(p.data))
		}
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b sfntTable) int { return strings.Compare(a.tag, b.tag) })
	return joinTables(parts), true
}

type sfntTable struct {
	tag  string
	data []byte
}

// joinTables joins tables, given in the order of their tags, into a font file.
func joinTables(parts []sfntTable) []byte {
	k, selector := len(parts), 0
	for 2<<selector <= k {
		selector++
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{k, 16 << selector, selector, 16*k - 16<<selector} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at, headAt := 12+16*k, 0
	for _, p := range parts {
		if p.tag == "head" {
			headAt = at
		}
		out = append(out, p.tag...)
		out = binary.BigEndian.AppendUint32(out, checksum(p.data))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(p.data)))
		at += (len(p.data) + 3) &^ 3
	}
	for _, p := range parts {
		out = append(out, p.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	if headAt > 0 {
		binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	}
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		sum += binary.BigEndian.Uint32(last[:])
	}
	return sum
}

// components lists the glyphs a composite glyph is made of.
func components(outline []byte) []int {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	const (
		wordArgs = 1 << 0
		scale    = 1 << 3
		more     = 1 << 5
		xyScale  = 1 << 6
		matrix   = 1 << 7
	)
	var out []int
	for p := 10; ; {
		flags := binary.BigEndian.Uint16(outline[p:])
		out = append(out, int(binary.BigEndian.Uint16(outline[p+2:])))
		p += 6
		if flags&wordArgs != 0 {
			p += 2
		}
		switch {
		case flags&scale != 0:
			p += 2
		case flags&xyScale != 0:
			p += 4
		case flags&matrix != 0:
			p += 8
		}
		if flags&more == 0 {
			return out
		}
	}
}
