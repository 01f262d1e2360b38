package intake

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
	"budgetbook/internal/xlsx"
)

// Amounts in 元 where 万元 is stated are 10000 times too large. What tells them: the
// totals of other tables, what no unit of a level has, figures that are exactly 10000
// times what they must equal, and a workbook without a single small amount.

var (
	// scaleMany is how many times as large as the totals of other tables amounts are that
	// look like 元 entered for 万元; true ones are 10000 times as large.
	scaleMany = decimal.NewFromInt(1000)
	// beyondAll is how many times as large as the totals of the year a part of them is
	// that looks like 元.
	beyondAll = decimal.NewFromInt(50)
	// leastTotal is the least total tables are compared with: what is less than 1 万元 is more
	// likely a slip of its own.
	leastTotal = decimal.NewFromInt(1)
	// wanYuan is how many 元 are 1 万元.
	wanYuan = decimal.NewFromInt(10000)
)

// A workbook in 万元 has small amounts, most of them with decimals.
const (
	manyAmounts = 8    // different amounts, before anything is said
	allLarge    = 1000 // no amount below this
	wholeLarge  = 100  // no amount below this, and all of them whole
)

// total is one of the figures amounts are compared with.
type total struct {
	table string // Chinese name of its table or form
	value decimal.Decimal
	prior bool // not a figure of the year
	at    finding.Place
}

// scale asks about amounts that look like 元 although 万元 is stated.
func (r *reader) scale() {
	f := r.whole()
	data := profile.Data{Profile: r.p, Filing: f}
	var totals []total
	for _, e := range r.p.Synonyms.Totals() {
		v, err := e.Eval(data)
		if err == nil && v.Value.GreaterThanOrEqual(leastTotal) {
			name := e.Refs()[0].Table
			x := total{table: name, value: v.Value, prior: !r.printed(name)}
			if f := r.p.FieldNamed(name, e.Refs()[0].Column); f != nil {
				x.at = r.f.Fields[f.Path].At
			}
			totals = append(totals, x)
		}
	}
	asked := map[string]bool{}
	for _, t := range r.p.Tables {
		if t.Printed() || r.p.IsAtom(t.ID) {
			asked[t.Name.ZH] = r.large(t, totals)
		}
	}
	r.priorTotals(totals)
	r.exactly(data, asked)
	r.inForms(asked)
	if !slices.Contains(slices.Collect(maps.Values(asked)), true) {
		r.noSmall()
	}
}

// whole is the filing with all its tables: those that follow from records are made.
func (r *reader) whole() *filing.Filing {
	if !r.p.Atoms(r.f) {
		return r.f
	}
	f := *r.f
	f.Tables = maps.Clone(r.f.Tables)
	derive.Tables(r.p, &f)
	return &f
}

// printed says whether a name is that of a table of the year.
func (r *reader) printed(name string) bool {
	return slices.ContainsFunc(r.p.Tables, func(t *profile.Table) bool { return t.Printed() && t.Name.ZH == name })
}

// top is the largest amount of a table and where it stands.
func (r *reader) top(t *profile.Table) (decimal.Decimal, finding.Place) {
	top, place := decimal.Zero, finding.Place{}
	r.amounts(t, func(d decimal.Decimal, at finding.Place) {
		if d.GreaterThan(top) {
			top, place = d, at
		}
	})
	place.File = r.b.File
	return top, place
}

// amounts visits the amounts of a table, without their signs.
func (r *reader) amounts(t *profile.Table, visit func(d decimal.Decimal, at finding.Place)) {
	for _, row := range r.f.Tables[t.ID] {
		for _, c := range t.Columns {
			v := row.Cells[c.ID]
			if c.Type != profile.WanType || v.Text == "" {
				continue
			}
			if n, err := amount.Parse(v.Text); err == nil && !n.Value.IsZero() {
				visit(n.Value.Abs(), v.At)
			}
		}
	}
}

