// Package xlsx is the file format of workbooks: opening foreign ones within bounds,
// their cells as they are stored, the archive of parts that is changed without being
// written anew, and a pen that writes cells in the styles all our sheets share.
//
// Input: bytes of a workbook, or what is to be written. Output: a Book of Grids, or
// bytes of a workbook. Invariant: whatever the bytes are, opening ends with a book or a
// plain error, never a panic or a hang. It knows no profile's tables.
package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/message"
)

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

// admit checks a foreign file before anything is unpacked, for reading and for marking
// alike, and brings its parts into one form. Every error is an *message.Error.
func admit(file string, data []byte) ([]byte, error) {
	if id := foreignFile(data); id != "" {
		return nil, message.Errorf(nil, id, "file", file)
	}
	if len(data) > maxFile {
		return nil, message.Errorf(nil, "open.large", "file", file)
	}
	if err := inspectParts(file, data); err != nil {
		return nil, err
	}
	return canonical(file, data)
}

// Open opens a workbook and reads its sheets. Every error is an *message.Error.
func Open(file string, data []byte) (*Book, error) {
	data, err := admit(file, data)
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
