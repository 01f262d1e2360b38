package output

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"budgetbook/internal/message"
)

// Folder is a folder into which a command writes files by names with slashes. All is done
// within it: a link that leads out of it is not followed.
type Folder struct {
	root *os.Root
	name string
}

// OpenFolder opens a folder, which is made if it is not there.
func OpenFolder(name string) (*Folder, error) {
	if err := MakeFolder(name); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, message.Errorf(Bare(err), "no-folder", "folder", name)
	}
	return &Folder{root: root, name: name}, nil
}

// MakeFolder makes a folder and those it is in, so that they last.
func MakeFolder(name string) error {
	var missing []string
	for dir := filepath.Clean(name); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		missing = append(missing, dir)
	}
	if err := os.MkdirAll(name, 0o755); err != nil {
		return message.Errorf(Bare(err), "no-folder", "folder", name)
	}
	for _, dir := range missing {
		if d, err := os.Open(filepath.Dir(dir)); err == nil {
			if err := synced(d); err != nil {
				return message.Errorf(Bare(err), "not-lasting", "file", dir)
			}
		}
	}
	return nil
}

// Close is for when nothing more is written.
func (d *Folder) Close() { d.root.Close() }

// Path is the path of a file for people and for who reads it.
func (d *Folder) Path(name string) string { return filepath.Join(d.name, filepath.FromSlash(name)) }

// Root is what is below the folder.
func (d *Folder) Root() *os.Root { return d.root }

// Read is ReadRoot in the folder.
func (d *Folder) Read(name string) ([]byte, error) {
	data, err := ReadRoot(d.root, name, MaxInput)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		if at := d.leadsOut(name); at != "" {
			err = message.Errorf(nil, "leads-out", "file", at, "folder", d.name)
		}
	}
	return data, err
}

// Holds says whether a file has these bytes already, so that it need not be written.
func (d *Folder) Holds(name string, data []byte) bool {
	d.Sweep(path.Dir(name))
	was, err := d.Read(name)
	return err == nil && string(was) == string(data)
}

// Write puts data into a file, as the function Write does; the folder it is in is made. What
// stands there and is no file, a link too, is left.
func (d *Folder) Write(name string, data []byte) (err error) {
	dir := path.Dir(name)
	if err := d.Make(dir); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := d.root.Lstat(name); err == nil {
		if !info.Mode().IsRegular() {
			return message.Errorf(nil, "no-output-file", "file", d.Path(name))
		}
		mode = info.Mode().Perm()
	}
	d.Sweep(dir)
	next := path.Join(dir, fmt.Sprintf("%s%d.tmp", temporary(os.Getpid()), rand.Uint32()))
	begun.Store(d.Path(next), nil)
	defer begun.Delete(d.Path(next))
	if err := d.put(next, data, mode); err != nil {
		return d.failed(err, "unwritable", name)
	}
	if err := d.root.Rename(next, name); err != nil {
		_ = d.root.Remove(next)
		return d.failed(err, "unwritable", name)
	}
	return d.Sync(name)
}

// put makes a file that is not there, whole and synced, or leaves none.
func (d *Folder) put(name string, data []byte, mode fs.FileMode) (err error) {
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			_ = d.root.Remove(name)
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// Make makes a folder in the folder, and those it is in, so that they last.
func (d *Folder) Make(dir string) error {
	if dir == "." {
		return nil
	}
	if info, err := d.root.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := d.Make(path.Dir(dir)); err != nil {
		return err
	}
	if err := d.root.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return d.failed(err, "no-folder", dir)
	}
	if info, err := d.root.Stat(dir); err != nil || !info.IsDir() {
		return d.failed(err, "no-folder", dir)
	}
	return d.Sync(dir)
}

// Remove takes files away for good; one that is not there is no error.
func (d *Folder) Remove(names ...string) error {
	dirs := map[string]bool{}
	for _, name := range names {
		switch err := d.root.Remove(name); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return d.failed(err, "unwritable", name)
		default:
			dirs[path.Dir(name)] = true
		}
	}
	for dir := range dirs {
		if err := d.syncFolder(dir); err != nil {
			return message.Errorf(Bare(err), "not-lasting", "file", d.Path(dir))
		}
	}
	return nil
}

// Sync makes what was done to a name in its folder last: that it was made, replaced or removed.
func (d *Folder) Sync(name string) error {
	if err := d.syncFolder(path.Dir(name)); err != nil {
		return message.Errorf(Bare(err), "not-lasting", "file", d.Path(name))
	}
	return nil
}

func (d *Folder) syncFolder(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return nil // a system that opens no folders
	}
	return synced(f)
}

// synced syncs a folder and closes it. Some systems do not sync folders at all, and say so in
// different ways: a file is whole all the same. It is an error if the disk fails.
func synced(folder *os.File) error {
	err := folder.Sync()
	_ = folder.Close()
	for _, bad := range []error{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT} {
		if errors.Is(err, bad) {
			return err
		}
	}
	return nil
}

// failed says what could not be done with a file, and whether that is because a link leads
// out of the folder.
func (d *Folder) failed(err error, id, name string) error {
	if at := d.leadsOut(name); at != "" {
		return message.Errorf(nil, "leads-out", "file", at, "folder", d.name)
	}
	kind := "file"
	if id == "no-folder" {
		kind = "folder"
	}
	return message.Errorf(Bare(err), id, kind, d.Path(name))
}

// leadsOut is what of a path is a link that leads out of the folder, "" if nothing is.
func (d *Folder) leadsOut(name string) string {
	folder, err := filepath.EvalSymlinks(d.name)
	if err != nil {
		return ""
	}
	for at := name; at != "."; at = path.Dir(at) {
		to, err := filepath.EvalSymlinks(d.Path(at))
		if rel, err2 := filepath.Rel(folder, to); err == nil && (err2 != nil || !filepath.IsLocal(rel)) {
			return d.Path(at)
		}
	}
	return ""
}
