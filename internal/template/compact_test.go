package template_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets"
	"budgetbook/internal/sheets/sheetstest"
	"budgetbook/internal/xlsx"
)

// TestCompactRoundTrip reads the short form back, in both languages.
func TestCompactRoundTrip(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Atoms(p)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		got, found := booktest.Read(t, p, booktest.WriteCompact(t, p, f, l))
		sheetstest.Equal(t, f, got)
		for _, x := range found {
			t.Errorf("%s %s", x.Code, x.Say(message.EN))
		}
	}
	if !bytes.Equal(booktest.WriteCompact(t, p, f, message.ZH), booktest.WriteCompact(t, p, f, message.ZH)) {
		t.Error("written twice it is not the same")
	}
}

// TestCompactLists looks for the drop-downs of a blank short form, and what they need.
func TestCompactLists(t *testing.T) {
	p := profiletest.Shanxi(t)
	x, err := excelize.OpenReader(bytes.NewReader(booktest.WriteCompact(t, p, filing.New(p.Name, 2025), message.ZH)))
	sheetstest.Must(t, err)
	defer x.Close()
	names := map[string]string{}
	for _, d := range x.GetDefinedName() {
		names[d.Name] = d.RefersTo
	}
	for _, c := range []struct {
		sheet, column, list string
	}{
		{"支出明细", "B", "functional_codes_pick7"},
		{"支出明细", "D", "一般公共预算"},
		{"支出明细", "E", "基本支出"},
		{"支出明细", "F", "上年结转"},
		{"项目明细", "C", "其他运转类"},
		{"基本支出明细", "B", "economic_dept_pick5"},
		{"基本支出明细", "D", "pair_items"},
		{"政府性基金收入明细", "B", "income_codes_pick7"},
		{"三公经费明细", "B", "公务接待费"},
	} {
		dvs, err := x.GetDataValidations(c.sheet)
		sheetstest.Must(t, err)
		ok := false
		for _, dv := range dvs {
			ok = ok || strings.HasPrefix(dv.Sqref, c.column) && strings.Contains(dv.Formula1, c.list)
		}
		if !ok {
			t.Errorf("%s!%s offers no %s", c.sheet, c.column, c.list)
		}
	}
	for _, n := range []string{"functional_codes_pick7", "functional_codes_codes", "functional_codes_names", "economic_dept_pick5", "income_codes_pick7", "pair_keys", "pair_items"} {
		if !strings.HasPrefix(names[sheets.OwnLists+n], "'"+xlsx.ListSheet+"'!") {
			t.Errorf("%s is %q", n, names[sheets.OwnLists+n])
		}
	}
	formula, err := x.GetCellFormula("支出明细", "C4")
	sheetstest.Must(t, err)
	if !strings.Contains(formula, "MATCH") {
		t.Errorf("the name of a code is %q", formula)
	}
}

// TestCompactMissing says which sheet of the short form is missing.
func TestCompactMissing(t *testing.T) {
	p := profiletest.Shanxi(t)
	x, err := excelize.OpenReader(bytes.NewReader(booktest.WriteCompact(t, p, sheetstest.Atoms(p), message.ZH)))
	sheetstest.Must(t, err)
	defer x.Close()
	sheetstest.Must(t, x.DeleteSheet("三公经费明细"))
	b, err := x.WriteToBuffer()
	sheetstest.Must(t, err)
	_, found := booktest.Read(t, p, b.Bytes())
	if len(found) != 1 || found[0].Code != "B01" || found[0].Args["sheet"] != "三公经费明细" {
		t.Errorf("%v", found)
	}
}

// TestOlderEnglish reads a workbook in two languages whose choices have other English words
// than those of today.
func TestOlderEnglish(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Atoms(p)
	name := p.Table("atoms.spending").Column("fund").Choices[0].Name.In(message.Both)
	n := 0
	data := sheetstest.Altered(t, booktest.WriteCompact(t, p, f, message.Both), func(x *excelize.File) {
		cells, err := x.SearchSheet("支出明细", name)
		sheetstest.Must(t, err)
		for _, c := range cells {
			sheetstest.Must(t, x.SetCellStr("支出明细", c, name+" of before"))
			n++
		}
	})
	got, found := booktest.Read(t, p, data)
	sheetstest.Equal(t, f, got)
	for _, x := range found {
		if x.Code == "B05" || n == 0 {
			t.Errorf("%d cells: %s %s", n, x.Code, x.Say(message.ZH))
		}
	}
}

// TestGovernmentItemsInEnglish: an English workbook offers and shows the government's
// items in English, and reads them as they are printed.
func TestGovernmentItemsInEnglish(t *testing.T) {
	p := profiletest.Shanxi(t)
	english, back := sheets.GovernmentItems(p)
	f := sheetstest.Atoms(p)
	f.Tables["atoms.basic"] = nil
	for _, x := range p.Pairs {
		if en := english[x.Gov]; en != "" && back[sheets.LabelKey(en)] != x.Gov {
			t.Errorf("%s is read as %s", x.Gov, back[sheets.LabelKey(en)])
		}
		r := filing.Row{Cells: map[string]filing.Value{}}
		r.Cells["code"], r.Cells["amount"] = filing.Value{Text: x.Code}, filing.Value{Text: "1.00"}
		r.Cells["government_item"] = filing.Value{Text: x.Gov}
		f.Tables["atoms.basic"] = append(f.Tables["atoms.basic"], r)
	}
	if len(english) < 10 {
		t.Errorf("only %d items have an English name: %v", len(english), english)
	}
	data := booktest.WriteCompact(t, p, f, message.EN)
	got, _ := booktest.Read(t, p, data)
	sheetstest.Equal(t, f, got)
	x, err := excelize.OpenReader(bytes.NewReader(data))
	sheetstest.Must(t, err)
	defer x.Close()
	shown, err := x.SearchSheet(p.Table("atoms.basic").Name.EN, english[p.Pairs[0].Gov])
	sheetstest.Must(t, err)
	if len(shown) == 0 {
		t.Errorf("%q is not shown", english[p.Pairs[0].Gov])
	}
}
