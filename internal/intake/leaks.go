package intake

import (
	"encoding/xml"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// leaks lists what a returned workbook carries besides data, and what a reader of
// the published file or of the file itself should know of. Nothing of it is run or
// followed: the parts are only looked at.
func (r *reader) leaks() {
	parts := r.b.Archive.Names()
	file := finding.Place{File: r.b.File}
	note := func(code string, names []string, kv ...string) {
		if len(names) > 0 {
			r.report(code, finding.Note, file, append(kv, "names", listNames(names))...)
		}
	}
	note(finding.Macros, matchingParts(parts, `(^|/)vbaproject\.bin$|^xl/macrosheets/`))
	note(finding.OutsideReferences, outsideReferences(r.b, parts))
	note(finding.ForeignNames, ownSheetNames(r.b))
	note(finding.Comments, foreignNotesOf(r.b))
	own, foreign := r.sheetsKnown()
	var ours, others, loose []string
	for _, n := range concealedSheets(r.b) {
		if own[n] {
			ours = append(ours, n)
		} else {
			others = append(others, n)
		}
	}
	note(finding.HiddenSheets, others)
	if note(finding.HiddenSheets, ours); len(ours) > 0 {
		r.found[len(r.found)-1].Reword("own")
	}
	for _, n := range foreign {
		if !slices.Contains(others, n) {
			loose = append(loose, n)
		}
	}
	note(finding.SheetUnknown, loose)
	note(finding.EmbeddedObjects, matchingParts(parts, `^xl/(embeddings|activex|ctrlprops)/[^_]`))
	note(finding.DataConnections, matchingParts(parts, `^xl/(connections\.xml|querytables/|model/|customdata/)`))
	note(finding.PersonsNamed, personsOf(r.b))
	note(finding.Pictures, matchingParts(parts, `^xl/media/`))
}

// sheetsKnown tells the sheets of the template from those with content that are not.
func (r *reader) sheetsKnown() (own map[string]bool, foreign []string) {
	own = map[string]bool{}
	for _, name := range []string{xlsx.ListSheet, sheets.CarriedSheet} {
		if g := sheetNamed(r.b, name); g != nil {
			own[g.Name] = true
		}
	}
	for i, g := range r.match() {
		if g != nil {
			own[g.Name] = true
		}
		own[sheets.TabName(r.p, r.p.Sheets[i], message.ZH)] = true
		own[sheets.TabName(r.p, r.p.Sheets[i], message.EN)] = true
	}
	for _, g := range r.b.Grids {
		if g != nil && !own[g.Name] && !sheets.IsResultSheet(g) && !isCheckSheet(g) && slices.ContainsFunc(g.Rows, func(row xlsx.GridRow) bool {
			return slices.ContainsFunc(row.Cells, func(c xlsx.Cell) bool { return c.Filled() })
		}) {
			foreign = append(foreign, g.Name)
		}
	}
	return own, foreign
}

// checks says whether a sheet is the one that checks the workbook, whatever its name.
func isCheckSheet(g *xlsx.Grid) bool {
	for _, l := range []message.Lang{message.ZH, message.EN, message.Both} {
		if showsText(g, message.Say(l, "check.title", nil)) {
			return true
		}
	}
	return false
}

// listNames joins names for a message; a long list is cut.
func listNames(names []string) string {
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
	return message.Join(message.ZH, names)
}

func matchingParts(parts []string, pattern string) []string {
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
func outsideReferences(b *xlsx.Book, parts []string) []string {
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
		d, ok := b.Decoder(p)
		if !ok || d.Decode(&rels) != nil {
			continue
		}
		for _, x := range rels.Rel {
			if x.Mode == "External" {
				out = append(out, x.Target)
			}
		}
	}
	for _, p := range matchingParts(parts, `^xl/externallinks/[^/]+\.xml$`) {
		if len(out) == 0 {
			out = append(out, p)
		}
	}
	sort.Strings(out)
	return out
}

var reservedName = regexp.MustCompile(`(?i)^(_xl|__xl|excel_builtin|_?filterdatabase|print_titles|print_area|choices(\d+|_\w+)$|sums_\w+$|checks$)`)

// ownNames lists the defined names that no program and no template gave.
func ownSheetNames(b *xlsx.Book) []string {
	var out []string
	for _, n := range b.Names {
		if !reservedName.MatchString(n) {
			out = append(out, n)
		}
	}
	sort.Strings(out)
	return out
}

// foreignNotes lists the cells with comments that are not the program's own.
func foreignNotesOf(b *xlsx.Book) []string {
	var out []string
	for _, s := range b.Sheets {
		for _, rel := range b.Archive.Rels(s.Part) {
			kind := rel.Type[strings.LastIndexByte(rel.Type, '/')+1:]
			if kind != "comments" && kind != "threadedComment" {
				continue
			}
			raw, err := b.Archive.Part(rel.Target)
			if err != nil {
				continue
			}
			var cells []string
			if kind == "comments" {
				cells = notesOfOthers(raw)
			} else {
				cells = threadedCells(raw)
			}
			for _, c := range cells {
				out = append(out, s.Name+"!"+c)
			}
		}
	}
	sort.Strings(out)
	return out
}

// notesOfOthers lists the cells of a comments part whose notes remain once the
// program's own are taken off.
func notesOfOthers(data []byte) []string {
	c, err := xlsx.ReadNotes(data)
	if err != nil {
		return nil
	}
	c.Strip()
	var cells []string
	for _, x := range c.List {
		cells = append(cells, x.At.String())
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
func concealedSheets(b *xlsx.Book) []string {
	var out []string
	for _, n := range b.Hidden {
		if n != xlsx.ListSheet && n != sheets.CarriedSheet {
			out = append(out, n)
		}
	}
	return out
}

// programs are names that say which program saved a workbook, not who did.
var programs = []string{"", "budgetbook", "openpyxl", "xuri", "apache poi", "unknown", "microsoft office user"}

// persons lists the people and organizations the properties name.
func personsOf(b *xlsx.Book) []string {
	var out []string
	add := func(s string) {
		s = strings.TrimSpace(s)
		if !slices.Contains(programs, strings.ToLower(s)) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	creator, last := b.Author()
	add(creator)
	add(last)
	var app struct {
		Company string `xml:"Company"`
		Manager string `xml:"Manager"`
	}
	if d, ok := b.Decoder("docProps/app.xml"); ok && d.Decode(&app) == nil {
		add(app.Company)
		add(app.Manager)
	}
	return out
}
