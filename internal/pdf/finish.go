package pdf

import (
	"bytes"
	"fmt"
	"strconv"

	"budgetbook/internal/layout"
)

// finisher writes the file anew from gopdf's: its content streams and font
// descriptors are kept; everything that says what the document means is added.
type finisher struct {
	objectFile
	raw   *objectsOfFile
	pages *layout.Pages
	cast  *fontSubsets
	marks *marks
	meta  Meta

	pageID    []int
	anchors   map[string]target
	names     []string       // anchors in order of appearance
	resources int            // fonts, for all pages
	fontDict  []byte         // the fonts among them, for pages that draw more
	bases     map[*Annex]int // number of the first object of each annex
}

type target struct{ page, y int }

func finishFile(painted []byte, pages *layout.Pages, cast *fontSubsets, marks *marks, meta Meta) ([]byte, error) {
	r, err := sliceObjects(painted)
	if err != nil {
		return nil, err
	}
	f := &finisher{raw: r, pages: pages, cast: cast, marks: marks, meta: meta}
	catalog, tree := f.alloc(), f.alloc()
	for range pages.Pages {
		f.pageID = append(f.pageID, f.alloc())
	}
	f.findAnchors()
	if err := f.fonts(); err != nil {
		return nil, err
	}
	f.linkIDs()
	if err := f.leaves(tree); err != nil {
		return nil, err
	}
	f.annotations()
	root := f.structure()
	outlines := f.outlines()
	dests := f.destinations()
	xmp := f.metadata()
	info := f.info()
	intent := f.intent()

	kids := []byte("<</Type /Pages /Count " + strconv.Itoa(len(f.pageID)) + " /Kids [")
	for _, id := range f.pageID {
		kids = reference(kids, id)
	}
	f.set(tree, append(kids, "]>>"...))

	c := []byte("<</Type /Catalog /Pages ")
	c = reference(c, tree)
	c = append(c, "/MarkInfo <</Marked true>> /StructTreeRoot "...)
	c = reference(c, root)
	c = append(c, "/Metadata "...)
	c = reference(c, xmp)
	c = append(c, "/OutputIntents ["...)
	c = reference(c, intent)
	c = append(c, "] /ViewerPreferences <</DisplayDocTitle true>> "...)
	if meta.Lang != "" {
		c = append(c, "/Lang "...)
		c = textString(c, meta.Lang)
	}
	if outlines != 0 {
		c = append(c, " /PageMode /UseOutlines /Outlines "...)
		c = reference(c, outlines)
	}
	associated, embedded := f.embed()
	if dests != 0 || len(embedded) > 0 {
		c = append(c, "/Names <<"...)
		if dests != 0 {
			c = append(c, "/Dests "...)
			c = reference(c, dests)
		}
		c = append(c, embedded...)
		c = append(c, ">> "...)
	}
	c = append(c, associated...)
	c = append(c, f.pageLabels()...)
	f.set(catalog, append(c, ">>"...))
	trailer := fmt.Sprintf("/Root %d 0 R /Info %d 0 R", catalog, info)
	if meta.Part1 {
		return f.classic(trailer)
	}
	return f.bytes(trailer)
}

// reference writes "n 0 R ".
func reference(b []byte, id int) []byte {
	b = strconv.AppendInt(b, int64(id), 10)
	return append(b, " 0 R "...)
}

func (f *finisher) findAnchors() {
	f.anchors = map[string]target{}
	for i := range f.pages.Pages {
		for k := range f.pages.Pages[i].Items {
			it := &f.pages.Pages[i].Items[k]
			if it.Kind != layout.Anchor {
				continue
			}
			if _, ok := f.anchors[it.Str]; !ok {
				f.anchors[it.Str] = target{i, it.Y}
				f.names = append(f.names, it.Str)
			}
		}
	}
}

// destination writes an explicit destination: the page with the place at the top.
func (f *finisher) destination(b []byte, page, y int) []byte {
	b = append(b, '[')
	b = reference(b, f.pageID[page])
	b = append(b, "/XYZ null "...)
	b = appendPoints(b, f.pages.Pages[page].Height-max(y-leadPoints, 0))
	return append(b, " null]"...)
}

