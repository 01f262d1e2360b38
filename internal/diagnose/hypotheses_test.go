package diagnose

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// put writes a text into a cell and leaves its place.
func put(f *filing.Filing, table string, row int, column, text string) {
	v := f.Tables[table][row].Cells[column]
	v.Text, v.Exact = text, ""
	f.Tables[table][row].Cells[column] = v
}

// Each mistake is named as the only cause, of its kind and in its table.
func TestHypotheses(t *testing.T) {
	p, all := sound(t)
	kinds := map[string]struct {
		make func(f *filing.Filing)
		want string // kind and beginning of the sentence
	}{
		"thousands of yuan": {func(f *filing.Filing) {
			each(f, "t05", columns(p, "t05"), func(d decimal.Decimal) decimal.Decimal { return d.Shift(1) })
		}, "unit “表五”的金额都是应有数的 10 倍"},
		"rows in yuan": {func(f *filing.Filing) {
			half := &filing.Filing{Tables: map[string][]filing.Row{"t03": f.Tables["t03"][len(f.Tables["t03"])/2:]}}
			each(half, "t03", columns(p, "t03"), func(d decimal.Decimal) decimal.Decimal { return d.Shift(4) })
		}, "unit “表三”从“"},
		"tables exchanged": {func(f *filing.Filing) {
			f.Tables["t03"], f.Tables["t08"] = f.Tables["t08"], f.Tables["t03"]
		}, "other-table “表三”与“表八”的内容互换了"},
		"column of shares": {func(f *filing.Filing) {
			n := int64(0)
			each(f, "t03", []string{"project"}, func(d decimal.Decimal) decimal.Decimal {
				n++
				return decimal.New(n*n*371+n*13, -2)
			})
		}, "column “表三”的“项目支出”这一列填的不是"},
		"column blank": {func(f *filing.Filing) {
			for i := range f.Tables["t05"] {
				put(f, "t05", i, "basic", "")
			}
		}, "column “表五”的“基本支出”这一列没有填"},
		"codes of nine digits": {func(f *filing.Filing) {
			for i, r := range f.Tables["t03"] {
				if len(r.Text("code")) == 7 {
					put(f, "t03", i, "code", r.Text("code")+"01")
				}
			}
		}, "code “表三”有 "},
		"unit as a project": {func(f *filing.Filing) {
			roles := p.Roles.ProjectsOf(p.Table("t12"))
			for i, r := range f.Tables["t12"] {
				if r.Text(roles.Kind) == roles.Unit {
					put(f, "t12", i, roles.Kind, roles.Project)
				}
			}
		}, "row-kind “表十二”"},
		"forms of the next project": {func(f *filing.Filing) {
			rows := f.Tables[p.Targets.Records]
			for id := range p.Table(p.Targets.Records).Columns {
				col := &p.Table(p.Targets.Records).Columns[id]
				if col.Type != profile.YuanType {
					continue
				}
				first := rows[0].Text(col.ID)
				for i := range len(rows) - 1 {
					put(f, p.Targets.Records, i, col.ID, rows[i+1].Text(col.ID))
				}
				put(f, p.Targets.Records, len(rows)-1, col.ID, first)
			}
		}, "rows-shifted “绩效项目”的资金各列与项目名称错行"},
	}
	for name, k := range kinds {
		f := all["county"]()
		k.make(f)
		causes, rest := diagnosed(t, p, f)
		var said []string
		for _, c := range causes {
			said = append(said, string(c.Cause.Kind)+" "+c.Say(message.ZH))
		}
		if len(said) == 0 || !strings.HasPrefix(said[0], k.want) {
			t.Errorf("%s: want %s\ngot %s\n%d findings besides", name, k.want, strings.Join(said, "\n"), len(rest))
			for _, x := range rest[:min(len(rest), 6)] {
				t.Log(x.Code, x.Say(message.ZH))
			}
		}
	}
}

