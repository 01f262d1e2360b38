package board

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/message"
)

// Schema names the format of the JSON of a board.
const Schema = "budgetbook/board/1"

// Unlisted counts the workbooks of units that are not in the list.
func (b *Board) Unlisted() int {
	n := 0
	for _, r := range b.Rows {
		if !r.Listed {
			n++
		}
	}
	return n
}

// Received counts the units of the list a workbook was received of.
func (b *Board) Received() int { return b.Whole.Units - b.Whole.By[Missing] }

// title is what a board is called.
func (b *Board) title() string {
	if b.Year == 0 {
		return b.say("board.title-plain")
	}
	return b.say("board.title", "year", strconv.Itoa(b.Year))
}

// day says from which day the time left is counted, and where that is from.
func (b *Board) day() string {
	id := "board.day-given"
	if b.opt.System {
		id = "board.day-system"
	}
	return b.say(id, "day", b.date(b.opt.Today.Format(time.DateOnly)))
}

// date prints a day.
func (b *Board) date(iso string) string {
	d, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return d.Format(b.say("board.day-format"))
}

// left says how much time is left.
func (b *Board) left(r Row) string {
	switch {
	case r.Deadline == "":
		return ""
	case r.Days == -1:
		return b.say("board.overdue-1")
	case r.Days < 0:
		return b.say("board.overdue", "n", strconv.Itoa(-r.Days))
	case r.Days == 0:
		return b.say("board.today")
	case r.Days == 1:
		return b.say("board.left-1")
	}
	return b.say("board.left", "n", strconv.Itoa(r.Days))
}

// summary counts where the units of the list stand.
func (b *Board) summary() string {
	kv := []string{"units", strconv.Itoa(b.Whole.Units), "unlisted", strconv.Itoa(b.Unlisted()), "overdue", strconv.Itoa(b.Whole.Overdue)}
	for _, s := range statuses {
		kv = append(kv, string(s), strconv.Itoa(b.Whole.By[s]))
	}
	return b.say("board.summary", kv...)
}

// checkName is what a rule or a message is called.
func (b *Board) checkName(code string) string {
	for _, r := range b.opt.Profile.Rules {
		if r.Code == code {
			return r.Name.In(b.opt.Lang)
		}
	}
	if _, ok := message.Lookup("board.check-" + code); ok {
		return b.say("board.check-" + code)
	}
	if _, ok := message.Lookup("board.check-" + code[:min(1, len(code))]); ok {
		return b.say("board.check-" + code[:1])
	}
	return ""
}

// figureName is what an approved figure is called, without "approved".
func (b *Board) figureName(field string) string {
	for _, c := range b.Controls {
		if c.Path == field {
			return c.Name.In(b.opt.Lang)
		}
	}
	return field
}

// explain says a difference.
func (b *Board) explain(g Gap) string {
	id := "board.gap-" + string(g.Kind)
	switch {
	case g.Kind == NotRead && len(g.Inputs) == 1 && strings.Contains(g.Is, path.Base(g.Inputs[0])):
		id += "-named"
	case g.Kind == WrongFigure && g.Is == "", g.Kind == WrongYear && g.Is == "", g.Kind == WrongCode && g.Is == "", g.Kind == WrongName && g.Is == "":
		id += "-none"
	}
	files := b.quoted(g.Inputs)
	text := b.say(id, "inputs", files, "is", g.Is, "should", g.Should,
		"figure", b.figureName(g.Figure), "diff", g.Diff)
	if g.Named && (g.Kind == WrongFigure || g.Kind == OwnApproved) {
		text = b.say("board.gap-of", "inputs", files, "what", text)
	}
	return text
}

