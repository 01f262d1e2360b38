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
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// Options are what a document depends on besides profile and filing.
type Options struct {
	Lang    message.Lang // Both: a document in Chinese and English
	Rounded bool         // some total differs from the sum of its parts by rounding
	Draft   bool         // mark every page and begin with the open findings
	Open    []finding.Finding
	Annexes map[string][]document.AttachedPage // pages of attached files, by the name the unit gives
}

// composer holds what the parts of the document share.
type composer struct {
	p       *profile.Profile
	f       *filing.Filing
	data    profile.Data
	english *profile.English
	voices  []*edition
	opt     Options
	body    []document.Block
	found   []finding.Finding
	marks   []figureMark // figures printed, by number
	drawn   int          // charts so far
}

// Document composes the document of a filing. Findings are about what could not be
// stated; the document is complete otherwise.
func Document(p *profile.Profile, f *filing.Filing, opt Options) (*document.Document, []finding.Finding, error) {
	c := &composer{p: p, f: f, data: profile.Data{Profile: p, Filing: f}, english: p.EnglishOf(f), voices: editionsOf(opt.Lang), opt: opt}
	for _, v := range c.voices {
		v.words = c.placeholders(v)
		c.figures(v)
	}
	doc := &document.Document{
		Title:   document.Plain(c.fill(p.Labels["title"], langsBeside)),
		Subject: document.Plain(c.fill(p.Labels["subject"], langsBeside)),
		Author:  document.Plain(c.each(langsBeside, func(v *edition) string { return v.words["unit"] })),
		Lang:    langTag(c.voices[0].lang),
	}
	for _, v := range c.voices[1:] {
		doc.Second = langTag(v.lang)
	}
	for _, v := range c.voices {
		for _, l := range p.Cover {
			role := document.CoverNote
			switch l.Role {
			case "unit":
				role = document.CoverUnit
			case "title":
				role = document.CoverTitle
			}
			doc.Front = append(doc.Front, &document.Paragraph{Role: role, Runs: c.speak(v, v.fill(l.Text)), Lang: v.tag()})
		}
	}
	doc.Front = append(doc.Front, &document.PageBreak{}, &document.Contents{Title: c.label("contents", langsBelow)})
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
	say := func(id string) []document.Run {
		return c.each(langsBelow, func(v *edition) string { return message.Say(v.lang, id, nil) })
	}
	doc.Draft = document.Line(say("draft-mark"))
	title := say("draft-title")
	for i := range title {
		title[i].Strong = true
	}
	first := []document.Block{&document.Paragraph{Role: document.Centered, Runs: title}}
	open := 0
	for _, f := range append(append([]finding.Finding{}, c.opt.Open...), c.found...) {
		if f.Severity == finding.Note || f.Explained != "" {
			continue
		}
		open++
		at := f.Places[0].Short()
		if at != "" {
			at += " "
		}
		first = append(first, &document.Paragraph{Role: document.Note, Runs: c.each(langsBelow, func(v *edition) string {
			return message.Say(v.lang, "severity-"+f.Severity.String(), nil) + " " + f.Code + " " + at + f.Say(v.lang)
		})})
	}
	if open == 0 {
		first = append(first, &document.Paragraph{Role: document.Note, Runs: say("draft-none")})
	}
	doc.Front = append(append(first, &document.PageBreak{}), doc.Front...)
}

func (c *composer) add(b ...document.Block) { c.body = append(c.body, b...) }

func (c *composer) part(part *profile.Part, i int) error {
	if i > 0 {
		c.add(&document.PageBreak{})
	}
	heading := c.fill(part.Heading, langsBelow)
	c.add(&document.Heading{ID: "part." + part.ID, Level: 1, Runs: heading, Entry: heading})
	if i == 0 {
		c.untranslated()
	}
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
			heading := c.fill(s.Heading, langsBelow)
			c.add(&document.Heading{ID: fmt.Sprintf("section.%s.%d", part.ID, j+1), Level: 2, Runs: heading, Entry: heading, Indent: 1})
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

// untranslated says once that some texts of the unit stand in Chinese.
func (c *composer) untranslated() {
	if v := c.voices[0]; v.lang == message.EN && len(c.p.Untranslated(c.f)) > 0 {
		if note := v.fill(c.p.Labels["untranslated"]); note != "" {
			c.add(&document.Paragraph{Role: document.Note, Runs: document.Words(note)})
		}
	}
}

// paragraphs adds a text the unit entered, a paragraph for each line.
func (c *composer) paragraphs(text string) {
	lines := make([][]string, len(c.voices))
	for i, v := range c.voices {
		lines[i] = nonBlank(c.in(v, text))
	}
	c.pair(func(i int) [][]document.Run {
		var out [][]document.Run
		for _, line := range lines[i] {
			out = append(out, c.speak(c.voices[i], line))
		}
		return out
	})
}

// pair adds the paragraphs of all voices: one of the first language, then the same in
// the second, as long as both have as many.
func (c *composer) pair(paragraphs func(i int) [][]document.Run) {
	said := make([][][]document.Run, len(c.voices))
	for i := range c.voices {
		said[i] = paragraphs(i)
	}
	body := func(i int, runs []document.Run) {
		c.add(&document.Paragraph{Role: document.Body, Runs: c.native(i, runs), Lang: c.voices[i].tag()})
	}
	if len(said) == 2 && document.Plain(slices.Concat(said[0]...)) == document.Plain(slices.Concat(said[1]...)) {
		said = said[:1] // there is no English
	}
	if len(said) == 2 && len(said[0]) == len(said[1]) {
		for k := range said[0] {
			body(0, said[0][k])
			body(1, said[1][k])
		}
		return
	}
	for i := range said {
		for _, runs := range said[i] {
			body(i, runs)
		}
	}
}

// native takes the mark of the language off runs that stand in a paragraph of it.
func (c *composer) native(i int, runs []document.Run) []document.Run {
	tag := c.voices[i].tag()
	for k := range runs {
		switch {
		case tag == "":
		case runs[k].Lang == tag:
			runs[k].Lang = ""
		case runs[k].Lang == "":
			runs[k].Lang = langTag(c.voices[0].lang)
		}
	}
	return runs
}

func nonBlank(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// glossary adds the terms of the profile and those the unit added.
func (c *composer) glossary() {
	n := 0
	term := func(say func(v *edition) (name, text string)) {
		n++
		c.pair(func(i int) [][]document.Run {
			v := c.voices[i]
			name, text := say(v)
			head := v.fill(c.p.Labels["glossary_entry"], "n", strconv.Itoa(n), "ordinal", wording.Ordinal(n), "name", name)
			first := c.speak(v, head)
			for k := range first {
				first[k].Strong = true
			}
			out := [][]document.Run{first}
			for k, line := range nonBlank(text) {
				if k == 0 {
					out[0] = append(out[0], c.speak(v, line)...)
					continue
				}
				out = append(out, c.speak(v, line))
			}
			return out
		})
	}
	for _, t := range c.p.Glossary {
		term(func(v *edition) (string, string) { return t.Name.In(v.lang), t.Text.In(v.lang) })
	}
	role := c.p.Roles.Glossary
	for _, r := range c.f.Tables[role.Records] {
		if name := strings.TrimSpace(r.Text(role.Name)); name != "" {
			term(func(v *edition) (string, string) { return c.in(v, name), c.in(v, r.Text(role.Text)) })
		}
	}
}
