package main

import (
	"fmt"
	"strconv"
	"strings"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/unit"
)

var noOther = append(append([]string{}, notUnit...), notForeign...)

// fresh are kinds that were not planned for when causes were thought of: the right one must be named, or none.
func fresh() []mistake {
	return append(append(freshTables(), freshSheets()...), freshShort()...)
}

func freshTables() []mistake {
	moved := func(name, say, table string, by int, half bool, columns ...string) mistake {
		return mistake{name: name, typed: true, needs: has(table), do: func(d *desk) expect {
			from, to := 1, d.count(table)-1
			if half {
				from = d.count(table) / 2
			}
			d.down(table, by, from, to, columns...)
			return expect{say: fmt.Sprintf("%s%s，从第%d行起", filing.Sheets[table], say, d.Row(table, from)), table: filing.Sheets[table], facts: [][]string{movedRows}, wrong: noOther}
		}}
	}
	return []mistake{
		moved("part-of-a-column", "“项目支出”一列下移一行", "t03", 1, true, "project"),
		moved("two-rows-down", "金额下移两行", "t05", 2, false, amounts("t05")...),
		moved("two-rows-up", "金额上移两行", "t02", -2, true, amounts("t02")...),
		moved("codes-down", "编码和名称下移一行、金额没有动", "t03", 1, false, "total", "basic", "project"),
		{name: "items-sorted", typed: true, do: func(d *desk) expect {
			// The office sorted the amounts of the first group by size and left the names.
			n := 2
			for n < d.count("t06") && d.Filing.Tables["t06"][n]["government_item"] != "" {
				n++
			}
			for _, c := range []string{"total", "personnel"} {
				var list []string
				for i := 2; i < n; i++ {
					list = append(list, d.value("t06", i, c))
				}
				for i := range list {
					for j := i + 1; j < len(list); j++ {
						a, _ := strconv.ParseFloat(list[i], 64)
						b, _ := strconv.ParseFloat(list[j], 64)
						if b > a {
							list[i], list[j] = list[j], list[i]
						}
					}
				}
				for i := 2; i < n; i++ {
					d.set("t06", i, c, list[i-2])
				}
			}
			return expect{say: "表六工资福利支出各行的金额按大小重新排了，名称没有动", any: true, table: "表六", facts: [][]string{{"顺序", "排序", "错行", "错位", "对不上", "不对应", "行"}}, wrong: noOther}
		}},
		{name: "half-in-yuan", typed: true, do: func(d *desk) expect {
			for i := d.count("t03") / 2; i < d.count("t03"); i++ {
				for _, c := range amounts("t03") {
					if v := d.tables["t03"].Yuan(i, c); v != "" {
						d.set("t03", i, c, v)
					}
				}
			}
			return expect{say: fmt.Sprintf("表三从第%d行起按元填", d.Row("t03", d.count("t03")/2)), table: "表三", facts: [][]string{inYuan, {"行", "部分"}}, wrong: notForeign}
		}},
		{name: "column-in-yuan", typed: true, do: func(d *desk) expect {
			d.yuan("t05", "project")
			return expect{say: "表五“项目支出”一列按元填", table: "表五", facts: [][]string{inYuan, {"项目支出"}}, wrong: notForeign}
		}},
		{name: "row-in-yuan", do: func(d *desk) expect {
			i := d.biggest("t12", "general_public", isProject)
			_, c := d.At("t12", i, "general_public")
			d.set("t12", i, "general_public", d.tables["t12"].Yuan(i, "general_public"))
			name := quote(d.Filing.Tables["t12"][i]["name"])
			return expect{say: "表十二!" + c + "一个项目按元填", table: "表十二", facts: [][]string{inYuan, {c + `\b`, name}}, wrong: notForeign}
		}},
		{name: "three-causes", typed: true, needs: has("t10"), do: func(d *desk) expect {
			d.yuan("t05")
			i := d.biggest("t10", "general_public", func(r filing.Row) bool { return r["item"] != "合计" && r["item"] != "公务用车购置及运行费" })
			s, c := d.At("t10", i, "general_public")
			old := d.Get(s, c)
			d.Type(s, c, "9"+old)
			cell := d.FormCell(0, "项目名称")
			name := d.Get("绩效项目", cell)
			d.Text("绩效项目", cell, slip(name))
			return expect{say: "三处：表五按元填", table: "表五", facts: [][]string{inYuan}, wrong: notForeign, also: []expect{
				{say: "表十!" + c + "应为" + old, facts: [][]string{{"表十([^一二三]|$)"}, {figure(old), figure("9" + old)}}},
				{say: "绩效目标表名称错一字", facts: [][]string{{quote(slip(name))}, {quote(name)}}}}}
		}},
		{name: "two-causes-one-table", typed: true, do: func(d *desk) expect {
			i := d.item("t03", "project")
			s, c := d.At("t03", i, "project")
			old := d.Get(s, c)
			d.exchange("t02", "general_public", "unit_funds")
			d.Type(s, c, digits(old))
			return expect{say: "表二“一般公共预算”与“单位资金”两列填反", table: "表二", facts: [][]string{swapped}, wrong: notForeign, also: []expect{
				{say: "表三!" + c + "应为" + old, facts: [][]string{{"表三"}, {c + `\b`, figure(digits(old))}}}}}
		}},
		{name: "tables-exchanged", typed: true, do: func(d *desk) expect {
			f := d.Filing.Clone()
			f.Tables["t03"], f.Tables["t05"] = f.Tables["t05"], f.Tables["t03"]
			d.replace("t03", f)
			d.replace("t05", f)
			return expect{say: "表三和表五的内容互换", facts: [][]string{{"表三"}, {"表五"}, append([]string{"换"}, swapped...)}, wrong: noOther}
		}},
		{name: "fund-table-in-general", typed: true, needs: has("t08"), do: func(d *desk) expect {
			f := d.Filing.Clone()
			f.Tables["t05"] = f.Tables["t08"]
			d.replace("t05", f)
			return expect{say: "表五粘贴的是表八的内容", table: "表五", facts: [][]string{{"表八", "政府性基金"}}, wrong: notUnit}
		}},
		{name: "all-funds-in-general", typed: true, needs: func(u *unit.Unit) bool { return u.Has("government-fund") || u.Has("own-funds") }, do: func(d *desk) expect {
			f := d.Filing.Clone()
			f.Tables["t05"] = f.Tables["t03"]
			d.replace("t05", f)
			return expect{say: "表五粘贴的是表三的内容（含结转和其他资金）", table: "表五", facts: [][]string{{"表三", "结转", "全部资金"}}, wrong: notUnit}
		}},
		{name: "hidden-column", typed: true, do: func(d *desk) expect {
			// Column D is hidden, so what was meant for it fell into the next visible one.
			d.right("t03", "basic", 1)
			d.fail(d.SetColVisible("表三", "D", false))
			return expect{say: "表三D列被隐藏，“基本支出”和“项目支出”右移了一列", table: "表三", facts: [][]string{append([]string{"隐藏"}, movedCols...)}, wrong: noOther}
		}},
		{name: "formula-wrong-row", do: func(d *desk) expect {
			i := d.item("t03", "total")
			s, c := d.At("t03", i, "total")
			_, r := split(c)
			old := d.Get(s, c)
			d.fail(d.SetCellFormula(s, c, fmt.Sprintf("ROUND(N($D%d)+N($E%d),2)", r-1, r-1)))
			return expect{say: fmt.Sprintf("表三!%s的公式指向上一行，应为%s", c, old), table: "表三", facts: [][]string{{c + `\b`, d.Filing.Tables["t03"][i]["code"]}, {figure(old), "公式"}}, wrong: noOther}
		}},
		{name: "formula-short", do: func(d *desk) expect {
			s, c := d.At("t05", 0, "total")
			_, first := split(c)
			last := d.Row("t05", d.count("t05")-1)
			for k := last; k > first; k-- {
				if len(d.Get(s, book.Cell(1, k))) == 3 {
					last = k - 1
					break
				}
			}
			old := d.Get(s, c)
			d.fail(d.SetCellFormula(s, c, fmt.Sprintf(`ROUND(SUMIF($A$%d:$A$%d,"???",$C$%d:$C$%d),2)`, first+1, last, first+1, last)))
			return expect{say: fmt.Sprintf("表五!%s的公式少加了最后一类，应为%s", c, old), table: "表五", facts: [][]string{{c + `\b`, "合计"}, {figure(old), "公式"}}, wrong: noOther}
		}},
		{name: "formula-double", do: func(d *desk) expect {
			s, c := d.At("t02", 0, "carryover")
			s, c = d.At("t02", 0, "total")
			_, first := split(c)
			old := d.Get(s, c)
			d.fail(d.SetCellFormula(s, c, fmt.Sprintf("ROUND(SUM(C%d:C%d),2)", first+1, d.Row("t02", d.count("t02")-1))))
			return expect{say: fmt.Sprintf("表二!%s把类、款、项都加了一遍，应为%s", c, old), table: "表二", facts: [][]string{{c + `\b`, "合计"}, {figure(old), "重复", "公式"}}, wrong: noOther}
		}},
		{name: "carry-in-this-year", typed: true, needs: tagged("carry"), do: func(d *desk) expect {
			// Projects carried over stand in the list of this year's, with the unit's row summed over all.
			at := d.Row("t12", d.count("t12")-1) + 1
			n := 0
			for i, r := range d.Filing.Tables["t13"] {
				if r["kind"] != "project" || d.tables["t13"].Rows[i].Exact["general_public"] == 0 {
					continue
				}
				d.Text("表十二", book.Cell(1, at+n), r["name"])
				d.Type("表十二", book.Cell(2, at+n), r["total"])
				d.Type("表十二", book.Cell(3, at+n), r["general_public"])
				d.Text("表十二", book.Cell(8, at+n), "项目")
				d.Text("表十二", book.Cell(9, at+n), "其他运转类")
				n++
			}
			return expect{say: fmt.Sprintf("表十三的%d个结转项目又列入表十二", n), table: "表十二", facts: [][]string{{"结转", "表十三", "重复"}}, wrong: noOther}
		}},
		{name: "neighbours-exchanged", typed: true, do: func(d *desk) expect {
			a, b := d.item("t05", "basic"), 0
			for i := a + 1; i < d.count("t05"); i++ {
				if isItem(d.Filing.Tables["t05"][i]) && d.Filing.Tables["t05"][i]["basic"] != "" {
					b = i
					break
				}
			}
			for _, c := range amounts("t05") {
				x, y := d.value("t05", a, c), d.value("t05", b, c)
				d.set("t05", a, c, y)
				d.set("t05", b, c, x)
			}
			ca, cb := d.Filing.Tables["t05"][a]["code"], d.Filing.Tables["t05"][b]["code"]
			return expect{say: fmt.Sprintf("表五%s与%s两行的金额填反", ca, cb), table: "表五", facts: [][]string{{ca}, {cb}, swapped}, wrong: noOther}
		}},
		{name: "wrong-fund-column", typed: true, needs: func(u *unit.Unit) bool { return u.Has("government-fund") }, do: func(d *desk) expect {
			i := d.biggest("t12", "government_fund", isProject)
			v := d.value("t12", i, "government_fund")
			d.set("t12", i, "government_fund", "")
			d.set("t12", i, "general_public", v)
			name := quote(d.Filing.Tables["t12"][i]["name"])
			return expect{say: "表十二“" + d.Filing.Tables["t12"][i]["name"] + "”的基金填进了一般公共预算一列", table: "表十二", facts: [][]string{{name, figure(v)}, {"一般公共预算"}, {"政府性基金"}}, wrong: noOther}
		}},
		{name: "total-at-the-end", typed: true, do: func(d *desk) expect {
			n := d.count("t05")
			d.unmerge("t05")
			for k := range 5 {
				top := d.Get("表五", book.Cell(k+1, d.Row("t05", 0)))
				for i := 1; i < n; i++ {
					d.put("表五", book.Cell(k+1, d.Row("t05", i-1)), d.Get("表五", book.Cell(k+1, d.Row("t05", i))))
				}
				d.put("表五", book.Cell(k+1, d.Row("t05", n-1)), top)
			}
			return expect{say: "表五的合计行放在最后", any: true, table: "表五", facts: [][]string{{"合计"}, {"第一行", "首行", "最后", "末", "位置", "合计行"}}, wrong: noOther}
		}},
		{name: "header-in-the-middle", typed: true, do: func(d *desk) expect {
			r := d.Row("t02", d.count("t02")/2)
			d.fail(d.InsertRows("表二", r, 2))
			for k, v := range []string{"科目编码", "科目名称", "合计", "一般公共预算", "政府性基金", "国有资本经营预算", "财政专户管理资金", "单位资金", "上年结转"} {
				d.Text("表二", book.Cell(k+1, r+1), v)
			}
			d.Text("表二", book.Cell(1, r), "表二（续）")
			return expect{say: fmt.Sprintf("表二第%d、%d行粘贴了续表的表头", r, r+1), any: true, table: "表二", facts: [][]string{{fmt.Sprintf(`[A-I]%d\b`, r), fmt.Sprintf(`[A-I]%d\b`, r+1), fmt.Sprintf("第%d", r)}}, wrong: noOther}
		}},
		{name: "blank-in-code", typed: true, do: func(d *desk) expect {
			i := d.item("t03", "total")
			s, c := d.At("t03", i, "code")
			old := d.Get(s, c)
			d.Text(s, c, old[:5]+"O"+old[6:])
			return expect{say: fmt.Sprintf("表三!%s编码的零填成字母O（%s）", c, old), table: "表三", facts: [][]string{{c + `\b`, old[:5] + "O"}}, wrong: noOther}
		}},
	}
}

