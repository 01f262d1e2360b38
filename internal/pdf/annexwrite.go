package pdf

import (
	"fmt"
	"strconv"

	"budgetbook/internal/layout"
)

// annexesPresent tells whether the annexes that pages show are there.
func annexesPresent(pages *layout.Pages, annexes map[string]*Annex) error {
	for i := range pages.Pages {
		for k := range pages.Pages[i].Items {
			it := &pages.Pages[i].Items[k]
			if it.Kind != layout.Import {
				continue
			}
			a := annexes[it.Str]
			if a == nil || it.Part < 0 || it.Part >= len(a.Pages) {
				return fmt.Errorf("page %d shows page %d of %q, which is not there", i+1, it.Part+1, it.Str)
			}
		}
	}
	return nil
}

// archival reports that all annexes shown are.
func (f *finisher) archival() bool {
	for _, it := range f.marks.forms {
		if !f.meta.Annexes[it.Str].Archival() {
			return false
		}
	}
	return true
}

// adopt adds the objects of an annex once and gives the number of the first.
func (f *finisher) adopt(a *Annex) int {
	if base, ok := f.bases[a]; ok {
		return base
	}
	if f.bases == nil {
		f.bases = map[*Annex]int{}
	}
	base := len(f.objs) + 1
	f.bases[a] = base
	for i := range a.objs {
		x := &a.objs[i]
		f.objs = append(f.objs, object{body: x.body(base), data: x.data, stream: x.stream, plain: x.packed})
	}
	return base
}

// drawForm draws a page of an annex into its frame on a page.
func (f *finisher) drawForm(b []byte, it *layout.Item, page, nth int) []byte {
	p := f.meta.Annexes[it.Str].Pages[it.Part]
	scale := func(n, of int) string { return strconv.FormatFloat(float64(n)/float64(of), 'f', 6, 64) }
	b = append(b, "q "+scale(it.W, p.Width)+" 0 0 "+scale(it.H, p.Height)+" "...)
	b = appendPoints(b, it.X)
	b = append(b, ' ')
	b = appendPoints(b, f.pages.Pages[page].Height-it.Y-it.H)
	return fmt.Appendf(b, " cm /A%d Do Q\n", nth)
}

// drawnWith writes the resources of a page: those all pages share, or the fonts
// with the pages of annexes it shows.
func (f *finisher) drawnWith(b []byte, forms []int) []byte {
	if len(forms) == 0 {
		return reference(b, f.resources)
	}
	b = fmt.Appendf(b, "<</ProcSet [/PDF /Text /ImageB /ImageC /ImageI] %s /XObject <<", f.fontDict)
	for nth, n := range forms {
		it := f.marks.forms[n]
		a := f.meta.Annexes[it.Str]
		b = fmt.Appendf(b, "/A%d ", nth)
		b = reference(b, f.adopt(a)+a.Pages[it.Part].form)
	}
	return append(b, ">>>> "...)
}
