package main

import (
	"fmt"
	"strconv"
	"strings"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/unit"
)

// further are kinds that came to mind later, written down before the program was tried with them.
func further() []mistake {
	return append(append(furtherCells(), furtherTables()...), furtherShort()...)
}

func furtherCells() []mistake {
	// typed as text into one cell
	text := func(name, table, column, say string, pick func(filing.Row) bool, change func(string) string, facts ...string) mistake {
		return mistake{name: name, needs: has(table), do: func(d *desk) expect {
			i := d.biggest(table, column, pick)
			s, c := d.At(table, i, column)
			v := change(d.Get(s, c))
			d.Text(s, c, v)
			return expect{say: fmt.Sprintf("%s!%s“%s”：%s", s, c, v, say), table: s, facts: [][]string{{c + `\b`}, append(facts, asText...)}, wrong: noOther}
		}}
	}
	code := func(name, table, say string, change func(string) string) mistake {
		return mistake{name: name, typed: true, do: func(d *desk) expect {
			i := d.item(table, "total")
			s, c := d.At(table, i, "code")
			old := d.Get(s, c)
			d.Text(s, c, change(old))
			return expect{say: fmt.Sprintf("%s!%s编码%q应为%s：%s", s, c, change(old), old, say), table: s,
				facts: [][]string{{c + `\b`, quote(d.Filing.Tables[table][i]["name"])}, {"编码", old}}, wrong: noOther}
		}}
	}
	return []mistake{
		text("full-width-t05", "t05", "basic", "全角数字", isItem, func(v string) string {
			return strings.Map(func(r rune) rune { return r + 0xFEE0 }, v)
		}, "全角"),
		text("yuan-behind-t12", "t12", "general_public", "数字后带“元”", isProject, func(v string) string { return yuanOf(v) + "元" }, inYuan...),
		text("brackets-t12", "t12", "general_public", "括号当负号", isProject, func(v string) string { return "(" + v + ")" }, "负", "括号"),
		text("decimal-comma-t05", "t05", "basic", "小数点打成逗号", isItem, func(v string) string { return strings.Replace(v, ".", ",", 1) }, "小数点"),
		code("space-in-code", "t03", "前有撇号和空格", func(s string) string { return "' " + s }),
		code("code-of-nine", "t05", "九位", func(s string) string { return s + "01" }),
		code("code-of-class", "t03", "只有类", func(s string) string { return s[:3] }),
		code("date-in-code", "t05", "变成日期", func(s string) string { return s[:4] + "-" + s[4:5] + "-" + s[5:7] }),
		{name: "dot-lost-t05", typed: true, do: func(d *desk) expect {
			i := d.biggest("t05", "basic", isItem)
			s, c := d.At("t05", i, "basic")
			old := d.Get(s, c)
			bad := wanOf2(yuanOf(old), 10000)
			d.Type(s, c, bad)
			return expect{say: fmt.Sprintf("%s!%s漏了小数点，应为%s（填成%s）", s, c, old, bad), table: s, facts: [][]string{{c + `\b`}, {figure(old)}}, wrong: noOther}
		}},
		{name: "total-of-last-year", typed: true, do: func(d *desk) expect {
			s, c := d.At("t02", 0, "total")
			old := d.Get(s, c)
			bad := wanOf2(yuanOf(old), 87)
			d.Type(s, c, bad)
			return expect{say: fmt.Sprintf("%s!%s是上年的%s，应为%s", s, c, bad, old), table: s, facts: [][]string{{c + `\b`, "合计"}, {figure(old)}}, wrong: noOther}
		}},
		{name: "row-right-t03", typed: true, do: func(d *desk) expect {
			i := d.item("t03", "basic")
			r := d.Row("t03", i)
			d.Type("表三", book.Cell(5, r), d.Get("表三", book.Cell(4, r)))
			d.Type("表三", book.Cell(4, r), d.Get("表三", book.Cell(3, r)))
			d.Type("表三", book.Cell(3, r), "")
			return expect{say: fmt.Sprintf("表三第%d行金额右移一列", r), table: "表三", facts: [][]string{{fmt.Sprintf(`[CDE]%d\b`, r), d.Filing.Tables["t03"][i]["code"]}}, wrong: noOther}
		}},
	}
}

