// Package layout sets a document tree on pages.
//
// Input: a document.Document, the advances of its typefaces (Metrics) and a
// Style. Output: Pages, with every mark at a fixed place in 1/1000 pt, and the
// structure tree, outline and contents beside them. Invariant: the same input
// gives the same pages, and every text of the input stands on a page exactly
// once; what is drawn again (heads of a continued table) is an artifact.
package layout

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-text/typesetting/segmenter"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// maxPasses bounds the loop that settles the page numbers of a table of
// contents which stands among the numbered pages.
const maxPasses = 5

// setter holds what all blocks share while they are set.
type setter struct {
	m     Metrics
	style Style
	out   *Pages
	known []Entry // contents entries of the pass before

	seg   segmenter.Segmenter
	runes []rune
	can   []bool
	slab  []glyph

	missed map[Missing]bool

	lang  string    // of the block being set
	into  *Element  // Front or body part of the tree
	sects []section // open sections
}

type section struct {
	level  int
	elem   *Element
	titled bool // its heading stands in the tree
}

// Lay sets doc on pages. It fails only if the contents do not settle; a
// character that no font has is drawn as 〓 and listed in Pages.Missing.
func Lay(doc *document.Document, m Metrics, style Style) (*Pages, error) {
	if style.TextWidth <= 0 || style.TextHeight < 4*style.LinePitch || style.BodySize <= 0 || style.LinePitch <= 0 || len(style.TableSizes) == 0 || len(style.FormSizes) == 0 {
		return nil, fmt.Errorf("lay out %q: the style leaves no room for text", doc.Title)
	}
	var known []Entry
	for range maxPasses {
		s := &setter{m: m, style: style, known: known, lang: doc.Lang}
		s.out = &Pages{
			Title: doc.Title, Author: doc.Author, Subject: doc.Subject, Lang: doc.Lang,
			Root: &Element{Tag: "Document", Lang: doc.Lang},
		}
		front, bodyPart := &Element{}, &Element{}

		s.into = bodyPart
		body := s.blocks(doc.Body, true)
		if slices.ContainsFunc(doc.Body, isContents) && !slices.EqualFunc(known, body.entries, Entry.equal) {
			known = body.entries
			continue
		}
		s.known = body.entries
		s.into, s.sects = front, nil
		head := s.blocks(doc.Front, false)
		s.finish(head, body)
		if doc.Draft != "" {
			for i := range s.out.Pages {
				s.draft(&s.out.Pages[i], doc.Draft)
			}
		}
		s.out.Root.Kids = append(front.Kids, bodyPart.Kids...)
		return s.out, nil
	}
	return nil, fmt.Errorf("lay out %q: page numbers of the contents do not settle after %d passes", doc.Title, maxPasses)
}

func isContents(b document.Block) bool {
	_, ok := b.(*document.Contents)
	return ok
}

// blocks sets blocks on pages of their own.
func (s *setter) blocks(bs []document.Block, numbered bool) *pageFlow {
	f := &pageFlow{s: s, numbered: numbered}
	for i := 0; i < len(bs); i++ {
		if p, ok := bs[i].(*document.Paragraph); !ok || isCover(p.Role) {
			f.sink() // only running text may come before a chart that waits
		}
		s.lang = cmp.Or(langOf(bs[i]), s.out.Lang)
		switch b := bs[i].(type) {
		case *document.PageBreak:
			f.flush()
			f.closePage()
		case *document.Heading:
			f.setHeading(b)
		case *document.Paragraph:
			f.dropHidden()
			if isCover(b.Role) {
				i += f.setCover(bs[i:]) - 1
				continue
			}
			f.setParagraph(b)
		case *document.Contents:
			f.dropHidden()
			f.setContents(b)
		case *document.Table:
			f.setTable(b)
		case *document.Chart:
			f.setChart(b)
		case *document.Attachment:
			f.setAttachment(b)
		}
	}
	s.lang = s.out.Lang
	f.sink()
	f.flush()
	f.dropHidden()
	return f
}

// space is a wide blank in the language of the block: an em in Chinese.
func (s *setter) space() string {
	if isEnglish(s.lang) {
		return "  "
	}
	return "\u3000"
}

// langOf is the language of a block that has one of its own.
func langOf(b document.Block) string {
	switch b := b.(type) {
	case *document.Paragraph:
		return b.Lang
	case *document.Table:
		return b.Lang
	}
	return ""
}

