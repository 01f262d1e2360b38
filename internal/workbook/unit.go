package workbook

import (
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// yuanLabel is what the line above a table says if its amounts are in 元.
var yuanLabel = message.Text{ZH: "单位：元", EN: "Amounts in RMB"}

// unitChoice makes the cell that states the unit of a table a choice between 万元
// and 元: exports of budget systems are often in 元.
func (w *writer) unitChoice(sheet string, row, column int, t *profile.Table) {
	w.choices(sheet, column, row, row, []profile.Choice{
		{ID: wanUnit, Name: t.Unit}, {ID: yuanUnit, Name: profile.Text{Text: yuanLabel}},
	})
}
