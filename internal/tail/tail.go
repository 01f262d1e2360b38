// Package tail tells honest differences of rounding (尾差) from errors.
//
// Input: the printed figures of a filing and the relations the rules declare between
// them: what states the same amount, what is the sum of what. No relation has a
// tolerance. Output: a verdict for every relation that does not hold exactly: an error,
// a warning, a question or a tail, each with both sides and what rounding can explain.
// Invariant: figures an honest office could have printed from exact amounts, every
// figure rounded on its own or summed from printed ones block by block, give no error.
//
// # How it is decided
//
// A figure is either rounded from an exact amount on its own, or added up from printed
// figures. Which of the two is not known, but an office does it alike for a whole block:
// the rows of one level of one table, in its total column or in all its parts. Where one formula (the row's parts,
// the next level, the leaves) holds exactly in every cell of a block, its cells are taken
// for sums, which is always the weaker demand; all others are roundings, and tie their
// exact amount to half a step. Cells of one quantity share one exact amount. Intervals are
// passed along the relations until nothing changes; an empty one is a contradiction.
// Half-up, half-even and truncation are tried in this order for the whole filing.
//
// Where the amount behind a figure is known (a sheet in 元), it takes the place of what
// rounding leaves open. Amounts that do not add up among themselves are said, and their
// tables are then judged by what they print.
//
// Not every slip can be found: many a figure that is 0.01 off gives a filing that an
// honest office could have printed. Such a one is still a Tail that names the sum, or a
// Warning or a Question if other tables agree against it.
//
// # What a rule declares
//
// In a rule file a clause says what its comparison means instead of how far it may be
// off, for example
//
//	code = "X03"                      # Table 3 itemizes Table 1: the same amount, printed twice
//	relation = "same"
//	check = ["表三[合计, 合计] = 表一[本年支出合计, 合计]"]
//
//	code = "R03"                      # an exact sum of exact amounts
//	relation = "row"
//	each = "表三、表五、表八、表九"
//	check = ["本表[@, 合计] = 本表[@, 基本支出] + 本表[@, 项目支出]"]
//
// and the evaluator adds each instance: its cells once, then
//
//	tail.Relation{Kind: tail.Same, Left: []int{t3total}, Right: []int{t1spent}, ID: x03}
//	tail.Relation{Kind: tail.Row, Left: []int{total}, Right: []int{basic, project}, ID: r03}
//
// A row that a reference does not find is a blank cell. A clause whose condition does not
// hold adds nothing. What is doubtful (a rule that is true of most units only) is Local:
// it is compared with what its own figures can explain and bounds nothing else, so that
// its breach cannot put the blame on innocent cells.
//
// # The rules of shanxi
//
// same: X01, X03, X04, X07, X10-X12, C04, C05, D07 (local), the revenue of X09, the clauses
// of X08 and X15 that compare one row with one row; X09 and X16 (carry-over and Table 13)
// where the two are near each other.
// row: R01-R05, R07, R08, N05. next: C01, C02, C06, C07, C09-C12. copy: C03 and the grand
// totals of C07. between: X02, X05, X06, X08, X15, C08.
// at least: X14, X27 and every <= and >= clause of X06, X08, X09, X13, X15, X16.
// local: X13 as an equation, X17 and D07, of which an honest filing may have a breach.
package tail

import (
	"errors"
	"slices"
)

// Amounts are in 分 (0.01 元); figures are printed in 万元 with two decimals.
const (
	Cent = 10_000                                // 0.01 万元
	Max  = 1_000_000_000_000 * int64(100) * Cent // 10^12 万元, the largest amount that is judged
)

// ErrTooLarge refuses amounts that no budget has and that could overflow.
var ErrTooLarge = errors.New("amount too large")

// Cell is one figure as it stands.
type Cell struct {
	// Level is that of the row, 0 for the grand total. Rows that are filled in alike have
	// the same.
	Table, Level, Column int

	Value int64 // 分; a multiple of Step
	// Step is what the figure was rounded to: 0 for Cent, 1 where the amount is known
	// exactly (a sheet in 元 and 分).
	Step int64
	// Blank figures are exactly nothing, unless parts of theirs are printed.
	Blank bool

	// Exact is the amount behind the figure where it is known more finely than it is
	// printed, as that of a sheet in 元 is; it is off by Within at most, as its own last
	// digit is rounded or cut. Within 0: only the figure is known.
	Exact, Within int64
}

