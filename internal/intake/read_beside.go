package intake

import (
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// besideCode is a code of a record beside which the workbook shows no name.
type besideCode struct {
	code profile.Code
	at   finding.Place
}

// unknownMark is what the formulas of the template show beside a code they do not find.
const unknownMark = "?"

// nameBeside looks whether a name stands beside a code of a record, where the sheet has a
// column for it. Names are not read from there: the tables take them from the list.
func (r *reader) nameBeside(g *xlsx.Grid, h *foundHeader, line xlsx.GridRow, i int, c *profile.Column, code string) {
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
	if known && !r.byName[rowKey(g, line.Number)] && (shown == "" || shown == unknownMark) {
		r.beside = append(r.beside, besideCode{x, r.place(g, line.Number, column)})
	}
}

// unnamed says which codes of records bear the name of the list because none stands beside
// them, when the names the unit adds have been read.
func (r *reader) unnamed() {
	if r.p.Compact == nil || len(r.beside) == 0 {
		return
	}
	role := r.p.NameRoles()
	own := map[string]bool{}
	for _, row := range r.f.Tables[r.p.Compact.Names] {
		own[strings.TrimSpace(row.Text(role.Code))] = true
	}
	for _, b := range r.beside {
		if own[b.code.Code] {
			continue
		}
		r.report(finding.NameFilled, finding.Note, b.at, "place", b.at.Short(), "code", b.code.Code, "name", b.code.Name)
		r.inEnglish("name", b.code.In(message.EN))
	}
}
