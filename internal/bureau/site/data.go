package site

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/harmless"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// byteOrderMark begins every CSV file: without it the office programs most readers
// have take Chinese in UTF-8 for another encoding.
const byteOrderMark = "\ufeff"

// column is one column of a CSV file.
type column struct {
	name  string
	title profile.Text
	typ   profile.Type
	enum  []string
}

// csvTable is one table as CSV, of one unit or of all.
type csvTable struct {
	table  *profile.Table // nil: the list of units
	parent *profile.Table
	file   string
	cols   []column
	data   []byte
	rows   int
}

// openTables are the tables that are given away: those the document prints, and the
// records its forms are made of. The filing as JSON has everything else.
func openTables(p *profile.Profile) []*profile.Table {
	var out []*profile.Table
	for _, t := range p.Tables {
		if t.Printed() {
			out = append(out, t)
		}
	}
	if p.Targets != nil {
		if t := p.Table(p.Targets.Records); t != nil {
			out = append(append(out, t), p.Children(t)...)
		}
	}
	return out
}

func textOf(zh, en string) profile.Text { return profile.Text{Text: message.Text{ZH: zh, EN: en}} }

func catalogueText(id string) profile.Text {
	return textOf(message.Say(message.ZH, id, nil), message.Say(message.EN, id, nil))
}

// unitColumns are the columns that say which disclosure a row belongs to. They bear the names
// of the fields they are taken from.
func unitColumns(r *profile.Roles) []column {
	say := func(name, id string, typ profile.Type) column {
		return column{name: name, title: catalogueText(id), typ: typ}
	}
	return []column{say("disclosure", "site-col-disclosure", profile.TextType), say(cmp.Or(r.Unit.Code, "code"), "site-col-code", profile.CodeType),
		say(r.Unit.Name, "site-col-name", profile.TextType), say(cmp.Or(r.Year, "year"), "site-col-year", profile.YearType)}
}

func (u *unit) whose() []string {
	return []string{u.slug, u.code, u.name, strconv.Itoa(u.year)}
}

// tableColumns are those of a table: the number of the row, by which the HTML edition can
// be linked to, and all the table has, also what is not printed.
func tableColumns(t, parent *profile.Table) []column {
	var cols []column
	if parent != nil {
		cols = append(cols, column{name: "parent_row", title: catalogueText("site-col-parent"), typ: profile.IntType})
	}
	cols = append(cols, column{name: "row", title: catalogueText("site-col-row"), typ: profile.IntType})
	for i := range t.Columns {
		c := &t.Columns[i]
		x := column{name: c.ID, title: c.Name, typ: c.Type}
		for _, v := range c.Choices {
			x.enum = append(x.enum, v.ID)
		}
		cols = append(cols, x)
	}
	return cols
}

// tableRecords are the rows of a table of a filing as texts, in the order of columns.
func tableRecords(f *filing.Filing, t, parent *profile.Table) [][]string {
	var out [][]string
	add := func(rows []filing.Row, first ...string) {
		for i, r := range rows {
			line := append(slices.Clone(first), strconv.Itoa(i+1))
			for j := range t.Columns {
				line = append(line, t.Columns[j].Type.Canon(r.Text(t.Columns[j].ID)))
			}
			out = append(out, line)
		}
	}
	if parent == nil {
		add(f.Tables[t.ID])
		return out
	}
	for i, r := range f.Tables[parent.ID] {
		add(r.Children[t.Key], strconv.Itoa(i+1))
	}
	return out
}

// fileOf is the name of the file of a table.
func fileOf(t *profile.Table) string {
	var b strings.Builder
	for _, r := range strings.ToLower(t.ID) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	return b.String() + ".csv"
}

