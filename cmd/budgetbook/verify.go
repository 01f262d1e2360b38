package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
)

// verify says whether a disclosure is what its own data give.
func (t *terminal) verify(c *cli.Context) error {
	name, err := onlyArgument(c)
	if err != nil {
		return err
	}
	var v *press.Verdict
	err = guardPanic(name, func() error {
		data, err := output.Read(name, press.MaxInput)
		if err != nil {
			return message.Wanting(err, "wanted-disclosure")
		}
		v, err = press.Verify(press.Input{Name: name, Data: data}, c.String("profile"))
		return err
	})
	if err != nil {
		return err
	}
	line := func(id string, kv ...string) { fmt.Fprintln(t.out, t.say(id, kv...)) }
	man := []string{"version", v.Manifest.Version, "profile", v.Manifest.Profile, "pversion", v.Manifest.ProfileVersion}
	line("verify-made", man...)
	if v.Same && v.Sealed && len(v.Damaged) == 0 {
		line("verify-same")
		return nil
	}
	switch {
	case v.Sealed:
		line("verify-sealed")
	case len(v.Damaged) == 0 && len(v.Changes) == 0 && !v.Unread && !v.Manifest.Draft:
		// A seal is gone as soon as a program saves the file: what people read and what
		// the file carries are the same.
		line("verify-resaved")
	default:
		line("verify-changed")
	}
	if len(v.Damaged) > 0 {
		line("verify-damaged", "names", strings.Join(v.Damaged, ", "))
	}
	if v.Manifest.Draft {
		line("verify-draft")
		if !v.Sealed || len(v.Damaged) > 0 {
			return errFound
		}
		return nil
	}
	if v.Other {
		line("verify-other", man...)
	}
	if v.Unread {
		t.unread(v.Lost)
	}
	switch {
	case len(v.Changes) == 0 && !v.Unread:
		line("verify-words")
	case len(v.Changes) > 0:
		line("verify-pages")
		for _, x := range v.Changes {
			fmt.Fprintf(t.out, "  %s: %s → %s\n", t.say("diff-page-n", "n", x.Where), t.shown(x.Old), t.shown(x.New))
		}
	}
	// Not a byte was changed. What reading a workbook had to say of it stands in the
	// document, and cannot be made again from its data; another version may word it otherwise.
	if v.Sealed && len(v.Damaged) == 0 && !v.Unread && (len(v.Changes) == 0 || v.Other) {
		return nil
	}
	return errFound
}

// unread says which pages of a damaged disclosure cannot be read, and what to do.
func (t *terminal) unread(pages []int) {
	id := "verify-unread"
	if len(pages) == 0 {
		id = "verify-unread-all"
	}
	var all []string
	for _, n := range pages {
		all = append(all, strconv.Itoa(n))
	}
	fmt.Fprintln(t.out, t.say(id, "pages", message.Join(t.lang, all)))
	fmt.Fprintln(t.out, t.say("fix-label")+message.Fix(t.lang, id, nil))
}
