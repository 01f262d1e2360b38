// Package template writes the workbook that people fill: a profile and a filing become
// sheets with hints, lists of choices, formulas and the sheet that checks them.
//
// Input: a profile, a filing (blank or filled), Options. Output: the bytes of an xlsx
// file, the same for the same input. Invariant: package intake reads the same data back.
package template

import (
	"fmt"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// Options choose how a workbook is written.
type Options struct {
	Lang    message.Lang   // of sheet names, labels and notes; default Chinese
	Carried *carry.Carried // what of the filing is from last year; nil: nothing
	Layout  profile.Layout // the tables themselves, or what they follow from; default full
	Totals  bool           // a column a filled table lacks gets the formulas of a blank one
}

// Write makes the workbook of a filing: its values in the sheets the profile
// prescribes, with room for more. A filing without rows gives the blank template.
// It returns the bytes of an xlsx file, the same for the same input; an
// *message.Error names a value no cell can hold.
func Write(p *profile.Profile, f *filing.Filing, opt Options) ([]byte, error) {
	p = p.InLayout(opt.Layout)
	lang := opt.Lang
	if lang != message.EN && lang != message.Both {
		lang = message.ZH
	}
	w := &writer{Pen: xlsx.NewPen(lang), p: p, f: f, plan: sheets.NewPlan(p, f, lang), written: map[string]bool{}, carried: opt.Carried, totalled: opt.Totals}
	defer w.Excel.Close()
	w.Keep(w.Excel.SetDefaultFont(xlsx.Songti))
	var names []string
	for i, tab := range w.plan.Tabs {
		names = append(names, tab.Name)
		if i == 0 {
			w.Keep(w.Excel.SetSheetName("Sheet1", tab.Name))
			continue
		}
		_, err := w.Excel.NewSheet(tab.Name)
		w.Keep(err)
	}
	w.check = w.checker()
	for _, tab := range w.plan.Tabs {
		w.sheet(tab)
		if w.Err != nil {
			return nil, fmt.Errorf("write sheet %s: %w", tab.Name, w.Err)
		}
	}
	w.remember()
	for _, c := range p.OwnLists() {
		w.LongList(sheets.OwnColumn(c)) // so that its unit checks by it without having the file
	}
	w.guidance(names)
	w.DocumentProperties(w.p)
	w.Excel.SetActiveSheet(0)
	if w.Err != nil {
		return nil, fmt.Errorf("write workbook: %w", w.Err)
	}
	buf, err := w.Excel.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return xlsx.Pack(buf.Bytes())
}

func (w *writer) sheet(tab sheets.Tab) {
	switch s := tab.Sheet; s.Kind {
	case "guide":
		w.guide(tab.Name)
		w.check.onGuide(tab.Name)
	case "check":
		w.check.write()
	case "forms":
		w.forms(tab)
	case "lists":
		w.paragraphs(tab)
	case "table":
		w.table(tab.Block)
	case "records":
		if w.p.IsAtom(s.ID) {
			w.atoms(tab.Block)
			break
		}
		w.records(tab.Block)
	}
	w.View(tab.Name)
}
