package press_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// ofAnotherYear is a workbook of all lists as the ministry lays them out: a sheet for each,
// codes parted over 类, 款, 项 and stored as numbers, names set in by blanks. One item has
// another name in it.
func ofAnotherYear(t *testing.T, p *profile.Profile, renamed, name string) press.Input {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	put := func(sheet string, row int, cells ...any) {
		if err := book.SetSheetRow(sheet, "A"+strconv.Itoa(row), &cells); err != nil {
			t.Fatal(err)
		}
	}
	put("Sheet1", 1, "政府收支分类科目")
	for list, title := range map[string]string{"functional_codes": "支出功能分类", "economic_dept": "部门经济分类"} {
		if _, err := book.NewSheet(title); err != nil {
			t.Fatal(err)
		}
		put(title, 1, title+"科目")
		put(title, 2, "科目编码", "", "", "科目名称", "说明")
		put(title, 3, "类", "款", "项")
		for i, c := range p.Codes[list].Items {
			parts := []any{"", "", ""}
			level := len(c.Code)/2 - 1 // 3, 5, 7 digits
			own := c.Code
			if level > 0 {
				own = c.Code[len(c.Code)-2:]
			}
			n, err := strconv.Atoi(own)
			if err != nil {
				t.Fatal(err)
			}
			parts[level] = n
			text := c.Name
			if c.Code == renamed {
				text = name
			}
			put(title, 4+i, append(parts, strings.Repeat("　", level)+text, "反映"+c.Name)...)
		}
	}
	data, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return press.Input{Name: "科目.xlsx", Data: data.Bytes()}
}

// TestListOfAnotherYear: it changes the names it should, and nothing else; and it goes
// with the template, the filing and the disclosure that are made by it.
func TestListOfAnotherYear(t *testing.T) {
	p, f := sample(t)
	used := ""
	for _, id := range byFunction {
		for _, r := range f.Tables[id] {
			if v := r.Cells["name"]; len(r.Text("code")) == 7 {
				if used == "" {
					used = r.Text("code")
				}
				if r.Text("code") == used {
					v.Text = ""
					r.Cells["name"] = v
				}
			}
		}
	}
	builtIn, ok := p.Codes["functional_codes"].Lookup(used)
	if !ok {
		t.Fatalf("%q is in no list", used)
	}
	name := builtIn.Name + "（改）"
	file := ofAnotherYear(t, p, used, name)
	lists, err := press.CodeListsIn(p, file.Name, file.Data)
	if err != nil || len(lists) != 2 {
		t.Fatal(lists, err)
	}
	text := func(in press.Input, codes ...press.CodeList) ([]string, []byte, *press.Made) {
		m, err := press.Make(in, press.Options{Lang: message.ZH, Codes: codes})
		if err != nil {
			t.Fatal(err)
		}
		data := paint(t, m)
		pages, err := pdf.Text(data)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, page := range pages {
			lines = append(lines, page...)
		}
		return lines, data, m
	}
	before, _, _ := text(asInput(t, p, f))
	after, made, m := text(asInput(t, p, f), lists...)
	changed := 0
	if len(before) != len(after) {
		t.Fatalf("%d lines became %d", len(before), len(after))
	}
	for i := range before {
		if before[i] == after[i] {
			continue
		}
		if changed++; strings.ReplaceAll(after[i], name, builtIn.Name) != before[i] {
			t.Errorf("%q became %q", before[i], after[i])
		}
	}
	if changed < 3 {
		t.Errorf("%d lines have the new name", changed)
	}

	// The disclosure can be made again from what it carries, and so can a template.
	v, err := press.Verify(press.Input{Name: "a.pdf", Data: made}, "")
	if err != nil || !v.Sealed || len(v.Changes) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
	q, g, found, err := press.Filing(press.Input{Name: "a.pdf", Data: made}, "")
	if err != nil || len(about(found, finding.OtherCodes)) > 0 || !q.Codes["functional_codes"].Complete {
		t.Fatal(found, err)
	}
	sum := m.Profile.Codes["functional_codes"].Sum()
	for _, layout := range []profile.Layout{profile.Full, profile.Few} {
		for _, lang := range []message.Lang{message.ZH, message.EN} {
			blank := g
			if layout == profile.Few {
				_, blank = shortForm(t)
			}
			book, err := template.Write(q, blank, template.Options{Layout: layout, Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			fresh, h, found, err := press.Filing(press.Input{Name: "a.xlsx", Data: book}, "")
			if err != nil || len(about(found, finding.OtherCodes, finding.CodesDamaged)) > 0 {
				t.Fatal(found, err)
			}
			if x, _ := fresh.Codes["functional_codes"].Lookup(used); x.Name != name || h.Text(profile.ListSum("functional_codes")) != sum {
				t.Errorf("%s, %s: the list of the template: %+v", layout, lang, x)
			}
		}
	}
	// The data alone name the list.
	if _, _, found, err = press.Filing(asInput(t, q, g), ""); err != nil || len(about(found, finding.OtherCodes)) != 1 { // the items of departments are the same
		t.Errorf("%v, %v", found, err)
	}
	if _, _, found, err = press.Filing(asInput(t, q, g), "", lists...); err != nil || len(about(found, finding.OtherCodes)) != 0 {
		t.Errorf("%v, %v", found, err)
	}
}

// TestCarriedListDamaged: a list of a template that is not whole any more is not used.
func TestCarriedListDamaged(t *testing.T) {
	p, f := sample(t)
	own := press.CodeList{List: "income_codes", File: "own.csv", Data: []byte("科目编码,科目名称\n103,非税收入\n10304,行政事业性收费收入\n")}
	q, err := press.Profile(press.DefaultProfile, own)
	if err != nil {
		t.Fatal(err)
	}
	data, err := template.Write(q, f, template.Options{})
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	at, err := book.SearchSheet("_lists", "10304,行政事业性收费收入,")
	if err != nil || len(at) != 1 {
		t.Fatal(at, err)
	}
	if err := book.SetCellStr("_lists", at[0], "10304,行政性收费,"); err != nil {
		t.Fatal(err)
	}
	again, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	r, _, found, err := press.Filing(press.Input{Name: "a.xlsx", Data: again.Bytes()}, "")
	if err != nil || len(about(found, finding.CodesDamaged)) != 1 || r.Codes["income_codes"].Complete || len(r.Codes["income_codes"].Items) != len(p.Codes["income_codes"].Items) {
		t.Errorf("%v, %v", found, err)
	}
}
