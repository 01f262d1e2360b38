package intake_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/character"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
	"budgetbook/internal/xlsx"
)

// TestCannotOpen checks that each kind of file that is no workbook is called by name.
func TestCannotOpen(t *testing.T) {
	p := profiletest.Shanxi(t)
	sound := booktest.Write(t, p, sheetstest.Sample(p), message.ZH)
	noise := make([]byte, 5000)
	rand.New(rand.NewSource(1)).Read(noise)
	noise[0] = 0
	ole := []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 2000))
	damaged := bytes.Clone(sound)
	for i := 2000; i < len(damaged)/2; i += 97 {
		damaged[i] ^= 0x55
	}
	for _, c := range []struct {
		name string
		data []byte
		id   string
	}{
		{"empty", nil, "open.empty"},
		{"noise", noise, "open.foreign"},
		{"xls", ole, "open.xls"},
		{"encrypted", append(bytes.Clone(ole), xlsx.UTF16LE("EncryptedPackage")...), "open.encrypted"},
		{"html", []byte("\ufeff <html><table></table></html>"), "open.html"},
		{"csv", []byte("科目编码,合计\r\n201,3\r\n"), "open.csv"},
		{"pdf", []byte("%PDF-1.7\n%\xe2\xe3"), "open.pdf"},
		{"ods", sheetstest.Zipped(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"), "open.ods"},
		{"docx", sheetstest.Zipped(t, "word/document.xml", "<x/>"), "open.zip"},
		{"xlsb", sheetstest.Zipped(t, "xl/workbook.bin", "x", "xl/styles.xml", "<x/>"), "open.xlsb"},
		{"truncated", sound[:len(sound)/2], "open.truncated"},
		{"only the end is missing", sound[:len(sound)-10], "open.truncated"},
		{"damaged", damaged, "open.damaged"},
		{"no sheets", sheetstest.Zipped(t, "xl/workbook.xml", "<workbook/>"), "open.damaged"},
		{"bomb", sheetstest.Zipped(t, "xl/workbook.xml", "<workbook/>", "xl/worksheets/sheet1.xml", strings.Repeat(" ", xlsx.MaxUnzip+1)), "open.large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := intake.Read(p, "文件.xlsx", c.data)
			var e *message.Error
			if !errors.As(err, &e) || e.ID != c.id {
				t.Fatalf("got %v, want %s", err, c.id)
			}
			for _, l := range []message.Lang{message.ZH, message.EN} {
				say, fix := message.Explain(l, err)
				if !strings.Contains(say, "文件.xlsx") || fix == "" || strings.Contains(say+fix, "{") {
					t.Errorf("said %q, %q", say, fix)
				}
			}
		})
	}
}

// TestFarCells reads sheets with stray cells in the last row and column, which must
// cost neither time nor memory, even if formulas wait to be calculated.
func TestFarCells(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	plain := booktest.Write(t, p, f, message.ZH)
	data := sheetstest.Rezipped(t, plain, func(name string, part []byte) []byte {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			return part
		}
		var far strings.Builder
		for r := 30000; r < 30100; r++ {
			fmt.Fprintf(&far, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, r, r)
		}
		far.WriteString(`<row r="1048576"><c r="A1048576"><f>A1</f></c></row></sheetData>`)
		part = bytes.Replace(part, []byte(`</sheetData>`), []byte(far.String()), 1)
		return bytes.Replace(part, []byte(`<mergeCells`), []byte(`<mergeCells><mergeCell ref="A30000:XFD1048576"/></mergeCells><mergeCells`), 1)
	})
	// allocated reads a workbook and returns what that took, in bytes.
	allocated := func(data []byte) (*filing.Filing, []finding.Finding, uint64) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, found := booktest.Read(t, p, data)
		runtime.ReadMemStats(&after)
		return got, found, after.TotalAlloc - before.TotalAlloc
	}
	_, _, usual := allocated(plain)
	got, found, far := allocated(data)
	if far > 2*usual {
		t.Errorf("allocated %d MB, %d MB without the far cells", far>>20, usual>>20)
	}
	n := 0
	for _, x := range found {
		if x.Code == "B11" {
			if x.Args["text"] != "1" {
				t.Errorf("what stands far out is said to be %q", x.Args["text"])
			}
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d of the sheets report the stray cells", n)
	}
	sheetstest.EqualRows(t, "t03", f.Tables["t03"], got.Tables["t03"])
}