// large asks about a table whose largest amount is too large for the other totals or
// for a unit of its level.
func (r *reader) large(t *profile.Table, totals []total) bool {
	top, place := r.top(t)
	if top.IsZero() {
		return false
	}
	// The totals of the year follow from these lists themselves.
	makes := func(x total) bool {
		return r.p.IsAtom(t.ID) && slices.ContainsFunc(r.p.Tables, func(of *profile.Table) bool {
			return of.Name.ZH == x.table && slices.Contains(r.p.Compact.Makes(of.ID), t.ID)
		})
	}
	counted := slices.ContainsFunc(totals, func(x total) bool { return x.table == t.Name.ZH })
	var least, most *total
	for i := range totals {
		x := &totals[i]
		if x.table == t.Name.ZH || makes(*x) {
			continue
		}
		if least == nil || x.value.LessThan(least.value) {
			least = x
		}
		if !x.prior && !counted && (most == nil || x.value.GreaterThan(most.value)) {
			most = x
		}
	}
	other := least
	switch {
	case least != nil && top.GreaterThan(least.value.Mul(scaleMany)):
	case most != nil && top.GreaterThan(most.value.Mul(beyondAll)):
		other = most
	default:
		return r.overLimit(t, top, place)
	}
	r.report(finding.UnitDoubtful, finding.Error, place, append(bothReadings(top), "other", other.table, "total", amount.Text(other.value))...)
	return true
}

// priorTotals asks about figures of last year that are too large for those of the year.
func (r *reader) priorTotals(totals []total) {
	for _, x := range totals {
		for _, y := range totals {
			if x.at.Sheet != "" && x.prior && !y.prior && x.value.GreaterThan(y.value.Mul(scaleMany)) {
				r.report(finding.UnitDoubtful, finding.Error, x.at, append(bothReadings(x.value), "other", y.table, "total", amount.Text(y.value))...)
				break
			}
		}
	}
}

// bothReadings are both readings of an amount, as arguments.
func bothReadings(d decimal.Decimal) []string {
	return []string{"value", amount.Text(d), "wan", amount.Group(d.Shift(4).String()), "yuan", strings.TrimSpace(amount.Group(d.Shift(-4).String()))}
}

// overLimit asks about an amount no unit has.
func (r *reader) overLimit(t *profile.Table, top decimal.Decimal, place finding.Place) bool {
	most, ok := r.p.Over(t, r.f.Text)
	if !ok || top.LessThan(decimal.NewFromInt(most)) {
		return false
	}
	r.units("limit", finding.Error, place, append(bothReadings(top), "most", amount.Group(strconv.FormatInt(most, 10)))...)
	return true
}

// units reports that amounts may be in another unit, for a reason with words of its own.
func (r *reader) units(why string, s finding.Severity, p finding.Place, kv ...string) {
	r.report(finding.UnitDoubtful, s, p, kv...)
	r.found[len(r.found)-1].Reword(why)
}

// exactly asks about figures that are exactly 10000 times those they must equal.
func (r *reader) exactly(data profile.Data, asked map[string]bool) {
	for _, s := range r.p.Synonyms.Same {
		ea, eb := s.Exprs()
		a, err := ea.Eval(data)
		b, err2 := eb.Eval(data)
		if err != nil || err2 != nil || a.Value.IsZero() || b.Value.IsZero() {
			continue
		}
		if b.Value.Equal(a.Value.Mul(wanYuan)) {
			a, b, ea, eb = b, a, eb, ea
		}
		if !a.Value.Equal(b.Value.Mul(wanYuan)) {
			continue
		}
		table := ea.Refs()[0].Table
		place, ok := r.stands(table, ea.Refs()[0])
		if asked[table] || asked[place.Sheet] || !ok {
			continue
		}
		asked[table] = true
		r.units("exact", finding.Error, place, append(bothReadings(a.Value), "other", eb.Refs()[0].String(), "total", amount.Text(b.Value))...)
	}
}

