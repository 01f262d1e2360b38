package intake

import (
	"regexp"
	"slices"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

var (
	// unitText is where a sheet says which unit its amounts are in, folded by key.
	unitText = regexp.MustCompile(`单位:\(?(?:人民币)?((?:百|千|十)?[万亿]?元)\)?\)?$`)
	// unitBehind is a unit in brackets behind a header: 合计（元）.
	unitBehind = regexp.MustCompile(`\((?:单位:)?((?:百|千|十)?[万亿]?元)\)$`)
)

// Units as older English templates have them, in notes and above tables.
const (
	wanEnglish      = "RMB 10,000"
	wanUnitEnglish  = "Unit: RMB 10,000"
	yuanUnitEnglish = "Unit: RMB"
)

// A cell says which unit amounts are in by a label, by a unit of money, or by both.
var (
	// money is a unit of money.
	money = regexp.MustCompile(`(?:百|千|十)?[万亿]?元`)
	// moneyLabel begins a text about units of money.
	moneyLabel = regexp.MustCompile(`(?:金额|计量|货币)单位|币种`)
	// looseUnit is a unit that does not run on as a name would: 单位:元氏县.
	looseUnit = regexp.MustCompile(`元(?:$|[^\p{Han}])`)
	// labelled is a unit behind its label, with something else behind it.
	labelled = regexp.MustCompile(`单位:\(?(?:人民币)?((?:百|千|十)?[万亿]?元)(?:$|[^\p{Han}])`)
	// remark is what stands in brackets.
	remark = regexp.MustCompile(`\([^()]*\)`)
	// besides are the words a text about units may hold besides the unit.
	besides = regexp.MustCompile(`(?:金额|计量|货币)?单位|金额|币种|人民币|rmb|cny|yuan|unit|本表|数据|数字|保留|精确到|小数点后|小数|整数|[一二两]位|[均以为按计位至后整注]|[0-9¥$*.,:;，。；：、/()\[\]-]`)
)

// stated reads the unit a text states, folded by key; sure is false if the text is
// about units of money but does not say one of them.
func stated(k string) (unit string, sure bool) {
	bare := remark.ReplaceAllStringFunc(k, func(s string) string {
		if strings.Contains(s, sheets.YuanUnit) {
			return s
		}
		return ""
	})
	found := money.FindAllString(bare, -1)
	rest := besides.ReplaceAllString(money.ReplaceAllString(bare, ""), "")
	switch {
	case len(found) == 0:
		return "", rest == "" || !moneyLabel.MatchString(k)
	case rest == "":
		for _, u := range found[1:] {
			if u != found[0] {
				return "", false
			}
		}
		return found[0], true
	}
	for _, re := range []*regexp.Regexp{unitText, labelled, unitBehind} {
		if m := re.FindStringSubmatch(k); m != nil {
			return m[1], true
		}
	}
	after, bearsLabel := strings.CutPrefix(k, "单位:")
	return "", !(moneyLabel.MatchString(k) || bearsLabel && looseUnit.MatchString(after) || len([]rune(k)) < 5 && strings.HasSuffix(k, sheets.YuanUnit))
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
	case x.Row >= p.h.first && slices.Contains(p.h.columns, x.Column) && unitBehind.MatchString(k):
		return "" // the heading of one column
	case k == sheets.LabelKey(p.t.Unit.EN), k == sheets.LabelKey(p.t.Unit.In(message.Both)), k == sheets.LabelKey(wanEnglish), k == sheets.LabelKey(wanUnitEnglish):
		return sheets.WanUnit
	case k == sheets.LabelKey(sheets.YuanLabel.EN), k == sheets.LabelKey(sheets.YuanLabel.In(message.Both)), k == sheets.LabelKey(yuanUnitEnglish):
		return sheets.YuanUnit
	case strings.HasPrefix(k, "unit:"), strings.HasPrefix(k, sheets.LabelKey("Amounts in")):
		return "?" // a unit nobody offered: asked about
	}
	if label := strings.TrimSuffix(k, ":"); moneyLabel.FindString(label) == label && label != "" {
		if i+1 < len(line.Cells) {
			if u, sure := stated(sheets.LabelKey(line.Cells[i+1].Text)); sure && u != "" {
				return u
			}
		}
		return "?"
	}
	unit, sure := stated(k)
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
			if u == "" || below && (u == "?" || !strings.Contains(x.Text, "单位")) {
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
		case u != sheets.WanUnit && u != sheets.YuanUnit:
			p.ask("B33", finding.Error, x.Row, x.Column, "text", clip(x.Text), "other", "")
		case whole == "":
			whole, first = u, x
		case whole != u:
			p.ask("B33", finding.Error, x.Row, x.Column, "text", clip(x.Text), "other", finding.CellName(first.Row, first.Column)+" "+clip(first.Text))
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
				if m := unitBehind.FindStringSubmatch(text); m != nil {
					unit = m[1]
					break
				}
			}
		}
		if unit != "" && unit != sheets.WanUnit && unit != sheets.YuanUnit && unit != whole {
			p.ask("B33", finding.Error, p.h.last, column, "text", headingOf(p.g, p.h, column), "other", "")
		}
		p.yuan[column] = unit == sheets.YuanUnit
	}
}

// bareHead is a header without the unit behind it.
func bareHead(text string) string { return unitBehind.ReplaceAllString(text, "") }
