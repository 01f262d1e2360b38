package compare

import (
	"os"
	"slices"
	"testing"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
)

func load(t *testing.T) (*profile.Profile, func() *filing.Filing) {
	t.Helper()
	p := profiletest.Shanxi(t)
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	return p, func() *filing.Filing {
		f, found, err := filing.Unmarshal(p.Schema(), p.Name, "example", data)
		if err != nil || len(found) > 0 {
			t.Fatal(err, found)
		}
		return f
	}
}

func set(r *filing.Row, column, text string) { r.Cells[column] = filing.Value{Text: text} }

func TestFilings(t *testing.T) {
	p, fresh := load(t)
	a, b := fresh(), fresh()
	if c := Filings(p, a, b, message.ZH); len(c) != 0 {
		t.Fatalf("equal filings differ: %v", c)
	}
	set(&b.Tables["t05"][1], "total", "795.41")
	b.Fields["procurement.total"] = filing.Value{Text: "527.50"}
	b.Tables["t12"] = slices.Delete(b.Tables["t12"], 5, 6)
	b.Lists["overview.duties"][0].Text = "新的第一段。"
	set(&b.Tables["performance.projects"][0].Children["indicators"][0], "value", "11人")
	got := Filings(p, a, b, message.ZH)
	removed := rowText(p.Table("t12"), a.Tables["t12"][5])
	project := a.Tables["performance.projects"][0]
	want := []Change{
		{Cell, "采购[政府采购总额]", "527.40", "527.50"},
		{Sentence, "本单位职责", a.Lists["overview.duties"][0].Text, "新的第一段。"},
		{Cell, "表五[201, 合计]", "795.40", "795.41"},
		{Row, "表十二[" + a.Tables["t12"][5].Text("name") + "]", removed, ""},
		{Cell, "绩效项目[" + project.Text("name") + "].绩效指标[产出指标, 指标值]", project.Children["indicators"][0].Text("value"), "11人"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestDocuments(t *testing.T) {
	p, fresh := load(t)
	compose1 := func(f *filing.Filing) *document.Document {
		d, _, err := compose.Document(p, f, compose.Options{Lang: message.ZH})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	a, b := fresh(), fresh()
	b.Fields["procurement.goods"] = filing.Value{Text: "385.41"}
	got := Documents(compose1(a), compose1(b))
	if len(got) != 1 || got[0].Where != "九、政府采购情况" || got[0].Old == got[0].New {
		t.Errorf("got %v", got)
	}
	if c := Documents(compose1(a), compose1(fresh())); len(c) != 0 {
		t.Errorf("equal documents differ: %v", c)
	}
}

func TestDiffLines(t *testing.T) {
	for _, c := range []struct {
		a, b []string
		want [][2]string
	}{
		{nil, nil, nil},
		{[]string{"x"}, nil, [][2]string{{"x", ""}}},
		{[]string{"a", "b", "c"}, []string{"a", "c"}, [][2]string{{"b", ""}}},
		{[]string{"a", "b\nb", "c"}, []string{"a", "d", "c", "e"}, [][2]string{{"b\nb", "d"}, {"", "e"}}},
	} {
		if got := diffLines(c.a, c.b); !slices.Equal(got, c.want) {
			t.Errorf("diffLines(%q, %q) = %q, want %q", c.a, c.b, got, c.want)
		}
	}
}
