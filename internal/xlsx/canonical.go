package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"budgetbook/internal/message"
	"budgetbook/internal/ooxml"
)

// canonical gives a workbook the form in which all readers know it: no entries for
// folders, as zip tools add them; parts under the names other parts call them by, where
// these differ in case or slashes; parts of XML in UTF-8. Data that are in this form
// come back as they are. Errors are *message.Error.
func canonical(file string, data []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, message.Errorf(err, "open.truncated", "file", file)
	}
	c := &canon{z: z, entries: map[string]*zip.File{}, text: map[string][]byte{}, called: map[string]string{}}
	for _, f := range z.File {
		name := partName(f.Name)
		if name == "" || strings.HasSuffix(name, "/") {
			c.odd = true
			continue
		}
		k := strings.ToLower(name)
		if _, twice := c.entries[k]; twice {
			// Programs differ in which of the two they read.
			return nil, message.Errorf(nil, "open.twice", "file", file, "part", Visible(name))
		}
		c.entries[k] = f
		c.called[k] = name
	}
	if err := c.encodings(); err != nil {
		return nil, message.Errorf(err, "open.damaged", "file", file)
	}
	c.names()
	for k, f := range c.entries {
		c.odd = c.odd || c.called[k] != f.Name
	}
	if !c.odd {
		return data, nil
	}
	out, err := c.write()
	if err != nil {
		return nil, message.Errorf(err, "open.damaged", "file", file)
	}
	return out, nil
}

// canon is a workbook on its way to the form all readers know.
type canon struct {
	z       *zip.Reader
	entries map[string]*zip.File // by name in small letters
	text    map[string][]byte    // parts whose encoding was changed
	called  map[string]string    // the name a part gets
	odd     bool                 // something is to be changed
}

// Visible shows a name from a foreign file without characters that could do harm.
func Visible(name string) string {
	return message.Clip(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '\ufffd'
		}
		return r
	}, name), 80)
}

// isXML says whether a part holds XML, by its name.
func isXML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".rels", ".vml":
		return true
	}
	return false
}

var declared = regexp.MustCompile(`^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["']([^"']*)["']`)

// encodings brings parts of XML into UTF-8.
func (c *canon) encodings() error {
	for _, f := range c.z.File {
		k := strings.ToLower(partName(f.Name))
		if c.entries[k] != f || !isXML(k) {
			continue
		}
		head, err := readPart(f, 256)
		if err != nil && !errors.Is(err, errLongPart) {
			// Whether a part is damaged is judged where it is read.
			continue
		}
		enc := encodingOf(head)
		if enc == nil {
			continue
		}
		raw, err := readPart(f, MaxUnzip)
		if err != nil {
			return fmt.Errorf("%s: %w", Visible(f.Name), err)
		}
		text := raw
		// No text of Chinese in another encoding is UTF-8 by chance: some tools change the
		// encoding of a part and not what it says of it.
		if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
			if text, err = enc.NewDecoder().Bytes(raw); err != nil {
				return fmt.Errorf("%s: %w", Visible(f.Name), err)
			}
		}
		text = bytes.TrimPrefix(text, []byte("\ufeff"))
		c.text[k] = declared.ReplaceAll(text, []byte(`$1 encoding="UTF-8"`))
		c.odd = true
	}
	return nil
}

// encodingOf tells the encoding of a part by how it begins; nil is UTF-8, or one that
// nobody knows.
func encodingOf(head []byte) encoding.Encoding {
	utf16 := func(e unicode.Endianness) encoding.Encoding { return unicode.UTF16(e, unicode.UseBOM) }
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return utf16(unicode.LittleEndian)
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16(unicode.BigEndian)
	case bytes.HasPrefix(head, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(head, []byte("\x00<")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return nil
	}
	m := declared.FindSubmatch(head)
	if m == nil {
		return nil
	}
	name := strings.ToLower(string(m[2]))
	if name == "utf-8" || name == "utf8" || name == "us-ascii" || strings.HasPrefix(name, "utf-16") {
		return nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return enc
}

var errLongPart = errors.New("longer than a part may be")

// readPart unpacks a part up to a limit.
func readPart(f *zip.File, limit int64) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	p, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(p)) > limit {
		return p[:limit], errLongPart
	}
	return p, err
}

// names calls every part that relationships lead to by the name they use.
func (c *canon) names() {
	c.call(ooxml.ContentTypes)
	seen := map[string]bool{}
	for todo := []string{""}; len(todo) > 0; todo = todo[1:] {
		part := todo[0]
		rels := RelsPart(part)
		k := strings.ToLower(rels)
		f := c.entries[k]
		if f == nil || seen[k] {
			continue
		}
		seen[k] = true
		c.call(rels)
		data, ok := c.text[k]
		if !ok {
			var err error
			if data, err = readPart(f, MaxUnzip); err != nil {
				continue
			}
		}
		var x Relationships
		if xml.Unmarshal(data, &x) != nil {
			continue
		}
		for _, r := range x.Rel {
			if to := targetOf(part, r.Target); c.call(to) {
				todo = append(todo, to)
			}
		}
	}
}

// call gives a part the name others use; ok is false if there is no such part.
func (c *canon) call(name string) (ok bool) {
	k := strings.ToLower(name)
	if c.entries[k] == nil {
		return false
	}
	c.called[k] = name
	return true
}

// write packs the parts anew, those that keep their text as they are stored.
func (c *canon) write() ([]byte, error) {
	w := ooxml.NewWriter(ooxml.Fast)
	for _, f := range c.z.File {
		k := strings.ToLower(partName(f.Name))
		if c.entries[k] != f {
			continue
		}
		var err error
		if text, changed := c.text[k]; changed {
			err = w.Part(c.called[k], text)
		} else {
			err = w.CopyAs(f, c.called[k])
		}
		if err != nil {
			return nil, err
		}
	}
	return w.Bytes()
}
