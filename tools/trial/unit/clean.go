package unit

// Plain says that a unit has none of the structures that mix with a mistake: what is found in its filing comes from
// the mistake alone.
func (u *Unit) Plain() bool {
	for _, t := range []string{"own-carry", "own-carry-only", "basic-carry", "year-end", "agency-below-running", "new-unit", "projects-only"} {
		if u.Has(t) {
			return false
		}
	}
	return true
}

// PlainShort says that the records of the short form add up without a tail between its sheets.
func (u *Unit) PlainShort() bool {
	f := u.Short(Independent)
	var basic, items, projects int64
	for _, r := range f.Atoms.Spending {
		if r["nature"] == "basic" && r["fund"] == "general_public" && r["origin"] == "current" {
			basic += parse(r["amount"])
		}
	}
	var running, agency int64
	for _, r := range f.Atoms.Basic {
		items += parse(r["amount"])
		if r["code"][:3] == "302" || r["code"][:3] == "310" {
			running += parse(r["amount"])
		}
	}
	for _, r := range f.Atoms.Operation {
		agency += parse(r["amount"])
	}
	for _, r := range f.Atoms.Projects {
		if r["fund"] == "government_fund" && r["origin"] == "current" {
			projects += parse(r["amount"])
		}
	}
	for _, r := range f.Atoms.FundRevenue {
		projects -= parse(r["amount"])
	}
	return basic == items && projects == 0 && (u.Kind == "institution" || running == agency)
}

// Find gives the first units from a number on that a question picks.
func Find(seed uint64, from, n int, pick func(*Unit) bool) []*Unit {
	var list []*Unit
	for i := from; len(list) < n && i < from+20000; i++ {
		if u := Make(seed, i); pick(u) {
			list = append(list, u)
		}
	}
	return list
}
