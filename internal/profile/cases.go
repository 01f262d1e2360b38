package profile

import "fmt"

// Case is one way in which a rule that is a named check can be violated, with its own
// words. Without a level it has that of the rule, without a fix the rule's.
type Case struct {
	ID    string `toml:"id"`
	Level string `toml:"level"`
	Say   Text   `toml:"say"`
	Fix   Text   `toml:"fix"`
}

// Case returns a case of a rule, nil if there is none.
func (r *Rule) Case(id string) *Case {
	for i := range r.Cases {
		if r.Cases[i].ID == id {
			return &r.Cases[i]
		}
	}
	return nil
}

// cases verifies the cases of a rule.
func (l *loader) cases(r *Rule, file, at string) {
	for i, c := range r.Cases {
		at := fmt.Sprintf("%s.case[%d]", at, i)
		if c.ID == "" || r.Case(c.ID) != &r.Cases[i] {
			l.fail(file, at, "rule %s: the id %q of a case is blank or stands twice", r.Code, c.ID)
		}
		if c.Say.ZH == "" {
			l.fail(file, at, "rule %s: case %s says nothing", r.Code, c.ID)
		}
		switch c.Level {
		case "", "error", "warning", "note":
		default:
			l.fail(file, at+".level", "the level must be error, warning or note, not %q", c.Level)
		}
		if r.Go == "" {
			l.fail(file, at, "rule %s: only a rule with go has cases", r.Code)
		}
	}
}
