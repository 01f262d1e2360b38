package template

import (
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
)

// unitChoice makes the cell that states the unit of a table a choice between 万元
// and 元: exports of budget systems are often in 元.
func (w *writer) unitChoice(sheet string, row, column int, t *profile.Table) {
	w.Choices(sheet, column, row, row, []profile.Choice{
		{ID: wording.Wan, Name: t.Unit}, {ID: wording.Yuan, Name: profile.Text{Text: sheets.YuanLabel()}},
	})
}
