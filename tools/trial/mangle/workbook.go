package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
)

// part is a part of a workbook.
type part struct {
	name string
	data []byte
}

func unpack(data []byte) ([]part, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var all []part
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		all = append(all, part{f.Name, b})
	}
	return all, nil
}

func pack(parts []part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write(p.data)
		}
		if err != nil {
			panic(err) // a buffer in memory
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// zipDamage are archives that programs read in different ways, or not at all.
var zipDamage = []struct {
	name string
	do   func(r *rand.Rand, parts []part) []byte
}{
	{"two-of-a-name", func(r *rand.Rand, parts []part) []byte {
		p := parts[r.IntN(len(parts))]
		p.data = bytes.ReplaceAll(p.data, []byte("1"), []byte("7"))
		return pack(append(parts, p))
	}},
	{"two-by-slashes", func(r *rand.Rand, parts []part) []byte {
		p := parts[r.IntN(len(parts))]
		p.name, p.data = strings.ReplaceAll(p.name, "/", `\`), bytes.ReplaceAll(p.data, []byte("2"), []byte("8"))
		return pack(append(parts, p))
	}},
	{"two-by-case", func(r *rand.Rand, parts []part) []byte {
		p := parts[r.IntN(len(parts))]
		p.name, p.data = strings.ToUpper(p.name), bytes.ReplaceAll(p.data, []byte("3"), []byte("9"))
		return pack(append(parts, p))
	}},
	{"part-lost", func(r *rand.Rand, parts []part) []byte {
		i := r.IntN(len(parts))
		return pack(append(parts[:i:i], parts[i+1:]...))
	}},
	{"part-of-another", func(r *rand.Rand, parts []part) []byte {
		i, k := r.IntN(len(parts)), r.IntN(len(parts))
		parts[i].data = parts[k].data
		return pack(parts)
	}},
	{"bad-name", func(r *rand.Rand, parts []part) []byte {
		parts[r.IntN(len(parts))].name = []string{"../x.xml", "/xl/workbook.xml", "C:\\x", "", ".", "xl//workbook.xml", "xl/./workbook.xml", "CON", strings.Repeat("a", 60000)}[r.IntN(9)]
		return pack(parts)
	}},
	{"bomb", func(r *rand.Rand, parts []part) []byte {
		i := r.IntN(len(parts))
		parts[i].data = append(parts[i].data, bytes.Repeat([]byte(" "), 1<<(20+r.IntN(7)))...)
		return pack(parts)
	}},
	{"many-parts", func(r *rand.Rand, parts []part) []byte {
		for i := range 1 << (4 + r.IntN(11)) {
			parts = append(parts, part{fmt.Sprintf("xl/media/%d.xml", i), []byte("<a/>")})
		}
		return pack(parts)
	}},
	{"wrong-entry", func(r *rand.Rand, parts []part) []byte {
		data := pack(parts)
		// A field of an entry in the list at the end, or before a part.
		mark := []string{"PK\x01\x02", "PK\x03\x04", "PK\x05\x06"}[r.IntN(3)]
		at := bytes.Index(data[r.IntN(len(data)/2):], []byte(mark))
		if at < 0 {
			at = bytes.LastIndex(data, []byte(mark))
		}
		data[min(len(data)-1, at+4+r.IntN(40))] ^= byte(1 + r.IntN(255))
		return data
	}},
	{"stored-wrong-sum", func(r *rand.Rand, parts []part) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		bad := r.IntN(len(parts))
		for i, p := range parts {
			h := &zip.FileHeader{Name: p.name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(p.data), CompressedSize64: uint64(len(p.data)), UncompressedSize64: uint64(len(p.data))}
			data := p.data
			if i == bad && len(data) > 0 {
				data = bytes.Clone(data)
				data[r.IntN(len(data))] ^= 1
			}
			w, err := z.CreateRaw(h)
			if err == nil {
				_, err = w.Write(data)
			}
			if err != nil {
				panic(err)
			}
		}
		if err := z.Close(); err != nil {
			panic(err)
		}
		return b.Bytes()
	}},
}

var (
	element   = regexp.MustCompile(`<[A-Za-z][^<>]*?/?>`)
	attribute = regexp.MustCompile(` [A-Za-z:]+="[^"]*"`)
	cell      = regexp.MustCompile(`<c r="[A-Z]+[0-9]+"[^>]*>`)
)

// some is a random place that a pattern finds, nil if there is none.
func some(r *rand.Rand, re *regexp.Regexp, b []byte) []int {
	all := re.FindAllIndex(b, 5000)
	if len(all) == 0 {
		return nil
	}
	return all[r.IntN(len(all))]
}

func put(b []byte, from, to int, s string) []byte {
	return bytes.Join([][]byte{b[:from], []byte(s), b[to:]}, nil)
}

// formulas of others: what is costly, reaches out, or does not end.
var formulas = []string{"SUM(MUNIT(20000))", `REPT("9",2000000000)`, "POISSON(1E9,1E9,TRUE)", "BINOMDIST(1E8,1E9,0.5,TRUE)", "GCD(1E300,7)", "VDB(1,1,1E9,0,1E9)",
	`WEBSERVICE("http://localhost/")`, `HYPERLINK("file:///etc/passwd")`, "[1]Sheet1!A1", "INDIRECT(\"A\"&ROW())", "A1", "SUM(A1:XFD1048576)", "SUM(A:XFD)", "1/0",
	"SUMPRODUCT(A1:A1048576*B1:B1048576)", "RAND()", "NOW()", "((((((((((1))))))))))", "IF(1,2", "\"", "#REF!", "Sheet1!A1:Z9999", `TEXT(1,REPT("0",1000000))`, "VLOOKUP(1,A1:XFD1048576,3)", "9^9^9^9", "1E308*10"}

// xmlDamage are damages of the text of a part.
var xmlDamage = []struct {
	name string
	do   func(r *rand.Rand, b []byte) []byte
}{
	{"element-lost", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, element, b); at != nil {
			return put(b, at[0], at[1], "")
		}
		return b
	}},
	{"element-twice", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, element, b); at != nil {
			return put(b, at[1], at[1], string(b[at[0]:at[1]]))
		}
		return b
	}},
	{"attribute-lost", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, attribute, b); at != nil {
			return put(b, at[0], at[1], "")
		}
		return b
	}},
	{"attribute-absurd", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, attribute, b); at != nil {
			name, _, _ := strings.Cut(string(b[at[0]:at[1]]), "=")
			return put(b, at[0], at[1], name+`="`+strings.NewReplacer("<", "&lt;", "&", "&amp;", "\x1b", "").Replace(anything(r))+`"`)
		}
		return b
	}},
	{"text-absurd", func(r *rand.Rand, b []byte) []byte { return replaceToken(r, b, "<>") }},
	{"deep", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, element, b); at != nil {
			n := 1 << (3 + r.IntN(15))
			return put(b, at[0], at[0], strings.Repeat("<x>", n)+strings.Repeat("</x>", n))
		}
		return b
	}},
	{"doctype", func(r *rand.Rand, b []byte) []byte {
		at := max(0, bytes.Index(b, []byte("?>"))+2)
		return put(b, min(at, len(b)), min(at, len(b)), `<!DOCTYPE a [<!ENTITY b "1"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>`)
	}},
	{"encoding", func(r *rand.Rand, b []byte) []byte {
		return bytes.Replace(b, []byte("UTF-8"), []byte([]string{"UTF-16", "GBK", "ISO-8859-1", "UTF-7", "x"}[r.IntN(5)]), 1)
	}},
	{"cell-far", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, cell, b); at != nil {
			far := []string{"XFD1048576", "A0", "AAAA1", "A99999999999", "ZZZ1", "1A", "A1048577", ""}[r.IntN(8)]
			return put(b, at[0], at[1], `<c r="`+far+`">`)
		}
		return b
	}},
	{"cell-twice", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, cell, b); at != nil {
			name, _, _ := strings.Cut(string(b[at[0]+len(`<c r="`):]), `"`)
			return put(b, at[0], at[0], `<c r="`+name+`"><v>777777</v></c>`)
		}
		return b
	}},
	{"formula", func(r *rand.Rand, b []byte) []byte {
		if at := some(r, cell, b); at != nil {
			f := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(formulas[r.IntN(len(formulas))])
			return put(b, at[0], at[1], string(b[at[0]:at[1]-1])+`><f>`+f+`</f></c><c>`)
		}
		return b
	}},
	{"merges", func(r *rand.Rand, b []byte) []byte {
		at := bytes.Index(b, []byte("</sheetData>"))
		if at < 0 {
			return b
		}
		at += len("</sheetData>")
		var s strings.Builder
		s.WriteString("<mergeCells>")
		for range 1 << r.IntN(14) {
			fmt.Fprintf(&s, `<mergeCell ref="A%d:XFD%d"/>`, 1+r.IntN(1000), 1+r.IntN(1048576))
		}
		s.WriteString("</mergeCells>")
		return put(b, at, at, s.String())
	}},
	{"rows", func(r *rand.Rand, b []byte) []byte {
		at := bytes.Index(b, []byte("</sheetData>"))
		if at < 0 {
			return b
		}
		return put(b, at, at, strings.Repeat(`<row><c><v>1</v></c><c t="inlineStr"><is><t>一</t></is></c></row>`, 1<<(3+r.IntN(16))))
	}},
	{"bytes", func(r *rand.Rand, b []byte) []byte { _, b = damageBytes(r, b); return b }},
}

