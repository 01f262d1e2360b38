package wording

import (
	"bytes"
	"embed"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

// The words themselves stand in the .toml files beside this one, in groups. Every group
// says why its words belong together, and has texts in which it is found and texts in
// which it is not; a test holds it to them. A pattern names another group of its file,
// or of shared.toml, as {{name}}, so that a word stands in one place.
//
//go:embed *.toml
var lexicons embed.FS

// Group is what every group says of itself.
type Group struct {
	Why   string   `toml:"why"`   // reason or source
	Match []string `toml:"match"` // texts in which it is found
	Spare []string `toml:"spare"` // texts in which it is not
}

// group is what loading and testing ask of every kind of group.
type group interface {
	about() *Group
	// prepare makes the group ready; named returns what {{name}} stands for.
	prepare(named func(name string) (string, error)) error
	// inPattern is the group as a part of a pattern, "" if it cannot be one.
	inPattern() string
	// holds says whether an example is found.
	holds(example string) bool
}

func (g *Group) about() *Group { return g }

// Words are texts that are looked for in another text.
type Words struct {
	Group
	At    string   `toml:"at"` // where: anywhere (the default), start, end, whole
	Words []string `toml:"words"`
}

// In says whether one of the words stands where it should in a text.
func (w *Words) In(text string) bool {
	_, found := w.Find(text)
	return found
}

// Find returns the first of the words that stands where it should in a text.
func (w *Words) Find(text string) (string, bool) {
	for _, x := range w.Words {
		found := false
		switch w.At {
		case "start":
			found = strings.HasPrefix(text, x)
		case "end":
			found = strings.HasSuffix(text, x)
		case "whole":
			found = text == x
		default:
			found = strings.Contains(text, x)
		}
		if found {
			return x, true
		}
	}
	return "", false
}

// Last is the last position of one of the words in a text, -1 if there is none.
func (w *Words) Last(text string) int {
	last := -1
	for _, x := range w.Words {
		last = max(last, strings.LastIndex(text, x))
	}
	return last
}

// TrimEnd takes each of the words, one after the other, off the end of a text.
func (w *Words) TrimEnd(text string) string {
	for _, x := range w.Words {
		text = strings.TrimSuffix(text, x)
	}
	return text
}

// TrimStart takes each of the words, one after the other, off the start of a text.
func (w *Words) TrimStart(text string) string {
	for _, x := range w.Words {
		text = strings.TrimPrefix(text, x)
	}
	return text
}

func (w *Words) prepare(func(string) (string, error)) error {
	if len(w.Words) == 0 {
		return fmt.Errorf("no words")
	}
	switch w.At {
	case "", "anywhere", "start", "end", "whole":
		return nil
	}
	return fmt.Errorf("at = %q", w.At)
}

func (w *Words) inPattern() string {
	quoted := make([]string, len(w.Words))
	for i, x := range w.Words {
		quoted[i] = regexp.QuoteMeta(x)
	}
	return strings.Join(quoted, "|")
}

func (w *Words) holds(example string) bool { return w.In(example) }

// Expression is a pattern of the lexicon.
type Expression struct {
	Group
	Source  string     `toml:"pattern"`
	Gives   [][]string `toml:"gives"` // a text, and what the parentheses of the pattern take from it
	Pattern `toml:"-"`
}

var fragment = regexp.MustCompile(`\{\{([a-z-]+)\}\}`)

func (x *Expression) prepare(named func(string) (string, error)) error {
	var failed error
	x.Source = fragment.ReplaceAllStringFunc(x.Source, func(m string) string {
		s, err := named(fragment.FindStringSubmatch(m)[1])
		if err != nil {
			failed = err
		}
		return s
	})
	if failed != nil {
		return failed
	}
	if x.Source == "" {
		return fmt.Errorf("no pattern")
	}
	var err error
	x.Pattern, err = CompilePattern(x.Source)
	return err
}

func (x *Expression) inPattern() string { return x.Source }

func (x *Expression) holds(example string) bool { return x.MatchString(example) }

// Characters are single characters, in their order.
type Characters struct {
	Group
	Characters string `toml:"characters"`
}

// Index is the place of a character among them, -1 if it is none.
func (c *Characters) Index(r rune) int {
	if i := strings.IndexRune(c.Characters, r); i >= 0 {
		return utf8.RuneCountInString(c.Characters[:i])
	}
	return -1
}

// TrimEnd takes such characters off the end of a text.
func (c *Characters) TrimEnd(text string) string { return strings.TrimRight(text, c.Characters) }

func (c *Characters) prepare(func(string) (string, error)) error {
	if c.Characters == "" {
		return fmt.Errorf("no characters")
	}
	return nil
}

// inPattern is for use between [ and ].
func (c *Characters) inPattern() string { return c.Characters }

func (c *Characters) holds(example string) bool { return strings.ContainsAny(example, c.Characters) }

// Endings are characters that leave a text unfinished when it ends with them, each with
// the characters before it with which it is, or ends, a whole word.
type Endings struct {
	Group
	After map[string]string `toml:"after"`
	sound map[rune]string
}

// Unfinished says whether a text ends with one of them, and not with a whole word.
func (e *Endings) Unfinished(text string) bool {
	last, size := utf8.DecodeLastRuneInString(text)
	sound, ok := e.sound[last]
	if !ok {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:len(text)-size])
	return !strings.ContainsRune(sound, before)
}

