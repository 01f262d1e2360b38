// Command budgetbook turns a filled workbook into a budget disclosure.
//
// Rules of the terminal: results go to standard output or into files; everything
// said to the person goes to standard error, in Chinese unless --lang en; the exit
// status is 0 if all was done, 1 if the workbook has errors or nothing was found, 2 if
// the program could not work, 130 if it was told to stop. Only this package prints, and
// only main exits.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"budgetbook/internal/finding"
	"budgetbook/internal/harmless"
	"budgetbook/internal/memory"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/profile"
)

// Exit statuses.
const (
	exitErrors = 1 // the workbook has errors
	exitFailed = 2 // the program could not work

	exitStopped = 130 // told to stop, as shells have it
)

// errFound ends a command whose findings have been printed.
var errFound = errors.New("the workbook has errors")

// errSaid ends a command that could not do all its work and has said why.
var errSaid = errors.New("some files could not be read")

// softMemory is from which size on memory that is no longer used is given back at once
// instead of later, in bytes. Most of what a large workbook takes is used only once.
const softMemory = 192 << 20

func main() { os.Exit(process(os.Args[1:], memoryLimit)) }

// memoryLimit is how much memory a command may take, in bytes: the last resort against a file
// that gets around all other bounds. A workbook of 60 MB takes a quarter of it, an ordinary
// one a tenth. Commands that hold the filings of many units may take more: a unit is some 3 MB.
func memoryLimit(command string) uint64 {
	switch command {
	case "consolidate", "distribute", "board", "publish":
		return 4 << 30
	}
	return 1 << 30
}

// process is the whole process; it returns the exit status.
func process(args []string, limit func(command string) uint64) int {
	debug.SetMemoryLimit(softMemory)
	if command := commandOf(args); command != childCommand { // which has a limit of its own
		memory.Watch(limit(command), func(uint64) {
			t := newTerminal(args, os.Stdout, os.Stderr)
			t.fail(outOfMemory(limit(command)))
			output.Abandon()
			os.Exit(exitFailed)
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan int, 1)
	go func() { done <- runProgram(ctx, args, os.Stdout, os.Stderr) }()
	select {
	case status := <-done:
		return status
	case <-signals:
	}
	// Whoever runs other processes ends them; no other work is waited for. Files are
	// whole or not there, whenever this ends.
	cancel()
	select {
	case <-done:
	case <-time.After(grace):
	}
	output.Abandon()
	return exitStopped
}

// commandOf is the first argument that is no option: mostly the command. One that is not
// found has the limit of most.
func commandOf(args []string) string {
	for i, a := range args {
		value := i > 0 && strings.TrimLeft(args[i-1], "-") == "lang" && args[i-1] != "lang"
		if !value && !strings.HasPrefix(a, "-") {
			return a
		}
	}
	return ""
}

// outOfMemory says that the work took too much memory, and which file it was on.
func outOfMemory(limit uint64) error {
	mb := strconv.FormatUint(limit>>20, 10)
	if file := output.Reading(); file != "" {
		return message.Errorf(nil, "memory", "file", file, "limit", mb)
	}
	return message.Errorf(nil, "memory-none", "limit", mb)
}

// grace is how long a command that was told to stop may take to end what it has started.
const grace = 300 * time.Millisecond

// runProgram is the whole program; it returns the exit status.
func runProgram(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	results := &printed{to: stdout}
	t := newTerminal(args, results, stderr)
	t.onlyPrints = func() { results.only = true }
	app := t.app()
	args, err := optionsFirst(app, args)
	if err == nil {
		err = app.RunContext(ctx, append([]string{"budgetbook"}, args...))
	}
	// Results that nobody has are no results, also where a command does not look.
	if results.lost != nil && (err == nil || errors.Is(err, errFound)) {
		err = results.lost
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFound):
		return exitErrors
	case errors.Is(err, errSaid):
		return exitFailed
	case errors.Is(err, context.Canceled):
		return exitStopped // who tells it to stop knows why it did
	}
	t.fail(err)
	return exitFailed
}

// printed is standard output; it keeps that something could not be written there.
type printed struct {
	to   io.Writer
	only bool // what is printed is all that the command gives: nowhere else is a result
	lost error
}

func (p *printed) Write(data []byte) (n int, err error) {
	if f, ok := p.to.(*os.File); ok && p.only && lost(f) {
		err = fs.ErrClosed
	} else {
		n, err = p.to.Write(data)
	}
	if err != nil {
		p.lost = message.Errorf(output.Bare(err), "no-stdout")
		return n, p.lost
	}
	return n, nil
}

// languages are the one the program speaks and the one its documents and workbooks are
// in. --lang, found before anything else is parsed because the help itself needs it,
// decides both; the locale only the first: a server set up in English still publishes
// in Chinese.
func languages(args []string, env func(string) string) (spoken, edition message.Lang) {
	spoken, edition = message.ZH, message.ZH
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(v, "en") {
				spoken = message.EN
			}
			break
		}
	}
	for i, a := range args {
		v, ok := strings.CutPrefix(strings.TrimPrefix(a, "-"), "-lang=")
		if !ok && (a == "--lang" || a == "-lang") && i+1 < len(args) {
			v = args[i+1]
		}
		switch l := message.Lang(v); l {
		case message.ZH, message.EN:
			return l, l
		case message.Both:
			edition = l
		}
	}
	return spoken, edition
}