func furtherTables() []mistake {
	return []mistake{
		{name: "sorted-by-amount", typed: true, do: func(d *desk) expect {
			n := d.count("t05")
			for i := 1; i < n; i++ {
				for j := i + 1; j < n; j++ {
					a, _ := strconv.ParseFloat(d.value("t05", i, "total"), 64)
					b, _ := strconv.ParseFloat(d.value("t05", j, "total"), 64)
					if b <= a {
						continue
					}
					for k := 1; k <= 5; k++ {
						x, y := book.Cell(k, d.Row("t05", i)), book.Cell(k, d.Row("t05", j))
						u, v := d.Get("表五", x), d.Get("表五", y)
						d.put("表五", x, v)
						d.put("表五", y, u)
					}
				}
			}
			return expect{say: "表五各行按金额从大到小排了（编码随行）", table: "表五", any: true, facts: [][]string{{"顺序", "排序", "次序", "升序", "从小到大"}}, wrong: noOther}
		}},
		{name: "hidden-row", typed: true, do: func(d *desk) expect {
			i := d.item("t05", "total")
			d.fail(d.DuplicateRow("表五", d.Row("t05", i)))
			d.fail(d.SetRowVisible("表五", d.Row("t05", i), false))
			return expect{say: fmt.Sprintf("表五隐藏的第%d行与下一行重复", d.Row("t05", i)), table: "表五", facts: [][]string{{d.Filing.Tables["t05"][i]["code"]}, {"重复", "两次", "隐藏"}}, wrong: noOther}
		}},
		{name: "years-of-forms", do: func(d *desk) expect {
			for i := range d.Filing.Performance.Projects {
				for _, l := range []string{"资金总额", "中央财政资金", "省级财政资金", "市县（区）财政资金", "单位自筹"} {
					a, b := d.FormCell(i, "实施期"+l), d.FormCell(i, "年度"+l)
					x, y := d.Get("绩效项目", a), d.Get("绩效项目", b)
					if x == y {
						x = wanOf2(y, 30000) // three years' money
					}
					d.Type("绩效项目", a, y)
					d.Type("绩效项目", b, x)
				}
			}
			return expect{say: "绩效目标表的实施期资金与年度资金填反", facts: [][]string{{"实施期"}, {"年度"}, append([]string{"大于", "超过", "少于", "小于"}, swapped...)}, wrong: notForeign}
		}},
		{name: "projects-merged", typed: true, do: func(d *desk) expect {
			a := d.biggest("t12", "general_public", isProject)
			b := 0
			for i, r := range d.Filing.Tables["t12"] {
				if i != a && isProject(r) && r["general_public"] != "" {
					b = i
					break
				}
			}
			sum := func(c string) string {
				var n int64
				for _, i := range []int{a, b} {
					v, _ := strconv.ParseInt(yuanOf(d.value("t12", i, c)), 10, 64)
					n += v / 100
				}
				return fmt.Sprintf("%d.%02d", n/100, n%100)
			}
			total, general := sum("total"), sum("general_public")
			na, nb := d.Filing.Tables["t12"][a]["name"], d.Filing.Tables["t12"][b]["name"]
			s, c := d.At("t12", a, "name")
			d.Text(s, c, na+"、"+nb)
			d.set("t12", a, "total", total)
			d.set("t12", a, "general_public", general)
			d.fail(d.RemoveRow("表十二", d.Row("t12", b)))
			return expect{say: "表十二把“" + na + "”和“" + nb + "”并成一行", facts: [][]string{{quote(na), quote(nb)}}, wrong: noOther}
		}},
		{name: "project-copied-twice", typed: true, do: func(d *desk) expect {
			i := d.biggest("t12", "general_public", isProject)
			d.fail(d.DuplicateRow("表十二", d.Row("t12", i)))
			d.fail(d.DuplicateRow("表十二", d.Row("t12", i)))
			name := d.Filing.Tables["t12"][i]["name"]
			return expect{say: "表十二“" + name + "”有三行", table: "表十二", facts: [][]string{{quote(name)}, {"重复", "两次", "三次", "多了"}}, wrong: noOther}
		}},
		{name: "old-code-everywhere", typed: true, do: func(d *desk) expect {
			// The code was valid some years ago; the office has it in all its tables.
			old := d.Filing.Tables["t05"][d.item("t05", "basic")]["code"]
			bad := old[:5] + "90"
			for _, t := range []string{"t02", "t03", "t05"} {
				for i, r := range d.Filing.Tables[t] {
					if r["code"] == old {
						s, c := d.At(t, i, "code")
						d.Text(s, c, bad)
					}
				}
			}
			return expect{say: "各表都用已取消的编码" + bad + "（应为" + old + "）", any: true, facts: [][]string{{bad}}, wrong: noOther}
		}},
		{name: "percent-t05", typed: true, do: func(d *desk) expect {
			for i := range d.Filing.Tables["t05"] {
				if v := d.value("t05", i, "project"); v != "" {
					a, _ := strconv.ParseFloat(v, 64)
					b, _ := strconv.ParseFloat(d.value("t05", i, "total"), 64)
					d.set("t05", i, "project", strconv.FormatFloat(a/b*100, 'f', 2, 64))
				}
			}
			return expect{say: "表五“项目支出”一列填的是占比", table: "表五", facts: [][]string{{"项目支出"}}, wrong: noOther}
		}},
		{name: "carryover-not-pasted", typed: true, needs: tagged("carry"), do: func(d *desk) expect {
			for i := range d.Filing.Tables["t02"] {
				d.set("t02", i, "carryover", "")
			}
			return expect{say: "表二“上年结转”一列没有粘贴", table: "表二", facts: [][]string{{"上年结转", "结转"}}, wrong: noOther}
		}},
		{name: "whole-wan-t06", typed: true, do: func(d *desk) expect {
			for i := range d.Filing.Tables["t06"] {
				for _, c := range amounts("t06") {
					if v := d.value("t06", i, c); v != "" {
						a, _ := strconv.ParseFloat(v, 64)
						d.set("t06", i, c, strconv.FormatFloat(a, 'f', 0, 64))
					}
				}
			}
			return expect{say: "表六的金额都取了整数", table: "表六", facts: [][]string{{"取整", "整数", "小数", "四舍五入"}}, wrong: noOther}
		}},
		{name: "thousand-yuan-t05", typed: true, do: func(d *desk) expect {
			for i := range d.Filing.Tables["t05"] {
				for _, c := range amounts("t05") {
					if v := d.value("t05", i, c); v != "" {
						d.set("t05", i, c, moveDot(v))
					}
				}
			}
			return expect{say: "表五按千元填", table: "表五", facts: [][]string{{"千元", "10倍", "10 倍", "十倍"}}, wrong: notForeign}
		}},
		{name: "sheet-left-empty", typed: true, needs: has("t08"), do: func(d *desk) expect {
			for i := range d.Filing.Tables["t08"] {
				for k := range filing.Columns["t08"] {
					d.Type("表八", book.Cell(k+1, d.Row("t08", i)), "")
				}
			}
			return expect{say: "表八没有填", facts: [][]string{{"表八"}, {"空", "没有", "未填", "缺"}}, wrong: noOther}
		}},
		{name: "revenue-in-wrong-row", typed: true, do: func(d *desk) expect {
			v := d.value("t01", 0, "revenue")
			d.set("t01", 1, "revenue", v)
			d.set("t01", 0, "revenue", "")
			return expect{say: "表一的一般公共预算收入填到了下一行", table: "表一", facts: [][]string{{`B[67]\b`}}, wrong: noOther}
		}},
	}
}

