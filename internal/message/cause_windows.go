package message

import "syscall"

// systemCauses are errors of the system by their numbers (winerror.h); package syscall has
// names for few of them.
var systemCauses = []known{
	{syscall.Errno(39), "cause-full"}, {syscall.Errno(112), "cause-full"}, {syscall.Errno(1295), "cause-quota"}, {syscall.Errno(223), "cause-big"}, {syscall.Errno(19), "cause-read-only"},
	{syscall.Errno(32), "cause-in-use"}, {syscall.Errno(33), "cause-in-use"}, {syscall.Errno(1224), "cause-in-use"}, {syscall.Errno(170), "cause-busy"},
	{syscall.Errno(4), "cause-many-files"}, {syscall.Errno(206), "cause-long-name"}, {syscall.Errno(123), "cause-name"}, {syscall.Errno(161), "cause-name"}, {syscall.Errno(87), "cause-refused"}, {syscall.Errno(50), "cause-refused"},
	{syscall.Errno(267), "cause-no-folder"}, {syscall.Errno(145), "cause-not-empty"}, {syscall.Errno(1921), "cause-loop"}, {syscall.Errno(17), "cause-other-disk"},
	{syscall.Errno(21), "cause-device"}, {syscall.Errno(23), "cause-device"}, {syscall.Errno(27), "cause-device"}, {syscall.Errno(1117), "cause-device"}, {syscall.Errno(1167), "cause-device"},
	{syscall.Errno(109), "cause-closed"}, {syscall.Errno(232), "cause-closed"}, {syscall.Errno(8), "cause-memory"}, {syscall.Errno(14), "cause-memory"}, {syscall.Errno(1455), "cause-memory"},
	{syscall.Errno(53), "cause-network"}, {syscall.Errno(59), "cause-network"}, {syscall.Errno(64), "cause-network"}, {syscall.Errno(67), "cause-network"}, {syscall.Errno(121), "cause-network"},
	{syscall.Errno(193), "cause-no-program"}, {syscall.Errno(225), "cause-virus"},
}
