package consolidate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// fieldValues fills the single values and the lists of paragraphs.
func (r *Result) fieldValues() {
	c := r.Profile.Consolidate
	for _, form := range r.Profile.Forms {
		for i := range form.Fields {
			x := &form.Fields[i]
			r.set(x.Path, "")
			switch {
			case x.Type == profile.YearType:
				r.set(x.Path, strconv.Itoa(r.Filing.Year))
			case profile.Covers(c.Same, x.Path):
				r.set(x.Path, r.Units[0].Filing.Text(x.Path))
			case profile.Covers(c.Agree, x.Path):
				r.agreed(x)
			case profile.Covers(c.Sum, x.Path), profile.Covers(c.Prior, x.Path):
				r.sum(x, false)
			case profile.Covers(c.Whole, x.Path):
				r.sum(x, true)
			case profile.Covers(c.Own, x.Path) && r.Own != nil:
				r.set(x.Path, r.Own.Filing.Text(x.Path))
			}
			if text, ok := c.Set[x.Path]; ok {
				r.set(x.Path, text)
			}
			if text := r.fields[x.Path]; text != "" {
				r.set(x.Path, text)
			}
		}
	}
	for _, l := range r.Profile.Lists {
		if !profile.Covers(c.Own, l.Path) {
			continue
		}
		if r.Own == nil {
			r.list(finding.NoLeadingUnit, finding.Note, nil, l.Name)
			continue
		}
		for _, v := range r.Own.Filing.Lists[l.Path] {
			r.Filing.Lists[l.Path] = append(r.Filing.Lists[l.Path], filing.Value{Text: v.Text})
		}
	}
}

func (r *Result) set(path, text string) { r.Filing.Fields[path] = filing.Value{Text: text} }

// list reports something of an input by its name.
func (r *Result) list(code string, s finding.Severity, places []finding.Place, name profile.Text, kv ...string) {
	f := r.report(code, s, places, append(kv, "column", name.ZH)...)
	f.ArgsEN = message.Pairs(append(kv, "column", name.EN)...)
}

// agreed takes over what all units that say something say; else it is left to be filled.
func (r *Result) agreed(x *profile.Field) {
	var places []finding.Place
	var values []string
	for _, u := range r.Units {
		v := strings.TrimSpace(u.Filing.Text(x.Path))
		if v != "" && !slices.Contains(values, v) {
			values = append(values, v)
			places = append(places, u.place(x.Path))
		}
	}
	switch {
	case len(values) == 1:
		r.set(x.Path, values[0])
	case len(values) > 1 && r.fields[x.Path] == "":
		for i, v := range values {
			values[i] = r.shown(x.Path, v, message.ZH)
		}
		r.named(finding.ValuesDiffer, finding.Warning, places, x, "values", message.Join(message.ZH, values))
	}
}

// sum adds up a number. Where some units leave it blank while others fill it, that is
// said; if every unit must have it, nothing is added up then.
func (r *Result) sum(x *profile.Field, whole bool) {
	s := &Sum{}
	var blank []finding.Place
	var who []string
	for _, u := range r.Units {
		a, err := amount.Parse(u.Filing.Text(x.Path))
		if err != nil || a.Blank {
			blank = append(blank, u.place(x.Path))
			who = append(who, u.name)
			continue
		}
		s.add(Part{Unit: u, At: u.place(x.Path), Value: a.Value}.exactly(u.Filing.Fields[x.Path], false))
	}
	if len(s.Parts) == 0 {
		return
	}
	if len(blank) > 0 {
		code := finding.BlankAsZero
		if whole {
			code = finding.BlankNotAdded
		}
		r.named(code, finding.Warning, blank, x, "units", message.Join(message.ZH, who), "n", strconv.Itoa(len(blank)))
		if whole {
			return
		}
	}
	r.Filing.Fields[x.Path] = filing.Value{Text: x.Type.Canon(s.Total.String()), Exact: s.Exact()}
	r.Cells = append(r.Cells, &Cell{Field: x, Sum: s})
}

