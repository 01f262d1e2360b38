// Package distribute gives every unit of a list its own template, filled with what the
// bureau knows of it.
//
// Input: a profile, a list of units, last year's files, and a folder with what was
// given out before. Output: a workbook for each unit and a manifest of them. Invariant:
// a file that is not what the manifest says was given out is never touched, and the
// same input gives the same bytes, so that a second run changes nothing.
package distribute

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"budgetbook/internal/bureau/roster"
	"budgetbook/internal/carry"
	"budgetbook/internal/filing"
	"budgetbook/internal/finding"
	"budgetbook/internal/message"
	"budgetbook/internal/output"
	"budgetbook/internal/press"
	"budgetbook/internal/profile"
	"budgetbook/internal/template"
)

// Options choose what is given out.
type Options struct {
	Year    int
	Layout  profile.Layout
	Lang    message.Lang // of labels; Both for two
	Sources *Sources     // last year's files; nil: none

	Watch func(done, total int) // is told of every unit, one at a time; may be nil
}

// State is what became of the file of a unit.
type State string

// The states.
const (
	New       State = "new"
	Updated   State = "updated"   // given out before, not changed since, and written anew
	Moved     State = "moved"     // the same, and its name or folder is another one now
	Unchanged State = "unchanged" // already what it should be
	Kept      State = "kept"      // the unit has changed it: not touched
	Foreign   State = "foreign"   // something else stands in its place: not touched
	Gone      State = "gone"      // given out before, the unit is not in the list any more: not touched
	Failed    State = "failed"    // could not be made or written
)

// Item is the file of one unit.
type Item struct {
	Unit  roster.Unit
	File  string // below the folder, with slashes
	State State
	Old   string // Moved: where it was
	From  string // the file of last year it was begun from, "" if none
	Notes []Note // about last year's data
	Err   error  // Failed
}

// Note is a remark for people: a message of the catalogue.
type Note struct {
	ID     string
	Args   message.Args
	ArgsEN message.Args // in English, where they differ; nil: as Args
}

// Say says a note.
func (n Note) Say(l message.Lang) string {
	if l == message.EN && n.ArgsEN != nil {
		return message.Say(l, n.ID, n.ArgsEN)
	}
	return message.Say(l, n.ID, n.Args)
}

func newNote(id string, kv ...string) Note { return Note{ID: id, Args: message.Pairs(kv...)} }

// Report is what a run did, by the order of the manifest.
type Report struct {
	Items []Item
}

// Count returns how many files are in one of some states.
func (r *Report) Count(states ...State) int {
	n := 0
	for _, x := range r.Items {
		if slices.Contains(states, x.State) {
			n++
		}
	}
	return n
}

// Run gives out the templates of a list into a folder. It reports file by file; the
// error says that it could not work at all, or was broken off: what was done until
// then stands in the manifest.
func Run(ctx context.Context, p *profile.Profile, r *roster.Roster, out string, opt Options) (*Report, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, message.Errorf(err, "distribute.folder", "folder", out)
	}
	release, err := output.Lock(out)
	if err != nil {
		return nil, err
	}
	defer release()
	before, err := readManifest(out)
	if err != nil {
		return nil, err
	}
	// The files of another year would all be written over or stand for units that filled
	// nothing.
	if before.Year != 0 && before.Year != opt.Year {
		return nil, message.Errorf(nil, "distribute.year", "folder", out, "was", strconv.Itoa(before.Year), "year", strconv.Itoa(opt.Year))
	}
	g := &giver{p: p, out: out, opt: opt, before: before}
	units := r.Sorted()
	files := fileNames(p, units, opt.Lang)
	items := make([]Item, len(units))
	entries := make([]*Entry, len(units))
	var mu sync.Mutex
	done := 0
	sideBySide(ctx, len(units), func(i int) {
		items[i], entries[i] = g.unit(units[i], files[i])
		mu.Lock()
		defer mu.Unlock()
		if done++; opt.Watch != nil {
			opt.Watch(done, len(units))
		}
	})
	man := Manifest{Schema: Schema, Program: "budgetbook " + press.Version, Profile: p.Name, ProfileVersion: p.Version,
		Year: opt.Year, Layout: string(cmp.Or(opt.Layout, profile.Full)), Lang: string(cmp.Or(opt.Lang, message.ZH))}
	listed := map[string]bool{}
	for i, u := range units {
		listed[entryKey(u.Code, u.Scope)] = true
		if e := entries[i]; e != nil {
			man.Units = append(man.Units, *e)
		} else if e := before.entry(u.Code, u.Scope); e != nil {
			man.Units = append(man.Units, *e)
		}
	}
	rep := &Report{}
	for _, x := range items {
		if x.State != "" {
			rep.Items = append(rep.Items, x)
		}
	}
	for _, e := range before.Units {
		if !listed[entryKey(e.Code, e.Scope)] {
			man.Units = append(man.Units, e)
			rep.Items = append(rep.Items, Item{Unit: roster.Unit{Code: e.Code, Name: e.Name, Scope: e.Scope}, File: e.File, State: Gone})
		}
	}
	if err := man.write(out); err != nil {
		return rep, err
	}
	return rep, ctx.Err()
}

