package distribute

import (
	"bytes"
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
)

// Sources are the files of earlier years in a folder, by unit.
type Sources struct {
	Notes []Note // files that are of no use, and why

	roles  *profile.Roles
	listed map[string]bool      // codes of the list
	byCode map[string][]*source // in the order of their paths
	byName map[string][]*source
}

// source is one file of an earlier year.
type source struct {
	file   string // below the folder, with slashes
	filing *filing.Filing
	plain  []byte // its data as JSON, to tell copies from versions
	wrong  int    // errors its reader found
}

// ReadSources reads all workbooks, JSON filings and disclosures (PDF) below a folder
// that are of a year before the given one.
func ReadSources(ctx context.Context, p *profile.Profile, profileName, dir string, year int, r *roster.Roster) (*Sources, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		switch strings.ToLower(filepath.Ext(name)) {
		case ".xlsx", ".xlsm", ".json", ".pdf":
			if d.Type().IsRegular() && !strings.HasPrefix(name, "~$") && !strings.HasPrefix(name, ".") && name != ManifestFile {
				files = append(files, path)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, message.Errorf(output.Bare(err), "unreadable", "file", dir)
	}
	type read struct {
		src  *source
		note *Note
	}
	all := make([]read, len(files))
	sideBySide(ctx, len(files), func(i int) {
		rel, err := filepath.Rel(dir, files[i])
		if err != nil {
			rel = files[i]
		}
		all[i].src, all[i].note = readSource(p, profileName, files[i], filepath.ToSlash(rel), year)
	})
	s := &Sources{roles: &p.Roles, listed: map[string]bool{}, byCode: map[string][]*source{}, byName: map[string][]*source{}}
	for _, u := range r.Units {
		s.listed[roster.Key(u.Code)] = true
	}
	for _, x := range all {
		if x.note != nil {
			s.Notes = append(s.Notes, *x.note)
		}
		if x.src == nil {
			continue
		}
		if k := roster.Key(x.src.filing.Text(p.Roles.Unit.Code)); k != "" {
			s.byCode[k] = append(s.byCode[k], x.src)
		}
		if k := roster.Key(x.src.filing.Text(p.Roles.Unit.Name)); k != "" {
			s.byName[k] = append(s.byName[k], x.src)
		}
	}
	return s, ctx.Err()
}

func readSource(p *profile.Profile, profileName, path, rel string, year int) (src *source, n *Note) {
	useless := func(err error) *Note {
		zh, _ := message.Explain(message.ZH, err)
		en, _ := message.Explain(message.EN, err)
		x := newNote("distribute.unread", "file", rel, "why", zh)
		x.ArgsEN = message.Pairs("file", rel, "why", en)
		return &x
	}
	defer func() {
		if r := recover(); r != nil {
			src, n = nil, useless(message.Errorf(nil, "open.damaged", "file", rel))
		}
	}()
	data, err := output.Read(path, press.MaxInput)
	if err != nil {
		return nil, useless(err)
	}
	q, f, found, err := press.Filing(press.Input{Name: rel, Data: data}, profileName)
	if err != nil {
		return nil, useless(err)
	}
	f.Year = q.Roles.YearOf(f)
	switch {
	case q.Name != p.Name:
		x := newNote("distribute.other-profile", "file", rel, "profile", q.Name)
		return nil, &x
	case f.Year == 0 || f.Year >= year:
		x := newNote("distribute.other-year", "file", rel, "year", strconv.Itoa(f.Year))
		return nil, &x
	}
	src = &source{file: rel, filing: f, wrong: finding.Count(found, finding.Error)}
	if src.plain, err = filing.Marshal(p.Schema(), press.Plain(p, f)); err != nil {
		return nil, useless(err)
	}
	return src, nil
}

// find is the file the template of a unit begins from: by code, else by name. Of
// several years the last counts; of several files of one year only copies are taken.
func (s *Sources) find(u roster.Unit) (*source, []Note) {
	candidates, byName := s.byCode[roster.Key(u.Code)], false
	if len(candidates) == 0 {
		byName = true
		// A file with the code of another unit of the list is that one's.
		for _, x := range s.byName[roster.Key(u.Name)] {
			if code := roster.Key(x.filing.Text(s.roles.Unit.Code)); code == "" || !s.listed[code] {
				candidates = append(candidates, x)
			}
		}
	}
	candidates = slices.DeleteFunc(slices.Clone(candidates), func(x *source) bool {
		scope := x.filing.Text(s.roles.Scope.Field)
		return scope != "" && scope != u.ScopeOr(s.roles.Scope.Unit)
	})
	last := 0
	for _, x := range candidates {
		last = max(last, x.filing.Year)
	}
	candidates = slices.DeleteFunc(candidates, func(x *source) bool { return x.filing.Year != last })
	if len(candidates) == 0 {
		return nil, []Note{newNote("distribute.no-source")}
	}
	first := candidates[0]
	var notes []Note
	for _, x := range candidates[1:] {
		if !bytes.Equal(x.plain, first.plain) {
			var list []string
			for _, c := range candidates {
				list = append(list, c.file)
			}
			return nil, []Note{newNote(Ambiguous, "files", strings.Join(list, "; "), "year", strconv.Itoa(last))}
		}
	}
	if first.wrong > 0 {
		return nil, []Note{newNote("distribute.source-wrong", "file", first.file, "errors", strconv.Itoa(first.wrong))}
	}
	if code := first.filing.Text(s.roles.Unit.Code); byName && code != "" {
		notes = append(notes, newNote("distribute.by-name", "file", first.file, "code", code))
	}
	if name := first.filing.Text(s.roles.Unit.Name); !byName && roster.Key(name) != roster.Key(u.Name) {
		notes = append(notes, newNote("distribute.other-name", "file", first.file, "name", name))
	}
	return first, notes
}

// Ambiguous is the id of the note on several files of one unit that differ.
const Ambiguous = "distribute.ambiguous"

// Left is the id of the note on a file that could not be taken away.
const Left = "distribute.left"
