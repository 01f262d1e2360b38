package profile

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/templates"
)

// Problem is one mistake in a profile.
type Problem struct {
	File string
	Line int // 0 if it is of no line, such as that there is no such file
	Text string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// InvalidError lists all mistakes of a profile.
type InvalidError struct{ Problems []Problem }

func (e *InvalidError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the profile has %d mistakes", len(e.Problems))
	for _, p := range e.Problems {
		b.WriteString("\n  " + p.String())
	}
	return b.String()
}

// loader collects the mistakes of all files, so that one run reports them all.
type loader struct {
	fsys      fs.FS
	p         *Profile
	data      map[string][]byte
	lines     map[string]map[string]int
	problems  []Problem
	ruleFiles []ruleFile
	last      string // the file that was opened last
	size      int    // bytes read
}

// Bounds of a profile; the one that comes with the program has 60 files and 1 MB.
const (
	maxFiles   = 500
	maxFile    = 4 << 20  // bytes
	maxProfile = 32 << 20 // bytes of all files
	maxNesting = 30       // brackets within brackets in TOML
)

// open reads a file of the profile. What goes beyond the bounds is a mistake; ok is false
// then, and if there is no such file.
func (l *loader) open(file string, optional bool) (data []byte, ok bool) {
	if _, known := l.data[file]; !known && len(l.data) >= maxFiles {
		l.once(Problem{file, 0, fmt.Sprintf("the profile has more than %d files", maxFiles)})
		return nil, false
	}
	l.last = file
	data, err := output.ReadFS(l.fsys, "", file, maxFile)
	if err != nil {
		missing := errors.Is(err, fs.ErrNotExist)
		switch {
		case !missing:
			l.once(Problem{file, 0, unreadable(err)})
		case !optional:
			l.once(Problem{file, 0, "this file is missing"})
		}
		return nil, false
	}
	if _, known := l.data[file]; !known {
		l.size += len(data)
	}
	if l.size > maxProfile {
		l.once(Problem{file, 0, fmt.Sprintf("the files of the profile are larger than %d MB", maxProfile>>20)})
		return nil, false
	}
	l.data[file] = data
	return data, true
}

// unreadable says why a file cannot be read.
func unreadable(err error) string {
	why, _ := message.Cause(err)
	for why.Cause != nil {
		why, _ = message.Cause(why.Cause)
	}
	return "cannot be read: " + message.Say(message.EN, why.ID, why.Args)
}

// folder lists the files of a folder of the profile with an ending, in order; none if there
// is no such folder.
func (l *loader) folder(dir, ending string) []string {
	f, err := l.fsys.Open(dir)
	if err != nil {
		return nil
	}
	defer f.Close()
	d, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil
	}
	entries, err := d.ReadDir(maxFiles + 1)
	switch {
	case errors.Is(err, io.EOF):
	case err != nil:
		l.once(Problem{dir, 0, unreadable(err)})
	case len(entries) > maxFiles:
		l.once(Problem{dir, 0, fmt.Sprintf("more than %d files", maxFiles)})
		return nil
	}
	var names []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ending) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}

// nests says whether TOML has more brackets within brackets than its reader, which calls
// itself for each, should be given. Brackets in texts have partners, or are few.
func nests(data []byte) bool {
	depth := 0
	for line := range bytes.Lines(data) {
		for _, c := range line {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			}
		}
		key, _, _ := bytes.Cut(line, []byte("="))
		if depth > maxNesting || bytes.Count(key, []byte(".")) > maxKeyDots || bytes.Count(line, []byte(".")) > maxLine {
			return true
		}
	}
	return false
}

// Bounds of the dots of a line: each may be a level of a key, and its reader's work grows
// with their square. In a text of several lines they are what they are.
const (
	maxLine    = 2000
	maxKeyDots = 200
)

