package template

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/sheets/sheetstest"
)

// verdicts are what the check sheet of a workbook says, by rule and in its order.
func verdicts(t *testing.T, data []byte) map[string][]string {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	sheetstest.Must(t, err)
	c, err := newCalculator(x)
	sheetstest.Must(t, err)
	said := map[string][]string{}
	for row := checkHead + 1; ; row++ {
		code := words(c.cell("校验", row, 1))
		if len(code) != 3 {
			return said
		}
		said[code] = append(said[code], words(c.cell("校验", row, checkBad+1)))
	}
}

// agrees holds the verdicts of the check sheet against the check, rule by rule, and counts
// those compared and the errors that the sheet takes for rounding:
//
//   - what the sheet calls wrong, the check does;
//   - what the check calls wrong, the sheet never calls right: it takes it for wrong or for
//     a difference by rounding, as it does not know what the same amount is elsewhere;
//   - for wrong, where the sides are further apart than half a cent for every figure that
//     could be behind them, and where the rule does not speak of rounded amounts.
func agrees(t *testing.T, p *profile.Profile, name string, f *filing.Filing, said map[string][]string) (compared, tails int) {
	t.Helper()
	report, err := checks.Check(p, f, message.ZH)
	sheetstest.Must(t, err)
	beyond := checkerOf(p, f, message.ZH).beyond
	widest := mostAmounts(p, f)
	for _, r := range p.Rules {
		verdict, live := said[r.Code]
		o := report.Outcomes[r.Code]
		if !live || o == rule.NotEvaluated {
			continue
		}
		compared++
		whole := !slices.Contains(beyond, r)
		bad := slices.Contains(verdict, message.Say(message.ZH, "check.bad", nil))
		tail := slices.Contains(verdict, message.Say(message.ZH, "check.tail", nil))
		switch violated := o == rule.Violated; {
		case slices.Contains(verdict, message.Say(message.ZH, "check.unclear", nil)):
			t.Errorf("%s: rule %s cannot be calculated", name, r.Code)
		case bad && !violated:
			t.Errorf("%s: rule %s is red on the sheet, the outcome of the check is %d", name, r.Code, o)
		case !violated || !whole || bad:
		case !tail:
			t.Errorf("%s: rule %s is violated, and no line of the sheet says so", name, r.Code)
		default:
			tails++
			// So many figures of the widest table can be behind each reference.
			most := decimal.New(int64(mostReferences(r)*widest), -2).Div(decimal.New(2, 0))
			for _, x := range report.Findings {
				if x.Rule == r.Code && x.Severity == finding.Error && x.Compared != nil && x.Compared.Difference.Abs().GreaterThan(most) {
					t.Errorf("%s: rule %s: %s is no difference by rounding", name, r.Code, x.Compared.Difference)
				}
			}
		}
	}
	return compared, tails
}

// mostAmounts counts the amounts of the table that has the most of them.
func mostAmounts(p *profile.Profile, f *filing.Filing) (most int) {
	for _, table := range p.Tables {
		n := 0
		for _, r := range f.Tables[table.ID] {
			for _, c := range table.Columns {
				if c.Type.Numeric() && r.Text(c.ID) != "" && table.Printed() {
					n++
				}
			}
		}
		most = max(most, n)
	}
	return most
}

// mostReferences counts the references of the longest comparison of a rule.
func mostReferences(r *profile.Rule) (most int) {
	for _, c := range r.Clauses {
		for _, t := range c.Tests {
			most = max(most, len(t.Left.Refs())+len(t.Right.Refs()))
		}
	}
	return most
}

// TestSheetAgreesWithCheck calculates the check sheet of the example and of copies with a
// mistake.
func TestSheetAgreesWithCheck(t *testing.T) {
	p := profiletest.Shanxi(t)
	all := mutants(t, p, "example", sheetstest.ExampleFiling(t, p), 149)
	names, step := slices.Sorted(maps.Keys(all)), 3
	if testing.Short() {
		step = 15
	}
	compared, tails := 0, 0
	for i := 0; i < len(names); i += step {
		f := all[names[i]]
		n, m := agrees(t, p, names[i], f, verdicts(t, written(t, p, f, message.ZH)))
		compared, tails = compared+n, tails+m
	}
	if compared < 100 {
		t.Errorf("only %d verdicts", compared)
	}
	t.Logf("%d verdicts of %d filings, %d errors taken for rounding", compared, len(names)/step, tails)
}
