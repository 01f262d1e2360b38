package mark

import (
	"archive/zip"
	"bytes"
	"errors"
	_ "image/png"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// found is a result with findings of every kind for the sample.
func found() finding.Result {
	words := &finding.Words{Say: message.Text{ZH: "表五 {a} 与表六 {b} 不一致", EN: "Table 5 {a} differs from Table 6 {b}"},
		Fix: message.Text{ZH: "核对两表后更正", EN: "Compare the tables and correct"}}
	at := func(sheet, cell string) finding.Place {
		return finding.Place{File: "样本.xlsx", Sheet: sheet, Cell: cell}
	}
	args := message.Pairs("a", "1.00", "b", "2.00")
	return finding.Result{File: "样本.xlsx", Skipped: []finding.Skip{{Code: "P07", Reason: finding.Because("cause-nothing", "ref", "绩效项目[3]")}}, Findings: []finding.Finding{
		{Code: "X12", Severity: finding.Error, Words: words, Args: args, Places: []finding.Place{at("表五", "D7"), at("表六", "E7")}},
		{Code: "D06", Severity: finding.Warning, Words: words, Args: args, Places: []finding.Place{at("表五", "D7")}},
		{Code: "N02", Severity: finding.Warning, Words: words, Args: args, Explained: "确属此因", Places: []finding.Place{at("上年数与原因", "B12")}},
		{Code: "R01", Severity: finding.Note, Words: words, Args: args, Places: []finding.Place{at("表一", "C90"), at("表一", "H7"), at("表一", "D7")}},
		{Code: "B01", Severity: finding.Error, Words: words, Args: args, Places: []finding.Place{at("表八", "")}},
		{Code: "D01", Severity: finding.Warning, Words: words, Args: args, Places: []finding.Place{{Name: "目录"}}},
	}}
}

func annotate(t testing.TB, data []byte, r finding.Result, l message.Lang) []byte {
	t.Helper()
	out, err := Annotate("样本.xlsx", data, r, l)
	if err != nil {
		say, _ := message.Explain(message.EN, err)
		t.Fatalf("%v: %s", err, say)
	}
	return out
}

func fillOf(t testing.TB, x *excelize.File, sheet, cell string) string {
	t.Helper()
	id, err := x.GetCellStyle(sheet, cell)
	sheetstest.Must(t, err)
	s, err := x.GetStyle(id)
	sheetstest.Must(t, err)
	if len(s.Fill.Color) == 0 {
		return ""
	}
	return s.Fill.Color[0]
}

func noteAt(t testing.TB, x *excelize.File, sheet, cell string) string {
	t.Helper()
	all, err := x.GetComments(sheet)
	sheetstest.Must(t, err)
	text, n := "", 0
	for _, c := range all {
		if c.Cell == cell {
			n++
			text = c.Text
			for _, r := range c.Paragraph {
				text += r.Text
			}
		}
	}
	if n > 1 {
		t.Errorf("%s!%s has %d notes", sheet, cell, n)
	}
	return text
}

func TestAnnotate(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	data := booktest.Write(t, p, f, message.ZH)
	out := annotate(t, data, found(), message.ZH)
	x := sheetstest.Opened(t, out)
	for _, c := range []struct{ sheet, cell, fill string }{
		{"表五", "D7", "FFB3B5"}, {"表六", "E7", "FFB3B5"}, {"上年数与原因", "B12", "FFE599"}, {"表一", "H7", "BDDCF7"}, {"表一", "C90", "BDDCF7"},
	} {
		if got := fillOf(t, x, c.sheet, c.cell); !strings.HasSuffix(got, c.fill) {
			t.Errorf("%s!%s has fill %q, want %q", c.sheet, c.cell, got, c.fill)
		}
	}
	note := noteAt(t, x, "表五", "D7")
	for _, want := range []string{"【错误 X12】", "表五 1.00 与表六 2.00 不一致", "改法：核对两表后更正", "【警告 D06】"} {
		if !strings.Contains(note, want) {
			t.Errorf("the note lacks %q: %q", want, note)
		}
	}
	if note := noteAt(t, x, "上年数与原因", "B12"); !strings.Contains(note, "单位已说明：确属此因") {
		t.Errorf("the explanation is missing: %q", note)
	}
	if name := x.GetSheetName(0); name != "检查结果" || x.GetActiveSheetIndex() != 0 {
		t.Errorf("the first sheet is %q", name)
	}
	for cell, want := range map[string]string{
		"A1": "预算公开检查结果：样本.xlsx", "A2": "共 2 处错误、3 处警告（其中 1 处已说明）、1 处说明；1 条规则未能检查",
		"B5": "错误", "C5": "X12", "D5": "表五", "E5": "D7", "F5": "表五 1.00 与表六 2.00 不一致", "G5": "核对两表后更正", "I5": "表六!E7",
		"D6": "表八", "E6": "", "H8": "确属此因", "D9": "整个文件", "C13": "P07", "F13": "没有绩效项目[3]",
	} {
		got, err := x.GetCellValue("检查结果", cell)
		sheetstest.Must(t, err)
		if got != want {
			t.Errorf("检查结果!%s is %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{"E5": "'表五'!D7", "D6": "'表八'!A1", "E8": "'上年数与原因'!B12"} {
		if ok, to, err := x.GetCellHyperLink("检查结果", cell); err != nil || !ok || to != want {
			t.Errorf("检查结果!%s leads to %q, want %q", cell, to, want)
		}
	}
	got, rest := booktest.Read(t, p, out)
	sheetstest.Equal(t, f, got)
	for _, x := range rest {
		t.Errorf("%s %s", x.Code, x.Say(message.EN))
	}
	if v := got.Tables["t05"][0].Cells["total"].At.Cell; v == "" {
		t.Error("a place is missing")
	}
}

// TestAnnotateKeeps compares every part of the workbook with the copy: only parts
// that bear marks may differ.
func TestAnnotateKeeps(t *testing.T) {
	p := profiletest.Shanxi(t)
	data := booktest.Write(t, p, sheetstest.Sample(p), message.ZH)
	out := annotate(t, data, found(), message.ZH)
	if !bytes.Equal(out, annotate(t, data, found(), message.ZH)) {
		t.Error("two runs give different bytes")
	}
	was, is := partsOf(t, data), partsOf(t, out)
	may := map[string]bool{"[Content_Types].xml": true, "xl/workbook.xml": true, "xl/_rels/workbook.xml.rels": true, "xl/styles.xml": true}
	changed := 0
	for name, part := range was {
		if bytes.Equal(part, is[name]) || may[name] {
			continue
		}
		changed++
		if !strings.HasPrefix(name, "xl/worksheets/") {
			t.Errorf("%s was changed", name)
		}
	}
	if changed < 4 || changed > 6 {
		t.Errorf("%d sheets were changed, want those with marks and the one that was selected", changed)
	}
	a, b := sheetstest.Opened(t, data), sheetstest.Opened(t, out)
	namesA, namesB := a.GetDefinedName(), b.GetDefinedName()
	for _, n := range namesA {
		ok := false
		for _, m := range namesB {
			ok = ok || n == m
		}
		if !ok {
			t.Errorf("the name %v is gone", n)
		}
	}
	for _, s := range a.GetSheetList() {
		if s == "表五" {
			continue
		}
		va, err := a.GetDataValidations(s)
		sheetstest.Must(t, err)
		vb, err := b.GetDataValidations(s)
		sheetstest.Must(t, err)
		if len(va) != len(vb) {
			t.Errorf("%s: %d data validations, had %d", s, len(vb), len(va))
		}
	}
	idA, _ := a.GetCellStyle("表五", "D7")
	idB, _ := b.GetCellStyle("表五", "D7")
	sa, err := a.GetStyle(idA)
	sheetstest.Must(t, err)
	sb, err := b.GetStyle(idB)
	sheetstest.Must(t, err)
	if sa.NumFmt != sb.NumFmt || *sa.Font != *sb.Font || *sa.Alignment != *sb.Alignment || len(sa.Border) != len(sb.Border) {
		t.Errorf("more than the fill of a marked cell changed: %+v, %+v", sa, sb)
	}
}

func partsOf(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	sheetstest.Must(t, err)
	parts := map[string][]byte{}
	for _, f := range r.File {
		in, err := f.Open()
		sheetstest.Must(t, err)
		if _, twice := parts[f.Name]; twice {
			t.Errorf("%s stands twice", f.Name)
		}
		parts[f.Name], err = io.ReadAll(in)
		sheetstest.Must(t, err)
	}
	return parts
}

// TestAnnotateAgain annotates an annotated workbook: marks, notes and the list are
// those of the last time, and a sound workbook is as it was.
func TestAnnotateAgain(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	data := sheetstest.Altered(t, booktest.Write(t, p, f, message.ZH), func(x *excelize.File) {
		sheetstest.Must(t, x.AddComment("表五", excelize.Comment{Cell: "D7", Author: "张三", Paragraph: []excelize.RichTextRun{{Text: "请李四核对 <1>"}}}),
			x.AddComment("表三", excelize.Comment{Cell: "C7", Author: "张三", Text: "另一条"}))
	})
	first := annotate(t, data, found(), message.ZH)
	one := sheetstest.Opened(t, first)
	if n := noteAt(t, one, "表五", "D7"); !strings.HasPrefix(n, "请李四核对 <1>") || !strings.Contains(n, "X12") {
		t.Errorf("the note is %q", n)
	}
	second := annotate(t, first, found(), message.ZH)
	if !bytes.Equal(first, second) {
		a, b := partsOf(t, first), partsOf(t, second)
		for name := range b {
			if !bytes.Equal(a[name], b[name]) {
				t.Errorf("annotating twice changes %s:\n%.3000s\n%.3000s", name, a[name], b[name])
			}
		}
	}
	clean := sheetstest.Opened(t, annotate(t, second, foundNothing(), message.EN))
	was := sheetstest.Opened(t, data)
	if n := noteAt(t, clean, "表五", "D7"); n != "请李四核对 <1>" {
		t.Errorf("the note is %q", n)
	}
	if n := noteAt(t, clean, "表三", "C7"); n != "另一条" {
		t.Errorf("the note is %q", n)
	}
	if n := noteAt(t, clean, "表六", "E7"); n != "" {
		t.Errorf("a note stayed: %q", n)
	}
	for _, c := range [][2]string{{"表五", "D7"}, {"表六", "E7"}, {"上年数与原因", "B12"}, {"表一", "H7"}, {"表一", "C90"}} {
		if a, b := fillOf(t, was, c[0], c[1]), fillOf(t, clean, c[0], c[1]); a != b {
			t.Errorf("%v has fill %q, had %q", c, b, a)
		}
	}
	if list := clean.GetSheetList(); len(list) != len(was.GetSheetList())+1 || list[0] != "Findings" {
		t.Errorf("sheets %v", list)
	}
	got, rest := booktest.Read(t, p, second)
	sheetstest.Equal(t, f, got)
	for _, x := range rest {
		if x.Code == "B63" && x.Args["names"] == "表三!C7、表五!D7" {
			continue // the notes of others, and none of the program's own
		}
		t.Errorf("%s %s", x.Code, x.Say(message.EN))
	}
}

// TestAnnotateRefuses checks that a workbook that cannot be changed without harm is
// refused in plain words.
func TestAnnotateRefuses(t *testing.T) {
	p := profiletest.Shanxi(t)
	data := booktest.Write(t, p, sheetstest.Sample(p), message.ZH)
	for _, c := range []struct {
		name string
		data []byte
		id   string
	}{
		{"no workbook", []byte("PDF"), "open.csv"},
		{"truncated", data[:len(data)/2], "open.truncated"},
		{"signed", rezippedWith(t, data, "_xmlsignatures/origin.sigs", ""), "annotate.signed"},
		{"unknown encoding", sheetstest.Rezipped(t, data, func(name string, part []byte) []byte {
			if name == "xl/workbook.xml" {
				return bytes.Replace(part, []byte(`encoding="UTF-8"`), []byte(`encoding="x-none"`), 1)
			}
			return part
		}), "annotate.carry"},
		{"broken styles", sheetstest.Rezipped(t, data, func(name string, part []byte) []byte {
			if name == "xl/styles.xml" {
				return part[:len(part)/2]
			}
			return part
		}), "annotate.carry"},
	} {
		_, err := Annotate("样本.xlsx", c.data, found(), message.ZH)
		var e *message.Error
		if !errors.As(err, &e) || e.ID != c.id {
			t.Errorf("%s: got %v, want %s", c.name, err, c.id)
			continue
		}
		for _, l := range []message.Lang{message.ZH, message.EN} {
			if say, fix := message.Explain(l, err); !strings.Contains(say, "样本.xlsx") || fix == "" || strings.Contains(say+fix, "{") {
				t.Errorf("%s: said %q, %q", c.name, say, fix)
			}
		}
	}
}

// rezippedWith adds a part to a workbook.
func rezippedWith(t testing.TB, data []byte, name, content string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	sheetstest.Must(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		sheetstest.Must(t, w.Copy(f))
	}
	out, err := w.Create(name)
	sheetstest.Must(t, err)
	_, err = io.WriteString(out, content)
	sheetstest.Must(t, err, w.Close())
	return b.Bytes()
}

// TestAnnotateKeepsForeignParts annotates workbooks with what excelize or hand-made
// parts bring: pictures, charts, form buttons, conversations, macros.
func TestAnnotateKeepsForeignParts(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	base := booktest.Write(t, p, f, message.ZH)
	rich := sheetstest.Altered(t, base, func(x *excelize.File) {
		sheetstest.Must(t, x.AddPictureFromBytes("表五", "K3", &excelize.Picture{Extension: ".png", File: pixel}),
			x.AddChart("表五", "K20", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "x", Values: "'表五'!$C$7:$C$9"}}}),
			x.AddFormControl("表六", excelize.FormControl{Cell: "K2", Type: excelize.FormControlButton, Text: "按钮"}),
			x.AddComment("表六", excelize.Comment{Cell: "A3", Author: "张三", Text: "旧批注"}),
			x.SetConditionalFormat("表五", "C7:C20", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "1", Format: style(t, x)}}))
	})
	macros := rezippedWith(t, sheetstest.Rezipped(t, rich, func(name string, part []byte) []byte {
		if name == "[Content_Types].xml" {
			part = bytes.Replace(part, []byte("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), []byte("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), 1)
			part = bytes.Replace(part, []byte("</Types>"), []byte(`<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>`), 1)
		}
		return part
	}), "xl/vbaProject.bin", "\xd0\xcf\x11\xe0macros")
	if a, b, c := Extension(rich), Extension(macros), Extension([]byte("{}")); a != ".xlsx" || b != ".xlsm" || c != "" {
		t.Errorf("extensions %q, %q, %q", a, b, c)
	}
	out := annotate(t, macros, found(), message.ZH)
	was, is := partsOf(t, macros), partsOf(t, out)
	kept := 0
	for name, part := range was {
		if strings.HasPrefix(name, "xl/media/") || strings.HasPrefix(name, "xl/charts/") || strings.HasPrefix(name, "xl/drawings/drawing") || name == "xl/vbaProject.bin" {
			kept++
			if !bytes.Equal(part, is[name]) {
				t.Errorf("%s was changed", name)
			}
		}
	}
	if kept < 4 {
		t.Errorf("only %d parts compared", kept)
	}
	x := sheetstest.Opened(t, out)
	pics, err := x.GetPictures("表五", "K3")
	sheetstest.Must(t, err)
	if len(pics) != 1 {
		t.Errorf("%d pictures", len(pics))
	}
	controls, err := x.GetFormControls("表六")
	sheetstest.Must(t, err)
	if len(controls) != 1 || controls[0].Type != excelize.FormControlButton {
		t.Errorf("controls %v", controls)
	}
	formats, err := x.GetConditionalFormats("表五")
	sheetstest.Must(t, err)
	if old, err := sheetstest.Opened(t, macros).GetConditionalFormats("表五"); err != nil || len(formats) != len(old) || len(old) == 0 {
		t.Errorf("%d conditional formats, had %d", len(formats), len(old))
	}
	if n := noteAt(t, x, "表六", "A3"); n != "旧批注" {
		t.Errorf("the old note is %q", n)
	}
	if n := noteAt(t, x, "表六", "E7"); !strings.Contains(n, "X12") {
		t.Errorf("the new note is %q", n)
	}
}

