package main

import (
	"fmt"
	"sort"
	"strings"

	"budgetbook/tools/trial/filing"
)

// figures are the kinds that change one figure of each table.
func figures() []*kind {
	var list []*kind
	for _, t := range filing.Tables {
		for _, add := range []struct {
			name  string
			cents int64
		}{{"cent", 1}, {"five-cents", 5}, {"one", 100}} {
			list = append(list, &kind{add.name + "-" + t, inTables, func(m *mutation) bool {
				s, ok := m.spread(t)
				return ok && m.change(s, amount(cents(m.f.Tables[t][s.row][s.column])+add.cents))
			}})
		}
		list = append(list, &kind{"swap-" + t, inTables, func(m *mutation) bool {
			s, ok := m.spread(t)
			if !ok {
				return false
			}
			v, ok := swap(m, m.f.Tables[t][s.row][s.column])
			return ok && m.change(s, v)
		}})
	}
	return list
}

// spread draws a figure so that totals, classes, sections and items of a table come up alike: most rows are items, and
// what is wrong in a total is harder to tell from rounding.
func (m *mutation) spread(table string) (spot, bool) {
	levels := map[int][]spot{}
	for _, s := range m.cells(table, nil) {
		r := m.f.Tables[table][s.row]
		level := len(r["code"]) + len(r["revenue_code"])
		switch {
		case table == "t01" || table == "t04":
			level = map[bool]int{true: 1, false: 0}[strings.Contains(r["expenditure_item"], "、") || strings.Contains(r["revenue_item"], "、")]
		case table == "t06":
			level = map[bool]int{true: 1, false: 0}[r["government_item"] != ""]
			if r["department_item"] == "合计" {
				level = 2
			}
		case r["kind"] != "":
			level = map[bool]int{true: 1, false: 0}[r["kind"] == "project"]
		case table == "t10":
			level = map[bool]int{true: 1, false: 0}[r["item"] == "合计"]
		}
		levels[level] = append(levels[level], s)
	}
	var keys []int
	for k := range levels {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	k, ok := some(m, keys)
	if !ok {
		return spot{}, false
	}
	return some(m, levels[k])
}

// oneFigure changes one figure of any table.
func oneFigure(name string, change func(m *mutation, v string) (string, bool)) *kind {
	return &kind{name, inTables, func(m *mutation) bool {
		var all []spot
		for _, t := range filing.Tables {
			all = append(all, m.cells(t, nil)...)
		}
		s, ok := some(m, all)
		if !ok {
			return false
		}
		v, ok := change(m, m.f.Tables[s.table][s.row][s.column])
		return ok && m.change(s, v)
	}}
}

var coded = []string{"t02", "t03", "t05", "t08"}

// inCoded draws a table by codes and one of its rows of so many digits (0: any).
func (m *mutation) inCoded(digits int) (string, int, bool) {
	type place struct {
		table string
		row   int
	}
	var list []place
	for _, t := range coded {
		for i, r := range m.f.Tables[t] {
			if i > 0 && (digits == 0 || len(r["code"]) == digits) {
				list = append(list, place{t, i})
			}
		}
	}
	p, ok := some(m, list)
	return p.table, p.row, ok
}

func (m *mutation) projects(table string) []int {
	var rows []int
	for i, r := range m.f.Tables[table] {
		if r["kind"] == "project" {
			rows = append(rows, i)
		}
	}
	return rows
}

// slip mistypes one character of a text.
func slip(m *mutation, s string) string {
	r := []rune(s)
	i := m.r.IntN(len(r))
	other := []rune("的一在有和中大上")
	for _, o := range other {
		if o != r[i] {
			r[i] = o
			break
		}
	}
	return string(r)
}

func remove(rows []filing.Row, i int) []filing.Row {
	return append(append([]filing.Row{}, rows[:i]...), rows[i+1:]...)
}

func copyRow(r filing.Row) filing.Row {
	c := filing.Row{}
	for k, v := range r {
		c[k] = v
	}
	return c
}

func tableKinds() []*kind {
	whole := func(t string) spot { return spot{table: t, row: -1} }
	row := func(t string, i int) spot { return spot{table: t, row: i} }
	exchange := func(name string, pairs map[string][2]string) *kind {
		return &kind{name, inTables, func(m *mutation) bool {
			var names []string
			for t := range pairs {
				names = append(names, t)
			}
			sort.Strings(names)
			t, _ := some(m, names)
			p := pairs[t]
			var rows []int
			for i, r := range m.f.Tables[t] {
				if r[p[0]] != r[p[1]] {
					rows = append(rows, i)
				}
			}
			i, ok := some(m, rows)
			if !ok {
				return false
			}
			r := m.f.Tables[t][i]
			r[p[0]], r[p[1]] = r[p[1]], r[p[0]]
			m.said = fmt.Sprintf("%s[%d]: %s <-> %s", filing.Sheets[t], i, p[0], p[1])
			m.at(row(t, i))
			return true
		}}
	}
	list := []*kind{
		oneFigure("times-ten", func(_ *mutation, v string) (string, bool) { return amount(cents(v) * 10), true }),
		oneFigure("tenth", func(_ *mutation, v string) (string, bool) { return amount(cents(v) / 10), cents(v) >= 10 }),
		oneFigure("sign", func(_ *mutation, v string) (string, bool) { return "-" + v, cents(v) > 0 }),
		oneFigure("figure-blank", func(_ *mutation, v string) (string, bool) { return "", cents(v) > 0 }),
		oneFigure("figure-in-yuan", func(_ *mutation, v string) (string, bool) { return amount(cents(v) * 10000), cents(v) > 0 }),
		oneFigure("digit-wrong", func(m *mutation, v string) (string, bool) {
			b := []byte(v)
			for range 20 {
				if i := m.r.IntN(len(b)); b[i] >= '0' && b[i] <= '8' && i < len(b)-2 {
					b[i]++
					return string(b), true
				}
			}
			return "", false
		}),
		oneFigure("digit-doubled", func(_ *mutation, v string) (string, bool) { return v[:1] + v, cents(v) >= 100 }),
		oneFigure("rounded-to-whole", func(_ *mutation, v string) (string, bool) {
			c := cents(v)
			return amount((c + 50) / 100 * 100), c%100 != 0 && c >= 50
		}),
		exchange("columns-exchanged-in-a-row", map[string][2]string{"t03": {"basic", "project"}, "t05": {"basic", "project"}, "t06": {"personnel", "operating"}, "t01": {"current_year", "carryover"}, "t02": {"general_public", "unit_funds"}, "t12": {"general_public", "special_account"}}),
		exchange("total-in-wrong-column", map[string][2]string{"t03": {"total", "basic"}, "t11": {"total", "state_capital"}, "t10": {"total", "government_fund"}, "t04": {"expenditure", "state_capital"}}),
		{"neighbours-exchanged", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			rows := m.f.Tables[t]
			if !ok || i+1 >= len(rows) || len(rows[i+1]["code"]) != 7 {
				return false
			}
			moved := false
			for _, c := range filing.Columns[t] {
				if !filing.Text(c) {
					moved = moved || rows[i][c] != rows[i+1][c]
					rows[i][c], rows[i+1][c] = rows[i+1][c], rows[i][c]
				}
			}
			m.said = fmt.Sprintf("%s[%d] <-> [%d]", filing.Sheets[t], i, i+1)
			m.at(row(t, i))
			m.at(row(t, i+1))
			return moved
		}},
		{"row-lost", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			if !ok {
				return false
			}
			m.said = fmt.Sprintf("%s: %s lost", filing.Sheets[t], m.f.Tables[t][i]["code"])
			m.f.Tables[t] = remove(m.f.Tables[t], i)
			m.at(whole(t))
			return true
		}},
		{"subtotal-lost", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(5)
			if !ok {
				return false
			}
			m.said = fmt.Sprintf("%s: %s lost", filing.Sheets[t], m.f.Tables[t][i]["code"])
			m.f.Tables[t] = remove(m.f.Tables[t], i)
			m.at(whole(t))
			return true
		}},
		{"row-double", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			if !ok {
				return false
			}
			rows := m.f.Tables[t]
			m.said = fmt.Sprintf("%s: %s twice", filing.Sheets[t], rows[i]["code"])
			m.f.Tables[t] = append(append(append([]filing.Row{}, rows[:i+1]...), copyRow(rows[i])), rows[i+1:]...)
			m.at(whole(t))
			return true
		}},
		{"economic-row-lost", inTables, func(m *mutation) bool {
			var rows []int
			for i, r := range m.f.Tables["t06"] {
				if r["government_item"] != "" {
					rows = append(rows, i)
				}
			}
			i, ok := some(m, rows)
			if !ok {
				return false
			}
			m.said = "表六: " + m.f.Tables["t06"][i]["department_item"] + " lost"
			m.f.Tables["t06"] = remove(m.f.Tables["t06"], i)
			m.at(whole("t06"))
			return true
		}},
		{"project-lost", inTables, func(m *mutation) bool {
			i, ok := some(m, m.projects("t12"))
			if !ok {
				return false
			}
			m.said = "表十二: " + m.f.Tables["t12"][i]["name"] + " lost"
			m.f.Tables["t12"] = remove(m.f.Tables["t12"], i)
			m.at(whole("t12"))
			return true
		}},
		{"project-double", inTables, func(m *mutation) bool {
			i, ok := some(m, m.projects("t12"))
			if !ok {
				return false
			}
			m.said = "表十二: " + m.f.Tables["t12"][i]["name"] + " twice"
			m.f.Tables["t12"] = append(m.f.Tables["t12"], copyRow(m.f.Tables["t12"][i]))
			m.at(whole("t12"))
			return true
		}},
		{"carried-project-lost", inTables, func(m *mutation) bool {
			i, ok := some(m, m.projects("t13"))
			if !ok {
				return false
			}
			m.said = "表十三: " + m.f.Tables["t13"][i]["name"] + " lost"
			m.f.Tables["t13"] = remove(m.f.Tables["t13"], i)
			m.at(whole("t13"))
			return true
		}},
		{"code-mistyped", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			if !ok {
				return false
			}
			c := []byte(m.f.Tables[t][i]["code"])
			k := 3 + m.r.IntN(4)
			c[k] = '0' + (c[k]-'0'+byte(1+m.r.IntN(8)))%10
			return m.text(row(t, i), "code", string(c))
		}},
		{"code-swapped", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			if !ok {
				return false
			}
			v, ok := swap(m, m.f.Tables[t][i]["code"])
			return ok && m.text(row(t, i), "code", v)
		}},
		{"code-blank", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(0)
			return ok && m.text(row(t, i), "code", "")
		}},
		{"code-nine-digits", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			return ok && m.text(row(t, i), "code", m.f.Tables[t][i]["code"]+"01")
		}},
		{"code-name-wrong", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			return ok && m.text(row(t, i), "name", slip(m, m.f.Tables[t][i]["name"]))
		}},
		{"code-name-of-neighbour", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			rows := m.f.Tables[t]
			if !ok || i+1 >= len(rows) || rows[i+1]["name"] == rows[i]["name"] {
				return false
			}
			return m.text(row(t, i), "name", rows[i+1]["name"])
		}},
		{"code-name-blank", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(0)
			return ok && m.text(row(t, i), "name", "")
		}},
		{"rows-out-of-order", inTables, func(m *mutation) bool {
			t, i, ok := m.inCoded(7)
			rows := m.f.Tables[t]
			if !ok || i+1 >= len(rows) {
				return false
			}
			rows[i], rows[i+1] = rows[i+1], rows[i]
			m.said = fmt.Sprintf("%s: rows %d, %d", filing.Sheets[t], i, i+1)
			m.at(row(t, i))
			m.at(row(t, i+1))
			return true
		}},
		{"economic-name-wrong", inTables, func(m *mutation) bool {
			var rows []int
			for i, r := range m.f.Tables["t06"] {
				if r["government_item"] != "" {
					rows = append(rows, i)
				}
			}
			i, ok := some(m, rows)
			return ok && m.text(row("t06", i), "department_item", slip(m, m.f.Tables["t06"][i]["department_item"]))
		}},
		{"government-item-wrong", inTables, func(m *mutation) bool {
			for i, r := range m.f.Tables["t06"] {
				if r["government_item"] == "办公经费" || r["government_item"] == "社会保障缴费" {
					return m.text(row("t06", i), "government_item", "会议费")
				}
			}
			return false
		}},
		{"other-unit-in-t11", inTables, func(m *mutation) bool { return m.text(row("t11", 1), "unit", slip(m, m.f.Tables["t11"][1]["unit"])) }},
		{"other-unit-in-t12", inTables, func(m *mutation) bool {
			if len(m.f.Tables["t12"]) < 2 {
				return false
			}
			return m.text(row("t12", 0), "name", slip(m, m.f.Tables["t12"][0]["name"]))
		}},
		{"project-name-wrong", inTables, func(m *mutation) bool {
			i, ok := some(m, m.projects("t12"))
			return ok && m.text(row("t12", i), "name", slip(m, m.f.Tables["t12"][i]["name"]))
		}},
		{"project-name-blank", inTables, func(m *mutation) bool {
			i, ok := some(m, m.projects("t12"))
			return ok && m.text(row("t12", i), "name", "")
		}},
		{"project-money-moved", inTables, func(m *mutation) bool {
			rows := m.projects("t12")
			if len(rows) < 2 {
				return false
			}
			a, b := m.f.Tables["t12"][rows[0]], m.f.Tables["t12"][rows[1]]
			x, y := cents("0"+a["general_public"]), cents("0"+b["general_public"])
			if x < 300 || y == 0 {
				return false
			}
			// Some money of one project stands in another: the total is right, neither form is.
			for c, d := range map[string]int64{"general_public": 200, "total": 200} {
				a[c], b[c] = amount(cents(a[c])-d), amount(cents(b[c])+d)
			}
			m.said = fmt.Sprintf("表十二: 2.00 of row %d in row %d", rows[0], rows[1])
			m.at(row("t12", rows[0]))
			m.at(row("t12", rows[1]))
			return x > 0
		}},
		{"three-public-item-moved", inTables, func(m *mutation) bool {
			rows := m.f.Tables["t10"]
			if rows[3]["general_public"] == rows[4]["general_public"] {
				return false
			}
			for _, c := range []string{"total", "general_public", "government_fund", "state_capital"} {
				rows[3][c], rows[4][c] = rows[4][c], rows[3][c]
			}
			m.said = "表十: ① <-> ②"
			m.at(row("t10", 3))
			m.at(row("t10", 4))
			return true
		}},
		{"figure-beside-blank-label", inTables, func(m *mutation) bool {
			t := []string{"t01", "t04"}[m.r.IntN(2)]
			return m.change(spot{table: t, row: 8 + m.r.IntN(15), column: "revenue"}, "10.00")
		}},
		{"leaf-and-parents", inTables, func(m *mutation) bool {
			// An item is wrong and all that sums it has followed.
			t, i, ok := m.inCoded(7)
			if !ok {
				return false
			}
			code := m.f.Tables[t][i]["code"]
			column := "total"
			for _, c := range []string{"basic", "project", "general_public"} {
				if m.f.Tables[t][i][c] != "" {
					column = c
				}
			}
			for k, r := range m.f.Tables[t] {
				if c := r["code"]; c == "合计" || strings.HasPrefix(code, c) {
					for _, x := range []string{column, "total"} {
						r[x] = amount(cents(r[x]) + 900)
						m.at(spot{table: t, row: k, column: x})
					}
				}
			}
			m.said = fmt.Sprintf("%s: %s and its parents +9.00", filing.Sheets[t], code)
			return column != "total"
		}},
		{"table-of-another-year", inTables, func(m *mutation) bool {
			t, ok := some(m, []string{"t02", "t03", "t05", "t06", "t12"})
			if !ok || len(m.f.Tables[t]) < 4 {
				return false
			}
			for _, r := range m.f.Tables[t] {
				for _, c := range filing.Columns[t] {
					if !filing.Text(c) && r[c] != "" {
						r[c] = amount(cents(r[c]) * 91 / 100)
					}
				}
			}
			m.said = filing.Sheets[t] + ": 91 %"
			m.at(whole(t))
			return true
		}},
		{"table-in-yuan", inTables, func(m *mutation) bool {
			t, ok := some(m, filing.Tables)
			if !ok || len(m.cells(t, nil)) == 0 {
				return false
			}
			for _, r := range m.f.Tables[t] {
				for _, c := range filing.Columns[t] {
					if !filing.Text(c) && r[c] != "" {
						r[c] = amount(cents(r[c]) * 10000)
					}
				}
			}
			m.said = filing.Sheets[t] + " in 元"
			m.at(whole(t))
			return true
		}},
	}
	return list
}

// text replaces a text of a row.
func (m *mutation) text(s spot, column, value string) bool {
	r := m.f.Tables[s.table][s.row]
	if r[column] == value {
		return false
	}
	m.said = fmt.Sprintf("%s[%d].%s: %s -> %s", filing.Sheets[s.table], s.row, column, r[column], value)
	r[column] = value
	m.at(spot{table: s.table, row: s.row})
	return true
}
