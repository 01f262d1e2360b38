package profile

import (
	"fmt"
	"sort"
	"strings"

	"budgetbook/internal/formula"
)

// resolve builds the indexes by name and reports names that stand twice.
func (l *loader) resolve() {
	p := l.p
	claim := func(file, at, name string, v any) {
		if name == "" {
			l.fail(file, at, "the name is missing")
			return
		}
		if _, twice := p.names[name]; twice {
			l.fail(file, at, "the name %q stands twice", name)
		}
		p.names[name] = v
	}
	ids := map[string]bool{}
	t, r := 0, 0
	for _, tab := range p.Tables {
		file, at := "tables.toml", fmt.Sprintf("table[%d]", t)
		if tab.Printed() {
			t++
		} else if p.IsAtom(tab.ID) {
			file, at = tab.file, tab.at
		} else if r < len(p.Tables) && l.isRecord(tab) {
			file, at = "inputs.toml", fmt.Sprintf("records[%d]", r)
			r++
		} else {
			l.fail(file, at, "table %s: header_rows is missing", tab.ID)
			t++
			continue
		}
		tab.file, tab.at = file, at
		if tab.ID == "" {
			l.fail(file, at, "the id is missing")
		}
		if ids[tab.ID] {
			l.fail(file, at, "the id %q stands twice", tab.ID)
		}
		ids[tab.ID] = true
		claim(file, at+".name", tab.Name.ZH, tab)
		l.table(tab)
	}
	for i, f := range p.Forms {
		at := fmt.Sprintf("form[%d]", i)
		claim("inputs.toml", at+".name", f.Name.ZH, f)
		l.form(f, at)
	}
	for i, f := range p.Figures {
		if f.Name == "" || p.figures[f.Name] != nil {
			l.fail("figures.toml", fmt.Sprintf("figure[%d].name", i), "the name %q is blank or stands twice", f.Name)
		}
		p.figures[f.Name] = f
	}
}

func (l *loader) isRecord(t *Table) bool { return len(t.Header) == 0 && len(t.Rows) == 0 }

