package html

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"budgetbook/internal/document"
)

// chart is drawn without a scale of its own, so that it keeps the size of its letters
// on a narrow screen: bars are shares of the width.
type (
	chart struct {
		ID, Title, Alt                            string
		Caption                                   []textSpan
		Height                                    int
		Bars                                      []chartBar
		Parts                                     []chartPart
		DataWord, ItemWord, AmountWord, ShareWord string
	}
	chartBar struct {
		Name         []chartLine
		BarY, ValueY int
		Width, Value string
	}
	chartLine struct {
		Y          int
		Text, Lang string
	}
	chartPart struct {
		Name          []textSpan
		Amount, Share string
	}
)

func (t *translator) chart(d *document.Chart) *chart {
	out := &chart{ID: d.ID, Title: document.Line(d.Caption), Alt: d.Alt, Caption: t.runs(d.Caption, false),
		DataWord: t.words.Plain("html-chart-data"), ItemWord: t.words.Plain("html-chart-item"), AmountWord: t.words.Plain("html-chart-amount"), ShareWord: t.words.Plain("html-chart-share")}
	var whole int64
	for _, p := range d.Parts {
		whole += p.Weight
	}
	y := 0
	for _, p := range d.Parts {
		b := chartBar{Value: p.Amount + "  " + p.Share}
		for _, l := range nameLines(p.Name) {
			y += 18
			b.Name = append(b.Name, chartLine{y, l.Text, l.Lang})
		}
		b.BarY, b.ValueY = y+6, y+6+14+16
		y = b.ValueY + 12
		if whole > 0 {
			// In 1/100 of the width; a part is never quite invisible.
			w := max(p.Weight*10000/whole, 30)
			b.Width = fmt.Sprintf("%d.%02d", w/100, w%100)
		}
		out.Bars = append(out.Bars, b)
		out.Parts = append(out.Parts, chartPart{t.runs(p.Name, false), p.Amount, p.Share})
	}
	out.Height = y
	return out
}

// nameLines breaks a name into lines that fit a narrow screen: SVG breaks none itself.
func nameLines(runs []document.Run) []textSpan {
	const room = 34 // in widths of Latin letters: a screen of 320 px
	var out []textSpan
	for _, r := range runs {
		for _, text := range strings.Split(strings.Trim(r.Text, "\n"), "\n") {
			for text != "" {
				n, cut, blank := 0, len(text), 0
				for i, c := range text {
					if c == ' ' {
						blank = i
					}
					if n += letterWidth(c); n > room {
						cut = i
						break
					}
				}
				if cut < len(text) && blank > 0 {
					cut = blank
				}
				if cut == 0 {
					_, cut = utf8.DecodeRuneInString(text)
				}
				out = append(out, textSpan{Text: strings.TrimSpace(text[:cut]), Lang: r.Lang})
				text = strings.TrimSpace(text[cut:])
			}
		}
	}
	return out
}

func letterWidth(c rune) int {
	switch width.LookupRune(c).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return 2
	}
	return 1
}
