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
	"budgetbook/internal/rule/checks"
)

// Department is Units, and what the rules say of the units and of their sum.
func Department(p *profile.Profile, units []*Unit, opt Options) (*Result, error) {
	r := Units(p, units, opt)
	if r.Filing == nil {
		return r, nil
	}
	wrong, _, err := formulaErrors(p, r.Filing)
	if err != nil {
		return nil, err
	}
	for _, u := range r.Units {
		codes, n, err := formulaErrors(p, u.Filing)
		if err != nil {
			return nil, err
		}
		for code := range codes {
			delete(wrong, code) // the unit must mend it
		}
		if n > 0 {
			r.report(finding.UnitHasErrors, finding.Warning, []finding.Place{{File: u.File}}, "unit", u.name, "file", u.File, "n", strconv.Itoa(n))
		}
	}
	byTransfers, err := r.apart(wrong, units, opt)
	if err != nil {
		return nil, err
	}
	// A total a unit prints may differ by rounding from the sum of its parts. In one filing
	// the rules allow for that; over many units it can add up to more.
	if len(wrong) > 0 {
		codes, kv := extentOfErrors(wrong)
		x := r.report(finding.RoundingAddsUp, finding.Warning, nil, append(kv, "codes", message.Join(message.ZH, codes))...)
		x.ArgsEN = message.Pairs(append(kv, "codes", strings.Join(codes, ", "))...)
	}
	if len(byTransfers) > 0 {
		codes, kv := extentOfErrors(byTransfers)
		for i, x := range r.Findings {
			if x.Code != finding.TransfersEliminated {
				continue
			}
			said := func(l message.Lang) message.Args {
				a := maps.Clone(x.Args)
				a["rules"] = message.Say(l, "hz-transfers-rules", message.Pairs(append(kv, "codes", message.Join(l, codes))...))
				return a
			}
			r.Findings[i].Args, r.Findings[i].ArgsEN = said(message.ZH), said(message.EN)
		}
	}
	return r, nil
}

// apart takes the errors out of wrong that are there only since transfers were
// eliminated: without these the same units do not have them, or by another amount.
func (r *Result) apart(wrong map[string][]finding.Finding, units []*Unit, opt Options) (map[string][]finding.Finding, error) {
	if len(r.Eliminated) == 0 || len(wrong) == 0 {
		return nil, nil
	}
	opt.Transfers = nil
	whole := Units(r.Profile, units, opt)
	if whole.Filing == nil {
		return nil, nil
	}
	before, _, err := formulaErrors(r.Profile, whole.Filing)
	if err != nil {
		return nil, err
	}
	out := map[string][]finding.Finding{}
	for code, list := range wrong {
		rounding := map[string]int{}
		for _, x := range before[code] {
			rounding[difference(x).String()]++
		}
		wrong[code] = slices.DeleteFunc(list, func(x finding.Finding) bool {
			d := difference(x).String()
			if rounding[d]--; rounding[d] >= 0 {
				return false
			}
			out[code] = append(out[code], x)
			return true
		})
		if len(wrong[code]) == 0 {
			delete(wrong, code)
		}
	}
	return out, nil
}

// extentOfErrors says of errors which rules they are of, how many there are and how large.
func extentOfErrors(wrong map[string][]finding.Finding) (codes, kv []string) {
	n, most := 0, decimal.Zero
	codes = slices.Sorted(maps.Keys(wrong))
	for _, code := range codes {
		for _, x := range wrong[code] {
			n++
			most = decimal.Max(most, difference(x))
		}
	}
	return codes, []string{"places", strconv.Itoa(n), "d", amount.Trim2(most)}
}

// difference is how far apart the two sides of a formula are.
func difference(x finding.Finding) decimal.Decimal {
	if x.Compared == nil {
		return decimal.Zero
	}
	return x.Compared.Difference.Abs()
}

// formulaErrors are the errors of a filing by the codes of the rules that are formulas, and
// how many errors there are of all rules.
func formulaErrors(p *profile.Profile, f *filing.Filing) (wrong map[string][]finding.Finding, n int, err error) {
	rep, err := checks.Check(p, f, message.ZH)
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
