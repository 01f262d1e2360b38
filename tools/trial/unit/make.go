package unit

import (
	"fmt"
	"math/rand/v2"
)

// Make makes the sound unit of a number: the same seed and number give the same unit.
func Make(seed uint64, index int) *Unit {
	r := rand.New(rand.NewPCG(seed, uint64(index)*7919+13))
	u := &Unit{Seed: seed, Index: index, Year: 2023 + r.IntN(4)}
	u.area = areas[r.IntN(len(areas))]
	u.cover(r)
	if !chance(r, 4) {
		u.staff(r)
	} else {
		u.tag("projects-only")
	}
	u.projects(r)
	u.funds(r)
	u.ownMoney(r)
	u.carry(r)
	u.threePublic(r)
	u.fillPrior(r)
	u.rest(r)
	return u
}

// chance is true in so many of a hundred.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// money draws an amount between two figures in 元, as exact as budgets are: to 1,000 元, 100, 50, 1 or 分.
func money(r *rand.Rand, low, high int64) Fen {
	y := low + r.Int64N(high-low+1)
	switch r.IntN(10) {
	case 0, 1:
		return Fen(max(y/10000, 1) * 10000 * 100)
	case 2, 3:
		return Fen(max(y/1000, 1) * 1000 * 100)
	case 4:
		return Fen(max(y/100, 1) * 100 * 100)
	case 5:
		return Fen(max(y/50, 3) * 50 * 100)
	case 6:
		return Fen(max(y, 101) * 100)
	}
	return Fen(max(y, 101)*100 + r.Int64N(100))
}

// part is a share of an amount to the 分.
func part(f Fen, permille int64) Fen { return Fen((int64(f)*permille + 500) / 1000) }

func (u *Unit) cover(r *rand.Rand) {
	switch u.area.kinds {
	case "a":
		u.Kind = "administrative"
	case "c":
		u.Kind = "civil_service_managed"
	default:
		u.Kind = "institution"
	}
	counties := []string{"示例县", "云岭县", "河湾县", "青石县", "临泉县", "永和区"}
	cities := []string{"示例市", "汾阳市", "云州市"}
	switch r.IntN(10) {
	case 0:
		u.Level, u.Region = "province", "山西省"
	case 1, 2:
		u.Level, u.Region = "city", cities[r.IntN(len(cities))]
	default:
		u.Level, u.Region = "county", counties[r.IntN(len(counties))]
	}
	u.Name = u.Region + u.area.name
	if u.area.name == "委员会组织部" {
		u.Name = "中国共产党" + u.Region + "委员会组织部"
	}
	u.Department = u.Name
	if u.area.department != "" {
		u.Department = u.Region + u.area.department
	}
	u.Code = fmt.Sprintf("%03d%03d", 1+r.IntN(200), 1+r.IntN(9))
	u.tag(u.Kind)
}

// staff makes basic spending: wages, insurances, housing, pensions and running costs.
func (u *Unit) staff(r *rand.Rand) {
	n := 4 + r.IntN(60)
	switch {
	case u.Kind == "institution":
		u.staffInstitution = n + r.IntN(120)
	case chance(r, 45):
		u.staffAdmin, u.staffInstitution = n, 2+r.IntN(40)
		u.tag("institution-staff-in-" + u.Kind)
	default:
		u.staffAdmin = n
	}
	u.people = u.staffAdmin + u.staffInstitution
	u.wages(r, u.staffAdmin, false)
	u.wages(r, u.staffInstitution, true)
	u.pensions(r)
	adminRunning := u.running(r, u.staffAdmin, false)
	institutionRunning := u.running(r, u.staffInstitution, true)
	if u.Kind != "institution" {
		// Agency operation is the running cost of civil servants. Where their institution staff shares one budget,
		// offices count it in or leave it out: both are disclosed in earnest.
		u.Agency[General] = adminRunning
		if institutionRunning > 0 {
			if chance(r, 50) {
				u.Agency[General] += institutionRunning
			} else {
				u.tag("agency-below-running")
			}
		}
	}
}

func (u *Unit) basic(group, code, dept, gov string, f Fen) {
	if f <= 0 {
		return
	}
	u.Basic = append(u.Basic, Economic{Group: group, Code: code, Dept: dept, Gov: gov, Fen: f})
}

func (u *Unit) line(code string, f Fen) {
	if f <= 0 {
		return
	}
	for i := range u.Lines {
		l := &u.Lines[i]
		if l.Code == code && l.Fund == General && l.Basic && !l.Carry {
			l.Fen += f
			return
		}
	}
	u.Lines = append(u.Lines, Line{Code: code, Fund: General, Basic: true, Fen: f})
}

const (
	wageGroup    = "工资福利支出"
	goodsGroup   = "商品和服务支出"
	peopleGroup  = "对个人和家庭的补助"
	capitalGroup = "资本性支出"
)

