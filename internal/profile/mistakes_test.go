package profile_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"budgetbook/internal/profile"
	"budgetbook/templates"
)

// mistake is one thing put wrong in the profile that comes with the program, and
// what must be said about it.
type mistake struct {
	name     string
	file     string
	old, new string // the first old becomes new; old "": new is added at the end; new "\x00": the file is removed
	at       string // the line that must be named holds this; "": the line new begins on
	in       string // the file that must be named; "": file
	says     string
}

const gone = "\x00"

var mistakes = []mistake{
	// Files and keys.
	{name: "a file is missing", file: "tables.toml", new: gone, at: "", says: "this file is missing"},
	{name: "unknown key", file: "profile.toml", new: "colour = \"red\"\n", says: `unknown key "colour"`},
	{name: "unknown key of a column", file: "tables.toml", old: `{ id = "revenue", name = "收入", type = "amount", key = "revenue_item" }`, new: `{ id = "revenue", name = "收入", type = "amount", kee = "revenue_item" }`, says: "kee"},
	{name: "unknown table", file: "labels.toml", new: "[words]\n", says: "words"},
	{name: "no TOML", file: "document.toml", old: "[[part]]\nid = \"tables\"", new: "[[part]\nid = \"tables\"", at: "[[part]\n", says: ""},
	{name: "wrong type", file: "tables.toml", old: "header_rows = 2", new: `header_rows = "two"`, says: "table.header_rows: a string cannot stand here, only an integer"},
	{name: "a number for a name", file: "profile.toml", old: `name = "shanxi"`, new: `name = 5`, says: "name: an integer cannot stand here, only a string"},
	{name: "a value for a list", file: "figures.toml", old: "# ", new: "figure = true\n# ", says: "figure: true or false cannot stand here, only a list"},
	{name: "a value for a table", file: "labels.toml", old: "[label]", new: "label = 1979-05-27\n[x]", says: "label: a date or time cannot stand here, only a table"},
	{name: "a string among the numbers of a cell", file: "tables.toml", old: `at = [0, 0, 1, 2]`, new: `at = ["0", 0, 1, 2]`, says: "table.header: a string cannot stand here, only an integer"},
	{name: "an empty code list", file: "codes/own.csv", new: "", says: "the file is empty"},
	{name: "the profile has no name", file: "profile.toml", old: `name = "shanxi"`, new: `name = ""`, says: "name is missing"},

	// Texts and terms.
	{name: "no English", file: "tables.toml", old: `{ at = [0, 0, 1, 2], text = "收入" }`, new: `{ at = [0, 0, 1, 2], text = "收人" }`, says: `no English for "收人"`},
	{name: "no Chinese", file: "document.toml", old: `{ zh = "九、政府采购情况", en = "9. Government Procurement" }`, new: `{ en = "9. Government Procurement" }`, says: "Chinese text is missing"},
	{name: "a language that is none", file: "labels.toml", old: `continued = { zh = "续表", en`, new: `continued = { zh = "续表", fr`, says: "fr"},
	{name: "a number for a text", file: "labels.toml", old: `no_data = { zh = "注：本表无数据",`, new: `no_data = { zh = 5,`, says: "a text is a string"},
	{name: "a bare number for a text", file: "tables.toml", old: `unit = "单位：万元"`, new: `unit = 10000`, says: "a text is a string"},
	{name: "a needed label is missing", file: "labels.toml", old: `no_data = {`, new: `nodata = {`, at: "[label]", says: `"no_data" is missing`},
	{name: "header of the terms", file: "terms.csv", old: "zh,en,group", new: "en,zh,group", says: "the header must be zh,en,group"},
	{name: "a term has two translations", file: "terms.csv", new: "续表,first,x\n续表,second,x\n", at: "续表,second,x", says: "translated twice"},
	{name: "a blank term", file: "terms.csv", new: "某词,,x\n", says: "blank in one language"},
	{name: "a torn line of terms", file: "terms.csv", new: "某词,\"word,x\n", says: ""},

	// Other names of columns.
	{name: "synonym of no table", file: "synonyms.toml", old: `tables = ["表七"]`, new: `tables = ["表十七"]`, says: `no table "表十七"`},
	{name: "synonym of no column", file: "synonyms.toml", old: `name = "公用经费"`, new: `name = "公用经废"`, says: `no column "公用经废" in 表六`},
	{name: "synonym of two columns", file: "synonyms.toml", old: `"人员支出"]`, new: `"公用支出"]`, at: `"公用支出"]`, says: "does not tell one column"},
	{name: "synonym without names", file: "synonyms.toml", old: `also = ["人员经费支出", "人员支出"]`, new: `also = []`, at: "[[column]]\ntables = [\"表六\"]\nname = \"人员经费\"", says: "needs tables and also"},
	{name: "scale of no row", file: "synonyms.toml", old: `表三[合计, 合计]`, new: `表三[总计, 合计]`, says: `"总计" in 表三`},

	// Tables.
	{name: "an id twice", file: "tables.toml", old: `id = "t03"`, new: `id = "t02"`, at: `id = "t02" `, says: `the id "t02" stands twice`},
	{name: "a name twice", file: "tables.toml", old: `name = { zh = "表三", en = "Table 3" }`, new: `name = { zh = "表二", en = "Table 3" }`, says: `the name "表二" stands twice`},
	{name: "a column twice", file: "tables.toml", old: `{ id = "carryover", name = "上年结转安排"`, new: `{ id = "current_year", name = "上年结转安排"`, says: `the column id "current_year"`},
	{name: "a type that is none", file: "tables.toml", old: `{ id = "carryover", name = "上年结转安排", type = "amount"`, new: `{ id = "carryover", name = "上年结转安排", type = "money"`, says: `unknown type "money"`},
	{name: "a choice without choices", file: "inputs.toml", old: `name = { zh = "所在地区", en = "Region" }, type = "text"`, new: `name = { zh = "所在地区", en = "Region" }, type = "choice"`, says: "a choice needs choices"},
	{name: "key of a column", file: "tables.toml", old: `key = "revenue_item"`, new: `key = "revenue_itm"`, says: `no column "revenue_itm" in t01`},
	{name: "header cell too far right", file: "tables.toml", old: `{ at = [0, 2, 1, 4], text = "支出" }`, new: `{ at = [0, 2, 1, 5], text = "支出" }`, says: "lies outside 2 rows x 6 columns"},
	{name: "header cell too far down", file: "tables.toml", old: `{ at = [1, 5, 1, 1], text = "上年结转安排" }`, new: `{ at = [1, 5, 2, 1], text = "上年结转安排" }`, says: "lies outside"},
	{name: "header cell before the first column", file: "tables.toml", old: `{ at = [0, 0, 1, 2], text = "收入" }`, new: `{ at = [0, -1, 1, 2], text = "收入" }`, says: "lies outside"},
	{name: "header cell without text", file: "tables.toml", old: `{ at = [0, 0, 1, 2], text = "收入" }`, new: `{ at = [0, 0, 1, 2] }`, says: "has no text"},
	{name: "row of a column that is none", file: "tables.toml", old: `cells = { item = "公务接待费" }`, new: `cells = { itm = "公务接待费" }`, says: `no column "itm" in t10`},
	{name: "group of a column that is none", file: "tables.toml", old: `{ name = "类", en = "classes", column = "code", length = 3 }`, new: `{ name = "类", column = "cod", length = 3 }`, says: `no column "cod" in t02`},
	{name: "a group twice", file: "tables.toml", old: `{ name = "款", en = "sections", column = "code", length = 5 }`, new: `{ name = "类", column = "code", length = 5 }`, says: `the group name "类"`},
	{name: "group of a group that is none", file: "tables.toml", old: `of = "项目"`, new: `of = "工程"`, says: `no group "工程" before this one in t12`},
	{name: "group listed nowhere", file: "tables.toml", old: `listed = "performance.projects.name"`, new: `listed = "performance.project.name"`, says: `no column "performance.project.name"`},
	{name: "indent of no group", file: "tables.toml", old: `indent = { "款" = 1, "项" = 2 }`, new: `indent = { "节" = 1, "项" = 2 }`, at: "[[table]]\nid = \"t02\"", says: `no group "节" in t02`},
	{name: "strong of no group", file: "tables.toml", old: `strong = ["类"]`, new: `strong = ["大类"]`, at: "[[table]]\nid = \"t02\"", says: `no group "大类" in t02`},
	{name: "a hierarchy that is none", file: "tables.toml", old: `hierarchy = "codes"`, new: `hierarchy = "tree"`, says: `not "tree"`},
	{name: "head group that is none", file: "tables.toml", old: `head_group = "经济分类类级"`, new: `head_group = "经济类级"`, says: `no group "经济类级" in t06`},
	{name: "order by a column that is none", file: "tables.toml", old: `order_by = "class"`, new: `order_by = "klass"`, says: `no column "klass" in t12`},
	{name: "a table without title", file: "tables.toml", old: `title = { zh = "{year}年预算收入总表", en = "Summary of Budgeted Revenues, {year}" }`, new: ``, at: "[[table]]\nid = \"t02\"", says: "needs title, label and unit"},

	// Roles.
	{name: "role of a field that is none", file: "roles.toml", old: `region = "unit.region"`, new: `region = "unit.place"`, says: `unit.region: no field "unit.place"`},
	{name: "role of a field of another type", file: "roles.toml", old: `kind = "unit.kind"`, new: `kind = "unit.region"`, says: `the field "unit.region" must be of type choice, not text`},
	{name: "no name of a unit", file: "roles.toml", old: `name = "unit.name"`, new: ``, at: "[unit]", says: "unit.name is missing"},
	{name: "no year", file: "roles.toml", old: `year = "fiscal_year"`, new: ``, at: "# What", says: `the role year is missing: the profile has the field "fiscal_year"`},
	{name: "role of a choice that is none", file: "roles.toml", old: `province = "province"`, new: `province = "state"`, says: `"state" is no choice of unit.level`},
	{name: "a choice of two roles", file: "roles.toml", old: "unit = \"unit\"\ndepartment = \"department\"\n\n[[codes]]", new: "unit = \"unit\"\ndepartment = \"unit\"\n\n[[codes]]", at: "unit = \"unit\"\ndepartment", says: `the choice "unit" has two roles`},
	{name: "role of a table that is none", file: "roles.toml", old: `table = "t05"`, new: `table = "t50"`, says: `no table or records "t50"`},
	{name: "role of a column that is none", file: "roles.toml", old: `carryover = "carryover"`, new: `carryover = "carry_over"`, says: `no column "carry_over" in t02`},
	{name: "projects without their kinds", file: "roles.toml", old: "kind = \"kind\"\ndepartment = \"department\"\nunit = \"unit\"\nproject = \"project\"\n", new: ``, at: "[[projects]]\ntable = \"t12\"", says: `t12 sums up by kinds, but no [[projects]] says`},
	{name: "a time limit of no days", file: "roles.toml", old: `days = 20`, new: `days = 0`, says: "a number of days above 0"},
	{name: "a time limit without words", file: "roles.toml", old: `short = { zh`, new: `shorter = { zh`, says: `unknown key "deadline.shorter"`},

	// Inputs and workbook.
	{name: "a field twice", file: "inputs.toml", old: `name = { zh = "货物", en = "Goods" }`, new: `name = { zh = "工程", en = "Goods" }`, at: `zh = "工程", en = "Works"`, says: `the field name "工程" stands twice in 采购`},
	{name: "a field without path", file: "inputs.toml", old: `path = "procurement.goods", `, new: ``, at: `name = { zh = "货物"`, says: "a field needs path and name"},
	{name: "records of nothing", file: "inputs.toml", old: `parent = "performance.projects"`, new: `parent = "performance.project"`, says: `no records "performance.project"`},
	{name: "records behind a column that is none", file: "inputs.toml", old: `after = "goal_annual"`, new: `after = "goal_yearly"`, says: `no column "goal_yearly"`},
	{name: "a sheet of no table", file: "workbook.toml", old: `{ kind = "table", id = "t07" }`, new: `{ kind = "table", id = "t14" }`, says: `no table or records "t14"`},
	{name: "a table without sheet", file: "workbook.toml", old: "  { kind = \"table\", id = \"t07\" },\n", new: ``, at: "sheet = [", says: `"t07" has no sheet`},
	{name: "a sheet of no form", file: "workbook.toml", old: `forms = ["basic"]`, new: `forms = ["basics"]`, says: `no form "basics"`},
	{name: "a sheet of no list", file: "workbook.toml", old: `"overview.structure"`, new: `"overview.structures"`, says: `no list "overview.structures"`},
	{name: "a kind of sheet that is none", file: "workbook.toml", old: `kind = "guide"`, new: `kind = "guides"`, says: `unknown kind of sheet "guides"`},

	// Figures.
	{name: "figure: table", file: "figures.toml", old: `"表一[收入总计, 收入]"`, new: `"表十四[收入总计, 收入]"`, says: `no table or form "表十四"`},
	{name: "figure: column", file: "figures.toml", old: `"表三[合计, 基本支出]"`, new: `"表三[合计, 基本开支]"`, says: `no column "基本开支" in 表三 (do you mean "基本支出"?)`},
	{name: "figure: row", file: "figures.toml", old: `"表一[收入总计, 收入]"`, new: `"表一[收入总额, 收入]"`, says: `no fixed row and no group "收入总额" in 表一`},
	{name: "figure: field", file: "figures.toml", old: `"采购[货物]"`, new: `"采购[货品]"`, says: `no field "货品" in 采购 (do you mean "货物"?)`},
	{name: "figure: row of a form", file: "figures.toml", old: `"采购[货物]"`, new: `"采购[合计, 货物]"`, says: "is a form and takes one name"},
	{name: "figure: table without row", file: "figures.toml", old: `"表三[合计, 合计]"`, new: `"表三[合计]"`, says: "is a table and takes a row and a column"},
	{name: "figure: syntax", file: "figures.toml", old: `"表三[合计, 合计]"`, new: `"表三[合计, 合计] +"`, says: "character 13"},
	{name: "figure: function", file: "figures.toml", old: `"COUNT(表十二[项目, 合计])`, new: `"ZAHL(表十二[项目, 合计])`, says: "unknown function ZAHL"},
	{name: "figure: comparison", file: "figures.toml", old: `"表三[合计, 合计]"`, new: `"表三[合计, 合计] > 0"`, says: "not a comparison"},
	{name: "figure: no formula", file: "figures.toml", old: `formula = "表三[合计, 合计]"`, new: ``, at: "[[figure]]\nname = \"spending_total\"", says: "figure spending_total needs formula"},
	{name: "figure: format", file: "figures.toml", old: `format = "percent"`, new: `format = "permille"`, says: `unknown format "permille"`},
	{name: "figure: kind", file: "figures.toml", old: `kind = "rows"`, new: `kind = "lines"`, says: `unknown kind of figure "lines"`},
	{name: "figure: name twice", file: "figures.toml", old: `name = "spending_basic"`, new: `name = "spending_total"`, at: "name = \"spending_total\"\nformula = \"表三[合计, 基本支出]\"", says: `the name "spending_total"`},
	{name: "figure: last year's formula", file: "figures.toml", old: `"上年数[上年收入总计]"`, new: `"上年数[上年收入]"`, says: `no field "上年收入" in 上年数`},
	{name: "figure: reason", file: "figures.toml", old: `reason = "reasons.revenue"`, new: `reason = "reasons.revenues"`, says: `no field "reasons.revenues"`},
	{name: "figure: text", file: "figures.toml", old: `field = "other_notes"`, new: `field = "other_note"`, says: `no field "other_note"`},
	{name: "figure: rows of no table", file: "figures.toml", old: `table = "t04"`, new: `table = "t40"`, says: `no table "t40"`},
	{name: "figure: rows of no group", file: "figures.toml", old: `group = "功能科目"`, new: `group = "功能"`, says: `no group "功能" in t04`},
	{name: "figure: label", file: "figures.toml", old: `label = "expenditure_item"`, new: `label = "item"`, says: `no column "item" in t04`},
	{name: "figure: amount", file: "figures.toml", old: `amount = "expenditure"`, new: `amount = "spending"`, says: `no column "spending" in t04`},
	{name: "figure: whole", file: "figures.toml", old: `whole = "表五[合计, 合计]"`, new: `whole = "表五[合计, 总数]"`, says: `no column "总数" in 表五`},
	{name: "chart: rows", file: "figures.toml", old: `rows = "general_public_classes"`, new: `rows = "spending_total"`, says: `no figure of rows "spending_total"`},
	{name: "chart: figure", file: "figures.toml", old: `figure = "spending_basic"`, new: `figure = "spending_basis"`, says: `no value "spending_basis"`},

	// Narrative.
	{name: "template is missing", file: "narrative/02-revenue.en.tmpl", new: gone, in: "document.toml", at: `narrative = "02-revenue"`, says: "narrative/02-revenue.en.tmpl is missing"},
	{name: "template: syntax", file: "narrative/02-revenue.zh.tmpl", new: "{{if .source_all}}万元\n", at: "", says: ""},
	{name: "template: figure", file: "narrative/03-expenditure.zh.tmpl", old: ".spending_basic", new: ".spending_basis", says: `no figure "spending_basis" (do you mean "spending_basic"?)`},
	{name: "template: figure in the second line", file: "narrative/04-appropriation.zh.tmpl", old: ".appropriation_current", new: ".appropriation_now", at: "收入方面", says: `no figure "appropriation_now"`},
	{name: "template: member", file: "narrative/04-appropriation.zh.tmpl", old: "$r.Amount", new: "$r.Sum", at: "支出方面", says: ""},
	{name: "template: member of a change", file: "narrative/phrases.zh.tmpl", old: ".Rate}}", new: ".Ratio}}", says: `a change has no "Ratio"`},
	{name: "template: phrase", file: "narrative/01-changes.zh.tmpl", old: `{{template "because"`, new: `{{template "since"`, says: `no phrase "since"`},
	{name: "template: range of a value", file: "narrative/03-expenditure.zh.tmpl", new: "{{range .spending_total}}x{{end}}\n", says: "range needs a list of rows"},
	{name: "template: chart", file: "narrative/03-expenditure.zh.tmpl", old: "@chart spending_structure", new: "@chart spending", says: `no chart "spending"`},
	{name: "template: function", file: "narrative/03-expenditure.en.tmpl", new: "{{plurals .spending_total}}\n", says: "plurals"},
	{name: "phrases: syntax", file: "narrative/phrases.en.tmpl", new: "{{define \"x\"}}\n", at: "", says: ""},

	// Document.
	{name: "document: table", file: "document.toml", old: `"t12"`, new: `"t21"`, says: `no table "t21"`},
	{name: "document: records for a table", file: "document.toml", old: `"t12"`, new: `"performance.projects"`, says: `no table "performance.projects"`},
	{name: "document: list", file: "document.toml", old: `list = "overview.duties"`, new: `list = "overview.duty"`, says: `no list "overview.duty"`},
	{name: "document: cover", file: "document.toml", old: `role = "unit"`, new: `role = "units"`, says: "a role"},
	{name: "document: part", file: "document.toml", old: `heading = { zh = "第四部分 名词解释", en = "Part IV  Glossary" }`, new: ``, at: "[[part]]\nid = \"glossary\"", says: "the part has no heading"},
	{name: "document: targets", file: "targets.toml", new: gone, in: "document.toml", at: "targets = true", says: "there is no targets.toml"},
	{name: "glossary: text", file: "glossary.toml", new: "[[term]]\nname = { zh = \"甲\", en = \"A\" }\n", at: "", says: ""},

	// Target form.
	{name: "form: field", file: "targets.toml", old: `field = "funds.annual.total"`, new: `field = "funds.total"`, says: `no column "funds.total"`},
	{name: "form: place", file: "targets.toml", old: `{ at = 2, cols = 6, field = "name" }`, new: `{ at = 2, cols = 7, field = "name" }`, says: "lies outside 8 columns"},
	{name: "form: records", file: "targets.toml", old: `records = "performance.projects"`, new: `records = "projects"`, says: `no records "projects"`},
	{name: "form: indicators", file: "targets.toml", old: `indicators = "indicators"`, new: `indicators = "goals"`, says: `no records with key "goals"`},
	{name: "form: order", file: "targets.toml", old: `order = ["t12", "t13"]`, new: `order = ["t12", "t14"]`, says: `no table "t14"`},
	{name: "form: column of the grid", file: "targets.toml", old: `"annual_value"]`, new: `"annual"]`, says: `no column "annual"`},
	{name: "form: foot", file: "targets.toml", old: `field = "filled_at"`, new: `field = "filed_at"`, at: "[[form.foot]]\nlabel = { zh = \"填报日期", says: `no column "filed_at"`},

	// Rules.
	{name: "rule: code twice", file: "rules/zz.toml", new: rule("first", "first") + rule("first", "second"), at: "second", says: `the code "ZZ1" is blank or stands twice`},
	{name: "rule: a code of the program's own", file: "rules/zz.toml", new: rule(`code = "ZZ1"`, `code = "B01"`), at: `"B01"`, says: `the code "B01" is the program's own`},
	{name: "rule: level", file: "rules/zz.toml", new: rule(`level = "error"`, `level = "fatal"`), at: `"fatal"`, says: `not "fatal"`},
	{name: "rule: tolerance", file: "rules/zz.toml", new: rule(`each = "表三"`, "each = \"表三\"\ntolerance = \"cent\""), at: `"cent"`, says: `not "cent"`},
	{name: "rule: table", file: "rules/zz.toml", new: rule(`each = "表三"`, `each = "表三十"`), at: "each", says: `no table "表三十"`},
	{name: "rule: group", file: "rules/zz.toml", new: rule(`each = "表三"`, `each = "表三.节"`), at: "each", says: `no group "节" in 表三`},
	{name: "rule: column it goes through", file: "rules/zz.toml", new: rule(`each = "表三"`, "each = \"表三\"\ncolumns = [\"基本支出\", \"其他支出\"]"), at: "columns", says: `no column "其他支出" in 表三`},
	{name: "rule: columns of nothing", file: "rules/zz.toml", new: rule(`each = "表三"`, "columns = [\"基本支出\"]"), at: "columns", says: "columns need each"},
	{name: "rule: column of a check", file: "rules/zz.toml", new: rule(`表三[@, 合计] =`, `表三[@, 总数] =`), at: "check", says: `no column "总数" in 表三`},
	{name: "rule: current column without columns", file: "rules/zz.toml", new: rule(`表三[@, 合计] =`, `表三[@, $] =`), at: "check", says: "$ needs columns"},
	{name: "rule: current row of nothing", file: "rules/zz.toml", new: rule(`each = "表三"`, ``), at: "check", says: "needs each"},
	{name: "rule: no comparison", file: "rules/zz.toml", new: rule(`表三[@, 合计] = `, ``), at: "check", says: "is no comparison"},
	{name: "rule: syntax", file: "rules/zz.toml", new: rule(`表三[@, 项目支出]"]`, `表三[@, 项目支出"]`), at: "check", says: "missing ]"},
	{name: "rule: condition", file: "rules/zz.toml", new: rule(`each = "表三"`, "each = \"表三\"\nwhen = \"表三[@, 总数] > 0\""), at: "when", says: `no column "总数" in 表三`},
	{name: "rule: neither formula nor check", file: "rules/zz.toml", new: rule(`check = `, `columns = []#`), at: "[[rule]]", says: "needs either check or go"},
	{name: "rule: text", file: "rules/zz.toml", new: rule(`why = { zh = "因", en = "why" }`, ``), at: "[[rule]]", says: "rule ZZ1: why is missing"},
	{name: "rule: unknown key", file: "rules/zz.toml", new: rule(`level = "error"`, "level = \"error\"\nseverity = 3"), at: "severity", says: `severity`},
}

