package consolidate_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"budgetbook/internal/bureau/consolidate"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule/checks"
)

// received finds a project of a unit, with the code and the fund it is paid from.
func received(t *testing.T, f *filing.Filing) (project, fund string, cents64 int64) {
	t.Helper()
	for _, row := range f.Tables["t12"] {
		if row.Text("kind") != "project" {
			continue
		}
		for _, fund := range []string{"special_account", "unit_funds", "general_public"} {
			if n := cents(t, row.Text(fund)); n > 0 {
				return row.Text("name"), fund, n
			}
		}
	}
	return "", "", 0
}

// codeOf finds a code that has at least an amount in a fund of Table 2 and as projects.
func codeOf(t *testing.T, f *filing.Filing, fund string, n int64) string {
	t.Helper()
	project := map[string]int64{}
	for _, row := range f.Tables["t03"] {
		project[row.Text("code")] = cents(t, row.Text("project"))
	}
	for _, row := range f.Tables["t02"] {
		if code := row.Text("code"); len(code) == 7 && cents(t, row.Text(fund)) >= n && project[code] >= n {
			return code
		}
	}
	return ""
}

const heads = "拨出单位,收到单位,支出功能科目编码,拨出科目编码,资金来源,支出性质,项目名称,部门预算支出经济科目编码,金额\n"

func transfers(t *testing.T, p *profile.Profile, text string) ([]consolidate.Transfer, []finding.Finding) {
	t.Helper()
	l, err := list.Read("往来.csv", []byte(text), true)
	if err != nil {
		t.Fatal(err)
	}
	return consolidate.ReadTransfers(p, l)
}

// said is how many places a finding of the rules of a department speaks of.
func said(r *consolidate.Result, code string) int {
	for _, f := range r.Findings {
		if f.Code == code {
			n, _ := strconv.Atoi(f.Args["places"])
			return n
		}
	}
	return 0
}

func TestElimination(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 20)
	plain := department(t, p, units, consolidate.Options{})
	giver, giverCode := "", ""
	text := heads
	total, n := int64(0), 0
	for i, u := range units {
		if i == 0 {
			for _, row := range u.Filing.Tables["t03"] {
				if len(row.Text("code")) == 7 && cents(t, row.Text("total")) > 100_000 {
					giver, giverCode = u.Filing.Text("unit.code"), row.Text("code")
				}
			}
			continue
		}
		project, fund, amount := received(t, u.Filing)
		code := codeOf(t, u.Filing, fund, amount)
		if amount = min(amount, 7_013); code == "" || n == 4 {
			continue
		}
		n++
		total += amount
		text += fmt.Sprintf("%s,%s,%s,%s,%s,项目支出,%s,,%s\n", giver, u.Filing.Text("unit.name"), code, giverCode, fund, project, yuan(amount))
	}
	if n < 4 || giver == "" {
		t.Fatalf("only %d transfers of %q", n, giver)
	}
	list, found := transfers(t, p, text)
	if len(found) > 0 {
		t.Fatal(found)
	}
	r := department(t, p, units, consolidate.Options{Transfers: list})
	if len(r.Eliminated) != n {
		t.Fatalf("%d of %d transfers eliminated", len(r.Eliminated), n)
	}
	// What the elimination does to the rules is not put down to rounding.
	whole, err := consolidate.Department(p, units, consolidate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	less, err := consolidate.Department(p, units, consolidate.Options{Transfers: list})
	if err != nil {
		t.Fatal(err)
	}
	if was, is := said(whole, "HZ27"), said(less, "HZ27"); is > was {
		t.Errorf("%d places by rounding, %d without transfers", is, was)
	}
	// Total revenue and expenditure are smaller by what was eliminated.
	get := func(r *consolidate.Result, table, column string) int64 {
		rows := r.Filing.Tables[table]
		return cents(t, rows[len(rows)-1].Text(column))
	}
	for _, column := range []string{"revenue", "expenditure", "current_year"} {
		if got, want := get(r, "t01", column), get(plain, "t01", column)-total; got != want {
			t.Errorf("Table 1, %s: %d, want %d", column, got, want)
		}
	}
	first := func(r *consolidate.Result, table, column string) int64 {
		return cents(t, r.Filing.Tables[table][0].Text(column))
	}
	for _, x := range [][2]string{{"t02", "total"}, {"t03", "total"}, {"t03", "project"}, {"t12", "total"}} {
		if got, want := first(r, x[0], x[1]), first(plain, x[0], x[1])-total; got != want {
			t.Errorf("%s, %s: %d, want %d", x[0], x[1], got, want)
		}
	}
	// The rules hold as before.
	rep, err := checks.Check(p, r.Filing, message.ZH)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rep.Findings {
		if f.Severity == finding.Error && f.Code != "N09" && f.Code != "D07" && f.Code[0] != 'P' {
			t.Errorf("%s %s", f.Code, f.Say(message.EN))
		}
	}
	// Every cell that changed is listed, and no other one.
	listed := map[string]int64{}
	for _, e := range r.Eliminated {
		if e.Giver.File != "01.json" {
			t.Errorf("the giver is %+v", e.Giver)
		}
		for _, c := range e.Cells {
			if c.After.IsNegative() || !c.Before.Sub(c.After).Equal(e.Transfer.Amount) {
				t.Errorf("%+v", c)
			}
			listed[c.Table.ID] += e.Transfer.Amount.Shift(2).IntPart()
		}
	}
	changed := map[string]int64{}
	for i, c := range plain.Cells {
		if c.Table == nil || strings.HasPrefix(c.Table.ID, "performance") {
			continue
		}
		d := c.Sum.Total.Sub(r.Cells[i].Sum.Total)
		if c.Row == departmentName && (c.Table.ID == "t12" || c.Table.ID == "t13") {
			continue // the sum of its units
		}
		changed[c.Table.ID] += d.Shift(2).IntPart()
	}
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		if changed[id] != listed[id] {
			t.Errorf("%s: cells changed by %d, %d are listed", id, changed[id], listed[id])
		}
	}
	if s := r.Filing.Text("other_notes"); !strings.Contains(s, "已抵销") {
		t.Errorf("the notes say %q", s)
	}
	// --against names what was taken out.
	taken := false
	for _, c := range r.Cells {
		for _, x := range c.Sum.Parts {
			taken = taken || x.Transfer && x.At.File == "往来.csv"
		}
	}
	if !taken {
		t.Error("no sum names what was taken out of it")
	}
}

