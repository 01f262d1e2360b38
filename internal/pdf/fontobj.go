package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"unicode/utf16"
)

var (
	reName  = regexp.MustCompile(`/FontName /\S+`)
	reFlags = regexp.MustCompile(`/Flags \d+`)
	reStem  = regexp.MustCompile(`/StemV \d+`)
	reFile  = regexp.MustCompile(`/FontFile2 (\d+) 0 R`)
	reDown  = regexp.MustCompile(`/Descent (\d+)`)
)

// fonts writes the font objects, with programs, dictionaries and ToUnicode maps
// of our own, and the resources all pages share.
func (f *finisher) fonts() error {
	res := []byte("/Font <<")
	found := 0
	for i, o := range f.raw.objs {
		if !bytes.Contains(o, []byte("/Subtype /Type0\n")) || bytes.Contains(o, streamOpen) {
			continue
		}
		if found >= len(f.cast.members) {
			return fmt.Errorf("object %d is a font that was not asked for", i+1)
		}
		m := f.cast.members[found]
		found++
		id, err := f.font(o, m)
		if err != nil {
			return fmt.Errorf("font %s: %w", m.name, err)
		}
		res = fmt.Appendf(res, "/F%d ", found)
		res = reference(res, id)
	}
	if found != len(f.cast.members) {
		return fmt.Errorf("%d fonts were written, not %d", found, len(f.cast.members))
	}
	f.fontDict = append(res, ">>"...)
	f.resources = f.add(fmt.Appendf(nil, "<</ProcSet [/PDF /Text] %s>>", f.fontDict))
	return nil
}

func (f *finisher) font(type0 []byte, m *subsetFont) (int, error) {
	cidID, err := numberAfterName(type0, "/DescendantFonts ")
	if err != nil {
		return 0, err
	}
	cid, err := f.raw.obj(cidID)
	if err != nil {
		return 0, err
	}
	descID, err := numberAfterName(cid, "/FontDescriptor ")
	if err != nil {
		return 0, err
	}
	desc, err := f.raw.obj(descID)
	if err != nil {
		return 0, err
	}
	x := &f.cast.faces[m.role]
	glyphs := make([]int, len(m.chars))
	for i, c := range m.chars {
		glyphs[i] = c.gid
	}
	data, held, err := subsetFontFile(&x.ttf, x.data, glyphs)
	if err != nil {
		return 0, err
	}
	program := f.addStream(fmt.Sprintf("/Length1 %d", len(data)), data)

	// A CID font has no encoding of its own, so it counts as symbolic.
	d := reName.ReplaceAll(bytes.TrimSpace(desc), []byte("/FontName /"+m.name))
	d = reFlags.ReplaceAll(d, []byte("/Flags 4"))
	d = reStem.ReplaceAll(d, []byte("/StemV 80"))
	d = reDown.ReplaceAll(d, []byte("/Descent -$1"))
	d = bytes.TrimSuffix(d, []byte(">>"))
	d = append(d, "/CIDSet "...)
	d = reference(d, f.addStream("", cidSet(held)))
	d = append(d, ">>"...)
	d = reFile.ReplaceAll(d, []byte("/FontFile2 "+strconv.Itoa(program)+" 0 R"))
	descriptor := f.add(bytes.ReplaceAll(d, []byte("\n"), []byte(" ")))

	b := []byte("<</Type /Font /Subtype /CIDFontType2 /BaseFont /" + m.name +
		" /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /CIDToGIDMap /Identity /DW 1000 /FontDescriptor ")
	b = reference(b, descriptor)
	b = append(b, m.widths()...)
	descendant := f.add(append(b, ">>"...))

	b = []byte("<</Type /Font /Subtype /Type0 /Encoding /Identity-H /BaseFont /" + m.name + " /DescendantFonts [")
	b = reference(b, descendant)
	b = append(b, "] /ToUnicode "...)
	b = reference(b, f.addStream("", m.toUnicode()))
	return f.add(append(b, ">>"...)), nil
}

// cidSet is a bit for each glyph the program holds, as PDF/A asks.
func cidSet(held []bool) []byte {
	out := make([]byte, (len(held)+7)/8)
	for g, ok := range held {
		if ok {
			out[g/8] |= 0x80 >> (g % 8)
		}
	}
	return out
}

// widths are the advances that differ from the default of a full em.
func (m *subsetFont) widths() []byte {
	b := []byte("/W [")
	for i := 0; i < len(m.chars); {
		if m.chars[i].width == 1000 {
			i++
			continue
		}
		b = fmt.Appendf(b, "%d [", m.chars[i].gid)
		for k := i; ; {
			b = fmt.Appendf(b, "%d ", m.chars[k].width)
			k++
			if k == len(m.chars) || m.chars[k].gid != m.chars[k-1].gid+1 || m.chars[k].width == 1000 {
				i = k
				break
			}
		}
		b = append(b, ']')
	}
	return append(b, ']')
}

// toUnicode says which character each glyph stands for. It covers all code
// points; gopdf's own map is wrong above U+FFFF.
func (m *subsetFont) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // entries of a block, by the CMap specification
	for from := 0; from < len(m.chars); from += most {
		part := m.chars[from:min(from+most, len(m.chars))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, c := range part {
			fmt.Fprintf(&b, "<%04X> <", c.gid)
			for _, u := range utf16.Encode([]rune{c.r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
