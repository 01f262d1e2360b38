package output

import (
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"budgetbook/internal/message"
)

// LockFile is the name of the file by which a folder of results is locked.
const LockFile = ".budgetbook.lock"

// Lock makes sure that no other run writes into a folder, which exists: it is an error if
// one does. release ends that. A folder on a file system without locks is not guarded.
func Lock(folder string) (release func(), err error) {
	path := filepath.Join(folder, LockFile)
	for {
		l := flock.New(path, flock.SetPermissions(0o644))
		got, err := l.TryLock()
		if err != nil {
			return func() {}, nil
		}
		if !got {
			return nil, message.Errorf(nil, "locked", "folder", folder)
		}
		release := func() {
			gone := os.Remove(path) == nil // while it is held: who opens it now sees that it is gone
			_ = l.Unlock()
			if !gone { // some systems keep a file that is open
				os.Remove(path)
			}
		}
		// A run that ended in between has taken its file away: ours must be the one there.
		held, err1 := l.Stat()
		there, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(held, there) {
			return release, nil
		}
		_ = l.Unlock()
	}
}
