package checks

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// formRepeats reports texts of a form (lists.fields) that are word for word those of
// another field. Two of lists.one may be the same: the goals of a project of one year.
func formRepeats(in *input) {
	const short = 10
	t, forms := in.forms()
	if t == nil {
		return
	}
	fields := in.formFields(t)
	for _, r := range forms {
		in.Holds()
		groups := map[string][]*profile.Column{}
		var order []string
		filled := 0
		for _, c := range fields {
			k := filing.Fold(strings.TrimRight(strings.TrimSpace(r.Text(c.ID)), "。."))
			if k == "" {
				continue
			}
			filled++
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], c)
		}
		if len(order) == 1 && filled > 2 {
			continue // all the same: said by another rule
		}
		for _, k := range order {
			same := groups[k]
			goals := 0
			for _, c := range same {
				if slices.Contains(in.Rule.Lists["one"], c.ID) {
					goals++
				}
			}
			if len(same)-max(goals-1, 0) < 2 || utf8.RuneCountInString(k) < short || k == filing.Fold(in.formName(r)) {
				continue
			}
			var at []finding.Place
			var names []string
			for _, c := range same {
				at = append(at, in.Place(t, r, c.ID))
				names = append(names, c.Name.ZH)
			}
			in.Find(at, "row", in.formName(r), "column", strings.Join(names, "；"), "n", itoa(len(same)), "a", clipText(r.Text(same[0].ID)))
		}
	}
}

// formQuotes compares the amount a text of a form (lists.fields) calls the project's
// (lists.amount: patterns of number and unit) with its funds. A text that quotes the funds
// anywhere (lists.any) is left alone: its other amounts are parts of them.
func formQuotes(in *input) {
	t, forms := in.forms()
	if t == nil {
		return
	}
	marks, sole, any := in.patterns("amount"), in.patterns("sole"), in.patterns("any")
	for _, r := range forms {
		whole, _, ok := rule.AmountOf(r.Cells[in.sides()[0].fund])
		year, blank, ok2 := rule.AmountOf(r.Cells[in.sides()[1].fund])
		if !ok || !ok2 || blank {
			continue
		}
		for _, c := range in.formFields(t) {
			text := filing.Fold(outsideTitles(r.Text(c.ID)))
			text = thousands.ReplaceAllString(text, "$1$2")
			match, n, first := false, 0, []string(nil)
			for _, re := range any {
				for _, m := range re.FindAllStringSubmatch(text, -1) {
					n++
					match = match || quotesAmount(m[1], m[2], whole) || quotesAmount(m[1], m[2], year)
				}
			}
			look := marks
			if n == 1 {
				look = slices.Concat(marks, sole) // one amount is the whole, several may be its parts
			}
			for _, re := range look {
				if m := re.FindStringSubmatch(text); m != nil && first == nil {
					first = m
				}
			}
			if first == nil {
				continue
			}
			in.Holds()
			if match {
				continue
			}
			said, good := wanOf(first[1], first[2])
			if !good {
				continue
			}
			place, fund := in.Place(t, r, c.ID), in.Place(t, r, in.sides()[1].fund)
			in.Find([]finding.Place{place, fund}, "row", in.formName(r), "column", c.Name.ZH,
				"a", first[1]+first[2], "b", amount.Yuan(year)).Compared = finding.Compare(inWan(place, said.Shift(4)), "=", inWan(fund, year))
		}
	}
}

// formYearIndicators compares the two sides of the indicators of a project of one year:
// one name has one value.
func formYearIndicators(in *input) {
	t, forms := in.forms()
	if t == nil {
		return
	}
	child := in.Profile.Child(t, in.Profile.Targets.Indicators)
	for _, r := range forms {
		if !in.oneYear(r) {
			continue
		}
		for _, x := range r.Children[child.Key] {
			var name, value [2]string
			for i, s := range in.sides() {
				name[i], value[i] = filing.Fold(x.Text(s.name)), filing.Fold(x.Text(s.value))
			}
			if name[0] == "" || name[0] != name[1] || value[0] == "" || value[1] == "" {
				continue
			}
			in.Holds()
			if value[0] != value[1] && comparable(value) {
				in.Find([]finding.Place{in.Place(child, x, in.sides()[1].value), in.Place(child, x, in.sides()[0].value)},
					"row", in.formName(r), "column", x.Text(in.sides()[0].name), "a", x.Text(in.sides()[0].value), "b", x.Text(in.sides()[1].value))
			}
		}
	}
}

// comparable says whether two values of an indicator are of one kind: amounts may be in
// another unit or stated as a standard, and are compared with the funds of their side.
func comparable(values [2]string) bool {
	number := func(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }
	money := func(s string) bool { return strings.Contains(s, wording.Yuan) }
	return number(values[0]) == number(values[1]) && !money(values[0]) && !money(values[1])
}

// formMeasurable reports forms whose indicators say no number at all: nobody can tell
// whether they were met.
func formMeasurable(in *input) {
	const few = 3
	t, forms := in.forms()
	for _, r := range forms {
		n, numbers := 0, 0
		first := ""
		for _, s := range in.sides() {
			for _, x := range in.indicators(t, r, s) {
				if x.value == "" {
					continue
				}
				n++
				if first == "" {
					first = x.value
				}
				if strings.ContainsFunc(x.value, unicode.IsDigit) || slices.ContainsFunc(in.Rule.Lists["numerals"], func(n string) bool { return strings.Contains(x.value, n) }) {
					numbers++
				}
			}
		}
		if n < few {
			continue
		}
		in.Holds()
		if numbers == 0 {
			in.Find([]finding.Place{in.indicatorsPlace(t, r)}, "row", in.formName(r), "n", itoa(n), "a", first)
		}
	}
}

// formPersons compares the number of persons the texts of a form (lists.fields) speak of
// with that of its indicators (lists.levels), where either has exactly one and no bound.
func formPersons(in *input) {
	t, forms := in.forms()
	if t == nil {
		return
	}
	marks := in.patterns("persons")
	for _, r := range forms {
		said := map[string]*profile.Column{}
		for _, c := range in.formFields(t) {
			text := filing.Fold(outsideTitles(r.Text(c.ID)))
			for _, re := range marks {
				for _, m := range re.FindAllStringSubmatch(text, -1) {
					if said[m[1]] == nil {
						said[m[1]] = c
					}
				}
			}
		}
		counted := map[string]indicator{}
		for _, s := range in.sides() {
			for _, x := range in.indicators(t, r, s) {
				m := wording.Indicators().Count.FindStringSubmatch(filing.Fold(x.value))
				if m != nil && m[1] == "" && slices.Contains(in.Rule.Lists["units"], unitOf(m[3])) && slices.Contains(in.Rule.Lists["levels"], x.level2) {
					counted[m[2]] = x
				}
			}
		}
		if len(said) != 1 || len(counted) != 1 {
			continue
		}
		in.Holds()
		for number, c := range said {
			for other, x := range counted {
				if number != other {
					in.Find([]finding.Place{x.at, in.Place(t, r, c.ID)}, "row", in.formName(r), "column", c.Name.ZH, "a", number, "b", x.name, "c", x.value)
				}
			}
		}
	}
}
