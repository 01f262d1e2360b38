// Package specimen builds documents that show every kind of block, for the
// tests and benchmarks of layout and pdf.
//
// Input: the sizes wanted. Output: a document.Document. Invariant: the same
// sizes give the same document; its figures are made up.
package specimen

import (
	"fmt"
	"strings"

	"budgetbook/internal/document"
)

const unit = "示例县行政审批服务管理局政务服务中心（示例县公共资源交易服务中心）及所属事业单位综合保障服务站"

const prose = "根据《中华人民共和国预算法》和“三公”经费管理的有关规定，本单位2024年度收入预算总额为1,234.56万元，" +
	"比上年预算数增加234.56万元，增长23.46%，主要原因是：一是人员经费按标准测算；二是项目支出（含上年结转）安排有所增加；三是……" +
	"其中：一般公共预算1,000.00万元，占81.00%；政府性基金预算234.56万元，占19.00%。"

// Every shows every kind of block once.
func Every() *document.Document {
	d := start()
	d.Body = append(d.Body, part("p1", "第一部分 概况"), section("s1", "一、本单位职责"))
	d.Body = append(d.Body, &document.Heading{ID: "s1a", Level: 3, Runs: document.Words("（一）主要职能")}, body(prose), body(prose+prose))
	d.Body = append(d.Body, section("s2", "二、机构设置情况"), body("本单位内设办公室、财务股等5个股室。"),
		&document.Paragraph{Runs: []document.Run{{Text: "详见"}, {Text: "预算公开表2", Link: "t02"}, {Text: "。"}, {Text: "基本支出", Strong: true}, {Text: "：指保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。"}}},
		&document.Paragraph{Role: document.Centered, Runs: document.Words("（此页居中文字）")})
	d.Body = append(d.Body, &document.PageBreak{}, part("p2", "第二部分 2024年单位预算报表"))
	d.Body = append(d.Body, hidden("t01", "表一 2024年预算收支总表"), Budget(), &document.PageBreak{})
	d.Body = append(d.Body, hidden("t02", "表二 2024年预算收入总表"), Wide(80), &document.PageBreak{})
	d.Body = append(d.Body, hidden("t07", "表七 2024年政府性基金预算收入表（不含上年结转）"), Empty(), &document.PageBreak{})
	d.Body = append(d.Body, part("p3", "第三部分 2024年度单位预算情况说明"), section("s3", "一、收支预算总体情况"), body(prose), chart())
	d.Body = append(d.Body, section("s4", "十、绩效目标情况"), body(prose), &document.PageBreak{}, Form(1), &document.PageBreak{}, Form(6), &document.PageBreak{})
	d.Body = append(d.Body, part("p4", "第四部分 名词解释"))
	for i := range 12 {
		d.Body = append(d.Body, &document.Paragraph{Runs: []document.Run{{Text: fmt.Sprintf("%d.基本支出：", i+1), Strong: true}, {Text: prose}}})
	}
	return d
}

// Large has about 110 pages, most of them tables.
func Large() *document.Document {
	d := start()
	for p := range 4 {
		d.Body = append(d.Body, part(fmt.Sprintf("p%d", p), fmt.Sprintf("第%d部分", p+1)))
		for s := range 5 {
			d.Body = append(d.Body, section(fmt.Sprintf("s%d-%d", p, s), fmt.Sprintf("%d、预算情况", s+1)), body(strings.Repeat(prose, 3)), body(prose), chart())
		}
		d.Body = append(d.Body, &document.PageBreak{})
		for t := range 2 {
			w := Wide(200)
			w.ID = fmt.Sprintf("t%d-%d", p, t)
			d.Body = append(d.Body, hidden(w.ID+"h", document.Plain(w.Title)), w, &document.PageBreak{})
		}
		for range 3 {
			d.Body = append(d.Body, Form(2), &document.PageBreak{})
		}
	}
	return d
}

func start() *document.Document {
	return &document.Document{
		Title: unit + "2024年度单位预算公开", Author: unit, Subject: "单位预算公开", Lang: "zh-CN",
		Front: []document.Block{
			&document.Paragraph{Role: document.CoverUnit, Runs: document.Words(unit)},
			&document.Paragraph{Role: document.CoverTitle, Runs: document.Words("2024年度单位预算公开")},
			&document.Paragraph{Role: document.CoverNote, Runs: document.Words("2024年2月")},
			&document.PageBreak{},
			&document.Contents{Title: document.Words("目 录")},
		},
	}
}

