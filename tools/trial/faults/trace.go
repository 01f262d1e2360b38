//go:build linux && amd64

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// call is what a step does to the folder.
type call string

const (
	create   call = "create" // a file that was not there
	open     call = "open"   // one that was, for writing
	write    call = "write"
	truncate call = "truncate"
	closing  call = "close" // of a file that was written: where a server across the network says that it is full
	syncing  call = "sync"
	rename   call = "rename"
	remove   call = "remove"
	mkdir    call = "mkdir"
	chmod    call = "chmod"
	link     call = "link"
	lock     call = "lock"
)

// step is one operation below the folder, before it is done.
type step struct {
	call call
	path string // below the folder
	from string // of a rename
	ino  uint64 // of the file that is written, synced or renamed; 0 if it is not there yet
	size int    // bytes of a write
}

func (s step) String() string { return string(s.call) + " " + plainName(s.path) }

// run is one run of the program, stopped at every operation below a folder.
type run struct {
	root  string // without links
	at    int    // the step at which something happens; 0: never
	kind  kind
	hold  func()        // runs while the step of kind holding waits
	late  time.Duration // of killing and stopping: that much after the step; 0: when it is done
	early bool          // late counts from the start

	steps  []step
	struck bool // it happened
	begun  time.Time
	told   atomic.Int64  // when a signal was sent, in nanoseconds from begun
	span   time.Duration // of the whole run
	killed bool
	loss   *loss
	root1  int // process
	known  map[int]bool
	full   bool // the disk is full from now on
	status int  // of the process, -1 if it was killed
	signal unix.Signal
	dead   bool // the first process has ended
	wait   []int
	busy   int // the thread whose step is being done; 0: none
	now    step
	torn   bool // it is half a write, after which all ends
	last   bool // it is the last one before the first process is killed
	fault  error
}

// outcome is what a run came to, for whoever judges it.
type outcome struct {
	status         int // -1: ended by a signal
	stdout, stderr string
	run            *run
}

// calls are the system calls that stop a run.
var calls = []uint32{unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_WRITEV, unix.SYS_COPY_FILE_RANGE, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_CLOSE,
	unix.SYS_FTRUNCATE, unix.SYS_TRUNCATE, unix.SYS_FCHMOD, unix.SYS_CHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2, unix.SYS_RENAME, unix.SYS_RENAMEAT,
	unix.SYS_RENAMEAT2, unix.SYS_UNLINK, unix.SYS_UNLINKAT, unix.SYS_RMDIR, unix.SYS_MKDIR, unix.SYS_MKDIRAT, unix.SYS_LINK, unix.SYS_LINKAT,
	unix.SYS_SYMLINK, unix.SYS_SYMLINKAT, unix.SYS_FLOCK, unix.SYS_OPENAT2, unix.SYS_CREAT}

const writing = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC

// filter is the program by which the kernel stops a process at those calls, and at an open only
// if it is for writing: without it every call would stop, and a run take many times as long.
func filter() []unix.SockFilter {
	const ret, load = unix.BPF_RET | unix.BPF_K, unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	allow := unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ALLOW}
	trace := unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_TRACE}
	equal := func(k uint32, no uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: k, Jf: no}
	}
	list := []unix.SockFilter{{Code: load, K: 4}, {Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.AUDIT_ARCH_X86_64, Jt: 1}, allow, {Code: load, K: 0}}
	for _, nr := range calls {
		list = append(list, equal(nr, 1), trace)
	}
	for nr, arg := range map[uint32]uint32{unix.SYS_OPEN: 1, unix.SYS_OPENAT: 2} {
		list = append(list, equal(nr, 4), unix.SockFilter{Code: load, K: 16 + 8*arg},
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, K: writing, Jf: 1}, trace, allow)
	}
	return append(list, allow)
}

// become puts the filter on this process and turns it into the program: it is how a run begins.
func become(args []string) error {
	runtime.LockOSThread()
	list := filter()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := unix.SockFprog{Len: uint16(len(list)), Filter: &list[0]}
	if err := prctlFilter(&program); err != nil {
		return err
	}
	return unix.Exec(args[0], args, os.Environ())
}

