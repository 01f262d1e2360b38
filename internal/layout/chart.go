package layout

import (
	"strings"

	"slices"

	"budgetbook/fonts"
	"budgetbook/internal/document"
)

// Measures of a chart, in 1/1000 pt.
const (
	chartBar   = 13000 // height of a bar
	chartGap   = 8000  // between rows
	chartTight = 3000  // between rows where the page is nearly full
	chartGray  = 550   // tone of a bar: dark enough to print, light enough to tell from text
)

// setChart draws the shares as horizontal bars in the order given: name, bar,
// amount and share, with the caption below. The labels carry the figures, so
// that nothing depends on colour. Where the page is nearly full the rows move
// closer, or the text of the section goes on before the chart.
func (f *pageFlow) setChart(c *document.Chart) {
	s := f.s
	st := &s.style
	tag, place := f.takeHidden(len(c.Caption) > 0)
	fig := s.parent().add("Figure")
	fig.Alt = c.Alt
	width := st.TextWidth
	size := st.ChartSize
	pitch := size * 4 / 3

	labels := make([]shapedText, len(c.Parts))
	names := make([]shapedText, len(c.Parts))
	var most int64
	nameW, labelW := 0, 0
	for i, p := range c.Parts {
		l := p.Amount
		switch {
		case p.Share == "":
		case isEnglish(s.lang):
			l = strings.TrimSpace(l + " (" + p.Share + ")")
		case l != "":
			l += "\u3000" + p.Share
		default:
			l = p.Share
		}
		labels[i] = s.shape(document.Words(l), fonts.Song, fonts.Hei)
		names[i] = s.shape(p.Name, fonts.Song, fonts.Hei)
		labelW = max(labelW, emPoints(labels[i].width, size))
		nameW = max(nameW, emPoints(names[i].width, size))
		most = max(most, p.Weight)
	}
	nameW = min(nameW, width*36/100)
	labelW = min(labelW, width*36/100)
	const space = 6000
	barX := nameW + space
	barW := width - barX - space - labelW

	// One strip per row: they stay together with the caption, unless there are
	// more of them than a page holds.
	rows := func(gap int) []strip {
		var strips []strip
		for i := range c.Parts {
			nl := s.lines(nil, &names[i], pointsEm(nameW, size), 0)
			ll := s.lines(nil, &labels[i], pointsEm(labelW, size), 0)
			h := max(chartBar, len(nl)*pitch, len(ll)*pitch) + gap
			row := strip{h: h}
			elems := slices.Repeat([]*Element{fig}, max(len(names[i].runs), len(labels[i].runs)))
			for k, l := range nl {
				x := nameW - emPoints(l.natural-l.squeeze, size)
				y := (h-len(nl)*pitch)/2 + k*pitch
				row.items = s.set(row.items, &names[i], l, x, y+baseline(pitch, size), size, 0, elems)
			}
			w := barLength(barW, c.Parts[i].Weight, most)
			if w > 0 {
				row.items = append(row.items, Item{Kind: Fill, Elem: fig, X: barX, Y: (h - chartBar) / 2, W: w, H: chartBar, Gray: chartGray})
			}
			for k, l := range ll {
				y := (h-len(ll)*pitch)/2 + k*pitch
				row.items = s.set(row.items, &labels[i], l, barX+w+space, y+baseline(pitch, size), size, 0, elems)
			}
			// the axis the bars stand on
			row.items = append(row.items, Item{Kind: Rule, Elem: fig, X: barX, H: h, Weight: st.RuleWidth})
			strips = append(strips, row)
		}
		if len(strips) == 0 {
			strips = append(strips, strip{})
		}
		strips[0].before = st.LinePitch / 2
		return strips
	}
	var caption []strip
	if len(c.Caption) > 0 {
		e := fig
		if tag == "" {
			e = fig.add("Caption")
		} else {
			e = s.parent().add(tag)
		}
		t := s.shape(c.Caption, fonts.Hei, fonts.Hei)
		size := size * 8 / 7
		caption = s.centred(&t, s.balanced(&t, width*emUnits/size), size, size*150/100, width, elements(e, &t))
		caption[0].before = chartGap / 2
	}
	finish := func(strips []strip) []strip {
		strips = append(strips, caption...)
		strips[len(strips)-1].h += st.LinePitch / 3
		strips[0].place = func(page, y int) {
			place(page, y)
			if c.ID != "" {
				f.pages[page].Items = append(f.pages[page].Items, Item{Kind: Anchor, Y: y, Str: c.ID})
			}
		}
		return strips
	}
	full := finish(rows(chartGap))
	switch room := f.bottom - f.y - heightOf(f.group, false); {
	case !f.open || f.land || heightOf(full, false) <= room:
		f.add(full...)
	case heightOf(full, false)-len(c.Parts)*(chartGap-chartTight) <= room:
		f.add(finish(rows(chartTight))...)
	case len(f.group) == 0 && heightOf(full, true) <= st.TextHeight/2 && room >= 3*st.LinePitch:
		f.floating = full
	default:
		f.add(full...)
	}
}

// barLength is the length of a bar for a weight, in proportion to the most
// weight, which gets the full length.
func barLength(full int, weight, most int64) int {
	if weight <= 0 || most <= 0 {
		return 0
	}
	for most > 1<<40 { // keeps the product in 64 bits
		most >>= 1
		weight >>= 1
	}
	return max(int(int64(full)*weight/most), 500)
}
