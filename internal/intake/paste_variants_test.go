package intake_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/sheets/sheetstest"
)

// pasteVariant is one way in which pasted data deviate from the template.
type pasteVariant struct {
	zh, en string
	change func(s *pasteSheet)
	note   string // code of the note, "" none
	ask    string // code of the question; "": the filing is the sound one
}

func typed(format func(d decimal.Decimal) any) func(s *pasteSheet) {
	return func(s *pasteSheet) {
		s.amount = func(text string) any { return format(decimal.RequireFromString(text)) }
	}
}

func coded(format func(code string) string) func(s *pasteSheet) {
	return func(s *pasteSheet) { s.code = func(c string) any { return format(c) } }
}

// inYuan has the amounts in 元, and a line above the header that says so.
func inYuan(line string) func(s *pasteSheet) {
	return func(s *pasteSheet) { s.yuan, s.title[3] = true, line }
}

// grouped puts a separator between the groups of a code.
func grouped(code, sep string) string {
	for i := len(code) - 2; i >= 3; i -= 2 {
		code = code[:i] + sep + code[i:]
	}
	return code
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

var noRow = pasteRow{}

var pasteVariants = []pasteVariant{
	{zh: "中间有空行", en: "blank rows", change: func(s *pasteSheet) { s.insert(3, noRow, noRow) }},
	{zh: "科目编码是数字", en: "codes as numbers", change: func(s *pasteSheet) {
		s.code = func(c string) any { return int(decimal.RequireFromString(c).IntPart()) }
	}},
	{zh: "科目编码写成 2010301.0", en: "codes like 2010301.0", change: coded(func(c string) string { return c + ".0" }), note: "B30"},
	{zh: "科目编码写成 201 03 01", en: "codes like 201 03 01", change: coded(func(c string) string { return grouped(c, " ") }), note: "B30"},
	{zh: "科目编码写成 201-03-01", en: "codes like 201-03-01", change: coded(func(c string) string { return grouped(c, "-") }), note: "B30"},
	{zh: "科目编码写成 201.03.01", en: "codes like 201.03.01", change: coded(func(c string) string { return grouped(c, ".") }), note: "B30"},
	{zh: "科目编码前有单引号", en: "codes with an apostrophe", change: coded(func(c string) string { return "'" + c }), note: "B30"},
	{zh: "科目编码后有空格", en: "codes with trailing blanks", change: coded(func(c string) string { return c + " 　" })},
	{zh: "科目编码是全角数字", en: "codes in wide digits", change: coded(wide)},
	{zh: "科目编码带字母", en: "codes with letters", change: coded(func(c string) string { return "A" + c }), ask: "B36"},
	{zh: "科目编码位数不对", en: "codes of four digits", change: coded(func(c string) string { return c + "9" }), ask: "B36"},
	{zh: "编码和名称在编码一格", en: "code and name in the code cell", change: func(s *pasteSheet) {
		for i := range s.rows[1:] {
			r := &s.rows[i+1]
			if r.name != "" {
				r.code, r.name = r.code+" "+r.name, ""
			}
		}
	}, note: "B30"},
	{zh: "编码和名称在名称一格", en: "code and name in the name cell", change: func(s *pasteSheet) {
		for i := range s.rows[1:] {
			r := &s.rows[i+1]
			if r.name != "" {
				r.code, r.name = "", "["+r.code+"]"+r.name
			}
		}
	}, note: "B30"},
	{zh: "名称前重复了编码", en: "the code repeated before the name", change: func(s *pasteSheet) {
		for i := range s.rows[1:] {
			if r := &s.rows[i+1]; r.name != "" {
				r.name = r.code + "-" + r.name
			}
		}
	}, note: "B30"},
	{zh: "名称前的编码与编码列不一致", en: "another code before the name", change: func(s *pasteSheet) {
		for i := range s.rows {
			if s.rows[i].name == "行政运行" {
				s.rows[i].name = "2010399 行政运行"
			}
		}
	}, ask: "B32"},
	{zh: "名称用空格缩进", en: "names indented by blanks", change: func(s *pasteSheet) {
		s.indent = func(code, n string) string { return strings.Repeat("  ", len(code)/2) + n }
	}, note: "B30"},
	{zh: "名称用全角空格缩进", en: "names indented by wide blanks", change: func(s *pasteSheet) {
		s.indent = func(code, n string) string { return strings.Repeat("　", len(code)/2) + n }
	}, note: "B30"},
	{zh: "名称用“ - ”缩进", en: "names indented by “ - ”", change: func(s *pasteSheet) {
		s.indent = func(code, n string) string {
			if n == "" {
				return n
			}
			return " - " + n
		}
	}, note: "B30"},
	{zh: "名称后有空格", en: "names with trailing blanks", change: func(s *pasteSheet) {
		s.indent = func(code, n string) string {
			if n == "" {
				return n
			}
			return n + "  "
		}
	}, note: "B30"},
	{zh: "金额带千位分隔符", en: "amounts with separators", change: typed(func(d decimal.Decimal) any { return amount.Group(d.StringFixed(2)) }), note: "B30"},
	{zh: "金额是全角数字", en: "amounts in wide digits", change: typed(func(d decimal.Decimal) any { return wide(d.StringFixed(2)) }), note: "B30"},
	{zh: "金额按文本存放", en: "amounts as text", change: typed(func(d decimal.Decimal) any { return d.StringFixed(2) })},
	{zh: "零写成 —", en: "zero as a dash", change: typed(func(d decimal.Decimal) any {
		if d.IsZero() {
			return "—"
		}
		f, _ := d.Float64()
		return f
	})},
	{zh: "零留空", en: "zero left blank", change: typed(func(d decimal.Decimal) any {
		if d.IsZero() {
			return nil
		}
		f, _ := d.Float64()
		return f
	})},
	{zh: "金额带“元”字", en: "amounts with a word", change: typed(func(d decimal.Decimal) any { return d.StringFixed(2) + "元" }), ask: "D05"},
	{zh: "金额为元，并注明单位：元", en: "amounts in yuan, stated above", change: func(s *pasteSheet) { s.yuan = true; s.title[3] = "单位：元" }, note: "B30"},
	{zh: "金额为元，注明“单位：元（保留两位小数）”", en: "amounts in yuan, with a remark behind the unit", change: inYuan("单位：元（保留两位小数）"), note: "B30"},
	{zh: "金额为元，只注明“元”", en: "amounts in yuan, the unit alone", change: inYuan("元"), note: "B30"},
	{zh: "金额为元，注明“￥元”", en: "amounts in yuan, with a sign of currency", change: inYuan("￥元"), note: "B30"},
	{zh: "金额为元，注明“RMB：元”", en: "amounts in yuan, with the currency", change: inYuan("RMB：元"), note: "B30"},
	{zh: "金额为元，注明“金额单位：人民币元”", en: "amounts in yuan, in full", change: inYuan("金额单位：人民币元"), note: "B30"},
	{zh: "金额为元，在标题后注明“（单位：元）”", en: "amounts in yuan, behind the title", change: func(s *pasteSheet) {
		s.yuan = true
		s.title[1] += "（单位：元）"
		s.title[3] = ""
	}, note: "B30"},
	{zh: "金额为元，在表下注明“注：金额单位为元”", en: "amounts in yuan, in a note below", change: func(s *pasteSheet) {
		s.yuan = true
		s.title[3] = ""
		s.rows = append(s.rows, pasteRow{code: "注：金额单位为元"})
	}, note: "B30"},
	{zh: "单位名称中有“元”字", en: "the name of the unit has the character of yuan", change: func(s *pasteSheet) { s.title[2] = "单位：广元市元坝区财政局" }},
	{zh: "“金额单位”一格选元", en: "amounts in yuan, by a label and a cell", change: func(s *pasteSheet) {
		s.yuan = true
		s.title[3] = "金额单位"
		s.after = func(t *testing.T, x *excelize.File, sheet string, top int) {
			sheetstest.Must(t, x.SetCellStr(sheet, "B4", "元"))
		}
	}, note: "B30"},
	{zh: "金额为元，单位写在表头“合计（元）”", en: "amounts in yuan, stated in the header", change: func(s *pasteSheet) {
		s.yuan = true
		s.title[3] = ""
		for i := 2; i < 5; i++ {
			s.header[i] += "（元）"
		}
	}, note: "B30"},
	{zh: "注明两种金额单位", en: "two units stated", change: func(s *pasteSheet) { s.title[2] = "单位：元"; s.title[3] = "单位：万元" }, ask: "B33"},
	{zh: "单位为千元", en: "thousands of yuan", change: func(s *pasteSheet) { s.title[3] = "金额单位：千元" }, ask: "B33"},
	{zh: "单位为亿元", en: "hundreds of millions of yuan", change: func(s *pasteSheet) { s.title[3] = "（亿元）" }, ask: "B33"},
	{zh: "单位为美元", en: "another currency", change: func(s *pasteSheet) { s.title[3] = "单位：美元" }, ask: "B33"},
	{zh: "单位写成“元/万元”", en: "one or the other unit", change: func(s *pasteSheet) { s.title[3] = "单位：元/万元" }, ask: "B33"},
	{zh: "合计行在最后", en: "the total at the bottom", change: func(s *pasteSheet) { s.rows = append(s.rows[1:], s.rows[0]) }, note: "B30"},
	{zh: "合计行首尾各一", en: "the total at both ends", change: func(s *pasteSheet) { s.rows = append(s.rows, soundSheet().rows[0]) }, note: "B30"},
	{zh: "“合计”写在名称列", en: "the word for the total in the name column", change: func(s *pasteSheet) {
		for i := range s.rows {
			if s.rows[i].code == "合计" {
				s.rows[i].code, s.rows[i].name = "", "合计"
			}
		}
	}, note: "B30"},
	{zh: "“合计”写成“合　计”", en: "the total with blanks in its word", change: func(s *pasteSheet) {
		for i := range s.rows {
			if s.rows[i].code == "合计" {
				s.rows[i].code = "合　 计"
			}
		}
	}, note: "B30"},
	{zh: "“合计”写成“总计”", en: "the total by another word", change: func(s *pasteSheet) {
		for i := range s.rows {
			if s.rows[i].code == "合计" {
				s.rows[i].code = "总计"
			}
		}
	}, note: "B30"},
	{zh: "夹有小计行，等于各行之和", en: "subtotals that agree", change: func(s *pasteSheet) {
		s.insert(5, pasteRow{"小计", "", "1211.75", "229.75", "982.00"})
		s.rows = append(s.rows, pasteRow{"", "小计", "100.00", "50.00", "50.00"})
	}, note: "B30"},
	{zh: "夹有小计行，只差尾差 0.01", en: "a subtotal that is off by rounding", change: func(s *pasteSheet) {
		s.insert(5, pasteRow{"小计", "", "1211.76", "229.75", "982.00"})
	}, note: "B30"},
	{zh: "夹有小计行，与各行之和不等", en: "a subtotal that disagrees", change: func(s *pasteSheet) {
		s.insert(5, pasteRow{"小计", "", "1211.70", "229.75", "982.00"})
	}, ask: "B31"},
	{zh: "第二个合计行金额不同", en: "a second total that differs", change: func(s *pasteSheet) {
		s.rows = append(s.rows, pasteRow{"合计", "", "1311.75", "279.00", "1032.00"})
	}, ask: "B31"},
	{zh: "栏次行 1 2 3", en: "a row that numbers the columns", change: func(s *pasteSheet) {
		s.insert(0, pasteRow{"栏次", "", 1, 2, 3})
	}, note: "B30"},
	{zh: "列的次序不同", en: "columns in another order", change: func(s *pasteSheet) { s.columns = []int{4, 2, 1, 0, 3} }},
	{zh: "表头用别的名称", en: "headers by other names", change: func(s *pasteSheet) {
		for i, other := range []string{"支出功能分类科目编码", "支出功能分类科目名称", "总计", "基本支出小计", "项目支出合计"} {
			s.header[i] = other + strings.TrimPrefix(s.header[i], soundSheet().header[i])
		}
	}},
	{zh: "缺少一列金额", en: "a column of amounts missing", change: func(s *pasteSheet) { s.columns = []int{0, 1, 2, 3} }, ask: "B03"},
	{zh: "多出一列有内容的金额", en: "an unknown column of amounts", change: func(s *pasteSheet) {
		s.after = func(t *testing.T, x *excelize.File, sheet string, top int) {
			sheetstest.Must(t, x.SetCellStr(sheet, finding.CellName(top, 9), "预留资金"), x.SetCellFloat(sheet, finding.CellName(top+2, 9), 5.5, -1, 64))
		}
	}, ask: "B04"},
	{zh: "名称跨行合并", en: "names merged over rows", change: func(s *pasteSheet) {
		s.after = func(t *testing.T, x *excelize.File, sheet string, top int) {
			sheetstest.Must(t, x.MergeCell(sheet, finding.CellName(top+3, 2), finding.CellName(top+4, 2)))
		}
	}, ask: "B09"},
	{zh: "“合计”跨编码和名称两列合并", en: "the word for the total merged across", change: func(s *pasteSheet) {
		s.after = func(t *testing.T, x *excelize.File, sheet string, top int) {
			if a, _ := x.GetCellValue(sheet, finding.CellName(top+1, 1)); a == "合计" {
				sheetstest.Must(t, x.MergeCell(sheet, finding.CellName(top+1, 1), finding.CellName(top+1, 2)))
			}
		}
	}},
	{zh: "有金额的行没有编码", en: "a row with amounts but no code", change: func(s *pasteSheet) {
		for i := range s.rows {
			if s.rows[i].name == "行政运行" {
				s.rows[i].code, s.rows[i].name = "", "机关日常开支"
			}
		}
	}, ask: "B37"},
	{zh: "没有编码，名称是科目表中的", en: "no code, and a name of the list", change: func(s *pasteSheet) {
		for i := range s.rows {
			if s.rows[i].name == "行政运行" {
				s.rows[i].code = ""
			}
		}
	}, note: "B78"},
	{zh: "编码栏写的是科目名称", en: "names of the list in place of codes", change: func(s *pasteSheet) {
		for i := range s.rows {
			if s.rows[i].name == "行政运行" {
				s.rows[i].code = s.rows[i].name
			}
		}
	}, note: "B78"},
	{zh: "表下有“注：…”", en: "a note below", change: func(s *pasteSheet) { s.rows = append(s.rows, pasteRow{code: "注：本表不含非税收入"}) }},
	{zh: "表下有制表人", en: "a signature below", change: func(s *pasteSheet) { s.rows = append(s.rows, pasteRow{name: "制表人：张三"}) }, ask: "B11"},
	{zh: "金额多于两位小数", en: "amounts of more than two decimals", change: typed(func(d decimal.Decimal) any {
		if d.IsZero() {
			return 0
		}
		f, _ := d.Add(decimal.New(1, -3)).Float64()
		return f
	}), note: "B30"},
}