func freshSheets() []mistake {
	return []mistake{
		{name: "prior-copied", do: func(d *desk) expect {
			now := d.value("t01", 32, "revenue")
			for _, l := range []string{"上年收入总计", "上年支出总计"} {
				d.Type("上年数与原因", d.Input("上年数与原因", l), now)
			}
			d.Type("上年数与原因", d.Input("上年数与原因", "上年一般公共预算支出"), d.value("t05", 0, "total"))
			return expect{say: "上年数照抄本年数", any: true, table: "上年数与原因", facts: [][]string{{"上年"}, {"相同", "一样", "照抄", "没有变动", "不符", "无增减"}}}
		}},
		{name: "prior-exchanged", needs: func(u *unit.Unit) bool { return u.Prior.Agency > 0 }, do: func(d *desk) expect {
			a, b := d.Input("上年数与原因", "上年一般公共预算支出"), d.Input("上年数与原因", "上年机关运行经费")
			x, y := d.Get("上年数与原因", a), d.Get("上年数与原因", b)
			d.Type("上年数与原因", a, y)
			d.Type("上年数与原因", b, x)
			return expect{say: "上年一般公共预算支出与上年机关运行经费填反", table: "上年数与原因", facts: [][]string{{"一般公共预算"}, {"机关运行"}}}
		}},
		{name: "forms-moved", do: func(d *desk) expect {
			n := len(d.Filing.Performance.Projects)
			for _, label := range []string{"实施期资金总额", "实施期中央财政资金", "实施期省级财政资金", "实施期市县（区）财政资金", "实施期单位自筹", "年度资金总额", "年度中央财政资金", "年度省级财政资金", "年度市县（区）财政资金", "年度单位自筹"} {
				old := make([]string, n)
				for i := range n {
					old[i] = d.Get("绩效项目", d.FormCell(i, label))
				}
				for i := range n {
					d.Type("绩效项目", d.FormCell(i, label), old[(i+n-1)%n])
				}
			}
			return expect{say: "绩效项目的资金各列下移一行", facts: [][]string{{"绩效"}, movedRows}, wrong: noOther}
		}},
		{name: "indicators-moved", do: func(d *desk) expect {
			for r := 4; d.Get("绩效指标", book.Cell(3, r)) != ""; r++ {
				no, _ := strconv.Atoi(d.Get("绩效指标", book.Cell(1, r)))
				d.Type("绩效指标", book.Cell(1, r), strconv.Itoa(no+1))
			}
			return expect{say: "绩效指标的序号都多1", any: true, table: "绩效指标", facts: [][]string{{"序号"}}}
		}},
		{name: "year-wrong", do: func(d *desk) expect {
			d.Type("基本信息", d.Input("基本信息", "预算年度"), strconv.Itoa(d.u.Year+1))
			return expect{say: fmt.Sprintf("封面年度选成%d（应为%d）", d.u.Year+1, d.u.Year), facts: [][]string{{strconv.Itoa(d.u.Year + 1)}, {strconv.Itoa(d.u.Year) + `\b|` + strconv.Itoa(d.u.Year) + "年"}}}
		}},
		{name: "region-wrong", needs: func(u *unit.Unit) bool { return u.Level == "county" }, do: func(d *desk) expect {
			d.Text("基本信息", d.Input("基本信息", "所在地区"), "南山县")
			return expect{say: "所在地区填成南山县（单位在" + d.u.Region + "）", any: true, facts: [][]string{{"南山县"}}}
		}},
		{name: "cars-exchanged", typed: true, needs: func(u *unit.Unit) bool {
			return u.Three[3][0] > 0 && u.Three[2] == [3]unit.Fen{} && hasVehicles(u)
		}, do: func(d *desk) expect {
			for _, c := range amounts("t10") {
				x, y := d.value("t10", 3, c), d.value("t10", 4, c)
				d.set("t10", 3, c, y)
				d.set("t10", 4, c, x)
			}
			return expect{say: "表十①公务用车购置费与②公务用车运行维护费填反", any: true, facts: [][]string{{"购置"}, {"运行"}}, wrong: noOther}
		}},
		{name: "class-missing", do: func(d *desk) expect {
			r := d.Row("t12", 1)
			d.Type("表十二", book.Cell(9, r), "")
			return expect{say: fmt.Sprintf("表十二!I%d项目类别没有选", r), facts: [][]string{{fmt.Sprintf(`I%d\b`, r)}, {"项目类别"}}}
		}},
		{name: "unit-row-as-project", do: func(d *desk) expect {
			r := d.Row("t12", 0)
			d.Text("表十二", book.Cell(8, r), "项目")
			return expect{say: fmt.Sprintf("表十二!H%d单位行选成项目", r), table: "表十二", facts: [][]string{{fmt.Sprintf(`[AHI]%d\b`, r), d.u.Name}, {"行类型", "单位行", "项目类别", "单位"}}, wrong: noOther}
		}},
		{name: "reason-of-last-year", needs: func(u *unit.Unit) bool { return u.Prior.Total > 0 }, do: func(d *desk) expect {
			c := d.Input("上年数与原因", "收入变动原因")
			d.Text("上年数与原因", c, "新增项目按进度实施，收入增加12.34万元")
			return expect{say: "收入变动原因是上年的，所列金额12.34与差额不符", any: true, facts: [][]string{{c + `\b`, "收入"}, {"12.34"}}}
		}},
	}
}

