package derive_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

func sample(t *testing.T) (*profile.Profile, *filing.Filing) {
	t.Helper()
	p, err := press.Profile(press.DefaultProfile)
	if err != nil {
		t.Fatal(err)
	}
	f, _, err := filing.Unmarshal(p.Schema(), p.Name, "sample.json", p.Sample)
	if err != nil {
		t.Fatal(err)
	}
	return p, f
}

// short is the sample with records in place of tables.
func short(t *testing.T) (*profile.Profile, *filing.Filing) {
	t.Helper()
	p, f := sample(t)
	if found := derive.Atoms(p, f); finding.Count(found, finding.Error) > 0 {
		t.Fatal(said(found))
	}
	drop(p, f)
	return p, f
}

func drop(p *profile.Profile, f *filing.Filing) {
	for _, d := range p.Compact.Tables {
		delete(f.Tables, d.ID)
	}
}

func said(found []finding.Finding) string {
	var b strings.Builder
	for _, x := range found {
		b.WriteString(x.Code + " " + x.Say(message.EN) + "\n")
	}
	return b.String()
}

// rows are the rows of a table as text.
func rows(tab *profile.Table, f *filing.Filing) string {
	var b strings.Builder
	for _, r := range f.Tables[tab.ID] {
		for _, c := range tab.Columns {
			b.WriteString(r.Text(c.ID) + "|")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestSample takes the tables of the sample to records and back. The sample has
// figures rounded by themselves; nothing but those may differ, each is reported, and
// by a cent or two.
func TestSample(t *testing.T) {
	p, given := sample(t)
	found := derive.Atoms(p, given)
	if finding.Count(found, finding.Error) > 0 {
		t.Fatal(said(found))
	}
	warned := map[string]bool{}
	for _, x := range found {
		if x.Code != "B27" {
			t.Errorf("unexpected: %s", x.Say(message.EN))
		}
		warned[x.Args["table"]+x.Args["row"]+x.Args["column"]] = true
	}
	_, made := sample(t)
	for _, l := range p.Compact.Lists {
		made.Tables[l.ID] = given.Tables[l.ID]
	}
	drop(p, made)
	if found := derive.Tables(p, made); len(found) > 0 {
		t.Fatal(said(found))
	}
	differ := 0
	for _, d := range p.Compact.Tables {
		tab := p.Table(d.ID)
		a, b := given.Tables[d.ID], made.Tables[d.ID]
		if len(a) != len(b) {
			t.Errorf("%s: %d rows, want %d", tab.Name.ZH, len(b), len(a))
			continue
		}
		for i := range a {
			for j := range tab.Columns {
				c := &tab.Columns[j]
				x, y := a[i].Text(c.ID), b[i].Text(c.ID)
				if x == y {
					continue
				}
				differ++
				m, err1 := amount.Parse(x)
				n, err2 := amount.Parse(y)
				if !c.Type.Numeric() || err1 != nil || err2 != nil || m.Value.Sub(n.Value).Abs().GreaterThan(decimal.New(2, -2)) {
					t.Errorf("%s row %d %s: %q became %q", tab.Name.ZH, i+1, c.Name.ZH, x, y)
				}
				if !warned[tab.Name.ZH+profile.RowName(tab, a[i], c)+c.Name.ZH] {
					t.Errorf("%s row %d %s: nothing was said", tab.Name.ZH, i+1, c.Name.ZH)
				}
			}
		}
	}
	if differ != len(found) {
		t.Errorf("%d figures differ, %d are reported", differ, len(found))
	}
}

// TestThereAndBack makes tables of records and records of those tables.
func TestThereAndBack(t *testing.T) {
	p, f := short(t)
	want := map[string]string{}
	for _, l := range p.Compact.Lists {
		want[l.ID] = rows(l, f)
	}
	if found := derive.Tables(p, f); len(found) > 0 {
		t.Fatal(said(found))
	}
	tables := map[string]string{}
	for _, d := range p.Compact.Tables {
		tables[d.ID] = rows(p.Table(d.ID), f)
		if tables[d.ID] == "" {
			t.Errorf("%s has no rows", d.ID)
		}
	}
	// Tables that are there and agree stay, and nothing is said.
	if found := derive.Tables(p, f); len(found) > 0 {
		t.Error(said(found))
	}
	for _, l := range p.Compact.Lists {
		delete(f.Tables, l.ID)
	}
	if found := derive.Atoms(p, f); len(found) > 0 {
		t.Error(said(found))
	}
	for _, l := range p.Compact.Lists {
		if got := rows(l, f); got != want[l.ID] {
			t.Errorf("%s became\n%swant\n%s", l.ID, got, want[l.ID])
		}
	}
	drop(p, f)
	derive.Tables(p, f)
	for _, d := range p.Compact.Tables {
		if got := rows(p.Table(d.ID), f); got != tables[d.ID] {
			t.Errorf("%s became\n%swant\n%s", d.ID, got, tables[d.ID])
		}
	}
}

func record(kv ...string) filing.Row {
	r := filing.Row{Cells: map[string]filing.Value{}}
	for i := 0; i < len(kv); i += 2 {
		r.Cells[kv[i]] = filing.Value{Text: kv[i+1]}
	}
	return r
}

// TestLines says what is wrong with records.
func TestLines(t *testing.T) {
	for _, c := range []struct {
		code, list string
		row        filing.Row
	}{
		{"B20", "atoms.spending", record("code", "2013201", "nature", "basic", "amount", "1")},
		{"B20", "atoms.projects", record("name", "某项目", "fund", "general_public", "amount", "1")},
		{"B21", "atoms.spending", record("code", "20132", "fund", "general_public", "nature", "basic", "amount", "1")},
		{"B22", "atoms.spending", record("code", "2999999", "fund", "general_public", "nature", "basic", "amount", "1")},
		{"B23", "atoms.basic", record("code", "30101", "amount", "1")},
		{"", "atoms.spending", record("code", "2013201")},
		{"", "atoms.basic", record("code", "30101", "amount", "1")},
		{"B25", "atoms.three_public", record("item", "overseas", "fund", "general_public", "amount", "1")},
	} {
		p, f := short(t)
		if c.code == "B25" {
			derive.Tables(p, f)
		}
		if c.code == "B23" {
			delete(f.Fields, "unit.kind") // no mapping applies
		}
		f.Tables[c.list] = append(f.Tables[c.list], c.row)
		found := derive.Tables(p, f)
		if c.code == "" && len(found) > 0 || c.code != "" && (len(found) == 0 || found[0].Code != c.code) {
			t.Errorf("%s %v: want %q, got %s", c.list, c.row, c.code, said(found))
		}
	}
}

// TestCodesOfTheirOwn names a code no list has, level by level.
func TestCodesOfTheirOwn(t *testing.T) {
	p, f := short(t)
	f.Tables["atoms.spending"] = append(f.Tables["atoms.spending"], record("code", "2019901", "fund", "general_public", "nature", "project", "amount", "3"))
	f.Tables["atoms.names"] = []filing.Row{record("code", "20199", "name", "某款"), record("code", "2019901", "name", "某项")}
	if found := derive.Tables(p, f); len(found) > 0 {
		t.Fatal(said(found))
	}
	if got := rows(p.Table("t05"), f); !strings.Contains(got, "20199|某款|3.00||3.00|\n2019901|某项|3.00||3.00|\n") {
		t.Error(got)
	}
}

// TestProjectWithCode counts a project as spending by itself.
func TestProjectWithCode(t *testing.T) {
	p, f := short(t)
	f.Tables["atoms.projects"] = append(f.Tables["atoms.projects"],
		record("name", "新项目", "class", "specific_target", "code", "2013202", "fund", "general_public", "amount", "10"))
	if found := derive.Tables(p, f); len(found) > 0 {
		t.Fatal(said(found))
	}
	if got := rows(p.Table("t05"), f); !strings.Contains(got, "2013202|一般行政管理事务|16.23||16.23|") {
		t.Error(got)
	}
}

// TestNotDetermined does not guess the fund of a carryover.
func TestNotDetermined(t *testing.T) {
	p, f := short(t)
	f.Tables["atoms.spending"] = append(f.Tables["atoms.spending"],
		record("code", "2296002", "fund", "general_public", "nature", "project", "origin", "carryover", "amount", "2"),
		record("code", "2296003", "fund", "government_fund", "nature", "project", "origin", "carryover", "amount", "3"))
	f.Tables["atoms.names"] = append(f.Tables["atoms.names"], record("code", "2296003", "name", "某项"))
	derive.Tables(p, f)
	for _, l := range p.Compact.Lists {
		delete(f.Tables, l.ID)
	}
	found := derive.Atoms(p, f)
	if len(found) != 2 || found[0].Code != "B29" || found[0].Args["name"] != "2296002" || found[1].Args["name"] != "2296003" {
		t.Error(said(found))
	}
	if p.Atoms(f) {
		t.Error("records were guessed")
	}
}

// TestOutOfPlace refuses tables that do not fit together, and departments.
func TestOutOfPlace(t *testing.T) {
	p, f := sample(t)
	f.Tables["t03"][4].Cells["basic"] = filing.Value{Text: "900.00"}
	if found := derive.Atoms(p, f); finding.Count(found, finding.Error) == 0 || p.Atoms(f) {
		t.Error(said(found))
	}
	p, f = short(t)
	f.Fields["scope"] = filing.Value{Text: "department"}
	if found := derive.Tables(p, f); len(found) != 1 || found[0].Code != "B24" || len(f.Tables["t01"]) > 0 {
		t.Error(said(found))
	}
}

// TestBareCode: a code of a higher level without lines below it is no matter of rounding.
func TestBareCode(t *testing.T) {
	p, f := loaded(t)
	row := filing.Row{Cells: map[string]filing.Value{}}
	for column, text := range map[string]string{"code": "20810", "name": "其他", "total": "5.00", "basic": "5.00"} {
		row.Cells[column] = filing.Value{Text: text}
	}
	f.Tables["t03"] = append(f.Tables["t03"], row)
	bare := false
	for _, x := range derive.Atoms(p, f) {
		text := x.Say(message.ZH) + x.Fix(message.ZH)
		if x.Code == "B27" && x.Severity == finding.Error && strings.Contains(text, "尾差") {
			t.Errorf("5 are no rounding: %s", text)
		}
		bare = bare || x.Code == "B27" && strings.Contains(text, "没有一行7位编码")
	}
	if !bare {
		t.Error("the code without lines is not named")
	}
}

// TestTotalsNotFilled: totals that are not filled in say nothing; the records follow
// from the other figures, and nothing that stood there is lost.
func TestTotalsNotFilled(t *testing.T) {
	for name, drop := range map[string]func(code string) bool{
		"no total":   func(code string) bool { return code == "合计" },
		"no classes": func(code string) bool { return len(code) == 3 || len(code) == 5 },
	} {
		p, f := loaded(t)
		_, want := loaded(t)
		if found := derive.Atoms(p, want); finding.Count(found, finding.Error) > 0 {
			t.Fatal(found[0].Say(message.ZH))
		}
		for _, id := range []string{"t02", "t03", "t05"} {
			f.Tables[id] = slices.DeleteFunc(slices.Clone(f.Tables[id]), func(r filing.Row) bool { return drop(r.Text("code")) })
		}
		for _, x := range derive.Atoms(p, f) {
			if x.Severity == finding.Error {
				t.Errorf("%s: %s %s", name, x.Code, x.Say(message.ZH))
			}
		}
		if n, m := len(f.Tables["atoms.spending"]), len(want.Tables["atoms.spending"]); n != m || n == 0 {
			t.Errorf("%s: %d records, want %d", name, n, m)
		}
	}
}

// loaded is the example of a county.
func loaded(t *testing.T) (*profile.Profile, *filing.Filing) {
	t.Helper()
	data, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	p, f, _, err := press.Filing(press.Input{Name: "example.json", Data: data}, "")
	if err != nil {
		t.Fatal(err)
	}
	return p, f
}

// TestCompleteListAdvice: under a list that is complete, a bureau's own, the bureau is to be
// asked; a name of one's own would not be accepted.
func TestCompleteListAdvice(t *testing.T) {
	for complete, advice := range map[bool]string{false: "补充科目", true: "询问"} {
		p, f := short(t)
		p.Codes["functional_codes"].Complete = complete
		f.Tables["atoms.spending"] = append(f.Tables["atoms.spending"], record("code", "2010377", "fund", "general_public", "nature", "project", "amount", "3"))
		found := derive.Tables(p, f)
		if len(found) != 1 || found[0].Code != finding.CodeUnlisted || !strings.Contains(found[0].Fix(message.ZH), advice) {
			t.Errorf("complete %v: %s", complete, said(found))
		}
		full := filing.New("shanxi", 2025)
		full.Tables["t03"] = []filing.Row{record("code", "2010377", "total", "3")}
		found = derive.Names(p, full)
		if len(found) != 1 || found[0].Code != finding.NameNowhere || strings.Contains(found[0].Fix(message.ZH), "询问") != complete {
			t.Errorf("complete %v: %s", complete, said(found))
		}
	}
}
