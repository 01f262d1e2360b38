package workbook

import (
	"encoding/xml"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
)

// leaks lists what a returned workbook carries besides data, and what a reader of
// the published file or of the file itself should know of. Nothing of it is run or
// followed: the parts are only looked at.
func (r *reader) leaks() {
	parts := r.b.partNames()
	file := finding.Place{File: r.b.file}
	note := func(code string, names []string, kv ...string) {
		if len(names) > 0 {
			r.report(code, finding.Note, file, append(kv, "names", listed(names))...)
		}
	}
	note("B60", matching(parts, `(^|/)vbaproject\.bin$|^xl/macrosheets/`))
	note("B61", r.b.outside(parts))
	note("B62", r.b.ownNames())
	note("B63", r.b.foreignNotes())
	own, foreign := r.sheetsKnown()
	var ours, others, loose []string
	for _, n := range r.b.concealed() {
		if own[n] {
			ours = append(ours, n)
		} else {
			others = append(others, n)
		}
	}
	note("B64", others)
	if note("B64", ours); len(ours) > 0 {
		if e, ok := message.Lookup("B64.own"); ok {
			r.found[len(r.found)-1].Words = &finding.Words{Say: e.Say, Fix: e.Fix}
		}
	}
	for _, n := range foreign {
		if !slices.Contains(others, n) {
			loose = append(loose, n)
		}
	}
	note("B17", loose)
	note("B65", matching(parts, `^xl/(embeddings|activex|ctrlprops)/[^_]`))
	note("B66", matching(parts, `^xl/(connections\.xml|querytables/|model/|customdata/)`))
	note("B67", r.b.persons())
	note("B68", matching(parts, `^xl/media/`))
}

// sheetsKnown tells the sheets of the template from those with content that are not.
func (r *reader) sheetsKnown() (own map[string]bool, foreign []string) {
	own = map[string]bool{listSheet: true, carriedSheet: true}
	for i, g := range r.match() {
		if g != nil {
			own[g.name] = true
		}
		own[sheetName(r.p, r.p.Sheets[i], message.ZH)] = true
		own[sheetName(r.p, r.p.Sheets[i], message.EN)] = true
	}
	for _, g := range r.b.grids {
		if g != nil && !own[g.name] && !g.results() && !g.checks() && slices.ContainsFunc(g.rows, func(row gridRow) bool {
			return slices.ContainsFunc(row.cells, func(c cell) bool { return c.filled() })
		}) {
			foreign = append(foreign, g.name)
		}
	}
	return own, foreign
}

// checks says whether a sheet is the one that checks the workbook, whatever its name.
func (g *grid) checks() bool {
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		if g.shows(message.Say(l, "check.title", nil)) {
			return true
		}
	}
	return false
}

// listed joins names for a message; a long list is cut.
func listed(names []string) string {
	names = slices.Compact(names)
	const most = 8
	if len(names) > most {
		names = append(slices.Clone(names[:most]), "…")
	}
	for i, n := range names {
		if s := []rune(n); len(s) > 120 {
			names[i] = string(s[:120]) + "…"
		}
	}
	return strings.Join(names, "、")
}

// partNames lists the parts of the zip in order.
func (b *book) partNames() []string {
	var names []string
	b.x.Pkg.Range(func(k, _ any) bool {
		if s, ok := k.(string); ok {
			names = append(names, s)
		}
		return true
	})
	sort.Strings(names)
	return names
}

func matching(parts []string, pattern string) []string {
	re := regexp.MustCompile(pattern)
	var out []string
	for _, p := range parts {
		if re.MatchString(strings.ToLower(p)) && !strings.HasSuffix(p, ".rels") {
			out = append(out, path.Base(p))
		}
	}
	return out
}

