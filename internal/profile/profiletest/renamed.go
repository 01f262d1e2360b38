package profiletest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pelletier/go-toml/v2"

	"budgetbook/internal/filing"
	"budgetbook/internal/profile"
	"budgetbook/templates"
)

// What is put before every name: of ids, of Chinese and of English names. None of them
// stands in a text of shanxi, so that what a renamed profile says can be told apart from
// what shanxi says, and changed back.
const (
	idMark = "zq_"
	zhMark = "鼎"
	enMark = "Zq "
)

// Renamed is shanxi under other names: every path, id of a form, table, column and
// choice, and every name of a table, form, field, column and sheet differs. It is made
// of the files of shanxi, so that it is never out of date.
type Renamed struct {
	FS      fstest.MapFS
	Profile *profile.Profile
	Shanxi  *profile.Profile
}

// Rename makes the renamed profile.
func Rename(t testing.TB) *Renamed {
	t.Helper()
	source, err := fs.Sub(templates.FS, "shanxi")
	if err != nil {
		t.Fatal(err)
	}
	r := &Renamed{FS: fstest.MapFS{}, Shanxi: Shanxi(t)}
	n := newRenamer(r.Shanxi)
	err = fs.WalkDir(source, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(source, file)
		if err != nil {
			return err
		}
		if path.Ext(file) == ".toml" {
			if data, err = n.file(file, data); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		r.FS[file] = &fstest.MapFile{Data: data}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Profile = &profile.Profile{Name: r.Shanxi.Name}
	sample := r.FS["sample.json"]
	delete(r.FS, "sample.json") // its keys are those of the profile that is being made
	if r.Profile, err = profile.Load(r.FS); err != nil {
		t.Fatal(err)
	}
	r.FS["sample.json"] = &fstest.MapFile{Data: r.JSON(t, sample.Data)}
	if r.Profile, err = profile.Load(r.FS); err != nil {
		t.Fatal(err)
	}
	return r
}

// JSON is a filing of shanxi as one of the renamed profile.
func (r *Renamed) JSON(t testing.TB, data []byte) []byte {
	t.Helper()
	f, found, err := filing.Unmarshal(r.Shanxi.Schema(), r.Shanxi.Name, "filing", data)
	if err != nil || len(found) > 0 {
		t.Fatalf("not a filing of shanxi: %v %v", err, found)
	}
	out, err := filing.Marshal(r.Profile.Schema(), r.Filing(f))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Filing is a filing of shanxi as one of the renamed profile.
func (r *Renamed) Filing(f *filing.Filing) *filing.Filing {
	out := filing.New(r.Profile.Name, f.Year)
	for at, v := range f.Fields {
		if x := r.Shanxi.Field(at); x != nil && isChoice(x.Choices, v.Text) {
			v.Text = ID(v.Text)
		}
		out.Fields[ID(at)] = v
	}
	for at, list := range f.Lists {
		out.Lists[ID(at)] = list
	}
	for id, rows := range f.Tables {
		out.Tables[ID(id)] = r.rows(r.Shanxi.Table(id), rows)
	}
	return out
}

func (r *Renamed) rows(t *profile.Table, rows []filing.Row) []filing.Row {
	var out []filing.Row
	for _, row := range rows {
		x := filing.Row{Cells: map[string]filing.Value{}, Children: map[string][]filing.Row{}, At: row.At}
		for id, v := range row.Cells {
			if c := t.Column(id); c != nil && isChoice(c.Choices, v.Text) {
				v.Text = ID(v.Text)
			}
			x.Cells[ID(id)] = v
		}
		for key, children := range row.Children {
			x.Children[ID(key)] = r.rows(r.Shanxi.Child(t, key), children)
		}
		out = append(out, x)
	}
	return out
}

func isChoice(choices []profile.Choice, id string) bool {
	return slices.ContainsFunc(choices, func(c profile.Choice) bool { return c.ID == id })
}

// ID is the new name of an id or path of shanxi.
func ID(id string) string {
	if id == "" {
		return ""
	}
	parts := strings.Split(id, ".")
	for i := range parts {
		parts[i] = idMark + parts[i]
	}
	return strings.Join(parts, ".")
}

// Name is the new name of what shanxi calls by a Chinese name. The word approved figures
// begin with stays in front: what compares lists with workbooks knows it as a word.
func Name(zh string) string {
	if rest, ok := strings.CutPrefix(zh, "批复"); ok {
		return "批复" + zhMark + rest
	}
	return zhMark + zh
}

// Back says in the names of shanxi what was said in those of the renamed profile.
func Back(s string) string {
	return strings.NewReplacer(idMark, "", zhMark, "", enMark, "").Replace(s)
}

// renamer rewrites the files of shanxi.
type renamer struct {
	p       *profile.Profile
	tables  map[string]bool // Chinese names of tables, forms and lists
	columns map[string]bool // of columns and fields
	ids     map[string]bool // paths, their beginnings, ids of tables, columns and choices
}

func newRenamer(p *profile.Profile) *renamer {
	n := &renamer{p: p, tables: map[string]bool{}, columns: map[string]bool{}, ids: map[string]bool{}}
	id := func(s string) {
		for at := s; at != ""; {
			n.ids[at] = true
			i := strings.LastIndexByte(at, '.')
			at = at[:max(i, 0)]
		}
	}
	choices := func(list []profile.Choice) {
		for _, c := range list {
			id(c.ID)
		}
	}
	for _, f := range p.Forms {
		n.tables[f.Name.ZH] = true
		id(f.ID)
		for _, x := range f.Fields {
			n.columns[x.Name.ZH] = true
			id(x.Path)
			choices(x.Choices)
		}
	}
	for _, l := range p.Lists {
		n.tables[l.Name.ZH] = true
		id(l.Path)
	}
	for _, t := range p.Tables {
		n.tables[t.Name.ZH] = true
		id(t.ID)
		for _, c := range t.Columns {
			n.columns[c.Name.ZH] = true
			id(c.ID)
			id(t.ID + "." + c.ID)
			choices(c.Choices)
		}
	}
	return n
}

// kinds of values, by the keys that lead to them; * stands for any keys between.
type what int

const (
	asIs    what = iota
	anID         // an id or path, whole
	known        // an id if it is one of the profile's
	name         // a name as a text: a string, or zh and en
	table        // the Chinese name of a table
	column       // the Chinese name of a column
	formula      // with references
	rows         // tables of each, with 、 and groups
	listed       // of lists of rules: what it looks like
	example      // a value an example of a rule sets
	braces       // a text with {path}
)

// named says which values are names, file by file. The last key of a list is its own.
var named = map[string]map[string]what{
	"tables.toml": {
		"table.id": anID, "table.name": name, "table.column.id": anID, "table.column.name": name, "table.column.key": anID,
		"table.column.named": anID, "table.column.choices.id": anID, "table.group.column": anID, "table.group.listed": anID, "table.group.in": known, "table.group.not_in": known, "table.order_by": anID},
	"inputs.toml": {
		"form.id": anID, "form.name": name, "form.field.path": anID, "form.field.name": name, "form.field.choices.id": anID,
		"list.path": anID, "list.name": name, "records.id": anID, "records.name": name, "records.parent": anID, "records.key": anID,
		"records.after": anID, "records.column.id": anID, "records.column.name": name, "records.column.choices.id": anID, "records.group.column": anID},
	"workbook.toml": {"sheet.name": name, "sheet.id": anID, "sheet.forms": anID, "sheet.lists": anID},
	"document.toml": {"part.section.list": anID, "part.section.tables": anID},
	"figures.toml": {"figure.formula": formula, "figure.prior": formula, "figure.whole": formula, "figure.reason": anID, "figure.field": anID,
		"figure.table": anID, "figure.label": anID, "figure.amount": anID},
	"targets.toml": {"form.records": anID, "form.indicators": anID, "form.order": anID, "form.row.cells.field": anID, "form.grid.columns": anID, "form.foot.field": anID},
	"profile.toml": {"order": known},
	"roles.toml":   {"*": known},
	"carry.toml": {"keep": anID, "renew": anID, "same": anID, "look": anID, "hint": anID, "prior.path": anID, "prior.formula": formula,
		"records.id": anID, "records.period": anID, "records.attribute": anID, "records.keep": anID, "records.year": anID, "records.same": anID},
	"consolidate.toml": {"name": anID, "code": anID, "department": anID, "from.*": known, "set.*": known, "same": anID, "agree": anID, "sum": anID, "whole": anID,
		"prior": anID, "own": anID, "gather": anID, "drop": anID, "note.field": anID, "table.id": anID, "table.units": anID, "table.side.key": anID,
		"table.side.name": anID, "table.side.columns": anID, "records.id": anID, "records.unit": anID, "records.key": anID, "records.listed.*": anID,
		"transfer.from": anID, "transfer.to": anID, "transfer.amount": anID, "transfer.column.id": anID, "transfer.column.name": name, "transfer.column.choices.id": anID,
		"transfer.giver.table": anID, "transfer.giver.key": anID, "transfer.giver.column": anID, "transfer.giver.by": anID, "transfer.giver.else": anID,
		"transfer.record.of": anID, "transfer.record.where.*": known, "transfer.record.with": anID, "transfer.record.take.*": anID, "transfer.record.set.*": known},
	"compact.toml": {"names": anID, "kind": anID, "whole.*": known, "sheet.id": anID, "sheet.name": name, "records.id": anID, "records.name": name,
		"records.column.id": anID, "records.column.name": name, "records.column.choices.id": anID, "records.column.default": known, "records.column.pairs": anID,
		"also.from": anID, "also.as": anID, "also.needs": anID, "also.set.*": known, "table.id": anID, "table.fixed.column": anID, "table.fixed.of": anID,
		"table.fixed.where.*": known, "table.side.of": anID, "table.side.by": anID, "table.side.key": anID, "table.side.name": anID, "table.side.where.*": known,
		"table.side.copy.*": anID, "table.side.set.*": known, "table.side.order": anID, "table.side.else": anID, "table.side.cell.column": anID,
		"table.side.cell.where.*": known, "table.side.head.cells.*": braces},
	"synonyms.toml": {"scale": formula, "limit.field": anID, "limit.tables": table, "same.a": formula, "same.b": formula, "title.table": table,
		"column.tables": table, "column.name": column, "across": table, "row.tables": table, "joint.table": table, "joint.columns": column,
		"joint.shown.table": table, "joint.shown.columns": column},
	"inspection.toml": {}, "labels.toml": {}, "glossary.toml": {},
	"rules": {"rule.each": rows, "rule.part.each": rows, "rule.columns": column, "rule.part.columns": column, "rule.only.*": known, "rule.part.only.*": known,
		"rule.when": formula, "rule.part.when": formula, "rule.check": formula, "rule.part.check": formula, "rule.lists.*": listed, "rule.example.set.*": example},
}

// keyed are the tables whose keys are ids, or references of formulas.
var keyed = map[string][]string{
	"tables.toml":      {"table.row.cells"},
	"consolidate.toml": {"from", "set", "records.listed", "transfer.record.where", "transfer.record.take", "transfer.record.set"},
	"compact.toml": {"units", "whole", "also.set", "table.fixed.where", "table.side.where", "table.side.copy", "table.side.set", "table.side.cell.where",
		"table.side.head.cells"},
	"synonyms.toml": {"limit.most"},
	"rules":         {"rule.only", "rule.part.only", "rule.example.set"},
}

// file rewrites a TOML file.
func (n *renamer) file(file string, data []byte) ([]byte, error) {
	var v map[string]any
	if err := toml.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	kind := file
	if path.Dir(file) == "rules" {
		kind = "rules"
	}
	if named[kind] == nil {
		return nil, fmt.Errorf("nothing is said of the names in this file")
	}
	var b strings.Builder
	for _, k := range sorted(v) {
		fmt.Fprintf(&b, "%s = %s\n", strconv.Quote(k), n.value(kind, k, v[k]))
	}
	return []byte(b.String()), nil
}

// is finds what the value at a path is.
func is(kind, at string) what {
	all := named[kind]
	if w, ok := all[at]; ok {
		return w
	}
	for cut := len(at); cut >= 0; cut = strings.LastIndexByte(at[:cut], '.') {
		if w, ok := all[strings.TrimPrefix(at[:cut]+".*", ".")]; ok && cut < len(at) {
			return w
		}
		if cut == 0 {
			break
		}
	}
	if w, ok := all["*"]; ok {
		return w
	}
	return asIs
}

// value writes a value as TOML on one line.
func (n *renamer) value(kind, at string, v any) string {
	switch v := v.(type) {
	case map[string]any:
		if is(kind, at) == name {
			return n.text(v["zh"].(string), v["en"].(string))
		}
		var parts []string
		for _, k := range sorted(v) {
			key := k
			if slices.Contains(keyed[kind], at) {
				key = n.key(k)
			}
			parts = append(parts, strconv.Quote(key)+" = "+n.value(kind, at+"."+k, v[k]))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, n.value(kind, at, x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if is(kind, at) == name {
			en, _ := n.p.English(v)
			return n.text(v, en)
		}
		return strconv.Quote(n.string(is(kind, at), v))
	}
	return fmt.Sprint(v)
}

func (n *renamer) text(zh, en string) string {
	return "{ zh = " + strconv.Quote(Name(zh)) + ", en = " + strconv.Quote(enMark+en) + " }"
}

func (n *renamer) string(w what, s string) string {
	switch w {
	case anID:
		return ID(s)
	case known, example:
		if n.ids[s] {
			return ID(s)
		}
	case table:
		return Name(s)
	case column:
		if n.columns[s] {
			return Name(s)
		}
	case formula:
		return n.formula(s)
	case rows:
		all := strings.Split(s, "、")
		for i := range all {
			all[i] = Name(all[i])
		}
		return strings.Join(all, "、")
	case braces:
		if at := strings.Trim(s, "{}"); n.ids[at] {
			return strings.Replace(s, at, ID(at), 1)
		}
	case listed:
		parts := strings.Split(s, "/")
		switch {
		case n.tables[s]:
			return Name(s)
		case len(parts) == 3 && n.tables[parts[0]]:
			return Name(parts[0]) + "/" + Name(parts[1]) + "/" + Name(parts[2])
		case n.ids[s]:
			return ID(s)
		}
		return n.formula(s)
	}
	return s
}

var (
	reference = regexp.MustCompile(`([^\s\[\]()+\-*/=<>,]+)\[([^\[\]]*)\]`)
	jsonPath  = regexp.MustCompile(`^[a-z0-9_]+([.\[][a-z0-9_.\[\]]+)?$`)
)

// formula rewrites the references of a formula.
func (n *renamer) formula(s string) string {
	return reference.ReplaceAllStringFunc(s, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		t := m[1]
		if !n.tables[t] && t != profile.This {
			return ref
		}
		if n.tables[t] {
			t = Name(t)
		}
		at := strings.LastIndex(m[2], ", ")
		if at < 0 { // a form
			return t + "[" + Name(m[2]) + "]"
		}
		row, c := m[2][:at], m[2][at+2:]
		if n.columns[c] {
			c = Name(c)
		}
		group, rest, has := strings.Cut(row, ":")
		if !has {
			group, rest = "", row
		} else {
			group += ":"
		}
		if by, value, ok := strings.Cut(rest, "="); ok && n.columns[by] {
			rest = Name(by) + "=" + value
		}
		if from, ok := strings.CutPrefix(rest, profile.Current); ok && n.columns[from] {
			rest = profile.Current + Name(from)
		}
		return t + "[" + group + rest + ", " + c + "]"
	})
}

// key rewrites a key that is a path, an id, a path into the JSON, or a reference.
func (n *renamer) key(s string) string {
	switch {
	case n.ids[s]:
		return ID(s)
	case jsonPath.MatchString(s):
		parts := strings.Split(s, ".")
		for i, p := range parts {
			if i > 0 || p != "tables" {
				parts[i] = idMark + p
			}
		}
		return strings.Join(parts, ".")
	}
	return n.formula(s)
}

func sorted(m map[string]any) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
