package distribute

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
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

	Codes map[string]string `json:"codes,omitempty"` // what identifies the code lists of the bureau's own, by list
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

	// Planned stands in the manifest while a run works, and after one that was broken off: the
	// file may not be there yet. Was is what was given out before, and may still be there
	// instead of it or beside it.
	Planned bool    `json:"planned,omitempty"`
	Was     []Given `json:"was,omitempty"`
}

// Given is a file as it was given out.
type Given struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
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

// given are the files that a unit was given: one, unless a run was broken off.
func (m *Manifest) given(u roster.Unit) []Given {
	e := m.entry(u.Code, u.Scope)
	if e == nil {
		return nil
	}
	return append([]Given{{e.File, e.SHA256}}, e.Was...)
}

// gave says whether a unit was given a file of this name with these bytes.
func (m *Manifest) gave(u roster.Unit, file, hash string) bool {
	return slices.Contains(m.given(u), Given{file, hash})
}

// readManifest reads the manifest of a folder; there is none before the first run.
// One that cannot be read is an error: without it nobody knows what units have filled.
func readManifest(to *output.Folder) (*Manifest, error) {
	path := to.Path(ManifestFile)
	data, err := to.Read(ManifestFile)
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
		for _, p := range append([]Given{{File: e.File}}, e.Was...) {
			if !filepath.IsLocal(filepath.FromSlash(p.File)) || strings.Contains(p.File, `\`) {
				return nil, message.Errorf(nil, "distribute.manifest", "file", path)
			}
		}
	}
	return m, nil
}

// write writes the manifest unless it says the same already.
func (m *Manifest) write(to *output.Folder) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return err
	}
	if to.Holds(ManifestFile, b.Bytes()) {
		return nil
	}
	return to.Write(ManifestFile, b.Bytes())
}
