package diagnose

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/profile/profiletest"
	"budgetbook/internal/rule/checks"
)

// sound are filings without errors: the sample of the profile and the example county.
func sound(t *testing.T) (*profile.Profile, map[string]func() *filing.Filing) {
	t.Helper()
	p := profiletest.Shanxi(t)
	county, err := os.ReadFile("../../examples/example-county-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	read := func(data []byte) func() *filing.Filing {
		return func() *filing.Filing {
			f, _, err := filing.Unmarshal(p.Schema(), p.Name, "x.json", data)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
	}
	return p, map[string]func() *filing.Filing{"sample": read(p.Sample), "county": read(county)}
}

// diagnosed is what is said of a filing: the causes, and what follows from none.
func diagnosed(t *testing.T, p *profile.Profile, f *filing.Filing) (causes, rest []finding.Finding) {
	t.Helper()
	r, err := checks.Check(p, f, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	p.Locate(f, r.Findings)
	causes, _, checked := Find(Input{Profile: p, Filing: f, Checked: r.Findings})
	return causes, slices.DeleteFunc(checked, func(x finding.Finding) bool { return x.Severity == finding.Note || x.Follows != "" })
}

func each(f *filing.Filing, table string, columns []string, change func(decimal.Decimal) decimal.Decimal) {
	for _, r := range f.Tables[table] {
		for _, c := range columns {
			v := r.Cells[c]
			if d, err := decimal.NewFromString(v.Text); err == nil {
				v.Text = change(d).StringFixed(2)
				r.Cells[c] = v
			}
		}
	}
}

func columns(p *profile.Profile, table string) []string { return ids(amounts(p.Table(table))) }

func TestKinds(t *testing.T) {
	p, all := sound(t)
	yuan := func(d decimal.Decimal) decimal.Decimal { return d.Shift(4) }
	down := func(f *filing.Filing, table string, from int, cols []string) {
		rows := f.Tables[table]
		for r := len(rows) - 1; r >= from; r-- {
			for _, c := range cols {
				v := rows[r].Cells[c]
				v.Text = ""
				if r > from {
					v.Text = rows[r-1].Cells[c].Text
				}
				rows[r].Cells[c] = v
			}
		}
	}
	kinds := map[string]struct {
		make func(f *filing.Filing)
		want string // kind and beginning of the sentence
	}{
		"table 5 in yuan":  {func(f *filing.Filing) { each(f, "t05", columns(p, "t05"), yuan) }, "unit “表五”整张表是按元填的"},
		"table 6 in yuan":  {func(f *filing.Filing) { each(f, "t06", columns(p, "t06"), yuan) }, "unit “表六”整张表是按元填的"},
		"total of table 2": {func(f *filing.Filing) { each(f, "t02", []string{"total"}, yuan) }, "unit “表二”的“合计”是按元填的"},
		"rows of table 6":  {func(f *filing.Filing) { down(f, "t06", 0, columns(p, "t06")) }, "rows-shifted “表六”的"},
		"rows of table 5":  {func(f *filing.Filing) { down(f, "t05", 0, columns(p, "t05")) }, "rows-shifted “表五”的"},
		"rows of table 1": {func(f *filing.Filing) {
			down(f, "t01", 0, ids(halves(p.Table("t01"))[1]))
		}, "rows-shifted “表一”的"},
		"exchanged": {func(f *filing.Filing) {
			for _, r := range f.Tables["t03"] {
				r.Cells["basic"], r.Cells["project"] = r.Cells["project"], r.Cells["basic"]
			}
		}, "columns-exchanged “表三”的“基本支出”与“项目支出”两列填反"},
	}
	for name, k := range kinds {
		for which, read := range all {
			f := read()
			k.make(f)
			causes, rest := diagnosed(t, p, f)
			if len(causes) == 0 {
				t.Errorf("%s, %s: no cause; %d findings", name, which, len(rest))
				continue
			}
			got := string(causes[0].Cause.Kind) + " " + causes[0].Say(message.ZH)
			if !strings.HasPrefix(got, k.want) {
				t.Errorf("%s, %s:\n got %s\nwant %s", name, which, got, k.want)
			}
			if len(causes) > 1 || len(rest) > 0 {
				var more []string
				for _, x := range append(causes[1:], rest...) {
					more = append(more, x.Code+" "+x.Say(message.ZH))
				}
				t.Errorf("%s, %s: besides\n%s", name, which, strings.Join(more, "\n"))
			}
		}
	}
}

// A sound filing has no cause.
func TestSound(t *testing.T) {
	p, all := sound(t)
	for which, read := range all {
		if causes, _ := diagnosed(t, p, read()); len(causes) > 0 {
			t.Errorf("%s: %s", which, causes[0].Say(message.ZH))
		}
	}
}

// Kinds that change codes, rows and forms.
func TestCodesRowsForms(t *testing.T) {
	p, all := sound(t)
	last := func(f *filing.Filing, table string) int { // a row of 7 digits
		at := -1
		for i, r := range f.Tables[table] {
			if len(r.Text("code")) == 7 {
				at = i
			}
		}
		return at
	}
	kinds := map[string]struct {
		make func(f *filing.Filing)
		want string
	}{
		"code": {func(f *filing.Filing) {
			r := f.Tables["t03"][last(f, "t03")]
			r.Cells["code"] = filing.Value{Text: r.Text("code")[:5] + "77", At: r.Cells["code"].At}
		}, "code “表三”"},
		"row lost": {func(f *filing.Filing) {
			i := last(f, "t02")
			f.Tables["t02"] = slices.Delete(f.Tables["t02"], i, i+1)
		}, "row-missing “表二”缺“"},
		"row twice": {func(f *filing.Filing) {
			i := last(f, "t05")
			f.Tables["t05"] = slices.Insert(f.Tables["t05"], i, f.Tables["t05"][i])
		}, "row-double “表五”"},
		"forms": {func(f *filing.Filing) {
			for _, r := range f.Tables[p.Targets.Records] {
				for id, v := range r.Cells {
					if d, err := decimal.NewFromString(v.Text); err == nil && strings.HasPrefix(id, "funds") {
						v.Text = d.Shift(-4).String()
						r.Cells[id] = v
					}
				}
			}
		}, "unit "},
	}
	for name, k := range kinds {
		for which, read := range all {
			f := read()
			k.make(f)
			causes, rest := diagnosed(t, p, f)
			if len(causes) != 1 || !strings.HasPrefix(string(causes[0].Cause.Kind)+" "+causes[0].Say(message.ZH), k.want) {
				t.Errorf("%s, %s: want %s; %d findings besides", name, which, k.want, len(rest))
				for _, c := range causes {
					t.Logf("%s %s", c.Cause.Kind, c.Say(message.ZH))
				}
			}
		}
	}
}

// A table that no undo puts right is only said to be likely of another unit, and a mistake
// of no known kind gets no name that claims to be sure.
func TestNotSure(t *testing.T) {
	p, all := sound(t)
	for which, read := range all {
		f := read()
		each(f, "t05", columns(p, "t05"), func(d decimal.Decimal) decimal.Decimal { return d.Mul(decimal.New(3, 0)) })
		causes, _ := diagnosed(t, p, f)
		if len(causes) != 1 || causes[0].Cause.Kind != finding.OtherScope || causes[0].Cause.Certainty != finding.Likely || causes[0].Places[0].Table != "t05" {
			t.Errorf("%s: %+v", which, causes)
		}
		if which != "sample" {
			continue // the small one will do
		}
		f = read()
		n := int64(0)
		each(f, "t03", columns(p, "t03"), func(d decimal.Decimal) decimal.Decimal {
			n++
			return d.Add(decimal.New(n*n*37+n*11, -2))
		})
		causes, _ = diagnosed(t, p, f)
		for _, c := range causes {
			if c.Cause.Kind != finding.OtherScope && c.Cause.Certainty == finding.Sure && len(c.Places) > 0 && c.Places[0].Table != "t03" {
				t.Errorf("%s: an innocent table is accused: %s", which, c.Say(message.ZH))
			}
		}
	}
}
