package press_test

import (
	"strings"
	"testing"

	money "github.com/shopspring/decimal"

	figures "budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

// TestFindingsAreTyped changes cells of a sound filing and goes by what findings say
// they compared: the places lead to the very values, and these give both sides.
func TestFindingsAreTyped(t *testing.T) {
	p, f, _, err := press.Filing(press.Input{Name: "x.json", Data: readFile(t, exampleJSON)}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"t03", "t05", "t06", "t11"} {
		for _, c := range p.Table(id).Columns {
			v, ok := f.Tables[id][0].Cells[c.ID]
			if n, err := figures.Parse(v.Text); ok && c.Type.Numeric() && err == nil && !n.Blank {
				v.Text = figures.Wan(n.Value.Add(money.New(7, 0)))
				f.Tables[id][0].Cells[c.ID] = v
			}
		}
	}
	data, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	m, err := press.Load(press.Input{Name: "x.json", Data: data}, press.Options{Lang: message.ZH})
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, x := range m.Result.Findings {
		if x.Severity != finding.Error || x.Compared == nil {
			continue
		}
		compared++
		c := x.Compared
		if !c.Difference.Equal(c.Left.Value.Sub(c.Right.Value)) || c.Difference.IsZero() {
			t.Errorf("%s: %s is not %s - %s", x.Code, c.Difference, c.Left.Value, c.Right.Value)
		}
		if !strings.Contains(x.Say(message.ZH), figures.Trim2(c.Difference.Abs())) {
			t.Errorf("%s: the message does not name the difference %s: %s", x.Code, c.Difference, x.Say(message.ZH))
		}
		for _, side := range []finding.Operand{c.Left, c.Right} {
			for _, cell := range side.Cells {
				d := cell.Place.Datum
				if d.Row < 1 || d.Row > len(m.Filing.Tables[d.Table]) {
					continue // a field, or a row that is not there
				}
				row := m.Filing.Tables[d.Table][d.Row-1]
				n, err := figures.Parse(row.Text(d.Column))
				if err != nil || !n.Value.Equal(cell.Value) || n.Blank != cell.Blank {
					t.Errorf("%s: %+v holds %q, not %s", x.Code, d, row.Text(d.Column), cell.Value)
				}
			}
			if len(side.Cells) == 1 && !side.Cells[0].Value.Equal(side.Value) {
				t.Errorf("%s: one cell of %s makes %s", x.Code, side.Cells[0].Value, side.Value)
			}
		}
	}
	if compared < 5 {
		t.Errorf("only %d findings compare amounts", compared)
	}
}