// finish joins the front matter and the body and adds the page numbers.
func (s *setter) finish(front, body *pageFlow) {
	shiftBookmarks(body.bookmarks, len(front.pages))
	s.out.Pages = append(front.pages, body.pages...)
	s.out.Outline = append(front.bookmarks, body.bookmarks...)
	s.out.Contents = body.entries
	anchors := map[string]bool{}
	for i := range s.out.Pages {
		s.number(&s.out.Pages[i])
		for _, it := range s.out.Pages[i].Items {
			if it.Kind == Anchor {
				anchors[it.Str] = true
			}
		}
	}
	told := map[string]bool{}
	for i := range s.out.Pages {
		for _, it := range s.out.Pages[i].Items {
			if it.Kind == Link && !anchors[it.Str] && !told[it.Str] {
				told[it.Str] = true
				s.out.Unresolved = append(s.out.Unresolved, it.Str)
			}
		}
	}
}

func shiftBookmarks(bs []*Bookmark, by int) {
	for _, b := range bs {
		b.Page += by
		shiftBookmarks(b.Kids, by)
	}
}

// draft prints a word across a page, in steps from the lower left to the upper
// right, behind everything else and light enough to read through.
func (s *setter) draft(p *Page, word string) {
	runes := []rune(word)
	size := min(s.style.DraftSize, p.Width/(len(runes)+1))
	var items []Item
	for i, r := range runes {
		t := s.shape([]document.Run{{Text: string(r)}}, fonts.Hei, fonts.Hei)
		x := p.Width*(i+1)/(len(runes)+1) - emPoints(t.width, size)/2
		y := p.Height*(len(runes)-i)/(len(runes)+1) + size/3
		for _, it := range s.set(nil, &t, textLine{to: len(t.g), natural: t.width, last: true}, x, y, size, 0, []*Element{nil}) {
			it.Elem, it.Gray = nil, 880
			items = append(items, it)
		}
	}
	p.Items = append(items, p.Items...)
}

func pageLabel(n int) string { return "— " + strconv.Itoa(n) + " —" }

// number prints the page number: "一般用4号半角宋体阿拉伯数字，编排在公文版心下边缘之下，
// 数字左右各放一条一字线；一字线上距版心下边缘7mm。单页码居右空一字，双页码居左空一字。"
func (s *setter) number(p *Page) {
	if p.Label == "" {
		return
	}
	st := &s.style
	t := s.shape([]document.Run{{Text: p.Label}}, fonts.Song, fonts.Song)
	w := emPoints(t.width, st.NumberSize)
	below := st.Top + st.TextHeight + st.NumberDrop
	left, right := st.Left, st.Left+st.TextWidth
	if p.Width > p.Height {
		below = p.Height - st.LandBottom + st.NumberDrop
		left, right = st.TableMargin, p.Width-st.TableMargin
	}
	x := right - st.NumberSize - w
	if p.Number%2 == 0 {
		x = left + st.NumberSize
	}
	l := textLine{from: 0, to: len(t.g), natural: t.width, last: true}
	p.Items = s.set(p.Items, &t, l, x, below+emPoints(glyphCentre, st.NumberSize), st.NumberSize, 0, nil)
}

// under opens the section a heading of the level begins and returns it.
func (s *setter) under(level int) *Element {
	for len(s.sects) > 0 && s.sects[len(s.sects)-1].level >= level {
		s.sects = s.sects[:len(s.sects)-1]
	}
	tag := "Sect"
	if level == 1 {
		tag = "Part"
	}
	e := s.parent().add(tag)
	s.sects = append(s.sects, section{level: level, elem: e})
	return e
}

// parent is the element that takes the next block.
func (s *setter) parent() *Element {
	if len(s.sects) > 0 {
		return s.sects[len(s.sects)-1].elem
	}
	return s.into
}

// headingTag gives the innermost section its heading: H1 … H6 by the number of
// headings around it, so that no level is skipped.
func (s *setter) headingTag() string {
	n := 1
	if last := len(s.sects) - 1; last >= 0 {
		for _, x := range s.sects[:last] {
			if x.titled {
				n++
			}
		}
		s.sects[last].titled = true
	}
	return "H" + strconv.Itoa(min(n, 6))
}
