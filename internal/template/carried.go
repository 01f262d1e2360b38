package template

import (
	"strconv"

	"budgetbook/internal/carry"
	"budgetbook/internal/finding"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// remember writes the hidden sheet.
func (w *writer) remember() {
	c := w.carried
	if c == nil || c.Year == 0 || len(c.Items) == 0 || w.Err != nil {
		return
	}
	_, err := w.Excel.NewSheet(sheets.CarriedSheet)
	w.Keep(err)
	w.Keep(w.Excel.SetSheetVisible(sheets.CarriedSheet, false))
	w.Text(sheets.CarriedSheet, "A1", xlsx.NoteAuthor)
	w.Text(sheets.CarriedSheet, "B1", strconv.Itoa(c.Year))
	row := 2
	put := func(path string, rule carry.Rule, sum string) {
		if row <= xlsx.MaxRows { // nobody renews thousands of texts one by one
			w.Text(sheets.CarriedSheet, finding.CellName(row, 1), path)
			w.Text(sheets.CarriedSheet, finding.CellName(row, 2), string(rule))
			w.Text(sheets.CarriedSheet, finding.CellName(row, 3), sum)
			row++
		}
	}
	for _, x := range c.Items {
		put(x.Path, x.Rule, x.Checksum())
	}
	for _, x := range c.Items {
		for _, s := range carry.PastSentences(x.Text, c.Year) {
			put(x.Path, carry.Once, carry.TextChecksum(x.Path, s))
		}
	}
}

// carriedAs finds what was carried for a path with a text; with a blank text the
// first one of the path.
func (w *writer) carriedAs(path, text string) (carry.Item, bool) {
	if w.carried == nil {
		return carry.Item{}, false
	}
	if w.carriedAt == nil {
		w.carriedAt = map[string][]carry.Item{}
		for _, x := range w.carried.Items {
			if x.Rule != carry.Once {
				w.carriedAt[x.Path] = append(w.carriedAt[x.Path], x)
			}
		}
	}
	for _, x := range w.carriedAt[path] {
		if sum := x.Checksum(); text == "" || sum == carry.TextChecksum(path, text) || sum == carry.OldChecksum(path, text) {
			return x, true
		}
	}
	return carry.Item{}, false
}

// fresh is the look of an input cell: marked where it holds what must be looked at.
func (w *writer) fresh(path, text string, l xlsx.Look) xlsx.Look {
	if x, ok := w.carriedAs(path, text); ok && text != "" && l.Role.Input() && w.stale(x.Rule, text) {
		l.Role = xlsx.RoleRenew
	}
	return l
}

// stale says whether a carried text asks to be renewed as it stands.
func (w *writer) stale(rule carry.Rule, text string) bool {
	switch rule {
	case carry.Renew, carry.Same:
		return true
	case carry.Look:
		return carry.PastYear(text, w.carried.Year) != ""
	case carry.SameYear:
		return carry.MentionsYear(text, w.carried.Year)
	}
	return false
}

// carriedNote is what a form says beside a cell about last year's text, "" if nothing.
func (w *writer) carriedNote(path, text string) string {
	if w.carried == nil {
		return ""
	}
	year := strconv.Itoa(w.carried.Year)
	if x, ok := w.carriedAs(path, ""); ok && x.Rule == carry.Hint && x.Text != "" {
		return w.Say("book.carried.hint", "year", year, "text", x.Text)
	}
	if x, ok := w.carriedAs(path, text); ok && text != "" && w.stale(x.Rule, text) {
		return w.Say("book.carried.renew", "year", year)
	}
	return ""
}