func part(id, s string) *document.Heading {
	return &document.Heading{ID: id, Level: 1, Runs: document.Words(s), Entry: document.Words(s)}
}

func section(id, s string) *document.Heading {
	return &document.Heading{ID: id, Level: 2, Runs: document.Words(s), Entry: document.Words(s), Indent: 1}
}

func hidden(id, s string) *document.Heading {
	return &document.Heading{ID: id + "-h", Level: 2, Runs: document.Words(s), Entry: document.Words(s), Indent: 1, Hidden: true}
}

func body(s string) *document.Paragraph { return &document.Paragraph{Runs: document.Words(s)} }

func head(row, col, h, w int, s string) document.Cell {
	return document.Cell{Col: col, RowSpan: h, ColSpan: w, Runs: document.Words(s), Header: true}
}

func cell(col int, s string) document.Cell {
	return document.Cell{Col: col, Runs: document.Words(s)}
}

// Amount is a made-up figure.
func amount(i int) string {
	if i%3 == 2 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", (i*7919)%100000, (i*31)%100)
}

func caption(t *document.Table, n int, title string) *document.Table {
	t.ID = fmt.Sprintf("t%02d", n)
	t.Label = document.Words(fmt.Sprintf("预算公开表%d", n))
	t.Title = document.Words(title)
	t.Left = document.Words("单位名称：" + unit)
	t.Right = document.Words("单位：万元")
	t.Continued = document.Words("续表")
	return t
}

// texts gives each text runs of its own.
func texts(ss ...string) [][]document.Run {
	var out [][]document.Run
	for _, s := range ss {
		out = append(out, document.Words(s))
	}
	return out
}

// Budget is a table of 37 rows that has to fit one page.
func Budget() *document.Table {
	t := caption(&document.Table{}, 1, "2024年预算收支总表")
	t.Columns = []document.Column{{Weight: 2}, {Align: document.Decimal, Weight: 1}, {Weight: 2}, {Align: document.Decimal, Weight: 1}, {Align: document.Decimal, Weight: 1}, {Align: document.Decimal, Weight: 1}}
	t.Head = []document.Row{
		{Cells: []document.Cell{head(0, 0, 1, 2, "收入"), head(0, 2, 1, 4, "支出")}},
		{Cells: []document.Cell{head(1, 0, 1, 1, "项目"), head(1, 1, 1, 1, "2024年"), head(1, 2, 1, 1, "项目"), head(1, 3, 1, 1, "2024年合计"), head(1, 4, 1, 1, "当年预算安排"), head(1, 5, 1, 1, "上年结转安排")}},
	}
	left := []string{"一、一般公共预算", "二、政府性基金预算", "三、国有资本经营预算", "四、财政专户管理资金", "五、单位资金"}
	right := []string{"一般公共服务支出", "外交支出", "国防支出", "公共安全支出", "教育支出", "科学技术支出", "文化旅游体育与传媒支出", "社会保障和就业支出", "自然资源海洋气象等支出", "灾害防治及应急管理支出"}
	for i := range 33 {
		l := ""
		if i < len(left) {
			l = left[i]
		}
		t.Body = append(t.Body, document.Row{Cells: []document.Cell{cell(0, l), cell(1, amount(i)), cell(2, fmt.Sprintf("%d、%s", i+1, right[i%len(right)])), cell(3, amount(i+1)), cell(4, amount(i+2)), cell(5, amount(i+3))}})
	}
	for _, n := range [][2]string{{"本年收入合计", "本年支出合计"}, {"上年结转", "年终结转"}, {"收入总计", "支出总计"}} {
		t.Body = append(t.Body, document.Row{Total: true, Cells: []document.Cell{cell(0, n[0]), cell(1, "12345.67"), cell(2, n[1]), cell(3, "12345.67"), cell(4, "12345.67"), cell(5, "")}})
	}
	return t
}

