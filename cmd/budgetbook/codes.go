package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/codefind"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
	"budgetbook/internal/wording"
)

// mostCodes is how many codes are printed unless all are asked for: what fits on a screen
// or two. Every section has its 行政运行.
const mostCodes = 20

func (t *terminal) codesCommand() *cli.Command {
	return t.command("codes", t.say("word-codes"), t.lookup,
		t.text("list", nil, ""), t.yes("all"), t.lists(), t.yes("diff"), t.text("profile", nil, ""),
		&cli.StringFlag{Name: "format", Usage: t.say("flag-format-diff"), Value: "text"})
}

// lookup prints the classification codes that words fit, or without words the lists there are.
func (t *terminal) lookup(c *cli.Context) error {
	if err := oneOf("format", c.String("format"), []profile.Choice{{ID: "text"}, {ID: "json"}}); err != nil {
		return err
	}
	p, err := t.profileGiven(c, "")
	if err != nil {
		return err
	}
	if len(p.Codes) == 0 {
		return message.Errorf(nil, "codes-no-lists", "profile", p.Name)
	}
	if c.Bool("diff") {
		if c.NArg() > 0 {
			return message.Errorf(nil, "too-many", "extra", strings.Join(c.Args().Slice(), " "))
		}
		return t.diffLists(c, p)
	}
	lists := codefind.Lists(p, c.String("list"))
	if len(lists) == 0 {
		return message.Errorf(nil, "bad-value", "flag", "list", "value", c.String("list"), "choices", strings.Join(codefind.Names(p), ", "))
	}
	words := c.Args().Slice()
	asJSON := c.String("format") == "json"
	if strings.TrimSpace(strings.Join(words, "")) == "" {
		if asJSON {
			return t.json(codefind.Overview(lists, t.lang))
		}
		t.printLists(lists)
		return nil
	}
	found := codefind.Find(lists, words)
	if asJSON {
		records := []codefind.Record{}
		for _, m := range found {
			records = append(records, m.Record(t.lang))
		}
		if err := t.json(records); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		t.notFound(lists, words)
		return errFound
	}
	if !asJSON {
		t.printCodes(found, c.Bool("all"))
	}
	return nil
}

