package checks_test

import (
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
)

// TestPairsOfInstitutions: pensions and insurance have items of the government's budget for
// staff of institutions too; what the mapping does not have is asked about.
func TestPairsOfInstitutions(t *testing.T) {
	p := shanxi(t)
	table := p.Table("t06")
	role := p.Roles.EconomicOf(table)
	for _, c := range []struct {
		kind, department, government string
		asked                        bool
	}{
		{"institution", "离休费", "离退休费", false},
		{"institution", "退休费", "离退休费", false},
		{"institution", "医疗费补助", "社会福利和救助", false},
		{"institution", "机关事业单位基本养老保险缴费", "工资福利支出", false},
		{"institution", "职业年金缴费", "工资福利支出", false},
		{"administrative", "退休费", "离退休费", false},
		{"administrative", "机关事业单位基本养老保险缴费", "社会保障缴费", false},
		{"administrative", "机关事业单位基本养老保险缴费", "工资福利支出", false}, // staff of its institutions
		{"institution", "机关事业单位基本养老保险缴费", "社会保障缴费", true},
		{"institution", "退休费", "办公经费", true},
	} {
		f := with(t, p, "unit.kind", c.kind)
		f.Tables["t06"] = append(f.Tables["t06"][:1:1], filing.Row{Cells: map[string]filing.Value{
			role.Department: {Text: c.department}, role.Government: {Text: c.government}}})
		asked := false
		for _, x := range check(t, p, f).Findings {
			if x.Code == "D03" {
				asked = true
				if x.Severity != finding.Warning {
					t.Errorf("%s: %s", x.Severity, x.Say("zh"))
				}
			}
		}
		if asked != c.asked {
			t.Errorf("%s, %s with %s: asked %v", c.kind, c.department, c.government, asked)
		}
	}
}
