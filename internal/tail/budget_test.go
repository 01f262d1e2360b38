package tail_test

import (
	"fmt"
	"math/rand/v2"
	"sort"

	"budgetbook/internal/tail"
)

// A sound budget is made in 分 and printed in 万元 in one of the ways offices print. The
// tables are those of a unit's disclosure: 1 summary, 2 revenue, 3 expenditure, 4
// appropriations, 5 and 8 expenditure of two funds, 6 economic items, 7 fund revenue, 11
// agency operation, 12 and 13 projects.

// position names a cell.
type position struct {
	table       int
	row, column string
}

// entry is a cell before it is printed.
type entry struct {
	position
	level        int
	fen          int64
	total        bool  // of a row
	parts, below []int // what it is the sum of: in its row, in its column
}

// budget are the cells of a sound filing and the relations the rules state.
type budget struct {
	entries   []entry
	at        map[position]int
	relations []tail.Relation
	rules     []string // by relation
}

// cell finds a cell; one that does not stand in the filing is blank.
func (b *budget) cell(table int, row, column string) int {
	p := position{table, row, column}
	i, ok := b.at[p]
	if !ok {
		i = b.put(table, 9, row, column, 0)
	}
	return i
}

func (b *budget) put(table, level int, row, column string, fen int64) int {
	p := position{table, row, column}
	b.at[p] = len(b.entries)
	b.entries = append(b.entries, entry{position: p, level: level, fen: fen})
	return b.at[p]
}

func (b *budget) state(rule string, kind tail.Kind, left, right []int) {
	b.relations = append(b.relations, tail.Relation{Kind: kind, Left: left, Right: right, ID: len(b.rules), Local: rule == "X13"})
	b.rules = append(b.rules, rule)
	switch kind {
	case tail.Row:
		b.entries[left[0]].parts, b.entries[left[0]].total = right, true
	case tail.Next, tail.Copy:
		b.entries[left[0]].below = right
	}
}

func (b *budget) same(rule string, x, y int) { b.state(rule, tail.Same, []int{x}, []int{y}) }

// line is an amount of spending.
type line struct {
	code, fund, project string
	basic, carry        bool
	fen                 int64
}

var (
	sources = []string{"一般", "基金", "国资", "专户", "单位"}
	state   = []string{"一般", "基金", "国资"}
)

func newBudget(seed uint64) *budget {
	g := rand.New(rand.NewPCG(seed, 7))
	fen := func() int64 {
		n := 10_000 + g.Int64N([]int64{300_000, 30_000_000, 500_000_000}[g.IntN(3)])
		switch g.IntN(4) {
		case 0:
			n = n/100*100 + 100
		case 1:
			n = n/10_000*10_000 + 5_000 // half way between two figures
		}
		return n
	}
	var codes []string
	for class := range 2 + g.IntN(5) {
		for section := range 1 + g.IntN(3) {
			for item := range 1 + g.IntN(3) {
				codes = append(codes, fmt.Sprintf("2%02d%02d%02d", class+1, section+1, item+1))
			}
		}
	}
	own, carries := g.IntN(3) == 0, g.IntN(3) > 0
	fundCarry := carries && g.IntN(2) == 0
	hasFund := g.IntN(2) == 0
	var lines []line
	for range 2 + g.IntN(2*len(codes)) {
		lines = append(lines, line{codes[g.IntN(len(codes))], "一般", "", true, false, fen()})
	}
	if hasFund && g.IntN(3) == 0 {
		lines = append(lines, line{codes[g.IntN(len(codes))], "基金", "", true, false, fen()})
	}
	for p := range 1 + g.IntN(14) {
		name := fmt.Sprintf("项目%02d", p)
		carry := carries && g.IntN(3) == 0
		for range 1 + g.IntN(2) {
			fund := "一般"
			switch k := g.IntN(6); {
			case k == 0 && hasFund && (!carry || fundCarry):
				fund = "基金"
			case k == 1 && own && !carry:
				fund = sources[3+g.IntN(2)]
			}
			lines = append(lines, line{codes[g.IntN(len(codes))], fund, name, false, carry, fen()})
		}
	}
	b := &budget{at: map[position]int{}}
	sum := func(keep func(line) bool) (n int64) {
		for _, l := range lines {
			if keep(l) {
				n += l.fen
			}
		}
		return n
	}
	b.classified(lines, sum)
	b.summary(lines, sum)
	b.economic(g, sum(func(l line) bool { return l.fund == "一般" && l.basic }))
	b.revenue(g, sum(func(l line) bool { return l.fund == "基金" && !l.carry }))
	b.projects(lines)
	b.between(lines)
	return b
}

func prefix(code, row string) bool {
	return row == "合计" || len(code) >= len(row) && code[:len(row)] == row
}

