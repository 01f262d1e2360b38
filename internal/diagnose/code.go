package diagnose

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// sister is where a code or a project stands in other tables.
type sister struct {
	name string
	in   []string // tables
}

// sisters are the codes of all tables by function, with their names.
func (x *search) sisters() (byCode map[string]*sister, byName map[string][]string) {
	byCode, byName = map[string]*sister{}, map[string][]string{}
	for i := range x.p.Roles.Codes {
		roles := &x.p.Roles.Codes[i]
		for _, r := range x.s.f.Tables[roles.Table] {
			code, name := strings.TrimSpace(r.Text(roles.Code)), strings.TrimSpace(r.Text(roles.Name))
			if !digits(code) || name == "" {
				continue
			}
			s := byCode[code]
			if s == nil {
				s = &sister{name: name}
				byCode[code] = s
			}
			if !slices.Contains(s.in, roles.Table) {
				s.in = append(s.in, roles.Table)
			}
			if k := filing.Fold(name); !slices.Contains(byName[k], code) {
				byName[k] = append(byName[k], code)
			}
		}
	}
	return byCode, byName
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// codeCandidates are rows whose code is not that of their name, rows that are missing and
// rows that stand twice, in tables by classification code.
func (x *search) codeCandidates() []candidate {
	byCode, byName := x.sisters()
	var out []candidate
	for _, t := range x.touched() {
		roles := x.p.Roles.CodesOf(t)
		if roles == nil {
			continue
		}
		rows := x.s.f.Tables[t.ID]
		mine := map[string]int{}
		var sure []candidate // rows of whose codes there is one that they should have
		for i, r := range rows {
			code := strings.TrimSpace(r.Text(roles.Code))
			if first, twice := mine[code]; twice && digits(code) {
				out = append(out, x.double(t, roles.Code, first, i))
			} else {
				mine[code] = i
			}
		}
		for i, r := range rows {
			code, name := strings.TrimSpace(r.Text(roles.Code)), strings.TrimSpace(r.Text(roles.Name))
			if s := byCode[code]; name == "" || s != nil && len(s.in) > 1 && code != "" && filing.Fold(s.name) == filing.Fold(name) {
				continue
			}
			n := len(out)
			for _, should := range x.codesOf(name, code, byName) {
				if _, here := mine[should]; !here {
					out = append(out, x.recode(t, roles, i, code, should))
				}
			}
			if len(out) == n+1 {
				sure = append(sure, out[n])
			}
		}
		if len(sure) > 2 {
			all := sure[0]
			all.words, all.votes, all.cost = finding.CauseCode+".many", len(sure), 130
			all.args = names(t).set("rows", itoa(len(sure)), "at", sure[0].args.zh["at"], "name", sure[0].args.zh["name"], "code", sure[0].args.zh["code"], "should", sure[0].args.zh["should"])
			all.undo = func(d *draft) {
				for _, c := range sure {
					c.undo(d)
				}
			}
			out = append(out, all)
		}
		for _, code := range sortedCodes(byCode) {
			s := byCode[code]
			if _, here := mine[code]; here || len(code) < 5 {
				continue
			}
			if _, parent := mine[code[:len(code)-2]]; parent && (len(s.in) > 1 || x.misses(t.ID, code)) {
				out = append(out, x.insert(t, roles, code, s))
			}
		}
	}
	return out
}

// codesOf are the codes that bear a name: in the other tables, or else in the code lists
// beside the code that was written.
func (x *search) codesOf(name, code string, byName map[string][]string) []string {
	var out []string
	for _, c := range byName[filing.Fold(name)] {
		if c != code {
			out = append(out, c)
		}
	}
	if len(out) > 0 || len(code) < 5 {
		return out[:min(len(out), 3)]
	}
	for _, list := range x.p.Codes {
		for _, c := range list.Items {
			if c.Code != code && len(c.Code) == len(code) && c.Code[:5] == code[:5] && filing.Fold(c.Name) == filing.Fold(name) && !slices.Contains(out, c.Code) {
				out = append(out, c.Code)
			}
		}
	}
	slices.Sort(out)
	return out[:min(len(out), 3)]
}

func sortedCodes(m map[string]*sister) []string {
	out := make([]string, 0, len(m))
	for c := range m {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// misses says whether a finding looked for a row in vain.
func (x *search) misses(table, code string) bool {
	for _, f := range x.s.findings {
		for _, p := range f.Places {
			if p.Table == table && p.Row == 0 && strings.TrimSpace(p.Key) == code {
				return true
			}
		}
	}
	return false
}

func inTable(id string) func(cell) bool { return func(c cell) bool { return c.table == id } }

func (x *search) recode(t *profile.Table, roles *profile.CodeRoles, row int, code, should string) candidate {
	at := cell{t.ID, row, roles.Code}
	c := candidate{kind: finding.OtherCode, words: finding.CauseCode, cost: 120, votes: 1, tables: []string{t.ID}, at: []cell{at}, args: names(t), scope: inTable(t.ID),
		undo:  func(d *draft) { d.setText(at, should) },
		wrong: []string{finding.NoCode, finding.CodeMissing}}
	if code == "" {
		c.words = finding.CauseCode + ".blank"
	}
	c.args.set("at", span(x.s.f, at, at), "name", strings.TrimSpace(x.s.f.Tables[t.ID][row].Text(roles.Name)), "code", code, "should", should)
	return c
}

func (x *search) double(t *profile.Table, key string, first, second int) candidate {
	at := cell{t.ID, second, key}
	c := candidate{kind: finding.DoubleRow, words: finding.CauseRow + ".double", cost: 120, votes: 1, tables: []string{t.ID}, at: []cell{at, {t.ID, first, key}}, args: names(t), scope: inTable(t.ID),
		undo: func(d *draft) {
			d.Tables[t.ID] = slices.Delete(slices.Clone(d.rows(t.ID)), second, second+1)
		}}
	c.args.set("at", span(x.s.f, at, at), "row", x.rowName(at))
	return c
}

// insert adds the row of a code, whose amounts are what the other figures ask for.
func (x *search) insert(t *profile.Table, roles *profile.CodeRoles, code string, s *sister) candidate {
	rows := x.s.f.Tables[t.ID]
	at := len(rows)
	for i, r := range rows {
		if c := strings.TrimSpace(r.Text(roles.Code)); digits(c) && c > code {
			at = i
			break
		}
	}
	row := filing.Row{Cells: map[string]filing.Value{roles.Code: {Text: code}, roles.Name: {Text: s.name}}}
	c := x.added(t, at, row)
	c.args.set("row", code+" "+s.name)
	return c
}

// added is the hypothesis that a row is missing before row at.
func (x *search) added(t *profile.Table, at int, row filing.Row) candidate {
	rows := x.s.f.Tables[t.ID]
	if len(rows) > 0 {
		row.At = rows[min(at, len(rows)-1)].At
	}
	c := candidate{kind: finding.MissingRow, words: finding.CauseRow, cost: 140, votes: 1, tables: []string{t.ID}, at: []cell{{t.ID, max(at-1, 0), t.Columns[0].ID}}, args: names(t), scope: inTable(t.ID),
		undo: func(d *draft) { d.Tables[t.ID] = slices.Insert(slices.Clone(d.rows(t.ID)), at, row) }}
	for _, col := range amounts(t) {
		c.lost = append(c.lost, cell{t.ID, at, col.ID})
	}
	c.finish = func(f *filing.Filing, w *words) {
		var said []message.Text
		for _, col := range amounts(t) {
			if v := amountOf(f, cell{t.ID, at, col.ID}); !v.IsZero() {
				said = append(said, message.Text{ZH: col.Name.ZH + " " + printed(v), EN: col.Name.EN + " " + printed(v)})
			}
		}
		w.add("amounts", joined(said))
	}
	return c
}

// projectCandidates are projects that are missing or stand twice, and forms that bear the
// name of another project.
func (x *search) projectCandidates() []candidate {
	var out []candidate
	if x.p.Targets == nil {
		return nil
	}
	known := map[string]bool{}
	for _, roles := range x.p.Roles.Projects {
		for _, r := range x.s.f.Tables[roles.Table] {
			known[filing.Fold(r.Text(roles.Name))] = true
		}
	}
	records := x.p.Targets.Records
	forms := map[string]int{}
	for i, r := range x.s.f.Tables[records] {
		name := filing.Fold(r.Text(x.p.Roles.Targets.Name))
		if name == "" {
			continue
		}
		if _, twice := forms[name]; twice {
			out = append(out, x.renamed(i, forms)...)
		} else {
			forms[name] = i
		}
	}
	for _, t := range x.touched() {
		roles := x.p.Roles.ProjectsOf(t)
		if roles == nil || roles.Kind == "" {
			continue
		}
		rows := x.s.f.Tables[t.ID]
		seen := map[string]int{}
		last := 0
		out = append(out, x.kinds(t, roles)...)
		out = append(out, x.carried(t, roles)...)
		for i, r := range rows {
			if r.Text(roles.Kind) != roles.Project {
				continue
			}
			last = i + 1
			name := filing.Fold(r.Text(roles.Name))
			if first, twice := seen[name]; twice {
				out = append(out, x.double(t, roles.Name, first, i))
				if first, copies := x.copies(t, roles.Name, i); len(copies) > 1 {
					c := x.double(t, roles.Name, first, i)
					c.undo = func(d *draft) { d.drop(t.ID, copies) }
					out = append(out, c)
				}
			}
			seen[name] = i
		}
		for _, r := range x.s.f.Tables[records] {
			name := strings.TrimSpace(r.Text(x.p.Roles.Targets.Name))
			if name == "" || known[filing.Fold(name)] || last == 0 && len(rows) == 0 {
				continue
			}
			if last == 0 {
				last = len(rows)
			}
			row := filing.Row{Cells: map[string]filing.Value{roles.Name: {Text: name}}}
			for i := range t.Columns { // what is chosen for a project, as for the one before
				if col := &t.Columns[i]; col.Type == profile.PickType {
					row.Cells[col.ID] = filing.Value{Text: rows[last-1].Text(col.ID)}
				}
			}
			row.Cells[roles.Kind] = filing.Value{Text: roles.Project}
			c := x.added(t, last, row)
			c.args.set("row", name)
			out = append(out, c)
		}
	}
	return out[:min(len(out), 12)]
}

// copies are the rows that are the same as a row of a table, the first one left out.
func (x *search) copies(t *profile.Table, name string, row int) (first int, rest []int) {
	rows := x.s.f.Tables[t.ID]
	first = -1
	for i, r := range rows {
		same := r.Text(name) == rows[row].Text(name)
		for _, col := range amounts(t) {
			same = same && r.Text(col.ID) == rows[row].Text(col.ID)
		}
		switch {
		case !same:
		case first < 0:
			first = i
		default:
			rest = append(rest, i)
		}
	}
	return first, rest
}

// drop deletes rows of a table.
func (d *draft) drop(table string, which []int) {
	var rows []filing.Row
	for i, r := range d.rows(table) {
		if !slices.Contains(which, i) {
			rows = append(rows, r)
		}
	}
	d.Tables[table] = rows
}

// carried are projects that stand in two tables of projects with the same amount: this
// year's and those carried over.
func (x *search) carried(t *profile.Table, roles *profile.ProjectRoles) []candidate {
	var out []candidate
	for _, other := range x.p.Roles.Projects {
		o := x.p.Table(other.Table)
		if o == nil || o == t || !o.Printed() || other.Kind == "" {
			continue
		}
		funds := map[string]decimal.Decimal{}
		for i, r := range x.s.f.Tables[o.ID] {
			if r.Text(other.Kind) == other.Project {
				funds[filing.Fold(r.Text(other.Name))] = amountOf(x.s.f, cell{o.ID, i, other.Funds})
			}
		}
		var which []int
		for i, r := range x.s.f.Tables[t.ID] {
			v, there := funds[filing.Fold(r.Text(roles.Name))]
			if there && !v.IsZero() && r.Text(roles.Kind) == roles.Project && v.Equal(amountOf(x.s.f, cell{t.ID, i, roles.Funds})) {
				which = append(which, i)
			}
		}
		if len(which) == 0 {
			continue
		}
		at := cell{t.ID, which[0], roles.Name}
		c := candidate{kind: finding.DoubleRow, words: finding.CauseRow + ".both", cost: 120, votes: len(which), tables: []string{t.ID}, at: []cell{at}, args: names(t), scope: inTable(t.ID),
			undo: func(d *draft) { d.drop(t.ID, which) }}
		c.args.add("others", o.Name.Text).set("rows", itoa(len(which)), "row", x.rowName(at), "at", span(x.s.f, at, at))
		out = append(out, c)
	}
	return out
}

// kinds are rows of a table of projects that bear the name of the unit and are said to be
// a project.
func (x *search) kinds(t *profile.Table, roles *profile.ProjectRoles) []candidate {
	var out []candidate
	for i, r := range x.s.f.Tables[t.ID] {
		kind := x.kindOf(roles, r.Text(roles.Name))
		if kind == roles.Project || r.Text(roles.Kind) != roles.Project || strings.TrimSpace(r.Text(roles.Name)) == "" {
			continue
		}
		at := cell{t.ID, i, roles.Kind}
		c := candidate{kind: finding.RowKind, words: finding.CauseRowKind, cost: 60, votes: 1, tables: []string{t.ID}, at: []cell{at}, args: names(t), scope: inTable(t.ID),
			undo: func(d *draft) { d.setText(at, kind) }}
		col := t.Column(roles.Kind)
		called := func(id string) message.Text {
			for _, ch := range col.Choices {
				if ch.ID == id {
					return ch.Name.Text
				}
			}
			return message.Text{ZH: id, EN: id}
		}
		c.args.add("column", col.Name.Text).add("value", called(r.Text(roles.Kind))).add("should", called(kind)).set("row", strings.TrimSpace(r.Text(roles.Name)), "at", span(x.s.f, at, at))
		out = append(out, c)
	}
	return out
}

// renamed are the projects without a form whose name a form should bear that has the name
// of another one.
func (x *search) renamed(form int, forms map[string]int) []candidate {
	var out []candidate
	records, column := x.p.Targets.Records, x.p.Roles.Targets.Name
	for _, roles := range x.p.Roles.Projects {
		t := x.p.Table(roles.Table)
		if t == nil || !t.Printed() {
			continue
		}
		for _, r := range x.s.f.Tables[roles.Table] {
			name := strings.TrimSpace(r.Text(roles.Name))
			if _, has := forms[filing.Fold(name)]; has || name == "" || r.Text(roles.Kind) != roles.Project {
				continue
			}
			at := cell{records, form, column}
			c := candidate{kind: finding.WrongName, words: finding.CauseName + ".form", cost: 70, votes: 1, tables: []string{records}, at: []cell{at}, args: newWords(),
				scope: func(c cell) bool { return c.table == records || c.table == t.ID },
				undo:  func(d *draft) { d.setText(at, name) }}
			c.args.set("at", span(x.s.f, at, at), "form", itoa(form+1), "value", x.s.f.Tables[records][form].Text(column), "should", name)
			out = append(out, c)
		}
	}
	return out
}

// orderCandidates are tables in which amounts stand beside other items than their own, as
// when only some of the columns were sorted.
func (x *search) orderCandidates() []candidate {
	var out []candidate
	for _, t := range x.touched() {
		rows := x.s.f.Tables[t.ID]
		for _, h := range halves(t) {
			cols := ids(h)
			from := make([]int, len(rows))
			taken := map[int]bool{}
			moved := []int{}
			for i := range rows {
				from[i] = -1
				for q := range rows {
					if q == i || taken[q] {
						continue
					}
					fits := 0
					for _, c := range cols {
						if v, ok := x.asked(cell{t.ID, i, c}); ok && !v.IsZero() {
							if !v.Equal(amountOf(x.s.f, cell{t.ID, q, c})) {
								fits = -1
								break
							}
							fits++
						}
					}
					if fits > 0 {
						from[i] = q
						taken[q] = true
						moved = append(moved, i)
						break
					}
				}
			}
			if len(moved) < 3 {
				continue
			}
			// A row nobody asks about keeps its amounts, or takes those that are left over.
			var free []int
			for q := range rows {
				if !taken[q] {
					free = append(free, q)
				}
			}
			var lost []cell
			for i := range rows {
				if from[i] >= 0 {
					continue
				}
				if k := slices.Index(free, i); k >= 0 {
					from[i] = i
					free = slices.Delete(free, k, k+1)
					continue
				}
				for _, c := range cols {
					lost = append(lost, cell{t.ID, i, c})
				}
			}
			c := candidate{kind: finding.RowsDisordered, words: finding.CauseRow + ".order", cost: 190, votes: len(moved), tables: []string{t.ID}, owns: true, args: names(t, h...),
				scope: func(c cell) bool { return c.table == t.ID && slices.Contains(cols, c.column) }, lost: lost,
				at: []cell{{t.ID, moved[0], cols[0]}}}
			c.undo = func(d *draft) {
				old := slices.Clone(x.s.f.Tables[t.ID])
				d.rows(t.ID)
				for i := range old {
					for _, col := range cols {
						var v filing.Value
						if from[i] >= 0 {
							v = old[from[i]].Cells[col]
						}
						d.put(cell{t.ID, i, col}, v)
					}
				}
			}
			c.args.set("rows", itoa(len(moved)), "at", span(x.s.f, cell{t.ID, moved[0], cols[0]}, cell{t.ID, moved[len(moved)-1], cols[len(cols)-1]}))
			out = append(out, c)
		}
	}
	return out
}

var cent = decimal.New(1, -2)
