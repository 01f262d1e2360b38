package batch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
)

// Bounds of what a child may say, in bytes.
const (
	maxReply = 64 << 20
	maxWords = 64 << 10
)

// bounded keeps the first bytes written to it.
type bounded struct {
	bytes.Buffer
	max int
}

func (b *bounded) Write(p []byte) (int, error) {
	if room := b.max - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

// child works on one workbook in a process of its own. Whatever becomes of that, there
// is a Result; an error says that no workbook can be worked on.
func (r *runner) child(ctx context.Context, s source) (*Result, error) {
	j := childJob{In: r.In, Out: r.Out, Path: []byte(s.path), Folder: s.folder, Base: r.base, Profile: r.Profile, Langs: r.Langs, Codes: r.Codes,
		Memory: r.Memory, Procs: max(1, (runtime.GOMAXPROCS(0)+r.Jobs-1)/r.Jobs)}
	line, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	cmd := exec.CommandContext(limited, r.Child[0], r.Child[1:]...)
	cmd.WaitDelay = 5 * time.Second
	out, words := &bounded{max: maxReply}, &bounded{max: maxWords}
	cmd.Stdout, cmd.Stderr = out, words
	// The input stays open until the child has ended: that it is closed tells the child
	// that nobody waits for it any more.
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	prepare(cmd)
	if err := cmd.Start(); err != nil {
		return nil, message.Errorf(err, "batch-no-child")
	}
	release := contain(cmd, hardLimit(r.Memory))
	_, _ = in.Write(append(line, '\n')) // one that does not read it has ended, which is seen below
	err = cmd.Wait()
	release()
	var said reply
	if err == nil && json.Unmarshal(out.Bytes(), &said) == nil {
		switch {
		case said.Error != nil:
			return nil, said.Error.err()
		case said.Result != nil && said.Result.Schema == Schema && said.Result.Folder == s.folder:
			return said.Result, nil
		}
	}
	return r.failed(s, limited, err, words.String()), nil
}

// failed is the Result of a workbook whose process gave none.
func (r *runner) failed(s source, ctx context.Context, err error, words string) *Result {
	w := &worker{job: &childJob{}, say: messageLang(r.Langs)}
	w.result = Result{Schema: Schema, Folder: s.folder, Input: s.input(), Outputs: []Output{}}
	if data, err := readInput(r.In, s.path); err == nil {
		w.result.SHA256 = output.Sum(data)
		w.result.Key = outputsKey(r.base, w.result.Input, w.result.SHA256, nil)
	}
	args := []string{"file", w.result.Input}
	var ended *exec.ExitError
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		w.fail(CauseTimeout, message.Errorf(nil, "batch-timeout", append(args, "limit", r.Timeout.String())...))
	case errors.As(err, &ended) && ended.ExitCode() == statusMemory, isWantOfMemory(words):
		w.fail(CauseMemory, message.Errorf(nil, "batch-memory", append(args, "limit", strconv.FormatInt(r.Memory>>20, 10))...))
	case errors.As(err, &ended) && strings.Contains(ended.String(), "killed"):
		w.fail(CauseMemory, message.Errorf(nil, "batch-killed", args...))
	default:
		w.fail(CauseCrash, message.Errorf(lastWords(words, err), "batch-crash", args...))
	}
	return &w.result
}

// memoryWords are what Go says, first of all, when the system gives it no more memory. Parts
// of its runtime do not look whether they were given any: a signal outside of Go's own code is
// that, as the program holds no other code.
var memoryWords = []string{
	"out of memory", "cannot allocate memory", "stack overflow", "failed to create new OS thread", "newosproc",
	"pthread_create failed", "\nPC=0x", "unexpected signal during runtime execution",
}

// isWantOfMemory says whether the last words of a process are those of one without memory. A
// panic is none, whatever it says.
func isWantOfMemory(words string) bool {
	before, _, _ := strings.Cut(words, "\ngoroutine ")
	before, _, panics := strings.Cut(before, "panic: ")
	return !panics && slices.ContainsFunc(memoryWords, func(w string) bool { return strings.Contains(before, w) })
}

// lastWords is what a program that crashed said of it: the line that names the cause.
// The others hold addresses, which differ from run to run.
func lastWords(words string, err error) error {
	for line := range strings.Lines(words) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return errors.New(clipResult(line))
		}
	}
	return err
}
