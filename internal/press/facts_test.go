package press_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// raw is the example filing as plain JSON: the tests share no reader with the program.
type raw struct {
	Unit struct {
		Name string `json:"name"`
	} `json:"unit"`
	Tables map[string][]map[string]string `json:"tables"`
	Prior  struct {
		Revenue     string            `json:"total_revenue"`
		Expenditure string            `json:"total_expenditure"`
		General     string            `json:"general_public_expenditure"`
		Operation   string            `json:"agency_operation"`
		ThreePublic map[string]string `json:"three_public"`
	} `json:"prior_year"`
	Reasons struct {
		Revenue     string `json:"revenue"`
		Expenditure string `json:"expenditure"`
		Operation   string `json:"agency_operation"`
	} `json:"reasons"`
	Procurement map[string]string `json:"procurement"`
	Performance struct {
		Goal     string            `json:"overall_goal"`
		Projects []json.RawMessage `json:"projects"`
	} `json:"performance"`
	Assets struct {
		AsOf     string            `json:"as_of"`
		Vehicles map[string]string `json:"vehicles"`
		Area     string            `json:"office_area_m2"`
		Over500k string            `json:"equipment_over_500k"`
		Over1m   string            `json:"equipment_over_1m"`
	} `json:"assets"`
	Services string `json:"government_purchase_of_services"`
	Notes    string `json:"other_notes"`
	Glossary []struct{ Name, Text string }
}

