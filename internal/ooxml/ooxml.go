// Package ooxml writes the zip of parts that every Office Open XML file is
// (ISO/IEC 29500-2), be it a workbook or a letter.
//
// Input: parts, in the order in which they are to stand. Output: bytes of a file.
// Invariant: no clock is read; the same parts give the same bytes.
package ooxml

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Epoch is the date all parts bear; it is the first one a zip can hold.
var Epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// The parts every file has, and how a part begins.
const (
	ContentTypes  = "[Content_Types].xml"
	Relationships = "_rels/.rels"
	Head          = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// Effort is how hard parts are compressed.
type Effort int

// Fast is for files that are made in passing; Small is for those that are sent to
// hundreds of units.
const (
	Fast  Effort = 5
	Small Effort = 6
)

// Writer is a file while it is written.
type Writer struct {
	out bytes.Buffer
	zip *zip.Writer
}

// NewWriter begins a file.
func NewWriter(e Effort) *Writer {
	w := &Writer{}
	w.zip = zip.NewWriter(&w.out)
	w.zip.RegisterCompressor(zip.Deflate, func(o io.Writer) (io.WriteCloser, error) { return flate.NewWriter(o, int(e)) })
	return w
}

// Part adds a part.
func (w *Writer) Part(name string, data []byte) error {
	p, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: Epoch})
	if err == nil {
		_, err = p.Write(data)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Copy adds a part of another file as it is stored there.
func (w *Writer) Copy(f *zip.File) error {
	if err := w.zip.Copy(f); err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	return nil
}

// CopyAs adds a part of another file under another name.
func (w *Writer) CopyAs(f *zip.File, name string) error {
	h := f.FileHeader
	h.Name = name
	h.Flags |= 0x800 // the name is in UTF-8
	h.Extra = nil    // some tools repeat the old name there
	raw, err := f.OpenRaw()
	var part io.Writer
	if err == nil {
		part, err = w.zip.CreateRaw(&h)
	}
	if err == nil {
		_, err = io.Copy(part, raw)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Bytes ends the file and returns it.
func (w *Writer) Bytes() ([]byte, error) {
	if err := w.zip.Close(); err != nil {
		return nil, err
	}
	return w.out.Bytes(), nil
}

// Escape makes a text fit for XML, in an element or an attribute; a line end stays one.
func Escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
