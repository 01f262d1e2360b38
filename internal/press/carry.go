package press

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/pdf"
)

// Names of the files a disclosure carries.
const (
	filingFile   = "filing.json"
	findingsFile = "findings.json"
	manifestFile = "manifest.json"
)

// program is who makes disclosures, as their manifests have it.
const program = "budgetbook"

// Manifest says how a disclosure was made, and what it carries.
type Manifest struct {
	Program        string       `json:"program"`
	Version        string       `json:"version"`
	Profile        string       `json:"profile"`
	ProfileVersion string       `json:"profile_version"`
	Language       message.Lang `json:"language"`
	Draft          bool         `json:"draft,omitempty"`
	Files          []Digest     `json:"files"`
	Annexes        []Carriage   `json:"annexes,omitempty"`
	Codes          []Carriage   `json:"codes,omitempty"` // code lists of the bureau's own it was made by
}

// Carriage says under which name an annex or a code list travels.
type Carriage struct {
	Name string `json:"name"` // as the filing, or the profile, names it
	File string `json:"file"` // as the PDF carries it
}

// Digest identifies the content of a carried file.
type Digest struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// files are what the disclosure carries: its filing, its findings, its manifest.
func (m *Made) files() ([]pdf.File, error) {
	data, err := filing.Marshal(m.Profile.Schema(), Plain(m.Profile, m.Filing))
	if err != nil {
		return nil, err
	}
	var found bytes.Buffer
	// Where the input had a value, in which file, is not part of the disclosure: made
	// again from the data it carries it must be the same.
	result := m.Result
	result.File, result.Findings = "", slices.Clone(result.Findings)
	for i := range result.Findings {
		result.Findings[i].Places = namedPlaces(result.Findings[i].Places)
	}
	// Nor is the order in which a workbook shows them.
	slices.SortStableFunc(result.Findings, func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Say(m.Options.Lang), b.Say(m.Options.Lang)))
	})
	if err := finding.Embedded(&found, []finding.Result{result}, m.Options.Lang); err != nil {
		return nil, err
	}
	say := func(id string) string { return message.Say(m.Options.Lang, id, nil) }
	files := []pdf.File{
		{Name: filingFile, MIME: "application/json", Relationship: "Source", Description: say("carry-filing"), Data: data},
		{Name: findingsFile, MIME: "application/json", Relationship: "Supplement", Description: say("carry-findings"), Data: found.Bytes()},
	}
	var carried []Carriage
	role := m.Profile.Roles.Attachments
	for _, r := range m.Filing.Tables[role.Records] {
		name := strings.TrimSpace(r.Text(role.File))
		data, ok := m.annexes.data[name]
		if !ok || slices.ContainsFunc(carried, func(c Carriage) bool { return c.Name == name }) {
			continue
		}
		file := fmt.Sprintf("annex-%d.pdf", len(carried)+1)
		carried = append(carried, Carriage{name, file})
		files = append(files, pdf.File{Name: file, MIME: "application/pdf", Relationship: "Source", Description: name, Data: data})
	}
	var codes []Carriage
	for _, c := range m.Profile.OwnLists() {
		file := c.Name + ".csv"
		codes = append(codes, Carriage{c.Name, file})
		files = append(files, pdf.File{Name: file, MIME: "text/csv", Relationship: "Supplement", Description: say("carry-codes"), Data: c.Text()})
	}
	man := Manifest{Program: program, Version: Version, Profile: m.Profile.Name, ProfileVersion: m.Profile.Version,
		Language: m.Options.Lang, Draft: m.Options.Draft, Annexes: carried, Codes: codes}
	for _, f := range files {
		man.Files = append(man.Files, Digest{f.Name, output.Sum(f.Data)})
	}
	text, err := json.MarshalIndent(man, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	return append(files, pdf.File{Name: manifestFile, MIME: "application/json", Relationship: "Supplement",
		Description: say("carry-manifest"), Data: append(text, '\n')}), nil
}

