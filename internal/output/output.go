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

// Write puts data into a file: a temporary file beside it, synced, then renamed.
func Write(path string, data []byte) (err error) {
	fail := func(err error) error { return message.Errorf(Bare(err), "unwritable", "file", path) }
	// A link is followed, so that the file it names is replaced and not the link; one that
	// leads nowhere is not replaced by something else.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	} else if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return message.Errorf(nil, "dangling", "file", path)
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return message.Errorf(nil, "no-output-file", "file", path)
	}
	sweep(filepath.Dir(path))
	f, err := os.CreateTemp(filepath.Dir(path), temporary(os.Getpid())+"*.tmp")
	if err != nil {
		return fail(err)
	}
	begun.Store(f.Name(), nil)
	defer begun.Delete(f.Name())
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return fail(err)
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := f.Chmod(mode); err != nil {
		return fail(err)
	}
	if err := f.Sync(); err != nil {
		return fail(err)
	}
	if err := f.Close(); err != nil {
		return fail(err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fail(err)
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// begun are the temporary files that are being written.
var begun sync.Map

// Abandon takes away the temporary files of outputs that are not written whole: the
// program is about to end because it was told to.
func Abandon() {
	begun.Range(func(name, _ any) bool {
		os.Remove(name.(string))
		return true
	})
}

// syncFolder makes the rename itself durable where the system can; on those that
// cannot open a folder the file is whole all the same.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
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
