package diagnose

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

func itoa(n int) string { return strconv.Itoa(n) }

func amountText(d decimal.Decimal) string { return amount.Trim2(d) }

// names are the arguments that call a table and columns of it by name.
func names(t *profile.Table, columns ...*profile.Column) *words {
	w := newWords().add("table", t.Name.Text)
	var all []message.Text
	for _, c := range columns {
		all = append(all, c.Name.Text)
	}
	return w.add("column", joined(all))
}

func joined(names []message.Text) message.Text {
	var zh, en []string
	for _, n := range names {
		zh, en = append(zh, n.ZH), append(en, n.EN)
	}
	return message.Text{ZH: message.Join(message.ZH, zh), EN: strings.Join(en, ", ")}
}

// describe adds where a cell stands and what its row and column are called.
func (x *search) describe(w *words, c cell) {
	t := x.p.Table(c.table)
	w.set("row", x.rowName(c), "at", span(x.s.f, c, c))
	if col := t.Column(c.column); col != nil {
		w.add("column", col.Name.Text)
	}
}

// rowName is how the row of a cell is called.
func (x *search) rowName(c cell) string {
	t := x.p.Table(c.table)
	rows := x.s.f.Tables[c.table]
	if c.row < 0 || c.row >= len(rows) {
		return ""
	}
	col := t.Column(c.column)
	if roles := x.p.Roles.CodesOf(t); roles != nil {
		if code, name := rows[c.row].Text(roles.Code), rows[c.row].Text(roles.Name); name != "" {
			return strings.TrimSpace(code + " " + name)
		}
	}
	return strings.TrimSpace(profile.RowName(t, rows[c.row], col))
}

// span says where an area stands, by its first and last cell: E8:G37, or by the path of
// its first value where there is no sheet.
func span(f *filing.Filing, first, last cell) string {
	a, b := placeOf(f, first), placeOf(f, last)
	if a.Cell == "" || first == last || b.Cell == "" {
		if a.Cell == "" && a.Sheet == "" {
			return a.Path
		}
		return a.Cell
	}
	return a.Cell + ":" + b.Cell
}

// placeOf is where a cell stands in the file.
func placeOf(f *filing.Filing, c cell) finding.Place {
	if c.table == "" {
		at := f.Fields[c.column].At
		at.Datum = finding.Datum{Column: c.column}
		return at
	}
	rows := f.Tables[c.table]
	if c.row < 0 || c.row >= len(rows) {
		at := finding.Place{Datum: finding.Datum{Table: c.table, Column: c.column}}
		if len(rows) > 0 {
			at.File, at.Sheet = rows[0].At.File, rows[0].At.Sheet
		}
		return at
	}
	at := rows[c.row].Cells[c.column].At
	if at.Cell == "" && at.Path == "" {
		at = rows[c.row].At
	}
	at.Datum = finding.Datum{Table: c.table, Row: c.row + 1, Column: c.column}
	return at
}

// inTableOrder sorts cells as the profile and the tables have them.
func inTableOrder(p *profile.Profile, cells []cell) []cell {
	rank := map[string]int{}
	for i, t := range p.Tables {
		for k, c := range t.Columns {
			rank[t.ID+"|"+c.ID] = i*1000 + k + 1
		}
		rank[t.ID] = i * 1000
	}
	sort.Slice(cells, func(i, j int) bool {
		a, b := cells[i], cells[j]
		switch x, y := rank[a.table+"|"+a.column], rank[b.table+"|"+b.column]; {
		case x/1000 != y/1000:
			return x < y
		case a.row != b.row:
			return a.row < b.row
		case x != y:
			return x < y
		case a.table != b.table:
			return a.table < b.table
		default:
			return a.column < b.column
		}
	})
	return cells
}

// targets is the id of the records of the performance targets, "" if the profile has none.
func (x *search) targets() string {
	if x.p.Targets == nil {
		return ""
	}
	return x.p.Targets.Records
}

