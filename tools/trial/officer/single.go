package main

import (
	"fmt"
	"strings"

	"budgetbook/tools/trial/book"
	"budgetbook/tools/trial/filing"
	"budgetbook/tools/trial/unit"
)

// Words by which a cause can be known, whatever the sentence.
var (
	inYuan    = []string{`按元`, `以元`, `为元`, `是元`, `“元”`, `单位：元`, `元为单位`, `10,?000`, `[一1]万倍`}
	inWan     = []string{`按万元`, `以万元`, `为万元`, `是万元`, `万元为单位`, `10,?000`, `[一1]万倍`}
	foreign   = []string{`其他单位`, `别的单位`, `另一个?单位`, `外单位`, `上年`, `部门汇总`, `换成本单位`, `取自`}
	movedRows = []string{`下移`, `上移`, `向下`, `向上`, `错行`, `移了.{0,6}行`, `错开.{0,4}行`}
	movedCols = []string{`右移`, `左移`, `向右`, `向左`, `错列`, `移了.{0,6}列`, `错开.{0,4}列`}
	swapped   = []string{`填反`, `互换`, `对调`, `颠倒`, `写反`, `交换`, `调换`}
	asText    = []string{`文本`, `不是数字`, `不是数`, `非数字`, `不能识别`, `无法识别`, `逗号`}
)

var notForeign = []string{`其他单位`, `部门汇总`, `别的单位`}
var notUnit = []string{`按元`, `按万元`}

func has(table string) func(*unit.Unit) bool {
	return func(u *unit.Unit) bool {
		t := u.Tables()[table]
		for _, r := range t.Rows {
			for _, f := range r.Exact {
				if f > 0 {
					return true
				}
			}
		}
		return false
	}
}

func tagged(tag string) func(*unit.Unit) bool { return func(u *unit.Unit) bool { return u.Has(tag) } }

// inUnit makes the mistakes of unit in whole tables.
func inUnit() []mistake {
	var list []mistake
	for _, t := range filing.Tables {
		list = append(list, mistake{name: "yuan-" + t, needs: has(t), do: func(d *desk) expect {
			d.yuan(t)
			return expect{say: filing.Sheets[t] + "整张按元填", table: filing.Sheets[t], facts: [][]string{inYuan}, wrong: notForeign}
		}})
	}
	for _, s := range []struct {
		name, sheet string
		column      int
		needs       func(*unit.Unit) bool
	}{
		{"spending", "支出明细", 7, nil}, {"projects", "项目明细", 8, nil}, {"basic", "基本支出明细", 5, nil},
		{"three-public", "三公经费明细", 4, nil}, {"operation", "机关运行经费明细", 4, has("t11")},
	} {
		list = append(list, mistake{name: "yuan-short-" + s.name, layout: "compact", needs: s.needs, do: func(d *desk) expect {
			d.times(s.sheet, s.column)
			return expect{say: s.sheet + "按元填", table: s.sheet, facts: [][]string{inYuan}, wrong: notForeign}
		}})
	}
	list = append(list, mistake{name: "yuan-all-tables", do: func(d *desk) expect {
		for _, t := range filing.Tables {
			d.yuan(t)
		}
		return expect{say: "十三张表都按元填", facts: [][]string{inYuan, {"各表", "全部", "所有", "整套", "13", "十三"}}, wrong: append([]string{`绩效.{0,12}按万元`}, notForeign...)}
	}}, mistake{name: "yuan-all-short", layout: "compact", do: func(d *desk) expect {
		for sheet, column := range map[string]int{"支出明细": 7, "项目明细": 8, "基本支出明细": 5, "三公经费明细": 4, "机关运行经费明细": 4, "政府性基金收入明细": 4, "国有资本收入明细": 4} {
			d.times(sheet, column)
		}
		return expect{say: "各明细表都按元填", facts: [][]string{inYuan, {"各", "全部", "所有", "都"}}, wrong: append([]string{`绩效.{0,12}按万元`}, notForeign...)}
	}})
	return list
}

// times types the amounts of a list in 元: so many as the records say, not a cent more exact.
func (d *desk) times(sheet string, column int) {
	for r := 4; r < 200; r++ {
		cell := book.Cell(column, r)
		v := d.Get(sheet, cell)
		if v == "" {
			continue
		}
		d.Type(sheet, cell, yuanOf(v))
	}
}

