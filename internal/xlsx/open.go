// Package xlsx is the file format of workbooks: opening foreign ones within bounds,
// their cells as they are stored, the archive of parts that is changed without being
// written anew, and a pen that writes cells in the styles all our sheets share.
//
// Input: bytes of a workbook, or what is to be written. Output: a Book of Grids, or
// bytes of a workbook. Invariant: whatever the bytes are, opening ends with a book or a
// plain error, never a panic or a hang. It knows no profile's tables.
package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/message"
)

// Limits of the one door through which workbooks come in.
const (
	maxFile   = 64 << 20 // bytes of the file
	MaxUnzip  = 96 << 20 // bytes unpacked
	maxSheets = 1000
	TimeLimit = 30 * time.Second
)

// Book is an opened workbook.
type Book struct {
	Excel    *excelize.File
	File     string
	shared   []string
	Sheets   []SheetPart
	Grids    []*Grid // one per sheet; nil if it is not a worksheet
	From1904 bool
	dates    map[int]bool // styles that show dates
	percents map[int]bool // styles that show percentages
	calc     calc
	Profile  string // the template's profile and version, "" if it does not say
	Version  string
}

// SheetPart is one sheet and where its XML is.
type SheetPart struct{ Name, Part string }

// Guard runs a reader of foreign bytes so that a panic becomes an error and a hang
// ends. A goroutine that hangs cannot be stopped and is left behind: whoever reads many
// files gives each a process of its own, as package batch does.
func Guard[T any](file string, limit time.Duration, read func() (T, error)) (T, error) {
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = message.Errorf(fmt.Errorf("panic: %v", p), "open.damaged", "file", file)
			}
			done <- r
		}()
		r.v, r.err = read()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.v, r.err
	case <-timer.C:
		var none T
		return none, message.Errorf(nil, "open.slow", "file", file)
	}
}

// Open opens a workbook and reads its sheets. Every error is an *message.Error.
func Open(file string, data []byte) (*Book, error) {
	if id := foreign(data); id != "" {
		return nil, message.Errorf(nil, id, "file", file)
	}
	if len(data) > maxFile {
		return nil, message.Errorf(nil, "open.large", "file", file)
	}
	if err := inspect(file, data); err != nil {
		return nil, err
	}
	data, err := canonical(file, data)
	if err != nil {
		return nil, err
	}
	x, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: MaxUnzip, UnzipXMLSizeLimit: MaxUnzip,
	})
	if err != nil {
		return nil, message.Errorf(err, "open.damaged", "file", file)
	}
	b := &Book{Excel: x, File: file, dates: map[int]bool{}, percents: map[int]bool{}}
	if err := b.parts(); err != nil {
		return nil, message.Errorf(err, "open.damaged", "file", file)
	}
	// Thousands of sheets may share one part; each would be read anew.
	total := 0
	for _, s := range b.Sheets {
		if part, ok := x.Pkg.Load(s.Part); ok {
			if raw, ok := part.([]byte); ok {
				total += len(raw)
			}
		}
	}
	if total > MaxUnzip || len(b.Sheets) > maxSheets {
		return nil, message.Errorf(nil, "open.large", "file", file)
	}
	for _, s := range b.Sheets {
		g, err := b.grid(s.Name, s.Part)
		if err != nil {
			return nil, message.Errorf(err, "open.damaged", "file", file)
		}
		b.Grids = append(b.Grids, g)
	}
	b.stamp()
	return b, nil
}

// foreign recognizes files that are no xlsx by their first bytes and returns the
// message that says so, "" if the file is a zip.
func foreign(data []byte) string {
	head := data[:min(len(data), 512)]
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n\x00"))
	switch {
	case len(data) == 0:
		return "open.empty"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return ""
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(data, Utf16le("EncryptedPackage")) {
			return "open.encrypted"
		}
		return "open.xls"
	case bytes.HasPrefix(data, []byte{0x09, 0x08}), bytes.HasPrefix(data, []byte{0x09, 0x04}), bytes.HasPrefix(data, []byte{0x09, 0x02}):
		return "open.xls" // Excel before 97
	case strings.HasPrefix(text, "<"):
		return "open.html"
	case bytes.HasPrefix(data, []byte("%PDF")):
		return "open.pdf"
	case isText(head):
		return "open.csv"
	}
	return "open.foreign"
}

