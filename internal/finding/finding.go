// Package finding is what is wrong with a workbook, said to its owner.
//
// Input: reports of the readers and the rules. Output: ordered findings with their
// places. Invariant: a finding is never an error: an error means the tool could not
// work, a finding means the workbook is wrong.
package finding

import (
	"sort"

	"budgetbook/internal/message"
)

// Severity orders findings.
type Severity int

// The severities: an error forbids publication; a warning needs a person to look;
// a note only informs.
const (
	Note Severity = iota
	Warning
	Error
)

// String names a severity for machines.
func (s Severity) String() string { return [...]string{"note", "warning", "error"}[s] }

// Place is where a value stands: in a spreadsheet (File, Sheet, Cell) or in a JSON
// file (File, Path). Name says it to people in the words of the document: 表五[合计,
// 基本支出]; programs go by the Datum.
type Place struct {
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"` // A1 style; "" for the sheet as a whole; without Sheet: of a CSV file
	Path  string `json:"path,omitempty"` // JSON path
	Name  string `json:"name,omitempty"`
	// Heading is what a report lists the place under where there is no sheet: the table.
	Heading string `json:"-"`
	Datum
}

// Datum is which value of a filing stands at a place, whatever file it came from.
type Datum struct {
	Table  string `json:"table,omitempty"`  // id of a table, a list of records or a form; "" if the place is none of these
	Row    int    `json:"row,omitempty"`    // of the table, 1 is the first; 0: not one row, or it is not known which
	Inner  int    `json:"inner,omitempty"`  // of a list inside that row, which Table then names; 1 is the first
	Key    string `json:"key,omitempty"`    // what the row is called: its code or its name
	Column string `json:"column,omitempty"` // id of the column; of a field of a form, or of paragraphs, its path
}

// Short is the place as a reader looks it up: Sheet!Cell, or the JSON path.
func (p Place) Short() string {
	switch {
	case p.Sheet != "" && p.Cell != "":
		return p.Sheet + "!" + p.Cell
	case p.Sheet != "":
		return p.Sheet
	case p.Cell != "":
		return p.Cell
	case p.Path != "":
		return p.Path
	}
	return p.Name
}

// Finding is one report. Code names a rule or a message of the catalogue.
type Finding struct {
	Code      string
	Severity  Severity
	Args      message.Args
	ArgsEN    message.Args // the same in English, where names differ; nil: as Args
	Places    []Place      // first the place to mend
	Words     *Words       // texts of a rule; nil: the catalogue has them under Code
	Explained string       // a warning: what the unit says about it, "" if nothing
	Compared  *Compared    // what was compared; nil if the finding is not about two amounts
	Cause     *Cause       // what it explains others by; nil: it explains none
	ID        string       // names a finding that others follow from; the same for the same data
	Rule      string       // of a note on a rule that holds all the same: the code of the rule
	Follows   string       // ID of the finding that explains this one, "" if none does
	Members   []Finding    // what it was gathered from; nil if it is one finding
	Confirm   bool         // an error that asks whether something is truly so; answered, it is a warning
}

// Words are the texts of a rule of a profile. Many says several such findings at once,
// with Item for each of them; blank where each is said by itself.
type Words struct{ Say, Fix, Many, Item message.Text }

// New makes a finding; kv are name, value pairs for the message.
func New(code string, s Severity, at Place, kv ...string) Finding {
	return Finding{Code: code, Severity: s, Args: message.Pairs(kv...), Places: []Place{at}}
}

// Reword gives a finding the texts of a variant of its code: B03.blank.
func (f *Finding) Reword(variant string) {
	if e, ok := message.Lookup(f.Code + "." + variant); ok {
		f.Words = &Words{Say: e.Say, Fix: e.Fix}
	}
}

// Say says what is wrong.
func (f Finding) Say(l message.Lang) string {
	if l == message.Both {
		return message.Text{ZH: f.Say(message.ZH), EN: f.Say(message.EN)}.In(l)
	}
	if f.Words != nil {
		return message.Fill(f.Words.Say.In(l), f.args(l))
	}
	return message.Say(l, f.Code, f.args(l))
}

func (f Finding) args(l message.Lang) message.Args {
	if l == message.EN && f.ArgsEN != nil {
		return f.ArgsEN
	}
	return f.Args
}

// Fix says what to do, or "".
func (f Finding) Fix(l message.Lang) string {
	if l == message.Both {
		return message.Text{ZH: f.Fix(message.ZH), EN: f.Fix(message.EN)}.In(l)
	}
	if f.Words != nil {
		return message.Fill(f.Words.Fix.In(l), f.args(l))
	}
	return message.Fix(l, f.Code, f.args(l))
}

// Count returns how many findings have a severity.
func Count(fs []Finding, s Severity) int {
	n := 0
	for _, f := range fs {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Sort orders findings by severity, errors first, and keeps the order in which they
// were found (the order of the workbook) within one severity.
func Sort(fs []Finding) {
	sort.SliceStable(fs, func(i, j int) bool { return fs[i].Severity > fs[j].Severity })
}
