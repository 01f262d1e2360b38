package checks

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// formSide is one of the two sides of a form: the whole period and the year.
type formSide struct {
	label             string // what messages call it
	name, value, fund string // columns
}

// sides are the two sides of the profile's form.
func (in *input) sides() [2]formSide {
	if in.Profile.Targets == nil {
		return [2]formSide{}
	}
	g, role := in.Profile.Targets.Grid, in.Profile.Roles.Targets
	return [2]formSide{
		{message.Say(message.ZH, "targets-whole", nil), g.Name(), g.Value(), role.FundsWhole},
		{message.Say(message.ZH, "targets-annual", nil), g.AnnualName(), g.AnnualValue(), role.FundsAnnual},
	}
}

// indicator is one indicator of one side of a form.
type indicator struct {
	level2      string
	name, value string // as entered
	at          finding.Place
}

// indicators are those of a side that have a name or a value.
func (in *input) indicators(t *profile.Table, r filing.Row, s formSide) []indicator {
	child := in.Profile.Child(t, in.Profile.Targets.Indicators)
	var out []indicator
	for _, x := range r.Children[child.Key] {
		name, v := strings.TrimSpace(x.Text(s.name)), strings.TrimSpace(x.Text(s.value))
		if name == "" && v == "" {
			continue
		}
		at := x.Cells[s.value].At
		if at == (finding.Place{}) {
			at = x.At
		}
		at.Heading, at.Name = in.formName(r), in.formName(r)+"["+x.Text(in.Profile.Targets.Grid.Level2())+", "+s.label+"]"
		at.Datum = finding.Datum{Table: child.ID, Key: in.formName(r), Column: s.value}
		out = append(out, indicator{in.secondLevel(x.Text(in.Profile.Targets.Grid.Level2())), name, v, at})
	}
	return out
}

// secondLevel is the prescribed name of a second level, the text itself if there is none.
func (in *input) secondLevel(text string) string {
	names, ok := in.Memo["second levels"].(map[string]string)
	if !ok {
		names = map[string]string{}
		in.Memo["second levels"] = names
	}
	name, ok := names[text]
	if !ok {
		name = in.prescribed(text)
		names[text] = name
	}
	return name
}

func (in *input) prescribed(text string) string {
	for _, l := range in.Profile.Targets.Grid.Levels {
		for _, s := range l.Second {
			if s.Is(text) {
				return s.Name.ZH
			}
		}
	}
	// Other forms have names of their own for the same: 社会成本指标, 公众满意度.
	level := &wording.Indicators().Level
	text = level.TrimEnd(filing.Fold(text))
	for _, l := range in.Profile.Targets.Grid.Levels {
		for _, s := range l.Second {
			stem := []rune(level.TrimEnd(s.Name.ZH))
			if core := string(stem[max(0, len(stem)-3):]); strings.Contains(text, core) {
				return s.Name.ZH
			}
		}
	}
	return text
}

// formIndicators asks for the indicators a form needs: one under each second level of
// lists.each, one under some level of lists.any, the side of the year filled where
// that of the whole period is, and a value to every name and a name to every value.
func formIndicators(in *input) {
	t, forms := in.forms()
	for _, r := range forms {
		in.Holds()
		at := in.indicatorsPlace(t, r)
		var filled [2][]indicator
		for i, s := range in.sides() {
			filled[i] = in.indicators(t, r, s)
		}
		if len(filled[0])+len(filled[1]) == 0 {
			in.FindCase("none", []finding.Place{at}, "row", in.formName(r))
			continue
		}
		for i, other := range []int{1, 0} {
			if len(filled[i]) == 0 && len(filled[other]) > 0 {
				in.FindCase("side", []finding.Place{at}, "row", in.formName(r), "column", in.sides()[i].label)
			}
		}
		have := map[string]bool{}
		for _, list := range filled {
			for _, x := range list {
				have[x.level2] = true
			}
		}
		var missing []string
		for _, want := range in.Rule.Lists["each"] {
			if !have[want] {
				missing = append(missing, want)
			}
		}
		some := false
		for _, want := range in.Rule.Lists["any"] {
			some = some || have[want]
		}
		if !some && len(in.Rule.Lists["any"]) > 0 {
			missing = append(missing, in.firstLevel(in.Rule.Lists["any"][0]))
		}
		if len(missing) > 0 {
			in.FindCase("missing", []finding.Place{at}, "row", in.formName(r), "column", message.Join(message.ZH, missing))
		}
		for i, list := range filled {
			for _, x := range list {
				if x.name == "" || x.value == "" {
					in.FindCase("half", []finding.Place{x.at}, "row", in.formName(r), "column", x.level2, "a", x.name+x.value, "b", in.sides()[i].label)
				}
			}
		}
	}
}

