package checks_test

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// fund is where money comes from, in the order of Table 2.
type fund int

const (
	generalPublic fund = iota
	governmentFund
	stateCapital
	specialAccount
	unitFunds
	funds
)

// line is one amount of spending; everything in Tables 1 to 5, 8, 12 and 13 follows
// from the lines. Amounts are exact, in fen.
type line struct {
	code    string // 7 digits, or of a class or section that is not divided further
	fund    fund
	basic   bool
	carry   bool
	project string // name, for what is not basic
	fen     int64
}

// item is one line of Table 6; entry one line of revenue.
type item struct {
	department, government string
	fen                    int64
}

type entry struct {
	code string
	fen  int64
}

type project struct {
	name, class, unit string
}

// ledger is what a sound filing is made from.
type ledger struct {
	p             *profile.Profile
	year          int
	department    string
	units         []string
	kind, scope   string
	departmentRow bool // Table 13 begins with the department
	lines         []line
	items         []item
	fundRevenue   []entry
	stateRevenue  []entry
	public        [4]int64 // overseas, reception, vehicle purchase and operation: general public
	publicFund    [4]int64 // of government funds
	agency        []int64  // by unit
	projects      []project
	vehicles      int
	procurement   [3]int64
	forms         bool
}

// wan prints exact fen in 万元, rounded half-up on its own; zero is blank.
func wan(fen int64) string {
	if fen == 0 {
		return ""
	}
	return decimal.New((fen+5000)/10000, -2).StringFixed(2)
}

// split says how much of each fund there is: [fund][basic][carry].
type split [funds][2][2]int64

