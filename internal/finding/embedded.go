package finding

import (
	"encoding/json"
	"io"
	"strconv"

	"budgetbook/internal/message"
)

// The form release 0.1.0 wrote findings in: an array, one object a file.
type (
	embeddedFile struct {
		File     string            `json:"file"`
		Summary  Counts            `json:"summary"`
		Findings []embeddedItem    `json:"findings"`
		Skipped  []embeddedSkipped `json:"not_evaluated"`
	}
	embeddedItem struct {
		Code      string            `json:"code"`
		Severity  string            `json:"severity"`
		Message   string            `json:"message"`
		Fix       string            `json:"fix,omitempty"`
		Explained string            `json:"explained,omitempty"`
		Because   string            `json:"because,omitempty"` // code of the finding it follows from
		Places    []embeddedPlace   `json:"places"`
		Values    map[string]string `json:"values,omitempty"`
	}
	embeddedPlace struct {
		File  string `json:"file,omitempty"`
		Sheet string `json:"sheet,omitempty"`
		Cell  string `json:"cell,omitempty"`
		Path  string `json:"path,omitempty"`
		Name  string `json:"name,omitempty"`
	}
	embeddedSkipped struct {
		Code  string `json:"code"`
		Cause string `json:"cause"`
	}
)

// Embedded writes results as release 0.1.0 did. Documents carry their findings in this
// form, so that one made again has the same bytes.
func Embedded(w io.Writer, results []Result, l message.Lang) error {
	files := make([]embeddedFile, 0, len(results))
	for _, r := range results {
		x := embeddedFile{File: r.File, Summary: r.Count(), Findings: []embeddedItem{}, Skipped: []embeddedSkipped{}}
		for _, s := range r.Skipped {
			x.Skipped = append(x.Skipped, embeddedSkipped{s.Code, s.Why(l)})
		}
		for _, f := range r.Findings {
			y := embeddedItem{Code: f.Code, Severity: f.Severity.String(), Message: f.Say(l), Fix: f.Fix(l), Explained: f.Explained, Values: f.Args}
			if cause, ok := CauseOf(r.Findings, f); ok {
				y.Because = cause.Code
			}
			if f.Places != nil {
				y.Places = []embeddedPlace{}
			}
			for _, p := range f.Places {
				y.Places = append(y.Places, embeddedPlace{p.File, p.Sheet, p.Cell, p.Path, p.Name})
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

// readEmbedded reads that form. It knows the code of a cause only: the first finding of
// that code is taken for it.
func readEmbedded(data []byte) ([]WrittenResult, error) {
	var files []embeddedFile
	if err := json.Unmarshal(data, &files); err != nil {
		return nil, err
	}
	results := make([]WrittenResult, 0, len(files))
	for _, f := range files {
		x := WrittenResult{File: f.File, Summary: f.Summary, Findings: []Item{}, Skipped: []ItemSkipped{}}
		ids := map[string]string{}
		for i, y := range f.Findings {
			id := strconv.Itoa(i + 1)
			if ids[y.Code] == "" {
				ids[y.Code] = id
			}
			item := Item{ID: id, Code: y.Code, Severity: y.Severity, Message: y.Message, Fix: y.Fix, Explained: y.Explained, Places: []Place{}, Values: y.Values}
			for _, p := range y.Places {
				item.Places = append(item.Places, Place{File: p.File, Sheet: p.Sheet, Cell: p.Cell, Path: p.Path, Name: p.Name})
			}
			x.Findings = append(x.Findings, item)
		}
		for i, y := range f.Findings {
			x.Findings[i].Follows = ids[y.Because]
		}
		for _, s := range f.Skipped {
			x.Skipped = append(x.Skipped, ItemSkipped{Code: s.Code, Cause: s.Cause})
		}
		results = append(results, x)
	}
	return results, nil
}
