//go:build linux && amd64

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	gosync "sync"
	"time"
)

// options are what is tried, and how.
type options struct {
	binary, dir       string
	programs          string // folder of programs that are found before those of the machine
	every, jobs       int
	kills, stops      int
	together, verbose bool
	seed              uint64
	kinds             []kind
}

func kindsNamed(names []string) ([]kind, error) {
	all := append(slices.Clone(faultKinds), output)
	if len(names) == 0 {
		return all, nil
	}
	var list []kind
	for _, n := range names {
		if !slices.Contains(all, kind(n)) {
			return nil, fmt.Errorf("no kind %q; there are %v", n, all)
		}
		list = append(list, kind(n))
	}
	return list, nil
}

// place is a folder with a tree in it, and one beside it for what is none of its business.
type place struct{ root, beside, programs string }

func (o *options) place(t tree) (*place, error) {
	dir, err := os.MkdirTemp(o.dir, "w")
	if err != nil {
		return nil, err
	}
	p := &place{filepath.Join(dir, "w"), filepath.Join(dir, "tmp"), o.programs}
	for _, d := range []string{p.root, p.beside} {
		if err := os.Mkdir(d, 0o755); err != nil {
			return nil, err
		}
	}
	return p, t.put(p.root)
}

func (p *place) gone() { os.RemoveAll(filepath.Dir(p.root)) }

func (p *place) env() []string {
	return []string{"PATH=" + p.programs + ":" + os.Getenv("PATH"), "HOME=" + p.beside, "TMPDIR=" + p.beside, "LANG=zh_CN.UTF-8"}
}

// traced runs the program in a place and stops it as r says.
func (o *options) traced(p *place, args []string, r *run) (*outcome, error) {
	stdout, err := os.CreateTemp(p.beside, "stdout")
	if err != nil {
		return nil, err
	}
	defer stdout.Close()
	stderr, err := os.CreateTemp(p.beside, "stderr")
	if err != nil {
		return nil, err
	}
	defer stderr.Close()
	r.root = p.root
	if err := r.begin(append([]string{o.binary}, args...), p.env(), stdout, stderr); err != nil {
		return nil, err
	}
	out, err := os.ReadFile(stdout.Name())
	if err != nil {
		return nil, err
	}
	said, err := os.ReadFile(stderr.Name())
	return &outcome{status: r.status, stdout: string(out), stderr: string(said), run: r}, err
}

// plain runs the program in a place as it is. files are its standard output and error, nil to have them
// in the outcome.
func (o *options) plain(p *place, args []string, stdout *os.File) (*outcome, error) {
	cmd := exec.Command(o.binary, args...)
	var out, said strings.Builder
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = p.root, p.env(), &out, &said
	if stdout != nil {
		cmd.Stdout = stdout
	}
	runtime.LockOSThread() // until it has ended: a run that is traced by this thread would wait for it too
	defer runtime.UnlockOSThread()
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return nil, err
	}
	return &outcome{status: cmd.ProcessState.ExitCode(), stdout: out.String(), stderr: said.String()}, nil
}

// from runs the program over a tree and gives what is there afterwards.
func (o *options) from(t tree, args []string) (*outcome, tree, error) {
	p, err := o.place(t)
	if err != nil {
		return nil, nil, err
	}
	defer p.gone()
	out, err := o.plain(p, args, nil)
	if err != nil {
		return nil, nil, err
	}
	now, err := readTree(p.root)
	return out, now, err
}

// trial is one command while it is tried.
type trial struct {
	*options
	*judge
	*figures
	mu      gosync.Mutex
	reruns  map[string]*gosync.Once
	verdict map[string][]complaint
	then    tree // what the command that follows leaves after an undisturbed run
}

