package intake_test

import (
	"bytes"
	"testing"

	"budgetbook/internal/filing"
	"budgetbook/internal/intake/booktest"
	"budgetbook/internal/message"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/sheets/sheetstest"
)

func TestRoundTrip(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	for _, l := range []message.Lang{message.ZH, message.EN} {
		got, found := booktest.Read(t, p, booktest.Write(t, p, f, l))
		sheetstest.Equal(t, f, got)
		for _, x := range found {
			t.Errorf("%s: %s %v: %s", l, x.Code, x.Places, x.Say(message.EN))
		}
	}
}

func TestBlankTemplate(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := filing.New(p.Name, 2025)
	f.Fields["unit.name"] = filing.Value{Text: "示例县财政局"}
	for _, l := range []message.Lang{message.ZH, message.EN} {
		got, found := booktest.Read(t, p, booktest.Write(t, p, f, l))
		if len(found) > 0 {
			t.Errorf("%s: findings in the blank template: %v", l, found)
		}
		for id, n := range map[string]int{"t01": 33, "t02": 1, "t04": 36, "t07": 1, "t10": 6, "t12": 0, "performance.projects": 0} {
			if len(got.Tables[id]) != n {
				t.Errorf("%s: %s has %d rows, want %d", l, id, len(got.Tables[id]), n)
			}
		}
		if got.Year != 2025 || got.Text("unit.name") != "示例县财政局" {
			t.Errorf("%s: got year %d, unit %q", l, got.Year, got.Text("unit.name"))
		}
		if s := got.Tables["t10"][5].Text("item"); s != "合计" {
			t.Errorf("%s: t10 ends with %q", l, s)
		}
	}
}

func TestSameBytes(t *testing.T) {
	p := profiletest.Shanxi(t)
	f := sheetstest.Sample(p)
	if !bytes.Equal(booktest.Write(t, p, f, message.ZH), booktest.Write(t, p, f, message.ZH)) {
		t.Error("two runs give different bytes")
	}
}
