package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

var (
	// wanYuan is how many 元 are 1 万元.
	wanYuan = decimal.NewFromInt(10000)
	// farOff is from which multiple on two years of one figure are not of one unit.
	farOff = decimal.NewFromInt(1000)
)

// priorSize compares last year's figures with this year's: ten thousand times as large are
// 元 where 万元 is wanted.
func priorSize(in *input) {
	for _, c := range in.changes() {
		if !c.ok || !c.now.Value.IsPositive() || !c.prior.Value.IsPositive() {
			continue
		}
		in.Holds()
		large, small := c.prior.Value, c.now.Value
		id := "last"
		if small.GreaterThan(large) {
			large, small, id = small, large, "this"
		}
		if large.LessThan(small.Mul(farOff)) {
			continue
		}
		if large.Equal(small.Mul(wanYuan)) {
			id += "-exact"
		}
		name, at := in.label(c), finding.Place{}
		if refs := c.figure.PriorExpr().Refs(); len(refs) == 1 {
			name, at = refs[0].Column, in.refPlace(refs[0])
		} else if len(c.prior.Cells) > 0 {
			at = c.prior.Cells[0].At
			at.Name = c.prior.Cells[0].Name
		}
		if in.said(at) {
			continue
		}
		in.FindCase(id, c.places(at), "row", name, "a", amount.Text(c.prior.Value), "b", amount.Text(c.now.Value),
			"c", amount.Text(large.Shift(-4))).Compared = c.compared()
	}
}

// said says whether a rule of lists.after has found something at a place already.
func (in *input) said(at finding.Place) bool {
	return slices.ContainsFunc(in.Report.Findings, func(f finding.Finding) bool {
		return slices.Contains(in.Rule.Lists["after"], f.Code) && slices.ContainsFunc(f.Places, func(p finding.Place) bool {
			return p.Sheet == at.Sheet && p.Cell == at.Cell && p.Path == at.Path
		})
	})
}

// priorCopied reports last year's figures that are all this year's.
func priorCopied(in *input) {
	var at []finding.Place
	n := 0
	for _, c := range in.changes() {
		if !c.ok || c.now.Value.IsZero() {
			continue
		}
		if !c.now.Value.Equal(c.prior.Value) {
			in.Holds()
			return
		}
		n++
		if len(c.prior.Cells) == 1 {
			at = append(at, in.refPlace(c.figure.PriorExpr().Refs()[0]))
		}
	}
	if n > 2 && len(at) > 0 {
		in.Find(at, "n", itoa(n))
	}
}

// ownYear reports texts (lists.texts) that speak of another year as the one they are about
// (lists.own, with {year}, and what carry.toml calls due). Many of them with one year mean
// that the budget year itself is wrong.
func ownYear(in *input) {
	const many = 3
	if in.Filing.Year == 0 {
		return
	}
	type hit struct {
		p    passage
		year int
	}
	byYear := map[int][]hit{}
	// Years further off are another rule's.
	years := []int{in.Filing.Year - 1, in.Filing.Year + 1}
	marks := map[int][]wording.Pattern{}
	for _, y := range years {
		for _, m := range in.Rule.Lists["own"] {
			re, err := wording.CompilePattern(strings.ReplaceAll(m, "{year}", itoa(y)))
			if err != nil {
				in.Err = fmt.Errorf("rule %s: %w", in.Rule.Code, err)
				return
			}
			marks[y] = append(marks[y], re)
		}
	}
	carryover := map[string]bool{}
	for _, t := range in.Tables("carryover") {
		for _, r := range in.OfKind(t, profile.ProjectRow) {
			carryover[strings.TrimSpace(r.Text(in.Projects(t).Name))] = true
		}
	}
	for _, p := range in.passages() {
		if !profile.Covers(in.Rule.Lists["texts"], p.id) || carryover[strings.TrimSpace(p.project)] {
			continue
		}
		in.Holds()
		for _, y := range years {
			word := itoa(y)
			if !strings.Contains(p.text, word) || strings.Contains(p.project, word) {
				continue
			}
			text := outsideTitles(p.text)
			due := p.project == "" || profile.Covers(in.Rule.Lists["due"], p.id)
			if firstOf(marks[y], text) != "" || due && in.Profile.Carry != nil && in.Profile.Carry.DueIn(text, word, false) {
				byYear[y] = append(byYear[y], hit{p, y})
				break
			}
		}
	}
	for _, y := range years {
		hits := byYear[y]
		if len(hits) >= many {
			at := []finding.Place{in.FieldPlace(in.Profile.Roles.Year)}
			for _, h := range hits {
				at = append(at, h.p.at())
			}
			in.FindCase("all", at, "n", itoa(len(hits)), "a", itoa(y), "b", itoa(in.Filing.Year))
			continue
		}
		for _, h := range hits {
			in.Find([]finding.Place{h.p.at()}, "column", h.p.name, "a", itoa(y), "b", itoa(in.Filing.Year), "c", clipText(h.p.text))
		}
	}
}

// reasonDirection reports reasons that speak of the other direction only: of savings where
// the figure has grown. Reasons with amounts are added up by another rule.
func reasonDirection(in *input) {
	words := wording.Reasons()
	for _, c := range in.changes() {
		if c.figure.Reason == "" || !c.ok || c.unfiled || c.slight || blankReason(c.reason) {
			continue
		}
		in.Holds()
		if _, added := reasonParts(c.reason); added {
			continue
		}
		up, down := words.Increase.Last(c.reason) >= 0, words.Decrease.Last(c.reason) >= 0
		if up == down || up == c.diff.IsPositive() {
			continue
		}
		in.Find(c.places(in.FieldPlace(c.figure.Reason)), in.words(c, "a", clipText(c.reason))...).Compared = c.compared()
	}
}

// Rounding may part last year's totals: a unit's by some cents, those of a department by
// the cents of all its units.
var (
	unitTails       = decimal.New(5, -2)
	departmentTails = decimal.New(1, 0)
)

// priorBalance checks that last year's totals of revenue and expenditure, the two fields of
// lists.totals, are one amount.
func priorBalance(in *input) {
	paths := in.Rule.Lists["totals"]
	if len(paths) != 2 {
		in.Err = rule.MistakeOf(in.Rule, "lists.totals names two fields")
		return
	}
	a, blank, ok := rule.AmountOf(in.Filing.Fields[paths[0]])
	b, blank2, ok2 := rule.AmountOf(in.Filing.Fields[paths[1]])
	if blank || blank2 || !ok || !ok2 {
		return
	}
	in.Holds()
	most := unitTails
	if in.Department() {
		most = departmentTails
	}
	if d := a.Sub(b).Abs(); d.GreaterThan(most) {
		left, right := in.FieldPlace(paths[0]), in.FieldPlace(paths[1])
		in.Find([]finding.Place{left, right}, "a", amount.Text(a), "b", amount.Text(b), "d", amount.Text(d)).Compared =
			finding.Compare(finding.Single(left, a), "=", finding.Single(right, b))
	}
}