// stands is where the figure of a reference can be mended: its table, its field, or the
// list its table follows from.
func (r *reader) stands(table string, ref formula.Ref) (finding.Place, bool) {
	for _, t := range r.p.Tables {
		if !t.Printed() || t.Name.ZH != table {
			continue
		}
		if _, place := r.top(t); place.Sheet != "" {
			return place, true
		}
		if r.p.Compact != nil {
			for _, id := range r.p.Compact.Makes(t.ID) {
				if _, place := r.top(r.p.Table(id)); place.Sheet != "" {
					return place, true
				}
			}
		}
	}
	if f := r.p.FieldNamed(ref.Table, ref.Column); f != nil {
		place := r.f.Fields[f.Path].At
		return place, place.Sheet != ""
	}
	return finding.Place{}, false
}

// inForms compares the funds of the performance forms, which are in 元, with the
// projects of the same names: figures that are the same, and not 10000 times as large,
// are in one unit.
func (r *reader) inForms(asked map[string]bool) {
	if r.p.Targets == nil {
		return
	}
	forms := map[string]filing.Value{}
	target := r.p.Roles.Targets
	for _, row := range r.f.Tables[r.p.Targets.Records] {
		forms[filing.Fold(row.Text(target.Name))] = row.Cells[target.FundsAnnual]
	}
	for _, t := range r.p.Tables {
		role := r.p.Roles.ProjectsOf(t)
		if role == nil || asked[t.Name.ZH] {
			continue
		}
		sums, at := map[string]decimal.Decimal{}, map[string]finding.Place{}
		for _, row := range r.f.Tables[t.ID] {
			name := filing.Fold(row.Text(role.Name))
			n, err := amount.Parse(row.Text(role.Funds))
			if err != nil || forms[name].Text == "" || role.Origin != "" && row.Text(role.Origin) == role.Carryover {
				continue
			}
			sums[name] = sums[name].Add(n.Value)
			if at[name] == (finding.Place{}) {
				at[name] = row.Cells[role.Funds].At
			}
		}
		same, first := 0, ""
		for _, name := range slices.Sorted(maps.Keys(sums)) {
			yuan, err := amount.Parse(forms[name].Text)
			switch {
			case err != nil || sums[name].IsZero():
			case yuan.Value.Equal(sums[name].Mul(wanYuan)):
				same = -xlsx.MaxRows
			case yuan.Value.Equal(sums[name]):
				same++
				if first == "" {
					first = name
				}
			}
		}
		if same <= 0 {
			continue
		}
		asked[t.Name.ZH] = true
		r.units("forms", finding.Error, at[first], append(bothReadings(sums[first]), "other", forms[first].At.Short(), "n", strconv.Itoa(same))...)
	}
}

// noSmall asks about a workbook without any small amount.
func (r *reader) noSmall() {
	least, whole := decimal.Zero, true
	top, place := decimal.Zero, finding.Place{}
	seen := map[string]bool{}
	for _, t := range r.p.Tables {
		if !t.Printed() && !r.p.IsAtom(t.ID) {
			continue
		}
		r.amounts(t, func(d decimal.Decimal, at finding.Place) {
			seen[d.String()] = true
			whole = whole && d.IsInteger()
			if least.IsZero() || d.LessThan(least) {
				least = d
			}
			if d.GreaterThan(top) {
				top, place = d, at
			}
		})
	}
	bound, severity := int64(allLarge), finding.Error
	if whole {
		bound, severity = wholeLarge, finding.Warning
		if least.GreaterThanOrEqual(decimal.NewFromInt(allLarge)) {
			severity = finding.Error
		}
	}
	if len(seen) < manyAmounts || least.LessThan(decimal.NewFromInt(bound)) {
		return
	}
	place.File = r.b.File
	r.units("large", severity, place, append(bothReadings(top), "n", strconv.Itoa(len(seen)), "least", amount.Text(least))...)
}
