package consolidate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/list"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Transfer is money one unit gives to another one: the texts of a line by column.
type Transfer struct {
	Texts  map[string]string
	Amount decimal.Decimal
	At     finding.Place
}

// Elimination is a transfer with the cells of the unit that received it as they were
// and as they are added up, and the cell of the unit that gave it.
type Elimination struct {
	Transfer Transfer
	From, To *Unit
	Giver    finding.Place
	Cells    []Change
}

// Change is one cell from which a transfer was taken.
type Change struct {
	At            finding.Place
	Table         *profile.Table
	Row           string
	Column        *profile.Column
	Before, After decimal.Decimal
}

// transferList is a list of transfers while it is read.
type transferList struct {
	list.List
	roles  *profile.Transfer
	heads  []*profile.Column          // by column of the list; nil for those of no use
	called map[*profile.Column]string // their heads, as the list has them
	found  []finding.Finding
}

// ReadTransfers reads a list of transfers. Without all its heads nothing else is read.
func ReadTransfers(p *profile.Profile, l list.List) ([]Transfer, []finding.Finding) {
	l.Settle()
	t := &transferList{List: l, called: map[*profile.Column]string{}}
	if p.Consolidate == nil || p.Consolidate.Transfer == nil || p.Compact == nil {
		t.report(finding.NoTransfers, finding.Place{File: l.File}, "profile", p.Name)
		return nil, t.found
	}
	t.roles = p.Consolidate.Transfer
	if len(l.Lines) == 0 {
		return nil, nil
	}
	if t.header(l.Lines[0]); len(t.found) > 0 {
		return nil, t.found
	}
	var out []Transfer
	for _, line := range l.Lines[1:] {
		out = append(out, t.transfer(line))
	}
	return out, t.found
}

func (t *transferList) report(code string, at finding.Place, kv ...string) {
	t.found = append(t.found, finding.New(code, finding.Error, at, kv...))
}

// at is a cell; columns count from 0.
func (t *transferList) at(line list.Line, column int) finding.Place {
	return finding.Place{File: t.File, Sheet: t.Sheet, Cell: finding.CellName(line.Row, column+1), Name: strconv.Itoa(line.Row)}
}

// header finds out what the columns are.
func (t *transferList) header(line list.Line) {
	columns := t.roles.Columns
	t.heads = make([]*profile.Column, len(line.Cells))
	for j, text := range line.Cells {
		k := slices.IndexFunc(columns, func(c profile.Column) bool {
			text := filing.Fold(text)
			return text == c.ID || text == filing.Fold(c.Name.ZH) || strings.EqualFold(text, filing.Fold(c.Name.EN))
		})
		switch {
		case k >= 0:
			t.heads[j] = &columns[k]
			t.called[t.heads[j]] = strings.TrimSpace(text)
		case strings.TrimSpace(text) != "":
			t.report(finding.TransferColumnUnknown, t.at(line, j), "file", t.File, "value", text, "choices", columnChoices(columns))
		}
	}
	for k := range columns {
		if c := &columns[k]; !c.Optional && !slices.Contains(t.heads, c) {
			t.report(finding.TransferColumnMissing, t.at(line, 0), "file", t.File, "column", c.Name.ZH+" / "+c.ID)
		}
	}
}