func (s *split) sum(keep func(f fund, basic, carry bool) bool) (n int64) {
	for f := range s {
		for b := range 2 {
			for c := range 2 {
				if keep(fund(f), b == 1, c == 1) {
					n += s[f][b][c]
				}
			}
		}
	}
	return n
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// codes adds the lines up for every code and the codes above it, "" for all, and
// lists the codes in order.
func (g *ledger) codes() (map[string]*split, []string) {
	by := map[string]*split{"": {}}
	for _, l := range g.lines {
		for _, n := range []int{0, 3, 5, 7} {
			if n > len(l.code) {
				break
			}
			s := by[l.code[:n]]
			if s == nil {
				s = &split{}
				by[l.code[:n]] = s
			}
			s[l.fund][index(l.basic)][index(l.carry)] += l.fen
		}
	}
	var order []string
	for c := range by {
		if c != "" {
			order = append(order, c)
		}
	}
	sort.Strings(order)
	return by, order
}

// add appends a row to a table; kv are column id, text.
func add(f *filing.Filing, table string, kv ...string) {
	path := "tables." + table
	if !strings.HasPrefix(table, "t") {
		path = table
	}
	at := finding.Place{Path: fmt.Sprintf("%s[%d]", path, len(f.Tables[table]))}
	r := filing.Row{Cells: map[string]filing.Value{}, Children: map[string][]filing.Row{}, At: at}
	for i := 0; i+1 < len(kv); i += 2 {
		r.Cells[kv[i]] = filing.Value{Text: kv[i+1], At: finding.Place{Path: at.Path + "." + kv[i]}}
	}
	f.Tables[table] = append(f.Tables[table], r)
}

func (g *ledger) name(code string) string {
	for _, list := range []string{"functional_codes", "income_codes"} {
		if c, ok := g.p.Codes[list].Lookup(code); ok {
			return c.Name
		}
	}
	return "科目" + code
}

func all(fund, bool, bool) bool { return true }

func current(_ fund, _, carry bool) bool { return !carry }

func carried(_ fund, _, carry bool) bool { return carry }

func of(x fund) func(fund, bool, bool) bool {
	return func(f fund, _, c bool) bool { return f == x && !c }
}

func both(x fund) func(fund, bool, bool) bool { return func(f fund, _, _ bool) bool { return f == x } }

func left(x fund) func(fund, bool, bool) bool {
	return func(f fund, _, c bool) bool { return f == x && c }
}

// filing writes the ledger out as the 13 tables and everything else.
func (g *ledger) filing() *filing.Filing {
	f := filing.New(g.p.Name, g.year)
	by, order := g.codes()
	g.summary(f, by)
	g.appropriations(f, by)
	g.classified(f, by, order)
	g.economic(f)
	g.revenue(f, by, order)
	g.publicItems(f)
	g.projectTables(f)
	g.inputs(f, by[""])
	for _, t := range g.p.Tables {
		// A table nobody filled has its fixed rows only, and may have none.
		if f.Tables[t.ID] == nil {
			f.Tables[t.ID] = []filing.Row{}
		}
	}
	return f
}

// fixed visits the fixed rows of a table that are part of the data.
func (g *ledger) fixed(table string, visit func(spec profile.RowSpec, revenue, expenditure string)) {
	for _, s := range g.p.Table(table).Rows {
		if len(s.Cells) > 0 {
			visit(s, s.Cells["revenue_item"].ZH, s.Cells["expenditure_item"].ZH)
		}
	}
}

// class is the code of a functional row, by its ordinal name.
func (g *ledger) class(row string, by map[string]*split) *split {
	_, name, _ := wording.CutOrdinal(row)
	for c, s := range by {
		if len(c) == 3 && g.name(c) == name {
			return s
		}
	}
	return &split{}
}

func (g *ledger) summary(f *filing.Filing, by map[string]*split) {
	total := by[""]
	g.fixed("t01", func(s profile.RowSpec, revenue, expenditure string) {
		var in int64
		out := &split{}
		switch n, _, ok := wording.CutOrdinal(revenue); {
		case ok:
			in = total.sum(of(fund(n - 1)))
		case revenue == "本年收入合计":
			in = total.sum(current)
		case revenue == "上年结转":
			in = total.sum(carried)
		case revenue == "收入总计":
			in = total.sum(all)
		}
		switch {
		case s.Group != "":
			out = g.class(expenditure, by)
		case expenditure != "年终结转":
			out = total
		}
		add(f, "t01", "revenue_item", revenue, "revenue", wan(in), "expenditure_item", expenditure,
			"expenditure", wan(out.sum(all)), "current_year", wan(out.sum(current)), "carryover", wan(out.sum(carried)))
	})
}

func (g *ledger) appropriations(f *filing.Filing, by map[string]*split) {
	total := by[""]
	fiscal := func(x fund, _, _ bool) bool { return x <= stateCapital }
	g.fixed("t04", func(s profile.RowSpec, revenue, expenditure string) {
		var in int64
		out := &split{}
		n, _, ok := wording.CutOrdinal(revenue)
		switch {
		case ok && s.ID != "":
			in = total.sum(left(fund(n - 1)))
		case ok:
			in = total.sum(of(fund(n - 1)))
		case revenue == "本年收入合计":
			in = total.sum(func(x fund, _, c bool) bool { return x <= stateCapital && !c })
		case revenue == "上年财政拨款结转":
			in = total.sum(func(x fund, _, c bool) bool { return x <= stateCapital && c })
		case revenue == "收入总计":
			in = total.sum(fiscal)
		}
		switch {
		case s.Group == "功能科目":
			out = g.class(expenditure, by)
		case strings.HasSuffix(expenditure, "计"):
			out = total
		}
		add(f, "t04", "revenue_item", revenue, "revenue", wan(in), "expenditure_item", expenditure, "expenditure", wan(out.sum(fiscal)),
			"general_public", wan(out.sum(both(generalPublic))), "government_fund", wan(out.sum(both(governmentFund))), "state_capital", wan(out.sum(both(stateCapital))))
	})
}

// classified writes Tables 2, 3, 5 and 8: the total, then every code with an amount.
func (g *ledger) classified(f *filing.Filing, by map[string]*split, order []string) {
	for _, code := range append([]string{""}, order...) {
		s := by[code]
		label, name := code, g.name(code)
		if code == "" {
			label, name = "合计", ""
		}
		kv := []string{"code", label, "name", name}
		add(f, "t02", append(kv, "total", wan(s.sum(current)), "general_public", wan(s.sum(of(generalPublic))),
			"government_fund", wan(s.sum(of(governmentFund))), "state_capital", wan(s.sum(of(stateCapital))),
			"special_account", wan(s.sum(of(specialAccount))), "unit_funds", wan(s.sum(of(unitFunds))), "carryover", wan(s.sum(carried)))...)
		add(f, "t03", append(kv, "total", wan(s.sum(all)), "basic", wan(s.sum(func(_ fund, b, _ bool) bool { return b })),
			"project", wan(s.sum(func(_ fund, b, _ bool) bool { return !b })))...)
		for table, x := range map[string]fund{"t05": generalPublic, "t08": governmentFund} {
			if n := s.sum(of(x)); n != 0 || code == "" {
				add(f, table, append(kv, g.parts(s, x)...)...)
			}
		}
	}
}

func (g *ledger) parts(s *split, x fund) []string {
	part := func(basic bool) string {
		return wan(s.sum(func(f fund, b, c bool) bool { return f == x && b == basic && !c }))
	}
	return []string{"total", wan(s.sum(of(x))), "basic", part(true), "project", part(false)}
}

// heads are the groups of Table 6 in order; the operating ones are the second and last.
var heads = []string{"工资福利支出", "商品和服务支出", "对个人和家庭的补助", "资本性支出"}

func (g *ledger) economic(f *filing.Filing) {
	var total [2]int64
	sums := map[string]int64{}
	for _, x := range g.items {
		h := headOf(x.department)
		sums[h] += x.fen
		total[index(h == heads[1] || h == heads[3])] += x.fen
	}
	put := func(dept, gov string, people, office int64) {
		add(f, "t06", "department_item", dept, "government_item", gov, "total", wan(people+office), "personnel", wan(people), "operating", wan(office))
	}
	put("合计", "", total[0], total[1])
	for i, h := range heads {
		if sums[h] == 0 {
			continue
		}
		side := func(fen int64) (int64, int64) {
			if i%2 == 1 {
				return 0, fen
			}
			return fen, 0
		}
		a, b := side(sums[h])
		put(h, "", a, b)
		for _, x := range g.items {
			if headOf(x.department) == h {
				a, b := side(x.fen)
				put(x.department, x.government, a, b)
			}
		}
	}
}

// revenue writes Table 7 and both sides of Table 9.
func (g *ledger) revenue(f *filing.Filing, by map[string]*split, order []string) {
	add(f, "t07", "code", "合计", "amount", wan(total(g.fundRevenue)))
	for _, e := range above(g.fundRevenue) {
		add(f, "t07", "code", e.code, "name", g.name(e.code), "amount", wan(e.fen))
	}
	in := above(g.stateRevenue)
	var out []string
	for _, c := range order {
		if by[c].sum(of(stateCapital)) != 0 {
			out = append(out, c)
		}
	}
	add(f, "t09", append([]string{"revenue_code", "合计", "revenue", wan(total(g.stateRevenue))}, g.parts(by[""], stateCapital)...)...)
	for i := range max(len(in), len(out)) {
		var kv []string
		if i < len(in) {
			kv = append(kv, "revenue_code", in[i].code, "revenue_name", g.name(in[i].code), "revenue", wan(in[i].fen))
		}
		if i < len(out) {
			kv = append(kv, "code", out[i], "name", g.name(out[i]))
			kv = append(kv, g.parts(by[out[i]], stateCapital)...)
		}
		add(f, "t09", kv...)
	}
}

func total(es []entry) (n int64) {
	for _, e := range es {
		n += e.fen
	}
	return n
}

// above adds the codes above the entries, in order.
func above(es []entry) []entry {
	sums := map[string]int64{}
	for _, e := range es {
		for _, n := range []int{3, 5, 7} {
			sums[e.code[:n]] += e.fen
		}
	}
	out := make([]entry, 0, len(sums))
	for c, n := range sums {
		out = append(out, entry{c, n})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].code < out[j].code })
	return out
}

