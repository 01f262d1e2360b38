// Package press is the pipeline, spelled once: workbook or JSON -> filing ->
// document -> pages -> outputs by name.
//
// Input: bytes of a workbook or a JSON filing, and a profile. Output: bytes of a
// PDF or another format, and findings. Invariant: nothing here reads a clock, and no file but those of
// a profile and those Options.Open hands out; the same input gives the same bytes.
package press

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"budgetbook/internal/compose"
	"budgetbook/internal/diagnose"
	"budgetbook/internal/document"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/intake"
	"budgetbook/internal/layout"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/pdf"
	"budgetbook/internal/profile"
	"budgetbook/internal/rule"
	"budgetbook/internal/rule/checks"
	"budgetbook/templates"
)

// Version is the version of the program, written into its documents.
const Version = "0.1.0"

// MaxInput is the largest input file read, in bytes.
const MaxInput = output.MaxInput

// DefaultProfile is used where neither the command nor the data name one.
const DefaultProfile = "shanxi"

// Profile loads a profile: one that comes with the program by its name, or a folder; with
// code lists in place of its own.
func Profile(name string, codes ...CodeList) (*profile.Profile, error) {
	var fsys fs.FS
	if sub, err := fs.Sub(templates.FS, name); err == nil && hasFiles(sub) {
		fsys = sub
	} else if folder := os.DirFS(name); hasFiles(folder) {
		fsys = folder
	} else if info, err := os.Stat(name); err == nil && info.IsDir() {
		return nil, message.Errorf(nil, "profile-folder", "profile", name)
	} else {
		return nil, message.Errorf(nil, "no-profile", "profile", name)
	}
	p, err := profile.Load(fsys)
	var bad *profile.InvalidError
	if errors.As(err, &bad) {
		return nil, message.Errorf(bad, "bad-profile", "profile", name)
	}
	for i := 0; err == nil && i < len(codes); i++ {
		err = codes[i].use(p)
	}
	return p, err
}

func hasFiles(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, "profile.toml")
	return err == nil
}

// Input is a file that holds a filing.
type Input struct {
	Name string // for messages
	Data []byte
}

// isPDF tells a disclosure that carries its data.
func (in Input) isPDF() bool { return bytes.HasPrefix(in.Data, []byte("%PDF")) }

// isJSON tells a JSON filing from a workbook by its first character: what a file
// is called says nothing about what it is. JSON that is no object is no filing, and is told so.
func (in Input) isJSON() bool {
	data := bytes.TrimLeft(bytes.TrimPrefix(in.Data, []byte("\ufeff")), " \t\r\n")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[' || json.Valid(data))
}

// utf16 says whether the data are JSON in UTF-16, as some editors save it.
func (in Input) utf16() bool {
	const blank = "\ufeff \t\r\n"
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		data := in.Data
		for len(data) > 1 && strings.ContainsRune(blank, rune(order.Uint16(data))) {
			data = data[2:]
		}
		if len(data) > 1 && strings.ContainsRune("{[", rune(order.Uint16(data))) {
			return true
		}
	}
	return false
}

// Filing reads a filing with the profile of the given name, or, if that is "", with
// the profile its data name, and with code lists in place of the profile's.
func Filing(in Input, profileName string, codes ...CodeList) (*profile.Profile, *filing.Filing, []finding.Finding, error) {
	if in.isPDF() {
		carried, err := SoundData(in)
		if err != nil {
			return nil, nil, nil, err
		}
		in.Data, codes = carried.Filing, carried.with(codes)
	}
	if in.utf16() {
		return nil, nil, nil, message.Errorf(nil, "open.utf16", "file", in.Name)
	}
	if profileName == "" {
		var err error
		if profileName, err = in.profile(); err != nil {
			return nil, nil, nil, err
		}
	}
	p, err := Profile(profileName, codes...)
	if err != nil {
		return nil, nil, nil, err
	}
	name := filepath.Base(in.Name)
	if in.isJSON() {
		f, found, err := filing.Unmarshal(p.Schema(), p.Name, name, in.Data)
		return p, f, complete(p, f, name, found), err
	}
	f, found, err := intake.Read(p, name, in.Data)
	return p, f, complete(p, f, name, found), err
}

// complete adds to a filing, nil if there is none, what follows from what was read.
func complete(p *profile.Profile, f *filing.Filing, name string, found []finding.Finding) []finding.Finding {
	if f == nil {
		return found
	}
	return deriveTables(p, f, append(found, ownLists(p, f, name)...))
}

