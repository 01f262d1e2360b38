package roster

import (
	"cmp"
	"strings"

	"budgetbook/internal/formula"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// Control is a figure the bureau approves, and the disclosed one it must be equal to.
type Control struct {
	Path   string       // approved.total_revenue
	Figure string       // name of the figure of the profile, revenue_total; "" if there is none
	Name   message.Text // of the figure, without "approved"
}

// Controls lists the figures a profile has approved, in the order of its form. Which
// figure is disclosed for one is what the rules of the profile compare it with.
func Controls(p *profile.Profile) []Control {
	form := p.Form(p.Roles.Approved)
	if form == nil {
		return nil
	}
	var all []Control
	for _, f := range form.Fields {
		c := Control{Path: f.Path, Name: message.Text{ZH: plainName(f.Name.ZH), EN: plainName(f.Name.EN)}}
		src := comparedWith(p, formula.Ref{Table: form.Name.ZH, Column: f.Name.ZH}.String())
		for _, fig := range p.Figures {
			if fig.Formula == src && src != "" && (fig.Kind == "" || fig.Kind == "value") {
				c.Figure = fig.Name
				break
			}
		}
		all = append(all, c)
	}
	return all
}

// comparedWith is the other side of the comparison a rule makes with a field.
func comparedWith(p *profile.Profile, ref string) string {
	for _, r := range p.Rules {
		for _, c := range r.Clauses {
			for _, t := range c.Tests {
				left, right, ok := strings.Cut(t.Source, string(t.Op))
				if left, right = strings.TrimSpace(left), strings.TrimSpace(right); !ok || t.Op != "=" {
					continue
				}
				switch ref {
				case right:
					return left
				case left:
					return right
				}
			}
		}
	}
	return ""
}

// plainName takes the words off a name that only say that the figure is approved.
func plainName(s string) string {
	t := strings.TrimSpace(s)
	for _, w := range wording.Lists().Approved.Words {
		if rest, ok := strings.CutPrefix(t, w); ok {
			t = strings.TrimSpace(rest)
		}
		if rest, ok := strings.CutSuffix(strings.ToLower(t), w); ok {
			t = strings.TrimRight(t[:len(rest)], " ,，（(")
		}
	}
	return cmp.Or(t, s)
}
