package workbook

import (
	"budgetbook/internal/profile/profiletest"
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// atoms is a filing of the short form with records in every list.
func atoms(p *profile.Profile) *filing.Filing {
	f := sample(p)
	for _, t := range p.Tables {
		if t.Printed() {
			delete(f.Tables, t.ID)
		}
	}
	for _, t := range p.Compact.Lists {
		for n := range 3 {
			r := filing.Row{Cells: map[string]filing.Value{}}
			for _, c := range t.Columns {
				text := "某文字"
				switch {
				case len(c.Choices) > 0:
					text = c.Choices[n%len(c.Choices)].ID
				case c.Type == profile.WanType:
					text = "12.30"
				case c.Codes != "":
					text = p.Codes[c.Codes].Items[10+n].Code
				case c.Type == profile.CodeType:
					text = "299990" + string(rune('1'+n))
				}
				r.Cells[c.ID] = filing.Value{Text: text}
			}
			f.Tables[t.ID] = append(f.Tables[t.ID], r)
		}
	}
	return f
}

func compact(t *testing.T, p *profile.Profile, f *filing.Filing, l message.Lang) []byte {
	t.Helper()
	data, err := Write(p, f, Options{Lang: l, Layout: profile.Few})
	must(t, err)
	return data
}

// TestCompactRoundTrip reads the short form back, in both languages.
func TestCompactRoundTrip(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := atoms(p)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		got, found := read(t, p, compact(t, p, f, l))
		equal(t, f, got)
		for _, x := range found {
			t.Errorf("%s %s", x.Code, x.Say(message.EN))
		}
	}
	if !bytes.Equal(compact(t, p, f, message.ZH), compact(t, p, f, message.ZH)) {
		t.Error("written twice it is not the same")
	}
}

// TestCompactLists looks for the drop-downs of a blank short form, and what they need.
func TestCompactLists(t *testing.T) {
	p := profiletest.Shanxi(t)
	x, err := excelize.OpenReader(bytes.NewReader(compact(t, p, filing.New(p.Name, 2025), message.ZH)))
	must(t, err)
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
		must(t, err)
		ok := false
		for _, dv := range dvs {
			ok = ok || strings.HasPrefix(dv.Sqref, c.column) && strings.Contains(dv.Formula1, c.list)
		}
		if !ok {
			t.Errorf("%s!%s offers no %s", c.sheet, c.column, c.list)
		}
	}
	for _, n := range []string{"functional_codes_pick7", "functional_codes_codes", "functional_codes_names", "economic_dept_pick5", "income_codes_pick7", "pair_keys", "pair_items"} {
		if !strings.HasPrefix(names[ownLists+n], "'"+listSheet+"'!") {
			t.Errorf("%s is %q", n, names[ownLists+n])
		}
	}
	formula, err := x.GetCellFormula("支出明细", "C4")
	must(t, err)
	if !strings.Contains(formula, "MATCH") {
		t.Errorf("the name of a code is %q", formula)
	}
}

// TestCompactMissing says which sheet of the short form is missing.
func TestCompactMissing(t *testing.T) {
	p := profiletest.Shanxi(t)
	x, err := excelize.OpenReader(bytes.NewReader(compact(t, p, atoms(p), message.ZH)))
	must(t, err)
	defer x.Close()
	must(t, x.DeleteSheet("三公经费明细"))
	b, err := x.WriteToBuffer()
	must(t, err)
	_, found := read(t, p, b.Bytes())
	if len(found) != 1 || found[0].Code != "B01" || found[0].Args["sheet"] != "三公经费明细" {
		t.Errorf("%v", found)
	}
}

// TestOlderEnglish reads a workbook in two languages whose choices have other English words
// than those of today.
func TestOlderEnglish(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := atoms(p)
	name := p.Table("atoms.spending").Column("fund").Choices[0].Name.In(message.Both)
	n := 0
	data := altered(t, compact(t, p, f, message.Both), func(x *excelize.File) {
		cells, err := x.SearchSheet("支出明细", name)
		must(t, err)
		for _, c := range cells {
			must(t, x.SetCellStr("支出明细", c, name+" of before"))
			n++
		}
	})
	got, found := read(t, p, data)
	equal(t, f, got)
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
	english, back := governmentItems(p)
	f := atoms(p)
	f.Tables["atoms.basic"] = nil
	for _, x := range p.Pairs {
		if en := english[x.Gov]; en != "" && back[key(en)] != x.Gov {
			t.Errorf("%s is read as %s", x.Gov, back[key(en)])
		}
		r := filing.Row{Cells: map[string]filing.Value{}}
		r.Cells["code"], r.Cells["amount"] = filing.Value{Text: x.Code}, filing.Value{Text: "1.00"}
		r.Cells["government_item"] = filing.Value{Text: x.Gov}
		f.Tables["atoms.basic"] = append(f.Tables["atoms.basic"], r)
	}
	if len(english) < 10 {
		t.Errorf("only %d items have an English name: %v", len(english), english)
	}
	data := compact(t, p, f, message.EN)
	got, _ := read(t, p, data)
	equal(t, f, got)
	x, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer x.Close()
	shown, err := x.SearchSheet(p.Table("atoms.basic").Name.EN, english[p.Pairs[0].Gov])
	must(t, err)
	if len(shown) == 0 {
		t.Errorf("%q is not shown", english[p.Pairs[0].Gov])
	}
}
