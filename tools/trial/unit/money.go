package unit

import (
	"fmt"
	"math/rand/v2"
)

// projects makes the projects paid from this year's general budget, some also by others.
func (u *Unit) projects(r *rand.Rand) {
	n := 0
	switch k := r.IntN(10); {
	case k == 0 && u.people > 0:
		u.tag("no-projects")
	case k < 7:
		n = 1 + r.IntN(9)
	case k < 9:
		n = 8 + r.IntN(14)
	default:
		n = 20 + r.IntN(22)
	}
	if u.people == 0 && n == 0 {
		n = 2
	}
	for range n {
		p := u.project(r, false)
		p.Funds[General] = money(r, 2000, int64(10_000)<<r.IntN(10))
		if chance(r, 25) {
			p.Central = Fen(int64(p.Funds[General]) * int64(r.IntN(70)) / 100 / 100 * 100)
		}
		if chance(r, 25) {
			p.Province = Fen(int64(p.Funds[General]-p.Central) * int64(r.IntN(70)) / 100 / 100 * 100)
		}
		u.book(p)
	}
}

// project draws one project without money.
func (u *Unit) project(r *rand.Rand, carry bool) *Project {
	k := kinds[r.IntN(len(kinds))]
	p := &Project{kind: k, Carry: carry, Specific: chance(r, 70), Form: true, count: 2 + r.IntN(90)}
	p.Code = u.area.projects[r.IntN(len(u.area.projects))].Code
	if chance(r, 8) {
		p.Code = []string{"2050803", "2080208"}[r.IntN(2)]
	}
	places := []string{"城关镇", "东河乡", "西岭镇", "南坪乡", "北营镇", "柳沟村", "新城社区", "开发区", "全域", "机关"}
	year := u.Year
	if carry {
		year--
	}
	for try := 0; ; try++ {
		name := k.name
		switch {
		case carry:
			name = fmt.Sprintf("%d年%s%s", year, places[r.IntN(len(places))], k.name)
			if chance(r, 50) {
				name = fmt.Sprintf("%s（云财预【%d】%d号）", name, year, 10+r.IntN(300))
			}
		case chance(r, 40) || try > 0:
			name = places[r.IntN(len(places))] + k.name
		}
		if try > 3 {
			name = fmt.Sprintf("%s（第%s批）", name, ordinals[try%12])
		}
		if !u.named(name) {
			p.Name = name
			return p
		}
	}
}

func (u *Unit) named(name string) bool {
	for _, p := range u.Projects {
		if p.Name == name {
			return true
		}
	}
	return false
}

// book puts a project and its lines of spending into the budget.
func (u *Unit) book(p *Project) {
	u.Projects = append(u.Projects, *p)
	for f, a := range p.Funds {
		if a > 0 {
			u.Lines = append(u.Lines, Line{Code: p.Code, Fund: Fund(f), Carry: p.Carry, Fen: a})
		}
	}
}

// funds makes budgets of government funds and of state capital.
func (u *Unit) funds(r *rand.Rand) {
	if f := u.area.fund; f != nil && chance(r, 35) {
		u.tag("government-fund")
		for range 1 + r.IntN(3) {
			p := u.project(r, false)
			p.Code = f.items[r.IntN(len(f.items))].Code
			p.Funds[Government] = money(r, 20_000, 3_000_000)
			if chance(r, 20) {
				p.Province = Fen(int64(p.Funds[Government]) / 300 * 100)
			}
			u.book(p)
		}
		if u.Kind == "institution" && (f == lotteryFund || chance(r, 30)) {
			// A sales centre of the lottery pays its people out of the fund.
			u.tag("government-fund-basic")
			u.Lines = append(u.Lines, Line{Code: f.items[0].Code, Fund: Government, Basic: true, Fen: money(r, 50_000, 1_500_000)})
		}
	}
	if f := u.area.capital; f != nil && chance(r, 30) {
		u.tag("state-capital")
		for range 1 + r.IntN(2) {
			p := u.project(r, false)
			p.Code = f.items[r.IntN(len(f.items))].Code
			p.Funds[Capital] = money(r, 20_000, 900_000)
			u.book(p)
		}
	}
	for _, l := range u.Lines {
		switch {
		case l.Fund == Government && !l.Carry:
			u.FundRevenue = add(u.FundRevenue, u.area.fund.revenue.Code, l.Fen)
		case l.Fund == Capital && !l.Carry:
			u.CapitalRevenue = add(u.CapitalRevenue, u.area.capital.revenue.Code, l.Fen)
		}
	}
}

func add(list []Revenue, code string, f Fen) []Revenue {
	for i := range list {
		if list[i].Code == code {
			list[i].Fen += f
			return list
		}
	}
	return append(list, Revenue{code, f})
}

// ownMoney makes spending out of fees (special account) and of the unit's own funds; not only institutions have them.
func (u *Unit) ownMoney(r *rand.Rand) {
	for _, f := range []Fund{Special, Own} {
		percent := 12
		if u.Kind == "institution" {
			percent = 45
		}
		if !chance(r, percent) {
			continue
		}
		u.tag([]string{Special: "special-account", Own: "own-funds"}[f])
		code := u.area.institution.Code
		if chance(r, 45) && u.people > 0 {
			u.tag("own-basic")
			u.Lines = append(u.Lines, Line{Code: code, Fund: f, Basic: true, Fen: money(r, 30_000, 2_000_000)})
		}
		for range 1 + r.IntN(2) {
			if chance(r, 25) && len(u.Projects) > 0 {
				u.addTo(r, f)
				continue
			}
			p := u.project(r, false)
			p.Funds[f] = money(r, 5000, 1_500_000)
			u.book(p)
		}
	}
	if u.Has("own-funds") && chance(r, 8) {
		u.tag("year-end")
		u.YearEnd = money(r, 5000, 200_000)
		for _, l := range u.Lines {
			if l.Fund == Own {
				u.YearEndCode = l.Code
			}
		}
	}
}