// firstLevel is the first level a second level belongs to.
func (in *input) firstLevel(second string) string {
	for _, l := range in.Profile.Targets.Grid.Levels {
		for _, s := range l.Second {
			if s.Name.ZH == second {
				return l.Name.ZH
			}
		}
	}
	return second
}

// indicatorsPlace is where the indicators of a form begin, or the form.
func (in *input) indicatorsPlace(t *profile.Table, r filing.Row) finding.Place {
	child := in.Profile.Child(t, in.Profile.Targets.Indicators)
	if rows := r.Children[child.Key]; len(rows) > 0 {
		at := in.Place(child, rows[0], in.Profile.Targets.Grid.Name())
		at.Heading = t.Name.ZH
		at.Name = t.Name.ZH + "[" + in.formName(r) + ", " + child.Name.ZH + "]"
		return at
	}
	at := in.Place(t, r, in.Profile.Roles.Targets.Name)
	at.Name = t.Name.ZH + "[" + in.formName(r) + ", " + child.Name.ZH + "]"
	return at
}

// costIndicators compares the amounts that cost indicators (lists.levels) quote with
// the funds of their side. An indicator that by its name (lists.unit) is a standard for
// one piece is left out; of several amounts one, or their sum, must be the total.
func costIndicators(in *input) {
	t, forms := in.forms()
	for _, r := range forms {
		for _, s := range in.sides() {
			total, blank, ok := rule.AmountOf(r.Cells[s.fund])
			if !ok || blank {
				continue
			}
			var quoted []indicator
			var yuan []decimal.Decimal
			amounts := 0
			sum, match := decimal.Zero, false
			for _, x := range in.indicators(t, r, s) {
				if !slices.Contains(in.Rule.Lists["levels"], x.level2) {
					continue
				}
				m := wording.Indicators().Amount.FindStringSubmatch(filing.Fold(x.value))
				_, each := in.Listed("unit", x.name)
				if strings.Contains(x.value, wording.Yuan) {
					amounts++
				}
				if m == nil || each {
					continue
				}
				wan, good := wanOf(m[1], m[2])
				if !good {
					continue
				}
				quoted = append(quoted, x)
				yuan = append(yuan, wan.Shift(4))
				sum = sum.Add(wan.Shift(4))
				match = match || quotesAmount(m[1], m[2], total)
			}
			if len(quoted) == 0 {
				continue
			}
			in.Holds()
			if match || sum.Equal(total) {
				continue
			}
			for i, x := range quoted {
				_, says := in.Listed("total", x.name)
				// Of several amounts each may be one part of the funds.
				if amounts > 1 && !says && !sum.GreaterThan(total) {
					continue
				}
				fund := in.Place(t, r, s.fund)
				f := in.Find([]finding.Place{x.at, fund}, "row", in.formName(r), "column", s.label,
					"c", x.name, "a", x.value, "b", amount.Yuan(total), "d", amount.Yuan(yuan[i].Sub(total).Abs()))
				f.Compared = finding.Compare(inWan(x.at, yuan[i]), "=", inWan(fund, total))
				break
			}
		}
	}
}

// inWan is an amount in yuan as an operand in 万元.
func inWan(at finding.Place, yuan decimal.Decimal) finding.Operand {
	o := finding.Single(at, yuan)
	o.Value = amount.ToWan(yuan)
	return o
}

