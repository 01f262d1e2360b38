// Package intake reads workbooks: those made by package template, filled, pasted into and
// saved by any program (Read), and workbooks of another form (Import).
//
// Input: a profile and the bytes of a workbook. Output: the filing, with the cell every
// value stands in, and findings. Invariant: what is not understood is reported with its
// cell, never guessed in silence and never dropped.
package intake

import (
	"maps"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
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

	numbers map[string]map[int]int // records: number -> index of the record
	trimmed []finding.Place        // texts that lost blanks or line breaks
	seen    *sheetSeen             // what was understood on the sheet that is being read
}

// Read reads a workbook. name is the file's name for places and messages, data its
// bytes. It returns the filing with the place of every value, and findings about
// what is not as it should be; amounts are in canonical text (amount.Wan for 万元).
// An error is always an *message.Error: the file cannot be opened at all.
func Read(p *profile.Profile, name string, data []byte) (*filing.Filing, []finding.Finding, error) {
	r, err := xlsx.Guard(name, xlsx.TimeLimit, func() (*reader, error) {
		b, err := xlsx.Open(name, data)
		if err != nil {
			return nil, err
		}
		defer b.Excel.Close()
		if isShortLayout(b, p) {
			p = p.InLayout(profile.Few)
		}
		r := &reader{p: p, b: b, f: filing.New(p.Name, 0), numbers: map[string]map[int]int{}}
		r.all()
		return r, nil
	})
	if err != nil {
		return nil, nil, err
	}
	return r.f, r.found, nil
}

// all reads every sheet of the profile: records inside records last, since they
// refer to the others.
func (r *reader) all() {
	r.template()
	r.characters()
	r.oneTongue()
	at := r.match()
	plan := sheets.NewPlan(r.p, filing.New(r.p.Name, 0), message.ZH)
	for _, inner := range []bool{false, true} {
		for i, tab := range plan.Tabs {
			if inner != (tab.Block != nil && tab.Block.Parent != nil) {
				continue
			}
			r.sheet(tab, at[i])
		}
	}
	r.titleYears()
	r.headerUnits()
	r.twins(at)
	r.trimmedNotes()
	r.carried()
	r.leaks()
	r.scale()
}

func (r *reader) sheet(tab sheets.Tab, g *xlsx.Grid) {
	s := tab.Sheet
	if g == nil {
		if s.Kind != "guide" && !r.optional(s) {
			r.report(finding.SheetMissing, finding.Error, finding.Place{File: r.b.File, Sheet: tab.Name})
			r.inEnglish("sheet", sheets.TabName(r.p, s, message.EN))
		}
		g = &xlsx.Grid{Name: tab.Name}
		r.fill(s, g)
		return
	}
	switch s.Kind {
	case "forms":
		r.forms(g, s.Forms)
	case "lists":
		r.lists(g, s.Lists)
	case "table":
		r.table(g, tab.Block)
	case "records":
		r.records(g, tab.Block)
	}
	r.understoodAll()
	r.sheetNotes(s, g)
}

// optional says whether a sheet may be missing: it holds only what may be left out.
func (r *reader) optional(s profile.Sheet) bool {
	for _, id := range s.Forms {
		for _, f := range r.p.Form(id).Fields {
			if !f.Optional {
				return false
			}
		}
	}
	for _, path := range s.Lists {
		if !r.p.List(path).Optional {
			return false
		}
	}
	if t := r.p.Table(s.ID); t != nil {
		return t.Optional && !r.p.IsAtom(t.ID)
	}
	return true
}

// fill enters the blank values of a sheet that is missing, so that a filing has
// every key.
func (r *reader) fill(s profile.Sheet, g *xlsx.Grid) {
	place := finding.Place{File: r.b.File, Sheet: g.Name}
	for _, id := range s.Forms {
		for _, f := range r.p.Form(id).Fields {
			r.f.Fields[f.Path] = filing.Value{At: place}
		}
	}
	if t := r.p.Table(s.ID); t != nil && t.Parent == "" {
		r.f.Tables[t.ID] = nil
	}
}