func TestEliminationOfBasicExpenditure(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 10)
	for _, u := range units[1:] {
		if u.Filing.Text("unit.kind") != "administrative" || !hasItem(u.Filing, "办公费") {
			continue
		}
		running := ""
		for _, row := range u.Filing.Tables["t05"] {
			if c := row.Text("code"); slices.Contains([]string{"2010301", "2013201", "2010350", "2060208"}, c) && cents(t, row.Text("basic")) > 100 {
				running = c
			}
		}
		if running == "" {
			continue
		}
		from, _ := firstCode(t, units[0].Filing)
		list, found := transfers(t, p, "from,to,code,from_code,fund,nature,item,amount\n"+
			departmentName+","+u.Filing.Text("unit.code")+","+running+","+from+",general_public,basic,30201,1.00\n")
		if len(found) > 0 {
			t.Fatal(found)
		}
		r := department(t, p, units, consolidate.Options{Transfers: list})
		tables := map[string]bool{}
		for _, c := range r.Eliminated[0].Cells {
			tables[c.Table.ID] = true
		}
		want := []string{"t01", "t02", "t03", "t04", "t05", "t06", "t11"}
		if got := slices.Sorted(maps.Keys(tables)); !slices.Equal(got, want) {
			t.Errorf("taken out of %v, want %v", got, want)
		}
		return
	}
	t.Fatal("no unit to try it with")
}

func hasItem(f *filing.Filing, name string) bool {
	return slices.ContainsFunc(f.Tables["t06"], func(r filing.Row) bool { return r.Text("department_item") == name })
}

// firstCode is the code a unit spends most under, and how much.
func firstCode(t *testing.T, f *filing.Filing) (code string, most int64) {
	for _, row := range f.Tables["t03"] {
		if n := cents(t, row.Text("total")); len(row.Text("code")) == 7 && n > most {
			code, most = row.Text("code"), n
		}
	}
	return code, most
}