// Load reads and verifies the profile in a folder. Mistakes are returned together
// as an *InvalidError; a file that is too much for a reader is one.
func Load(fsys fs.FS) (p *Profile, err error) {
	l := &loader{fsys: fsys, data: map[string][]byte{}, lines: map[string]map[string]int{},
		p: &Profile{Terms: map[string]string{}, Codes: map[string]*Codes{}, names: map[string]any{}, figures: map[string]*Figure{}}}
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, &InvalidError{[]Problem{{l.last, 1, fmt.Sprintf("cannot be worked on: %v", r)}}}
		}
	}()
	// Without the terms every name lacks its English: that would bury the one mistake.
	if l.terms() {
		l.codes(l.head())
		l.files()
	}
	if len(l.problems) == 0 {
		l.resolve()
		l.verify()
	}
	if len(l.problems) > 0 {
		slices.SortFunc(l.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
		})
		return nil, &InvalidError{l.problems}
	}
	l.p.Files = slices.Sorted(maps.Keys(l.data))
	return l.p, nil
}

func (l *loader) fail(file, at, format string, args ...any) {
	if l.lines[file] == nil {
		l.lines[file] = positions(l.data[file])
	}
	l.problems = append(l.problems, Problem{file, lineAt(l.lines[file], at), fmt.Sprintf(format, args...)})
}

// read decodes one TOML file; a file that is not there leaves v as it is if optional.
func (l *loader) read(file string, v any, optional bool) {
	data, ok := l.open(file, optional)
	if !ok {
		return
	}
	if nests(data) {
		l.problems = append(l.problems, Problem{file, 1, fmt.Sprintf("brackets or keys nest more than %d deep", maxNesting)})
		return
	}
	d := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().EnableUnmarshalerInterface()
	if err := d.Decode(v); err != nil {
		var missing *toml.StrictMissingError
		var bad *toml.DecodeError
		switch {
		case errors.As(err, &missing):
			for _, e := range missing.Errors {
				row, _ := e.Position()
				l.problems = append(l.problems, Problem{file, row, fmt.Sprintf("unknown key %q", message.Clip(strings.Join(e.Key(), "."), 80))})
			}
		case errors.As(err, &bad):
			row, _ := bad.Position()
			l.problems = append(l.problems, Problem{file, row, undecoded(bad)})
		default:
			l.problems = append(l.problems, Problem{file, 1, err.Error()})
		}
		return
	}
	l.translate(file, "", reflect.ValueOf(v).Elem())
}

// UnmarshalTOML reads a text: a string, or a table with zh and en. What is wrong with
// it is reported when its place is known.
func (t *Text) UnmarshalTOML(data []byte) error {
	err := t.read(data)
	var missing *toml.StrictMissingError
	switch {
	case errors.As(err, &missing):
		t.bad = fmt.Sprintf("unknown key %q: a text takes zh and en", strings.Join(missing.Errors[0].Key(), "."))
	case err != nil:
		t.bad = "a text is a string, or a table of strings with zh and en"
	}
	return nil
}

func (t *Text) read(data []byte) error {
	s := bytes.TrimSpace(data)
	if len(s) > 0 && (s[0] == '"' || s[0] == '\'') {
		var v struct{ V string }
		if err := toml.Unmarshal(append([]byte("V = "), s...), &v); err != nil {
			return err
		}
		t.ZH = v.V
		return nil
	}
	if len(s) > 0 && s[0] == '{' {
		var v struct{ V message.Text }
		d := toml.NewDecoder(bytes.NewReader(append([]byte("V = "), s...))).DisallowUnknownFields()
		err := d.Decode(&v)
		t.Text = v.V
		return err
	}
	return toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&t.Text)
}

var textType = reflect.TypeOf(Text{})

// translate completes all texts of a decoded value: a Chinese text without English
// takes it from the terms; one that has none, or only English, is a mistake.
func (l *loader) translate(file, at string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			l.translate(file, at, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.translate(file, fmt.Sprintf("%s[%d]", at, i), v.Index(i))
		}
	case reflect.Map:
		if v.Type().Elem() != textType {
			return
		}
		keys := v.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
		for _, k := range keys {
			t := v.MapIndex(k).Interface().(Text)
			l.complete(file, joinPath(at, k.String()), &t)
			v.SetMapIndex(k, reflect.ValueOf(t))
		}
	case reflect.Struct:
		if v.Type() == textType {
			l.complete(file, at, v.Addr().Interface().(*Text))
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
			if name == "" || name == "-" {
				continue
			}
			l.translate(file, joinPath(at, name), v.Field(i))
		}
	}
}

