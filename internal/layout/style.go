package layout

// mm is a millimetre in 1/1000 pt, times 1000 for exact multiplication.
const mm1000 = 2834646

func mm(n int) int { return n * mm1000 / 1000 }

// Style holds the measures of the page. Lengths are in 1/1000 pt.
type Style struct {
	PageWidth, PageHeight int // portrait
	Top, Left             int // margins of running text
	TextWidth, TextHeight int // type area
	LinePitch             int // distance of baselines of body text
	BodySize              int
	TitleSize             int // part headings
	TitlePitch            int
	CoverUnitSize         int
	CoverTitleSize        int
	CoverNoteSize         int
	NumberSize            int // page number
	ContentsSize          int // entries of the contents
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
	width, height := mm(156), mm(225)
	return Style{
		PageWidth: 595276, PageHeight: 841890,
		Top: mm(37), Left: mm(28),
		TextWidth: width, TextHeight: height,
		LinePitch: height / 22,
		// 三号 is 16 pt, of which 28 do not fit 156 mm; the grid rules.
		BodySize:  width / 28,
		TitleSize: 22000, TitlePitch: 36000,
		CoverUnitSize: 26000, CoverTitleSize: 36000, CoverNoteSize: 16000,
		NumberSize: 14000, NumberDrop: mm(7),
		ContentsSize: 12000, DraftSize: 150000,
		TableMargin: mm(17), TableTop: mm(25), LandBottom: mm(25), AnnexMargin: mm(13),
		TableTitleSize: 18000,
		TableSizes:     []int{10500, 10000, 9500, 9000},
		FormSizes:      []int{10500, 10000, 9500, 9000, 8500, 8000},
		RuleWidth:      500, FrameWidth: 1000,
		HeadGray: 910, TotalGray: 950,
	}
}

// contentsPitch is the distance of lines in the contents.
func (st *Style) contentsPitch() int { return st.ContentsSize * 165 / 100 }
