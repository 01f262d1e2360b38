package finding

import (
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/message"
)

// grouped joins the rules that were not evaluated for the same reason, and shortens
// a long list of reasons of one rule.
func (r Result) grouped(l message.Lang) []Skip {
	const most = 5 // reasons of one rule
	codes := map[string][]string{}
	var causes []string
	count, left := map[string]int{}, map[string]int{}
	var rules []string
	for _, s := range r.Skipped {
		if count[s.Code]++; count[s.Code] > most {
			if left[s.Code]++; left[s.Code] == 1 {
				rules = append(rules, s.Code)
			}
			continue
		}
		why := s.Why(l)
		if codes[why] == nil {
			causes = append(causes, why)
		}
		codes[why] = append(codes[why], s.Code)
	}
	var out []Skip
	for _, why := range causes {
		out = append(out, Skip{Code: strings.Join(slices.Compact(codes[why]), " "), Cause: why})
	}
	for _, code := range rules {
		out = append(out, Skip{Code: code, Cause: message.Say(l, "report-skipped-more", message.Pairs("n", strconv.Itoa(left[code])))})
	}
	return out
}
