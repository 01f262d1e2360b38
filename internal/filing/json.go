package filing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// Marshal writes a filing as JSON: keys in the order of the schema, two blanks of
// indentation, a final newline.
func Marshal(root *Node, f *Filing) ([]byte, error) {
	w := &writer{f: f}
	o := ordered{{"schema", Version}, {"profile", f.Profile}}
	o = append(o, w.object(root, nil)...)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(o); err != nil {
		return nil, fmt.Errorf("write filing: %w", err)
	}
	return b.Bytes(), nil
}

type writer struct{ f *Filing }

// object writes the children of a node: of a row if there is one, else of the filing.
func (w *writer) object(n *Node, row *Row) ordered {
	o := ordered{}
	for _, c := range n.Children {
		if v, ok := w.value(c, row); ok {
			o = append(o, member{c.Key, v})
		}
	}
	return o
}

// value returns what a node holds; ok is false if it is to be left out.
func (w *writer) value(n *Node, row *Row) (v any, ok bool) {
	switch n.Kind {
	case Object:
		o := w.object(n, row)
		return o, len(o) > 0 || !n.Optional
	case Paragraphs:
		list := []string{}
		for _, p := range w.f.Lists[n.Path] {
			list = append(list, p.Text)
		}
		return list, len(list) > 0 || !n.Optional
	case Records:
		rows := w.f.Tables[n.Table]
		if row != nil {
			rows = row.Children[n.Table]
		}
		list := []ordered{}
		for i := range rows {
			list = append(list, w.object(n, &rows[i]))
		}
		return list, len(list) > 0 || !n.Optional
	case Integer:
		return w.f.Year, true
	}
	value := w.f.Fields[n.Path]
	if row != nil {
		value = row.Cells[n.Path]
	}
	if value.State() == Absent {
		return nil, false
	}
	text := value.Text
	if n.Exact {
		text = value.Exact
	}
	return text, text != "" || !n.Optional
}

// maxDepth bounds the nesting of the JSON; a filing has five levels.
const maxDepth = 32

// Bounds of what a filing holds, in a workbook or as JSON.
const (
	MaxRows     = 6000   // of one table, or of a sheet
	MaxText     = 32_767 // UTF-16 units of a text: what a cell can hold
	maxAllRows  = 40_000
	maxFindings = 10_000
)

// errLarge ends the reading of data beyond the bounds; over says where.
var errLarge = errors.New("beyond the bounds of a filing")

// errNoObject says that JSON is something else than an object, which every filing is.
var errNoObject = errors.New("no JSON object")

// tooLong says whether a text is longer than a cell can hold.
func tooLong(s string) bool {
	const bytesOfUnit = 3 // at most, in UTF-8
	return len(s) > MaxText && (len(s) > bytesOfUnit*MaxText || len(utf16.Encode([]rune(s))) > MaxText)
}

// Unmarshal reads a filing. What is missing is not refused; unknown keys, keys that
// stand twice and values of the wrong kind are findings with their path. The error
// is a *message.Error if the text is not JSON or not a filing at all.
func Unmarshal(root *Node, profile, name string, data []byte) (*Filing, []finding.Finding, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	r := &reader{dec: json.NewDecoder(bytes.NewReader(data)), data: data, file: name, f: New(profile, 0)}
	r.dec.UseNumber()
	if i := invalidByte(data); i >= 0 {
		// The decoder would put U+FFFD for every byte it cannot read.
		line := 1 + bytes.Count(data[:i], []byte("\n"))
		var why error = message.Errorf(nil, "cause-no-utf8")
		if !utf8.FullRune(data[i:]) { // it breaks off within a character
			why = io.ErrUnexpectedEOF
		}
		return nil, nil, message.Errorf(why, "not-json", "file", name, "line", strconv.Itoa(line))
	}
	err := r.document(root)
	switch {
	case errors.Is(err, errLarge):
		return nil, nil, message.Errorf(nil, "json-large", "file", name, "path", r.over, "line", strconv.Itoa(r.line()))
	case errors.Is(err, errNoObject):
		return nil, nil, message.Errorf(nil, "json-other", "file", name)
	case err != nil:
		return nil, nil, message.Errorf(err, "not-json", "file", name, "line", strconv.Itoa(r.line()))
	}
	if r.f.Text("schema") != Version {
		return nil, nil, message.Errorf(nil, "not-filing", "file", name, "schema", r.f.Text("schema"), "want", Version)
	}
	if got := r.f.Text("profile"); got != profile {
		r.report(finding.OtherProfile, "profile", "profile", got, "want", profile)
	}
	r.rounded()
	r.settledNotes()
	delete(r.f.Fields, "schema")
	delete(r.f.Fields, "profile")
	return r.f, r.found, nil
}

