package main

import (
	"fmt"
	"strings"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/unit"
)

// thousands writes a figure with a comma.
func thousands(v string) string {
	whole, rest, _ := strings.Cut(v, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// digits exchanges two neighbouring digits that differ.
func digits(v string) string {
	b := []byte(v)
	for i := 0; i+1 < len(b); i++ {
		if b[i] != '.' && b[i+1] != '.' && b[i] != b[i+1] && (b[i+1] != '0' || i > 0) {
			b[i], b[i+1] = b[i+1], b[i]
			return string(b)
		}
	}
	return "1" + v
}

// slip is a name with one character wrong.
func slip(name string) string {
	for _, p := range [][2]string{{"项目", "项日"}, {"经费", "经弗"}, {"资金", "资全"}, {"局", "居"}, {"中心", "中芯"}, {"学", "字"}, {"队", "对"}, {"部", "步"}} {
		if strings.Contains(name, p[0]) {
			i := strings.LastIndex(name, p[0])
			return name[:i] + p[1] + name[i+len(p[0]):]
		}
	}
	return name + "一"
}

// figure matches a figure however its decimals and thousands are printed.
func figure(v string) string {
	whole, rest, _ := strings.Cut(v, ".")
	s := strings.ReplaceAll(thousands(whole), ",", ",?")
	if rest = strings.TrimRight(rest, "0"); rest != "" {
		return s + `\.` + rest
	}
	return s + `\b`
}

func typed() []mistake {
	inCell := func(name, table, column, say string, pick func(filing.Row) bool, text func(string) string, facts []string) mistake {
		return mistake{name: name, needs: has(table), do: func(d *desk) expect {
			i := d.biggest(table, column, pick)
			s, c := d.At(table, i, column)
			v := text(d.Get(s, c))
			d.Text(s, c, v)
			return expect{say: fmt.Sprintf("%s!%s“%s”：%s", s, c, v, say), table: s, facts: [][]string{{s + "!" + c + `\b`, c + `\b`}, facts}}
		}}
	}
	number := func(name, table, column, say string, pick func(filing.Row) bool, change func(string) string) mistake {
		return mistake{name: name, needs: has(table), do: func(d *desk) expect {
			i := d.biggest(table, column, pick)
			s, c := d.At(table, i, column)
			old := d.Get(s, c)
			d.Type(s, c, change(old))
			return expect{say: fmt.Sprintf("%s!%s应为%s（填成%s）：%s", s, c, old, change(old), say), table: s, facts: [][]string{{c + `\b`, figure(change(old))}, {figure(old)}}, wrong: append(notUnit, notForeign...)}
		}}
	}
	return []mistake{
		{name: "comma-t01", needs: func(u *unit.Unit) bool {
			for _, r := range u.Tables()["t01"].Rows[:30] {
				if r.Exact["current_year"] > 1000_000_000 {
					return true
				}
			}
			return false
		}, do: func(d *desk) expect {
			i := d.biggest("t01", "current_year", func(r filing.Row) bool { return strings.Contains(r["expenditure_item"], "、") })
			s, c := d.At("t01", i, "current_year")
			v := thousands(d.Get(s, c))
			d.Text(s, c, v)
			return expect{say: fmt.Sprintf("表一!%s“%s”带千分号，是文本，公式没有算进去", c, v), table: s, facts: [][]string{{c + `\b`}, append([]string{v}, asText...)}}
		}},
		inCell("unit-in-cell-t03", "t03", "basic", "带单位的文本", isItem, func(v string) string { return v + "万元" }, append([]string{"万元"}, asText...)),
		inCell("about-t12", "t12", "general_public", "“约”字", isProject, func(v string) string { return "约" + v }, append([]string{"约"}, asText...)),
		{name: "words-in-amount-short", layout: "compact", do: func(d *desk) expect {
			v := d.Get("支出明细", "G4") + "（含补发）"
			d.Text("支出明细", "G4", v)
			return expect{say: "支出明细!G4“" + v + "”数字后有文字", table: "支出明细", facts: [][]string{{`G4\b`}, append([]string{`含补发`}, asText...)}}
		}},
		{name: "wrong-code-t03", do: func(d *desk) expect {
			i := d.item("t03", "project")
			s, c := d.At("t03", i, "code")
			old := d.Get(s, c)
			bad := old[:5] + map[bool]string{true: "88", false: "77"}[old[5:] != "88"]
			d.Text(s, c, bad)
			return expect{say: fmt.Sprintf("%s!%s编码%s应为%s（名称没有错）", s, c, bad, old), table: s, facts: [][]string{{bad}, {old, c + `\b`}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "wrong-code-valid-t05", do: func(d *desk) expect {
			i := d.item("t05", "basic")
			s, c := d.At("t05", i, "code")
			old := d.Get(s, c)
			bad := old[:6] + map[bool]string{true: "3", false: "2"}[old[6:] != "3"]
			d.Text(s, c, bad)
			return expect{say: fmt.Sprintf("%s!%s编码%s应为%s", s, c, bad, old), table: s, facts: [][]string{{bad}, {old, c + `\b`}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "wrong-code-short", layout: "compact", do: func(d *desk) expect {
			old := d.Get("支出明细", "B4")
			bad := "2999988"
			d.Text("支出明细", "B4", bad)
			return expect{say: fmt.Sprintf("支出明细!B4编码%s应为%s", bad, old), table: "支出明细", facts: [][]string{{bad}, {`B4\b`}}}
		}},
		{name: "missing-code-t05", do: func(d *desk) expect {
			i := d.item("t05", "project")
			s, c := d.At("t05", i, "code")
			d.Type(s, c, "")
			return expect{say: s + "!" + c + "漏填编码，名称和金额都在", table: s, facts: [][]string{{c + `\b`, quote(d.Filing.Tables["t05"][i]["name"])}, {"编码"}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "missing-code-short", layout: "compact", do: func(d *desk) expect {
			d.Type("支出明细", "B5", "")
			return expect{say: "支出明细!B5漏填编码", table: "支出明细", facts: [][]string{{`[BG]5\b`}, {"编码"}}}
		}},
		{name: "nine-digits-t03", do: func(d *desk) expect {
			n := 0
			for i, r := range d.Filing.Tables["t03"] {
				if len(r["code"]) == 7 {
					s, c := d.At("t03", i, "code")
					d.Text(s, c, r["code"]+"01")
					n++
				}
			}
			return expect{say: fmt.Sprintf("表三%d个项级编码都填成9位", n), table: "表三", facts: [][]string{{"9位", "九位", "9 位", `\d{9}`}, {"位", "编码"}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "merged-codes-t02", do: func(d *desk) expect {
			i := d.item("t02")
			s, c := d.At("t02", i, "code")
			k, r := split(c)
			d.Type(s, c, "")
			d.fail(d.MergeCell(s, book.Cell(k, r-1), c))
			return expect{say: fmt.Sprintf("表二A%d:A%d被合并，项级编码没有了", r-1, r), table: "表二", facts: [][]string{{c + `\b`, fmt.Sprintf(`A%d\b`, r-1)}, {"合并", "编码"}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "kind-wrong", needs: func(u *unit.Unit) bool { return u.Kind == "administrative" }, do: func(d *desk) expect {
			d.Kind("事业单位")
			return expect{say: "单位性质选成事业单位（应为行政单位）", table: "基本信息", any: true, facts: [][]string{{"单位性质", "性质"}, {"行政"}}}
		}},
		{name: "kind-unknown-word", needs: func(u *unit.Unit) bool { return u.Kind == "administrative" }, do: func(d *desk) expect {
			d.Kind("行政机关")
			return expect{say: "单位性质填“行政机关”，应为“行政单位”", table: "基本信息", facts: [][]string{{"行政机关"}, {"行政单位"}}}
		}},
		{name: "name-slip-form", do: func(d *desk) expect {
			cell := d.FormCell(0, "项目名称")
			old := d.Get("绩效项目", cell)
			d.Text("绩效项目", cell, slip(old))
			return expect{say: fmt.Sprintf("绩效项目!%s“%s”应为“%s”", cell, slip(old), old), facts: [][]string{{quote(slip(old))}, {quote(old)}}}
		}},
		{name: "name-slip-t12", do: func(d *desk) expect {
			i := d.biggest("t12", "general_public", isProject)
			s, c := d.At("t12", i, "name")
			old := d.Get(s, c)
			d.Text(s, c, slip(old))
			return expect{say: fmt.Sprintf("表十二!%s“%s”应为“%s”", c, slip(old), old), facts: [][]string{{quote(slip(old))}, {quote(old)}}}
		}},
		{name: "name-slip-cover", do: func(d *desk) expect {
			cell := d.Input("基本信息", "单位名称")
			d.Text("基本信息", cell, slip(d.u.Name))
			return expect{say: "封面的单位名称错一字：" + slip(d.u.Name), facts: [][]string{{slip(d.u.Name)}, {d.u.Name}, {"封面", "基本信息", "单位名称"}}}
		}},
		{name: "header-other-unit", do: func(d *desk) expect {
			d.Text("表六", "A3", "单位名称："+d.other.Name)
			return expect{say: "表六表头的单位名称是" + d.other.Name, table: "表六", facts: [][]string{{d.other.Name}}}
		}},
		{name: "row-lost-t02", do: func(d *desk) expect {
			i := d.item("t02", "total")
			r := d.Row("t02", i)
			code := d.Filing.Tables["t02"][i]["code"]
			d.fail(d.RemoveRow("表二", r))
			return expect{say: "表二漏了" + code + "一行", table: "表二", facts: [][]string{{code}, {"缺", "漏", "没有"}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "row-lost-t12", do: func(d *desk) expect {
			i := d.biggest("t12", "general_public", isProject)
			name := d.Filing.Tables["t12"][i]["name"]
			d.fail(d.RemoveRow("表十二", d.Row("t12", i)))
			return expect{say: "表十二漏了项目“" + name + "”", facts: [][]string{{quote(name)}, {"缺", "漏", "没有", "不在"}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "row-double-t05", do: func(d *desk) expect {
			i := d.item("t05", "total")
			d.fail(d.DuplicateRow("表五", d.Row("t05", i)))
			code := d.Filing.Tables["t05"][i]["code"]
			return expect{say: "表五" + code + "重复一行", table: "表五", facts: [][]string{{code}, {"重复", "两次", "多了"}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "form-double", do: func(d *desk) expect {
			d.Text("绩效项目", d.FormCell(1, "项目名称"), d.Filing.Performance.Projects[0].Name)
			return expect{say: "第2张绩效目标表的项目名称填成了第1张的", facts: [][]string{{quote(d.Filing.Performance.Projects[0].Name)}, {"重复", "两张", "2张", "2 张", quote(d.Filing.Performance.Projects[1].Name)}}}
		}},
		{name: "rows-sorted-t03", do: func(d *desk) expect {
			d.reverse("t03", filing.Columns["t03"])
			return expect{say: "表三各行倒序（编码随行）", table: "表三", facts: [][]string{{"顺序", "排序", "次序", "升序", "由小到大", "从小到大"}}, wrong: append(notUnit, notForeign...)}
		}},
		{name: "codes-sorted-t05", do: func(d *desk) expect {
			d.reverse("t05", amounts("t05"))
			return expect{say: "表五金额倒序、编码没有跟着动", table: "表五", facts: [][]string{{"顺序", "排序", "错行", "错位", "对不上", "行"}}, wrong: append(notUnit, notForeign...)}
		}},
		number("digits-t04", "t04", "general_public", "两位数字颠倒", func(r filing.Row) bool { return strings.Contains(r["expenditure_item"], "、") }, digits),
		number("digits-t11", "t11", "general_public", "两位数字颠倒", func(r filing.Row) bool { return r["unit"] != "部门合计" }, digits),
		number("times-ten-t05", "t05", "project", "多一个零", isItem, func(v string) string { return moveDot(v) }),
		number("sign-t12", "t12", "general_public", "多打负号", isProject, func(v string) string { return "-" + v }),
		{name: "form-digits", do: func(d *desk) expect {
			cell := d.FormCell(0, "年度资金总额")
			old := d.Get("绩效项目", cell)
			d.Type("绩效项目", cell, digits(old))
			return expect{say: fmt.Sprintf("绩效项目!%s应为%s（填成%s）", cell, old, digits(old)), facts: [][]string{{cell + `\b`, quote(d.Filing.Performance.Projects[0].Name)}, {"年度"}}, wrong: notUnit}
		}},
		{name: "filled-last-year", do: func(d *desk) expect {
			n := len(d.Filing.Performance.Projects)
			for i := range n {
				f := &d.Filing.Performance.Projects[i]
				d.Text("绩效项目", d.FormCell(i, "填报日期"), fmt.Sprint(d.u.Year-1)+f.FilledAt[4:])
			}
			return expect{say: fmt.Sprintf("绩效目标表的填报日期全是%d年的（上年的表）", d.u.Year-1), any: true, facts: [][]string{{fmt.Sprint(d.u.Year - 1)}, {"填报日期", "日期", "时间"}}}
		}},
		{name: "cents-in-wan", needs: has("t10"), do: func(d *desk) expect {
			i := d.biggest("t10", "general_public", func(r filing.Row) bool {
				return r["item"] == "公务接待费" || strings.HasPrefix(r["item"], "②") || strings.HasPrefix(r["item"], "①") || strings.HasPrefix(r["item"], "因公")
			})
			s, c := d.At("t10", i, "general_public")
			d.Type(s, c, yuanOf(d.Get(s, c)))
			return expect{say: s + "!" + c + "一个单元格按元填", table: s, facts: [][]string{{c + `\b`}, inYuan}}
		}},
	}
}

// moveDot multiplies by ten.
func moveDot(v string) string {
	whole, rest, _ := strings.Cut(v, ".")
	rest = (rest + "00")[:2]
	return strings.TrimLeft(whole+rest[:1]+"."+rest[1:], "0")
}

// reverse turns the order of the rows under the first, in some columns.
func (d *desk) reverse(table string, columns []string) {
	n := d.count(table)
	for _, c := range columns {
		old := make([]string, n)
		for i := range n {
			old[i] = d.value(table, i, c)
		}
		for i := 1; i < n; i++ {
			s, cell := d.At(table, i, c)
			if v := old[n-i]; filing.Text(c) {
				d.Text(s, cell, v)
			} else {
				d.Type(s, cell, v)
			}
		}
	}
}