func newTerminal(args []string, stdout, stderr io.Writer) *terminal {
	t := &terminal{data: stdout, out: harmless.Terminal(stdout), err: harmless.Terminal(stderr), screen: stderr, onlyPrints: func() {}}
	t.lang, t.edition = languages(args, os.Getenv)
	return t
}

// terminal is where one run prints, and its languages.
type terminal struct {
	lang     message.Lang // spoken
	edition  message.Lang // of documents and workbooks; may be Both
	out, err io.Writer    // for people: what comes from files cannot act on the terminal
	data     io.Writer    // standard output as it is, for results of programs
	screen   io.Writer    // standard error as it is, for progress

	onlyPrints func() // says that what will be printed is all that the command gives
}

// sheets is the language of what is written into a unit's own workbook or about it.
func (t *terminal) sheets() message.Lang {
	if t.edition == message.Both {
		return message.ZH
	}
	return t.edition
}

func (t *terminal) say(id string, kv ...string) string {
	return message.Say(t.lang, id, message.Pairs(kv...))
}

// fail says why the program could not work, and what to do.
func (t *terminal) fail(err error) {
	say, fix := message.Explain(t.lang, err)
	fmt.Fprintf(t.err, "budgetbook: %s\n", say)
	var bad *profile.InvalidError
	if errors.As(err, &bad) {
		for _, p := range bad.Problems {
			fmt.Fprintf(t.err, "  %s\n", p)
		}
	}
	if fix != "" {
		fmt.Fprintf(t.err, "%s%s\n", t.say("fix-label"), fix)
	}
}

// findings prints what a reader found.
func (t *terminal) findings(file string, found []finding.Finding) {
	if len(found) > 0 {
		_ = finding.Result{File: file, Findings: found}.Text(t.err, t.lang)
	}
}

// onlyArgument returns the only positional argument of a command.
func onlyArgument(c *cli.Context) (string, error) {
	switch c.NArg() {
	case 0:
		return "", message.Errorf(nil, "no-input", "command", c.Command.Name)
	case 1:
		return c.Args().First(), nil
	}
	return "", message.Errorf(nil, "too-many", "extra", strings.Join(c.Args().Slice()[1:], " "))
}

// guardPanic runs the work on one file; a panic of a library becomes an error that names it.
func guardPanic(file string, work func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = message.Errorf(fmt.Errorf("%v", r), "failed", "file", file)
		}
	}()
	return work()
}
