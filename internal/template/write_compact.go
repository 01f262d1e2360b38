package template

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// atoms writes the records of the short form: like other records, with the name beside
// each code, codes to choose from and items offered by the mapping.
func (w *writer) atoms(b *sheets.Block) {
	sheet, t := b.Tab, b.Table
	wide := w.atomWidths(b)
	w.Widths(sheet, wide)
	w.atomHead(b, wide)
	paired := slices.ContainsFunc(t.Columns, func(c profile.Column) bool { return c.Pairs != "" })
	var government map[string]string
	if paired && w.Lang == message.EN {
		government, _ = sheets.GovernmentItems(w.p)
	}
	if !w.room(sheet, len(b.Lines), b.Width()) {
		return
	}
	for _, l := range b.Lines {
		w.atomRow(b, l, wide, government)
	}
	for j := range t.Columns {
		c := &t.Columns[j]
		w.Choices(sheet, b.Column(c.ID), b.Top, b.Last, c.Choices)
		if c.Codes == "" && c.Pairs == "" {
			w.prompt(sheet, rangeOf(b.Column(c.ID), b.Top, b.Last), c.Type, c.Name.In(w.Lang), c.Note.In(w.Lang), c.Choices)
		}
		if c.Codes != "" {
			w.codeChoices(b, c)
		}
		if c.Pairs != "" {
			w.offers(b, c)
		}
	}
	w.Freeze(sheet, b.Head, 2)
	w.Page(sheet, len(wide) > 6, b.Head, wide...)
}

// atomHead writes what stands above the records of the short form.
func (w *writer) atomHead(b *sheets.Block, wide []float64) {
	sheet, t := b.Tab, b.Table
	w.Merge(sheet, 1, 1, 1, min(4, len(wide)), t.Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleTitle, Left: true})
	w.RowHeight(sheet, 1, 30)
	w.Put(sheet, b.Head, 1, sheets.NumberHead(w.Lang), xlsx.Look{Role: xlsx.RoleHead})
	tall, hints := 22.0, 14.0
	for j := range t.Columns {
		c := &t.Columns[j]
		at := b.Column(c.ID)
		note, name := c.Note.In(w.Lang), c.Name.In(w.Lang)
		if note != "" {
			w.Put(sheet, b.Head-1, at, note, xlsx.Look{Role: xlsx.RoleHint})
			hints = max(hints, xlsx.LinesHeight(note, wide[at-1]*1.15))
		}
		if c.Type == profile.WanType && t.Unit.ZH != "" {
			w.Put(sheet, b.Head-1, at, t.Unit.In(w.Lang), xlsx.Look{Role: xlsx.RoleRight, Free: true})
			w.unitChoice(sheet, b.Head-1, at, t)
			hints = max(hints, xlsx.LinesHeight(t.Unit.In(w.Lang), wide[at-1]))
		}
		w.Put(sheet, b.Head, at, name, xlsx.Look{Role: xlsx.RoleHead})
		tall = max(tall, xlsx.LinesHeight(name, wide[at-1])+4)
		if c.Codes != "" {
			w.Put(sheet, b.Head, b.Beside(c.ID), sheets.CodeNameHead(w.Lang), xlsx.Look{Role: xlsx.RoleHead})
		}
	}
	w.RowHeight(sheet, b.Head-1, hints)
	w.RowHeight(sheet, b.Head, tall)
}

// atomRow writes one record of the short form; government are the names of items to show.
func (w *writer) atomRow(b *sheets.Block, l sheets.Line, wide []float64, government map[string]string) {
	sheet, t := b.Tab, b.Table
	row := l.Row
	var r filing.Row
	if l.Data != nil {
		r = *l.Data
	}
	w.recordNumber(sheet, row, l.Number, nil)
	var texts []string
	var widths []float64
	for j := range t.Columns {
		c := &t.Columns[j]
		text := r.Cells[c.ID].Finest()
		if c.Pairs != "" {
			text = w.english(text, government[text])
		}
		w.Value(sheet, row, b.Column(c.ID), text, c.Type, c.Choices, xlsx.Look{Role: xlsx.RoleInput, Typ: c.Type})
		if c.Type == profile.TextType {
			texts, widths = append(texts, text), append(widths, wide[b.Column(c.ID)-1])
		}
		if c.Codes != "" {
			w.codeName(b, row, c)
			texts, widths = append(texts, w.nameOf(c, r.Text(c.ID))), append(widths, nameWidth)
		}
	}
	w.Fit(sheet, row, 19, texts, widths)
}

// atomWidths are the widths of the columns of records and of the names beside codes.
func (w *writer) atomWidths(b *sheets.Block) []float64 {
	wide := []float64{7}
	for _, c := range b.Columns {
		n := float64(c.Width)
		if n == 0 {
			n = xlsx.ColumnWidth(c.Type)
		}
		wide = append(wide, n)
		if b.Beside(c.ID) > 0 {
			wide = append(wide, nameWidth)
		}
	}
	return wide
}

// nameWidth is the width of the names beside codes.
const nameWidth = 40

