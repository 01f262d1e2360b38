//go:build external

package mark

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// TestAnnotatedElsewhere opens an annotated workbook with openpyxl and LibreOffice,
// and annotates again what LibreOffice saved.
func TestExternalAnnotatedElsewhere(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	v := f.Fields["reasons.revenue"] // LibreOffice keeps one kind of line end and no control characters
	v.Text = "第一行\n第二行"
	f.Fields["reasons.revenue"] = v
	data := sheetstest.Altered(t, booktest.Write(t, p, f, message.ZH), func(x *excelize.File) {
		sheetstest.Must(t, x.AddComment("表六", excelize.Comment{Cell: "E7", Author: "张三", Paragraph: []excelize.RichTextRun{{Text: "旧批注"}}}))
	})
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	sheetstest.Must(t, os.WriteFile(file("in.xlsx"), annotate(t, data, found(), message.ZH), 0o644))
	sheetstest.Run(t, dir, "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx", "--outdir", "out", "in.xlsx")
	sheetstest.Run(t, dir, "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", "out", "in.xlsx")
	if info, err := os.Stat(file("out/in.pdf")); err != nil || info.Size() < 20000 {
		t.Errorf("no PDF: %v", err)
	}
	script := `
import openpyxl, sys
w = openpyxl.load_workbook(sys.argv[1])
assert w.sheetnames[0] == "检查结果", w.sheetnames
def is_(sheet, cell, colour, *texts):
    c = w[sheet][cell]
    assert c.fill.fgColor.rgb == colour, (sheet, cell, c.fill.fgColor.rgb)
    for t in texts:
        assert t in c.comment.text, c.comment.text
is_("表五", "D7", "FFFFB3B5", "X12", "D06", "改法：核对两表后更正")
is_("表六", "E7", "FFFFB3B5", "旧批注", "X12")
is_("上年数与原因", "B12", "FFFFE599", "确属此因")
is_("表一", "C90", "FFBDDCF7", "R01")
s = w["检查结果"]
assert s["E5"].hyperlink.location in ("'表五'!D7", "表五!D7"), s["E5"].hyperlink
assert s.auto_filter.ref == "A4:I10", s.auto_filter.ref
# Without a window LibreOffice keeps no panes of any sheet.
assert s.freeze_panes == "A5" or sys.argv[1].startswith("out"), s.freeze_panes
assert s.column_dimensions["AA"].hidden
`
	sheetstest.Must(t, os.WriteFile(file("look.py"), []byte(script), 0o644))
	sheetstest.Run(t, dir, "/usr/bin/python3", "look.py", "in.xlsx")
	sheetstest.Run(t, dir, "/usr/bin/python3", "look.py", "out/in.xlsx")
	saved, err := os.ReadFile(file("out/in.xlsx"))
	sheetstest.Must(t, err)
	got, _ := booktest.Read(t, p, saved)
	sheetstest.Equal(t, f, got)

	// The marks are known again, although LibreOffice counts formats anew.
	sheetstest.Must(t, os.WriteFile(file("again.xlsx"), annotate(t, saved, found(), message.ZH), 0o644))
	sheetstest.Run(t, dir, "/usr/bin/python3", "look.py", "again.xlsx")
	again, err := os.ReadFile(file("again.xlsx"))
	sheetstest.Must(t, err)
	clean := annotate(t, again, foundNothing(), message.ZH)
	is := sheetstest.Opened(t, clean)
	colours, err := newPalette(partsOf(t, clean)["xl/styles.xml"])
	sheetstest.Must(t, err)
	for _, c := range [][2]string{{"表五", "D7"}, {"表六", "E7"}, {"上年数与原因", "B12"}, {"表一", "D7"}} {
		id, err := is.GetCellStyle(c[0], c[1])
		sheetstest.Must(t, err)
		fill := xlsx.Number0(fillID.FindStringSubmatch(colours.format(id))[1])
		if got := colours.lists["fills"].items[fill]; !strings.Contains(got, `"FFFFFBE5"`) {
			t.Errorf("%v has fill %s", c, got)
		}
	}
	if n := noteAt(t, is, "表六", "E7"); n != "旧批注" {
		t.Errorf("the note is %q", n)
	}
	if n := noteAt(t, is, "表五", "D7"); n != "" {
		t.Errorf("a note stayed: %q", n)
	}
}
