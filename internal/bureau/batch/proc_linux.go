package batch

import (
	"os/exec"
	"runtime"
	"syscall"
)

// prepare lets the child end with the thread that starts it, which is kept for as long
// as the worker lives.
func prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// hold keeps the worker on its thread.
func hold() { runtime.LockOSThread() }

// contain limits a child that was started; here it limits itself.
func contain(*exec.Cmd, int64) (release func()) { return func() {} }

// limitMemory bounds the memory this process can write to. RLIMIT_AS would also count
// the address space that Go reserves and does not use.
func limitMemory(bytes int64) {
	n := uint64(bytes)
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: n, Max: n})
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
