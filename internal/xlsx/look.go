package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/ooxml"
	"budgetbook/internal/profile"
)

// Look is everything that distinguishes one cell style from another.
type Look struct {
	Role Role
	Typ  profile.Type
	Bold bool
	Left bool // at the left, whatever the type
	Line bool // on one line, set smaller if need be

	Free   bool // unlocked, whatever the role
	Locked bool // locked, whatever the role
}

// Role is what a cell is for.
type Role int

// The roles.
const (
	RoleTitle Role = iota
	RoleText       // plain text without a frame
	RoleRight
	RoleGroup // heading over a group of fields
	RoleHead
	RoleHint  // help, small and grey
	RoleLabel // fixed text
	RoleInput
	RoleTotal // an input with a formula, which may be typed over
	RoleDead  // a cell of the grid nothing belongs into
	RoleExtra
	RoleOwner  // a name shown by a formula, on one line
	RoleNumber // number of a record
	RoleResult // result of a check
	RoleVerdict
	RoleLink     // leads to a cell
	RoleRequired // an input that must be filled
	RoleRenew    // an input that still holds last year's text
	RoleGo       // leads from the guide to a sheet
	RoleBack     // leads back to the guide
)

// Input says whether people fill the cell.
func (r Role) Input() bool {
	return r == RoleInput || r == RoleRequired || r == RoleRenew || r == RoleTotal
}

// The fonts every Chinese office program has.
const (
	Songti = ooxml.Songti
	Heiti  = ooxml.Heiti
)

// Colours: inputs are light yellow, totals light blue, what is prescribed is grey.
const (
	inputFill = "FFFBE5"
	needFill  = "FFF0B8"
	renewFill = "FFDDB8"
	totalFill = "E4F1F6"
	FixedFill = "EFEFEF"
	HeadFill  = "DDE6F0"
	extraFill = "E6EFE0"
	LineColor = "8C8C8C"
	HintColor = "6B6B6B"
	LinkColor = "1F4E9E"
)

// Style is the number of the style of a look.
func (w *Pen) Style(l Look) int {
	if id, ok := w.styles[l]; ok {
		return id
	}
	id, err := w.Excel.NewStyle(Describe(l))
	w.Keep(err)
	w.styles[l] = id
	return id
}

// Describe is a look as excelize has it.
func Describe(l Look) *excelize.Style {
	s := &excelize.Style{
		Font:      &excelize.Font{Family: Songti, Size: 11, Bold: l.Bold},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	}
	framed, fill := true, ""
	switch l.Role {
	case RoleTitle:
		s.Font = &excelize.Font{Family: Heiti, Size: 16}
		s.Alignment.Horizontal = "center"
		framed = false
	case RoleText:
		framed = false
	case RoleRight:
		s.Alignment.Horizontal = "right"
		framed = false
	case RoleGroup:
		s.Font = &excelize.Font{Family: Heiti, Size: 11}
		fill = HeadFill
	case RoleHead:
		s.Font = &excelize.Font{Family: Heiti, Size: 10.5}
		s.Alignment.Horizontal = "center"
		fill = HeadFill
	case RoleExtra:
		s.Font = &excelize.Font{Family: Heiti, Size: 10.5}
		s.Alignment.Horizontal = "center"
		fill = extraFill
	case RoleHint:
		s.Font = &excelize.Font{Family: Songti, Size: 9, Color: HintColor}
		framed = false
	case RoleLabel:
		fill = FixedFill
	case RoleInput:
		fill = inputFill
	case RoleRequired:
		fill = needFill
	case RoleRenew:
		fill = renewFill
	case RoleGo:
		s.Font.Color, s.Font.Underline, s.Font.Size = LinkColor, "single", 10.5
		s.Alignment.WrapText, s.Alignment.ShrinkToFit = false, true
		framed = false
	case RoleBack:
		s.Font.Color, s.Font.Underline, s.Font.Size = LinkColor, "single", 9
		s.Alignment.WrapText = false
		framed = false
	case RoleTotal:
		fill = totalFill
	case RoleDead:
		fill = FixedFill
	case RoleVerdict:
		s.Font = &excelize.Font{Family: Heiti, Size: 11, Bold: l.Bold}
		s.Alignment.Horizontal = "center"
	case RoleLink:
		fill = FixedFill
		s.Font.Color, s.Font.Underline = LinkColor, "single"
	case RoleOwner:
		// A row is as high as its own texts: a long name is set smaller, never cut.
		fill = FixedFill
		s.Alignment.WrapText, s.Alignment.ShrinkToFit = false, true
	case RoleNumber:
		fill = FixedFill
		if l.Typ != "" {
			fill = inputFill
		}
		s.Alignment.Horizontal = "center"
	}
	if fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	}
	if framed {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: LineColor, Style: 1})
		}
	}
	if l.Role.Input() || l.Role == RoleDead || l.Role == RoleResult {
		formatStyle(s, l.Typ)
	}
	if (l.Role.Input() || l.Free) && !l.Locked {
		s.Protection = &excelize.Protection{Locked: false}
	}
	if l.Line {
		s.Alignment.WrapText, s.Alignment.ShrinkToFit = false, true
	}
	if l.Left {
		s.Alignment.Horizontal = "left"
	}
	return s
}

// formatStyle sets number format and alignment for a type of value.
func formatStyle(s *excelize.Style, t profile.Type) {
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

// ColumnWidth is the width of a column of a type, in characters of half width.
func ColumnWidth(t profile.Type) float64 {
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

// TextWidth is how wide a text is, in characters of half width: the longest line.
func TextWidth(s string) float64 {
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

// LinesHeight is the height in points of a row in which a text is wrapped to a width.
func LinesHeight(s string, wide float64) float64 {
	lines := 0.0
	for line := range strings.SplitSeq(s, "\n") {
		lines += WrappedLines(line, max(wide-1.5, 1))
	}
	return min(max(lines*15+4, 18), 400)
}

// WrappedLines is how many lines a text takes: words of letters stay whole, Chinese breaks
// anywhere.
func WrappedLines(s string, wide float64) float64 {
	lines, used, word := 1.0, 0.0, 0.0
	put := func(n float64) {
		if used > 0 && used+n > wide {
			lines, used = lines+1, 0
		}
		more := max(Ceil(n/wide)-1, 0) // a word longer than a line
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

// Ceil rounds up.
func Ceil(x float64) float64 {
	n := float64(int(x))
	if n < x {
		n++
	}
	return n
}