func (u *Unit) wages(r *rand.Rand, n int, institution bool) {
	if n == 0 {
		return
	}
	gov, insurance, housing := "工资奖金津补贴", "社会保障缴费", "住房公积金"
	code, medical := u.area.admin.Code, "2101101"
	if institution {
		gov, insurance, housing = "工资福利支出", "工资福利支出", "工资福利支出"
		code, medical = u.area.institution.Code, "2101102"
	}
	odd := func(low, high int64) Fen { return Fen(int64(n)*(low+r.Int64N(high-low))*12*100 + r.Int64N(1200)) }
	pay := odd(2400, 4200)
	extra := odd(900, 2600)
	u.basic(wageGroup, "30101", "基本工资", gov, pay)
	u.basic(wageGroup, "30102", "津贴补贴", gov, extra)
	if institution {
		bonus := odd(900, 2200)
		u.basic(wageGroup, "30107", "绩效工资", gov, bonus)
		extra += bonus
	} else {
		bonus := part(pay, 83)
		u.basic(wageGroup, "30103", "奖金", gov, bonus)
		extra += bonus
	}
	base := pay + extra
	pension, annuity := part(base, 160), part(base, 80)
	u.basic(wageGroup, "30108", "机关事业单位基本养老保险缴费", insurance, pension)
	u.line("2080505", pension)
	if !chance(r, 20) {
		u.basic(wageGroup, "30109", "职业年金缴费", insurance, annuity)
		u.line("2080506", annuity)
	}
	health := part(base, 65+r.Int64N(20))
	u.basic(wageGroup, "30110", "职工基本医疗保险缴费", insurance, health)
	u.line(medical, health)
	if !institution && chance(r, 40) {
		help := part(base, 20)
		u.basic(wageGroup, "30111", "公务员医疗补助缴费", insurance, help)
		u.line("2101103", help)
	}
	other := part(base, 4+r.Int64N(9))
	u.basic(wageGroup, "30112", "其他社会保障缴费", insurance, other)
	if chance(r, 50) {
		u.line("2089999", other)
	} else {
		illness := part(other, 400)
		u.line("2101199", illness)
		u.line("2089999", other-illness)
	}
	home := part(base, 120)
	u.basic(wageGroup, "30113", "住房公积金", housing, home)
	u.line("2210201", home)
	u.line(code, pay+extra)
}

func (u *Unit) pensions(r *rand.Rand) {
	n := r.IntN(30)
	if n == 0 {
		return
	}
	code := "2080501"
	if u.Kind == "institution" {
		code = "2080502"
	}
	var total Fen
	if chance(r, 15) {
		f := money(r, 60_000, 300_000)
		u.basic(peopleGroup, "30301", "离休费", "离退休费", f)
		total += f
	}
	f := Fen(int64(n)*(700+r.Int64N(900))*12*100 + r.Int64N(100))
	u.basic(peopleGroup, "30302", "退休费", "离退休费", f)
	total += f
	if chance(r, 60) {
		f := money(r, 800, 40_000)
		u.basic(peopleGroup, "30307", "医疗费补助", "社会福利和救助", f)
		total += f
	}
	u.line(code, total)
	if chance(r, 45) {
		f := money(r, 1500, 36_000)
		u.basic(peopleGroup, "30305", "生活补助", "社会福利和救助", f)
		u.line("2080801", f)
	}
	if chance(r, 50) {
		f := Fen((1 + r.Int64N(12)) * 600 * 100)
		u.basic(peopleGroup, "30309", "奖励金", "社会福利和救助", f)
		u.line("2100799", f)
	}
}

// running makes the running costs of a staff; the quota a head is cut into items.
func (u *Unit) running(r *rand.Rand, n int, institution bool) Fen {
	if n == 0 {
		return 0
	}
	type cost struct {
		code, name, gov string
		percent         int
		low, high       int64
	}
	head := int64(n)
	costs := []cost{
		{"30201", "办公费", "办公经费", 100, 400 * head, 2500 * head}, {"30202", "印刷费", "办公经费", 60, 3000, 150000},
		{"30205", "水费", "办公经费", 50, 800, 30000}, {"30206", "电费", "办公经费", 55, 5000, 160000},
		{"30207", "邮电费", "办公经费", 70, 2000, 60000}, {"30208", "取暖费", "办公经费", 55, 20000, 220000},
		{"30209", "物业管理费", "办公经费", 35, 20000, 400000}, {"30211", "差旅费", "办公经费", 85, 8000, 180000},
		{"30213", "维修（护）费", "维修（护）费", 60, 5000, 120000}, {"30215", "会议费", "会议费", 35, 2000, 60000},
		{"30216", "培训费", "培训费", 45, 2000, 70000}, {"30217", "公务接待费", "公务接待费", 40, 1000, 30000},
		{"30226", "劳务费", "委托业务费", 45, 6000, 160000}, {"30227", "委托业务费", "委托业务费", 30, 8000, 200000},
		{"30228", "工会经费", "办公经费", 90, 500 * head, 1300 * head}, {"30229", "福利费", "办公经费", 70, 500 * head, 1300 * head},
		{"30231", "公务用车运行维护费", "公务用车运行维护费", 40, 15000, 90000}, {"30239", "其他交通费用", "办公经费", 80, 6000 * head, 8400 * head},
		{"30240", "税金及附加费用", "办公经费", 20, 1000, 40000}, {"30299", "其他商品和服务支出", "其他商品和服务支出", 65, 3000, 90000},
	}
	var total Fen
	for _, c := range costs {
		if !chance(r, c.percent) || institution && c.code == "30239" {
			continue
		}
		gov := c.gov
		if institution {
			gov = goodsGroup
			if (c.code == "30217" || c.code == "30231") && u.Kind != "institution" {
				continue
			}
		}
		f := money(r, c.low, c.high)
		u.basic(goodsGroup, c.code, c.name, gov, f)
		total += f
		switch c.code {
		case "30217":
			u.Three[1][General] += f
		case "30231":
			u.Three[3][General] += f
		}
	}
	if chance(r, 40) {
		f := money(r, 5000, 90000)
		gov := "设备购置"
		if institution {
			gov = "资本性支出"
		}
		u.basic(capitalGroup, "31002", "办公设备购置", gov, f)
		total += f
	}
	code := u.area.admin.Code
	if institution {
		code = u.area.institution.Code
	}
	u.line(code, total)
	return total
}
