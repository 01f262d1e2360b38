//go:build external

package pdf_test

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"budgetbook/fonts"
	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
)

func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// sameText has pdftotext read every page and compares it, character by
// character, with what layout put there. It returns the text of all pages,
// without their numbers.
func sameText(t *testing.T, doc *document.Document) string {
	t.Helper()
	faces := pdf.NewFaces()
	pages, err := layout.Lay(doc, faces, layout.StyleFor(doc))
	if err != nil {
		t.Fatal(err)
	}
	if len(pages.Missing) > 0 {
		t.Fatalf("no font has %v", pages.Missing)
	}
	file, err := pdf.Write(pages, faces, meta())
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(tool(t, file, "pdftotext", "-raw", "FILE", "-"), "\f")
	if len(got) != len(pages.Pages)+1 {
		t.Fatalf("%d pages are read, not %d", len(got)-1, len(pages.Pages))
	}
	all := ""
	for i, p := range pages.Pages {
		want := ""
		for _, it := range p.Items {
			if it.Kind == layout.Text {
				want += it.Str
			}
		}
		w, g := []rune(solid(want)), []rune(solid(got[i]))
		for k := range max(len(w), len(g)) {
			if k >= len(w) || k >= len(g) || w[k] != g[k] {
				t.Errorf("page %d: %q is read as %q", i+1, string(w[min(k, len(w)):min(k+20, len(w))]), string(g[min(k, len(g)):min(k+20, len(g))]))
				break
			}
		}
		all += strings.TrimSuffix(string(g), solid(p.Label))
	}
	return all
}

// example is the disclosure of the example filing.
func example(t *testing.T, lang message.Lang) *document.Document {
	t.Helper()
	const name = "../../examples/example-county-2024.json"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	made, err := press.Make(press.Input{Name: name, Data: data}, press.Options{Lang: lang})
	if err != nil {
		t.Fatal(err)
	}
	return made.Document
}

// Every string of the example filing can be copied out of its document.
func TestExternalCopiedTextOfExample(t *testing.T) {
	for _, lang := range []message.Lang{message.ZH, message.EN, message.Both} {
		doc := example(t, lang)
		all := sameText(t, doc)
		lines := 0
		for _, b := range doc.Body {
			if x, ok := b.(*document.Paragraph); ok {
				lines++
				if s := solid(document.Plain(x.Runs)); !strings.Contains(all, s) {
					t.Errorf("not copied out: %q", s)
				}
			}
		}
		if lines < 20 {
			t.Errorf("%d paragraphs", lines)
		}
	}
}

// in sets characters in every kind of type.
func in(text []rune) *document.Document {
	doc := &document.Document{Title: "t", Lang: "zh-CN"}
	for i := 0; len(text) > 0; i++ {
		n := min(len(text), 300)
		s := document.Words(string(text[:n]))
		text = text[n:]
		switch i % 5 {
		case 0:
			doc.Body = append(doc.Body, &document.Paragraph{Runs: s})
		case 1:
			doc.Body = append(doc.Body, &document.Paragraph{Runs: []document.Run{{Text: s[0].Text, Strong: true}}})
		case 2:
			doc.Body = append(doc.Body, &document.Paragraph{Role: document.Note, Runs: s})
		case 3:
			doc.Body = append(doc.Body, &document.Heading{Level: 3, Runs: s})
		case 4:
			doc.Body = append(doc.Body, &document.Heading{Level: 1, Runs: s})
		}
	}
	return doc
}

// gb2312 are the characters of levels 1 and 2 and the symbols before them.
func gb2312(t *testing.T) []rune {
	t.Helper()
	var out []rune
	for row := 0xA1; row <= 0xF7; row++ {
		for cell := 0xA1; cell <= 0xFE; cell++ {
			b, err := simplifiedchinese.HZGB2312.NewDecoder().Bytes([]byte{'~', '{', byte(row - 0x80), byte(cell - 0x80), '~', '}'})
			if err != nil {
				t.Fatal(err)
			}
			if r := []rune(string(b)); len(r) == 1 && r[0] != unicode.ReplacementChar && !unicode.IsSpace(r[0]) {
				out = append(out, r[0])
			}
		}
	}
	return out
}

func TestExternalCopiedTextOfCommonCharacters(t *testing.T) {
	faces := pdf.NewFaces()
	text := gb2312(t)
	if len(text) < 7000 {
		t.Fatalf("GB 2312 has %d characters", len(text))
	}
	seen := map[rune]bool{}
	kept := text[:0]
	for _, r := range text {
		if _, _, ok := faces.Glyph(fonts.Song, r); ok {
			seen[r] = true
			kept = append(kept, r)
		} else if unicode.Is(unicode.Han, r) {
			t.Errorf("no font has %c of GB 2312", r)
		}
	}
	for r := rune(0x2E80); r < 0xA000 && len(kept) < 10000; r++ { // radicals, Ext A and the rest
		if _, _, ok := faces.Glyph(fonts.Song, r); ok && !seen[r] && unicode.Is(unicode.Han, r) {
			kept = append(kept, r)
		}
	}
	t.Logf("%d characters", len(kept))
	sameText(t, in(kept))
	sameText(t, in(append(kept[300:len(kept):len(kept)], kept[:300]...))) // other characters in each type
}

func TestExternalCopiedTextOfRareCharacters(t *testing.T) {
	faces := pdf.NewFaces()
	var text []rune
	for r := rune(0x20000); r < 0x2EBF0; r += 27 {
		if _, _, ok := faces.Glyph(fonts.Song, r); ok {
			text = append(text, r)
		}
	}
	t.Logf("%d characters", len(text))
	if len(text) < 2000 {
		t.Fatalf("%d characters", len(text))
	}
	sameText(t, in(text))
}

func TestExternalCopiedTextOfAwkwardCharacters(t *testing.T) {
	text := "由“三公”经费——1,234.56万元（含上年），增长12.5%；㎡①Ⅳ·•一⼀方⽅𠮷饻：《预算法》……"
	var rs []rune
	for range 40 {
		rs = append(rs, []rune(text)...)
	}
	sameText(t, in(rs))
}