func hasVehicles(u *unit.Unit) bool { return u.Vehicles > 0 }

func freshShort() []mistake {
	fill := func(d *desk, column int, value string, only int) string {
		for r := 4; d.Get("支出明细", book.Cell(2, r)) != ""; r++ {
			if only == 0 || r == only {
				d.Text("支出明细", book.Cell(column, r), value)
			}
		}
		return book.Cell(column, max(only, 4))
	}
	return []mistake{
		{name: "short-all-carried", layout: "compact", do: func(d *desk) expect {
			fill(d, 6, "上年结转", 0)
			return expect{say: "支出明细的资金年度全部选成上年结转", table: "支出明细", facts: [][]string{{"结转"}, {"资金年度", "本年"}}, wrong: noOther}
		}},
		{name: "short-fund-wrong", layout: "compact", do: func(d *desk) expect {
			c := fill(d, 4, "国有资本经营预算", 4)
			return expect{say: "支出明细!" + c + "资金来源选错", table: "支出明细", facts: [][]string{{c + `\b`, "第4行", "国有资本"}}, wrong: noOther}
		}},
		{name: "short-nature-wrong", layout: "compact", do: func(d *desk) expect {
			c := fill(d, 5, "项目支出", 4)
			return expect{say: "支出明细!" + c + "支出性质选成项目支出", table: "支出明细", facts: [][]string{{`[EGB]4\b`, figure(d.Get("支出明细", "G4"))}}, wrong: noOther}
		}},
		{name: "short-project-twice", layout: "compact", do: func(d *desk) expect {
			r := 4
			for d.Get("支出明细", book.Cell(2, r)) != "" {
				r++
			}
			for k, v := range map[int]string{2: d.Get("项目明细", "D4"), 4: d.Get("项目明细", "F4"), 5: "项目支出", 6: d.Get("项目明细", "G4")} {
				d.Text("支出明细", book.Cell(k, r), v)
			}
			v := d.Get("项目明细", "H4")
			d.Type("支出明细", book.Cell(7, r), v)
			return expect{say: fmt.Sprintf("项目明细第4行的%s又填进支出明细第%d行", v, r), facts: [][]string{{figure(v)}, {"重复", "两次", "项目明细", fmt.Sprintf(`G%d\b`, r)}}, wrong: noOther}
		}},
		{name: "short-digits", layout: "compact", do: func(d *desk) expect {
			old := d.Get("基本支出明细", "E5")
			d.Type("基本支出明细", "E5", digits(old))
			return expect{say: "基本支出明细!E5应为" + old + "，填成" + digits(old), table: "基本支出明细", facts: [][]string{{`E5\b`, figure(digits(old)), strings.TrimSpace(d.Get("基本支出明细", "B5"))}}, wrong: noOther}
		}},
		{name: "short-amounts-down", layout: "compact", do: func(d *desk) expect {
			r := 4
			for d.Get("基本支出明细", book.Cell(5, r)) != "" {
				r++
			}
			for k := r; k > 4; k-- {
				d.Type("基本支出明细", book.Cell(5, k), d.Get("基本支出明细", book.Cell(5, k-1)))
			}
			d.Type("基本支出明细", "E4", "")
			return expect{say: "基本支出明细的金额下移一行", table: "基本支出明细", facts: [][]string{append([]string{fmt.Sprintf(`[BE]%d\b`, r), `[BE]4\b`}, movedRows...)}, wrong: noOther}
		}},
	}
}
