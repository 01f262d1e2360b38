package consolidate

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
)

// Department is Units, and what the rules say of the units and of their sum.
func Department(p *profile.Profile, units []*Unit, opt Options) (*Result, error) {
	r := Units(p, units, opt)
	if r.Filing == nil {
		return r, nil
	}
	wrong, err := formulas(p, r.Filing)
	if err != nil {
		return nil, err
	}
	for _, u := range r.Units {
		codes, err := formulas(p, u.Filing)
		if err != nil {
			return nil, err
		}
		n := 0
		for code, k := range codes {
			n += k
			delete(wrong, code) // the unit must mend it
		}
		if n > 0 {
			r.report("HZ25", finding.Warning, []finding.Place{{File: u.File}}, "unit", u.name, "file", u.File, "n", strconv.Itoa(n))
		}
	}
	// A total a unit prints may differ by rounding from the sum of its parts. In one filing
	// the rules allow for that; over many units it can add up to more.
	if len(wrong) > 0 {
		codes := slices.Sorted(maps.Keys(wrong))
		x := r.report("HZ27", finding.Warning, nil, "codes", strings.Join(codes, "、"))
		x.ArgsEN = message.Pairs("codes", strings.Join(codes, ", "))
	}
	return r, nil
}

// formulas counts the errors of a filing by the codes of the rules that are formulas.
func formulas(p *profile.Profile, f *filing.Filing) (map[string]int, error) {
	rep, err := rule.Check(p, f, message.ZH)
	if err != nil {
		return nil, err
	}
	wrong := map[string]int{}
	for _, x := range rep.Findings {
		if x.Severity != finding.Error {
			continue
		}
		for _, r := range p.Rules {
			if r.Code == x.Code && r.Go == "" {
				wrong[x.Code]++
			}
		}
	}
	return wrong, nil
}
