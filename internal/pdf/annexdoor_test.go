package pdf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zlib"

	"budgetbook/internal/document"
	"budgetbook/internal/pdf"
)

// packedPDF writes objects 1, 2, … into an object stream, those that are streams as they
// are, and a table of objects that is a stream too.
func packedPDF(objs ...string) []byte {
	var b, inside, numbers bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	table := make([]byte, 7*(len(objs)+3))
	place := func(id, kind, where, k int) {
		table[7*id] = byte(kind)
		binary.BigEndian.PutUint32(table[7*id+1:], uint32(where))
		binary.BigEndian.PutUint16(table[7*id+5:], uint16(k))
	}
	pack, n := len(objs)+1, 0
	for i, o := range objs {
		if strings.Contains(o, "\nstream\n") {
			place(i+1, 1, b.Len(), 0)
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
			continue
		}
		place(i+1, 2, pack, n)
		fmt.Fprintf(&numbers, "%d %d ", i+1, inside.Len())
		inside.WriteString(o + " ")
		n++
	}
	place(pack, 1, b.Len(), 0)
	z := packed(append(numbers.Bytes(), inside.Bytes()...))
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", pack, streamObj(fmt.Sprintf("/Type /ObjStm /N %d /First %d /Filter /FlateDecode", n, numbers.Len()), z))
	start := b.Len()
	place(pack+1, 1, start, 0)
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", pack+1, streamObj(fmt.Sprintf("/Type /XRef /Size %d /W [1 4 2] /Root 1 0 R", pack+2), string(table)))
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}

func packed(data []byte) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.String()
}

func refused(t *testing.T, name string, file []byte, reason pdf.AnnexReason, page int) {
	t.Helper()
	_, err := pdf.Probe(file)
	var e *pdf.AnnexError
	if !errors.As(err, &e) || e.Reason != reason || e.Page != page {
		t.Errorf("%s: %v, want %s on page %d", name, err, reason, page)
	}
}

// towers are files whose page draws something n times that draws something n times, and
// so on, for some floors: in every way in which one thing is drawn inside another.
func towers(n, floors int) map[string][]byte {
	const form = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
	build := func(page, content string, floor func(id int, last bool) []string) []byte {
		var more []string
		for i := range floors {
			more = append(more, floor(5+len(more), i == floors-1)...)
		}
		return onePage(page, content, more...)
	}
	lots := func(s string) string { return strings.Repeat(s, n) }
	next := func(format string, id int, last bool) string {
		if last {
			return ""
		}
		return fmt.Sprintf(format, id)
	}
	body := func(s string, last bool) string {
		if last {
			return "0 0 1 1 re f"
		}
		return s
	}
	all := map[string][]byte{
		"forms": build("/Resources <</XObject <</X 5 0 R>>>>", lots("/X Do "), func(id int, last bool) []string {
			return []string{streamObj(form+next("/Resources <</XObject <</X %d 0 R>>>>", id+1, last), body(lots("/X Do "), last))}
		}),
		"appearances": build("/Annots [<</Rect [0 0 9 9] /AP <</N 5 0 R>>>>]", "", func(id int, last bool) []string {
			return []string{streamObj(form+next("/Resources <</XObject <</#58 %d 0 R>>>>", id+1, last), body(lots("/X Do "), last))}
		}),
		"patterns": build("/Resources <</Pattern <</P 5 0 R>>>>", "/Pattern cs /P scn "+lots("0 0 9 9 re f "), func(id int, last bool) []string {
			return []string{streamObj("/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 "+next("/Resources <</Pattern <</P %d 0 R>>>>", id+1, last),
				body("/Pattern cs /P scn "+lots("0 0 9 9 re f "), last))}
		}),
		"glyphs": build("/Resources <</Font <</F 5 0 R>>>>", "BT /F 9 Tf ("+lots("a")+") Tj ET", func(id int, last bool) []string {
			return []string{fmt.Sprintf("<</Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 /Widths [9] /Encoding <</Differences [97 /a]>> /CharProcs <</a %d 0 R>> %s>>",
				id+1, next("/Resources <</Font <</F %d 0 R>>>>", id+2, last)), streamObj("", body("9 0 d0 BT /F 9 Tf ("+lots("a")+") Tj ET", last))}
		}),
		"masks": build("/Resources <</ExtGState <</G 5 0 R>>>>", lots("/G gs 0 0 9 9 re f "), func(id int, last bool) []string {
			return []string{fmt.Sprintf("<</Type /ExtGState /SMask <</S /Luminosity /G %d 0 R>>>>", id+1),
				streamObj(form+"/Group <</S /Transparency>> "+next("/Resources <</ExtGState <</G %d 0 R>>>>", id+2, last), body(lots("/G gs 0 0 9 9 re f "), last))}
		}),
	}
	// Forms without resources, or without the name, draw with what the page has.
	res, bare := "", []string{}
	for i := range floors {
		res += fmt.Sprintf("/X%d %d 0 R ", i, 5+i)
		bare = append(bare, streamObj(form+[]string{"", "/Resources <<>>"}[i%2], body(lots(fmt.Sprintf("/X%d Do ", i+1)), i == floors-1)))
	}
	all["forms that draw with the page's"] = onePage("/Resources <</XObject <<"+res+">>>>", "/X0 Do", bare...)
	return all
}

