package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/ooxml"
)

// Archive is a workbook as the zip of parts it is. A copy that is to keep everything
// is made here and not with excelize: excelize writes every part anew, from what it
// knows of it. Parts that are not changed are copied as they are stored, and those
// that are changed are changed in the one place that matters.
type Archive struct {
	File    string
	z       *zip.Reader
	parts   map[string][]byte // read or changed, by name
	changed map[string]bool
	dropped map[string]bool
	Main    string // the part that lists the sheets
	Schema  string // what relationship types begin with; the strict format has its own
	Sheets  []SheetPart
	Ids     []string // relationship of each sheet
}

// Unpack opens the zip of a workbook and finds its sheets. Errors are *message.Error
// if the file is no workbook at all.
func Unpack(file string, data []byte) (*Archive, error) {
	a, err := admit(file, data)
	if err != nil {
		return nil, err
	}
	return a, a.find()
}

// find reads which part lists the sheets and which parts these are.
func (a *Archive) find() error {
	a.Main = "xl/workbook.xml"
	for _, r := range a.Rels("") {
		if schema, ok := strings.CutSuffix(r.Type, "/officeDocument"); ok {
			a.Main, a.Schema = r.Target, schema
		}
	}
	data, err := a.Text(a.Main)
	if err != nil {
		return err
	}
	target := map[string]string{}
	for _, r := range a.Rels(a.Main) {
		target[r.ID] = r.Target
	}
	return Walk(data, func(n Node) error {
		if n.Start == nil || n.Local() != "sheet" || n.Depth != 2 {
			return nil
		}
		id := ""
		for _, x := range n.Start.Attr {
			if x.Name.Local == "id" && x.Name.Space != "" {
				id = x.Value
			}
		}
		a.Sheets = append(a.Sheets, SheetPart{Attribute(*n.Start, "name"), target[id]})
		a.Ids = append(a.Ids, id)
		return nil
	})
}

