// Package program drives the built budgetbook and reads what it finds. All that depends on the form of its answers
// stands in this file: when the form changes, this is the place.
package program

import (
	"encoding/json"
	"strings"
)

// Finding is one finding as far as the trial looks at it.
type Finding struct {
	Code     string
	Severity string // error, warning, note
	Table    string // 表五, or the name of another sheet
	Row      string
	Column   string
	Message  string
	Fix      string
	Cause    string   // what it says it follows from; "" for a finding that stands by itself
	Places   []string // 表五!D6, or tables.t05[3].basic
	Names    []string // 表五[合计, 基本支出]
	Rule     string   // of a note on differences by rounding: the rule that holds all the same
}

// Report is what is found in one file.
type Report struct {
	File     string
	Failed   string // the program could not read the file: what it said
	Findings []Finding
}

type place struct {
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"`
	Path  string `json:"path"`
	Name  string `json:"name"`
}

type found struct {
	Code     string          `json:"code"`
	Severity string          `json:"severity"`
	Table    string          `json:"table"`
	Sheet    string          `json:"sheet"`
	Row      json.RawMessage `json:"row"`
	Column   json.RawMessage `json:"column"`
	Cell     string          `json:"cell"`
	Path     string          `json:"path"`
	Message  string          `json:"message"`
	Fix      string          `json:"fix"`
	Remedy   string          `json:"remedy"`
	ID       string          `json:"id"`
	Follows  string          `json:"follows"` // id of what it follows from
	Because  json.RawMessage `json:"because"` // the same in release 0.1.0: its code
	Places   []place         `json:"places"`
	Rule     string          `json:"rule"`
	Values   map[string]any  `json:"values"`
}

type foundIn struct {
	File     string  `json:"file"`
	Findings []found `json:"findings"`
}

// parse reads the JSON of check: the results of files, each with its findings. Release
// 0.1.0 wrote the list alone.
func parse(b []byte) ([]Report, error) {
	var files []foundIn
	if err := json.Unmarshal(b, &files); err != nil {
		var all struct {
			Results []foundIn `json:"results"`
		}
		if err := json.Unmarshal(b, &all); err != nil {
			return nil, err
		}
		files = all.Results
	}
	var out []Report
	for _, f := range files {
		r := Report{File: f.File}
		codes := map[string]string{}
		for _, x := range f.Findings {
			codes[x.ID] = x.Code
		}
		for _, x := range f.Findings {
			y := x.finding()
			if x.Follows != "" {
				y.Cause = codes[x.Follows]
			}
			r.Findings = append(r.Findings, y)
		}
		out = append(out, r)
	}
	return out, nil
}

func (x found) finding() Finding {
	f := Finding{Code: x.Code, Severity: x.Severity, Table: first(x.Table, x.Sheet), Row: scalar(x.Row), Column: scalar(x.Column),
		Message: x.Message, Fix: first(x.Fix, x.Remedy), Cause: scalar(x.Because), Rule: x.Rule}
	text := func(key string) string { s, _ := x.Values[key].(string); return s }
	f.Table, f.Row, f.Column = first(f.Table, text("table")), first(f.Row, text("row")), first(f.Column, text("column"))
	if x.Cell != "" || x.Path != "" {
		x.Places = append([]place{{Sheet: first(x.Sheet, x.Table), Cell: x.Cell, Path: x.Path}}, x.Places...)
	}
	for _, p := range x.Places {
		switch {
		case p.Cell != "" && p.Sheet != "":
			f.Places = append(f.Places, p.Sheet+"!"+p.Cell)
		case p.Sheet != "":
			f.Places = append(f.Places, p.Sheet)
		case p.Path != "":
			f.Places = append(f.Places, p.Path)
		}
		f.Names = append(f.Names, p.Name)
	}
	return f
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// scalar reads a text, a number, or the name inside an object; anything else that is there counts as "…".
func scalar(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" || string(raw) == "false" {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var o struct{ Name, Code, Key string }
	if json.Unmarshal(raw, &o) == nil {
		return first(o.Name, o.Code, o.Key, "…")
	}
	return strings.Trim(string(raw), `"`)
}

// parseText reads the printed report where there is no JSON: a line "错误 X12 place" and the message under it.
func parseText(file, text string) Report {
	r := Report{File: file}
	severities := map[string]string{"错误": "error", "警告": "warning", "说明": "note"}
	table := ""
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case !strings.HasPrefix(line, " "):
			table = fields[0]
		case severities[fields[0]] != "":
			f := Finding{Severity: severities[fields[0]], Table: table}
			if len(fields) > 1 {
				f.Code, f.Places = fields[1], fields[2:]
			}
			r.Findings = append(r.Findings, f)
		case len(r.Findings) > 0:
			f := &r.Findings[len(r.Findings)-1]
			if fix, ok := strings.CutPrefix(strings.TrimSpace(line), "改法："); ok {
				f.Fix += fix
			} else {
				f.Message += strings.TrimSpace(line)
			}
		}
	}
	return r
}

// First is the finding a reader meets first and should act on: an error that follows from no other, or the first error,
// or the first warning.
func (r *Report) First() *Finding {
	for _, want := range []func(Finding) bool{
		func(f Finding) bool { return f.Severity == "error" && f.Cause == "" },
		func(f Finding) bool { return f.Severity == "error" },
		func(f Finding) bool { return f.Severity == "warning" },
		func(f Finding) bool { return f.Severity == "note" && f.Rule == "" },
	} {
		for i := range r.Findings {
			if want(r.Findings[i]) {
				return &r.Findings[i]
			}
		}
	}
	return nil
}

// Count counts the findings of a severity.
func (r *Report) Count(severity string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == severity {
			n++
		}
	}
	return n
}
