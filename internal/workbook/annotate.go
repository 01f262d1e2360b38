package workbook

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
	out, err := guard(name, timeLimit, func() ([]byte, error) {
		a, err := unpack(name, data)
		if err != nil {
			return nil, err
		}
		if err := a.annotate(result, lang); err != nil {
			return nil, err
		}
		out, err := a.bytes()
		if err != nil {
			return nil, err
		}
		return out, same(name, data, out)
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
	a, err := unpack("", data)
	if err != nil {
		return ""
	}
	types, err := a.part(contentTypes)
	switch {
	case err != nil:
		return ""
	case strings.Contains(string(types), "macroEnabled"):
		return ".xlsm"
	}
	return ".xlsx"
}

// errSame says that the copy would not hold what the workbook holds.
var errSame = errors.New("the copy differs from the workbook")

// same compares the cells of all sheets of a workbook and its copy, as they are read
// by another way than the one that made the copy.
func same(name string, data, out []byte) error {
	was, err := digest(name, data)
	if err != nil {
		return err
	}
	is, err := digest(name, out)
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

// sum is a sheet and the hash of what stands in it.
type sum struct {
	name string
	hash [sha256.Size]byte
}

// digest hashes the sheets of a workbook, lists of findings left out.
func digest(name string, data []byte) ([]sum, error) {
	b, err := open(name, data)
	if err != nil {
		return nil, err
	}
	defer b.x.Close()
	var all []sum
	for _, g := range b.grids {
		if g.results() {
			continue
		}
		h := sha256.New()
		for _, row := range g.rows {
			for _, c := range row.cells {
				// A hash takes everything and does not fail.
				_, _ = fmt.Fprintf(h, "%d %d %d %q %q %t\n", c.row, c.column, c.kind, c.text, c.formula, c.pending)
			}
		}
		s := sum{name: g.name}
		h.Sum(s.hash[:0])
		all = append(all, s)
	}
	return all, nil
}

// annotate changes the parts of a workbook.
func (a *archive) annotate(result finding.Result, lang message.Lang) error {
	if len(a.sheets) == 0 {
		return fmt.Errorf("there is no sheet: %w", errCarry)
	}
	if a.has("_xmlsignatures/origin.sigs") {
		return message.Errorf(nil, "annotate.signed", "file", a.file)
	}
	stylesPart := ""
	for _, r := range a.rels(a.main) {
		if strings.HasSuffix(r.Type, "/styles") {
			stylesPart = r.Target
		}
	}
	styles := []byte(noStyles)
	if stylesPart != "" {
		var err error
		if styles, err = a.text(stylesPart); err != nil {
			return err
		}
	}
	colours, err := newPalette(styles)
	if err != nil {
		return err
	}
	earlier, err := a.earlier(colours)
	if err != nil {
		return err
	}
	marks := marksOf(result, lang)
	list := &resultSheet{result: result, lang: lang, palette: colours}
	for i, s := range a.sheets {
		if i == earlier.sheet {
			continue
		}
		if err := a.annotateSheet(s, colours, earlier, marks[s.name], list); err != nil {
			return fmt.Errorf("sheet %s: %w", s.name, err)
		}
		list.names = append(list.names, s.name)
	}
	if err := a.addResults(list, earlier.sheet); err != nil {
		return err
	}
	if stylesPart == "" {
		stylesPart = "xl/styles.xml"
		if _, err := a.relate(a.main, "styles", stylesPart); err != nil {
			return err
		}
		if err := a.declare(stylesPart, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"); err != nil {
			return err
		}
	}
	a.set(stylesPart, colours.bytes())
	return nil
}

func (a *archive) annotateSheet(s sheetPart, colours *palette, earlier earlier, marks map[pos]*mark, list *resultSheet) error {
	data, err := a.text(s.part)
	if err != nil {
		return err
	}
	w := &painter{palette: colours, marks: marks, kept: earlier.kept[s.name], all: earlier.all}
	out, err := w.paint(data)
	if err != nil {
		return err
	}
	if len(w.edits) > 0 {
		a.set(s.part, out)
	}
	for _, at := range sortedMarks(marks) {
		list.kept = append(list.kept, keptStyle{s.name, at, w.before[at]})
	}
	return a.annotateNotes(s.part, marks)
}

// maxMarked is how many cells of one finding are marked; of a sum over a whole
// column only the total is.
const maxMarked = 6

// maxListed is how many findings a note lists.
const maxListed = 8

// marksOf sorts findings by the cells they are about, by sheet and cell.
func marksOf(result finding.Result, lang message.Lang) map[string]map[pos]*mark {
	found := slices.Clone(result.Findings)
	finding.Sort(found)
	marks := map[string]map[pos]*mark{}
	count := map[*mark]int{}
	for _, f := range found {
		places := f.Places
		if len(places) > maxMarked {
			places = places[:1]
		}
		seen := map[finding.Place]bool{}
		for _, at := range places {
			at = finding.Place{Sheet: at.Sheet, Cell: at.Cell}
			column, row, ok := cellName(at.Cell)
			if !ok || seen[at] {
				continue
			}
			seen[at] = true
			if marks[at.Sheet] == nil {
				marks[at.Sheet] = map[pos]*mark{}
			}
			m := marks[at.Sheet][pos{row, column}]
			if m == nil {
				m = &mark{severity: f.Severity}
				marks[at.Sheet][pos{row, column}] = m
			}
			if count[m]++; count[m] <= maxListed {
				m.texts = append(m.texts, noteOf(f, lang, len(m.texts) == 0)...)
			}
		}
	}
	for m, n := range count {
		if n > maxListed {
			more := message.Say(lang, "annotate.more", message.Pairs("n", strconv.Itoa(n-maxListed), "sheet", message.Say(lang, "annotate.sheet", nil)))
			m.texts = append(m.texts, noteText{text: "\n\n" + more})
		}
	}
	return marks
}

// noteOf is what a note says of a finding: code, message, what to do.
func noteOf(f finding.Finding, lang message.Lang, first bool) []noteText {
	head := message.Say(lang, "annotate.head", message.Pairs("severity", message.Say(lang, "severity-"+f.Severity.String(), nil), "code", codeOf(f)))
	if !first {
		head = "\n\n" + head
	}
	body := "\n" + f.Say(lang)
	if f.Explained != "" {
		body += "\n" + message.Say(lang, "report-explained", message.Pairs("text", f.Explained))
	} else if fix := f.Fix(lang); fix != "" {
		body += "\n" + message.Say(lang, "report-fix", message.Pairs("text", fix))
	}
	return []noteText{{head, true}, {body, false}}
}

// codeOf is the code people can look up: a difference by rounding is a note on the
// rule that allows for it.
func codeOf(f finding.Finding) string {
	if rule := f.Args["rule"]; rule != "" {
		return rule
	}
	return f.Code
}

// keptStyle is the format a cell had before it was marked.
type keptStyle struct {
	sheet string
	at    pos
	style int
}

// earlier is what an earlier annotation left in a workbook.
type earlier struct {
	sheet int                    // index of its list of findings, -1 if there is none
	kept  map[string]map[pos]int // formats of cells before they were marked, by sheet
	all   []int
}

// earlier looks for an earlier annotation.
func (a *archive) earlier(colours *palette) (earlier, error) {
	e := earlier{sheet: -1, kept: map[string]map[pos]int{}}
	for i, s := range a.sheets {
		if !isResultsName(s.name) {
			continue
		}
		data, err := a.text(s.part)
		if err != nil {
			return e, err
		}
		own, kept, err := a.readKept(data)
		if err != nil {
			return e, err
		}
		if !own {
			continue
		}
		e.sheet = i
		for _, k := range kept {
			if e.kept[k.sheet] == nil {
				e.kept[k.sheet] = map[pos]int{}
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
