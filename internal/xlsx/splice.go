package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"

	"budgetbook/internal/ooxml"
)

// Edit replaces the bytes from..to of a part by a text.
type Edit struct {
	From, To int
	Text     string
}

// Splice makes edits that do not overlap; what is inserted in front of something that
// is replaced stands before it.
func Splice(data []byte, edits []Edit) []byte {
	sort.SliceStable(edits, func(i, j int) bool {
		a, b := edits[i], edits[j]
		return a.From < b.From || a.From == b.From && a.To == a.From && b.To > b.From
	})
	var out bytes.Buffer
	out.Grow(len(data) + 64*len(edits))
	at := 0
	for _, e := range edits {
		if e.From < at {
			continue
		}
		out.Write(data[at:e.From])
		out.WriteString(e.Text)
		at = e.To
	}
	out.Write(data[at:])
	return out.Bytes()
}

// Node is the start or the end of an element and where its tag stands.
type Node struct {
	Start    *xml.StartElement // nil at the end of an element
	Name     xml.Name          // Space is the prefix
	From, To int               // bytes of the tag; an empty element ends in no bytes
	Depth    int               // the root has 0
}

// Local is the name of the element without its prefix.
func (n Node) Local() string { return n.Name.Local }

// Walk visits the tags of a part of XML in order.
func Walk(data []byte, visit func(Node) error) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, ErrCarry }
	depth := 0
	for {
		from := int(d.InputOffset())
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return fmt.Errorf("an element is not closed: %w", ErrCarry)
			}
			return nil
		}
		if err != nil {
			return err
		}
		n := Node{From: from, To: int(d.InputOffset())}
		switch t := tok.(type) {
		case xml.StartElement:
			n.Start, n.Name, n.Depth = &t, t.Name, depth
			depth++
		case xml.EndElement:
			depth--
			n.Name, n.Depth = t.Name, depth
		default:
			continue
		}
		if err := visit(n); err != nil {
			return err
		}
	}
}

// Child finds where a child of the root can be put: before the first of those that
// must stand behind it, else before the root's end. prefix is the root's.
func Child(data []byte, behind map[string]bool) (at int, prefix string, err error) {
	at = -1
	err = Walk(data, func(n Node) error {
		switch {
		case n.Depth == 0 && n.Start != nil:
			prefix = n.Name.Space
		case n.Depth == 0 && at < 0:
			if n.From == n.To {
				return fmt.Errorf("the root is empty: %w", ErrCarry)
			}
			at = n.From
		case n.Depth == 1 && n.Start != nil && at < 0 && behind[n.Local()]:
			at = n.From
		}
		return nil
	})
	if err == nil && at < 0 {
		err = ErrCarry
	}
	return at, prefix, err
}

var tagStart = regexp.MustCompile(`(</?)([A-Za-z])`)

// Prefixed gives elements written without a prefix the one their new parent has.
func Prefixed(items, prefix string) string {
	if prefix == "" {
		return items
	}
	return tagStart.ReplaceAllString(items, "${1}"+prefix+":${2}")
}

// SetAttr sets an attribute in the text of a start tag; "" takes it away.
func SetAttr(tag, name, value string) string {
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

// EscapeXML makes the text of a cell fit to stand in XML as an element's content or an
// attribute.
func EscapeXML(s string) string { return ooxml.Escape(EncodeText(s)) }

// ErrCarry says that a part is not as the format prescribes, so that it cannot be
// changed without harm.
var ErrCarry = errors.New("cannot be changed")

// After lists what stands behind a name in an order.
func After(order []string, name string) map[string]bool {
	later, seen := map[string]bool{}, false
	for _, x := range order {
		if seen {
			later[x] = true
		}
		seen = seen || x == name
	}
	return later
}