func furtherShort() []mistake {
	last := func(d *desk, sheet string, column int) int {
		r := 4
		for d.Get(sheet, book.Cell(column, r)) != "" {
			r++
		}
		return r - 1
	}
	return []mistake{
		{name: "short-row-lost", layout: "compact", do: func(d *desk) expect {
			v := d.Get("基本支出明细", "E5")
			d.fail(d.RemoveRow("基本支出明细", 5))
			return expect{say: "基本支出明细漏了金额为" + v + "的一行", facts: [][]string{{"基本支出明细"}, {figure(v)}, {"缺", "漏", "少", "差"}}, wrong: noOther}
		}},
		{name: "short-row-double", layout: "compact", do: func(d *desk) expect {
			v := d.Get("基本支出明细", "E5")
			d.fail(d.DuplicateRow("基本支出明细", 5))
			return expect{say: "基本支出明细第5行重复", table: "基本支出明细", facts: [][]string{{figure(v), `[BE][56]\b`}, {"重复", "两次"}}, wrong: noOther}
		}},
		{name: "short-one-in-yuan", layout: "compact", do: func(d *desk) expect {
			v := d.Get("项目明细", "H4")
			d.Type("项目明细", "H4", yuanOf(v))
			return expect{say: "项目明细!H4按元填", table: "项目明细", facts: [][]string{{`H4\b`}, inYuan}, wrong: notForeign}
		}},
		{name: "short-spending-down", layout: "compact", do: func(d *desk) expect {
			n := last(d, "支出明细", 7)
			for r := n + 1; r > 4; r-- {
				d.Type("支出明细", book.Cell(7, r), d.Get("支出明细", book.Cell(7, r-1)))
			}
			d.Type("支出明细", "G4", "")
			return expect{say: "支出明细的金额下移一行", table: "支出明细", facts: [][]string{append([]string{`[BG]4\b`, fmt.Sprintf(`[BG]%d\b`, n+1)}, movedRows...)}, wrong: noOther}
		}},
		{name: "short-project-name", layout: "compact", needs: func(u *unit.Unit) bool { return len(u.Projects) > 0 }, do: func(d *desk) expect {
			old := d.Get("项目明细", "B4")
			d.Text("项目明细", "B4", slip(old))
			return expect{say: "项目明细!B4“" + slip(old) + "”应为“" + old + "”", facts: [][]string{{quote(slip(old))}, {quote(old)}}, wrong: noOther}
		}},
	}
}
