package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/message"
	"budgetbook/internal/profile"
)

// childCommand is the command a process of its own is started with for one workbook.
const childCommand = "batch-one"

// batchCommands are the command and the one it starts for each workbook.
func (t *terminal) batchCommands() []*cli.Command {
	flag := func(name string, aliases ...string) cli.Flag {
		return &cli.StringFlag{Name: name, Aliases: aliases, Usage: t.say("flag-batch-" + name)}
	}
	yes := func(name string) cli.Flag {
		return &cli.BoolFlag{Name: name, Usage: t.say("flag-batch-" + name), DisableDefaultText: true}
	}
	c := t.command("batch", t.say("batch-folder"), t.batch,
		flag("output", "o"), t.text("profile", nil, ""), t.lists(), flag("jobs"), flag("timeout"), flag("memory"),
		yes("fail-fast"), yes("prune"), flag("shard"), flag("shards"), flag("merge"),
		flag("roster"), t.named("today", "bureau.flag-today"), t.named("from-bureau", "bureau.flag-from-bureau"), t.named("contact", "bureau.flag-contact"))
	// Several editions may be asked for at once.
	c.Flags[len(c.Flags)-1] = &cli.StringSliceFlag{Name: "lang", Usage: t.say("flag-batch-lang")}
	c.Before = nil
	one := &cli.Command{Name: childCommand, Hidden: true, HideHelpCommand: true, Action: func(*cli.Context) error {
		return batch.Child(os.Stdin, t.data, besideInput)
	}}
	return []*cli.Command{c, one}
}

// batch works on all workbooks below a folder, or gathers the results of runs that did.
func (t *terminal) batch(c *cli.Context) error {
	if out := c.String("merge"); out != "" {
		return t.merge(c, out)
	}
	in, err := onlyArgument(c)
	if err != nil {
		return err
	}
	o, err := t.batchOptions(c)
	if err != nil {
		return err
	}
	o.In = in
	if o.Out == "" {
		return message.Errorf(nil, "needs", "flag", "output", "example", "budgetbook batch "+in+" -o out")
	}
	show := t.progress()
	o.Watch = show.event
	sum, err := batch.Run(c.Context, o)
	show.end()
	if errors.Is(err, context.Canceled) {
		err = message.Errorf(nil, "batch-interrupted", "done", strconv.Itoa(sum.Done()), "total", strconv.Itoa(sum.Total))
	}
	if err != nil {
		return err
	}
	return t.summary(c, sum, in, o)
}

// batchOptions reads what the options say.
func (t *terminal) batchOptions(c *cli.Context) (o batch.Options, err error) {
	o = batch.Options{Out: c.String("output"), Profile: c.String("profile"), FailFast: c.Bool("fail-fast"), Prune: c.Bool("prune"), Opener: besideInput}
	if o.Codes, err = t.codes(c); err != nil {
		return o, err
	}
	known := []profile.Choice{{ID: string(message.ZH)}, {ID: string(message.EN)}, {ID: string(message.Both)}}
	langs := strings.FieldsFunc(strings.Join(c.StringSlice("lang"), ","), func(r rune) bool { return r == ',' })
	if len(langs) == 0 {
		langs = []string{string(t.edition)}
	}
	seen := map[string]bool{}
	for _, l := range langs {
		if l = strings.TrimSpace(l); seen[l] {
			continue
		}
		if err := oneOf("lang", l, known); err != nil {
			return o, err
		}
		seen[l] = true
		o.Langs = append(o.Langs, message.Lang(l))
	}
	number := func(flag, choices string, least int64) int64 {
		text := c.String(flag)
		if text == "" || err != nil {
			return 0
		}
		n, bad := strconv.ParseInt(text, 10, 32)
		if bad != nil || n < least {
			err = message.Errorf(nil, "bad-value", "flag", flag, "value", text, "choices", choices)
		}
		return n
	}
	o.Jobs = int(number("jobs", "1, 2, 4, …", 1))
	o.Memory = number("memory", "256, 1024, 4096, …", 256) << 20
	shards := int(number("shards", "2, 4, 10, …", 1))
	if err != nil {
		return o, err
	}
	if text := c.String("timeout"); text != "" {
		if o.Timeout, err = time.ParseDuration(text); err != nil || o.Timeout <= 0 {
			return o, message.Errorf(nil, "bad-value", "flag", "timeout", "value", text, "choices", "30s, 2m, 1h, …")
		}
	}
	if text := c.String("shard"); text != "" {
		o.Shard, err = batch.ParseShard(text)
	} else {
		o.Shard, err = batch.ShardFrom(os.Getenv, shards)
	}
	if err != nil {
		return o, err
	}
	own, err := os.Executable()
	if err != nil {
		return o, message.Errorf(err, "batch-no-child")
	}
	o.Child = []string{own, childCommand}
	return o, nil
}

// merge gathers the results of all parts.
func (t *terminal) merge(c *cli.Context, out string) error {
	in := ""
	if c.NArg() > 0 {
		var err error
		if in, err = onlyArgument(c); err != nil {
			return err
		}
	}
	m, err := batch.Merge(in, out, c.Bool("prune"), func(err error) { t.note(err) })
	if err != nil {
		return err
	}
	if in == "" {
		fmt.Fprintln(t.err, t.say("batch-unknown-missing"))
	}
	sum := &batch.Summary{Total: len(m.Results) + len(m.Missing), Merged: m}
	for _, x := range m.Results {
		switch {
		case x.Failure != nil:
			sum.Failed++
		case x.Counts.Errors > 0:
			sum.Wrong++
		default:
			sum.Sound++
		}
	}
	sum.Kept = len(m.Results)
	return t.summary(c, sum, in, batch.Options{Out: out})
}