func (e *Endings) prepare(func(string) (string, error)) error {
	if len(e.After) == 0 {
		return fmt.Errorf("no characters")
	}
	e.sound = make(map[rune]string, len(e.After))
	for s, before := range e.After {
		r, size := utf8.DecodeRuneInString(s)
		if size != len(s) {
			return fmt.Errorf("%q is not one character", s)
		}
		e.sound[r] = before
	}
	return nil
}

func (e *Endings) inPattern() string { return "" }

func (e *Endings) holds(example string) bool { return e.Unfinished(example) }

// Contrasts are lines of words that exclude one another: a text with one of them speaks of
// something else than a text with another of the same line. An example is two texts
// with | between them.
type Contrasts struct {
	Group
	Lines [][]string `toml:"lines"`
}

// Apart says whether each of two texts has a word of one line that the other has not.
func (c *Contrasts) Apart(a, b string) bool {
	for _, line := range c.Lines {
		if hasOther(line, a, b) && hasOther(line, b, a) {
			return true
		}
	}
	return false
}

// WordsApart is Apart for the lines whose words have more than one character.
func (c *Contrasts) WordsApart(a, b string) bool {
	for _, line := range c.Lines {
		if utf8.RuneCountInString(line[0]) > 1 && hasOther(line, a, b) && hasOther(line, b, a) {
			return true
		}
	}
	return false
}

// hasOther says whether one text has a word of a line that the other has not.
func hasOther(line []string, has, lacks string) bool {
	for _, w := range line {
		if strings.Contains(has, w) && !strings.Contains(lacks, w) {
			return true
		}
	}
	return false
}

func (c *Contrasts) prepare(func(string) (string, error)) error {
	for _, line := range c.Lines {
		if len(line) < 2 {
			return fmt.Errorf("the line %q has no two words", line)
		}
	}
	if len(c.Lines) == 0 {
		return fmt.Errorf("no lines")
	}
	return nil
}

func (c *Contrasts) inPattern() string { return "" }

func (c *Contrasts) holds(example string) bool {
	a, b, _ := strings.Cut(example, "|")
	return c.Apart(a, b)
}

// Likes are groups of characters that are taken for one another. An example is two
// characters with | between them.
type Likes struct {
	Group
	Sets []string `toml:"sets"`
}

// Alike says whether two different characters stand in one set.
func (l *Likes) Alike(a, b string) bool {
	if a == b || utf8.RuneCountInString(a) != 1 || utf8.RuneCountInString(b) != 1 {
		return false
	}
	for _, set := range l.Sets {
		if strings.Contains(set, a) && strings.Contains(set, b) {
			return true
		}
	}
	return false
}

func (l *Likes) prepare(func(string) (string, error)) error {
	if len(l.Sets) == 0 {
		return fmt.Errorf("no sets")
	}
	return nil
}

func (l *Likes) inPattern() string { return "" }

func (l *Likes) holds(example string) bool {
	a, b, _ := strings.Cut(example, "|")
	return l.Alike(a, b)
}

// Meanings say what words stand for. An example is a word and its meaning with |
// between them.
type Meanings struct {
	Group
	Of map[string][]string `toml:"of"` // by meaning, the words for it
}

// Meaning returns what a word stands for.
func (m *Meanings) Meaning(word string) (string, bool) {
	for meaning, words := range m.Of {
		for _, w := range words {
			if w == word {
				return meaning, true
			}
		}
	}
	return "", false
}

func (m *Meanings) prepare(func(string) (string, error)) error {
	if len(m.Of) == 0 {
		return fmt.Errorf("no meanings")
	}
	seen := map[string]string{}
	for meaning, words := range m.Of {
		for _, w := range words {
			if old, twice := seen[w]; twice {
				return fmt.Errorf("%q means %q and %q", w, old, meaning)
			}
			seen[w] = meaning
		}
	}
	return nil
}

func (m *Meanings) inPattern() string { return "" }

func (m *Meanings) holds(example string) bool {
	word, want, _ := strings.Cut(example, "|")
	got, ok := m.Meaning(word)
	return ok && got == want
}

// loadLexicon reads a file of the lexicon into a struct of groups. A mistake in the files is one
// of the program and is found by its tests, so that loading panics. Patterns may name
// the groups of shared, too.
func loadLexicon[T any](file string, shared map[string]group) *T {
	data, err := lexicons.ReadFile(file)
	if err != nil {
		panic(err)
	}
	var words T
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&words); err != nil {
		panic(file + ": " + err.Error())
	}
	all := groupsOf(&words)
	var named func(name string) (string, error)
	named = func(name string) (string, error) {
		g, ok := all[name]
		if !ok {
			g, ok = shared[name]
		}
		if !ok {
			return "", fmt.Errorf("no group %q", name)
		}
		if x, expression := g.(*Expression); expression && x.Regexp == nil {
			if err := x.prepare(named); err != nil {
				return "", err
			}
		}
		s := g.inPattern()
		if s == "" {
			return "", fmt.Errorf("%q cannot be part of a pattern", name)
		}
		return s, nil
	}
	for name, g := range all {
		if err := g.prepare(named); err != nil {
			panic(file + ": " + name + ": " + err.Error())
		}
	}
	return &words
}

// groupsOf lists the groups of a struct by their names in its file.
func groupsOf(words any) map[string]group {
	all := map[string]group{}
	v := reflect.ValueOf(words).Elem()
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("toml"), ",")
		all[name] = v.Field(i).Addr().Interface().(group)
	}
	return all
}
