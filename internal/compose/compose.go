// Package compose makes the document of a filing: every heading, table, sentence,
// form and term that its profile prescribes, each figure bound to the cells it
// comes from.
//
// Input: a verified profile, a filing, a language. Output: a document tree and
// findings about figures that could not be stated. Invariant: a figure in the text
// is computed from the same cells the tables print; nothing is typed twice.
package compose

import (
	"fmt"
	"strconv"
	"strings"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Paths of the fields every profile has: they name the unit and the document.
const (
	unitName   = "unit.name"
	unitNameEN = "unit.name_en"
	unitRegion = "unit.region"
	unitLevel  = "unit.level"
	scope      = "scope"
)

// Options are what a document depends on besides profile and filing.
type Options struct {
	Lang    message.Lang
	Rounded bool // some total differs from the sum of its parts by rounding
	Draft   bool // mark every page and begin with the open findings
	Open    []finding.Finding
	Annexes map[string][]document.AttachedPage // pages of attached files, by the name the unit gives
}

// composer holds what the parts of the document share.
type composer struct {
	p     *profile.Profile
	f     *filing.Filing
	data  profile.Data
	lang  message.Lang
	opt   Options
	words message.Args // values of {placeholders} in headings and titles
	body  []document.Block
	found []finding.Finding
	marks []mark         // figures printed, by number
	named map[string]any // figures by name, for templates
	drawn int            // charts so far
}

// Document composes the document of a filing. Findings are about what could not be
// stated; the document is complete otherwise.
func Document(p *profile.Profile, f *filing.Filing, opt Options) (*document.Document, []finding.Finding, error) {
	c := &composer{p: p, f: f, data: profile.Data{Profile: p, Filing: f}, lang: opt.Lang, opt: opt}
	c.words = c.placeholders()
	c.figures()
	doc := &document.Document{
		Title:   c.fill(p.Labels["title"]),
		Subject: c.fill(p.Labels["subject"]),
		Author:  c.words["unit"],
		Lang:    langTag(opt.Lang),
	}
	for _, l := range p.Cover {
		role := document.CoverNote
		switch l.Role {
		case "unit":
			role = document.CoverUnit
		case "title":
			role = document.CoverTitle
		}
		doc.Front = append(doc.Front, &document.Paragraph{Role: role, Runs: document.Words(c.fill(l.Text))})
	}
	doc.Front = append(doc.Front, &document.PageBreak{}, &document.Contents{Title: document.Words(c.fill(p.Labels["contents"]))})
	for i := range p.Parts {
		if err := c.part(&p.Parts[i], i); err != nil {
			return nil, nil, err
		}
	}
	doc.Body = c.body
	if opt.Draft {
		c.draft(doc)
	}
	return doc, c.found, nil
}

// draft marks a document as a draft and puts the open findings on its first page.
func (c *composer) draft(doc *document.Document) {
	say := func(id string) string { return message.Say(c.lang, id, nil) }
	doc.Draft = say("draft-mark")
	first := []document.Block{&document.Paragraph{Role: document.Centered, Runs: []document.Run{{Text: say("draft-title"), Strong: true}}}}
	open := 0
	for _, f := range append(append([]finding.Finding{}, c.opt.Open...), c.found...) {
		if f.Severity == finding.Note || f.Explained != "" {
			continue
		}
		open++
		text := say("severity-"+f.Severity.String()) + " " + f.Code + " "
		if at := f.Places[0].Short(); at != "" {
			text += at + " "
		}
		first = append(first, &document.Paragraph{Role: document.Note, Runs: document.Words(text + f.Say(c.lang))})
	}
	if open == 0 {
		first = append(first, &document.Paragraph{Role: document.Note, Runs: document.Words(say("draft-none"))})
	}
	doc.Front = append(append(first, &document.PageBreak{}), doc.Front...)
}

func langTag(l message.Lang) string {
	if l == message.EN {
		return "en"
	}
	return "zh-CN"
}

// placeholders are the words headings and titles may contain in braces.
func (c *composer) placeholders() message.Args {
	unit := strings.TrimSpace(c.f.Text(unitName))
	if en := strings.TrimSpace(c.f.Text(unitNameEN)); c.lang == message.EN && en != "" {
		unit = en
	}
	which := "unit"
	if c.f.Text(scope) == "department" {
		which = "department"
	}
	kind := c.p.Labels["kind_"+which].In(c.lang)
	return message.Args{
		"unit":       unit,
		"year":       strconv.Itoa(c.f.Year),
		"prior_year": strconv.Itoa(c.f.Year - 1),
		"own":        c.p.Labels["own_"+which].In(c.lang),
		"kind":       kind,
		"Kind":       capital(kind),
		"region":     c.f.Text(unitRegion),
		"level":      c.choice(unitLevel),
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// choice returns the name of the choice a field holds.
func (c *composer) choice(path string) string {
	if f := c.p.Field(path); f != nil {
		return c.choiceName(f.Choices, c.f.Text(path))
	}
	return ""
}

func (c *composer) choiceName(choices []profile.Choice, id string) string {
	for _, x := range choices {
		if x.ID == id {
			return x.Name.In(c.lang)
		}
	}
	return id
}

// say fills a label of the profile; kv are name, value pairs.
func (c *composer) say(key string, kv ...string) string {
	return message.Fill(c.p.Labels[key].In(c.lang), message.Pairs(kv...))
}

func (c *composer) fill(t profile.Text) string { return message.Fill(t.In(c.lang), c.words) }

// term says a fixed name of the tables in the language of the document.
func (c *composer) term(zh string) string {
	if c.lang != message.EN {
		return zh
	}
	if en, ok := c.p.English(zh); ok {
		return en
	}
	return zh
}

func (c *composer) add(b ...document.Block) { c.body = append(c.body, b...) }

func (c *composer) part(part *profile.Part, i int) error {
	if i > 0 {
		c.add(&document.PageBreak{})
	}
	heading := c.fill(part.Heading)
	c.add(&document.Heading{ID: "part." + part.ID, Level: 1, Runs: document.Words(heading), Entry: document.Words(heading)})
	for j := range part.Sections {
		s := &part.Sections[j]
		if s.Attachments {
			c.attachments(s)
			continue
		}
		if s.Catalogue {
			c.catalogue(s)
			continue
		}
		if s.Heading.ZH != "" {
			text := c.fill(s.Heading)
			c.add(&document.Heading{ID: fmt.Sprintf("section.%s.%d", part.ID, j+1), Level: 2, Runs: document.Words(text), Entry: document.Words(text), Indent: 1})
		}
		for _, p := range c.f.Lists[s.List] {
			c.paragraphs(p.Text)
		}
		if s.Narrative != "" {
			if err := c.narrative(s, fmt.Sprintf("%s.%d", part.ID, j+1)); err != nil {
				return err
			}
		}
		for k, id := range s.Tables {
			if k > 0 {
				c.add(&document.PageBreak{})
			}
			c.table(c.p.Table(id))
		}
		if s.Targets {
			c.targets()
		}
		if s.Glossary {
			c.glossary()
		}
	}
	return nil
}

// paragraphs adds a text the unit entered, a paragraph for each line.
func (c *composer) paragraphs(text string) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			c.add(&document.Paragraph{Role: document.Body, Runs: document.Words(line)})
		}
	}
}

// glossary adds the terms of the profile and those the unit added.
func (c *composer) glossary() {
	n := 0
	term := func(name, text string) {
		n++
		head := c.say("glossary_entry", "n", strconv.Itoa(n), "ordinal", ordinal(n), "name", name)
		lines := strings.Split(strings.TrimSpace(text), "\n")
		c.add(&document.Paragraph{Role: document.Body, Runs: []document.Run{{Text: head, Strong: true}, {Text: strings.TrimSpace(lines[0])}}})
		c.paragraphs(strings.Join(lines[1:], "\n"))
	}
	for _, t := range c.p.Glossary {
		term(t.Name.In(c.lang), t.Text.In(c.lang))
	}
	for _, r := range c.f.Tables["glossary"] {
		if name := strings.TrimSpace(r.Text("name")); name != "" {
			term(name, r.Text("text"))
		}
	}
}

// ordinal writes a number from 1 to 99 in Chinese.
func ordinal(n int) string {
	digits := []rune("〇一二三四五六七八九")
	s := ""
	if n >= 20 {
		s = string(digits[n/10])
	}
	if n >= 10 {
		s += "十"
	}
	if n%10 > 0 {
		s += string(digits[n%10])
	}
	return s
}