// TestRowsWithoutNumbers reads sheets whose rows and cells do not say where they
// stand, as some programs write them.
func TestRowsWithoutNumbers(t *testing.T) {
	p := profiletest.Shanxi(t)
	x := excelize.NewFile()
	defer x.Close()
	sheetstest.Must(t, x.SetSheetName("Sheet1", "表八"))
	for i, s := range []string{"科目编码", "科目名称", "合计", "基本支出", "项目支出"} {
		sheetstest.Must(t, x.SetCellStr("表八", finding.CellName(1, i+1), s), x.SetCellStr("表八", finding.CellName(2, i+1), fmt.Sprint(2*i+1)))
	}
	var b bytes.Buffer
	sheetstest.Must(t, x.Write(&b))
	data := sheetstest.Rezipped(t, b.Bytes(), func(name string, part []byte) []byte {
		if name != "xl/worksheets/sheet1.xml" {
			return part
		}
		for r := 1; r <= 2; r++ {
			part = bytes.Replace(part, fmt.Appendf(nil, `<row r="%d"`, r), []byte("<row"), 1)
			for c := 1; c <= 5; c++ {
				part = bytes.Replace(part, fmt.Appendf(nil, `<c r="%s"`, finding.CellName(r, c)), []byte("<c"), 1)
			}
		}
		return part
	})
	got, _ := booktest.Read(t, p, data)
	rows := got.Tables["t08"]
	if len(rows) != 1 || rows[0].Text("code") != "1" || rows[0].Text("project") != "9.00" {
		t.Errorf("read %v", rows)
	}
}

// TestTooLong checks that a text no cell can hold is refused with its place.
func TestTooLong(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	f.Fields["other_notes"] = filing.Value{Text: strings.Repeat("长", xlsx.MaxText+1)}
	_, err := template.Write(p, f, template.Options{})
	var e *message.Error
	if !errors.As(err, &e) || e.ID != "book.long" || e.Args["sheet"] != "其他与附件" || e.Args["cell"] == "" {
		t.Fatalf("got %v", err)
	}
	f.Fields["other_notes"] = filing.Value{Text: strings.Repeat("长", xlsx.MaxText)}
	got, _ := booktest.Read(t, p, booktest.Write(t, p, f, message.ZH))
	if got.Text("other_notes") != f.Text("other_notes") {
		t.Error("the longest text is not kept")
	}
}

// TestGuard checks the door itself: panics become errors.
func TestGuard(t *testing.T) {
	var e *message.Error
	_, err := xlsx.Guard("a.xlsx", func() (int, error) { panic("boom") })
	if !errors.As(err, &e) || e.ID != "open.damaged" {
		t.Errorf("panic: %v", err)
	}
}

