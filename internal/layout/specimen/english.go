package specimen

import (
	"fmt"

	"budgetbook/internal/document"
)

const unitEN = "Administrative Examination and Approval Service Bureau of Example County (Public Resources Trading Center)"

const proseEN = "Under the Budget Law and the rules on the unit’s “three public expenses”, revenues of RMB 1,234.56 ten thousand are " +
	"budgeted for 2023–2024, an increase of RMB 234.56 ten thousand, or 23.46%, over the previous year—mainly because of the " +
	"following: personnel expenses are calculated by current standards; project expenditures (carryover included) have risen; and so on."

// English shows every kind of block in an English edition, with Chinese where the
// unit gave no English.
func English() *document.Document {
	d := &document.Document{
		Title: unitEN, Author: unitEN, Subject: "Budget disclosure", Lang: "en",
		Front: []document.Block{
			&document.Paragraph{Role: document.CoverUnit, Runs: document.Words(unitEN)},
			&document.Paragraph{Role: document.CoverTitle, Runs: document.Words("Unit Budget Disclosure, Fiscal Year 2024")},
			&document.PageBreak{},
			&document.Contents{Title: document.Words("Contents")},
		},
	}
	d.Body = append(d.Body, part("p1", "Part I  Overview"), section("s1", "1. Functions and Responsibilities"))
	d.Body = append(d.Body, &document.Heading{ID: "s1a", Level: 3, Runs: document.Words("(1) Main functions")}, body(proseEN), body(proseEN+" "+proseEN))
	d.Body = append(d.Body, section("s2", "2. Changes in Spending on Overseas Visits, Vehicles, and Hospitality and Their Causes"),
		&document.Paragraph{Runs: []document.Run{{Text: "See "}, {Text: "Disclosure Table 2", Link: "t02"}, {Text: ", whose causes the unit states as "},
			{Text: "人员经费按标准测算，项目支出有所增加", Lang: "zh-CN"}, {Text: ". "}, {Text: "Basic expenditures: ", Strong: true}, {Text: "what keeps a unit running."}}},
		&document.Paragraph{Role: document.Centered, Runs: document.Words("(This page is centered.)")},
		&document.Paragraph{Role: document.Note, Runs: document.Words("Components may not add to totals because of rounding.")})
	d.Body = append(d.Body, &document.PageBreak{}, part("p2", "Part II  Budget Tables, 2024"),
		hidden("t02", "Table 2 Summary of Budgeted Revenues, 2024"), NamesEN(), &document.PageBreak{},
		part("p3", "Part III  Notes to the Budget"), section("s3", "3. Notes on Revenues"), body(proseEN), chartEN(), &document.PageBreak{}, FormEN())
	return d
}

// NamesEN is a table with two columns of names and five of amounts.
func NamesEN() *document.Table {
	t := &document.Table{ID: "t02", Label: document.Words("Disclosure Table 2"), Title: document.Words("Summary of Budgeted Revenues and Expenditures, 2024"),
		Left: document.Words("Name of unit: " + unitEN), Right: document.Words("Unit: RMB 10,000"), Continued: document.Words("continued")}
	t.Columns = []document.Column{{Weight: 1}, {Weight: 3}, {Align: document.Decimal, Weight: 1}, {Weight: 3}}
	for range 4 {
		t.Columns = append(t.Columns, document.Column{Align: document.Decimal, Weight: 1})
	}
	t.Head = []document.Row{
		{Cells: []document.Cell{head(0, 0, 3, 1, "Revenues"), head(0, 3, 5, 1, "Expenditures")}},
		{Cells: []document.Cell{head(1, 0, 1, 1, "Code"), head(1, 1, 1, 1, "Item"), head(1, 2, 1, 1, "Amount"), head(1, 3, 1, 1, "Item"), head(1, 4, 1, 1, "Subtotal"),
			head(1, 5, 1, 1, "General public budget"), head(1, 6, 1, 1, "Government-managed funds"), head(1, 7, 1, 1, "Unit’s own funds (other than fiscal funds)")}},
	}
	left := []string{"General public budget", "Government-managed funds", "Funds in special fiscal accounts"}
	right := []string{"General public services", "Resource exploration, industry, and information technology", "Expenditures financed by special treasury bonds for COVID-19 control", "Education"}
	for i := range 24 {
		r := document.Row{ID: fmt.Sprintf("t02r%d", i), Total: i == 23, Cells: []document.Cell{cell(0, fmt.Sprint(2010101+i)), {Col: 1, Runs: document.Words(left[i%3]), Indent: i % 3},
			cell(2, amount(i)), {Col: 3, Runs: document.Words(right[i%4]), Indent: i % 2}}}
		for c := 4; c < 8; c++ {
			r.Cells = append(r.Cells, cell(c, amount(i*9+c)))
		}
		t.Body = append(t.Body, r)
	}
	t.Notes = texts("Note: nil return (no data for this table)")
	return t
}

