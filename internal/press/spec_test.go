//go:build external

package press_test

// spec is a prescribed table, written down here once more and independently of the
// profile: title, header and the keys of its printed columns.
type spec struct {
	id, name, title string
	header          []string
	columns         []string // keys in the JSON, in print order
	texts           int      // bit mask of the columns that hold text
	numbers         bool     // a row of column numbers closes the header
}

const year = "2024年"

var (
	codeHeader = []string{"项目", year + "预算数", "科目编码", "科目名称", "合计", "基本支出", "项目支出"}
	codeKeys   = []string{"code", "name", "total", "basic", "project"}
	fundKeys   = []string{"total", "general_public", "government_fund", "state_capital"}
)

var specs = []spec{
	{id: "t01", name: "表一", title: year + "预算收支总表", texts: 0b101,
		header:  []string{"收入", "支出", "项目", year, "项目", year + "合计", "当年预算安排", "上年结转安排"},
		columns: []string{"revenue_item", "revenue", "expenditure_item", "expenditure", "current_year", "carryover"}},
	{id: "t02", name: "表二", title: year + "预算收入总表", texts: 0b11,
		header:  []string{"项目", "本年收入", "上年结转", "科目编码", "科目名称", "合计", "一般公共预算", "政府性基金", "国有资本经营预算", "财政专户管理资金", "单位资金"},
		columns: []string{"code", "name", "total", "general_public", "government_fund", "state_capital", "special_account", "unit_funds", "carryover"}},
	{id: "t03", name: "表三", title: year + "预算支出总表", texts: 0b11, header: codeHeader, columns: codeKeys},
	{id: "t04", name: "表四", title: year + "财政拨款收支总表", texts: 0b101,
		header:  []string{"收入", "支出", "项目", "金额", "项目", "金额", "小计", "一般公共预算", "政府性基金预算", "国有资本经营预算"},
		columns: []string{"revenue_item", "revenue", "expenditure_item", "expenditure", "general_public", "government_fund", "state_capital"}},
	{id: "t05", name: "表五", title: year + "一般公共预算支出预算表（不含上年结转）", texts: 0b11, header: codeHeader, columns: codeKeys},
	{id: "t06", name: "表六", title: year + "一般公共预算安排基本支出分经济科目表（不含上年结转）", texts: 0b11,
		header:  []string{"部门预算支出经济科目名称", "政府预算支出经济科目名称", year + "预算数", "合计", "人员经费", "公用经费"},
		columns: []string{"department_item", "government_item", "total", "personnel", "operating"}},
	{id: "t07", name: "表七", title: year + "政府性基金预算收入表（不含上年结转）", texts: 0b11,
		header:  []string{"项目", "政府性基金收入预算", "收入科目编码", "科目名称"},
		columns: []string{"code", "name", "amount"}},
	{id: "t08", name: "表八", title: year + "政府性基金预算支出表（不含上年结转）", texts: 0b11,
		header: []string{"科目编码", "科目名称", "合计", "基本支出", "项目支出"}, columns: codeKeys},
	{id: "t09", name: "表九", title: year + "国有资本经营预算收支预算表（不含上年结转）", texts: 0b11011,
		header:  []string{"国有资本经营预算收入", "国有资本经营预算支出", "项目", "国有资本经营收入预算", "科目编码", "科目名称", "合计", "基本支出", "项目支出", "收入科目编码", "科目名称"},
		columns: []string{"revenue_code", "revenue_name", "revenue", "code", "name", "total", "basic", "project"}},
	{id: "t10", name: "表十", title: year + "财政拨款安排“三公”经费支出预算表", texts: 0b1,
		header:  []string{"项目", year + "预算数", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"},
		columns: append([]string{"item"}, fundKeys...)},
	{id: "t11", name: "表十一", title: year + "财政拨款安排机关运行经费预算表", texts: 0b1,
		header:  []string{"单位名称", year + "预算数", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"},
		columns: append([]string{"unit"}, fundKeys...)},
	{id: "t12", name: "表十二", title: year + "项目支出预算表（本年预算）", texts: 0b1, numbers: true,
		header:  []string{"项目名称", "合计", year + "财政拨款", "财政专户管理资金", "单位资金", "一般公共预算", "政府性基金预算", "国有资本经营预算"},
		columns: append(append([]string{"name"}, fundKeys...), "special_account", "unit_funds")},
	{id: "t13", name: "表十三", title: year + "项目支出预算表（上年结转）", texts: 0b1, numbers: true,
		header:  []string{"项目名称", "合计", year + "财政拨款", "一般公共预算", "政府性基金预算", "国有资本经营预算"},
		columns: append([]string{"name"}, fundKeys...)},
}

var sections = []string{
	"一、单位预算收支数据变动情况及原因", "二、收入预算情况说明", "三、支出预算情况说明", "四、财政拨款收支预算总体情况说明",
	"五、一般公共预算支出情况说明", "六、一般公共预算基本支出情况说明", "七、“三公”经费增减变动原因说明", "八、机关运行经费增减变动原因说明",
	"九、政府采购情况", "十、绩效管理情况", "十一、国有资产占有使用情况", "十二、其他说明",
}

// annex is the catalogue of services behind the explanation.
const annex = "附件政府购买服务指导性目录"

// outline is every entry the contents must have, in order.
func outline() []string {
	list := []string{"第一部分概况", "一、本单位职责", "二、机构设置情况", "第二部分2024年单位预算报表"}
	for _, s := range specs {
		list = append(list, s.name+s.title)
	}
	list = append(list, "第三部分2024年度单位预算情况说明")
	return append(append(list, sections...), annex, "第四部分名词解释")
}
