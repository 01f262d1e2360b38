package checks_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
)

// economic items a unit's general basic expenditure may be spent on, with the
// government items they map to: two of them where a unit pays both civil servants
// and staff of institutions.
var spendable = []struct {
	head, department string
	government       []string
}{
	{"工资福利支出", "基本工资", []string{"工资奖金津补贴", "工资福利支出"}},
	{"工资福利支出", "津贴补贴", []string{"工资奖金津补贴", "工资福利支出"}},
	{"工资福利支出", "奖金", []string{"工资奖金津补贴"}},
	{"工资福利支出", "绩效工资", []string{"工资福利支出"}},
	{"商品和服务支出", "办公费", []string{"办公经费"}},
	{"商品和服务支出", "印刷费", []string{"办公经费"}},
	{"商品和服务支出", "差旅费", []string{"办公经费"}},
	{"商品和服务支出", "因公出国（境）费用", []string{"因公出国（境）费用"}},
	{"商品和服务支出", "公务接待费", []string{"公务接待费"}},
	{"商品和服务支出", "工会经费", []string{"办公经费", "商品和服务支出"}},
	{"商品和服务支出", "公务用车运行维护费", []string{"公务用车运行维护费"}},
	{"资本性支出", "办公设备购置", []string{"设备购置"}},
	{"资本性支出", "公务用车购置", []string{"公务用车购置"}},
}

// paired are functional codes whose basic expenditure has economic items of its own.
var paired = []struct {
	codes []string
	items []string
}{
	{[]string{"2080505"}, []string{"机关事业单位基本养老保险缴费"}},
	{[]string{"2080506"}, []string{"职业年金缴费"}},
	{[]string{"2210201"}, []string{"住房公积金"}},
	{[]string{"2101101", "2101102"}, []string{"职工基本医疗保险缴费"}},
	{[]string{"2101103"}, []string{"公务员医疗补助缴费"}},
	{[]string{"2080501", "2080502", "2080503"}, []string{"离休费", "退休费", "医疗费补助"}},
	{[]string{"2101199", "2089999"}, []string{"其他社会保障缴费"}},
	{[]string{"2100799"}, []string{"奖励金"}},
}

// order is the order of the items in Table 6.
var order = []string{
	"基本工资", "津贴补贴", "奖金", "绩效工资", "机关事业单位基本养老保险缴费", "职业年金缴费", "职工基本医疗保险缴费", "公务员医疗补助缴费", "其他社会保障缴费", "住房公积金",
	"办公费", "印刷费", "差旅费", "因公出国（境）费用", "公务接待费", "工会经费", "公务用车运行维护费", "离休费", "退休费", "医疗费补助", "奖励金", "办公设备购置", "公务用车购置",
}

func headOf(department string) string {
	for _, s := range spendable {
		if s.department == department {
			return s.head
		}
	}
	switch department {
	case "离休费", "退休费", "医疗费补助", "奖励金":
		return "对个人和家庭的补助"
	}
	return "工资福利支出"
}

// generator makes random ledgers; a seed always gives the same one.
type generator struct {
	*rand.Rand
	p     *profile.Profile
	codes []string // items a line may stand under
}

