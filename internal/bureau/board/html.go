package board

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/amount"
	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/harmless"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
)

//go:embed board.html.tmpl
var pageText string

//go:embed board.css
var styleText string

//go:embed board.js
var scriptText string

// statusMarks and classes of the statuses: no status is told by its colour alone.
var (
	statusMarks   = map[Status]string{Missing: "–", Unread: "?", Wrong: "✕", Differs: "≠", Open: "!", Sound: "✓"}
	statusClasses = map[Status]string{Missing: "gone", Unread: "unread", Wrong: "bad", Differs: "differs", Open: "open", Sound: "good"}
)

type (
	pageTile struct {
		ID, Name, Mark, Class string
		N                     int
	}
	pageBar struct {
		Class, Name, X, W string
		N                 int
	}
	pageLink  struct{ Href, Text string }
	pageInput struct{ Title, Text string }
	pageRow   struct {
		ID, Code, Name, Department, Status, Mark, Class string
		Rank                                            int
		Listed, Overdue                                 bool
		Inputs                                          []pageInput
		Failure, Twice                                  string
		Errors                                          int
		ErrorsText, OpenText, ExplainedText             string
		Editions, Files                                 []pageLink
		Pages                                           int
		ApprovedOn, Deadline, Days, Left, LeftClass     string
		Figure, FigureValue, FigureWrong                string
	}
	pageGap struct {
		Rank                   int
		Kind, Code, Name, What string
	}
	pageSum   struct{ Text, Value, Of string }
	pageTotal struct {
		Name           string
		Units, Overdue int
		By             []int
		Figures        []pageSum
	}
	pageCheck struct {
		Code, Name, Share string
		Units, Findings   int
		Percent           int
	}
	boardPage struct {
		Lang, Title, Program, Bureau, Day, Law, Summary string
		StyleHash, ScriptHash                           string
		Style                                           template.CSS
		Script                                          template.JS
		Units, Received, Overdue, Unlisted              int
		Tiles                                           []pageTile
		Bar                                             []pageBar
		Departments, Controls                           []string
		FirstFigure, BookFile                           string
		List                                            bool
		Rows                                            []pageRow
		Gaps                                            []pageGap
		Totals                                          []pageTotal
		Whole                                           *pageTotal
		Checks                                          []pageCheck
	}
)

// HTML makes board.html: one file that needs nothing else, and no script to be read.
func (b *Board) HTML() ([]byte, error) {
	t, err := template.New("board").Funcs(template.FuncMap{"say": func(id string) string { return b.say(id) }}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("parse the page of the board: %w", err)
	}
	p := boardPage{Lang: "zh-CN", Title: b.title(), Program: "budgetbook " + press.Version, Bureau: b.opt.Bureau, Day: b.day(), Law: b.law(), Summary: b.summary(),
		Style: template.CSS(styleText), Script: template.JS(scriptText), StyleHash: contentHash(styleText), ScriptHash: contentHash(scriptText),
		Units: b.Whole.Units, Received: b.Received(), Overdue: b.Whole.Overdue, Unlisted: b.Unlisted(), BookFile: BookFile, List: b.list}
	if b.opt.Lang == message.EN {
		p.Lang = "en"
	}
	x := 0
	for _, s := range statuses {
		n := b.Whole.By[s]
		p.Tiles = append(p.Tiles, pageTile{string(s), b.say("board.status-" + string(s)), statusMarks[s], statusClasses[s], n})
		if n > 0 {
			w := (1000*n + b.Whole.Units - 1) / b.Whole.Units
			p.Bar = append(p.Bar, pageBar{statusClasses[s], b.say("board.status-" + string(s)), strconv.Itoa(x), strconv.Itoa(w), n})
			x += w
		}
	}
	for _, c := range b.Controls {
		p.Controls = append(p.Controls, c.Name.In(b.opt.Lang))
	}
	if len(p.Controls) > 0 {
		p.FirstFigure = p.Controls[0]
	}
	for _, r := range b.Rows {
		p.Rows = append(p.Rows, b.pageRow(r))
		if d := r.Unit.Department; d != "" && !slices.Contains(p.Departments, d) {
			p.Departments = append(p.Departments, d)
		}
	}
	slices.Sort(p.Departments)
	for _, g := range b.Gaps {
		p.Gaps = append(p.Gaps, pageGap{slices.Index(gapKinds, g.Kind), b.say("board.kind-" + string(g.Kind)), g.Unit.Code, b.name(g.Unit), b.explain(g)})
	}
	for _, t := range b.Totals {
		p.Totals = append(p.Totals, b.pageTotal(cmp.Or(t.Department, b.say("board.no-department")), t))
	}
	whole := b.pageTotal("", b.Whole)
	p.Whole = &whole
	received := max(1, len(b.Rows)-b.Whole.By[Missing])
	for _, c := range b.Checks {
		p.Checks = append(p.Checks, pageCheck{Code: c.Code, Name: b.checkName(c.Code), Units: c.Units, Findings: c.Findings, Percent: 100 * c.Units / received,
			Share: b.say("board.share", "n", strconv.Itoa(c.Units), "of", strconv.Itoa(received))})
	}
	var out bytes.Buffer
	if err := t.Execute(&out, p); err != nil {
		return nil, fmt.Errorf("write the page of the board: %w", err)
	}
	return harmless.Page(out.Bytes()), nil
}

