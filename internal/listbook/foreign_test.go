package listbook_test

import (
	"errors"
	"strings"
	"testing"

	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
)

// TestForeignLists: what is no list is called by what it is; a text is never told to be a
// workbook.
func TestForeignLists(t *testing.T) {
	for what, c := range map[string]struct{ data, id string }{
		"nothing":    {"", "open.empty"},
		"escape":     {"单位代码,单位名称\n001,\x1b[31m甲局\n", "list.control"},
		"early":      {"\x1b单位代码,单位名称\n", "list.control"},
		"binary":     {"\x7fELF\x02\x01\x01\x00\x00", "list.binary"},
		"pdf":        {"%PDF-1.7\n%\xe2\xe3", "open.pdf"},
		"page":       {"<html><table></table></html>", "open.html"},
		"old":        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "open.xls"},
		"torn zip":   {"PK\x03\x04 no more", "open.truncated"},
		"open quote": {"单位代码,单位名称\n001,\"甲局\n002,乙局\n", "list.quote"},
	} {
		_, err := listbook.Open("名单.csv", []byte(c.data), false)
		var said *message.Error
		if !errors.As(err, &said) || said.ID != c.id {
			t.Errorf("%s: %v, want %s", what, err, c.id)
		}
		if say, fix := message.Explain(message.ZH, err); !strings.Contains(say, "名单.csv") || fix == "" {
			t.Errorf("%s: %q %q", what, say, fix)
		}
	}
}
