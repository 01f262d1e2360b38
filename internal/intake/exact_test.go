package intake_test

import (
	"bytes"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// TestYuanAndFen reads a sheet in 元 with 分, and one in 万元 with as many decimals: the
// amounts are rounded half up for print, the exact ones are kept, and one note says so.
func TestYuanAndFen(t *testing.T) {
	p := profiletest.Shanxi(t)
	extra := decimal.RequireFromString("0.003725")
	for _, unit := range []string{"元", "万元"} {
		f := sheetstest.ExampleFiling(t, p)
		x, err := excelize.OpenReader(bytes.NewReader(booktest.Write(t, p, f, message.ZH)))
		sheetstest.Must(t, err)
		sheet := p.Table("t12").Name.ZH
		if unit == "元" {
			rows, err := x.GetRows(sheet)
			sheetstest.Must(t, err)
			for i, c := range rows[2] {
				if c == "单位：万元" {
					name, _ := excelize.CoordinatesToCellName(i+1, 3)
					sheetstest.Must(t, x.SetCellStr(sheet, name, "单位：元"))
				}
			}
		}
		n := 0
		want := map[string]string{}
		shift := func(d decimal.Decimal) float64 {
			if unit == "元" {
				d = d.Shift(4)
			}
			v, _ := d.Float64()
			return v
		}
		cells, _ := booktest.Read(t, p, booktest.Write(t, p, f, message.ZH))
		for _, r := range cells.Tables["t12"] {
			for _, c := range p.Table("t12").Columns {
				v := r.Cells[c.ID]
				if c.Type != profile.WanType || v.Text == "" {
					continue
				}
				d := decimal.RequireFromString(v.Text)
				if r.Text("kind") == "project" {
					d = d.Add(extra)
					want[v.At.Cell] = d.String()
					n++
				}
				sheetstest.Must(t, x.SetCellFloat(sheet, v.At.Cell, shift(d), -1, 64))
			}
		}
		if n < 40 {
			t.Fatalf("%d amounts of projects", n)
		}
		var b bytes.Buffer
		sheetstest.Must(t, x.Write(&b))
		got, found := booktest.Read(t, p, b.Bytes())
		for i, r := range got.Tables["t12"] {
			for id, v := range r.Cells {
				if v.Exact != want[v.At.Cell] || v.Text != f.Tables["t12"][i].Text(id) {
					t.Errorf("%s %s: %q, exactly %q; want %q, %q", unit, v.At.Cell, v.Text, v.Exact, f.Tables["t12"][i].Text(id), want[v.At.Cell])
				}
			}
		}
		if len(found) != 1 || found[0].Code != "B30" || found[0].Severity != finding.Note || found[0].Places[0].Sheet != sheet {
			t.Errorf("%s: want one note for the table: %v", unit, found)
		}
		// A workbook made of it holds the exact amounts too.
		if again, _ := booktest.Read(t, p, booktest.Write(t, p, got, message.ZH)); !sameExact(got, again) {
			t.Errorf("%s: exact amounts lost on the way through a workbook", unit)
		}
	}
}

func sameExact(a, b *filing.Filing) bool {
	for id, rows := range a.Tables {
		for i, r := range rows {
			for c, v := range r.Cells {
				if w := b.Tables[id][i].Cells[c]; w.Text != v.Text || w.Exact != v.Exact {
					return false
				}
			}
		}
	}
	return true
}
