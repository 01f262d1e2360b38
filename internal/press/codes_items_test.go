package press_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// TestItemsByCode: where a table names its economic items, a code that the column's list
// knows is read as its name; of any other text it is said what it is, and what may be meant.
func TestItemsByCode(t *testing.T) {
	for _, c := range []struct {
		what, dept, gov string // "-": left as it is
		code            string
		severity        finding.Severity
		says            string
		column          string
	}{
		{"a code", "30101", "-", finding.CodeAsName, finding.Note, "编码“30101”按科目表读作科目名称“基本工资”", "A"},
		{"a code in groups", "301 01", "-", finding.CodeAsName, finding.Note, "“基本工资”", "A"},
		{"a code and its name", "30101 基本工资", "-", finding.CodeAsName, finding.Note, "“基本工资”", "A"},
		{"a code of the government's", "-", "50101", finding.CodeAsName, finding.Note, "“工资奖金津补贴”", "B"},
		{"a code and another name", "30101 津贴补贴", "-", finding.CodeOrName, finding.Error, "30101 津贴补贴", "A"},
		{"an unknown code", "30199999", "-", "D03", finding.Error, "30199 其他工资福利支出", "A"},
		{"an unknown code of the government's", "-", "50107", "D03", finding.Error, "50101 工资奖金津补贴", "B"},
		{"a misspelt name", "津帖补贴", "-", "D03", finding.Warning, "30102 津贴补贴", "A"},
		{"an item of the government", "工资奖金津补贴", "-", "D03", finding.Warning, "是政府预算支出经济科目（50101 工资奖金津补贴）", "A"},
		{"a code of the government's list", "50101", "-", "D03", finding.Warning, "是政府预算支出经济科目（50101 工资奖金津补贴）", "A"},
		{"no name", "", "-", "X26", finding.Error, "部门预算支出经济科目名称", "A"},
		{"no item of the government", "-", "", "D03", finding.Warning, "没有填政府预算支出经济科目", "B"},
		{"an unknown name and no item of the government", "什么费用", "", "D03", finding.Warning, "没有填政府预算支出经济科目", "B"},
	} {
		_, f := sample(t)
		row := ""
		_, _, m := checked(t, f, profile.Full, func(x *excelize.File) {
			row = strconv.Itoa(rowNamed(t, x, "表六", "基本工资"))
			for column, text := range map[string]string{"A": c.dept, "B": c.gov} {
				switch text {
				case "-":
				case "":
					set(t, x, "表六", column+row, nil)
				default:
					set(t, x, "表六", column+row, text)
				}
			}
		})
		found := about(m.Result.Findings, c.code)
		said := false
		for _, x := range found {
			said = said || x.Severity == c.severity && x.Places[0].Short() == "表六!"+c.column+row && strings.Contains(x.Say(message.ZH), c.says)
		}
		if !said {
			t.Errorf("%s: %v", c.what, about(m.Result.Findings, "D03", finding.CodeAsName, finding.CodeOrName))
		}
		if items := about(m.Result.Findings, "D03"); c.code == finding.CodeAsName && len(items) > 0 {
			t.Errorf("%s: %s", c.what, items[0].Say(message.ZH))
		}
	}
}

// rowNamed is the row of a sheet whose first cell is a name.
func rowNamed(t *testing.T, x *excelize.File, sheet, name string) int {
	t.Helper()
	for row := 1; row < 200; row++ {
		if v, err := x.GetCellValue(sheet, "A"+strconv.Itoa(row)); err == nil && v == name {
			return row
		}
	}
	t.Fatalf("%s has no %s", sheet, name)
	return 0
}
