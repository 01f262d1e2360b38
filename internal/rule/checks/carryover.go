package checks

import (
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// maxSums bounds the sums of projects that are tried; beyond it nearly every amount
// is the sum of some projects, and the check would say nothing.
const maxSums = 100_000

// carryoverClasses checks that the carried-over projects (lists.projects) can be
// shared out among the classes with carry-over (lists.classes): some of them add up to
// each class. Every figure is rounded on its own, so sums have their tolerance.
func carryoverClasses(in *input) {
	classes, projects := in.Tables("classes"), in.Tables("projects")
	if len(classes) != 1 || len(projects) != 1 {
		return
	}
	t, pt := classes[0], projects[0]
	columns, role := in.Codes(t), in.Projects(pt)
	if in.Err == nil && columns.Carryover == "" {
		in.Err = rule.MistakeOf(in.Rule, "%s has no column of carry-over: carryover is missing in [[codes]] of roles.toml", t.Name.ZH)
	}
	if in.Err != nil {
		return
	}
	var cents []int64
	for _, r := range in.OfKind(pt, profile.ProjectRow) {
		d, _, ok := rule.AmountOf(r.Cells[role.Funds])
		if !ok {
			in.Skip(in.Unreadable(pt, r, role.Funds))
			return
		}
		if !d.IsZero() {
			cents = append(cents, centsOf(d))
		}
	}
	if len(cents) == 0 {
		return
	}
	var wanted []filing.Row
	for _, r := range in.Filing.Tables[t.ID] {
		code := strings.TrimSpace(r.Text(columns.Code))
		if len(code) != 3 || !wording.OnlyDigits(code) {
			continue
		}
		d, _, ok := rule.AmountOf(r.Cells[columns.Carryover])
		if !ok {
			in.Skip(in.Unreadable(t, r, columns.Carryover))
			return
		}
		if !d.IsZero() {
			wanted = append(wanted, r)
		}
	}
	// With one class its sum is the total. That is compared by another rule, and where
	// it is not equal nothing can be said about the classes.
	total, all := decimal.Zero, int64(0)
	for _, r := range wanted {
		total = total.Add(rule.ColumnTotal(r, columns.Carryover))
	}
	for _, c := range cents {
		all += c
	}
	if len(wanted) < 2 || !total.Sub(decimal.New(all, -2)).Abs().LessThanOrEqual(rule.Tolerance(len(cents))) {
		return
	}
	sums, ok := subsetSums(cents)
	if !ok {
		many := formula.NotEvaluated("cause-many", "table", pt.Name.ZH, "n", itoa(len(cents)))
		many.Reason = many.InEnglish("table", pt.Name.EN)
		in.Skip(many)
		return
	}
	for _, r := range wanted {
		in.Holds()
		d := rule.ColumnTotal(r, columns.Carryover)
		if !isReached(sums, centsOf(d)) {
			in.Find([]finding.Place{in.Place(t, r, columns.Carryover), in.Place(pt, in.OfKind(pt, profile.ProjectRow)[0], role.Funds)},
				"table", t.Name.ZH, "row", r.Text(columns.Name), "a", amount.Trim2(d), "b", pt.Name.ZH)
		}
	}
}

func centsOf(d decimal.Decimal) int64 { return d.Shift(2).Round(0).IntPart() }

// subsetSums are the sums of all sets of amounts, each with the largest number of
// addends that makes it. ok is false if there are too many.
func subsetSums(cents []int64) (sums map[int64]int, ok bool) {
	sums = map[int64]int{0: 0}
	for _, c := range cents {
		next := make(map[int64]int, 2*len(sums))
		for s, n := range sums {
			next[s] = max(next[s], n)
			next[s+c] = max(next[s+c], n+1)
		}
		if sums = next; len(sums) > maxSums {
			return nil, false
		}
	}
	return sums, true
}

// isReached says whether an amount is one of the sums within their tolerance.
func isReached(sums map[int64]int, want int64) bool {
	for s, n := range sums {
		if diff := max(s-want, want-s); diff <= centsOf(rule.Tolerance(n)) {
			return true
		}
	}
	return false
}
