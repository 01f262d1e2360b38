package compose

import (
	"fmt"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/document"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// chart draws the shares of a figure; a structure of fewer than two parts is no
// chart: the sentence before it has said it all.
func (c *composer) chart(spec *profile.ChartSpec) {
	var parts []document.Part
	part := func(name string, t token) {
		if m := c.mark(t); m.value.IsPositive() {
			parts = append(parts, document.Part{Name: document.Words(name), Amount: m.text, Weight: m.value.Shift(2).IntPart()})
		}
	}
	for _, p := range spec.Parts {
		part(p.Name.In(c.lang), c.named[p.Figure].(token))
	}
	if spec.Rows != "" {
		for _, r := range c.named[spec.Rows].([]row) {
			part(c.mark(r.Name).text, r.Amount)
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
	ch := &document.Chart{ID: "chart." + spec.Name, Caption: document.Words(message.Fill(spec.Caption.In(c.lang), words)), Parts: parts}
	c.shares(parts)
	var alt []string
	for i := range parts {
		p := &parts[i]
		p.Amount = c.say("chart_amount", "amount", p.Amount)
		alt = append(alt, c.say("chart_part", "name", document.Line(p.Name), "amount", p.Amount, "share", p.Share))
	}
	ch.Alt = c.say("chart_alt", "caption", document.Line(ch.Caption), "parts", strings.Join(alt, c.say("chart_separator")))
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
