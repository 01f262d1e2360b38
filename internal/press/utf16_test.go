package press_test

import (
	"errors"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

// JSON in UTF-16 is called what it is, and other files are not taken for it.
func TestUTF16(t *testing.T) {
	const text = "\r\n{\"schema\": \"budgetbook/filing/1\", \"unit\": {\"name\": \"示例\"}}"
	id := func(data []byte) string {
		var said *message.Error
		if _, _, _, err := press.Filing(press.Input{Name: "a.json", Data: data}, ""); errors.As(err, &said) {
			return said.ID
		}
		return ""
	}
	for _, end := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		for _, mark := range []unicode.BOMPolicy{unicode.UseBOM, unicode.IgnoreBOM} {
			data, err := unicode.UTF16(end, mark).NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if got := id(data); got != "open.utf16" {
				t.Errorf("%v %v: %q", end, mark, got)
			}
		}
	}
	for _, other := range []string{text, "\ufeff" + text, "\x00\x00{x}", "\xff\xfeh\x00{\x00", "", "{"} {
		if got := id([]byte(other)); got == "open.utf16" {
			t.Errorf("%q is taken for UTF-16", other)
		}
	}
}
