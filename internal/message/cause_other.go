//go:build !windows

package message

import "syscall"

// systemCauses are errors of the system. ENOTEMPTY stands before fs.ErrExist, which it is
// too.
var systemCauses = []known{
	{syscall.ENOSPC, "cause-full"}, {syscall.EDQUOT, "cause-quota"}, {syscall.EFBIG, "cause-big"}, {syscall.EROFS, "cause-read-only"},
	{syscall.EBUSY, "cause-busy"}, {syscall.ETXTBSY, "cause-busy"}, {syscall.EAGAIN, "cause-busy"},
	{syscall.EMFILE, "cause-many-files"}, {syscall.ENFILE, "cause-many-files"}, {syscall.ENAMETOOLONG, "cause-long-name"}, {syscall.EINVAL, "cause-refused"}, {syscall.EILSEQ, "cause-name"},
	{syscall.EISDIR, "cause-folder"}, {syscall.ENOTDIR, "cause-no-folder"}, {syscall.ENOTEMPTY, "cause-not-empty"}, {syscall.ELOOP, "cause-loop"}, {syscall.EXDEV, "cause-other-disk"},
	{syscall.EIO, "cause-device"}, {syscall.ENXIO, "cause-device"}, {syscall.ENODEV, "cause-device"}, {syscall.EPIPE, "cause-closed"}, {syscall.ENOMEM, "cause-memory"},
	{syscall.ESTALE, "cause-network"}, {syscall.ENOTCONN, "cause-network"}, {syscall.EHOSTDOWN, "cause-network"}, {syscall.EHOSTUNREACH, "cause-network"}, {syscall.ETIMEDOUT, "cause-network"},
	{syscall.ENOEXEC, "cause-no-program"}, {syscall.EOPNOTSUPP, "cause-refused"}, {syscall.ENOSYS, "cause-refused"},
}
