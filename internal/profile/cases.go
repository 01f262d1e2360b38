package profile

import (
	"fmt"
	"strings"
)

// Case is one way in which a rule that is a named check can be violated, with its own
// words. Without a level it has that of the rule, without a fix the rule's.
type Case struct {
	ID    string `toml:"id"`
	Level string `toml:"level"`
	Say   Text   `toml:"say"`
	Fix   Text   `toml:"fix"`
	Many  Text   `toml:"many"`
	Item  Text   `toml:"item"`
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

// family verifies the words for several findings at once.
func (l *loader) family(r *Rule, many, item Text, file, at string) {
	if (many.ZH == "") != (item.ZH == "") || many.ZH != "" && !strings.Contains(many.ZH, "{list}") {
		l.fail(file, at, "rule %s: many needs {list}, and item says what stands there", r.Code)
	}
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
		l.family(r, c.Many, c.Item, file, at)
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
