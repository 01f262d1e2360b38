package intake

import (
	"slices"
	"strings"
	"unicode"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// essence is what a title says besides year, brackets, punctuation and the words every
// title may have: 2024年部门收支预算总表 is 收支总. Without brackets, what stands in them
// is left out as well.
func (m *importer) essence(title string, brackets bool) string {
	k := wording.Years().Before.ReplaceAllString(filing.Fold(strings.ReplaceAll(title, "{year}", "2000")), "")
	if !brackets {
		k = bracketRemark.ReplaceAllString(k, "")
	}
	k = strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return r
	}, k)
	for _, w := range m.p.Synonyms.Words.Title {
		k = strings.ReplaceAll(k, w, "")
	}
	return k
}

// essences lists what the titles of each table come to, its own and those it may have
// elsewhere; with or without what stands in brackets.
func (m *importer) essences(brackets bool) map[string][]*profile.Table {
	out := map[string][]*profile.Table{}
	add := func(title string, t *profile.Table) {
		if e := m.essence(title, brackets); e != "" && !slices.Contains(out[e], t) {
			out[e] = append(out[e], t)
		}
	}
	for _, t := range m.p.Tables {
		if !t.Printed() {
			continue
		}
		add(t.Title.ZH, t)
		for _, title := range m.p.AlsoTitled(t) {
			add(title, t)
		}
	}
	return out
}

// worded lists the tables whose title says the same as a text in other words. A name
// may stand before it, as long as it is none of the words of another title: 财政拨款支出总表
// is no 支出总表.
func (m *importer) worded(text string) []*profile.Table {
	if m.titles == nil {
		m.titles = []map[string][]*profile.Table{m.essences(true), m.essences(false)}
	}
	for i, known := range m.titles {
		k := m.essence(text, i == 0)
		if found := known[k]; k != "" && found != nil {
			return found
		}
		longest := ""
		for e := range known {
			if len([]rune(e)) > 2 && len(e) > len(longest) && ends(k, e) && m.aName(strings.TrimSuffix(k, e), known) {
				longest = e
			}
		}
		if longest != "" {
			return known[longest]
		}
	}
	return nil
}

// aName says whether what stands before a title is the name of a unit and no word of
// another title.
func (m *importer) aName(before string, known map[string][]*profile.Table) bool {
	r := []rune(before)
	if len(r) < 4 {
		return false
	}
	for e := range known {
		if strings.Contains(e, string(r[len(r)-2:])) {
			return false
		}
	}
	return true
}

// unplaced reports a table that was recognized as none.
func (m *importer) unplaced(x *sheetPart) {
	lines, contents := 0, 0
	title, first := "", xlsx.Cell{}
	for _, line := range x.g.Rows {
		numbers, texts := 0, 0
		for _, c := range line.Cells {
			if _, number := cellNumber(c); number {
				numbers++
				continue
			}
			if c.Kind != xlsx.TextCell {
				continue
			}
			texts++
			if first.Kind == xlsx.Blank {
				first = c
			}
			if title == "" && lines == 0 && wording.Sheets().Table.In(sheets.LabelKey(c.Text)) {
				title, first = c.Text, c
			}
			if m.called(c.Text) != nil {
				contents++
			}
		}
		if numbers > 0 && texts > 0 {
			lines++
		}
	}
	// A list of the tables is none of them, nor are some notes with a number.
	if contents > 1 || lines == 0 || title == "" && lines < 2 {
		return
	}
	severity := finding.Error
	if title == "" {
		severity, title = finding.Warning, first.Text
	}
	m.report(finding.TableUnknown, severity, m.place(x.g, max(first.Row, 1), max(first.Column, 1)), "text", clipCell(title))
}
