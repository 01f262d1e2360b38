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

// IsText tells a text from a workbook of some kind.
func IsText(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return len(data) > 0 && !bytes.HasPrefix(data, []byte("PK")) &&
		(bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || !bytes.ContainsFunc(head, func(r rune) bool {
			return r < ' ' && r != '\t' && r != '\n' && r != '\r'
		}))
}

// Read reads comma, semicolon or tab separated lines in UTF-8, UTF-16 or, as office
// programs in China write them, GB 18030. A quote within a text is one, as people type
// it; strict refuses it, where a quote that is never closed would swallow lines unseen.
// The error is a *message.Error.
func Read(file string, data []byte, strict bool) (List, error) {
	text := decodeText(data)
	first := text[:min(len(text), 2000)]
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord, c.LazyQuotes = -1, !strict
	for _, sep := range ",;\t" {
		if strings.Count(first, string(sep)) > strings.Count(first, string(c.Comma)) {
			c.Comma = sep
		}
	}
	l := List{File: file}
	for n := 1; ; n++ {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return List{}, message.Errorf(err, "list.csv", "file", file, "line", strconv.Itoa(n))
		}
		row, _ := c.FieldPos(0)
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			l.Lines = append(l.Lines, Line{Row: row, Cells: cells})
		}
	}
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
