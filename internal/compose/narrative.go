package compose

import (
	"fmt"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// narrative runs the template of a section and turns its lines into blocks.
func (c *composer) narrative(s *profile.Section, id string) error {
	t, err := s.Template[c.lang].Clone()
	if err != nil {
		return fmt.Errorf("narrative %s: %w", s.Narrative, err)
	}
	t.Funcs(template.FuncMap{"plural": c.plural})
	var b strings.Builder
	if err := t.Execute(&b, c.named); err != nil {
		return fmt.Errorf("narrative %s: %w", s.Narrative, err)
	}
	heads := 0
	for _, line := range strings.Split(b.String(), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, profile.HeadingMark):
			heads++
			runs := c.runs(strings.TrimPrefix(line, profile.HeadingMark))[0]
			c.add(&document.Heading{ID: fmt.Sprintf("section.%s.%d", id, heads), Level: 3, Runs: runs})
		case strings.HasPrefix(line, profile.ChartMark):
			c.chart(c.p.Chart(strings.TrimSpace(strings.TrimPrefix(line, profile.ChartMark))))
		default:
			for _, runs := range c.runs(line) {
				c.add(&document.Paragraph{Role: document.Body, Runs: runs})
			}
		}
	}
	return nil
}

// runs splits a line of template output at its tokens. A text of several lines
// makes several paragraphs.
func (c *composer) runs(line string) [][]document.Run {
	var paras [][]document.Run
	var runs []document.Run
	words := func(s string) {
		if s != "" {
			runs = append(runs, document.Run{Text: s})
		}
	}
	for {
		head, rest, found := strings.Cut(line, tokenStart)
		words(head)
		if !found {
			break
		}
		r, n := utf8.DecodeRuneInString(rest)
		m := c.marks[r-0xF0000]
		line = rest[n+1:]
		for i, part := range strings.Split(m.text, "\n") {
			if i > 0 && len(runs) > 0 {
				paras, runs = append(paras, runs), nil
			}
			if part = strings.TrimSpace(part); part != "" {
				runs = append(runs, document.Run{Text: part, Link: m.link, Source: m.source})
			}
		}
	}
	if len(runs) > 0 {
		paras = append(paras, runs)
	}
	return paras
}

// plural chooses the English word for a count after the rules of CLDR.
func (c *composer) plural(n any, one, other string) string {
	t, ok := n.(token)
	if !ok {
		return other
	}
	v := c.mark(t).value
	if v.IsInteger() && plural.Cardinal.MatchPlural(language.English, int(v.IntPart()), 0, 0, 0, 0) == plural.One {
		return one
	}
	return other
}

// date writes 2024-01-01 out in the language of the document.
func (c *composer) date(s string) string {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	if c.lang == message.EN {
		return d.Format("January 2, 2006")
	}
	return d.Format("2006年1月2日")
}