// rule is a sound rule with one thing changed.
func rule(old, new string) string {
	const sound = `[[rule]] # first
code = "ZZ1"
level = "error"
each = "表三"
check = ["表三[@, 合计] = 表三[@, 基本支出] + 表三[@, 项目支出]"]
name = { zh = "名", en = "name" }
say = { zh = "说", en = "say" }
why = { zh = "因", en = "why" }
fix = { zh = "改", en = "fix" }
`
	if !strings.Contains(sound, old) {
		panic(old)
	}
	return strings.Replace(sound, old, new, 1)
}

// shanxi copies the profile that comes with the program, without its catalogue of
// rules and what refers to it: the tests of rules bring a rule of their own.
func shanxi(t *testing.T) fstest.MapFS {
	t.Helper()
	sub, err := fs.Sub(templates.FS, "shanxi")
	if err != nil {
		t.Fatal(err)
	}
	m := fstest.MapFS{}
	err = fs.WalkDir(sub, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "rules/") || name == "inspection.toml" {
			return err
		}
		data, err := fs.ReadFile(sub, name)
		m[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMistakesAreReported(t *testing.T) {
	for _, c := range mistakes {
		t.Run(c.name, func(t *testing.T) {
			m := shanxi(t)
			old := ""
			if f := m[c.file]; f != nil {
				old = string(f.Data)
			}
			text := old
			switch {
			case c.new == gone:
				delete(m, c.file)
			case c.old == "":
				text = old + c.new
			default:
				if !strings.Contains(old, c.old) {
					t.Fatalf("%s does not hold %q", c.file, c.old)
				}
				text = strings.Replace(old, c.old, c.new, 1)
			}
			if c.new != gone {
				m[c.file] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := profile.Load(m)
			var bad *profile.InvalidError
			if !errors.As(err, &bad) {
				t.Fatalf("not reported: %v", err)
			}
			file, line := c.in, 0
			if file == "" {
				file = c.file
			}
			if in := m[file]; in != nil {
				line = c.line(string(in.Data), old)
			}
			for _, p := range bad.Problems {
				if p.File == file && (line == 0 || p.Line == line) && strings.Contains(p.Text, c.says) && p.Text != "" && (p.Line > 0) == (m[file] != nil) {
					return
				}
			}
			t.Errorf("want %s:%d: …%s…, got %v", file, line, c.says, err)
		})
	}
}

// line is the number of the line that must be named.
func (c mistake) line(text, old string) int {
	i := -1
	switch {
	case c.at != "":
		i = strings.Index(text, c.at)
	case c.old == "" && c.says != "":
		i = len(old)
	case c.old != "":
		i = strings.Index(text, c.new)
	}
	if i < 0 {
		return 0
	}
	return 1 + strings.Count(text[:i], "\n")
}

// TestAllMistakesInOneRun spoils several files: one run names them all, in order.
func TestAllMistakesInOneRun(t *testing.T) {
	m := shanxi(t)
	for _, c := range [][3]string{
		{"figures.toml", "表一[收入总计, 收入]", "表一[总收入, 收入]"},
		{"document.toml", `"t12"`, `"t21"`},
		{"narrative/09-procurement.en.tmpl", ".procurement_works", ".procurement_work"},
		{"workbook.toml", `forms = ["basic"]`, `forms = ["basics"]`},
	} {
		old := string(m[c[0]].Data)
		if !strings.Contains(old, c[1]) {
			t.Fatalf("%s does not hold %s", c[0], c[1])
		}
		m[c[0]] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(old, c[1], c[2]))}
	}
	_, err := profile.Load(m)
	var bad *profile.InvalidError
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	last, files := profile.Problem{}, map[string]bool{}
	for _, p := range bad.Problems {
		files[p.File] = true
		if p.File < last.File || p.File == last.File && p.Line < last.Line {
			t.Errorf("%v stands behind %v", p, last)
		}
		last = p
	}
	for _, f := range []string{"figures.toml", "document.toml", "narrative/09-procurement.en.tmpl", "workbook.toml"} {
		if !files[f] {
			t.Errorf("nothing is said about %s: %v", f, err)
		}
	}
}

// A list of terms that cannot be read is all that is said: hundreds of texts without
// English follow from it.
func TestTornTermsAlone(t *testing.T) {
	m := shanxi(t)
	m["terms.csv"] = &fstest.MapFile{Data: append(m["terms.csv"].Data, "某词,\"word,x\n"...)}
	_, err := profile.Load(m)
	var bad *profile.InvalidError
	if !errors.As(err, &bad) || len(bad.Problems) != 1 || bad.Problems[0].File != "terms.csv" {
		t.Errorf("%v", err)
	}
}