func joinPath(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

func (l *loader) complete(file, at string, t *Text) {
	switch {
	case t.bad != "":
		l.fail(file, at, "%s: %s", at, t.bad)
	case t.ZH == "" && t.EN == "":
		return
	case t.ZH == "":
		l.fail(file, at, "%s: the Chinese text is missing", at)
	case t.EN == "":
		en, ok := l.p.English(t.ZH)
		if !ok {
			l.fail(file, at, "%s: no English for %q, neither here nor in terms.csv", at, t.ZH)
		}
		t.EN = en
	}
}

// terms reads the term lists: terms.csv, which a profile must have, and any other
// terms-*.csv. The columns are Chinese, English, group and, where it is known whose
// translation it is, source. It says whether all lists could be read.
func (l *loader) terms() bool {
	var files []string
	for _, file := range l.folder(".", ".csv") {
		if strings.HasPrefix(file, "terms-") {
			files = append(files, file)
		}
	}
	all := true
	for _, file := range append([]string{"terms.csv"}, files...) {
		header := []string{"zh", "en", "group"}
		if file != "terms.csv" {
			header = append(header, "source")
		}
		rows, ok := l.csv(file, header)
		if !ok {
			all = false
			continue
		}
		for i, r := range rows {
			if old, twice := l.p.Terms[r[0]]; twice && old != r[1] {
				l.problems = append(l.problems, Problem{file, i + 2, fmt.Sprintf("%q is translated twice: %q and %q", r[0], old, r[1])})
			}
			if r[0] == "" || r[1] == "" {
				l.problems = append(l.problems, Problem{file, i + 2, "a term is blank in one language"})
			}
			l.p.Terms[r[0]] = r[1]
		}
	}
	return all
}

// csv reads a CSV file with the given header.
func (l *loader) csv(file string, header []string) ([][]string, bool) {
	data, ok := l.open(file, false)
	if !ok {
		return nil, false
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows, err := r.ReadAll()
	if err != nil {
		var pe *csv.ParseError
		line := 1
		if errors.As(err, &pe) {
			line = pe.Line
		}
		l.problems = append(l.problems, Problem{file, line, err.Error()})
		return nil, false
	}
	if len(rows) == 0 || strings.Join(rows[0], ",") != strings.Join(header, ",") {
		l.problems = append(l.problems, Problem{file, 1, "the header must be " + strings.Join(header, ",")})
		return nil, false
	}
	return rows[1:], true
}

// head reads profile.toml; classification says that codes are those of the national one.
func (l *loader) head() (classification bool) {
	p := l.p
	var head struct {
		Name           string   `toml:"name"`
		Version        string   `toml:"version"`
		Title          Text     `toml:"title"`
		Order          []string `toml:"order"`
		Classification bool     `toml:"classification"`
	}
	l.read("profile.toml", &head, false)
	p.Name, p.Version, p.Title, p.Order = head.Name, head.Version, head.Title, head.Order
	if l.data["profile.toml"] != nil {
		for key, v := range map[string]string{"name": p.Name, "version": p.Version, "title": p.Title.ZH} {
			if v == "" {
				l.fail("profile.toml", key, "%s is missing", key)
			}
		}
	}
	return head.Classification
}

func (l *loader) files() {
	p := l.p
	var tables struct {
		Table []*Table `toml:"table"`
	}
	l.read("tables.toml", &tables, false)
	var inputs struct {
		Form    []*Form  `toml:"form"`
		List    []*List  `toml:"list"`
		Records []*Table `toml:"records"`
	}
	l.read("inputs.toml", &inputs, false)
	p.Tables = append(tables.Table, inputs.Records...)
	p.Forms, p.Lists = inputs.Form, inputs.List
	var book struct {
		Sheet []Sheet `toml:"sheet"`
		Guide []struct {
			Text Text `toml:"text"`
		} `toml:"guide"`
	}
	l.read("workbook.toml", &book, false)
	p.Sheets = book.Sheet
	for _, line := range book.Guide {
		p.Guide = append(p.Guide, line.Text)
	}
	var doc struct {
		Cover []CoverLine `toml:"cover"`
		Part  []Part      `toml:"part"`
	}
	l.read("document.toml", &doc, false)
	p.Cover, p.Parts = doc.Cover, doc.Part
	var figs struct {
		Figure []*Figure   `toml:"figure"`
		Chart  []ChartSpec `toml:"chart"`
	}
	l.read("figures.toml", &figs, false)
	p.Figures, p.Charts = figs.Figure, figs.Chart
	p.Labels = map[string]Text{}
	var labels struct {
		Label map[string]Text `toml:"label"`
	}
	l.read("labels.toml", &labels, false)
	p.Labels = labels.Label
	var targets struct {
		Form *TargetForm `toml:"form"`
	}
	l.read("targets.toml", &targets, true)
	p.Targets = targets.Form
	var glossary struct {
		Term []Term `toml:"term"`
	}
	l.read("glossary.toml", &glossary, true)
	p.Glossary = glossary.Term
	l.catalogue()
	l.compact()
	l.rules()
	l.inspection()
	l.synonyms()
}

// codes reads the code lists: those of the national classification, if the profile goes by
// it, and those in codes/, which stand in the place of lists of the same name.
func (l *loader) codes(classification bool) {
	if classification {
		files, err := fs.Glob(templates.FS, "classification/*.csv")
		for _, file := range files {
			var data []byte
			if data, err = fs.ReadFile(templates.FS, file); err == nil {
				l.codeList(file, data)
			}
		}
		if err != nil {
			l.once(Problem{"profile.toml", 1, "the classification cannot be read: " + err.Error()})
		}
	}
	for _, name := range l.folder("codes", ".csv") {
		file := path.Join("codes", name)
		if data, ok := l.open(file, false); ok {
			l.codeList(file, data)
		}
	}
}

// codeList reads a list. The columns are found by their header: code, name, and where they
// are known name_en, budget, from, to, grade, note.
func (l *loader) codeList(file string, data []byte) {
	wrong := func(line int, format string, args ...any) {
		l.problems = append(l.problems, Problem{file, line, fmt.Sprintf(format, args...)})
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	switch {
	case err != nil:
		wrong(1, "not a code list: %v", err)
		return
	case len(rows) == 0:
		wrong(1, "not a code list: the file is empty")
		return
	}
	column := map[string]int{}
	for i, h := range rows[0] {
		column[h] = i
	}
	if _, ok := column["code"]; !ok {
		if name := strings.TrimSuffix(path.Base(file), ".csv"); name == pairsList {
			l.pairs(file, rows)
		}
		return
	}
	c := newCodes(strings.TrimSuffix(path.Base(file), ".csv"))
	for i, r := range rows[1:] {
		cell := func(name string) string {
			if at, ok := column[name]; ok {
				return r[at]
			}
			return ""
		}
		year := func(name string) int {
			if cell(name) == "" {
				return 0
			}
			n, err := strconv.Atoi(cell(name))
			if err != nil {
				wrong(i+2, "%q is no year", cell(name))
			}
			return n
		}
		code := Code{Code: cell("code"), Name: cell("name"), English: cell("name_en"), Fund: cell("budget"),
			From: year("from"), To: year("to"), Grade: Grade(cell("grade")), Doubt: cell("note")}
		if _, twice := c.index[code.Code]; twice {
			wrong(i+2, "the code %s stands twice", code.Code)
		}
		l.nameCode(&code)
		c.add(code)
	}
	l.p.Codes[c.Name] = c
}

// nameCode makes one English name of those of the terms and of a list: the terms have the
// last word.
func (l *loader) nameCode(c *Code) {
	if en, ok := l.p.Terms[c.Name]; ok {
		c.English = en
	} else if c.English != "" {
		l.p.Terms[c.Name] = c.English
	}
}