// try tries one command.
func (o *options) try(c *command, inputs tree) (*figures, error) {
	before := inputs
	for _, p := range c.prepare {
		if p.change != nil {
			before = p.change(before)
			continue
		}
		out, now, err := o.from(before, p.args)
		if err != nil {
			return nil, err
		}
		if out.status < 0 || out.status > 1 {
			return nil, fmt.Errorf("to prepare, budgetbook %s: status %d: %s", strings.Join(p.args, " "), out.status, out.stderr)
		}
		before = now
	}
	begin := time.Now()
	t := &trial{options: o, judge: &judge{command: c, before: before}, figures: newFigures(c.name), reruns: map[string]*gosync.Once{}, verdict: map[string][]complaint{}}
	whole, err := t.undisturbed()
	if err != nil {
		return nil, err
	}
	switch {
	case o.kills > 0:
		err = t.brokenOff(killing, o.kills, whole)
	case o.stops > 0:
		err = t.brokenOff(stopping, o.stops, whole)
	case o.together:
		err = t.pairs(len(whole.steps))
	default:
		err = t.faults(whole.steps)
	}
	t.took = time.Since(begin)
	return t.figures, err
}

// undisturbed runs the command and keeps what it leaves, says and does.
func (t *trial) undisturbed() (*run, error) {
	p, err := t.place(t.before)
	if err != nil {
		return nil, err
	}
	defer p.gone()
	r := &run{}
	out, err := t.traced(p, t.command.args, r)
	if err != nil {
		return nil, err
	}
	if out.status < 0 || out.status > 1 {
		return nil, fmt.Errorf("budgetbook %s: status %d: %s", strings.Join(t.command.args, " "), out.status, out.stderr)
	}
	if len(r.steps) == 0 {
		return nil, fmt.Errorf("budgetbook %s: status %d, and it writes nothing: %s", strings.Join(t.command.args, " "), out.status, out.stderr)
	}
	if t.after, err = readTree(p.root); err != nil {
		return nil, err
	}
	t.usual, t.printed, t.steps = out.status, out.stdout, len(r.steps)
	if t.verbose {
		for i, s := range r.steps {
			fmt.Printf("%4d %s\n", i+1, s)
		}
	}
	if t.command.then != nil {
		if _, t.then, err = t.from(t.after, t.command.then); err != nil {
			return nil, err
		}
	}
	t.add(broken, 0, "undisturbed", t.ended(out, t.after))
	for path := range t.after {
		if ours(path) {
			t.add(broken, 0, "undisturbed", []complaint{{halfway, path + " is left"}})
		}
	}
	// What is reported done lasts.
	if slices.Contains(t.kinds, power) && t.kills == 0 && t.stops == 0 && !t.together {
		t.count(power)
		t.lasting(power, len(r.steps)+1, r, out, t.after)
	}
	return r, nil
}

// task is what happens at one step.
type task struct {
	at    int
	kinds []kind
}

// faults tries every kind at every step.
func (t *trial) faults(steps []step) error {
	random := rand.New(rand.NewPCG(t.seed, 13))
	var tasks []task
	for n := 1 + random.IntN(max(t.every, 1)); n <= len(steps); n += max(t.every, 1) {
		for _, k := range t.kinds {
			switch {
			case k == output, k == power && slices.Contains(t.kinds, crash):
			case k == crash && slices.Contains(t.kinds, power):
				tasks = append(tasks, task{n, []kind{crash, power}})
			case k.applies(steps[n-1]):
				tasks = append(tasks, task{n, []kind{k}})
			}
		}
	}
	if slices.Contains(t.kinds, output) && t.printed != "" {
		tasks = append(tasks, task{0, []kind{output}})
	}
	return t.atOnce(len(tasks), func(i int) error {
		switch x := tasks[i]; x.kinds[0] {
		case output:
			return t.noOutput()
		case crash, power, torn:
			return t.crashed(x)
		default:
			return t.failed(x.at, x.kinds[0])
		}
	})
}

// struck runs the command in a place of its own, where something happens to it, and gives what it
// said and left. It did not happen where r says so.
func (t *trial) struck(r *run) (*outcome, tree, error) {
	p, err := t.place(t.before)
	if err != nil {
		return nil, nil, err
	}
	defer p.gone()
	out, err := t.traced(p, t.command.args, r)
	if err != nil {
		return nil, nil, err
	}
	now, err := readTree(p.root)
	return out, now, err
}

