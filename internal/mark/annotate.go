// Package mark writes findings where people look for them: a marked copy of the workbook
// they filled, and the inspector's form.
//
// Input: the bytes of a workbook, or a filing, and findings. Output: the bytes of a
// workbook. Invariant: the marked copy has the same data in every cell as the original.
package mark

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/sheets"
	"budgetbook/internal/xlsx"
)

// Annotate makes a copy of a workbook in which the findings can be seen: the cells
// are coloured by severity and bear a note, and a first sheet lists all findings
// with links to their cells. Everything else stays as it is in the workbook; marks
// and notes of an earlier annotation are taken away first. The same input gives the
// same bytes. An error is always an *message.Error: the workbook cannot be opened, or
// cannot be changed without losing something.
func Annotate(name string, data []byte, result finding.Result, lang message.Lang) ([]byte, error) {
	if lang != message.EN {
		lang = message.ZH
	}
	out, err := xlsx.Guard(name, func() ([]byte, error) {
		a, err := xlsx.Unpack(name, data)
		if err != nil {
			return nil, err
		}
		if err := annotateArchive(a, result, lang); err != nil {
			return nil, err
		}
		out, err := a.Bytes()
		if err != nil {
			return nil, err
		}
		return out, sameContent(name, data, out)
	})
	if err != nil {
		var said *message.Error
		if !errors.As(err, &said) {
			err = message.Errorf(err, "annotate.carry", "file", name)
		}
		return nil, err
	}
	return out, nil
}

// Extension is the ending a copy of a workbook must have: spreadsheets refuse to
// open a workbook with macros whose name does not say so. It is "" if data are no workbook.
func Extension(data []byte) string {
	a, err := xlsx.Unpack("", data)
	if err != nil {
		return ""
	}
	if a.Macros() {
		return ".xlsm"
	}
	return ".xlsx"
}

// errSame says that the copy would not hold what the workbook holds.
var errSame = errors.New("the copy differs from the workbook")

// sameContent compares the cells of all sheets of a workbook and its copy, as they are read
// by another way than the one that made the copy.
func sameContent(name string, data, out []byte) error {
	was, err := digestSheets(name, data)
	if err != nil {
		return err
	}
	is, err := digestSheets(name, out)
	if err != nil {
		return fmt.Errorf("%w: %w", errSame, err)
	}
	if len(was) != len(is) {
		return fmt.Errorf("%w: number of sheets", errSame)
	}
	for i := range was {
		if was[i] != is[i] {
			return fmt.Errorf("%w: sheet %s", errSame, was[i].name)
		}
	}
	return nil
}

// sheetHash is a sheet and the hash of what stands in it.
type sheetHash struct {
	name string
	hash [sha256.Size]byte
}

// digestSheets hashes the sheets of a workbook, lists of findings left out.
func digestSheets(name string, data []byte) ([]sheetHash, error) {
	b, err := xlsx.Open(name, data)
	if err != nil {
		return nil, err
	}
	var all []sheetHash
	for _, g := range b.Grids {
		if sheets.IsResultSheet(g) {
			continue
		}
		h := sha256.New()
		for _, row := range g.Rows {
			for _, c := range row.Cells {
				// A hash takes everything and does not fail.
				_, _ = fmt.Fprintf(h, "%d %d %d %q %q %t\n", c.Row, c.Column, c.Kind, c.Text, c.Formula, c.Pending)
			}
		}
		s := sheetHash{name: g.Name}
		h.Sum(s.hash[:0])
		all = append(all, s)
	}
	return all, nil
}

// annotate changes the parts of a workbook.
func annotateArchive(a *xlsx.Archive, result finding.Result, lang message.Lang) error {
	if len(a.Sheets) == 0 {
		return fmt.Errorf("there is no sheet: %w", xlsx.ErrCarry)
	}
	if a.Has("_xmlsignatures/origin.sigs") {
		return message.Errorf(nil, "annotate.signed", "file", a.File)
	}
	stylesPart := ""
	for _, r := range a.Rels(a.Main) {
		if strings.HasSuffix(r.Type, "/styles") {
			stylesPart = r.Target
		}
	}
	styles := []byte(noStyles)
	if stylesPart != "" {
		var err error
		if styles, err = a.Text(stylesPart); err != nil {
			return err
		}
	}
	colours, err := newPalette(styles)
	if err != nil {
		return err
	}
	earlier, err := earlierAnnotation(a)
	if err != nil {
		return err
	}
	marks := marksOf(result, lang)
	list := &resultSheet{result: result, lang: lang, palette: colours}
	for i, s := range a.Sheets {
		if i == earlier.sheet {
			continue
		}
		if err := annotateSheet(a, s, colours, earlier, marks[s.Name], list); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
		list.names = append(list.names, s.Name)
	}
	if err := addResultSheet(a, list, earlier.sheet); err != nil {
		return err
	}
	if stylesPart == "" {
		stylesPart = "xl/styles.xml"
		if _, err := a.Relate(a.Main, "styles", stylesPart); err != nil {
			return err
		}
		if err := a.Declare(stylesPart, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"); err != nil {
			return err
		}
	}
	a.Set(stylesPart, colours.bytes())
	return nil
}

