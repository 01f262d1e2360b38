package finding

import (
	"github.com/shopspring/decimal"

	"budgetbook/internal/message"
)

// Compared is what a finding compared: two amounts that should agree, or of which one
// should bound the other, in the unit of the tables (万元).
type Compared struct {
	Op          string // that does not hold, or holds by rounding only: =, <=, >=, …; or Changed
	Left, Right Operand
	Difference  decimal.Decimal // left - right
	Addends     int             // printed figures, each rounded by itself, that are added up
}

// Changed is the Op of two amounts that need not agree: this year's and last year's.
const Changed = "changed"

// Operand is one side of a comparison.
type Operand struct {
	Value decimal.Decimal
	Terms int    // amounts other than 0 it is added up from
	Cells []Term // all it was read from, also blank ones, in order
}

// Term is one cell of an operand. Value is the amount as it stands there, in its own
// unit; blank is 0.
type Term struct {
	Place Place
	Value decimal.Decimal
	Blank bool
}

// Compare makes what a finding compared; the difference follows.
func Compare(left Operand, op string, right Operand) *Compared {
	return &Compared{Op: op, Left: left, Right: right, Difference: left.Value.Sub(right.Value)}
}

// Single is an operand that is the amount of one place.
func Single(at Place, value decimal.Decimal) Operand {
	o := Operand{Value: value, Cells: []Term{{Place: at, Value: value}}}
	if !value.IsZero() {
		o.Terms = 1
	}
	return o
}

// Tables are the ids of the tables, lists and forms a finding is about, in the order of
// its places.
func (f Finding) Tables() []string {
	var ids []string
	seen := map[string]bool{}
	for _, p := range f.Places {
		if p.Table != "" && !seen[p.Table] {
			seen[p.Table] = true
			ids = append(ids, p.Table)
		}
	}
	return ids
}

// Cause says what a finding explains others by.
type Cause struct {
	Kind      CauseKind
	Certainty Certainty
}

// Certainty is how sure a cause is.
type Certainty string

// How sure a cause is.
const (
	Sure      Certainty = "sure"      // with it undone, what follows from it is gone
	Likely    Certainty = "likely"    // it explains what follows from it, but cannot be tried
	Ambiguous Certainty = "ambiguous" // another cause, which is said too, explains as much
)

// CauseKind is the kind of mistake others follow from.
type CauseKind string

// The kinds of causes.
const (
	OtherScope       CauseKind = "other-scope"       // a table of another unit, or of the whole department
	ColumnsExchanged CauseKind = "columns-exchanged" // two columns hold each other's amounts
	WrongUnit        CauseKind = "unit"              // 元 for 万元, or the other way round
	RowsShifted      CauseKind = "rows-shifted"      // amounts stand in other rows than their own
	RowsExchanged    CauseKind = "rows-exchanged"    // two rows hold each other's amounts
	ColumnsShifted   CauseKind = "columns-shifted"   // amounts stand in other columns than their own
	WrongCell        CauseKind = "cell"              // one amount is wrong or blank
	WrongLeaf        CauseKind = "leaf"              // one amount is wrong, and with it the totals it goes into
	OffByOne         CauseKind = "one-amount"        // a table is off by one amount somewhere
	TextAmount       CauseKind = "text"              // an amount is text, which totals leave out
	OtherCode        CauseKind = "code"              // a code that is not that of its name
	RowsDisordered   CauseKind = "rows-disordered"   // amounts stand beside other items than their own
	MissingRow       CauseKind = "row-missing"       // a row is not there
	DoubleRow        CauseKind = "row-double"        // a row stands twice
	OtherKind        CauseKind = "kind"              // the unit is of another kind
	WrongName        CauseKind = "name"              // a name differs by a slip
	OtherTable       CauseKind = "other-table"       // a table holds what belongs into another one
	TableEmpty       CauseKind = "table-empty"       // a table was not filled in
	WholeAmounts     CauseKind = "whole-amounts"     // the decimals of a table were left off
	WrongColumn      CauseKind = "column"            // a column holds something else, or nothing
	RowKind          CauseKind = "row-kind"          // a row is said to be something else than its name says
	OtherChoice      CauseKind = "choice"            // a record with another choice than its own
	ListsDiffer      CauseKind = "lists-differ"      // two lists of the short form hold the same money and differ
)

// Named gives a finding an ID if it has none, and returns it: rules that are not evaluated
// because of it name it.
func (f *Finding) Named() string {
	if f.ID == "" {
		f.ID = f.Code
		if len(f.Places) > 0 {
			f.ID += ":" + f.Places[0].Short()
		}
	}
	return f.ID
}

// Explains says whether a finding is the cause of another one.
func (f Finding) Explains(x Finding) bool { return f.ID != "" && x.Follows == f.ID }

// Explained are the findings that follow from one.
func (r Result) Explained(f Finding) []Finding {
	var out []Finding
	for _, x := range r.Findings {
		if f.Explains(x) {
			out = append(out, x)
		}
	}
	return out
}

// Remedy is what to do about a finding of a result: of one that follows from another, to
// mend that first. Its own remedy would be followed in vain.
func Remedy(fs []Finding, f Finding, l message.Lang) string {
	if cause, ok := CauseOf(fs, f); ok {
		place := ""
		if len(cause.Places) > 0 {
			place = cause.Places[0].Short()
		}
		return message.Say(l, "report-because", message.Pairs("code", cause.Code, "place", place))
	}
	return f.Fix(l)
}

// CauseOf finds what a finding follows from.
func CauseOf(fs []Finding, f Finding) (cause Finding, ok bool) {
	if f.Follows == "" {
		return Finding{}, false
	}
	for _, x := range fs {
		if x.ID == f.Follows {
			return x, true
		}
	}
	return Finding{}, false
}