// failed has a step fail.
func (t *trial) failed(at int, k kind) error {
	r := &run{at: at, kind: k}
	out, now, err := t.struck(r)
	if err != nil || !r.struck {
		return err
	}
	t.count(k)
	t.add(k, at, r.steps[at-1].String(), t.ended(out, now))
	if out.status == t.usual {
		t.lasting(k, at, r, out, now)
	}
	return t.rerun(k, at, r.steps[at-1].String(), now)
}

// lasting holds what a run reported done against what a power loss would leave of it.
func (t *trial) lasting(k kind, at int, r *run, out *outcome, now tree) {
	unsynced := r.loss.unsynced(now)
	for _, v := range r.loss.variants() {
		left := r.loss.left(now, unsynced, v)
		list := append(t.files(left), t.said(left, out.stdout)...)
		if d := left.differs(t.after, false); d != "" {
			list = append(list, complaint{untrue, "after a power loss " + d})
		}
		at1 := "at the end"
		if at <= len(r.steps) {
			at1 = r.steps[at-1].String()
		}
		t.add(k, at, at1+", "+v.name+" lost", list)
	}
}

// crashed ends all at a step, and loses what was not synced if the machine ends too.
func (t *trial) crashed(x task) error {
	stop := x.kinds[0]
	if stop == power {
		stop = crash
	}
	r := &run{at: x.at, kind: stop}
	out, now, err := t.struck(r)
	if err != nil || !r.struck {
		return err
	}
	where := r.steps[len(r.steps)-1].String()
	for _, k := range x.kinds {
		t.count(k)
		if k != power {
			t.add(k, x.at, where, append(t.files(now), t.said(now, out.stdout)...))
			if err := t.rerun(k, x.at, where, now); err != nil {
				return err
			}
			continue
		}
		unsynced := r.loss.unsynced(now)
		for _, v := range r.loss.variants() {
			left := r.loss.left(now, unsynced, v)
			at := where + ", lost: " + v.name
			t.add(k, x.at, at, append(t.files(left), t.said(left, out.stdout)...))
			if err := t.rerun(k, x.at, at, left); err != nil {
				return err
			}
		}
	}
	return nil
}

// rerun runs the program again over what was left: it ends as undisturbed and leaves the same bytes.
// What looks the same is tried once.
func (t *trial) rerun(k kind, at int, where string, now tree) error {
	sum := now.sum()
	t.mu.Lock()
	once := t.reruns[sum]
	if once == nil {
		once = &gosync.Once{}
		t.reruns[sum] = once
	}
	t.mu.Unlock()
	var err error
	once.Do(func() {
		var list []complaint
		list, err = t.next(now)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.states++
		t.verdict[sum] = list
	})
	if err != nil {
		return err
	}
	t.mu.Lock()
	list := t.verdict[sum]
	t.mu.Unlock()
	t.add(k, at, where, list)
	return nil
}

func (t *trial) next(now tree) (list []complaint, err error) {
	if t.command.once && now.differs(t.after, true) == "" {
		return nil, nil
	}
	out, left, err := t.from(now, t.command.args)
	if err != nil {
		return nil, err
	}
	if out.status != t.usual {
		list = append(list, complaint{again, fmt.Sprintf("status %d, usual is %d: %s", out.status, t.usual, strings.TrimSpace(out.stderr))})
	} else if d := left.differs(t.after, true); d != "" {
		list = append(list, complaint{again, d})
	}
	if t.command.then != nil {
		out, left, err := t.from(now, t.command.then)
		if err != nil {
			return nil, err
		}
		// A folder for which there is no file in the other list may be left, empty.
		if d := left.files().differs(t.then.files(), true); d != "" {
			list = append(list, complaint{again, fmt.Sprintf("budgetbook %s: status %d, %s", strings.Join(t.command.then, " "), out.status, d)})
		}
	}
	return list, nil
}

