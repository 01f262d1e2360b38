package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
)

// edit replaces the bytes from..to of a part by a text.
type edit struct {
	from, to int
	text     string
}

// splice makes edits that do not overlap; what is inserted in front of something that
// is replaced stands before it.
func splice(data []byte, edits []edit) []byte {
	sort.SliceStable(edits, func(i, j int) bool {
		a, b := edits[i], edits[j]
		return a.from < b.from || a.from == b.from && a.to == a.from && b.to > b.from
	})
	var out bytes.Buffer
	out.Grow(len(data) + 64*len(edits))
	at := 0
	for _, e := range edits {
		if e.from < at {
			continue
		}
		out.Write(data[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	out.Write(data[at:])
	return out.Bytes()
}

// node is the start or the end of an element and where its tag stands.
type node struct {
	start    *xml.StartElement // nil at the end of an element
	name     xml.Name          // Space is the prefix
	from, to int               // bytes of the tag; an empty element ends in no bytes
	depth    int               // the root has 0
}

func (n node) local() string { return n.name.Local }

// walk visits the tags of a part of XML in order.
func walk(data []byte, visit func(node) error) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errCarry }
	depth := 0
	for {
		from := int(d.InputOffset())
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return fmt.Errorf("an element is not closed: %w", errCarry)
			}
			return nil
		}
		if err != nil {
			return err
		}
		n := node{from: from, to: int(d.InputOffset())}
		switch t := tok.(type) {
		case xml.StartElement:
			n.start, n.name, n.depth = &t, t.Name, depth
			depth++
		case xml.EndElement:
			depth--
			n.name, n.depth = t.Name, depth
		default:
			continue
		}
		if err := visit(n); err != nil {
			return err
		}
	}
}

// child finds where a child of the root can be put: before the first of those that
// must stand behind it, else before the root's end. prefix is the root's.
func child(data []byte, behind map[string]bool) (at int, prefix string, err error) {
	at = -1
	err = walk(data, func(n node) error {
		switch {
		case n.depth == 0 && n.start != nil:
			prefix = n.name.Space
		case n.depth == 0 && at < 0:
			if n.from == n.to {
				return fmt.Errorf("the root is empty: %w", errCarry)
			}
			at = n.from
		case n.depth == 1 && n.start != nil && at < 0 && behind[n.local()]:
			at = n.from
		}
		return nil
	})
	if err == nil && at < 0 {
		err = errCarry
	}
	return at, prefix, err
}

var tagStart = regexp.MustCompile(`(</?)([A-Za-z])`)

// prefixed gives elements written without a prefix the one their new parent has.
func prefixed(items, prefix string) string {
	if prefix == "" {
		return items
	}
	return tagStart.ReplaceAllString(items, "${1}"+prefix+":${2}")
}

// setAttr sets an attribute in the text of a start tag; "" takes it away.
func setAttr(tag, name, value string) string {
	old := regexp.MustCompile(`\s` + regexp.QuoteMeta(name) + `\s*=\s*("[^"]*"|'[^']*')`)
	text := ""
	if value != "" {
		text = " " + name + `="` + value + `"`
	}
	if at := old.FindStringIndex(tag); at != nil {
		return tag[:at[0]] + text + tag[at[1]:]
	}
	end := strings.TrimSuffix(strings.TrimSuffix(tag, ">"), "/")
	return strings.TrimRight(end, " \t\r\n") + text + tag[len(end):]
}

// escape makes a text fit to stand in XML as an element's content or an attribute.
func escape(s string) string {
	var b strings.Builder
	// A strings.Builder does not fail.
	_ = xml.EscapeText(&b, []byte(encode(s)))
	return b.String()
}