// nameOf is the name that stands beside a code; in an English workbook, whose names are
// long, a row without a code has the room of two lines.
func (w *writer) nameOf(c *profile.Column, code string) string {
	if x, ok := w.p.Codes[c.Codes].Lookup(code); ok {
		return w.english(x.Name, x.English)
	}
	role := w.p.NameRoles()
	for _, r := range w.f.Tables[w.p.Compact.Names] {
		if code != "" && r.Text(role.Code) == code {
			return r.Text(role.Name)
		}
	}
	if w.Lang == message.EN {
		return "\n"
	}
	return ""
}

// codeName shows the name of a code by a formula: from the list, or from the codes the
// unit adds. Beside a name that only one code of the lowest level bears it shows that code.
func (w *writer) codeName(b *sheets.Block, row int, c *profile.Column) {
	sheet, column := b.Tab, b.Column(c.ID)
	role := xlsx.RoleOwner
	if w.Lang == message.EN {
		role = xlsx.RoleLabel // long names are wrapped: set smaller nobody could read them
	}
	w.Put(sheet, row, column+1, "", xlsx.Look{Role: role, Free: true})
	if w.Err != nil {
		return
	}
	list := w.codeList(c.Codes)
	code := finding.CellName(row, column)
	missing := `"?"`
	if levels := w.p.Compact.Levels(b.Table.ID); len(levels) > 0 {
		bears := fmt.Sprintf(`(%s_names=%s)*(LEN(%s_codes)=%d)`, list, code, list, levels[len(levels)-1])
		missing = fmt.Sprintf(`IF(SUMPRODUCT(%s)=1,INDEX(%s_codes,SUMPRODUCT(%s*ROW(%s_names))),"?")`, bears, list, bears, list)
	}
	if other := w.plan.Block(w.p.Compact.Names); other != nil {
		missing = fmt.Sprintf(`IFERROR(VLOOKUP(%s&"",'%s'!$B$%d:$C$%d,2,FALSE),%s)`, code, strings.ReplaceAll(other.Tab, "'", "''"), other.Top, xlsx.MaxRows, missing)
	}
	w.Keep(w.Excel.SetCellFormula(sheet, finding.CellName(row, column+1),
		fmt.Sprintf(`IF(%s="","",IFERROR(INDEX(%s_names,MATCH(%s&"",%s_codes,0)),%s))`, code, list, code, list, missing)))
}

// codeChoices offers the codes of the lowest level; others may be typed, as lists are
// never complete.
func (w *writer) codeChoices(b *sheets.Block, c *profile.Column) {
	list := w.codeList(c.Codes)
	levels := w.p.Compact.Levels(b.Table.ID)
	if len(levels) == 0 {
		return
	}
	dv := excelize.NewDataValidation(true)
	dv.Sqref = finding.CellName(b.Top, b.Column(c.ID)) + ":" + finding.CellName(b.Last, b.Column(c.ID))
	w.asks(dv, c)
	dv.SetSqrefDropList(fmt.Sprintf("%s_pick%d", list, levels[len(levels)-1]))
	w.Keep(w.Excel.AddDataValidation(b.Tab, dv))
}

// offers lists for each row the government's items the mapping has for its item: those
// for the unit's kind first, then the others, as units may have staff of both kinds.
func (w *writer) offers(b *sheets.Block, c *profile.Column) {
	field := w.p.Field(w.p.Compact.Kind)
	kind, ok := w.plan.Field(field.Path)
	if !ok || w.Err != nil {
		return
	}
	government, _ := sheets.GovernmentItems(w.p)
	var keys, items []string
	for _, choice := range field.Choices {
		units := w.p.Compact.Units[choice.ID]
		seen := map[string]bool{}
		var order []string
		byCode := map[string][]string{}
		for _, own := range []bool{true, false} {
			for _, x := range w.p.Pairs {
				if (x.Units == units) != own || seen[x.Code+x.Gov] {
					continue
				}
				seen[x.Code+x.Gov] = true
				if byCode[x.Code] == nil {
					order = append(order, x.Code)
				}
				byCode[x.Code] = append(byCode[x.Code], x.Gov)
			}
		}
		for _, c := range order {
			for _, gov := range byCode[c] {
				keys, items = append(keys, choice.Name.In(w.Lang)+"|"+c), append(items, w.english(gov, government[gov]))
			}
		}
	}
	w.namedList(sheets.PairKeys, keys)
	w.namedList(sheets.PairItems, items)
	// excelize writes the formula of a list as it stands, so & is escaped here.
	own := fmt.Sprintf(`'%s'!$%s$%d&amp;"|"&amp;$%s`, kind.Tab, finding.ColumnName(kind.Column), kind.Row, finding.CellName(b.Top, b.Column(c.Pairs)))
	dv := excelize.NewDataValidation(true)
	dv.Sqref = finding.CellName(b.Top, b.Column(c.ID)) + ":" + finding.CellName(b.Last, b.Column(c.ID))
	dv.ShowErrorMessage = false
	dv.SetSqrefDropList(fmt.Sprintf(`OFFSET(%s,MATCH(%s,%s,0)-1,0,COUNTIF(%s,%s),1)`, sheets.PairItems, own, sheets.PairKeys, sheets.PairKeys, own))
	w.Keep(w.Excel.AddDataValidation(b.Tab, dv))
}
