// Package board shows a finance bureau who has filed, what is wrong and how much time
// is left, and writes to those who have something to mend.
//
// Input: the Results of a batch, the list of units, and a day. Output: board.html,
// board.xlsx and letters in the output folder, and the Board itself as text or JSON.
// Invariant: every unit of the list and every Result is on the board once; no clock is
// read, so that the same input gives the same bytes.
package board

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"budgetbook/internal/amount"
	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/profile"
)

// Files of a board, below the output folder.
const (
	HTMLFile      = "board.html"
	BookFile      = "board.xlsx"
	LettersFolder = "letters"
)

// Options choose what a board shows.
type Options struct {
	Profile *profile.Profile // names of rules and figures
	Today   time.Time        // from which the time left is counted
	System  bool             // Today is the system's date, not one that was given
	Year    int              // that is expected; 0: of most Results
	Lang    message.Lang
	Bureau  string // signs the letters, "" if not given
	Contact string // named in the letters, "" if not given
}

// Status is where a unit stands.
type Status string

// The statuses, the worst first.
const (
	Missing Status = "missing" // no workbook was received
	Unread  Status = "unread"  // it cannot be read
	Wrong   Status = "wrong"   // it has errors
	Differs Status = "differs" // it has none, but disagrees with the list
	Open    Status = "open"    // warnings are unexplained
	Sound   Status = "sound"   // nothing is open
)

var statuses = []Status{Missing, Unread, Wrong, Differs, Open, Sound}

// Row is a unit of the list, or a workbook of a unit that is not in it.
type Row struct {
	Unit     roster.Unit
	Listed   bool
	Again    bool // not in a list, and a row above is of the same unit and year
	Status   Status
	Result   *batch.Result  // the one that counts, nil if none was received
	Others   []batch.Result // more workbooks of the same unit
	Counts   batch.Counts   // of all its workbooks that are not the same
	Open     int            // unexplained warnings, likewise
	Deadline string         // last day of disclosure, "" if the approval is not known
	Days     int            // until then; below 0: overdue
	Letter   string         // file of the letter, below the output folder; "" if none is due
}

// Editions are the documents that were made.
func (r Row) Editions() []batch.Output {
	if r.Result == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Result.Outputs), func(o batch.Output) bool { return o.Kind != batch.PDFKind })
}

// Overdue says whether the day of disclosure has passed and the unit is not ready.
func (r Row) Overdue() bool { return r.Deadline != "" && r.Days < 0 && r.Status != Sound }

// Kind is a kind of difference between the list and what was received.
type Kind string

// The kinds of differences.
const (
	NotReceived  Kind = "missing"
	NotListed    Kind = "unlisted"
	Duplicate    Kind = "duplicate"
	NotRead      Kind = "unread"
	Altered      Kind = "altered" // what a run made of it is not there as it was
	WrongYear    Kind = "year"
	WrongProfile Kind = "profile"
	WrongScope   Kind = "scope"
	WrongCode    Kind = "code"
	WrongName    Kind = "name"
	WrongFigure  Kind = "figure"   // disclosed against approved
	OwnApproved  Kind = "approved" // the approved figure in the workbook is not that of the list
)

var gapKinds = []Kind{NotReceived, NotListed, Duplicate, NotRead, Altered, WrongYear, WrongProfile, WrongScope, WrongCode, WrongName, WrongFigure, OwnApproved}

// Gap is one difference.
type Gap struct {
	Kind   Kind
	Unit   roster.Unit // as the list has it; of a workbook that is not listed, as it says
	Inputs []string    // workbooks it is about
	Is     string      // what the workbook says; a disclosed amount
	Should string      // what the list says; an approved amount
	Figure string      // path of the approved figure
	Diff   string      // Is less Should, for amounts that can be computed
	Named  bool        // the unit has several workbooks: it must be said which
}

// Total is what the units of a department come to.
type Total struct {
	Department string
	Units      int
	By         map[Status]int
	Overdue    int
	Figures    []Sum // one for each control of the profile
}

// Sum is what a figure comes to over the units whose own budgets were received: those
// of whole departments contain them and are not added again, nor are workbooks of other
// years. The two sums need not be over the same units, so each says over how many.
type Sum struct {
	Disclosed  decimal.Decimal
	Approved   decimal.Decimal // of all units of the list that have one
	Of         int             // units added to Disclosed
	OfApproved int             // units added to Approved
}

