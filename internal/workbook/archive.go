package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/message"
)

// archive is a workbook as the zip of parts it is. A copy that is to keep everything
// is made here and not with excelize: excelize writes every part anew, from what it
// knows of it. Parts that are not changed are copied as they are stored, and those
// that are changed are changed in the one place that matters.
type archive struct {
	file    string
	z       *zip.Reader
	parts   map[string][]byte // read or changed, by name
	changed map[string]bool
	dropped map[string]bool
	main    string // the part that lists the sheets
	schema  string // what relationship types begin with; the strict format has its own
	sheets  []sheetPart
	ids     []string // relationship of each sheet
}

// errCarry says that a part is not as the format prescribes, so that it cannot be
// changed without harm.
var errCarry = errors.New("cannot be changed")

// unpack opens the zip of a workbook and finds its sheets. Errors are *message.Error
// if the file is no workbook at all.
func unpack(file string, data []byte) (*archive, error) {
	if id := foreign(data); id != "" {
		return nil, message.Errorf(nil, id, "file", file)
	}
	if len(data) > maxFile {
		return nil, message.Errorf(nil, "open.large", "file", file)
	}
	if err := inspect(file, data); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, message.Errorf(err, "open.truncated", "file", file)
	}
	a := &archive{file: file, z: z, parts: map[string][]byte{}, changed: map[string]bool{}, dropped: map[string]bool{}}
	return a, a.find()
}

// find reads which part lists the sheets and which parts these are.
func (a *archive) find() error {
	a.main = "xl/workbook.xml"
	for _, r := range a.rels("") {
		if schema, ok := strings.CutSuffix(r.Type, "/officeDocument"); ok {
			a.main, a.schema = r.Target, schema
		}
	}
	data, err := a.text(a.main)
	if err != nil {
		return err
	}
	target := map[string]string{}
	for _, r := range a.rels(a.main) {
		target[r.ID] = r.Target
	}
	return walk(data, func(n node) error {
		if n.start == nil || n.local() != "sheet" || n.depth != 2 {
			return nil
		}
		id := ""
		for _, x := range n.start.Attr {
			if x.Name.Local == "id" && x.Name.Space != "" {
				id = x.Value
			}
		}
		a.sheets = append(a.sheets, sheetPart{attr(*n.start, "name"), target[id]})
		a.ids = append(a.ids, id)
		return nil
	})
}

