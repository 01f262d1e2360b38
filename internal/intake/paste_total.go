package intake

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/wording"
	"budgetbook/internal/xlsx"
)

// lineKind is what a pasted line is.
type lineKind int

const (
	dataLine  lineKind = iota
	sumLine            // 小计, 合计: repeats a sum of other lines
	emptyLine          // blank, a note or a signature: no line of the table
)

// spec is the one prescribed row of totals of a table with lines of the unit, or of
// one whose last row is the only total; -1: none.
func (p *paste) spec() int {
	found := -1
	for i, s := range p.t.Rows {
		if s.Total {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// totals finds the row of totals wherever it stands, puts it into its place, and
// drops rows that only repeat the sum of others.
func (p *paste) totals(lines []xlsx.GridRow) []xlsx.GridRow {
	own := slices.ContainsFunc(p.t.Rows, func(s profile.RowSpec) bool { return s.Lines }) || p.records()
	spec := p.spec()
	kinds := make([]lineKind, len(lines))
	for i := range lines {
		kinds[i] = p.kind(lines[i], own || spec >= 0)
	}
	main := -1
	if spec >= 0 {
		main = p.main(lines, kinds, spec)
	}
	p.coded(lines, kinds)
	drop := map[int]bool{}
	for i := range lines {
		if kinds[i] != sumLine || i == main {
			continue
		}
		column := p.firstColumn(lines[i])
		switch {
		case !p.amounts(lines[i]):
			drop[i] = true
			p.note("subtotals", lines[i].Number, column)
		case main >= 0 && p.same(lines[i], p.vector(lines[main])):
			drop[i] = true
			p.note("totals", lines[i].Number, column)
		case own && p.repeats(lines, kinds, i, false):
			drop[i] = true
			p.note("subtotals", lines[i].Number, column)
		case own && p.repeats(lines, kinds, i, true):
			drop[i] = true
			p.note("near", lines[i].Number, column)
		case own:
			p.ask(finding.SubtotalUnclear, finding.Error, lines[i].Number, column, "text", rowName(lines[i], p.order, p.h.columns))
		}
	}
	var out []xlsx.GridRow
	for i := range lines {
		if !drop[i] && i != main {
			out = append(out, lines[i])
		}
	}
	if main < 0 {
		return out
	}
	to, was := len(out), 0
	for i := range lines {
		if !drop[i] && i != main && kinds[i] != emptyLine {
			if i > main {
				was++
			}
		}
	}
	if spec == 0 {
		to = 0
		if slices.ContainsFunc(kinds[:main], func(k lineKind) bool { return k == dataLine }) {
			p.note("moved", lines[main].Number, p.firstColumn(lines[main]))
		}
	} else if was > 0 {
		p.note("moved", lines[main].Number, p.firstColumn(lines[main]))
	}
	return slices.Insert(out, to, lines[main])
}

// kind says what a line is. sums is false for tables with several prescribed totals,
// whose rows are all prescribed.
func (p *paste) kind(line xlsx.GridRow, sums bool) lineKind {
	if !p.r.speaks(line, p.order, p.h.columns) {
		return emptyLine
	}
	var texts []string
	for i, c := range p.order {
		if x := line.At(p.h.columns[i]); p.h.columns[i] > 0 && !c.Hidden && !c.Type.Numeric() && x.Filled() {
			texts = append(texts, sheets.LabelKey(p.r.b.Shown(x)))
		}
	}
	if len(texts) == 0 || !sums {
		if !p.amounts(line) {
			return emptyLine
		}
		return dataLine
	}
	all := true
	for _, text := range texts {
		all = all && p.sumWord(text)
	}
	if p.records() {
		// Beside the word for the sum stands what is summed: the fund, the year.
		all = p.sumWord(texts[0])
	}
	switch {
	case all, len(texts) == 1 && wording.Sheets().Subtotal.In(texts[0]) && len(p.t.Rows) > 1:
		return sumLine
	case len(texts) == 1 && !p.amounts(line) && strings.Contains(texts[0], ":"):
		return emptyLine // a note or a signature
	}
	return dataLine
}

// records says whether the lines are records, all of them the unit's own.
func (p *paste) records() bool { return !p.t.Printed() }

func (p *paste) sumWord(text string) bool {
	text = strings.Trim(text, ":()[]")
	if slices.ContainsFunc(p.r.p.Synonyms.Words.Subtotal, func(w string) bool { return sheets.LabelKey(w) == text }) {
		return true
	}
	for _, s := range p.t.Rows {
		for _, label := range s.Cells {
			if s.Total && (sheets.LabelKey(label.ZH) == text || sheets.LabelKey(label.EN) == text) {
				return true
			}
		}
	}
	return false
}

// main chooses the row of totals among the lines of sums: the one that is the sum of
// all lines, else the first one called as prescribed. It gets its prescribed label.
func (p *paste) main(lines []xlsx.GridRow, kinds []lineKind, spec int) int {
	labels := p.t.Rows[spec].Cells
	var named, other []int
	for i := range lines {
		if kinds[i] != sumLine {
			continue
		}
		exact := true
		for id, label := range labels {
			k := sheets.LabelKey(p.r.b.Shown(lines[i].At(p.columnOf(id))))
			exact = exact && p.columnOf(id) > 0 && (k == sheets.LabelKey(label.ZH) || k == sheets.LabelKey(label.EN))
		}
		if exact {
			named = append(named, i)
		} else if wording.Shared().Total.In(sheets.LabelKey(rowName(lines[i], p.order, p.h.columns))) {
			other = append(other, i)
		}
	}
	all := append(slices.Clone(named), other...)
	if len(all) == 0 {
		return -1
	}
	best := all[0]
	if len(all) > 1 {
		for _, i := range all {
			if p.sumOf(lines, kinds, 0, len(lines), lines[i], false) {
				best = i
				break
			}
		}
	}
	if !slices.Contains(named, best) {
		for i, c := range p.order {
			if column := p.h.columns[i]; column > 0 && !c.Type.Numeric() && !c.Hidden && lines[best].At(column).Filled() {
				setCell(&lines[best], column, "")
			}
		}
		for id, label := range labels {
			if column := p.columnOf(id); column > 0 {
				setCell(&lines[best], column, label.ZH)
			}
		}
		p.note("label", lines[best].Number, p.firstColumn(lines[best]))
	}
	return best
}

// vector lists the amounts of a line; what is no number is nil.
func (p *paste) vector(line xlsx.GridRow) []*decimal.Decimal {
	v := make([]*decimal.Decimal, len(p.order))
	for i, c := range p.order {
		if c.Type != profile.WanType || p.h.columns[i] == 0 {
			continue
		}
		if n, ok := p.amountOf(line.At(p.h.columns[i])); ok {
			v[i] = &n.Value
		}
	}
	return v
}

// amounts says whether anything stands in a column of amounts.
func (p *paste) amounts(line xlsx.GridRow) bool {
	for i, c := range p.order {
		if p.h.columns[i] == 0 || c.Type != profile.WanType {
			continue
		}
		if x := line.At(p.h.columns[i]); x.Filled() {
			if n, ok := p.amountOf(x); !ok || !n.Blank {
				return true
			}
		}
	}
	return false
}

// same says whether a line has exactly these amounts; what is no number is like nothing.
func (p *paste) same(line xlsx.GridRow, want []*decimal.Decimal) bool {
	for i, d := range p.vector(line) {
		if p.order[i].Type != profile.WanType || p.h.columns[i] == 0 {
			continue
		}
		if d == nil || want[i] == nil || !d.Equal(*want[i]) {
			return false
		}
	}
	return true
}

// close says whether a line differs from these sums by no more than the rounding of their
// addends and of itself can explain: half a hundredth of 1 万元 each.
func (p *paste) close(line xlsx.GridRow, want []*decimal.Decimal, addends []int) bool {
	for i, d := range p.vector(line) {
		if p.order[i].Type != profile.WanType || p.h.columns[i] == 0 {
			continue
		}
		if d == nil || want[i] == nil || d.Sub(*want[i]).Abs().GreaterThan(roundings(addends[i])) {
			return false
		}
	}
	return true
}

// roundings is how far a sum of n rounded figures can be from its own rounded total. A
// single figure is repeated exactly.
func roundings(n int) decimal.Decimal {
	if n < 2 {
		return decimal.Zero
	}
	return decimal.New(int64((n+1)/2), -2)
}

// repeats says whether line i is the sum of the lines above it since the last sum,
// of all above it, of those below it up to the next sum, or of all; near allows for what
// the rounding of every figure by itself can make of that.
func (p *paste) repeats(lines []xlsx.GridRow, kinds []lineKind, i int, near bool) bool {
	from, to := i, i+1
	for from > 0 && kinds[from-1] != sumLine {
		from--
	}
	for to < len(lines) && kinds[to] != sumLine {
		to++
	}
	for _, b := range [][2]int{{from, i}, {0, i}, {i + 1, to}, {0, len(lines)}} {
		if p.sumOf(lines, kinds, b[0], b[1], lines[i], near) {
			return true
		}
	}
	return false
}

// sumOf says whether a line is the sum of the data lines from..to, counted in leaves,
// in rows of the highest level, or, without levels, all of them.
func (p *paste) sumOf(lines []xlsx.GridRow, kinds []lineKind, from, to int, line xlsx.GridRow, near bool) bool {
	var block []xlsx.GridRow
	for i := from; i < to; i++ {
		if kinds[i] == dataLine {
			block = append(block, lines[i])
		}
	}
	if len(block) == 0 {
		return false
	}
	for _, leaves := range []bool{true, false} {
		sum := make([]*decimal.Decimal, len(p.order))
		addends := make([]int, len(p.order))
		for i, c := range p.order {
			if c.Type != profile.WanType || p.h.columns[i] == 0 {
				continue
			}
			total := decimal.Zero
			for j, row := range block {
				if !p.counts(block, j, c, leaves) {
					continue
				}
				n, ok := p.amountOf(row.At(p.h.columns[i]))
				if !ok {
					return false
				}
				total = total.Add(n.Value)
				if !n.Value.IsZero() {
					addends[i]++
				}
			}
			sum[i] = &total
		}
		if p.same(line, sum) || near && p.close(line, sum, addends) {
			return true
		}
	}
	return false
}

// counts says whether row j of a block goes into its sum: if it is a leaf, or if it
// is of the highest level.
func (p *paste) counts(block []xlsx.GridRow, j int, c *profile.Column, leaves bool) bool {
	text := func(row int, c *profile.Column) string {
		if column := p.columnOf(c.ID); column > 0 {
			return strings.TrimSpace(p.r.b.Shown(block[row].At(column)))
		}
		return ""
	}
	same := func(a, b string) bool { return sheets.LabelKey(a) == sheets.LabelKey(b) }
	return p.t.Hierarchy.Addend(c, len(block), j, leaves, text, same)
}

// coded asks about rows with amounts that no code says what they are for.
func (p *paste) coded(lines []xlsx.GridRow, kinds []lineKind) {
	if !p.t.Hierarchy.ByCodes() {
		return
	}
	for i, line := range lines {
		coded := kinds[i] != dataLine || !p.amounts(line) || p.r.byName[rowKey(p.g, line.Number)]
		for j, c := range p.order {
			if x := line.At(p.h.columns[j]); c.Type == profile.CodeType && p.h.columns[j] > 0 && x.Filled() {
				coded = true
			}
		}
		if !coded {
			p.ask(finding.CodeMissing, finding.Warning, line.Number, p.firstColumn(line), "text", rowName(line, p.order, p.h.columns))
		}
	}
}
