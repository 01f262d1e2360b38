package board

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/docx"
	"budgetbook/internal/finding"
	"budgetbook/internal/harmless"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/profile"
)

// readFindings reads the findings of a workbook; there are none if it could not be read.
func readFindings(out string, x *batch.Result) ([]finding.Item, error) {
	o := outputOf(x, batch.FindingsKind)
	if o == nil {
		return nil, nil
	}
	path := filepath.Join(out, filepath.FromSlash(fileOf(x, *o)))
	data, err := o.Content(os.DirFS(out), x.Folder)
	if err != nil {
		return nil, message.Errorf(nil, "board.result", "file", path)
	}
	files, err := finding.Read(data)
	if err != nil {
		return nil, message.Errorf(nil, "board.result", "file", path)
	}
	var all []finding.Item
	for _, f := range files {
		all = append(all, f.Findings...)
	}
	return all, nil
}

// letterPart is what a letter lists of one workbook.
type letterPart struct {
	copy  Copy
	items []finding.Item
	// follow are what follows from a finding, by its id.
	follow map[string][]finding.Item
}

// due are the differences a unit has to mend.
func (b *Board) due(r Row) []Gap {
	var all []Gap
	for _, g := range b.Gaps {
		switch g.Kind {
		case NotRead: // the other workbooks; of the one that counts the letter says so at its beginning
			if g.Named && r.Status != Unread && sameUnit(g.Unit, r.Unit) {
				all = append(all, g)
			}
		case Duplicate, WrongYear, WrongProfile, WrongScope, WrongCode, WrongName, WrongFigure, OwnApproved:
			if r.Listed && gapConcerns(g, r) {
				all = append(all, g)
			}
		}
	}
	return all
}

// gapConcerns says whether a difference is of the unit of a row; without a list each row
// is one workbook.
func gapConcerns(g Gap, r Row) bool {
	if r.Unit.Row == 0 {
		return r.Result != nil && slices.Contains(g.Inputs, r.Result.Input)
	}
	return sameUnit(g.Unit, r.Unit)
}

func sameUnit(a, b roster.Unit) bool {
	return a.Row == b.Row && a.Code == b.Code && a.Name == b.Name && a.Scope == b.Scope
}

// lettersRecord is what letters were written, by the name of the file: one that somebody has
// changed since is not written over. While a run works it names a letter before it is there,
// with the hash of what stands there until then behind its own: if all ends in between, the
// next run knows both for its own.
const lettersRecord = "letters.json"

