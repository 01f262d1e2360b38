package intake

import (
	"maps"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/xlsx"
)

// reader turns the sheets of one workbook into a filing.
type reader struct {
	titles  []yearAt   // years in the titles above the tables
	headers []headerAt // units in the lines above the tables
	p       *profile.Profile
	b       *xlsx.Book
	f       *filing.Filing
	found   []finding.Finding

	foreign bool // not of the template: a column it lacks is one to be filled

	listed  map[string]map[string]string // list of codes of the workbook's own: code -> name
	numbers map[string]map[int]int       // records: number -> index of the record
	byName  map[string]bool              // rows whose code was given by its name, or asked for
	beside  []besideCode                 // codes of records without a name beside them
	trimmed []finding.Place              // texts that lost blanks or line breaks
	seen    *sheetSeen                   // what was understood on the sheet that is being read
}

// sheetSeen is what was understood on a sheet.
type sheetSeen struct {
	sheet string
	all   []understood
}

// understood is one kind of deviation: how often it occurred, and where first.
type understood struct {
	kind  string // id of its text: paste.KIND
	n     int
	first string
}

// yearAt is the year in the title of a table.
type yearAt struct {
	year  int
	table *profile.Table
	at    finding.Place
}

// place is where a cell of a sheet is.
func (r *reader) place(g *xlsx.Grid, row, column int) finding.Place {
	return finding.Place{File: r.b.File, Sheet: g.Name, Cell: finding.CellName(row, column)}
}

// report adds a finding; sheet and cell of its place are arguments of its text.
func (r *reader) report(code string, s finding.Severity, p finding.Place, kv ...string) {
	kv = append([]string{"file", p.File, "sheet", p.Sheet, "cell", p.Cell}, kv...)
	r.found = append(r.found, finding.New(code, s, p, kv...))
}

// about adds a finding about a column or field, called by its name in each language.
func (r *reader) about(what message.Text, code string, s finding.Severity, p finding.Place, kv ...string) {
	r.report(code, s, p, append(kv, "column", what.ZH)...)
	r.inEnglish("column", what.EN)
}

// inEnglish gives the last finding arguments that read differently in English.
func (r *reader) inEnglish(kv ...string) {
	x := &r.found[len(r.found)-1]
	if x.ArgsEN == nil {
		x.ArgsEN = maps.Clone(x.Args)
	}
	maps.Copy(x.ArgsEN, message.Pairs(kv...))
}

// understand counts something that was understood on a sheet.
func (r *reader) understand(g *xlsx.Grid, kind string, row, column int) {
	if r.seen == nil || r.seen.sheet != g.Name {
		r.seen = &sheetSeen{sheet: g.Name}
	}
	of := r.seen
	for i := range of.all {
		if of.all[i].kind == kind {
			of.all[i].n++
			return
		}
	}
	of.all = append(of.all, understood{kind, 1, finding.CellName(row, column)})
}

// understoodAll says everything that was understood on a sheet in one note.
func (r *reader) understoodAll() {
	seen := r.seen
	if r.seen = nil; seen == nil {
		return
	}
	say := func(l message.Lang) string {
		parts := make([]string, len(seen.all))
		for i, u := range seen.all {
			parts[i] = message.Say(l, "paste."+u.kind, message.Pairs("n", strconv.Itoa(u.n), "cell", u.first))
		}
		if l == message.EN {
			return strings.Join(parts, "; ")
		}
		return strings.Join(parts, "；")
	}
	place := finding.Place{File: r.b.File, Sheet: seen.sheet, Cell: seen.all[0].first}
	r.report(finding.Understood, finding.Note, place, "what", say(message.ZH))
	r.inEnglish("what", say(message.EN))
}

// clipCell shortens a text for a message.
func clipCell(s string) string { return message.Clip(s, 40) }

// rowRanges joins row numbers for a message: 3, 5-7.
func rowRanges(ns []int) string {
	var parts []string
	for i := 0; i < len(ns); {
		j := i
		for j+1 < len(ns) && ns[j+1] == ns[j]+1 {
			j++
		}
		s := strconv.Itoa(ns[i])
		if j > i {
			s += "-" + strconv.Itoa(ns[j])
		}
		if len(parts) == 10 {
			return strings.Join(parts, ", ") + " …"
		}
		parts = append(parts, s)
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// headerAt is what a line above a table says whose the table is.
type headerAt struct {
	name  string
	table *profile.Table
	at    finding.Place
}