// texts are the two sums; what nobody gave is blank, not zero.
func (s Sum) texts() (disclosed, approved string) {
	if s.Of > 0 {
		disclosed = amount.Wan(s.Disclosed)
	}
	if s.OfApproved > 0 {
		approved = amount.Wan(s.Approved)
	}
	return disclosed, approved
}

// Check is a rule and how often it was not met.
type Check struct {
	Code     string
	Units    int
	Findings int
}

// Board is what is known of all units.
type Board struct {
	Year     int
	Rows     []Row
	Gaps     []Gap
	Totals   []Total // by department
	Whole    Total
	Checks   []Check // most often failed first
	Controls []roster.Control

	opt    Options
	list   bool              // there is a list of units
	scopes map[string]string // of the units of the list, by code (or name); "both"
}

// Make matches Results with a list. Without a list the units are those of the Results.
func Make(results []batch.Result, r *roster.Roster, opt Options) *Board {
	results = slices.SortedFunc(slices.Values(results), func(a, b batch.Result) int {
		return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Folder, b.Folder))
	})
	b := &Board{Year: opt.Year, opt: opt, Controls: roster.Controls(opt.Profile)}
	if b.Year == 0 {
		b.Year = mostOften(results)
	}
	b.list, b.scopes = r != nil, listedScopes(r, opt.Profile.Roles.Scope.Unit)
	b.match(results, r)
	for i := range b.Rows {
		b.judge(&b.Rows[i])
	}
	b.compare()
	for i := range b.Rows {
		if r := &b.Rows[i]; (r.Status == Open || r.Status == Sound) && len(b.due(*r)) > 0 {
			r.Status = Differs
		}
	}
	b.sum()
	b.count()
	return b
}

// mostOften is the year of most Results, of several the latest.
func mostOften(results []batch.Result) int {
	n, year := map[int]int{}, 0
	for _, x := range results {
		if x.Year > 0 {
			n[x.Year]++
		}
	}
	for _, y := range slices.Sorted(maps.Keys(n)) {
		if n[y] >= n[year] {
			year = y
		}
	}
	return year
}

// judge says where a unit stands.
func (b *Board) judge(r *Row) {
	switch x := r.Result; {
	case x == nil:
		r.Status = Missing
	case x.Failure != nil:
		r.Status = Unread
	default:
		for _, c := range r.Copies() {
			r.Counts.Errors += c.Counts.Errors
			r.Counts.Warnings += c.Counts.Warnings
			r.Counts.Explained += c.Counts.Explained
			r.Open += c.Open()
		}
		r.Status = Sound
		if r.Open > 0 {
			r.Status = Open
		}
		if r.Counts.Errors > 0 {
			r.Status = Wrong
		}
	}
	limit := b.opt.Profile.Roles.Deadline
	if day, err := time.Parse(time.DateOnly, r.Unit.ApprovedOn); err == nil && limit != nil {
		last := day.AddDate(0, 0, limit.Days)
		r.Deadline = last.Format(time.DateOnly)
		today := time.Date(b.opt.Today.Year(), b.opt.Today.Month(), b.opt.Today.Day(), 0, 0, 0, 0, time.UTC)
		r.Days = int(last.Sub(today).Hours() / 24)
	}
}

// count counts the rules that were not met, over all workbooks that are not the same.
func (b *Board) count() {
	units, findings := map[string]int{}, map[string]int{}
	for _, r := range b.Rows {
		mine := map[string]bool{}
		for _, c := range r.Copies() {
			for code, n := range c.Failed {
				mine[code] = true
				findings[code] += n
			}
		}
		for code := range mine {
			units[code]++
		}
	}
	for code := range units {
		b.Checks = append(b.Checks, Check{code, units[code], findings[code]})
	}
	slices.SortFunc(b.Checks, func(x, y Check) int {
		return cmp.Or(cmp.Compare(y.Units, x.Units), cmp.Compare(y.Findings, x.Findings), cmp.Compare(x.Code, y.Code))
	})
}

