package unit

import (
	"sort"
)

// Row is one row of a table before rounding: texts, and exact amounts by column.
type Row struct {
	Text  map[string]string
	Exact map[string]Fen
	Cents map[string]int64 // what is printed, in hundredths of a 万元
	Blank map[string]bool  // printed blank
}

// part of a table: row and column.
type cell struct {
	row    int
	column string
}

// how a total comes about in the blank workbook and in other spreadsheets.
type how int

const (
	across how = iota // its own row, by a formula of the template
	grand             // the rows below, by a formula of the template
	parent            // the rows below; the template leaves it to be typed
)

// sum is one total of a table and its parts.
type sum struct {
	total cell
	parts []cell
	how   how
}

// Table is one table: rows and how its totals are made, parts before totals.
type Table struct {
	Rows []*Row
	sums []sum
}

func (t *Table) add(text map[string]string, exact map[string]Fen) int {
	t.Rows = append(t.Rows, &Row{Text: text, Exact: exact, Cents: map[string]int64{}, Blank: map[string]bool{}})
	return len(t.Rows) - 1
}

func (t *Table) across(row int, total string, parts ...string) {
	s := sum{total: cell{row, total}, how: across}
	for _, p := range parts {
		s.parts = append(s.parts, cell{row, p})
	}
	t.sums = append(t.sums, s)
}

func (t *Table) down(h how, row int, rows []int, columns ...string) {
	for _, c := range columns {
		s := sum{total: cell{row, c}, how: h}
		for _, r := range rows {
			s.parts = append(s.parts, cell{r, c})
		}
		t.sums = append(t.sums, s)
	}
}

var treasury = []string{"general_public", "government_fund", "state_capital"}
var fundColumns = []string{"general_public", "government_fund", "state_capital", "special_account", "unit_funds"}

// Tables makes the thirteen tables of a unit in exact amounts.
func (u *Unit) Tables() map[string]*Table {
	m := map[string]*Table{"t01": u.t01(), "t02": u.t02(), "t04": u.t04(), "t06": u.t06(), "t07": u.t07(), "t09": u.t09(), "t10": u.t10(), "t11": u.t11()}
	m["t03"] = u.nature(func(Line) bool { return true })
	m["t05"] = u.nature(func(l Line) bool { return l.Fund == General && !l.Carry })
	m["t08"] = u.nature(func(l Line) bool { return l.Fund == Government && !l.Carry })
	m["t12"] = u.t12()
	m["t13"] = u.t13()
	return m
}

func class(code string) func(Line) bool {
	return func(l Line) bool { return l.Code[:3] == code }
}

// cross adds the lines that two questions pick.
func (u *Unit) cross(a, b func(Line) bool) Fen {
	return u.sum(func(l Line) bool { return a(l) && b(l) })
}

func fundOf(f Fund) func(Line) bool { return func(l Line) bool { return l.Fund == f && !l.Carry } }
func carried(l Line) bool           { return l.Carry }
func current(l Line) bool           { return !l.Carry }
func paidByTreasury(l Line) bool    { return l.Fund <= Capital }

func (u *Unit) income(f Fund) Fen {
	t := u.sum(fundOf(f))
	if f == Own {
		t += u.YearEnd
	}
	return t
}

func (u *Unit) t01() *Table {
	t := &Table{}
	left := []string{"一、一般公共预算", "二、政府性基金预算", "三、国有资本经营预算", "四、财政专户管理资金", "五、单位资金"}
	var rows []int
	for i, c := range classes {
		text := map[string]string{"revenue_item": "", "expenditure_item": ordinals[i] + "、" + c.Name}
		exact := map[string]Fen{}
		if i < len(left) {
			text["revenue_item"] = left[i]
			exact["revenue"] = u.income(Fund(i))
		}
		exact["current_year"] = u.cross(class(c.Code), current)
		exact["carryover"] = u.cross(class(c.Code), carried)
		exact["expenditure"] = exact["current_year"] + exact["carryover"]
		rows = append(rows, t.add(text, exact))
	}
	in := u.sum(current) + u.YearEnd
	kept := u.sum(carried)
	year := t.add(map[string]string{"revenue_item": "本年收入合计", "expenditure_item": "本年支出合计"},
		map[string]Fen{"revenue": in, "current_year": in - u.YearEnd, "carryover": kept, "expenditure": in - u.YearEnd + kept})
	rest := t.add(map[string]string{"revenue_item": "上年结转", "expenditure_item": "年终结转"},
		map[string]Fen{"revenue": kept, "current_year": u.YearEnd, "expenditure": u.YearEnd})
	all := t.add(map[string]string{"revenue_item": "收入总计", "expenditure_item": "支出总计"},
		map[string]Fen{"revenue": in + kept, "current_year": in, "carryover": kept, "expenditure": in + kept})
	for _, r := range rows {
		t.across(r, "expenditure", "current_year", "carryover")
	}
	t.across(rest, "expenditure", "current_year", "carryover")
	t.down(grand, year, rows[:5], "revenue")
	t.down(grand, year, rows, "current_year", "carryover", "expenditure")
	t.down(grand, all, []int{year, rest}, "revenue", "current_year", "carryover", "expenditure")
	return t
}

