package template

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets/sheetstest"
)

// mutants are copies of a sound filing, each with something changed: one of every so
// many amounts, rows moved or gone, codes and fields.
func mutants(t *testing.T, p *profile.Profile, base string, sound *filing.Filing, every int) map[string]*filing.Filing {
	t.Helper()
	data, err := filing.Marshal(p.Schema(), sound)
	sheetstest.Must(t, err)
	all := map[string]*filing.Filing{base: sound}
	add := func(what string, change func(f *filing.Filing)) {
		f, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", data)
		sheetstest.Must(t, err)
		change(f)
		all[fmt.Sprintf("%s-%03d-%s", base, len(all), what)] = f
	}
	cells, lines := 0, 0
	for _, table := range p.Tables {
		rows := sound.Tables[table.ID]
		for i := range rows {
			for _, c := range table.Columns {
				text := rows[i].Text(c.ID)
				set := func(f *filing.Filing, s string) {
					v := f.Tables[table.ID][i].Cells[c.ID]
					v.Text = s
					f.Tables[table.ID][i].Cells[c.ID] = v
				}
				where := fmt.Sprintf("%s-%d-%s", strings.ReplaceAll(table.ID, ".", "_"), i, strings.ReplaceAll(c.ID, ".", "_"))
				switch {
				case c.Type.Numeric():
					a, err := amount.Parse(text)
					if err != nil {
						continue
					}
					// Some of the amounts, in turn by a cent, doubled, and by a thousand.
					// Totals, which stand at either end, are in more rules than others.
					cells++
					often := table.Printed() && (i == 0 || i == len(rows)-1) && cells%5 == 0
					if !often && (cells%every != 0 || a.Blank && cells%2 != 0) {
						continue
					}
					d := []decimal.Decimal{a.Value.Add(decimal.New(1, -2)), a.Value.Mul(decimal.New(2, 0)), a.Value.Add(decimal.New(1000, 0))}[cells/5%3]
					add(where, func(f *filing.Filing) { set(f, c.Type.Canon(d.String())) })
				case c.Type == profile.CodeType && len(text) == 5 && i%4 == 0:
					add("code-"+where, func(f *filing.Filing) { set(f, text[:3]+"98") })
				}
			}
			if lines++; table.Printed() && i > 1 && lines%(every/3) == 0 {
				add(fmt.Sprintf("moved-%s-%d", table.ID, i), func(f *filing.Filing) {
					rs := f.Tables[table.ID]
					rs[i], rs[i-1] = rs[i-1], rs[i]
				})
				add(fmt.Sprintf("gone-%s-%d", table.ID, i), func(f *filing.Filing) {
					f.Tables[table.ID] = append(f.Tables[table.ID][:i:i], f.Tables[table.ID][i+1:]...)
				})
			}
		}
	}
	for _, path := range []string{"procurement.total", "procurement.goods", "assets.vehicles.in_use", "assets.vehicles.quota", "assets.equipment_over_1m"} {
		add(strings.ReplaceAll(path, ".", "_"), func(f *filing.Filing) { f.Fields[path] = filing.Value{Text: "17"} })
	}
	for path, value := range map[string]string{"unit.kind": "institution", "scope": "department"} {
		add(strings.ReplaceAll(path, ".", "_"), func(f *filing.Filing) { f.Fields[path] = filing.Value{Text: value} })
	}
	return all
}
