package finding

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/message"
)

// Skip is a rule that could not be evaluated, and why.
type Skip struct {
	Code    string
	Reason  Reason
	At      Place  // the value that is lacking or cannot be read; zero if it is not one
	Follows string // ID of the finding that says what to mend, "" if there is none
}

// Reason is a message of the catalogue that says why.
type Reason struct {
	ID     string
	Args   message.Args
	ArgsEN message.Args // the same in English, where names differ; nil: as Args
}

// Because makes a reason; kv are name, value pairs.
func Because(id string, kv ...string) Reason { return Reason{ID: id, Args: message.Pairs(kv...)} }

// InEnglish gives a reason the arguments that read differently in English.
func (r Reason) InEnglish(kv ...string) Reason {
	r.ArgsEN = maps.Clone(r.Args)
	maps.Copy(r.ArgsEN, message.Pairs(kv...))
	return r
}

// Say says a reason in Chinese or in English.
func (r Reason) Say(l message.Lang) string {
	if l != message.EN {
		return message.Say(message.ZH, r.ID, r.Args)
	}
	if r.ArgsEN != nil {
		return message.Say(l, r.ID, r.ArgsEN)
	}
	return message.Say(l, r.ID, r.Args)
}

// Why says the reason in a language.
func (s Skip) Why(l message.Lang) string { return s.Reason.Say(l) }

// Same says whether two skips tell a reader the same.
func (s Skip) Same(other Skip) bool {
	return s.Code == other.Code && s.Reason.ID == other.Reason.ID && maps.Equal(s.Reason.Args, other.Reason.Args)
}

// skipped are rules that were not evaluated for one reason.
type skipped struct{ codes, why string }

// grouped joins the rules that were not evaluated for the same reason, and shortens
// a long list of reasons of one rule.
func (r Result) grouped(l message.Lang) []skipped {
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
	var out []skipped
	for _, why := range causes {
		out = append(out, skipped{strings.Join(slices.Compact(codes[why]), " "), why})
	}
	for _, code := range rules {
		out = append(out, skipped{code, message.Say(l, "report-skipped-more", message.Pairs("n", strconv.Itoa(left[code])))})
	}
	return out
}
