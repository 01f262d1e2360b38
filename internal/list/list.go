// Package list is what a bureau keeps as a plain list, line by line: its units, the
// transfers between them. Lists come as workbooks (package listbook) or as text.
//
// Input: bytes of a text of separated values. Output: its lines. Invariant: a line knows
// its number in the file; blank lines are left out.
package list

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"budgetbook/internal/message"
)

// Line is a row of a list, with the number it has in its sheet.
type Line struct {
	Row   int
	Cells []string // as a person sees them, by column; formulas by their results
}

// List is a list as it was read.
type List struct {
	File  string // for messages
	Sheet string // of a workbook; "" for a text
	Lines []Line // those that are not blank
}

// Bounds of a list that is a text. A province has some thousand units in a city, a code list
// two thousand codes.
const (
	MaxBytes   = 16 << 20
	MaxRows    = 20_000
	MaxColumns = 200
	MaxText    = 2_000 // characters of a cell
)

// Read reads comma, semicolon or tab separated lines in UTF-8, UTF-16 or, as office
// programs in China write them, GB 18030. A quote within a text is one, as people type
// it; strict refuses it. A quote that is never closed, or by that of another line, would
// swallow lines unseen: it is refused. The error is a *message.Error.
func Read(file string, data []byte, strict bool) (List, error) {
	if len(data) > MaxBytes {
		return List{}, message.Errorf(nil, "too-large", "file", file, "limit", strconv.Itoa(MaxBytes>>20)+" MB")
	}
	text := decodeText(bytes.TrimRight(data, "\x1a")) // which ends texts on old systems
	if err := refuseBinary(file, text); err != nil {
		return List{}, err
	}
	first := text[:min(len(text), 2000)]
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord, c.LazyQuotes = -1, !strict
	for _, sep := range ",;\t" {
		if strings.Count(first, string(sep)) > strings.Count(first, string(c.Comma)) {
			c.Comma = sep
		}
	}
	l := List{File: file}
	wide := 2
	for n := 1; ; n++ {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return List{}, message.Errorf(nil, "list.csv", "file", file, "line", strconv.Itoa(n))
		}
		row, _ := c.FieldPos(0)
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		wide = max(wide, len(cells))
		for k, cell := range cells {
			at, _ := c.FieldPos(k)
			if swallows(cell, c.Comma, wide) {
				return List{}, message.Errorf(nil, "list.quote", "file", file, "line", strconv.Itoa(at))
			}
			if len(cell) > MaxText && utf8.RuneCountInString(cell) > MaxText {
				return List{}, beyond(file, at)
			}
		}
		if len(cells) > MaxColumns || len(l.Lines) >= MaxRows {
			return List{}, beyond(file, row)
		}
		l.Lines = append(l.Lines, Line{Row: row, Cells: cells})
	}
}

func beyond(file string, line int) error {
	return message.Errorf(nil, "list.large", "file", file, "line", strconv.Itoa(line))
}

// swallows says whether a cell holds a line that is one of the list: with as many separators
// as the widest so far.
func swallows(cell string, sep rune, wide int) bool {
	_, rest, more := strings.Cut(cell, "\n")
	for more {
		var line string
		line, rest, more = strings.Cut(rest, "\n")
		if strings.Count(line, string(sep)) >= wide-1 {
			return true
		}
	}
	return false
}

// refuseBinary tells what is no text: with characters that act instead of being read.
func refuseBinary(file, text string) error {
	line, at, controls, all := 1, 0, 0, 0
	var first rune
	for _, r := range text {
		all++
		switch {
		case r == '\n':
			line++
		case r == '\t' || r == '\r':
		case r < ' ' || r == 0x7f || r == utf8.RuneError:
			if controls++; controls == 1 {
				at, first = line, r
			}
		}
	}
	const share = 100 // more than one in so many is no slip
	switch {
	case controls == 0:
		return nil
	case first == 0 || first == utf8.RuneError || controls > 3 && controls*share > all:
		return message.Errorf(nil, "list.binary", "file", file)
	}
	return message.Errorf(nil, "list.control", "file", file, "line", strconv.Itoa(at), "character", fmt.Sprintf("U+%04X", first))
}

func decodeText(data []byte) string {
	big := bytes.HasPrefix(data, []byte("\xfe\xff"))
	if big || bytes.HasPrefix(data, []byte("\xff\xfe")) {
		var u []uint16
		for i := 2; i+1 < len(data); i += 2 {
			lo, hi := uint16(data[i]), uint16(data[i+1])
			if big {
				lo, hi = hi, lo
			}
			u = append(u, hi<<8|lo)
		}
		return string(utf16.Decode(u))
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		if gb, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data); err == nil {
			data = gb
		}
	}
	return string(data)
}
