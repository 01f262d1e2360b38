package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"

	"budgetbook/internal/message"
)

// MaxInput is the largest file of others that is read, in bytes.
const MaxInput = 128 << 20

// reading is the file that was read last, for whoever must say what the work was on.
var reading atomic.Pointer[string]

// Reading is the file that was read last, "" if there is none.
func Reading() string {
	if name := reading.Load(); name != nil {
		return *name
	}
	return ""
}

// source opens a file that others may have touched.
type source struct {
	stat func() (fs.FileInfo, error)
	open func() (fs.File, error)
}

// Read reads a whole file of others: a regular one of at most limit bytes. The error, a
// *message.Error, names the file.
func Read(path string, limit int64) ([]byte, error) {
	reading.Store(&path)
	return Own(path, limit)
}

// Own is Read for files beside the one that is worked on, such as records of the program.
func Own(path string, limit int64) ([]byte, error) {
	return source{func() (fs.FileInfo, error) { return os.Stat(path) }, func() (fs.File, error) { return os.Open(path) }}.read(path, limit)
}

// ReadFS is Own within a file system; folder is where that stands, for messages.
func ReadFS(fsys fs.FS, folder, name string, limit int64) ([]byte, error) {
	return source{func() (fs.FileInfo, error) { return fs.Stat(fsys, name) }, func() (fs.File, error) { return fsys.Open(name) }}.read(filepath.Join(folder, filepath.FromSlash(name)), limit)
}

// ReadRoot is Own within a folder: links that lead out of it are not followed. Names need
// not be text.
func ReadRoot(root *os.Root, name string, limit int64) ([]byte, error) {
	return source{func() (fs.FileInfo, error) { return root.Stat(name) }, func() (fs.File, error) { return root.Open(name) }}.read(filepath.Join(root.Name(), name), limit)
}

func (s source) read(name string, limit int64) ([]byte, error) {
	refuse := func(info fs.FileInfo) error {
		switch {
		case !info.Mode().IsRegular():
			return message.Errorf(nil, "not-a-file", "file", name)
		case info.Size() > limit:
			return message.Errorf(nil, "too-large", "file", name, "limit", sizeText(limit))
		}
		return nil
	}
	// What is no file, such as a pipe, is not opened: that could take for ever.
	info, err := s.stat()
	if err == nil {
		if err := refuse(info); err != nil {
			return nil, err
		}
	}
	var f fs.File
	if err == nil {
		f, err = s.open()
	}
	if err != nil {
		return nil, message.Errorf(Bare(err), "unreadable", "file", name)
	}
	defer f.Close()
	// It may be another file by now, and may grow while it is read.
	if info, err = f.Stat(); err == nil {
		if err := refuse(info); err != nil {
			return nil, err
		}
	}
	var data []byte
	if err == nil {
		data = make([]byte, info.Size())
		var n int
		n, err = io.ReadFull(f, data)
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			data, err = data[:n], nil
		}
	}
	if err == nil {
		var more []byte
		more, err = io.ReadAll(io.LimitReader(f, limit+1-int64(len(data))))
		data = append(data, more...)
	}
	switch {
	case err != nil:
		return nil, message.Errorf(Bare(err), "unreadable", "file", name)
	case int64(len(data)) > limit:
		return nil, message.Errorf(nil, "too-large", "file", name, "limit", sizeText(limit))
	}
	return data, nil
}

// sizeText says a number of bytes.
func sizeText(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n>>20, 10) + " MB"
}
