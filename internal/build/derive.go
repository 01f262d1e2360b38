package build

import (
	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// derived completes a filing that has been read: its tables follow from the records of
// the short form, if it has any.
func derived(p *profile.Profile, f *filing.Filing, found []finding.Finding) []finding.Finding {
	if f == nil {
		return found
	}
	return append(found, derive.Tables(p, f)...)
}

// Plain is a filing without the records of the short form. They are not disclosed, and
// a document made from them is that made from the tables.
func Plain(p *profile.Profile, f *filing.Filing) *filing.Filing {
	if !p.Atoms(f) {
		return f
	}
	out := *f
	out.Tables = map[string][]filing.Row{}
	for id, rows := range f.Tables {
		if !p.IsAtom(id) {
			out.Tables[id] = rows
		}
	}
	return &out
}

// Convert gives a filing what a layout of the workbook needs: the tables, which it has,
// or the records they follow from, as far as they determine them. With errors nothing
// can be written in that layout.
func Convert(p *profile.Profile, f *filing.Filing, to profile.Layout) []finding.Finding {
	if to != profile.Few || p.Atoms(f) {
		return nil
	}
	empty := true
	for _, t := range p.Tables {
		empty = empty && (!t.Printed() || len(f.Tables[t.ID]) == 0)
	}
	if empty {
		return nil
	}
	return derive.Atoms(p, f)
}
