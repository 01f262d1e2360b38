package intake_test

import (
	"strings"
	"testing"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
)

// begun is a filing of 2025 with texts of 2024, and what it remembers of them.
func begun(t *testing.T, p *profile.Profile) (*filing.Filing, *carry.Carried) {
	t.Helper()
	f := sheetstest.Sample(p)
	f.Year = 2025
	f.Fields["fiscal_year"] = filing.Value{Text: "2025"}
	c := &carry.Carried{Year: 2024}
	keep := func(path, text string, rule carry.Rule) filing.Value {
		c.Items = append(c.Items, carry.Item{Path: path, Text: text, Rule: rule})
		return filing.Value{Text: text}
	}
	c.Items = append(c.Items, carry.Item{Path: "reasons.revenue", Text: "人员经费增加", Rule: carry.Hint})
	f.Fields["reasons.revenue"] = filing.Value{}
	f.Fields["assets.vehicles.in_use"] = keep("assets.vehicles.in_use", "3", carry.Same)
	f.Fields["performance.overall_goal"] = keep("performance.overall_goal", "保障机关正常运转", carry.Same)
	f.Tables["performance.projects"] = []filing.Row{{
		Cells: map[string]filing.Value{
			"name":        {Text: "延续的项目"},
			"overview":    keep("performance.projects.overview", "2015年设立。2024年预算安排120万元。", carry.SameYear),
			"goal_annual": keep("performance.projects.goal_annual", "2024年完成改造1200户", carry.Same),
			"plan":        keep("performance.projects.plan", "按季度推进改造工作", carry.Same),
		},
		Children: map[string][]filing.Row{"indicators": {{Cells: map[string]filing.Value{
			"level1": {Text: "产出指标"}, "level2": {Text: "时效指标"}, "name": {Text: "完成时间"},
			"annual_value": keep("performance.projects.indicators.annual_value", "2024年12月底前", carry.SameYear),
		}}}},
	}}
	return f, c
}

// stale are the codes of what was left as it was, by what they are about.
func stale(t *testing.T, p *profile.Profile, data []byte) string {
	t.Helper()
	_, found := booktest.Read(t, p, data)
	var all []string
	for _, x := range found {
		switch x.Code {
		case "B52", "B53", "B54", "B56", "B57":
			all = append(all, x.Code+" "+x.Severity.String()+" "+x.Args["column"])
		}
	}
	return strings.Join(all, "; ")
}

const staleAll = "B53 warning 单位整体绩效目标; B56 error 项目概况; B53 warning 项目实施计划; B56 error 年度目标; B56 error 年度指标值; B57 warning "

func TestStaleTexts(t *testing.T) {
	p := profiletest.Shanxi(t)
	f, c := begun(t, p)
	data, err := template.Write(p, f, template.Options{Carried: c})
	sheetstest.Must(t, err)
	if got := stale(t, p, data); got != staleAll {
		t.Errorf("left as it was:\n%s, want\n%s", got, staleAll)
	}
	// What must be renewed is orange, also in the indicators.
	x := sheetstest.Opened(t, data)
	fill := func(sheet, text string) string {
		column, row := where(t, x, sheet, text)
		id, err := x.GetCellStyle(sheet, finding.CellName(row, column))
		sheetstest.Must(t, err)
		s, err := x.GetStyle(id)
		sheetstest.Must(t, err)
		return strings.Join(s.Fill.Color, "")
	}
	if orange := fill("绩效指标", "2024年12月底前"); orange == fill("绩效指标", "完成时间") || orange != fill("绩效项目", "按季度推进改造工作") {
		t.Errorf("the stale value is %s", orange)
	}
	// Another punctuation is no other text; a sentence left as it was is found.
	project := f.Tables["performance.projects"][0]
	f.Fields["reasons.revenue"] = filing.Value{Text: "人员经费，增加。"}
	project.Cells["plan"] = filing.Value{Text: "按季度，推进改造工作。"}
	project.Cells["overview"] = filing.Value{Text: "本项目2015年设立，面向全县。2024年预算安排120万元。"}
	project.Cells["goal_annual"] = filing.Value{Text: "比2024年多完成改造200户"}
	project.Children["indicators"][0].Cells["annual_value"] = filing.Value{Text: "2025年12月底前"}
	f.Fields["assets.vehicles.in_use"] = filing.Value{Text: "4"}
	f.Fields["performance.overall_goal"] = filing.Value{Text: "提高服务质量"}
	data, err = template.Write(p, f, template.Options{Carried: c})
	sheetstest.Must(t, err)
	want := "B52 error 收入变动原因; B56 error 项目概况; B53 warning 项目实施计划"
	if got := stale(t, p, data); got != want {
		t.Errorf("half renewed:\n%s, want\n%s", got, want)
	}
}

// TestRemembered writes a workbook anew from one with texts of last year: nothing of
// what it remembers is lost, in any layout and language.
func TestRemembered(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f, c := begun(t, p)
	for _, lang := range []message.Lang{message.ZH, message.EN, message.Both} {
		for _, layout := range []profile.Layout{profile.Full, profile.Few} {
			first, err := template.Write(p, f, template.Options{Carried: c, Lang: lang})
			sheetstest.Must(t, err)
			kept, err := intake.ReadCarried("a.xlsx", first)
			sheetstest.Must(t, err)
			got, _, err := intake.Read(p, "a.xlsx", first)
			sheetstest.Must(t, err)
			second, err := template.Write(p, got, template.Options{Carried: kept, Lang: lang, Layout: layout})
			sheetstest.Must(t, err)
			if got := stale(t, p, second); got != staleAll {
				t.Errorf("%s, %s:\n%s, want\n%s", lang, layout, got, staleAll)
			}
			again, err := intake.ReadCarried("b.xlsx", second)
			sheetstest.Must(t, err)
			hint := ""
			for _, x := range again.Items {
				if x.Rule == carry.Hint {
					hint = x.Text
				}
			}
			if hint != "人员经费增加" || len(again.Items) != len(kept.Items) {
				t.Errorf("%s, %s: hint %q, %d of %d remembered", lang, layout, hint, len(again.Items), len(kept.Items))
			}
		}
	}
}

// TestFiledFigures changes figures of last year that were taken over from its filing.
func TestFiledFigures(t *testing.T) {
	p := profiletest.Shanxi(t)
	b := carry.Begin(p, sheetstest.ExampleFiling(t, p), 2025)
	if b.Filing.Text("prior_year.total_revenue") != "1602.53" {
		t.Fatalf("taken over: %q", b.Filing.Text("prior_year.total_revenue"))
	}
	changed := func() (out []finding.Finding) {
		data, err := template.Write(p, b.Filing, template.Options{Carried: b.Carried})
		sheetstest.Must(t, err)
		_, found := booktest.Read(t, p, data)
		for _, x := range found {
			if x.Code == "B72" {
				out = append(out, x)
			}
		}
		return out
	}
	if got := changed(); len(got) > 0 {
		t.Errorf("as they were filed: %v", got)
	}
	b.Filing.Fields["prior_year.total_revenue"] = filing.Value{Text: "1802.53"}
	b.Filing.Fields["prior_year.three_public.overseas"] = filing.Value{Text: "3.00"}
	b.Filing.Fields["prior_year.agency_operation"] = filing.Value{}
	got := changed()
	if len(got) != 1 || got[0].Severity != finding.Warning || len(got[0].Places) != 2 || got[0].Args["n"] != "2" || !strings.Contains(got[0].Say(message.ZH), "2024年的公开数") {
		t.Errorf("changed: %v", got)
	}
}
