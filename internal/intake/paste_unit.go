package intake

import (
	"regexp"
	"slices"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// Units as older English templates have them, in notes and above tables.
const (
	wanEnglish      = "RMB 10,000"
	wanUnitEnglish  = "Unit: RMB 10,000"
	yuanUnitEnglish = "Unit: RMB"
)

// bracketRemark is what stands in brackets.
var bracketRemark = regexp.MustCompile(`\([^()]*\)`)

// statedUnit reads the unit a text states, folded by key: by a label, by a unit of money, or
// by both. sure is false if the text is
// about units of money but does not say one of them.
func statedUnit(k string) (unit string, sure bool) {
	words := wording.Sheets()
	bare := bracketRemark.ReplaceAllStringFunc(k, func(s string) string {
		if strings.Contains(s, wording.Yuan) {
			return s
		}
		return ""
	})
	found := words.Money.FindAllString(bare, -1)
	rest := words.Besides.ReplaceAllString(words.Money.ReplaceAllString(bare, ""), "")
	switch {
	case len(found) == 0:
		return "", rest == "" || !words.MoneyLabel.MatchString(k)
	case rest == "":
		for _, u := range found[1:] {
			if u != found[0] {
				return "", false
			}
		}
		return found[0], true
	}
	for _, re := range []*regexp.Regexp{words.AmountUnit.Regexp, words.Labelled.Regexp, words.HeadUnit.Regexp} {
		if m := re.FindStringSubmatch(k); m != nil {
			return m[1], true
		}
	}
	return "", !(words.MoneyLabel.MatchString(k) || words.UnitLabel.In(k) && words.LooseUnit.MatchString(words.UnitLabel.TrimStart(k)) || len([]rune(k)) < 5 && strings.HasSuffix(k, wording.Yuan))
}

// unitOf reads the unit a cell states, "" if it states none; "?" is a unit that
// cannot be told.
func (p *paste) unitOf(line xlsx.GridRow, i int) string {
	x := line.Cells[i]
	if x.Kind != xlsx.TextCell || len(x.Text) > 300 {
		return ""
	}
	k := sheets.LabelKey(x.Text)
	switch {
	case x.Row >= p.h.first && slices.Contains(p.h.columns, x.Column) && wording.Sheets().HeadUnit.MatchString(k):
		return "" // the heading of one column
	case k == sheets.LabelKey(p.t.Unit.EN), k == sheets.LabelKey(p.t.Unit.In(message.Both)), k == sheets.LabelKey(wanEnglish), k == sheets.LabelKey(wanUnitEnglish):
		return wording.Wan
	case k == sheets.LabelKey(sheets.YuanLabel().EN), k == sheets.LabelKey(sheets.YuanLabel().In(message.Both)), k == sheets.LabelKey(yuanUnitEnglish):
		return wording.Yuan
	case strings.HasPrefix(k, "unit:"), strings.HasPrefix(k, sheets.LabelKey("Amounts in")):
		return "?" // a unit nobody offered: asked about
	}
	if label := strings.TrimSuffix(k, ":"); wording.Sheets().MoneyLabel.FindString(label) == label && label != "" {
		if i+1 < len(line.Cells) {
			if u, sure := statedUnit(sheets.LabelKey(line.Cells[i+1].Text)); sure && u != "" {
				return u
			}
		}
		return "?"
	}
	unit, sure := statedUnit(k)
	if !sure {
		return "?"
	}
	return unit
}

// statements lists the cells that state a unit: above the rows of the table, and in
// notes, which stand alone in a row below.
func (p *paste) statements() (cells []xlsx.Cell, units []string) {
	for _, line := range p.g.Rows {
		// A header of fewer rows than ours begins further up than it looks.
		below := line.Number > p.h.last
		if below && len(slices.DeleteFunc(slices.Clone(line.Cells), func(x xlsx.Cell) bool { return !x.Filled() })) != 1 {
			continue
		}
		for i, x := range line.Cells {
			u := p.unitOf(line, i)
			if u == "" || below && (u == "?" || !wording.Sheets().UnitWord.In(x.Text)) {
				continue
			}
			cells, units = append(cells, x), append(units, u)
		}
	}
	return cells, units
}

// units finds the unit of every column of amounts: in its header, else above the
// table. Two answers, and units that are neither 元 nor 万元, are asked about.
func (p *paste) units() {
	p.yuan = map[int]bool{}
	whole, first := "", xlsx.Cell{}
	cells, units := p.statements()
	for i, u := range units {
		switch x := cells[i]; {
		case u != wording.Wan && u != wording.Yuan:
			p.ask(finding.UnitUnclear, finding.Error, x.Row, x.Column, "text", clipCell(x.Text), "other", "")
		case whole == "":
			whole, first = u, x
		case whole != u:
			p.ask(finding.UnitUnclear, finding.Error, x.Row, x.Column, "text", clipCell(x.Text), "other", finding.CellName(first.Row, first.Column)+" "+clipCell(first.Text))
		}
	}
	for i, c := range p.order {
		column := p.h.columns[i]
		if column == 0 || c.Type != profile.WanType {
			continue
		}
		unit := whole
		if texts := p.h.texts[column]; len(texts) > 0 {
			// A unit in the heading above counts where the heading itself has none.
			for _, text := range slices.Backward(texts) {
				if m := wording.Sheets().HeadUnit.FindStringSubmatch(text); m != nil {
					unit = m[1]
					break
				}
			}
		}
		if unit != "" && unit != wording.Wan && unit != wording.Yuan && unit != whole {
			p.ask(finding.UnitUnclear, finding.Error, p.h.last, column, "text", headingOf(p.g, p.h, column), "other", "")
		}
		p.yuan[column] = unit == wording.Yuan
	}
}