func (l *loader) table(t *Table) {
	t.columns, t.byName, t.groups = map[string]*Column{}, map[string]*Column{}, map[string]*Group{}
	if len(t.Columns) == 0 {
		l.fail(t.file, t.at, "table %s has no columns", t.ID)
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		at := fmt.Sprintf("%s.column[%d]", t.at, i)
		if c.ID == "" || t.columns[c.ID] != nil {
			l.fail(t.file, at, "the column id %q is blank or stands twice", c.ID)
		}
		if c.Name.ZH == "" {
			l.fail(t.file, at, "column %s has no name", c.ID)
		}
		t.columns[c.ID] = c
		if t.byName[c.Name.ZH] == nil {
			t.byName[c.Name.ZH] = c
		}
		l.kind(t.file, at, c.Type, c.Choices)
	}
	for i, c := range t.Columns {
		at := fmt.Sprintf("%s.column[%d]", t.at, i)
		if c.List != "" && l.p.Codes[c.List] == nil {
			l.fail(t.file, at+".list", "no code list %q", c.List)
		}
		if n := t.columns[c.Named]; c.Named != "" && (n == nil || n.List != c.List) {
			l.fail(t.file, at+".named", "no column %q of the same list in %s", c.Named, t.ID)
		}
	}
	for i := range t.Columns {
		if k := t.Columns[i].Key; k != "" && t.columns[k] == nil {
			l.fail(t.file, fmt.Sprintf("%s.column[%d].key", t.at, i), "no column %q in %s", k, t.ID)
			t.Columns[i].Key = ""
		}
	}
	for i, h := range t.Header {
		r, c, hh, w := h.At[0], h.At[1], h.At[2], h.At[3]
		if r < 0 || c < 0 || hh < 1 || w < 1 || r+hh > t.HeaderRow || c+w > len(t.Printables()) {
			l.fail(t.file, fmt.Sprintf("%s.header[%d]", t.at, i), "header cell %v lies outside %d rows x %d columns", h.At, t.HeaderRow, len(t.Printables()))
		}
		if h.Text.ZH == "" {
			l.fail(t.file, fmt.Sprintf("%s.header[%d]", t.at, i), "a header cell has no text")
		}
	}
	for i, r := range t.Rows {
		for _, id := range sortedKeys(r.Cells) {
			if t.columns[id] == nil {
				l.fail(t.file, fmt.Sprintf("%s.row[%d].cells.%s", t.at, i, id), "no column %q in %s", id, t.ID)
			}
		}
	}
	for i := range t.Groups {
		g := &t.Groups[i]
		at := fmt.Sprintf("%s.group[%d]", t.at, i)
		if g.Name == "" || t.groups[g.Name] != nil {
			l.fail(t.file, at, "the group name %q is blank or stands twice", g.Name)
		}
		if g.Column != "" && t.columns[g.Column] == nil {
			l.fail(t.file, at, "no column %q in %s", g.Column, t.ID)
		}
		if g.Of != "" && t.groups[g.Of] == nil {
			l.fail(t.file, at, "no group %q before this one in %s", g.Of, t.ID)
		}
		if len(g.Under) > 0 && t.groups[t.HeadGroup] == nil {
			l.fail(t.file, at, "under needs a table with sections and their head_group before this group")
		}
		t.groups[g.Name] = g
	}
	for _, name := range append(sortedKeys(t.Indent), t.Strong...) {
		if t.groups[name] == nil {
			l.fail(t.file, t.at, "no group %q in %s", name, t.ID)
		}
	}
	switch t.Levels {
	case flat, byCodes, byKinds:
	case bySections:
		if t.groups[t.HeadGroup] == nil {
			l.fail(t.file, t.at+".head_group", "no group %q in %s", t.HeadGroup, t.ID)
		}
	default:
		l.fail(t.file, t.at+".hierarchy", "the hierarchy must be codes, sections or kinds, not %q", t.Levels)
	}
	if t.OrderBy != "" && t.columns[t.OrderBy] == nil {
		l.fail(t.file, t.at+".order_by", "no column %q in %s", t.OrderBy, t.ID)
	}
	if t.Printed() && (t.Title.ZH == "" || t.Label.ZH == "" || t.Unit.ZH == "") {
		l.fail(t.file, t.at, "table %s needs title, label and unit", t.ID)
	}
}

func (l *loader) form(f *Form, at string) {
	names := map[string]bool{}
	for i, x := range f.Fields {
		fa := fmt.Sprintf("%s.field[%d]", at, i)
		if x.Path == "" || x.Name.ZH == "" {
			l.fail("inputs.toml", fa, "a field needs path and name")
		}
		if names[x.Name.ZH] {
			l.fail("inputs.toml", fa, "the field name %q stands twice in %s", x.Name.ZH, f.Name.ZH)
		}
		names[x.Name.ZH] = true
		l.kind("inputs.toml", fa, x.Type, x.Choices)
	}
}

func (l *loader) kind(file, at string, t Type, choices []Choice) {
	switch t {
	case TextType, LongType, CodeType, WanType, YuanType, IntType, NumType, DateType, StampType, YearType:
	case PickType:
		if len(choices) == 0 {
			l.fail(file, at, "a choice needs choices")
		}
		for _, c := range choices {
			if c.ID == "" || c.Name.ZH == "" {
				l.fail(file, at, "a choice needs id and name")
			}
		}
	default:
		l.fail(file, at, "unknown type %q", t)
	}
}

