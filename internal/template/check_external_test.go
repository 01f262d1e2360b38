//go:build external

package template

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
	"budgetbook/internal/rule/sheet"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// alwaysCalculate tells LibreOffice to calculate every formula when it opens a file.
const alwaysCalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// calculated is what LibreOffice makes of workbooks, by name.
func calculated(t *testing.T, books map[string][]byte) map[string][]byte {
	t.Helper()
	names := make([]string, 0, len(books))
	for name := range books {
		names = append(names, name)
	}
	slices.Sort(names)
	// LibreOffice uses one processor; there is one of it for each of them.
	parts := min(runtime.NumCPU(), len(names))
	dirs, errs := make([]string, parts), make([]error, parts)
	var wait sync.WaitGroup
	for k := range parts {
		dir := t.TempDir()
		dirs[k] = dir
		user := filepath.Join(dir, "profile", "user")
		sheetstest.Must(t, os.MkdirAll(user, 0o755))
		sheetstest.Must(t, os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(alwaysCalculate), 0o644))
		args := []string{"-env:UserInstallation=file://" + dir + "/profile", "--headless", "--convert-to", "xlsx", "--outdir", "out"}
		for i := k; i < len(names); i += parts {
			sheetstest.Must(t, os.WriteFile(filepath.Join(dir, names[i]+".xlsx"), books[names[i]], 0o644))
			args = append(args, names[i]+".xlsx")
		}
		wait.Go(func() {
			cmd := exec.CommandContext(t.Context(), "soffice", args...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				errs[k] = fmt.Errorf("soffice: %w\n%s", err, out)
			}
		})
	}
	wait.Wait()
	sheetstest.Must(t, errors.Join(errs...))
	out := map[string][]byte{}
	for i, name := range names {
		data, err := os.ReadFile(filepath.Join(dirs[i%parts], "out", name+".xlsx"))
		sheetstest.Must(t, err)
		out[name] = data
	}
	return out
}

// disagreeing reads the check sheet of a calculated workbook: how many comparisons
// of each rule do not agree. Rules without a formula are not in it.
func disagreeing(t *testing.T, p *profile.Profile, data []byte, lang message.Lang) map[string]int {
	t.Helper()
	b, err := xlsx.Open("x.xlsx", data)
	sheetstest.Must(t, err)
	defer b.Excel.Close()
	found := map[string]int{}
	for i, s := range b.Sheets {
		for _, want := range p.Sheets {
			if want.Kind != "check" || sheets.TabName(p, want, lang) != s.Name {
				continue
			}
			for _, row := range b.Grids[i].After(checkHead) {
				code, verdict := row.At(1).Text, row.At(checkBad+1).Text
				switch verdict {
				case message.Say(lang, "check.bad", nil):
					found[code]++
				case message.Say(lang, "check.tail", nil):
					found[code] += 0
					found[code+" tail"]++
				case message.Say(lang, "check.good", nil), message.Say(lang, "check.empty", nil), message.Say(lang, "check.none", nil):
					found[code] += 0
				case "", message.Say(lang, "check.program", nil):
				default:
					t.Errorf("row %d, rule %s: verdict %q", row.Number, code, verdict)
				}
			}
		}
	}
	return found
}

func filed(t *testing.T, p *profile.Profile, data []byte) *filing.Filing {
	t.Helper()
	f, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", data)
	sheetstest.Must(t, err)
	return f
}

