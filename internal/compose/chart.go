package compose

import (
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/document"
	"budgetbook/internal/profile"
)

// slice is one part of a whole that a chart shows.
type slice struct {
	name   func(*edition) string
	amount string // as printed, without its unit
	weight int64  // in the smallest unit of account
	share  string
}

// chart draws the shares of a figure; a structure of fewer than two parts is no
// chart: the sentence before it has said it all.
func (c *composer) chart(spec *profile.ChartSpec) {
	first := c.voices[0]
	var slices []slice
	add := func(name func(*edition) string, t token) {
		if m := c.mark(t); m.value.IsPositive() {
			slices = append(slices, slice{name: name, amount: m.text, weight: m.value.Shift(2).IntPart()})
		}
	}
	for _, p := range spec.Parts {
		add(func(v *edition) string { return p.Name.In(v.lang) }, first.named[p.Figure].(token))
	}
	if spec.Rows != "" {
		for i, r := range first.named[spec.Rows].([]figureRow) {
			add(func(v *edition) string { return c.mark(v.named[spec.Rows].([]figureRow)[i].Name).text }, r.Amount)
		}
	}
	if len(slices) < 2 {
		return
	}
	c.drawn++
	shareSlices(slices)
	n := strconv.Itoa(c.drawn)
	ch := &document.Chart{ID: "chart." + spec.Name, Caption: c.fill(spec.Caption, langsBelow, "n", n)}
	withUnit := func(v *edition, s slice) string { return v.fill(c.p.Labels["chart_amount"], "amount", s.amount) }
	for _, s := range slices {
		ch.Parts = append(ch.Parts, document.Part{Name: c.each(langsBelow, s.name), Amount: withUnit(first, s), Share: s.share, Weight: s.weight})
	}
	ch.Alt = document.Plain(c.each(langsBelow, func(v *edition) string {
		var parts []string
		for _, s := range slices {
			parts = append(parts, v.fill(c.p.Labels["chart_part"], "name", s.name(v), "amount", withUnit(v, s), "share", s.share))
		}
		return v.fill(c.p.Labels["chart_alt"], "caption", v.fill(spec.Caption, "n", n), "parts", strings.Join(parts, v.fill(c.p.Labels["chart_separator"])))
	}))
	c.add(ch)
}

// shareSlices orders slices by size, equal ones as they stand, and prints the share of each.
func shareSlices(slices []slice) {
	var whole int64
	for _, s := range slices {
		whole += s.weight
	}
	sort.SliceStable(slices, func(i, j int) bool { return slices[i].weight > slices[j].weight })
	for i := range slices {
		pct, _ := amount.Share(centAmount(slices[i].weight), centAmount(whole))
		slices[i].share = amount.Percent(pct) + "%"
	}
}
