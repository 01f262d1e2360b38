package carry_test

import (
	"os"
	"testing"

	"budgetbook/internal/build"
	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/workbook"
)

// TestNext begins 2025 from the example of 2024.
func TestNext(t *testing.T) {
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	p, last, _, err := build.Filing(build.Input{Name: "last.json", Data: data}, "")
	if err != nil {
		t.Fatal(err)
	}
	text := func(s string) filing.Value { return filing.Value{Text: s} }
	last.Tables["performance.projects"] = append(last.Tables["performance.projects"],
		filing.Row{Cells: map[string]filing.Value{"name": text("三年项目"), "period": text("3年"), "attribute": text("延续性项目"),
			"goal_annual": text("2024年完成一半"), "funds.annual.total": text("100"), "filled_at": text("20240115093000")},
			Children: map[string][]filing.Row{"indicators": {{Cells: map[string]filing.Value{"level1": text("产出指标")}}}}},
		filing.Row{Cells: map[string]filing.Value{"name": text("到期项目"), "period": text("2022-2024年")}},
		filing.Row{Cells: map[string]filing.Value{"name": text("每年的项目"), "period": text("1年"), "attribute": text("经常性项目")}})
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
	if names != "三年项目 每年的项目 " {
		t.Errorf("projects that go on: %q", names)
	}
	if n := len(next.Tables["performance.projects"][0].Children["indicators"]); n != 1 {
		t.Errorf("%d indicators", n)
	}
	rules := map[string]workbook.CarryRule{}
	for _, x := range carried.Items {
		rules[x.Path] = x.Rule
	}
	if carried.Year != 2024 || rules["reasons.revenue"] != workbook.CarryHint || rules["assets.as_of"] != workbook.CarryRenew ||
		rules["performance.projects.goal_annual"] != workbook.CarrySame {
		t.Errorf("carried %d: %v", carried.Year, rules)
	}
	if len(found) != 0 {
		t.Errorf("findings %v", found)
	}
}