func plain(t *testing.T) *raw {
	t.Helper()
	var r raw
	if err := json.Unmarshal(readFile(t, exampleJSON), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

// cents reads an amount with at most two decimals; blank is 0.
func cents(s string) int64 {
	if s == "" {
		return 0
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok || !r.Mul(r, big.NewRat(100, 1)).IsInt() {
		panic("not an amount in cents: " + s)
	}
	return r.Num().Int64()
}

func twoPlaces(s string) string { return big.NewRat(cents(s), 100).FloatString(2) }

func abs(n int64) int64 { return max(n, -n) }

// amountA writes an amount as the narrative must: two decimals and thousands
// separators, zero bare.
func amountA(c int64) string {
	if c == 0 {
		return "0"
	}
	s := fmt.Sprintf("%d", c/100)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return fmt.Sprintf("%s.%02d", s, c%100)
}

func wan(c int64) string { return amountA(c) + "万元" }

// percentP writes half-up(100 x part / whole, 2) as the narrative must.
func percentP(part, whole int64) string {
	if whole == 0 {
		return "0%"
	}
	p := (2*10000*abs(part) + abs(whole)) / (2 * abs(whole)) // in hundredths of a percent
	switch p {
	case 0, 10000:
		return fmt.Sprintf("%d%%", p/100)
	}
	return amountA(p) + "%"
}

// compared are the facts of a comparison with last year.
func compared(now, before int64) []string {
	switch {
	case now == before && now == 0:
		return []string{"均为0"}
	case now == before:
		return []string{wan(before), "相同"}
	case before == 0:
		return []string{"增加" + wan(now), "上年为0，不可比"}
	case now > before:
		return []string{wan(before), "增加" + wan(now-before), "增长" + percentP(now-before, before)}
	}
	return []string{wan(before), "减少" + wan(before-now), "下降" + percentP(before-now, before)}
}

func (r *raw) row(table, key, name string) map[string]string {
	for _, x := range r.Tables[table] {
		if x[key] == name {
			return x
		}
	}
	panic(table + " has no row " + name)
}

func (r *raw) at(table, key, name, column string) int64 {
	return cents(r.row(table, key, name)[column])
}

// rounded says whether some total of the code tables, or of table one, differs from
// the sum of its parts.
func (r *raw) rounded() bool {
	for _, id := range []string{"t02", "t03", "t05"} {
		for _, column := range []string{"total", "general_public", "carryover", "basic", "project"} {
			for _, parent := range r.Tables[id] {
				code := parent["code"]
				var sum int64
				parts := 0
				for _, x := range r.Tables[id] {
					if c := x["code"]; c != "合计" && (code == "合计" && len(c) == 3 || len(c) == len(code)+2 && strings.HasPrefix(c, code)) {
						sum += cents(x[column])
						parts++
					}
				}
				if parts > 0 && sum != cents(parent[column]) {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(r.Tables["t01"], func(x map[string]string) bool {
		return cents(x["expenditure"]) != cents(x["current_year"])+cents(x["carryover"])
	})
}

// fact is what one section must state: texts in this order, besides texts that were
// entered. drawn are figures its chart shows as well.
type fact struct {
	texts   []string
	entered []string
	drawn   []string
}

// share is a part of a structure.
type share struct {
	name  string
	cents int64
}

func drawn(parts []share) []string {
	var whole int64
	n := 0
	for _, p := range parts {
		whole += p.cents
		if p.cents > 0 {
			n++
		}
	}
	if n < 2 {
		return nil
	}
	var out []string
	for _, p := range parts {
		if p.cents > 0 {
			out = append(out, wan(p.cents), percentP(p.cents, whole))
		}
	}
	return out
}

// facts computes what the 12 sections must state, from nothing but the JSON.
func facts(t *testing.T) []fact {
	t.Helper()
	r := plain(t)
	f := make([]fact, 12)
	say := func(section int, texts ...string) { f[section-1].texts = append(f[section-1].texts, texts...) }

	// 1
	in, out := r.row("t01", "revenue_item", "收入总计"), r.row("t01", "expenditure_item", "支出总计")
	say(1, "收入总计"+wan(cents(in["revenue"])), "本年收入合计"+wan(r.at("t01", "revenue_item", "本年收入合计", "revenue")), "上年结转"+wan(r.at("t01", "revenue_item", "上年结转", "revenue")))
	say(1, compared(cents(in["revenue"]), cents(r.Prior.Revenue))...)
	say(1, "支出总计"+wan(cents(out["expenditure"])), "当年预算安排"+wan(cents(out["current_year"])), "上年结转安排"+wan(cents(out["carryover"])))
	say(1, compared(cents(out["expenditure"]), cents(r.Prior.Expenditure))...)
	f[0].entered = []string{"，主要原因是" + r.Reasons.Revenue, "，主要原因是" + r.Reasons.Expenditure}

	// 2
	total := r.row("t02", "code", "合计")
	all := cents(total["total"]) + cents(total["carryover"])
	say(2, "收入共"+wan(all))
	var parts []share
	for _, x := range [][2]string{{"一般公共预算", "general_public"}, {"政府性基金预算", "government_fund"}, {"国有资本经营预算", "state_capital"},
		{"财政专户管理资金", "special_account"}, {"单位资金", "unit_funds"}, {"上年结转", "carryover"}} {
		c := cents(total[x[1]])
		say(2, x[0]+wan(c), "占"+percentP(c, all))
		parts = append(parts, share{x[0], c})
	}
	f[1].drawn = drawn(parts)

	// 3
	spending := r.row("t03", "code", "合计")
	whole, basic, project := cents(spending["total"]), cents(spending["basic"]), cents(spending["project"])
	say(3, "支出共"+wan(whole), "基本支出"+wan(basic), "占"+percentP(basic, whole), "项目支出"+wan(project), "占"+percentP(project, whole))
	f[2].drawn = drawn([]share{{"", basic}, {"", project}})

	// 4
	funds := r.row("t04", "expenditure_item", "支出总计")
	say(4, wan(r.at("t04", "revenue_item", "收入总计", "revenue")), "一般公共预算"+wan(cents(funds["general_public"])),
		"政府性基金预算"+wan(cents(funds["government_fund"])), "国有资本经营预算"+wan(cents(funds["state_capital"])),
		"本年财政拨款收入"+wan(r.at("t04", "revenue_item", "本年收入合计", "revenue")), "上年财政拨款结转"+wan(r.at("t04", "revenue_item", "上年财政拨款结转", "revenue")))
	for _, x := range r.Tables["t04"][:30] {
		if c := cents(x["expenditure"]); c != 0 {
			_, name, _ := strings.Cut(x["expenditure_item"], "、")
			say(4, name+wan(c))
		}
	}

	// 5
	general := r.at("t05", "code", "合计", "total")
	say(5, "（一）", wan(general))
	say(5, compared(general, cents(r.Prior.General))...)
	say(5, "（二）", wan(general))
	parts = nil
	for _, x := range r.Tables["t05"] {
		if c := cents(x["total"]); len(x["code"]) == 3 && c != 0 {
			say(5, x["name"]+wan(c), "占"+percentP(c, general))
			parts = append(parts, share{x["name"], c})
		}
	}
	f[4].drawn = drawn(parts)

	// 6
	cost := r.row("t06", "department_item", "合计")
	groups := []string{"合计", "工资福利支出", "商品和服务支出", "对个人和家庭的补助", "资本性支出"}
	items := func(column string) string {
		var names []string
		for _, x := range r.Tables["t06"] {
			if n := x["department_item"]; cents(x[column]) != 0 && !slices.Contains(groups, n) && !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		return strings.Join(names, "、")
	}
	say(6, wan(cents(cost["total"])), "人员经费"+wan(cents(cost["personnel"])), items("personnel"), "公用经费"+wan(cents(cost["operating"])), items("operating"))

	// 7
	say(7, "“三公”经费")
	say(7, compared(r.at("t10", "item", "合计", "total"), cents(r.Prior.ThreePublic["overseas"])+cents(r.Prior.ThreePublic["reception"])+
		cents(r.Prior.ThreePublic["vehicle_purchase"])+cents(r.Prior.ThreePublic["vehicle_operation"]))...)

	// 8
	operation := r.at("t11", "unit", "部门合计", "total")
	say(8, "机关运行经费"+wan(operation))
	say(8, compared(operation, cents(r.Prior.Operation))...)
	f[7].entered = []string{"，主要原因是" + r.Reasons.Operation}

	// 9
	buy := r.Procurement
	say(9, "总额"+wan(cents(buy["total"])), "货物"+wan(cents(buy["goods"])), "工程"+wan(cents(buy["works"])), "服务"+wan(cents(buy["services"])))

	// 10
	f[9].entered = []string{r.Performance.Goal}
	attached := map[string]bool{}
	for _, x := range r.Performance.Projects {
		var p struct{ Name string }
		if err := json.Unmarshal(x, &p); err != nil {
			t.Fatal(err)
		}
		attached[p.Name] = true
	}
	var n, m [3]int64 // projects: all, other operational, special-purpose; with their form
	var money, shown [3]int64
	for _, x := range append(slices.Clone(r.Tables["t12"]), r.Tables["t13"]...) {
		if x["kind"] != "project" {
			continue
		}
		class := 1
		if x["class"] == "specific_target" {
			class = 2
		}
		for _, i := range []int{0, class} {
			n[i]++
			money[i] += cents(x["total"])
			if attached[x["name"]] {
				m[i]++
				shown[i] += cents(x["total"])
			}
		}
	}
	say(10, "1、整体绩效目标", "2、项目绩效目标")
	state := func(n, money [3]int64, share ...string) {
		say(10, fmt.Sprintf("%d个", n[0]), wan(money[0]))
		say(10, share...)
		say(10, fmt.Sprintf("其他运转类项目%d个，%s", n[1], wan(money[1])), fmt.Sprintf("特定目标类项目%d个，%s", n[2], wan(money[2])))
	}
	state(n, money)
	state(m, shown, percentP(shown[0], money[0]))

	// 11
	date, err := time.Parse(time.DateOnly, r.Assets.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	say(11, date.Format("2006年1月2日"), "编制"+r.Assets.Vehicles["quota"]+"辆", "实有"+r.Assets.Vehicles["in_use"]+"辆")
	for _, x := range [][2]string{{"领导用车", "leadership"}, {"机要通信用车", "confidential_communications"}, {"应急保障用车", "emergency"}, {"执法执勤用车", "law_enforcement"},
		{"特种专业技术用车", "special_technical"}, {"事业单位业务用车", "institution_operations"}, {"其他公务用车", "other"}} {
		say(11, x[0]+r.Assets.Vehicles[x[1]]+"辆")
	}
	say(11, r.Assets.Area+"平方米", "50万元以上", r.Assets.Over500k+"台（套）", "100万元以上", r.Assets.Over1m+"台（套）")

	// 12
	say(12, "（一）", "（二）")
	f[11].entered = []string{r.Services}
	if r.rounded() {
		say(12, "四舍五入")
	} else {
		f[11].entered = append(f[11].entered, r.Notes)
	}
	return f
}

// figure is a number with its unit, as the sections state them.
var figure = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?(万元|%|个|辆|平方米|台（套）)`)

// states fails unless a section's text states the facts in their order, quotes what
// was entered, and holds no other figure.
func (f fact) states(t *testing.T, section, text string) {
	t.Helper()
	text = strings.Join(strings.Fields(text), "")
	for _, e := range f.entered {
		e = strings.TrimRight(strings.Join(strings.Fields(e), ""), "。")
		if strings.Count(text, e) != 1 {
			t.Errorf("%s does not hold the text entered once: %s\n%s", section, e, text)
		}
		text = strings.Replace(text, e, "", 1)
	}
	rest := text
	var want []string
	for _, s := range f.texts {
		_, after, ok := strings.Cut(rest, s)
		if !ok {
			t.Errorf("%s does not state %q where it belongs; left to read: %s", section, s, rest)
			continue
		}
		rest = after
		want = append(want, figure.FindAllString(s, -1)...)
	}
	want = append(want, f.drawn...)
	got := figure.FindAllString(text, -1)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s states the figures\n%v, want\n%v", section, got, want)
	}
}
