package press_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

var langs = []message.Lang{message.ZH, message.EN}

func TestSameBytesTwice(t *testing.T) {
	for _, lang := range langs {
		_, a := whole(t, exampleBook, lang)
		_, b := whole(t, exampleBook, lang)
		if !bytes.HasPrefix(a, []byte("%PDF-")) || !bytes.Equal(a, b) {
			t.Errorf("%s: two builds of one workbook differ (%d and %d bytes)", lang, len(a), len(b))
		}
	}
}

func TestWorkbookAndDataGiveOneDocument(t *testing.T) {
	for _, lang := range langs {
		book, bookPDF := whole(t, exampleBook, lang)
		data, dataPDF := whole(t, exampleJSON, lang)
		if a, b := dump(book), dump(data); a != b {
			la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
			for i := range min(len(la), len(lb)) {
				if la[i] != lb[i] {
					t.Fatalf("%s, line %d:\nworkbook %s\n    data %s", lang, i+1, la[i], lb[i])
				}
			}
			t.Fatalf("%s: the trees have %d and %d lines", lang, len(la), len(lb))
		}
		if !bytes.Equal(bookPDF, dataPDF) {
			t.Errorf("%s: equal trees give different bytes", lang)
		}
	}
}

func TestWorkbookHoldsTheData(t *testing.T) {
	p, f := load(t, exampleBook, readFile(t, exampleBook), "")
	got, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	if want := readFile(t, exampleJSON); !bytes.Equal(got, want) {
		t.Errorf("the example workbook and the example data differ from byte %d on", differ(got, want))
	}
}

func TestDisclosureIsMadeAgainFromItself(t *testing.T) {
	for _, lang := range langs {
		_, pdf := whole(t, exampleBook, lang)
		v, err := press.Verify(press.Input{Name: "x.pdf", Data: pdf}, "")
		if err != nil {
			t.Fatal(err)
		}
		if !v.Sealed || !v.Same || v.Other || len(v.Damaged) > 0 || len(v.Changes) > 0 {
			t.Errorf("%s: sealed %v, same %v, other version %v, damaged %v, changes %v", lang, v.Sealed, v.Same, v.Other, v.Damaged, v.Changes)
		}
		if v.Manifest.Language != lang || v.Manifest.Profile != "shanxi" {
			t.Errorf("%s: the manifest says %+v", lang, v.Manifest)
		}
		touched := bytes.Replace(pdf, []byte("2024"), []byte("2025"), 1)
		if v, err = press.Verify(press.Input{Name: "x.pdf", Data: touched}, ""); err == nil && (v.Sealed || v.Same) {
			t.Errorf("%s: a changed byte is not noticed", lang)
		}
		p, f := load(t, "x.pdf", pdf, "")
		got, err := filing.Marshal(p.Schema(), f)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, readFile(t, exampleJSON)) {
			t.Errorf("%s: the disclosure does not carry the filing it was made from", lang)
		}
	}
}

func differ(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func TestDocumentTree(t *testing.T) {
	p, f := load(t, exampleJSON, readFile(t, exampleJSON), "")
	for _, lang := range langs {
		t.Run(string(lang), func(t *testing.T) {
			golden(t, "example-county-2024."+string(lang)+".golden", dump(tree(t, p, f, lang)))
		})
	}
}

func TestUnknownProfile(t *testing.T) {
	for name, id := range map[string]string{"nowhere": "no-profile", "": "no-profile", "../..": "profile-folder", t.TempDir(): "profile-folder"} {
		_, err := press.Profile(name)
		var e *message.Error
		if !errors.As(err, &e) || e.ID != id {
			t.Errorf("profile %q: %v", name, err)
		}
	}
}
