package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Book is an opened workbook.
type Book struct {
	Excel    *excelize.File
	File     string
	shared   []string
	Sheets   []SheetPart
	Grids    []*Grid // one per sheet; nil if it is not a worksheet
	From1904 bool
	dates    map[int]bool // styles that show dates
	percents map[int]bool // styles that show percentages
	calc     calculation
	Profile  string // the template's profile and version, "" if it does not say
	Version  string
}

// Rels reads the relationships of a part: id -> type and part.
func (b *Book) Rels(part string) (Relationships, error) {
	var r Relationships
	d, ok := b.Decoder(RelsPart(part))
	if !ok {
		return r, nil
	}
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("relationships of %s: %w", part, err)
	}
	for i, x := range r.Rel {
		r.Rel[i].Target = targetOf(part, x.Target)
	}
	return r, nil
}

// Shows says how a style displays numbers: as dates, as percentages.
func (b *Book) Shows(style int) (isDate, isPercent bool) {
	d, known := b.dates[style]
	if !known {
		if s, err := b.Excel.GetStyle(style); err == nil && s != nil {
			code := ""
			if s.CustomNumFmt != nil {
				code = *s.CustomNumFmt
			}
			d = isDateFormat(s.NumFmt, code)
			b.percents[style] = s.NumFmt == 9 || s.NumFmt == 10 || strings.Contains(formatLiteral.ReplaceAllString(code, ""), "%")
		}
		b.dates[style] = d
	}
	return d, b.percents[style]
}
