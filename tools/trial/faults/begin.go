//go:build linux && amd64

package main

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// becomeArg is the argument with which this program, started by itself, becomes another.
const becomeArg = "-become-the-program"

// forkTraced starts a program that stops before its first instruction and is traced by this thread.
func forkTraced(path string, args []string, dir string, env []string, files []uintptr) (int, error) {
	return syscall.ForkExec(path, args, &syscall.ProcAttr{Dir: dir, Env: env, Files: files, Sys: &syscall.SysProcAttr{Ptrace: true, Setpgid: true}})
}

func prctlFilter(program *unix.SockFprog) error {
	_, _, errno := unix.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(program)))
	if errno != 0 {
		return errno
	}
	return nil
}
