package intake

import (
	"strings"

	"budgetbook/internal/codefind"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// ownLists puts the code lists that a workbook carries in the place of the profile's, but
// not in that of one that was given. One that is not whole is not used.
func (r *reader) ownLists(p *profile.Profile) {
	for _, g := range r.b.Grids {
		if g == nil || g.Name != xlsx.ListSheet || len(g.Rows) == 0 {
			continue
		}
		for _, head := range g.Rows[0].Cells {
			name, sum, ok := sheets.OwnHead(head.Text)
			if !ok || p.Codes[name] == nil {
				continue
			}
			r.f.Fields[profile.ListSum(name)] = filing.Value{Text: sum}
			if p.Codes[name].Complete {
				continue
			}
			was := p.Codes[name]
			if err := p.ReplaceCodes(name, carriedList(r.b.File, g, head.Column)); err != nil || p.Codes[name].Sum() != sum {
				p.Codes[name] = was
				r.report(finding.CodesDamaged, finding.Warning, finding.Place{File: r.b.File}, "list", codefind.ListName(was, message.ZH))
				r.inEnglish("list", codefind.ListName(was, message.EN))
			}
		}
	}
}

// carriedList is a column below its head, as a list.
func carriedList(file string, g *xlsx.Grid, column int) []list.List {
	var lines []string
	for _, row := range g.Rows[1:] {
		if c := row.At(column); c.Text != "" {
			lines = append(lines, c.Text)
		}
	}
	l, err := list.Read(file, []byte(strings.Join(lines, "\n")), true)
	if err != nil {
		return nil // ReplaceCodes finds no codes
	}
	return []list.List{l}
}