func levelOf(row string) int {
	return map[int]int{len("合计"): 0, 3: 1, 5: 2, 7: 3}[len(row)]
}

// rows are the codes with an amount and those above them, after the total.
func rows(lines []line, keep func(line) bool) []string {
	seen := map[string]bool{}
	for _, l := range lines {
		if keep(l) {
			for _, n := range []int{3, 5, 7} {
				seen[l.code[:n]] = true
			}
		}
	}
	var out []string
	for r := range seen {
		out = append(out, r)
	}
	sort.Strings(out)
	return append([]string{"合计"}, out...)
}

// tree states the sums of a table of codes.
func (b *budget) tree(table int, all []string, columns []string) {
	for _, row := range all {
		var below []string
		for _, x := range all {
			if x != "合计" && prefix(x, row) && levelOf(x) == levelOf(row)+1 {
				below = append(below, x)
			}
		}
		if len(below) == 0 {
			continue
		}
		for _, c := range columns {
			var parts []int
			for _, x := range below {
				parts = append(parts, b.cell(table, x, c))
			}
			b.state("C06", tail.Next, []int{b.cell(table, row, c)}, parts)
		}
	}
}

func (b *budget) across(rule string, table int, row, total string, columns []string) {
	var parts []int
	for _, c := range columns {
		parts = append(parts, b.cell(table, row, c))
	}
	b.state(rule, tail.Row, []int{b.cell(table, row, total)}, parts)
}

func (b *budget) classified(lines []line, sum func(func(line) bool) int64) {
	column := map[string]func(line) bool{
		"结转": func(l line) bool { return l.carry },
		"合计": func(l line) bool { return !l.carry },
	}
	for _, s := range sources {
		column[s] = func(l line) bool { return !l.carry && l.fund == s }
	}
	put := func(table int, all, columns []string, keep func(line, string) bool) {
		for _, row := range all {
			for _, c := range columns {
				b.put(table, levelOf(row), row, c, sum(func(l line) bool { return prefix(l.code, row) && keep(l, c) }))
			}
		}
		b.tree(table, all, columns)
	}
	all := rows(lines, func(line) bool { return true })
	put(2, all, append([]string{"合计", "结转"}, sources...), func(l line, c string) bool { return column[c](l) })
	for _, row := range all {
		b.across("R02", 2, row, "合计", sources)
	}
	spent := []string{"合计", "基本", "项目"}
	side := func(l line, c string) bool { return c == "合计" || l.basic == (c == "基本") }
	put(3, all, spent, side)
	for _, row := range all {
		b.across("R03", 3, row, "合计", spent[1:])
	}
	for _, x := range []struct {
		table int
		fund  string
	}{{5, "一般"}, {8, "基金"}} {
		some := rows(lines, func(l line) bool { return l.fund == x.fund && !l.carry })
		put(x.table, some, spent, func(l line, c string) bool { return l.fund == x.fund && !l.carry && side(l, c) })
		for _, row := range some {
			b.across("R03", x.table, row, "合计", spent[1:])
		}
	}
}

func (b *budget) summary(lines []line, sum func(func(line) bool) int64) {
	classes := []string{}
	for _, r := range rows(lines, func(line) bool { return true }) {
		if levelOf(r) == 1 {
			classes = append(classes, r)
		}
	}
	// Revenue: items, the year, carry-over, everything.
	income := func(table int, funds []string) {
		fiscal := func(l line) bool { return table == 1 || l.fund == "一般" || l.fund == "基金" || l.fund == "国资" }
		year := b.put(table, 1, "本年收入", "收入", sum(func(l line) bool { return !l.carry && fiscal(l) }))
		carry := b.put(table, 1, "上年结转", "收入", sum(func(l line) bool { return l.carry && fiscal(l) }))
		all := b.put(table, 0, "收入总计", "收入", sum(fiscal))
		var items, left []int
		for _, s := range funds {
			items = append(items, b.put(table, 2, s, "收入", sum(func(l line) bool { return l.fund == s && !l.carry })))
		}
		b.state("C01", tail.Next, []int{year}, items)
		if table == 4 {
			for _, s := range funds {
				left = append(left, b.put(table, 2, s+"结转", "收入", sum(func(l line) bool { return l.fund == s && l.carry })))
			}
			b.state("C07", tail.Next, []int{carry}, left)
		}
		b.state("C03", tail.Copy, []int{all}, []int{year, carry})
	}
	income(1, sources)
	income(4, state)
	spending := func(table int, rule string, columns []string, keep func(line, string) bool) {
		for _, r := range append([]string{"支出总计", "本年支出"}, classes...) {
			level := map[string]int{"支出总计": 0, "本年支出": 1}[r]
			if len(r) == 3 {
				level = 2
			}
			for _, c := range columns {
				b.put(table, level, r, c, sum(func(l line) bool { return (level < 2 || prefix(l.code, r)) && keep(l, c) }))
			}
			b.across(rule, table, r, columns[0], columns[1:])
		}
		for _, c := range columns {
			var parts []int
			for _, r := range classes {
				parts = append(parts, b.cell(table, r, c))
			}
			b.state("C02", tail.Next, []int{b.cell(table, "本年支出", c)}, parts)
			b.state("C03", tail.Copy, []int{b.cell(table, "支出总计", c)}, []int{b.cell(table, "本年支出", c), b.cell(table, "年终结转", c)})
		}
	}
	spending(1, "R01", []string{"合计", "当年", "结转"}, func(l line, c string) bool { return c == "合计" || l.carry == (c == "结转") })
	spending(4, "R04", append([]string{"小计"}, state...), func(l line, c string) bool {
		return l.fund == c || c == "小计" && (l.fund == "一般" || l.fund == "基金")
	})
}