// mutants are copies of a sound filing, each with something changed: one of every so
// many amounts, rows moved or gone, codes and fields.
func mutants(t *testing.T, p *profile.Profile, base string, data []byte, every int) map[string]*filing.Filing {
	all := map[string]*filing.Filing{base: filed(t, p, data)}
	add := func(what string, change func(f *filing.Filing)) {
		f := filed(t, p, data)
		change(f)
		all[fmt.Sprintf("%s-%03d-%s", base, len(all), what)] = f
	}
	cells, lines := 0, 0
	sound := all[base]
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

// TestExternalSheetAgreesWithCheck compares the verdicts of the check sheet, calculated by
// LibreOffice, with those of the program, rule by rule, on sound filings and on
// many with a mistake.
func TestExternalSheetAgreesWithCheck(t *testing.T) {
	p := profiletest.Shanxi(t)
	example, err := os.ReadFile("../../examples/example-county-2024.json")
	sheetstest.Must(t, err)
	all := mutants(t, p, "example", example, 149)
	if sample, err := os.ReadFile("../../templates/shanxi/sample.json"); err == nil {
		for name, f := range mutants(t, p, "sample", sample, 101) {
			all[name] = f
		}
	}
	if len(all) < 60 {
		t.Errorf("only %d filings", len(all))
	}
	books := map[string][]byte{}
	for name, f := range all {
		books[name] = written(t, p, f, message.ZH)
	}
	t.Logf("%d filings", len(all))
	compared, tails, apart, violated := 0, 0, 0, map[string]int{}
	for name, data := range calculated(t, books) {
		sheet := disagreeing(t, p, data, message.ZH)
		report, err := checks.Check(p, all[name], message.EN)
		sheetstest.Must(t, err)
		whole := wholeRules(p, all[name])
		for _, r := range p.Rules {
			n, live := sheet[r.Code]
			if !live {
				continue
			}
			o := report.Outcomes[r.Code]
			switch {
			case o == rule.NotEvaluated:
			case n == 0 && o == rule.Violated && sheet[r.Code+" tail"] > 0:
				// The sheet looks at one comparison at a time and leaves the last word to the program.
				tails++
			case n > 0 != (o == rule.Violated) && (whole[r.Code] || n > 0):
				// The sheet looks at one comparison at a time, package tail at all of them.
				apart++
				t.Logf("%s: rule %s: %d lines of the sheet do not agree, the outcome of the check is %d", name, r.Code, n, o)
			default:
				compared++
				if n > 0 {
					violated[r.Code]++
				}
			}
		}
	}
	t.Logf("%d filings, %d verdicts compared, %d differences by rounding that the program refuses, violated: %v", len(all), compared, tails, violated)
	if apart*10 > compared {
		t.Errorf("of %d verdicts %d are others than those of the check", compared, apart)
	}
	if tails*10 > compared {
		t.Errorf("of %d verdicts %d call an error a difference by rounding", compared, tails)
	}
}

// wholeRules are the rules of which no part is left to the program.
func wholeRules(p *profile.Profile, f *filing.Filing) map[string]bool {
	w := &writer{Pen: &xlsx.Pen{Lang: message.ZH}, p: p, f: f, plan: sheets.NewPlan(p, f, message.ZH)}
	x := &sheet.Excel{Profile: p, At: w.locate(), Lang: message.ZH}
	whole := map[string]bool{}
	for _, r := range p.Rules {
		_, whole[r.Code] = x.Lines(r)
	}
	return whole
}

// TestExternalLanguages calculates a sound filing and one with a mistake in each language
// of workbooks: the sound one agrees everywhere, of the other the banner says so in whole
// sentences.
func TestExternalLanguages(t *testing.T) {
	p := profiletest.Shanxi(t)
	example, err := os.ReadFile("../../examples/example-county-2024.json")
	sheetstest.Must(t, err)
	wrong := filed(t, p, example)
	wrong.Tables["t03"][0].Cells["total"] = filing.Value{Text: "1.00"}
	books := map[string][]byte{}
	langs := []message.Lang{message.ZH, message.EN, message.Both}
	for _, l := range langs {
		books[string(l)] = written(t, p, filed(t, p, example), l)
		books["wrong-"+string(l)] = written(t, p, wrong, l)
	}
	out := calculated(t, books)
	live := disagreeing(t, p, out["zh"], message.ZH)
	banner := map[message.Lang]string{}
	for _, l := range langs {
		found := disagreeing(t, p, out[string(l)], l)
		for code, n := range found {
			if n > 0 {
				t.Errorf("%s: rule %s: %d lines do not agree", l, code, n)
			}
		}
		if l == message.Both && len(found) != len(live) {
			t.Errorf("%d rules in both languages, %d in Chinese", len(found), len(live))
		}
		if n := disagreeing(t, p, out["wrong-"+string(l)], l)["X03"]; n == 0 {
			t.Errorf("%s: a wrong total of Table 3 is not seen", l)
		}
		b, err := xlsx.Open("x.xlsx", out["wrong-"+string(l)])
		sheetstest.Must(t, err)
		for i, s := range b.Sheets {
			if s.Name == sheets.TabName(p, p.Sheets[1], l) {
				banner[l] = b.Grids[i].At(2, 1).Text
			}
		}
	}
	if want := banner[message.ZH] + message.Between + banner[message.EN]; banner[message.Both] != want {
		t.Errorf("the banner says %q, want %q", banner[message.Both], want)
	}
}

// TestBlankTemplateCalculated opens the blank template: no errors, no violations, and
// read back it is still blank.
func TestExternalBlankTemplateCalculated(t *testing.T) {
	p := profiletest.Shanxi(t)
	books := map[string][]byte{}
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		books[string(l)] = written(t, p, filing.New(p.Name, 2025), l)
	}
	for name, data := range calculated(t, books) {
		for code, n := range disagreeing(t, p, data, message.Lang(name)) {
			if n > 0 {
				t.Errorf("%s: rule %s: %d lines do not agree", name, code, n)
			}
		}
		b, err := xlsx.Open("x.xlsx", data)
		sheetstest.Must(t, err)
		for _, g := range b.Grids {
			for _, row := range g.Rows {
				for _, c := range row.Cells {
					if c.Kind == xlsx.ErrorCell {
						t.Errorf("%s: %s!%s shows %s", name, g.Name, finding.CellName(c.Row, c.Column), c.Text)
					}
				}
			}
		}
		f, found := readBack(t, p, data)
		for _, x := range found {
			t.Errorf("%s: %s %s", name, x.Code, x.Say(message.EN))
		}
		for id, rows := range f.Tables {
			for i, r := range rows {
				for _, c := range p.Table(id).Columns {
					if c.Type.Numeric() && r.Text(c.ID) != "" {
						t.Errorf("%s: %s[%d].%s holds %q", name, id, i, c.ID, r.Text(c.ID))
					}
				}
			}
		}
	}
}