func (u *Unit) t04() *Table {
	t := &Table{}
	left := []string{"一、一般公共预算", "二、政府性基金预算", "三、国有资本经营预算"}
	var rows []int
	columns := append([]string{"expenditure"}, treasury...)
	for i, c := range classes {
		text := map[string]string{"revenue_item": "", "expenditure_item": ordinals[i] + "、" + c.Name}
		exact := map[string]Fen{}
		if i < len(left) {
			text["revenue_item"] = left[i]
			exact["revenue"] = u.sum(fundOf(Fund(i)))
		}
		for f, column := range treasury {
			exact[column] = u.cross(class(c.Code), func(l Line) bool { return l.Fund == Fund(f) })
			exact["expenditure"] += exact[column]
		}
		rows = append(rows, t.add(text, exact))
	}
	out := map[string]Fen{}
	for f, column := range treasury {
		out[column] = u.sum(func(l Line) bool { return l.Fund == Fund(f) })
		out["expenditure"] += out[column]
	}
	in := u.cross(paidByTreasury, current)
	kept := u.cross(paidByTreasury, carried)
	copyOf := func(revenue Fen) map[string]Fen {
		m := map[string]Fen{"revenue": revenue}
		for k, v := range out {
			m[k] = v
		}
		return m
	}
	year := t.add(map[string]string{"revenue_item": "本年收入合计", "expenditure_item": "本年支出合计"}, copyOf(in))
	rest := t.add(map[string]string{"revenue_item": "上年财政拨款结转", "expenditure_item": "年终结转"}, map[string]Fen{"revenue": kept})
	var from []int
	for f, name := range left {
		from = append(from, t.add(map[string]string{"revenue_item": name, "expenditure_item": ""},
			map[string]Fen{"revenue": u.cross(carried, func(l Line) bool { return l.Fund == Fund(f) })}))
	}
	all := t.add(map[string]string{"revenue_item": "收入总计", "expenditure_item": "支出总计"}, copyOf(in+kept))
	for _, r := range rows {
		t.across(r, "expenditure", treasury...)
	}
	t.down(grand, year, rows[:3], "revenue")
	t.down(grand, year, rows, columns...)
	t.down(grand, rest, from, "revenue")
	t.down(grand, all, []int{year, rest}, append([]string{"revenue"}, columns...)...)
	return t
}

// coded makes a table by codes: 合计, classes, sections, items.
func coded(codes []string, columns []string, value func(code, column string) Fen, total string, parts []string) *Table {
	t := &Table{}
	seen := map[string]bool{}
	var all []string
	for _, c := range codes {
		for _, n := range []int{3, 5, 7} {
			if !seen[c[:n]] {
				seen[c[:n]] = true
				all = append(all, c[:n])
			}
		}
	}
	sort.Strings(all)
	exact := func(code string) map[string]Fen {
		m := map[string]Fen{}
		for _, c := range columns {
			for _, item := range codes {
				if code == "" || item[:len(code)] == code {
					m[c] += value(item, c)
				}
			}
		}
		return m
	}
	top := t.add(map[string]string{"code": "合计", "name": ""}, exact(""))
	for _, c := range all {
		t.add(map[string]string{"code": c, "name": names[c]}, exact(c))
	}
	under := func(code string) []int {
		var rows []int
		for i, r := range t.Rows {
			c := r.Text["code"]
			if code == "" && len(c) == 3 && i > 0 || code != "" && len(c) == len(code)+2 && c[:len(code)] == code {
				rows = append(rows, i)
			}
		}
		return rows
	}
	typed := columns
	if total != "" {
		typed = nil
		for _, c := range columns {
			if c != total {
				typed = append(typed, c)
			}
		}
	}
	for _, n := range []int{5, 3} {
		for i, r := range t.Rows {
			if c := r.Text["code"]; i > 0 && len(c) == n {
				t.down(parent, i, under(c), typed...)
			}
		}
	}
	if total != "" {
		for i := range t.Rows[1:] {
			t.across(i+1, total, parts...)
		}
	}
	t.down(grand, top, under(""), columns...)
	return t
}

