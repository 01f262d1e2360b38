package xlsx

import (
	"errors"
	"testing"

	"budgetbook/internal/message"
)

// FuzzOpen looks for archives that are neither read nor refused in a sentence, or are read
// in two ways.
func FuzzOpen(f *testing.F) {
	f.Add(small(f))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open("f.xlsx", data)
		if err != nil {
			var said *message.Error
			if !errors.As(err, &said) {
				t.Fatalf("not a message: %v", err)
			}
			return
		}
		again, err := Open("f.xlsx", data)
		if err != nil {
			t.Fatalf("read once, and then: %v", err)
		}
		if one, other := content(b), content(again); one != other {
			t.Errorf("read as\n%s\nand as\n%s", one, other)
		}
	})
}
