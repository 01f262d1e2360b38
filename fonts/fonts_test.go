package fonts

import (
	"bytes"
	"testing"
)

func TestEveryRoleIsTrueType(t *testing.T) {
	seen := map[string]bool{}
	for r := Song; r < Count; r++ {
		b, err := r.Data()
		if err != nil {
			t.Fatalf("%s: %v", r.Name(), err)
		}
		if !bytes.HasPrefix(b, []byte{0, 1, 0, 0}) {
			t.Errorf("%s does not start as a TrueType file: % x", r.Name(), b[:4])
		}
		if seen[r.Name()] {
			t.Errorf("two roles share the name %s", r.Name())
		}
		seen[r.Name()] = true
	}
	if _, err := Count.Data(); err == nil {
		t.Error("an unknown role gave a font")
	}
}
