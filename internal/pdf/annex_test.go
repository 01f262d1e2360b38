package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/layout/specimen"
	"budgetbook/internal/pdf"
)

// rawPDF writes objects 1, 2, … with a classic table; the first is the catalog.
func rawPDF(trailer string, objs ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	at := make([]int, len(objs))
	for i, o := range objs {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	x := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objs)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(objs)+1, trailer, x)
	return b.Bytes()
}

func streamObj(dict, data string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

// onePage is a file of one page with some entries and content; more objects
// begin with number 5.
func onePage(page, content string, more ...string) []byte {
	objs := []string{
		"<</Type /Catalog /Pages 2 0 R>>",
		"<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 400 200]>>",
		"<</Type /Page /Parent 2 0 R /Contents 4 0 R " + page + ">>",
		streamObj("", content),
	}
	return rawPDF("", append(objs, more...)...)
}

func probe(t testing.TB, data []byte) *pdf.Annex {
	t.Helper()
	a, err := pdf.Probe(data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// attached is a document with a file attached.
func attached(a *pdf.Annex) *document.Document {
	doc := specimen.Every()
	doc.Body = doc.Body[:5:5]
	doc.Body = append(doc.Body, &document.PageBreak{},
		&document.Heading{ID: "annexes", Level: 1, Runs: document.Words("附件"), Entry: document.Words("附件")},
		&document.Heading{ID: "annex1", Level: 2, Runs: document.Words("附件1 绩效评价报告"), Entry: document.Words("附件1 绩效评价报告"), Indent: 1, Hidden: true},
		block(a))
	return doc
}

func block(a *pdf.Annex) *document.Attachment {
	x := &document.Attachment{ID: "annex1-file", Name: "a.pdf", Title: document.Words("附件1 绩效评价报告")}
	for i, p := range a.Pages {
		x.Pages = append(x.Pages, document.AttachedPage{Width: p.Width, Height: p.Height, Alt: fmt.Sprintf("绩效评价报告，第%d页，共%d页", i+1, len(a.Pages))})
	}
	return x
}

func writeAnnex(t testing.TB, doc *document.Document, a *pdf.Annex) []byte {
	t.Helper()
	m := meta()
	m.Annexes = map[string]*pdf.Annex{"a.pdf": a}
	out, err := writeWith(t, doc, m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnnexOfOurOwn(t *testing.T) {
	file := write(t, specimen.Every())
	a := probe(t, file)
	if !a.Archival() {
		t.Errorf("flaws %v", a.Flaws)
	}
	faces := pdf.NewFaces()
	every, err := layout.Lay(specimen.Every(), faces, layout.GBT9704())
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Pages) != len(every.Pages) {
		t.Fatalf("%d pages, not %d", len(a.Pages), len(every.Pages))
	}
	doc := attached(a)
	pages, err := layout.Lay(doc, faces, layout.GBT9704())
	if err != nil {
		t.Fatal(err)
	}
	last := pages.Contents[len(pages.Contents)-1]
	if want := len(pages.Pages) - len(pages.Pages[:2]) - len(a.Pages) + 1; document.Plain(last.Runs) != "附件1 绩效评价报告" || last.Page != want {
		t.Errorf("the contents list %v, want page %d", last, want)
	}
	figures := 0
	for i, p := range pages.Pages[len(pages.Pages)-len(a.Pages):] {
		if (p.Width > p.Height) != (a.Pages[i].Width > a.Pages[i].Height) || p.Label == "" {
			t.Errorf("annex page %d: %dx%d with number %q", i+1, p.Width, p.Height, p.Label)
		}
		for _, it := range p.Items {
			if it.Kind != layout.Import {
				continue
			}
			figures++
			if it.Elem.Tag != "Figure" || it.Elem.Alt == "" || it.Part != i {
				t.Errorf("annex page %d: %v", i+1, it)
			}
			if d := it.W*a.Pages[i].Height - it.H*a.Pages[i].Width; max(d, -d) > 2*(a.Pages[i].Height+a.Pages[i].Width) {
				t.Errorf("annex page %d is distorted: %dx%d", i+1, it.W, it.H)
			}
		}
	}
	if figures != len(a.Pages) {
		t.Errorf("%d pages are drawn", figures)
	}
	out := writeAnnex(t, doc, a)
	if !bytes.Equal(out, writeAnnex(t, attached(probe(t, file)), probe(t, file))) {
		t.Error("two runs gave different files")
	}
	r := read(t, out)
	if got := len(r.all(`/Subtype /Form`)); got != len(a.Pages) {
		t.Errorf("%d forms", got)
	}
	for _, id := range r.all(`/Subtype /Form`) {
		if s := r.streams[id]; bytes.Contains(s, []byte("BDC")) || bytes.Contains(s, []byte("EMC")) {
			t.Error("marks of the annex came along")
		}
	}
	if !claims(r) {
		t.Error("a sound annex took the claim of PDF/A away")
	}
}

// claims reports that the file calls itself PDF/A and PDF/UA.
func claims(r *readback) bool {
	xmp := r.streams[r.all(`/Type /Metadata`)[0]]
	a, ua := bytes.Contains(xmp, []byte("pdfaid:part")), bytes.Contains(xmp, []byte("pdfuaid"))
	return a && ua
}

func TestAnnexFlaws(t *testing.T) {
	font := "/Resources <</Font <</F1 5 0 R>>>>"
	text := "BT /F1 12 Tf 20 20 Td (Hello) Tj ET"
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"Helvetica is not embedded", onePage(font, text, "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"), "[{font Helvetica 1} {unicode Helvetica 1}]"},
		{"descriptor without file", onePage(font, text, "<</Type /Font /Subtype /TrueType /BaseFont /SimSun /Encoding /WinAnsiEncoding /FontDescriptor 6 0 R>>", "<</Type /FontDescriptor /FontName /SimSun>>"), "[{font SimSun 1}]"},
		{"CMYK operators", onePage("", "0 0 0 1 k 0 0 9 9 re f"), "[{colour  1}]"},
		{"CMYK image", onePage("/Resources <</XObject <</I 5 0 R>>>>", "/I Do", streamObj("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceCMYK", "abcd")), "[{colour  1}]"},
		{"nothing wrong", onePage("", "0.5 g 0 0 9 9 re f"), "[]"},
	} {
		a := probe(t, tt.file)
		if got := fmt.Sprint(a.Flaws); got != tt.want {
			t.Errorf("%s: flaws %s, want %s", tt.name, got, tt.want)
		}
		if got := claims(read(t, writeAnnex(t, attached(a), a))); got != a.Archival() {
			t.Errorf("%s: claim of PDF/A is %v", tt.name, got)
		}
	}
}

func TestAnnexGeometry(t *testing.T) {
	for _, tt := range []struct {
		page   string
		size   [2]int
		matrix string
	}{
		{"", [2]int{400000, 200000}, "[1 0 0 1 0 0 ]"},
		{"/Rotate 90", [2]int{200000, 400000}, "[0 -1 1 0 0 400 ]"},
		{"/Rotate 180", [2]int{400000, 200000}, "[-1 0 0 -1 400 200 ]"},
		{"/Rotate -90", [2]int{200000, 400000}, "[0 1 -1 0 200 0 ]"},
		{"/CropBox [100 50 300 90] /Rotate 90", [2]int{40000, 200000}, "[0 -1 1 0 -50 300 ]"},
		{"/CropBox [-10 -10 900 900]", [2]int{400000, 200000}, "[1 0 0 1 0 0 ]"},
		{"/MediaBox [50 150 10 30] /UserUnit 2", [2]int{80000, 240000}, "[2 0 0 2 -20 -60 ]"},
	} {
		a := probe(t, onePage(tt.page, "0 g 0 0 9 9 re f"))
		if got := [2]int{a.Pages[0].Width, a.Pages[0].Height}; got != tt.size {
			t.Errorf("%s: size %v, want %v", tt.page, got, tt.size)
		}
		r := read(t, writeAnnex(t, attached(a), a))
		form := r.objs[r.all(`/Subtype /Form`)[0]]
		if m := regexp.MustCompile(`/Matrix (\[.*?\])`).FindStringSubmatch(form); m[1] != tt.matrix {
			t.Errorf("%s: matrix %s, want %s", tt.page, m[1], tt.matrix)
		}
	}
}

// What annotations show, such as a seal, becomes part of the page.
func TestAnnexStamps(t *testing.T) {
	seal := streamObj("/Type /XObject /Subtype /Form /BBox [0 0 10 10]", "1 0 0 rg 0 0 10 10 re f")
	a := probe(t, onePage("/Annots [5 0 R 6 0 R 7 0 R]", "q q 1 0 0 1 5 5 cm",
		"<</Type /Annot /Subtype /Stamp /Rect [100 100 140 120] /AP <</N 8 0 R>>>>",
		"<</Type /Annot /Subtype /Stamp /F 2 /Rect [0 0 10 10] /AP <</N 8 0 R>>>>",
		"<</Type /Annot /Subtype /Widget /Rect [0 0 10 10] /AS /On /AP <</N <</On 8 0 R>>>>>>", seal))
	r := read(t, writeAnnex(t, attached(a), a))
	forms := r.all(`/Subtype /Form`)
	if len(forms) != 2 {
		t.Fatalf("%d forms", len(forms))
	}
	want := "q\nq\n1 0 0 1 5 5 cm\nQ\nQ\nq 4 0 0 2 100 100 cm /BudgetbookStamp0 Do Q\nq 1 0 0 1 0 0 cm /BudgetbookStamp1 Do Q\n"
	if got := string(r.streams[forms[0]]); got != want {
		t.Errorf("the page is drawn as %q, want %q", got, want)
	}
}

func TestAnnexRefused(t *testing.T) {
	pages := func(n int) []byte {
		objs := []string{"<</Type /Catalog /Pages 2 0 R>>", ""}
		kids := ""
		for i := range n {
			kids += fmt.Sprintf("%d 0 R ", i+3)
			objs = append(objs, "<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]>>")
		}
		objs[1] = fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", kids, n)
		return rawPDF("", objs...)
	}
	for _, tt := range []struct {
		name string
		file []byte
		want pdf.AnnexReason
	}{
		{"nothing", nil, pdf.NotPDF},
		{"a picture", []byte("\x89PNG\r\n\x1a\n"), pdf.NotPDF},
		{"a workbook", append([]byte("PK\x03\x04"), make([]byte, 2000)...), pdf.NotPDF},
		{"only a header", []byte("%PDF-1.7\n"), pdf.Torn},
		{"a header and noise", append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("obj<<[("), 5000)...), pdf.Torn},
		{"no pages", pages(0), pdf.NoPages},
		{"501 pages", pages(501), pdf.TooManyPages},
		{"too large", make([]byte, pdf.MaxAnnexSize+1), pdf.TooLarge},
		{"a point in size", onePage("/MediaBox [0 0 1 1]", ""), pdf.Broken},
		{"encrypted", rawPDF("/Encrypt 4 0 R /ID [<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]",
			"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 100]>>", "<</Type /Page /Parent 2 0 R>>",
			"<</Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <"+strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+">>>"), pdf.Encrypted},
	} {
		_, err := pdf.Probe(tt.file)
		var e *pdf.AnnexError
		if !errors.As(err, &e) || e.Reason != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if a := probe(t, pages(500)); len(a.Pages) != 500 {
		t.Errorf("%d pages of 500", len(a.Pages))
	}
	doc := attached(probe(t, pages(2)))
	m := meta()
	if _, err := writeWith(t, doc, m); err == nil {
		t.Error("a file that is missing was printed")
	}
	m.Annexes = map[string]*pdf.Annex{"a.pdf": probe(t, pages(1))}
	if _, err := writeWith(t, doc, m); err == nil {
		t.Error("a page that is missing was printed")
	}
}

// Loops in the page tree and among forms end.
func TestAnnexLoops(t *testing.T) {
	a := probe(t, rawPDF("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R 2 0 R 3 0 R] /Count 9 /MediaBox [0 0 100 100]>>",
		"<</Type /Page /Parent 2 0 R /Resources <</XObject <</X 4 0 R>>>>>>",
		streamObj("/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources <</XObject <</X 4 0 R>>>> /P 3 0 R", "/X Do")))
	if len(a.Pages) != 1 {
		t.Errorf("%d pages", len(a.Pages))
	}
	out := writeAnnex(t, attached(a), a)
	if !bytes.Contains(out, []byte("%%EOF")) {
		t.Error("no file")
	}
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	if _, err := pdf.Probe(onePage("/Resources <</A "+deep+">>", "")); err == nil {
		t.Error("deep nesting was accepted")
	}
}

// Any damage to a file gives an annex or an *AnnexError.
func TestAnnexOfDamagedPDF(t *testing.T) {
	sound := [][]byte{write(t, specimen.Every()), onePage("/Annots [<</Rect [0 0 1 1] /AP <</N 5 0 R>>>>]", "BI /W 1 /H 1 ID abc EI Q Q (a\\)", streamObj("/Subtype /Form /BBox [0 0 1 1]", "/X BDC (( EMC"))}
	rng := rand.New(rand.NewPCG(9, 10))
	rounds := 300
	if testing.Short() {
		rounds = 50
	}
	for n := range rounds {
		b := slices.Clone(sound[n%2])
		switch rng.IntN(3) {
		case 0:
			b = b[:rng.IntN(len(b))]
		case 1:
			for range 1 + rng.IntN(40) {
				b[rng.IntN(len(b))] = byte(rng.IntN(256))
			}
		case 2:
			at := rng.IntN(len(b))
			b = append(b[:at:at], b[min(len(b), at+1+rng.IntN(200)):]...)
		}
		a, err := pdf.Probe(b)
		var e *pdf.AnnexError
		if err != nil && !errors.As(err, &e) {
			t.Errorf("round %d: %v", n, err)
		}
		if err == nil && n%10 == 1 {
			writeAnnex(t, &document.Document{Title: "t", Body: []document.Block{block(a)}}, a)
		}
	}
}
