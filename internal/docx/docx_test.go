package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// partsOf are the parts of a letter, by name.
func partsOf(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// TestEveryPartIsSound: every part is XML, every style that is used is there, and every
// part but the two a zip needs is declared.
func TestEveryPartIsSound(t *testing.T) {
	d := &Doc{Title: "函 <1> & 其他", Styles: Sheet{Font: "仿宋", Size: 28, Table: "Grid", Paras: []Style{{ID: "Text", Based: "Normal"}, {ID: "Cell", Based: "Text", Chars: Size(21)}, {ID: "Footer", Based: "Normal"}}}}
	d.Para("Text", "第一行\n第二行 <b>")
	d.Table([]int{700, 1900}, "Cell", []string{"序号", "金额"}, [][]string{{Para("Cell", "1"), Para("Cell", "12.34") + Para("Text", "注")}})
	data, err := d.Bytes(time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	parts, used, known := partsOf(t, data), map[string]bool{}, map[string]bool{}
	for name, text := range parts {
		for x := xml.NewDecoder(strings.NewReader(text)); ; {
			tok, err := x.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			e, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range e.Attr {
				switch {
				case a.Name.Local == "styleId":
					known[a.Value] = true
				case e.Name.Local == "pStyle" || e.Name.Local == "tblStyle" || e.Name.Local == "basedOn":
					used[a.Value] = true
				}
			}
		}
	}
	for s := range used {
		if !known[s] {
			t.Errorf("there is no style %s", s)
		}
	}
	if !used["Grid"] || !used["Cell"] {
		t.Errorf("styles used: %v", used)
	}
	for name := range parts {
		if strings.HasSuffix(name, ".xml") && name != "[Content_Types].xml" && !strings.Contains(parts["[Content_Types].xml"], `"/`+name+`"`) {
			t.Errorf("%s is not declared", name)
		}
	}
	body := parts["word/document.xml"]
	for _, want := range []string{"第一行</w:t></w:r><w:r><w:br/></w:r>", "第二行 &lt;b&gt;", `w:tblW w:w="2600"`, "<w:tblHeader/>"} {
		if !strings.Contains(body, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	if core := parts["docProps/core.xml"]; !strings.Contains(core, "函 &lt;1&gt; &amp; 其他") || !strings.Contains(core, "2024-03-01T00:00:00Z") {
		t.Errorf("properties: %s", core)
	}
}

// TestTextsAreShown: a text that would act in a letter, or that XML cannot hold, is shown.
func TestTextsAreShown(t *testing.T) {
	d := &Doc{Title: "甲局\u202elld\n第二行", Styles: Sheet{Paras: []Style{{ID: "Text", Based: "Normal"}}}}
	d.Para("Text", "甲局\u202elld\x1b[31m\x00 { HYPERLINK \"http://x\" }\n=1+1")
	data, err := d.Bytes(time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"word/document.xml": "甲局‹U+202E›lld␛[31m␀ { HYPERLINK", "docProps/core.xml": "<dc:title>甲局‹U+202E›lld 第二行</dc:title>"}
	for name, text := range partsOf(t, data) {
		if strings.ContainsAny(text, "\u202e\x1b\x00\ufffd") || !strings.Contains(text, want[name]) || name == "word/document.xml" && strings.Contains(text, "<w:instrText") {
			t.Errorf("%s: %s", name, text)
		}
	}
}