// records puts the records of the units together.
func (r *Result) records() {
	for _, t := range r.Profile.Tables {
		how := r.Profile.Consolidate.Records(t.ID)
		if how != nil {
			r.recordsOf(t, how)
			continue
		}
		if t.Printed() || t.Parent != "" || r.Profile.IsAtom(t.ID) {
			continue
		}
		for _, u := range r.Units {
			if rows := u.Filing.Tables[t.ID]; len(rows) > 0 {
				r.list(finding.RecordsLeftOut, finding.Note, []finding.Place{r.rowPlace(u, rows[0])}, t.Name, "unit", u.name, "n", strconv.Itoa(len(rows)))
			}
		}
	}
	r.englishNames()
}

func (r *Result) rowPlace(u *Unit, row filing.Row) finding.Place {
	at := row.At
	if at.File == "" {
		at.File = u.File
	}
	return at
}

func (r *Result) recordsOf(t *profile.Table, how *profile.ConsolidateList) {
	type first struct {
		row  filing.Row
		unit *Unit
	}
	seen := map[string]first{}
	nth := map[string]int{}
	for _, u := range r.Units {
		for _, row := range u.Filing.Tables[t.ID] {
			if !textsInPlace(u, how, row) {
				r.list(finding.RecordLeftOut, finding.Note, []finding.Place{r.rowPlace(u, row)}, t.Name, "unit", u.name, "text", recordWords(t, row))
				continue
			}
			if len(how.Key) > 0 {
				key := ""
				for _, id := range how.Key {
					key += keySeparator + filing.Fold(row.Text(id))
				}
				if old, ok := seen[key]; ok {
					if recordText(t, old.row) != recordText(t, row) {
						r.list(finding.RecordsDiffer, finding.Warning, []finding.Place{r.rowPlace(old.unit, old.row), r.rowPlace(u, row)}, t.Name,
							"name", row.Text(how.Key[0]), "a", old.unit.name, "b", u.name)
					}
					continue
				}
				seen[key] = first{row, u}
			}
			out := row.Bare()
			if how.Unit != "" && strings.TrimSpace(out.Text(how.Unit)) == "" {
				out.Cells[how.Unit] = filing.Value{Text: u.name}
			}
			r.Filing.Tables[t.ID] = append(r.Filing.Tables[t.ID], out)
			if how.Unit == "" {
				continue
			}
			k := r.whose(out.Text(how.Unit)) + keySeparator + filing.Fold(row.Text(t.Columns[0].ID))
			for i := range t.Columns {
				c := &t.Columns[i]
				if a, err := amount.Parse(row.Text(c.ID)); c.Type.Numeric() && err == nil && row.Cells[c.ID].State() != filing.Absent {
					s := &Sum{}
					if !a.Blank {
						s.add(Part{Unit: u, At: u.at(t, row, c), Value: a.Value}.exactly(row.Cells[c.ID], false))
					}
					r.Cells = append(r.Cells, &Cell{Table: t, Column: c, Row: row.Text(t.Columns[0].ID), Unit: u.name, Sum: s,
						id: fmt.Sprint(projectRow, k, keySeparator, nth[k])})
				}
			}
			nth[k]++
		}
	}
}

