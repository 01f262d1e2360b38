package layout_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"budgetbook/fonts"
	"budgetbook/internal/document"
	"budgetbook/internal/layout"
	"budgetbook/internal/layout/specimen"
)

func latin(r fonts.Role) bool { return r >= fonts.Serif && r <= fonts.SansBold }

// English is never stretched, and no line of it is longer than the type area.
func TestEnglishIsRagged(t *testing.T) {
	for name, doc := range map[string]*document.Document{"English": specimen.English(), "bilingual": specimen.Bilingual()} {
		n := 0
		for i, p := range lay(t, doc).Pages {
			for _, it := range p.Items {
				if it.Kind != layout.Text || it.Elem == nil || !latin(it.Font) {
					continue
				}
				n++
				if it.Spacing != 0 {
					t.Errorf("%s: page %d: %q is stretched", name, i+1, it.Str)
				}
			}
		}
		if n == 0 {
			t.Errorf("%s: nothing is set in Latin faces", name)
		}
	}
}

// No English word of the specimens is broken but after a hyphen or a stroke: none
// is wider than its column could be.
func TestEnglishWordsStayWhole(t *testing.T) {
	for name, doc := range map[string]*document.Document{"English": specimen.English(), "bilingual": specimen.Bilingual()} {
		whole := wordsOf(doc)
		for _, l := range stretches(lay(t, doc)) {
			for _, w := range strings.FieldsFunc(l, notLatin) {
				if strings.Trim(w, "0123456789") == "" {
					continue // a page number in the contents
				}
				if !slices.ContainsFunc(whole, func(f string) bool { return partOf(w, f) }) {
					t.Errorf("%s: %q in %q is no word", name, w, l)
				}
			}
		}
	}
}

// stretches gives what stands on the pages without a gap.
func stretches(pages *layout.Pages) []string {
	var out []string
	for _, p := range pages.Pages {
		var last layout.Item
		for _, it := range p.Items {
			if it.Kind != layout.Text || it.Elem == nil {
				continue
			}
			if len(out) > 0 && last.Y == it.Y && max(last.X+last.W-it.X, it.X-last.X-last.W) < it.Size/10 {
				out[len(out)-1] += it.Str
			} else {
				out = append(out, it.Str)
			}
			last = it
		}
	}
	return out
}

// notLatin parts words: blanks, and characters of Chinese text.
func notLatin(r rune) bool { return unicode.IsSpace(r) || r >= 0x2E80 }

// partOf reports that a line may show w of the word f.
func partOf(w, f string) bool {
	const after = "-/–—"
	for i := 0; i+len(w) <= len(f); i++ {
		if f[i:i+len(w)] != w {
			continue
		}
		start, _ := utf8.DecodeLastRuneInString(f[:i])
		end, _ := utf8.DecodeLastRuneInString(w)
		next, _ := utf8.DecodeRuneInString(f[i+len(w):])
		if (i == 0 || strings.ContainsRune(after, start)) && (i+len(w) == len(f) || strings.ContainsRune(after, end) || next == '—') {
			return true
		}
	}
	return false
}

// wordsOf gives all that stands between blanks in a document.
func wordsOf(doc *document.Document) []string {
	var out []string
	seen := map[string]bool{}
	add := func(runs []document.Run) {
		for _, w := range strings.FieldsFunc(document.Plain(runs), notLatin) {
			if !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	for _, b := range slices.Concat(doc.Front, doc.Body) {
		switch b := b.(type) {
		case *document.Heading:
			add(b.Runs)
		case *document.Paragraph:
			add(b.Runs)
		case *document.Contents:
			add(b.Title)
		case *document.Chart:
			add(b.Caption)
			for _, p := range b.Parts {
				add(p.Name)
				add(document.Words(p.Amount + " " + p.Share + " (" + p.Share + ")"))
			}
		case *document.Table:
			for _, s := range slices.Concat([][]document.Run{b.Label, b.Title, b.Subtitle, b.Left, b.Right}, b.Notes, b.Foot) {
				add(s)
			}
			for _, r := range slices.Concat(b.Head, b.Body) {
				for _, c := range r.Cells {
					add(c.Runs)
				}
			}
		}
	}
	return out
}

// Each role in English has its own face, and Chinese in English keeps the Chinese one.
func TestFacesByLanguage(t *testing.T) {
	var items []layout.Item
	for _, doc := range []*document.Document{specimen.English(), specimen.Bilingual(), specimen.Every()} {
		for _, p := range lay(t, doc).Pages {
			for _, it := range p.Items {
				if it.Kind != layout.Text {
					continue
				}
				items = append(items, it)
				if latin(it.Font) && strings.ContainsFunc(it.Str, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
					t.Errorf("%q is set in %s", it.Str, it.Font.Name())
				}
				if doc.Lang == "zh-CN" && doc.Second == "" && latin(it.Font) {
					t.Errorf("%q of a Chinese document is set in %s", it.Str, it.Font.Name())
				}
			}
		}
	}
	for s, want := range map[string]fonts.Role{
		"Part II  Budget Tables, 2024":              fonts.SerifBold,
		"1. Functions and Responsibilities":         fonts.SansBold,
		"(1) Main functions":                        fonts.SerifItalic,
		"(This page is centered.)":                  fonts.Serif,
		"Basic expenditures: ":                      fonts.SansBold,
		"人员经费":                                      fonts.Fangsong,
		"2010101":                                   fonts.Sans,
		"(1) Budget as a whole":                     fonts.SerifItalic,
		"（一）收支预算总体情况":                               fonts.Kai,
		"Unit Budget Disclosure":                    fonts.SerifBold,
		"Note: nil return (no data for this table)": fonts.Sans,
	} {
		if !slices.ContainsFunc(items, func(it layout.Item) bool { return strings.HasPrefix(it.Str, s) && it.Font == want }) {
			t.Errorf("%q is not set in %s", s, want.Name())
		}
	}
}

// English on a line of its own below Chinese is a little smaller, in one text.
func TestEnglishUnderneath(t *testing.T) {
	zh, en := 0, 0
	for _, p := range lay(t, specimen.Bilingual()).Pages {
		for _, it := range p.Items {
			switch it.Str {
			case "第一部分 概况":
				zh = max(zh, it.Size)
			case "Part I  Overview":
				en = max(en, it.Size)
			}
		}
	}
	if en == 0 || en >= zh || en < zh*85/100 {
		t.Errorf("the title is %d in Chinese and %d in English", zh, en)
	}
}

func TestStyleFor(t *testing.T) {
	english, bilingual, chinese := layout.English(), layout.Bilingual(), layout.GBT9704()
	for _, tt := range []struct {
		doc  document.Document
		want int
	}{
		{document.Document{Lang: "en"}, english.BodySize}, {document.Document{Lang: "en-GB"}, english.BodySize},
		{document.Document{Lang: "zh-CN", Second: "en"}, bilingual.BodySize}, {document.Document{Lang: "zh-CN"}, chinese.BodySize}, {document.Document{}, chinese.BodySize},
	} {
		if got := layout.StyleFor(&tt.doc).BodySize; got != tt.want {
			t.Errorf("%s, %s: body of %d, not %d", tt.doc.Lang, tt.doc.Second, got, tt.want)
		}
	}
}
