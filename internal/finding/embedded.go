package finding

import (
	"encoding/json"
	"io"

	"budgetbook/internal/message"
)

// Embedded writes results as release 0.1.0 did: an array, one object a file. Documents
// carry their findings in this form, so that one made again has the same bytes.
func Embedded(w io.Writer, results []Result, l message.Lang) error {
	type place struct {
		File  string `json:"file,omitempty"`
		Sheet string `json:"sheet,omitempty"`
		Cell  string `json:"cell,omitempty"`
		Path  string `json:"path,omitempty"`
		Name  string `json:"name,omitempty"`
	}
	type cause struct {
		Kind      CauseKind `json:"kind"`
		Certainty Certainty `json:"certainty"`
		Explains  int       `json:"explains"`
	}
	type item struct {
		Code      string            `json:"code"`
		Severity  string            `json:"severity"`
		Message   string            `json:"message"`
		Fix       string            `json:"fix,omitempty"`
		Explained string            `json:"explained,omitempty"`
		Because   string            `json:"because,omitempty"`
		ID        string            `json:"id,omitempty"`
		Follows   string            `json:"follows,omitempty"`
		Cause     *cause            `json:"cause,omitempty"`
		Places    []place           `json:"places"`
		Values    map[string]string `json:"values,omitempty"`
	}
	type skipped struct {
		Code  string `json:"code"`
		Cause string `json:"cause"`
	}
	type file struct {
		File     string    `json:"file"`
		Summary  Counts    `json:"summary"`
		Findings []item    `json:"findings"`
		Skipped  []skipped `json:"not_evaluated"`
	}
	files := make([]file, 0, len(results))
	for _, r := range results {
		x := file{File: r.File, Summary: r.Count(), Findings: []item{}, Skipped: []skipped{}}
		for _, s := range r.Skipped {
			x.Skipped = append(x.Skipped, skipped{s.Code, s.Why(l)})
		}
		for _, f := range r.Findings {
			y := item{Code: f.Code, Severity: f.Severity.String(), Message: f.Say(l), Fix: f.Fix(l), Explained: f.Explained, Values: f.Args}
			if from, ok := CauseOf(r.Findings, f); ok {
				y.Because, y.Follows = from.Code, f.Follows
			}
			if f.Cause != nil {
				y.ID, y.Cause = f.ID, &cause{f.Cause.Kind, f.Cause.Certainty, len(r.Explained(f))}
			}
			if f.Places != nil {
				y.Places = []place{}
			}
			for _, p := range f.Places {
				y.Places = append(y.Places, place{p.File, p.Sheet, p.Cell, p.Path, p.Name})
			}
			x.Findings = append(x.Findings, y)
		}
		files = append(files, x)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(files)
}