// cut shares an amount out.
func cut(g *rand.Rand, fen int64, n int) []int64 {
	var parts []int64
	for ; n > 1 && fen >= 30_000; n-- {
		x := 10_000 + g.Int64N(fen-20_000)
		parts, fen = append(parts, x), fen-x
	}
	return append(parts, fen)
}

func (b *budget) economic(g *rand.Rand, fen int64) {
	sums := map[string]int64{}
	type item struct {
		group string
		fen   int64
	}
	var items []item
	groups := []string{"工资", "商品", "补助", "资本"}
	for _, x := range cut(g, fen, 2+g.IntN(18)) {
		items = append(items, item{groups[g.IntN(4)], x})
	}
	column := func(group string) string {
		if group == "工资" || group == "补助" {
			return "人员"
		}
		return "公用"
	}
	parts := []string{"人员", "公用"}
	put := func(level int, row string, by map[string]int64) {
		b.put(6, level, row, "合计", by["人员"]+by["公用"])
		for _, c := range parts {
			b.put(6, level, row, c, by[c])
		}
		b.across("R05", 6, row, "合计", parts)
	}
	below := map[string][]string{}
	for i, x := range items {
		name := fmt.Sprintf("%s%02d", x.group, i)
		put(2, name, map[string]int64{column(x.group): x.fen})
		below[x.group] = append(below[x.group], name)
		sums[x.group] += x.fen
	}
	total := map[string]int64{}
	for _, x := range groups {
		if len(below[x]) > 0 {
			put(1, x, map[string]int64{column(x): sums[x]})
			below["合计"] = append(below["合计"], x)
			total[column(x)] += sums[x]
		}
	}
	put(0, "合计", total)
	for _, row := range append([]string{"合计"}, groups...) {
		for _, c := range []string{"合计", "人员", "公用"} {
			var cells []int
			for _, x := range below[row] {
				cells = append(cells, b.cell(6, x, c))
			}
			if len(cells) > 0 {
				b.state("C09", tail.Next, []int{b.cell(6, row, c)}, cells)
			}
		}
	}
	b.put(11, 0, "部门", "合计", total["公用"])
	b.put(11, 0, "部门", "一般", total["公用"])
	b.put(11, 1, "单位", "合计", total["公用"])
	b.put(11, 1, "单位", "一般", total["公用"])
	for _, c := range []string{"合计", "一般"} {
		b.state("C11", tail.Next, []int{b.cell(11, "部门", c)}, []int{b.cell(11, "单位", c)})
	}
	for _, r := range []string{"部门", "单位"} {
		b.across("R07", 11, r, "合计", []string{"一般"})
	}
}

func (b *budget) revenue(g *rand.Rand, fen int64) {
	b.put(7, 0, "合计", "收入", fen)
	if fen == 0 {
		return
	}
	b.put(7, 1, "103", "收入", fen)
	b.put(7, 2, "10301", "收入", fen)
	all := []string{"合计", "103", "10301"}
	for i, x := range cut(g, fen, 1+g.IntN(3)) {
		code := fmt.Sprintf("10301%02d", 48+i)
		b.put(7, 3, code, "收入", x)
		all = append(all, code)
	}
	b.tree(7, all, []string{"收入"})
}

func (b *budget) projects(lines []line) {
	for _, x := range []struct {
		table   int
		carry   bool
		columns []string
	}{{12, false, sources}, {13, true, state}} {
		sums := map[string]map[string]int64{}
		var names []string
		add := func(row, column string, fen int64) {
			if sums[row] == nil {
				sums[row] = map[string]int64{}
			}
			sums[row][column] += fen
			sums[row]["合计"] += fen
		}
		for _, l := range lines {
			if l.basic || l.carry != x.carry {
				continue
			}
			if sums[l.project] == nil {
				names = append(names, l.project)
			}
			add(l.project, l.fund, l.fen)
			add("单位", l.fund, l.fen)
		}
		if len(names) == 0 {
			continue
		}
		columns := append([]string{"合计"}, x.columns...)
		for level, some := range [][]string{{"单位"}, names} {
			for _, r := range some {
				for _, c := range columns {
					b.put(x.table, level, r, c, sums[r][c])
				}
				b.across("R08", x.table, r, "合计", x.columns)
			}
		}
		for _, c := range columns {
			var parts []int
			for _, r := range names {
				parts = append(parts, b.cell(x.table, r, c))
			}
			b.state("C12", tail.Next, []int{b.cell(x.table, "单位", c)}, parts)
		}
	}
}

