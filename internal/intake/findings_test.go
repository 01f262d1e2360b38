package intake_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// where finds the first cell of a sheet with a text.
func where(t testing.TB, x *excelize.File, sheet, text string) (column, row int) {
	t.Helper()
	rows, err := x.GetRows(sheet)
	sheetstest.Must(t, err)
	for r, cells := range rows {
		for c, s := range cells {
			if s == text {
				return c + 1, r + 1
			}
		}
	}
	t.Fatalf("%s: no cell %q", sheet, text)
	return 0, 0
}

// TestFindings damages a sound workbook in one way each, and looks for the finding.
func TestFindings(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	sound := booktest.Write(t, p, f, message.ZH)
	for i, c := range []struct {
		name   string
		change func(x *excelize.File)
		code   string
		also   string // a finding that follows from it
		level  finding.Severity
		at     string // Sheet!Cell, "" any
		says   string // part of the Chinese text
		value  func(g *filing.Filing) string
		want   string
	}{
		{name: "sheet missing", change: func(x *excelize.File) { sheetstest.Must(t, x.DeleteSheet("表五")) },
			code: "B01", level: finding.Error, at: "表五"},
		{name: "header missing", change: func(x *excelize.File) {
			for r := 4; r <= 5; r++ {
				for c := 1; c <= 9; c++ {
					sheetstest.Must(t, x.SetCellStr("表二", finding.CellName(r, c), ""))
				}
			}
		}, code: "B02", level: finding.Error, at: "表二"},
		{name: "column missing", change: func(x *excelize.File) { sheetstest.Must(t, x.RemoveCol("表三", "D")) },
			code: "B03", level: finding.Error, says: "基本支出",
			value: func(g *filing.Filing) string { return g.Tables["t03"][0].Text("project") }, want: f.Tables["t03"][0].Text("project")},
		{name: "field missing", change: func(x *excelize.File) {
			_, r := where(t, x, "基本信息", "*预算级次")
			sheetstest.Must(t, x.RemoveRow("基本信息", r))
		}, code: "B03", level: finding.Error, says: "预算级次"},
		{name: "signature below the table", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("表十", "A30", "制表人：张三")) },
			code: "B11", level: finding.Warning, at: "表十!A30",
			value: func(g *filing.Filing) string { return fmt.Sprint(len(g.Tables["t10"])) }, want: "6"},
		{name: "version on the guide sheet only", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCustomProps(excelize.CustomProperty{Name: xlsx.PropProfile}), x.SetCustomProps(excelize.CustomProperty{Name: xlsx.PropVersion}))
			_, r := where(t, x, "填写说明", "模板标识："+sheets.Stamp(p)+"（请勿改动）")
			sheetstest.Must(t, x.SetCellStr("填写说明", finding.CellName(r, 1), "模板标识：[hebei@3]"))
		}, code: "B06", level: finding.Error, says: "hebei 3"},
		{name: "form without labels", change: func(x *excelize.File) { sheetstest.Must(t, x.RemoveCol("基本信息", "A")) },
			code: "B02", level: finding.Error, at: "基本信息"},
		{name: "list missing", change: func(x *excelize.File) { sheetstest.Must(t, x.RemoveCol("概况", "B")) },
			code: "B03", level: finding.Error, says: "机构设置情况"},
		{name: "records without header", change: func(x *excelize.File) { sheetstest.Must(t, x.RemoveRow("绩效项目", sheets.RecordTop)) },
			code: "B02", also: "B08", level: finding.Error, at: "绩效项目"},
		{name: "sheet of indicators missing", change: func(x *excelize.File) { sheetstest.Must(t, x.DeleteSheet("绩效指标")) },
			code: "B01", level: finding.Error, at: "绩效指标"},
		{name: "optional sheet missing", change: func(x *excelize.File) { sheetstest.Must(t, x.DeleteSheet("补充名词")) }},
		{name: "optional field missing", change: func(x *excelize.File) {
			_, r := where(t, x, "其他与附件", "目录中的部门")
			sheetstest.Must(t, x.RemoveRow("其他与附件", r))
		}},
		{name: "own sheet added", change: func(x *excelize.File) {
			_, err := x.NewSheet("草稿")
			sheetstest.Must(t, err, x.SetCellStr("草稿", "A1", "随便"))
		}, code: "B17", level: finding.Note, says: "草稿"},
		{name: "unknown column", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellStr("表三", "G5", "备注 栏"), x.SetCellStr("表三", "G7", "看这里"))
		}, code: "B04", level: finding.Error, at: "表三!G7", says: "备注 栏"},
		{name: "text for a number", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("表三", "C7", "约12万")) },
			code: "D05", level: finding.Error, at: "表三!C7", says: "约12万",
			value: func(g *filing.Filing) string { return g.Tables["t03"][1].Text("total") }, want: "约12万"},
		{name: "separators", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("表三", "C7", "１，２３４．５")) },
			code: "D05", level: finding.Note, at: "表三!C7",
			value: func(g *filing.Filing) string { return g.Tables["t03"][1].Text("total") }, want: "1234.50"},
		{name: "cents", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellFloat("表三", "C7", 12.345, -1, 64)) },
			code: "B30", level: finding.Note, at: "表三!C7", says: "两位小数",
			value: func(g *filing.Filing) string { return g.Tables["t03"][1].Text("total") }, want: "12.35"},
		{name: "date for a number", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellValue("表三", "C7", time.Date(2025, 1, 31, 0, 0, 0, 0, time.UTC)))
		}, code: "D05", level: finding.Error, at: "表三!C7", says: "2025-01-31"},
		{name: "formula without result, computed", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellValue("表三", "C8", 1.5), x.SetCellValue("表三", "C7", nil), x.SetCellFormula("表三", "C7", "C8*2"))
		}, value: func(g *filing.Filing) string { return g.Tables["t03"][1].Text("total") }, want: "3.00"},
		{name: "formula that cannot be computed", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellValue("表三", "C7", nil), x.SetCellFormula("表三", "C7", "NOSUCH(1)"))
		}, code: "D05", level: finding.Error, at: "表三!C7", says: "NOSUCH"},
		{name: "circular formula", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellValue("表三", "C7", nil), x.SetCellFormula("表三", "C7", "C8+1"))
			sheetstest.Must(t, x.SetCellValue("表三", "C8", nil), x.SetCellFormula("表三", "C8", "C7+1"))
		}, code: "D05", level: finding.Error},
		{name: "division by zero", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCellValue("表三", "C7", nil), x.SetCellFormula("表三", "C7", "1/0"))
		}, code: "D05", level: finding.Error, at: "表三!C7"},
		{name: "not in the list", change: func(x *excelize.File) {
			_, r := where(t, x, "基本信息", "*单位性质")
			sheetstest.Must(t, x.SetCellStr("基本信息", finding.CellName(r, 2), "企业"))
		}, code: "B05", level: finding.Error, says: "企业",
			value: func(g *filing.Filing) string { return g.Text("unit.kind") }, want: "企业"},
		{name: "other version", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCustomProps(excelize.CustomProperty{Name: xlsx.PropVersion, Value: "0"}))
		}, code: "B50", level: finding.Note},
		{name: "other profile", change: func(x *excelize.File) {
			sheetstest.Must(t, x.SetCustomProps(excelize.CustomProperty{Name: xlsx.PropProfile, Value: "hebei"}))
		}, code: "B06", level: finding.Error, says: "hebei"},
		{name: "year", change: func(x *excelize.File) {
			_, r := where(t, x, "基本信息", "*预算年度")
			sheetstest.Must(t, x.SetCellStr("基本信息", finding.CellName(r, 2), "明年"))
		}, code: "B07", level: finding.Error, says: "明年"},
		{name: "year with a word", change: func(x *excelize.File) {
			_, r := where(t, x, "基本信息", "*预算年度")
			sheetstest.Must(t, x.SetCellStr("基本信息", finding.CellName(r, 2), " ２０２６年度"))
		}, value: func(g *filing.Filing) string { return fmt.Sprint(g.Year) + g.Text("fiscal_year") }, want: "20262026",
			code: "B14", level: finding.Error, at: "表一!A2", says: "标题却写着2025年"},
		{name: "number of no project", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellInt("绩效指标", "A4", 99)) },
			code: "B08", level: finding.Error, at: "绩效指标!A4", says: "99"},
		{name: "number twice", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellInt("绩效项目", "A5", 1)) },
			code: "B13", also: "B08", level: finding.Error, at: "绩效项目!A5"},
		{name: "merged amounts", change: func(x *excelize.File) { sheetstest.Must(t, x.MergeCell("表三", "C7", "D8")) },
			code: "B09", level: finding.Warning, at: "表三!C7", says: "C7:D8",
			value: func(g *filing.Filing) string {
				r := g.Tables["t03"]
				return r[1].Text("basic") + r[2].Text("total") + r[2].Text("basic")
			}},
		{name: "hidden row", change: func(x *excelize.File) { sheetstest.Must(t, x.SetRowVisible("表三", 8, false)) },
			code: "B10", level: finding.Note, says: "8"},
		{name: "hidden column", change: func(x *excelize.File) { sheetstest.Must(t, x.SetColVisible("表三", "E", false)) },
			code: "B10", level: finding.Note, says: "E"},
		{name: "beside the table", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("表三", "J9", "草稿")) },
			code: "B11", level: finding.Warning, at: "表三!J9"},
		{name: "far below", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("表三", "A20001", "远")) },
			code: "B11", level: finding.Warning, at: "表三!A20001"},
		{name: "no date", change: func(x *excelize.File) {
			_, r := where(t, x, "采购与资产", "*统计截止日期")
			sheetstest.Must(t, x.SetCellStr("采购与资产", finding.CellName(r, 2), "年底"))
		}, code: "B12", level: finding.Error, says: "年底"},
		{name: "date as text", change: func(x *excelize.File) {
			_, r := where(t, x, "采购与资产", "*统计截止日期")
			sheetstest.Must(t, x.SetCellStr("采购与资产", finding.CellName(r, 2), "2024年3月5日"))
		}, value: func(g *filing.Filing) string { return g.Text("assets.as_of") }, want: "2024-03-05"},
		{name: "code as a number", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellInt("表三", "A7", 2010301)) },
			value: func(g *filing.Filing) string { return g.Tables["t03"][1].Text("code") }, want: "2010301"},
		{name: "noise of binary fractions", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellDefault("表三", "C7", "434.99999999999994")) },
			value: func(g *filing.Filing) string { return g.Tables["t03"][1].Text("total") }, want: "435.00"},
		{name: "percentage in a text column", change: func(x *excelize.File) {
			id, err := x.NewStyle(&excelize.Style{NumFmt: 9})
			sheetstest.Must(t, err, x.SetCellFloat("绩效指标", "F4", 0.95, -1, 64), x.SetCellStyle("绩效指标", "F4", "F4", id))
		}, value: func(g *filing.Filing) string {
			return g.Tables["performance.projects"][0].Children["indicators"][0].Text("value")
		}, want: "95%"},
		{name: "renamed sheet", change: func(x *excelize.File) { sheetstest.Must(t, x.SetSheetName("表三", " 表三　")) },
			value: func(g *filing.Filing) string { return fmt.Sprint(len(g.Tables["t03"])) }, want: fmt.Sprint(len(f.Tables["t03"]))},
		{name: "sheet called otherwise, known by its label", change: func(x *excelize.File) { sheetstest.Must(t, x.SetSheetName("表三", "支出")) },
			value: func(g *filing.Filing) string { return fmt.Sprint(len(g.Tables["t03"])) }, want: fmt.Sprint(len(f.Tables["t03"]))},
		{name: "rows above the header", change: func(x *excelize.File) { sheetstest.Must(t, x.InsertRows("表三", 1, 7)) },
			value: func(g *filing.Filing) string { return g.Tables["t03"][1].Text("total") }, want: f.Tables["t03"][1].Text("total")},
		{name: "note below the table", change: func(x *excelize.File) { sheetstest.Must(t, x.SetCellStr("表三", "A60", "注：本表无数据")) },
			value: func(g *filing.Filing) string { return fmt.Sprint(len(g.Tables["t03"])) }, want: fmt.Sprint(len(f.Tables["t03"]))},
	} {
		if testing.Short() && i%5 != 0 {
			continue // under the race detector
		}
		t.Run(c.name, func(t *testing.T) {
			got, found := booktest.Read(t, p, sheetstest.Altered(t, sound, c.change))
			hit := false
			for _, x := range found {
				zh, en := x.Say(message.ZH), x.Say(message.EN)
				for _, s := range []string{zh, en, x.Fix(message.ZH), x.Fix(message.EN)} {
					if s == "" || strings.ContainsAny(s, "{}") {
						t.Errorf("%s: incomplete text %q", x.Code, s)
					}
				}
				if x.Code == c.code && x.Severity == c.level && (c.at == "" || x.Places[0].Short() == c.at) && strings.Contains(zh, c.says) {
					hit = true
				} else if c.code == "" || x.Code != c.code && x.Code != c.also {
					t.Errorf("unexpected %s %s %s", x.Code, x.Places[0].Short(), zh)
				}
			}
			if c.code != "" && !hit {
				t.Errorf("no %s at %q among %v", c.code, c.at, found)
			}
			if c.value != nil && c.value(got) != c.want {
				t.Errorf("read %q, want %q", c.value(got), c.want)
			}
		})
	}
}

