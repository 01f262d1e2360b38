package profile

import (
	"slices"
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/wording"
)

// Codes is a list of classification codes.
type Codes struct {
	Name     string
	Items    []Code
	Complete bool // a code that is not in it does not exist
	index    map[string]int
	named    map[string][]int // by the key of the name
}

func newCodes(name string) *Codes {
	return &Codes{Name: name, index: map[string]int{}, named: map[string][]int{}}
}

func (c *Codes) add(x Code) {
	k := wording.SpellingKey(x.Name)
	c.index[x.Code] = len(c.Items)
	c.named[k] = append(c.named[k], len(c.Items))
	c.Items = append(c.Items, x)
}

// Code is one classification code.
type Code struct {
	Code, Name, English string
	Fund                string // which of the four budgets it belongs to: general, government_fund, …; "" or all
	From, To            int    // the years it holds for; 0: no limit known
	Grade               Grade
	Doubt               string // what is not certain of it, "" if nothing is
}

// Grade says how well a row of a list is known: docs/classification.md.
type Grade string

// The grades.
const (
	GradeOwn Grade = "own" // of a list that a bureau keeps itself
	GradeA   Grade = "A"   // two independent publishers or an official notice
	GradeB   Grade = "B"   // the same code and name in an old whole list
	GradeC   Grade = "C"   // one publisher
	GradeD   Grade = "D"   // known, but seen in no paper
)

// Certain says that a name that differs from that of the list is wrong.
func (c Code) Certain() bool { return c.Grade == GradeOwn || c.Grade == GradeA && c.Doubt == "" }

// Outside says that a code is known not to hold in a year.
func (c Code) Outside(year int) bool {
	return c.Doubt == "" && (year < c.From || c.To > 0 && year > c.To)
}

// Lookup finds a code.
func (c *Codes) Lookup(code string) (Code, bool) {
	i, ok := c.index[code]
	if !ok {
		return Code{}, false
	}
	return c.Items[i], true
}

// Bearers are the other codes that a name beside a code can mean: those of its level below
// the same parent, or the only one of its level there is. Many sections have items of one
// name (administrative operations); of these none is picked.
func (c *Codes) Bearers(name, code string) []Code {
	var all, near []Code
	for _, i := range c.named[wording.SpellingKey(name)] {
		x := c.Items[i]
		if x.Code == code || len(x.Code) != len(code) {
			continue
		}
		all = append(all, x)
		if parent(x.Code) == parent(code) {
			near = append(near, x)
		}
	}
	if len(near) == 0 && len(all) == 1 {
		return all
	}
	return near
}

// mostNear is how many codes can be proposed for another one before they say nothing.
const mostNear = 3

// Near are the codes that may be meant by one the list does not know: those that bear the
// name, else those below the same parent whose name is close, else those that differ in a
// digit or have two digits exchanged.
func (c *Codes) Near(code, name string) []Code {
	if bear := c.Bearers(name, code); len(bear) > 0 {
		return bear
	}
	var close, slips []Code
	for _, x := range c.Items {
		if len(x.Code) != len(code) || parent(x.Code) != parent(code) {
			continue
		}
		if slip(x.Code, code) {
			slips = append(slips, x)
		}
		if name != "" && wording.Closeness(name, x.Name) > 0 {
			close = append(close, x)
		}
	}
	for _, out := range [][]Code{close, slips} {
		if len(out) > 0 && len(out) <= mostNear {
			return out
		}
	}
	return nil
}

// parent is the code one level up, "" above a class.
func parent(code string) string {
	if len(code) < 5 {
		return ""
	}
	return code[:len(code)-2]
}

// slip says whether two codes of one length differ in a digit, or in the order of two.
func slip(a, b string) bool {
	var at []int
	for i := range a {
		if a[i] != b[i] {
			at = append(at, i)
		}
	}
	return len(at) == 1 || len(at) == 2 && at[1] == at[0]+1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]]
}

// Below are the codes of a name at a level, those that begin with the code of a section.
func (c *Codes) Below(section, name string, length int) []Code {
	var out []Code
	for _, i := range c.named[wording.SpellingKey(name)] {
		if x := c.Items[i]; len(x.Code) == length && strings.HasPrefix(x.Code, section) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b Code) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// CodeNames names codes for a message.
func CodeNames(codes []Code, l message.Lang) string {
	var out []string
	for _, c := range codes {
		out = append(out, c.Code+" "+c.In(l))
	}
	return message.Join(l, out)
}

// In is the name of a code in a language; one without English keeps the Chinese.
func (c Code) In(l message.Lang) string {
	if l == message.EN && c.English != "" {
		return c.English
	}
	return c.Name
}
