package checks

import (
	"slices"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/profile"
)

// explanations attaches what the unit says about warnings to them: those of a code, at
// a place if it names one, be they of a rule or of the reader. A warning stays listed
// with its explanation. An error cannot be explained away, but for those that ask whether
// something is truly so; an explanation that fits nothing is no longer needed: both are
// said.
func explanations(in *input) {
	role := in.Profile.Roles.Explanations
	t := in.Profile.Table(role.Records)
	if t == nil {
		return
	}
	for _, r := range in.Filing.Tables[t.ID] {
		code, text := strings.ToUpper(filing.Fold(r.Text(role.Code))), strings.TrimSpace(r.Text(role.Text))
		if code == "" && text == "" {
			continue
		}
		in.Holds()
		at := []finding.Place{in.Place(t, r, role.Code)}
		kv := []string{"row", code, "a", r.Text(role.Place)}
		if text == "" {
			in.FindCase("empty", []finding.Place{in.Place(t, r, role.Text)}, kv...)
			continue
		}
		hit, refused := false, false
		spelt := spellings(in.Profile, r.Text(role.Place))
		for _, f := range in.all() {
			if strings.ToUpper(f.Code) != code || !slices.ContainsFunc(spelt, func(s string) bool { return concerns(*f, s) }) {
				continue
			}
			switch f.Severity {
			case finding.Warning:
				f.Explained, hit = text, true
			case finding.Error:
				if f.Confirm {
					f.Severity, f.Explained, hit = finding.Warning, text, true
					continue
				}
				refused = true
			}
		}
		switch {
		case refused:
			in.FindCase("error", at, kv...)
		case !hit:
			in.FindCase("idle", at, kv...)
		}
	}
}

// all are the findings of the rules and those of the reader.
func (in *input) all() []*finding.Finding {
	var out []*finding.Finding
	for _, list := range [][]finding.Finding{in.Report.Read, in.Report.Findings} {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	return out
}

// spellings are the ways to write a place: a sheet may be called by its name in either
// language, whatever the workbook's.
func spellings(p *profile.Profile, place string) []string {
	all := []string{place}
	sheet, cell, ok := strings.Cut(filing.Fold(place), "!")
	if !ok {
		return all
	}
	fold := func(s string) string { return strings.ToUpper(filing.Fold(strings.ReplaceAll(s, "'", ""))) }
	for _, s := range p.Sheets {
		name := s.Name.Text
		if t := p.Table(s.ID); name.ZH == "" && t != nil {
			name = t.Name.Text
		}
		if fold(name.ZH) == fold(sheet) || name.EN != "" && fold(name.EN) == fold(sheet) {
			all = append(all, name.ZH+"!"+cell, name.EN+"!"+cell)
		}
	}
	return all
}

// concerns says whether a finding is about a place: a cell as Sheet!A1, a name of a
// row, a project or a table. A blank place means every finding of the code.
func concerns(f finding.Finding, place string) bool {
	fold := func(s string) string {
		return strings.ToUpper(strings.NewReplacer("$", "", "'", "").Replace(filing.Fold(s)))
	}
	want := fold(place)
	if want == "" {
		return true
	}
	for _, p := range f.Places {
		if fold(p.Short()) == want || fold(p.Path) == want || fold(p.Name) == want {
			return true
		}
		// 表五[合计, 基本支出] is also meant by its row.
		if fold(p.Key) == want {
			return true
		}
	}
	for _, v := range f.Args {
		if fold(v) == want {
			return true
		}
	}
	return false
}
