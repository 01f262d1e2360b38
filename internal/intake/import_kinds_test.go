package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/intake"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// foreignSheet is a sheet of a foreign workbook: its rows, and blocks of merged cells.
type foreignSheet struct {
	name   string
	rows   [][]any
	merged []string
}

func foreignBook(t *testing.T, all ...foreignSheet) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	for i, s := range all {
		if i == 0 {
			sheetstest.Must(t, x.SetSheetName("Sheet1", s.name))
		} else {
			_, err := x.NewSheet(s.name)
			sheetstest.Must(t, err)
		}
		for r, row := range s.rows {
			for c, v := range row {
				if v == nil || v == "" {
					continue
				}
				at, err := excelize.CoordinatesToCellName(c+1, r+1)
				sheetstest.Must(t, err, x.SetCellValue(s.name, at, v))
			}
		}
		for _, m := range s.merged {
			from, to, _ := strings.Cut(m, ":")
			sheetstest.Must(t, x.MergeCell(s.name, from, to))
		}
	}
	b, err := x.WriteToBuffer()
	sheetstest.Must(t, err)
	return b.Bytes()
}

func imported(t *testing.T, all ...foreignSheet) *intake.Imported {
	t.Helper()
	got, err := intake.Import(profiletest.Shanxi(t), "外来.xlsx", foreignBook(t, all...))
	sheetstest.Must(t, err)
	return got
}

// texts are rows as texts of some columns.
func texts(rows []filing.Row, columns ...string) string {
	var out []string
	for _, r := range rows {
		var cells []string
		for _, c := range columns {
			cells = append(cells, r.Text(c))
		}
		out = append(out, strings.Join(cells, " "))
	}
	return strings.Join(out, "; ")
}

// notPlaced are the numbers that were not taken.
func notPlaced(got *intake.Imported) []string {
	var out []string
	for _, x := range got.Left {
		if x.Number {
			out = append(out, x.From+" "+x.Text)
		}
	}
	return out
}

// TestImportSplitCodes reads codes whose levels stand in columns of their own, in every
// way systems write them.
func TestImportSplitCodes(t *testing.T) {
	for name, codes := range map[string][5][3]any{
		"texts":                  {{"201"}, {"201", "06"}, {"201", "06", "01"}, {"201", "06", "02"}, {"208"}},
		"numbers":                {{201}, {201, 6}, {201, 6, 1}, {201, 6, 2}, {208}},
		"as above where blank":   {{"201"}, {nil, "06"}, {nil, nil, "01"}, {nil, nil, "02"}, {"208"}},
		"numbers, as above":      {{201}, {nil, 6}, {nil, nil, 1}, {nil, nil, 2}, {208}},
		"the whole in each":      {{"201"}, {"201", "20106"}, {"201", "20106", "2010601"}, {"201", "20106", "2010602"}, {"208"}},
		"the whole in its place": {{"201"}, {nil, "20106"}, {nil, nil, "2010601"}, {nil, nil, "2010602"}, {"208"}},
		"the whole in the first": {{"201"}, {"20106"}, {"2010601"}, {"2010602"}, {"208"}},
		"wide digits":            {{"２０１"}, {"２０１", "０６"}, {"２０１", "０６", "０１"}, {"２０１", "０６", "０２"}, {"２０８"}},
	} {
		s := foreignSheet{name: "支出", merged: []string{"A4:C4", "D4:D5", "E4:E5", "F4:F5", "G4:G5"}, rows: [][]any{
			{"2025年部门支出预算总表"}, {}, {"编制部门：示例县甲局", nil, nil, nil, nil, nil, "单位：万元"},
			{"功能分类科目编码", nil, nil, "功能分类科目名称", "合计", "基本支出", "项目支出"}, {"类", "款", "项"}}}
		names := []string{"一般公共服务支出", "财政事务", "行政运行", "一般行政管理事务", "社会保障和就业支出"}
		amounts := [][]any{{130, 100, 30}, {130, 100, 30}, {100, 100, nil}, {30, nil, 30}, {5.5, 5.5, nil}}
		for i, c := range codes {
			s.rows = append(s.rows, append([]any{c[0], c[1], c[2], names[i]}, amounts[i]...))
		}
		s.rows = append(s.rows, []any{"合计", nil, nil, nil, 135.5, 105.5, 30})
		got := imported(t, s)
		const want = "合计 135.50 30.00; 201 130.00 30.00; 20106 130.00 30.00; 2010601 100.00 ; 2010602 30.00 30.00; 208 5.50 "
		if is := texts(got.Filing.Tables["t03"], "code", "total", "project"); is != want {
			t.Errorf("%s: %s", name, is)
		}
		if left := notPlaced(got); len(left) > 0 {
			t.Errorf("%s: not placed: %v", name, left)
		}
		if got.Filing.Text("unit.name") != "示例县甲局" {
			t.Errorf("%s: the unit is %q", name, got.Filing.Text("unit.name"))
		}
	}
}

