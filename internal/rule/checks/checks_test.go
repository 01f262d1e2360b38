package checks_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule"
)

// with is the sample with some values changed.
func with(t *testing.T, p *profile.Profile, kv ...string) *filing.Filing {
	t.Helper()
	f := sample(t, p)
	for i := 0; i < len(kv); i += 2 {
		if err := set(p, f, kv[i], kv[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// serious are the findings above notes, as “code level text”.
func serious(r *rule.Report, l message.Lang) []string {
	var out []string
	for _, f := range r.Findings {
		if f.Severity > finding.Note {
			out = append(out, f.Code+" "+f.Severity.String()+" "+f.Say(l))
		}
	}
	return out
}

// TestChecksOfNamesAndForms changes one thing in a sound filing and names the only
// findings that may follow: code, level and a piece of the text.
func TestChecksOfNamesAndForms(t *testing.T) {
	p := shanxi(t)
	const form, form5 = "performance.projects[0].", "performance.projects[5]."
	for name, c := range map[string]struct {
		set  []string
		want []string
	}{
		"name of a code differs between tables": {
			[]string{"tables.t05[11].name", "社会福利事业"},
			[]string{"X18 error 科目 20810 的名称不一致：表五写作“社会福利事业”"}},
		"bracket of another width is the same name": {
			[]string{"tables.t05[11].name", "社会福利 "}, nil},
		"digits of a code": {
			[]string{"tables.t03[15].code", "208100"},
			[]string{"X18 error 表三科目编码“208100”应为3、5或7位数字"}},
		"code twice": {
			[]string{"tables.t05[5].code", "2013202", "tables.t05[5].name", "一般行政管理事务"},
			[]string{"X18 error 表五科目 2013202（一般行政管理事务）重复出现"}},
		"code out of order": {
			[]string{"tables.t05[9].code", "2080506", "tables.t05[9].name", "机关事业单位职业年金缴费支出",
				"tables.t05[10].code", "2080505", "tables.t05[10].name", "机关事业单位基本养老保险缴费支出"},
			[]string{"X18 error 表五科目 2080505（机关事业单位基本养老保险缴费支出）排在 2080506 之后"}},
		"unknown class": {
			[]string{"tables.t03[1].code", "299"},
			[]string{"D02 warning 表三科目 299（一般公共服务支出）不在程序所带的科目表中；相近的科目有：201 一般公共服务支出"}},
		"another unit's table": {
			[]string{"tables.t11[1].unit", "示例县老龄办"},
			[]string{"X20 error 表十一的单位名称“示例县老龄办”与封面"}},
		"form with one wrong character": {
			[]string{form + "name", "离退休干部走仿慰问经费"},
			[]string{"P03 error 表十二项目“离退休干部走访慰问经费”与绩效目标表“离退休干部走仿慰问经费”名称不一致"}},
		"form of a carried-over project with another bracket and a word less": {
			[]string{form5 + "name", "离退休干部困难帮扶专项资金"},
			[]string{"P03 error 表十三项目“离退休干部困难帮扶资金”与绩效目标表"}},
		"form of no project": {
			[]string{form + "name", "机关食堂改造"},
			[]string{"P03 error 绩效目标表“机关食堂改造”", "P03 warning 表十二项目“离退休干部走访慰问经费”没有绩效目标表"}},
		"two forms of one name": {
			[]string{form5 + "name", "离退休干部走访慰问经费"},
			[]string{"P03 error “离退休干部走访慰问经费”有 2 张绩效目标表", "P04 warning 表十三项目“离退休干部困难帮扶资金”", "P02 error"}},
		"funds of the year": {
			[]string{form + "funds.annual.total", "185049.99", form + "funds.annual.local", "185049.99", form + "funds.whole_period.total", "185049.99",
				form + "funds.whole_period.local", "185049.99", form + "indicators[3].value", "有效控制", form + "indicators[3].annual_value", "有效控制"},
			nil}, // 18.504999 is 18.50
		"funds of the year, half a cent more": {
			[]string{form + "funds.annual.total", "185050", form + "funds.annual.local", "185050", form + "funds.whole_period.total", "185050",
				form + "funds.whole_period.local", "185050", form + "indicators[3].value", "有效控制", form + "indicators[3].annual_value", "有效控制"},
			nil}, // 18.505 is 18.50 where a half goes to the even neighbour
		"funds of the year, less than half a cent less": {
			[]string{form + "funds.annual.total", "184949", form + "funds.annual.local", "184949", form + "funds.whole_period.total", "184949",
				form + "funds.whole_period.local", "184949", form + "indicators[3].value", "有效控制", form + "indicators[3].annual_value", "有效控制"},
			[]string{"P02 error “离退休干部走访慰问经费”年度资金总额 184,949 元（18.49 万元）与表十二合计 18.50 万元不一致，差 0.01 万元"}},
		"year's side of the indicators is blank": {
			func() (kv []string) {
				for _, i := range "012345678" {
					kv = append(kv, form+"indicators["+string(i)+"].annual_name", "", form+"indicators["+string(i)+"].annual_value", "")
				}
				return kv
			}(),
			[]string{"P08 warning “离退休干部走访慰问经费”的年度绩效指标没有填"}},
		"no satisfaction": {
			[]string{form + "indicators[8].name", "", form + "indicators[8].value", "", form + "indicators[8].annual_name", "", form + "indicators[8].annual_value", ""},
			[]string{"P08 warning “离退休干部走访慰问经费”缺少服务对象满意度指标"}},
		"no benefit": {
			[]string{form + "indicators[5].name", "", form + "indicators[5].value", "", form + "indicators[5].annual_name", "", form + "indicators[5].annual_value", "",
				form + "indicators[7].name", "", form + "indicators[7].value", "", form + "indicators[7].annual_name", "", form + "indicators[7].annual_value", ""},
			[]string{"P08 warning “离退休干部走访慰问经费”缺少效益指标"}},
		"cost in another unit, rounded to the table's digits": {
			[]string{"performance.projects[3].indicators[3].value", "≤6.23万元"}, nil},
		"cost too low": {
			[]string{"performance.projects[3].indicators[3].value", "≤6万元"},
			[]string{"P06 warning “老干部活动中心运转经费”实施期成本指标“资金控制额”为 ≤6万元，与实施期资金总额 62,345 元不一致"}},
		"cost of a part beside a standard": {
			[]string{form + "indicators[3].value", "≤500元", form + "indicators[3].name", "每人慰问标准"}, nil},
		"standard by head": {
			[]string{"performance.projects[2].indicators[3].value", "40元/人·月", "performance.projects[2].indicators[1].value", "10个月"}, nil},
		"standard by head and month does not fit": {
			[]string{"performance.projects[2].indicators[3].value", "40元/人·月", "performance.projects[2].indicators[1].value", "12个月"},
			[]string{"P07 warning “国有企业退休人员社会化管理补助资金”实施期：40元/人·月 × 220人 × 12月 ＝ 105,600 元，与资金总额 88,000 元不一致"}},
		"text is the project's name": {
			[]string{form + "necessity", "离退休干部走访慰问经费。"},
			[]string{"P10 warning “离退休干部走访慰问经费”只写了项目名称：项目设立必要性"}},
		"texts cut off, said once": {
			[]string{form + "basis", "依据县委关于做好离退休干部服务管理工作的意见和", form + "plan", "一月和十月分两次走访慰问，十二月底前完成决"},
			[]string{"P10 warning “离退休干部走访慰问经费”文字被截断：立项依据（"}},
		"not a continuing project": {
			[]string{form + "overview", "本项目不属于延续项目，年内完成。"}, nil},
		"contract of three years": {
			[]string{form + "plan", "与服务单位签订的合同期三年，按季度支付。"},
			[]string{"P11 warning “离退休干部走访慰问经费”属性为“一次性项目（1年结束）”，但项目实施计划写有“合同期三年”"}},
		"goals differ": {
			[]string{form + "goal_annual", "走访慰问离退休干部三百人次，对象满意度达到百分之九十五以上。"},
			[]string{"P12 warning “离退休干部走访慰问经费”为一年期项目，实施期目标“…退休干部四百人次"}},
		"stamp of an earlier year": {
			[]string{form + "filled_at", "20220318141758"},
			[]string{"P13 warning “离退休干部走访慰问经费”填报日期 20220318141758 不在2025年或上年"}},
		"hour 25": {
			[]string{form + "filled_at", "20250318251758"},
			[]string{"P13 error"}},
		"amount in the name": {
			[]string{"tables.t12[1].name", "离退休干部走访慰问经费18.50万元", form + "name", "离退休干部走访慰问经费18.50万元"}, nil},
		"carryover above the amount in the name": {
			[]string{"tables.t13[2].name", "离退休干部困难帮扶资金5万元", form5 + "name", "离退休干部困难帮扶资金5万元"},
			[]string{"X22 warning 表十三项目“离退休干部困难帮扶资金5万元”结转 5.12 万元，大于名称所示的金额 5万元"}},
		"item of another pair": {
			[]string{"tables.t06[13].government_item", "委托业务费"},
			[]string{"D03 warning 表六“办公费”不应对应政府预算支出经济科目“委托业务费”，应为：办公经费、商品和服务支出"}},
		"misspelt item": {
			[]string{"tables.t06[14].department_item", "差旅费用"},
			[]string{"D03 warning 表六“差旅费用”不是部门预算支出经济科目"}},
		"obsolete name": {
			[]string{"tables.t03[10].name", "行政事业单位离退休", "tables.t02[10].name", "行政事业单位离退休", "tables.t05[7].name", "行政事业单位离退休"},
			[]string{"D02 error 表二、表三、表五科目 20805“行政事业单位离退休”是以前年度的科目，现为“20805 行政事业单位养老支出”"}},
		"placeholder": {
			[]string{"other_notes", "本单位增加（减少）编制××人。"},
			[]string{"N09 error “其他需要说明的事项”含未填写的占位内容“××”"}},
		"direction of a form": {
			[]string{"other_notes", "编制数比上年增加（减少）。"},
			[]string{"N09 error “其他需要说明的事项”含未填写的占位内容“增加（减少）”"}},
		"department's word": {
			[]string{"overview.structure[0]", "本部门内设办公室、待遇保障股3个股室。"},
			[]string{"N11 warning “机构设置情况”中的“本部门”应为“本单位”"}},
		"old year": {
			[]string{"other_notes", "2022年度本单位没有其他事项。"},
			[]string{"N12 warning “其他需要说明的事项”写的是2022年度，预算年度为2025年"}},
		"history is no old year": {
			[]string{"other_notes", "老年大学2009年成立以来，自2019年起实行免费。按《2016-2020年规划》（财预〔2016〕143号）执行。"}, nil},
		"introduction of a list": {
			[]string{"overview.duties[0]", "主要职责包括："}, nil},
		"last paragraph breaks off": {
			[]string{"overview.duties[2]", "（三）管理老干部活动中心和"},
			[]string{"N09 warning “本单位职责”似乎没有写完"}},
		"date that does not exist": {
			[]string{"assets.as_of", "2024-02-30"},
			[]string{"N08 error “统计截止日期”", "N08 error"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := check(t, p, with(t, p, c.set...))
			got := serious(r, message.ZH)
			if name == "date that does not exist" {
				c.want = c.want[1:]
			}
			for _, w := range c.want {
				if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, w) }) {
					t.Errorf("not found: %s", w)
				}
			}
			for _, g := range got {
				own := slices.ContainsFunc(c.want, func(w string) bool { return strings.HasPrefix(g, w) })
				if !own && !follows(g, c.want) {
					t.Errorf("not wanted: %s", g)
				}
			}
			for _, f := range r.Findings {
				checkWords(t, f)
			}
		})
	}
}

// follows says whether a finding of a formula comes of a changed code or class, which
// other rules look up as well.
func follows(finding string, want []string) bool {
	if len(want) == 0 {
		return false
	}
	switch finding[0] {
	case 'C', 'X':
		return strings.HasPrefix(want[0], "X18") || strings.HasPrefix(want[0], "D02") || strings.HasPrefix(want[0], "D03")
	case 'D':
		return strings.HasPrefix(want[0], "X18")
	}
	return false
}

func TestNoForms(t *testing.T) {
	p := shanxi(t)
	f := sample(t, p)
	f.Tables["performance.projects"] = nil
	got := serious(check(t, p, f), message.ZH)
	for _, w := range []string{"P03 warning 表十二有 5 个项目，一张绩效目标表也没有", "P04 warning 表十三有 3 个项目，都没有绩效目标表"} {
		if !slices.Contains(got, w) {
			t.Errorf("%s is not among %q", w, got)
		}
	}
}

func TestUnsureCodes(t *testing.T) {
	p := shanxi(t)
	// Not in the list of the program, which is not complete: a warning.
	f := with(t, p, "tables.t03[14].code", "20877", "tables.t03[15].code", "2087705")
	for _, x := range check(t, p, f).Findings {
		if x.Code == "D02" && x.Severity == finding.Error {
			t.Errorf("%s %s", x.Severity, x.Say("zh"))
		}
	}
	// A bureau's own list is complete: an error.
	lines := []list.Line{{Row: 1, Cells: []string{"科目编码", "科目名称"}}}
	for i, c := range p.Codes["functional_codes"].Items {
		lines = append(lines, list.Line{Row: i + 2, Cells: []string{c.Code, c.Name}})
	}
	sub := profiletest.Shanxi(t)
	if err := sub.ReplaceCodes("functional_codes", []list.List{{File: "codes.csv", Lines: lines}}); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, x := range check(t, sub, f).Findings {
		if x.Code == "D02" && x.Severity == finding.Error {
			n++
		}
	}
	if n < 2 {
		t.Errorf("%d errors of codes that are not in a complete list", n)
	}
}

func TestExplanations(t *testing.T) {
	p := shanxi(t)
	f := with(t, p,
		"performance.projects[0].plan", "",
		"performance.projects[1].plan", "",
		"performance.projects[0].filled_at", "20250230000000",
		"explanations[0].code", "p10", "explanations[0].place", "离退休干部走访慰问经费", "explanations[0].text", "实施计划另行印发",
		"explanations[1].code", "P13", "explanations[1].text", "系统如此",
		"explanations[2].code", "N02", "explanations[2].text", "不必说明",
		"explanations[3].code", "P10", "explanations[3].place", "老年公寓护理床位改造项目")
	r := check(t, p, f)
	var answered, open int
	notes := map[string]bool{}
	for _, x := range r.Findings {
		switch {
		case x.Code == "P10" && x.Explained == "实施计划另行印发":
			answered++
		case x.Code == "P10" && x.Explained == "":
			open++
		case x.Code == "P13" && (x.Explained != "" || x.Severity != finding.Error):
			t.Errorf("an error was explained away: %+v", x)
		case x.Code == "Z02":
			if x.Severity != finding.Note {
				t.Errorf("%s: %s", x.Severity, x.Say("zh"))
			}
			notes[x.Say("zh")] = true
		}
	}
	if answered != 1 || open != 1 || len(notes) != 3 {
		t.Errorf("%d answered, %d open, notes %v", answered, open, notes)
	}
}

// TestNothingPanics checks filings with holes: every check says nothing or something,
// but does not fall over.
func TestNothingPanics(t *testing.T) {
	p := shanxi(t)
	check(t, p, filing.New("shanxi", 0))
	check(t, p, filing.New("shanxi", 2025))
	rng := rand.New(rand.NewPCG(1, 2))
	junk := []string{"", " ", "—", "x", "（", "1e9", "-3", "合计", "20", "2010101", "××", "2019年", strings.Repeat("长", 3000), "\n", "1,2", "元/人", "《", "第一批"}
	for range 60 {
		f := sample(t, p)
		for _, path := range slices.Sorted(maps.Keys(f.Fields)) {
			if rng.IntN(4) == 0 {
				f.Fields[path] = filing.Value{Text: junk[rng.IntN(len(junk))]}
			} else if rng.IntN(9) == 0 {
				delete(f.Fields, path)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(f.Tables)) {
			rows := f.Tables[id]
			for i := range rows {
				for _, c := range slices.Sorted(maps.Keys(rows[i].Cells)) {
					if rng.IntN(6) == 0 {
						rows[i].Cells[c] = filing.Value{Text: junk[rng.IntN(len(junk))]}
					}
				}
				switch rng.IntN(12) {
				case 0:
					rows[i].Cells = nil
				case 1:
					rows[i].Children = nil
				case 2:
					rows[i] = rows[rng.IntN(len(rows))]
				}
			}
			if rng.IntN(10) == 0 {
				delete(f.Tables, id)
			}
		}
		for _, x := range check(t, p, f).Findings {
			if x.Severity > finding.Note && strings.ContainsAny(x.Say("zh"), "{}") && !strings.Contains(x.Say("zh"), "××") {
				t.Errorf("%s: %s", x.Code, x.Say("zh"))
			}
		}
	}
}

// TestMisspeltNames: a form whose name is misspelt is one question, not a project
// without a form and a form without a project.
func TestMisspeltNames(t *testing.T) {
	p := shanxi(t)
	name := sample(t, p).Tables["performance.projects"][0].Text("name")
	for wrong, want := range map[string]string{
		"离退干部慰问经费":   "P03 绩效项目“离退干部慰问经费”与表十二的“" + name + "”只差 ",
		"表中没有的另一个项目": "P03 绩效目标表“表中没有的另一个项目”在项目支出表中没有对应的项目; P03 表十二项目“" + name + "”没有绩效目标表",
	} {
		r := check(t, p, with(t, p, "performance.projects[0].name", wrong))
		var said []string
		for _, x := range r.Findings {
			if x.Code == "P03" || x.Code == "P04" {
				said = append(said, x.Code+" "+x.Say(message.ZH))
			}
		}
		if got := strings.Join(said, "; "); !strings.HasPrefix(got, want) || strings.Count(got, "P03") != strings.Count(want, "P03") {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestMissingTotal: without its total a filled table is not blank, and the place is
// where the total belongs.
func TestMissingTotal(t *testing.T) {
	p := shanxi(t)
	f := sample(t, p)
	rows := f.Tables["t03"]
	f.Tables["t03"] = rows[1:]
	for _, x := range check(t, p, f).Findings {
		if x.Code == "X25" {
			if s := x.Say(message.ZH); s != "表三缺少“合计”行，或该行被改名" || x.Places[0] != rows[1].At {
				t.Errorf("%s at %v", s, x.Places)
			}
			return
		}
	}
	t.Error("no X25")
}

// TestLevels names the closest prescribed level.
func TestLevels(t *testing.T) {
	p := shanxi(t)
	f := with(t, p, "performance.projects[0].indicators[0].level1", "产出类", "performance.projects[0].indicators[1].level2", "质量目标",
		"performance.projects[0].indicators[2].level2", "甲乙丙")
	said := ""
	for _, x := range check(t, p, f).Findings {
		if x.Code == "P15" {
			said += x.Say(message.ZH) + "\n"
		}
	}
	want := "一级指标“产出类”不是规定的名称，最接近的是“产出指标”，共 1 处\n二级指标“质量目标”不是规定的名称，最接近的是“质量指标”，共 1 处\n二级指标“甲乙丙”不是规定的名称，共 1 处\n"
	if said != want {
		t.Errorf("%s, want %s", said, want)
	}
}

// A table that was truncated from exact amounts agrees with a form of these.
func TestExactFunds(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := with(t, p, "performance.projects[0].funds.annual.total", "185099")
	name := f.Tables[p.Targets.Records][0].Text("name")
	// 18.51 is what half up makes of either amount; the form has the first one.
	want := map[string]int{"": 1, "18.5099": 0, "18.42": 1}
	for _, exact := range slices.Sorted(maps.Keys(want)) {
		for _, r := range f.Tables["t12"] {
			if r.Text("name") == name {
				v := r.Cells["total"]
				v.Exact = exact
				r.Cells["total"] = v
			}
		}
		n := 0
		for _, x := range check(t, p, f).Findings {
			if x.Code == "P02" {
				n++
			}
		}
		if n != want[exact] {
			t.Errorf("exactly %q: %d findings P02, want %d", exact, n, want[exact])
		}
	}
}