// leadPoints is shown above a place a link leads to.
const leadPoints = 12000

// leaves writes the page objects and their contents.
func (f *finisher) leaves(tree int) error {
	var contents []int
	for i, o := range f.raw.objs {
		if bytes.HasPrefix(o, []byte("<<\n  /Type /Page\n")) {
			id, err := numberAfterName(o, "/Contents ")
			if err != nil {
				return fmt.Errorf("page object %d: %w", i+1, err)
			}
			contents = append(contents, id)
		}
	}
	if len(contents) != len(f.pageID) {
		return fmt.Errorf("%d pages were painted, not %d", len(contents), len(f.pageID))
	}
	annots := make([][]int, len(f.pageID))
	for i := range f.marks.links {
		if l := &f.marks.links[i]; l.id != 0 {
			annots[l.page] = append(annots[l.page], l.id)
		}
	}
	for i, id := range contents {
		data, err := f.raw.stream(id)
		if err != nil {
			return fmt.Errorf("content of page %d: %w", i+1, err)
		}
		data, forms, err := f.operators(data, i)
		if err != nil {
			return fmt.Errorf("content of page %d: %w", i+1, err)
		}
		p := &f.pages.Pages[i]
		b := []byte("<</Type /Page /Parent ")
		b = reference(b, tree)
		b = append(b, "/MediaBox [0 0 "...)
		b = appendPoints(b, p.Width)
		b = append(b, ' ')
		b = appendPoints(b, p.Height)
		b = append(b, "] /Resources "...)
		b = f.drawnWith(b, forms)
		b = append(b, "/Contents "...)
		b = reference(b, f.addStream("", data))
		b = append(b, "/Tabs /S "...)
		if len(f.marks.pages[i]) > 0 {
			b = append(b, "/StructParents "...)
			b = strconv.AppendInt(b, int64(i), 10)
		}
		if len(annots[i]) > 0 {
			b = append(b, " /Annots ["...)
			for _, a := range annots[i] {
				b = reference(b, a)
			}
			b = append(b, ']')
		}
		f.set(f.pageID[i], append(b, ">>"...))
	}
	return nil
}

// operators turns the sentinels of a content stream, lines like
// "[77.77 1.00] 5.00 d", into marked-content operators and pages of annexes. It
// gives the numbers of those drawn.
func (f *finisher) operators(data []byte, page int) (out []byte, forms []int, err error) {
	m := f.marks
	prefix := fmt.Appendf(nil, "[%.2f ", sentinel)
	out = make([]byte, 0, len(data))
	open := false
	for {
		i := bytes.Index(data, prefix)
		if i < 0 {
			return append(out, data...), forms, nil
		}
		out = append(out, data[:i]...)
		data = data[i+len(prefix):]
		kind, rest, err := leadingNumber(data)
		if err != nil {
			return nil, nil, fmt.Errorf("mark: %w", err)
		}
		id, rest, err := leadingNumber(bytes.TrimPrefix(rest, []byte(".00] ")))
		if err != nil || !bytes.HasPrefix(rest, []byte(".00 d\n")) {
			return nil, nil, fmt.Errorf("mark of kind %d is cut short", kind)
		}
		data = rest[len(".00 d\n"):]
		if kind == importForm {
			if id >= len(m.forms) {
				return nil, nil, fmt.Errorf("page %d of %d from annexes", id, len(m.forms))
			}
			out = f.drawForm(out, m.forms[id], page, len(forms))
			forms = append(forms, id)
			continue
		}
		if open {
			out = append(out, "EMC\n"...)
		}
		open = kind != endMark
		switch kind {
		case beginContent:
			if id >= len(m.pages[page]) {
				return nil, nil, fmt.Errorf("mark %d of %d", id, len(m.pages[page]))
			}
			out = append(out, '/')
			out = append(out, m.pages[page][id].elem.Tag...)
			out = append(out, " <</MCID "...)
			out = strconv.AppendInt(out, int64(id), 10)
			out = append(out, ">> BDC\n"...)
		case beginArtifact:
			out = append(out, "/Artifact BMC\n"...)
		}
	}
}
