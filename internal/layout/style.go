package layout

import (
	"strings"

	"budgetbook/internal/document"
)

// mm is a millimetre in 1/1000 pt, times 1000 for exact multiplication.
const mm1000 = 2834646

func millimetres(n int) int { return n * mm1000 / 1000 }

// Style holds the measures of the page. Lengths are in 1/1000 pt.
type Style struct {
	PageWidth, PageHeight int // portrait
	Top, Left             int // margins of running text
	TextWidth, TextHeight int // type area
	LinePitch             int // distance of baselines of body text
	BodySize              int
	Indent                int // of the first line of a paragraph, em units
	ParagraphGap          int // blank above a paragraph
	LatinSize             int // body size of English paragraphs
	LatinIndent           int // of the first line of an English paragraph, em units
	PairGap               int // blank above a paragraph that says in English what the one above it says
	TitleSize             int // part headings
	TitlePitch            int
	HeadSizes, HeadGaps   [3]int // headings of levels 2, 3 and 4, and the blank above them
	HeadIndent            int    // of their first line, em units
	CoverUnitSize         int
	CoverTitleSize        int
	CoverNoteSize         int
	CoverLeading          int // distance of baselines on the cover, in 1/100 of the size
	NumberSize            int // page number
	ContentsSize          int // entries of the contents
	ChartSize             int // names and amounts in charts
	DraftSize             int // the mark across the pages of a draft
	NumberDrop            int // from the lower edge of the type area to the upper edge of the number's dashes
	TableMargin           int // left and right of a table
	TableTop              int // upper margin of a page that begins with a table
	LandBottom            int // lower margin of a landscape page
	AnnexMargin           int // around a page of an attached file
	TableTitleSize        int
	TableSizes            []int // type sizes a table may take, largest first
	FormSizes             []int // type sizes a form may take, largest first
	RuleWidth, FrameWidth int
	HeadGray, TotalGray   int // fills of header and total rows, 0 black to 1000 white
}

// GBT9704 is the style of official documents: GB/T 9704-2012, A4, type area
// 156 x 225 mm with 22 lines of 28 characters, "上白边37mm，订口28mm". Tables
// may use the whole width.
func GBT9704() Style {
	width, height := millimetres(156), millimetres(225)
	body := width / 28 // 三号 is 16 pt, of which 28 do not fit 156 mm; the grid rules
	return Style{
		PageWidth: 595276, PageHeight: 841890,
		Top: millimetres(37), Left: millimetres(28),
		TextWidth: width, TextHeight: height,
		LinePitch: height / 22,
		BodySize:  body, Indent: 2 * emUnits,
		LatinSize: body, LatinIndent: 2 * emUnits,
		TitleSize: 22000, TitlePitch: 36000,
		HeadSizes: [3]int{body, body, body}, HeadIndent: 2 * emUnits,
		CoverUnitSize: 26000, CoverTitleSize: 36000, CoverNoteSize: 16000, CoverLeading: 150,
		NumberSize: 14000, NumberDrop: millimetres(7),
		ContentsSize: 12000, ChartSize: 10500, DraftSize: 150000,
		TableMargin: millimetres(17), TableTop: millimetres(25), LandBottom: millimetres(25), AnnexMargin: millimetres(13),
		TableTitleSize: 18000,
		TableSizes:     []int{10500, 10000, 9500, 9000},
		FormSizes:      []int{10500, 10000, 9500, 9000, 8500, 8000},
		RuleWidth:      500, FrameWidth: 1000,
		HeadGray: 910, TotalGray: 950,
	}
}

// English is the style of an English edition: the page of GBT9704 with sizes, line
// distance and blank between paragraphs that suit Latin letters.
func English() Style {
	st := GBT9704()
	st.LinePitch = st.TextHeight / 40
	st.BodySize, st.Indent, st.ParagraphGap = 11000, 0, 6000
	st.LatinSize, st.LatinIndent, st.PairGap = 11000, 0, 6000
	st.TitleSize, st.TitlePitch = 20000, 25000
	st.HeadSizes, st.HeadGaps, st.HeadIndent = [3]int{13000, 12000, 11000}, [3]int{14000, 10000, 8000}, 0
	st.CoverUnitSize, st.CoverTitleSize, st.CoverNoteSize, st.CoverLeading = 20000, 28000, 12000, 125
	st.NumberSize, st.ContentsSize, st.ChartSize = 10000, 10500, 9500
	st.TableTitleSize = 14000
	st.TableSizes = []int{9500, 9000, 8500, 8000}
	st.FormSizes = []int{9500, 9000, 8500, 8000, 7500}
	return st
}

// Bilingual is the style of an edition that says in English, paragraph by
// paragraph, what stands above in Chinese: both on lines of one distance, the
// blank before a pair wider than that inside it.
func Bilingual() Style {
	st := GBT9704()
	st.LinePitch = st.TextHeight / 38
	st.BodySize, st.ParagraphGap = 12000, 8000
	st.LatinSize, st.LatinIndent, st.PairGap = 10500, 0, 2000
	st.TitleSize, st.TitlePitch = 20000, 28000
	st.HeadSizes, st.HeadGaps, st.HeadIndent = [3]int{14000, 12000, 12000}, [3]int{12000, 8000, 8000}, 0
	st.CoverUnitSize, st.CoverTitleSize, st.CoverNoteSize, st.CoverLeading = 24000, 32000, 14000, 135
	st.NumberSize, st.ContentsSize = 12000, 10500
	st.TableTitleSize = 16000
	st.TableSizes = []int{10000, 9500, 9000, 8500}
	st.FormSizes = []int{10000, 9500, 9000, 8500, 8000}
	return st
}

// StyleFor is the style for the languages of a document.
func StyleFor(doc *document.Document) Style {
	switch {
	case isEnglish(doc.Lang):
		return English()
	case doc.Second != "":
		return Bilingual()
	}
	return GBT9704()
}

// isEnglish tells English by its BCP 47 tag.
func isEnglish(lang string) bool { return lang == "en" || strings.HasPrefix(lang, "en-") }

// contentsPitch is the distance of lines in the contents.
func (st *Style) contentsPitch() int { return st.ContentsSize * 165 / 100 }
