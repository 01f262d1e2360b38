package xlsx

import (
	"cmp"
	"errors"
	"strings"
	"testing"

	"budgetbook/internal/message"
)

func TestShape(t *testing.T) {
	for text, want := range map[string][2]int{
		`<a><b/><c x="/>" y='<'>1 &lt; 2</c></a>`:                       {5, 2},
		`<?xml version="1.0"?><!-- <x><y> --><a><![CDATA[<z><z>]]></a>`: {2, 1},
		`<a`: {1, 1}, ``: {}, `<`: {}, `<a x="`: {1, 1}, `</a></a><b>`: {3, 0}, `<!-- `: {}, `<a/ >`: {1, 1},
	} {
		tags, deep, declares := shapeOf([]byte(text))
		if tags != want[0] || deep != want[1] || declares {
			t.Errorf("%s: %d tags, %d deep, %v", text, tags, deep, declares)
		}
	}
	if _, _, declares := shapeOf([]byte(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "1">]><a/>`)); !declares {
		t.Error("a declaration of types is not seen")
	}
}

// TestTooMuchXML: what costs every reader work, and nobody fills in, is refused at the door.
func TestTooMuchXML(t *testing.T) {
	base := small(t)
	for name, c := range map[string]struct {
		part, old, new string
		id, cause      string
	}{
		"rows":    {"xl/worksheets/sheet1.xml", "</sheetData>", strings.Repeat(`<row><c><v>1</v></c></row>`, 500_000) + "</sheetData>", "open.large", ""},
		"formats": {"xl/styles.xml", "</cellXfs>", strings.Repeat(`<xf/>`, maxTags) + "</cellXfs>", "open.large", ""},
		"depth":   {"xl/worksheets/sheet1.xml", "</sheetData>", "</sheetData>" + strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000), "open.damaged", "cause-deep"},
		"types":   {"xl/worksheets/sheet1.xml", "<worksheet", `<!DOCTYPE worksheet [<!ENTITY a "1">]><worksheet`, "open.damaged", "cause-doctype"},
	} {
		data := rezip(t, base, func(part string, text []byte) []byte {
			if part != c.part {
				return text
			}
			if !strings.Contains(string(text), c.old) {
				t.Fatalf("%s holds no %s", c.part, c.old)
			}
			return []byte(strings.Replace(string(text), c.old, c.new, 1))
		})
		_, err := Open("a.xlsx", data)
		var said []string
		for e := (*message.Error)(nil); errors.As(err, &e); err = e.Cause {
			said = append(said, e.ID)
		}
		if len(said) == 0 || said[0] != c.id || said[len(said)-1] != cmp.Or(c.cause, c.id) {
			t.Errorf("%s: %v", name, said)
		}
	}
}