// transfer reads one line.
func (t *transferList) transfer(line list.Line) Transfer {
	row := line.Cells
	x := Transfer{Texts: map[string]string{}, At: t.at(line, 0)}
	wrong := func(code string, column int, more ...string) {
		t.report(code, t.at(line, column), append([]string{"file", t.File, "row", x.At.Name, "column", t.called[t.heads[column]]}, more...)...)
	}
	for j, c := range t.heads {
		if c == nil || j >= len(row) {
			continue
		}
		text := strings.TrimSpace(row[j])
		for _, choice := range c.Choices {
			if filing.Fold(text) == filing.Fold(choice.Name.ZH) || strings.EqualFold(text, choice.Name.EN) {
				text = choice.ID
			}
		}
		if len(c.Choices) > 0 && text != "" && !slices.ContainsFunc(c.Choices, func(x profile.Choice) bool { return x.ID == text }) {
			wrong(finding.TransferValueWrong, j, "value", text)
		}
		x.Texts[c.ID] = text
	}
	for k := range t.roles.Columns {
		if c := &t.roles.Columns[k]; !c.Optional && x.Texts[c.ID] == "" {
			wrong(finding.TransferValueBlank, slices.Index(t.heads, c))
		}
	}
	a, err := amount.Parse(x.Texts[t.roles.Amount])
	if err != nil || !a.Value.Equal(a.Value.Round(2)) || !a.Blank && !a.Value.IsPositive() {
		j := slices.IndexFunc(t.heads, func(c *profile.Column) bool { return c != nil && c.ID == t.roles.Amount })
		wrong(finding.TransferValueWrong, j, "value", x.Texts[t.roles.Amount])
	}
	x.Amount = a.Value
	return x
}

func columnChoices(columns []profile.Column) string {
	var names []string
	for _, c := range columns {
		names = append(names, c.Name.ZH)
	}
	return message.Join(message.ZH, names)
}

// find returns the unit of a name or code.
func (r *Result) find(name string) *Unit {
	id := r.whose(name)
	for _, u := range r.Units {
		if u.id == id || u.code != "" && u.code == name {
			return u
		}
	}
	return nil
}

// eliminate takes the transfers out of the tables of the units that received them,
// where the same money was counted a second time.
func (r *Result) eliminate(list []Transfer) {
	given := map[string]decimal.Decimal{}
	roles := r.Profile.Consolidate.Transfer
	for _, x := range list {
		e := Elimination{Transfer: x, From: r.find(x.Texts[roles.From]), To: r.find(x.Texts[roles.To])}
		line := []string{"file", x.At.File, "row", x.At.Name}
		for _, side := range []string{roles.From, roles.To} {
			if r.find(x.Texts[side]) == nil {
				r.report(finding.TransferUnitUnknown, finding.Error, []finding.Place{x.At}, append(line, "value", x.Texts[side])...)
			}
		}
		if e.From == nil || e.To == nil {
			continue
		}
		if e.From == e.To {
			r.report(finding.TransferToItself, finding.Error, []finding.Place{x.At}, append(line, "unit", e.To.name)...)
			continue
		}
		if !r.giver(&e, given) || !r.takeOut(&e) {
			continue
		}
		r.Eliminated = append(r.Eliminated, e)
	}
}

// giver makes sure that the giving unit spends as much as it gives.
func (r *Result) giver(e *Elimination, given map[string]decimal.Decimal) bool {
	g := r.Profile.Consolidate.Transfer.Giver
	t := r.Profile.Table(g.Table)
	code := e.Transfer.Texts[g.By]
	if code == "" {
		code = e.Transfer.Texts[g.Else]
	}
	key := e.From.id + keySeparator + code
	given[key] = given[key].Add(e.Transfer.Amount)
	for _, row := range e.From.Filing.Tables[t.ID] {
		if filing.Fold(row.Text(g.Key)) != filing.Fold(code) {
			continue
		}
		e.Giver = e.From.at(t, row, t.Column(g.Column))
		if have := columnAmount(row, g.Column); have.LessThan(given[key]) {
			r.report(finding.TransferNotSpent, finding.Error, []finding.Place{e.Giver, e.Transfer.At}, "file", e.Transfer.At.File, "row", e.Transfer.At.Name,
				"unit", e.From.name, "code", code, "have", amount.Trim2(have), "want", amount.Trim2(given[key]))
			return false
		}
		return true
	}
	r.report(finding.TransferNotSpent, finding.Error, []finding.Place{{File: e.From.File}, e.Transfer.At}, "file", e.Transfer.At.File, "row", e.Transfer.At.Name,
		"unit", e.From.name, "code", code, "have", "0", "want", amount.Trim2(given[key]))
	return false
}

func columnAmount(row filing.Row, column string) decimal.Decimal {
	a, err := amount.Parse(row.Text(column))
	if err != nil {
		return decimal.Zero
	}
	return a.Value
}

