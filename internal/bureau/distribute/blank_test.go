package distribute_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"budgetbook/internal/bureau/distribute"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
)

// TestBlank fills the blank list and reads it back, in both languages.
func TestBlank(t *testing.T) {
	p := shanxi(t)
	for _, lang := range []message.Lang{message.ZH, message.EN} {
		data, err := distribute.BlankList(p, lang)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := distribute.BlankList(p, lang)
		if !bytes.Equal(data, again) {
			t.Error("not the same bytes twice")
		}
		x, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		sheet := x.GetSheetName(0)
		kind := map[message.Lang]string{message.ZH: "事业单位", message.EN: "Public institution"}[lang]
		row := []any{"008001", "甲", "A", kind, "", "示例县", "甲部门", "", "张三 0350-1234567", "2025-01-20", 1, 2, 3, 4, 5, 6}
		if err := x.SetSheetRow(sheet, "A5", &row); err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		if err := x.Write(&buf); err != nil {
			t.Fatal(err)
		}
		l, err := listbook.Open("units.xlsx", buf.Bytes(), false)
		if err != nil {
			t.Fatal(err)
		}
		r, found, err := roster.Read(p, l)
		if err != nil || len(found) > 0 {
			t.Fatalf("%v %v", err, found)
		}
		if u := r.Units[0]; len(r.Units) != 1 || u.Kind != "institution" || len(u.Approved) != 6 || u.Contact != "张三 0350-1234567" || u.Approved["approved.three_public"] != "6.00" {
			t.Errorf("%+v", r.Units)
		}
	}
}