func (u *Unit) codes(pick func(Line) bool) []string {
	seen := map[string]bool{}
	var list []string
	for _, l := range u.Lines {
		if pick(l) && !seen[l.Code] {
			seen[l.Code] = true
			list = append(list, l.Code)
		}
	}
	sort.Strings(list)
	return list
}

func (u *Unit) t02() *Table {
	columns := append([]string{"total"}, append(append([]string{}, fundColumns...), "carryover")...)
	value := func(code, column string) Fen {
		here := func(l Line) bool { return l.Code == code }
		left := Fen(0)
		if code == u.YearEndCode {
			left = u.YearEnd
		}
		switch column {
		case "total":
			return u.cross(here, current) + left
		case "carryover":
			return u.cross(here, carried)
		}
		for f, c := range fundColumns {
			if c == column {
				if Fund(f) != Own {
					left = 0
				}
				return u.cross(here, fundOf(Fund(f))) + left
			}
		}
		return 0
	}
	return coded(u.codes(func(Line) bool { return true }), columns, value, "total", fundColumns)
}

// nature makes a table of spending by code, basic and project.
func (u *Unit) nature(pick func(Line) bool) *Table {
	value := func(code, column string) Fen {
		return u.cross(pick, func(l Line) bool {
			return l.Code == code && (column == "total" || (column == "basic") == l.Basic)
		})
	}
	return coded(u.codes(pick), []string{"total", "basic", "project"}, value, "total", []string{"basic", "project"})
}

func (u *Unit) t06() *Table {
	t := &Table{}
	columns := []string{"total", "personnel", "operating"}
	exact := func(pick func(Economic) bool) map[string]Fen {
		m := map[string]Fen{}
		for _, e := range u.Basic {
			if !pick(e) {
				continue
			}
			m["total"] += e.Fen
			if e.Group == wageGroup || e.Group == peopleGroup {
				m["personnel"] += e.Fen
			} else {
				m["operating"] += e.Fen
			}
		}
		return m
	}
	top := t.add(map[string]string{"department_item": "合计", "government_item": ""}, exact(func(Economic) bool { return true }))
	// One line for each pair of items: the same pair twice is one figure in the books.
	type pair struct{ code, dept, gov string }
	var groups []int
	for _, g := range []string{wageGroup, goodsGroup, peopleGroup, capitalGroup} {
		e := exact(func(e Economic) bool { return e.Group == g })
		if e["total"] == 0 {
			continue
		}
		row := t.add(map[string]string{"department_item": g, "government_item": ""}, e)
		groups = append(groups, row)
		var pairs []pair
		for _, e := range u.Basic {
			if e.Group != g {
				continue
			}
			p := pair{e.Code, e.Dept, e.Gov}
			known := false
			for _, q := range pairs {
				known = known || p == q
			}
			if !known {
				pairs = append(pairs, p)
			}
		}
		sort.SliceStable(pairs, func(i, j int) bool { return pairs[i].code < pairs[j].code })
		var items []int
		for _, p := range pairs {
			items = append(items, t.add(map[string]string{"department_item": p.dept, "government_item": p.gov},
				exact(func(e Economic) bool { return e.Group == g && e.Dept == p.dept && e.Gov == p.gov })))
		}
		t.down(parent, row, items, "personnel", "operating")
		for _, i := range append(items, row) {
			t.across(i, "total", "personnel", "operating")
		}
	}
	t.down(grand, top, groups, columns...)
	return t
}

func (u *Unit) t07() *Table {
	var codes []string
	for _, r := range u.FundRevenue {
		codes = append(codes, r.Code)
	}
	return coded(codes, []string{"amount"}, func(code, _ string) Fen {
		for _, r := range u.FundRevenue {
			if r.Code == code {
				return r.Fen
			}
		}
		return 0
	}, "", nil)
}

