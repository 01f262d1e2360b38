package codefind

import (
	"strconv"
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// known says a message that may not be there: lists, grades and notes of profiles are not
// all known to the program.
func known(l message.Lang, id string) (string, bool) {
	if _, ok := message.Lookup(id); !ok {
		return "", false
	}
	return message.Say(l, id, nil), true
}

// ListName is how people call a list; its name if the program knows no other.
func ListName(list *profile.Codes, l message.Lang) string {
	if s, ok := known(l, "codes-list-"+list.Name); ok {
		return s
	}
	return list.Name
}

// Level is the level of a code in words (class, section, item), "" if its length is none of theirs.
func Level(code string, l message.Lang) string {
	s, _ := known(l, "codes-level-"+strconv.Itoa(len(code)))
	return s
}

// Basis says in a sentence how well a row of a list is known.
func Basis(g profile.Grade, l message.Lang) string {
	if g == "" {
		return message.Say(l, "codes-grade-none", nil)
	}
	if s, ok := known(l, "codes-grade-"+string(g)); ok {
		return s
	}
	return message.Say(l, "codes-grade-other", message.Pairs("grade", string(g)))
}

// Budget says which of the four budgets a code belongs to, "" if not one of them.
func Budget(c profile.Code, l message.Lang) string {
	s, _ := known(l, "codes-budget-"+c.Fund)
	return s
}

// Years says for which years a code holds, "" if no limit is known. A limit counts only
// where nothing of the row is in doubt; else that is said.
func Years(c profile.Code, l message.Lang) string {
	id := ""
	switch {
	case c.From > 0 && c.To > 0:
		id = "codes-years"
	case c.From > 0:
		id = "codes-from"
	case c.To > 0:
		id = "codes-to"
	default:
		return ""
	}
	s := message.Say(l, id, message.Pairs("from", strconv.Itoa(c.From), "to", strconv.Itoa(c.To)))
	if c.Doubt != "" {
		s += message.Say(l, "codes-unverified", nil)
	}
	return s
}

// The notes of lists are in English; these are said in the language of whoever asks.
const alsoSeen = "also seen as "

// Doubt says what is not certain of a code, "" if nothing is or if it is only the years,
// where there are any: Years says that.
func Doubt(c profile.Code, l message.Lang) string {
	id := "codes-note-" + strings.ReplaceAll(c.Doubt, " ", "-")
	if name, ok := strings.CutPrefix(c.Doubt, alsoSeen); ok {
		return message.Say(l, "codes-also", message.Pairs("name", name))
	}
	s, ok := known(l, id)
	switch {
	case !ok:
		return c.Doubt
	case id == yearsDoubted && Years(c, l) != "":
		return ""
	}
	return s
}

const yearsDoubted = "codes-note-year-uncertain"

// Record is a match for programs.
type Record struct {
	List      string  `json:"list"`
	Code      string  `json:"code"`
	Name      string  `json:"name"`
	English   string  `json:"english,omitempty"`
	Parents   []Named `json:"parents"`
	Budget    string  `json:"budget,omitempty"`
	From      int     `json:"from,omitempty"`
	To        int     `json:"to,omitempty"`
	YearCount bool    `json:"years_count,omitempty"` // whether the limits count
	Grade     string  `json:"grade"`
	Basis     string  `json:"basis"` // the grade in words
	Note      string  `json:"note,omitempty"`
	Certain   bool    `json:"certain"` // another name beside the code is an error
}

// Named is a code and its names.
type Named struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	English string `json:"english,omitempty"`
}

// Record is the match for programs, with its words in a language.
func (m Match) Record(l message.Lang) Record {
	c := m.Code
	r := Record{List: m.List.Name, Code: c.Code, Name: c.Name, English: c.English, Parents: []Named{}, Budget: c.Fund,
		From: c.From, To: c.To, YearCount: c.Doubt == "" && (c.From > 0 || c.To > 0),
		Grade: string(c.Grade), Basis: Basis(c.Grade, l), Note: c.Doubt, Certain: c.Certain()}
	for _, p := range m.Parents {
		r.Parents = append(r.Parents, Named{p.Code, p.Name, p.English})
	}
	return r
}

// Summary is what a list holds.
type Summary struct {
	List     string                `json:"list"`
	Title    string                `json:"title"`
	Rows     int                   `json:"rows"`
	Complete bool                  `json:"complete"` // a code that is not in it does not exist
	Grades   map[profile.Grade]int `json:"grades"`
}

// Overview says what each list holds.
func Overview(lists []*profile.Codes, l message.Lang) []Summary {
	all := []Summary{}
	for _, list := range lists {
		all = append(all, Summary{list.Name, ListName(list, l), len(list.Items), list.Complete, Grades(list)})
	}
	return all
}

// ShortBasis is a grade in a word or two, for the head of a column.
func ShortBasis(g profile.Grade, l message.Lang) string {
	if s, ok := known(l, "codes-short-"+string(g)); ok {
		return s
	}
	return string(g)
}
