package checks

import (
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/wording"
)

// project is a project of a table of projects.
type project struct {
	table *profile.Table
	row   filing.Row
	name  string
	role  profile.ProjectRoles
}

// formName is the name of the project a form is for.
func (in *input) formName(r filing.Row) string { return r.Text(in.Profile.Roles.Targets.Name) }

// forms are the records of the performance targets, nil if the profile has none.
func (in *input) forms() (*profile.Table, []filing.Row) {
	if in.Profile.Targets == nil {
		return nil, nil
	}
	t := in.Profile.Table(in.Profile.Targets.Records)
	var out []filing.Row
	for _, r := range in.Filing.Tables[t.ID] {
		if strings.TrimSpace(in.formName(r)) != "" || strings.TrimSpace(r.Text(in.Profile.Roles.Targets.FundsAnnual)) != "" {
			out = append(out, r)
		}
	}
	return t, out
}

// projects are the projects of the tables of a list, by folded name too.
func (in *input) projects(list string) ([]project, map[string][]project) {
	var all []project
	by := map[string][]project{}
	for _, t := range in.Tables(list) {
		role := in.Projects(t)
		for _, r := range in.OfKind(t, profile.ProjectRow) {
			p := project{t, r, r.Text(role.Name), role}
			all = append(all, p)
			k := filing.Fold(p.name)
			by[k] = append(by[k], p)
		}
	}
	return all, by
}

func (in *input) projectPlace(p project) finding.Place { return in.Place(p.table, p.row, p.role.Name) }

// formNames checks that every project of the year (lists.tables) has one form of its
// name, and every form a project there or among the carried-over ones (lists.more).
func formNames(in *input) {
	t, forms := in.forms()
	year, inYear := in.projects("tables")
	more, inMore := in.projects("more")
	if t == nil || len(year)+len(more)+len(forms) == 0 {
		return
	}
	in.Holds()
	if len(forms) == 0 && len(year) > 0 {
		var at []finding.Place
		for _, p := range year {
			at = append(at, in.projectPlace(p))
		}
		in.FindCase("none", at, "table", year[0].table.Name.ZH, "n", itoa(len(year)))
		return
	}
	byName := map[string][]filing.Row{}
	var alone []filing.Row
	for _, r := range forms {
		k := filing.Fold(in.formName(r))
		byName[k] = append(byName[k], r)
		rows := len(inYear[k]) + len(inMore[k])
		switch n := len(byName[k]); {
		case rows == 0:
			alone = append(alone, r)
		case n > rows:
			in.FindCase("twice", []finding.Place{in.Place(t, r, in.Profile.Roles.Targets.Name), in.Place(t, byName[k][0], in.Profile.Roles.Targets.Name)}, "row", in.formName(r), "n", itoa(n))
		}
	}
	var without []project
	for _, p := range append(year, more...) {
		if len(byName[filing.Fold(p.name)]) == 0 {
			without = append(without, p)
		}
	}
	strays, wanting := make([]string, len(alone)), make([]string, len(without))
	for i, r := range alone {
		strays[i] = in.formName(r)
	}
	for i, p := range without {
		wanting[i] = p.name
	}
	pairs := wording.PairClosest(strays, wanting)
	maybe := pairLeft(strays, wanting, pairs)
	found := map[int]bool{}
	for i, r := range alone {
		at := in.Place(t, r, in.Profile.Roles.Targets.Name)
		j, ok := pairs[i]
		if k, may := maybe[i]; may && !ok {
			found[k] = true
			in.FindCase("maybe", []finding.Place{at, in.projectPlace(without[k])}, "table", without[k].table.Name.ZH, "a", in.formName(r), "b", wanting[k], "c", differingCharacters(in.formName(r), wanting[k]))
			continue
		}
		if !ok {
			in.FindCase("stray", []finding.Place{at}, "row", in.formName(r))
			continue
		}
		found[j] = true
		in.FindCase("close", []finding.Place{at, in.projectPlace(without[j])},
			"table", without[j].table.Name.ZH, "a", without[j].name, "b", in.formName(r))
	}
	for j, p := range without {
		if !found[j] && j < len(without) && in.yearly(p) {
			in.FindCase("missing", []finding.Place{in.projectPlace(p)}, "table", p.table.Name.ZH, "row", p.name)
		}
	}
}

// pairLeft pairs what closest left over by names that may be one.
func pairLeft(as, bs []string, pairs map[int]int) map[int]int {
	taken := map[int]bool{}
	for _, j := range pairs {
		taken[j] = true
	}
	var is, js []int
	var xs, ys []string
	for i, a := range as {
		if _, ok := pairs[i]; !ok {
			is, xs = append(is, i), append(xs, a)
		}
	}
	for j, b := range bs {
		if !taken[j] {
			js, ys = append(js, j), append(ys, b)
		}
	}
	out := map[int]int{}
	for i, j := range wording.PairBy(xs, ys, wording.PossiblyClose) {
		out[is[i]] = js[j]
	}
	return out
}

// differingCharacters says by which characters two names differ, for a message: “废”“费”.
func differingCharacters(a, b string) string {
	var all []string
	for _, s := range wording.SpellingDifference(a, b) {
		switch {
		case s.From == "":
			all = append(all, "+“"+s.To+"”")
		case s.To == "":
			all = append(all, "-“"+s.From+"”")
		default:
			all = append(all, "“"+s.From+"”→“"+s.To+"”")
		}
	}
	return strings.Join(all, " ")
}