// json prints a result for programs.
func (t *terminal) json(v any) error {
	e := json.NewEncoder(t.data)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// notFound says that nothing was found, and what may be meant.
func (t *terminal) notFound(lists []*profile.Codes, words []string) {
	what := message.Clip(strings.Join(words, " "), 40)
	if near := codefind.Nearest(lists, words); len(near) > 0 {
		fmt.Fprintln(t.err, t.say("codes-near", "what", what, "near", profile.CodeNames(near, t.lang)))
		return
	}
	var parts []string
	for _, p := range codefind.Parts(lists, words) {
		parts = append(parts, t.say("codes-part", "text", p.Text, "n", strconv.Itoa(p.Found)))
	}
	if len(parts) > 0 {
		fmt.Fprintln(t.err, t.say("codes-parts", "what", what, "parts", message.Join(t.lang, parts)))
		return
	}
	fmt.Fprintln(t.err, t.say("codes-none", "what", what))
}

// printCodes prints what was found, under the name of its list.
func (t *terminal) printCodes(found []codefind.Match, all bool) {
	shown := found
	if !all {
		shown = found[:min(len(found), mostCodes)]
	}
	code, name := 0, 0
	for _, m := range shown {
		code = max(code, len(m.Code.Code))
		name = max(name, wording.DisplayWidth(t.first(m.Code)))
	}
	name = min(name, widestName)
	var b strings.Builder
	var list *profile.Codes
	headed := map[*profile.Codes]bool{}
	for _, m := range shown {
		if m.List != list {
			if list != nil {
				b.WriteByte('\n')
			}
			list = m.List
			id := "codes-list"
			if headed[list] { // what is called exactly so stands above
				id = "codes-list-again"
			}
			headed[list] = true
			fmt.Fprintf(&b, "%s\n", t.say(id, "title", codefind.ListName(list, t.lang), "name", list.Name))
		}
		indent := strings.Repeat(" ", 2+code+2)
		line := "  " + padded(m.Code.Code, code) + "  " + padded(t.first(m.Code), name) + "  " + t.second(m.Code)
		fmt.Fprintln(&b, strings.TrimRight(line, " "))
		for _, more := range []string{t.place(m), t.known(m.Code)} {
			if more != "" {
				fmt.Fprintf(&b, "%s%s\n", indent, more)
			}
		}
	}
	if rest := len(found) - len(shown); rest > 0 {
		fmt.Fprintf(&b, "\n%s\n", t.say("codes-more", "n", strconv.Itoa(rest), "all", strconv.Itoa(len(found))))
	}
	fmt.Fprint(t.out, b.String())
}

// widestName is up to which width names are aligned: one long name moves no column.
const widestName = 36

// first and second are the names of a code, that in the language of whoever asks first.
func (t *terminal) first(c profile.Code) string { return c.In(t.lang) }

func (t *terminal) second(c profile.Code) string {
	if t.lang == message.EN {
		if c.English == "" {
			return ""
		}
		return c.Name
	}
	return c.English
}

// place is where in the classification a code stands.
func (t *terminal) place(m codefind.Match) string {
	var path, parts []string
	for _, p := range m.Parents {
		path = append(path, p.Code+" "+p.In(t.lang))
	}
	parts = append(parts, codefind.Level(m.Code.Code, t.lang))
	if len(path) > 0 {
		parts = append(parts, t.say("codes-place", "path", strings.Join(path, " > ")))
	}
	parts = append(parts, codefind.Budget(m.Code, t.lang))
	return t.joined(parts)
}

// joined are the parts that say something.
func (t *terminal) joined(parts []string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), t.say("codes-and"))
}

// known is how well a code is known, for which years it holds, and what is doubtful.
func (t *terminal) known(c profile.Code) string {
	doubt := codefind.Doubt(c, t.lang)
	if doubt != "" {
		doubt = t.say("codes-doubt", "doubt", doubt)
	}
	return t.joined([]string{t.say("codes-basis", "known", codefind.Basis(c.Grade, t.lang)), codefind.Years(c, t.lang), doubt})
}

// printLists prints the lists there are, how many rows each has, and how many of each grade.
func (t *terminal) printLists(lists []*profile.Codes) {
	all := codefind.Overview(lists, t.lang)
	var grades []profile.Grade
	for _, o := range all {
		grades = slices.AppendSeq(grades, maps.Keys(o.Grades))
	}
	slices.Sort(grades)
	grades = slices.Compact(grades)
	rows := [][]string{{t.say("codes-head-list"), t.say("codes-head-name"), t.say("codes-head-rows")}}
	for _, g := range grades {
		rows[0] = append(rows[0], codefind.ShortBasis(g, t.lang))
	}
	for _, o := range all {
		row := []string{o.Title, o.List, strconv.Itoa(o.Rows)}
		for _, g := range grades {
			row = append(row, strconv.Itoa(o.Grades[g]))
		}
		rows = append(rows, row)
	}
	fmt.Fprintln(t.out, aligned(rows, 2))
	for _, g := range grades {
		fmt.Fprintln(t.out, t.say("codes-legend", "short", codefind.ShortBasis(g, t.lang), "known", codefind.Basis(g, t.lang)))
	}
	fmt.Fprintf(t.out, "\n%s\n", t.say("codes-how"))
}

// aligned is a table whose first columns stand left, as words do, the others right.
func aligned(rows [][]string, words int) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], wording.DisplayWidth(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				b.WriteString("  ")
			}
			if i < words {
				b.WriteString(padded(cell, widths[i]))
			} else {
				b.WriteString(strings.Repeat(" ", widths[i]-wording.DisplayWidth(cell)) + cell)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// padded fills a text up to a width with blanks.
func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-wording.DisplayWidth(s)))
}
