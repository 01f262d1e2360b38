package layout

import (
	"fmt"

	"budgetbook/internal/document"
)

// setAttachment gives each page of a file a page of its own: upright or across
// as the page is, as large as its number and the title allow, but never enlarged.
// Above it stands the title; on the first page it is the heading.
func (f *pageFlow) setAttachment(a *document.Attachment) {
	s := f.s
	st := &s.style
	tag, place := f.takeHidden(len(a.Title) > 0)
	if tag == "" {
		tag = "P"
	}
	var title *Element
	if len(a.Title) > 0 {
		title = s.parent().add(tag)
	}
	for i := range a.Pages {
		ap := &a.Pages[i]
		fig := s.parent().add("Figure")
		fig.Alt = ap.Alt
		land := ap.Width > ap.Height
		lead := f.group
		f.group = nil
		if h := heightOf(lead, true); h > 0 && (land || h > st.TextHeight/3) {
			f.putTitle(lead) // a page lying across has no room for the title of a part
			lead = nil
		}
		f.newPage(land, st.TableTop)
		f.putAll(lead)
		if len(lead) == 0 {
			// The page has margins of its own.
			f.top = st.AnnexMargin
			f.y = f.top
		}
		width := f.page().Width - 2*st.TableMargin
		elem := title
		if i > 0 {
			elem = nil
		} else {
			place(len(f.pages)-1, f.y)
			if a.ID != "" {
				f.page().Items = append(f.page().Items, Item{Kind: Anchor, Y: f.y, Str: a.ID})
			}
		}
		f.putAt(s.sides(a.Title, document.Words(fmt.Sprintf("%d/%d", i+1, len(a.Pages))), elem, nil, width), st.TableMargin)
		p := f.page()
		room := f.bottom - f.y
		w, h := fitInto(ap.Width, ap.Height, p.Width-2*st.AnnexMargin, room)
		p.Items = append(p.Items, Item{
			Kind: Import, Elem: fig, Str: a.Name, Part: i,
			X: (p.Width - w) / 2, Y: f.y + (room-h)/2, W: w, H: h,
		})
		f.closePage()
	}
}

// fitInto scales a size down, if it must be, to fit a room.
func fitInto(w, h, width, height int) (int, int) {
	w, h = max(w, 1), max(h, 1)
	if w > width {
		w, h = width, max(h*width/w, 1)
	}
	if h > height {
		w, h = max(w*height/h, 1), height
	}
	return w, h
}