// sum adds up the units of the list by department.
func (b *Board) sum() {
	blank := func(name string) *Total {
		return &Total{Department: name, By: map[Status]int{}, Figures: make([]Sum, len(b.Controls))}
	}
	whole, by := blank(""), map[string]*Total{}
	for _, r := range b.Rows {
		if !r.Listed {
			continue
		}
		t := by[r.Unit.Department]
		if t == nil {
			t = blank(r.Unit.Department)
			by[r.Unit.Department] = t
		}
		for _, t := range []*Total{t, whole} {
			t.Units++
			t.By[r.Status]++
			if r.Overdue() {
				t.Overdue++
			}
			if r.Again || r.Unit.ScopeOr(b.unitScope()) != b.unitScope() {
				continue
			}
			for i, c := range b.Controls {
				if d, ok := r.disclosed(c); ok && r.Result.Year == b.Year && r.Result.Profile == b.opt.Profile.Name {
					t.Figures[i].Disclosed = t.Figures[i].Disclosed.Add(d)
					t.Figures[i].Of++
				}
				if d, ok := parseAmount(r.Unit.Approved[c.Path]); ok {
					t.Figures[i].Approved = t.Figures[i].Approved.Add(d)
					t.Figures[i].OfApproved++
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		if name != "" {
			b.Totals = append(b.Totals, *by[name])
		}
	}
	if t := by[""]; t != nil { // those without a department come last
		b.Totals = append(b.Totals, *t)
	}
	b.Whole = *whole
}

// disclosed is the figure a unit discloses for an approved one.
func (r Row) disclosed(c roster.Control) (decimal.Decimal, bool) {
	if r.Result == nil || c.Figure == "" {
		return decimal.Zero, false
	}
	return parseAmount(r.Result.Figures[c.Figure])
}

func parseAmount(text string) (decimal.Decimal, bool) {
	n, err := amount.Parse(text)
	return n.Value, err == nil && !n.Blank
}

// Due says whether something is missing or wrong.
func (b *Board) Due() bool {
	return len(b.Gaps) > 0 || slices.ContainsFunc(b.Rows, func(r Row) bool { return r.Status == Wrong })
}

// say is a text of the catalogue in the language of the board. Where there is no list of
// units, one that speaks of the list gives way to one of what was received.
func (b *Board) say(id string, kv ...string) string {
	if !b.list {
		if _, ok := message.Lookup(id + "-received"); ok {
			id += "-received"
		}
	}
	return message.Say(b.opt.Lang, id, message.Pairs(kv...))
}

// Write makes a board of Results and a list (nil: there is none), and writes it and the
// letters into the output folder of the batch.
func Write(out string, results []batch.Result, r *roster.Roster, opt Options) (*Board, error) {
	if opt.Lang != message.EN {
		opt.Lang = message.ZH
	}
	release, err := output.Lock(out)
	if err != nil {
		return nil, err
	}
	defer release()
	b := Make(results, r, opt)
	to, err := output.OpenFolder(out)
	if err != nil {
		return nil, err
	}
	defer to.Close()
	if err := b.letters(to, out); err != nil {
		return nil, err
	}
	page, err := b.HTML()
	if err != nil {
		return nil, err
	}
	book, err := b.Book()
	if err != nil {
		return nil, err
	}
	if err := writeIfChanged(to, HTMLFile, page); err != nil {
		return nil, err
	}
	return b, writeIfChanged(to, BookFile, book)
}

// writeIfChanged writes a file unless it is there already as it should be.
func writeIfChanged(to *output.Folder, name string, data []byte) error {
	if to.Holds(name, data) {
		return nil
	}
	return to.Write(name, data)
}

// Load reads the Results a batch has gathered. One that has not come to its end has not
// gathered them: units whose workbooks are there would be taken for missing. A Result that
// is not what the batch has made is not believed.
func Load(out string, lang message.Lang) ([]batch.Result, error) {
	fsys := os.DirFS(out)
	all, err := batch.ReadResults(fsys, out)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.ReadDir(filepath.Join(out, batch.UnitsFolder)); err != nil {
			return nil, message.Errorf(nil, "board.no-results", "folder", out)
		}
		return nil, message.Errorf(nil, "board.not-finished", "folder", out)
	}
	if err != nil {
		return nil, err
	}
	for i := range all {
		if file := all[i].Altered(fsys); file != "" {
			all[i].Disown(lang, file)
		}
	}
	return all, nil
}
