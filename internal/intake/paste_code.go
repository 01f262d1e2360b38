package intake

import (
	"regexp"
	"strings"

	xwidth "golang.org/x/text/width"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

var (
	// groupedCode is a code in groups: 201 03 01, 201-03-01, 201.03.01.
	groupedCode = regexp.MustCompile(`^\d{3}(?:[ ._-]\d\d){1,3}$`)
	// plainCode is a code of 3, 5, 7 or 9 digits.
	plainCode = regexp.MustCompile(`^\d{3}(?:\d\d){0,3}$`)
	// dashIndent is a name indented by dashes: "  - 行政运行".
	dashIndent = regexp.MustCompile(`^[-–—－·•]+[\s\x{3000}\x{a0}]+`)
	dotIndent  = regexp.MustCompile(`^[-–—－·•]+`)
)

// Blanks are the characters people indent with.
const Blanks = " \t\r\n\u3000\u00a0\u200b\ufeff"

// narrowed is a text with narrow digits and signs and without blanks around it.
func narrowed(s string) string {
	s = strings.Trim(xwidth.Narrow.String(s), Blanks)
	return strings.TrimSpace(strings.NewReplacer("\u3000", " ", "\u00a0", " ").Replace(s))
}

// bareCode reads a classification code however it is written; ok is false if the
// text is none.
func bareCode(s string) (string, bool) {
	s = strings.TrimLeft(narrowed(s), "'’‘`")
	if whole, zeros, has := strings.Cut(s, "."); has && plainCode.MatchString(whole) && zeros != "" && strings.Trim(zeros, "0") == "" && !groupedCode.MatchString(s) {
		s = whole // 2010301.0
	}
	if groupedCode.MatchString(s) {
		s = strings.NewReplacer(" ", "", "-", "", ".", "", "_", "").Replace(s)
	}
	return s, plainCode.MatchString(s)
}

// code understands a cell of a code column.
func (p *paste) code(line *xlsx.GridRow, x xlsx.Cell, c *profile.Column) {
	if x.Kind != xlsx.TextCell && x.Kind != xlsx.NumberCell {
		return
	}
	text := p.r.b.Shown(x)
	if label := p.label(text, c); label != "" {
		if label != text {
			setCell(line, x.Column, label)
			p.note("names", x.Row, x.Column)
		}
		return
	}
	if x.Kind == xlsx.NumberCell {
		// 201.1 may have been 201.10: only whole numbers are codes.
		if !plainCode.MatchString(text) {
			p.ask(finding.NoCode, finding.Warning, x.Row, x.Column, "text", clipCell(text))
		}
		return
	}
	code, ok := bareCode(text)
	switch {
	case ok:
		if code != strings.Trim(xwidth.Narrow.String(text), Blanks) {
			p.note("codes", x.Row, x.Column)
		}
		setCell(line, x.Column, code)
	case wording.Sheets().CodeName.MatchString(narrowed(text)): // split below
	case strings.ContainsAny(xwidth.Narrow.String(text), "0123456789") && !wording.Sheets().CodeNote.MatchString(text):
		p.ask(finding.NoCode, finding.Warning, x.Row, x.Column, "text", clipCell(text))
	default:
		p.name(line, x, c)
	}
}

// name takes the indent off a name, and writes a prescribed label as prescribed.
func (p *paste) name(line *xlsx.GridRow, x xlsx.Cell, c *profile.Column) {
	text := strings.Trim(x.Text, Blanks)
	if text != x.Text && dotIndent.MatchString(text) {
		text = strings.Trim(dotIndent.ReplaceAllString(text, ""), Blanks)
	} else {
		text = dashIndent.ReplaceAllString(text, "")
	}
	if label := p.label(text, c); label != "" {
		text = label
	}
	if text != x.Text && text != "" {
		setCell(line, x.Column, text)
		p.note("names", x.Row, x.Column)
	}
}

// label is the prescribed label of a column that a text is with other blanks, "" if
// it is none.
func (p *paste) label(text string, c *profile.Column) string {
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(Blanks, r) {
			return -1
		}
		return r
	}, text)
	for _, s := range p.t.Rows {
		if label, ok := s.Cells[c.ID]; ok && label.ZH == bare {
			return label.ZH
		}
	}
	return ""
}