// Kind is what a relation says of its two sides.
type Kind int

// The kinds. All but AtLeast say that the exact amounts are equal.
const (
	Same    Kind = iota // one cell and one cell state one amount
	Row                 // a row's total and its parts; a single printed part is copied
	Next                // a total and the rows one level below it, in its column
	Copy                // a grand total: like Next, but a single printed part is copied (支出总计 without 年终结转)
	Between             // sums of any cells on either side; nobody adds them up to fill one in
	AtLeast             // the left side is not less than the right; always local
)

// Relation is one instance of a rule.
type Relation struct {
	Kind        Kind
	Local       bool // compared with its own figures only
	Left, Right []int
	ID          int // the caller's
}

// Mode is how the filing was rounded.
type Mode int

// The modes, in the order they are tried.
const (
	HalfUp Mode = iota
	HalfEven
	Truncated
	modes
)

// Level is how grave a verdict is.
type Level int

// The levels.
const (
	Tail     Level = iota // rounding explains it
	Question              // it can be explained, but one or two other tables agree against it
	Warning               // it can be explained, but three or more other tables, or the amounts behind the figures, are against it
	Error                 // rounding cannot explain it
)

// Doubted says whether rounding can explain a figure and something else is against it.
func (l Level) Doubted() bool { return l == Question || l == Warning }

// Reason is why.
type Reason int

// The reasons.
const (
	Rounded Reason = iota // the sides differ by no more than their figures can be off
	Alone                 // a figure that nothing confirms, where other tables agree on another
	NotPart               // a total differs from its only printed part
	Twice                 // two figures for one amount, and neither is a sum
	Beyond                // the sides differ by more than their figures can be off
	Chained               // each relation could be rounding, all of them together cannot
	NotLess               // the left side is less than the right
	Apart                 // the figures could be rounded, but the amounts behind them do not add up
)

// Verdict is what is to be said of a relation that does not hold exactly.
type Verdict struct {
	Level    Level
	Reason   Reason
	Relation int // index
	ID       int // of the relation

	// Left and Right are what the sides come to. For Twice and Alone they are the two
	// figures, of Cells.
	Left, Right int64
	Cells       [2]int // of Twice and Alone; else -1
	// Bound is how far the sides can honestly be apart, LeftTerms and RightTerms how many
	// rounded figures stand behind them.
	Bound                 int64
	LeftTerms, RightTerms int
	Summed                bool // the left side is a figure added up from printed ones
	// Exact says that Left and Right are what is known behind the figures: these agree, or
	// differ by what rounding could explain.
	Exact bool

	Proposal *Proposal // nil if no cell stands out
}

// Difference is left - right.
func (v *Verdict) Difference() int64 { return v.Left - v.Right }

// Proposal is the one change that makes the most relations hold exactly.
type Proposal struct {
	Cell  int
	Value int64
	Mends []int // relations that would hold exactly
}

// Judgement is the outcome for a filing.
type Judgement struct {
	Mode     Mode
	Verdicts []Verdict // by relation
	Cut      bool      // the work was bounded before nothing changed any more: less may be found
}

// Judge judges a filing. It returns ErrTooLarge for amounts above Max and sums that could
// overflow, and an error for a relation that names no cell.
func Judge(cells []Cell, relations []Relation) (*Judgement, error) {
	printed, known := slices.Clone(cells), false
	for i := range printed {
		known = known || printed[i].known()
		printed[i].Exact, printed[i].Within = 0, 0
	}
	j, err := newJudge(printed, relations)
	if err != nil {
		return nil, err
	}
	var best *trial
	for mode := HalfUp; mode < modes; mode++ {
		if t := j.try(mode); best == nil || t.errors < best.errors {
			best = t
		}
		if best.errors == 0 {
			break
		}
	}
	out := j.conclude(best)
	if !known {
		return out, nil
	}
	k, err := newJudge(cells, relations)
	if err != nil {
		return nil, err
	}
	k.try(best.mode).behind(best, out)
	return out, nil
}