// begin starts the program in the folder and follows it to its end.
func (r *run) begin(args []string, env []string, stdout, stderr *os.File) error {
	runtime.LockOSThread() // who begins a process is the thread that may trace it
	defer runtime.UnlockOSThread()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer null.Close()
	pid, err := forkTraced(self, append([]string{self, becomeArg}, args...), r.root, env, []uintptr{null.Fd(), stdout.Fd(), stderr.Fd()})
	if err != nil {
		return err
	}
	r.root1, r.known, r.loss = pid, map[int]bool{pid: true}, newLoss(r.root)
	var ws unix.WaitStatus
	if _, err := unix.Wait4(pid, &ws, 0, nil); err != nil {
		return err
	}
	const options = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEFORK | unix.PTRACE_O_TRACEVFORK |
		unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_TRACESECCOMP | unix.PTRACE_O_EXITKILL
	if err := unix.PtraceSetOptions(pid, options); err != nil {
		return err
	}
	if err := unix.PtraceCont(pid, 0); err != nil {
		return err
	}
	r.begun = time.Now()
	if r.early {
		r.struck = true
		r.signalled(r.late)
	}
	r.follow()
	r.span = time.Since(r.begun)
	return r.fault
}

// follow waits for every thread of every process until all have ended.
func (r *run) follow() {
	const thisThread = 0x20000000 // __WNOTHREAD: other runs of ours have threads of their own
	for {
		var ws unix.WaitStatus
		tid, err := unix.Wait4(-1, &ws, unix.WALL|thisThread, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return // nobody is left
		case ws.Exited() || ws.Signaled():
			r.ended(tid, ws)
		case ws.Stopped():
			r.stopped(tid, ws)
		}
	}
}

func (r *run) ended(tid int, ws unix.WaitStatus) {
	delete(r.known, tid)
	if tid == r.root1 && !r.dead {
		r.dead = true
		r.status = ws.ExitStatus()
		if ws.Signaled() {
			r.status, r.signal = -1, ws.Signal()
		}
	}
	if r.busy == tid {
		r.busy = 0
		r.next()
	}
}

func (r *run) stopped(tid int, ws unix.WaitStatus) {
	r.known[tid] = true
	if r.killed {
		_ = unix.Kill(tid, unix.SIGKILL)
		return
	}
	sig, event := ws.StopSignal(), int(ws)>>16
	switch {
	case event == unix.PTRACE_EVENT_SECCOMP:
		r.wait = append(r.wait, tid)
		r.next()
	case sig == unix.SIGTRAP|0x80:
		r.done(tid)
	case event != 0, sig == unix.SIGTRAP:
		_ = unix.PtraceCont(tid, 0)
	case sig == unix.SIGSTOP:
		_ = unix.PtraceCont(tid, 0) // how a new thread begins
	default:
		_ = unix.PtraceCont(tid, int(sig))
	}
}

// next lets the next step that waits be done, or what stands instead of it. Steps are done one at a
// time, so that it is known what was done and what was not.
func (r *run) next() {
	for r.busy == 0 && len(r.wait) > 0 && !r.killed {
		tid := r.wait[0]
		r.wait = r.wait[1:]
		r.enter(tid)
	}
}

func (r *run) enter(tid int) {
	var regs unix.PtraceRegs
	if unix.PtraceGetRegs(tid, &regs) != nil {
		return // it has ended
	}
	s, ok := r.decode(tid, &regs)
	if !ok {
		_ = unix.PtraceCont(tid, 0)
		return
	}
	r.steps = append(r.steps, s)
	here := r.at == len(r.steps)
	if r.at > 0 && len(r.steps) > r.at && !r.struck && r.kind.applies(s) {
		here = true // what happens side by side does not always come in the same order
	}
	if here && r.kind.applies(s) {
		r.struck = true
		switch r.kind {
		case holding:
			r.hold()
		case crash:
			r.kill()
			return
		case killing, stopping:
			if r.late > 0 {
				r.signalled(r.late)
			} else {
				r.last = true
			}
		case torn, short:
			regs.Rdx /= 2
			_ = unix.PtraceSetRegs(tid, &regs)
			s.size /= 2
			r.torn = r.kind == torn
			r.full = r.kind == short
			r.let(tid, s)
			return
		case full:
			r.full = true
			r.refuse(tid, &regs, unix.ENOSPC)
			return
		case denied:
			r.refuse(tid, &regs, unix.EACCES)
			return
		case broken:
			r.refuse(tid, &regs, unix.EIO)
			return
		}
	}
	if r.full && s.needsRoom() {
		r.refuse(tid, &regs, unix.ENOSPC)
		return
	}
	r.let(tid, s)
}

