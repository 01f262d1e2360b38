package batch_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"budgetbook/internal/bureau/batch"
)

// A run that is killed at any moment and started again leaves byte for byte what one
// leaves that nobody disturbs.
func TestKilled(t *testing.T) {
	slow(t)
	in := t.TempDir()
	var paths []string
	for i := range 16 {
		paths = append(paths, fmt.Sprintf("%d/单位 %d.json", i%3, i))
	}
	small(t, in, paths...)
	writeFile(t, filepath.Join(in, "cut.xlsx"), []byte("PK\x03\x04 and no more"))
	killed(t, options(t, in, ""), 5)
}

// killed kills a run n times and compares.
func killed(t *testing.T, o batch.Options, n int) {
	if runtime.GOOS == "windows" {
		t.Skip("a test program that runs cannot be removed there")
	}
	o.Out = t.TempDir()
	if out, err := elsewhere(t, o).CombinedOutput(); code(err) > 1 {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := tree(t, o.Out)
	o.Out = t.TempDir()
	dice := rand.New(rand.NewSource(time.Now().UnixNano()))
	done := func(out string) int {
		list, _ := filepath.Glob(filepath.Join(out, batch.UnitsFolder, "*", batch.ResultFile))
		return len(list)
	}
	total := strings.Count(strings.Join(slices.Collect(maps.Keys(whole)), "\n"), "/"+batch.ResultFile)
	early := 0
	for i := range n {
		cmd := elsewhere(t, o)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// Each run gets some way further, however busy the machine is, and a moment longer.
		until := total*i/n + dice.Intn(total/n+1)
		for wait := 0; wait < 3000 && done(o.Out) < until; wait++ {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(dice.Int63n(int64(150 * time.Millisecond))))
		if err := cmd.Process.Kill(); err != nil {
			t.Log(err) // it was quicker
		}
		if cmd.Wait(); !cmd.ProcessState.Exited() {
			early++
		}
		orphans(t)
	}
	t.Logf("%d of %d runs were killed while they worked", early, n)
	if early < n/2 {
		t.Errorf("only %d of %d runs were killed while they worked", early, n)
	}
	if out, err := elsewhere(t, o).CombinedOutput(); code(err) > 1 {
		t.Fatalf("%v\n%s", err, out)
	}
	sameTree(t, whole, tree(t, o.Out))
}

func code(err error) int {
	if err == nil {
		return 0
	}
	if x, ok := err.(*exec.ExitError); ok {
		return x.ExitCode()
	}
	return 2
}

// orphans makes sure that the processes of workbooks end with the run.
func orphans(t testing.TB) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var alive []string
	for range 50 {
		alive = nil
		lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, name := range lines {
			if line, err := os.ReadFile(name); err == nil && strings.HasPrefix(string(line), own+"\x00"+childArg) {
				alive = append(alive, name)
			}
		}
		if len(alive) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("still working: %v", alive)
}

// A run that is told to stop ends its processes, leaves nothing half-written, and the
// next one goes on.
func TestInterrupted(t *testing.T) {
	slow(t)
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	in, out := t.TempDir(), t.TempDir()
	small(t, in, "a.json", "b.json", "slow.json")
	o := options(t, in, out)
	o.Jobs = 3
	cmd := elsewhere(t, o)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 1500 {
		if done, _ := filepath.Glob(filepath.Join(out, batch.UnitsFolder, "*", batch.ResultFile)); len(done) == 2 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if cmd.Wait(); cmd.ProcessState.ExitCode() != 2 {
		t.Errorf("status %d: %s", cmd.ProcessState.ExitCode(), said.String())
	}
	orphans(t)
	// Had it waited for the slow one, there would be three.
	if !strings.Contains(said.String(), "canceled") || !strings.HasPrefix(said.String(), "2 0") {
		t.Errorf("it said %q", said.String())
	}
	for name := range tree(t, out) {
		if strings.Contains(name, "slow") || strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s is left", name)
		}
	}
}