func Utf16le(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), 0)
	}
	return b
}

func isText(head []byte) bool {
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// inspect looks at the list of parts before anything is unpacked.
func inspect(file string, data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return message.Errorf(err, "open.truncated", "file", file)
	}
	if len(z.File) > 10000 {
		return message.Errorf(nil, "open.large", "file", file)
	}
	total, book, ods, binary := uint64(0), false, false, false
	for _, f := range z.File {
		if f.UncompressedSize64 > MaxUnzip {
			return message.Errorf(nil, "open.large", "file", file)
		}
		total += f.UncompressedSize64
		name := strings.ToLower(partName(f.Name))
		switch {
		case name == "xl/workbook.bin":
			binary = true
		case strings.HasPrefix(name, "xl/") && strings.HasSuffix(name, ".xml"):
			book = true
		case name == "content.xml":
			ods = true
		}
	}
	switch {
	case total > MaxUnzip:
		return message.Errorf(nil, "open.large", "file", file)
	case binary:
		return message.Errorf(nil, "open.xlsb", "file", file)
	case ods && !book:
		return message.Errorf(nil, "open.ods", "file", file)
	case !book:
		return message.Errorf(nil, "open.zip", "file", file)
	}
	return nil
}

type xmlRels struct {
	Rel []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// Rels reads the relationships of a part: id -> type and part.
func (b *Book) Rels(part string) (xmlRels, error) {
	var r xmlRels
	d, ok := b.Decoder(RelsPart(part))
	if !ok {
		return r, nil
	}
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("relationships of %s: %w", part, err)
	}
	for i, x := range r.Rel {
		r.Rel[i].Target = targetOf(part, x.Target)
	}
	return r, nil
}

// parts finds the sheets and reads the shared strings.
func (b *Book) parts() error {
	main := "xl/workbook.xml"
	root, err := b.Rels("")
	if err != nil {
		return err
	}
	for _, r := range root.Rel {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			main = r.Target
		}
	}
	rels, err := b.Rels(main)
	if err != nil {
		return err
	}
	target, kinds := map[string]string{}, map[string]string{}
	for _, r := range rels.Rel {
		target[r.ID], kinds[r.ID] = r.Target, r.Type
		if strings.HasSuffix(r.Type, "/sharedStrings") {
			if b.shared, err = b.strings(r.Target); err != nil {
				return err
			}
		}
	}
	d, ok := b.Decoder(main)
	if !ok {
		return errors.New("the part that lists the sheets is missing")
	}
	var wb struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := d.Decode(&wb); err != nil {
		return fmt.Errorf("list of sheets: %w", err)
	}
	b.From1904 = Truth(wb.Pr.Date1904)
	for _, s := range wb.Sheets {
		name, id := "", ""
		for _, a := range s.Attr {
			switch {
			case a.Name.Local == "name":
				name = a.Value
			case a.Name.Local == "id" && a.Name.Space != "":
				id = a.Value
			}
		}
		if strings.HasSuffix(kinds[id], "/worksheet") {
			b.Sheets = append(b.Sheets, SheetPart{name, target[id]})
		}
	}
	if len(b.Sheets) == 0 {
		return errors.New("there is no worksheet")
	}
	return nil
}

// Shows says how a style displays numbers: as dates, as percentages.
func (b *Book) Shows(style int) (isDate, isPercent bool) {
	d, known := b.dates[style]
	if !known {
		if s, err := b.Excel.GetStyle(style); err == nil && s != nil {
			code := ""
			if s.CustomNumFmt != nil {
				code = *s.CustomNumFmt
			}
			d = isDateFormat(s.NumFmt, code)
			b.percents[style] = s.NumFmt == 9 || s.NumFmt == 10 || strings.Contains(literal.ReplaceAllString(code, ""), "%")
		}
		b.dates[style] = d
	}
	return d, b.percents[style]
}