// quotesAmount says whether a number with its unit is an amount in yuan: exactly, or rounded
// to the digits quoted if those are at least two decimals of 万元.
func quotesAmount(number, unit string, yuan decimal.Decimal) bool {
	wan, ok := wanOf(number, unit)
	if !ok {
		return false
	}
	if wan.Shift(4).Equal(yuan) {
		return true
	}
	_, decimals, _ := strings.Cut(number, ".")
	places, _ := wording.Scale(unit)
	return places == 0 && len(decimals) >= 2 && yuan.Shift(-4).Round(int32(len(decimals))).Equal(wan)
}

func unitOf(s string) string {
	if u, ok := wording.Indicators().Unit.Meaning(s); ok {
		return u
	}
	return s
}

// formProducts multiplies a standard (466元/人·月) by the quantities of its units
// (3人, 12个月) where a form has exactly one of each, and compares with the funds. A
// standard for one unit may be that of a part of the project: it counts only if it is
// paid by head (lists.heads), exact, and the only quantity (lists.levels) is theirs.
func formProducts(in *input) {
	t, forms := in.forms()
	for _, r := range forms {
		for _, s := range in.sides() {
			total, blank, ok := rule.AmountOf(r.Cells[s.fund])
			if !ok || blank {
				continue
			}
			in.product(t, r, s, total)
		}
	}
}

func (in *input) product(t *profile.Table, r filing.Row, s formSide, total decimal.Decimal) {
	var rate decimal.Decimal
	var per []string
	var rated indicator
	loose := ""
	n, quantities := 0, 0
	counts := map[string][]decimal.Decimal{}
	places := map[string]finding.Place{}
	signs := map[string]string{}
	words := wording.Indicators()
	for _, x := range in.indicators(t, r, s) {
		v := filing.Fold(x.value)
		if m := words.Standard.FindStringSubmatch(v); m != nil {
			n, rated, loose = n+1, x, m[1]
			rate, _ = wanOf(m[2], m[3])
			per = []string{unitOf(m[4])}
			if m[5] != "" {
				per = append(per, unitOf(m[5]))
			}
		} else if m := words.PerEach.FindStringSubmatch(v); m != nil {
			n, rated, loose = n+1, x, ""
			rate, _ = wanOf(m[3], m[4])
			per = []string{unitOf(m[1])}
			if m[2] != "" {
				per = append(per, unitOf(m[2]))
			}
		} else if m := words.Count.FindStringSubmatch(v); m != nil {
			u := unitOf(m[3])
			d, err := amount.Parse(m[2])
			if err != nil {
				continue
			}
			counts[u] = append(counts[u], d.Value)
			if slices.Contains(in.Rule.Lists["levels"], x.level2) {
				quantities++
			}
			places[u], signs[u] = x.at, m[1]
		}
	}
	if n != 1 {
		return // none, or several kinds of payment
	}
	product := rate.Shift(4)
	at := []finding.Place{rated.at}
	shown := rated.value
	for _, u := range per {
		if words.Year.In(u) && len(counts[u]) == 0 {
			continue
		}
		if len(counts[u]) != 1 || signs[u] != "" {
			return // not given, or only a bound
		}
		product = product.Mul(counts[u][0])
		at = append(at, places[u])
		shown += " × " + amount.Trim(counts[u][0]) + u
	}
	if len(at) < 2 || len(at) == 2 && (loose != "" || quantities > 1 || !slices.Contains(in.Rule.Lists["heads"], per[0])) {
		return
	}
	in.Holds()
	fits := product.Equal(total)
	switch {
	case words.AtMost.In(loose):
		fits = !total.GreaterThan(product)
	case words.AtLeast.In(loose):
		fits = !total.LessThan(product)
	}
	if !fits {
		fund := in.Place(t, r, s.fund)
		said := finding.Operand{Value: amount.ToWan(product), Terms: len(at)}
		for _, p := range at {
			said.Cells = append(said.Cells, finding.Term{Place: p})
		}
		f := in.Find(append(at, fund), "row", in.formName(r), "column", s.label, "c", shown,
			"a", amount.Yuan(product), "b", amount.Yuan(total), "d", amount.Yuan(product.Sub(total).Abs()))
		f.Compared = finding.Compare(said, "=", inWan(fund, total))
	}
}
