package workbook

import "budgetbook/internal/profile"

// guide writes the instructions and the stamp of the template.
func (w *writer) guide(sheet string) {
	w.widths(sheet, guideWidths)
	wide := 0.0
	for _, x := range guideWidths {
		wide += x
	}
	w.merge(sheet, 1, 1, 1, guideColumns, w.p.Title.In(w.lang), look{role: roleTitle})
	w.rowHeight(sheet, 1, 34)
	if w.check != nil {
		w.merge(sheet, 2, 1, 1, guideColumns, "", look{role: roleVerdict, bold: true})
	}
	row := 3
	for _, line := range w.p.Guide {
		text := line.In(w.lang)
		w.merge(sheet, row, 1, 1, guideColumns, text, look{role: roleText})
		w.rowHeight(sheet, row, height(text, wide)+3)
		row++
	}
	row = w.legend(sheet, row+1)
	row = w.index(sheet, row+1) + 1
	w.merge(sheet, row, 1, 1, guideColumns, w.say("book.stamp", "stamp", stamp(w.p)), look{role: roleHint})
	w.page(sheet, false, 0)
	w.onePage(sheet)
}

// forms writes forms one under another: label, value, note.
func (w *writer) forms(sheet string, s profile.Sheet) {
	wide := []float64{32, 42, 34}
	w.widths(sheet, wide)
	w.merge(sheet, 1, 1, 1, 3, s.Name.In(w.lang), look{role: roleTitle})
	w.rowHeight(sheet, 1, 34)
	w.merge(sheet, 2, 1, 1, 3, w.say("book.required"), look{role: roleHint})
	for i, id := range []string{"book.head.item", "book.head.value", "book.head.note"} {
		w.put(sheet, 3, i+1, w.say(id), look{role: roleHead})
	}
	w.rowHeight(sheet, 3, 22)
	row := 4
	for _, id := range s.Forms {
		form := w.p.Form(id)
		if len(s.Forms) > 1 {
			w.merge(sheet, row, 1, 1, 3, form.Name.In(w.lang), look{role: roleGroup, bold: true})
			w.rowHeight(sheet, row, 24)
			row++
		}
		for i := range form.Fields {
			f := &form.Fields[i]
			if f.Group.ZH != "" {
				w.merge(sheet, row, 1, 1, 3, f.Group.In(w.lang), look{role: roleGroup})
				w.rowHeight(sheet, row, 20)
				row++
			}
			w.field(sheet, row, f, wide)
			row++
		}
	}
	w.freeze(sheet, 3, 0)
	w.page(sheet, false, 3)
}

func (w *writer) field(sheet string, row int, f *profile.Field, wide []float64) {
	label := f.Name.In(w.lang)
	if f.Required {
		label = "*" + label
	}
	w.put(sheet, row, 1, label, look{role: roleLabel})
	v := w.f.Fields[f.Path].Text
	if f.Type == profile.YearType && v == "" && w.f.Year > 0 {
		v = dated("{year}", w.f.Year)
	}
	w.value(sheet, row, 2, v, f.Type, f.Choices, w.fresh(f.Path, v, look{role: w.asked(f.Required), typ: f.Type, left: true}))
	w.choices(sheet, 2, row, row, f.Choices)
	note := joined(f.Note.In(w.lang), w.carriedNote(f.Path, v))
	w.put(sheet, row, 3, note, look{role: roleHint})
	w.prompt(sheet, 2, row, row, f.Type, label, f.Note.In(w.lang), f.Choices)
	least := 21.0
	if f.Type == profile.LongType {
		least = 52 // an invitation to write more than one line
	}
	w.fit(sheet, row, least, []string{label, v, note}, []float64{wide[0], wide[1], wide[2] * 1.2}) // notes are set smaller
}

// paragraphs writes lists side by side, a paragraph per row.
func (w *writer) paragraphs(sheet string, s profile.Sheet) {
	paths := s.Lists
	wide := make([]float64, len(paths))
	for i := range wide {
		wide[i] = max(50, 110/float64(len(paths)))
	}
	w.widths(sheet, wide)
	w.merge(sheet, 1, 1, 1, len(paths), s.Name.In(w.lang), look{role: roleTitle})
	w.rowHeight(sheet, 1, 34)
	longest := 12
	for i, path := range paths {
		l := w.p.List(path)
		name := l.Name.In(w.lang)
		if l.Required {
			name = "*" + name
		}
		w.put(sheet, 2, i+1, l.Note.In(w.lang), look{role: roleHint})
		w.put(sheet, 3, i+1, name, look{role: roleHead})
		longest = max(longest, len(w.f.Lists[path])+6)
	}
	w.rowHeight(sheet, 3, 22)
	if !w.room(sheet, longest, len(paths)) {
		return
	}
	for r := range longest {
		texts := make([]string, len(paths))
		for i, path := range paths {
			if vs := w.f.Lists[path]; r < len(vs) {
				texts[i] = vs[r].Text
			}
			l := w.fresh(path, texts[i], look{role: w.asked(w.p.List(path).Required && r == 0), typ: profile.LongType})
			w.put(sheet, 4+r, i+1, texts[i], l)
		}
		w.fit(sheet, 4+r, 21, texts, wide)
	}
	w.freeze(sheet, 3, 0)
	w.page(sheet, false, 3)
}
