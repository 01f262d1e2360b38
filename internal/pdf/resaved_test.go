package pdf_test

import (
	"bytes"
	_ "embed"
	"math/rand/v2"
	"slices"
	"testing"

	"budgetbook/internal/pdf"
)

// linearized is what qpdf --linearize makes of writeFiles(embedded()).
//
//go:embed testdata/linearized.pdf
var linearized []byte

// sameFiles compares names and contents, whatever the order.
func sameFiles(t *testing.T, got []pdf.File) {
	t.Helper()
	want := embedded()
	if len(got) != len(want) {
		t.Fatalf("%d files", len(got))
	}
	for _, w := range want {
		if !slices.ContainsFunc(got, func(f pdf.File) bool {
			return f.Name == w.Name && bytes.Equal(f.Data, w.Data) && f.Relationship == w.Relationship
		}) {
			t.Errorf("%s is not as it was", w.Name)
		}
	}
}

// TestResaved: the files of a document are found in the form another program gave it.
func TestResaved(t *testing.T) {
	if _, err := pdf.Files(linearized); err == nil {
		t.Error("the stored file is in our own form")
	}
	got, err := pdf.Resaved(linearized)
	if err != nil {
		t.Fatal(err)
	}
	sameFiles(t, got)
	if got, err = pdf.Resaved(writeFiles(t, embedded())); err != nil {
		t.Fatal(err)
	}
	sameFiles(t, got)
	if got, err := pdf.Resaved(writeFiles(t, nil)); err != nil || len(got) > 0 {
		t.Errorf("without files: %d, %v", len(got), err)
	}
	for _, data := range [][]byte{nil, []byte("PK\x03\x04"), []byte("%PDF-1.7\n"), linearized[:len(linearized)/2]} {
		if got, err := pdf.Resaved(data); err == nil && len(got) > 0 {
			t.Errorf("%d bytes give %d files", len(data), len(got))
		}
	}
}

// TestResavedBroken: whatever happened to the bytes, reading ends with files or an error.
func TestResavedBroken(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		b := slices.Clone(linearized)
		for range 1 + r.IntN(20) {
			b[r.IntN(len(b))] = byte(r.IntN(256))
		}
		files, err := pdf.Resaved(b)
		if err != nil && len(files) > 0 {
			t.Error("files beside an error")
		}
	}
}
