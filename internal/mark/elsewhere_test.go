package mark

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// renamed makes the zip of a workbook anew: rename gives each part its name and text;
// before are entries in front of all others.
func renamed(t *testing.T, data []byte, before []string, change func(name string, part []byte) (string, []byte)) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	sheetstest.Must(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range before {
		_, err := w.Create(name)
		sheetstest.Must(t, err)
	}
	for _, f := range r.File {
		in, err := f.Open()
		sheetstest.Must(t, err)
		part, err := io.ReadAll(in)
		sheetstest.Must(t, err)
		name, part := change(f.Name, part)
		out, err := w.Create(name)
		sheetstest.Must(t, err)
		_, err = out.Write(part)
		sheetstest.Must(t, err)
	}
	sheetstest.Must(t, w.Close())
	return b.Bytes()
}

// inUTF16 is a part as some programs write it.
func inUTF16(part []byte, order binary.ByteOrder, mark bool) []byte {
	text := strings.Replace(string(part), `encoding="UTF-8"`, `encoding="UTF-16"`, 1)
	var out []byte
	if mark {
		text = "\ufeff" + text
	}
	for _, u := range utf16.Encode([]rune(text)) {
		two := make([]byte, 2)
		order.PutUint16(two, u)
		out = append(out, two...)
	}
	return out
}

