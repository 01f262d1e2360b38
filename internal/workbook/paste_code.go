package workbook

import (
	"regexp"
	"strings"

	xwidth "golang.org/x/text/width"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

var (
	// groupedCode is a code in groups: 201 03 01, 201-03-01, 201.03.01.
	groupedCode = regexp.MustCompile(`^\d{3}(?:[ ._-]\d\d){1,3}$`)
	// plainCode is a code of 3, 5, 7 or 9 digits.
	plainCode = regexp.MustCompile(`^\d{3}(?:\d\d){0,3}$`)
	// codeName is a code and a name in one cell: 2010301 行政运行, [2010301]行政运行.
	codeName = regexp.MustCompile(`^\[?(\d{3}(?:[ ._-]?\d\d){0,3})\]?[ :：_、.—-]*([\p{Han}“"(（《].*)$`)
	// dashed is a name indented by dashes: "  - 行政运行".
	dashed = regexp.MustCompile(`^[-–—－·•]+[\s\x{3000}\x{a0}]+`)
	dotted = regexp.MustCompile(`^[-–—－·•]+`)
)

const blanks = " \t\r\n\u3000\u00a0\u200b\ufeff"

// narrowed is a text with narrow digits and signs and without blanks around it.
func narrowed(s string) string {
	s = strings.Trim(xwidth.Narrow.String(s), blanks)
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
func (p *paste) code(line *gridRow, x cell, c *profile.Column) {
	if x.kind != textCell && x.kind != numberCell {
		return
	}
	text := p.r.b.shown(x)
	if label := p.label(text, c); label != "" {
		if label != text {
			set(line, x.column, label)
			p.note("names", x.row, x.column)
		}
		return
	}
	if x.kind == numberCell {
		// 201.1 may have been 201.10: only whole numbers are codes.
		if !plainCode.MatchString(text) {
			p.ask("B36", finding.Warning, x.row, x.column, "text", clip(text))
		}
		return
	}
	code, ok := bareCode(text)
	switch {
	case ok:
		if code != strings.Trim(xwidth.Narrow.String(text), blanks) {
			p.note("codes", x.row, x.column)
		}
		set(line, x.column, code)
	case codeName.MatchString(narrowed(text)): // split below
	case strings.ContainsAny(xwidth.Narrow.String(text), "0123456789") && !strings.ContainsAny(text, "注："):
		p.ask("B36", finding.Warning, x.row, x.column, "text", clip(text))
	default:
		p.name(line, x, c)
	}
}

// name takes the indent off a name, and writes a prescribed label as prescribed.
func (p *paste) name(line *gridRow, x cell, c *profile.Column) {
	text := strings.Trim(x.text, blanks)
	if text != x.text && dotted.MatchString(text) {
		text = strings.Trim(dotted.ReplaceAllString(text, ""), blanks)
	} else {
		text = dashed.ReplaceAllString(text, "")
	}
	if label := p.label(text, c); label != "" {
		text = label
	}
	if text != x.text && text != "" {
		set(line, x.column, text)
		p.note("names", x.row, x.column)
	}
}

// label is the prescribed label of a column that a text is with other blanks, "" if
// it is none.
func (p *paste) label(text string, c *profile.Column) string {
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(blanks, r) {
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
func (p *paste) codeAndName(line *gridRow) {
	for i, c := range p.order {
		if c.Type == profile.CodeType && c.Codes != "" && p.h.columns[i] > 0 {
			p.splitListed(line, line.at(p.h.columns[i]), c)
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
		have, name := line.at(codeAt), line.at(nameAt)
		if have.kind == textCell {
			if m := codeName.FindStringSubmatch(narrowed(have.text)); m != nil {
				p.split(line, m, have, nameAt, name, true)
				continue
			}
		}
		if name.kind == textCell {
			if m := codeName.FindStringSubmatch(narrowed(name.text)); m != nil {
				p.split(line, m, name, codeAt, have, false)
			}
		}
	}
}

// splitListed takes a code and its name apart in records whose names come from a list.
func (p *paste) splitListed(line *gridRow, x cell, c *profile.Column) {
	if x.kind != textCell {
		return
	}
	m := codeName.FindStringSubmatch(narrowed(x.text))
	if m == nil {
		return
	}
	code, _ := bareCode(m[1])
	if own, ok := p.r.p.Codes[c.Codes].Lookup(code); ok && key(own.Name) != key(m[2]) {
		p.ask("B32", finding.Warning, x.row, x.column, "text", clip(x.text), "other", own.Name, "at", c.Name.ZH)
		p.r.inEnglish("at", c.Name.EN)
	}
	set(line, x.column, code)
	p.note("split", x.row, x.column)
}

// split puts the parts m of cell x where they belong: the other part goes into
// column other, which holds y. Whatever is there must agree.
func (p *paste) split(line *gridRow, m []string, x cell, other int, y cell, inCode bool) {
	code, _ := bareCode(m[1])
	// The name keeps its own width; only the code in front is cut off.
	name := strings.Trim(x.text, blanks)
	if i := strings.IndexFunc(name, func(r rune) bool { return strings.ContainsRune(narrowFirst(m[2]), r) || r >= 0x4e00 && r <= 0x9fff }); i >= 0 {
		name = name[i:]
	}
	there := ""
	if y.filled() {
		there = p.r.b.shown(y)
	}
	fits := there == ""
	if inCode {
		fits = fits || key(there) == key(name)
	} else {
		got, _ := bareCode(there)
		fits = fits || got == code
	}
	if !fits {
		p.ask("B32", finding.Error, x.row, x.column, "text", clip(x.text), "other", clip(there), "at", at(y.row, other))
		return
	}
	codeAt, nameAt := x.column, other
	if !inCode {
		codeAt, nameAt = other, x.column
	}
	set(line, codeAt, code)
	if !inCode || there == "" {
		set(line, nameAt, name)
	}
	p.note("split", x.row, x.column)
}

// narrowFirst is the first character of a name in both widths.
func narrowFirst(s string) string {
	for _, r := range s {
		return string(r) + xwidth.Widen.String(string(r))
	}
	return ""
}

// amountOf is the number in a cell, 0 if there is none.
func (p *paste) amountOf(x cell) (amount.Read, bool) {
	switch x.kind {
	case numberCell:
		d, ok := stored(x.text)
		return amount.Read{Value: d}, ok
	case textCell:
		n, err := amount.Parse(x.text)
		return n, err == nil
	}
	return amount.Read{Blank: true}, x.kind == blank && !x.pending
}
