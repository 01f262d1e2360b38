package batch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"budgetbook/internal/memory"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
)

// childJob is what a process of its own is told to do: one workbook.
type childJob struct {
	In, Out string // the folders
	Path    []byte // below In; bytes, as a name need not be text
	Folder  string // below UnitsFolder
	Base    string // hash of program, profile and options
	Profile string
	Langs   []message.Lang
	Codes   []press.CodeList
	Memory  int64 // bytes; 0: no limit
	Procs   int   // processors to use
}

func (j *childJob) path() string { return string(j.Path) }

// reply is what the process answers: a Result whose outputs are written, or why the
// program cannot work.
type reply struct {
	Result *Result    `json:",omitempty"`
	Error  *sentError `json:",omitempty"`
}

// sentError is an error that goes from one process to another: what it says and, in
// turn, why. Of a cause nothing but its message is needed on the other side.
type sentError struct {
	ID    string
	Args  message.Args
	Cause *sentError `json:",omitempty"`
	Plain string     `json:",omitempty"` // an error that no message is known for, in its own words
}

func sayError(err error) *sentError {
	e, ok := message.Cause(err)
	if !ok {
		return &sentError{Plain: err.Error()}
	}
	s := &sentError{ID: e.ID, Args: e.Args}
	if e.Cause != nil {
		s.Cause = sayError(e.Cause)
	}
	return s
}

func (s *sentError) err() error {
	if s.ID == "" {
		return errors.New(s.Plain)
	}
	e := message.Errorf(nil, s.ID)
	if e.Args = s.Args; s.Cause != nil {
		e.Cause = s.Cause.err()
	}
	return e
}

// Child is the whole work of a process that was started for one workbook: it reads a
// job from the one that started it, makes and writes the outputs, and answers. It ends
// when that one ends: its input is closed then.
func Child(in io.Reader, out io.Writer, opener Opener) error {
	lines := bufio.NewReader(in)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read the job: %w", err)
	}
	var j childJob
	if err := json.Unmarshal(line, &j); err != nil {
		return fmt.Errorf("read the job: %w", err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, lines)
		os.Exit(statusAlone)
	}()
	if j.Procs > 0 {
		runtime.GOMAXPROCS(j.Procs)
	}
	if j.Memory > 0 {
		// The collector works harder before the limit is met; what goes beyond it ends
		// the process.
		debug.SetMemoryLimit(j.Memory / 4 * 3)
		// Far below it a process that lives for so short a time collects little.
		debug.SetGCPercent(400)
		memory.Watch(uint64(j.Memory), func(uint64) { os.Exit(statusMemory) })
		// What grows faster than that is seen is ended by the system.
		limitMemory(hardLimit(j.Memory))
	}
	var r reply
	m, err := makeUnit(&j, opener)
	if err == nil {
		err = m.write(unitFolder(j.Out, j.Folder))
	}
	if err != nil {
		r.Error = sayError(err)
	} else {
		r.Result = &m.result
	}
	return json.NewEncoder(out).Encode(r)
}

// hardLimit is where the system ends a process that may take so much.
func hardLimit(limit int64) int64 { return limit + limit/4 }

// Exit statuses of the process of a workbook.
const (
	statusAlone  = 3 // its parent has ended
	statusMemory = 4 // it took more memory than it may
)

func unitFolder(out, folder string) string { return filepath.Join(out, UnitsFolder, folder) }

// write puts the outputs into the folder of the unit, in which nothing else of ours is
// left.
func (m *unitOutputs) write(dir string) error {
	if len(m.data) == 0 {
		return wipeOutputs(dir)
	}
	if err := makeFolder(dir); err != nil {
		return err
	}
	if err := wipeOutputs(dir); err != nil {
		return err
	}
	for i, o := range m.result.Outputs {
		if err := output.Write(filepath.Join(dir, o.File), m.data[i]); err != nil {
			return err
		}
	}
	return nil
}

// makeFolder makes the folder of a unit. One that is a link is refused: it could lead
// anywhere.
func makeFolder(dir string) error {
	if err := output.MakeFolder(dir); err != nil {
		return err
	}
	for _, d := range []string{filepath.Dir(dir), dir} {
		if info, err := os.Lstat(d); err != nil || !info.IsDir() {
			return message.Errorf(output.Bare(err), "batch-no-folder", "file", d)
		}
	}
	return nil
}

// isRunOutput says whether a file in the folder of a unit is one that a run makes there.
func isRunOutput(name string) bool {
	switch name {
	case ResultFile, FindingsFile, FilingFile, "annotated.xlsx", "annotated.xlsm":
		return true
	}
	return temporary(name) || strings.HasPrefix(name, "disclosure-") && strings.HasSuffix(name, ".pdf")
}

// temporary says whether a name is that of a file that was being written.
func temporary(name string) bool {
	return strings.HasPrefix(name, ".budgetbook-") && strings.HasSuffix(name, ".tmp")
}

// wipeOutputs takes what an earlier run made out of the folder of a unit: the result first,
// as it says that the others are whole. A link is removed, not what it leads to.
func wipeOutputs(dir string) error {
	if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
		return nil
	}
	to, err := output.OpenFolder(dir)
	if err != nil {
		return err
	}
	defer to.Close()
	entries, err := fs.ReadDir(to.Root().FS(), ".")
	if err != nil {
		return message.Errorf(output.Bare(err), "unreadable", "file", dir)
	}
	if err := to.Remove(ResultFile); err != nil {
		return err
	}
	var rest []string
	for _, e := range entries {
		if e.Name() != ResultFile && !e.IsDir() && isRunOutput(e.Name()) {
			rest = append(rest, e.Name())
		}
	}
	return to.Remove(rest...)
}

// discardFolder is wipe, and removes the folder if nothing else is in it.
func discardFolder(dir string) error {
	if info, err := os.Lstat(dir); err != nil || !info.IsDir() {
		return nil
	}
	if err := wipeOutputs(dir); err != nil {
		return err
	}
	to, err := output.OpenFolder(filepath.Dir(dir))
	if err != nil {
		return err
	}
	defer to.Close()
	err = to.Remove(filepath.Base(dir))
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		return nil // somebody else has put a file there
	}
	return err
}
