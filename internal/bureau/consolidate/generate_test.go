package consolidate_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/bureau/consolidate"
	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

const departmentName = "示例县教育局"

func shanxi(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := press.Profile("shanxi")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func yuan(cents int64) string { return decimal.New(cents, -2).StringFixed(2) }

// items are economic items a generated unit may have; those with a function stand beside
// a line of that code.
var items = []struct {
	code, function string
	operating      bool
}{
	{"30101", "", false}, {"30102", "", false}, {"30103", "", false}, {"30107", "", false}, {"30302", "2080501", false},
	{"30108", "2080505", false}, {"30109", "2080506", false}, {"30110", "2101101", false}, {"30113", "2210201", false},
	{"30201", "", true}, {"30202", "", true}, {"30211", "", true}, {"30217", "", true}, {"30231", "", true}, {"31002", "", true},
}

// sampleUnit makes the JSON of a unit: the sample of the profile with other amounts,
// codes, projects and economic items. A seed always gives the same one.
func sampleUnit(t testing.TB, p *profile.Profile, seed uint64, year int) []byte {
	t.Helper()
	g := rand.New(rand.NewPCG(seed, uint64(year)))
	f, found, err := filing.Unmarshal(p.Schema(), p.Name, "sample.json", p.Sample)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	form := f.Tables["performance.projects"][0]
	for id := range f.Tables {
		delete(f.Tables, id)
	}
	set := func(path, text string) { f.Fields[path] = filing.Value{Text: text} }
	add := func(list string, kv ...string) {
		r := filing.Row{Cells: map[string]filing.Value{}}
		for i := 0; i < len(kv); i += 2 {
			r.Cells[kv[i]] = filing.Value{Text: kv[i+1]}
		}
		f.Tables[list] = append(f.Tables[list], r)
	}
	name := fmt.Sprintf("示例县第%d中学", seed)
	if seed == 1 {
		name = departmentName + "（本级）"
	}
	f.Year = year
	set("fiscal_year", fmt.Sprint(year))
	set("unit.name", name)
	set("unit.name_en", fmt.Sprintf("No. %d Middle School, Example County", seed))
	set("unit.code", fmt.Sprintf("205%03d", seed))
	set("unit.department", departmentName)
	set("unit.kind", []string{"administrative", "institution"}[seed%2])
	if seed == 1 {
		set("unit.kind", "administrative")
	}
	amount := func(most int64) int64 { return 1 + g.Int64N(most) }

	basic, operating := int64(0), int64(0)
	var reception, vehicles int64
	for _, x := range items {
		if g.IntN(4) == 0 && x.code != "30101" {
			continue
		}
		n := amount(60_000)
		if x.code == "30217" || x.code == "30231" {
			n = amount(1_500)
		}
		if x.code == "30107" && f.Text("unit.kind") == "administrative" || x.code == "30302" && f.Text("unit.kind") == "institution" {
			continue
		}
		offers := p.Offers(f, x.code)
		if len(offers) == 0 {
			continue
		}
		add("atoms.basic", "code", x.code, "government_item", offers[g.IntN(len(offers))], "amount", yuan(n))
		switch x.code {
		case "30217":
			reception = n
		case "30231":
			vehicles = n
		}
		if x.operating {
			operating += n
		}
		if x.function != "" {
			add("atoms.spending", "code", x.function, "fund", "general_public", "nature", "basic", "amount", yuan(n))
			continue
		}
		basic += n
	}
	running := []string{"2010301", "2013201", "2010350", "2060208"}[g.IntN(4)]
	add("atoms.spending", "code", running, "fund", "general_public", "nature", "basic", "amount", yuan(basic))
	if g.IntN(3) == 0 {
		add("atoms.spending", "code", running, "fund", "unit_funds", "nature", "basic", "amount", yuan(amount(90_000)))
	}
	if f.Text("unit.kind") == "administrative" && operating > 0 {
		add("atoms.operation", "fund", "general_public", "amount", yuan(operating))
	}
	if reception > 0 {
		add("atoms.three_public", "item", "reception", "fund", "general_public", "amount", yuan(reception))
	}
	set("assets.vehicles.in_use", "0")
	set("assets.vehicles.confidential_communications", "0")
	set("assets.vehicles.other", "0")
	if vehicles > 0 {
		add("atoms.three_public", "item", "vehicle_operation", "fund", "general_public", "amount", yuan(vehicles+amount(300)))
		set("assets.vehicles.in_use", "1")
		set("assets.vehicles.other", "1")
	}
	codes := map[string][]string{"general_public": {"2050801", "2050802", "2060208", "2070308", "2081005"}, "government_fund": {"2296002", "2120803"}, "state_capital": {"2230105"},
		"special_account": {"2050801", "2050802"}, "unit_funds": {"2070308", "2060208"}}
	revenue := map[string]int64{}
	for i := range 2 + g.IntN(5) {
		fund := []string{"general_public", "general_public", "government_fund", "state_capital", "special_account", "unit_funds"}[g.IntN(6)]
		origin := []string{"current", "current", "carryover"}[g.IntN(3)]
		if origin == "carryover" && (fund == "special_account" || fund == "unit_funds") {
			origin = "current"
		}
		n := amount(800_000)
		title := fmt.Sprintf("%s第%d批专项", name, i+1)
		add("atoms.projects", "name", title, "class", []string{"specific_target", "other_operation"}[g.IntN(2)],
			"code", codes[fund][g.IntN(len(codes[fund]))], "fund", fund, "origin", origin, "amount", yuan(n))
		if origin == "current" {
			revenue[fund] += n
		}
		x := filing.Row{Cells: map[string]filing.Value{}, Children: form.Children}
		for id, v := range form.Cells {
			x.Cells[id] = v
		}
		x.Cells["name"], x.Cells["unit"] = filing.Value{Text: title}, filing.Value{Text: name}
		x.Cells["department"] = filing.Value{Text: "205-" + departmentName}
		for _, side := range []string{"whole_period", "annual"} {
			x.Cells["funds."+side+".total"] = filing.Value{Text: fmt.Sprint(n * 100)}
			x.Cells["funds."+side+".local"] = filing.Value{Text: fmt.Sprint(n * 100)}
		}
		f.Tables["performance.projects"] = append(f.Tables["performance.projects"], x)
	}
	if n := revenue["government_fund"]; n > 0 {
		add("atoms.fund_revenue", "code", []string{"1030155", "1030148"}[g.IntN(2)], "amount", yuan(n))
	}
	if n := revenue["state_capital"]; n > 0 {
		add("atoms.capital_revenue", "code", []string{"1030601", "1030602"}[g.IntN(2)], "amount", yuan(n))
	}
	if found := derive.Tables(p, f); finding.Count(found, finding.Error) > 0 {
		t.Fatalf("unit %d: %s", seed, found[0].Say("en"))
	}
	for id := range f.Tables {
		if p.IsAtom(id) {
			delete(f.Tables, id)
		}
	}
	data := profile.Data{Profile: p, Filing: f}
	for i := range p.Carry.Prior { // last year: the same or a little less
		x := &p.Carry.Prior[i]
		r, err := x.Expr().Eval(data)
		if err != nil {
			t.Fatal(err)
		}
		was := r.Value
		if !was.IsZero() {
			was = was.Add(decimal.New(int64(g.IntN(2)*g.IntN(5)), -2))
		}
		set(x.Path, was.StringFixed(2))
	}
	for path, formula := range map[string]string{"approved.total_revenue": "prior_year.total_revenue", "approved.total_expenditure": "prior_year.total_expenditure"} {
		for i := range p.Carry.Prior {
			if p.Carry.Prior[i].Path == formula {
				r, _ := p.Carry.Prior[i].Expr().Eval(data)
				set(path, r.Value.StringFixed(2))
			}
		}
	}
	for _, path := range []string{"approved.general_public", "approved.basic", "approved.project", "approved.three_public"} {
		set(path, "")
	}
	total := int64(0)
	for _, path := range []string{"goods", "works", "services"} {
		n := amount(50)
		total += n
		set("procurement."+path, yuan(n))
	}
	set("procurement.total", yuan(total))
	for _, path := range []string{"revenue", "expenditure", "agency_operation", "three_public.total", "three_public.reception", "three_public.vehicle_operation"} {
		set("reasons."+path, fmt.Sprintf("第%d号单位%s事项调整", seed, path))
	}
	set("government_purchase_of_services", "本年度没有安排政府购买服务支出。")
	set("performance.overall_goal", "")
	set("other_notes", "无。")
	out, err := filing.Marshal(p.Schema(), f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t testing.TB, p *profile.Profile, name string, data []byte) *consolidate.Unit {
	t.Helper()
	f, found, err := filing.Unmarshal(p.Schema(), p.Name, name, data)
	if err != nil || finding.Count(found, finding.Error) > 0 {
		t.Fatal(name, err, found)
	}
	return &consolidate.Unit{File: name, Filing: f}
}

// all is how many units a department has in the tests: fewer under the race detector.
func all() int {
	if testing.Short() {
		return 12
	}
	return 50
}

// made are the JSON of units, each made once.
var made [50][]byte

// fifty are the first units of a department.
func fifty(t testing.TB, p *profile.Profile, n int) (units []*consolidate.Unit, texts [][]byte) {
	for i := range n {
		if made[i] == nil {
			made[i] = sampleUnit(t, p, uint64(i+1), 2025)
		}
		data := made[i]
		texts = append(texts, data)
		units = append(units, read(t, p, fmt.Sprintf("%02d.json", i+1), data))
	}
	return units, texts
}

// parsed is a JSON filing as the standard library reads it.
func parsed(t testing.TB, data []byte) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
