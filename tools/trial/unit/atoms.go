package unit

import (
	"sort"
	"strconv"
	"strings"

	"budgetbook/tools/trial/filing"
)

var fundKeys = fundColumns

// Short is the filing in the short form: the records from which the tables follow, in place of the tables.
func (u *Unit) Short(w Way) *filing.Filing {
	f := u.Filing(w)
	a := &filing.Atoms{}
	amount := func(x Fen) string { return cents(w.round(x)) }
	origin := func(carry bool) string {
		if carry {
			return "carryover"
		}
		return "current"
	}
	// A project is a line of spending by itself; what is left is basic spending and money that belongs to no project.
	left := map[Line]Fen{}
	var keys []Line
	for _, l := range u.Lines {
		k := Line{Code: l.Code, Fund: l.Fund, Basic: l.Basic, Carry: l.Carry}
		if _, ok := left[k]; !ok {
			keys = append(keys, k)
		}
		left[k] += l.Fen
	}
	used := map[string]bool{}
	for i := range u.Projects {
		p := &u.Projects[i]
		class := "other_operation"
		if p.Specific {
			class = "specific_target"
		}
		for fund, x := range p.Funds {
			if x == 0 {
				continue
			}
			left[Line{Code: p.Code, Fund: Fund(fund), Carry: p.Carry}] -= x
			used[p.Code] = true
			a.Projects = append(a.Projects, filing.Row{"name": p.Name, "class": class, "code": p.Code, "fund": fundKeys[fund], "origin": origin(p.Carry), "amount": amount(x)})
		}
	}
	for _, k := range keys {
		if left[k] == 0 {
			continue
		}
		used[k.Code] = true
		nature := "project"
		if k.Basic {
			nature = "basic"
		}
		a.Spending = append(a.Spending, filing.Row{"code": k.Code, "fund": fundKeys[k.Fund], "nature": nature, "origin": origin(k.Carry), "amount": amount(left[k])})
	}
	pairs := map[[2]string]Fen{}
	var order [][2]string
	for _, e := range u.Basic {
		k := [2]string{e.Code, e.Gov}
		if _, ok := pairs[k]; !ok {
			order = append(order, k)
		}
		pairs[k] += e.Fen
	}
	sort.SliceStable(order, func(i, j int) bool { return order[i][0] < order[j][0] })
	for _, k := range order {
		a.Basic = append(a.Basic, filing.Row{"code": k[0], "government_item": k[1], "amount": amount(pairs[k])})
	}
	for _, r := range u.FundRevenue {
		a.FundRevenue = append(a.FundRevenue, filing.Row{"code": r.Code, "amount": amount(r.Fen)})
	}
	for _, r := range u.CapitalRevenue {
		a.Capital = append(a.Capital, filing.Row{"code": r.Code, "amount": amount(r.Fen)})
	}
	for i, key := range []string{"overseas", "reception", "vehicle_purchase", "vehicle_operation"} {
		for fund, x := range u.Three[i] {
			if x > 0 {
				a.ThreePublic = append(a.ThreePublic, filing.Row{"item": key, "fund": fundKeys[fund], "amount": amount(x)})
			}
		}
	}
	for fund, x := range u.Agency {
		if x > 0 {
			a.Operation = append(a.Operation, filing.Row{"unit": u.Name, "fund": fundKeys[fund], "amount": amount(x)})
		}
	}
	var codes []string
	for c := range used {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	seen := map[string]bool{}
	for _, c := range codes {
		for _, n := range []int{3, 5, 7} {
			if !seen[c[:n]] {
				seen[c[:n]] = true
				a.Names = append(a.Names, filing.Row{"code": c[:n], "name": names[c[:n]]})
			}
		}
	}
	f.Atoms = a
	// The tables are sums of these records, so this year's totals are too.
	f.Approved = nil
	f.Reasons = filing.Reasons{}
	var now figures
	for _, rows := range [][]filing.Row{a.Projects, a.Spending} {
		for _, r := range rows {
			now.total += parse(r["amount"])
		}
	}
	now.total += w.round(u.YearEnd)
	for _, r := range a.Operation {
		now.agency += parse(r["amount"])
	}
	for _, r := range a.ThreePublic {
		now.public += parse(r["amount"])
		now.three[map[string]int{"overseas": 0, "reception": 1, "vehicle_purchase": 2, "vehicle_operation": 3}[r["item"]]] += parse(r["amount"])
	}
	u.prior(f, now, w)
	return f
}

// parse reads what cents wrote.
func parse(s string) int64 {
	n, err := strconv.ParseInt(strings.Replace(s, ".", "", 1), 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}
