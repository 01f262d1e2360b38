package intake

import (
	"slices"
	"strings"

	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// wantedLabel is one column or label to be found on a sheet by its text.
type wantedLabel struct {
	name  string     // for messages
	paths [][]string // header texts from top to bottom, in one way of writing each
	also  []string   // other names of the lowest text
}

// foundHeader is where a header was found.
type foundHeader struct {
	first, last int   // rows
	columns     []int // sheet column of each want, 0: not found
	texts       map[int][]string
	under       []int // wants whose header is covered by a merged block
}

// find looks for the rows whose texts name most of the wanted columns. It returns
// nil if there is no row that names at least half of them.
func findHead(g *xlsx.Grid, wants []wantedLabel, levels int) *foundHeader {
	var best *foundHeader
	score := 0
	tried := map[int]bool{}
	for _, row := range g.Rows {
		if row.Number > g.Base+searchRows {
			break
		}
		// The first level may be a row whose own texts stand one row lower.
		for top := max(1, row.Number-levels+1); top <= row.Number; top++ {
			if tried[top] {
				continue
			}
			tried[top] = true
			h := headAtRow(g, wants, top, levels)
			n := 0
			for _, c := range h.columns {
				if c > 0 {
					n++
				}
			}
			if n > score {
				best, score = h, n
			}
			if n == len(wants) {
				return best
			}
		}
	}
	if score*2 < len(wants) || score == 0 {
		return nil
	}
	return best
}

// headAt assigns columns to the wants from the header texts below row top: first
// where all levels agree, then where the lowest text does.
func headAtRow(g *xlsx.Grid, wants []wantedLabel, top, levels int) *foundHeader {
	h := &foundHeader{first: top, last: top + levels - 1, columns: make([]int, len(wants)), texts: headTextsOf(g, top, levels)}
	used := map[int]bool{}
	var columns []int
	for c := 1; c <= xlsx.MaxColumns; c++ {
		if len(h.texts[c]) > 0 {
			columns = append(columns, c)
		}
	}
	assign := func(fits func(have, path []string) bool) {
		for i, w := range wants {
			for _, path := range w.paths {
				for _, c := range columns {
					if h.columns[i] == 0 && !used[c] && fits(h.texts[c], path) {
						h.columns[i], used[c] = c, true
					}
				}
			}
		}
	}
	assign(func(have, path []string) bool { return strings.Join(have, "\n") == strings.Join(path, "\n") })
	h.alsoBelow(wants, columns, used)
	assign(func(have, path []string) bool { return have[len(have)-1] == path[len(path)-1] })
	h.alsoNamed(wants, columns, used)
	h.covered(g, wants, used)
	return h
}

// covered finds columns whose header a merged block covers: where a program took out a
// column and left the blocks where they were.
func (h *foundHeader) covered(g *xlsx.Grid, wants []wantedLabel, used map[int]bool) {
	for i, w := range wants {
		for _, c := range g.Under {
			if h.columns[i] > 0 || used[c.Column] || c.Row < h.first || c.Row > h.last {
				continue
			}
			text := sheets.LabelKey(c.Text)
			if slices.ContainsFunc(w.paths, func(path []string) bool { return path[len(path)-1] == text }) {
				h.columns[i], used[c.Column] = c.Column, true
				h.under = append(h.under, i)
			}
		}
	}
}

// headTexts lists for each column the texts of its header, top level first. A blank
// in an upper level belongs to the text on its left, merged or not.
func headTextsOf(g *xlsx.Grid, top, levels int) map[int][]string {
	texts := map[int][]string{}
	covered := headMergesOf(g)
	upper := make([][]string, 0, levels)
	wide := 0
	for l := range levels {
		line := make([]string, xlsx.MaxColumns+1)
		for c := 1; c <= xlsx.MaxColumns; c++ {
			x := g.At(top+l, c)
			if x.Kind == xlsx.Blank {
				// Merged across: every column below bears the name. Merged downwards:
				// it is named in the level above.
				if o, ok := covered[[2]int{top + l, c}]; ok && o[0] == top+l {
					x = g.At(o[0], o[1])
				}
			}
			if x.Kind == xlsx.TextCell || x.Kind == xlsx.NumberCell {
				line[c] = sheets.LabelKey(x.Text)
				wide = max(wide, c)
			}
		}
		upper = append(upper, line)
	}
	for c := 1; c <= wide; c++ {
		lowest := -1
		for l := range levels {
			if upper[l][c] != "" {
				lowest = l
			}
		}
		for l := 0; l <= lowest; l++ {
			text := upper[l][c]
			for left := c - 1; text == "" && l < lowest && left > 0; left-- {
				text = upper[l][left]
			}
			if text != "" && (len(texts[c]) == 0 || texts[c][len(texts[c])-1] != text) {
				texts[c] = append(texts[c], text)
			}
		}
	}
	return texts
}

// headMerges maps each cell that is merged into another one, as far down as headers
// are looked for, to that one.
func headMergesOf(g *xlsx.Grid) map[[2]int][2]int {
	if g.Covered != nil {
		return g.Covered
	}
	g.Covered = map[[2]int][2]int{}
	for _, a := range g.Merged {
		for r := a.Top; r <= min(a.Bottom, g.Base+searchRows+10); r++ {
			for c := a.Left; c <= min(a.Right, xlsx.MaxColumns); c++ {
				g.Covered[[2]int{r, c}] = [2]int{a.Top, a.Left}
			}
		}
	}
	return g.Covered
}

// heading is the lowest text of a column's header, as it stands there.
func headingOf(g *xlsx.Grid, h *foundHeader, column int) string {
	for row := h.last; row >= h.first; row-- {
		if c := g.At(row, column); c.Filled() {
			return clipCell(c.Text)
		}
	}
	return ""
}

// searchRows is how far down a header is looked for.
const searchRows = 200

// wantedLabels lists what the header of a printed table must name: for each column the
// texts of its header from top to bottom, in either language.
func wantedLabels(t *profile.Table, order []*profile.Column) []wantedLabel {
	ws := make([]wantedLabel, len(order))
	n := len(t.Printables())
	for i, c := range order {
		w := wantedLabel{name: c.Name.ZH}
		if i < n {
			var zh, en []string
			for l := range sheets.HeadLevels(t) {
				for _, h := range t.Header {
					if h.At[0] == l && h.At[1] <= i && i < h.At[1]+h.At[3] {
						zh, en = append(zh, sheets.LabelKey(h.Text.ZH)), append(en, sheets.LabelKey(h.Text.EN))
					}
				}
			}
			if len(zh) > 0 {
				w.paths = append(w.paths, zh, en)
			}
		}
		w.paths = append(w.paths, []string{sheets.LabelKey(c.Name.ZH)}, []string{sheets.LabelKey(c.Name.EN)})
		ws[i] = w
	}
	return ws
}

// bareHead is a header without the unit behind it.
func bareHead(text string) string { return wording.Sheets().HeadUnit.ReplaceAllString(text, "") }