// outside lists what the workbook refers to outside itself: other workbooks formulas
// take values from, and links of cells. Only their names are read.
func (b *book) outside(parts []string) []string {
	var out []string
	for _, p := range parts {
		low := strings.ToLower(p)
		if !strings.HasSuffix(low, ".rels") || !strings.HasPrefix(low, "xl/externallinks/") && !strings.HasPrefix(low, "xl/worksheets/") {
			continue
		}
		var rels struct {
			Rel []struct {
				Target string `xml:"Target,attr"`
				Mode   string `xml:"TargetMode,attr"`
			} `xml:"Relationship"`
		}
		d, ok := b.decoder(p)
		if !ok || d.Decode(&rels) != nil {
			continue
		}
		for _, x := range rels.Rel {
			if x.Mode == "External" {
				out = append(out, x.Target)
			}
		}
	}
	for _, p := range matching(parts, `^xl/externallinks/[^/]+\.xml$`) {
		if len(out) == 0 {
			out = append(out, p)
		}
	}
	sort.Strings(out)
	return out
}

var reservedName = regexp.MustCompile(`(?i)^(_xl|__xl|excel_builtin|_?filterdatabase|print_titles|print_area|choices(\d+|_\w+)$|checks$)`)

// ownNames lists the defined names that no program and no template gave.
func (b *book) ownNames() []string {
	var out []string
	for _, n := range b.x.GetDefinedName() {
		if !reservedName.MatchString(n.Name) {
			out = append(out, n.Name)
		}
	}
	sort.Strings(out)
	return out
}

// foreignNotes lists the cells with comments that are not the program's own.
func (b *book) foreignNotes() []string {
	var out []string
	for _, s := range b.sheets {
		rels, err := b.rels(s.part)
		if err != nil {
			continue
		}
		for _, rel := range rels.Rel {
			kind := rel.Type[strings.LastIndexByte(rel.Type, '/')+1:]
			if kind != "comments" && kind != "threadedComment" {
				continue
			}
			data, ok := b.x.Pkg.Load(rel.Target)
			raw, isBytes := data.([]byte)
			if !ok || !isBytes {
				continue
			}
			var cells []string
			if kind == "comments" {
				cells = notesOfOthers(raw)
			} else {
				cells = threadedCells(raw)
			}
			for _, c := range cells {
				out = append(out, s.name+"!"+c)
			}
		}
	}
	sort.Strings(out)
	return out
}

// notesOfOthers lists the cells of a comments part whose notes remain once the
// program's own are taken off.
func notesOfOthers(data []byte) []string {
	c, err := readNotes(data)
	if err != nil {
		return nil
	}
	c.strip()
	var cells []string
	for _, x := range c.list {
		cells = append(cells, x.at.String())
	}
	return cells
}

func threadedCells(data []byte) []string {
	var x struct {
		Comment []struct {
			Ref string `xml:"ref,attr"`
		} `xml:"threadedComment"`
	}
	if xml.Unmarshal(data, &x) != nil {
		return nil
	}
	var cells []string
	for _, c := range x.Comment {
		cells = append(cells, c.Ref)
	}
	return cells
}

// concealed lists hidden sheets other than the template's own.
func (b *book) concealed() []string {
	var out []string
	for _, n := range b.x.GetSheetList() {
		if n == listSheet || n == carriedSheet {
			continue
		}
		if visible, err := b.x.GetSheetVisible(n); err == nil && !visible {
			out = append(out, n)
		}
	}
	return out
}

// programs are names that say which program saved a workbook, not who did.
var programs = []string{"", "budgetbook", "openpyxl", "xuri", "apache poi", "unknown", "microsoft office user"}

// persons lists the people and organizations the properties name.
func (b *book) persons() []string {
	var out []string
	add := func(s string) {
		s = strings.TrimSpace(s)
		if !slices.Contains(programs, strings.ToLower(s)) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if p, err := b.x.GetDocProps(); err == nil && p != nil {
		add(p.Creator)
		add(p.LastModifiedBy)
	}
	var app struct {
		Company string `xml:"Company"`
		Manager string `xml:"Manager"`
	}
	if d, ok := b.decoder("docProps/app.xml"); ok && d.Decode(&app) == nil {
		add(app.Company)
		add(app.Manager)
	}
	return out
}
