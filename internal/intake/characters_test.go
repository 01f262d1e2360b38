package intake_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

// found1 is the one finding of a code on a sheet; more or none is an error.
func found1(t *testing.T, found []finding.Finding, code, sheet string) finding.Finding {
	t.Helper()
	var all []finding.Finding
	for _, x := range found {
		if x.Code == code && x.Places[0].Sheet == sheet {
			all = append(all, x)
		}
	}
	if len(all) != 1 {
		t.Fatalf("%s on %s: %d findings", code, sheet, len(all))
	}
	return all[0]
}

// TestLookAlikes puts characters that look like others, or cannot be seen, into names,
// codes, labels, choices and texts of a workbook: the same data come out as without them.
func TestLookAlikes(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	base := booktest.Write(t, p, f, message.ZH)
	plain, before := booktest.Read(t, p, base)
	alike := strings.NewReplacer("用", "⽤", "山", "⼭", "长", "⻓", "行", "\ufa08", "金", "\uf90a", "一", "⼀", "2010", "20\u200b10", "支出", "支\u2060出\ufeff")
	var changed int
	data := sheetstest.Altered(t, base, func(x *excelize.File) {
		for _, sheet := range x.GetSheetList() {
			if strings.HasPrefix(sheet, "_") {
				continue
			}
			rows, err := x.GetRows(sheet)
			sheetstest.Must(t, err)
			for r, row := range rows {
				for c, text := range row {
					at, err := excelize.CoordinatesToCellName(c+1, r+1)
					sheetstest.Must(t, err)
					formula, err := x.GetCellFormula(sheet, at)
					sheetstest.Must(t, err)
					if kind, err := x.GetCellType(sheet, at); err != nil || formula != "" || kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
						continue
					}
					if other := alike.Replace(text); other != text {
						changed++
						sheetstest.Must(t, x.SetCellStr(sheet, at, other))
					}
				}
			}
		}
	})
	if changed < 500 {
		t.Fatalf("only %d cells changed", changed)
	}
	got, found := booktest.Read(t, p, data)
	sheetstest.Equal(t, plain, got)
	if x := found1(t, found, "B18", "表六"); len(x.Places) < 2 || !strings.Contains(x.Args["characters"], "→") && !strings.Contains(x.Args["characters"], "零宽空格") {
		t.Errorf("the note says %v", x.Args)
	}
	rest := 0
	for _, x := range found {
		if x.Code != "B18" {
			rest++
		}
	}
	if rest != len(before) {
		t.Errorf("%d other findings, without such characters %d", rest, len(before))
	}
}

func TestTurnedText(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := filing.New(p.Name, 2025)
	f.Fields["unit.name"] = filing.Value{Text: "示例县\u202e局政财\u202c"}
	got, found := booktest.Read(t, p, booktest.Write(t, p, f, message.ZH))
	if x := found1(t, found, "B58", "基本信息"); x.Severity != finding.Warning || x.Args["text"] != "示例县局政财" {
		t.Errorf("%s %v", x.Severity, x.Args)
	}
	if got.Text("unit.name") != "示例县局政财" {
		t.Errorf("read as %q", got.Text("unit.name"))
	}
}

// TestTrimmedAlike: blanks and line ends around texts of every type go, in every kind of
// sheet; a name is one line.
func TestTrimmedAlike(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	base := booktest.Write(t, p, f, message.ZH)
	plain, _ := booktest.Read(t, p, base)
	data := sheetstest.Altered(t, base, func(x *excelize.File) {
		for _, sheet := range []string{"基本信息", "概况", "上年数与原因", "绩效项目", "绩效指标", "其他与附件", "表十二"} {
			rows, err := x.GetRows(sheet)
			sheetstest.Must(t, err)
			for r, row := range rows {
				for c, text := range row {
					at, err := excelize.CoordinatesToCellName(c+1, r+1)
					sheetstest.Must(t, err)
					formula, err := x.GetCellFormula(sheet, at)
					sheetstest.Must(t, err)
					if kind, err := x.GetCellType(sheet, at); err != nil || formula != "" || text == "" || kind != excelize.CellTypeSharedString {
						continue
					}
					sheetstest.Must(t, x.SetCellStr(sheet, at, "\u3000"+text+" \u00a0\r\n"))
				}
			}
		}
	})
	got, found := booktest.Read(t, p, data)
	sheetstest.Equal(t, plain, got)
	for _, sheet := range []string{"基本信息", "概况", "上年数与原因", "绩效项目", "绩效指标", "其他与附件"} {
		found1(t, found, "B59", sheet)
	}
	f.Fields["unit.name"] = filing.Value{Text: "示例县\n财政局"}
	got, found = booktest.Read(t, p, booktest.Write(t, p, f, message.ZH))
	if got.Text("unit.name") != "示例县财政局" {
		t.Errorf("the name is %q", got.Text("unit.name"))
	}
	if x := found1(t, found, "B59", "基本信息"); x.Severity != finding.Note {
		t.Errorf("%s", x.Severity)
	}
}

// TestNoText: what stands in a cell of text and is none has a finding at its cell.
func TestNoText(t *testing.T) {
	p := profiletest.Shanxi(t)
	base := booktest.Write(t, p, sheetstest.ExampleFiling(t, p), message.ZH)
	data := sheetstest.Altered(t, base, func(x *excelize.File) {
		sheetstest.Must(t,
			x.SetCellStr("概况", "A4", `=DISPIMG("ID_1",1)`),
			x.SetCellBool("概况", "A5", true),
			x.SetCellStr("概况", "B4", "#N/A"),
			x.SetCellBool("基本信息", "B6", false),
			x.SetCellStr("补充名词", "B4", `=_xlfn.DISPIMG("ID_1",1)`))
	})
	_, found := booktest.Read(t, p, data)
	want := map[string]string{"概况!A4": "B69.picture", "概况!A5": "B69.truth", "概况!B4": "B69.error", "基本信息!B6": "B69.truth", "补充名词!B4": "B69.picture"}
	for _, x := range found {
		if x.Code != "B69" {
			continue
		}
		e, ok := message.Lookup(want[x.Places[0].Short()])
		if !ok || x.Words == nil || x.Words.Say != e.Say || x.Severity != finding.Error {
			t.Errorf("%s: %s", x.Places[0].Short(), x.Say(message.EN))
		}
		delete(want, x.Places[0].Short())
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of %v", want)
	}
}
