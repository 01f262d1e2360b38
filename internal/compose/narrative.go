package compose

import (
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"budgetbook/internal/amount"
	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// spokenLine is one line of a narrative: a heading, a chart or a paragraph.
type spokenLine struct {
	kind  string // the mark of the line, "" for a paragraph
	chart string
	runs  [][]document.Run // a text of several lines makes several paragraphs
}

// narrative adds what the template of a section says in every voice: line by line
// where both say as many, else one voice after the other.
func (c *composer) narrative(s *profile.Section, id string) error {
	lines := make([][]spokenLine, len(c.voices))
	for i, v := range c.voices {
		var err error
		if lines[i], err = c.execute(v, s); err != nil {
			return err
		}
	}
	parallel := slices.EqualFunc(lines[0], lines[len(lines)-1], func(a, b spokenLine) bool { return a.kind == b.kind && a.chart == b.chart })
	if !parallel {
		lines[0] = append(lines[0], lines[1]...)
		lines = lines[:1]
	}
	heads := 0
	for k, line := range lines[0] {
		switch line.kind {
		case profile.HeadingMark:
			heads++
			runs := line.runs[0]
			for _, other := range lines[1:] {
				runs[len(runs)-1].Text += langsBelow
				runs = append(runs, other[k].runs[0]...)
			}
			c.add(&document.Heading{ID: fmt.Sprintf("section.%s.%d", id, heads), Level: 3, Runs: runs})
		case profile.ChartMark:
			c.chart(c.p.Chart(line.chart))
		default:
			c.pair(func(i int) [][]document.Run {
				if i >= len(lines) {
					return nil
				}
				return lines[i][k].runs
			})
		}
	}
	return nil
}

// execute runs the template of a section and takes its output apart.
func (c *composer) execute(v *edition, s *profile.Section) ([]spokenLine, error) {
	t, err := s.Template[v.lang].Clone()
	if err != nil {
		return nil, fmt.Errorf("narrative %s: %w", s.Narrative, err)
	}
	t.Funcs(template.FuncMap{"plural": c.plural, "yuan": c.yuan})
	var b strings.Builder
	if err := t.Execute(&b, v.named); err != nil {
		return nil, fmt.Errorf("narrative %s: %w", s.Narrative, err)
	}
	var out []spokenLine
	for _, line := range nonBlank(b.String()) {
		if head, ok := strings.CutPrefix(line, profile.HeadingMark); ok {
			out = append(out, spokenLine{kind: profile.HeadingMark, runs: c.runs(v, head)})
		} else if name, ok := strings.CutPrefix(line, profile.ChartMark); ok {
			out = append(out, spokenLine{kind: profile.ChartMark, chart: strings.TrimSpace(name)})
		} else {
			out = append(out, spokenLine{runs: c.runs(v, line)})
		}
	}
	return out, nil
}

// runs splits a line of template output at its tokens. A text of several lines
// makes several paragraphs.
func (c *composer) runs(v *edition, line string) [][]document.Run {
	var paras [][]document.Run
	var runs []document.Run
	for {
		head, rest, found := strings.Cut(line, tokenStart)
		runs = append(runs, c.speak(v, head)...)
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
			for _, x := range c.speak(v, strings.TrimSpace(part)) {
				x.Link, x.Source = m.link, m.source
				runs = append(runs, x)
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

// yuan writes a figure in 万元 out in yuan.
func (c *composer) yuan(n any) string {
	t, ok := n.(token)
	if !ok {
		return ""
	}
	m := c.mark(t)
	if m.text == unstatedText() {
		return m.text
	}
	return amount.Yuan(m.value.Shift(4))
}

// timestampWords writes 20240131120000 out for English readers; a Chinese form prints it as it
// was filed.
func timestampWords(v *edition, s string) string {
	t, err := time.Parse("20060102150405", s)
	if err != nil || v.lang != message.EN {
		return s
	}
	return t.Format("January 2, 2006, 15:04")
}

// dayWords writes 2024-01-01 out in the language of a voice.
func dayWords(v *edition, s string) string {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return d.Format(message.Say(v.lang, "day-format", nil))
}
