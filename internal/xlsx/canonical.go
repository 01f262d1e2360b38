package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"budgetbook/internal/harmless"
	"budgetbook/internal/message"
	"budgetbook/internal/ooxml"
)

// canonical gives a workbook the form in which all readers know it: no entries for
// folders, as zip tools add them; parts under the names other parts call them by, where
// these differ in case or slashes; parts of XML in UTF-8. text are the parts of XML, read.
// Errors are *message.Error.
func canonical(file string, z *zip.Reader, text map[*zip.File][]byte) (*Archive, error) {
	c := &canon{z: z, text: text, entries: map[string]*zip.File{}, recoded: map[*zip.File]bool{}, called: map[string]string{}}
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
	damaged := func(err error) error { return message.Errorf(err, "open.damaged", "file", file) }
	if err := c.encodings(); err != nil {
		return nil, damaged(err)
	}
	if err := c.shaped(file); err != nil {
		return nil, err
	}
	c.names()
	for k, f := range c.entries {
		c.odd = c.odd || c.called[k] != f.Name
	}
	if c.odd {
		out, err := c.write()
		if err != nil {
			return nil, damaged(err)
		}
		if z, err = zip.NewReader(bytes.NewReader(out), int64(len(out))); err != nil {
			return nil, damaged(err)
		}
	}
	a := &Archive{File: file, z: z, parts: map[string][]byte{}, changed: map[string]bool{}, dropped: map[string]bool{}}
	for k, f := range c.entries {
		if part, ok := text[f]; ok {
			a.parts[c.called[k]] = part
		}
	}
	return a, nil
}

// canon is a workbook on its way to the form all readers know.
type canon struct {
	z       *zip.Reader
	entries map[string]*zip.File // by name in small letters
	text    map[*zip.File][]byte // parts of XML
	recoded map[*zip.File]bool   // those whose encoding was changed
	called  map[string]string    // the name a part gets
	odd     bool                 // something is to be changed
}

// Visible shows a name from a foreign file without characters that could do harm.
func Visible(name string) string { return message.Clip(harmless.Shown(name), 80) }

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
	for f, raw := range c.text {
		enc := encodingOf(raw[:min(len(raw), 256)])
		if enc == nil {
			continue
		}
		text := raw
		// No text of Chinese in another encoding is UTF-8 by chance: some tools change the
		// encoding of a part and not what it says of it.
		if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
			var err error
			if text, err = enc.NewDecoder().Bytes(raw); err != nil {
				return fmt.Errorf("%s: %w", Visible(f.Name), err)
			}
		}
		text = bytes.TrimPrefix(text, []byte("\ufeff"))
		c.text[f] = declared.ReplaceAll(text, []byte(`$1 encoding="UTF-8"`))
		c.recoded[f], c.odd = true, true
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
		var x Relationships
		if xml.Unmarshal(c.text[f], &x) != nil {
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
		if c.recoded[f] {
			err = w.Part(c.called[k], c.text[f])
		} else {
			err = w.CopyAs(f, c.called[k])
		}
		if err != nil {
			return nil, err
		}
	}
	return w.Bytes()
}
