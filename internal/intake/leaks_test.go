package intake_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
	"budgetbook/internal/xlsx"
)

// with adds parts to a zip.
func with(t *testing.T, data []byte, parts map[string]string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	sheetstest.Must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		sheetstest.Must(t, w.Copy(f))
	}
	for name, text := range parts {
		f, err := w.Create(name)
		sheetstest.Must(t, err)
		_, err = f.Write([]byte(text))
		sheetstest.Must(t, err)
	}
	sheetstest.Must(t, w.Close())
	return out.Bytes()
}

// TestLeaks puts into a sound workbook what it should not carry, one at a time, and
// looks for the note; the data must be read as before.
func TestLeaks(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	sound := booktest.Write(t, p, f, message.ZH)
	const rels = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="file:///D:/财务/内部.xlsx" TargetMode="External"/></Relationships>`
	for _, c := range []struct {
		name, code, says string
		data             []byte
	}{
		{"macros", "B60", "vbaProject.bin", with(t, sound, map[string]string{"xl/vbaProject.bin": "x"})},
		{"external link", "B61", "D:/财务/内部.xlsx", with(t, sound, map[string]string{
			"xl/externalLinks/externalLink1.xml": "<externalLink/>", "xl/externalLinks/_rels/externalLink1.xml.rels": rels})},
		{"hyperlink", "B61", "http://example.invalid/", sheetstest.Altered(t, sound, func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellHyperLink("概况", "A4", "http://example.invalid/", "External"))
		})},
		{"defined name", "B62", "内部参数", sheetstest.Altered(t, sound, func(x *excelize.File) {
			sheetstest.Must(t, x.SetDefinedName(&excelize.DefinedName{Name: "内部参数", RefersTo: "'表一'!$A$1"}))
		})},
		{"comment", "B63", "表三!C7", sheetstest.Altered(t, sound, func(x *excelize.File) {
			sheetstest.Must(t, x.AddComment("表三", excelize.Comment{Cell: "C7", Author: "张三", Text: "待核"}))
		})},
		{"hidden sheet", "B64", "测算", sheetstest.Altered(t, sound, func(x *excelize.File) {
			_, err := x.NewSheet("测算")
			sheetstest.Must(t, err, x.SetSheetVisible("测算", false, true))
		})},
		{"embedded object", "B65", "oleObject1.bin", with(t, sound, map[string]string{"xl/embeddings/oleObject1.bin": "x"})},
		{"connection", "B66", "connections.xml", with(t, sound, map[string]string{"xl/connections.xml": "<connections/>"})},
		{"person", "B67", "李四", sheetstest.Altered(t, sound, func(x *excelize.File) {
			sheetstest.Must(t, x.SetDocProps(&excelize.DocProperties{Creator: "budgetbook", LastModifiedBy: "李四"}))
		})},
		{"picture", "B68", "image1.png", with(t, sound, map[string]string{"xl/media/image1.png": "x"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found := booktest.Read(t, p, c.data)
			sheetstest.Equal(t, f, got)
			seen := false
			for _, x := range found {
				if x.Code != c.code {
					t.Errorf("unexpected %s %s", x.Code, x.Say(message.ZH))
					continue
				}
				seen = true
				if x.Severity != finding.Note || !strings.Contains(x.Say(message.ZH), c.says) {
					t.Errorf("%v %s", x.Severity, x.Say(message.ZH))
				}
			}
			if !seen {
				t.Errorf("no %s among %v", c.code, found)
			}
		})
	}
}

// TestVersions reads templates of other versions: an older one with a note, a newer
// one not, wherever the version stands.
func TestVersions(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	was := p.Version
	defer func() { p.Version = was }()
	p.Version = "1"
	sound := booktest.Write(t, p, f, message.ZH)
	for version, code := range map[string]string{"0": "B50", "0.9": "B50", "1": "", "1.0": "B50", "1.1": "B51", "2": "B51", "10": "B51"} {
		for _, props := range []bool{true, false} {
			data := sheetstest.Altered(t, sound, func(x *excelize.File) {
				_, r := where(t, x, "填写说明", "模板标识：[shanxi@1]（请勿改动）")
				sheetstest.Must(t, x.SetCellStr("填写说明", finding.CellName(r, 1), "模板标识：[shanxi@"+version+"]（请勿改动）"))
				v := any(version)
				if !props { // as a program that drops them
					v = nil
					sheetstest.Must(t, x.SetCustomProps(excelize.CustomProperty{Name: xlsx.PropProfile}))
				}
				sheetstest.Must(t, x.SetCustomProps(excelize.CustomProperty{Name: xlsx.PropVersion, Value: v}))
			})
			got, found := booktest.Read(t, p, data)
			sheetstest.Equal(t, f, got)
			codes := ""
			for _, x := range found {
				codes += x.Code
			}
			if codes != code {
				t.Errorf("version %s (properties: %v): %q, want %q", version, props, codes, code)
			}
		}
	}
}

// TestCarried reads a workbook with texts of the year before: as they were, they are
// reported; changed, or in the year they are from, they are not.
func TestCarried(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	set := func(path, text string) { f.Fields[path] = filing.Value{Text: text} }
	set("fiscal_year", "2025")
	f.Year = 2025
	set("assets.as_of", "2024-12-31")
	set("reasons.revenue", "")
	set("other_notes", "2024年完成了改造")
	old := &carry.Carried{Year: 2024, Items: []carry.Item{
		{Path: "assets.as_of", Text: "2024-12-31", Rule: carry.Renew},
		{Path: "reasons.revenue", Text: "项目减少", Rule: carry.Hint},
		{Path: "other_notes", Text: "2024年完成了改造", Rule: carry.Look},
		{Path: "overview.duties", Text: "根据晋发〔2019〕12号", Rule: carry.Look},
	}}
	data, err := template.Write(p, f, template.Options{Carried: old})
	sheetstest.Must(t, err)
	codes := func(data []byte) string {
		_, found := booktest.Read(t, p, data)
		s := ""
		for _, x := range found {
			s += x.Code + " " + x.Places[0].Short() + "; "
		}
		return s
	}
	x := sheetstest.Opened(t, data)
	_, asOf := where(t, x, "采购与资产", "*统计截止日期")
	_, reason := where(t, x, "上年数与原因", "收入变动原因")
	_, notes := where(t, x, "其他与附件", "其他需要说明的事项")
	want := "B52 采购与资产!" + finding.CellName(asOf, 2) + "; B54 其他与附件!" + finding.CellName(notes, 2) + "; "
	if got := codes(data); got != want {
		t.Errorf("left as it was: %q, want %q", got, want)
	}
	if hint, _ := x.GetCellValue("上年数与原因", finding.CellName(reason, 3)); !strings.Contains(hint, "2024年") || !strings.Contains(hint, "项目减少") {
		t.Errorf("hint %q", hint)
	}
	again := sheetstest.Altered(t, data, func(x *excelize.File) {
		sheetstest.Must(t, x.SetCellStr("上年数与原因", finding.CellName(reason, 2), " 项目，减少。"))
		sheetstest.Must(t, x.SetCellStr("采购与资产", finding.CellName(asOf, 2), "2025-12-31"))
		sheetstest.Must(t, x.SetCellStr("其他与附件", finding.CellName(notes, 2), "2025年完成了改造"))
	})
	// The blank in front is taken off, with a note.
	if got, want := codes(again), "B59 上年数与原因!"+finding.CellName(reason, 2)+"; B52 上年数与原因!"+finding.CellName(reason, 2)+"; "; got != want {
		t.Errorf("renewed: %q, want %q", got, want)
	}
	same := sheetstest.Altered(t, data, func(x *excelize.File) { sheetstest.Must(t, x.SetCellInt("基本信息", "B4", 2024)) })
	// The titles still name the new year: that is all there is to say.
	if got, want := codes(same), "B14 表一!A2; "; got != want {
		t.Errorf("in the year they are from: %q, want %q", got, want)
	}
}

// TestProtection looks at what is locked: what is prescribed or computed, and not
// what people fill.
func TestProtection(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := filing.New(p.Name, 2025)
	x := sheetstest.Opened(t, booktest.Write(t, p, f, message.ZH))
	locked := func(sheet, cell string) bool {
		id, err := x.GetCellStyle(sheet, cell)
		sheetstest.Must(t, err)
		s, err := x.GetStyle(id)
		sheetstest.Must(t, err)
		return s.Protection == nil || s.Protection.Locked
	}
	for _, c := range []struct {
		sheet, cell string
		locked      bool
	}{
		{"基本信息", "A4", true}, {"基本信息", "B4", false}, {"概况", "A3", true}, {"概况", "A4", false},
		{"表一", "A6", true}, {"表一", "B6", false}, {"表二", "A20", false}, {"表二", "Z20", false},
		// A total can be typed over; its label, the check sheet and cells nothing belongs into cannot.
		{"表一", "A37", true}, {"表一", "B37", false}, {"表三", "A6", true}, {"表三", "C6", false}, {"表四", "E44", false}, {"校验", "J6", true}, {"表一", "B36", true},
		{"绩效项目", "B3", true}, {"绩效项目", "A9", false}, {"绩效指标", "B9", false}, {"填写说明", "A3", true},
	} {
		if got := locked(c.sheet, c.cell); got != c.locked {
			t.Errorf("%s!%s: locked is %v", c.sheet, c.cell, got)
		}
	}
	for _, s := range x.GetSheetList() {
		if o, err := x.GetSheetProtection(s); err != nil || !o.InsertRows || !o.DeleteRows || !o.FormatColumns || !o.Sort || !o.AutoFilter {
			t.Errorf("%s: protection %+v, %v", s, o, err)
		}
	}
}

// TestBothLanguages reads a workbook labelled in both languages.
func TestBothLanguages(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	data := booktest.Write(t, p, f, message.Both)
	got, found := booktest.Read(t, p, data)
	sheetstest.Equal(t, f, got)
	for _, x := range found {
		t.Errorf("%s %s", x.Code, x.Say(message.EN))
	}
	where(t, sheetstest.Opened(t, data), "基本信息", "*预算年度 / Budget year")
}
