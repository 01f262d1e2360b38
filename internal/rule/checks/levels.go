package checks

import (
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// formLevels finds names of the first and second level of indicators that are not
// prescribed, once for each name, with the closest one that is.
func formLevels(in *input) {
	t, forms := in.forms()
	if t == nil || len(forms) == 0 {
		return
	}
	child := in.Profile.Child(t, in.Profile.Targets.Indicators)
	var first, second []string
	grid := &in.Profile.Targets.Grid
	fits := map[string]map[string]bool{grid.Level1(): {}, grid.Level2(): {}}
	for _, l := range in.Profile.Targets.Grid.Levels {
		first = append(first, l.Name.ZH)
		for _, s := range l.Second {
			second = append(second, s.Name.ZH)
		}
	}
	is := func(level int, text string) bool {
		for _, l := range in.Profile.Targets.Grid.Levels {
			if level == 0 && (filing.Fold(l.Name.ZH) == filing.Fold(text) || strings.EqualFold(strings.TrimSpace(l.Name.EN), strings.TrimSpace(text))) {
				return true
			}
			for _, s := range l.Second {
				if level == 1 && s.Is(text) {
					return true
				}
			}
		}
		return false
	}
	type strange struct {
		column *profile.Column
		level  int
		text   string
		at     []finding.Place
	}
	var all []*strange
	for _, r := range forms {
		for _, x := range r.Children[child.Key] {
			in.Holds()
			for level := range 2 {
				c := child.Column(grid.Columns[level])
				text := strings.TrimSpace(x.Text(c.ID))
				if text == "" || fits[c.ID][text] {
					continue
				}
				if is(level, text) {
					fits[c.ID][text] = true
					continue
				}
				at := x.Cells[c.ID].At
				at.Heading, at.Name = in.formName(r), in.formName(r)+"["+text+"]"
				at.Datum = finding.Datum{Table: child.ID, Key: in.formName(r), Column: c.ID}
				found := false
				for _, s := range all {
					if s.level == level && s.text == text {
						s.at, found = append(s.at, at), true
					}
				}
				if !found {
					all = append(all, &strange{c, level, text, []finding.Place{at}})
				}
			}
		}
	}
	for _, s := range all {
		names := first
		if s.level == 1 {
			names = second
		}
		args := []string{"column", s.column.Name.ZH, "a", clipText(s.text), "n", itoa(len(s.at)), "choices", message.Join(message.ZH, names)}
		if near := in.nearest(s.text, names); near != "" {
			in.FindCase("close", s.at, append(args, "b", near)...)
			continue
		}
		in.Find(s.at, args...)
	}
}

// nearest is the prescribed name most like a text, "" if none is.
func (in *input) nearest(text string, names []string) string {
	if name := in.secondLevel(text); name != text {
		for _, n := range names {
			if n == name {
				return n
			}
		}
	}
	level := &wording.Indicators().Level
	best, most := "", 0.34
	for _, name := range names {
		if s := sharedPart(level.TrimEnd(text), level.TrimEnd(name)); s > most {
			best, most = name, s
		}
	}
	return best
}

// sharedPart is the part of the characters of two texts that both have, in order.
func sharedPart(a, b string) float64 {
	p, q := []rune(filing.Fold(a)), []rune(filing.Fold(b))
	if len(p) == 0 || len(q) == 0 || len(p) > wording.Longest {
		return 0
	}
	d := make([][]int, len(p)+1)
	for i := range d {
		d[i] = make([]int, len(q)+1)
	}
	for i := range p {
		for j := range q {
			d[i+1][j+1] = max(d[i][j+1], d[i+1][j])
			if p[i] == q[j] {
				d[i+1][j+1] = d[i][j] + 1
			}
		}
	}
	return float64(2*d[len(p)][len(q)]) / float64(len(p)+len(q))
}

// recordTexts finds records (lists.records) of which some columns (lists.columns) are
// filled and others are not.
func recordTexts(in *input) {
	for _, id := range in.Rule.Lists["records"] {
		t := in.Profile.Table(id)
		if t == nil {
			continue
		}
		for _, r := range in.Filing.Tables[id] {
			name, blank := "", ""
			for _, c := range in.Rule.Lists["columns"] {
				if text := strings.TrimSpace(r.Text(c)); text == "" && blank == "" {
					blank = c
				} else if name == "" {
					name = text
				}
			}
			if name == "" {
				continue
			}
			in.Holds()
			if blank != "" && t.Column(blank) != nil {
				in.Find([]finding.Place{in.Place(t, r, blank)}, "table", t.Name.ZH, "row", clipText(name), "column", t.Column(blank).Name.ZH)
			}
		}
	}
}