// addTo gives a project of the general budget a second source of money.
func (u *Unit) addTo(r *rand.Rand, f Fund) {
	p := &u.Projects[r.IntN(len(u.Projects))]
	if p.Carry || p.Funds[f] > 0 {
		return
	}
	u.tag("several-funds")
	p.Funds[f] = money(r, 3000, 400_000)
	u.Lines = append(u.Lines, Line{Code: p.Code, Fund: f, Fen: p.Funds[f]})
}

// carry makes money carried over from last year.
func (u *Unit) carry(r *rand.Rand) {
	if chance(r, 55) {
		u.tag("carry")
		for range 1 + r.IntN(9) {
			p := u.project(r, true)
			p.Funds[General] = money(r, 500, int64(4000)<<r.IntN(9))
			p.Form = chance(r, 70)
			u.book(p)
		}
	}
	if f := u.area.fund; f != nil && chance(r, 14) {
		u.tag("government-fund-carry")
		p := u.project(r, true)
		p.Code = f.items[r.IntN(len(f.items))].Code
		p.Funds[Government] = money(r, 5000, 800_000)
		u.book(p)
	}
	if f := u.area.capital; f != nil && chance(r, 10) {
		u.tag("state-capital-carry")
		p := u.project(r, true)
		p.Code = f.items[r.IntN(len(f.items))].Code
		p.Funds[Capital] = money(r, 5000, 300_000)
		u.book(p)
	}
	if u.people > 0 && chance(r, 9) {
		// Wages and running costs not spent last year.
		u.tag("basic-carry")
		code := u.area.admin.Code
		if u.staffAdmin == 0 {
			code = u.area.institution.Code
		}
		u.Lines = append(u.Lines, Line{Code: code, Fund: General, Basic: true, Carry: true, Fen: money(r, 1000, 1_500_000)})
	}
	percent := 4
	if u.Kind == "institution" {
		percent = 16
	}
	if chance(r, percent) {
		// Own money of last year: no table of carry-over projects has a column for it.
		if u.Has("own-funds") {
			u.tag("own-carry")
		} else {
			u.tag("own-carry-only")
		}
		u.Lines = append(u.Lines, Line{Code: u.area.institution.Code, Fund: Own, Basic: chance(r, 30), Carry: true, Fen: money(r, 2000, 3_000_000)})
	}
}

// threePublic adds what projects pay of 三公.
func (u *Unit) threePublic(r *rand.Rand) {
	for i := range u.Projects {
		p := &u.Projects[i]
		if p.Carry {
			continue
		}
		for _, f := range []Fund{General, Government, Capital} {
			if p.Funds[f] < 20*wan || !chance(r, 6) {
				continue
			}
			item := r.IntN(4)
			u.Three[item][f] += money(r, 1000, int64(p.Funds[f])/100/3)
			u.tag("three-public-in-projects")
		}
	}
	if u.Three[3] != [3]Fen{} || u.Three[2] != [3]Fen{} {
		u.Vehicles = 1 + r.IntN(5)
	}
	if u.Vehicles > 0 && u.Three[3] == [3]Fen{} {
		// A vehicle that is bought also has to run.
		f := money(r, 3000, 40_000)
		u.Three[3][General] = f
		if u.sum(func(l Line) bool { return l.Fund == General && !l.Carry }) < f {
			u.Three[3][General] = 0
		}
	}
}

func (u *Unit) fillPrior(r *rand.Rand) {
	if chance(r, 7) {
		u.New = true
		u.tag("new-unit")
		return
	}
	total := u.sum(func(Line) bool { return true }) + u.YearEnd
	general := u.sum(func(l Line) bool { return l.Fund == General && !l.Carry })
	move := func(f Fen) Fen {
		if f == 0 {
			return 0
		}
		if chance(r, 8) {
			return f
		}
		return max(part(f, 700+r.Int64N(600)), 10_000)
	}
	u.Prior.General = move(general)
	u.Prior.Total = u.Prior.General + move(total-general)
	u.Prior.Agency = move(u.Agency[General])
	for i, t := range u.Three {
		u.Prior.Three[i] = move(t[0] + t[1] + t[2])
		if u.Prior.Three[i] == 0 && chance(r, 10) && u.Prior.General > 100*wan {
			u.Prior.Three[i] = money(r, 1000, 30_000)
		}
	}
}

// rest makes procurement and assets.
func (u *Unit) rest(r *rand.Rand) {
	total := u.sum(func(l Line) bool { return !l.Carry })
	if chance(r, 75) {
		budget := part(total, 20+r.Int64N(300))
		u.Goods = part(budget, r.Int64N(700))
		if chance(r, 30) {
			u.Works = part(budget-u.Goods, r.Int64N(900))
		}
		u.Services = budget - u.Goods - u.Works
	}
	u.Area = 80 + r.IntN(4000)
}