func (g *ledger) publicItems(f *filing.Filing) {
	row := func(name string, items ...int) {
		var a, b int64
		for _, i := range items {
			a, b = a+g.public[i], b+g.publicFund[i]
		}
		add(f, "t10", "item", name, "total", wan(a+b), "general_public", wan(a), "government_fund", wan(b))
	}
	row("因公出国（境）费", 0)
	row("公务接待费", 1)
	row("公务用车购置及运行费", 2, 3)
	row("①公务用车购置费", 2)
	row("②公务用车运行维护费", 3)
	row("合计", 0, 1, 2, 3)
	var n int64
	for _, x := range g.agency {
		n += x
	}
	add(f, "t11", "unit", "部门合计", "total", wan(n), "general_public", wan(n))
	for i, x := range g.agency {
		add(f, "t11", "unit", g.units[i], "total", wan(x), "general_public", wan(x))
	}
}

// projectTables writes Tables 12 and 13: the department, its units, their projects.
func (g *ledger) projectTables(f *filing.Filing) {
	for table, carry := range map[string]bool{"t12": false, "t13": true} {
		sums := map[string]*split{}
		empty := true
		for _, l := range g.lines {
			if l.basic || l.carry != carry || carry && l.fund > stateCapital {
				continue
			}
			empty = false
			unit := g.unitOf(l.project)
			for _, k := range []string{"", unit, l.project} {
				if sums[k] == nil {
					sums[k] = &split{}
				}
				sums[k][l.fund][0][0] += l.fen
			}
		}
		if empty {
			continue
		}
		put := func(name, kind, class string, s *split) {
			kv := []string{"name", name, "kind", kind, "class", class, "total", wan(s.sum(all)), "general_public", wan(s.sum(of(generalPublic))),
				"government_fund", wan(s.sum(of(governmentFund))), "state_capital", wan(s.sum(of(stateCapital)))}
			if !carry {
				kv = append(kv, "special_account", wan(s.sum(of(specialAccount))), "unit_funds", wan(s.sum(of(unitFunds))))
			}
			add(f, table, kv...)
		}
		if len(g.units) > 1 || carry && g.departmentRow {
			put(g.department, "department", "", sums[""])
		}
		for _, u := range g.units {
			if sums[u] == nil {
				continue
			}
			put(u, "unit", "", sums[u])
			for _, class := range []string{"specific_target", "other_operation"} {
				for _, x := range g.projects {
					if s := sums[x.name]; s != nil && x.class == class && x.unit == u {
						put(x.name, "project", class, s)
					}
				}
			}
		}
	}
}

