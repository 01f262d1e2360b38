package carry_test

import (
	"os"
	"strings"
	"testing"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

// TestNext begins 2025 from the example of 2024.
func TestNext(t *testing.T) {
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	p, last, _, err := press.Filing(press.Input{Name: "last.json", Data: data}, "")
	if err != nil {
		t.Fatal(err)
	}
	text := func(s string) filing.Value { return filing.Value{Text: s} }
	last.Tables["performance.projects"] = append(last.Tables["performance.projects"],
		filing.Row{Cells: map[string]filing.Value{"name": text("三年项目"), "period": text("3年"), "attribute": text("延续性项目"),
			"goal_annual": text("2024年完成一半"), "funds.annual.total": text("100"), "filled_at": text("20240115093000")},
			Children: map[string][]filing.Row{"indicators": {{Cells: map[string]filing.Value{"level1": text("产出指标")}}}}},
		filing.Row{Cells: map[string]filing.Value{"name": text("到期项目"), "period": text("2022-2024年")}},
		filing.Row{Cells: map[string]filing.Value{"name": text("每年的项目"), "period": text("1年"), "attribute": text("经常性项目")}},
		filing.Row{Cells: map[string]filing.Value{"name": text("长期的项目"), "period": text("1年"), "attribute": text("长期项目")}},
		filing.Row{Cells: map[string]filing.Value{"name": text("写明起止的项目"), "attribute": text("2024-2026年")}},
		filing.Row{Cells: map[string]filing.Value{"name": text("三年的属性"), "attribute": text("３年")}},
		filing.Row{Cells: map[string]filing.Value{"name": text("一次性的项目"), "attribute": text("一次性项目（1年结束）")}})
	last.Tables["english"] = []filing.Row{
		{Cells: map[string]filing.Value{"zh": text("三年项目"), "en": text("Project of three years")}},
		{Cells: map[string]filing.Value{"zh": text("没有译文"), "en": text("")}},
	}
	next, carried, found := carry.Next(p, last, 2025)
	for path, want := range map[string]string{
		"fiscal_year": "2025", "unit.name": last.Text("unit.name"), "scope": last.Text("scope"),
		"prior_year.total_revenue": "1602.53", "prior_year.three_public.overseas": "0",
		"reasons.revenue": "", "procurement.total": "", "assets.as_of": last.Text("assets.as_of"),
	} {
		if got := next.Text(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if len(next.Lists["overview.duties"]) != len(last.Lists["overview.duties"]) {
		t.Error("the overview is not taken over")
	}
	if len(next.Tables["glossary"]) != len(last.Tables["glossary"]) || len(next.Tables["t01"]) > 0 {
		t.Error("glossary or tables")
	}
	names := ""
	for _, r := range next.Tables["performance.projects"] {
		names += r.Text("name") + " "
		if r.Text("funds.annual.total") != "" || r.Text("filled_at") != "" {
			t.Errorf("%s has amounts of last year", r.Text("name"))
		}
	}
	if names != "三年项目 每年的项目 长期的项目 写明起止的项目 三年的属性 " {
		t.Errorf("projects that go on: %q", names)
	}
	if n := len(next.Tables["performance.projects"][0].Children["indicators"]); n != 1 {
		t.Errorf("%d indicators", n)
	}
	rules := map[string]carry.Rule{}
	for _, x := range carried.Items {
		rules[x.Path] = x.Rule
	}
	if carried.Year != 2024 || rules["reasons.revenue"] != carry.Hint || rules["assets.as_of"] != carry.Renew ||
		rules["performance.projects.goal_annual"] != carry.Same {
		t.Errorf("carried %d: %v", carried.Year, rules)
	}
	if len(found) != 0 {
		t.Errorf("findings %v", found)
	}
	if e := next.Tables["english"]; len(e) != 1 || e[0].Text("en") != "Project of three years" {
		t.Errorf("translations %v", e)
	}
	report := strings.Join(carry.Begin(p, last, 2025).Report(message.ZH), "\n")
	for _, want := range []string{"由2024年的文件开始2025年", "本单位职责 ", "资产 13", "上年数：由2024年的表算出 8 项", "变动原因", "延续的项目 5 个", "三年项目、每年的项目",
		"没有带入的项目 ", "项目期“2022-2024年”已满，1 个：到期项目", "“一次性项目（1年结束）”，当年结束，1 个：一次性的项目", "没有带入：各报表的金额", "采购 4"} {
		if !strings.Contains(report, want) {
			t.Errorf("%s is not said:\n%s", want, report)
		}
	}
	if en := strings.Join(carry.Begin(p, last, 2025).Report(message.EN), "\n"); !strings.Contains(en, "projects that go on (5; ") || !strings.Contains(en, "Assets 13") {
		t.Error(en)
	}
}

// TestUnknownStaysBlank begins a year from files that do not know last year's figures.
func TestUnknownStaysBlank(t *testing.T) {
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		year   int
		change func(f *filing.Filing)
		path   string // that stays blank
		said   string
	}{
		"a year between": {2027, func(*filing.Filing) {}, "prior_year.total_revenue", "文件是2024年的，不是2026年的"},
		"no figures":     {2025, func(f *filing.Filing) { f.Tables = map[string][]filing.Row{} }, "prior_year.total_revenue", "2024年的各表没有数"},
		"half filled":    {2025, func(f *filing.Filing) { f.Tables["t05"] = nil }, "prior_year.general_public_expenditure", "由2024年的表算出 3 项"},
	} {
		t.Run(name, func(t *testing.T) {
			p, last, _, err := press.Filing(press.Input{Name: "last.json", Data: data}, "")
			if err != nil {
				t.Fatal(err)
			}
			c.change(last)
			b := carry.Begin(p, last, c.year)
			if got := b.Filing.Text(c.path); got != "" {
				t.Errorf("%s is %q", c.path, got)
			}
			if report := strings.Join(b.Report(message.ZH), "\n"); !strings.Contains(report, c.said) {
				t.Error(report)
			}
		})
	}
}
