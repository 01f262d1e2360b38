package filing

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"budgetbook/internal/message"
)

// TestBounds refuses data that no filing holds, and says where.
func TestBounds(t *testing.T) {
	rows := func(n int) string {
		return `{"schema": "` + Version + `", "profile": "p", "tables": {"t": [` + strings.TrimSuffix(strings.Repeat(`{"a": "1"},`, n), ",") + `]}}`
	}
	root := &Node{Kind: Object, Children: []*Node{
		{Key: "name", Path: "name", Kind: Text},
		{Key: "tables", Kind: Object, Children: []*Node{{Key: "t", Path: "t", Table: "t", Kind: Records, Children: []*Node{{Key: "a", Path: "a", Kind: Text}}}}},
	}}
	text := func(n int) string {
		return `{"schema": "` + Version + `", "profile": "p", "name": "` + strings.Repeat("字", n) + `"}`
	}
	var wrong strings.Builder
	wrong.WriteString(`{"schema": "` + Version + `", "profile": "p"`)
	for i := range maxFindings + 10 {
		fmt.Fprintf(&wrong, `, "x%d": 1`, i)
	}
	wrong.WriteString(`}`)
	for what, x := range map[string]struct{ data, path string }{
		"rows": {rows(MaxRows), ""}, "rows beyond": {rows(MaxRows + 1), "tables.t[6000]"},
		"text": {text(MaxText), ""}, "text beyond": {text(MaxText + 1), "name"}, "findings": {wrong.String(), "x10000"},
	} {
		_, _, err := Unmarshal(root, "p", "x.json", []byte(x.data))
		var said *message.Error
		switch {
		case x.path == "":
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		case !errors.As(err, &said) || said.ID != "json-large" || said.Args["path"] != x.path:
			t.Errorf("%s: %v", what, err)
		}
	}
}