// contentHash is what a page allows its own script or style by.
func contentHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// fileHref is the address of a file below the output folder.
func fileHref(file string) string {
	parts := strings.Split(file, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

// soonDays is how many days before the last one a unit stands out.
const soonDays = 5

func (b *Board) pageRow(r Row) pageRow {
	u := r.Unit
	if b.opt.Lang == message.EN && u.NameEN != "" {
		u.Name = u.NameEN
	}
	x := pageRow{ID: string(r.Status), Code: u.Code, Name: b.name(u), Department: r.Unit.Department,
		Status: b.say("board.status-" + string(r.Status)), Mark: statusMarks[r.Status], Class: statusClasses[r.Status], Rank: slices.Index(statuses, r.Status),
		Listed: r.Listed, Overdue: r.Overdue(), Deadline: r.Deadline, Left: b.left(r), LeftClass: "far"}
	if r.Deadline != "" {
		x.ApprovedOn = b.say("board.approved-on", "day", r.Unit.ApprovedOn)
		x.Days = strconv.Itoa(r.Days)
		switch {
		case r.Status == Sound:
		case r.Days < 0:
			x.LeftClass = "late"
		case r.Days <= soonDays:
			x.LeftClass = "soon"
		}
	}
	if n := len(r.Others); n > 0 {
		x.Twice = b.say("board.twice", "n", strconv.Itoa(n+1))
	}
	if r.Result != nil {
		if len(r.Others) == 0 {
			x.Inputs = []pageInput{{r.Result.Input, path.Base(r.Result.Input)}}
		} else {
			for _, c := range r.Copies() {
				x.Inputs = append(x.Inputs, pageInput{strings.Join(c.Inputs, "\n"), b.copyLine(c)})
			}
		}
		if f := r.Result.Failure; f != nil {
			x.Failure = f.Say
		} else {
			c := r.Counts
			x.Errors = c.Errors
			x.ErrorsText, x.OpenText, x.ExplainedText = strconv.Itoa(c.Errors), strconv.Itoa(r.Open), strconv.Itoa(c.Explained)
		}
	}
	for _, o := range r.Editions() {
		x.Pages += o.Pages
		x.Editions = append(x.Editions, pageLink{fileHref(r.file(o)), b.say("board.edition-"+cmp.Or(o.Lang, "zh"), "n", strconv.Itoa(o.Pages))})
	}
	if r.Letter != "" {
		x.Files = append(x.Files, pageLink{fileHref(r.Letter), b.say("board.letter")})
	}
	for _, c := range r.Copies() {
		if o := outputOf(c.Result, batch.AnnotatedKind); o != nil {
			x.Files = append(x.Files, pageLink{fileHref(fileOf(c.Result, *o)), b.say("board.annotated")})
		}
	}
	if len(b.Controls) > 0 {
		if d, ok := r.disclosed(b.Controls[0]); ok {
			x.FigureValue, x.Figure = amount.Wan(d), amount.Group(amount.Wan(d))
		}
	}
	n := 0
	for _, g := range b.Gaps {
		if g.Kind == WrongFigure && sameUnit(g.Unit, r.Unit) {
			n++
		}
	}
	if n > 0 {
		x.FigureWrong = b.say("board.figures-wrong", "n", strconv.Itoa(n))
	}
	return x
}

func (b *Board) pageTotal(name string, t Total) pageTotal {
	x := pageTotal{Name: name, Units: t.Units, Overdue: t.Overdue}
	for _, s := range statuses {
		x.By = append(x.By, t.By[s])
	}
	for _, f := range t.Figures {
		s := pageSum{}
		if s.Value, _ = f.texts(); s.Value != "" {
			s.Text = amount.Group(s.Value)
			if f.Of != t.Units {
				s.Of = b.say("board.of-units", "n", strconv.Itoa(f.Of))
			}
		}
		x.Figures = append(x.Figures, s)
	}
	return x
}

// law says how long after its approval a budget must be disclosed, "" if the profile
// sets no limit.
func (b *Board) law() string {
	if limit := b.opt.Profile.Roles.Deadline; limit != nil {
		return limit.Short.In(b.opt.Lang)
	}
	return ""
}
