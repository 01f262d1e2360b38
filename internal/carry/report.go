package carry

import (
	"slices"
	"strconv"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// Line is one thing that is said of what went over: the id of a message with what
// stands in its places.
type Line struct {
	ID   string
	Args map[string]message.Text
}

// Say is the line in a language.
func (x Line) Say(l message.Lang) string {
	args := message.Args{}
	for name, t := range x.Args {
		args[name] = t.In(l)
	}
	return message.Say(l, x.ID, args)
}

// Report says in a language what went over and what did not.
func (b *Begun) Report(l message.Lang) []string {
	out := make([]string, len(b.Lines))
	for i, x := range b.Lines {
		out[i] = x.Say(l)
	}
	return out
}

// sameText is a text that is the same in both languages.
func sameText(s string) message.Text { return message.Text{ZH: s, EN: s} }

func numberText(n int) message.Text { return sameText(strconv.Itoa(n)) }

// countedNames joins names with how many of each there are.
type countedNames struct{ zh, en []string }

func (x *countedNames) add(name message.Text, n int) {
	if n > 0 {
		x.zh = append(x.zh, name.ZH+" "+strconv.Itoa(n))
		x.en = append(x.en, name.EN+" "+strconv.Itoa(n))
	}
}

func (x *countedNames) text() message.Text {
	return message.Text{ZH: message.Join(message.ZH, x.zh), EN: message.Join(message.EN, x.en)}
}

// lines says what went over, what did not, and why.
func (c *carrier) lines() []Line {
	year := sameText(strconv.Itoa(c.last.Year))
	out := []Line{{"carry.begun", map[string]message.Text{"last": year, "year": sameText(strconv.Itoa(c.next.Year))}}}
	say := func(id string, n int, args map[string]message.Text) {
		if n > 0 {
			args["n"], args["last"] = numberText(n), year
			out = append(out, Line{id, args})
		}
	}
	prior := 0
	if c.p.Carry != nil {
		for i := range c.p.Carry.Prior {
			if c.next.Text(c.p.Carry.Prior[i].Path) != "" {
				prior++
			}
		}
	}
	var taken, left countedNames
	for _, form := range c.p.Forms {
		n, lost := 0, 0
		for i := range form.Fields {
			path := form.Fields[i].Path
			switch was := c.last.Text(path); {
			case c.next.Text(path) != "" && !c.isPrior(path) && path != c.p.Roles.Year:
				n++
			case was != "" && !c.isPrior(path) && !c.hinted(path) && path != c.p.Roles.Year:
				lost++
			}
		}
		taken.add(form.Name.Text, n)
		left.add(form.Name.Text, lost)
	}
	for _, l := range c.p.Lists {
		taken.add(l.Name.Text, len(c.next.Lists[l.Path]))
	}
	goes := map[string]bool{}
	if c.p.Carry != nil {
		for _, r := range c.p.Carry.Records {
			goes[r.ID] = true
		}
	}
	for _, t := range c.p.Tables {
		if !t.Printed() && t.Parent == "" && !goes[t.ID] && !c.p.IsAtom(t.ID) {
			n := len(c.next.Tables[t.ID])
			taken.add(t.Name.Text, n)
			left.add(t.Name.Text, len(c.last.Tables[t.ID])-n)
		}
	}
	say("carry.taken", len(taken.zh), map[string]message.Text{"names": taken.text()})
	switch {
	case c.gap():
		out = append(out, Line{"carry.prior-gap", map[string]message.Text{"last": year, "before": numberText(c.next.Year - 1)}})
	case !c.filled(""):
		out = append(out, Line{"carry.prior-blank", map[string]message.Text{"last": year}})
	default:
		say("carry.prior", prior, map[string]message.Text{})
	}
	hints := 0
	for _, x := range c.carried.Items {
		if x.Rule == Hint {
			hints++
		}
	}
	say("carry.hints", hints, map[string]message.Text{})
	say("carry.goes-on", len(c.goesOn), map[string]message.Text{"names": {ZH: message.Join(message.ZH, c.goesOn), EN: message.Join(message.EN, c.goesOn)}})
	n := 0
	for _, x := range c.dropped {
		n += len(x.names)
	}
	say("carry.ended", n, map[string]message.Text{})
	for _, x := range c.dropped {
		say(x.why, len(x.names), map[string]message.Text{"text": sameText(x.text), "names": {ZH: message.Join(message.ZH, x.names), EN: message.Join(message.EN, x.names)}})
	}
	if c.filled("") {
		out = append(out, Line{"carry.tables", nil})
	}
	say("carry.left", len(left.zh), map[string]message.Text{"names": left.text()})
	return out
}

func (c *carrier) isPrior(path string) bool {
	return c.p.Carry != nil && slices.ContainsFunc(c.p.Carry.Prior, func(f profile.CarryFormula) bool { return f.Path == path })
}

// hinted says whether a text is shown beside its cell.
func (c *carrier) hinted(path string) bool {
	return c.p.Carry != nil && profile.Covers(c.p.Carry.Hint, path)
}