type giver struct {
	p      *profile.Profile
	out    string
	opt    Options
	before *Manifest
}

// unit makes the template of one unit and puts it where it belongs, if nothing that
// was filled stands there. The entry is nil if the manifest has nothing new to say.
func (g *giver) unit(u roster.Unit, file string) (Item, *Entry) {
	item := Item{Unit: u, File: file}
	data, err := g.make(&item)
	if err != nil {
		item.State, item.Err = Failed, err
		return item, nil
	}
	e := &Entry{Code: u.Code, Scope: u.Scope, Name: u.Name, Department: u.Department, File: file, SHA256: output.Sum(data), From: item.From}
	known := g.before.entry(u.Code, u.Scope)
	if known != nil && known.File != file {
		switch was, err := g.digestOf(known.File); {
		case errors.Is(err, fs.ErrNotExist):
			known = nil // deleted: given out again
		case err != nil:
			item.State, item.Err = Failed, err
			return item, nil
		case was != known.SHA256:
			item.State, item.File = Kept, known.File
			return item, nil
		default:
			item.Old = known.File
		}
	}
	switch is, err := g.digestOf(file); {
	case errors.Is(err, fs.ErrNotExist):
		item.State = New
	case err != nil:
		item.State, item.Err = Failed, err
		return item, nil
	case is == e.SHA256:
		item.State = Unchanged
	case known == nil || item.Old != "":
		item.State, item.Old = Foreign, ""
		return item, nil
	case is == known.SHA256:
		item.State = Updated
	default:
		item.State = Kept
		return item, nil
	}
	if item.State != Unchanged {
		if err := g.write(file, data); err != nil {
			item.State, item.Err = Failed, err
			return item, nil
		}
	}
	if item.Old != "" {
		item.State = Moved
		if err := os.Remove(g.path(item.Old)); err != nil {
			item.Notes = append(item.Notes, newNote("distribute.left", "file", item.Old))
		}
		_ = os.Remove(filepath.Dir(g.path(item.Old))) // an empty folder only
	}
	return item, e
}

// make makes the bytes of a template.
func (g *giver) make(item *Item) (data []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = message.Errorf(nil, "distribute.failed", "unit", item.Unit.Name)
		}
	}()
	f := filing.New(g.p.Name, g.opt.Year)
	opt := template.Options{Lang: g.opt.Lang, Layout: g.opt.Layout}
	if g.opt.Sources != nil {
		last, notes := g.opt.Sources.find(item.Unit)
		item.Notes = append(item.Notes, notes...)
		if last != nil {
			item.From = last.file
			var found []finding.Finding
			f, opt.Carried, found = carry.Next(g.p, last.filing, g.opt.Year)
			for _, x := range found {
				item.Notes = append(item.Notes, Note{x.Code, x.Args, x.ArgsEN})
			}
		}
	}
	g.p.Roles.EnterYear(f, g.opt.Year)
	if f.Text(g.p.Roles.Scope.Field) == "" {
		g.p.Roles.EnterUnitScope(f)
	}
	item.Unit.Enter(g.p, f)
	if found := press.Convert(g.p, f, g.opt.Layout); finding.Count(found, finding.Error) > 0 {
		return nil, message.Errorf(nil, "distribute.failed", "unit", item.Unit.Name)
	}
	return template.Write(g.p, f, opt)
}

func (g *giver) path(file string) string { return filepath.Join(g.out, filepath.FromSlash(file)) }

func (g *giver) digestOf(file string) (string, error) {
	data, err := output.Own(g.path(file), output.MaxInput)
	if err != nil {
		return "", err
	}
	return output.Sum(data), nil
}

func (g *giver) write(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(g.path(file)), 0o755); err != nil {
		return message.Errorf(err, "distribute.folder", "folder", filepath.Dir(g.path(file)))
	}
	return output.Write(g.path(file), data)
}

// sideBySide does work 0 to n-1 on all processors; once ctx is done it begins no more.
func sideBySide(ctx context.Context, n int, work func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
}