func TestTransfersRefused(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 20)
	from, most := firstCode(t, units[0].Filing)
	var to *consolidate.Unit
	var project, fund, code string
	var n int64
	for _, u := range units[1:] {
		if project, fund, n = received(t, u.Filing); n > 0 && n < most {
			if code = codeOf(t, u.Filing, fund, n); code != "" {
				to = u
				break
			}
		}
	}
	if to == nil {
		t.Fatal("no unit to try it with")
	}
	row := func(a, b, code, from, fund, project, amount string) string {
		return heads + strings.Join([]string{a, b, code, from, fund, "project", project, "", amount}, ",") + "\n"
	}
	a, b := departmentName, to.Filing.Text("unit.name")
	for _, c := range []struct{ name, code, text string }{
		{"more than the cell holds", "HZ38", row(a, b, code, from, fund, project, yuan(n+1))},
		{"no such project", "HZ38", row(a, b, code, from, fund, "没有的项目", "0.01")},
		{"another fund", "HZ38", row(a, b, code, from, map[bool]string{true: "unit_funds", false: "special_account"}[fund != "unit_funds"], project, "0.01")},
		{"more than the giver spends", "HZ37", row(a, b, code, "2230105", fund, project, "99999999.00")},
		{"an unknown unit", "HZ35", row(a, "别的单位", code, from, fund, project, "0.01")},
		{"to itself", "HZ36", row(b, b, code, code, fund, project, "0.01")},
	} {
		t.Run(c.name, func(t *testing.T) {
			list, found := transfers(t, p, c.text)
			if len(found) > 0 {
				t.Fatal(found)
			}
			r := consolidate.Units(p, units, consolidate.Options{Transfers: list})
			if r.Filing != nil || !slices.ContainsFunc(r.Findings, func(f finding.Finding) bool { return f.Code == c.code && len(f.Places) > 0 }) {
				t.Errorf("%v", r.Findings)
			}
		})
	}
	for _, c := range []struct{ name, code, text string }{
		{"unknown column", "HZ31", "甲,乙\n"},
		{"missing column", "HZ32", "拨出单位,收到单位\n"},
		{"no amount", "HZ34", row(a, b, code, from, fund, project, "")},
		{"negative", "HZ33", row(a, b, code, from, fund, project, "-1")},
		{"three decimals", "HZ33", row(a, b, code, from, fund, project, "1.001")},
		{"unknown fund", "HZ33", row(a, b, code, from, "其他", project, "1")},
	} {
		if _, found := transfers(t, p, c.text); len(found) == 0 || found[0].Code != c.code {
			t.Errorf("%s: %v", c.name, found)
		}
	}
	// The column by its head in the file, the place by its cell there.
	text := strings.Replace(row(a, b, code, from, fund, project, "-1"), "金额", " amount ", 1)
	if _, found := transfers(t, p, text); len(found) != 1 || found[0].Places[0].Short() != "I2" || !strings.Contains(found[0].Say(message.ZH), "第 2 行“amount”") {
		t.Errorf("%+v", found)
	}
	if _, err := list.Read("x.csv", []byte("from,\"to\n"), true); err == nil {
		t.Error("a broken CSV was read")
	}
	// As Excel saves it on a Chinese system.
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(row(a, b, code, from, "财政专户管理资金", project, "1.00"))
	if err != nil {
		t.Fatal(err)
	}
	if list, found := transfers(t, p, gbk); len(found) > 0 || list[0].Texts["to"] != b || list[0].Texts["fund"] != "special_account" {
		t.Errorf("%v %v", list, found)
	}
}

// The approved figures (D07) are not eliminated: that they differ from the department's
// by the transfer is no rounding.
func TestRulesBrokenByTransfers(t *testing.T) {
	p := shanxi(t)
	units, _ := fifty(t, p, 2)
	var project, fund, code string
	var n int64
	if project, fund, n = received(t, units[1].Filing); n > 0 {
		code = codeOf(t, units[1].Filing, fund, n)
	}
	from := ""
	for _, row := range units[0].Filing.Tables["t03"] {
		if len(row.Text("code")) == 7 && cents(t, row.Text("total")) >= n {
			from = row.Text("code")
		}
	}
	if code == "" || from == "" {
		t.Fatal("no transfer to try it with")
	}
	list, found := transfers(t, p, heads+strings.Join([]string{units[0].Filing.Text("unit.name"), units[1].Filing.Text("unit.name"), code, from, fund, "project", project, "", yuan(n)}, ",")+"\n")
	if len(found) > 0 {
		t.Fatal(found)
	}
	r, err := consolidate.Department(p, units, consolidate.Options{Transfers: list})
	if err != nil {
		t.Fatal(err)
	}
	told := false
	for _, f := range r.Findings {
		zh, en := f.Say(message.ZH), f.Say(message.EN)
		switch f.Code {
		case "HZ27":
			t.Error(zh)
		case "HZ28":
			told = strings.Contains(zh, "2 处不符合规则 D07，最大相差 "+yuan(n)+" 万元") && strings.Contains(en, "the rules D07 in 2 places, by "+yuan(n))
			if !told {
				t.Error(zh, en)
			}
		}
	}
	if !told {
		t.Error("HZ28 does not say which rules")
	}
}