// TestTotalsCalculated fills the blank template with the example's figures, but for
// the cells with formulas, and compares what those come to.
func TestExternalTotalsCalculated(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	x, formulas := filledBlank(t, p, f)
	buf, err := x.WriteToBuffer()
	sheetstest.Must(t, err)
	got, _ := readBack(t, p, calculated(t, map[string][]byte{"filled": buf.Bytes()})["filled"])
	direct, _ := readBack(t, p, buf.Bytes())
	for _, table := range p.Tables {
		if table.Printed() {
			near(t, table, f.Tables[table.ID], got.Tables[table.ID])
			near(t, table, f.Tables[table.ID], direct.Tables[table.ID])
		}
	}
	if len(formulas) < 100 {
		t.Errorf("only %d cells with formulas", len(formulas))
	}
	t.Logf("%d cells with formulas", len(formulas))
}

// near compares rows; an amount may be off by a few cents, as totals of rounded
// figures are.
func near(t *testing.T, table *profile.Table, want, got []filing.Row) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%s: got %d rows, want %d", table.ID, len(got), len(want))
		return
	}
	for i := range want {
		for _, c := range table.Columns {
			a, b := want[i].Text(c.ID), got[i].Text(c.ID)
			if !c.Type.Numeric() {
				if a != b {
					t.Errorf("%s[%d].%s: got %q, want %q", table.ID, i, c.ID, b, a)
				}
				continue
			}
			x, err := amount.Parse(a)
			sheetstest.Must(t, err)
			y, err := amount.Parse(b)
			sheetstest.Must(t, err)
			if x.Value.Sub(y.Value).Abs().GreaterThan(decimal.New(3, -2)) {
				t.Errorf("%s[%d].%s: got %q, want %q", table.ID, i, c.ID, b, a)
			}
		}
	}
}
