package intake_test

import (
	"os"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/template"
)

// TestReadWherePlanned: of a workbook nobody has altered every value is read from the cell
// the plan names, in both layouts and in every language of labels.
func TestReadWherePlanned(t *testing.T) {
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	full := profiletest.Shanxi(t)
	f, _, err := filing.Unmarshal(full.Schema(), full.Name, "example.json", data)
	if err != nil {
		t.Fatal(err)
	}
	for _, layout := range []profile.Layout{profile.Full, profile.Few} {
		p := full.InLayout(layout)
		for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
			book, err := template.Write(full, f, template.Options{Lang: l, Layout: layout})
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := intake.Read(full, "a.xlsx", book)
			if err != nil {
				t.Fatal(err)
			}
			plan, n := sheets.NewPlan(p, f, l), 0
			at := func(what string, v filing.Value, tab string, row, column int) {
				n++
				if want := finding.CellName(row, column); v.At.Sheet != tab || v.At.Cell != want {
					t.Errorf("%s %s: %s was read from %s %s, planned at %s %s", layout, l, what, v.At.Sheet, v.At.Cell, tab, want)
				}
			}
			for _, tab := range plan.Tabs {
				for _, line := range tab.Forms {
					if line.Field != nil {
						at(line.Field.Path, got.Fields[line.Field.Path], tab.Name, line.Row, sheets.FormValue)
					}
				}
				for i, path := range tab.Sheet.Lists {
					for k, v := range got.Lists[path] {
						at(path, v, tab.Name, sheets.ListHead+1+k, i+1)
					}
				}
				b := tab.Block
				if b == nil {
					continue
				}
				rows := got.Tables[b.Table.ID]
				if b.Parent != nil {
					rows = nil
					for _, r := range got.Tables[b.Parent.ID] {
						rows = append(rows, r.Children[b.Table.Key]...)
					}
				}
				k := 0
				for _, line := range b.Lines {
					if line.Data == nil {
						continue
					}
					if k == len(rows) {
						t.Fatalf("%s %s: %s has only %d rows", layout, l, b.Table.ID, k)
					}
					for _, c := range b.Columns {
						if v := rows[k].Cells[c.ID]; v.Text != "" {
							at(b.Table.ID+"."+c.ID, v, tab.Name, line.Row, b.Column(c.ID))
						}
					}
					k++
				}
			}
			if n < 500 {
				t.Errorf("%s %s: only %d values", layout, l, n)
			}
		}
	}
}