// yuanOf is a figure in 万元 with two decimals or fewer in 元.
func yuanOf(v string) string {
	whole, rest, _ := strings.Cut(v, ".")
	s := strings.TrimLeft(whole+(rest + "0000")[:4], "0")
	if s == "" {
		return "0"
	}
	return s
}

func (d *desk) inputYuan(sheet, label string) string {
	cell := d.Input(sheet, label)
	d.Type(sheet, cell, yuanOf(d.Get(sheet, cell)))
	return cell
}

func inputs() []mistake {
	field := func(name, sheet, label string, needs func(*unit.Unit) bool) mistake {
		return mistake{name: name, needs: needs, do: func(d *desk) expect {
			cell := d.inputYuan(sheet, label)
			return expect{say: fmt.Sprintf("“%s”按元填（%s!%s）", label, sheet, cell), table: sheet, facts: [][]string{{label, cell, strings.TrimPrefix(label, "上年")}, inYuan}}
		}}
	}
	priorCars := func(u *unit.Unit) bool { return u.Prior.Three[3] > 10000 }
	return []mistake{
		field("yuan-prior-vehicles", "上年数与原因", "上年公务用车运行维护费", priorCars),
		field("yuan-prior-agency", "上年数与原因", "上年机关运行经费", func(u *unit.Unit) bool { return u.Prior.Agency > 0 }),
		field("yuan-prior-general", "上年数与原因", "上年一般公共预算支出", nil),
		{name: "yuan-prior-all", do: func(d *desk) expect {
			for _, l := range []string{"上年收入总计", "上年支出总计", "上年一般公共预算支出", "上年机关运行经费", "上年因公出国（境）费", "上年公务接待费", "上年公务用车购置费", "上年公务用车运行维护费"} {
				d.inputYuan("上年数与原因", l)
			}
			return expect{say: "上年数全部按元填", table: "上年数与原因", facts: [][]string{inYuan, {"上年"}}, wrong: notForeign}
		}},
		{name: "yuan-procurement", needs: func(u *unit.Unit) bool { return u.Services > 10*10000 }, do: func(d *desk) expect {
			for _, l := range []string{"政府采购总额", "货物", "工程", "服务"} {
				d.inputYuan("采购与资产", l)
			}
			return expect{say: "政府采购预算按元填", table: "采购与资产", facts: [][]string{inYuan, {"采购"}}}
		}},
		{name: "wan-forms", do: func(d *desk) expect {
			for i := range d.Filing.Performance.Projects {
				d.formWan(i)
			}
			return expect{say: "绩效目标表的资金全部按万元填（应为元）", facts: [][]string{inWan, {"绩效"}}, wrong: []string{`^“?表十二`}}
		}},
		{name: "wan-one-form", do: func(d *desk) expect {
			d.formWan(1)
			name := d.Filing.Performance.Projects[1].Name
			return expect{say: "“" + name + "”的绩效目标表按万元填", facts: [][]string{inWan, {quote(name), `M5|G5`}}, wrong: []string{`^“?表十二`}}
		}},
	}
}

func (d *desk) formWan(i int) {
	for _, c := range book.FormColumns(&d.Filing.Performance.Projects[i]) {
		if strings.Contains(c.Label, "资金") || strings.Contains(c.Label, "自筹") {
			cell := d.FormCell(i, c.Label)
			if v := d.Get("绩效项目", cell); v != "" && v != "0" {
				d.Type("绩效项目", cell, wanOf(v))
			}
		}
	}
}

