package batch_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"budgetbook/internal/bureau/batch"
)

// The size of the large trial is asked for in the environment: BUDGETBOOK_TRIAL=1000.
// BUDGETBOOK_TRIAL_JOBS (1,2) lists the numbers of processes it is measured with.
const (
	trialSize = "BUDGETBOOK_TRIAL"
	trialJobs = "BUDGETBOOK_TRIAL_JOBS"
)

// TestLargeTrial measures a run over many workbooks: time, processor time and memory of
// all its processes together.
func TestLargeTrial(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv(trialSize))
	if n == 0 {
		t.Skip(trialSize + " does not say how many workbooks")
	}
	jobs := os.Getenv(trialJobs)
	if jobs == "" {
		jobs = "1,2"
	}
	in := t.TempDir()
	begin := time.Now()
	all := writeTrial(t, in, n, 1)
	t.Logf("%d workbooks written in %v", n, time.Since(begin).Round(time.Second))
	var first map[string]string
	for _, j := range strings.Split(jobs, ",") {
		o := batch.Options{In: in, Out: t.TempDir()}
		o.Jobs, _ = strconv.Atoi(j)
		cost := measured(t, o, n)
		t.Logf("%d jobs: %v", o.Jobs, cost)
		got := results(t, o.Out)
		for _, x := range all {
			x.judge(t, got[x.path])
		}
		if len(got) != n {
			t.Errorf("%d results of %d", len(got), n)
		}
		// On a busy machine a workbook that is hard to read may have taken too long.
		t.Logf("again, with nothing or little to do: %v", measured(t, o, n))
		if first == nil {
			first = tree(t, o.Out)
		} else {
			sameTree(t, first, tree(t, o.Out))
		}
	}
}

// cost is what a run took.
type cost struct {
	n              int
	wall, cpu      time.Duration
	pss, rss, most int64 // peaks of all processes together, of one; in bytes
	procs          int
}

func (c cost) String() string {
	each := func(d time.Duration) time.Duration { return (d / time.Duration(c.n)).Round(time.Millisecond) }
	return fmt.Sprintf("%v, %v a workbook; processor %v, %v a workbook; at most %d processes with %d MB together (%d MB if shared pages count in each), %d MB in one",
		c.wall.Round(100*time.Millisecond), each(c.wall), c.cpu.Round(100*time.Millisecond), each(c.cpu), c.procs, c.pss>>20, c.rss>>20, c.most>>20)
}

// measured does a run in a process of its own and watches it and its children.
func measured(t testing.TB, o batch.Options, n int) cost {
	t.Helper()
	cmd := elsewhere(t, o)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := cost{n: n}
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		tick := time.NewTicker(25 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				c.look(cmd.Process.Pid)
			}
		}
	}()
	err := cmd.Wait()
	c.wall = time.Since(begin)
	close(stop)
	<-stopped
	if code(err) > 1 {
		t.Fatalf("%v\n%s", err, said.String())
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return c
}

// look adds up the memory of a process and its children.
func (c *cost) look(pid int) {
	pids := []int{pid}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, name := range lists {
		data, _ := os.ReadFile(name)
		for _, word := range strings.Fields(string(data)) {
			if p, err := strconv.Atoi(word); err == nil {
				pids = append(pids, p)
			}
		}
	}
	var pss, rss int64
	for _, p := range pids {
		r, s := rollup(p)
		rss, pss, c.most = rss+r, pss+s, max(c.most, r)
	}
	c.pss, c.rss, c.procs = max(c.pss, pss), max(c.rss, rss), max(c.procs, len(pids))
}

// rollup reads how much memory a process has, and its share where it shares.
func rollup(pid int) (rss, pss int64) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kb int64
		switch {
		case strings.HasPrefix(lines.Text(), "Rss:"):
			fmt.Sscanf(lines.Text(), "Rss: %d", &kb)
			rss = kb << 10
		case strings.HasPrefix(lines.Text(), "Pss:"):
			fmt.Sscanf(lines.Text(), "Pss: %d", &kb)
			pss = kb << 10
		}
	}
	return rss, pss
}
