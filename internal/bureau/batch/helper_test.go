package batch_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"syscall"
	"testing"
	"time"

	"budgetbook/internal/bureau/batch"
	"budgetbook/internal/message"
)

// What the test program is when it is started again by a test: the process of one
// workbook, or a run that a test can kill.
const (
	childArg = "batch-test-child"
	runArg   = "batch-test-run"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case childArg:
			if err := batch.Child(os.Stdin, os.Stdout, misbehave); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(2)
			}
			os.Exit(0)
		case runArg:
			os.Exit(runMain(os.Args[2]))
		}
	}
	os.Exit(m.Run())
}

// start is the command that works on one workbook.
func start(t testing.TB) []string {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{own, childArg}
}

// beside is the door to files that a workbook names, as the command has it.
func beside(input string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		root, err := os.OpenRoot(filepath.Dir(input))
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return root.ReadFile(name)
	}
}

// misbehave is beside for workbooks whose names ask for trouble.
func misbehave(input string) func(string) ([]byte, error) {
	name := filepath.Base(input)
	switch {
	case strings.HasPrefix(name, "hang"):
		for {
			runtime.Gosched()
		}
	case strings.HasPrefix(name, "crash"):
		go func() { panic("out of its mind") }()
		time.Sleep(time.Minute)
	case strings.HasPrefix(name, "bomb"):
		var all [][]byte
		for {
			b := make([]byte, 16<<20)
			for i := range b {
				b[i] = byte(i)
			}
			all = append(all, b)
		}
	case strings.HasPrefix(name, "deep"):
		var dive func(int) int
		dive = func(n int) int { return dive(n+1) + n }
		dive(0)
	case strings.HasPrefix(name, "exit"):
		os.Exit(7)
	case strings.HasPrefix(name, "shot"):
		p, _ := os.FindProcess(os.Getpid())
		_ = p.Kill()
		time.Sleep(time.Minute)
	case strings.HasPrefix(name, "change"):
		// Somebody saves the workbook while it is read.
		data, _ := os.ReadFile(input)
		_ = os.WriteFile(input, append(data, 0), 0o644)
	case strings.HasPrefix(name, "slow"):
		time.Sleep(time.Minute)
	}
	return beside(input)
}

// runMain is a run in a process of its own; spec are its options as JSON.
func runMain(spec string) int {
	var o batch.Options
	if err := json.Unmarshal([]byte(spec), &o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	o.Opener = misbehave
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	sum, err := batch.Run(ctx, o)
	fmt.Println(sum.Done(), sum.Kept)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if sum.Wrong+sum.Failed > 0 {
		return 1
	}
	return 0
}

// elsewhere is the command that does a run in a process of its own.
func elsewhere(t testing.TB, o batch.Options) *exec.Cmd {
	t.Helper()
	o.Child = start(t)
	spec, err := json.Marshal(struct {
		In, Out  string
		Langs    []message.Lang
		Profile  string
		Jobs     int
		Timeout  time.Duration
		Memory   int64
		FailFast bool
		Shard    batch.Shard
		Child    []string
	}{o.In, o.Out, o.Langs, o.Profile, o.Jobs, o.Timeout, o.Memory, o.FailFast, o.Shard, o.Child})
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(o.Child[0], runArg, string(spec))
}

// run is a run in this process; it must not end with an error.
func run(t testing.TB, o batch.Options) *batch.Summary {
	t.Helper()
	sum, err := tryRun(t, o)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func tryRun(t testing.TB, o batch.Options) (*batch.Summary, error) {
	t.Helper()
	o.Child = start(t)
	if o.Opener == nil {
		o.Opener = beside
	}
	return batch.Run(t.Context(), o)
}

// tree is everything below a folder: the bytes of each file by its path.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		if d.IsDir() {
			all[filepath.ToSlash(rel)+"/"] = ""
			return nil
		}
		data, err := os.ReadFile(path)
		all[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sameTree compares two folders byte for byte.
func sameTree(t testing.TB, want, got map[string]string) {
	t.Helper()
	var names []string
	for name := range want {
		names = append(names, name)
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		w, ok1 := want[name]
		g, ok2 := got[name]
		if ok1 != ok2 || w != g {
			t.Errorf("%s: there %v with %d bytes, want %v with %d", name, ok2, len(g), ok1, len(w))
		}
	}
}

// results reads what a run gathered, by input.
func results(t testing.TB, out string) map[string]*batch.Result {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(out, batch.ResultsFile))
	if err != nil {
		t.Fatal(err)
	}
	var list []batch.Result
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	all := map[string]*batch.Result{}
	for i := range list {
		all[list[i].Input] = &list[i]
		if i > 0 && list[i-1].Input > list[i].Input {
			t.Errorf("%s stands behind %s", list[i].Input, list[i-1].Input)
		}
	}
	return all
}