// TestOtherPrograms reads, marks and reads again workbooks in the forms other programs
// give them: the data are those of the template, and the marked copy has them too.
func TestOtherPrograms(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	base := booktest.Write(t, p, f, message.ZH)
	same := func(name string, part []byte) (string, []byte) { return name, part }
	isSheet := func(name string) bool { return strings.HasPrefix(name, "xl/worksheets/sheet") }
	inXML := func(name string) bool { return strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") }
	for _, c := range []struct {
		name   string
		before []string
		change func(name string, part []byte) (string, []byte)
	}{
		{"folders", []string{"_rels/", "xl/", "xl/worksheets/", "xl/_rels/"}, same},
		{"capitals of sheets", nil, func(name string, part []byte) (string, []byte) {
			return strings.Replace(name, "worksheets/sheet", "Worksheets/Sheet", 1), part
		}},
		{"all capitals", nil, func(name string, part []byte) (string, []byte) { return strings.ToUpper(name), part }},
		{"all small", nil, func(name string, part []byte) (string, []byte) { return strings.ToLower(name), part }},
		{"slashes of Windows", nil, func(name string, part []byte) (string, []byte) { return strings.ReplaceAll(name, "/", `\`), part }},
		{"names from the root", nil, func(name string, part []byte) (string, []byte) { return "/" + name, part }},
		{"names from here", nil, func(name string, part []byte) (string, []byte) { return "./" + name, part }},
		{"sheets in UTF-16", nil, func(name string, part []byte) (string, []byte) {
			if isSheet(name) {
				part = inUTF16(part, binary.LittleEndian, true)
			}
			return name, part
		}},
		{"all in UTF-16, big end first", nil, func(name string, part []byte) (string, []byte) {
			if inXML(name) {
				part = inUTF16(part, binary.BigEndian, true)
			}
			return name, part
		}},
		{"UTF-16 without a mark", nil, func(name string, part []byte) (string, []byte) {
			if inXML(name) {
				part = inUTF16(part, binary.LittleEndian, false)
			}
			return name, part
		}},
		{"texts in GBK", nil, func(name string, part []byte) (string, []byte) {
			if name == "xl/sharedStrings.xml" || name == "xl/workbook.xml" {
				text, err := simplifiedchinese.GB18030.NewEncoder().Bytes(part)
				sheetstest.Must(t, err)
				part = bytes.Replace(text, []byte(`encoding="UTF-8"`), []byte(`encoding="GB18030"`), 1)
			}
			return name, part
		}},
		{"said to be GBK", nil, func(name string, part []byte) (string, []byte) {
			return name, bytes.Replace(part, []byte(`encoding="UTF-8"`), []byte(`encoding="GBK"`), 1)
		}},
		{"type of macros by ending", nil, func(name string, part []byte) (string, []byte) {
			// SheetJS says of every workbook what a binary one would be.
			if name == "[Content_Types].xml" {
				part = bytes.Replace(part, []byte("<Default "), []byte(`<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default `), 1)
			}
			return name, part
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := renamed(t, base, c.before, c.change)
			if got := intake.Profile(data); got != p.Name {
				t.Errorf("the profile is %q", got)
			}
			if got := Extension(data); got != ".xlsx" {
				t.Errorf("the copy would end in %q", got)
			}
			got, was := booktest.Read(t, p, data)
			sheetstest.Equal(t, f, got)
			for _, x := range was {
				if x.Severity == finding.Error {
					t.Errorf("%s %s", x.Code, x.Say(message.EN))
				}
			}
			again, _ := booktest.Read(t, p, annotate(t, data, found(), message.ZH))
			sheetstest.Equal(t, f, again)
		})
	}
}

// TestSheetsAsNumbersNames reads a workbook whose sheets bear the names Numbers gives.
func TestSheetsAsNumbersNames(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	for l, added := range map[message.Lang]string{message.ZH: " - 表格 1", message.EN: " - Table 1"} {
		data := sheetstest.Altered(t, booktest.Write(t, p, f, l), func(x *excelize.File) {
			for _, name := range x.GetSheetList() {
				to := []rune(name + added)
				sheetstest.Must(t, x.SetSheetName(name, string(to[:min(len(to), 31)])))
			}
		})
		got, was := booktest.Read(t, p, data)
		sheetstest.Equal(t, f, got)
		for _, x := range was {
			if x.Severity == finding.Error || x.Code == "B17" {
				t.Errorf("%s %s", x.Code, x.Say(message.EN))
			}
		}
		again, _ := booktest.Read(t, p, annotate(t, data, found(), l))
		sheetstest.Equal(t, f, again)
	}
}

// TestTwoPartsOfOneName: readers differ in which of the two they take.
func TestTwoPartsOfOneName(t *testing.T) {
	p := profiletest.Shanxi(t)
	base := booktest.Write(t, p, filing.New(p.Name, 2025), message.ZH)
	for _, name := range []string{`xl\sharedStrings.xml`, "xl/SharedStrings.xml", "/xl/sharedStrings.xml", "xl/sharedStrings.xml", "./" + path.Join("xl", "styles.xml")} {
		data := rezippedWith(t, base, name, "<sst/>")
		_, _, err := intake.Read(p, "样本.xlsx", data)
		var said *message.Error
		if !errors.As(err, &said) || said.ID != "open.twice" {
			t.Errorf("%s: read says %v", name, err)
		}
		if _, err := xlsx.Unpack("样本.xlsx", data); !errors.As(err, &said) || said.ID != "open.twice" {
			t.Errorf("%s: unpacking says %v", name, err)
		}
	}
}

// TestStoredBooks reads and marks small workbooks that SheetJS 0.18.5 and ExcelJS 4.4.0
// wrote from nothing.
func TestStoredBooks(t *testing.T) {
	p := profiletest.Shanxi(t)
	for _, name := range []string{"sheetjs.xlsx", "exceljs.xlsx"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		sheetstest.Must(t, err)
		if got := Extension(data); got != ".xlsx" {
			t.Errorf("%s: a copy would end in %q", name, got)
		}
		for what, book := range map[string][]byte{"as it is": data, "marked": annotate(t, data, found(), message.ZH)} {
			f, _ := booktest.Read(t, p, book)
			rows := ""
			for _, row := range f.Tables["t05"] {
				rows += strings.Join([]string{row.Text("code"), row.Text("name"), row.Text("total"), row.Text("basic"), row.Text("project")}, " ") + "; "
			}
			const want = "合计  130.50 100.00 30.50; 201 一般公共服务支出 130.50 100.00 30.50; 20106 财政事务 130.50 100.00 30.50; 2010601 行政运行 100.00 100.00 ; 2010602 一般行政管理事务 30.50  30.50; "
			if rows != want || f.Text("unit.name") != "示例县财政局" {
				t.Errorf("%s %s: %q of %q", name, what, rows, f.Text("unit.name"))
			}
		}
	}
}
