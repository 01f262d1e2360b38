package finding

import (
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/message"
)

// Result is what checking one file found.
type Result struct {
	File     string
	Findings []Finding
	Skipped  []Skip
}

// Counts are the findings of a result by severity. Explained are the warnings the
// unit has answered; they count among the warnings as well.
type Counts struct {
	Errors    int `json:"errors"`
	Warnings  int `json:"warnings"`
	Explained int `json:"explained"`
	Notes     int `json:"notes"`
	Skipped   int `json:"not_evaluated"`
	Causes    int `json:"causes,omitempty"`  // findings that explain others
	Following int `json:"follows,omitempty"` // errors and warnings that follow from a cause, counted nowhere else
}

// Count counts the findings.
func (r Result) Count() Counts {
	c := Counts{Skipped: len(r.Skipped)}
	for _, f := range r.Findings {
		if f.Cause != nil {
			c.Causes++
		}
		switch {
		case f.Severity == Note:
			c.Notes++
		case f.Follows != "":
			c.Following++
		case f.Severity == Error:
			c.Errors++
		default:
			c.Warnings++
			if f.Explained != "" {
				c.Explained++
			}
		}
	}
	return c
}

// Summary is the line that closes a report.
func (c Counts) Summary(l message.Lang) string {
	return message.Say(l, "report-summary", message.Pairs("errors", strconv.Itoa(c.Errors), "warnings", strconv.Itoa(c.Warnings),
		"explained", strconv.Itoa(c.Explained), "notes", strconv.Itoa(c.Notes), "skipped", strconv.Itoa(c.Skipped)))
}

// sheet is where a finding is listed: the sheet of the cell to mend, or the table of
// a JSON filing.
func (f Finding) sheet() string {
	for _, p := range f.Places {
		switch {
		case p.Sheet != "":
			return p.Sheet
		case p.Cell != "":
			return p.File
		case p.Heading != "":
			return p.Heading
		case p.Path != "":
			name, _, _ := strings.Cut(p.Path, "[")
			return name
		case p.Name != "":
			return p.Name
		}
	}
	return ""
}

// maxPlaces is how many cells a line of the report names; a sum may have hundreds.
const maxPlaces = 6

// at lists the cells of a finding, those of the sheet it is listed under without
// the name of the sheet.
func (f Finding) at(sheet string) string {
	var list []string
	seen := map[string]bool{}
	for _, p := range f.Places {
		s := p.Short()
		if p.Sheet == "" && p.Cell == "" && p.Path == "" {
			continue // no place to look up; the sentence says what is meant
		}
		if p.Sheet == sheet && p.Cell != "" {
			s = p.Cell
		}
		if s == "" || s == sheet || seen[s] {
			continue
		}
		seen[s] = true
		list = append(list, s)
	}
	if len(list) > maxPlaces {
		return strings.Join(list[:maxPlaces], " ") + " … (" + strconv.Itoa(len(list)) + ")"
	}
	return strings.Join(list, " ")
}

// Text writes a result for people: grouped by sheet in the order of the workbook,
// errors first, and a summary line.
func (r Result) Text(w io.Writer, l message.Lang) error { return r.text(w, l, Note) }

// Brief is Text without the notes, which the summary line only counts.
func (r Result) Brief(w io.Writer, l message.Lang) error { return r.text(w, l, Warning) }

