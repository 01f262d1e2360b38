package mark

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule"
	"budgetbook/internal/sheets/sheetstest"
)

// TestForm fills the inspector's form from outcomes of every kind.
func TestForm(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	outcomes := map[string]rule.Outcome{}
	for _, r := range p.Rules {
		outcomes[r.Code] = rule.Holds
	}
	for _, r := range []string{"C11", "X13"} {
		outcomes[r] = rule.Idle
	}
	outcomes["N05"] = rule.NotEvaluated
	at := func(sheet, cell string) []finding.Place { return []finding.Place{{Sheet: sheet, Cell: cell}} }
	result := finding.Result{Findings: []finding.Finding{
		{Code: "C04", Severity: finding.Error, Places: at("表一", "B40")}, {Code: "C04", Severity: finding.Error, Places: at("表一", "D40")},
		{Code: "X17", Severity: finding.Warning, Places: at("表五", "C9")},
		{Code: "N07", Severity: finding.Warning, Explained: "已报批", Places: at("采购与资产", "B9")},
		{Code: "B01", Severity: finding.Error, Places: []finding.Place{{Sheet: "表八"}}},
		{Code: "R05", Severity: finding.Note, Places: at("表六", "C7")},
	}}
	for code, o := range map[string]rule.Outcome{"C04": rule.Violated, "X17": rule.Violated, "N07": rule.Violated} {
		outcomes[code] = o
	}
	data, err := InspectionForm(p, f, outcomes, result, message.ZH)
	sheetstest.Must(t, err)
	again, err := InspectionForm(p, f, outcomes, result, message.ZH)
	sheetstest.Must(t, err)
	if !bytes.Equal(data, again) {
		t.Error("two runs give different bytes")
	}
	x := sheetstest.Opened(t, data)
	rows, err := x.GetRows("检查表")
	sheetstest.Must(t, err)
	lines := map[string][]string{}
	all := ""
	for _, r := range rows {
		all += strings.Join(r, "|") + "\n"
		if len(r) > 3 {
			lines[r[1]] = append(r, "", "")
		}
	}
	for _, want := range []string{"2025年部门（单位）预算公开情况检查表", "被检查单位：示例县财政局", "预算年度：2025", "三、准确性", "检查意见", "检查人（签字）："} {
		if !strings.Contains(all, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	for text, want := range map[string][2]string{
		"应公开的报表齐全，没有缺表、缺栏":              {"不合格", "B01 表八"},
		"收支总表收支平衡，合计等于分项之和":             {"不合格", "C04 表一!B40、表一!D40"},
		"基本支出经济分类与功能分类一致，人员经费、公用经费划分正确": {"需核实", "X17 表五!C9"},
		"机关运行经费与基本支出中的公用经费一致":           {"不适用", ""},
		"说明政府采购的货物、工程、服务预算，总额与分项一致":     {"未能检查", "未能检查：N05"},
		"说明国有资产占用情况，车辆、设备数量与经费不矛盾":      {"合格", "N07 采购与资产!B9（已说明）"},
		"在本级财政部门批复后二十日内公开":              {"", "由检查人核查"},
		"表内没有合并、隐藏或游离于表外的数据":            {"合格", ""},
	} {
		l := lines[text]
		if l == nil || l[4] != want[0] || l[5] != want[1] {
			t.Errorf("%s: %q, want %q", text, l, want)
		}
	}
	if _, err := InspectionForm(p, f, outcomes, result, message.EN); err != nil {
		t.Error(err)
	}
	var e *message.Error
	if _, err := InspectionForm(&profile.Profile{Name: "x"}, f, outcomes, result, message.ZH); !errors.As(err, &e) || e.ID != "form.none" {
		t.Errorf("without a form: %v", err)
	}
}

// TestFormCoversRules checks that no rule of the profile is left out of the form.
func TestFormCoversRules(t *testing.T) {
	p := profiletest.Shanxi(t)
	covered := map[string]bool{}
	for _, g := range p.Inspection.Groups {
		for _, r := range g.Requirements {
			for _, c := range r.Codes {
				covered[c] = true
			}
		}
	}
	for _, r := range p.Rules {
		if !covered[r.Code] {
			t.Errorf("no requirement of the form is decided by rule %s", r.Code)
		}
	}
}