// textsInPlace says whether the texts of a record stand where they must.
func textsInPlace(u *Unit, how *profile.ConsolidateList, row filing.Row) bool {
	for column, where := range how.Listed {
		want := filing.Fold(row.Text(column))
		found := false
		for _, x := range where {
			cut := strings.LastIndexByte(x, '.')
			for _, other := range u.Filing.Tables[x[:cut]] {
				found = found || want != "" && filing.Fold(other.Text(x[cut+1:])) == want
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// recordText is all a record says, for comparing; say the same for people.
func recordText(t *profile.Table, row filing.Row) string {
	s := ""
	for _, c := range t.Columns {
		s += keySeparator + filing.Fold(row.Text(c.ID))
	}
	return s
}

func recordWords(t *profile.Table, row filing.Row) string {
	var parts []string
	for _, c := range t.Columns {
		if s := strings.TrimSpace(row.Text(c.ID)); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// englishNames gives the English of the names of units, which the tables print.
func (r *Result) englishNames() {
	for _, u := range r.Units {
		r.english(u.name, u.Filing.Text(r.Profile.Roles.Unit.NameEN))
	}
}

// english adds a text and its English, if the profile has a list of these and it is not
// in it.
func (r *Result) english(zh, en string) {
	role := r.Profile.Roles.English
	t := r.Profile.Table(role.Records)
	if t == nil || strings.TrimSpace(zh) == "" || strings.TrimSpace(en) == "" {
		return
	}
	for _, row := range r.Filing.Tables[t.ID] {
		if filing.Fold(row.Text(role.ZH)) == filing.Fold(zh) {
			return
		}
	}
	if own := r.Profile.Consolidate.Name; filing.Fold(r.Filing.Text(own)) == filing.Fold(zh) && r.Filing.Text(r.Profile.Roles.Unit.NameEN) != "" {
		return
	}
	r.Filing.Tables[t.ID] = append(r.Filing.Tables[t.ID], filing.Row{Children: map[string][]filing.Row{},
		Cells: map[string]filing.Value{role.ZH: {Text: zh}, role.EN: {Text: en}}})
}

// lastYear takes last year's figures from last year's filings.
func (r *Result) lastYear(units []*Unit) {
	p := r.Profile
	was := Units(p, units, Options{Fields: r.fields})
	for _, f := range was.Findings {
		// What is wrong with last year's filings themselves matters here as well; what is
		// left to be edited in them does not.
		if f.Severity == finding.Error {
			r.Findings = append(r.Findings, f)
		}
	}
	if was.Filing == nil {
		return
	}
	if was.Filing.Year != r.Filing.Year-1 {
		r.report(finding.PriorOtherYear, finding.Error, []finding.Place{{File: units[0].File}}, "year", strconv.Itoa(was.Filing.Year), "want", strconv.Itoa(r.Filing.Year-1))
		return
	}
	r.membership(was)
	if p.Carry == nil || len(p.Carry.Prior) == 0 {
		r.report(finding.PriorUndeclared, finding.Warning, nil, "profile", p.Name)
		return
	}
	data := profile.Data{Profile: p, Filing: was.Filing}
	for i := range p.Carry.Prior {
		f := &p.Carry.Prior[i]
		x := p.Field(f.Path)
		if !profile.Covers(p.Consolidate.Prior, f.Path) {
			continue
		}
		have := r.Filing.Text(f.Path)
		res, err := f.Expr().Eval(data)
		if err != nil {
			r.named(finding.PriorNotComputed, finding.Warning, nil, x, "formula", f.Formula)
			continue
		}
		r.set(f.Path, x.Type.Canon(res.Value.String()))
		if a, err := amount.Parse(have); err == nil && !a.Blank && !a.Value.Equal(res.Value) {
			r.named(finding.PriorRecomputed, finding.Note, nil, x, "sum", amount.Trim2(a.Value), "value", amount.Trim2(res.Value))
		}
		r.Cells = slices.DeleteFunc(r.Cells, func(c *Cell) bool { return c.Field == x })
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f finding.Finding) bool {
		return f.Code == finding.BlankAsZero && len(f.Places) > 0 && slices.ContainsFunc(p.Carry.Prior, func(c profile.CarryFormula) bool {
			return f.Places[0].Column == c.Path
		})
	})
}

// membership says which units are of one year only.
func (r *Result) membership(was *Result) {
	missing := func(a, b *Result, code string) {
		var names []string
		var places []finding.Place
		for _, u := range a.Units {
			if !slices.ContainsFunc(b.Units, func(x *Unit) bool { return a.bare(x.name) == a.bare(u.name) || u.code != "" && x.code == u.code }) {
				names = append(names, u.name)
				places = append(places, u.place(r.Profile.Consolidate.Name))
			}
		}
		if len(names) > 0 {
			r.report(code, finding.Warning, places, "units", message.Join(message.ZH, names), "n", strconv.Itoa(len(names)))
		}
	}
	missing(r, was, finding.UnitWithoutPrior)
	missing(was, r, finding.PriorWithoutUnit)
}

// gather puts the texts of units together as proposals. Reasons are gathered only for
// what changed in the department as a whole.
func (r *Result) gather() {
	c := r.Profile.Consolidate
	changed := r.changed()
	for _, form := range r.Profile.Forms {
		for i := range form.Fields {
			x := &form.Fields[i]
			if !profile.Covers(c.Gather, x.Path) {
				continue
			}
			now, reason := changed[x.Path]
			if reason && !now {
				continue
			}
			said := r.proposal(x.Name, reason, func(u *Unit) []filing.Value {
				if v := u.Filing.Fields[x.Path]; v.Text != "" {
					return []filing.Value{v}
				}
				return nil
			})
			if said != "" {
				r.set(x.Path, said)
			}
		}
	}
	for _, l := range r.Profile.Lists {
		if !profile.Covers(c.Gather, l.Path) {
			continue
		}
		said := r.proposal(l.Name, false, func(u *Unit) []filing.Value { return u.Filing.Lists[l.Path] })
		for _, s := range strings.Split(said, "\n") {
			if s != "" {
				r.Filing.Lists[l.Path] = append(r.Filing.Lists[l.Path], filing.Value{Text: s})
			}
		}
	}
}

// changed says of every reason whether what it explains changed; fields that explain
// nothing are not in it.
func (r *Result) changed() map[string]bool {
	out := map[string]bool{}
	data := profile.Data{Profile: r.Profile, Filing: r.Filing}
	for _, f := range r.Profile.Figures {
		if f.Kind != "change" || f.Reason == "" {
			continue
		}
		now, err := f.Expr().Eval(data)
		prior, err2 := f.PriorExpr().Eval(data)
		out[f.Reason] = out[f.Reason] || err != nil || err2 != nil || !now.Value.Equal(prior.Value)
	}
	return out
}

// proposal is what the units say, those that say the same together, marked for the
// editor. A text all units have is the department's as it is, but for a reason, which
// explains another amount.
func (r *Result) proposal(name profile.Text, reason bool, texts func(*Unit) []filing.Value) string {
	c := r.Profile.Consolidate
	type group struct {
		text  string // without the full stop
		full  string
		units []string
	}
	var groups []*group
	var places []finding.Place
	nothing := ""
	for _, u := range r.Units {
		for _, v := range texts(u) {
			s := strings.TrimSpace(v.Text)
			if slices.Contains(c.None, s) || s == "" {
				if nothing == "" {
					nothing = s
				}
				continue
			}
			full := s
			if c.Join != "\n" {
				s = wording.TrimStops(s)
			}
			at := v.At
			if at.File == "" {
				at.File = u.File
			}
			places = append(places, at)
			i := slices.IndexFunc(groups, func(g *group) bool { return filing.Fold(g.text) == filing.Fold(s) })
			if i < 0 {
				groups = append(groups, &group{text: s, full: full})
				i = len(groups) - 1
			}
			if !slices.Contains(groups[i].units, u.name) {
				groups[i].units = append(groups[i].units, u.name)
			}
		}
	}
	if len(groups) == 0 {
		return nothing
	}
	if len(groups) == 1 && len(groups[0].units) == len(r.Units) && !reason {
		return groups[0].full
	}
	var items []string
	for _, g := range groups {
		items = append(items, message.Fill(c.Item, message.Pairs("unit", message.Join(message.ZH, g.units), "text", g.text)))
	}
	r.list(finding.TextsJoined, finding.Note, places, name, "n", strconv.Itoa(len(places)))
	return c.Mark + strings.Join(items, c.Join)
}

// note says in the filing what it was made of.
func (r *Result) note() {
	n := r.Profile.Consolidate.Note
	if n == nil {
		return
	}
	taken := decimal.Zero
	for _, e := range r.Eliminated {
		taken = taken.Add(e.Transfer.Amount)
	}
	args := message.Pairs("year", strconv.Itoa(r.Filing.Year), "n", strconv.Itoa(len(r.Units)), "amount", amount.Text(taken))
	zh, en := message.Fill(n.Text.ZH, args), message.Fill(n.Text.EN, args)
	if !taken.IsZero() {
		zh, en = zh+message.Fill(n.Transfers.ZH, args), en+message.Fill(n.Transfers.EN, args)
	}
	r.english(zh, en)
	if more := strings.TrimSpace(r.Filing.Text(n.Field)); more != "" && !slices.Contains(r.Profile.Consolidate.None, more) {
		zh += "\n" + more
	}
	r.set(n.Field, zh)
}
