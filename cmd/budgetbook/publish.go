package main

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/bureau/site"
	"budgetbook/internal/message"
)

// publish makes a static site of what a batch made. What is not published is listed, and
// the exit status says so; the rest is published.
func (t *terminal) publish(c *cli.Context) error {
	from, err := onlyArgument(c)
	if err != nil {
		return err
	}
	to := c.String("output")
	if to == "" {
		return message.Errorf(nil, "needs", "flag", "output", "example", "budgetbook publish out -o site")
	}
	r, err := site.Publish(c.Context, site.Options{Batch: from, Folder: to, BaseURL: c.String("base-url"), Title: c.String("title"),
		Lang: t.edition, Profile: c.String("profile"), Licence: c.String("licence")})
	if r != nil {
		for _, s := range r.Skipped {
			fmt.Fprintln(t.err, t.say("site-skipped", "name", t.disclosure(s), "why", message.Say(t.lang, s.Reason, s.Args)))
		}
		for _, s := range r.Look {
			fmt.Fprintln(t.err, t.say("site-look", "name", t.disclosure(s), "why", message.Say(t.lang, s.Reason, s.Args)))
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(t.err, t.say("site-summary", "disclosures", strconv.Itoa(r.Disclosures), "skipped", strconv.Itoa(len(r.Skipped)),
		"files", strconv.Itoa(r.Files), "written", strconv.Itoa(r.Written), "removed", strconv.Itoa(r.Removed)))
	fmt.Fprintln(t.out, to)
	switch {
	case r.Lost():
		return errSaid
	case r.Wrong():
		return errFound
	}
	return nil
}

// disclosure is a disclosure by its unit and year, as far as they are known, and its
// file.
func (t *terminal) disclosure(s site.Notice) string {
	file := cmp.Or(s.Input, s.Folder)
	if s.Unit == "" {
		return file
	}
	return t.say("site-named", "unit", s.Unit, "year", strconv.Itoa(s.Year), "file", file)
}
