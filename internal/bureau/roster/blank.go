package roster

import (
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Room is how many units a blank list has rows for; rows may be added.
const Room = 200

// Blank makes an empty list to be filled in, with the columns and choices of a profile.
func Blank(p *profile.Profile, lang message.Lang) ([]byte, error) {
	if lang != message.EN {
		lang = message.ZH
	}
	say := func(id string) string { return message.Say(lang, id, nil) }
	s := listbook.Sheet{Name: say("list.sheet"), Title: say("list.title"), Room: Room,
		Notes: []string{say("list.note-1"), say("list.note-2")}}
	width := map[string]float64{"code": 14, "name": 34, "name_en": 26, "kind": 22, "level": 14, "region": 16, "department": 28, "scope": 14, "contact": 22, "approved_on": 15}
	paths := map[string]string{"kind": "unit.kind", "level": "unit.level", "scope": "scope"}
	for _, id := range columnIDs {
		c := listbook.Column{Name: say("list.column-" + id), Width: width[id], Type: profile.TextType, Need: id == "code" || id == "name"}
		switch id {
		case "code":
			c.Type = profile.CodeType
		case "approved_on":
			c.Type = profile.DateType
		}
		if path := paths[id]; path != "" {
			field := p.Field(path)
			if field == nil {
				continue
			}
			for _, x := range field.Choices {
				c.Choices = append(c.Choices, x.Name.In(lang))
			}
		}
		s.Columns = append(s.Columns, c)
	}
	if form := p.Form(ApprovedForm); form != nil {
		for _, f := range form.Fields {
			s.Columns = append(s.Columns, listbook.Column{Name: f.Name.In(lang), Width: 16, Type: profile.WanType})
		}
	}
	return listbook.Write(s.Title, []listbook.Sheet{s}, lang)
}
