package batch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
)

// What a run takes unless it is told otherwise.
const (
	DefaultTimeout = 2 * time.Minute
	DefaultMemory  = 1 << 30
)

// Options choose what a run does.
type Options struct {
	In, Out  string // the folders
	Langs    []message.Lang
	Profile  string
	Codes    []press.CodeList
	Jobs     int           // processes at a time; 0: as many as there are processors
	Timeout  time.Duration // for one workbook; 0: DefaultTimeout
	Memory   int64         // bytes for one workbook; 0: DefaultMemory
	FailFast bool          // stop at the first workbook with errors
	Prune    bool          // remove what was made of workbooks that are gone
	Shard    Shard

	Child  []string    // the command that runs Child, and its arguments
	Opener Opener      // of the files that workbooks name
	Watch  func(Event) // is told what happens, one event at a time; may be nil
}

// Event is something that happened: the workbooks are known, one of them is done, or a
// file was passed over.
type Event struct {
	Done, Total int
	Result      *Result // of the workbook that is done
	Kept        bool    // it was made by an earlier run
	Note        error   // what was passed over, and why
}

// Summary is what a run came to.
type Summary struct {
	Total   int // workbooks that were to be done
	Kept    int // of those done, made by an earlier run
	Sound   int // done, without errors
	Wrong   int // done, with errors
	Failed  int // nothing could be made
	Stopped bool
	Partial bool // some folder of the input could not be read
	Merged  *Merged
}

// Done counts the workbooks that are done.
func (s *Summary) Done() int { return s.Sound + s.Wrong + s.Failed }

// errStop ends a run at the first workbook with errors.
var errStop = errors.New("stopped at the first workbook with errors")

// runner is one run.
type runner struct {
	Options
	base string
	root *os.Root // of the input folder

	mu  sync.Mutex
	sum Summary

	// outdated takes away the Results gathered before: they are not true any more once
	// a workbook is done again.
	outdated func() error
}

// Run works on all workbooks below the input folder and, if it is the only run, merges
// their Results. The Summary says how far it came also with an error.
func Run(ctx context.Context, o Options) (*Summary, error) {
	r := &runner{Options: o}
	if err := r.prepare(); err != nil {
		return &r.sum, err
	}
	defer r.root.Close()
	lock := output.Lock
	if !r.Shard.Whole() { // parts of one run write into one folder side by side
		lock = func(folder string) (func(), error) {
			return output.LockPart(folder, fmt.Sprintf("shard-%d-of-%d", r.Shard.Index, r.Shard.Count))
		}
	}
	release, err := lock(r.Out)
	if err != nil {
		return &r.sum, err
	}
	defer release()
	f, err := findWorkbooks(r.In, r.Out, r.Profile, r.note)
	if err != nil {
		return &r.sum, err
	}
	r.sum.Partial = f.partial
	var mine []source
	for _, s := range f.found {
		if r.Shard.has(s.path) {
			mine = append(mine, s)
		}
	}
	r.sum.Total = len(mine)
	if r.Watch != nil {
		r.Watch(Event{Total: len(mine)})
	}
	if err := r.work(ctx, mine); err != nil {
		if errors.Is(err, errStop) {
			r.sum.Stopped, err = true, nil
		}
		return &r.sum, err
	}
	if r.Shard.Whole() {
		// A folder that could not be read may hide the workbooks of some Results.
		if r.sum.Merged, err = mergeResults(f.found, r.Out, r.Prune && !f.partial); err == nil {
			f.strays(r.sum.Merged.Results)
		}
	}
	return &r.sum, err
}

// Folders makes both folders absolute and free of links, and makes sure that the
// output is not the place the input comes from. The output folder is made.
func Folders(in, out string) (string, string, error) {
	in, err := realFolder(in)
	if err != nil {
		return "", "", err
	}
	if err := output.MakeFolder(out); err != nil {
		return "", "", err
	}
	shown := out
	if out, err = realFolder(out); err != nil {
		return "", "", err
	}
	if isBelowFolder(out, in) {
		return "", "", message.Errorf(nil, "batch-out-holds-in", "file", shown)
	}
	return in, out, nil
}

func realFolder(dir string) (string, error) {
	full, err := filepath.Abs(dir)
	if err == nil {
		full, err = filepath.EvalSymlinks(full)
	}
	if err != nil {
		return "", message.Errorf(output.Bare(err), "unreadable", "file", dir)
	}
	if info, err := os.Stat(full); err != nil || !info.IsDir() {
		return "", message.Errorf(output.Bare(err), "batch-no-folder", "file", dir)
	}
	return full, nil
}