// let has a step done and stops at its end.
func (r *run) let(tid int, s step) {
	r.busy, r.now = tid, s
	r.loss.before(&r.now)
	if unix.PtraceSyscall(tid, 0) != nil {
		r.busy = 0
	}
}

// done is told that the step was done.
func (r *run) done(tid int) {
	if r.busy == tid {
		r.busy = 0
		var regs unix.PtraceRegs
		if unix.PtraceGetRegs(tid, &regs) == nil && int64(regs.Rax) >= 0 {
			r.loss.after(r.now)
		}
		if r.torn {
			r.kill()
			return
		}
		if r.last {
			r.last = false
			r.signalled(0)
		}
	}
	_ = unix.PtraceCont(tid, 0)
	r.next()
}

// signalled sends the first process the signal of a kind, after a time.
func (r *run) signalled(late time.Duration) {
	signal := unix.SIGKILL
	if r.kind == stopping {
		signal = unix.SIGINT
	}
	send := func() {
		r.told.Store(int64(time.Since(r.begun)))
		_ = unix.Kill(r.root1, signal)
	}
	if late == 0 {
		send()
		return
	}
	time.AfterFunc(late, send)
}

// refuse has a call return an error without being done.
func (r *run) refuse(tid int, regs *unix.PtraceRegs, errno unix.Errno) {
	regs.Orig_rax, regs.Rax = ^uint64(0), uint64(-int64(errno))
	_ = unix.PtraceSetRegs(tid, regs)
	_ = unix.PtraceCont(tid, 0)
}

// kill ends all processes at once.
func (r *run) kill() {
	r.killed = true
	for tid := range r.known {
		_ = unix.Kill(tid, unix.SIGKILL)
	}
}

// decode says which step a call is; false if it changes nothing below the folder.
func (r *run) decode(tid int, regs *unix.PtraceRegs) (s step, ok bool) {
	a, b, c := regs.Rdi, regs.Rsi, regs.Rdx
	const here = unix.AT_FDCWD
	switch regs.Orig_rax {
	case unix.SYS_OPEN:
		return r.opened(r.named(tid, here, a))
	case unix.SYS_CREAT:
		return r.opened(r.named(tid, here, a))
	case unix.SYS_OPENAT:
		return r.opened(r.named(tid, int(int32(a)), b))
	case unix.SYS_OPENAT2:
		if path, ok := r.below(r.named(tid, int(int32(a)), b)); ok {
			r.fault = fmt.Errorf("openat2 of %s: such opens are not counted yet", path)
		}
		return s, false
	case unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_WRITEV:
		return r.onFile(write, tid, a, int(c))
	case unix.SYS_COPY_FILE_RANGE:
		return r.onFile(write, tid, c, 0)
	case unix.SYS_FSYNC, unix.SYS_FDATASYNC:
		return r.onFile(syncing, tid, a, 0)
	case unix.SYS_FTRUNCATE:
		return r.onFile(truncate, tid, a, 0)
	case unix.SYS_FCHMOD:
		return r.onFile(chmod, tid, a, 0)
	case unix.SYS_FLOCK:
		if b&unix.LOCK_UN != 0 {
			return s, false
		}
		return r.onFile(lock, tid, a, 0)
	case unix.SYS_CLOSE:
		if s, ok = r.onFile(closing, tid, a, 0); !ok || r.loss.written[s.ino] == nil {
			return s, false
		}
		info, _ := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", tid, a))
		_, flags, _ := strings.Cut(string(info), "flags:")
		n, _ := strconv.ParseInt(strings.TrimSpace(strings.SplitN(flags, "\n", 2)[0]), 8, 64)
		return s, n&unix.O_ACCMODE != unix.O_RDONLY
	case unix.SYS_TRUNCATE:
		return r.onPath(truncate, r.named(tid, here, a))
	case unix.SYS_CHMOD:
		return r.onPath(chmod, r.named(tid, here, a))
	case unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2:
		return r.onPath(chmod, r.named(tid, int(int32(a)), b))
	case unix.SYS_RENAME:
		return r.renamed(r.named(tid, here, a), r.named(tid, here, b))
	case unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2:
		return r.renamed(r.named(tid, int(int32(a)), b), r.named(tid, int(int32(c)), regs.R10))
	case unix.SYS_UNLINK, unix.SYS_RMDIR:
		return r.onPath(remove, r.named(tid, here, a))
	case unix.SYS_UNLINKAT:
		if s, ok = r.onPath(remove, r.named(tid, int(int32(a)), b)); ok {
			info, err := os.Lstat(filepath.Join(r.root, s.path))
			ok = err == nil && info.IsDir() == (c&unix.AT_REMOVEDIR != 0)
		}
		return s, ok
	case unix.SYS_MKDIR:
		return r.made(mkdir, r.named(tid, here, a))
	case unix.SYS_MKDIRAT:
		return r.made(mkdir, r.named(tid, int(int32(a)), b))
	case unix.SYS_LINK:
		return r.made(link, r.named(tid, here, b))
	case unix.SYS_LINKAT:
		return r.made(link, r.named(tid, int(int32(c)), regs.R10))
	case unix.SYS_SYMLINK:
		return r.made(link, r.named(tid, here, b))
	case unix.SYS_SYMLINKAT:
		return r.made(link, r.named(tid, int(int32(b)), c))
	}
	return s, false
}

