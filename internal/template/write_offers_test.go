package template_test

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/template"
)

func blankBook(t *testing.T, l profile.Layout) *excelize.File {
	t.Helper()
	data, err := template.Write(profiletest.Shanxi(t), filing.New("shanxi", 2025), template.Options{Lang: message.ZH, Layout: l})
	sheetstest.Must(t, err)
	x, err := excelize.OpenReader(bytes.NewReader(data))
	sheetstest.Must(t, err)
	t.Cleanup(func() { x.Close() })
	return x
}

// TestOffers looks for the lists of codes, items and levels in the full form. They ask,
// they do not refuse.
func TestOffers(t *testing.T) {
	x := blankBook(t, profile.Full)
	lists := map[string]string{}
	for _, d := range x.GetDefinedName() {
		lists[d.Name] = d.RefersTo
	}
	for _, c := range []struct{ sheet, column, list, holds string }{
		{"表二", "A", "functional_codes_codes", "2010301"}, {"表二", "B", "functional_codes_names", "行政运行"},
		{"表三", "A", "functional_codes_codes", ""}, {"表五", "A", "functional_codes_codes", ""},
		{"表七", "A", "income_codes_codes", ""}, {"表八", "A", "functional_codes_codes", ""},
		{"表六", "A", "economic_dept_names", "基本工资"}, {"表六", "B", "economic_gov_names", "工资奖金津补贴"},
		{"绩效项目", "E", "", "一次性项目（1年结束）"},
		{"绩效指标", "C", "", "产出指标"}, {"绩效指标", "D", "", "数量指标"},
	} {
		dvs, err := x.GetDataValidations(c.sheet)
		sheetstest.Must(t, err)
		ok := false
		for _, dv := range dvs {
			if !strings.HasPrefix(dv.Sqref, c.column) || !strings.Contains(dv.Formula1, c.list) || dv.Type != "list" {
				continue
			}
			ok = dv.ErrorStyle != nil && *dv.ErrorStyle == "warning"
			if c.holds != "" && ok {
				ok = onList(t, x, lists[dv.Formula1], c.holds)
			}
		}
		if !ok {
			t.Errorf("%s!%s does not offer %s %s", c.sheet, c.column, c.list, c.holds)
		}
	}
	// The name appears beside a code that is chosen, whoever calculates it.
	sheetstest.Must(t, x.SetCellStr("表三", "A8", "2010301"))
	sheetstest.Must(t, x.SetCellValue("表三", "C8", 12.5))
	formula, err := x.GetCellFormula("表三", "B8")
	sheetstest.Must(t, err)
	b, err := x.WriteToBuffer()
	sheetstest.Must(t, err)
	f, _ := booktest.Read(t, profiletest.Shanxi(t), b.Bytes())
	rows := f.Tables["t03"]
	if !strings.Contains(formula, "MATCH(A8") || len(rows) != 2 || rows[1].Text("name") != "行政运行" {
		t.Errorf("beside the code stands %q, read are %v", formula, rows)
	}
}

func onList(t *testing.T, x *excelize.File, refers, text string) bool {
	t.Helper()
	sheet, cells, _ := strings.Cut(refers, "!")
	from, to, _ := strings.Cut(strings.ReplaceAll(cells, "$", ""), ":")
	c, first, err := excelize.CellNameToCoordinates(from)
	sheetstest.Must(t, err)
	_, last, err := excelize.CellNameToCoordinates(to)
	sheetstest.Must(t, err)
	for r := first; r <= last; r++ {
		if v, _ := x.GetCellValue(strings.Trim(sheet, "'"), finding.CellName(r, c)); v == text {
			return true
		}
	}
	return false
}

// TestBackLinks looks for the link of every sheet beside its last column, and outside
// of what is printed.
func TestBackLinks(t *testing.T) {
	for _, l := range []profile.Layout{profile.Full, profile.Few} {
		x := blankBook(t, l)
		areas := map[string]string{}
		for _, d := range x.GetDefinedName() {
			if d.Name == "_xlnm.Print_Area" {
				areas[d.Scope] = d.RefersTo
			}
		}
		for _, sheet := range x.GetSheetList() {
			rows, err := x.GetRows(sheet)
			sheetstest.Must(t, err)
			last, link := 0, 0
			for r, cells := range rows {
				for c, text := range cells {
					if r == 0 && strings.HasPrefix(text, "←") {
						link = c + 1
					} else if text != "" {
						last = max(last, c+1)
					}
				}
			}
			area, printed := areas[sheet]
			if link == 0 || !printed {
				continue
			}
			name, err := excelize.ColumnNumberToName(last)
			sheetstest.Must(t, err)
			if link <= last || !strings.HasSuffix(area, ":$"+name) {
				t.Errorf("%s: the link is in column %d, the last column is %d, printed is %s", sheet, link, last, area)
			}
		}
	}
}

