package xlsx

import (
	"encoding/xml"
	"fmt"
	"strings"

	"budgetbook/internal/calc"
)

// Book is an opened workbook.
type Book struct {
	Archive  *Archive
	File     string
	shared   []string
	Sheets   []SheetPart
	Grids    []*Grid           // one per sheet
	Hidden   []string          // names of hidden sheets
	Names    []string          // defined names
	refers   map[string]string // what each of them stands for
	From1904 bool
	formats  []numberFormat // by style
	engine   *calc.Engine
	Profile  string // the template's profile and version, "" if it does not say
	Version  string
}

// numberFormat is how a style displays numbers.
type numberFormat struct {
	code            string // if it is the workbook's own
	dates, percents bool
}

// numberFormats reads the formats of the styles that cells name.
func (b *Book) numberFormats(part string) ([]numberFormat, error) {
	d, ok := b.Decoder(part)
	if !ok {
		return nil, nil
	}
	var x struct {
		Own []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := d.Decode(&x); err != nil {
		return nil, fmt.Errorf("styles: %w", err)
	}
	own := map[int]string{}
	for _, f := range x.Own {
		own[f.ID] = f.Code
	}
	var all []numberFormat
	for _, s := range x.Styles {
		code := own[s.ID]
		all = append(all, numberFormat{
			code:     code,
			dates:    isDateFormat(s.ID, code),
			percents: s.ID == 9 || s.ID == 10 || strings.Contains(formatLiteral.ReplaceAllString(code, ""), "%"),
		})
	}
	return all, nil
}

func (b *Book) format(style int) numberFormat {
	if style < 0 || style >= len(b.formats) {
		return numberFormat{}
	}
	return b.formats[style]
}

// Shows says how a style displays numbers: as dates, as percentages.
func (b *Book) Shows(style int) (isDate, isPercent bool) {
	f := b.format(style)
	return f.dates, f.percents
}

// Author is who the properties say made the workbook, and who saved it last.
func (b *Book) Author() (creator, last string) {
	var x struct {
		Creator string `xml:"creator"`
		Last    string `xml:"lastModifiedBy"`
	}
	if p, err := b.Archive.Part("docProps/core.xml"); err != nil || xml.Unmarshal(p, &x) != nil {
		return "", ""
	}
	return x.Creator, x.Last
}
