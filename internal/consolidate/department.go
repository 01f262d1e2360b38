package consolidate

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
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
	wrong, _, err := formulas(p, r.Filing)
	if err != nil {
		return nil, err
	}
	for _, u := range r.Units {
		codes, n, err := formulas(p, u.Filing)
		if err != nil {
			return nil, err
		}
		for code := range codes {
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
		n, most := 0, decimal.Zero
		for _, code := range codes {
			for _, x := range wrong[code] {
				n++
				if d, err := amount.Parse(x.Args["d"]); err == nil {
					most = decimal.Max(most, d.Value.Abs())
				}
			}
		}
		kv := []string{"n", strconv.Itoa(n), "d", amount.Trim2(most)}
		x := r.report("HZ27", finding.Warning, nil, append(kv, "codes", strings.Join(codes, "、"))...)
		x.ArgsEN = message.Pairs(append(kv, "codes", strings.Join(codes, ", "))...)
	}
	return r, nil
}

// formulas are the errors of a filing by the codes of the rules that are formulas, and
// how many errors there are of all rules.
func formulas(p *profile.Profile, f *filing.Filing) (wrong map[string][]finding.Finding, n int, err error) {
	rep, err := rule.Check(p, f, message.ZH)
	if err != nil {
		return nil, 0, err
	}
	wrong = map[string][]finding.Finding{}
	for _, x := range rep.Findings {
		if x.Severity != finding.Error {
			continue
		}
		n++
		for _, r := range p.Rules {
			if r.Code == x.Code && r.Go == "" {
				wrong[x.Code] = append(wrong[x.Code], x)
			}
		}
	}
	return wrong, n, nil
}
