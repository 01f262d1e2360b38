//go:build external

package intake_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// again writes a workbook anew with openpyxl: inline texts, other styles, no cache.
const again = `
import sys, openpyxl
a = openpyxl.load_workbook(sys.argv[1])
b = openpyxl.Workbook()
b.remove(b.active)
for s in a.worksheets:
    t = b.create_sheet(s.title)
    for row in s.iter_rows():
        for c in row:
            if c.value is not None:
                t.cell(c.row, c.column, c.value)
    for m in s.merged_cells.ranges:
        t.merge_cells(str(m))
b.save(sys.argv[2])
`

// TestImportExternal imports every layout as openpyxl writes it.
func TestExternalImport(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	want := printed(p, f)
	for _, l := range foreignLayouts() {
		dir := t.TempDir()
		in, out := filepath.Join(dir, "a.xlsx"), filepath.Join(dir, "b.xlsx")
		sheetstest.Must(t, os.WriteFile(in, l.bytes(t, p, f), 0o600))
		if text, err := exec.Command("/usr/bin/python3", "-c", again, in, out).CombinedOutput(); err != nil {
			t.Fatalf("openpyxl: %v\n%s", err, text)
		}
		data, err := os.ReadFile(out)
		sheetstest.Must(t, err)
		got, err := intake.Import(p, "b.xlsx", data)
		sheetstest.Must(t, err)
		whole(t, data, got)
		for id, text := range printed(p, got.Filing) {
			if text != want[id] {
				t.Errorf("%s: %s: got\n%swant\n%s", l.name, id, text, want[id])
			}
		}
		for _, x := range got.Findings {
			if x.Severity == finding.Error {
				t.Errorf("%s: %s", l.name, x.Say(message.EN))
			}
		}
		if _, err := json.Marshal(got.Taken); err != nil {
			t.Error(err)
		}
	}
}
