package output

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"github.com/gofrs/flock"

	"budgetbook/internal/message"
)

// LockFile is the name of the file by which a folder of results is locked.
const LockFile = ".budgetbook.lock"

// Lock makes sure that no other run writes into a folder, which exists: it is an error if
// one does. release ends that. A folder on a file system without locks is not guarded.
func Lock(folder string) (release func(), err error) {
	return lock(folder, LockFile, (*flock.Flock).TryLock)
}

// LockPart locks a folder for one of several runs that each do a part of the work in it: they
// do not keep each other out, but a run that locks the folder, and the same part once more.
func LockPart(folder, part string) (release func(), err error) {
	all, err := lock(folder, LockFile, (*flock.Flock).TryRLock)
	if err != nil {
		return nil, err
	}
	own, err := lock(folder, ".budgetbook-"+part+".lock", (*flock.Flock).TryLock)
	if err != nil {
		all()
		return nil, err
	}
	return func() { own(); all() }, nil
}

// LockFiles keeps another run from writing the same files while several of them are made of
// one input: they would be of two. A name that is "" or "-" is no file.
func LockFiles(names ...string) (release func(), err error) {
	var held []func()
	release = func() {
		for _, r := range slices.Backward(held) {
			r()
		}
	}
	slices.Sort(names) // so that no two runs wait for each other's
	for _, name := range slices.Compact(names) {
		if name == "" || name == "-" {
			continue
		}
		r, err := lock(filepath.Dir(name), ".budgetbook-"+filepath.Base(name)+".lock", (*flock.Flock).TryLock)
		if err != nil {
			release()
			var said *message.Error
			if errors.As(err, &said) && said.ID == "locked" {
				return nil, message.Errorf(nil, "locked-file", "file", name)
			}
			return nil, message.Errorf(errors.Unwrap(err), "unwritable", "file", name)
		}
		held = append(held, r)
	}
	return release, nil
}

// locks are those that are held, each with what releases it.
var locks sync.Map

func lock(folder, name string, try func(*flock.Flock) (bool, error)) (release func(), err error) {
	path := filepath.Join(folder, name)
	for {
		l := flock.New(path, flock.SetPermissions(0o644))
		got, err := try(l)
		switch {
		case unknown(err):
			_ = l.Close()
			_ = os.Remove(path)
			return func() {}, nil
		case err != nil:
			return nil, message.Errorf(Bare(err), "no-folder", "folder", folder)
		case !got:
			return nil, message.Errorf(nil, "locked", "folder", folder)
		}
		release := func() {
			locks.Delete(l)
			// The last one takes the file away, while it is held: who opens it now sees that
			// it is gone.
			alone, err := l.TryLock()
			gone := err == nil && alone && os.Remove(path) == nil
			_ = l.Unlock()
			if alone && !gone { // some systems keep a file that is open
				os.Remove(path)
			}
		}
		// A run that ended in between has taken its file away: ours must be the one there.
		held, err1 := l.Stat()
		there, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(held, there) {
			locks.Store(l, release)
			return release, nil
		}
		_ = l.Unlock()
	}
}

// unknown says whether a system knows no locks, which it may say in several ways.
func unknown(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK) || errors.Is(err, syscall.EINVAL)
}
