package intake

import (
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// header remembers whose a table is by the line above it: 单位名称：某局.
func (r *reader) header(g *xlsx.Grid, h *foundHeader, t *profile.Table) {
	for _, line := range g.Rows {
		if line.Number >= h.first {
			return
		}
		for i, c := range line.Cells {
			if c.Kind != xlsx.TextCell {
				continue
			}
			if name, own := r.unitName(line, i); name != "" {
				r.headers = append(r.headers, headerAt{name, t, r.place(g, own.Row, own.Column)})
				return
			}
		}
	}
}

// headerUnits reports tables whose line above names another unit than the cover: they
// may be that unit's. Where every table bears one other name, the unit was renamed or its
// name entered anew: that is asked.
func (r *reader) headerUnits() {
	unit := r.p.Roles.Unit
	cover := r.f.Fields[unit.Name]
	own := bareUnit(cover.Text)
	if own == "" {
		return
	}
	department := bareUnit(r.f.Text(unit.Department))
	var other []headerAt
	same := true
	for _, x := range r.headers {
		if k := bareUnit(x.name); k != own && k != department {
			other = append(other, x)
			same = same && k == bareUnit(other[0].name)
		}
	}
	if len(other) > 1 && same && len(other) == len(r.headers) {
		x := other[0]
		r.report(finding.HeaderOtherUnit, finding.Warning, x.at, "name", clipCell(x.name), "unit", cover.Text)
		r.found[len(r.found)-1].Reword("all")
		for _, y := range other[1:] {
			r.found[len(r.found)-1].Places = append(r.found[len(r.found)-1].Places, y.at)
		}
		return
	}
	for _, x := range other {
		r.report(finding.HeaderOtherUnit, finding.Error, x.at, "name", clipCell(x.name), "unit", cover.Text)
		f := &r.found[len(r.found)-1]
		f.Places = append(f.Places, cover.At)
	}
}

// bareUnit is a unit's name for comparing: without blanks, widths, and what stands in
// brackets behind it: （本级）, （部门）.
func bareUnit(name string) string {
	k := filing.Fold(name)
	for strings.HasSuffix(k, ")") {
		i := strings.LastIndexByte(k, '(')
		if i <= 0 {
			break
		}
		k = k[:i]
	}
	return k
}

// twins reports sheets that bear the label or the name of a table another sheet was read
// for: a draft beside the final one. Which of them is meant nobody can tell.
func (r *reader) twins(at []*xlsx.Grid) {
	taken := map[*xlsx.Grid]bool{}
	for _, g := range at {
		taken[g] = true
	}
	for i, s := range r.p.Sheets {
		t := r.p.Table(s.ID)
		if t == nil || !t.Printed() || at[i] == nil {
			continue
		}
		order := sheets.ColumnOrder(t)
		for _, g := range r.b.Grids {
			if g == nil || taken[g] || sheets.IsResultSheet(g) || !r.bears(g, t) {
				continue
			}
			h := findHead(g, r.alsoNamed(wantedLabels(t, order), t, order), sheets.HeadLevels(t))
			if h == nil || !figuresBelow(g, h) {
				continue
			}
			taken[g] = true
			r.report(finding.SheetTwice, finding.Error, finding.Place{File: r.b.File, Sheet: g.Name, Cell: finding.CellName(h.first, 1)},
				"table", t.Name.ZH, "first", at[i].Name)
			r.inEnglish("table", t.Name.EN)
			f := &r.found[len(r.found)-1]
			f.Places = append(f.Places, finding.Place{File: r.b.File, Sheet: at[i].Name, Cell: "A1"})
		}
	}
}

// bears says whether a sheet is called or labelled as a table: 表三, 表三（初稿）, 预算公开表3.
func (r *reader) bears(g *xlsx.Grid, t *profile.Table) bool {
	k := bareUnit(sheets.LabelKey(g.Name))
	for _, name := range []string{t.Name.ZH, t.Name.EN, t.Label.ZH, t.Label.EN} {
		if name != "" && (k == sheets.LabelKey(name) || showsText(g, name)) {
			return true
		}
	}
	return false
}

// figuresBelow says whether an amount stands below a header.
func figuresBelow(g *xlsx.Grid, h *foundHeader) bool {
	for _, line := range g.After(h.last) {
		for _, c := range line.Cells {
			if c.Kind == xlsx.NumberCell {
				return true
			}
		}
	}
	return false
}

// unitName reads 单位名称：某局, in one cell or two. 单位：万元 is no name.
func (r *reader) unitName(line xlsx.GridRow, i int) (string, xlsx.Cell) {
	text := narrowed(line.Cells[i].Text)
	for _, w := range r.p.Synonyms.Words.Unit {
		rest, ok := strings.CutPrefix(strings.TrimLeft(text, "(["), w)
		if !ok {
			continue
		}
		rest = strings.TrimSpace(rest)
		rest, colon := strings.CutPrefix(rest, ":")
		c := line.Cells[i]
		if rest = strings.TrimSpace(rest); colon && rest == "" && i+1 < len(line.Cells) && line.Cells[i+1].Kind == xlsx.TextCell {
			c = line.Cells[i+1]
			rest = strings.TrimSpace(c.Text)
		}
		if j := strings.Index(rest, "  "); j >= 0 {
			rest = strings.TrimSpace(rest[:j])
		}
		// In two languages the Chinese decides.
		rest, _, _ = strings.Cut(rest, message.Between)
		rest = strings.TrimSpace(rest)
		for _, w := range wording.Sheets().NotName.Words {
			if j := strings.Index(rest, w); j >= 0 {
				rest = strings.TrimSpace(rest[:j])
			}
		}
		if !colon || rest == "" || ends(rest, wording.Yuan) || strings.Contains(rest, ":") {
			return "", c
		}
		return rest, c
	}
	return "", xlsx.Cell{}
}

func ends(s, end string) bool { return strings.HasSuffix(s, end) }
