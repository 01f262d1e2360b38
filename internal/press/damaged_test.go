package press_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

// TestVerifyDamaged turns single bits of a disclosure over, everywhere in it: whoever
// verifies it learns that it is not as it was made, or that it is damaged and whom to ask
// for another. It is never an error of the program.
func TestVerifyDamaged(t *testing.T) {
	p, err := press.Profile(minimal)
	if err != nil {
		t.Fatal(err)
	}
	m, err := press.Make(press.Input{Name: "village.xlsx", Data: filled(t, p)}, press.Options{Profile: minimal, Lang: message.ZH})
	if err != nil {
		t.Fatal(err)
	}
	data := paint(t, m)
	verdicts, refusals, pages, none := 0, 0, 0, 0
	flip := func(at int) {
		bad := bytes.Clone(data)
		bad[at] ^= 1 << (at % 8)
		v, err := press.Verify(press.Input{Name: "x.pdf", Data: bad}, minimal)
		var said *message.Error
		switch {
		case errors.As(err, &said):
			refusals++
			if slices.Contains([]string{"failed", "internal"}, said.ID) {
				t.Errorf("byte %d of %d: %v", at, len(data), err)
			}
			return
		case err != nil:
			t.Errorf("byte %d of %d: %v", at, len(data), err)
			return
		case v.Same || v.Sealed:
			t.Errorf("byte %d of %d: the change is not noticed", at, len(data))
		case v.Unread && len(v.Lost) > 0:
			pages++
		case v.Unread:
			none++
		}
		verdicts++
	}
	steps := 150
	if testing.Short() {
		steps = 40
	}
	for i := range steps {
		flip(len(data) * i / steps)
	}
	// The content of a page, the form of packed objects: other parts than chance meets.
	content := bytes.Index(data, []byte(" 0 obj\n<< /Filter /FlateDecode"))
	packs := bytes.Index(data, []byte("/Type /ObjStm"))
	if content < 0 || packs < 0 {
		t.Fatal("the file has another form")
	}
	for i := range 12 {
		flip(content + 100 + i)
		flip(packs + 7 + i)
	}
	if verdicts == 0 || refusals == 0 || pages == 0 || none == 0 {
		t.Errorf("%d verdicts, %d refusals, pages lost in %d, all lost in %d", verdicts, refusals, pages, none)
	}
}
