package rule

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
)

// Amounts known in 元 that do not add up are a warning though the printed figures do; those
// that add up are nothing though the printed figures do not.
func TestAmountsInYuanAddUp(t *testing.T) {
	p := profiletest.Shanxi(t)
	check := func(total, basic, project string) []finding.Finding {
		f, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", p.Sample)
		if err != nil {
			t.Fatal(err)
		}
		row := f.Tables["t03"][0]
		for id, exact := range map[string]string{"total": total, "basic": basic, "project": project} {
			d := decimal.RequireFromString(row.Text(id)).Add(decimal.RequireFromString(exact))
			row.Cells[id] = filing.Value{Text: d.StringFixed(2), Exact: d.String()}
		}
		var out []finding.Finding
		for _, x := range Formulas(p, f).Findings {
			if x.Severity > finding.Note {
				out = append(out, x)
			}
		}
		return out
	}
	if got := check("0.004321", "0.002321", "0.002000"); len(got) != 0 {
		t.Errorf("amounts that add up: %s %s", got[0].Code, got[0].Say(message.ZH))
	}
	got := check("0.004321", "0.002321", "0.001000")
	if len(got) != 1 || got[0].Code != "R03" || got[0].Severity != finding.Warning {
		t.Fatalf("10 元 are missing: %+v", got)
	}
	c := got[0].Compared
	if d := c.Difference; !d.Equal(decimal.RequireFromString("0.001")) || !strings.Contains(got[0].Say(message.ZH), "差 10 元") {
		t.Errorf("difference %s: %s", d, got[0].Say(message.ZH))
	}
}
