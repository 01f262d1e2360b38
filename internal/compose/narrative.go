package compose

import (
	"fmt"
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
	r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(string(t), tokenStart))
	v := c.marks[r-0xF0000].value
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

// chart draws the shares of a figure; a structure of fewer than two parts is no
// chart: the sentence before it has said it all.
func (c *composer) chart(spec *profile.ChartSpec) {
	var parts []document.Part
	part := func(name, text string, t token) {
		r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(string(t), tokenStart))
		m := c.marks[r-0xF0000]
		if m.value.IsPositive() {
			parts = append(parts, document.Part{Name: name, Amount: m.text, Weight: m.value.Shift(2).IntPart()})
		}
	}
	for _, p := range spec.Parts {
		part(p.Name.In(c.lang), "", c.named[p.Figure].(token))
	}
	if spec.Rows != "" {
		for _, r := range c.named[spec.Rows].([]row) {
			n, _ := utf8.DecodeRuneInString(strings.TrimPrefix(string(r.Name), tokenStart))
			part(c.marks[n-0xF0000].text, "", r.Amount)
		}
	}
	if len(parts) < 2 {
		return
	}
	c.drawn++
	words := message.Args{"n": fmt.Sprint(c.drawn)}
	for k, v := range c.words {
		words[k] = v
	}
	ch := &document.Chart{ID: "chart." + spec.Name, Caption: message.Fill(spec.Caption.In(c.lang), words)}
	c.shares(parts)
	sep, unit := "；", "万元"
	if c.lang == message.EN {
		sep, unit = "; ", ""
	}
	var alt []string
	for i := range parts {
		p := &parts[i]
		if c.lang == message.EN {
			p.Amount = "RMB " + p.Amount + " ten thousand"
		}
		p.Amount += unit
		alt = append(alt, p.Name+" "+p.Amount+" "+p.Share)
	}
	ch.Parts = parts
	ch.Alt = ch.Caption + "：" + strings.Join(alt, sep)
	if c.lang == message.EN {
		ch.Alt = ch.Caption + ": " + strings.Join(alt, sep)
	}
	c.add(ch)
}

// shares orders parts by size and prints the share of each.
func (c *composer) shares(parts []document.Part) {
	var whole int64
	for _, p := range parts {
		whole += p.Weight
	}
	sortParts(parts)
	for i := range parts {
		pct, _ := amount.Share(cents(parts[i].Weight), cents(whole))
		parts[i].Share = amount.Percent(pct) + "%"
	}
}