// writeCSV writes records after RFC 4180: a header, commas, CR LF. A text that a
// spreadsheet might take for a formula has an apostrophe before it; a number has none.
func writeCSV(cols []column, rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(cols))
	for i, c := range cols {
		head[i] = c.name
	}
	if err := w.Write(head); err != nil {
		return nil, err
	}
	for _, r := range rows {
		for i, c := range cols {
			if c.kind() == "string" || !number.MatchString(r[i]) {
				r[i] = harmless.CSV(r[i])
			}
		}
		if err := w.Write(r); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// number is what stands in a column of numbers, dates or years.
var number = regexp.MustCompile(`^-?[0-9][0-9.-]*$`)

// unitData are the data of one disclosure: the filing, its tables, and what they are.
func (s *site) unitData(u *unit) ([]siteFile, []csvTable, error) {
	files := []siteFile{{u.slug + ".json", u.json}}
	var tables []csvTable
	for _, t := range openTables(u.profile) {
		c := csvTable{table: t, file: fileOf(t)}
		if t.Parent != "" {
			c.parent = u.profile.Table(t.Parent)
		}
		c.cols = tableColumns(t, c.parent)
		rows := tableRecords(u.filing, t, c.parent)
		var err error
		if c.data, err = writeCSV(c.cols, rows); err != nil {
			return nil, nil, err
		}
		c.rows = len(rows)
		tables = append(tables, c)
		files = append(files, siteFile{c.file, c.data})
	}
	w := wordsIn(s.opt.Lang)
	desc, err := s.descriptor(w, "budget-"+u.slug, u.titled(w), tables, false)
	if err != nil {
		return nil, nil, err
	}
	return append(files, siteFile{"datapackage.json", desc}), tables, nil
}

// tablesOfAll are the tables of all disclosures of one profile, and the list of these.
func tablesOfAll(p *profile.Profile, units []*unit) ([]csvTable, error) {
	list := csvTable{file: "disclosures.csv", cols: unitColumns(&p.Roles)}
	var paths []*profile.Field
	for _, f := range p.Forms {
		for i := range f.Fields {
			x := &f.Fields[i]
			if x.Type == profile.LongType || slices.ContainsFunc(list.cols, func(c column) bool { return c.name == x.Path }) {
				continue
			}
			paths = append(paths, x)
			c := column{name: x.Path, title: x.Name, typ: x.Type}
			for _, v := range x.Choices {
				c.enum = append(c.enum, v.ID)
			}
			list.cols = append(list.cols, c)
		}
	}
	var rows [][]string
	for _, u := range units {
		line := u.whose()
		for _, x := range paths {
			line = append(line, x.Type.Canon(u.filing.Text(x.Path)))
		}
		rows = append(rows, line)
	}
	var err error
	if list.data, err = writeCSV(list.cols, rows); err != nil {
		return nil, err
	}
	list.rows = len(rows)
	out := []csvTable{list}
	for _, t := range openTables(p) {
		c := csvTable{table: t, file: fileOf(t)}
		if t.Parent != "" {
			c.parent = p.Table(t.Parent)
		}
		c.cols = append(unitColumns(&p.Roles), tableColumns(t, c.parent)...)
		var rows [][]string
		for _, u := range units {
			for _, r := range tableRecords(u.filing, t, c.parent) {
				rows = append(rows, append(u.whose(), r...))
			}
		}
		if c.data, err = writeCSV(c.cols, rows); err != nil {
			return nil, err
		}
		c.rows = len(rows)
		out = append(out, c)
	}
	return out, nil
}

// title is how a table is called on pages and in the descriptor.
func (t csvTable) title(w *words) string {
	first, second := t.titles(w)
	if second != "" {
		return first + " / " + second
	}
	return first
}

// titles are what a table is called, and the same in English on a page that speaks
// both languages.
func (t csvTable) titles(w *words) (first, second string) {
	if w.Lang != message.Both {
		return t.titleIn(w.Lang), ""
	}
	first, second = t.titleIn(message.ZH), t.titleIn(message.EN)
	if first == second {
		second = ""
	}
	return first, second
}

func (t csvTable) titleIn(l message.Lang) string {
	if t.table == nil {
		return message.Say(l, "site-disclosures", nil)
	}
	title := t.table.Title.In(l)
	// Years differ between the rows of a file of all units.
	for _, cut := range wording.Years().Cut.Words {
		title = strings.ReplaceAll(title, cut, "")
	}
	return strings.TrimSpace(t.table.Name.In(l) + " " + title)
}

// The parts of a descriptor (Data Package 1.0, Table Schema 1.0).
type (
	dataPackage struct {
		Profile     string     `json:"profile"`
		Name        string     `json:"name"`
		Title       string     `json:"title"`
		Description string     `json:"description"`
		Homepage    string     `json:"homepage,omitempty"`
		Licenses    []license  `json:"licenses,omitempty"`
		Resources   []resource `json:"resources"`
	}
	license struct {
		Name string `json:"name,omitempty"`
		Path string `json:"path,omitempty"`
	}
	resource struct {
		Profile   string      `json:"profile"`
		Name      string      `json:"name"`
		Path      string      `json:"path"`
		Title     string      `json:"title"`
		Format    string      `json:"format"`
		MediaType string      `json:"mediatype"`
		Encoding  string      `json:"encoding"`
		Bytes     int         `json:"bytes"`
		Hash      string      `json:"hash"`
		Schema    tableSchema `json:"schema"`
	}
	tableSchema struct {
		Fields        []schemaField `json:"fields"`
		MissingValues []string      `json:"missingValues"`
		PrimaryKey    []string      `json:"primaryKey"`
		ForeignKeys   []foreignKey  `json:"foreignKeys,omitempty"`
	}
	schemaField struct {
		Name        string       `json:"name"`
		Title       string       `json:"title"`
		Description string       `json:"description,omitempty"`
		Type        string       `json:"type"`
		Constraints *constraints `json:"constraints,omitempty"`
	}
	constraints struct {
		Required bool     `json:"required,omitempty"`
		Enum     []string `json:"enum,omitempty"`
	}
	foreignKey struct {
		Fields    []string  `json:"fields"`
		Reference reference `json:"reference"`
	}
	reference struct {
		Resource string   `json:"resource"`
		Fields   []string `json:"fields"`
	}
)

// descriptor says what the CSV files in a folder are; all tells the files of all
// disclosures from those of one.
func (s *site) descriptor(w *words, name, title string, tables []csvTable, all bool) ([]byte, error) {
	d := dataPackage{Profile: "tabular-data-package", Name: name, Title: title, Description: w.Plain("site-package-about", "formula", harmless.Formula), Homepage: s.opt.BaseURL}
	if l := s.licence(); l != nil {
		d.Licenses = []license{*l}
	}
	for _, t := range tables {
		r := resource{Profile: "tabular-data-resource", Name: strings.TrimSuffix(t.file, ".csv"), Path: t.file, Title: t.title(w), Format: "csv", MediaType: "text/csv",
			Encoding: "utf-8", Bytes: len(t.data), Hash: "sha256:" + output.Sum(t.data), Schema: tableSchema{MissingValues: []string{""}}}
		key := []string{"disclosure"}
		if t.table != nil {
			if !all {
				key = nil
			}
			var parent []string
			if t.parent != nil {
				parent = append(slices.Clone(key), "parent_row")
				key = append(key, "parent_row")
			}
			key = append(key, "row")
			if all {
				r.Schema.ForeignKeys = append(r.Schema.ForeignKeys, foreignKey{[]string{"disclosure"}, reference{"disclosures", []string{"disclosure"}}})
			}
			if t.parent != nil {
				to := append(slices.Clone(parent[:len(parent)-1]), "row")
				r.Schema.ForeignKeys = append(r.Schema.ForeignKeys, foreignKey{parent, reference{strings.TrimSuffix(fileOf(t.parent), ".csv"), to}})
			}
		}
		r.Schema.PrimaryKey = key
		for _, c := range t.cols {
			r.Schema.Fields = append(r.Schema.Fields, c.field(w, slices.Contains(key, c.name)))
		}
		d.Resources = append(d.Resources, r)
	}
	return indentedJSON(d)
}

func (c column) field(w *words, key bool) schemaField {
	f := schemaField{Name: c.name, Title: c.title.In(w.Lang), Type: c.kind()}
	switch c.typ {
	case profile.WanType:
		f.Description = w.Plain("site-wan")
	case profile.YuanType:
		f.Description = w.Plain("site-yuan")
	}
	if key || len(c.enum) > 0 {
		f.Constraints = &constraints{Required: key, Enum: c.enum}
	}
	return f
}

// kind is the type of a column in a Table Schema.
func (c column) kind() string {
	switch c.typ {
	case profile.WanType, profile.YuanType, profile.NumType:
		return "number"
	case profile.IntType:
		return "integer"
	case profile.YearType:
		return "year"
	case profile.DateType:
		return "date"
	}
	return "string"
}

// licence is the licence of the data, nil if none was named: an address, or an
// identifier as opendefinition.org lists them.
func (s *site) licence() *license {
	switch l := s.opt.Licence; {
	case l == "":
		return nil
	case strings.HasPrefix(l, "https://"), strings.HasPrefix(l, "http://"):
		return &license{Path: l}
	default:
		return &license{Name: l}
	}
}

func indentedJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return harmless.JSON(b.Bytes()), err
}