func (g *ledger) unitOf(name string) string {
	for _, x := range g.projects {
		if x.name == name {
			return x.unit
		}
	}
	return ""
}

// inputs fills everything besides the tables; last year was the same.
func (g *ledger) inputs(f *filing.Filing, total *split) {
	set := func(kv ...string) {
		for i := 0; i+1 < len(kv); i += 2 {
			f.Fields[kv[i]] = filing.Value{Text: kv[i+1], At: finding.Place{Path: kv[i]}}
		}
	}
	zero := func(fen int64) string {
		if fen == 0 {
			return "0"
		}
		return wan(fen)
	}
	var agency int64
	for _, x := range g.agency {
		agency += x
	}
	everything := zero(total.sum(all))
	set("fiscal_year", strconv.Itoa(g.year), "scope", g.scope, "unit.name", g.cover(), "unit.code", "008001", "unit.kind", g.kind, "unit.level", "county",
		"unit.region", "示例县", "unit.department", g.department,
		"prior_year.total_revenue", everything, "prior_year.total_expenditure", everything,
		"prior_year.general_public_expenditure", zero(total.sum(of(generalPublic))), "prior_year.agency_operation", zero(agency))
	for i, k := range []string{"overseas", "reception", "vehicle_purchase", "vehicle_operation"} {
		set("prior_year.three_public."+k, zero(g.public[i]+g.publicFund[i]))
	}
	if everything != "0" {
		set("approved.total_revenue", everything, "approved.total_expenditure", everything)
	}
	set("procurement.total", zero(g.procurement[0]+g.procurement[1]+g.procurement[2]),
		"procurement.goods", zero(g.procurement[0]), "procurement.works", zero(g.procurement[1]), "procurement.services", zero(g.procurement[2]))
	n, quota := strconv.Itoa(g.vehicles), g.vehicles
	if g.public[2]+g.publicFund[2] > 0 {
		quota = max(quota, 1) // what is bought is authorized
	}
	set("assets.as_of", fmt.Sprintf("%d-12-31", g.year-1), "assets.vehicles.quota", strconv.Itoa(quota), "assets.vehicles.in_use", n, "assets.vehicles.other", n,
		"assets.office_area_m2", "350.5", "assets.equipment_over_500k", "1", "assets.equipment_over_1m", "0",
		"performance.overall_goal", "完成全年各项民生保障任务，按时足额发放补助资金。",
		"government_purchase_of_services", "本年度没有安排政府购买服务支出。", "other_notes", "无。")
	for _, k := range []string{"leadership", "confidential_communications", "emergency", "law_enforcement", "special_technical", "institution_operations"} {
		set("assets.vehicles."+k, "0")
	}
	f.Lists["overview.duties"] = []filing.Value{{Text: "（一）贯彻执行国家有关方针政策，拟订全县相关规划并组织实施。"}}
	f.Lists["overview.structure"] = []filing.Value{{Text: "内设办公室、财务股、业务股三个股室。"}}
	if g.forms {
		g.targets(f)
	}
}