// invalidByte returns the offset of the first byte that is not UTF-8, or -1.
func invalidByte(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// Peek returns the profile a JSON filing names, "" if it names none.
func Peek(data []byte) string {
	var head struct {
		Profile string `json:"profile"`
	}
	if json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &head) != nil {
		return ""
	}
	return head.Profile
}

type reader struct {
	done  settling
	dec   *json.Decoder
	data  []byte
	file  string
	f     *Filing
	found []finding.Finding
	fine  []roundedAmounts

	rows int    // so far
	over string // the path that goes beyond the bounds
}

// roundedAmounts counts the amounts of one table or group of fields that were rounded.
type roundedAmounts struct {
	group, first string
	n            int
}

func (r *reader) line() int {
	return 1 + bytes.Count(r.data[:min(int(r.dec.InputOffset()), len(r.data))], []byte("\n"))
}

func (r *reader) place(path string) finding.Place { return finding.Place{File: r.file, Path: path} }

func (r *reader) report(code, path string, kv ...string) {
	r.found = append(r.found, finding.New(code, finding.Error, r.place(path), append(kv, "path", path)...))
}

func (r *reader) document(root *Node) error {
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errNoObject
	}
	top := *root
	top.Children = append([]*Node{{Key: "schema", Path: "schema", Kind: Text}, {Key: "profile", Path: "profile", Kind: Text}}, root.Children...)
	if err := r.object(&top, nil, "", 1); err != nil {
		return err
	}
	if r.over != "" {
		return errLarge
	}
	if _, err := r.dec.Token(); err != io.EOF {
		return message.Errorf(nil, "cause-json-after")
	}
	return nil
}

// object reads the members of an object whose opening brace has been read.
func (r *reader) object(n *Node, row *Row, path string, depth int) error {
	seen := map[string]bool{}
	for r.dec.More() {
		if len(r.found) > maxFindings && r.over == "" {
			r.over = r.found[maxFindings].Places[0].Path
		}
		if r.over != "" {
			return errLarge
		}
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		key := t.(string)
		at := key
		if path != "" {
			at = path + "." + key
		}
		c := n.child(key)
		switch {
		case c == nil:
			r.report(finding.KeyUnknown, at, "key", key)
			if err := r.skip(); err != nil {
				return err
			}
			continue
		case seen[key]:
			r.report(finding.KeyTwice, at, "key", key)
		}
		seen[key] = true
		if err := r.value(c, row, at, depth); err != nil {
			return err
		}
	}
	_, err := r.dec.Token() // the closing brace
	return err
}

func (r *reader) value(n *Node, row *Row, path string, depth int) error {
	if depth > maxDepth {
		return message.Errorf(nil, "cause-json-deep")
	}
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	switch n.Kind {
	case Object:
		if t == json.Delim('{') {
			return r.object(n, row, path, depth+1)
		}
	case Paragraphs:
		if t == json.Delim('[') {
			return r.paragraphs(n, path)
		}
	case Records:
		if t == json.Delim('[') {
			return r.records(n, row, path, depth)
		}
	case Integer:
		if x, ok := t.(json.Number); ok {
			if year, err := strconv.Atoi(x.String()); err == nil && year > 1900 && year < 10000 {
				r.f.Year = year
				r.f.Fields[n.Path] = Value{Text: strconv.Itoa(year), At: r.place(path)}
				return nil
			}
		}
	case Text:
		if s, ok := t.(string); ok {
			r.text(n, row, path, s)
			return nil
		}
	}
	r.report(finding.WrongKind, path, "want", kindNames[n.Kind])
	return r.close(t)
}

// kindNames are the JSON words for what was expected.
var kindNames = [...]string{"object", "string", "integer", "array of strings", "array of objects"}

