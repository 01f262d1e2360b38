package batch

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"reflect"
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
)

// Bounds of what a run has written, in bytes.
const (
	maxResult = 16 << 20  // the Result of one workbook
	maxOutput = 512 << 20 // a document, with all that is attached to it
)

// ReadResults reads the Results gathered in an output folder. The error is
// fs.ErrNotExist if none are gathered, and else a *message.Error that names the file.
func ReadResults(out fs.FS, folder string) ([]Result, error) {
	var all []Result
	if err := readRecord(out, folder, ResultsFile, output.MaxRecord, &all); err != nil {
		return nil, err
	}
	for i := range all {
		if !all[i].isOurs() {
			return nil, message.Errorf(nil, "board.result", "file", filepath.Join(folder, ResultsFile))
		}
	}
	return all, nil
}

// ReadResult reads the Result in the folder of a unit. The errors are those of ReadResults.
func ReadResult(out fs.FS, folder, unit string) (*Result, error) {
	name := path.Join(UnitsFolder, unit, ResultFile)
	var x Result
	if err := readRecord(out, folder, name, maxResult, &x); err != nil {
		return nil, err
	}
	if x.Folder != unit || !x.isOurs() {
		return nil, message.Errorf(nil, "board.result", "file", filepath.Join(folder, filepath.FromSlash(name)))
	}
	return &x, nil
}

func readRecord(out fs.FS, folder, name string, limit int64, v any) error {
	file := filepath.Join(folder, filepath.FromSlash(name))
	data, err := output.ReadFS(out, folder, name, limit)
	var said *message.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fs.ErrNotExist
	case errors.As(err, &said) && said.ID != "unreadable":
		return message.Errorf(nil, "board.result", "file", file)
	case err != nil:
		return err
	}
	return output.Record{File: file, Schema: Schema, Lost: "board.result"}.Decode(data, v)
}

// isOurs says whether a Result names nothing but what a run makes: a folder below
// UnitsFolder and files in it.
func (r *Result) isOurs() bool {
	if !isPlainName(r.Folder) {
		return false
	}
	for _, o := range r.Outputs {
		if !isPlainName(o.File) {
			return false
		}
	}
	return true
}

func isPlainName(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, `/\`) && filepath.IsLocal(name)
}

// Altered is the first file of a unit that is not as its gathered Result says: the Result
// in its own folder, or an output. It is "" if all are.
func (r *Result) Altered(out fs.FS) string {
	dir := path.Join(UnitsFolder, r.Folder)
	own, err := ReadResult(out, "", r.Folder)
	if err != nil || !reflect.DeepEqual(own, r) {
		return path.Join(dir, ResultFile)
	}
	for _, o := range r.Outputs {
		if name := path.Join(dir, o.File); !o.isAt(out, name) {
			return name
		}
	}
	return ""
}

// isAt says whether a file has the size and the hash of an output.
func (o Output) isAt(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != o.Size {
		return false
	}
	sum, n, err := sumFile(func() (fs.File, error) { return fsys.Open(name) })
	return err == nil && n == o.Size && sum == o.SHA256
}

// Content is an output, if it is the one its Result speaks of.
func (o Output) Content(out fs.FS, unit string) ([]byte, error) {
	data, err := output.ReadFS(out, "", path.Join(UnitsFolder, unit, o.File), min(o.Size, maxOutput))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) != o.Size || output.Sum(data) != o.SHA256 {
		return nil, fs.ErrInvalid
	}
	return data, nil
}

// Disown takes from a Result what it says was made: a file of it is not as it says.
func (r *Result) Disown(l message.Lang, file string) {
	say, fix := message.Explain(l, message.Errorf(nil, "board.altered", "file", file))
	r.Failure = &Failure{Cause: CauseAltered, Say: say, Fix: fix}
	r.Outputs, r.Lacks = []Output{}, nil
	r.Counts, r.Failed, r.Figures, r.Approved = Counts{}, nil, nil, nil
}