// yearly says whether a project stands in a table of the rule's lists.tables.
func (in *input) yearly(p project) bool {
	for _, t := range in.Tables("tables") {
		if t == p.table {
			return true
		}
	}
	return false
}

// formCarryover asks for a form of every carried-over project (lists.tables) that has
// none of its own or a close name.
func formCarryover(in *input) {
	t, forms := in.forms()
	all, _ := in.projects("tables")
	if t == nil || len(all) == 0 {
		return
	}
	in.Holds()
	if len(forms) == 0 {
		var at []finding.Place
		for _, p := range all {
			at = append(at, in.projectPlace(p))
		}
		in.FindCase("none", at, "table", all[0].table.Name.ZH, "n", itoa(len(all)))
		return
	}
	_, elsewhere := in.projects("more")
	have := map[string]bool{}
	var strays []string
	for _, r := range forms {
		k := filing.Fold(in.formName(r))
		have[k] = true
		if len(elsewhere[k]) == 0 {
			strays = append(strays, in.formName(r))
		}
	}
	var without []project
	var names []string
	for _, p := range all {
		if !have[filing.Fold(p.name)] {
			without = append(without, p)
			names = append(names, p.name)
		}
	}
	near := wording.PairClosest(names, strays)
	maybe := pairLeft(names, strays, near) // another rule asks about these
	for i, p := range without {
		_, ok := near[i]
		if _, may := maybe[i]; !ok && !may {
			in.Find([]finding.Place{in.projectPlace(p)}, "table", p.table.Name.ZH, "row", p.name)
		}
	}
}

// formAmounts compares the funds of the year of a form, in yuan, with the total of the
// project of the same name, in 万元 (lists.tables): with what is printed, and with the
// exact amount where that is known. A form is often made of rounded figures while its
// table is exact.
func formAmounts(in *input) {
	t, forms := in.forms()
	if t == nil {
		return
	}
	_, by := in.projects("tables")
	funds := in.Profile.Roles.Targets.FundsAnnual
	var all []formAmount
	for _, r := range forms {
		rows := by[filing.Fold(in.formName(r))]
		if len(rows) == 0 {
			continue // another rule asks for the project
		}
		yuan, _, ok := rule.AmountOf(r.Cells[funds])
		if !ok {
			in.Skip(in.Unreadable(t, r, funds))
			continue
		}
		in.Holds()
		all = append(all, formAmount{row: r, rows: rows, yuan: yuan})
	}
	// An office rounds all its tables alike: the way that fits most forms is taken.
	round, fewest := amount.ToWan, len(all)+1
	for _, way := range []func(decimal.Decimal) decimal.Decimal{amount.ToWan, toWanEven, toWanTruncated} {
		wrong := 0
		for _, x := range all {
			if !x.fits(in.Profile, way) {
				wrong++
			}
		}
		if wrong < fewest {
			round, fewest = way, wrong
		}
	}
	for _, x := range all {
		if x.fits(in.Profile, round) {
			continue
		}
		at := []finding.Place{in.Place(t, x.row, funds)}
		for _, p := range x.rows {
			at = append(at, in.Place(p.table, p.row, p.role.Funds))
		}
		wan, b := round(x.yuan), rule.ColumnTotal(x.rows[0].row, x.rows[0].role.Funds)
		f := in.Find(at, "row", in.formName(x.row), "a", amount.Yuan(x.yuan), "c", amount.Trim2(wan), "table", x.rows[0].table.Name.ZH,
			"b", amount.Trim2(b), "d", amount.Trim2(wan.Sub(b).Abs()))
		f.Compared = finding.Compare(inWan(at[0], x.yuan), "=", finding.Single(at[1], b))
	}
}

// formAmount is the amount of the year of a target form and the rows of its project.
type formAmount struct {
	row  filing.Row
	rows []project
	yuan decimal.Decimal
}

// fits says whether the rows print the amount, rounded in a way. Rows of one name may
// share a form, or a form belong to one of them; a total may be the sum of its printed
// parts.
func (x formAmount) fits(p *profile.Profile, round func(yuan decimal.Decimal) decimal.Decimal) bool {
	wan := round(x.yuan)
	sum, exact := decimal.Zero, decimal.Zero
	for _, r := range x.rows {
		d, fine := rule.ColumnTotal(r.row, r.role.Funds), rule.ExactTotal(r.row, r.role.Funds)
		sum, exact = sum.Add(d), exact.Add(fine)
		if d.Equal(wan) || fine.Equal(x.yuan.Shift(-4)) {
			return true
		}
		parts, n := printedParts(p, r)
		if n > 1 && d.Equal(parts) && d.Sub(wan).Abs().LessThanOrEqual(rule.Tolerance(n)) {
			return true
		}
	}
	return sum.Equal(wan) || exact.Round(2).Equal(wan)
}

// printedParts is what the parts of a row's total come to, and how many are printed.
func printedParts(p *profile.Profile, r project) (sum decimal.Decimal, n int) {
	for _, names := range p.RowSums(r.table) {
		if c := r.table.ColumnNamed(names[0]); c == nil || c.ID != r.role.Funds {
			continue
		}
		for _, name := range names[1:] {
			if c := r.table.ColumnNamed(name); c != nil {
				if d := rule.ColumnTotal(r.row, c.ID); !d.IsZero() {
					sum, n = sum.Add(d), n+1
				}
			}
		}
	}
	return sum, n
}

func toWanEven(yuan decimal.Decimal) decimal.Decimal      { return yuan.Shift(-4).RoundBank(2) }
func toWanTruncated(yuan decimal.Decimal) decimal.Decimal { return yuan.Shift(-4).Truncate(2) }