// resolve finds the name under which a part is stored; names differ in case and
// slashes in files of some programs.
func (a *archive) resolve(name string) string {
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

func (a *archive) has(name string) bool {
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

// part returns the bytes of a part.
func (a *archive) part(name string) ([]byte, error) {
	name = a.resolve(name)
	if p, ok := a.parts[name]; ok {
		return p, nil
	}
	for _, f := range a.z.File {
		if f.Name != name {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		defer in.Close()
		p, err := io.ReadAll(io.LimitReader(in, maxUnzip+1))
		if err == nil && len(p) > maxUnzip {
			err = errCarry
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		a.parts[name] = p
		return p, nil
	}
	return nil, fmt.Errorf("%s is missing: %w", name, errCarry)
}

// text returns a part of XML that can be changed in place: one in UTF-8.
func (a *archive) text(name string) ([]byte, error) {
	p, err := a.part(name)
	if err != nil {
		return nil, err
	}
	head := strings.ToLower(string(p[:min(len(p), 200)]))
	if declared, rest, ok := strings.Cut(head, "?>"); ok && rest != "" && strings.Contains(declared, "encoding=") && !strings.Contains(declared, "utf-8") {
		return nil, fmt.Errorf("%s is not in UTF-8: %w", name, errCarry)
	}
	if bytes.HasPrefix(p, []byte{0xff, 0xfe}) || bytes.HasPrefix(p, []byte{0xfe, 0xff}) {
		return nil, fmt.Errorf("%s is not in UTF-8: %w", name, errCarry)
	}
	return p, nil
}

// set changes a part or adds one.
func (a *archive) set(name string, data []byte) {
	name = a.resolve(name)
	a.parts[name] = data
	a.changed[name] = true
	delete(a.dropped, name)
}

// drop leaves a part out.
func (a *archive) drop(name string) { a.dropped[a.resolve(name)] = true }

// bytes writes the zip again: parts in their order, new ones behind them.
func (a *archive) bytes() ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	add := func(name string) error {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch})
		if err == nil {
			_, err = f.Write(a.parts[name])
		}
		return err
	}
	stored := map[string]bool{}
	for _, f := range a.z.File {
		var err error
		switch {
		case a.dropped[f.Name] || stored[f.Name]:
		case a.changed[f.Name]:
			err = add(f.Name)
		default:
			err = w.Copy(f)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
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
		if err := add(name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// free is a name for a new part: {n} becomes the first number not taken.
func (a *archive) free(pattern string) string {
	for n := 1; ; n++ {
		if name := strings.ReplaceAll(pattern, "{n}", strconv.Itoa(n)); !a.has(name) {
			return name
		}
	}
}

// rel is one relationship of a part; Target is the part it leads to.
type rel struct{ ID, Type, Target string }

func relsPart(part string) string {
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

// rels lists the relationships of a part, none if they cannot be read.
func (a *archive) rels(part string) []rel {
	p, err := a.part(relsPart(part))
	if err != nil {
		return nil
	}
	var x xmlRels
	if xml.Unmarshal(p, &x) != nil {
		return nil
	}
	var all []rel
	for _, r := range x.Rel {
		to := path.Join(path.Dir(part), r.Target)
		if strings.HasPrefix(r.Target, "/") {
			to = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
		all = append(all, rel{r.ID, r.Type, to})
	}
	return all
}

// relate adds a relationship from a part to another and returns its id.
func (a *archive) relate(part, kind, to string) (string, error) {
	name := relsPart(part)
	taken := map[string]bool{}
	for _, r := range a.rels(part) {
		taken[r.ID] = true
	}
	id := ""
	for n := 1; id == "" || taken[id]; n++ {
		id = "rIdBudgetbook" + strconv.Itoa(n)
	}
	schema := a.schema
	if schema == "" {
		schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	}
	item := fmt.Sprintf(`<Relationship Id="%s" Type="%s/%s" Target="/%s"/>`, id, schema, kind, to)
	if !a.has(name) {
		a.set(name, []byte(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+
			`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+item+`</Relationships>`))
		return id, nil
	}
	return id, a.within(name, nil, "", item)
}

// within inserts elements into the root of a part, before the first of its children
// that must stand behind them, else at the end. The elements get the root's prefix.
func (a *archive) within(name string, behind []string, from, items string) error {
	data, err := a.text(name)
	if err != nil {
		return err
	}
	at, prefix, err := child(data, after(behind, from))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	a.set(name, splice(data, []edit{{at, at, prefixed(items, prefix)}}))
	return nil
}

// after lists what stands behind a name in an order.
func after(order []string, name string) map[string]bool {
	later, seen := map[string]bool{}, false
	for _, x := range order {
		if seen {
			later[x] = true
		}
		seen = seen || x == name
	}
	return later
}

const contentTypes = "[Content_Types].xml"

// declare says of what type a part is.
func (a *archive) declare(part, kind string) error {
	data, err := a.text(contentTypes)
	if err != nil {
		return err
	}
	if bytes.Contains(data, []byte(`"/`+part+`"`)) {
		return nil
	}
	return a.within(contentTypes, nil, "", fmt.Sprintf(`<Override PartName="/%s" ContentType="%s"/>`, part, kind))
}

// declareVML says of what type drawings of notes are.
func (a *archive) declareVML() error {
	data, err := a.text(contentTypes)
	if err != nil {
		return err
	}
	if bytes.Contains(bytes.ToLower(data), []byte(`extension="vml"`)) {
		return nil
	}
	// Some readers want the defaults before the overrides.
	return a.within(contentTypes, []string{"Default", "Override"}, "Default",
		`<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>`)
}
