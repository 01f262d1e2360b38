package pdf

import (
	"errors"
	"fmt"
	"time"

	"github.com/signintech/gopdf"

	"budgetbook/internal/harmless"
	"budgetbook/internal/layout"
)

// Meta is what the file says about itself. Empty fields are taken from the pages.
type Meta struct {
	Title, Author, Subject string
	Lang                   string // BCP 47
	Creator                string // program the document was made with
	Producer               string // program that wrote the PDF
	Date                   time.Time
	Files                  []File            // carried inside; the file is PDF/A-3 if there are any, else PDF/A-2
	Annexes                map[string]*Annex // files whose pages are printed, by the name the document gives them
	Part1                  bool              // write PDF/A-1b, in the form of PDF 1.4: no Files, no Annexes, larger
}

// Write makes the PDF file of pages. faces are those the pages were laid out with.
func Write(pages *layout.Pages, faces *Faces, meta Meta) (out []byte, err error) {
	// gopdf panics on what it does not expect; this is its one door.
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("write PDF: %v", p)
		}
	}()
	if len(pages.Pages) == 0 {
		return nil, errors.New("write PDF: the document has no pages")
	}
	if err := faces.Err(); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	if err := verifyFiles(meta.Files); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	if meta.Title == "" {
		meta.Title = pages.Title
	}
	if meta.Author == "" {
		meta.Author = pages.Author
	}
	if meta.Subject == "" {
		meta.Subject = pages.Subject
	}
	for _, text := range []*string{&meta.Title, &meta.Author, &meta.Subject} {
		*text = harmless.Line(*text)
	}
	if meta.Lang == "" {
		meta.Lang = pages.Lang
	}
	cast, err := faces.subsets(pages)
	if err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	if meta.Part1 && len(meta.Files)+len(meta.Annexes) > 0 {
		return nil, errors.New("write PDF: PDF/A-1 allows neither embedded files nor pages of other files")
	}
	if err := annexesPresent(pages, meta.Annexes); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	marks := newMarks(pages)
	raw, err := paintPages(pages, faces, cast, marks)
	if err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	out, err = finishFile(raw, pages, cast, marks, meta)
	if err != nil {
		return nil, fmt.Errorf("write PDF: finish: %w", err)
	}
	return out, nil
}

// Marked content gets through gopdf as dash patterns that no drawing uses: the
// finisher turns them into operators.
const (
	sentinel      = 77.77
	beginContent  = 1
	beginArtifact = 2
	endMark       = 3
	importForm    = 4 // a page of an annex stands here
)

// inPoints turns 1/1000 pt into points.
func inPoints(n int) float64 { return float64(n) / 1000 }

// painter draws the items of a page with gopdf and keeps track of its state.
type painter struct {
	gp     *gopdf.GoPdf
	gray   int // of fills and text
	stroke int
	weight int
	family string
	size   int
}

// paintPages draws all pages and gives gopdf's file, uncompressed.
func paintPages(pages *layout.Pages, faces *Faces, cast *fontSubsets, marks *marks) ([]byte, error) {
	gp := &gopdf.GoPdf{}
	gp.Start(gopdf.Config{Unit: gopdf.UnitPT, PageSize: gopdf.Rect{W: inPoints(pages.Pages[0].Width), H: inPoints(pages.Pages[0].Height)}})
	gp.SetNoCompression()
	for _, m := range cast.members {
		if err := gp.AddTTFFontFromFontContainer(m.family, &faces.container); err != nil {
			return nil, fmt.Errorf("add font %s: %w", m.family, err)
		}
	}
	for i := range pages.Pages {
		p := &pages.Pages[i]
		gp.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: inPoints(p.Width), H: inPoints(p.Height)}})
		w := painter{gp: gp, gray: 0, stroke: 0, weight: -1, size: -1}
		gp.SetGrayFill(0) // a page without content would be invalid
		for k := range p.Items {
			it := &p.Items[k]
			switch it.Kind {
			case layout.Text, layout.Rule, layout.Fill, layout.Import:
				if kind, id, ok := marks.enter(i, it.Elem); ok {
					w.mark(kind, id)
				}
				marks.extend(i, it)
			}
			if err := w.draw(it, cast); err != nil {
				return nil, fmt.Errorf("page %d: %w", i+1, err)
			}
			switch it.Kind {
			case layout.Link:
				marks.link(i, it)
			case layout.Import:
				w.mark(importForm, marks.place(it))
			}
		}
		if marks.leave() {
			w.mark(endMark, 0)
		}
	}
	return gp.GetBytesPdfReturnErr()
}

// mark writes the sentinel of a marked-content operator.
func (w *painter) mark(kind, id int) {
	w.gp.SetCustomLineType([]float64{sentinel, float64(kind)}, float64(id))
}

func (w *painter) setGray(g int) {
	if g != w.gray {
		w.gp.SetGrayFill(inPoints(g))
		w.gray = g
	}
}

func (w *painter) draw(it *layout.Item, cast *fontSubsets) error {
	switch it.Kind {
	case layout.Text:
		w.setGray(it.Gray)
		return w.text(it, cast)
	case layout.Rule:
		if it.Gray != w.stroke {
			w.gp.SetGrayStroke(inPoints(it.Gray))
			w.stroke = it.Gray
		}
		if it.Weight != w.weight {
			w.gp.SetLineWidth(inPoints(it.Weight))
			w.weight = it.Weight
		}
		w.gp.Line(inPoints(it.X), inPoints(it.Y), inPoints(it.X+it.W), inPoints(it.Y+it.H))
	case layout.Fill:
		w.setGray(it.Gray)
		w.gp.RectFromUpperLeftWithStyle(inPoints(it.X), inPoints(it.Y), inPoints(it.W), inPoints(it.H), "F")
	}
	return nil
}

// text draws a text item. A character that shares its glyph with another one
// is drawn with a second instance of the font.
func (w *painter) text(it *layout.Item, cast *fontSubsets) error {
	x := it.X
	str := it.Str
	for str != "" {
		part, inst := cast.split(it.Font, str)
		family := cast.family(it.Font, inst)
		if family != w.family || it.Size != w.size {
			if err := w.gp.SetFont(family, "", inPoints(it.Size)); err != nil {
				return fmt.Errorf("set font %s: %w", family, err)
			}
			w.family, w.size = family, it.Size
		}
		if err := w.gp.SetCharSpacing(inPoints(it.Spacing)); err != nil {
			return fmt.Errorf("set spacing: %w", err)
		}
		w.gp.SetXY(inPoints(x), inPoints(it.Y))
		if err := w.gp.Text(part); err != nil {
			return fmt.Errorf("draw %q: %w", part, err)
		}
		str = str[len(part):]
		if str != "" {
			for _, r := range part {
				x += cast.advance(it.Font, r)*it.Size/1000 + it.Spacing
			}
		}
	}
	return nil
}
