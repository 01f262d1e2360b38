package distribute

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
)

// ManifestFile is the name of the manifest in the folder given out.
const ManifestFile = "manifest.json"

// Schema names the format of a Manifest.
const Schema = "budgetbook/distribution/1"

// Manifest says what was given out, by unit code. A file whose hash is another one has
// been changed since.
type Manifest struct {
	Schema         string  `json:"schema"`
	Program        string  `json:"program"`
	Profile        string  `json:"profile"`
	ProfileVersion string  `json:"profile_version"`
	Year           int     `json:"fiscal_year"`
	Layout         string  `json:"layout"`
	Lang           string  `json:"lang"`
	Units          []Entry `json:"units"`
}

// Entry is one file given out.
type Entry struct {
	Code       string `json:"code"`
	Scope      string `json:"scope,omitempty"`
	Name       string `json:"name"`
	Department string `json:"department,omitempty"`
	File       string `json:"file"` // below the folder, with slashes
	SHA256     string `json:"sha256"`
	From       string `json:"from,omitempty"` // last year's file it was begun from
}

func entryKey(code, scope string) string {
	if scope == "" {
		scope = "unit"
	}
	return roster.Key(code) + "\x00" + scope
}

func (m *Manifest) entry(code, scope string) *Entry {
	for i := range m.Units {
		if entryKey(m.Units[i].Code, m.Units[i].Scope) == entryKey(code, scope) {
			return &m.Units[i]
		}
	}
	return nil
}

// readManifest reads the manifest of a folder; there is none before the first run.
// One that cannot be read is an error: without it nobody knows what units have filled.
func readManifest(out string) (*Manifest, error) {
	path := filepath.Join(out, ManifestFile)
	data, err := output.Own(path, output.MaxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return &Manifest{}, nil
	}
	if err != nil {
		return nil, message.Errorf(nil, "distribute.manifest", "file", path)
	}
	m := &Manifest{}
	if err := (output.Record{File: path, Schema: Schema, Lost: "distribute.manifest"}).Decode(data, m); err != nil {
		return nil, err
	}
	for _, e := range m.Units {
		if !filepath.IsLocal(filepath.FromSlash(e.File)) || strings.Contains(e.File, `\`) {
			return nil, message.Errorf(nil, "distribute.manifest", "file", path)
		}
	}
	return m, nil
}

// write writes the manifest unless it says the same already.
func (m *Manifest) write(out string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return err
	}
	path := filepath.Join(out, ManifestFile)
	if old, err := output.Own(path, output.MaxRecord); err == nil && bytes.Equal(old, b.Bytes()) {
		return nil
	}
	return output.Write(path, b.Bytes())
}
