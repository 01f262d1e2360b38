package xlsx

import (
	"archive/zip"
	"bytes"
	"strings"

	"budgetbook/internal/message"
)

// Limits of the one door through which workbooks come in.
const (
	maxFile   = 64 << 20 // bytes of the file
	MaxUnzip  = 96 << 20 // bytes unpacked
	maxSheets = 1000
)

// Foreign recognizes files that are no xlsx by their first bytes and returns the
// message that says so, "" if the file is a zip.
func Foreign(data []byte) string {
	head := data[:min(len(data), 512)]
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), " \t\r\n\x00"))
	switch {
	case len(data) == 0:
		return "open.empty"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return ""
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if bytes.Contains(data, UTF16LE("EncryptedPackage")) {
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

// UTF16LE is an ASCII text in two bytes a character.
func UTF16LE(s string) []byte {
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

// inspectParts looks at the list of parts before anything is unpacked.
func inspectParts(file string, z *zip.Reader) error {
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
