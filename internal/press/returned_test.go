package press_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"testing"
	"time"

	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
)

// carrying is a small PDF that carries data as a disclosure does. edit changes what is
// carried after the manifest was made.
func carrying(t *testing.T, edit func([]pdf.File) []pdf.File) []byte {
	t.Helper()
	files := []pdf.File{
		{Name: "filing.json", MIME: "application/json", Relationship: "Source", Data: []byte(`{"schema": "budgetbook/filing/1", "fiscal_year": 2024, "unit": {"name": "示例县财政局"}}`)},
		{Name: "annex-1.pdf", MIME: "application/pdf", Relationship: "Source", Data: []byte("%PDF-1.4 of the unit")},
	}
	man := press.Manifest{Program: "budgetbook", Profile: "shanxi", Annexes: []press.Carriage{{Name: "批复.pdf", File: "annex-1.pdf"}}}
	for _, f := range files {
		man.Files = append(man.Files, press.Digest{Name: f.Name, SHA256: output.Sum(f.Data)})
	}
	text, err := json.Marshal(man)
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, pdf.File{Name: "manifest.json", MIME: "application/json", Relationship: "Supplement", Data: text})
	if edit != nil {
		files = edit(files)
	}
	doc := &document.Document{Title: "t", Body: []document.Block{&document.Paragraph{Runs: document.Words("1")}}}
	faces := pdf.NewFaces()
	pages, err := layout.Lay(doc, faces, layout.StyleFor(doc))
	if err != nil {
		t.Fatal(err)
	}
	out, err := pdf.Write(pages, faces, pdf.Meta{Date: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestReturnedPDF spoils a PDF that carries data: it is refused, or its data are read as
// they were.
func TestReturnedPDF(t *testing.T) {
	data := carrying(t, nil)
	want, err := press.SoundData(press.Input{Name: "x.pdf", Data: data})
	if err != nil {
		t.Fatal(err)
	}
	refused, tried := 0, 0
	spoil := func(what string, bad []byte) {
		tried++
		if sealed, err := pdf.Sealed(bad); sealed && err == nil {
			t.Errorf("%s: the seal holds", what)
		}
		got, err := press.SoundData(press.Input{Name: "x.pdf", Data: bad})
		if err != nil {
			refused++
			var said *message.Error
			if !errors.As(err, &said) {
				t.Errorf("%s: %v is no message", what, err)
			}
			return
		}
		got.Resaved = false
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: read with other data", what)
		}
	}
	step := 7
	if testing.Short() {
		step = 61
	}
	for i := 0; i < len(data); i += step {
		bad := bytes.Clone(data)
		bad[i] ^= []byte{0x01, 0x20, 0x80, 0xff}[i/step%4]
		spoil(fmt.Sprintf("byte %d of %d", i, len(data)), bad)
	}
	for i := 0; i < len(data); i += 64 * (step/7 | 1) {
		spoil(fmt.Sprintf("cut at byte %d of %d", i, len(data)), data[:i])
	}
	if refused == 0 || refused == tried {
		t.Errorf("%d of %d refused", refused, tried)
	}
}

// TestReturnedOtherData: data that the manifest does not vouch for are not used, whoever
// put them there, and however sound the file is.
func TestReturnedOtherData(t *testing.T) {
	for name, edit := range map[string]func([]pdf.File) []pdf.File{
		"another filing":        func(f []pdf.File) []pdf.File { f[0].Data = []byte(`{"schema": "budgetbook/filing/1"}`); return f },
		"another annex":         func(f []pdf.File) []pdf.File { f[1].Data = []byte("%PDF-1.4 of others"); return f },
		"no annex":              func(f []pdf.File) []pdf.File { return append(f[:1:1], f[2]) },
		"no filing":             func(f []pdf.File) []pdf.File { return f[1:] },
		"no manifest":           func(f []pdf.File) []pdf.File { return f[:2] },
		"a manifest of others":  func(f []pdf.File) []pdf.File { f[2].Data = []byte(`{}`); return f },
		"a manifest of nothing": func(f []pdf.File) []pdf.File { f[2].Data = []byte(`{"program": "budgetbook"}`); return f },
		"a manifest of the filing alone": func(f []pdf.File) []pdf.File {
			f[2].Data = regexp.MustCompile(`,\{"name":"annex-1.pdf","sha256":"[^"]*"\}`).ReplaceAll(f[2].Data, nil)
			return f
		},
		"a manifest of no annex": func(f []pdf.File) []pdf.File {
			f[2].Data = bytes.Replace(f[2].Data, []byte(`"annex-1.pdf","sha256"`), []byte(`"annex-2.pdf","sha256"`), 1)
			return f
		},
		"a manifest cut off":      func(f []pdf.File) []pdf.File { f[2].Data = f[2].Data[:20]; return f },
		"a manifest that is text": func(f []pdf.File) []pdf.File { f[2].Data = []byte("budgetbook"); return f },
	} {
		in := press.Input{Name: "x.pdf", Data: carrying(t, edit)}
		_, err := press.SoundData(in)
		var said *message.Error
		if !errors.As(err, &said) {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, _, err := press.Filing(in, ""); !errors.As(err, &said) {
			t.Errorf("%s: taken for a filing: %v", name, err)
		}
		if _, err := press.Load(in, press.Options{}); !errors.As(err, &said) {
			t.Errorf("%s: loaded: %v", name, err)
		}
	}
}