// TestAnnexTowers: what is drawn inside of what is drawn is counted as often as a reader
// draws it. Few floors are no matter.
func TestAnnexTowers(t *testing.T) {
	for name, file := range towers(50, 8) {
		refused(t, name, file, pdf.TooComplex, 1)
	}
	for name, file := range towers(12, 3) {
		if _, err := pdf.Probe(file); err != nil {
			t.Errorf("%s: few floors: %v", name, err)
		}
	}
	form := "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
	x := "/Resources <</XObject <</X 5 0 R>>>>"
	refused(t, "a form that draws itself", onePage(x, "/X Do", streamObj(form+x, "/X Do")), pdf.TooComplex, 1)
	refused(t, "a pattern painted by many forms", onePage("/Resources <</XObject <</X 5 0 R>> /Pattern <</P 6 0 R>>>>", "/P scn "+strings.Repeat("/X Do ", 200),
		streamObj(form, strings.Repeat("0 0 1 1 re f ", 500)),
		streamObj("/PatternType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9", strings.Repeat("0 0 1 1 re f ", 500))), pdf.TooComplex, 1)
	refused(t, "dust", onePage("/Resources <</Pattern <</P 5 0 R>>>>", "/P scn 0 0 9 9 re f", streamObj("/PatternType 1 /BBox [0 0 9 9] /XStep .001 /YStep .001", "0 0 1 1 re f")), pdf.TooComplex, 1)
	image := streamObj("/Type /XObject /Subtype /Image /Width 20000 /Height 20000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /DCTDecode", "x")
	refused(t, "large images", onePage(x, "/X Do /X Do /X Do", image), pdf.TooComplex, 1)
	probe(t, onePage(x, "/X Do /X Do", image))
	refused(t, "q without end", onePage("", strings.Repeat("q ", 20_000)), pdf.TooComplex, 1)

	// The page is named, and the sound ones before it are not.
	objs := []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 99 99]>>",
		"<</Type /Page /Parent 2 0 R>>", "<</Type /Page /Parent 2 0 R /Contents 5 0 R " + x + ">>", streamObj(form+x, "/X Do")}
	refused(t, "second page", rawPDF("", objs...), pdf.TooComplex, 2)
}

// ending is a file of packedPDF whose end says again where its table is.
func ending(file []byte) []byte {
	table := bytes.LastIndex(file, []byte("\nendobj\n"))
	table = bytes.LastIndex(file[:table], []byte("endobj\n")) + len("endobj\n")
	return fmt.Appendf(file[:bytes.LastIndex(file, []byte("startxref"))], "startxref\n%d\n%%%%EOF\n", table)
}

