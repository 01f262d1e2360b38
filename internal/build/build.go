// Package build is the pipeline, spelled once: workbook or JSON -> filing ->
// document -> pages -> PDF.
//
// Input: bytes of a workbook or a JSON filing, and a profile. Output: bytes of a
// PDF, and findings. Invariant: nothing here reads a clock or touches a file; the
// same input gives the same bytes.
package build

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"budgetbook/internal/compose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/layout"
	"budgetbook/internal/message"
	"budgetbook/internal/pdf"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/workbook"
	"budgetbook/templates"
)

// Version is the version of the program, written into its documents.
const Version = "0.1.0"

// MaxInput is the largest input file read, in bytes.
const MaxInput = 128 << 20

// DefaultProfile is used where neither the command nor the data name one.
const DefaultProfile = "shanxi"

// Profile loads a profile: one that comes with the program by its name, or a folder.
func Profile(name string) (*profile.Profile, error) {
	var fsys fs.FS
	if sub, err := fs.Sub(templates.FS, name); err == nil && exists(sub) {
		fsys = sub
	} else if folder := os.DirFS(name); exists(folder) {
		fsys = folder
	} else {
		return nil, message.Errorf(nil, "no-profile", "profile", name)
	}
	p, err := profile.Load(fsys)
	var bad *profile.InvalidError
	if errors.As(err, &bad) {
		return nil, message.Errorf(bad, "bad-profile", "profile", name)
	}
	return p, err
}

func exists(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, "profile.toml")
	return err == nil
}

// Input is a file that holds a filing.
type Input struct {
	Name string // for messages
	Data []byte
}

// isJSON tells a JSON filing from a workbook by its first character: what a file
// is called says nothing about what it is.
func (in Input) isJSON() bool {
	data := bytes.TrimLeft(bytes.TrimPrefix(in.Data, []byte("\ufeff")), " \t\r\n")
	return len(data) > 0 && data[0] == '{'
}

// Filing reads a filing with the profile of the given name, or, if that is "", with
// the profile its data name.
func Filing(in Input, profileName string) (*profile.Profile, *filing.Filing, []finding.Finding, error) {
	if profileName == "" {
		profileName = in.profile()
	}
	p, err := Profile(profileName)
	if err != nil {
		return nil, nil, nil, err
	}
	name := filepath.Base(in.Name)
	if in.isJSON() {
		f, found, err := filing.Unmarshal(p.Schema(), p.Name, name, in.Data)
		return p, f, found, err
	}
	f, found, err := workbook.Read(p, name, in.Data)
	return p, f, found, err
}

// profile is the name of the profile the data name.
func (in Input) profile() string {
	name := ""
	if in.isJSON() {
		name = filing.Peek(in.Data)
	} else {
		name = workbook.Profile(in.Data)
	}
	if _, err := fs.Stat(templates.FS, name); name == "" || err != nil {
		return DefaultProfile
	}
	return name
}

// Check checks a filing against the rules of its profile; found are the findings of
// its reader. The report says whether some total is off by rounding.
func Check(p *profile.Profile, f *filing.Filing, file string, found []finding.Finding) (finding.Result, bool, error) {
	report, err := rule.Check(p, f)
	if err != nil {
		return finding.Result{}, false, err
	}
	all := append(append([]finding.Finding{}, found...), report.Findings...)
	return finding.Result{File: file, Findings: all, Skipped: report.Skipped}, report.Rounded, nil
}

// Document composes the document of a filing.
func Document(p *profile.Profile, f *filing.Filing, opt compose.Options) (*document.Document, []finding.Finding, error) {
	return compose.Document(p, f, opt)
}

// PDF sets a document on pages and paints them. The date of the document is the
// first day of its budget year: a clock would make two builds differ.
func PDF(doc *document.Document, year int) ([]byte, []finding.Finding, error) {
	faces := pdf.NewFaces()
	pages, err := layout.Lay(doc, faces, layout.GBT9704())
	if err != nil {
		return nil, nil, err
	}
	var found []finding.Finding
	for _, m := range pages.Missing {
		found = append(found, finding.New("D08", finding.Warning, finding.Place{Name: m.Context}, "char", string(m.Char), "text", m.Context))
	}
	program := "budgetbook " + Version
	out, err := pdf.Write(pages, faces, pdf.Meta{Creator: program, Producer: program, Date: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)})
	return out, found, err
}
