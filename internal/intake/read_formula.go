package intake

import (
	"slices"
	"strings"

	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// settle calculates the formulas of a sheet whose result is not stored, before its
// rows are read: a total over nothing shows nothing, and its row is then no row of
// the table. What cannot be calculated stays as it is, to be reported where it counts.
func (r *reader) settle(g *xlsx.Grid) {
	for i := range g.Rows {
		cells := g.Rows[i].Cells
		kept := cells[:0]
		for _, c := range cells {
			if c.Pending {
				switch result, err := r.b.Compute(g.Name, c); {
				case err != nil || result.Kind == xlsx.ErrorCell:
				case result.Kind == xlsx.Blank:
					continue
				default:
					c = result
				}
			}
			kept = append(kept, c)
		}
		g.Rows[i].Cells = kept
	}
}

// codeNames fills in the names the template shows beside codes, where no program has
// calculated them: they stand in the list of codes the workbook brings along. Beside a code
// that is not in that list nothing is shown, whatever newer lists know of it.
func (r *reader) codeNames(g *xlsx.Grid, h *foundHeader, order []*profile.Column) {
	for i, c := range order {
		from := slices.IndexFunc(order, func(x *profile.Column) bool { return x.ID == c.Named })
		if c.Type != profile.TextType || r.p.Codes[c.List] == nil || h.columns[i] == 0 {
			continue
		}
		if c.Named == "" {
			for _, line := range g.After(h.last) {
				for k := range line.Cells {
					r.inChinese(&line.Cells[k], h.columns[i], c.List, "")
				}
			}
			continue
		}
		if from < 0 || h.columns[from] == 0 {
			continue
		}
		rows := g.After(h.last)
		for j := range rows {
			code := r.b.Shown(rows[j].At(h.columns[from])) // as the formula compares it
			rows[j].Cells = slices.DeleteFunc(rows[j].Cells, func(x xlsx.Cell) bool {
				return isUnnamed(x, h.columns[i], c.List) && r.shownName(c.List, code) == ""
			})
			for k := range rows[j].Cells {
				if x := &rows[j].Cells[k]; isUnnamed(*x, h.columns[i], c.List) {
					x.Kind, x.Text, x.Pending = xlsx.TextCell, r.shownName(c.List, code), false
				}
				r.inChinese(&rows[j].Cells[k], h.columns[i], c.List, code)
			}
		}
	}
}

// inChinese takes a name that an English workbook shows or offers for the one of the list:
// that of the code beside it, or of the only code that is called so.
func (r *reader) inChinese(x *xlsx.Cell, column int, list, code string) {
	if x.Column != column || x.Kind != xlsx.TextCell || profile.Chinese(x.Text) {
		return
	}
	named := slices.DeleteFunc(r.p.Codes[list].Named(x.Text), func(c profile.Code) bool { return code != "" && c.Code != code })
	if len(named) == 1 {
		x.Text = named[0].Name
	}
}

// shownName is what the formulas of the template show beside a code, "" for nothing.
func (r *reader) shownName(list, code string) string {
	if r.listed == nil {
		r.listed = map[string]map[string]string{}
	}
	if r.listed[list] == nil {
		own := map[string]string{}
		names := r.b.List(sheets.OwnLists + list + "_names")
		for i, c := range r.b.List(sheets.OwnLists + list + "_codes") {
			if i < len(names) && own[c] == "" {
				own[c] = names[i]
			}
		}
		r.listed[list] = own
	}
	return r.listed[list][code]
}

// isUnnamed says whether a cell of a column holds the template's formula for the name of
// a code, without a result.
func isUnnamed(x xlsx.Cell, column int, list string) bool {
	return x.Column == column && (x.Pending || x.Kind == xlsx.ErrorCell) && strings.Contains(x.Formula, sheets.OwnLists+list)
}
