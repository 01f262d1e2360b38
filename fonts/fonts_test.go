package fonts

import (
	"bytes"
	"encoding/binary"
	"os"
	"strings"
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

// A file says by itself that it is the face of its role, and no original whose
// name is reserved.
func TestNamesInside(t *testing.T) {
	for r := Song; r < Rare; r++ {
		b, err := r.Data()
		if err != nil {
			t.Fatal(err)
		}
		// Zhuque Fangsong is the original file; others are renamed, as the OFL asks of modified versions.
		if got := nameRecord(b, 6); got != strings.TrimPrefix(r.Name(), "LXGW") {
			t.Errorf("the face of %s calls itself %q", r.Name(), got)
		}
		if got := nameRecord(b, 1); strings.Contains(got, "Source") || strings.Contains(got, "Noto") {
			t.Errorf("%s keeps the name of its original: %q", r.Name(), got)
		}
	}
}

// nameRecord is an entry of the table name as Windows reads it.
func nameRecord(b []byte, id uint16) string {
	be := binary.BigEndian
	for i := range int(be.Uint16(b[4:])) {
		e := b[12+16*i:]
		if string(e[:4]) != "name" {
			continue
		}
		tab := b[be.Uint32(e[8:]):]
		for k := range int(be.Uint16(tab[2:])) {
			rec := tab[6+12*k:]
			if be.Uint16(rec) != 3 || be.Uint16(rec[6:]) != id {
				continue
			}
			var out []rune
			text := tab[int(be.Uint16(tab[4:]))+int(be.Uint16(rec[10:])):][:be.Uint16(rec[8:])]
			for j := 0; j < len(text); j += 2 {
				out = append(out, rune(be.Uint16(text[j:])))
			}
			return string(out)
		}
	}
	return ""
}

// English text is set in faces made for it, whatever the role in Chinese.
func TestEnglish(t *testing.T) {
	for r := Song; r <= Fangsong; r++ {
		e := r.English()
		if e < Serif || e > SansBold {
			t.Errorf("English beside %s is %s", r.Name(), e.Name())
		}
		if e.English() != e {
			t.Errorf("English beside %s is not %s again", e.Name(), e.Name())
		}
	}
	if Rare.English() != Rare {
		t.Error("rare characters have no English")
	}
}

// The notice names every file.
func TestNotice(t *testing.T) {
	notice, err := os.ReadFile("NOTICE.md")
	if err != nil {
		t.Fatal(err)
	}
	for r := Song; r < Count; r++ {
		if !bytes.Contains(notice, []byte("| "+r.Name()+".ttf")) {
			t.Errorf("NOTICE.md says nothing of %s", r.Name())
		}
	}
}