// wanOf is a figure in 元 in 万元.
func wanOf(v string) string {
	whole, rest, _ := strings.Cut(v, ".")
	whole = "00000" + whole
	s := whole[:len(whole)-4] + "." + whole[len(whole)-4:] + rest
	s = strings.TrimLeft(s, "0")
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

func quote(s string) string {
	r := strings.NewReplacer("（", `[（(]`, "）", `[）)]`, "【", `[【\[]`, "】", `[】\]]`)
	return r.Replace(s)
}

// single are the known kinds.
func single() []mistake {
	list := append(inUnit(), inputs()...)
	list = append(list, moved()...)
	list = append(list, replaced()...)
	return append(list, typed()...)
}

func moved() []mistake {
	rows := func(name, table string, by int, columns ...string) mistake {
		return mistake{name: name, needs: has(table), do: func(d *desk) expect {
			from, to := 1, d.count(table)-1
			if table == "t01" {
				from, to = 0, 29
			}
			d.down(table, by, from, to, columns...)
			return expect{say: fmt.Sprintf("%s的金额整体移了%d行", filing.Sheets[table], by), table: filing.Sheets[table], facts: [][]string{movedRows}, wrong: append(notUnit, notForeign...)}
		}}
	}
	columns := func(name, table, from string) mistake {
		return mistake{name: name, needs: has(table), do: func(d *desk) expect {
			d.right(table, from, 1)
			return expect{say: filing.Sheets[table] + "粘贴时右移一列", table: filing.Sheets[table], facts: [][]string{movedCols}, wrong: append(notUnit, notForeign...)}
		}}
	}
	change := func(name, table, a, b string, needs func(*unit.Unit) bool) mistake {
		return mistake{name: name, needs: needs, do: func(d *desk) expect {
			d.exchange(table, a, b)
			return expect{say: fmt.Sprintf("%s“%s”与“%s”两列填反", filing.Sheets[table], filing.Labels[a], filing.Labels[b]), table: filing.Sheets[table],
				facts: [][]string{swapped, {filing.Labels[a]}, {filing.Labels[b]}}, wrong: notForeign}
		}}
	}
	return []mistake{
		rows("rows-down-t01", "t01", 1, "current_year", "carryover", "expenditure"),
		rows("rows-down-t02", "t02", 1, amounts("t02")...),
		rows("rows-down-t03", "t03", 1, amounts("t03")...),
		rows("rows-up-t05", "t05", -1, amounts("t05")...),
		rows("rows-down-t06", "t06", 1, amounts("t06")...),
		rows("rows-down-t12", "t12", 1, amounts("t12")...),
		columns("columns-right-t02", "t02", "total"),
		columns("columns-right-t03", "t03", "total"),
		columns("columns-right-codes-t05", "t05", "code"),
		columns("columns-right-t12", "t12", "total"),
		change("exchanged-t03", "t03", "basic", "project", nil),
		change("exchanged-t05", "t05", "basic", "project", nil),
		change("exchanged-t01", "t01", "current_year", "carryover", tagged("carry")),
		change("exchanged-t02", "t02", "general_public", "government_fund", nil),
		change("exchanged-t06", "t06", "personnel", "operating", has("t06")),
	}
}

func replaced() []mistake {
	other := func(name, table string) mistake {
		return mistake{name: name, needs: has(table), do: func(d *desk) expect {
			d.replace(table, d.other.Filing(unit.Independent))
			return expect{say: filing.Sheets[table] + "是另一个单位的", table: filing.Sheets[table], facts: [][]string{foreign}, wrong: notUnit}
		}}
	}
	last := func(name, table string) mistake {
		return mistake{name: name, needs: has(table), do: func(d *desk) expect {
			// Last year's table: the same rows, every figure another one.
			for i := range d.Filing.Tables[table] {
				for _, c := range amounts(table) {
					if v := d.tables[table].Yuan(i, c); v != "" {
						d.set(table, i, c, wanOf2(v, 87))
					}
				}
			}
			return expect{say: filing.Sheets[table] + "是上年的（各数约为本年的87%）", table: filing.Sheets[table], facts: [][]string{foreign}, wrong: notUnit}
		}}
	}
	return []mistake{
		other("foreign-t05", "t05"), other("foreign-t06", "t06"), other("foreign-t12", "t12"), other("foreign-t03", "t03"),
		last("last-year-t05", "t05"), last("last-year-t06", "t06"), last("last-year-t02", "t02"),
		{name: "draft-beside-final", do: func(d *desk) expect {
			i, err := d.NewSheet("表五（初稿）")
			d.fail(err)
			from, err := d.GetSheetIndex("表五")
			d.fail(err)
			d.fail(d.CopySheet(from, i))
			d.Type("表五（初稿）", "C7", "1.23")
			return expect{say: "有两张表五（“表五”和“表五（初稿）”）", facts: [][]string{{`初稿`}}}
		}},
	}
}

// wanOf2 is a percentage of a figure in 元, in 万元 with two decimals.
func wanOf2(v string, percent int64) string {
	whole, _, _ := strings.Cut(v, ".")
	var y int64
	fmt.Sscan(whole, &y)
	c := (y*percent/100 + 50) / 100
	return fmt.Sprintf("%d.%02d", c/100, c%100)
}

// fail stops at what excelize refuses.
func (d *desk) fail(err error) {
	if err != nil {
		panic(err)
	}
}