// codeAndName takes a code and a name apart that stand in one cell, where it is
// clear which is which.
func (p *paste) codeAndName(line *xlsx.GridRow) {
	for i, c := range p.order {
		if c.Type == profile.CodeType && c.Codes != "" && p.h.columns[i] > 0 {
			p.splitListed(line, line.At(p.h.columns[i]), c)
			continue
		}
		if c.Type != profile.CodeType || i+1 >= len(p.order) || p.order[i+1].Type != profile.TextType {
			continue
		}
		codeAt, nameAt := p.h.columns[i], p.h.columns[i+1]
		if codeAt == 0 || nameAt == 0 {
			// One column for both: it may be headed either way.
			continue
		}
		have, name := line.At(codeAt), line.At(nameAt)
		if have.Kind == xlsx.TextCell {
			if m := wording.Sheets().CodeName.FindStringSubmatch(narrowed(have.Text)); m != nil {
				p.split(line, m, have, nameAt, name, true)
				continue
			}
		}
		if name.Kind == xlsx.TextCell {
			if m := wording.Sheets().CodeName.FindStringSubmatch(narrowed(name.Text)); m != nil {
				p.split(line, m, name, codeAt, have, false)
			}
		}
	}
}

// splitListed takes a code and its name apart in records whose names come from a list.
func (p *paste) splitListed(line *xlsx.GridRow, x xlsx.Cell, c *profile.Column) {
	if x.Kind != xlsx.TextCell {
		return
	}
	m := wording.Sheets().CodeName.FindStringSubmatch(narrowed(x.Text))
	if m == nil {
		return
	}
	code, _ := bareCode(m[1])
	if own, ok := p.r.p.Codes[c.Codes].Lookup(code); ok && sheets.LabelKey(own.Name) != sheets.LabelKey(m[2]) {
		p.ask(finding.CodeOrName, finding.Warning, x.Row, x.Column, "text", clipCell(x.Text), "other", own.Name, "at", c.Name.ZH)
		p.r.inEnglish("at", c.Name.EN)
	}
	setCell(line, x.Column, code)
	p.note("split", x.Row, x.Column)
}

// split puts the parts m of cell x where they belong: the other part goes into
// column other, which holds y. Whatever is there must agree.
func (p *paste) split(line *xlsx.GridRow, m []string, x xlsx.Cell, other int, y xlsx.Cell, inCode bool) {
	code, _ := bareCode(m[1])
	// The name keeps its own width; only the code in front is cut off.
	name := strings.Trim(x.Text, Blanks)
	if i := strings.IndexFunc(name, func(r rune) bool { return strings.ContainsRune(narrowFirst(m[2]), r) || r >= 0x4e00 && r <= 0x9fff }); i >= 0 {
		name = name[i:]
	}
	there := ""
	if y.Filled() {
		there = p.r.b.Shown(y)
	}
	fits := there == ""
	if inCode {
		fits = fits || sheets.LabelKey(there) == sheets.LabelKey(name)
	} else {
		got, _ := bareCode(there)
		fits = fits || got == code
	}
	if !fits {
		p.ask(finding.CodeOrName, finding.Error, x.Row, x.Column, "text", clipCell(x.Text), "other", clipCell(there), "at", finding.CellName(y.Row, other))
		return
	}
	codeAt, nameAt := x.Column, other
	if !inCode {
		codeAt, nameAt = other, x.Column
	}
	setCell(line, codeAt, code)
	if !inCode || there == "" {
		setCell(line, nameAt, name)
	}
	p.note("split", x.Row, x.Column)
}

// narrowFirst is the first character of a name in both widths.
func narrowFirst(s string) string {
	for _, r := range s {
		return string(r) + xwidth.Widen.String(string(r))
	}
	return ""
}

// amountOf is the number in a cell, 0 if there is none.
func (p *paste) amountOf(x xlsx.Cell) (amount.Read, bool) {
	switch x.Kind {
	case xlsx.NumberCell:
		d, ok := xlsx.StoredDecimal(x.Text)
		return amount.Read{Value: d}, ok
	case xlsx.TextCell:
		n, err := amount.Parse(x.Text)
		return n, err == nil
	}
	return amount.Read{Blank: true}, x.Kind == xlsx.Blank && !x.Pending
}