// noOutput has standard output full, a pipe that nobody reads, and closed. Closed cannot be told from
// thrown away on purpose, which is how other programs run this one for its files and its status: it may fail,
// or both must be as usual.
func (t *trial) noOutput() error {
	nobody := func() (*os.File, error) {
		r, w, err := os.Pipe()
		if err == nil {
			r.Close()
		}
		return w, err
	}
	for name, open := range map[string]func() (*os.File, error){
		"full":   func() (*os.File, error) { return os.OpenFile("/dev/full", os.O_WRONLY, 0) },
		"nobody": nobody,
		"closed": nil,
	} {
		p, err := t.place(t.before)
		if err != nil {
			return err
		}
		defer p.gone()
		var out *outcome
		if open == nil {
			shell := *t.options
			shell.binary = "/bin/sh"
			out, err = shell.plain(p, append([]string{"-c", `exec "$0" "$@" >&-`, t.binary}, t.command.args...), nil)
		} else {
			var f *os.File
			if f, err = open(); err != nil {
				return err
			}
			out, err = t.plain(p, t.command.args, f)
			f.Close()
		}
		if err != nil {
			return err
		}
		now, err := readTree(p.root)
		if err != nil {
			return err
		}
		list := t.files(now)
		switch {
		case name == "closed" && out.status != t.usual:
			if out.status == 0 || out.status == 1 {
				list = append(list, complaint{untrue, fmt.Sprintf("status %d, usual is %d", out.status, t.usual)})
			}
		case name == "closed":
			if d := now.files().differs(t.after.files(), false); d != "" {
				list = append(list, complaint{untrue, fmt.Sprintf("status %d as usual, and %s", out.status, d)})
			}
		case out.status == 0 || out.status == 1:
			list = append(list, complaint{untrue, fmt.Sprintf("status %d, and nobody has what was printed", out.status)})
		}
		t.count(output)
		t.add(output, 0, "standard output "+name, list)
		if err := t.rerun(output, 0, "standard output "+name, now); err != nil {
			return err
		}
	}
	return nil
}

// brokenOff kills the first process, as kill -9 does, or sends it Ctrl-C, a moment after a step. The moments
// are spread over the steps, most of which are done within a small part of the time; Ctrl-C comes half the
// times at any moment of the run.
func (t *trial) brokenOff(k kind, n int, whole *run) error {
	random := rand.New(rand.NewPCG(t.seed, 9))
	ats, lates := make([]int, n), make([]time.Duration, n)
	for i := range ats {
		ats[i] = 1 + random.IntN(len(whole.steps))
		switch {
		case i%2 == 1:
		case k == stopping:
			ats[i], lates[i] = 0, time.Duration(random.Int64N(int64(whole.span)))
		default:
			lates[i] = time.Duration(random.Int64N(int64(20 * time.Millisecond)))
		}
	}
	return t.atOnce(n, func(i int) error {
		r := &run{at: ats[i], kind: k, late: lates[i], early: ats[i] == 0}
		out, now, err := t.struck(r)
		if err != nil || !r.struck {
			return err
		}
		where := fmt.Sprintf("%v after the start", lates[i])
		if ats[i] > 0 {
			where = fmt.Sprintf("%v after %s", lates[i], r.steps[ats[i]-1])
		}
		t.count(k)
		t.add(k, ats[i], where, t.afterSignal(k, r, out, now))
		return t.rerun(k, ats[i], where, now)
	})
}

// afterSignal judges a run that was killed or told to stop, if it had not ended before.
func (t *trial) afterSignal(k kind, r *run, out *outcome, now tree) []complaint {
	const stopped = 130
	if k == killing && out.status >= 0 || k == stopping && out.status == t.usual {
		t.lock.Lock()
		t.early++
		t.lock.Unlock()
		return t.ended(out, now)
	}
	list := append(t.files(now), t.said(now, out.stdout)...)
	if k == killing {
		return list
	}
	t.lock.Lock()
	t.slowest = max(t.slowest, r.span-time.Duration(r.told.Load()))
	t.lock.Unlock()
	switch out.status {
	case -1: // before the program listened
	case stopped:
		for path := range now {
			if ours(path) {
				list = append(list, complaint{halfway, path + " is left"})
			}
		}
	default:
		list = append(list, complaint{untrue, fmt.Sprintf("status %d when told to stop: %s", out.status, strings.TrimSpace(out.stderr))})
	}
	return list
}

