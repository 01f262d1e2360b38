// Package message holds every sentence the program says to a person, in Chinese
// and English.
//
// Input: a message id and its arguments. Output: text in the wanted language.
// Invariant: an id without text in both languages does not pass the tests, and an
// argument a text does not use, or lacks, is visible in the text itself.
package message

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

// Lang is a language of messages.
type Lang string

// The languages.
const (
	ZH Lang = "zh"
	EN Lang = "en"

	// Both is for workbooks and documents in two languages: Chinese, then English.
	Both Lang = "both"
)

// Between parts the languages of a text in both.
const Between = " / "

// Text is one text in both languages.
type Text struct {
	ZH string `toml:"zh"`
	EN string `toml:"en"`
}

// In returns the text in a language; Chinese is the default.
func (t Text) In(l Lang) string {
	switch {
	case l == EN:
		return t.EN
	case l == Both && t.EN != "" && t.EN != t.ZH:
		return t.ZH + Between + t.EN
	}
	return t.ZH
}

// Entry is one message: what is wrong, and what to do about it (may be empty).
type Entry struct {
	Say Text `toml:"say"`
	Fix Text `toml:"fix"`
}

//go:embed *.toml
var catalogueFiles embed.FS

// catalogue is read when the first message is said: most runs say few.
var catalogue = sync.OnceValue(func() map[string]Entry {
	all := map[string]Entry{}
	files, _ := catalogueFiles.ReadDir(".")
	for _, f := range files {
		data, _ := catalogueFiles.ReadFile(f.Name())
		m := map[string]Entry{}
		if err := toml.Unmarshal(data, &m); err != nil {
			panic(f.Name() + ": " + err.Error())
		}
		for id, e := range m {
			if _, twice := all[id]; twice {
				panic(f.Name() + ": " + id + " stands twice")
			}
			all[id] = e
		}
	}
	return all
})

// IDs lists all message ids in order.
func IDs() []string {
	ids := make([]string, 0, len(catalogue()))
	for id := range catalogue() {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

// Lookup returns the entry of an id.
func Lookup(id string) (Entry, bool) {
	e, ok := catalogue()[id]
	return e, ok
}

// Args are the values of a message's {placeholders}.
type Args map[string]string

// Say returns what a message says in a language. An unknown id is said as such,
// so that a forgotten text is noticed rather than swallowed.
func Say(l Lang, id string, a Args) string {
	e, ok := catalogue()[id]
	if !ok {
		return "[" + id + "]" + fmt.Sprint(map[string]string(a))
	}
	return Fill(e.Say.In(l), a)
}

// Fix returns what to do about a message, or "".
func Fix(l Lang, id string, a Args) string { return Fill(catalogue()[id].Fix.In(l), a) }

// Clip makes one line of a text and shortens it to a number of characters, to be
// quoted in a message.
func Clip(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(r)
}

// Join puts names one after the other, with the mark between them that a language has.
func Join(l Lang, names []string) string { return strings.Join(names, Say(l, "between-names", nil)) }

// Fill replaces {name} in a text by its argument.
func Fill(text string, a Args) string {
	if len(a) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		head, rest, ok := strings.Cut(text, "{")
		b.WriteString(head)
		if !ok {
			return b.String()
		}
		name, tail, ok := strings.Cut(rest, "}")
		v, known := a[name]
		if !ok || !known {
			b.WriteByte('{')
			text = rest
			continue
		}
		b.WriteString(v)
		text = tail
	}
}

// Error is a failure of the tool (not of the workbook) with a message of the
// catalogue. Cause may be nil.
type Error struct {
	ID    string
	Args  Args
	Cause error

	wanted string // the message that says what to do instead of the error's own
}

// Error returns the English message, for logs; commands print Say in the user's language.
func (e *Error) Error() string {
	s := Say(EN, e.ID, e.Args)
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// kinds are the errors of files that are of another kind than is wanted, or beyond its size.
// What they advise holds where a workbook is wanted.
var kinds = []string{"not-a-file", "too-large", "list.binary", "open.csv", "open.foreign", "open.large", "open.pdf", "open.zip"}

// Wanting lets the message of an id say what to do if an error is that a file is of another
// kind than is wanted; other errors stay as they are.
func Wanting(err error, id string) error {
	var said *Error
	if errors.As(err, &said) && slices.Contains(kinds, said.ID) {
		said.wanted = id
	}
	return err
}

// Errorf wraps a cause with a message of the catalogue; kv are name, value pairs.
func Errorf(cause error, id string, kv ...string) *Error {
	return &Error{ID: id, Args: Pairs(kv...), Cause: cause}
}

// Pairs makes arguments of name, value pairs.
func Pairs(kv ...string) Args {
	a := make(Args, len(kv)/2)
	for i := 0; i+1 < len(kv); i += 2 {
		a[kv[i]] = kv[i+1]
	}
	return a
}
