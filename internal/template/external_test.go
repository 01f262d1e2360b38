//go:build external

package template_test

import (
	"os"
	"path/filepath"
	"testing"

	"budgetbook/internal/intake"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// TestLibreOffice reads what LibreOffice makes of a workbook.
func TestExternalLibreOffice(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	// LibreOffice keeps one kind of line end and no control characters.
	v := f.Fields["reasons.revenue"]
	v.Text = "第一行\n第二行"
	f.Fields["reasons.revenue"] = v
	for _, l := range []message.Lang{message.ZH, message.EN} {
		dir := t.TempDir()
		sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "in.xlsx"), booktest.Write(t, p, f, l), 0o644))
		sheetstest.Run(t, dir, "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", "out", "in.xlsx")
		data, err := os.ReadFile(filepath.Join(dir, "out", "in.xlsx"))
		sheetstest.Must(t, err)
		got, found := booktest.Read(t, p, data)
		sheetstest.Equal(t, f, got)
		for _, x := range found {
			t.Errorf("%s %s", x.Code, x.Say(message.EN))
		}
	}
}

// TestLibreOfficeFormats checks that files LibreOffice saves in other formats are
// called by name.
func TestExternalLibreOfficeFormats(t *testing.T) {
	p := profiletest.Shanxi(t)
	for format, id := range map[string]string{"xls": "open.xls", "ods": "open.ods", "html": "open.html"} {
		dir := t.TempDir()
		sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "in.xlsx"), booktest.Write(t, p, sheetstest.Sample(p), message.ZH), 0o644))
		sheetstest.Run(t, dir, "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", format, "--outdir", "out", "in.xlsx")
		data, err := os.ReadFile(filepath.Join(dir, "out", "in."+format))
		sheetstest.Must(t, err)
		_, _, err = intake.Read(p, "in.xlsx", data)
		if e, ok := err.(*message.Error); !ok || e.ID != id {
			t.Errorf("%s: got %v, want %s", format, err, id)
		}
	}
}

// TestOpenpyxl reads a workbook that openpyxl opened, filled and saved.
func TestExternalOpenpyxl(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	dir := t.TempDir()
	sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "in.xlsx"), booktest.Write(t, p, f, message.ZH), 0o644))
	script := `
import openpyxl
w = openpyxl.load_workbook("in.xlsx")
s = w["表三"]
s["C7"] = 12.5
s["D7"] = "=C8+1.25"
s["C8"] = 1
w["绩效项目"]["B4"] = "改了名的项目"
w.save("out.xlsx")
`
	sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "fill.py"), []byte(script), 0o644))
	sheetstest.Run(t, dir, "/usr/bin/python3", "fill.py")
	data, err := os.ReadFile(filepath.Join(dir, "out.xlsx"))
	sheetstest.Must(t, err)
	got, found := booktest.Read(t, p, data)
	for _, x := range found {
		t.Errorf("%s %s", x.Code, x.Say(message.EN))
	}
	for _, c := range []struct{ got, want string }{
		{got.Tables["t03"][1].Text("total"), "12.50"},
		{got.Tables["t03"][1].Text("basic"), "2.25"},
		{got.Tables["t03"][2].Text("total"), "1.00"},
		{got.Tables["performance.projects"][0].Text("name"), "改了名的项目"},
		{got.Text("other_notes"), "=1+1"},
		{got.Text("unit.name"), f.Text("unit.name")},
	} {
		if c.got != c.want {
			t.Errorf("read %q, want %q", c.got, c.want)
		}
	}
	sheetstest.EqualRows(t, "t01", f.Tables["t01"], got.Tables["t01"])
}