// Wide is a landscape table of 9 columns with a head of 3 rows.
func Wide(rows int) *document.Table {
	t := caption(&document.Table{Landscape: true}, 2, "2024年预算收入总表")
	t.Columns = []document.Column{{}, {Weight: 3}}
	for range 7 {
		t.Columns = append(t.Columns, document.Column{Align: document.Decimal, Weight: 1})
	}
	t.Head = []document.Row{
		{Cells: []document.Cell{head(0, 0, 1, 2, "项目"), head(0, 2, 1, 6, "本年收入"), head(0, 8, 2, 1, "上年结转")}},
		{Cells: []document.Cell{head(1, 0, 1, 1, "科目编码"), head(1, 1, 1, 1, "科目名称"), head(1, 2, 1, 1, "合计"), head(1, 3, 1, 1, "一般公共预算"), head(1, 4, 1, 1, "政府性基金"), head(1, 5, 1, 1, "国有资本经营预算"), head(1, 6, 1, 1, "财政专户管理资金"), head(1, 7, 1, 1, "单位资金")}},
	}
	number := document.Row{}
	for c := range 9 {
		number.Cells = append(number.Cells, head(2, c, 1, 1, fmt.Sprint(c+1)))
	}
	t.Head = append(t.Head, number)
	total := document.Row{Total: true, Cells: []document.Cell{{Col: 0, ColSpan: 2, Runs: document.Words("合计"), Align: document.Center}}}
	for c := 2; c < 9; c++ {
		total.Cells = append(total.Cells, cell(c, "98765.43"))
	}
	t.Body = append(t.Body, total)
	names := []string{"一般公共服务支出", "人大事务", "行政运行（含机关事业单位基本养老保险缴费支出）", "其他政府办公厅（室）及相关机构事务支出中用于乡镇公共服务体系建设与维护的专项支出"}
	for i := range rows {
		code := fmt.Sprintf("2%02d%02d%02d", i/9+1, i/3%3+1, i%9)[:[]int{3, 5, 7}[i%3]]
		r := document.Row{ID: fmt.Sprintf("t02r%d", i), Cells: []document.Cell{cell(0, code), {Col: 1, Runs: document.Words(names[i%len(names)]), Indent: i % 3}}, Keep: i%3 < 2}
		for c := 2; c < 9; c++ {
			r.Cells = append(r.Cells, cell(c, amount(i*9+c)))
		}
		t.Body = append(t.Body, r)
	}
	return t
}

// Empty is a table without amounts.
func Empty() *document.Table {
	t := caption(&document.Table{}, 7, "2024年政府性基金预算收入表（不含上年结转）")
	t.Columns = []document.Column{{}, {Weight: 1}, {Align: document.Decimal, Weight: 1}}
	t.Head = []document.Row{
		{Cells: []document.Cell{head(0, 0, 1, 2, "项目"), head(0, 2, 2, 1, "政府性基金收入预算")}},
		{Cells: []document.Cell{head(1, 0, 1, 1, "收入科目编码"), head(1, 1, 1, 1, "科目名称")}},
	}
	t.Body = []document.Row{
		{Total: true, Cells: []document.Cell{{Col: 0, ColSpan: 2, Runs: document.Words("合计"), Align: document.Center}, cell(2, "")}},
		{Cells: []document.Cell{cell(0, ""), cell(1, ""), cell(2, "")}},
	}
	t.Notes = texts("注：本表无数据")
	return t
}

