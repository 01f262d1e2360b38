package html_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"budgetbook/internal/document"
	page "budgetbook/internal/html"
	"budgetbook/internal/layout/specimen"
)

// TestPageStandsAlone: whatever a document holds, its page asks for nothing, its links
// lead to places it has, every id is there once, and no level of headings is left out.
func TestPageStandsAlone(t *testing.T) {
	docs := []*document.Document{specimen.Every(), specimen.English(), specimen.Bilingual()}
	for seed := range uint64(20) {
		docs = append(docs, specimen.Random(seed))
	}
	links := 0
	for i, doc := range docs {
		data, err := page.Page(doc, page.Options{})
		if err != nil {
			t.Fatalf("document %d: %v", i, err)
		}
		root, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		ids, hrefs, level := map[string]int{}, []string{}, 0
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			for _, a := range n.Attr {
				switch a.Key {
				case "id":
					ids[a.Val]++
				case "src":
					t.Errorf("document %d asks for %s", i, a.Val)
				case "href":
					hrefs = append(hrefs, a.Val)
				}
			}
			switch n.DataAtom {
			case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5:
				now := int(n.Data[1] - '0')
				if now > level+1 {
					t.Errorf("document %d: h%d follows h%d", i, now, level)
				}
				level = now
			}
		}
		for id, n := range ids {
			if n != 1 {
				t.Errorf("document %d has %q %d times", i, id, n)
			}
		}
		for _, h := range hrefs {
			if to, within := strings.CutPrefix(h, "#"); h != "data:," && (!within || ids[to] == 0) {
				t.Errorf("document %d: a link leads to %s", i, h)
			} else if within {
				links++
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links in all documents", links)
	}
}

// TestDraftSaysSo: a draft is one on a screen as well.
func TestDraftSaysSo(t *testing.T) {
	doc := specimen.Every()
	doc.Draft = "草稿：尚有 3 处错误"
	data, err := page.Page(doc, page.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(data, []byte(doc.Draft)); n != 1 {
		t.Errorf("the page says %d times that it is a draft", n)
	}
}

// TestAnnexInThePDF: pages of an annex are in the PDF; without one there is no link.
func TestAnnexInThePDF(t *testing.T) {
	doc := &document.Document{Lang: "zh-CN", Body: []document.Block{&document.Attachment{ID: "annex.1", Name: "图.pdf", Pages: make([]document.AttachedPage, 3)}}}
	for pdf, want := range map[string]bool{"": false, "a.pdf": true} {
		data, err := page.Page(doc, page.Options{PDF: pdf})
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(data, []byte(`href="a.pdf#nameddest=annex.1"`)); got != want || !bytes.Contains(data, []byte("共 3 页")) {
			t.Errorf("PDF %q: a link is there: %v\n%s", pdf, got, data)
		}
	}
}