// profile is the name of the profile the data name, the default if they name none. One
// that does not come with the program is never looked for: data name no folders.
func (in Input) profile() (string, error) {
	name := ""
	if in.isJSON() {
		name = filing.Peek(in.Data)
	} else {
		name = intake.Profile(in.Data)
	}
	if name == "" {
		return DefaultProfile, nil
	}
	if sub, err := fs.Sub(templates.FS, name); err != nil || name == "." || !hasFiles(sub) {
		return "", message.Errorf(nil, "profile-needed", "file", in.Name, "profile", name)
	}
	return name, nil
}

// Options choose what is made of a filing.
type Options struct {
	Profile string       // name or folder; "": as the data say
	Lang    message.Lang // of the document; Both for one in two languages
	Draft   bool         // mark the document as a draft that lists its open findings
	Bare    bool         // leave out the data a disclosure otherwise carries
	Codes   []CodeList   // lists of the bureau's own in place of the profile's
	// Open reads a file the filing names, such as an annex; it is the only door to
	// files here. nil: there are none.
	Open func(name string) ([]byte, error)
}

// Made is a disclosure with everything it was made through.
type Made struct {
	Options  Options
	Profile  *profile.Profile
	Filing   *filing.Filing
	Result   finding.Result
	Report   *rule.Report
	Document *document.Document
	Pages    *layout.Pages

	faces   *pdf.Faces
	annexes annexes
}

// Load reads a file and checks its filing; nothing is laid out yet.
func Load(in Input, opt Options) (*Made, error) {
	if in.isPDF() {
		attached, err := SoundData(in)
		if err != nil {
			return nil, err
		}
		in.Data, opt.Open, opt.Codes = attached.Filing, attached.Open, attached.with(opt.Codes)
	}
	p, f, found, err := Filing(in, opt.Profile, opt.Codes...)
	if err != nil {
		return nil, err
	}
	return loadFiling(p, f, filepath.Base(in.Name), found, opt)
}

func loadFiling(p *profile.Profile, f *filing.Filing, file string, found []finding.Finding, opt Options) (*Made, error) {
	m := &Made{Options: opt, Profile: p, Filing: f, faces: pdf.NewFaces(), annexes: readAnnexes(p.Roles.Attachments, f, opt.Open)}
	found = append(found, unfilled(p, f, found)...)
	before := slices.Concat(found, m.annexes.found)
	var err error
	m.Report, err = checks.CheckRead(p, f, opt.Lang, before)
	if err != nil {
		return nil, err
	}
	p.Locate(f, before)
	followers(p, f, before[:len(found)], m.Report)
	p.Locate(f, m.Report.Findings)
	var causes []finding.Finding
	if rowCount(f) <= mostRows {
		causes, before, m.Report.Findings = diagnose.Find(diagnose.Input{Profile: p, Filing: f, Read: before, Checked: m.Report.Findings, Edition: opt.Lang})
	}
	before = saidOnce(before, m.Report.Findings)
	m.Result = finding.Result{File: file, Skipped: m.Report.Skipped, Findings: slices.Concat(causes, before, m.Report.Findings)}
	inOrder(p, m.Result.Findings)
	m.Result.Findings = finding.Gather(m.Result.Findings)
	return m, nil
}

// mostRows bounds the filings whose causes are looked for: the search evaluates the rules
// again and again. Real filings have some hundred rows.
const mostRows = 3000

func rowCount(f *filing.Filing) int {
	n := 0
	for _, rows := range f.Tables {
		n += len(rows)
	}
	return n
}

// Make takes a file the whole way to pages, whatever is wrong with its content.
func Make(in Input, opt Options) (*Made, error) {
	m, err := Load(in, opt)
	if err != nil {
		return nil, err
	}
	return m, m.lay()
}

// lay composes the document and sets it on pages.
func (m *Made) lay() error {
	doc, more, err := compose.Document(m.Profile, m.Filing, compose.Options{Lang: m.Options.Lang, Annexes: m.annexes.pages,
		Rounded: m.Report.Rounded, Draft: m.Options.Draft, Open: m.Result.Findings})
	if err != nil {
		return err
	}
	m.Document = doc
	m.Result.Findings = append(m.Result.Findings, more...)
	if m.Pages, err = layout.Lay(doc, m.faces, layout.StyleFor(doc)); err != nil {
		return err
	}
	for _, x := range m.Pages.Missing {
		m.Result.Findings = append(m.Result.Findings, finding.New(finding.NoGlyph, finding.Warning, finding.Place{Name: x.Context}, "char", string(x.Char), "text", x.Context))
	}
	return nil
}
