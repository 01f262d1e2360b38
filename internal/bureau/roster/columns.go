package roster

import "budgetbook/internal/profile"

// Column is a column of a list.
type Column struct {
	ID    string         // as in the lists of heads; the path of an approved figure
	Field *profile.Field // of the profile, if it is one of its own: its name, its choices
	Type  profile.Type
	Need  bool // must be entered
}

// Columns are those of a list for a profile, in the order a blank one has them.
func Columns(p *profile.Profile) []Column {
	var all []Column
	paths := map[string]string{"kind": p.Roles.Unit.Kind, "level": p.Roles.Unit.Level, "scope": p.Roles.Scope.Field}
	for _, id := range columnIDs {
		c := Column{ID: id, Type: profile.TextType, Need: id == "code" || id == "name"}
		switch id {
		case "code":
			c.Type = profile.CodeType
		case "approved_on":
			c.Type = profile.DateType
		}
		if path, choice := paths[id]; choice {
			if c.Field = p.Field(path); c.Field == nil {
				continue
			}
		}
		all = append(all, c)
	}
	if form := p.Form(p.Roles.Approved); form != nil {
		for i := range form.Fields {
			all = append(all, Column{ID: form.Fields[i].Path, Field: &form.Fields[i], Type: profile.WanType})
		}
	}
	return all
}