// between states the rules between tables.
func (b *budget) between(lines []line) {
	cell := b.cell
	sum := func(rule string, left int, right ...int) { b.state(rule, tail.Between, []int{left}, right) }
	fundCarry, own := false, map[string]bool{}
	for _, l := range lines {
		fundCarry = fundCarry || l.carry && l.fund == "基金"
		if l.fund == "专户" || l.fund == "单位" {
			for _, n := range []int{3, 5, 7} {
				own[l.code[:n]], own["合计"] = true, true
			}
		}
	}
	for _, s := range sources {
		b.same("X01", cell(2, "合计", s), cell(1, s, "收入"))
	}
	b.same("X01", cell(2, "合计", "合计"), cell(1, "本年收入", "收入"))
	b.same("X01", cell(2, "合计", "结转"), cell(1, "上年结转", "收入"))
	sum("X02", cell(1, "收入总计", "收入"), cell(2, "合计", "合计"), cell(2, "合计", "结转"))
	b.same("X03", cell(3, "合计", "合计"), cell(1, "本年支出", "合计"))
	b.same("C04", cell(1, "收入总计", "收入"), cell(1, "支出总计", "合计"))
	b.same("C04", cell(4, "收入总计", "收入"), cell(4, "支出总计", "小计"))
	b.same("C05", cell(1, "支出总计", "当年"), cell(1, "本年收入", "收入"))
	b.same("C05", cell(1, "支出总计", "结转"), cell(1, "上年结转", "收入"))
	for _, s := range state {
		sum("C08", cell(4, "支出总计", s), cell(4, s, "收入"), cell(4, s+"结转", "收入"))
		b.same("X09", cell(4, s, "收入"), cell(1, s, "收入"))
		b.same("X09", cell(4, s+"结转", "收入"), cell(13, "单位", s))
	}
	b.same("X09", cell(4, "上年结转", "收入"), cell(1, "上年结转", "收入"))
	b.same("X10", cell(5, "合计", "合计"), cell(4, "一般", "收入"))
	b.same("X10", cell(7, "合计", "收入"), cell(4, "基金", "收入"))
	b.same("X11", cell(7, "合计", "收入"), cell(8, "合计", "合计"))
	b.same("X12", cell(5, "合计", "基本"), cell(6, "合计", "合计"))
	b.same("X13", cell(6, "合计", "公用"), cell(11, "部门", "一般"))
	b.same("X15", cell(5, "合计", "项目"), cell(12, "单位", "一般"))
	b.same("X15", cell(8, "合计", "项目"), cell(12, "单位", "基金"))
	sum("X15", cell(3, "合计", "项目"), cell(12, "单位", "合计"), cell(13, "单位", "合计"))
	b.same("X16", cell(2, "合计", "结转"), cell(13, "单位", "合计"))
	for _, r := range rows(lines, func(line) bool { return true }) {
		if levelOf(r) == 1 {
			b.same("X03", cell(3, r, "合计"), cell(1, r, "合计"))
			b.same("X04", cell(2, r, "合计"), cell(1, r, "当年"))
			b.same("X04", cell(2, r, "结转"), cell(1, r, "结转"))
			sum("X08", cell(1, r, "合计"), cell(4, r, "小计"), cell(2, r, "专户"), cell(2, r, "单位"))
			if !fundCarry {
				sum("X08", cell(4, r, "一般"), cell(5, r, "合计"), cell(2, r, "结转"))
				b.same("X08", cell(4, r, "基金"), cell(8, r, "合计"))
			}
		}
		sum("X05", cell(3, r, "合计"), cell(2, r, "合计"), cell(2, r, "结转"))
		sum("X06", cell(3, r, "合计"), cell(5, r, "合计"), cell(8, r, "合计"), cell(2, r, "专户"), cell(2, r, "单位"), cell(2, r, "结转"))
		if !own[r] {
			sum("X06", cell(3, r, "基本"), cell(5, r, "基本"), cell(8, r, "基本"))
			sum("X06", cell(3, r, "项目"), cell(5, r, "项目"), cell(8, r, "项目"), cell(2, r, "结转"))
		}
		b.same("X07", cell(2, r, "一般"), cell(5, r, "合计"))
		b.same("X07", cell(2, r, "基金"), cell(8, r, "合计"))
	}
}
