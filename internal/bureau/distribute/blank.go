package distribute

import (
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Room is how many units a blank list has rows for; rows may be added.
const Room = 200

// BlankList makes an empty list of units to be filled in, with the columns and choices
// of a profile.
func BlankList(p *profile.Profile, lang message.Lang) ([]byte, error) {
	if lang != message.EN {
		lang = message.ZH
	}
	say := func(id string) string { return message.Say(lang, id, nil) }
	law := ""
	if p.Roles.Deadline != nil {
		law = p.Roles.Deadline.Hint.In(lang)
	}
	s := listbook.Sheet{Name: say("list.sheet"), Title: say("list.title"), Room: Room,
		Notes: []string{say("list.note-1"), message.Say(lang, "list.note-2", message.Pairs("law", law))}}
	width := map[string]float64{"code": 14, "name": 34, "name_en": 26, "kind": 22, "level": 14, "region": 16, "department": 28, "scope": 14, "contact": 22, "approved_on": 15}
	for _, c := range roster.Columns(p) {
		x := listbook.Column{Width: width[c.ID], Type: c.Type, Need: c.Need}
		if c.Type == profile.WanType {
			x.Name, x.Width = c.Field.Name.In(lang), 16
		} else {
			x.Name = say("list.column-" + c.ID)
		}
		if c.Field != nil {
			for _, choice := range c.Field.Choices {
				x.Choices = append(x.Choices, choice.Name.In(lang))
			}
		}
		s.Columns = append(s.Columns, x)
	}
	return listbook.Write(s.Title, []listbook.Sheet{s}, lang)
}
