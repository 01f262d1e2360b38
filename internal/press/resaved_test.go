package press_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
)

// savedAgain is a PDF as another program saves it.
func savedAgain(t *testing.T, data []byte) []byte {
	t.Helper()
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	var out bytes.Buffer
	if err := api.Optimize(bytes.NewReader(data), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// checkResaved holds a disclosure that another program saved against the example.
func checkResaved(t *testing.T, name string, data []byte) {
	t.Helper()
	if _, err := pdf.Files(data); err == nil {
		t.Errorf("%s: the file is still in our own form", name)
	}
	v, err := press.Verify(press.Input{Name: "x.pdf", Data: data}, "")
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if v.Sealed || v.Same || !v.Resaved || v.Other || len(v.Damaged) > 0 || len(v.Changes) > 0 {
		t.Errorf("%s: sealed %v, same %v, saved again %v, damaged %v, changes %v", name, v.Sealed, v.Same, v.Resaved, v.Damaged, v.Changes)
	}
	p, f := load(t, "x.pdf", data, "")
	got, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, readFile(t, exampleJSON)) {
		t.Errorf("%s: not the data it was made from", name)
	}
}

// TestSavedAgain: a disclosure that another program saved again still gives its data,
// and is known to hold what it held.
func TestSavedAgain(t *testing.T) {
	_, made := whole(t, exampleBook, message.ZH)
	data := savedAgain(t, made)
	checkResaved(t, "optimized", data)

	// What was exchanged inside is noticed by the manifest.
	files, err := pdf.Resaved(data)
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	whole, err := press.AttachedData(press.Input{Name: "x.pdf", Data: data})
	if err != nil || len(whole.Damaged) > 0 {
		t.Fatalf("%v, %v", whole, err)
	}
	other := slices.Clone(data)
	changed := 0
	for at := 0; ; {
		i := bytes.Index(other[at:], []byte("stream"))
		if i < 0 || at+i+200 >= len(other) {
			break
		}
		at += i + 200
		other[at] ^= 0x55 // within a stream: no packed file survives it
		changed++
	}
	if got, err := press.AttachedData(press.Input{Name: "x.pdf", Data: other}); changed < 10 || err == nil && len(got.Damaged) == 0 {
		t.Errorf("%d changed streams are not noticed", changed)
	}
}
