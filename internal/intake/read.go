// Package intake reads workbooks: those made by package template, filled, pasted into and
// saved by any program (Read), and workbooks of another form (Import).
//
// Input: a profile and the bytes of a workbook. Output: the filing, with the cell every
// value stands in, and findings. Invariant: what is not understood is reported with its
// cell, never guessed in silence and never dropped.
package intake

import (
	"slices"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// Read reads a workbook. name is the file's name for places and messages, data its
// bytes. It returns the filing with the place of every value, and findings about
// what is not as it should be; amounts are in canonical text (amount.Wan for 万元).
// Code lists that the workbook carries take the place of the profile's own.
// An error is always an *message.Error: the file cannot be opened at all.
func Read(p *profile.Profile, name string, data []byte) (*filing.Filing, []finding.Finding, error) {
	r, err := xlsx.Guard(name, func() (*reader, error) {
		b, err := xlsx.Open(name, data)
		if err != nil {
			return nil, err
		}
		r := &reader{b: b, f: filing.New(p.Name, 0), numbers: map[string]map[int]int{}, byName: map[string]bool{}}
		r.ownLists(p)
		if r.p = p; isShortLayout(b, p) {
			r.p = p.InLayout(profile.Few)
		}
		return r, r.all()
	})
	if err != nil {
		return nil, nil, err
	}
	return r.f, r.found, nil
}

// all reads every sheet of the profile: records inside records last, since they
// refer to the others. A workbook that is not made from a template at all is an error.
func (r *reader) all() error {
	r.template()
	r.characters()
	r.oneTongue()
	at := r.match()
	if err := r.foreignBook(at); err != nil {
		return err
	}
	plan := sheets.NewPlan(r.p, filing.New(r.p.Name, 0), message.ZH)
	for _, inner := range []bool{false, true} {
		for i, tab := range plan.Tabs {
			if inner != (tab.Block != nil && tab.Block.Parent != nil) {
				continue
			}
			r.sheet(tab, at[i])
		}
	}
	r.besides()
	r.titleYears()
	r.headerUnits()
	r.twins(at)
	r.trimmedNotes()
	r.carried()
	r.leaks()
	r.scale()
	return nil
}

// foreignBook tells a workbook of another form, such as an export: it bears no mark of a
// template and has no sheet of one. Saying of each sheet that it is missing, and of each
// item that it is blank, would not help anybody.
func (r *reader) foreignBook(at []*xlsx.Grid) error {
	if r.b.Profile != "" || slices.ContainsFunc(at, func(g *xlsx.Grid) bool { return g != nil }) {
		return nil
	}
	var names []string
	for _, g := range r.b.Grids {
		if g != nil && len(names) < mostNamed {
			names = append(names, g.Name)
		}
	}
	return message.Errorf(nil, "not-template", "file", r.b.File, "names", message.Join(message.ZH, names)+moreMark(len(r.b.Grids)))
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
