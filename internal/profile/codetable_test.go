package profile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/list"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

// sheet makes a table of lines whose cells are set apart by |.
func sheet(name, text string) list.List {
	t := list.List{File: "科目.xlsx", Sheet: name}
	for i, line := range strings.Split(strings.Trim(text, "\n"), "\n") {
		if cells := strings.Split(line, "|"); strings.Join(cells, "") != "" {
			t.Lines = append(t.Lines, list.Line{Row: i + 1, Cells: cells})
		}
	}
	return t
}

// TestLayoutsOfCodeLists: the same four codes in the layouts that lists are published in.
func TestLayoutsOfCodeLists(t *testing.T) {
	want := []string{"201 一般公共服务支出", "20103 政府办公厅（室）及相关机构事务", "2010301 行政运行", "204 公共安全支出"}
	for layout, text := range map[string]string{
		"parted": `
2026年政府收支分类科目
科目编码|||科目名称|说明
类|款|项||
201|||一般公共服务支出|反映政府提供一般公共服务的支出。
|03||　政府办公厅（室）及相关机构事务|反映各级政府办公厅（室）的支出。
||01|　　行政运行|反映行政单位的基本支出。
204|||公共安全支出|`,
		"parted, in full, as numbers": `
类|款|项|科目名称
201|||一般公共服务支出
201|3||  政府办公厅（室）及相关机构事务
201|3|1|    行政运行
204|||公共安全支出`,
		"levels, whole codes in each": `
支出功能分类科目编码|||支出功能分类科目名称
类|款|项|
201|||一般公共服务支出
201|20103||政府办公厅（室）及相关机构事务
201|20103|2010301|行政运行
204|||公共安全支出`,
		"codes with blanks": `
编码|名称
201|一般公共服务支出
201 03|政府办公厅（室）及相关机构事务
201 03 01|行 政 运 行
'204|公共安全支出`,
		"pages with titles, headings again and notes": `
一、一般公共预算支出
科目编码|科目名称
201|一般公共服务支出
20103|政府办公厅（室）及相关机构事务
— 12 —
科目编码|科目名称
2010301|行政运行
二、续表
204|公共安全支出
|注：本表不含上级专项。`,
		"no headings": `
201|一般公共服务支出
20103|政府办公厅（室）及相关机构事务
2010301.00|行政运行
204|公共安全支出`,
		"in one cell": `
201 一般公共服务支出
20103 政府办公厅（室）及相关机构事务
2010301 行政运行
204 公共安全支出`,
		"side by side": `
科目编码|科目名称|科目编码|科目名称
201|一般公共服务支出|2010301|行政运行
20103|政府办公厅（室）及相关机构事务|204|公共安全支出`,
		"with the code above it, an older name, remarks, English": `
序号|上级科目编码|科目编码|原科目名称|现科目名称|英文名称|备注
1||201|一般公共服务|一般公共服务支出|General public services|
2|201|20103|政府办公厅|政府办公厅（室）及相关机构事务||
3|20103|2010301|行政运行|行政运行||
4|20103|2010399|其他|其他支出||取消
5||204|公共安全|公共安全支出||`,
		"class repeated, section as above": `
类|款|项|科目名称
201|||一般公共服务支出
201|03||政府办公厅（室）及相关机构事务
201||01|行政运行
204|||公共安全支出`,
		"classes in one cell": `
科目编码|科目名称
201 一般公共服务支出|
20103|政府办公厅（室）及相关机构事务
2010301|行政运行
204 公共安全支出|`,
		"filled up with zeros": `
科目编码|科目名称
2010000|一般公共服务支出
2010300|政府办公厅（室）及相关机构事务
2010301|行政运行
204000000|公共安全支出`,
		"one column below a title": `
2026年支出功能分类科目
201 一般公共服务支出
20103 政府办公厅（室）及相关机构事务
2010301 行政运行
204 公共安全支出`,
		"names over the levels": `
科目|||科目名称
类|款|项|
201|||一般公共服务支出
201|03||政府办公厅（室）及相关机构事务
201|03|01|行政运行
204|||公共安全支出`,
		"all lists below each other": `
科目编码|科目名称
101|税收收入
201|一般公共服务支出
20103|政府办公厅（室）及相关机构事务
2010301|行政运行
204|公共安全支出
301|工资福利支出
501|机关工资福利支出`,
	} {
		p := profiletest.Shanxi(t)
		if err := p.ReplaceCodes("functional_codes", []list.List{sheet("目录", "说明\n本表共四项"), sheet("支出", text), sheet("单位", "单位编码|单位名称\n201001|某局")}); err != nil {
			t.Errorf("%s: %v", layout, err)
			continue
		}
		var got []string
		for _, c := range p.Codes["functional_codes"].Items {
			got = append(got, c.Code+" "+c.Name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", layout, got)
		}
	}
}

// TestOneWorkbookOfAllLists: an official workbook has a sheet for each list.
func TestOneWorkbookOfAllLists(t *testing.T) {
	tables := []list.List{
		sheet("收入", "类|款|项|目|科目名称\n103||||非税收入\n103|04|||行政事业性收费收入\n103|04|1||公安行政事业性收费收入\n103|04|1|1|外国人签证费"),
		sheet("支出功能", "科目编码|科目名称\n201|一般公共服务支出"),
		sheet("部门经济", "科目编码|科目名称\n301|工资福利支出\n30101|基本工资"),
		sheet("政府经济", "科目编码|科目名称\n501|机关工资福利支出"),
	}
	p := profiletest.Shanxi(t)
	if got, err := p.ListsIn(tables); err != nil || !slices.Equal(got, []string{"economic_dept", "economic_gov", "functional_codes", "income_codes"}) {
		t.Fatalf("lists %v, %v", got, err)
	}
	for name, want := range map[string]int{"economic_dept": 2, "economic_gov": 1, "functional_codes": 1, "income_codes": 4} {
		if err := p.ReplaceCodes(name, tables); err != nil || len(p.Codes[name].Items) != want {
			t.Errorf("%s: %d codes, %v", name, len(p.Codes[name].Items), err)
		}
	}
	if c, ok := p.Codes["income_codes"].Lookup("103040101"); !ok || c.Name != "外国人签证费" {
		t.Errorf("%+v", c)
	}
}

// TestListOfACode: a code goes to the list of its class also where the class itself is
// missing or new, and to one list only.
func TestListOfACode(t *testing.T) {
	tables := []list.List{
		sheet("收入", "科目编码|科目名称\n109|新设收入\n1030401|行政事业性收费收入"),
		sheet("支出功能", "科目编码|科目名称\n2010101|行政运行\n225|国防动员支出"),
		sheet("经济", "政府科目编码|政府科目名称|部门科目编码|部门科目名称\n50101|工资奖金津补贴|30101|基本工资\n516|新设支出|30102|津贴补贴"),
		sheet("取消科目", "科目编码|科目名称\n2010199|其他"),
	}
	p := profiletest.Shanxi(t)
	for name, want := range map[string][]string{
		"income_codes": {"109", "1030401"}, "functional_codes": {"2010101", "225"}, "economic_dept": {"30101", "30102"}, "economic_gov": {"50101", "516"},
	} {
		if err := p.ReplaceCodes(name, tables); err != nil { // one after the other, as for a whole file
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := codesOf(p.Codes[name].Items); !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestMistakesOfCodeLists(t *testing.T) {
	for text, want := range map[string]string{
		"科目编码|科目名称\n201|一般公共服务支出\n|行政运行":                             "line 3",
		"科目编码|科目名称\n201|一般公共服务支出\n2010301|":                          "line 3",
		"类|款|项|科目名称\n|03||政府办公厅":                                     "line 2",
		"类|款|项|科目名称\n201|123||政府办公厅":                                 "line 2",
		"科目编码|科目名称\n301|工资福利支出":                                      "economic_dept",
		"科目编码|编码|科目名称\n1|201|一般公共服务支出":                               "several columns",
		"科目编码|科目名称|科目名称\n201|一般公共服务支出|General services":              "several columns",
		"科目编码|2025年科目名称|2026年科目名称\n201|一般公共服务|一般公共服务支出":              "several columns",
		"科目编码|类名称|款名称|项名称\n201|一般公共服务支出||":                           "several columns",
		"编码|新编码|名称\n201|202|一般公共服务支出":                                "several columns",
		"2025年编码|2025年名称|2026年编码|2026年名称\n201|一般公共服务|201|一般公共服务支出":   "several columns",
		"科目编码|说明|科目名称\n201|反映|一般公共服务支出\n科目编码|科目名称|说明\n204|公共安全支出|反映": "line 3",
		"科目编码|科目名称\n201|#REF!":                                       "line 2",
		"科目编码|科目名称\n201|12345":                                       "line 2",
		"科目编码|科目名称\n208506|养老":                                       "line 2",
		"单位|金额\n教育局|5":                                               "first 15 lines",
	} {
		err := profiletest.Shanxi(t).ReplaceCodes("functional_codes", []list.List{sheet("支出", text)})
		if !errors.Is(err, profile.ErrCodeList) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