// What few figures of a table speak for gives it no name: neither that of a foreign table
// nor any cause that claims to be sure and leaves most of them standing.
func TestSilent(t *testing.T) {
	p, all := sound(t)
	for which, read := range all {
		// Two amounts of one table off by different amounts, of which nothing else tells.
		f := read()
		n := 0
		for i, r := range f.Tables["t05"] {
			if len(r.Text("code")) == 7 && r.Text("basic") != "" && n < 2 {
				n++
				d := decimal.RequireFromString(r.Text("basic")).Add(decimal.New(int64(n)*317, -2))
				put(f, "t05", i, "basic", d.StringFixed(2))
				put(f, "t05", i, "total", d.Add(amountOf(f, cell{"t05", i, "project"})).StringFixed(2))
			}
		}
		causes, _ := diagnosed(t, p, f)
		for _, c := range causes {
			if c.Cause.Kind == finding.OtherScope || c.Cause.Kind == finding.WrongColumn || c.Cause.Kind == finding.OtherTable {
				t.Errorf("%s: two amounts of table 5: %s", which, c.Say(message.ZH))
			}
		}
	}
}

// The lists of the compact layout are spoken to about their own rows.
func TestRecords(t *testing.T) {
	p, all := sound(t)
	short := func() *filing.Filing {
		f := all["sample"]()
		if found := derive.Atoms(p, f); finding.Count(found, finding.Error) > 0 {
			t.Fatal(found[0].Say(message.ZH))
		}
		for _, d := range p.Compact.Tables {
			f.Tables[d.ID] = nil
		}
		derive.Tables(p, f)
		return f
	}
	basic := func(f *filing.Filing) int { // the basic spending that counts for the other list
		for i, r := range f.Tables["atoms.spending"] {
			if r.Text("nature") == "basic" && r.Text("fund") == "general_public" && r.Text("origin") == "current" {
				return i
			}
		}
		t.Fatal("no basic spending")
		return 0
	}
	kinds := map[string]struct {
		make func(f *filing.Filing)
		want string
	}{
		"nature": {func(f *filing.Filing) { put(f, "atoms.spending", basic(f), "nature", "project") }, "choice “支出明细”"},
		"fund":   {func(f *filing.Filing) { put(f, "atoms.spending", basic(f), "fund", "state_capital") }, "choice “支出明细”"},
		"all carried": {func(f *filing.Filing) {
			for i := range f.Tables["atoms.spending"] {
				put(f, "atoms.spending", i, "origin", "carryover")
			}
		}, "choice “支出明细”的“资金年度”每一行都是“上年结转”"},
		"twice": {func(f *filing.Filing) {
			f.Tables["atoms.basic"] = slices.Insert(f.Tables["atoms.basic"], 1, f.Tables["atoms.basic"][1])
		}, "row-double “基本支出明细”"},
		"ten times": {func(f *filing.Filing) {
			put(f, "atoms.basic", 1, "amount", amountOf(f, cell{"atoms.basic", 1, "amount"}).Shift(1).StringFixed(2))
		}, "cell “基本支出明细”"},
		"lost": {func(f *filing.Filing) {
			f.Tables["atoms.basic"] = slices.Delete(f.Tables["atoms.basic"], 1, 2)
		}, "lists-differ “支出明细”的"},
	}
	if causes, _ := diagnosed(t, p, short()); len(causes) > 0 {
		t.Fatalf("a sound one: %s", causes[0].Say(message.ZH))
	}
	for name, k := range kinds {
		f := short()
		k.make(f)
		for _, d := range p.Compact.Tables {
			f.Tables[d.ID] = nil
		}
		derive.Tables(p, f)
		causes, rest := diagnosed(t, p, f)
		got := "nothing"
		if len(causes) > 0 {
			got = string(causes[0].Cause.Kind) + " " + causes[0].Say(message.ZH)
		}
		if !strings.HasPrefix(got, k.want) {
			t.Errorf("%s: want %s\ngot %s", name, k.want, got)
			for _, x := range rest {
				t.Log(x.Code, x.Say(message.ZH))
			}
		}
	}
}
