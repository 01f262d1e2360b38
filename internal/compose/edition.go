package compose

import (
	"strconv"
	"strings"
	"unicode"

	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// edition is a language the document speaks. A bilingual document has two: what is said
// in the first is said again in the second.
type edition struct {
	lang  message.Lang
	first bool
	words message.Args   // values of {placeholders} in headings and titles
	named map[string]any // figures by name, for templates
}

// tag is the language of what the voice says, "" if it is that of the document.
func (v *edition) tag() string {
	if v.first {
		return ""
	}
	return langTag(v.lang)
}

func langTag(l message.Lang) string {
	if l == message.EN {
		return "en"
	}
	return "zh-CN"
}

// editionsOf returns the voices of an edition.
func editionsOf(l message.Lang) []*edition {
	switch l {
	case message.EN:
		return []*edition{{lang: message.EN, first: true}}
	case message.Both:
		return []*edition{{lang: message.ZH, first: true}, {lang: message.EN}}
	}
	return []*edition{{lang: message.ZH, first: true}}
}

// How what is said twice is joined.
const (
	langsBelow  = "\n"  // the second language on a line of its own
	langsBeside = " / " // on the same line
)

// speak makes runs of what a voice says. Chinese in an English text is marked as such:
// readers aloud pronounce it so, and it takes Chinese type.
func (c *composer) speak(v *edition, s string) []document.Run {
	if s == "" {
		return nil
	}
	if v.lang != message.EN || !profile.Chinese(s) {
		return []document.Run{{Text: s, Lang: v.tag()}}
	}
	chinese := ""
	if v.first {
		chinese = langTag(message.ZH)
	}
	var out []document.Run
	for len(s) > 0 {
		head := strings.IndexFunc(s, fullWidth)
		if head < 0 {
			head = len(s)
		}
		if head > 0 {
			out = append(out, document.Run{Text: s[:head], Lang: v.tag()})
			s = s[head:]
			continue
		}
		// Figures and signs inside Chinese belong to it, blanks at its end do not.
		end := 0
		for i, r := range s {
			if fullWidth(r) {
				end = i + len(string(r))
			} else if r == ' ' || unicode.IsLetter(r) {
				break
			}
		}
		out = append(out, document.Run{Text: s[:end], Lang: chinese})
		s = s[end:]
	}
	return out
}

// fullWidth reports characters of Chinese text.
func fullWidth(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// each lets every voice say its text; what a second voice would only repeat is said once.
func (c *composer) each(join string, say func(*edition) string) []document.Run {
	var out []document.Run
	for _, v := range c.voices {
		s := say(v)
		if s == "" || s == document.Plain(out) {
			continue
		}
		if len(out) > 0 {
			out[len(out)-1].Text += join
		}
		out = append(out, c.speak(v, s)...)
	}
	return out
}

// fill says a text of the profile; kv are name, value pairs beside the words every
// text may contain.
func (c *composer) fill(t profile.Text, join string, kv ...string) []document.Run {
	return c.each(join, func(v *edition) string { return v.fill(t, kv...) })
}

func (v *edition) fill(t profile.Text, kv ...string) string {
	words := v.words
	if len(kv) > 0 {
		words = message.Pairs(kv...)
		for k, w := range v.words {
			words[k] = w
		}
	}
	return message.Fill(t.In(v.lang), words)
}

// label says a label of the profile.
func (c *composer) label(key, join string) []document.Run { return c.fill(c.p.Labels[key], join) }

// name says a Chinese text of the tables or of the unit in the languages of the
// document; where there is no English it stays Chinese.
func (c *composer) name(zh, join string) []document.Run {
	return c.each(join, func(v *edition) string { return c.in(v, zh) })
}

// in is a Chinese text in the language of a voice.
func (c *composer) in(v *edition, zh string) string {
	zh = strings.TrimSpace(zh)
	if v.lang == message.EN {
		if en, ok := c.english.Text(zh); ok {
			return en
		}
	}
	return zh
}

// placeholders are the words headings and titles may contain in braces.
func (c *composer) placeholders(v *edition) message.Args {
	which := "unit"
	if c.p.Roles.OfDepartment(c.f) {
		which = "department"
	}
	unit := c.p.Roles.Unit
	kind := c.p.Labels["kind_"+which].In(v.lang)
	return message.Args{
		"unit":       c.in(v, c.f.Text(unit.Name)),
		"year":       strconv.Itoa(c.f.Year),
		"prior_year": strconv.Itoa(c.f.Year - 1),
		"own":        c.p.Labels["own_"+which].In(v.lang),
		"kind":       kind,
		"Kind":       capitalized(kind),
		"region":     c.in(v, c.f.Text(unit.Region)),
		"level":      c.choice(v, unit.Level),
	}
}

func capitalized(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// choice returns the name of the choice a field holds.
func (c *composer) choice(v *edition, path string) string {
	if f := c.p.Field(path); f != nil {
		return choiceName(v, f.Choices, c.f.Text(path))
	}
	return ""
}

func choiceName(v *edition, choices []profile.Choice, id string) string {
	for _, x := range choices {
		if x.ID == id {
			return x.Name.In(v.lang)
		}
	}
	return id
}