// TestErrorValue reads a cell that holds an error, in a column of amounts and in
// one of names.
func TestErrorValue(t *testing.T) {
	p := profiletest.Shanxi(t)
	cells := regexp.MustCompile(`<c r="([BC])7"[^>]*>(<v>[^<]*</v>)?</c>`)
	data := sheetstest.Rezipped(t, booktest.Write(t, p, sheetstest.Sample(p), message.ZH), func(name string, part []byte) []byte {
		if name != "xl/worksheets/sheet7.xml" {
			return part
		}
		return cells.ReplaceAll(part, []byte(`<c r="${1}7" t="e"><f>Sheet9!A1</f><v>#REF!</v></c>`))
	})
	_, found := booktest.Read(t, p, data)
	if len(found) != 2 {
		t.Fatalf("found %v", found)
	}
	for i, at := range []string{"表三!B7", "表三!C7"} {
		x := found[i]
		if x.Code != "D05" || x.Places[0].Short() != at || !strings.Contains(x.Say(message.ZH), "#REF!") {
			t.Errorf("%s: got %s %s %s", at, x.Code, x.Places[0].Short(), x.Say(message.ZH))
		}
	}
}

// TestPlaces looks every amount up in the workbook at the place the filing gives.
func TestPlaces(t *testing.T) {
	p := profiletest.Shanxi(t)
	data := booktest.Write(t, p, sheetstest.Sample(p), message.ZH)
	got, _ := booktest.Read(t, p, data)
	x, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	sheetstest.Must(t, err)
	defer x.Close()
	n := 0
	for id, rows := range got.Tables {
		for i, r := range rows {
			for column, v := range r.Cells {
				if v.Text == "" || p.Table(id).Column(column).Type.Numeric() {
					continue
				}
				if len(p.Table(id).Column(column).Choices) > 0 {
					continue
				}
				s, err := x.GetCellValue(v.At.Sheet, v.At.Cell)
				sheetstest.Must(t, err)
				if strings.TrimSpace(s) != strings.TrimSpace(v.Text) {
					t.Errorf("%s[%d].%s: %s holds %q, filing says %q", id, i, column, v.At.Short(), s, v.Text)
				}
				n++
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d values compared", n)
	}
}

// TestMovedColumns reads a table whose columns stand in another order.
func TestMovedColumns(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	data := sheetstest.Altered(t, booktest.Write(t, p, f, message.ZH), func(x *excelize.File) {
		for r := 1; r <= 60; r++ {
			a, err := x.GetCellValue("表八", finding.CellName(r, 4))
			sheetstest.Must(t, err)
			b, err := x.GetCellValue("表八", finding.CellName(r, 5))
			sheetstest.Must(t, err)
			sheetstest.Must(t, x.SetCellStr("表八", finding.CellName(r, 4), b), x.SetCellStr("表八", finding.CellName(r, 5), a))
		}
	})
	got, _ := booktest.Read(t, p, data)
	sheetstest.EqualRows(t, "t08", f.Tables["t08"], got.Tables["t08"])
}