// verify resolves every reference between the files.
func (l *loader) verify() {
	p := l.p
	for _, t := range p.Tables {
		if parent := p.Table(t.Parent); t.Parent != "" && parent == nil {
			l.fail(t.file, t.at+".parent", "no records %q", t.Parent)
		} else if t.After != "" && (parent == nil || parent.Column(t.After) == nil) {
			l.fail(t.file, t.at+".after", "no column %q in %q", t.After, t.Parent)
		}
		for i, g := range t.Groups {
			if g.Listed == "" {
				continue
			}
			id, col := cutLast(g.Listed)
			if other := p.Table(id); other == nil || other.Column(col) == nil {
				l.fail(t.file, fmt.Sprintf("%s.group[%d].listed", t.at, i), "no column %q", g.Listed)
			}
		}
	}
	l.roles()
	l.sheets()
	l.carry()
	l.consolidate()
	l.verifySynonyms()
	l.checkCompact()
	l.checkRules()
	l.document()
	for i, f := range p.Figures {
		l.figure(f, fmt.Sprintf("figure[%d]", i))
	}
	l.charts()
	l.targets()
	for i, t := range p.Glossary {
		if t.Name.ZH == "" || t.Text.ZH == "" {
			l.fail("glossary.toml", fmt.Sprintf("term[%d]", i), "a term needs name and text")
		}
	}
	for _, key := range neededLabels {
		if p.Labels[key].ZH == "" {
			l.fail("labels.toml", "label", "the label %q is missing", key)
		}
	}
}

// neededLabels are the words the document prints outside tables and narrative.
var neededLabels = []string{"contents", "unit_line", "no_data", "continued", "title", "subject", "target_forms",
	"table_entry", "kind_unit", "kind_department", "own_unit", "own_department",
	"chart_amount", "chart_part", "chart_separator", "chart_alt", "glossary_entry"}