func (u *Unit) t09() *Table {
	in := make([]string, 0, len(u.CapitalRevenue))
	for _, r := range u.CapitalRevenue {
		in = append(in, r.Code)
	}
	left := coded(in, []string{"revenue"}, func(code, _ string) Fen {
		for _, r := range u.CapitalRevenue {
			if r.Code == code {
				return r.Fen
			}
		}
		return 0
	}, "", nil)
	right := u.nature(fundOf(Capital))
	t := &Table{}
	for i := range max(len(left.Rows), len(right.Rows)) {
		text := map[string]string{"revenue_code": "", "revenue_name": "", "code": "", "name": ""}
		exact := map[string]Fen{}
		if i < len(left.Rows) {
			text["revenue_code"], text["revenue_name"] = left.Rows[i].Text["code"], left.Rows[i].Text["name"]
			exact["revenue"] = left.Rows[i].Exact["revenue"]
		}
		if i < len(right.Rows) {
			text["code"], text["name"] = right.Rows[i].Text["code"], right.Rows[i].Text["name"]
			for k, v := range right.Rows[i].Exact {
				exact[k] = v
			}
		}
		if i == 0 {
			text["code"] = ""
		}
		t.add(text, exact)
	}
	t.sums = append(append([]sum{}, left.sums...), right.sums...)
	return t
}

func (u *Unit) t10() *Table {
	t := &Table{}
	columns := append([]string{"total"}, treasury...)
	row := func(name string, items ...int) int {
		m := map[string]Fen{}
		for f, c := range treasury {
			for _, i := range items {
				m[c] += u.Three[i][f]
				m["total"] += u.Three[i][f]
			}
		}
		return t.add(map[string]string{"item": name}, m)
	}
	abroad := row("因公出国（境）费", 0)
	guests := row("公务接待费", 1)
	cars := row("公务用车购置及运行费", 2, 3)
	bought := row("①公务用车购置费", 2)
	run := row("②公务用车运行维护费", 3)
	all := row("合计", 0, 1, 2, 3)
	for _, r := range []int{abroad, guests, bought, run} {
		t.across(r, "total", treasury...)
	}
	t.down(grand, cars, []int{bought, run}, columns...)
	t.down(grand, all, []int{abroad, guests, cars}, columns...)
	return t
}

func (u *Unit) t11() *Table {
	t := &Table{}
	m := func() map[string]Fen {
		e := map[string]Fen{}
		for f, c := range treasury {
			e[c] = u.Agency[f]
			e["total"] += u.Agency[f]
		}
		return e
	}
	top := t.add(map[string]string{"unit": "部门合计"}, m())
	one := t.add(map[string]string{"unit": u.Name}, m())
	t.across(one, "total", treasury...)
	t.down(grand, top, []int{one}, append([]string{"total"}, treasury...)...)
	return t
}

func (u *Unit) list(t *Table, columns []string, pick func(*Project) bool) []int {
	var rows []int
	for _, specific := range []bool{true, false} {
		for i := range u.Projects {
			p := &u.Projects[i]
			if !pick(p) || p.Specific != specific {
				continue
			}
			c := "other_operation"
			if specific {
				c = "specific_target"
			}
			e := map[string]Fen{}
			for f, column := range columns {
				e[column] = p.Funds[f]
				e["total"] += p.Funds[f]
			}
			rows = append(rows, t.add(map[string]string{"name": p.Name, "kind": "project", "class": c}, e))
		}
	}
	return rows
}

func (u *Unit) top(t *Table, name, kind string, columns []string, pick func(*Project) bool) int {
	e := map[string]Fen{}
	for i := range u.Projects {
		if p := &u.Projects[i]; pick(p) {
			for f, c := range columns {
				e[c] += p.Funds[f]
				e["total"] += p.Funds[f]
			}
		}
	}
	return t.add(map[string]string{"name": name, "kind": kind}, e)
}

func (u *Unit) t12() *Table {
	t := &Table{}
	pick := func(p *Project) bool { return !p.Carry }
	one := u.top(t, u.Name, "unit", fundColumns, pick)
	rows := u.list(t, fundColumns, pick)
	t.down(parent, one, rows, fundColumns...)
	for _, r := range append(rows, one) {
		t.across(r, "total", fundColumns...)
	}
	return t
}

func (u *Unit) t13() *Table {
	t := &Table{}
	pick := func(p *Project) bool { return p.Carry }
	found := false
	for i := range u.Projects {
		found = found || u.Projects[i].Carry
	}
	if !found {
		return t
	}
	dept := u.top(t, u.Department, "department", treasury, pick)
	one := u.top(t, u.Name, "unit", treasury, pick)
	rows := u.list(t, treasury, pick)
	t.down(parent, one, rows, treasury...)
	t.down(parent, dept, []int{one}, treasury...)
	for _, r := range append(rows, one, dept) {
		t.across(r, "total", treasury...)
	}
	return t
}
