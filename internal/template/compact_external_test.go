//go:build external

package template_test

import (
	"os"
	"path/filepath"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// TestCompactLibreOffice has LibreOffice open the short form, compute the names of
// codes and save it again.
func TestExternalCompactLibreOffice(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := filing.New(p.Name, 2025)
	cells := func(kv ...string) filing.Row {
		r := filing.Row{Cells: map[string]filing.Value{}}
		for i := 0; i < len(kv); i += 2 {
			r.Cells[kv[i]] = filing.Value{Text: kv[i+1]}
		}
		return r
	}
	f.Tables["atoms.spending"] = []filing.Row{cells("code", "2080505"), cells("code", "2999999")}
	f.Tables["atoms.basic"] = []filing.Row{cells("code", "30101")}
	f.Tables["atoms.names"] = []filing.Row{cells("code", "2999999", "name", "自补科目")}
	dir := t.TempDir()
	sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "in.xlsx"), booktest.WriteCompact(t, p, f, message.ZH), 0o644))
	sheetstest.Run(t, dir, "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", "out", "in.xlsx")
	data, err := os.ReadFile(filepath.Join(dir, "out", "in.xlsx"))
	sheetstest.Must(t, err)
	got, found := booktest.Read(t, p, data)
	for _, x := range found {
		t.Errorf("%s %s", x.Code, x.Say(message.EN))
	}
	sheetstest.EqualRows(t, "atoms.spending", f.Tables["atoms.spending"], got.Tables["atoms.spending"])
	script := `
import openpyxl
w = openpyxl.load_workbook("out/in.xlsx", data_only=True)
print(w["支出明细"]["C4"].value, w["支出明细"]["C5"].value, w["基本支出明细"]["C4"].value)
assert w["支出明细"]["C4"].value == "机关事业单位基本养老保险缴费支出"
assert w["支出明细"]["C5"].value == "自补科目"
assert w["基本支出明细"]["C4"].value == "基本工资"
`
	sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "names.py"), []byte(script), 0o644))
	sheetstest.Run(t, dir, "/usr/bin/python3", "names.py")
}
