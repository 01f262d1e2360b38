package main

import (
	"bytes"
	"os"
	"testing"
)

// The text the program embeds is what is gathered now, twice the same.
func TestEmbeddedTextIsCurrent(t *testing.T) {
	want, err := os.ReadFile("../../cmd/budgetbook/licences.txt")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var b bytes.Buffer
		if err := gather(&b, "../.."); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b.Bytes(), want) {
			t.Fatal("cmd/budgetbook/licences.txt is old: run make licences")
		}
	}
}

func TestPlain(t *testing.T) {
	if got, want := plain("\ufeff\r\n\fThe licence  \r\n\r\n  says\t\r\n"), "The licence\n\n  says"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLegal(t *testing.T) {
	for name, want := range map[string]bool{"LICENSE": true, "License.txt": true, "LICENCE-MIT": true, "COPYING": true, "NOTICE.md": true, "UNLICENSE": true,
		"licenses": false, "license": true, "noticeboard.md": false, "README.md": false} {
		if legal.MatchString(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}