// FormEN is a form whose columns are prescribed for Chinese.
func FormEN() *document.Table {
	t := &document.Table{Title: document.Words("Performance Targets for Project Expenditures"), Subtitle: document.Words("(Fiscal year 2024)"), Fit: true,
		Foot: texts("Person in charge:", "Prepared by:", "Telephone:")}
	for _, w := range []int{60, 90, 170, 250, 430} {
		t.Columns = append(t.Columns, document.Column{Width: w})
	}
	label := func(col, h, w int, s string) document.Cell {
		return document.Cell{Col: col, RowSpan: h, ColSpan: w, Runs: document.Words(s), Header: true, Align: document.Center}
	}
	row := func(cells ...document.Cell) { t.Body = append(t.Body, document.Row{Cells: cells}) }
	row(label(0, 1, 2, "Project"), document.Cell{Col: 2, ColSpan: 3, Runs: document.Words("Operation and maintenance of official vehicles")})
	row(label(0, 1, 2, "Supervising department and code"), document.Cell{Col: 2, ColSpan: 3, Runs: []document.Run{{Text: "008-示例县财政局", Lang: "zh-CN"}}})
	row(label(0, 3, 1, "Performance indicators"), label(1, 2, 1, "Sustainability"), label(2, 1, 1, "Level-2 indicator"), cell(3, "Satisfaction of service recipients"), cell(4, proseEN))
	row(label(2, 1, 1, "Environmental benefit"), cell(3, "Administrative examinations"), cell(4, "≥ RMB 5,000"))
	row(label(1, 1, 1, "Cost"), label(2, 1, 1, "Timeliness"), cell(3, "By end of July 2024"), cell(4, "≥95%"))
	return t
}

func chartEN() *document.Chart {
	return &document.Chart{
		Caption: document.Words("Figure 1. Structure of budgeted expenditures, 2024"),
		Alt:     "Bars: personnel RMB 1,000.00 ten thousand, 81.00%; projects RMB 234.56 ten thousand, 19.00%.",
		Parts: []document.Part{
			{Name: document.Words("Personnel expenses"), Amount: "RMB 1,000.00 ten thousand", Share: "81.00%", Weight: 100000},
			{Name: document.Words("Project expenditures (carryover and government-managed funds included)"), Amount: "RMB 234.56 ten thousand", Share: "19.00%", Weight: 23456},
		},
	}
}

// twice is Chinese with its English below.
func twice(zh, en string) []document.Run {
	return []document.Run{{Text: zh + "\n"}, {Text: en, Lang: "en"}}
}

// Bilingual shows every place where Chinese and English stand together.
func Bilingual() *document.Document {
	d := &document.Document{Title: unit, Author: unit, Lang: "zh-CN", Second: "en",
		Front: []document.Block{
			&document.Paragraph{Role: document.CoverUnit, Runs: document.Words(unit)},
			&document.Paragraph{Role: document.CoverTitle, Runs: document.Words("2024年度单位预算公开")},
			&document.Paragraph{Role: document.CoverUnit, Runs: []document.Run{{Text: unitEN, Lang: "en"}}, Lang: "en"},
			&document.Paragraph{Role: document.CoverTitle, Runs: []document.Run{{Text: "Unit Budget Disclosure, Fiscal Year 2024", Lang: "en"}}, Lang: "en"},
			&document.PageBreak{},
			&document.Contents{Title: twice("目 录", "Contents")},
		},
	}
	pair := func(zh, en string) {
		d.Body = append(d.Body, body(zh), &document.Paragraph{Runs: []document.Run{{Text: en, Lang: "en"}}, Lang: "en"})
	}
	heading := func(id string, level int, hidden bool, zh, en string) {
		runs := twice(zh, en)
		d.Body = append(d.Body, &document.Heading{ID: id, Level: level, Runs: runs, Entry: runs, Indent: level - 1, Hidden: hidden})
	}
	heading("p1", 1, false, "第一部分 概况", "Part I  Overview")
	heading("s1", 2, false, "一、本单位职责", "1. Functions and Responsibilities")
	for range 3 {
		pair(prose, proseEN)
	}
	d.Body = append(d.Body, &document.PageBreak{})
	heading("t07-h", 2, true, "表七 2024年政府性基金预算收入表", "Table 7 Revenues of the Budget for Government-Managed Funds, 2024")
	d.Body = append(d.Body, namesTwice())
	heading("s2", 3, false, "（一）收支预算总体情况", "(1) Budget as a whole")
	c := chart()
	c.Caption = twice("图1 2024年支出预算构成", "Figure 1. Structure of budgeted expenditures, 2024")
	for i, en := range []string{"Personnel expenses", "Operating expenses", "Project expenditures", "Other"} {
		c.Parts[i].Name = twice(document.Plain(c.Parts[i].Name), en)
	}
	d.Body = append(d.Body, c)
	return d
}

// namesTwice is a table whose heads and names are in both languages.
func namesTwice() *document.Table {
	both := func(zh, en string) []document.Run { return []document.Run{{Text: zh + " / "}, {Text: en, Lang: "en"}} }
	t := &document.Table{ID: "t07", Label: both("预算公开表7", "Disclosure Table 7"), Title: twice("2024年政府性基金预算收入表", "Revenues of the Budget for Government-Managed Funds, 2024"),
		Left: twice("单位名称："+unit, "Name of unit: "+unitEN), Right: both("单位：万元", "Unit: RMB 10,000"), Continued: both("续表", "continued")}
	t.Columns = []document.Column{{Weight: 1}, {Weight: 3}, {Align: document.Decimal, Weight: 1}, {Align: document.Decimal, Weight: 1}}
	h := func(col int, zh, en string) document.Cell {
		return document.Cell{Col: col, Header: true, Runs: twice(zh, en)}
	}
	t.Head = []document.Row{{Cells: []document.Cell{h(0, "科目编码", "Code"), h(1, "科目名称", "Item name"), h(2, "合计", "Total"), h(3, "政府性基金", "Government-managed funds")}}}
	for i := range 50 {
		t.Body = append(t.Body, document.Row{Cells: []document.Cell{cell(0, fmt.Sprint(2010101+i)),
			{Col: 1, Indent: i % 3, Runs: twice("机关事业单位基本养老保险缴费支出", "Contributions to basic pension insurance of government bodies and public institutions")}, cell(2, amount(i)), cell(3, amount(2*i))}})
	}
	return t
}