// mostListed is how many names a list of the summary has.
const mostListed = 20

// summary says what a run came to, writes the board of it if there is a list of units,
// and makes the exit status of it.
func (t *terminal) summary(c *cli.Context, sum *batch.Summary, in string, o batch.Options) error {
	list := func(id string, names []string) {
		for i, name := range names {
			if i == mostListed {
				fmt.Fprintln(t.err, t.say("batch-more", "n", strconv.Itoa(len(names)-mostListed)))
				break
			}
			fmt.Fprintln(t.err, t.say(id, "file", name))
		}
	}
	if m := sum.Merged; m != nil {
		for _, err := range m.Damaged {
			t.note(err)
		}
		list("batch-missing", m.Missing)
		list("batch-stale", m.Changed)
		if m.Pruned {
			list("batch-pruned", m.Gone)
		} else {
			list("batch-gone", m.Gone)
		}
	}
	n := strconv.Itoa
	if sum.Total == 0 && in != "" {
		fmt.Fprintln(t.err, t.say("batch-none", "file", in))
	}
	fmt.Fprintln(t.err, t.say("batch-summary", "total", n(sum.Total), "sound", n(sum.Sound), "wrong", n(sum.Wrong), "failed", n(sum.Failed), "kept", n(sum.Kept)))
	switch m := sum.Merged; {
	case m != nil:
		file := filepath.Join(o.Out, batch.ResultsFile)
		fmt.Fprintln(t.err, t.say("batch-merged", "n", n(len(m.Results)), "file", file))
		fmt.Fprintln(t.out, file)
	case sum.Stopped:
		fmt.Fprintln(t.err, t.say("batch-stopped"))
	case !o.Shard.Whole():
		fmt.Fprintln(t.err, t.say("batch-shard-done", "shard", o.Shard.String(), "in", in, "out", o.Out))
	}
	due := sum.Wrong+sum.Failed > 0
	switch m := sum.Merged; {
	case m == nil || c.String("roster") == "":
	case sum.Partial || len(m.Missing) > 0:
		fmt.Fprintln(t.err, t.say("board.lacking"))
	default:
		b, err := t.writeBoard(c, o.Out)
		if err != nil {
			return err
		}
		t.boardWritten(o.Out, b)
		due = due || b.Due()
	}
	if sum.Partial {
		fmt.Fprintln(t.err, t.say("batch-partial"))
		return errSaid
	}
	if m := sum.Merged; m != nil && len(m.Missing)+len(m.Changed) > 0 {
		return errSaid
	}
	if due {
		return errFound
	}
	return nil
}

// note says what was passed over, and why.
func (t *terminal) note(err error) {
	say, _ := message.Explain(t.lang, err)
	fmt.Fprintln(t.err, say)
}

// progress shows how far a run has come: a bar on a terminal, else a line for each
// workbook. The bar counts what is to be done now, so that the time left is not
// guessed from results that were there already.
type progress struct {
	t          *terminal
	bar        *progressbar.ProgressBar // nil if there is no terminal
	todo, done int
}

func (t *terminal) progress() *progress {
	p := &progress{t: t}
	if f, ok := t.screen.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(t.screen), progressbar.OptionSetDescription(t.say("batch-progress")),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(t.say("batch-rate")),
			progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetWidth(24))
	}
	return p
}

func (p *progress) event(e batch.Event) {
	switch x := e.Result; {
	case e.Note != nil:
		p.line(func() { p.t.note(e.Note) })
		return
	case x == nil:
		p.todo = e.Total
	case e.Kept:
		p.todo--
	default:
		p.done++
	}
	if x := e.Result; x != nil {
		p.result(e, x)
	}
	if p.bar != nil && p.todo > 0 {
		p.bar.ChangeMax(p.todo)
		_ = p.bar.Set(p.done)
	}
}

// result prints what is to be said of one workbook. On a terminal only those with
// errors are named.
func (p *progress) result(e batch.Event, x *batch.Result) {
	kv := []string{"done", strconv.Itoa(e.Done), "total", strconv.Itoa(e.Total), "file", x.Input,
		"errors", strconv.Itoa(x.Counts.Errors), "warnings", strconv.Itoa(x.Counts.Warnings)}
	id := "batch-line-sound"
	switch {
	case x.Failure != nil:
		id, kv = "batch-line-failed", append(kv, "why", x.Failure.Say, "fix", x.Failure.Fix)
	case x.Counts.Errors > 0:
		id = "batch-line-wrong"
	case e.Kept || p.bar != nil:
		return
	}
	p.line(func() { fmt.Fprintln(p.t.err, strings.TrimSpace(p.t.say(id, kv...))) })
}

// line prints a line where the bar stands, which is drawn again below it.
func (p *progress) line(print func()) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	print()
}

// end leaves the bar as it is and goes on below it.
func (p *progress) end() {
	switch {
	case p.bar == nil:
	case p.done == 0:
		_ = p.bar.Clear()
	default:
		_ = p.bar.Exit()
		_, _ = io.WriteString(p.t.err, "\n")
	}
}
