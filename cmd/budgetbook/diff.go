package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/compare"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// diff reports every changed cell, sentence and page of two disclosures.
func (t *terminal) diff(c *cli.Context) error {
	if c.NArg() != 2 {
		return message.Errorf(nil, "two-files")
	}
	if err := oneOf("format", c.String("format"), []profile.Choice{{ID: "text"}, {ID: "json"}}); err != nil {
		return err
	}
	var sides [2]*press.Made
	for i, name := range c.Args().Slice() {
		err := guardPanic(name, func() error {
			data, err := output.Read(name, press.MaxInput)
			if err != nil {
				return err
			}
			sides[i], err = press.Make(press.Input{Name: name, Data: data}, press.Options{Profile: c.String("profile"), Lang: t.lang, Open: besideInput(name)})
			return err
		})
		if err != nil {
			return err
		}
	}
	a, b := sides[0], sides[1]
	if a.Profile.Name != b.Profile.Name {
		return message.Errorf(nil, "two-profiles", "a", a.Profile.Name, "b", b.Profile.Name)
	}
	changes := compare.Filings(b.Profile, press.Plain(a.Profile, a.Filing), press.Plain(b.Profile, b.Filing), t.lang)
	changes = append(changes, compare.Documents(a.Document, b.Document)...)
	changes = append(changes, compare.Pages(a.Pages, b.Pages)...)
	if c.String("format") == "json" {
		if changes == nil {
			changes = []compare.Change{}
		}
		return t.json(changes)
	}
	_, err := fmt.Fprint(t.out, t.changes(changes))
	return err
}

// changes says changes for people, grouped by kind.
func (t *terminal) changes(changes []compare.Change) string {
	if len(changes) == 0 {
		return t.say("diff-none") + "\n"
	}
	var b strings.Builder
	kind := compare.Kind("")
	where := ""
	for _, x := range changes {
		k := x.Kind
		if k == compare.Row {
			k = compare.Cell
		}
		if k != kind {
			kind, where = k, ""
			fmt.Fprintf(&b, "%s\n", t.say("diff-"+string(k)))
		}
		switch x.Kind {
		case compare.Cell:
			fmt.Fprintf(&b, "  %s: %s → %s\n", x.Where, t.shown(x.Old), t.shown(x.New))
		case compare.Row:
			id := "diff-added"
			if x.New == "" {
				id = "diff-removed"
			}
			fmt.Fprintf(&b, "  %s %s: %s\n", t.say(id), x.Where, x.Old+x.New)
		case compare.Page:
			fmt.Fprintf(&b, "  %s: %s → %s\n", t.say("diff-page-n", "n", x.Where), t.shown(x.Old), t.shown(x.New))
		default:
			if x.Where != where {
				where = x.Where
				fmt.Fprintf(&b, "  %s\n", where)
			}
			if x.Old != "" {
				fmt.Fprintf(&b, "    - %s\n", x.Old)
			}
			if x.New != "" {
				fmt.Fprintf(&b, "    + %s\n", x.New)
			}
		}
	}
	fmt.Fprintf(&b, "%s\n", t.say("diff-summary", "n", fmt.Sprint(len(changes))))
	return b.String()
}

// shown is a value on one line, or the word for none.
func (t *terminal) shown(s string) string {
	if s == "" {
		return t.say("diff-blank")
	}
	return strings.ReplaceAll(s, "\n", " ")
}
