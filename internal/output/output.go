// Package output is the door to files. It writes results so that nothing is lost, and reads
// what others may have touched within bounds.
//
// Input: a path, and bytes to write. Output: the file, or its bytes. Invariant: an existing
// file is replaced in one step or not at all, and no temporary file is left behind; only
// regular files of a bounded size are read.
package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"budgetbook/internal/message"
)

// Exists says whether a file stands where one is to be written. What stands there and can be
// no output, such as a folder, a pipe or a link that leads nowhere, is an error that says so.
func Exists(path string) (bool, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return false, nil // what keeps it from being written is said then
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		info, err = os.Stat(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, message.Errorf(nil, "dangling", "file", path)
	case err != nil:
		return false, message.Errorf(Bare(err), "unwritable", "file", path)
	case !info.Mode().IsRegular():
		return false, message.Errorf(nil, "no-output-file", "file", path)
	}
	return true, nil
}

// Write puts data into a file: a temporary file beside it, synced, then renamed.
func Write(path string, data []byte) error {
	if _, err := Exists(path); err != nil {
		return err
	}
	// A link is followed, so that the file it names is replaced and not the link.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return message.Errorf(Bare(err), "unwritable", "file", path)
	}
	d := &Folder{root: root, name: filepath.Dir(path)}
	defer d.Close()
	return d.Write(filepath.Base(path), data)
}

// begun are the temporary files that are being written.
var begun sync.Map

// Abandon takes away the temporary files of outputs that are not written whole, and then the
// locks that keep others out of their folders: the program is about to end because it was
// told to.
func Abandon() {
	begun.Range(func(name, _ any) bool {
		os.Remove(name.(string))
		return true
	})
	locks.Range(func(_, release any) bool {
		release.(func())()
		return true
	})
}

// Bare takes the operation and the path off an error: the message names the file.
func Bare(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}

// Sum identifies bytes: their SHA-256 in hexadecimal digits.
func Sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}
