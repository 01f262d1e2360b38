package compose

import (
	"fmt"
	"strings"

	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// attachments adds the pages of the files the unit names. A file that could not be
// used has no pages and is left out: its finding says why.
func (c *composer) attachments(s *profile.Section) {
	n := 0
	role := c.p.Roles.Attachments
	for _, r := range c.f.Tables[role.Records] {
		file := strings.TrimSpace(r.Text(role.File))
		pages := c.opt.Annexes[file]
		if len(pages) == 0 {
			continue
		}
		n++
		title := strings.TrimSpace(r.Text(role.Title))
		if title == "" {
			title = file
		}
		heading := c.each(langsBelow, func(v *edition) string { return v.fill(s.Heading, "title", c.in(v, title)) })
		shown := make([]document.AttachedPage, len(pages))
		for i, p := range pages {
			p.Alt = document.Plain(c.each(langsBeside, func(v *edition) string {
				return message.Say(v.lang, "annex-page", message.Pairs("title", v.fill(s.Heading, "title", c.in(v, title)), "n", fmt.Sprint(i+1), "of", fmt.Sprint(len(pages))))
			}))
			shown[i] = p
		}
		id := fmt.Sprintf("annex.%d", n)
		c.add(&document.PageBreak{},
			&document.Heading{ID: id, Level: 2, Runs: heading, Entry: heading, Indent: 1, Hidden: true},
			&document.Attachment{ID: id + ".pages", Name: file, Title: heading, Pages: shown})
	}
}
