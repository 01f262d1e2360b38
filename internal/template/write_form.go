package template

import (
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// guide writes the instructions and the stamp of the template.
func (w *writer) guide(sheet string) {
	w.Widths(sheet, guideWidths)
	wide := 0.0
	for _, x := range guideWidths {
		wide += x
	}
	w.Merge(sheet, 1, 1, 1, guideColumns, w.p.Title.In(w.Lang), xlsx.Look{Role: xlsx.RoleTitle})
	w.RowHeight(sheet, 1, 34)
	if w.check != nil {
		w.Merge(sheet, 2, 1, 1, guideColumns, "", xlsx.Look{Role: xlsx.RoleVerdict, Bold: true})
	}
	row := 3
	for _, line := range w.p.Guide {
		text := line.In(w.Lang)
		w.Merge(sheet, row, 1, 1, guideColumns, text, xlsx.Look{Role: xlsx.RoleText})
		w.RowHeight(sheet, row, xlsx.LinesHeight(text, wide)+3)
		row++
	}
	row = w.legend(sheet, row+1)
	row = w.index(sheet, row+1) + 1
	w.Merge(sheet, row, 1, 1, guideColumns, w.Say("book.stamp", "stamp", sheets.Stamp(w.p)), xlsx.Look{Role: xlsx.RoleHint})
	w.Page(sheet, false, 0)
	w.OnePage(sheet)
}

// forms writes forms one under another: label, value, note.
func (w *writer) forms(tab sheets.Tab) {
	sheet := tab.Name
	wide := []float64{32, 42, 34}
	w.Widths(sheet, wide)
	w.Merge(sheet, 1, 1, 1, 3, tab.Sheet.Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleTitle})
	w.RowHeight(sheet, 1, 34)
	w.Merge(sheet, 2, 1, 1, 3, w.Say("book.required"), xlsx.Look{Role: xlsx.RoleHint})
	for i, id := range []string{"book.head.item", "book.head.value", "book.head.note"} {
		w.Put(sheet, sheets.FormHead, i+1, w.Say(id), xlsx.Look{Role: xlsx.RoleHead})
	}
	w.RowHeight(sheet, sheets.FormHead, 22)
	for _, l := range tab.Forms {
		switch {
		case l.Form != nil:
			w.Merge(sheet, l.Row, 1, 1, 3, l.Form.Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleGroup, Bold: true})
			w.RowHeight(sheet, l.Row, 24)
		case l.Field != nil:
			w.field(sheet, l.Row, l.Field, wide)
		default:
			w.Merge(sheet, l.Row, 1, 1, 3, l.Group.In(w.Lang), xlsx.Look{Role: xlsx.RoleGroup})
			w.RowHeight(sheet, l.Row, 20)
		}
	}
	w.Freeze(sheet, sheets.FormHead, 0)
	w.Page(sheet, false, sheets.FormHead)
}

func (w *writer) field(sheet string, row int, f *profile.Field, wide []float64) {
	label := f.Name.In(w.Lang)
	if f.Required {
		label = "*" + label
	}
	w.Put(sheet, row, 1, label, xlsx.Look{Role: xlsx.RoleLabel})
	v := w.f.Fields[f.Path].Text
	if f.Type == profile.YearType && v == "" && w.f.Year > 0 {
		v = sheets.Dated("{year}", w.f.Year)
	}
	exact := v
	if x := w.f.Fields[f.Path].Exact; x != "" {
		exact = x
	}
	w.Value(sheet, row, sheets.FormValue, exact, f.Type, f.Choices, w.fresh(f.Path, v, xlsx.Look{Role: w.asked(f.Required), Typ: f.Type, Left: true}))
	w.Choices(sheet, sheets.FormValue, row, row, f.Choices)
	note := joinNotes(f.Note.In(w.Lang), w.carriedNote(f.Path, v))
	w.Put(sheet, row, 3, note, xlsx.Look{Role: xlsx.RoleHint})
	w.prompt(sheet, rangeOf(sheets.FormValue, row, row), f.Type, label, f.Note.In(w.Lang), f.Choices)
	least := 21.0
	if f.Type == profile.LongType {
		least = 52 // an invitation to write more than one line
	}
	w.Fit(sheet, row, least, []string{label, v, note}, []float64{wide[0], wide[1], wide[2] * 1.2}) // notes are set smaller
}

// paragraphs writes lists side by side, a paragraph per row.
func (w *writer) paragraphs(tab sheets.Tab) {
	sheet, paths := tab.Name, tab.Sheet.Lists
	wide := make([]float64, len(paths))
	for i := range wide {
		wide[i] = max(50, 110/float64(len(paths)))
	}
	w.Widths(sheet, wide)
	w.Merge(sheet, 1, 1, 1, len(paths), tab.Sheet.Name.In(w.Lang), xlsx.Look{Role: xlsx.RoleTitle})
	w.RowHeight(sheet, 1, 34)
	for i, path := range paths {
		l := w.p.List(path)
		name := l.Name.In(w.Lang)
		if l.Required {
			name = "*" + name
		}
		w.Put(sheet, sheets.ListHead-1, i+1, l.Note.In(w.Lang), xlsx.Look{Role: xlsx.RoleHint})
		w.Put(sheet, sheets.ListHead, i+1, name, xlsx.Look{Role: xlsx.RoleHead})
	}
	w.RowHeight(sheet, sheets.ListHead, 22)
	if !w.room(sheet, tab.Lists, len(paths)) {
		return
	}
	for r := range tab.Lists {
		texts := make([]string, len(paths))
		for i, path := range paths {
			if vs := w.f.Lists[path]; r < len(vs) {
				texts[i] = vs[r].Text
			}
			l := w.fresh(path, texts[i], xlsx.Look{Role: w.asked(w.p.List(path).Required && r == 0), Typ: profile.LongType})
			w.Put(sheet, sheets.ListHead+1+r, i+1, texts[i], l)
		}
		w.Fit(sheet, sheets.ListHead+1+r, 21, texts, wide)
	}
	w.Freeze(sheet, sheets.ListHead, 0)
	w.Page(sheet, false, sheets.ListHead)
}
