package finding

import (
	"slices"
	"testing"

	"budgetbook/internal/message"
)

func TestGather(t *testing.T) {
	words := func() *Words {
		return &Words{Say: message.Text{ZH: "{table}“{row}”没有表", EN: "{row} has none"}, Fix: message.Text{ZH: "补填", EN: "Add it"},
			Many: message.Text{ZH: "{table}有 {n} 个没有表：{list}", EN: "{n} have none: {list}"}, Item: message.Text{ZH: "“{row}”", EN: "{row}"}}
	}
	wanting := func(sheet, row, explained string) Finding {
		f := New("P04", Warning, Place{Sheet: sheet, Cell: row + "1"}, "table", sheet, "row", row)
		f.Words, f.Explained = words(), explained
		return f
	}
	alone := New("X12", Error, Place{Sheet: "表五", Cell: "A1"})
	following := wanting("表十三", "庚", "")
	following.Follows = "1"
	in := []Finding{wanting("表十三", "甲", ""), alone, wanting("表十三", "乙", ""), wanting("表十二", "丙", ""),
		wanting("表十三", "丁", "上年已公开"), wanting("表十三", "戊", ""), following}
	var got []string
	for _, f := range Gather(in) {
		got = append(got, f.Code+" "+f.Say(message.ZH)+f.Explained)
		if f.Code == "P04" && f.Fix(message.ZH) != "补填" {
			t.Errorf("%s: what to do is %q", f.Say(message.ZH), f.Fix(message.ZH))
		}
	}
	want := []string{"P04 表十三有 3 个没有表：“甲”、“乙”、“戊”", "X12 " + alone.Say(message.ZH), "P04 表十二“丙”没有表", "P04 表十三“丁”没有表上年已公开", "P04 表十三“庚”没有表"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	first := Gather(in)[0]
	if len(first.Places) != 3 || len(first.Members) != 3 || first.Say(message.EN) != "3 have none: 甲, 乙, 戊" {
		t.Errorf("%+v", first)
	}
}