func fiscalTotals(fund any) foreignSheet {
	return foreignSheet{name: "财政拨款", rows: [][]any{
		{"2025年部门财政拨款收支预算总表"}, {"编制单位：示例县甲局", nil, nil, nil, nil, nil, "单位：元"},
		{"财政拨款收入", nil, "财政拨款支出"},
		{"项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"},
		{"一、一般公共预算", 1300000, "一、一般公共服务支出", 1300000, 1300000},
		{"二、政府性基金预算", fund, "十二、城乡社区支出", fund, nil, fund},
		{"收入总计", 1300000, "支出总计", 1300000, 1300000, fund}}, merged: []string{"A3:B3", "C3:G3"}}
}

// TestImportJointColumn: a column for several funds is the one that has money, as another
// table of the file shows; where it shows two it is asked.
func TestImportJointColumn(t *testing.T) {
	revenue := foreignSheet{name: "收入", rows: [][]any{
		{"2025年部门收入预算总表"}, {"编制单位：示例县甲局", nil, nil, nil, nil, "单位：元"},
		{"科目编码", "科目名称", "合计", "财政拨款收入", "事业收入", "其他收入"},
		{"201", "一般公共服务支出", 1300000, 1300000}, {"20106", "财政事务", 1300000, 1300000}, {"2010601", "行政运行", 1300000, 1300000},
		{"合计", nil, 1300000, 1300000}}}
	got := imported(t, revenue, fiscalTotals(nil))
	if is := texts(got.Filing.Tables["t02"], "code", "total", "general_public"); is != "合计 130.00 130.00; 201 130.00 130.00; 20106 130.00 130.00; 2010601 130.00 130.00" {
		t.Errorf("one fund: %s", is)
	}
	if left := notPlaced(got); len(left) > 0 {
		t.Errorf("one fund: not placed: %v", left)
	}
	codes := func(got *intake.Imported) (all []string) {
		for _, x := range got.Findings {
			all = append(all, x.Code)
		}
		return all
	}
	if !slices.Contains(codes(got), "B73") || slices.Contains(codes(got), "B39") {
		t.Errorf("one fund: %v", codes(got))
	}
	got = imported(t, revenue, fiscalTotals(20000))
	if is := texts(got.Filing.Tables["t02"], "general_public"); strings.Trim(is, "; ") != "" || slices.Contains(codes(got), "B73") || !slices.Contains(codes(got), "B39") {
		t.Errorf("two funds: %q %v", is, codes(got))
	}
}

// TestImportItems reads economic items by code and name, by name, and by code alone.
func TestImportItems(t *testing.T) {
	for name, c := range map[string]struct {
		heads []any
		items [][]any
	}{
		"levels and name": {[]any{"类", "款", "经济分类科目名称"}, [][]any{{"301", nil, "工资福利支出"}, {"301", "01", "基本工资"}, {"302", nil, "商品和服务支出"}, {"302", "01", "办公费"}}},
		"code and name":   {[]any{"经济科目编码", "经济科目名称"}, [][]any{{"301", "工资福利支出"}, {"30101", "基本工资"}, {"302", "商品和服务支出"}, {"30201", "办公费"}}},
		"some names":      {[]any{"经济科目编码", "经济科目名称"}, [][]any{{"301", nil}, {"30101", "基本工资"}, {"302", nil}, {"30201", nil}}},
		"code alone":      {[]any{"部门预算支出经济分类科目编码"}, [][]any{{301}, {30101}, {302}, {30201}}},
		"name alone":      {[]any{"部门预算经济分类科目名称"}, [][]any{{"工资福利支出"}, {"基本工资"}, {"商品和服务支出"}, {"办公费"}}},
	} {
		s := foreignSheet{name: "基本支出", rows: [][]any{{"2025年一般公共预算基本支出经济分类预算表"}, {nil, nil, nil, nil, "单位：万元"},
			append(slices.Clone(c.heads), "合计", "人员经费", "公用经费")}}
		amounts := [][]any{{80, 80, nil}, {80, 80, nil}, {20.5, nil, 20.5}, {20.5, nil, 20.5}}
		for i, item := range c.items {
			s.rows = append(s.rows, append(slices.Clone(item), amounts[i]...))
		}
		total := make([]any, len(c.heads))
		total[0] = "合计"
		s.rows = append(s.rows, append(total, 100.5, 80, 20.5))
		got := imported(t, s)
		const want = "合计 100.50 20.50; 工资福利支出 80.00 ; 基本工资 80.00 ; 商品和服务支出 20.50 20.50; 办公费 20.50 20.50"
		if is := texts(got.Filing.Tables["t06"], "department_item", "total", "operating"); is != want {
			t.Errorf("%s: %s", name, is)
		}
		if left := notPlaced(got); len(left) > 0 {
			t.Errorf("%s: not placed: %v", name, left)
		}
	}
}

