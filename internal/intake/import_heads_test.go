package intake_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
)

// renamed imports the example from sheets with other headers.
func renamed(t *testing.T, p *profile.Profile, f *filing.Filing, heads map[string]string) *intake.Imported {
	t.Helper()
	data := sheetstest.Altered(t, foreignLayouts()[0].bytes(t, p, f), func(x *excelize.File) {
		for place, text := range heads {
			sheet, cell, _ := strings.Cut(place, "!")
			sheetstest.Must(t, x.SetCellStr("Sheet_"+sheet, cell, text))
		}
	})
	got, err := intake.Import(p, "外部.xlsx", data)
	sheetstest.Must(t, err)
	whole(t, data, got)
	return got
}

// TestImportHeads imports headers as other programs have them, and headers nobody knows.
func TestImportHeads(t *testing.T) {
	sheetstest.Slow(t)
	p := profiletest.Shanxi(t)
	f := sheetstest.ExampleFiling(t, p)
	want := printed(p, f)
	for _, c := range []struct {
		name  string
		heads map[string]string
		found []string // code and part of what is said
		lost  []string // tables that are not whole
	}{
		{"known", map[string]string{
			"t01!B5": "预算数", "t01!C5": "功能分类科目", "t01!D5": "合计", "t01!E5": "当年预算", "t01!F5": "上年结转",
			"t02!C5": "小 计", "t02!D5": "一般公共预算拨款收入", "t02!E5": "政府性基金预算拨款收入", "t02!H5": "单位资金收入",
			"t04!D6": "合计", "t06!A4": "部门预算支出经济科目", "t06!B4": "政府预算支出经济科目", "t07!C4": "预算数",
			"t09!A4": "收入", "t09!D4": "支出", "t09!A6": "科目编码", "t09!C5": "预算数", "t09!D7": "合计",
		}, nil, nil},
		{"year before the name", map[string]string{"t01!B5": "2025年预算数", "t07!C4": "2025年度预算数"}, nil, nil},
		{"by its sum", map[string]string{"t02!C5": "甲", "t03!D5": "乙"},
			[]string{"B38 “Sheet_t02”C5：把“甲”一列读作表二的“合计”", "B38 “Sheet_t03”D5：把“乙”一列读作表三的“基本支出”"}, nil},
		{"by its place", map[string]string{"t02!I4": "丙"}, []string{"B42 “Sheet_t02”I4：把“丙”一列读作表二的“上年结转”"}, nil},
		{"two of them", map[string]string{"t03!C5": "甲", "t03!D5": "乙"},
			[]string{"B39 没有“合计”这一列；认不出的表头有：C5“甲”、D5“乙”", "B39 没有“基本支出”"}, []string{"t03"}},
		{"nearly all", map[string]string{"t01!A5": "甲", "t01!B5": "乙", "t01!C5": "丙", "t01!D5": "丁"},
			[]string{"B39 没有“收入”这一列；认不出的表头有：", "B39 B5“乙”"}, []string{"t01"}},
		{"one that does not add up", map[string]string{"t03!E5": "甲", "t03!E6": "77"}, []string{"B39 没有“项目支出”这一列；认不出的表头有：E5“甲”"}, []string{"t03"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := renamed(t, p, f, c.heads)
			said := map[string]string{}
			for _, x := range got.Findings {
				said[x.Code] += x.Say(message.ZH) + "\n"
				if x.Severity == finding.Error && len(c.lost) == 0 {
					t.Errorf("%s: %s", x.Code, x.Say(message.ZH))
				}
			}
			for _, s := range c.found {
				code, words, _ := strings.Cut(s, " ")
				if !strings.Contains(said[code], words) {
					t.Errorf("%s is not said: %v", s, said)
				}
			}
			for id, text := range printed(p, got.Filing) {
				lost := strings.Contains(strings.Join(c.lost, " "), id)
				if same := text == want[id]; same == lost {
					t.Errorf("%s: whole %t:\n%s", id, same, text)
				}
			}
		})
	}
}

// TestImportLeavesBlank makes sure that nothing is put where the file has nothing.
func TestImportLeavesBlank(t *testing.T) {
	p := profiletest.Shanxi(t)
	got := renamed(t, p, sheetstest.ExampleFiling(t, p), map[string]string{"t02!C5": "甲", "t02!D5": "乙", "t03!C5": "甲", "t03!D5": "乙", "t09!C5": "甲", "t09!D5": "乙"})
	for _, x := range got.Findings {
		if x.Code == "B43" {
			t.Error(x.Say(message.ZH))
		}
	}
	data, err := template.Write(p, got.Filing, template.Options{Totals: true})
	sheetstest.Must(t, err)
	x, err := excelize.OpenReader(bytes.NewReader(data))
	sheetstest.Must(t, err)
	defer x.Close()
	formula, err := x.GetCellFormula("表三", "C7")
	if err != nil || !strings.Contains(formula, "D7") {
		t.Errorf("the total of 表三 has no formula: %q", formula)
	}
	for _, sheet := range x.GetSheetList() {
		rows, err := x.GetRows(sheet)
		sheetstest.Must(t, err)
		for _, r := range rows {
			if strings.Contains(strings.Join(r, "|"), "缺少此列") {
				t.Errorf("%s: %v", sheet, r)
			}
		}
	}
}