// Text writes the board for people at a terminal: counts, every difference, and the
// units with errors.
func (b *Board) Text(w io.Writer) error {
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n%s\n%s\n", b.title(), b.day(), b.summary())
	for _, k := range gapKinds {
		first := true
		for _, g := range b.Gaps {
			if g.Kind != k {
				continue
			}
			if first {
				n := 0
				for _, x := range b.Gaps {
					if x.Kind == k {
						n++
					}
				}
				fmt.Fprintf(&s, "%s\n", b.say("board.head", "what", b.say("board.kind-"+string(k)), "n", strconv.Itoa(n)))
				first = false
			}
			fmt.Fprintf(&s, "  %s\n", strings.TrimSpace(g.Unit.Code+" "+b.name(g.Unit)))
			if text := b.explain(g); text != "" {
				fmt.Fprintf(&s, "      %s\n", text)
			}
		}
	}
	if n := b.Whole.By[Wrong]; n > 0 {
		fmt.Fprintf(&s, "%s\n", b.say("board.head", "what", b.say("board.status-wrong"), "n", strconv.Itoa(n)))
		for _, r := range b.Rows {
			if r.Status == Wrong {
				line := b.say("board.line", "errors", strconv.Itoa(r.Counts.Errors), "open", strconv.Itoa(r.Open))
				if left := b.left(r); left != "" {
					line += b.say("board.stop") + left
				}
				fmt.Fprintf(&s, "  %s\n      %s\n", strings.TrimSpace(r.Unit.Code+" "+b.name(r.Unit)), line)
				if len(r.Others) > 0 {
					for _, c := range r.Copies() {
						fmt.Fprintf(&s, "        %s\n", b.copyLine(c))
					}
				}
			}
		}
	}
	_, err := io.WriteString(w, s.String())
	return err
}

// The JSON of a board.
type (
	jsonBoard struct {
		Schema      string         `json:"schema"`
		Day         string         `json:"day"`
		System      bool           `json:"day_of_system"`
		Year        int            `json:"fiscal_year,omitempty"`
		Profile     string         `json:"profile"`
		Counts      map[string]int `json:"counts"`
		Units       []jsonUnit     `json:"units"`
		Differences []jsonGap      `json:"differences"`
		Departments []jsonTotal    `json:"departments"`
		Checks      []jsonCheck    `json:"checks"`
	}
	jsonUnit struct {
		Code       string                `json:"code"`
		Name       string                `json:"name"`
		Department string                `json:"department,omitempty"`
		Scope      string                `json:"scope,omitempty"`
		Listed     bool                  `json:"listed"`
		Status     Status                `json:"status"`
		Input      string                `json:"input,omitempty"`
		Others     []string              `json:"other_inputs,omitempty"`
		Workbooks  []jsonCopy            `json:"workbooks,omitempty"` // if there are several
		Errors     int                   `json:"errors"`
		Warnings   int                   `json:"warnings"`
		Explained  int                   `json:"explained"`
		Editions   []batch.Output        `json:"editions"`
		ApprovedOn string                `json:"approved_on,omitempty"`
		Deadline   string                `json:"deadline,omitempty"`
		Days       *int                  `json:"days_left,omitempty"`
		Figures    map[string]jsonFigure `json:"figures,omitempty"`
		Letter     string                `json:"letter,omitempty"`
	}
	jsonCopy struct {
		Inputs    []string `json:"inputs"` // the same workbook by several names
		Year      int      `json:"fiscal_year,omitempty"`
		Failure   string   `json:"failure,omitempty"`
		Errors    int      `json:"errors"`
		Warnings  int      `json:"warnings"`
		Explained int      `json:"explained"`
	}
	jsonFigure struct {
		Approved  string `json:"approved,omitempty"`
		Disclosed string `json:"disclosed,omitempty"`
	}
	jsonSum struct {
		Approved       string `json:"approved,omitempty"`
		ApprovedUnits  int    `json:"approved_units"`
		Disclosed      string `json:"disclosed,omitempty"`
		DisclosedUnits int    `json:"disclosed_units"`
	}
	jsonGap struct {
		Kind    Kind     `json:"kind"`
		Code    string   `json:"code,omitempty"`
		Name    string   `json:"name"`
		Scope   string   `json:"scope,omitempty"`
		Inputs  []string `json:"inputs,omitempty"`
		Figure  string   `json:"figure,omitempty"`
		Is      string   `json:"is,omitempty"`
		Should  string   `json:"should,omitempty"`
		Diff    string   `json:"difference,omitempty"`
		Message string   `json:"message"`
	}
	jsonTotal struct {
		Department string             `json:"department"`
		Units      int                `json:"units"`
		By         map[Status]int     `json:"by_status"`
		Overdue    int                `json:"overdue"`
		Figures    map[string]jsonSum `json:"figures,omitempty"`
	}
	jsonCheck struct {
		Code     string `json:"code"`
		Name     string `json:"name,omitempty"`
		Units    int    `json:"units"`
		Findings int    `json:"findings"`
	}
)