func (r Result) text(w io.Writer, l message.Lang, least Severity) error {
	var b strings.Builder
	var sheets []string
	by := map[string][]Finding{}
	folded := r.followers(least)
	for _, f := range r.Findings {
		if f.Severity < least || len(folded[f.Follows]) > 0 {
			continue
		}
		s := f.sheet()
		if f.Cause != nil {
			s = causesFirst
		}
		if _, ok := by[s]; !ok {
			sheets = append(sheets, s)
		}
		by[s] = append(by[s], f)
	}
	for _, s := range sheets {
		fs := by[s]
		sort.SliceStable(fs, func(i, j int) bool { return fs[i].Severity > fs[j].Severity })
		title := s
		switch title {
		case "":
			title = message.Say(l, "report-whole", nil)
		case causesFirst:
			c := r.Count()
			id := "report-causes"
			if c.Following == 0 {
				id = "report-causes-alone" // nothing follows that a reader would have to know of
			}
			title = message.Say(l, id, message.Pairs("n", strconv.Itoa(c.Causes), "follows", strconv.Itoa(c.Following)))
		}
		fmt.Fprintf(&b, "%s\n", title)
		for _, f := range fs {
			head := "  " + message.Say(l, "severity-"+f.Severity.String(), nil) + " " + f.Code
			if at := f.at(s); at != "" {
				head += "  " + at
			}
			fmt.Fprintf(&b, "%s\n      %s\n", head, f.Say(l))
			if f.Explained != "" {
				fmt.Fprintf(&b, "      %s\n", message.Say(l, "report-explained", message.Pairs("text", f.Explained)))
			} else if _, follows := CauseOf(r.Findings, f); follows {
				fmt.Fprintf(&b, "      %s\n", Remedy(r.Findings, f, l))
			} else if fix := f.Fix(l); fix != "" && f.Severity != Note {
				fmt.Fprintf(&b, "      %s\n", message.Say(l, "report-fix", message.Pairs("text", fix)))
			}
			if more := folded[f.ID]; len(more) > 0 {
				fmt.Fprintf(&b, "      %s\n", message.Say(l, "report-followers", message.Pairs("n", strconv.Itoa(len(more)), "list", listedFindings(more, l))))
			}
		}
	}
	if len(r.Skipped) > 0 {
		fmt.Fprintf(&b, "%s\n", message.Say(l, "report-skipped", message.Pairs("n", strconv.Itoa(len(r.Skipped)))))
		for _, s := range r.grouped(l) {
			fmt.Fprintf(&b, "  %s  %s\n", s.codes, s.why)
		}
	}
	fmt.Fprintf(&b, "%s\n", r.Count().Summary(l))
	_, err := io.WriteString(w, b.String())
	return err
}

// causesFirst stands for the sheet of the causes.
const causesFirst = "\x00causes"

// fewFollowers is how many findings that follow from another one are each printed.
const fewFollowers = 3

// followers are the findings that another one explains, by its ID, where they are so
// many that they would hide it; those of a cause always are.
func (r Result) followers(least Severity) map[string][]Finding {
	all, there, cause := map[string][]Finding{}, map[string]bool{}, map[string]bool{}
	for _, f := range r.Findings {
		if f.Severity < least {
			continue
		}
		there[f.ID] = true
		cause[f.ID] = f.Cause != nil
		if f.Follows != "" && f.Explained == "" {
			all[f.Follows] = append(all[f.Follows], f)
		}
	}
	for id, fs := range all {
		if len(fs) <= fewFollowers && !cause[id] || !there[id] {
			delete(all, id)
		}
	}
	return all
}

// listedFindings names findings by their codes and first cells.
func listedFindings(fs []Finding, l message.Lang) string {
	var codes []string
	cells := map[string][]string{}
	for _, f := range fs {
		if cells[f.Code] == nil {
			codes = append(codes, f.Code)
		}
		at := ""
		if len(f.Places) > 0 {
			at = f.Places[0].Short()
			if p := f.Places[0]; p.Sheet != "" && p.Cell != "" {
				at = p.Sheet + " " + p.Cell
			}
		}
		cells[f.Code] = append(cells[f.Code], at)
	}
	sort.Strings(codes)
	for i, code := range codes {
		at := cells[code]
		more := ""
		if len(at) > fewFollowers {
			more, at = message.Say(l, "report-follower-more", message.Pairs("n", strconv.Itoa(len(at)))), at[:fewFollowers]
		}
		codes[i] = message.Say(l, "report-follower", message.Pairs("code", code, "cells", message.Join(l, at)+more))
	}
	return strings.Join(codes, message.Say(l, "tail-join", nil))
}
