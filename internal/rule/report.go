package rule

import (
	"fmt"

	"github.com/shopspring/decimal"

	"budgetbook/internal/finding"
	"budgetbook/internal/formula"
	"budgetbook/internal/profile"
	"budgetbook/internal/tail"
)

// Report is what a check found.
type Report struct {
	Findings []finding.Finding
	Skipped  []Skip
	Outcomes map[string]Outcome // of every rule, by code
	Rounded  bool               // some total differs from the sum of its parts by rounding
	// Violations are what the findings of formulas compared, in their order.
	Violations []Violation
	Mode       tail.Mode         // how the filing was rounded, as far as its figures tell
	Read       []finding.Finding // what was found before; a check may only mark it as explained
}

// Skip is a rule that could not be evaluated, and why.
type Skip = finding.Skip

// skipOf says why a rule was not evaluated.
func skipOf(rule *profile.Rule, err error) Skip {
	c := formula.CauseOf(err)
	return Skip{Code: rule.Code, Reason: c.Reason, At: c.At}
}

// Outcome is how a rule ended over all rows and columns it looks at.
type Outcome int

// The outcomes, the worst of a rule's instances counts.
const (
	Idle         Outcome = iota // nothing to look at: the table is empty, or its condition never holds
	Holds                       // everywhere
	NotEvaluated                // a cell is missing or unreadable, and nothing is violated
	Violated
)

// Raise makes an outcome that of a rule unless it has a worse one.
func (r *Report) Raise(code string, o Outcome) { r.Outcomes[code] = max(r.Outcomes[code], o) }

// Level is the severity of a rule.
func Level(r *profile.Rule) finding.Severity {
	switch r.Level {
	case "error":
		return finding.Error
	case "warning":
		return finding.Warning
	}
	return finding.Note
}

// Named is a check that needs more than a formula. Its name is what a profile writes
// in go = "…".
type Named struct {
	Name string
	Run  func(*Input)
}

// Input is what a named check works on, and where it reports.
type Input struct {
	*evaluator
	Rule   *profile.Rule
	Report *Report
	Err    error // the rule and its check do not fit together
}

// MistakeOf is a mistake of the profile in a rule with a Go check.
func MistakeOf(r *profile.Rule, format string, args ...any) error {
	return fmt.Errorf("rule %s: "+format, append([]any{r.Code}, args...)...)
}

// Violation is what a finding of a formula compared.
type Violation struct {
	Finding     int // index in Report.Findings
	Rule        *profile.Rule
	Left, Right []CellRef // all cells of either side, blank ones too
	A, B        decimal.Decimal
}

// CellRef is a cell of a table; Row is an index of the filing's rows, -1 for a row that
// was looked for and is not there. Table is nil for a field of a form, whose path is Field.
type CellRef struct {
	Table  *profile.Table
	Column *profile.Column
	Row    int
	Field  string // as formulas write it: 批复数[批复收入总计]
}