func annotateSheet(a *xlsx.Archive, s xlsx.SheetPart, colours *palette, earlier earlier, marks map[xlsx.Pos]*cellMark, list *resultSheet) error {
	data, err := a.Text(s.Part)
	if err != nil {
		return err
	}
	w := &painter{palette: colours, marks: marks, kept: earlier.kept[s.Name], all: earlier.all}
	out, err := w.paint(data)
	if err != nil {
		return err
	}
	if len(w.edits) > 0 {
		a.Set(s.Part, out)
	}
	for _, at := range sortedMarks(marks) {
		list.kept = append(list.kept, keptStyle{s.Name, at, w.before[at]})
	}
	return annotateNotes(a, s.Part, marks)
}

// maxMarked is how many cells of one finding are marked; of a sum over a whole
// column only the total is.
const maxMarked = 6

// maxListed is how many findings a note lists.
const maxListed = 8

// marksOf sorts findings by the cells they are about, by sheet and cell.
func marksOf(result finding.Result, lang message.Lang) map[string]map[xlsx.Pos]*cellMark {
	var found []finding.Finding
	for _, f := range result.Findings {
		if f.Members != nil {
			found = append(found, f.Members...) // each cell says what is wrong with it
			continue
		}
		found = append(found, f)
	}
	finding.Sort(found)
	marks := map[string]map[xlsx.Pos]*cellMark{}
	count := map[*cellMark]int{}
	for _, f := range found {
		places := f.Places
		if len(places) > maxMarked {
			places = places[:1]
		}
		seen := map[finding.Place]bool{}
		for _, at := range places {
			at = finding.Place{Sheet: at.Sheet, Cell: at.Cell}
			column, row, ok := xlsx.NoteCellName(at.Cell)
			if !ok || seen[at] {
				continue
			}
			seen[at] = true
			if marks[at.Sheet] == nil {
				marks[at.Sheet] = map[xlsx.Pos]*cellMark{}
			}
			m := marks[at.Sheet][xlsx.Pos{Row: row, Column: column}]
			if m == nil {
				m = &cellMark{severity: f.Severity}
				marks[at.Sheet][xlsx.Pos{Row: row, Column: column}] = m
			}
			if count[m]++; count[m] <= maxListed {
				m.texts = append(m.texts, noteOf(result.Findings, f, lang, len(m.texts) == 0)...)
			}
		}
	}
	for m, n := range count {
		if n > maxListed {
			more := message.Say(lang, "annotate.more", message.Pairs("n", strconv.Itoa(n-maxListed), "sheet", message.Say(lang, "annotate.sheet", nil)))
			m.texts = append(m.texts, xlsx.NoteText{Text: "\n\n" + more})
		}
	}
	return marks
}

// noteOf is what a note says of a finding: code, message, what to do.
func noteOf(all []finding.Finding, f finding.Finding, lang message.Lang, first bool) []xlsx.NoteText {
	head := message.Say(lang, "annotate.head", message.Pairs("severity", message.Say(lang, "severity-"+f.Severity.String(), nil), "code", codeOf(f)))
	if !first {
		head = "\n\n" + head
	}
	body := "\n" + f.Say(lang)
	if f.Explained != "" {
		body += "\n" + message.Say(lang, "report-explained", message.Pairs("text", f.Explained))
	} else if fix := finding.Remedy(all, f, lang); fix != "" {
		body += "\n" + message.Say(lang, "report-fix", message.Pairs("text", fix))
	}
	return []xlsx.NoteText{{Text: head, Bold: true}, {Text: body, Bold: false}}
}

// codeOf is the code people can look up: a difference by rounding is a note on the
// rule that allows for it.
func codeOf(f finding.Finding) string {
	if f.Rule != "" {
		return f.Rule
	}
	return f.Code
}

// keptStyle is the format a cell had before it was marked.
type keptStyle struct {
	sheet string
	at    xlsx.Pos
	style int
}

// earlier is what an earlier annotation left in a workbook.
type earlier struct {
	sheet int                         // index of its list of findings, -1 if there is none
	kept  map[string]map[xlsx.Pos]int // formats of cells before they were marked, by sheet
	all   []int
}

// earlier looks for an earlier annotation.
func earlierAnnotation(a *xlsx.Archive) (earlier, error) {
	e := earlier{sheet: -1, kept: map[string]map[xlsx.Pos]int{}}
	for i, s := range a.Sheets {
		if !sheets.IsResultsName(s.Name) {
			continue
		}
		data, err := a.Text(s.Part)
		if err != nil {
			return e, err
		}
		own, kept, err := readKeptStyles(a, data)
		if err != nil {
			return e, err
		}
		if !own {
			continue
		}
		e.sheet = i
		for _, k := range kept {
			if e.kept[k.sheet] == nil {
				e.kept[k.sheet] = map[xlsx.Pos]int{}
			}
			e.kept[k.sheet][k.at] = k.style
			if !slices.Contains(e.all, k.style) {
				e.all = append(e.all, k.style)
			}
		}
		sort.Ints(e.all)
		break
	}
	return e, nil
}
