package intake

import (
	"fmt"
	"slices"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// codeLengths are the lengths of codes of a class, a section and an item.
const (
	classLength   = 3
	sectionLength = 5
	itemLength    = 7
)

// named reads names that stand where codes are asked, and names without a code: one that a
// single code bears is that code; of several it is the one below the section above.
func (p *paste) named(lines []xlsx.GridRow) {
	for i, c := range p.order {
		list := p.r.p.Codes[c.List]
		if c.Codes != "" {
			list = p.r.p.Codes[c.Codes]
		}
		if c.Type != profile.CodeType || list == nil || p.h.columns[i] == 0 {
			continue
		}
		n := &namedCodes{paste: p, list: list, code: p.h.columns[i], used: map[string]bool{}}
		for j, x := range p.order {
			if x.Named == c.ID && x.List == c.List && p.h.columns[j] > 0 {
				n.name = p.h.columns[j]
			}
		}
		n.read(lines)
	}
}

// namedCodes is a column of codes of a list, with that of their names.
type namedCodes struct {
	*paste
	list       *profile.Codes
	code, name int // columns; no name: 0
	// The rows of the class and of the section that the row being read stands below.
	class, section string
	used           map[string]bool // codes that stand in the table
}

func (n *namedCodes) read(lines []xlsx.GridRow) {
	for _, line := range lines {
		if x := n.r.b.Shown(line.At(n.code)); wording.OnlyDigits(x) {
			n.used[x] = true
		}
	}
	for i := range lines {
		line := &lines[i]
		x := line.At(n.code)
		shown := strings.TrimSpace(n.r.b.Shown(x))
		if wording.OnlyDigits(shown) {
			n.stands(shown)
			continue
		}
		if shown == "" && n.name > 0 {
			x = line.At(n.name)
		}
		if x.Kind == xlsx.TextCell && !x.Pending && !n.sumWord(sheets.LabelKey(x.Text)) {
			n.take(line, x, strings.TrimSpace(x.Text))
		}
	}
}

// take reads the name in cell x, if it is one of the list.
func (n *namedCodes) take(line *xlsx.GridRow, x xlsx.Cell, name string) {
	codes := n.list.Named(name)
	if n.records() {
		levels := n.r.p.Compact.Levels(n.t.ID)
		codes = slices.DeleteFunc(codes, func(c profile.Code) bool { return len(levels) > 0 && len(c.Code) != levels[len(levels)-1] })
	} else if n.name > 0 {
		codes = n.below(slices.DeleteFunc(codes, func(c profile.Code) bool { return n.alone() && n.used[c.Code] }))
	}
	at := n.r.place(n.g, x.Row, x.Column)
	switch {
	case len(codes) == 0:
		return
	case len(codes) > 1:
		if !n.records() { // of records it is asked where they are added up
			n.r.report(finding.NameOfSeveral, finding.Error, at, "place", at.Short(), "name", clipCell(name), "n", fmt.Sprint(len(codes)), "codes", n.list.OfOneName(codes, message.ZH))
			n.r.inEnglish("codes", n.list.OfOneName(codes, message.EN))
			n.r.byName[rowKey(n.g, x.Row)] = true
		}
		return
	}
	code := codes[0]
	if y := line.At(n.name); n.name > 0 && x.Column == n.code && y.Kind == xlsx.TextCell && y.Filled() {
		if k := wording.SpellingKey(y.Text); k != wording.SpellingKey(code.Name) && k != wording.SpellingKey(name) {
			n.ask(finding.CodeOrName, finding.Error, x.Row, x.Column, "text", clipCell(name), "other", clipCell(y.Text), "at", finding.CellName(y.Row, y.Column))
			return
		}
	}
	setCell(line, n.code, code.Code)
	if n.name > 0 {
		setCell(line, n.name, code.Name)
	}
	n.stands(code.Code)
	n.used[code.Code] = true
	n.r.byName[rowKey(n.g, x.Row)] = true
	n.r.report(finding.NameAsCode, finding.Note, at, "table", n.t.Name.ZH, "name", clipCell(name), "code", code.Code+" "+code.Name)
	n.r.inEnglish("table", n.t.Name.EN, "code", code.Code+" "+code.In(message.EN))
}

// stands notes a row: what follows may stand below it.
func (n *namedCodes) stands(code string) {
	switch {
	case len(code) == classLength:
		n.class, n.section = code, ""
	case len(code) == sectionLength:
		n.section = code
	case !strings.HasPrefix(code, n.section):
		n.section = ""
	}
	if !strings.HasPrefix(code, n.class) {
		n.class = ""
	}
}

// below are the codes of one name that can stand where the row stands: an item of the
// section above, else a section of the class above, else the next class; all of them if
// none is the only one.
func (n *namedCodes) below(codes []profile.Code) []profile.Code {
	if len(codes) < 2 {
		return codes
	}
	for _, level := range []struct {
		above, begin string // the row above, and how what stands below it begins
		length       int
	}{{n.section, n.section, itemLength}, {n.class, n.class, sectionLength}, {n.class, "", classLength}} {
		near := slices.DeleteFunc(slices.Clone(codes), func(c profile.Code) bool {
			return level.above == "" || len(c.Code) != level.length || !strings.HasPrefix(c.Code, level.begin)
		})
		if len(near) > 0 {
			if len(near) == 1 {
				return near
			}
			break
		}
	}
	return codes
}

// alone says whether the table has one column of codes, so that each stands once.
func (n *namedCodes) alone() bool {
	several := 0
	for _, c := range n.order {
		if c.Type == profile.CodeType {
			several++
		}
	}
	return several == 1
}

// rowKey names a row of a sheet.
func rowKey(g *xlsx.Grid, row int) string { return fmt.Sprintf("%s!%d", g.Name, row) }