// resolve finds the name under which a part is stored; names differ in case and
// slashes in files of some programs.
func (a *Archive) resolve(name string) string {
	if _, ok := a.parts[name]; ok {
		return name
	}
	plain := func(s string) string { return strings.ToLower(strings.TrimLeft(strings.ReplaceAll(s, `\`, "/"), "/")) }
	for _, f := range a.z.File {
		if plain(f.Name) == plain(name) {
			return f.Name
		}
	}
	return name
}

// Has says whether there is a part of a name.
func (a *Archive) Has(name string) bool {
	name = a.resolve(name)
	if _, ok := a.parts[name]; ok {
		return !a.dropped[name]
	}
	for _, f := range a.z.File {
		if f.Name == name {
			return !a.dropped[name]
		}
	}
	return false
}

// Part returns the bytes of a part.
func (a *Archive) Part(name string) ([]byte, error) {
	name = a.resolve(name)
	if p, ok := a.parts[name]; ok {
		return p, nil
	}
	for _, f := range a.z.File {
		if f.Name != name {
			continue
		}
		// Parts of XML are there already; this one was read to its end when it came in.
		in, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		defer in.Close()
		p, err := io.ReadAll(in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		a.parts[name] = p
		return p, nil
	}
	return nil, fmt.Errorf("%s is missing: %w", name, ErrCarry)
}

// Text returns a part of XML that can be changed in place: one in UTF-8.
func (a *Archive) Text(name string) ([]byte, error) {
	p, err := a.Part(name)
	if err != nil {
		return nil, err
	}
	head := strings.ToLower(string(p[:min(len(p), 200)]))
	if declared, rest, ok := strings.Cut(head, "?>"); ok && rest != "" && strings.Contains(declared, "encoding=") && !strings.Contains(declared, "utf-8") {
		return nil, fmt.Errorf("%s is not in UTF-8: %w", name, ErrCarry)
	}
	if bytes.HasPrefix(p, []byte{0xff, 0xfe}) || bytes.HasPrefix(p, []byte{0xfe, 0xff}) {
		return nil, fmt.Errorf("%s is not in UTF-8: %w", name, ErrCarry)
	}
	return p, nil
}

// forget drops the text of a part that nobody changed; Part reads it again.
func (a *Archive) forget(name string) {
	if !a.changed[name] {
		delete(a.parts, name)
	}
}

// Names lists the parts in order.
func (a *Archive) Names() []string {
	var names []string
	for _, f := range a.z.File {
		names = append(names, f.Name)
	}
	sort.Strings(names)
	return names
}

// Stamp is the profile and its version that the properties name, "" if they name none.
func (a *Archive) Stamp() (profile, version string) {
	p, err := a.Part("docProps/custom.xml")
	if err != nil {
		return "", ""
	}
	return StampOf(p)
}

// StampOf is Stamp of the text of the properties.
func StampOf(custom []byte) (profile, version string) {
	var props struct {
		Property []struct {
			Name string `xml:"name,attr"`
			Text string `xml:"lpwstr"`
		} `xml:"property"`
	}
	if xml.Unmarshal(custom, &props) != nil {
		return "", ""
	}
	for _, p := range props.Property {
		switch p.Name {
		case PropProfile:
			profile = p.Text
		case PropVersion:
			version = p.Text
		}
	}
	return profile, version
}

// Peek looks at the beginning of parts of a workbook that has not been checked, to learn
// what it is; nothing of it is data. A part that cannot be read is empty.
func Peek(data []byte, limit int64) func(name string) []byte {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return func(name string) []byte {
		if err != nil {
			return nil
		}
		for _, f := range z.File {
			if !strings.EqualFold(partName(f.Name), name) {
				continue
			}
			in, err := f.Open()
			if err != nil {
				return nil
			}
			defer in.Close()
			p, err := io.ReadAll(io.LimitReader(in, limit))
			if err != nil {
				return nil
			}
			if enc := encodingOf(p[:min(len(p), 256)]); enc != nil {
				if p, err = enc.NewDecoder().Bytes(p); err != nil {
					return nil
				}
				p = declared.ReplaceAll(p, []byte("$1"))
			}
			return p
		}
		return nil
	}
}

// Set changes a part or adds one.
func (a *Archive) Set(name string, data []byte) {
	name = a.resolve(name)
	a.parts[name] = data
	a.changed[name] = true
	delete(a.dropped, name)
}

// Drop leaves a part out.
func (a *Archive) Drop(name string) { a.dropped[a.resolve(name)] = true }

// Bytes writes the zip again: parts in their order, new ones behind them.
func (a *Archive) Bytes() ([]byte, error) {
	w := ooxml.NewWriter(ooxml.Fast)
	stored := map[string]bool{}
	for _, f := range a.z.File {
		var err error
		switch {
		case a.dropped[f.Name] || stored[f.Name]:
		case a.changed[f.Name]:
			err = w.Part(f.Name, a.parts[f.Name])
		default:
			err = w.Copy(f)
		}
		if err != nil {
			return nil, err
		}
		stored[f.Name] = true
	}
	var fresh []string
	for name := range a.changed {
		if !stored[name] && !a.dropped[name] {
			fresh = append(fresh, name)
		}
	}
	sort.Strings(fresh)
	for _, name := range fresh {
		if err := w.Part(name, a.parts[name]); err != nil {
			return nil, err
		}
	}
	return w.Bytes()
}

// Free is a name for a new part: {n} becomes the first number not taken.
func (a *Archive) Free(pattern string) string {
	for n := 1; ; n++ {
		if name := strings.ReplaceAll(pattern, "{n}", strconv.Itoa(n)); !a.Has(name) {
			return name
		}
	}
}

// Rels lists the relationships of a part, none if they cannot be read.
func (a *Archive) Rels(part string) []Relationship {
	p, err := a.Part(RelsPart(part))
	if err != nil {
		return nil
	}
	var x Relationships
	if xml.Unmarshal(p, &x) != nil {
		return nil
	}
	var all []Relationship
	for _, r := range x.Rel {
		all = append(all, Relationship{r.ID, r.Type, targetOf(part, r.Target)})
	}
	return all
}

// Relate adds a relationship from a part to another and returns its id.
func (a *Archive) Relate(part, kind, to string) (string, error) {
	name := RelsPart(part)
	taken := map[string]bool{}
	for _, r := range a.Rels(part) {
		taken[r.ID] = true
	}
	id := ""
	for n := 1; id == "" || taken[id]; n++ {
		id = "rIdBudgetbook" + strconv.Itoa(n)
	}
	schema := a.Schema
	if schema == "" {
		schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	}
	item := fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, id, schema, kind, relativeTarget(part, to))
	if !a.Has(name) {
		a.Set(name, []byte(ooxml.Head+
			`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+item+`</Relationships>`))
		return id, nil
	}
	return id, a.within(name, nil, "", item)
}

// relativeTarget is how a part leads to another. The whole name from the root is allowed as
// well, but some programs know only what Excel writes: ../comments1.xml.
func relativeTarget(part, to string) string {
	from, up := strings.Split(path.Dir(part), "/"), 0
	names := strings.Split(to, "/")
	for len(from) > 0 && len(names) > 1 && from[0] == names[0] {
		from, names = from[1:], names[1:]
	}
	if up = len(from); len(from) == 1 && from[0] == "." {
		up = 0
	}
	return strings.Repeat("../", up) + strings.Join(names, "/")
}

// within inserts elements into the root of a part, before the first of its children
// that must stand behind them, else at the end. The elements get the root's prefix.
func (a *Archive) within(name string, behind []string, from, items string) error {
	data, err := a.Text(name)
	if err != nil {
		return err
	}
	at, prefix, err := Child(data, After(behind, from))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	a.Set(name, Splice(data, []Edit{{at, at, Prefixed(items, prefix)}}))
	return nil
}

// Macros says whether the workbook is one with macros: not what other parts are, and not
// what a default says of an ending, but the type of the part that lists the sheets.
func (a *Archive) Macros() bool {
	data, err := a.Part(ooxml.ContentTypes)
	if err != nil {
		return false
	}
	var types struct {
		Default []struct {
			Extension   string `xml:"Extension,attr"`
			ContentType string `xml:"ContentType,attr"`
		} `xml:"Default"`
		Override []struct {
			PartName    string `xml:"PartName,attr"`
			ContentType string `xml:"ContentType,attr"`
		} `xml:"Override"`
	}
	if xml.Unmarshal(data, &types) != nil {
		return false
	}
	is := func(kind string) bool { return strings.Contains(strings.ToLower(kind), "macroenabled") }
	for _, o := range types.Override {
		if strings.EqualFold(strings.TrimPrefix(o.PartName, "/"), a.Main) {
			return is(o.ContentType)
		}
	}
	for _, d := range types.Default {
		if strings.EqualFold("."+d.Extension, path.Ext(a.Main)) {
			return is(d.ContentType)
		}
	}
	return false
}

// Declare says of what type a part is.
func (a *Archive) Declare(part, kind string) error {
	data, err := a.Text(ooxml.ContentTypes)
	if err != nil {
		return err
	}
	if bytes.Contains(data, []byte(`"/`+part+`"`)) {
		return nil
	}
	return a.within(ooxml.ContentTypes, nil, "", fmt.Sprintf(`<Override PartName="/%s" ContentType="%s"/>`, part, kind))
}

// DeclareVML says of what type drawings of notes are.
func (a *Archive) DeclareVML() error {
	data, err := a.Text(ooxml.ContentTypes)
	if err != nil {
		return err
	}
	if bytes.Contains(bytes.ToLower(data), []byte(`extension="vml"`)) {
		return nil
	}
	// Some readers want the defaults before the overrides.
	return a.within(ooxml.ContentTypes, []string{"Default", "Override"}, "Default",
		`<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>`)
}