// letters writes a letter to every unit of the list that has something to mend or has
// not filed, and removes those that are not due any more.
func (b *Board) letters(to *output.Folder, out string) error {
	at := func(name string) string { return path.Join(LettersFolder, name) }
	was := map[string]string{}
	data, err := to.Read(at(lettersRecord))
	switch {
	case err == nil:
		if err := (output.Record{File: to.Path(at(lettersRecord)), Lost: "board.record"}).Decode(data, &was); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return message.Errorf(nil, "board.record", "file", to.Path(at(lettersRecord)))
	}
	own := func(name, hash string) bool { return slices.Contains(strings.Fields(was[name]), hash) }
	is, planned, changed, taken := map[string]string{}, maps.Clone(was), map[string][]byte{}, map[string]bool{}
	for i := range b.Rows {
		r := &b.Rows[i]
		data, err := b.letter(out, *r)
		if err != nil {
			return err
		}
		if data == nil && !isAltered(r.Result) {
			continue
		}
		base := harmless.FileName(strings.Trim(r.Unit.Code+"_"+r.Unit.Name, "_"))
		if s := b.scope(r.Unit); s != "" {
			base = harmless.FileName(strings.Trim(base+"_"+b.choice(b.opt.Profile.Roles.Scope.Field, s), "_"))
		}
		name := base + ".docx"
		for n := 2; taken[harmless.SameFile(name)]; n++ {
			name = fmt.Sprintf("%s_%d.docx", base, n)
		}
		taken[harmless.SameFile(name)] = true
		if isAltered(r.Result) { // an earlier letter may be due still
			if hash, ok := was[name]; ok {
				is[name] = hash
			}
			continue
		}
		r.Letter = LettersFolder + "/" + name
		is[name] = output.Sum(data)
		old, err := to.Read(at(name))
		switch {
		case err == nil && output.Sum(old) == is[name]:
			continue
		case err == nil && !own(name, output.Sum(old)):
			is[name] = was[name] // changed by hand
			continue
		case err == nil:
			planned[name] = is[name] + " " + output.Sum(old)
		default:
			planned[name] = is[name]
		}
		changed[name] = data
	}
	if len(is) == 0 && len(was) == 0 {
		return nil
	}
	if len(changed) > 0 {
		if err := writeRecord(to, at(lettersRecord), planned); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if err := to.Write(at(name), changed[name]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if _, due := is[name]; due || filepath.Base(name) != name {
			continue
		}
		if old, err := to.Read(at(name)); err == nil && own(name, output.Sum(old)) {
			if err := to.Remove(at(name)); err != nil {
				return err
			}
		}
	}
	return writeRecord(to, at(lettersRecord), is)
}

func writeRecord(to *output.Folder, name string, record map[string]string) error {
	data, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	return writeIfChanged(to, name, append(data, '\n'))
}

// letter is the letter to a unit, nil if none is due.
func (b *Board) letter(out string, r Row) ([]byte, error) {
	gaps := b.due(r)
	if !r.Listed || r.Status == Open || r.Status == Sound || isAltered(r.Result) {
		return nil, nil
	}
	year := ""
	if b.Year > 0 {
		year = b.say("letter.year", "year", strconv.Itoa(b.Year))
	}
	title := "letter.title-correct"
	if r.Status == Missing {
		title = "letter.title-remind"
	}
	english := b.opt.Lang == message.EN
	d := &docx.Doc{English: english, Title: b.say(title, "year", year, "budget", b.budget(r)), Styles: letterStyles(english)}
	d.Para("Title", d.Title)
	name := r.Unit.Name
	if english && r.Unit.NameEN != "" {
		name = r.Unit.NameEN
	}
	d.Para("To", b.say("letter.to", "unit", name))
	d.Para("Text", b.opening(r, year))
	if b.opt.Profile.Roles.Deadline != nil {
		d.Para("Text", b.lawFor(r))
	}
	several := len(r.Others) > 0
	errs, open, err := b.parts(out, r)
	if err != nil {
		return nil, err
	}
	for i, e := range errs {
		c := e.copy
		a := outputOf(c.Result, batch.AnnotatedKind)
		switch {
		case a == nil || len(e.items)+len(open[i].items) == 0:
		case several:
			d.Para("Text", b.say("letter.annotated-of", "inputs", b.quoted(c.Inputs), "file", fileOf(c.Result, *a)))
		default:
			d.Para("Text", b.say("letter.annotated", "file", a.File))
		}
	}
	no := 0
	head := func(id string, n int) {
		no++
		d.Para("Heading1", b.say(id, "no", b.say("letter.no-"+strconv.Itoa(no)), "n", strconv.Itoa(n)))
	}
	said := map[string]bool{}
	list := func(id string, parts []letterPart) {
		n := 0
		for _, p := range parts {
			n += len(p.items)
		}
		if n == 0 {
			return
		}
		head(id, n)
		for _, p := range parts {
			if len(p.items) == 0 {
				continue
			}
			if several {
				d.Para("Text", b.say("letter.of-file", "inputs", b.quoted(p.copy.Inputs), "n", strconv.Itoa(len(p.items))))
			}
			b.listed(d, p, said)
		}
	}
	list("letter.errors", errs)
	if len(gaps) > 0 {
		head("letter.gaps", len(gaps))
		b.gapTable(d, gaps)
	}
	list("letter.warnings", open)
	d.Para("Close", b.closing(r))
	if b.opt.Bureau != "" {
		d.Para("SignFirst", b.opt.Bureau)
		d.Para("Sign", b.date(b.opt.Today.Format(time.DateOnly)))
	} else {
		d.Para("SignFirst", b.date(b.opt.Today.Format(time.DateOnly)))
	}
	return d.Bytes(b.opt.Today)
}

// parts are the errors and the open warnings of a unit, workbook by workbook.
func (b *Board) parts(out string, r Row) (errs, open []letterPart, err error) {
	for _, c := range r.Copies() {
		if c.Failure != nil {
			continue
		}
		all, err := readFindings(out, c.Result)
		if err != nil {
			return nil, nil, err
		}
		codes := map[string]string{}
		for _, x := range all {
			codes[x.ID] = x.Code
		}
		follow := map[string][]finding.Item{}
		e, o := letterPart{copy: c, follow: follow}, letterPart{copy: c, follow: follow}
		for _, x := range all {
			switch {
			case codes[x.Follows] != "":
				follow[x.Follows] = append(follow[x.Follows], x)
			case x.Severity == finding.Error.String():
				e.items = append(e.items, x)
			case x.Severity == finding.Warning.String() && x.Explained == "":
				o.items = append(o.items, x)
			}
		}
		errs, open = append(errs, e), append(open, o)
	}
	return errs, open, nil
}

// budget is which budget a letter is about.
func (b *Board) budget(r Row) string {
	if s := b.scope(r.Unit); s != "" {
		return b.say("letter.budget-" + s)
	}
	return b.say("letter.budget")
}

// opening says what came of the workbook.
func (b *Board) opening(r Row, year string) string {
	budget := b.budget(r)
	today := b.date(b.opt.Today.Format(time.DateOnly))
	switch {
	case r.Status == Missing:
		return b.say("letter.missing", "today", today, "year", year, "budget", budget)
	case r.Status == Unread:
		var s string
		if len(r.Others) > 0 {
			s = b.several(r, budget)
		}
		for _, c := range r.Copies() {
			if isAltered(c.Result) {
				continue
			}
			s += b.say("letter.unread", "file", path.Base(c.Input), "year", year, "budget", budget, "why", c.Failure.Say, "fix", c.Failure.Fix)
		}
		return s
	}
	s, file, id := "", path.Base(r.Result.Input), "letter.checked"
	if len(r.Others) > 0 {
		s, id = b.several(r, budget), "letter.checked-several"
	} else if r.Result.Year != b.Year {
		year = "" // it is not a workbook of that year
	}
	var what []string
	if n := r.Counts.Errors; n > 0 {
		what = append(what, b.say("letter.n-errors", "n", strconv.Itoa(n)))
	}
	if r.Open > 0 {
		what = append(what, b.say("letter.n-open", "n", strconv.Itoa(r.Open)))
	}
	if len(what) == 0 {
		id += "-gaps"
	}
	s += b.say(id, "file", file, "year", year, "budget", budget, "what", strings.Join(what, b.say("board.and")))
	for _, g := range b.due(r) {
		if g.Kind == WrongYear {
			s += b.say("letter.other-year", "what", b.explain(g))
		}
	}
	if r.Counts.Errors > 0 {
		s += b.say("letter.mend")
	}
	if r.Open > 0 {
		s += b.say("letter.answer")
	}
	return s
}

// several says that a unit has filed several workbooks, and which.
func (b *Board) several(r Row, budget string) string {
	var names []string
	for _, c := range r.Copies() {
		names = append(names, c.Inputs...)
	}
	return b.say("letter.several", "n", strconv.Itoa(len(names)), "inputs", b.quoted(names), "budget", budget)
}

// lawFor says to a unit until when its budget must be disclosed.
func (b *Board) lawFor(r Row) string {
	limit := b.opt.Profile.Roles.Deadline
	if r.Deadline == "" {
		return limit.Rule.In(b.opt.Lang)
	}
	return b.say("letter.law-days", "law", limit.Rule.In(b.opt.Lang), "budget", b.budget(r), "approved", b.date(r.Unit.ApprovedOn), "deadline", b.date(r.Deadline), "left", b.left(r))
}

func (b *Board) closing(r Row) string {
	id := "letter.close"
	if r.Status == Missing {
		id = "letter.close-missing"
	}
	s := b.say(id)
	if b.opt.Contact != "" {
		s += b.say("letter.contact", "contact", b.opt.Contact)
	}
	return s
}

// listed writes findings as a table: number, place, what and why, what to do. Why is
// said once for each rule.
func (b *Board) listed(d *docx.Doc, p letterPart, said map[string]bool) {
	var rows [][]string
	for i, x := range p.items {
		what := docx.Para("Cell", x.Message)
		if why := b.why(x.Code); why != "" && !said[x.Code] {
			said[x.Code] = true
			what += docx.Para("CellNote", b.say("letter.why", "code", x.Code, "why", why))
		} else {
			what += docx.Para("CellNote", b.say("letter.rule", "code", x.Code))
		}
		// What follows from a cause goes with it: its places are enough.
		if follow := p.follow[x.ID]; len(follow) > 0 {
			var places []string
			for _, f := range follow[:min(len(follow), maxFollow)] {
				for _, at := range f.Places[:min(len(f.Places), 1)] {
					if text := at.Short(); text != "" && !slices.Contains(places, text) {
						places = append(places, text)
					}
				}
			}
			what += docx.Para("CellNote", b.say("report-followers", "n", strconv.Itoa(len(follow)), "list", message.Join(b.opt.Lang, places)))
		}
		rows = append(rows, []string{docx.Para("CellNumber", strconv.Itoa(i+1)), docx.Para("Cell", b.places(x)), what, docx.Para("Cell", x.Fix)})
	}
	d.Table([]int{700, 1900, 3784, 2800}, "CellHead", []string{b.say("letter.number"), b.say("letter.place"), b.say("letter.what"), b.say("letter.fix")}, rows)
}

// why says why a rule is there.
func (b *Board) why(code string) string {
	i := slices.IndexFunc(b.opt.Profile.Rules, func(r *profile.Rule) bool { return r.Code == code })
	if i < 0 {
		return ""
	}
	return b.opt.Profile.Rules[i].Why.In(b.opt.Lang)
}

// maxFollow is how many places are named that follow from a cause.
const maxFollow = 12

// maxCells is how many cells of a finding are named.
const maxCells = 6

// maxSheet is how long the name of a sheet may be for a cell to stand beside it.
const maxSheet = 4

// places are the cells of a finding, sheet by sheet.
func (b *Board) places(x finding.Item) string {
	var lines []string
	last, n := "", 0
	for _, p := range x.Places {
		text := p.Short()
		if text == "" {
			continue
		}
		if n++; n > maxCells {
			lines = append(lines, "…")
			break
		}
		if p.Sheet != "" && p.Cell != "" {
			if p.Sheet == last {
				lines[len(lines)-1] += b.say("annotate.and") + p.Cell
				continue
			}
			last, text = p.Sheet, p.Sheet+" "+p.Cell
			if utf8.RuneCountInString(p.Sheet) > maxSheet {
				text = p.Sheet + "\n" + p.Cell
			}
		} else {
			last = ""
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// gapTable lists what is not as in the list of units.
func (b *Board) gapTable(d *docx.Doc, gaps []Gap) {
	var rows [][]string
	for i, g := range gaps {
		what := b.say("board.kind-" + string(g.Kind))
		rows = append(rows, []string{docx.Para("CellNumber", strconv.Itoa(i+1)), docx.Para("Cell", what), docx.Para("Cell", b.explain(g))})
	}
	d.Table([]int{700, 2600, 5884}, "CellHead", []string{b.say("letter.number"), b.say("letter.what-gap"), b.say("letter.gap")}, rows)
}
