package intake

import (
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// items reads codes that stand where a table names its items and has no column of codes:
// one that the list of the column knows is read as its name.
func (p *paste) items(lines []xlsx.GridRow) {
	for i, c := range p.order {
		list := p.r.p.Codes[c.List]
		if c.Type != profile.TextType || c.Named != "" || list == nil || p.h.columns[i] == 0 {
			continue
		}
		for k := range lines {
			p.item(&lines[k], lines[k].At(p.h.columns[i]), list)
		}
	}
}

// item reads the code in a cell; a name behind it must be its own.
func (p *paste) item(line *xlsx.GridRow, x xlsx.Cell, list *profile.Codes) {
	if x.Kind != xlsx.TextCell && x.Kind != xlsx.NumberCell || x.Pending {
		return
	}
	text := strings.TrimSpace(p.r.b.Shown(x))
	written, name := text, ""
	if m := wording.Sheets().CodeName.FindStringSubmatch(narrowed(text)); m != nil {
		written, name = m[1], m[2]
	}
	code, isCode := bareCode(written)
	c, known := list.Lookup(code)
	if !isCode || !known {
		return // what checks the items says so
	}
	if name != "" && wording.SpellingKey(name) != wording.SpellingKey(c.Name) {
		p.ask(finding.CodeOrName, finding.Error, x.Row, x.Column, "text", clipCell(text), "other", c.Name, "at", finding.CellName(x.Row, x.Column))
		p.r.inEnglish("other", c.In(message.EN))
		return
	}
	setCell(line, x.Column, c.Name)
	p.r.report(finding.CodeAsName, finding.Note, p.r.place(p.g, x.Row, x.Column), "table", p.t.Name.ZH, "text", clipCell(text), "code", c.Code, "name", c.Name)
	p.r.inEnglish("table", p.t.Name.EN, "name", c.In(message.EN))
}