// template compares the workbook's stamp with the profile.
func (r *reader) template() {
	b := r.b
	if b.Profile == "" {
		r.report(finding.TemplateUnstated, finding.Note, finding.Place{File: b.File}, "wanted", r.p.Name+" "+r.p.Version)
		return
	}
	place := finding.Place{File: b.File}
	switch {
	case b.Profile != r.p.Name:
		r.report(finding.OtherTemplate, finding.Error, place, "found", b.Profile+" "+b.Version, "wanted", r.p.Name+" "+r.p.Version)
	case xlsx.NewerVersion(b.Version, r.p.Version):
		r.report(finding.NewerTemplate, finding.Error, place, "found", b.Version, "wanted", r.p.Version)
	case b.Version != r.p.Version:
		r.report(finding.EarlierTemplate, finding.Note, place, "found", b.Version, "wanted", r.p.Version)
	}
}

// match finds the grid of each sheet of the profile: by its name in either language,
// by the name, label or title of its table, or by the label printed on it.
func (r *reader) match() []*xlsx.Grid {
	found := make([]*xlsx.Grid, len(r.p.Sheets))
	taken := map[*xlsx.Grid]bool{}
	for _, g := range r.b.Grids {
		taken[g] = sheets.IsResultSheet(g)
	}
	try := func(wants func(profile.Sheet) []string, has func(*xlsx.Grid, string) bool) {
		for i, s := range r.p.Sheets {
			if found[i] != nil {
				continue
			}
			for _, g := range r.b.Grids {
				if taken[g] {
					continue
				}
				for _, want := range wants(s) {
					if want != "" && has(g, want) {
						found[i], taken[g] = g, true
						break
					}
				}
				if found[i] != nil {
					break
				}
			}
		}
	}
	byName := func(g *xlsx.Grid, want string) bool { return sheets.LabelKey(g.Name) == sheets.LabelKey(want) }
	byTab := func(g *xlsx.Grid, want string) bool { return sheets.TabKey(g.Name) == sheets.LabelKey(want) }
	own := func(s profile.Sheet) []string {
		return []string{sheets.TabName(r.p, s, message.ZH), sheets.TabName(r.p, s, message.EN)}
	}
	try(own, byName)
	try(own, byTab)
	more := func(s profile.Sheet) []string {
		t := r.p.Table(s.ID)
		if t == nil || !t.Printed() {
			return nil
		}
		return []string{t.Name.ZH, t.Name.EN, t.Label.ZH, t.Label.EN, t.Title.ZH, t.Title.EN}
	}
	try(more, byTab)
	try(func(s profile.Sheet) []string {
		if t := r.p.Table(s.ID); t != nil && t.Printed() {
			return []string{t.Label.ZH, t.Label.EN}
		}
		return nil
	}, func(g *xlsx.Grid, want string) bool { return showsText(g, want) })
	return found
}