// pairs has a second run work while the first one waits at a step.
func (t *trial) pairs(steps int) error {
	second := [][]string{t.command.args}
	if t.command.other != nil {
		second = append(second, t.command.other)
	}
	random := rand.New(rand.NewPCG(t.seed, 2))
	type pair struct {
		at   int
		args []string
		ends []tree // serial: the first alone, the second alone, both in either order
	}
	var tasks []pair
	for _, args := range second {
		_, b, err := t.from(t.before, args)
		if err != nil {
			return err
		}
		_, ab, err := t.from(t.after, args)
		if err != nil {
			return err
		}
		_, ba, err := t.from(b, t.command.args)
		if err != nil {
			return err
		}
		for n := 1 + random.IntN(max(t.every, 1)); n <= steps; n += max(t.every, 1) {
			tasks = append(tasks, pair{n, args, []tree{t.after, b, ab, ba}})
		}
	}
	return t.atOnce(len(tasks), func(i int) error {
		x := tasks[i]
		p, err := t.place(t.before)
		if err != nil {
			return err
		}
		defer p.gone()
		var other *outcome
		var failed error
		done := make(chan bool)
		r := &run{at: x.at, kind: holding, hold: func() {
			go func() {
				other, failed = t.plain(p, x.args, nil)
				close(done)
			}()
			select {
			case <-done:
			case <-time.After(patience): // it waits for the first one
			}
		}}
		out, err := t.traced(p, t.command.args, r)
		if err != nil || !r.struck {
			return err
		}
		if <-done; failed != nil {
			return failed
		}
		now, err := readTree(p.root)
		if err != nil {
			return err
		}
		t.count(holding)
		t.add(holding, x.at, r.steps[x.at-1].String(), t.both(out, other, now, x.ends))
		return nil
	})
}

// patience is how long a second run may take before it is taken for one that waits.
const patience = 20 * time.Second

// both judges two runs that worked at once: each has done all its work, or has said that it did not.
func (t *trial) both(a, b *outcome, now tree, ends []tree) (list []complaint) {
	fine := func(o *outcome) bool { return o.status == 0 || o.status == 1 }
	want := ends[2:]
	switch {
	case !fine(a) && !fine(b):
		return []complaint{{together, fmt.Sprintf("neither run was done: %q, %q", a.stderr, b.stderr)}}
	case !fine(b):
		t.refused.Add(1)
		want = ends[:1]
	case !fine(a):
		want = ends[1:2]
	}
	for _, o := range []*outcome{a, b} {
		if !fine(o) && !t.names(o.stderr) {
			list = append(list, complaint{silent, fmt.Sprintf("status %d, it said %q", o.status, strings.TrimSpace(o.stderr))})
		}
		if strings.Contains(o.stderr, "goroutine ") {
			list = append(list, complaint{trace, firstLine(o.stderr, "goroutine ")})
		}
	}
	differs := ""
	for _, w := range want {
		if differs = now.differs(w, true); differs == "" {
			return list
		}
	}
	return append(list, complaint{together, fmt.Sprintf("status %d and %d: %s", a.status, b.status, differs)})
}

// atOnce does tasks side by side, up to the first error.
func (o *options) atOnce(n int, do func(i int) error) error {
	next := make(chan int)
	errs := make(chan error, n)
	var wg gosync.WaitGroup
	for range max(o.jobs, 1) {
		wg.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					errs <- err
				}
			}
		})
	}
	for i := range n {
		if len(errs) > 0 {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	close(errs)
	return <-errs
}
