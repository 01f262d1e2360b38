//go:build linux && amd64

package main

// kind is what happens at a step.
type kind string

const (
	broken   kind = "error"    // the step fails: input/output error
	full     kind = "full"     // the disk is full from here on
	short    kind = "short"    // half is written, then the disk is full
	denied   kind = "denied"   // the step is not permitted
	crash    kind = "crash"    // all processes end before the step; what is in the files stays
	torn     kind = "torn"     // all processes end in the middle of a write
	power    kind = "power"    // the machine ends before the step: what was not synced is lost in some way
	killing  kind = "kill"     // SIGKILL at a random moment after the step
	stopping kind = "stop"     // Ctrl-C at a random moment
	holding  kind = "together" // another run works while this one waits at the step
	output   kind = "output"   // standard output is full or closed
)

// faultKinds are those that are tried at every step.
var faultKinds = []kind{broken, full, short, denied, crash, torn, power}

// needsRoom says whether a step takes room on the disk.
func (s step) needsRoom() bool {
	switch s.call {
	case create, write, mkdir, rename, link:
		return true
	}
	return false
}

// applies says whether a kind can happen at a step.
func (k kind) applies(s step) bool {
	switch k {
	case full:
		return s.needsRoom() || s.call == syncing || s.call == closing
	case short, torn:
		return s.call == write && s.size > 1
	case denied:
		switch s.call {
		case create, open, rename, remove, mkdir, chmod, link:
			return true
		}
		return false
	}
	return true
}