// workbook damages a workbook: its bytes, its archive, or the text of a part.
func (b *bench) workbook(r *rand.Rand) (*trial, error) {
	name := b.bookNames[r.IntN(len(b.bookNames))]
	sound := b.books[name]
	parts, err := unpack(sound)
	if err != nil {
		return nil, err
	}
	t := &trial{file: name}
	var data []byte
	switch pick := r.IntN(10); {
	case pick < 4:
		t.damage, data = damageBytes(r, sound)
		t.damage = "bytes " + t.damage
		t.same = b.exported[name]
	case pick < 6:
		d := zipDamage[r.IntN(len(zipDamage))]
		t.damage, data = "archive "+d.name, d.do(r, parts)
		if d.name == "wrong-entry" || d.name == "stored-wrong-sum" || strings.HasPrefix(d.name, "two-") {
			t.same = b.exported[name]
		}
	default:
		d := xmlDamage[r.IntN(len(xmlDamage))]
		// Sheets are where most of the reading is done; half of the damage goes there.
		var at []int
		sheets := r.IntN(2) == 0
		for i, p := range parts {
			if len(p.data) > 1 && (!sheets || strings.HasPrefix(p.name, "xl/worksheets/sheet")) {
				at = append(at, i)
			}
		}
		i := at[r.IntN(len(at))]
		parts[i].data = d.do(r, bytes.Clone(parts[i].data))
		t.damage, data = "content "+d.name, pack(parts)
		t.same, t.book = b.exported[name], true
	}
	t.args = []string{"export", name}
	if t.book && r.IntN(2) == 0 {
		t.args = [][]string{{"check"}, {"check", "--annotate", "marked.xlsx"}, {"build", "-o", "a.pdf"}, {"import", "-o", "i.xlsx"}, {"convert", "--lang", "both", "-o", "c.xlsx"}}[r.IntN(5)]
		t.args, t.same = append(t.args, name), nil
	}
	return t, b.lay(t, data)
}