func (l *loader) sheets() {
	p := l.p
	shown := map[string]bool{}
	for i, s := range p.Sheets {
		at := fmt.Sprintf("sheet[%d]", i)
		var ids []string
		switch s.Kind {
		case "guide", "check":
		case "forms":
			ids = s.Forms
			for _, id := range ids {
				if p.Form(id) == nil {
					l.fail("workbook.toml", at, "no form %q", id)
				}
			}
		case "lists":
			ids = s.Lists
			for _, id := range ids {
				if p.List(id) == nil {
					l.fail("workbook.toml", at, "no list %q", id)
				}
			}
		case "table", "records":
			ids = []string{s.ID}
			if p.Table(s.ID) == nil {
				l.fail("workbook.toml", at, "no table or records %q", s.ID)
			}
		default:
			l.fail("workbook.toml", at, "unknown kind of sheet %q", s.Kind)
		}
		for _, id := range ids {
			shown[id] = true
		}
		for _, name := range []string{s.Name.ZH, s.Name.EN} {
			if len([]rune(name)) > 31 || strings.ContainsAny(name, `[]:*?/\`) {
				l.fail("workbook.toml", at, "%q is no name for a sheet: at most 31 characters, none of [ ] : * ? / \\", name)
			}
		}
		if s.Name.ZH == "" && s.ID == "" {
			l.fail("workbook.toml", at, "the sheet has no name")
		}
	}
	var lost []string
	for _, f := range p.Forms {
		lost = append(lost, f.ID)
	}
	for _, x := range p.Lists {
		lost = append(lost, x.Path)
	}
	for _, t := range p.Tables {
		if !p.IsAtom(t.ID) { // those stand on sheets of the short form
			lost = append(lost, t.ID)
		}
	}
	for _, id := range lost {
		if !shown[id] {
			l.fail("workbook.toml", "sheet", "%q has no sheet", id)
		}
	}
}

func (l *loader) document() {
	p := l.p
	for i, c := range p.Cover {
		if c.Text.ZH == "" || c.Role != "unit" && c.Role != "title" && c.Role != "note" {
			l.fail("document.toml", fmt.Sprintf("cover[%d]", i), "a line of the cover needs text and a role: unit, title or note")
		}
	}
	for i := range p.Parts {
		part := &p.Parts[i]
		if part.Heading.ZH == "" {
			l.fail("document.toml", fmt.Sprintf("part[%d]", i), "the part has no heading")
		}
		for j := range part.Sections {
			s := &part.Sections[j]
			at := fmt.Sprintf("part[%d].section[%d]", i, j)
			if s.List != "" && p.List(s.List) == nil {
				l.fail("document.toml", at+".list", "no list %q", s.List)
			}
			for _, id := range s.Tables {
				if t := p.Table(id); t == nil || !t.Printed() {
					l.fail("document.toml", at+".tables", "no table %q", id)
				}
			}
			if s.Targets && p.Targets == nil {
				l.fail("document.toml", at+".targets", "there is no targets.toml")
			}
			if s.Narrative != "" {
				l.narrative(s, at)
			}
		}
	}
}

func (l *loader) figure(f *Figure, at string) {
	p := l.p
	parse := func(key, src string) *formula.Expr {
		if src == "" {
			l.fail("figures.toml", at, "figure %s needs %s", f.Name, key)
			return nil
		}
		e, err := formula.Parse(src)
		if err != nil {
			l.fail("figures.toml", at+"."+key, "%v", err)
			return nil
		}
		if formula.Comparison(e.Op) {
			l.fail("figures.toml", at+"."+key, "a figure is a value, not a comparison")
			return nil
		}
		for _, r := range e.Refs() {
			if err := p.CheckRef(r); err != nil {
				l.fail("figures.toml", at+"."+key, "%v", err)
			}
		}
		return e
	}
	switch f.Kind {
	case "", "value":
		f.formula = parse("formula", f.Formula)
		switch f.Format {
		case "", "amount", "percent", "integer", "quantity":
		default:
			l.fail("figures.toml", at+".format", "unknown format %q", f.Format)
		}
	case "change":
		f.formula, f.prior = parse("formula", f.Formula), parse("prior", f.Prior)
		if f.Reason != "" && p.Field(f.Reason) == nil {
			l.fail("figures.toml", at+".reason", "no field %q", f.Reason)
		}
	case "text":
		if p.Field(f.Field) == nil {
			l.fail("figures.toml", at+".field", "no field %q", f.Field)
		}
	case "rows":
		t := p.Table(f.Table)
		if t == nil {
			l.fail("figures.toml", at+".table", "no table %q", f.Table)
			return
		}
		if f.Group != "" && t.groups[f.Group] == nil {
			l.fail("figures.toml", at+".group", "no group %q in %s", f.Group, f.Table)
		}
		for key, id := range map[string]string{"label": f.Label, "amount": f.Amount} {
			if t.Column(id) == nil {
				l.fail("figures.toml", at+"."+key, "no column %q in %s", id, f.Table)
			}
		}
		if f.Whole != "" {
			f.whole = parse("whole", f.Whole)
		}
	default:
		l.fail("figures.toml", at+".kind", "unknown kind of figure %q", f.Kind)
	}
}

func (l *loader) targets() {
	p, t := l.p, l.p.Targets
	if t == nil {
		return
	}
	rec := p.Table(t.Records)
	if rec == nil {
		l.fail("targets.toml", "form.records", "no records %q", t.Records)
		return
	}
	ind := p.Child(rec, t.Indicators)
	if ind == nil {
		l.fail("targets.toml", "form.indicators", "no records with key %q in %q", t.Indicators, t.Records)
	} else {
		for i, c := range t.Grid.Columns {
			if ind.Column(c) == nil {
				l.fail("targets.toml", fmt.Sprintf("form.grid.columns[%d]", i), "no column %q", c)
			}
		}
	}
	if len(t.Grid.Columns) != 6 || len(t.Grid.Heads) != 7 {
		l.fail("targets.toml", "form.grid", "the grid needs 6 columns and 7 heads")
	}
	for i, row := range t.Rows {
		for j, c := range row.Cells {
			at := fmt.Sprintf("form.row[%d].cells[%d]", i, j)
			if c.Field != "" && rec.Column(c.Field) == nil {
				l.fail("targets.toml", at, "no column %q in %s", c.Field, t.Records)
			}
			if c.At < 0 || c.At+max(c.Cols, 1) > len(t.Widths) {
				l.fail("targets.toml", at, "the cell lies outside %d columns", len(t.Widths))
			}
		}
	}
	for i, f := range t.Foot {
		if f.Field != "" && rec.Column(f.Field) == nil {
			l.fail("targets.toml", fmt.Sprintf("form.foot[%d]", i), "no column %q in %s", f.Field, t.Records)
		}
	}
	for i, id := range t.Order {
		if p.Table(id) == nil {
			l.fail("targets.toml", fmt.Sprintf("form.order[%d]", i), "no table %q", id)
		}
	}
}

func cutLast(s string) (head, tail string) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", s
	}
	return s[:i], s[i+1:]
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