func (r *run) opened(path string) (step, bool) {
	if s, ok := r.onPath(open, path); ok {
		return s, true
	}
	return r.made(create, path)
}

// onFile is a step on an open file, onPath one on what a path names and made one that makes it.
func (r *run) onFile(c call, tid int, fd uint64, size int) (step, bool) {
	own := fmt.Sprintf("/proc/%d/fd/%d", tid, int32(fd))
	name, err := os.Readlink(own)
	if err != nil {
		return step{}, false
	}
	path, ok := r.below(strings.TrimSuffix(name, " (deleted)"))
	if !ok {
		return step{}, false
	}
	var st unix.Stat_t
	if unix.Stat(own, &st) != nil {
		return step{}, false
	}
	return step{call: c, path: path, ino: st.Ino, size: size}, true
}

func (r *run) onPath(c call, name string) (step, bool) {
	path, ok := r.below(name)
	var st unix.Stat_t
	if !ok || unix.Lstat(name, &st) != nil {
		return step{}, false
	}
	return step{call: c, path: path, ino: st.Ino}, true
}

func (r *run) made(c call, name string) (step, bool) {
	path, ok := r.below(name)
	if !ok {
		return step{}, false
	}
	_, err := os.Lstat(name)
	return step{call: c, path: path}, errors.Is(err, fs.ErrNotExist)
}

func (r *run) renamed(from, to string) (step, bool) {
	a, ok := r.onPath(rename, from)
	b, ok2 := r.below(to)
	return step{call: rename, path: b, from: a.path, ino: a.ino}, ok && ok2
}

// below is a path below the folder.
func (r *run) below(name string) (string, bool) {
	path, ok := strings.CutPrefix(name, r.root)
	if !ok || path != "" && path[0] != '/' {
		return "", false
	}
	return strings.TrimPrefix(path, "/"), true
}

// named is the whole path that a process names.
func (r *run) named(tid, dir int, at uint64) string {
	name := text(tid, at)
	if !filepath.IsAbs(name) {
		from := fmt.Sprintf("/proc/%d/cwd", tid)
		if dir != unix.AT_FDCWD {
			from = fmt.Sprintf("/proc/%d/fd/%d", tid, dir)
		}
		base, err := os.Readlink(from)
		if err != nil {
			return ""
		}
		name = filepath.Join(base, name)
	}
	// What leads there may be a link; the last name is what is meant.
	if dir, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil {
		return filepath.Join(dir, filepath.Base(name))
	}
	return filepath.Clean(name)
}

// text reads a text of a process.
func text(tid int, at uint64) string {
	var all []byte
	for len(all) < unix.PathMax {
		part := make([]byte, 256-at%256) // never over the end of a page
		local := []unix.Iovec{{Base: &part[0], Len: uint64(len(part))}}
		n, err := unix.ProcessVMReadv(tid, local, []unix.RemoteIovec{{Base: uintptr(at), Len: len(part)}}, 0)
		if err != nil {
			break
		}
		if end := bytes.IndexByte(part[:n], 0); end >= 0 {
			return string(append(all, part[:end]...))
		}
		all = append(all, part[:n]...)
		at += uint64(n)
	}
	return string(all)
}