// namedPlaces are places by their names in the document, where they have one.
func namedPlaces(places []finding.Place) []finding.Place {
	out := make([]finding.Place, len(places))
	for i, p := range places {
		p.File = ""
		if p.Name != "" {
			p = finding.Place{Name: p.Name}
		}
		out[i] = p
	}
	return out
}

// Attachments is what a disclosure was found to carry.
type Attachments struct {
	Manifest Manifest
	Filing   []byte   // the filing as JSON
	Damaged  []string // carried files that are missing or not what the manifest says
	Resaved  bool     // another program saved the file again

	annexes map[string][]byte // by the name the filing gives
	codes   []CodeList
}

// with are the code lists to make the disclosure by: those it was made by, but for lists
// that are given in their place.
func (c *Attachments) with(given []CodeList) []CodeList {
	lists := slices.Clone(given)
	for _, own := range c.codes {
		if !slices.ContainsFunc(given, func(x CodeList) bool { return x.List == own.List }) {
			lists = append(lists, own)
		}
	}
	return lists
}

// Open hands out the annexes a disclosure carries.
func (c *Attachments) Open(name string) ([]byte, error) {
	if data, ok := c.annexes[name]; ok {
		return data, nil
	}
	return nil, fs.ErrNotExist
}

// AttachedData takes the data out of a disclosure. The error is a *message.Error if the
// PDF carries none.
func AttachedData(in Input) (*Attachments, error) {
	files, err := pdf.Files(in.Data)
	resaved := false
	if err != nil {
		// Saved again by another program, the file has another form, and mostly no seal.
		// What it carries is held against the manifest all the same.
		if again, other := pdf.Resaved(in.Data); other == nil && len(again) > 0 {
			files, err, resaved = again, nil, true
		}
	}
	if errors.Is(err, pdf.ErrNoSeal) || err == nil && len(files) == 0 {
		return nil, message.Errorf(nil, "no-attachments", "file", in.Name)
	}
	if err != nil {
		return nil, message.Errorf(err, "bad-attachments", "file", in.Name)
	}
	byName := map[string][]byte{}
	for _, f := range files {
		byName[f.Name] = f.Data
	}
	c := &Attachments{Filing: byName[filingFile], Resaved: resaved}
	if resaved && byName[manifestFile] == nil {
		return nil, message.Errorf(nil, "no-attachments", "file", in.Name) // files of others
	}
	if err := (output.Record{File: in.Name, Lost: "bad-attachments"}).Decode(byName[manifestFile], &c.Manifest); err != nil {
		return nil, err
	}
	if c.Filing == nil || c.Manifest.Program != program {
		return nil, message.Errorf(nil, "bad-attachments", "file", in.Name)
	}
	sound := map[string]bool{}
	for _, d := range c.Manifest.Files {
		data, ok := byName[d.Name]
		sound[d.Name] = ok && output.Sum(data) == d.SHA256
		if !sound[d.Name] {
			c.Damaged = append(c.Damaged, d.Name)
		}
	}
	used := []string{filingFile} // what a manifest does not vouch for is not used
	c.annexes = map[string][]byte{}
	for _, a := range c.Manifest.Annexes {
		used = append(used, a.File)
		if sound[a.File] {
			c.annexes[a.Name] = byName[a.File]
		}
	}
	for _, x := range c.Manifest.Codes {
		used = append(used, x.File)
		if sound[x.File] {
			c.codes = append(c.codes, CodeList{List: x.Name, File: x.File, Data: byName[x.File]})
		}
	}
	for _, name := range used {
		if _, listed := sound[name]; !listed {
			c.Damaged = append(c.Damaged, name)
		}
	}
	return c, nil
}

// SoundData takes the data out of a disclosure; unlike AttachedData it refuses one of
// which a part is not what it was.
func SoundData(in Input) (*Attachments, error) {
	c, err := AttachedData(in)
	if err == nil && len(c.Damaged) > 0 {
		return nil, message.Errorf(nil, "bad-attachments", "file", in.Name)
	}
	return c, err
}