// shows says whether a text stands in one of the first rows of a sheet.
func showsText(g *xlsx.Grid, text string) bool {
	want := sheets.LabelKey(text)
	for _, row := range g.Rows {
		if row.Number > 20 {
			break
		}
		for _, c := range row.Cells {
			if c.Kind == xlsx.TextCell && len(c.Text) < 200 && sheets.LabelKey(c.Text) == want {
				return true
			}
		}
	}
	return false
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

// want is one column or label to be found on a sheet by its text.
type want struct {
	name  string     // for messages
	paths [][]string // header texts from top to bottom, in one way of writing each
	also  []string   // other names of the lowest text
}

// head is where a header was found.
type head struct {
	first, last int   // rows
	columns     []int // sheet column of each want, 0: not found
	texts       map[int][]string
}

// searchRows is how far down a header is looked for.
const searchRows = 200

// find looks for the rows whose texts name most of the wanted columns. It returns
// nil if there is no row that names at least half of them.
func findHead(g *xlsx.Grid, wants []want, levels int) *head {
	var best *head
	score := 0
	tried := map[int]bool{}
	for _, row := range g.Rows {
		if row.Number > g.Base+searchRows {
			break
		}
		// The first level may be a row whose own texts stand one row lower.
		for top := max(1, row.Number-levels+1); top <= row.Number; top++ {
			if tried[top] {
				continue
			}
			tried[top] = true
			h := headAtRow(g, wants, top, levels)
			n := 0
			for _, c := range h.columns {
				if c > 0 {
					n++
				}
			}
			if n > score {
				best, score = h, n
			}
			if n == len(wants) {
				return best
			}
		}
	}
	if score*2 < len(wants) || score == 0 {
		return nil
	}
	return best
}

// headAt assigns columns to the wants from the header texts below row top: first
// where all levels agree, then where the lowest text does.
func headAtRow(g *xlsx.Grid, wants []want, top, levels int) *head {
	h := &head{first: top, last: top + levels - 1, columns: make([]int, len(wants)), texts: headTextsOf(g, top, levels)}
	used := map[int]bool{}
	var columns []int
	for c := 1; c <= xlsx.MaxColumns; c++ {
		if len(h.texts[c]) > 0 {
			columns = append(columns, c)
		}
	}
	assign := func(fits func(have, path []string) bool) {
		for i, w := range wants {
			for _, path := range w.paths {
				for _, c := range columns {
					if h.columns[i] == 0 && !used[c] && fits(h.texts[c], path) {
						h.columns[i], used[c] = c, true
					}
				}
			}
		}
	}
	assign(func(have, path []string) bool { return strings.Join(have, "\n") == strings.Join(path, "\n") })
	h.alsoBelow(wants, columns, used)
	assign(func(have, path []string) bool { return have[len(have)-1] == path[len(path)-1] })
	h.alsoNamed(wants, columns, used)
	return h
}

// headTexts lists for each column the texts of its header, top level first. A blank
// in an upper level belongs to the text on its left, merged or not.
func headTextsOf(g *xlsx.Grid, top, levels int) map[int][]string {
	texts := map[int][]string{}
	covered := headMergesOf(g)
	upper := make([][]string, 0, levels)
	wide := 0
	for l := range levels {
		line := make([]string, xlsx.MaxColumns+1)
		for c := 1; c <= xlsx.MaxColumns; c++ {
			x := g.At(top+l, c)
			if x.Kind == xlsx.Blank {
				// Merged across: every column below bears the name. Merged downwards:
				// it is named in the level above.
				if o, ok := covered[[2]int{top + l, c}]; ok && o[0] == top+l {
					x = g.At(o[0], o[1])
				}
			}
			if x.Kind == xlsx.TextCell || x.Kind == xlsx.NumberCell {
				line[c] = sheets.LabelKey(x.Text)
				wide = max(wide, c)
			}
		}
		upper = append(upper, line)
	}
	for c := 1; c <= wide; c++ {
		lowest := -1
		for l := range levels {
			if upper[l][c] != "" {
				lowest = l
			}
		}
		for l := 0; l <= lowest; l++ {
			text := upper[l][c]
			for left := c - 1; text == "" && l < lowest && left > 0; left-- {
				text = upper[l][left]
			}
			if text != "" && (len(texts[c]) == 0 || texts[c][len(texts[c])-1] != text) {
				texts[c] = append(texts[c], text)
			}
		}
	}
	return texts
}

// headMerges maps each cell that is merged into another one, as far down as headers
// are looked for, to that one.
func headMergesOf(g *xlsx.Grid) map[[2]int][2]int {
	if g.Covered != nil {
		return g.Covered
	}
	g.Covered = map[[2]int][2]int{}
	for _, a := range g.Merged {
		for r := a.Top; r <= min(a.Bottom, g.Base+searchRows+10); r++ {
			for c := a.Left; c <= min(a.Right, xlsx.MaxColumns); c++ {
				g.Covered[[2]int{r, c}] = [2]int{a.Top, a.Left}
			}
		}
	}
	return g.Covered
}

// spoken joins row numbers for a message: 3, 5-7.
func spoken(ns []int) string {
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

// short says whether the sheets of a workbook are those of the short form: one of its
// lists is there, and no table.
func isShortLayout(b *xlsx.Book, p *profile.Profile) bool {
	if p.Compact == nil {
		return false
	}
	found := false
	for _, g := range b.Grids {
		for _, t := range p.Tables {
			if k := sheets.TabKey(g.Name); k != sheets.LabelKey(t.Name.ZH) && k != sheets.LabelKey(t.Name.EN) {
				continue
			}
			if t.Printed() {
				return false
			}
			found = found || p.IsAtom(t.ID)
		}
	}
	return found
}