func (r *runner) prepare() error {
	var err error
	if r.In, r.Out, err = Folders(r.In, r.Out); err != nil {
		return err
	}
	if r.Jobs <= 0 {
		r.Jobs = runtime.GOMAXPROCS(0)
	}
	if r.Timeout <= 0 {
		r.Timeout = DefaultTimeout
	}
	if r.Memory <= 0 {
		r.Memory = DefaultMemory
	}
	if len(r.Langs) == 0 {
		r.Langs = []message.Lang{message.ZH}
	}
	if r.Profile != "" {
		if _, err := press.Profile(r.Profile); err != nil {
			return err
		}
	}
	for _, c := range r.Codes {
		if err := c.Check(r.Profile); err != nil {
			return err
		}
	}
	if r.base, err = r.Options.base(); err != nil {
		return err
	}
	r.outdated = sync.OnceValue(func() error {
		to, err := output.OpenFolder(r.Out)
		if err != nil {
			return err
		}
		defer to.Close()
		return to.Remove(ResultsFile)
	})
	if r.root, err = os.OpenRoot(r.In); err != nil {
		return message.Errorf(output.Bare(err), "unreadable", "file", r.In)
	}
	return nil
}

func (r *runner) note(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Watch != nil {
		r.Watch(Event{Note: err})
	}
}

// work gives the workbooks to the workers. The first error ends all of them.
func (r *runner) work(parent context.Context, list []source) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	next := make(chan source)
	var wg sync.WaitGroup
	for range min(r.Jobs, max(len(list), 1)) {
		wg.Go(func() {
			hold()
			for s := range next {
				if err := r.one(ctx, s); err != nil {
					cancel(err)
				}
			}
		})
	}
give:
	for _, s := range list {
		select {
		case next <- s:
		case <-ctx.Done():
			break give
		}
	}
	close(next)
	wg.Wait()
	if parent.Err() != nil {
		return parent.Err()
	}
	return context.Cause(ctx)
}

// one takes care of one workbook.
func (r *runner) one(ctx context.Context, s source) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if old := r.current(s); old != nil {
		return r.count(old, true)
	}
	if err := r.outdated(); err != nil {
		return err
	}
	dir := unitFolder(r.Out, s.folder)
	if err := makeFolder(dir); err != nil {
		return err
	}
	if err := wipeOutputs(dir); err != nil {
		return err
	}
	result, err := r.child(ctx, s)
	if ctx.Err() != nil {
		_ = discardFolder(dir)
		return ctx.Err()
	}
	if err == nil && result.Failure != nil {
		err = wipeOutputs(dir)
	}
	var data []byte
	if err == nil {
		data, err = encodeJSON(result)
	}
	if err == nil {
		err = output.Write(filepath.Join(dir, ResultFile), data)
	}
	if err != nil {
		_ = discardFolder(dir)
		return err
	}
	return r.count(result, false)
}

func (r *runner) count(x *Result, kept bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case x.Failure != nil:
		r.sum.Failed++
	case x.Counts.Errors > 0:
		r.sum.Wrong++
	default:
		r.sum.Sound++
	}
	if kept {
		r.sum.Kept++
	}
	if r.Watch != nil {
		r.Watch(Event{Done: r.sum.Done(), Total: r.sum.Total, Result: x, Kept: kept})
	}
	if r.FailFast && (x.Failure != nil || x.Counts.Errors > 0) {
		return errStop
	}
	return nil
}

// current returns the Result of an earlier run if nothing it depends on has changed
// and all its outputs are there as they were.
func (r *runner) current(s source) *Result {
	dir := unitFolder(r.Out, s.folder)
	x, err := readResult(r.Out, s.folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.note(err) // it is done again
	}
	if err != nil || x.Input != s.input() || x.SHA256 == "" {
		return nil
	}
	if !x.final() {
		return nil
	}
	if info, err := r.root.Stat(s.path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	now, _, err := sumFile(func() (fs.File, error) { return r.root.Open(s.path) })
	if err != nil || now != x.SHA256 {
		return nil
	}
	open := r.Opener(filepath.Join(r.In, s.path))
	attached := make([]Attached, len(x.Attached))
	for i, a := range x.Attached {
		attached[i].Name = a.Name
		if data, err := open(a.Name); err == nil {
			attached[i].SHA256 = output.Sum(data)
		}
	}
	if outputsKey(r.base, x.Input, now, attached) != x.Key {
		return nil
	}
	for _, o := range x.Outputs {
		if info, err := os.Lstat(filepath.Join(dir, o.File)); err != nil || !info.Mode().IsRegular() || !o.isAt(os.DirFS(dir), o.File) {
			return nil
		}
	}
	return x
}

// readResult reads the Result in the folder of a unit; fs.ErrNotExist if there is none. A
// link is none.
func readResult(out, unit string) (*Result, error) {
	if info, err := os.Lstat(filepath.Join(unitFolder(out, unit), ResultFile)); err != nil || !info.Mode().IsRegular() {
		return nil, fs.ErrNotExist
	}
	return ReadResult(os.DirFS(out), out, unit)
}
