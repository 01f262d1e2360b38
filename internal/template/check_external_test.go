//go:build external

package template

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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

// shown are the verdicts on the check sheet of a calculated workbook, by rule and in its
// order.
func shown(t *testing.T, p *profile.Profile, data []byte, lang message.Lang) map[string][]string {
	t.Helper()
	b, err := xlsx.Open("x.xlsx", data)
	sheetstest.Must(t, err)
	found := map[string][]string{}
	for i, s := range b.Sheets {
		for _, want := range p.Sheets {
			if want.Kind != "check" || sheets.TabName(p, want, lang) != s.Name {
				continue
			}
			for _, row := range b.Grids[i].After(checkHead) {
				if code, verdict := row.At(1).Text, row.At(checkBad+1).Text; len(code) == 3 {
					found[code] = append(found[code], verdict)
				}
			}
		}
	}
	return found
}

// disagreeing counts the comparisons of each rule that do not agree, by the check sheet of
// a calculated workbook. Rules without a formula are not in it.
func disagreeing(t *testing.T, p *profile.Profile, data []byte, lang message.Lang) map[string]int {
	t.Helper()
	found := map[string]int{}
	for code, verdicts := range shown(t, p, data, lang) {
		for _, verdict := range verdicts {
			switch verdict {
			case message.Say(lang, "check.bad", nil):
				found[code]++
			case message.Say(lang, "check.good", nil), message.Say(lang, "check.tail", nil), message.Say(lang, "check.empty", nil), message.Say(lang, "check.none", nil):
				found[code] += 0
			case message.Say(lang, "check.program", nil):
			default:
				t.Errorf("rule %s: verdict %q", code, verdict)
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

// soundFilings are filings that the trial makes of units' budgets, rounded in eight ways.
func soundFilings(t *testing.T, p *profile.Profile, units int) map[string]*filing.Filing {
	t.Helper()
	dir := t.TempDir()
	sheetstest.Run(t, "../../tools/trial", "go", "run", "./generate", "-n", strconv.Itoa(units), "-way", "all", "-seed", "41", "-out", dir)
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	sheetstest.Must(t, err)
	all := map[string]*filing.Filing{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		sheetstest.Must(t, err)
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = filed(t, p, data)
	}
	return all
}

// TestExternalSheetAgreesWithCheck looks at sound filings, at which no error may be red, and
// at many with a mistake. The verdicts are those of the calculator of this package; of some
// workbooks they are compared with those of LibreOffice, line by line.
func TestExternalSheetAgreesWithCheck(t *testing.T) {
	p := profiletest.Shanxi(t)
	sound := soundFilings(t, p, 3)
	all := mutants(t, p, "example", sheetstest.ExampleFiling(t, p), 149)
	maps.Copy(all, mutants(t, p, "formulas", sound["41-0000-formulas"], 101))
	maps.Copy(all, sound)
	if len(sound) != 24 || len(all) < 100 {
		t.Errorf("%d filings, %d sound ones", len(all), len(sound))
	}
	compared, tails := 0, 0
	books, want := map[string][]byte{}, map[string]map[string][]string{}
	for i, name := range slices.Sorted(maps.Keys(all)) {
		book := written(t, p, all[name], message.ZH)
		said := verdicts(t, book)
		n, m := agrees(t, p, name, all[name], said)
		compared, tails = compared+n, tails+m
		if i%8 == 0 {
			books[name], want[name] = book, said
		}
		for _, r := range p.Rules {
			// What is asked of a sound filing is a warning, and is red as well.
			if sound[name] != nil && r.Level == "error" && slices.Contains(said[r.Code], message.Say(message.ZH, "check.bad", nil)) {
				t.Errorf("%s: rule %s is red, and the filing is sound", name, r.Code)
			}
		}
	}
	t.Logf("%d verdicts of %d filings, %d errors taken for rounding", compared, len(all), tails)
	for name, data := range calculated(t, books) {
		got := shown(t, p, data, message.ZH)
		for code, verdict := range want[name] {
			if !slices.Equal(got[code], verdict) {
				t.Errorf("%s: rule %s: LibreOffice says %v, the calculator %v", name, code, got[code], verdict)
			}
		}
	}
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
