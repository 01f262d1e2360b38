package intake

import (
	"slices"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// besideCode is a code of a record with what stands beside it: a name that was typed, or
// nothing.
type besideCode struct {
	list *profile.Codes
	code profile.Code
	name string // "": the workbook shows none
	at   finding.Place
	of   *profile.Table
}

// unknownMark is what the formulas of the template show beside a code they do not find.
const unknownMark = "?"

// nameBeside looks what name stands beside a code of a record, where the sheet has a column
// for it. Names are not read from there: the tables take them from the list. One that was
// typed, in place of the formula that shows that of the list, is compared with it.
func (r *reader) nameBeside(g *xlsx.Grid, t *profile.Table, h *foundHeader, line xlsx.GridRow, i int, c *profile.Column, code string) {
	column := h.columns[i] + 1
	path := h.texts[column]
	if c.Codes == "" || h.columns[i] == 0 || len(path) == 0 {
		return
	}
	head := path[len(path)-1]
	if head != sheets.LabelKey(sheets.CodeNameHead(message.ZH)) && head != sheets.LabelKey(sheets.CodeNameHead(message.EN)) {
		return
	}
	x, known := r.p.Codes[c.Codes].Lookup(code)
	name := line.At(column)
	shown := strings.TrimSpace(r.b.Shown(name))
	if isUnnamed(name, column, c.Codes) {
		shown = r.shownName(c.Codes, code)
	}
	b := besideCode{list: r.p.Codes[c.Codes], code: x, of: t, at: r.place(g, line.Number, column)}
	switch {
	case !known:
	case shown == "" || shown == unknownMark:
		if !r.byName[rowKey(g, line.Number)] {
			r.beside = append(r.beside, b)
		}
	case name.Kind == xlsx.TextCell && name.Formula == "":
		b.name = shown
		r.beside = append(r.beside, b)
	}
}

// besides says which codes of records bear the name of the list because none stands beside
// them, and beside which the name of something else does, when the names the unit adds have
// been read.
func (r *reader) besides() {
	if r.p.Compact == nil || len(r.beside) == 0 {
		return
	}
	role := r.p.NameRoles()
	own := map[string]string{}
	for _, row := range r.f.Tables[r.p.Compact.Names] {
		own[strings.TrimSpace(row.Text(role.Code))] = row.Text(role.Name)
	}
	said := map[string]int{} // code and name -> the finding, from 1
	for _, b := range r.beside {
		switch name, has := own[b.code.Code]; {
		case b.name == "":
			if !has {
				r.report(finding.NameFilled, finding.Note, b.at, "table", b.of.Name.ZH, "code", b.code.Code, "name", b.code.Name)
				r.inEnglish("table", b.of.Name.EN, "name", b.code.In(message.EN))
			}
		case b.agrees() || has && wording.SpellingKey(name) == wording.SpellingKey(b.name):
		default:
			key := b.code.Code + " " + wording.SpellingKey(b.name)
			if n := said[key]; n > 0 {
				r.found[n-1].Places = append(r.found[n-1].Places, b.at)
				continue
			}
			r.otherName(b)
			said[key] = len(r.found)
		}
	}
}

// agrees says whether the name beside a code is one of its own, as names of codes are read.
func (b besideCode) agrees() bool {
	return wording.SpellingKey(b.name) == wording.SpellingKey(b.code.Name) || slices.ContainsFunc(b.list.Named(b.name), func(c profile.Code) bool { return c.Code == b.code.Code })
}

// otherName says that the name beside a code is that of other ones, or of none.
func (r *reader) otherName(b besideCode) {
	severity := finding.Warning
	if b.code.Certain() {
		severity = finding.Error
	}
	near := b.list.Bearers(b.name, b.code.Code)
	r.report(finding.OtherNameBeside, severity, b.at, "code", b.code.Code, "name", clipCell(b.name), "own", b.code.Name, "near", profile.CodeNames(near, message.ZH))
	r.inEnglish("own", b.code.In(message.EN), "near", profile.CodeNames(near, message.EN))
	if len(near) > 0 {
		r.found[len(r.found)-1].Reword("near")
	}
}