// TestAnnexBombs: what is small in the file and large when unpacked is refused by its
// size, wherever it stands and however it is packed.
func TestAnnexBombs(t *testing.T) {
	zeros := packed(make([]byte, 129<<20))
	flate := "/Filter /FlateDecode"
	page := onePage("", "")
	for _, tt := range []struct {
		name string
		file []byte
		page int
	}{
		{"content", rawPDF("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page /Parent 2 0 R /Contents 4 0 R>>", streamObj(flate, zeros)), 1},
		{"form", onePage("/Resources <</XObject <</X 5 0 R>>>>", "", streamObj("/Subtype /Form /BBox [0 0 9 9] "+flate, zeros)), 1},
		{"font file", onePage("/Resources <</Font <</F <</Type /Font /FontDescriptor <</FontFile2 5 0 R>>>>>>>>", "", streamObj(flate, zeros)), 1},
		{"packed twice", onePage("/Resources <</XObject <</X 5 0 R>>>>", "", streamObj("/Subtype /Image /Width 1 /Height 1 /Filter [/FlateDecode /FlateDecode]", packed([]byte(packed(make([]byte, 513<<20)))))), 1},
		{"runs", onePage("/Resources <</A 5 0 R>>", "", streamObj("/Filter /RunLengthDecode", strings.Repeat("\x81\x00", 1100<<10))), 1},
		{"a row without end", onePage("/Resources <</XObject <</X 5 0 R>>>>", "/X Do", streamObj("/Subtype /Form /BBox [0 0 9 9] "+flate+" /DecodeParms <</Predictor 12 /Columns 2000000000>>", packed([]byte("q Q")))), 1},
		{"object stream", packedPDF("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page>>", "["+strings.Repeat("0 ", 65<<20)+"]"), 0},
		{"object stream packed twice", ending(bytes.Replace(packedPDF("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page>>"),
			[]byte("/Filter /FlateDecode"), []byte("/Filter [/Fl#61teDecode /FlateDecode]"), 1)), 0},
	} {
		if len(tt.file) > 3<<20 {
			t.Errorf("%s: %d bytes are not few", tt.name, len(tt.file))
		}
		if tt.page == 1 && tt.name == "a row without end" {
			_, err := pdf.Probe(tt.file)
			var e *pdf.AnnexError
			if !errors.As(err, &e) {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		refused(t, tt.name, tt.file, pdf.TooComplex, tt.page)
	}
	probe(t, page)

	// Each object is read once: a table that names one place again and again is refused.
	big := streamObj("", strings.Repeat("x", 1<<20))
	again := rawPDF("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>", "<</Type /Page>>", big)
	at := bytes.Index(again, []byte("4 0 obj"))
	xref := bytes.LastIndex(again, []byte("xref\n0 5"))
	table := fmt.Sprintf("xref\n0 100\n%s", again[xref+len("xref\n0 5\n"):bytes.Index(again, []byte("trailer"))])
	table += strings.Repeat(fmt.Sprintf("%010d 00000 n \n", at), 95)
	again = append(again[:xref:xref], fmt.Sprintf("%strailer\n<</Size 100 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table, xref)...)
	refused(t, "the same place again", again, pdf.TooComplex, 0)

	if testing.Short() {
		return
	}
	// Each alone is within its bound, all together are not.
	half := packed(make([]byte, 500<<20))
	res, images := "", []string{}
	for i := range 5 {
		res += fmt.Sprintf("/X%d %d 0 R ", i, 5+i)
		images = append(images, streamObj("/Subtype /Image /Width 1 /Height 1 "+flate, half))
	}
	refused(t, "many images", onePage("/Resources <</XObject <<"+res+">>>>", "", images...), pdf.TooComplex, 1)
}

// acting are files that do more than show a page, by what they do and where it hides.
func acting() map[string]struct {
	file []byte
	act  pdf.Act
} {
	type file = struct {
		file []byte
		act  pdf.Act
	}
	const js = "<</S /JavaScript /JS (app.alert\\(1\\))>>"
	catalog := func(entries string, more ...string) []byte {
		return rawPDF("", append([]string{"<</Type /Catalog /Pages 2 0 R " + entries + ">>", "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 99 99]>>", "<</Type /Page /Parent 2 0 R>>"}, more...)...)
	}
	link := func(action string) []byte {
		return onePage("/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 9 9] /A "+action+">>]", "")
	}
	return map[string]file{
		"on opening":             {catalog("/OpenAction " + js), pdf.ActScript},
		"on opening, elsewhere":  {catalog("/OpenAction 4 0 R", js), pdf.ActScript},
		"on closing":             {catalog("/AA <</WC " + js + ">>"), pdf.ActScript},
		"by name":                {catalog("/Names <</JavaScript <</Kids [<</Names [(a) " + js + "]>>]>>>>"), pdf.ActScript},
		"on a page":              {onePage("/AA <</O "+js+">>", ""), pdf.ActScript},
		"in a link":              {link(js), pdf.ActScript},
		"in an outline":          {catalog("/Outlines <</First 4 0 R>>", "<</Title (x) /A "+js+">>"), pdf.ActScript},
		"in a field":             {catalog("/AcroForm <</Fields [<</FT /Tx /T (a) /AA <</K " + js + ">>>>]>>"), pdf.ActScript},
		"escaped":                {link("<</S /J#61vaScript /JS (1)>>"), pdf.ActScript},
		"its kind elsewhere":     {onePage("/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 9 9] /A <</S 5 0 R /JS (1)>>>>]", "", "/JavaScript"), pdf.ActScript},
		"after another":          {link("<</S /GoTo /D [3 0 R /Fit] /Next [" + js + "]>>"), pdf.ActScript},
		"no page leads to it":    {catalog("", js), pdf.ActScript},
		"in an object stream":    {packedPDF("<</Type /Catalog /Pages 2 0 R /OpenAction 4 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 99 99]>>", "<</Type /Page /Parent 2 0 R>>", js), pdf.ActScript},
		"what no table names":    {append(append([]byte("%PDF-1.4\n9 0 obj\n"+js+"\nendobj\n"), []byte{}...), shifted(catalog(""), len("9 0 obj\n"+js+"\nendobj\n"))...), pdf.ActScript},
		"in the resources":       {onePage("/Resources <</A "+js+">>", ""), pdf.ActScript},
		"in a form's entries":    {onePage("/Resources <</XObject <</X 5 0 R>>>>", "/X Do", streamObj("/Subtype /Form /BBox [0 0 9 9] /AA <</O "+js+">>", "")), pdf.ActScript},
		"a program":              {link("<</S /Launch /F (calc.exe)>>"), pdf.ActLaunch},
		"another file":           {link("<</S /GoToR /F (\\\\\\\\host\\\\a.pdf) /D [0 /Fit]>>"), pdf.ActLaunch},
		"a link to a file":       {link("<</S /URI /URI (file:///c:/windows/calc.exe)>>"), pdf.ActLaunch},
		"a link that is script":  {link("<</S /URI /URI <FEFF006A006100760061007300630072006900700074003A0031>>>"), pdf.ActLaunch},
		"a link to a share":      {link("<</S /URI /URI (//host/share)>>"), pdf.ActLaunch},
		"where links begin":      {catalog("/URI <</Base (file:///)>>"), pdf.ActLaunch},
		"a stream elsewhere":     {catalog("", streamObj("/F (a.bin)", "")), pdf.ActLaunch},
		"a file in a file":       {link("<</S /GoToE /F (a.pdf)>>"), pdf.ActFiles},
		"a form that is sent":    {link("<</S /SubmitForm /F (http://a.b)>>"), pdf.ActSubmit},
		"a form that is filled":  {link("<</S /ImportData /F (a.fdf)>>"), pdf.ActSubmit},
		"a form in XML":          {catalog("/AcroForm <</Fields [] /XFA 4 0 R>>", streamObj("", "<xdp/>")), pdf.ActSubmit},
		"a film":                 {onePage("/Annots [<</Type /Annot /Subtype /RichMedia /Rect [0 0 9 9]>>]", ""), pdf.ActMedia},
		"a rendition":            {link("<</S /Rendition /OP 0>>"), pdf.ActMedia},
		"sound":                  {link("<</S /Sound /Sound 3 0 R>>"), pdf.ActMedia},
		"3D":                     {onePage("/Annots [<</Type /Annot /Subtype /3D /Rect [0 0 9 9]>>]", ""), pdf.ActMedia},
		"files":                  {catalog("/Names <</EmbeddedFiles <</Names [(a) <</Type /Filespec /F (a) /EF <</F 4 0 R>>>>]>>>>", streamObj("/Type /EmbeddedFile", "MZ")), pdf.ActFiles},
		"a file on a page":       {onePage("/Annots [<</Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS <</F (a) /EF <</F 5 0 R>>>>>>]", "", streamObj("", "MZ")), pdf.ActFiles},
		"a portfolio":            {catalog("/Collection <</View /D>>"), pdf.ActFiles},
		"printing by itself":     {catalog("/OpenAction <</S /Named /N /Print>>"), pdf.ActOther},
		"what it hides":          {link("<</S /Hide /T (a)>>"), pdf.ActOther},
		"deeper than one looks":  {catalog("", strings.Repeat("[", 70)+js+strings.Repeat("]", 70)), pdf.ActScript},
		"deep in an object strm": {packedPDF("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 99 99]>>", "<</Type /Page>>", strings.Repeat("[", 70)+js+strings.Repeat("]", 70)), pdf.ActScript},
	}
}

// shifted is a file that begins n bytes later, without its first line.
func shifted(file []byte, n int) []byte {
	out := slices.Clone(file)
	at := regexp.MustCompile(`(?m)^(\d{10}) 00000 n `).FindAllSubmatchIndex(out, -1)
	for _, m := range at {
		var k int
		_, _ = fmt.Sscanf(string(out[m[2]:m[3]]), "%d", &k)
		copy(out[m[2]:m[3]], fmt.Sprintf("%010d", k+n))
	}
	i := bytes.LastIndex(out, []byte("startxref\n")) + len("startxref\n")
	var k int
	_, _ = fmt.Sscanf(string(out[i:]), "%d", &k)
	out = append(out[:i:i], fmt.Sprintf("%d\n%%%%EOF\n", k+n)...)
	return out[len("%PDF-1.4\n"):]
}

// TestAnnexActs: a file that does more than show pages is known by it, wherever it hides,
// and what goes into the document is a copy that does nothing.
func TestAnnexActs(t *testing.T) {
	harmful := regexp.MustCompile(`JavaScript|J#61vaScript|/JS|Launch|GoToR|GoToE|/URI|SubmitForm|ImportData|XFA|RichMedia|Rendition|/Sound|/3D|EmbeddedFile|/EF|FileAttachment|Collection|OpenAction|Named|/Hide|/Annots|calc|MZ`)
	for name, x := range acting() {
		a := probe(t, x.file)
		if !slices.Contains(a.Acts, x.act) {
			t.Errorf("%s: found %v, want %s", name, a.Acts, x.act)
			continue
		}
		if bytes.Equal(a.File, x.file) {
			t.Errorf("%s: the file goes into the document as it is", name)
		}
		if got := harmful.Find(unpackedPDF(t, a.File)); got != nil {
			t.Errorf("%s: %s came along", name, got)
		}
		// Made from the copy, the document is the same, and says the same.
		b := probe(t, a.File)
		if !bytes.Equal(a.File, b.File) || !slices.Equal(a.Acts, b.Acts) || !slices.Equal(a.Pages, b.Pages) || !slices.Equal(a.Flaws, b.Flaws) {
			t.Errorf("%s: the copy is read as another file", name)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: the copy gives another document", name)
		}
		if !strings.HasPrefix(name, "in ") {
			continue
		}
		out := writeAnnex(t, &document.Document{Title: "t", Body: []document.Block{block(a)}}, a)
		if got := regexp.MustCompile(`JavaScript|Launch|SubmitForm`).Find(unpackedPDF(t, out)); got != nil {
			t.Errorf("%s: %s is in the document", name, got)
		}
	}
}

// TestAnnexActsNot: what only turns pages or leads to the web leaves a file as it is.
func TestAnnexActsNot(t *testing.T) {
	link := func(a string) string { return "<</Type /Annot /Subtype /Link /Rect [0 0 9 9] " + a + ">> " }
	for name, file := range map[string][]byte{
		"links": onePage("/Annots ["+link("/A <</S /GoTo /D [3 0 R /Fit]>>")+link("/A <</S /URI /URI (https://www.mof.gov.cn/a:b)>>")+link("/A <</S /URI /URI (www.mof.gov.cn)>>")+
			link("/A <</S /URI /URI (mailto:a@b.cn)>>")+link("/A <</S /Named /N /NextPage>>")+link("/Dest [3 0 R /Fit]")+"]", "0 0 9 9 re f"),
		"opens at a page": rawPDF("", "<</Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] /PageMode /UseOutlines>>", "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 99 99]>>", "<</Type /Page /Parent 2 0 R /Trans <</S /Split>>>>"),
		"names alike":     onePage("/Resources <</Font <</JS 5 0 R /AA 5 0 R /A 5 0 R>>>>", "BT /JS 9 Tf (a) Tj ET", "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"),
		"packed":          packedPDF("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 99 99]>>", "<</Type /Page /Parent 2 0 R>>"),
	} {
		a := probe(t, file)
		if len(a.Acts) > 0 || !bytes.Equal(a.File, file) {
			t.Errorf("%s: %v, as it is: %v", name, a.Acts, bytes.Equal(a.File, file))
		}
	}
}

// unpackedPDF is a file with what its streams hold.
func unpackedPDF(t *testing.T, file []byte) []byte {
	t.Helper()
	out := slices.Clone(file)
	for rest := file; ; {
		_, after, ok := bytes.Cut(rest, []byte("stream\n"))
		if !ok {
			return out
		}
		rest = after
		if z, err := zlib.NewReader(bytes.NewReader(after)); err == nil {
			data, _ := io.ReadAll(z)
			out = append(out, data...)
		}
	}
}

// FuzzProbe: whatever a file is, it is an annex or there is an *AnnexError, and what an
// annex carries is an annex that carries itself. The stored inputs are in testdata/fuzz.
func FuzzProbe(f *testing.F) {
	f.Add(onePage("/Resources <</XObject <</X 5 0 R>>>>", "q /X Do BI /W 1 /H 1 ID a EI Q", streamObj("/Subtype /Form /BBox [0 0 9 9]", "0 0 1 1 re f")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			return
		}
		a, err := pdf.Probe(b)
		var e *pdf.AnnexError
		if err != nil {
			if !errors.As(err, &e) || e.Reason == pdf.TooSlow {
				t.Errorf("%v", err)
			}
			return
		}
		if c, err := pdf.Probe(a.File); err != nil || !bytes.Equal(c.File, a.File) || !slices.Equal(c.Pages, a.Pages) {
			t.Errorf("what it carries is no annex like it: %v", err)
		}
	})
}
