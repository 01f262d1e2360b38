// Package xlsx is the file format of workbooks: opening foreign ones within bounds,
// their cells as they are stored, the archive of parts that is changed without being
// written anew, and a pen that writes cells in the styles all our sheets share.
//
// Input: bytes of a workbook, or what is to be written. Output: a Book of Grids, or
// bytes of a workbook. Invariant: whatever the bytes are, opening ends with a book or a
// plain error, never a panic, in counted work. It knows no profile's tables.
package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"budgetbook/internal/message"
)

// Guard runs a reader of foreign bytes so that a panic of a library becomes an error. What
// takes long is bounded by counts, never by the clock: a file is not read on one machine and
// refused on a busier one.
func Guard[T any](file string, read func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = message.Errorf(fmt.Errorf("panic: %v", p), "open.damaged", "file", file)
		}
	}()
	return read()
}

// admit is the one door for workbooks: it checks a foreign file whole, reads every part
// to its end and brings the parts into one form. Every error is an *message.Error.
func admit(file string, data []byte) (*Archive, error) {
	if id := Foreign(data); id != "" {
		return nil, message.Errorf(nil, id, "file", file)
	}
	if len(data) > maxFile {
		return nil, message.Errorf(nil, "open.large", "file", file)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, message.Errorf(err, "open.truncated", "file", file)
	}
	if err := inspectParts(file, z); err != nil {
		return nil, err
	}
	text, err := intact(data, z)
	if err != nil {
		return nil, message.Errorf(err, "open.damaged", "file", file)
	}
	return canonical(file, z, text)
}

// Open opens a workbook and reads its sheets. Every error is an *message.Error.
func Open(file string, data []byte) (*Book, error) {
	a, err := admit(file, data)
	if err != nil {
		return nil, err
	}
	b := &Book{Archive: a, File: file}
	damaged := func(err error) error {
		var said *message.Error
		if errors.As(err, &said) && !strings.HasPrefix(said.ID, "cause-") { // which is why, not what
			return said
		}
		return message.Errorf(err, "open.damaged", "file", file)
	}
	if err := a.find(); err != nil {
		return nil, damaged(err)
	}
	if err := b.parts(); err != nil {
		return nil, damaged(err)
	}
	// Thousands of sheets may share one part; each would be read anew.
	total := 0
	for _, s := range b.Sheets {
		if part, err := a.Part(s.Part); err == nil {
			total += len(part)
		}
	}
	if total > MaxUnzip || len(b.Sheets) > maxSheets {
		return nil, message.Errorf(nil, "open.large", "file", file)
	}
	for _, s := range b.Sheets {
		g, err := b.grid(s.Name, s.Part)
		if err != nil {
			return nil, damaged(err)
		}
		b.Grids = append(b.Grids, g)
		a.forget(s.Part) // it may be large, and is read
	}
	b.Profile, b.Version = a.Stamp()
	if b.Profile == "" {
		b.stampInSight()
	}
	return b, nil
}

// parts reads the list of sheets, the shared strings and the formats of numbers.
func (b *Book) parts() error {
	main := b.Archive.Main
	target, kinds := map[string]string{}, map[string]string{}
	for _, r := range b.Archive.Rels(main) {
		target[r.ID], kinds[r.ID] = r.Target, r.Type
		var err error
		switch {
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			b.shared, err = b.strings(r.Target)
		case strings.HasSuffix(r.Type, "/styles"):
			b.formats, err = b.numberFormats(r.Target)
		}
		if err != nil {
			return err
		}
	}
	d, ok := b.Decoder(main)
	if !ok {
		return message.Errorf(nil, "cause-no-sheets")
	}
	var wb struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name   string `xml:"name,attr"`
			Refers string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	if err := d.Decode(&wb); err != nil {
		return fmt.Errorf("list of sheets: %w", err)
	}
	b.From1904 = Truth(wb.Pr.Date1904)
	b.refers = map[string]string{}
	for _, n := range wb.Names {
		b.Names = append(b.Names, n.Name)
		b.refers[n.Name] = n.Refers
	}
	for _, s := range wb.Sheets {
		name, id, state := "", "", ""
		for _, a := range s.Attr {
			switch {
			case a.Name.Local == "name":
				name = a.Value
			case a.Name.Local == "id" && a.Name.Space != "":
				id = a.Value
			case a.Name.Local == "state":
				state = a.Value
			}
		}
		if state == "hidden" || state == "veryHidden" {
			b.Hidden = append(b.Hidden, name)
		}
		if strings.HasSuffix(kinds[id], "/worksheet") {
			b.Sheets = append(b.Sheets, SheetPart{name, target[id]})
		}
	}
	if len(b.Sheets) == 0 {
		return message.Errorf(nil, "cause-no-sheet")
	}
	return nil
}
