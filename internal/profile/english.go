package profile

import (
	"regexp"
	"strings"
	"unicode"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
)

// English finds the English of the texts of one filing: what the unit gave, then the
// terms of the profile.
type English struct {
	p   *Profile
	own map[string]string
}

// EnglishOf gathers what a filing says in English.
func (p *Profile) EnglishOf(f *filing.Filing) *English {
	e := &English{p: p, own: map[string]string{}}
	e.add(f.Text(p.Roles.Unit.Name), f.Text(p.Roles.Unit.NameEN))
	list := p.Roles.English
	for _, r := range f.Tables[list.Records] {
		e.add(r.Text(list.ZH), r.Text(list.EN))
	}
	return e
}

func (e *English) add(zh, en string) {
	if zh, en = spellingKey(zh), strings.TrimSpace(en); zh != "" && en != "" && e.own[zh] == "" {
		e.own[zh] = en
	}
}

// spellingKey is what two spellings of one text have in common: how it is broken into lines
// and spaced says nothing.
func spellingKey(zh string) string { return filing.Fold(strings.TrimSpace(zh)) }

// leadingCode is the code before the name of a department: 008-示例县某局.
var leadingCode = regexp.MustCompile(`^[0-9A-Za-z]+[-—－]`)

// Text returns the English of a text, and false if there is none. A text without a
// Chinese character is its own English.
func (e *English) Text(zh string) (string, bool) {
	zh = strings.TrimSpace(zh)
	if !Chinese(zh) {
		return zh, true
	}
	if en, ok := e.own[spellingKey(zh)]; ok {
		return en, true
	}
	if en, ok := e.p.English(zh); ok {
		return en, true
	}
	if code := leadingCode.FindString(zh); code != "" {
		if en, ok := e.Text(zh[len(code):]); ok {
			return code + en, true
		}
	}
	return "", false
}

// Chinese says whether a text has a Chinese character.
func Chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// Passage is a text of the unit that the document prints.
type Passage struct {
	Text string
	At   finding.Place
}

// Passages lists the texts of the unit that an English edition has to say in English,
// each once, where it stands first.
func (p *Profile) Passages(f *filing.Filing) []Passage {
	var out []Passage
	seen := map[string]bool{}
	add := func(v filing.Value) {
		if s := strings.TrimSpace(v.Text); Chinese(s) && !seen[spellingKey(s)] {
			seen[spellingKey(s)] = true
			out = append(out, Passage{s, v.At})
		}
	}
	for _, form := range p.Forms {
		for i := range form.Fields {
			if form.Fields[i].Translate {
				add(f.Fields[form.Fields[i].Path])
			}
		}
	}
	for _, l := range p.Lists {
		if l.Translate {
			for _, v := range f.Lists[l.Path] {
				add(v)
			}
		}
	}
	var rows func(t *Table, rs []filing.Row)
	rows = func(t *Table, rs []filing.Row) {
		for _, r := range rs {
			for i := range t.Columns {
				c := &t.Columns[i]
				if !c.Translate && (!t.Printed() || c.Hidden || c.Type != TextType) || p.Targets.prescribes(t, c, r.Text(c.ID)) {
					continue
				}
				add(r.Cells[c.ID])
			}
			for _, child := range p.Tables {
				if child.Parent == t.ID {
					rows(child, r.Children[child.Key])
				}
			}
		}
	}
	for _, t := range p.Tables {
		if t.Parent == "" {
			rows(t, f.Tables[t.ID])
		}
	}
	return out
}

// Untranslated lists those passages of a filing that have no English.
func (p *Profile) Untranslated(f *filing.Filing) []Passage {
	e := p.EnglishOf(f)
	var out []Passage
	for _, x := range p.Passages(f) {
		if _, ok := e.Text(x.Text); !ok {
			out = append(out, x)
		}
	}
	return out
}

// prescribes says whether a text is a spelling of a second level of indicators that
// the form prints in words of its own.
func (f *TargetForm) prescribes(t *Table, c *Column, text string) bool {
	if f == nil || t.Parent != f.Records || t.Key != f.Indicators || len(f.Grid.Columns) < 2 || c.ID != f.Grid.Columns[1] {
		return false
	}
	for _, l1 := range f.Grid.Levels {
		for _, l2 := range l1.Second {
			if l2.Is(text) {
				return true
			}
		}
	}
	return false
}
