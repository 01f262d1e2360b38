package pdf_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"budgetbook/internal/layout/specimen"
	"budgetbook/internal/pdf"
)

// forms are a page with a rectangle in every form in which programs write files. The
// second is a change that was added to the first.
func forms() map[string][]byte {
	plain := onePage("", "0 0 9 9 re f")
	table := bytes.LastIndex(plain, []byte("\nxref")) + 1

	added := bytes.Clone(plain)
	at := len(added)
	added = append(added, "4 0 obj\n"+streamObj("", "0 0 8 8 re f")+"\nendobj\n"...)
	added = fmt.Appendf(added, "xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 5 /Root 1 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n", at, table, len(added))

	packs := packedPDF("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 400 200]>>", "<</Type /Page /Parent 2 0 R /Contents 4 0 R>>", streamObj("", "0 0 9 9 re f"))

	// A hybrid: a table for old readers, which knows nothing of packed objects, and a
	// stream for others.
	hybrid := bytes.Clone(packs)
	stream := bytes.LastIndex(hybrid, []byte("6 0 obj"))
	hybrid = hybrid[:bytes.LastIndex(hybrid, []byte("startxref"))]
	hybrid = fmt.Appendf(hybrid, "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 7 /Root 1 0 R /XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n", stream, len(hybrid))

	// For a slow line: the page and its table come first, what other pages need last.
	objs := bytes.SplitAfter(plain[:table], []byte("endobj\n"))
	first := fmt.Appendf([]byte("%PDF-1.4\n"), "5 0 obj\n<</Linearized 1 /L %05d /H [0 0] /O 3 /E 0 /N 1 /T %05d>>\nendobj\n", 0, 0)
	head := "xref\n3 3\n%010d 00000 n \n%010d 00000 n \n%010d 00000 n \ntrailer\n<</Size 6 /Root 1 0 R /Prev %05d>>\nstartxref\n0\n%%%%EOF\n"
	start := len(first)
	three := start + len(fmt.Sprintf(head, 0, 0, 0, 0))
	four := three + len(objs[2])
	one := four + len(objs[3])
	two := one + len(objs[0]) - len("%PDF-1.4\n")
	last := two + len(objs[1])
	slow := fmt.Appendf(first, head, three, four, len("%PDF-1.4\n"), last)
	for _, o := range [][]byte{objs[2], objs[3], objs[0][len("%PDF-1.4\n"):], objs[1]} {
		slow = append(slow, o...)
	}
	slow = fmt.Appendf(slow, "xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \ntrailer\n<</Size 3>>\nstartxref\n%d\n%%%%EOF\n", one, two, start)

	return map[string][]byte{"plain": plain, "added to": added, "packed": packs, "hybrid": hybrid, "linearized": slow}
}

