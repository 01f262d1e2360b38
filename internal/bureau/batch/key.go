package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"

	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/templates"
)

// sumFile is the hash of a file and its size.
func sumFile(open func() (fs.File, error)) (string, int64, error) {
	f, err := open()
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if !info.Mode().IsRegular() {
		return "", 0, fs.ErrInvalid
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// hashTexts writes texts into a hash so that no two lists of texts look alike.
func hashTexts(h hash.Hash, texts ...string) {
	for _, s := range texts {
		fmt.Fprintf(h, "%d:%s;", len(s), s)
	}
}

// base is the hash of what the outputs of all workbooks depend on: program, profile,
// code lists, options.
func (o *Options) base() (string, error) {
	h := sha256.New()
	program, err := programKey()
	if err != nil {
		return "", err
	}
	hashTexts(h, Schema, program, o.Profile)
	if err := o.hashProfile(h); err != nil {
		return "", err
	}
	for _, c := range o.Codes {
		hashTexts(h, c.List, string(c.Data))
	}
	for _, l := range o.Langs {
		hashTexts(h, string(l))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// hashProfile hashes what the profiles are read from: that of a folder, or all that come with
// the program, as workbooks name theirs.
func (o *Options) hashProfile(h hash.Hash) error {
	if _, err := fs.Stat(templates.FS, o.Profile); o.Profile != "" && err != nil {
		p, err := press.Profile(o.Profile)
		if err != nil {
			return err
		}
		for _, name := range p.Files {
			data, err := output.ReadFS(os.DirFS(o.Profile), o.Profile, name, output.MaxInput)
			if err != nil {
				return err
			}
			hashTexts(h, name, string(data))
		}
		return nil
	}
	return fs.WalkDir(templates.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.FS, path)
		hashTexts(h, path, string(data))
		return err
	})
}

// programKey identifies the program: its version and, for one that was not built from a
// commit as it stands, its own bytes.
func programKey() (string, error) {
	revision, modified := "", true
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				revision = s.Value
			case "vcs.modified":
				modified = s.Value != "false"
			}
		}
	}
	if revision != "" && !modified {
		return press.Version + " " + revision, nil
	}
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the program: %w", err)
	}
	own, _, err := sumFile(func() (fs.File, error) { return os.Open(path) })
	if err != nil {
		return "", fmt.Errorf("read the program: %w", err)
	}
	return press.Version + " " + own, nil
}

// outputsKey is the hash of all the outputs of one workbook depend on. attached are in order.
func outputsKey(base, input, workbook string, attached []Attached) string {
	h := sha256.New()
	hashTexts(h, base, input, workbook)
	for _, a := range attached {
		hashTexts(h, a.Name, a.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// encodeJSON writes a value as the program's JSON files are written.
func encodeJSON(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return []byte(b.String()), nil
}