// conclude makes findings of the causes and says of the others which they follow from.
func conclude(in Input, f *filing.Filing, found []said, rest map[string]int, read, checked []finding.Finding) (causes, newRead, newChecked []finding.Finding) {
	for k := range found {
		s := &found[k]
		c := s.candidate
		x := finding.Finding{Code: code(c.words), Severity: finding.Warning, Args: c.args.zh, ArgsEN: c.args.en,
			Cause: &finding.Cause{Kind: c.kind, Certainty: certainty(s)}}
		for _, at := range c.at {
			p := placeOf(f, at)
			if t := in.Profile.Table(at.table); t != nil {
				p.Heading = t.Name.ZH
				if p.Sheet == "" && p.Path == "" {
					p.Name = t.Name.ZH
				}
			}
			x.Places = append(x.Places, p)
		}
		x.ID = x.Code + ":" + strings.Join(c.tables, "+") + ":" + itoa(k+1)
		n := 0
		follows := func(fs []finding.Finding, wanted func(finding.Finding) bool) {
			for i := range fs {
				if fs[i].Follows == "" && fs[i].Severity > finding.Note && fs[i].Explained == "" && wanted(fs[i]) {
					fs[i].Follows = x.ID
					n++
					x.Severity = max(x.Severity, fs[i].Severity)
				}
			}
		}
		follows(checked, func(y finding.Finding) bool {
			id := identity(y)
			if s.explained[id] {
				return true
			}
			return c.owns && rest[id] > 0 && slices.ContainsFunc(y.Places, func(p finding.Place) bool { return slices.Contains(c.tables, p.Table) })
		})
		follows(read, func(y finding.Finding) bool {
			return slices.Contains(c.wrong, y.Code) && slices.ContainsFunc(y.Places, func(p finding.Place) bool {
				return p.Table != "" && slices.Contains(c.tables, p.Table) || c.at[0].table == "" && p.Column == c.at[0].column
			})
		})
		c.args.set("n", itoa(n))
		if c.finish != nil && s.after != nil {
			c.finish(s.after.f, c.args)
		}
		id := c.words
		if s.rival != nil && s.rival.args != nil {
			x.Cause.Certainty = finding.Ambiguous
		}
		if e, ok := message.Lookup(id); ok {
			x.Words = &finding.Words{Say: e.Say, Fix: e.Fix}
			if s.rival != nil {
				x.Words.Say = or(e.Say, c.args, s.rival)
			}
		}
		if n > 0 {
			causes = append(causes, x)
		}
	}
	return causes, read, checked
}

// or adds to a sentence what could be the cause as well.
func or(say message.Text, args *words, rival *result) message.Text {
	e, _ := message.Lookup(rival.words)
	rival.args.set("n", args.zh["n"])
	args.zh["rival"], args.en["rival"] = message.Fill(e.Say.ZH, rival.args.zh), message.Fill(e.Say.EN, rival.args.en)
	return message.Text{ZH: say.ZH + message.Say(message.ZH, "cause-or", args.zh), EN: say.EN + message.Say(message.EN, "cause-or", args.en)}
}

// code is the code of a sentence, which may be one of several of a kind.
func code(words string) string {
	c, _, _ := strings.Cut(words, ".")
	return c
}

func certainty(s *said) finding.Certainty {
	switch {
	case s.rival != nil:
		return finding.Ambiguous
	case s.after == nil:
		return finding.Likely
	}
	return finding.Sure
}

// hypotheses are all that the findings of a round speak for.
func (x *search) hypotheses() []candidate {
	var out []candidate
	out = append(out, x.formCandidates()...)
	out = append(out, x.fundCandidates()...)
	out = append(out, x.kindCandidates()...)
	out = append(out, x.fieldCandidates()...)
	out = append(out, x.nameCandidates()...)
	if x.p.Short(x.s.f) {
		return append(out, x.listCandidates()...)
	}
	out = append(out, x.wholeFiling()...)
	out = append(out, x.pastedCandidates()...)
	out = append(out, x.textCandidates()...)
	out = append(out, x.unitCandidates()...)
	out = append(out, x.doubted()...)
	out = append(out, x.scaled()...)
	out = append(out, x.tablesExchanged()...)
	out = append(out, x.emptyTables()...)
	out = append(out, x.columnCandidates()...)
	out = append(out, x.movedCandidates()...)
	out = append(out, x.orderCandidates()...)
	out = append(out, x.rowShifts()...)
	out = append(out, x.columnShifts()...)
	out = append(out, x.exchanges()...)
	out = append(out, x.codeCandidates()...)
	out = append(out, x.projectCandidates()...)
	out = append(out, x.leafCandidates()...)
	out = append(out, x.cellCandidates()...)
	out = append(out, x.copied()...)
	out = append(out, x.wholeAmounts()...)
	return append(out, x.asides()...)
}