// TestHostileTexts checks that texts of every kind survive in every text cell.
func TestHostileTexts(t *testing.T) {
	p := profiletest.Shanxi(t)
	for i, s := range []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "'quoted", `"“”`, "a,b;c\td", "  two blanks ", "\n\nlines\n", "cr\r\nlf\rend",
		"00123", "1e5", "1,234.50", "2024-01-01", "TRUE", "#REF!", "_x0041_", "_x005F_x0041_", "_x005F_", "\x01\x1f\v", "\ufffe\uffff",
		"𠮷野家😀👨‍👩‍👧", "<b>&amp;</b>]]>", "{year}", strings.Repeat("很长的文字", 2000),
	} {
		if testing.Short() && i%5 != 0 {
			continue // under the race detector
		}
		f := filing.New(p.Name, 2025)
		f.Fields["other_notes"] = filing.Value{Text: s}
		f.Fields["unit.name"] = filing.Value{Text: s}
		f.Lists["overview.duties"] = []filing.Value{{Text: s}}
		f.Tables["glossary"] = []filing.Row{{Cells: map[string]filing.Value{"name": {Text: s}, "text": {Text: s}}}}
		f.Tables["t12"] = []filing.Row{{Cells: map[string]filing.Value{"name": {Text: s}, "total": {Text: "1.00"}}}}
		got, found := booktest.Read(t, p, booktest.Write(t, p, f, message.ZH))
		// Read are the characters meant, without blanks around them; a name has one line.
		settled, changes, _ := character.Text(s)
		line, lines := filing.Value{Text: character.Line(settled)}, filing.Value{Text: character.Trim(settled)}
		f.Fields["unit.name"] = line
		f.Fields["other_notes"] = lines
		f.Lists["overview.duties"] = []filing.Value{lines}
		f.Tables["glossary"][0].Cells = map[string]filing.Value{"name": line, "text": lines}
		f.Tables["t12"][0].Cells["name"] = line
		sheetstest.Equal(t, f, got)
		want := map[string]bool{"B30": true, "B18": len(changes) > 0, "B59": line.Text != settled, "B69": s == "#REF!"}
		for _, x := range found {
			if !want[x.Code] {
				t.Errorf("%q: %s %s", s, x.Code, x.Say(message.EN))
			}
		}
		for code, due := range want {
			if due && code != "B30" && !slices.ContainsFunc(found, func(x finding.Finding) bool { return x.Code == code }) {
				t.Errorf("%q: no %s", s, code)
			}
		}
	}
}

// FuzzRead checks that whatever the bytes are, Read ends without a panic.
func FuzzRead(f *testing.F) {
	p := profiletest.Shanxi(f)
	small := filing.New(p.Name, 2025)
	f.Add(booktest.Write(f, p, small, message.ZH))
	f.Add(booktest.Write(f, p, sheetstest.Sample(p), message.EN))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _, err := intake.Read(p, "f.xlsx", data)
		var e *message.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("not a message: %v", err)
		}
		if err == nil {
			if _, err := template.Write(p, got, template.Options{}); err != nil && !errors.As(err, &e) {
				t.Errorf("what was read cannot be written: %v", err)
			}
		}
	})
}

// FuzzSheet changes the XML of one sheet, which survives the zip's checksums.
func FuzzSheet(f *testing.F) {
	p := profiletest.Shanxi(f)
	base := booktest.Write(f, p, sheetstest.Sample(p), message.ZH)
	r, err := zip.NewReader(bytes.NewReader(base), int64(len(base)))
	sheetstest.Must(f, err)
	for _, file := range r.File {
		if file.Name == "xl/worksheets/sheet10.xml" || file.Name == "xl/worksheets/sheet20.xml" {
			in, err := file.Open()
			sheetstest.Must(f, err)
			part, err := io.ReadAll(in)
			sheetstest.Must(f, err)
			f.Add(part)
		}
	}
	f.Fuzz(func(t *testing.T, part []byte) {
		data := sheetstest.Rezipped(t, base, func(name string, old []byte) []byte {
			if name == "xl/worksheets/sheet10.xml" {
				return part
			}
			return old
		})
		_, _, err := intake.Read(p, "f.xlsx", data)
		var e *message.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%v", err)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	p := profiletest.Shanxi(b)
	f := sheetstest.Sample(p)
	for b.Loop() {
		booktest.Write(b, p, f, message.ZH)
	}
}

func BenchmarkRead(b *testing.B) {
	p := profiletest.Shanxi(b)
	data := booktest.Write(b, p, sheetstest.Sample(p), message.ZH)
	for b.Loop() {
		booktest.Read(b, p, data)
	}
}
