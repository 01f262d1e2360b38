package list_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"budgetbook/internal/list"
	"budgetbook/internal/message"
)

// TestHostileLists: whatever a text holds, it is a list or one sentence says in which line it
// is none.
func TestHostileLists(t *testing.T) {
	const head = "单位代码,单位名称,联系人\n"
	unit := func(i int) string { return fmt.Sprintf("%06d,第%d局,\n", i, i) }
	var many strings.Builder
	for i := range list.MaxRows {
		many.WriteString(unit(i))
	}
	for what, c := range map[string]struct {
		text, id, line string
		rows           int
	}{
		"plain":                   {head + unit(1) + unit(2), "", "", 3},
		"empty":                   {"", "", "", 0},
		"utf-16":                  {"\xff\xfea\x00,\x00b\x00\n\x00", "", "", 1},
		"end of an old text":      {head + unit(1) + "\x1a", "", "", 2},
		"lines in a cell":         {head + "001,\"甲局\n（本级）\",\n" + unit(2), "", "", 3},
		"quotes within":           {head + "001,\"甲\"局,\n", "", "", 2},
		"a quote without partner": {head + unit(1) + "002,\"乙局,\n" + unit(3) + unit(4), "list.quote", "3", 0},
		"a quote closed later":    {head + "002,\"乙局,\n" + unit(3) + "004,丁局\",\n" + unit(5), "list.quote", "2", 0},
		"escape":                  {head + unit(1) + "002,\x1b[2K乙局,\n", "list.control", "3", 0},
		"delete":                  {head + "002,乙\x7f局,\n", "list.control", "2", 0},
		"zeros":                   {head + "002,乙\x00局,\n", "list.binary", "", 0},
		"noise":                   {"\x01\x02\x03\x04\x05\x06" + head, "list.binary", "", 0},
		"as many as there may be": {many.String(), "", "", list.MaxRows},
		"too many":                {many.String() + unit(1), "list.large", fmt.Sprint(list.MaxRows + 1), 0},
		"too wide":                {head + strings.Repeat("甲,", list.MaxColumns) + "乙\n", "list.large", "2", 0},
		"wide but blank":          {head + "甲," + strings.Repeat(",", 10*list.MaxColumns) + "\n", "", "", 2},
		"a long text":             {head + "001," + strings.Repeat("长", list.MaxText) + "\n", "", "", 2},
		"too long a text":         {head + "001," + strings.Repeat("长", list.MaxText+1) + "\n", "list.large", "2", 0},
		"too large":               {strings.Repeat(" ", list.MaxBytes+1), "too-large", "", 0},
	} {
		l, err := list.Read("名单.csv", []byte(c.text), false)
		var said *message.Error
		switch {
		case c.id == "":
			if err != nil || len(l.Lines) != c.rows {
				t.Errorf("%s: %d lines, %v", what, len(l.Lines), err)
			}
		case !errors.As(err, &said) || said.ID != c.id || said.Args["line"] != c.line:
			t.Errorf("%s: %v, want %s in line %s", what, err, c.id, c.line)
		default:
			for _, lang := range []message.Lang{message.ZH, message.EN} {
				if say, fix := message.Explain(lang, err); !strings.Contains(say, "名单.csv") || fix == "" || strings.ContainsAny(say+fix, "{}") {
					t.Errorf("%s: %q %q", what, say, fix)
				}
			}
		}
	}
}

func FuzzList(f *testing.F) {
	f.Add([]byte("单位代码,单位名称\n001,\"甲\n局\"\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := list.Read("a.csv", data, len(data)%2 == 0)
		var said *message.Error
		if err != nil && !errors.As(err, &said) {
			t.Errorf("no message: %v", err)
		}
		if len(l.Lines) > list.MaxRows {
			t.Errorf("%d lines", len(l.Lines))
		}
	})
}
