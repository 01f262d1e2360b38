package workbook

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/profile"
)

// look is everything that distinguishes one cell style from another.
type look struct {
	role role
	typ  profile.Type
	bold bool
	left bool // at the left, whatever the type

	free   bool // unlocked, whatever the role
	locked bool // locked, whatever the role
}

// role is what a cell is for.
type role int

const (
	roleTitle role = iota
	roleText       // plain text without a frame
	roleRight
	roleGroup // heading over a group of fields
	roleHead
	roleHint  // help, small and grey
	roleLabel // fixed text
	roleInput
	roleDead // a cell of the grid nothing belongs into
	roleExtra
	roleOwner  // a name shown by a formula, on one line
	roleNumber // number of a record
	roleResult // result of a check
	roleVerdict
	roleLink     // leads to a cell
	roleRequired // an input that must be filled
	roleRenew    // an input that still holds last year's text
	roleGo       // leads from the guide to a sheet
	roleBack     // leads back to the guide
)

// input says whether people fill the cell.
func (r role) input() bool { return r == roleInput || r == roleRequired || r == roleRenew }

// The fonts every Chinese office program has.
const (
	songti = "宋体"
	heiti  = "黑体"
)

// Colours: inputs are light yellow, what is prescribed is grey.
const (
	inputFill = "FFFBE5"
	needFill  = "FFF0B8"
	renewFill = "FFDDB8"
	fixedFill = "EFEFEF"
	headFill  = "DDE6F0"
	extraFill = "E6EFE0"
	lineColor = "8C8C8C"
	hintColor = "6B6B6B"
	linkColor = "1F4E9E"
)

func (w *pen) style(l look) int {
	if id, ok := w.styles[l]; ok {
		return id
	}
	id, err := w.x.NewStyle(describe(l))
	w.keep(err)
	w.styles[l] = id
	return id
}

func describe(l look) *excelize.Style {
	s := &excelize.Style{
		Font:      &excelize.Font{Family: songti, Size: 11, Bold: l.bold},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	}
	framed, fill := true, ""
	switch l.role {
	case roleTitle:
		s.Font = &excelize.Font{Family: heiti, Size: 16}
		s.Alignment.Horizontal = "center"
		framed = false
	case roleText:
		framed = false
	case roleRight:
		s.Alignment.Horizontal = "right"
		framed = false
	case roleGroup:
		s.Font = &excelize.Font{Family: heiti, Size: 11}
		fill = headFill
	case roleHead:
		s.Font = &excelize.Font{Family: heiti, Size: 10.5}
		s.Alignment.Horizontal = "center"
		fill = headFill
	case roleExtra:
		s.Font = &excelize.Font{Family: heiti, Size: 10.5}
		s.Alignment.Horizontal = "center"
		fill = extraFill
	case roleHint:
		s.Font = &excelize.Font{Family: songti, Size: 9, Color: hintColor}
		framed = false
	case roleLabel:
		fill = fixedFill
	case roleInput:
		fill = inputFill
	case roleRequired:
		fill = needFill
	case roleRenew:
		fill = renewFill
	case roleGo:
		s.Font.Color, s.Font.Underline, s.Font.Size = linkColor, "single", 10.5
		s.Alignment.WrapText, s.Alignment.ShrinkToFit = false, true
		framed = false
	case roleBack:
		s.Font.Color, s.Font.Underline, s.Font.Size = linkColor, "single", 9
		s.Alignment.WrapText = false
		framed = false
	case roleDead:
		fill = fixedFill
	case roleVerdict:
		s.Font = &excelize.Font{Family: heiti, Size: 11, Bold: l.bold}
		s.Alignment.Horizontal = "center"
	case roleLink:
		fill = fixedFill
		s.Font.Color, s.Font.Underline = linkColor, "single"
	case roleOwner:
		// A row is as high as its own texts: a long name is set smaller, never cut.
		fill = fixedFill
		s.Alignment.WrapText, s.Alignment.ShrinkToFit = false, true
	case roleNumber:
		fill = fixedFill
		if l.typ != "" {
			fill = inputFill
		}
		s.Alignment.Horizontal = "center"
	}
	if fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	}
	if framed {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: lineColor, Style: 1})
		}
	}
	if l.role.input() || l.role == roleDead || l.role == roleResult {
		format(s, l.typ)
	}
	if (l.role.input() || l.free) && !l.locked {
		s.Protection = &excelize.Protection{Locked: false}
	}
	if l.left {
		s.Alignment.Horizontal = "left"
	}
	return s
}

// format sets number format and alignment for a type of value.
func format(s *excelize.Style, t profile.Type) {
	custom := func(f string) { s.CustomNumFmt = &f }
	switch t {
	case profile.WanType:
		s.NumFmt = 2 // 0.00
		s.Alignment.Horizontal, s.Alignment.WrapText = "right", false
	case profile.YuanType:
		custom("#,##0.00")
		s.Alignment.Horizontal, s.Alignment.WrapText = "right", false
	case profile.IntType:
		s.NumFmt = 1 // 0
		s.Alignment.Horizontal = "right"
	case profile.NumType:
		s.Alignment.Horizontal = "right"
	case profile.DateType:
		custom("yyyy-mm-dd")
		s.Alignment.Horizontal = "left"
	case profile.YearType:
		s.NumFmt = 1
		s.Alignment.Horizontal = "left"
	case profile.LongType:
		// Not the text format: older programs show long text in it as #####.
		s.Alignment.Vertical = "top"
	default:
		s.NumFmt = 49 // @
	}
}

// width is the width of a column of a type, in characters of half width.
func width(t profile.Type) float64 {
	switch t {
	case profile.WanType:
		return 14
	case profile.YuanType:
		return 16
	case profile.IntType, profile.NumType, profile.YearType, profile.DateType, profile.CodeType, profile.PickType:
		return 13
	case profile.StampType:
		return 18
	case profile.LongType:
		return 48
	}
	return 24
}

// breadth is how wide a text is, in characters of half width: the longest line.
func breadth(s string) float64 {
	longest, n := 0.0, 0.0
	for _, r := range s {
		switch {
		case r == '\n':
			longest, n = max(longest, n), 0
		case r < 0x2e80:
			n++
		default:
			n += 2
		}
	}
	return max(longest, n)
}

// height is the height in points of a row in which a text is wrapped to a width.
func height(s string, wide float64) float64 {
	lines := 0.0
	for line := range strings.SplitSeq(s, "\n") {
		lines += wrapped(line, max(wide-1.5, 1))
	}
	return min(max(lines*15+4, 18), 400)
}

// wrapped is how many lines a text takes: words of letters stay whole, Chinese breaks
// anywhere.
func wrapped(s string, wide float64) float64 {
	lines, used, word := 1.0, 0.0, 0.0
	put := func(n float64) {
		if used > 0 && used+n > wide {
			lines, used = lines+1, 0
		}
		more := max(ceil(n/wide)-1, 0) // a word longer than a line
		lines, used = lines+more, used+n-more*wide
	}
	for _, r := range s {
		switch {
		case r == ' ':
			put(word)
			used, word = used+1, 0 // a blank at the end of a line takes no room
		case r < 0x2e80:
			word++
		default:
			put(word)
			word = 0
			put(2)
		}
	}
	put(word)
	return lines
}

func ceil(x float64) float64 {
	n := float64(int(x))
	if n < x {
		n++
	}
	return n
}