// TestAnnexWhole: a sound file is taken in whatever its form, and whatever mail programs
// and servers put before and behind it.
func TestAnnexWhole(t *testing.T) {
	check := func(what string, file []byte) {
		t.Helper()
		if a, err := pdf.Probe(file); err != nil || len(a.Pages) != 1 || !a.Archival() || !bytes.Equal(a.File, file) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for name, file := range forms() {
		check(name, file)
		check(name+", blanks", append(bytes.Clone(file), bytes.Repeat([]byte(" \r\n\x00"), 3000)...))
		check(name+", other bytes", append(bytes.Clone(file), strings.Repeat("<!-- sent by x -->\n", 40)...))
	}
	plain := forms()["plain"]
	check("bytes before", append([]byte("\xef\xbb\xbf\r\n"), plain...))
	check("without its last line", bytes.TrimSuffix(plain, []byte("\n%%EOF\n")))
}

// TestAnnexTorn: a file that was cut off, wherever, is refused as that, and no page of
// what is left of it is printed.
func TestAnnexTorn(t *testing.T) {
	for name, file := range forms() {
		end := bytes.LastIndex(file, []byte("\n%%EOF"))
		for n := len("%PDF-1.4\n"); n < end; n++ {
			if from := bytes.Index(file, []byte("\n%%EOF")); name == "added to" && n >= from && n < from+len("\n%%EOF\n4 0 obj") {
				continue // the file as it was before the change
			}
			refused(t, fmt.Sprintf("%s, %d of %d bytes", name, n, len(file)), file[:n], pdf.Torn, 0)
		}
	}
	ours := write(t, specimen.Every())
	for part := 1; part < 20; part++ {
		refused(t, fmt.Sprintf("our own, %d/20", part), ours[:len(ours)*part/20], pdf.Torn, 0)
	}

	plain := forms()["plain"]
	refused(t, "a table elsewhere", bytes.Replace(plain, []byte("%PDF-1.4\n"), []byte("%PDF-1.4\n% more\n"), 1), pdf.Torn, 0)
	refused(t, "the middle is missing", append(bytes.Clone(plain[:100]), plain[130:]...), pdf.Torn, 0)
	at := bytes.LastIndex(ours, []byte("stream\n"))
	spoilt := bytes.Clone(ours)
	spoilt[bytes.LastIndex(ours[:at], []byte("stream\n"))+40] ^= 0x10
	refused(t, "a table that cannot be unpacked", spoilt, pdf.Torn, 0)
}

// TestAnnexGone: a page that draws with what is not in the file is not printed without
// it. What no page draws with may be missing.
func TestAnnexGone(t *testing.T) {
	const form, image = "/Subtype /Form /BBox [0 0 9 9] ", "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
	res := func(s string) string { return "/Resources <<" + s + ">>" }
	const show, draw = "BT /F 9 Tf (a) Tj ET", "q /X Do Q"
	font := res("/Font <</F 5 0 R>>")
	x := res("/XObject <</X 5 0 R>>")
	build := func(kids, contents string) []byte {
		return rawPDF("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids ["+kids+"] /Count 1 /MediaBox [0 0 400 200]>>",
			"<</Type /Page /Parent 2 0 R /Contents "+contents+">>", streamObj("", "0 0 9 9 re f"))
	}
	gone := map[string][]byte{
		"content":               build("3 0 R", "9 0 R"),
		"a part of the content": build("3 0 R", "[4 0 R 9 0 R]"),
		"resources":             onePage("/Resources 9 0 R", draw),
		"a list of resources":   onePage(res("/XObject 9 0 R"), draw),
		"an image or form":      onePage(x, draw),
		"in a form":             onePage(x, draw, streamObj(form+res("/XObject <</Y 9 0 R>>"), "/Y Do")),
		"a mask of an image":    onePage(x, draw, streamObj(image+"/SMask 9 0 R", "a")),
		"a pattern":             onePage(res("/Pattern <</P 9 0 R>>"), "/Pattern cs /P scn 0 0 9 9 re f"),
		"a soft mask":           onePage(res("/ExtGState <</G <</SMask <</S /Alpha /G 9 0 R>>>>>>"), "/G gs 0 0 9 9 re f"),
		"a font":                onePage(font, show),
		"a list of fonts":       onePage(res("/Font 9 0 R"), show),
		"a font file":           onePage(font, show, "<</Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor 6 0 R>>", "<</Type /FontDescriptor /FontFile2 9 0 R>>"),
		"a font's description":  onePage(font, show, "<</Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor 9 0 R>>"),
		"a font in a font":      onePage(font, show, "<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [9 0 R]>>"),
		"a font file in it":     onePage(font, show, "<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [<</Type /Font /Subtype /CIDFontType2 /FontDescriptor <</FontFile2 9 0 R>>>>]>>"),
		"glyphs":                onePage(font, show, "<</Type /Font /Subtype /Type3 /CharProcs 9 0 R>>"),
	}
	for name, file := range gone {
		refused(t, name, file, pdf.Torn, 1)
	}
	refused(t, "a page", build("3 0 R 9 0 R", "4 0 R"), pdf.Torn, 0)
	for name, file := range map[string][]byte{
		"an image that is not drawn":   onePage(x, "0 0 9 9 re f"),
		"a font in which nothing is":   onePage(font, "BT /F 9 Tf ET"),
		"no content":                   build("3 0 R", "null"),
		"an image whose name is wrong": onePage(res("/XObject <</Y 9 0 R>>"), draw),
	} {
		if _, err := pdf.Probe(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