// Form is a performance form; times makes its texts longer.
func Form(times int) *document.Table {
	t := &document.Table{Title: document.Words("示例县县（区）级预算部门（单位）项目支出绩效目标表"), Subtitle: document.Words("（2024年度）"), Fit: true, Continued: document.Words("续表"),
		Foot: texts("负责人：", "经办人：", "联系电话：", "填报日期：20240131120000")}
	for _, w := range []int{80, 110, 110, 170, 90, 130, 150, 160} {
		t.Columns = append(t.Columns, document.Column{Width: w})
	}
	c := func(col, h, w int, s string, header bool) document.Cell {
		x := document.Cell{Col: col, RowSpan: h, ColSpan: w, Runs: document.Words(s), Header: header}
		if header {
			x.Align = document.Center
		}
		return x
	}
	row := func(cells ...document.Cell) { t.Body = append(t.Body, document.Row{Cells: cells}) }
	row(c(0, 1, 2, "项目名称", true), c(2, 1, 6, "乡村振兴驻村工作队工作经费及第一书记帮扶项目", false))
	row(c(0, 1, 2, "主管部门及代码", true), c(2, 1, 2, "123-示例县行政审批服务管理局", false), c(4, 1, 2, "实施单位", true), c(6, 1, 2, unit, false))
	row(c(0, 1, 2, "项目属性", true), c(2, 1, 2, "一次性项目（1年结束）", false), c(4, 1, 2, "项目期", true), c(6, 1, 2, "1年", false))
	funds := []string{"资金总额：", "其中：中央财政资金", "省级财政资金", "市县（区）财政资金", "单位自筹", "其他资金"}
	for i, n := range funds {
		l, r := n, n
		if i == 0 {
			l, r = "实施期"+n, "年度"+n
		}
		cells := []document.Cell{c(1, 1, 2, l, true), {Col: 3, Runs: document.Words("1,234,567.89"), Align: document.Decimal}, c(4, 1, 2, r, true), {Col: 6, ColSpan: 2, Runs: document.Words("1,234,567.89"), Align: document.Decimal}}
		if i == 0 {
			cells = append([]document.Cell{c(0, 6, 1, "项目资金（元）", true)}, cells...)
		}
		row(cells...)
	}
	for _, n := range []string{"项目概况", "立项依据", "项目设立必要性", "保证项目实施的制度、措施", "项目实施计划"} {
		row(c(0, 1, 2, n, true), c(2, 1, 6, strings.Repeat(prose, times), false))
	}
	row(c(0, 2, 1, "总体目标", true), c(1, 1, 4, "实施期目标", true), c(5, 1, 3, "年度目标", true))
	row(c(1, 1, 4, strings.Repeat(prose, times), false), c(5, 1, 3, prose, false))
	type indicator struct {
		one  string
		n    int
		twos []string
	}
	first := true
	for _, in := range []indicator{{"产出指标", 5, []string{"数量指标", "数量指标", "质量指标", "时效指标", "成本指标"}}, {"效益指标", 4, []string{"经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"}}, {"满意度指标", 1, []string{"服务对象满意度指标"}}} {
		if first {
			row(c(0, 11, 1, "绩效指标", true), c(1, 1, 1, "一级指标", true), c(2, 1, 1, "二级指标", true), c(3, 1, 1, "三级指标", true), c(4, 1, 1, "指标值", true), c(5, 1, 1, "二级指标", true), c(6, 1, 1, "三级指标", true), c(7, 1, 1, "指标值", true))
			first = false
		}
		for i, two := range in.twos {
			cells := []document.Cell{c(3, 1, 1, "驻村工作队数量（个）", false), c(4, 1, 1, "≥12个", false), c(6, 1, 1, "群众满意度达到预期目标", false), c(7, 1, 1, "≥95%", false)}
			switch {
			case in.one == "产出指标" && i == 0:
				cells = append(cells[:0:0], c(1, in.n, 1, in.one, true), c(2, 2, 1, two, true), cells[0], cells[1], c(5, 2, 1, two, true), cells[2], cells[3])
			case in.one == "产出指标" && i == 1:
			case i == 0:
				cells = append(cells[:0:0], c(1, in.n, 1, in.one, true), c(2, 1, 1, two, true), cells[0], cells[1], c(5, 1, 1, two, true), cells[2], cells[3])
			default:
				cells = append(cells[:0:0], c(2, 1, 1, two, true), cells[0], cells[1], c(5, 1, 1, two, true), cells[2], cells[3])
			}
			row(cells...)
		}
	}
	return t
}

func chart() *document.Chart {
	return &document.Chart{
		Caption: document.Words("图1 2024年支出预算构成"),
		Alt:     "横条图：人员经费1,000.00万元占81.00%，公用经费200.00万元占16.20%，项目支出34.56万元占2.80%，其他0.00万元占0.00%。",
		Parts: []document.Part{
			{Name: document.Words("人员经费"), Amount: "1,000.00万元", Share: "81.00%", Weight: 100000},
			{Name: document.Words("公用经费"), Amount: "200.00万元", Share: "16.20%", Weight: 20000},
			{Name: document.Words("项目支出（含上年结转和政府性基金安排的支出）"), Amount: "34.56万元", Share: "2.80%", Weight: 3456},
			{Name: document.Words("其他"), Amount: "0.00万元", Share: "0.00%", Weight: 0},
		},
	}
}