// JSON writes the board for programs.
func (b *Board) JSON(w io.Writer) error {
	x := jsonBoard{Schema: Schema, Day: b.opt.Today.Format(time.DateOnly), System: b.opt.System, Year: b.Year, Profile: b.opt.Profile.Name,
		Counts: map[string]int{"units": b.Whole.Units, "received": b.Received(), "unlisted": b.Unlisted(), "overdue": b.Whole.Overdue},
		Units:  []jsonUnit{}, Differences: []jsonGap{}, Departments: []jsonTotal{}, Checks: []jsonCheck{}}
	for _, s := range statuses {
		x.Counts[string(s)] = b.Whole.By[s]
	}
	for _, r := range b.Rows {
		x.Units = append(x.Units, b.jsonUnit(r))
	}
	for _, g := range b.Gaps {
		x.Differences = append(x.Differences, jsonGap{g.Kind, g.Unit.Code, g.Unit.Name, cmp.Or(g.Unit.Scope, b.scope(g.Unit)), g.Inputs, g.Figure, g.Is, g.Should, g.Diff,
			strings.TrimSpace(b.say("board.kind-"+string(g.Kind)) + b.say("board.colon") + b.explain(g))})
	}
	for _, t := range b.Totals {
		j := jsonTotal{Department: t.Department, Units: t.Units, By: t.By, Overdue: t.Overdue, Figures: map[string]jsonSum{}}
		for i, c := range b.Controls {
			f := t.Figures[i]
			disclosed, approved := f.texts()
			j.Figures[c.Path] = jsonSum{approved, f.OfApproved, disclosed, f.Of}
		}
		x.Departments = append(x.Departments, j)
	}
	for _, c := range b.Checks {
		x.Checks = append(x.Checks, jsonCheck{c.Code, b.checkName(c.Code), c.Units, c.Findings})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(x)
}

func (b *Board) jsonUnit(r Row) jsonUnit {
	u := jsonUnit{Code: r.Unit.Code, Name: r.Unit.Name, Department: r.Unit.Department, Scope: cmp.Or(r.Unit.Scope, b.scope(r.Unit)), Listed: r.Listed, Status: r.Status,
		ApprovedOn: r.Unit.ApprovedOn, Deadline: r.Deadline, Letter: r.Letter, Editions: []batch.Output{}, Others: inputNames(r.Others), Figures: map[string]jsonFigure{}}
	if r.Deadline != "" {
		u.Days = &r.Days
	}
	if r.Result != nil {
		u.Input, u.Errors, u.Warnings, u.Explained = r.Result.Input, r.Counts.Errors, r.Counts.Warnings, r.Counts.Explained
	}
	if len(r.Others) > 0 {
		for _, c := range r.Copies() {
			j := jsonCopy{Inputs: c.Inputs, Year: c.Year, Errors: c.Counts.Errors, Warnings: c.Counts.Warnings, Explained: c.Counts.Explained}
			if c.Failure != nil {
				j.Failure = c.Failure.Say
			}
			u.Workbooks = append(u.Workbooks, j)
		}
	}
	for _, o := range r.Editions() {
		o.File = r.file(o)
		u.Editions = append(u.Editions, o)
	}
	for _, c := range b.Controls {
		f := jsonFigure{Approved: r.Unit.Approved[c.Path]}
		if d, ok := r.disclosed(c); ok {
			f.Disclosed = d.StringFixed(2)
		}
		if f != (jsonFigure{}) {
			u.Figures[c.Path] = f
		}
	}
	return u
}

// file is an output of the workbook that counts, below the output folder.
func (r Row) file(o batch.Output) string { return fileOf(r.Result, o) }
