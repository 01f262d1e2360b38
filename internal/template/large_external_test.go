//go:build external

package template_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"budgetbook/internal/filing"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// TestExternalLargeLibreOffice lets LibreOffice open, recalculate and save the workbook of a
// very large unit, the sheet 校验 included, and reads what it saved.
func TestExternalLargeLibreOffice(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := large(p)
	f.Fields["reasons.revenue"] = filing.Value{Text: "第一行"} // LibreOffice keeps one kind of line end
	dir := t.TempDir()
	sheetstest.Must(t, os.WriteFile(filepath.Join(dir, "in.xlsx"), booktest.Write(t, p, f, message.ZH), 0o644))
	start := time.Now()
	sheetstest.Run(t, dir, "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", "out", "in.xlsx")
	t.Logf("opened, recalculated and saved: %v (with the start of the program)", time.Since(start).Round(time.Millisecond))
	data, err := os.ReadFile(filepath.Join(dir, "out", "in.xlsx"))
	sheetstest.Must(t, err)
	start = time.Now()
	got, found := booktest.Read(t, p, data)
	t.Logf("read: %v", time.Since(start).Round(time.Millisecond))
	sheetstest.Equal(t, f, got)
	for _, x := range found {
		t.Errorf("%s %s", x.Code, x.Say(message.EN))
	}
}
