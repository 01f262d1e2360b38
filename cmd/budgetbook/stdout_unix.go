//go:build unix

package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// lost says whether standard output was closed when the program began: the runtime then
// puts the null device there, open both ways, and what is written is gone without a word.
// Who wants that writes > /dev/null, which is open one way. A program that starts this one
// with the null device open both ways, as many do that want the status only, cannot be told
// apart: so it matters only where what is printed is all there is.
func lost(out *os.File) bool {
	var here, null syscall.Stat_t
	if syscall.Fstat(int(out.Fd()), &here) != nil || syscall.Stat(os.DevNull, &null) != nil || here.Rdev != null.Rdev || here.Mode&syscall.S_IFMT != syscall.S_IFCHR {
		return false
	}
	flags, err := unix.FcntlInt(out.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDWR
}
