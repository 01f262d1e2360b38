package derive

import (
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// Names gives the codes that stand in the tables without a name the one the unit gives
// itself, or that of the code list, and says so at the cell. A code with an amount that
// nobody names is an error: it would be printed without a name.
func Names(p *profile.Profile, f *filing.Filing) []finding.Finding {
	own := map[string]string{}
	if p.Compact != nil {
		role := p.NameRoles()
		for _, r := range f.Tables[p.Compact.Names] {
			own[strings.TrimSpace(r.Text(role.Code))] = strings.TrimSpace(r.Text(role.Name))
		}
	}
	var found []finding.Finding
	for _, t := range p.Tables {
		for i := range t.Columns {
			c := &t.Columns[i]
			if c.Named == "" || p.Codes[c.List] == nil {
				continue
			}
			for _, r := range f.Tables[t.ID] {
				code, v := strings.TrimSpace(r.Text(c.Named)), r.Cells[c.ID]
				if v.Lacking || strings.TrimSpace(v.Text) != "" || !wording.OnlyDigits(code) {
					continue
				}
				at := v.At
				if at.Short() == "" {
					at = r.At
				}
				x, known := p.Codes[c.List].Lookup(code)
				if name := own[code]; name != "" {
					x, known = profile.Code{Code: code, Name: name}, true
				}
				switch {
				case known:
					v.Text = x.Name
					r.Cells[c.ID] = v
					y := finding.New(finding.NameFilled, finding.Note, at, "table", t.Name.ZH, "code", code, "name", x.Name)
					y.ArgsEN = message.Pairs("table", t.Name.EN, "code", code, "name", x.In(message.EN))
					found = append(found, y)
				case spends(t, c, r):
					near := p.Codes[c.List].Near(code, "")
					y := finding.New(finding.NameNowhere, finding.Error, at, "table", t.Name.ZH, "code", code, "near", profile.CodeNames(near, message.ZH))
					y.ArgsEN = message.Pairs("table", t.Name.EN, "code", code, "near", profile.CodeNames(near, message.EN))
					y.Reword(unlistedVariant(p.Codes[c.List], near))
					found = append(found, y)
				}
			}
		}
	}
	return found
}

// spends says whether a row has an amount beside the code that a column names.
func spends(t *profile.Table, name *profile.Column, r filing.Row) bool {
	for i := range t.Columns {
		c := &t.Columns[i]
		if !c.Type.Numeric() || t.KeyOf(c).ID != name.Named {
			continue
		}
		if a, err := amount.Parse(r.Text(c.ID)); err == nil && !a.Value.IsZero() {
			return true
		}
	}
	return false
}