// TestAnnotatePrefixed annotates a workbook whose elements bear a prefix and whose
// rows and cells do not say where they stand, as other libraries write them.
func TestAnnotatePrefixed(t *testing.T) {
	const space = `xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	data := sheetstest.Zipped(t,
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<x:workbook `+space+` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><x:sheets><x:sheet name="表五" sheetId="1" r:id="b"/></x:sheets></x:workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="b" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<x:worksheet `+space+`><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row><x:row/><x:row r="9"><x:c r="B9"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>`)
	r := finding.Result{File: "a.xlsx"}
	for _, cell := range []string{"A1", "C1", "B2", "B5", "A9", "B9", "C9", "D12"} {
		r.Findings = append(r.Findings, finding.New("B01", finding.Error, finding.Place{Sheet: "表五", Cell: cell}, "sheet", "表五"))
	}
	out := annotate(t, data, r, message.ZH)
	x := sheetstest.Opened(t, out)
	colours, err := newPalette(partsOf(t, out)["xl/styles.xml"])
	sheetstest.Must(t, err)
	for _, f := range r.Findings {
		cell := f.Places[0].Cell
		// Asked for a fill, excelize says nothing if there is no theme.
		if id, err := x.GetCellStyle("表五", cell); err != nil || !colours.isMark(id) {
			t.Errorf("%s is not marked: format %d", cell, id)
		}
		if noteAt(t, x, "表五", cell) == "" {
			t.Errorf("%s has no note", cell)
		}
	}
	for cell, want := range map[string]string{"A1": "1", "B9": "2", "B5": ""} {
		if got, err := x.GetCellValue("表五", cell); err != nil || got != want {
			t.Errorf("%s holds %q, want %q", cell, got, want)
		}
	}
	if again := annotate(t, out, r, message.ZH); !bytes.Equal(out, again) {
		t.Error("annotating twice changes it")
	}
}

// pixel is the smallest picture.
var pixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82")

func style(t testing.TB, x *excelize.File) *int {
	t.Helper()
	id, err := x.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}})
	sheetstest.Must(t, err)
	return &id
}

func foundNothing() finding.Result { return finding.Result{File: "样本.xlsx"} }
