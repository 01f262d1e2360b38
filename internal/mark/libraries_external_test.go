//go:build external

// The test of this file saves workbooks again with libraries of JavaScript (nodejs and
// npm must be installed): go test -tags external
package mark

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// Versions of what npm installs into a temporary folder.
var workbookLibraries = []string{"xlsx@0.18.5", "exceljs@4.4.0"}

// TestExternalLibraries: SheetJS and ExcelJS open our workbooks and the marked copies of
// them; what they save is read, marked and read again with the same data.
func TestExternalLibraries(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	tools := t.TempDir()
	install := exec.Command("npm", append([]string{"install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", tools}, workbookLibraries...)...)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm install: %v\n%s", err, out)
	}
	script, err := filepath.Abs("testdata/resave.js")
	sheetstest.Must(t, err)
	own := booktest.Write(t, p, f, message.ZH)
	want, _ := booktest.Read(t, p, own)
	for name, data := range map[string][]byte{"own": own, "marked": annotate(t, own, found(), message.ZH)} {
		dir := t.TempDir()
		sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "in.xlsx"), data, 0o644))
		cmd := exec.Command("node", script, filepath.Join(dir, "in.xlsx"), dir)
		cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(tools, "node_modules"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		for _, made := range []string{"sheetjs-inline", "sheetjs-shared", "sheetjs-plain", "exceljs", "exceljs-plain"} {
			saved, err := os.ReadFile(filepath.Join(dir, made+".xlsx"))
			sheetstest.Must(t, err)
			t.Run(name+" "+made, func(t *testing.T) {
				if got := Extension(saved); got != ".xlsx" {
					t.Errorf("a copy would end in %q", got)
				}
				got, _ := booktest.Read(t, p, saved)
				sheetstest.Equal(t, want, got)
				again, _ := booktest.Read(t, p, annotate(t, saved, found(), message.ZH))
				sheetstest.Equal(t, want, again)
			})
		}
	}
}