// TestFreeRows looks for locked cells in the rows of records: one of them would keep
// the row from being deleted or sorted.
func TestFreeRows(t *testing.T) {
	for l, places := range map[profile.Layout][]string{
		profile.Few: {"支出明细", "项目明细", "基本支出明细", "政府性基金收入明细", "三公经费明细", "绩效项目", "绩效指标"}, profile.Full: {"绩效项目", "绩效指标"},
	} {
		x := blankBook(t, l)
		for _, sheet := range places {
			for c := 1; c < 9; c++ {
				id, err := x.GetCellStyle(sheet, finding.CellName(sheets.RecordTop+2, c))
				sheetstest.Must(t, err)
				s, err := x.GetStyle(id)
				sheetstest.Must(t, err)
				if s.Protection == nil || s.Protection.Locked {
					t.Errorf("%s!%s is locked", sheet, finding.CellName(sheets.RecordTop+2, c))
				}
			}
		}
		if l != profile.Few {
			continue
		}
		for sheet, column := range map[string]string{"支出明细": "G", "项目明细": "H", "三公经费明细": "D", "机关运行经费明细": "D"} {
			dvs, err := x.GetDataValidations(sheet)
			sheetstest.Must(t, err)
			ok := false
			for _, dv := range dvs {
				ok = ok || dv.Sqref == fmt.Sprint(column, 4, ":", column, strings.TrimLeft(dv.Sqref[strings.Index(dv.Sqref, ":")+1:], column)) && dv.Type == "decimal"
			}
			if !ok {
				t.Errorf("%s!%s takes anything for an amount", sheet, column)
			}
		}
	}
}

// TestUnitChoiceOpen looks for the cells that state the unit: they can be changed.
func TestUnitChoiceOpen(t *testing.T) {
	for l, cells := range map[profile.Layout]map[string]string{
		profile.Full: {"表三": "D3", "表十": "D3"}, profile.Few: {"支出明细": "G2", "政府性基金收入明细": "D2"},
	} {
		x := blankBook(t, l)
		for sheet, cell := range cells {
			text, err := x.GetCellValue(sheet, cell)
			sheetstest.Must(t, err)
			id, err := x.GetCellStyle(sheet, cell)
			sheetstest.Must(t, err)
			s, err := x.GetStyle(id)
			sheetstest.Must(t, err)
			if text != "单位：万元" || s.Protection == nil || s.Protection.Locked {
				t.Errorf("%s!%s is %q, %+v", sheet, cell, text, s.Protection)
			}
		}
	}
}

// TestWholeListsOffered: every column in which codes or their names are filled offers all of
// its list that it takes, in both layouts and languages, and the names beside them are those
// of the whole list.
func TestWholeListsOffered(t *testing.T) {
	p := profiletest.Shanxi(t)
	for _, l := range []profile.Layout{profile.Full, profile.Few} {
		for _, lang := range []message.Lang{message.ZH, message.EN} {
			data, err := template.Write(p, filing.New("shanxi", 2025), template.Options{Lang: lang, Layout: l})
			sheetstest.Must(t, err)
			x, err := excelize.OpenReader(bytes.NewReader(data))
			sheetstest.Must(t, err)
			hidden, err := x.GetCols("_lists")
			sheetstest.Must(t, err)
			lists, columns := map[string]string{}, 0
			for _, d := range x.GetDefinedName() {
				lists[d.Name] = d.RefersTo
			}
			for _, table := range p.Tables {
				if table.Printed() != (l == profile.Full) || l == profile.Few && !p.IsAtom(table.ID) {
					continue
				}
				var dvs []*excelize.DataValidation
				for i := range table.Columns {
					c := &table.Columns[i]
					list, column := c.List, finding.ColumnName(i+1)
					if l == profile.Few {
						list, column = c.Codes, finding.ColumnName(columnInShortForm(table, i))
					}
					if p.Codes[list] == nil {
						continue
					}
					want := wantedOffers(p, table, c, list, l, lang)
					columns++
					if dvs == nil {
						dvs, err = x.GetDataValidations(table.Name.In(lang))
						sheetstest.Must(t, err)
					}
					have := map[string]bool{}
					for _, dv := range dvs {
						if dv.Type == "list" && strings.HasPrefix(dv.Sqref, column) {
							have = textsOf(t, hidden, lists[dv.Formula1])
						}
					}
					if !maps.Equal(have, want) {
						t.Errorf("%s %s %s!%s offers %d of %s, want %d", l, lang, table.Name.In(lang), column, len(have), list, len(want))
					}
				}
			}
			if columns < 4 {
				t.Errorf("%s: %d columns", l, columns)
			}
			for name := range p.Codes {
				refers, used := lists["choices_"+name+"_codes"]
				if used && len(textsOf(t, hidden, refers)) != len(p.Codes[name].Items) {
					t.Errorf("%s is not whole: %s", name, refers)
				}
			}
			x.Close()
		}
	}
}

// wantedOffers are the codes, or names, that a column takes: in the short form those of the
// lowest level.
func wantedOffers(p *profile.Profile, t *profile.Table, c *profile.Column, list string, l profile.Layout, lang message.Lang) map[string]bool {
	want := map[string]bool{}
	for _, item := range p.Codes[list].Items {
		text := item.Code
		if c.Type != profile.CodeType {
			text = item.In(lang)
		}
		if levels := p.Compact.Levels(t.ID); l == profile.Full || len(item.Code) == levels[len(levels)-1] {
			want[text] = true
		}
	}
	return want
}

// columnInShortForm is where column i of a list of records stands: behind the number, and
// the names beside the codes before it.
func columnInShortForm(t *profile.Table, i int) int {
	at := i + 2
	for _, c := range t.Columns[:i] {
		if c.Codes != "" {
			at++
		}
	}
	return at
}

// textsOf are the texts of a part of a column of the hidden sheet.
func textsOf(t *testing.T, columns [][]string, refers string) map[string]bool {
	t.Helper()
	from, to, _ := strings.Cut(strings.ReplaceAll(refers[strings.Index(refers, "!")+1:], "$", ""), ":")
	c, first, err := excelize.CellNameToCoordinates(from)
	sheetstest.Must(t, err)
	_, last, err := excelize.CellNameToCoordinates(to)
	sheetstest.Must(t, err)
	out := map[string]bool{}
	for _, text := range columns[c-1][first-1 : last] {
		out[text] = true
	}
	return out
}
