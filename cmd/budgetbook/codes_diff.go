package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/codefind"
	"budgetbook/internal/message"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// mostChanges is how many changes of a list are printed unless all are asked for. A list of
// another year has some tens.
const mostChanges = 50

// changedCode is a change of a list for programs.
type changedCode struct {
	List string             `json:"list"`
	Kind profile.ChangeKind `json:"change"`
	Was  *namedCode         `json:"was,omitempty"`
	Is   *namedCode         `json:"is,omitempty"`
}

type namedCode struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// diffLists prints what lists that were given changed against those of the profile.
func (t *terminal) diffLists(c *cli.Context, p *profile.Profile) error {
	own := p.OwnLists()
	if len(own) == 0 {
		return message.Errorf(nil, "needs", "flag", "codes", "example", message.Say(message.ZH, "example-codes-diff", nil))
	}
	builtIn, err := press.Profile(cmp.Or(c.String("profile"), p.Name))
	if err != nil {
		return err
	}
	if c.String("format") == "json" {
		return t.json(changedCodes(own, builtIn))
	}
	for i, list := range own {
		if i > 0 {
			fmt.Fprintln(t.out)
		}
		t.printChanges(list, list.Diff(builtIn.Codes[list.Name]), c.Bool("all"))
	}
	return nil
}

func changedCodes(own []*profile.Codes, builtIn *profile.Profile) []changedCode {
	named := func(c profile.Code) *namedCode {
		if c.Code == "" {
			return nil
		}
		return &namedCode{c.Code, c.Name}
	}
	out := []changedCode{}
	for _, list := range own {
		for _, x := range list.Diff(builtIn.Codes[list.Name]) {
			out = append(out, changedCode{list.Name, x.Kind(), named(x.Was), named(x.Is)})
		}
	}
	return out
}

// printChanges prints the changes of a list, and how many of each kind there are.
func (t *terminal) printChanges(list *profile.Codes, changes []profile.CodeChange, all bool) {
	n := map[profile.ChangeKind]int{}
	for _, x := range changes {
		n[x.Kind()]++
	}
	fmt.Fprintln(t.out, t.say("codes-diff", "title", codefind.ListName(list, t.lang), "name", list.Name,
		"added", strconv.Itoa(n[profile.CodeAdded]), "renamed", strconv.Itoa(n[profile.CodeRenamed]), "moved", strconv.Itoa(n[profile.CodeMoved]), "gone", strconv.Itoa(n[profile.CodeGone]),
		"same", strconv.Itoa(len(list.Items)-len(changes)+n[profile.CodeGone])))
	shown := changes
	if !all {
		shown = changes[:min(len(changes), mostChanges)]
	}
	width := 0
	for _, x := range shown {
		width = max(width, len(x.Was.Code), len(x.Is.Code))
	}
	kinds := map[profile.ChangeKind]string{}
	for _, k := range slices.Sorted(maps.Keys(n)) {
		kinds[k] = t.say("codes-diff-" + string(k))
	}
	for _, x := range shown {
		code, text := x.Is.Code, x.Is.In(t.lang)
		switch x.Kind() {
		case profile.CodeGone:
			code, text = x.Was.Code, x.Was.In(t.lang)
		case profile.CodeRenamed:
			text = t.say("codes-diff-from", "was", x.Was.In(t.lang), "is", x.Is.In(t.lang))
		case profile.CodeMoved:
			text = t.say("codes-diff-code", "was", x.Was.Code, "name", text)
		}
		fmt.Fprintf(t.out, "  %s  %s  %s\n", kinds[x.Kind()], code+strings.Repeat(" ", width-len(code)), text)
	}
	if rest := len(changes) - len(shown); rest > 0 {
		fmt.Fprintln(t.out, t.say("codes-diff-more", "n", strconv.Itoa(rest)))
	}
}
