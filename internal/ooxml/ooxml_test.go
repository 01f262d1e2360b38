package ooxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"testing"
)

func made(t *testing.T, e Effort) []byte {
	t.Helper()
	w := NewWriter(e)
	for _, name := range []string{ContentTypes, Relationships, "word/正文.xml"} {
		if err := w.Part(name, []byte(Head+"<a>"+name+"</a>")); err != nil {
			t.Fatal(err)
		}
	}
	data, err := w.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestPartsInOrder: a file has its parts in the order they were added, all of one date,
// and a part that is copied is stored as it was.
func TestPartsInOrder(t *testing.T) {
	data := made(t, Small)
	if !bytes.Equal(data, made(t, Small)) {
		t.Error("the same parts give other bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	w := NewWriter(Fast)
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		if !f.Modified.Equal(Epoch) {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if want := Head + "<a>" + f.Name + "</a>"; err != nil || string(text) != want {
			t.Errorf("%s holds %q, %v; want %q", f.Name, text, err, want)
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{ContentTypes, Relationships, "word/正文.xml"}; !slices.Equal(names, want) {
		t.Errorf("parts %q, want %q", names, want)
	}
	if copied, err := w.Bytes(); err != nil || !bytes.Equal(copied, data) {
		t.Errorf("a copy of every part is another file (%v)", err)
	}
}

func TestEscapedTextIsReadBack(t *testing.T) {
	for _, s := range []string{"", "收入 < 支出 & \"其他\" 'x' >", "一行\n二行\t\r三", "𠮷"} {
		var x struct {
			A string `xml:"a,attr"`
			T string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte(`<x a="`+Escape(s)+`">`+Escape(s)+`</x>`), &x); err != nil || x.A != s || x.T != s {
			t.Errorf("%q is read back as %q and %q (%v)", s, x.A, x.T, err)
		}
	}
}