// TestImportAcross reads the “三公” expenses and the operating expenses of bodies from a
// table that lies on its side.
func TestImportAcross(t *testing.T) {
	heads := [][]any{
		{"2025年部门“三公”经费和机关运行经费预算表"}, {"编制部门：示例县甲局", nil, nil, nil, nil, nil, "单位：元"},
		{"“三公”经费预算数", nil, nil, nil, nil, nil, "机关运行经费预算数"},
		{"合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费"},
		{nil, nil, nil, "小计", "购置费", "运行费"},
	}
	merged := []string{"A3:F3", "G3:G5", "A4:A5", "B4:B5", "C4:C5", "D4:F4"}
	for name, lines := range map[string][][]any{
		"one line":  {{69500, 10000, 9500, 50000, nil, 50000, 2294300}},
		"a numeral": {{69500, "10,000", 9500, 50000, 0, 50000, 2294300}, {"注：本表按财政拨款口径填列。"}},
	} {
		got := imported(t, foreignSheet{name: "三公", rows: append(slices.Clone(heads), lines...), merged: merged})
		const want = "因公出国（境）费 1.00; 公务接待费 0.95; 公务用车购置及运行费 5.00; ①公务用车购置费 %s; ②公务用车运行维护费 5.00; 合计 6.95"
		bought := ""
		if name == "a numeral" {
			bought = "0"
		}
		if is := texts(got.Filing.Tables["t10"], "item", "total"); is != fmt.Sprintf(want, bought) {
			t.Errorf("%s: %s", name, is)
		}
		if is := texts(got.Filing.Tables["t11"], "unit", "total"); is != "部门合计 229.43" {
			t.Errorf("%s: %s", name, is)
		}
		if left := notPlaced(got); len(left) > 0 {
			t.Errorf("%s: not placed: %v", name, left)
		}
	}
	// With several lines only the sum is that of the department.
	units := [][]any{
		{"2025年“三公”经费预算表"}, {nil, nil, nil, nil, nil, nil, "单位：万元"},
		{"单位名称", "合计", "因公出国（境）费用", "公务用车购置费", "公务用车运行维护费", "公务接待费"},
		{"示例县甲局", 3, nil, nil, 2, 1}, {"示例县乙所", 4, nil, nil, 3, 1}, {"合计", 7, nil, nil, 5, 2}}
	got := imported(t, foreignSheet{name: "三公", rows: units})
	if is := texts(got.Filing.Tables["t10"], "item", "total"); is != "因公出国（境）费 ; 公务接待费 2.00; 公务用车购置及运行费 ; ①公务用车购置费 ; ②公务用车运行维护费 5.00; 合计 7.00" {
		t.Errorf("several lines: %s", is)
	}
	if left := notPlaced(got); len(left) != 6 {
		t.Errorf("several lines: not placed %v", left)
	}
}

// TestImportFundTables knows the expenditure tables of the other budgets by their titles,
// although their columns are alike.
func TestImportFundTables(t *testing.T) {
	sheet := func(title, code, name string, v any) foreignSheet {
		return foreignSheet{name: title[:9], rows: [][]any{{"2025年部门" + title}, {nil, nil, nil, nil, "单位：万元"},
			{"功能分类科目编码", "功能分类科目名称", "合计", "基本支出", "项目支出"},
			{code, name, v, nil, v}, {"合计", nil, v, nil, v}}}
	}
	for _, titles := range [][2]string{
		{"政府性基金预算支出功能分类预算表", "国有资本经营预算支出功能分类预算表"},
		{"政府性基金预算支出表", "国有资本经营预算支出表"},
		{"政府性基金预算财政拨款支出预算表", "国有资本经营预算财政拨款支出预算表"},
	} {
		got := imported(t, sheet("一般公共预算支出功能分类预算表", "201", "一般公共服务支出", 130),
			sheet(titles[0], "212", "城乡社区支出", 12.5), sheet(titles[1], "223", "国有资本经营预算支出", 3))
		for id, want := range map[string]string{"t05": "合计 130.00; 201 130.00", "t08": "合计 12.50; 212 12.50", "t09": " 3.00; 223 3.00"} {
			if is := texts(got.Filing.Tables[id], "code", "total"); is != want {
				t.Errorf("%s: %s is %q, want %q", titles[0], id, is, want)
			}
		}
		if left := notPlaced(got); len(left) > 0 {
			t.Errorf("%s: not placed: %v", titles[0], left)
		}
	}
}