// dataFiles are the tables of all disclosures, a folder for each profile, and the page
// that leads to them.
func (s *site) dataFiles() ([]siteFile, error) {
	type tableLink struct {
		Name, Second, File, Label, Size string
		Rows                            int
	}
	type packageLink struct {
		ID, Title, File string
		Tables          []tableLink
	}
	w := wordsIn(s.opt.Lang)
	title := w.Plain("site-data")
	p := struct {
		frame
		Licence  *struct{ Name, Link string }
		Packages []packageLink
	}{frame: s.frame(w.Lang, "data/index.html", title, pageLink{Text: title})}
	if l := s.licence(); l != nil {
		p.Licence = &struct{ Name, Link string }{cmp.Or(l.Name, l.Path), l.Path}
	}
	var files []siteFile
	byProfile := map[string][]*unit{}
	var order []*profile.Profile
	for _, u := range s.units {
		if byProfile[u.profile.Name] == nil {
			order = append(order, u.profile)
		}
		byProfile[u.profile.Name] = append(byProfile[u.profile.Name], u)
	}
	slices.SortFunc(order, func(a, b *profile.Profile) int { return strings.Compare(a.Name, b.Name) })
	for i, prof := range order {
		dir := strings.ToLower(prof.Name)
		if !plainName(dir) {
			dir = "p" + output.Sum([]byte(prof.Name))[:10]
		}
		tables, err := tablesOfAll(prof, byProfile[prof.Name])
		if err != nil {
			return nil, err
		}
		desc, err := s.descriptor(w, "budgets-"+dir, s.opt.Title+" – "+prof.Title.In(w.Lang), tables, true)
		if err != nil {
			return nil, err
		}
		l := packageLink{ID: "package-" + strconv.Itoa(i+1), Title: prof.Title.In(w.Lang), File: dir + "/datapackage.json"}
		for _, t := range tables {
			name, second := t.titles(w)
			l.Tables = append(l.Tables, tableLink{Name: name, Second: second, File: dir + "/" + t.file, Label: "CSV – " + name, Size: fileSize(int64(len(t.data))), Rows: t.rows})
			files = append(files, siteFile{"data/" + dir + "/" + t.file, t.data})
		}
		files = append(files, siteFile{"data/" + dir + "/datapackage.json", desc})
		p.Packages = append(p.Packages, l)
	}
	page, err := renderPage("data", p)
	if err != nil {
		return nil, err
	}
	return append(files, siteFile{"data/index.html", page}), nil
}
