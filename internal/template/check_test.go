package template

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

var update = flag.Bool("update", false, "write the golden files again")

// checkerOf prepares the check sheet of a filing.
func checkerOf(p *profile.Profile, f *filing.Filing, l message.Lang) *checker {
	w := &writer{Pen: &xlsx.Pen{Lang: l}, p: p, f: f, plan: sheets.NewPlan(p, f, l)}
	return w.checker()
}

// TestRulesAsFormulas compiles the whole catalogue: every rule that is written as
// formulas must have them on the sheet, in Chinese workbooks, all of it.
func TestRulesAsFormulas(t *testing.T) {
	p := profiletest.Shanxi(t)
	c := checkerOf(p, filing.New(p.Name, 2025), message.ZH)
	for _, r := range c.beyond {
		if r.Go == "" {
			t.Errorf("rule %s is not on the sheet, or not all of it", r.Code)
		}
	}
	var b strings.Builder
	for _, l := range c.lines {
		fmt.Fprintf(&b, "%s %s\n  left  %s\n  right %s\n", l.Rule.Code, l.Words, l.Left, l.Right)
		if l.Idle != "" {
			fmt.Fprintf(&b, "  idle  %s\n", l.Idle)
		}
		if l.Mark.Sheet != "" {
			fmt.Fprintf(&b, "  mark  %s\n", l.Mark)
		}
		if !l.Each {
			fmt.Fprintf(&b, "  bad   %s\n", l.Bad)
		}
		if n := strings.Count(l.Bad, "(") - strings.Count(l.Bad, ")"); n != 0 {
			t.Errorf("%s %s: brackets do not close: %s", l.Rule.Code, l.Words, l.Bad)
		}
	}
	golden(t, "testdata/check.golden", b.String())
}

// TestTotalsAsFormulas writes down which cells of the blank template are formulas;
// of the lines of a unit only the first.
func TestTotalsAsFormulas(t *testing.T) {
	p := profiletest.Shanxi(t)
	c := checkerOf(p, filing.New(p.Name, 2025), message.ZH)
	var b strings.Builder
	for _, table := range p.Tables {
		if !table.Printed() {
			continue
		}
		first := true
		for _, l := range c.plan.Block(table.ID).Lines {
			if l.Blank || l.Spec == nil && !first {
				continue
			}
			first = first && l.Spec != nil
			for j, column := range sheets.ColumnOrder(table) {
				if f := c.total(table, column, l).Formula; f != "" && (l.Spec == nil || c.belongs(table, column, l.Spec)) {
					fmt.Fprintf(&b, "%s!%s =%s\n", table.Name.ZH, finding.CellName(l.Row, j+1), f)
				}
			}
		}
	}
	golden(t, "testdata/totals.golden", b.String())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		sheetstest.Must(t, os.MkdirAll("testdata", 0o755))
		sheetstest.Must(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	sheetstest.Must(t, err)
	if got == string(want) {
		return
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s, line %d (run with -update if it is meant): got\n%s", file, i+1, a[i])
		}
	}
	t.Fatalf("%s has %d lines, got %d", file, len(b), len(a))
}

// TestCheckSheetIsNotRead renames, spoils and removes the check sheet.
func TestCheckSheetIsNotRead(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	for what, change := range map[string]func(x *excelize.File, sheet string) error{
		"spoiled": func(x *excelize.File, sheet string) error { return x.SetCellStr(sheet, "Z99", "随手写的") },
		"renamed": func(x *excelize.File, sheet string) error { return x.SetSheetName(sheet, "我的校验") },
		"removed": func(x *excelize.File, sheet string) error { return x.DeleteSheet(sheet) },
	} {
		x, err := excelize.OpenReader(bytes.NewReader(written(t, p, f, message.ZH)))
		sheetstest.Must(t, err)
		sheetstest.Must(t, change(x, "校验"))
		buf, err := x.WriteToBuffer()
		sheetstest.Must(t, err)
		got, found := readBack(t, p, buf.Bytes())
		for _, y := range found {
			t.Errorf("%s: %s %s", what, y.Code, y.Say(message.EN))
		}
		sheetstest.Equal(t, f, got)
	}
}

// TestTotalsWithoutResults reads a blank template of which a few cells were filled
// by a program that does not calculate.
func TestTotalsWithoutResults(t *testing.T) {
	p := profiletest.Shanxi(t)
	x, err := excelize.OpenReader(bytes.NewReader(written(t, p, filing.New(p.Name, 2025), message.ZH)))
	sheetstest.Must(t, err)
	for cell, v := range map[string]any{"A7": "201", "B7": "一般公共服务支出", "D7": 1.1, "E7": 2.25} {
		sheetstest.Must(t, x.SetCellValue("表三", cell, v))
	}
	buf, err := x.WriteToBuffer()
	sheetstest.Must(t, err)
	f, found := readBack(t, p, buf.Bytes())
	for _, y := range found {
		t.Errorf("%s %s", y.Code, y.Say(message.EN))
	}
	rows := f.Tables["t03"]
	if len(rows) != 2 || rows[0].Text("total") != "3.35" || rows[0].Text("basic") != "1.10" || rows[1].Text("total") != "3.35" {
		t.Errorf("t03: %v", rows)
	}
	if n := len(f.Tables["t05"]); n != 1 || f.Tables["t05"][0].Text("total") != "" {
		t.Errorf("t05: %d rows", n)
	}
}

func BenchmarkReadBlankTemplate(b *testing.B) {
	p := profiletest.Shanxi(b)
	data, err := Write(p, filing.New(p.Name, 2025), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := intake.Read(p, "x.xlsx", data); err != nil {
			b.Fatal(err)
		}
	}
}
