package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/bureau/distribute"
	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/finding"
	"budgetbook/internal/listbook"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

func (t *terminal) distributeCommand() *cli.Command {
	return t.command("distribute", t.say("bureau.word-list"), t.distribute,
		t.named("output", "bureau.flag-out-folder", "o"), t.text("year", nil, ""), t.text("layout", nil, "full"),
		t.named("from", "bureau.flag-from-folder"), t.text("profile", nil, ""), t.lists(), t.named("blank-list", "bureau.flag-blank-list"))
}

// named is an option whose text is not that of other commands.
func (t *terminal) named(name, text string, aliases ...string) cli.Flag {
	return &cli.StringFlag{Name: name, Aliases: aliases, Usage: t.say(text)}
}

// profileGiven loads the profile an option names, or else one by its name, "" for the
// default, with the code lists that are given in place of its own.
func (t *terminal) profileGiven(c *cli.Context, name string) (*profile.Profile, error) {
	codes, err := t.codes(c)
	if err != nil {
		return nil, err
	}
	return press.Profile(cmp.Or(c.String("profile"), name, press.DefaultProfile), codes...)
}

// profileNamed loads the profile an option names.
func profileNamed(c *cli.Context) (*profile.Profile, error) {
	return press.Profile(cmp.Or(c.String("profile"), press.DefaultProfile))
}

// yearGiven reads --year; 0 if it is not given.
func yearGiven(c *cli.Context) (int, error) {
	s := c.String("year")
	if s == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(s)
	if err != nil || year < 2000 || year > 2100 {
		return 0, message.Errorf(nil, "bad-value", "flag", "year", "value", s, "choices", "2000–2100")
	}
	return year, nil
}

// units reads a list of units and prints what is wrong with it; with errors nothing
// goes on.
func (t *terminal) units(p *profile.Profile, name string) (*roster.Roster, error) {
	var r *roster.Roster
	var found []finding.Finding
	err := guardPanic(name, func() error {
		data, err := output.Read(name, press.MaxInput)
		if err != nil {
			return err
		}
		l, err := listbook.Open(name, data, false)
		if err != nil {
			return err
		}
		r, found, err = roster.Read(p, l)
		return err
	})
	if err != nil {
		return nil, message.Wanting(err, "wanted-units")
	}
	// Findings stand under the sheet of a workbook, which does not say which file it is of.
	if len(found) > 0 && found[0].Places[0].Sheet != filepath.Base(name) {
		fmt.Fprintln(t.err, t.say("checked", "file", name))
	}
	t.findings(name, found)
	if n := finding.Count(found, finding.Error); n > 0 {
		fmt.Fprintln(t.err, t.say("list.wrong", "file", name, "errors", strconv.Itoa(n)))
		return nil, errFound
	}
	return r, nil
}

// watchEvery is after how many units a long run says how far it is.
const watchEvery = 100

// distribute writes a template for every unit of a list.
func (t *terminal) distribute(c *cli.Context) error {
	p, err := t.profileGiven(c, "")
	if err != nil {
		return err
	}
	if to := c.String("blank-list"); to != "" {
		if c.NArg() > 0 {
			return message.Errorf(nil, "too-many", "extra", strings.Join(c.Args().Slice(), " "))
		}
		return t.blankList(p, to)
	}
	name, err := onlyArgument(c)
	if err != nil {
		return err
	}
	out := c.String("output")
	if out == "" {
		return message.Errorf(nil, "needs", "flag", "output", "example", "budgetbook distribute units.xlsx -o out --year 2025")
	}
	year, err := yearGiven(c)
	if err != nil {
		return err
	}
	if year == 0 {
		return message.Errorf(nil, "needs", "flag", "year", "example", "--year 2025")
	}
	opt := distribute.Options{Year: year, Lang: t.edition}
	if opt.Layout, err = layoutAsked(c, p); err != nil {
		return err
	}
	r, err := t.units(p, name)
	if err != nil {
		return err
	}
	if dir := c.String("from"); dir != "" {
		if opt.Sources, err = distribute.ReadSources(c.Context, p, c.String("profile"), dir, year, r); err != nil {
			return err
		}
		for _, n := range opt.Sources.Notes {
			fmt.Fprintln(t.err, n.Say(t.lang))
		}
	}
	opt.Watch = func(done, total int) {
		if done%watchEvery == 0 && done < total {
			fmt.Fprintln(t.err, t.say("distribute.progress", "done", strconv.Itoa(done), "total", strconv.Itoa(total)))
		}
	}
	rep, err := distribute.Run(c.Context, p, r, out, opt)
	if rep != nil {
		t.distributed(rep, out, len(r.Units), opt.Sources != nil)
	}
	switch {
	case err != nil:
		return err
	case rep.Count(distribute.Failed) > 0:
		return errSaid
	}
	for _, x := range rep.Items {
		for _, n := range x.Notes {
			switch n.ID {
			case distribute.Ambiguous:
				return errFound
			case distribute.Left:
				return errSaid
			}
		}
	}
	return nil
}

// distributed prints the files written and, for people, what was not as they expect.
func (t *terminal) distributed(rep *distribute.Report, out string, units int, sources bool) {
	from := 0
	for _, x := range rep.Items {
		file := filepath.Join(out, filepath.FromSlash(x.File))
		var lines []string
		switch x.State {
		case distribute.New, distribute.Updated:
			fmt.Fprintln(t.out, file)
		case distribute.Moved:
			fmt.Fprintln(t.out, file)
			lines = append(lines, t.say("distribute.moved", "file", x.Old))
		case distribute.Kept, distribute.Foreign, distribute.Gone:
			lines = append(lines, t.say("distribute."+string(x.State)))
		case distribute.Failed:
			say, fix := message.Explain(t.lang, x.Err)
			lines = append(lines, strings.TrimSpace(say+" "+fix))
		}
		for _, n := range x.Notes {
			lines = append(lines, n.Say(t.lang))
		}
		if len(lines) > 0 {
			fmt.Fprintf(t.err, "%s %s  %s\n", x.Unit.Code, x.Unit.Name, file)
			for _, l := range lines {
				fmt.Fprintf(t.err, "    %s\n", l)
			}
		}
		if x.From != "" {
			from++
		}
	}
	n := func(states ...distribute.State) string { return strconv.Itoa(rep.Count(states...)) }
	fmt.Fprintln(t.err, t.say("distribute.summary", "units", strconv.Itoa(units), "new", n(distribute.New), "updated", n(distribute.Updated, distribute.Moved),
		"unchanged", n(distribute.Unchanged), "kept", n(distribute.Kept, distribute.Foreign), "failed", n(distribute.Failed), "gone", n(distribute.Gone)))
	if sources {
		fmt.Fprintln(t.err, t.say("distribute.from", "n", strconv.Itoa(from)))
	}
}

func (t *terminal) blankList(p *profile.Profile, to string) error {
	if err := vacant(to, "distribute.exists", false); err != nil {
		return err
	}
	data, err := distribute.BlankList(p, t.sheets())
	if err != nil {
		return err
	}
	return t.write(to, data)
}
