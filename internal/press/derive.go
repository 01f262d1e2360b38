package press

import (
	"slices"

	"budgetbook/internal/amount"
	"budgetbook/internal/derive"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// deriveTables completes a filing that has been read: codes are named, and its tables follow
// from the records of the short form, if it has any.
func deriveTables(p *profile.Profile, f *filing.Filing, found []finding.Finding) []finding.Finding {
	if f == nil {
		return found
	}
	found = finding.Once(append(found, derive.Names(p, f)...), finding.NameFilled, finding.NameNowhere, finding.NameAsCode, finding.CodeAsName)
	return noCodeOnce(append(found, derive.Tables(p, f)...))
}

// noCodeOnce leaves out that a text is no code where what it keeps out of the tables is said
// of the same cell, with the codes that may be meant.
func noCodeOnce(found []finding.Finding) []finding.Finding {
	said := map[string]bool{}
	for _, x := range found {
		if (x.Code == finding.CodeTooShort || x.Code == finding.CodeUnlisted) && len(x.Places) > 0 {
			said[x.Places[0].Short()] = true
		}
	}
	return slices.DeleteFunc(found, func(x finding.Finding) bool {
		return x.Code == finding.NoCode && len(x.Places) == 1 && said[x.Places[0].Short()]
	})
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

// Lost lists the codes of the findings for which converting a filing would lose
// something that stands in its workbook.
func Lost(p *profile.Profile, f *filing.Filing, found []finding.Finding, to profile.Layout) []string {
	var codes []string
	for _, x := range found {
		code := x.Code
		refused := x.Has(finding.RowsRefused) || (code == finding.ColumnMissing || code == finding.ChoiceUnknown) && p.Atoms(f) && len(sourceLists(p, x)) > 0
		if x.Severity == finding.Error && (x.Has(finding.ContentLost) || to == profile.Full && refused) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	// In the other form there is no cell for what is no number.
	from := profile.Full
	if p.Short(f) {
		from = profile.Few
	}
	if from == to {
		return codes
	}
	for _, x := range found {
		if x.Code != finding.NoNumber || x.Severity != finding.Error || slices.Contains(codes, finding.NoNumber) {
			continue
		}
		for _, t := range p.Tables {
			if from == profile.Full && !t.Printed() || from == profile.Few && !p.IsAtom(t.ID) {
				continue
			}
			for _, r := range f.Tables[t.ID] {
				for i := range t.Columns {
					v := r.Cells[t.Columns[i].ID]
					if _, err := amount.Parse(v.Text); err != nil && t.Columns[i].Type.Numeric() && slices.Contains(x.Places, v.At) && !slices.Contains(codes, finding.NoNumber) {
						codes = append(codes, finding.NoNumber)
					}
				}
			}
		}
	}
	return codes
}
