package profile

import (
	"slices"
	"strings"
	"unicode"

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

// Named are the codes that bear a name, Chinese or, where no code bears it in Chinese,
// English, in the order of the list. Before the name that of the section may stand, or of
// the class, which tells codes of one name apart: 公安 行政运行.
func (c *Codes) Named(name string) []Code {
	name = strings.TrimSpace(name)
	if name == "" || wording.OnlyDigits(name) {
		return nil
	}
	var out []Code
	for _, i := range c.named[wording.SpellingKey(name)] {
		out = append(out, c.Items[i])
	}
	if len(out) == 0 && !Chinese(name) {
		for _, x := range c.Items {
			if strings.EqualFold(x.English, name) {
				out = append(out, x)
			}
		}
	}
	above, below, cut := cutName(name)
	if len(out) > 0 || !cut {
		return out
	}
	for _, i := range c.named[wording.SpellingKey(below)] {
		for _, j := range c.named[wording.SpellingKey(above)] {
			if x := c.Items[i]; len(x.Code) > len(c.Items[j].Code) && strings.HasPrefix(x.Code, c.Items[j].Code) && !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
	}
	return out
}

// cutName takes the name of a section and that of an item apart.
func cutName(name string) (above, below string, ok bool) {
	i := strings.IndexFunc(name, nameBreak)
	if i <= 0 {
		return "", "", false
	}
	return name[:i], strings.TrimLeftFunc(name[i:], nameBreak), true
}

func nameBreak(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("/-—>:", r) }

// WithSection is the name of a code behind that of its section, as Named reads it.
func (c *Codes) WithSection(x Code, l message.Lang) string {
	if above, ok := c.Lookup(parent(x.Code)); ok {
		return above.In(l) + " " + x.In(l)
	}
	return x.In(l)
}

// mostNamed is how many codes of one name are listed.
const mostNamed = 4

// OfOneName lists codes of one name for a question, each behind its section.
func (c *Codes) OfOneName(codes []Code, l message.Lang) string {
	var out []string
	for _, x := range codes[:min(len(codes), mostNamed)] {
		out = append(out, x.Code+" "+c.WithSection(x, l))
	}
	if len(codes) > mostNamed {
		return message.Join(l, out) + " …"
	}
	return message.Join(l, out)
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
