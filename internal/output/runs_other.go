//go:build !unix

package output

import "os"

// runs says whether there is a process of a number.
func runs(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