// takeOut works out with the short form which figures the transfer is part of, and takes
// it out of them. No figure may become negative.
func (r *Result) takeOut(e *Elimination) bool {
	p := r.Profile
	x := e.Transfer
	part := filing.New(p.Name, e.To.Filing.Year)
	part.Fields = e.To.Filing.Fields
	for _, rec := range p.Consolidate.Transfer.Records {
		if !rec.Where.Has(func(id string) string { return x.Texts[id] }) || rec.With != "" && !hasAmount(p.Table(rec.With), e.To) {
			continue
		}
		row := filing.Row{Cells: map[string]filing.Value{}, At: x.At}
		for id, from := range rec.Take {
			row.Cells[id] = filing.Value{Text: x.Texts[from], At: x.At}
		}
		for id, text := range rec.Set {
			row.Cells[id] = filing.Value{Text: text, At: x.At}
		}
		part.Tables[rec.Of] = append(part.Tables[rec.Of], row)
	}
	if found := derive.Tables(p, part); finding.Count(found, finding.Error) > 0 {
		r.Findings = append(r.Findings, found...)
		return false
	}
	ok := true
	for _, t := range p.Tables {
		how := p.Consolidate.Table(t.ID)
		if how == nil || len(part.Tables[t.ID]) == 0 {
			continue
		}
		for _, s := range tableSides(t, how) {
			rows := e.To.Filing.Tables[t.ID]
			at := map[string]int{}
			for i, id := range r.ids(t, how, s, rows, e.To.id) {
				if _, twice := at[id]; !twice {
					at[id] = i
				}
			}
			for i, id := range r.ids(t, how, s, part.Tables[t.ID], e.To.id) {
				for _, c := range amountColumns(t, s) {
					take := columnAmount(part.Tables[t.ID][i], c.ID)
					if take.IsZero() || id == wholeRow {
						continue
					}
					if n, has := at[id]; has {
						ok = r.takeCell(e, t, c, n, take) && ok
						continue
					}
					ok = false
					r.refuse(e, finding.Place{File: e.To.File}, t, c, profile.RowName(t, part.Tables[t.ID][i], c), decimal.Zero, take)
				}
			}
		}
	}
	return ok
}

// takeCell takes an amount out of one cell.
func (r *Result) takeCell(e *Elimination, t *profile.Table, c *profile.Column, i int, take decimal.Decimal) bool {
	row := e.To.Filing.Tables[t.ID][i]
	k := cellOf{t.ID, i, c.ID}
	have := columnAmount(row, c.ID)
	for _, p := range e.To.takenOut[k] {
		have = have.Add(p.Value)
	}
	at := e.To.at(t, row, c)
	if have.LessThan(take) {
		r.refuse(e, at, t, c, profile.RowName(t, row, c), have, take)
		return false
	}
	e.To.takenOut[k] = append(e.To.takenOut[k], Part{Unit: e.To, At: e.Transfer.At, Value: take.Neg(), Transfer: true})
	e.Cells = append(e.Cells, Change{At: at, Table: t, Row: profile.RowName(t, row, c), Column: c, Before: have, After: have.Sub(take)})
	return true
}

func (r *Result) refuse(e *Elimination, at finding.Place, t *profile.Table, c *profile.Column, row string, have, take decimal.Decimal) {
	r.report(finding.TransferTooLarge, finding.Error, []finding.Place{at, e.Transfer.At}, "file", e.Transfer.At.File, "row", e.Transfer.At.Name,
		"place", t.Name.ZH+"["+row+", "+c.Name.ZH+"]", "unit", e.To.name, "have", amount.Trim2(have), "want", amount.Trim2(take))
}

func hasAmount(t *profile.Table, u *Unit) bool {
	for _, row := range u.Filing.Tables[t.ID] {
		for _, c := range t.Columns {
			if c.Type.Numeric() && !columnAmount(row, c.ID).IsZero() {
				return true
			}
		}
	}
	return false
}
