//go:build linux && amd64

// Faults runs the built program under ptrace and lets something go wrong at each operation by which it
// changes or syncs a file: an error, a full disk, half a write, a crash, a power loss. It judges what is
// left and said, and runs the program again.
//
// Nothing in the program knows of it: what is counted are the system calls of the whole tree of
// processes on files below one folder.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"budgetbook/tools/trial/program"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == becomeArg {
		fmt.Fprintln(os.Stderr, become(os.Args[2:]))
		os.Exit(125)
	}
	var o options
	binary := flag.String("bin", "", "program that is tried; else BUDGETBOOK")
	names := flag.String("commands", "", "commands that are tried, with commas; all if none is named")
	kinds := flag.String("kinds", "", "kinds of faults, with commas; all if none is named")
	flag.IntVar(&o.every, "every", 1, "try every n-th operation, beginning at a random one")
	flag.IntVar(&o.kills, "kill", 0, "instead of faults: kill each command so many times")
	flag.IntVar(&o.stops, "stop", 0, "instead of faults: press Ctrl-C so many times in each command")
	flag.BoolVar(&o.together, "together", false, "instead of faults: a second run at every n-th operation of the first")
	flag.Uint64Var(&o.seed, "seed", 1, "seed")
	flag.IntVar(&o.jobs, "jobs", 2, "runs at a time")
	flag.StringVar(&o.dir, "dir", "", "folder for the files that are tried; in memory if there is such a place")
	out := flag.String("out", "", "write the figures into a file (Markdown)")
	flag.BoolVar(&o.verbose, "v", false, "say every complaint, not the first of each kind; list operations")
	flag.Parse()
	status, err := tryAll(&o, *binary, list(*names), list(*kinds), *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(status)
}

// drawing stands for the program that draws pages, which takes seconds: it is called with
// -r 100 -png FILE PREFIX.
const drawing = `#!/bin/sh
for i in 1 2 3; do cksum < "$4" > "$5-$i.png" || exit 1; done
`

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

func tryAll(o *options, binary string, names, kinds []string, out string) (int, error) {
	var err error
	if o.binary, err = program.Binary(binary); err != nil {
		return 2, err
	}
	if o.kinds, err = kindsNamed(kinds); err != nil {
		return 2, err
	}
	chosen, err := commandsNamed(names)
	if err != nil {
		return 2, err
	}
	if o.dir == "" {
		if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
			o.dir = "/dev/shm"
		}
	}
	if o.dir, err = os.MkdirTemp(o.dir, "faults"); err != nil {
		return 2, err
	}
	defer os.RemoveAll(o.dir)
	if o.programs, err = os.MkdirTemp("", "faults"); err != nil {
		return 2, err
	}
	defer os.RemoveAll(o.programs)
	if err := os.WriteFile(filepath.Join(o.programs, "pdftoppm"), []byte(drawing), 0o755); err != nil {
		return 2, err
	}
	if o.dir, err = filepath.EvalSymlinks(o.dir); err != nil {
		return 2, err
	}
	inputs, err := makeInputs(o)
	if err != nil {
		return 2, err
	}
	var all []*figures
	wrong := 0
	for _, c := range chosen {
		f, err := o.try(c, inputs)
		if err != nil {
			return 2, fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Print(f)
		all = append(all, f)
		wrong += f.wrong()
	}
	text := table(all)
	fmt.Print("\n", text)
	if out != "" {
		if err := os.WriteFile(out, []byte(text), 0o644); err != nil {
			return 2, err
		}
	}
	if wrong > 0 {
		return 1, nil
	}
	return 0, nil
}