func newGenerator(p *profile.Profile, seed uint64) *generator {
	g := &generator{rand.New(rand.NewPCG(seed, 20240715)), p, nil}
	special := map[string]bool{}
	for _, x := range paired {
		for _, c := range x.codes {
			special[c] = true
		}
	}
	list := p.Codes["functional_codes"]
	for _, c := range list.Items {
		if len(c.Code) != 7 || special[c.Code] || strings.HasPrefix(c.Code, "223") {
			continue
		}
		if _, ok := list.Lookup(c.Code[:5]); ok {
			g.codes = append(g.codes, c.Code)
		}
	}
	return g
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

// fen is an exact amount of at least 100 元: of whole 元, of 分, or one that lies
// half way between two printed figures.
func (g *generator) fen() int64 {
	n := 10_000 + g.Int64N([]int64{300_000, 30_000_000, 500_000_000}[g.IntN(3)])
	switch g.IntN(4) {
	case 0:
		n = n/100*100 + 100
	case 1:
		n = n/10_000*10_000 + 5_000
	}
	return n
}

// whole rounds up to an amount that is printed exactly.
func (g *generator) whole(fen int64) int64 { return (fen + 9_999) / 10_000 * 10_000 }

// cut divides an amount into at most n parts of at least 100 元.
func (g *generator) cut(fen int64, n int) []int64 {
	var parts []int64
	for ; n > 1 && fen >= 30_000; n-- {
		x := 10_000 + g.Int64N(fen-20_000)
		parts, fen = append(parts, x), fen-x
	}
	return append(parts, fen)
}

// ledger makes a sound ledger.
func (g *generator) ledger() *ledger {
	l := &ledger{p: g.p, year: 2024 + g.IntN(3), units: []string{"示例县民政局"}, department: "示例县民政局", scope: "unit", forms: true}
	l.kind = []string{"administrative", "civil_service_managed", "institution"}[g.IntN(3)]
	if g.chance(15) {
		l.scope = "department"
		for i := range 1 + g.IntN(3) {
			l.units = append(l.units, fmt.Sprintf("示例县民政局第%d服务中心", i+1))
		}
	}
	l.departmentRow = g.chance(50)
	g.Shuffle(len(g.codes), func(i, j int) { g.codes[i], g.codes[j] = g.codes[j], g.codes[i] })
	codes := g.codes[:1+g.IntN([]int{4, 20, len(g.codes)}[g.IntN(3)])]
	pick := func() string { return codes[g.IntN(len(codes))] }
	for range g.IntN([]int{3, 12, 61}[g.IntN(3)]) {
		class := []string{"specific_target", "other_operation"}[g.IntN(2)]
		l.projects = append(l.projects, project{fmt.Sprintf("民生保障第%d号工程补助资金", len(l.projects)+1), class, l.units[g.IntN(len(l.units))]})
	}
	g.spend(l, pick)
	g.basic(l, pick)
	g.other(l)
	return l
}

// spend gives every project its funds, this year's or last year's.
func (g *generator) spend(l *ledger, pick func() string) {
	state := []string{"2230105", "22301", "22302", "22399"}[g.IntN(4)]
	has := [funds]bool{true, g.chance(40), g.chance(25), g.chance(25), g.chance(40)}
	has[generalPublic] = !g.chance(5)
	kinds := []fund{}
	for x, ok := range has {
		if ok {
			kinds = append(kinds, fund(x))
		}
	}
	if len(kinds) == 0 {
		kinds = []fund{unitFunds}
	}
	var carries []fund
	if g.chance(70) {
		for _, x := range kinds {
			if x <= stateCapital && g.chance(60) || x == unitFunds && g.chance(20) {
				carries = append(carries, x)
			}
		}
	}
	for _, x := range l.projects {
		carry := len(carries) > 0 && g.chance(35)
		from := kinds
		if carry {
			from = carries
		}
		// Several funds and codes may pay for a project of this year; money that was
		// left over belongs to one of each.
		for i := range 1 + g.IntN(3)/2 {
			f := from[g.IntN(len(from))]
			code := pick()
			if f == stateCapital {
				code = state
			}
			if i == 0 || !carry {
				l.lines = append(l.lines, line{code, f, false, carry, x.name, g.fen()})
			}
		}
	}
	// Funds may also pay for basic expenditure.
	for _, x := range kinds[min(1, len(kinds)-1):] {
		if x != generalPublic && x != stateCapital && g.chance(40) {
			l.lines = append(l.lines, line{pick(), x, true, false, "", g.fen()})
		}
	}
	// Without special account and unit funds all carryover is from appropriations: the
	// rules cannot know of any other.
	own := slices.ContainsFunc(l.lines, func(x line) bool { return x.fund > stateCapital && !x.carry })
	l.lines = slices.DeleteFunc(l.lines, func(x line) bool { return x.fund == unitFunds && x.carry && !own })
	// A budget without any amount is none.
	if len(l.lines) == 0 {
		l.lines = append(l.lines, line{pick(), unitFunds, true, false, "", g.fen()})
	}
	var fundTotal, stateTotal int64
	for _, x := range l.lines {
		switch {
		case x.fund == governmentFund && !x.carry:
			fundTotal += x.fen
		case x.fund == stateCapital && !x.carry:
			stateTotal += x.fen
		}
	}
	l.fundRevenue = g.entries(fundTotal, "1030148", "1030155", "1030156")
	l.stateRevenue = g.entries(stateTotal, "1030601", "1030602")
}

func (g *generator) entries(fen int64, codes ...string) []entry {
	var es []entry
	if fen > 0 {
		for i, n := range g.cut(fen, 1+g.IntN(len(codes))) {
			es = append(es, entry{codes[i], n})
		}
	}
	return es
}

// basic makes Table 6 and the basic lines of the general public budget, which are the
// same money in two classifications.
func (g *generator) basic(l *ledger, pick func() string) {
	if l.kind == "institution" && g.chance(15) {
		return
	}
	for _, x := range paired {
		if !g.chance(60) {
			continue
		}
		sum := int64(0)
		for _, c := range x.codes {
			n := g.fen()
			sum += n
			l.lines = append(l.lines, line{c, generalPublic, true, false, "", n})
		}
		for i, n := range g.cut(sum, len(x.items)) {
			governments := []string{"社会保障缴费", "工资福利支出"}
			for j, part := range g.cut(n, 1+g.IntN(2)) {
				l.items = append(l.items, item{x.items[i], governments[j], part})
			}
		}
	}
	sum := int64(0)
	for range 1 + g.IntN(4) {
		n := g.fen() + 200_000
		sum += n
		l.lines = append(l.lines, line{pick(), generalPublic, true, false, "", n})
	}
	// Office supplies first: there is always some operating expenditure.
	picked := []int{4}
	for i := range spendable {
		if i != 4 && g.chance(60) {
			picked = append(picked, i)
		}
	}
	for i, n := range g.cut(sum, len(picked)) {
		s := spendable[picked[i]]
		for j, part := range g.cut(n, 1+g.IntN(len(s.government))) {
			l.items = append(l.items, item{s.department, s.government[j], part})
		}
	}
	slices.SortStableFunc(l.items, func(a, b item) int {
		return slices.Index(order, a.department) - slices.Index(order, b.department)
	})
}

// other fills the three public items, agency operation, procurement and vehicles.
func (g *generator) other(l *ledger) {
	var office int64
	for _, x := range l.items {
		h := headOf(x.department)
		if h == heads[1] || h == heads[3] {
			office += x.fen
		}
		if i := slices.Index([]string{"因公出国（境）费用", "公务接待费", "公务用车购置", "公务用车运行维护费"}, x.department); i >= 0 {
			l.public[i] += x.fen
		}
	}
	base := l.public
	for i := range l.public {
		if g.chance(20) {
			l.public[i] += g.fen()
		}
		if g.chance(5) {
			l.publicFund[i] = g.whole(g.fen())
		}
		// Last year's total is the sum of its printed items, so that an item that is
		// not a whole number of cents would make for a change of 0.01 where there is none.
		l.public[i] = g.whole(l.public[i])
	}
	// What the three items take from a fund is part of what that fund gives.
	by, _ := l.codes()
	sum := func(items [4]int64) int64 { return items[0] + items[1] + items[2] + items[3] }
	if sum(l.publicFund) > by[""].sum(of(governmentFund)) {
		l.publicFund = [4]int64{}
	}
	if sum(l.public) > by[""].sum(of(generalPublic)) {
		for i := range l.public {
			l.public[i] = g.whole(base[i])
		}
	}
	if l.public[3]+l.publicFund[3] > 0 {
		l.vehicles = 1 + g.IntN(9)
	}
	l.agency = []int64{0}
	if l.kind != "institution" {
		l.agency = g.cut(office, len(l.units))
	}
	for i := range l.procurement {
		if g.chance(50) {
			l.procurement[i] = g.fen()
		}
	}
	l.affordable()
}

// affordable procures nothing where more would be procured than there is money.
func (g *ledger) affordable() {
	by, _ := g.codes()
	if g.procurement[0]+g.procurement[1]+g.procurement[2] > by[""].sum(all) {
		g.procurement = [3]int64{}
	}
}

// targets writes a performance form for every project.
func (g *ledger) targets(f *filing.Filing) {
	for _, x := range g.projects {
		s := &split{}
		for _, l := range g.lines {
			if l.project == x.name && !(l.carry && l.fund == unitFunds) {
				s[l.fund][0][0] += l.fen
			}
		}
		if s.sum(all) == 0 {
			continue
		}
		yuan := func(fen int64) string { return decimal.New(fen, -2).String() }
		kv := []string{"name", x.name, "department", "008-" + g.department, "unit", g.cover(), "attribute", "一次性项目（1年结束）", "period", "1年"}
		for _, side := range []string{"funds.whole_period.", "funds.annual."} {
			own := s.sum(func(f fund, _, _ bool) bool { return f > stateCapital })
			kv = append(kv, side+"total", yuan(s.sum(all)), side+"central", "0", side+"province", "0",
				side+"local", yuan(s.sum(all)-own), side+"own", yuan(own), side+"other", "")
		}
		for k, text := range map[string]string{
			"overview": "向全县困难群众发放%s，保障对象的基本生活。", "basis": "依据民政部门和财政部门关于%s的文件设立。",
			"necessity": "%s直接关系困难群众的基本生活，十分必要。", "measures": "严格执行%s的管理办法，专款专用。",
			"plan":              "一季度核定对象，此后按月发放%s，十二月底前完成清算。",
			"goal_whole_period": "全年按时足额发放%s，发放准确率达到百分之百。", "goal_annual": "全年按时足额发放%s，发放准确率达到百分之百。",
		} {
			kv = append(kv, k, fmt.Sprintf(text, x.name))
		}
		add(f, "performance.projects", append(kv, "filled_at", fmt.Sprintf("%d0318141758", g.year))...)
		row := &f.Tables["performance.projects"][len(f.Tables["performance.projects"])-1]
		for _, lv := range g.p.Targets.Grid.Levels {
			for _, second := range lv.Second {
				name, value := "全年发放次数", "12次"
				if strings.Contains(second.Name.ZH, "满意度") {
					name, value = "困难群众满意度", "≥95%"
				}
				row.Children["indicators"] = append(row.Children["indicators"], filing.Row{Cells: map[string]filing.Value{
					"level1": {Text: lv.Name.ZH}, "level2": {Text: second.Name.ZH}, "name": {Text: name}, "value": {Text: value},
					"annual_name": {Text: name}, "annual_value": {Text: value},
				}})
			}
		}
	}
}

// cover is the unit on the cover.
func (g *ledger) cover() string {
	if g.scope == "department" {
		return g.department
	}
	return g.units[0]
}

// seeds is how many filings TestSoundFilings makes: fewer under the race detector,
// yet enough that every rule has something to look at.
func seeds() int {
	if testing.Short() {
		return 150
	}
	return 1200
}

// TestSoundFilings checks random filings whose figures were each rounded on their own
// from exact amounts, as published ones are: no rule may call any of them wrong.
func TestSoundFilings(t *testing.T) {
	p := shanxi(t)
	formulas := map[string]bool{}
	for _, r := range p.Rules {
		formulas[r.Code] = r.Go == "" && !onDemand(p, r)
	}
	var mu sync.Mutex
	rounded, rows, seen := 0, 0, map[string]int{}
	work := make(chan uint64)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for seed := range work {
				f := newGenerator(p, seed).ledger().filing()
				r, err := checks.Check(p, f, message.EN)
				mu.Lock()
				if err != nil {
					t.Error(err)
				} else {
					bad := 0
					for _, x := range r.Findings {
						if x.Severity == finding.Error || x.Severity == finding.Warning && formulas[x.Code] {
							if bad++; bad <= 3 {
								t.Errorf("seed %d: %s %s: %s", seed, x.Severity, x.Code, x.Say("zh"))
							}
						}
					}
					for _, s := range r.Skipped {
						if formulas[s.Code] {
							t.Errorf("seed %d: %s not evaluated: %s", seed, s.Code, s.Why(message.ZH))
						}
					}
					if r.Rounded {
						rounded++
					}
					for code, o := range r.Outcomes {
						if o == rule.Holds {
							seen[code]++
						}
					}
				}
				rows += len(f.Tables["t02"])
				mu.Unlock()
			}
		}()
	}
	for seed := range uint64(seeds()) {
		if mu.Lock(); t.Failed() && seed%50 == 0 {
			mu.Unlock()
			break
		}
		mu.Unlock()
		work <- seed
	}
	close(work)
	wg.Wait()
	t.Logf("%d sound filings, %d with differences by rounding, %d rows of Table 2", seeds(), rounded, rows)
	for code, formula := range formulas {
		if formula && seen[code] == 0 && !t.Failed() {
			t.Errorf("rule %s had nothing to look at in %d filings", code, seeds())
		}
	}
}
