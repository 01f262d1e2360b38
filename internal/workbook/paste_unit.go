package workbook

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

var (
	// unitText is where a sheet says which unit its amounts are in, folded by key.
	unitText = regexp.MustCompile(`单位:\(?(?:人民币)?((?:百|千|十)?[万亿]?元)\)?\)?$`)
	// unitBehind is a unit in brackets behind a header: 合计（元）.
	unitBehind = regexp.MustCompile(`\((?:单位:)?((?:百|千|十)?[万亿]?元)\)$`)
)

// The units of amounts, as key folds them.
const (
	wanUnit  = "万元"
	yuanUnit = "元"
)

// unitOf reads the unit a cell states, "" if it states none.
func (p *paste) unitOf(line gridRow, i int) string {
	x := line.cells[i]
	if x.kind != textCell || len(x.text) > 300 {
		return ""
	}
	k := key(x.text)
	if unitBehind.MatchString(k) && x.row >= p.h.first {
		return "" // the heading of one column
	}
	if m := unitText.FindStringSubmatch(k); m != nil {
		return m[1]
	}
	if label := strings.TrimSuffix(k, ":"); label == "金额单位" || label == "计量单位" || label == "货币单位" {
		if i+1 < len(line.cells) {
			return key(line.cells[i+1].text)
		}
		return "?"
	}
	switch k {
	case key(p.t.Unit.EN):
		return wanUnit
	case key(yuanLabel.EN), key(yuanLabel.ZH), key(yuanLabel.In(message.Both)):
		return yuanUnit
	}
	if strings.HasPrefix(k, "unit:") {
		return k // a unit nobody offered: asked about
	}
	return ""
}

// units finds the unit of every column of amounts: in its header, else above the
// table. Two answers, and units that are neither 元 nor 万元, are asked about.
func (p *paste) units() {
	p.yuan = map[int]bool{}
	whole, first := "", cell{}
	for _, line := range p.g.rows {
		// A header of fewer rows than ours begins further up than it looks.
		if line.n > p.h.last {
			break
		}
		for i, x := range line.cells {
			u := p.unitOf(line, i)
			switch {
			case u == "":
			case u != wanUnit && u != yuanUnit:
				p.ask("B33", finding.Error, x.row, x.column, "text", clip(x.text), "other", "")
			case whole == "":
				whole, first = u, x
			case whole != u:
				p.ask("B33", finding.Error, x.row, x.column, "text", clip(x.text), "other", at(first.row, first.column)+" "+clip(first.text))
			}
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
		if unit != "" && unit != wanUnit && unit != yuanUnit && unit != whole {
			p.ask("B33", finding.Error, p.h.last, column, "text", unit, "other", "")
		}
		p.yuan[column] = unit == yuanUnit
	}
}

// bareHead is a header without the unit behind it.
func bareHead(text string) string { return unitBehind.ReplaceAllString(text, "") }

// bigger is how many times as large as the totals of other tables amounts are that
// look like 元 entered for 万元; true ones are 10000 times as large.
var bigger = decimal.NewFromInt(1000)

// one is the least total tables are compared with: what is less than 1 万元 is more
// likely a slip of its own.
var one = decimal.NewFromInt(1)

// scale asks about tables whose amounts look like 元 although 万元 is stated: the
// largest one is more than bigger times the smallest total of the other tables.
func (r *reader) scale() {
	data := profile.Data{Profile: r.p, Filing: r.f}
	type total struct {
		table string
		value decimal.Decimal
	}
	var totals []total
	for _, e := range r.p.Synonyms.Totals() {
		v, err := e.Eval(data)
		if err == nil && v.Value.GreaterThanOrEqual(one) {
			totals = append(totals, total{e.Refs()[0].Table, v.Value})
		}
	}
	for _, t := range r.p.Tables {
		if !t.Printed() {
			continue
		}
		var least *total
		for i := range totals {
			if totals[i].table != t.Name.ZH && (least == nil || totals[i].value.LessThan(least.value)) {
				least = &totals[i]
			}
		}
		if least == nil {
			continue
		}
		top, place := decimal.Zero, finding.Place{}
		for _, row := range r.f.Tables[t.ID] {
			for _, c := range t.Columns {
				v := row.Cells[c.ID]
				if c.Type != profile.WanType || v.Text == "" {
					continue
				}
				if n, err := amount.Parse(v.Text); err == nil && n.Value.Abs().GreaterThan(top) {
					top, place = n.Value.Abs(), v.At
				}
			}
		}
		if top.GreaterThan(least.value.Mul(bigger)) {
			place.File = r.b.file
			r.report("B34", finding.Error, place, "value", amount.Text(top), "other", least.table, "total", amount.Text(least.value),
				"wan", amount.Group(top.Shift(4).String()), "yuan", strings.TrimSpace(amount.Group(top.Shift(-4).String())))
		}
	}
}