func (r *reader) text(n *Node, row *Row, path, s string) {
	if tooLong(s) {
		r.over = path
		return
	}
	if r.printable(path, s) {
		s = r.settled(path, s, n)
	}
	if n.Number {
		r.number(path, s)
	}
	if n.Canon != nil {
		s = n.Canon(s)
	}
	if len(n.Enum) > 0 && s != "" && !slices.Contains(n.Enum, s) {
		r.report(finding.NotAChoice, path, "value", s, "choices", strings.Join(n.Enum, ", "))
	}
	cells := r.f.Fields
	if row != nil {
		cells = row.Cells
	}
	v := cells[n.Path]
	if v.At == (finding.Place{}) || !n.Exact {
		v.At = r.place(path)
	}
	d, err := amount.Parse(s)
	switch number := err == nil && !d.Blank; {
	case n.Exact && number:
		printed, exact := amount.Printed(d.Value)
		if v.Exact = exact; v.Text == "" {
			v.Text = printed
		} else {
			r.agree(v.Text, s, path)
		}
	case n.Exact:
	case n.Cents && number:
		printed, exact := amount.Printed(d.Value)
		if v.Text = printed; exact != "" {
			v.Exact = exact
			r.round(path)
		} else if v.Exact != "" {
			r.agree(v.Text, v.Exact, path)
		}
	default:
		v.Text = s
	}
	cells[n.Path] = v
}

// halfStep is how far an amount may be from its exact one, in 万元: a total that was added
// up from rounded amounts is off by the sum of their roundings.
var halfStep = decimal.New(5, -1)

// agree reports an exact amount that is not that of its value.
func (r *reader) agree(text, exact, path string) {
	a, err := amount.Parse(text)
	b, err2 := amount.Parse(exact)
	if err == nil && err2 == nil && a.Value.Sub(b.Value).Abs().GreaterThan(halfStep) {
		r.report(finding.NotThatRounded, path, "value", text, "exact", exact)
	}
}

// round counts an amount of more than two decimals for its table.
func (r *reader) round(path string) {
	group := path
	if i := strings.IndexByte(path, '['); i >= 0 {
		group = path[:i]
	} else if i := strings.LastIndexByte(path, '.'); i >= 0 {
		group = path[:i]
	}
	for i := range r.fine {
		if r.fine[i].group == group {
			r.fine[i].n++
			return
		}
	}
	r.fine = append(r.fine, roundedAmounts{group, path, 1})
}

// rounded notes which amounts were rounded, once for each table.
func (r *reader) rounded() {
	for _, x := range r.fine {
		r.found = append(r.found, finding.New(finding.PrintedRounded, finding.Note, r.place(x.first), "path", x.first, "group", x.group, "n", strconv.Itoa(x.n)))
	}
}

// printable reports the first control character of a text that is no blank or line end.
func (r *reader) printable(path, s string) bool {
	i := strings.IndexFunc(s, func(c rune) bool { return c < 0x20 && c != '\n' && c != '\r' && c != '\t' })
	if i >= 0 {
		r.report(finding.ControlCharacter, path, "char", fmt.Sprintf("U+%04X", s[i]))
	}
	return i < 0
}

// number reports a text that is no number.
func (r *reader) number(path, s string) {
	if _, err := amount.Parse(s); err != nil {
		r.report(finding.NotANumber, path, "value", s)
	}
}

func (r *reader) paragraphs(n *Node, path string) error {
	for i := 0; r.dec.More(); i++ {
		at := fmt.Sprintf("%s[%d]", path, i)
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		s, ok := t.(string)
		if !ok {
			r.report(finding.WrongKind, at, "want", kindNames[Text])
			if err := r.close(t); err != nil {
				return err
			}
			continue
		}
		if tooLong(s) || i >= MaxRows {
			r.over = at
			return errLarge
		}
		if r.printable(at, s) {
			s = r.settled(at, s, n)
		}
		r.f.Lists[n.Path] = append(r.f.Lists[n.Path], Value{Text: s, At: r.place(at)})
	}
	_, err := r.dec.Token()
	return err
}

func (r *reader) records(n *Node, parent *Row, path string, depth int) error {
	var rows []Row
	for i := 0; r.dec.More(); i++ {
		at := fmt.Sprintf("%s[%d]", path, i)
		if r.rows++; i >= MaxRows || r.rows > maxAllRows {
			r.over = at
			return errLarge
		}
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		if t != json.Delim('{') {
			r.report(finding.WrongKind, at, "want", kindNames[Object])
			if err := r.close(t); err != nil {
				return err
			}
			continue
		}
		row := Row{Cells: map[string]Value{}, Children: map[string][]Row{}, At: r.place(at)}
		if err := r.object(n, &row, at, depth+1); err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if parent != nil {
		parent.Children[n.Table] = rows
	} else {
		r.f.Tables[n.Table] = rows
	}
	_, err := r.dec.Token()
	return err
}

// skip reads over one value.
func (r *reader) skip() error {
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	return r.close(t)
}

// close reads to the end of a value whose first token is t.
func (r *reader) close(t json.Token) error {
	for depth := 0; ; {
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth <= 0 {
			return nil
		}
		var err error
		if t, err = r.dec.Token(); err != nil {
			return err
		}
	}
}
