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
	"path"
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
	to, err := output.OpenFolder(out)
	if err != nil {
		return nil, err
	}
	defer to.Close()
	release, err := output.Lock(out)
	if err != nil {
		return nil, err
	}
	defer release()
	before, err := readManifest(to)
	if err != nil {
		return nil, err
	}
	// The files of another year would all be written over or stand for units that filled
	// nothing.
	if before.Year != 0 && before.Year != opt.Year {
		return nil, message.Errorf(nil, "distribute.year", "folder", out, "was", strconv.Itoa(before.Year), "year", strconv.Itoa(opt.Year))
	}
	// Templates would all be written anew by the built-in list, as nobody may have meant.
	for list := range before.Codes {
		if c := p.Codes[list]; c != nil && !c.Complete {
			return nil, message.Errorf(nil, "distribute.codes", "folder", out, "list", list)
		}
	}
	// A run of another list that was broken off may have been at work where this one has
	// nothing to write.
	for _, e := range before.Units {
		to.Sweep(path.Dir(e.File))
	}
	g := &giver{p: p, to: to, opt: opt, before: before}
	units := r.Sorted()
	files := fileNames(p, units, opt.Lang)
	items, entries := make([]Item, len(units)), make([]*Entry, len(units))
	rep := &Report{}
	write := func() error { return g.manifest(units, entries).write(to) }
	// Templates are made some at a time. The manifest names them before they are there: if all
	// ends in between, a later run, of another list too, knows that no unit has filled them.
	var mu sync.Mutex
	done := 0
	for at, some := 0, max(32, len(units)/64); at < len(units) && err == nil && ctx.Err() == nil; at += some {
		part := make([]*gift, min(some, len(units)-at))
		sideBySide(ctx, len(part), func(i int) {
			part[i] = g.prepare(units[at+i], files[at+i])
			entries[at+i] = part[i].entry
		})
		if ctx.Err() != nil {
			break
		}
		if slices.ContainsFunc(part, (*gift).todo) {
			if err = write(); err != nil {
				break
			}
		}
		// Only from here on is anything given out, and so reported.
		sideBySide(ctx, len(part), func(i int) {
			g.give(part[i])
			items[at+i], entries[at+i] = part[i].item, part[i].entry
			mu.Lock()
			defer mu.Unlock()
			if done++; opt.Watch != nil {
				opt.Watch(done, len(units))
			}
		})
	}
	for _, x := range items {
		if x.State != "" {
			rep.Items = append(rep.Items, x)
		}
	}
	for _, e := range g.gone(units) {
		rep.Items = append(rep.Items, Item{Unit: roster.Unit{Code: e.Code, Name: e.Name, Scope: e.Scope}, File: e.File, State: Gone})
	}
	if err == nil {
		err = write()
	}
	return rep, cmp.Or(err, ctx.Err())
}

type giver struct {
	p      *profile.Profile
	to     *output.Folder
	opt    Options
	before *Manifest
}

// manifest says what is given out now: a new entry where there is one.
func (g *giver) manifest(units []roster.Unit, entries []*Entry) *Manifest {
	man := &Manifest{Schema: Schema, Program: "budgetbook " + press.Version, Profile: g.p.Name, ProfileVersion: g.p.Version,
		Year: g.opt.Year, Layout: string(cmp.Or(g.opt.Layout, profile.Full)), Lang: string(cmp.Or(g.opt.Lang, message.ZH))}
	for _, c := range g.p.OwnLists() {
		if man.Codes == nil {
			man.Codes = map[string]string{}
		}
		man.Codes[c.Name] = c.Sum()
	}
	for i, u := range units {
		if e := cmp.Or(entries[i], g.before.entry(u.Code, u.Scope)); e != nil {
			man.Units = append(man.Units, *e)
		}
	}
	man.Units = append(man.Units, g.gone(units)...)
	return man
}

// gone are the units that are not in the list any more.
func (g *giver) gone(units []roster.Unit) []Entry {
	listed := map[string]bool{}
	for _, u := range units {
		listed[entryKey(u.Code, u.Scope)] = true
	}
	var gone []Entry
	for _, e := range g.before.Units {
		if !listed[entryKey(e.Code, e.Scope)] {
			gone = append(gone, e)
		}
	}
	return gone
}

// gift is the template of one unit on its way.
type gift struct {
	item  Item
	data  []byte
	entry *Entry   // nil if the manifest has nothing new to say
	old   []string // files given out before that the new one stands for
}

// todo says whether something is to be written or taken away.
func (x *gift) todo() bool {
	return x.entry != nil && (x.item.State != Unchanged || len(x.old) > 0)
}

// prepare makes the template of one unit and finds out whether it can be put where it
// belongs: not if something that was filled stands there.
func (g *giver) prepare(u roster.Unit, file string) *gift {
	x := &gift{item: Item{Unit: u, File: file}}
	fail := func(err error) *gift {
		x.item.State, x.item.Err, x.entry = Failed, err, nil
		return x
	}
	var err error
	if x.data, err = g.make(&x.item); err != nil {
		return fail(err)
	}
	e := &Entry{Code: u.Code, Scope: u.Scope, Name: u.Name, Department: u.Department, File: file, SHA256: output.Sum(x.data), From: x.item.From}
	is, err := g.digestOf(file)
	if err != nil {
		return fail(err)
	}
	x.item.State = New
	for _, p := range g.before.given(u) {
		there, err := g.digestOf(p.File)
		switch {
		case err != nil:
			return fail(err)
		case there == "": // deleted: given out again
		case there != p.SHA256 && (p.File != file || is != e.SHA256) && !g.before.gave(u, p.File, there):
			x.item.State, x.item.File = Kept, p.File
			return x
		case there == p.SHA256:
			if p != (Given{file, e.SHA256}) {
				e.Was = append(e.Was, p)
			}
			if p.File == file {
				x.item.State = Updated
			} else {
				x.old = append(x.old, p.File)
			}
		}
	}
	switch {
	case is == e.SHA256:
		x.item.State = Unchanged
	case is != "" && x.item.State != Updated:
		x.item.State = Foreign
		return x
	}
	x.entry = e
	if e.Planned = x.todo(); !e.Planned {
		e.Was = nil
	}
	return x
}

// give puts a template where it belongs. What the manifest says of it until then holds
// whether or not it comes to that.
func (g *giver) give(x *gift) {
	if !x.todo() {
		return
	}
	if x.item.State != Unchanged {
		if err := g.to.Write(x.item.File, x.data); err != nil {
			if is, _ := g.digestOf(x.item.File); is != x.entry.SHA256 {
				x.entry = nil
			}
			x.item.State, x.item.Err = Failed, err
			return
		}
	}
	e := *x.entry
	e.Was, e.Planned = nil, false
	for _, old := range x.old {
		x.item.State, x.item.Old = Moved, old
		if err := g.to.Remove(old); err != nil {
			x.item.Notes = append(x.item.Notes, newNote(Left, "file", old))
			e.Was = x.entry.Was // the next run takes it away
		}
		_ = g.to.Remove(path.Dir(old)) // an empty folder only
	}
	x.entry, x.data = &e, nil
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

// digestOf identifies a file of the folder; "" if there is none.
func (g *giver) digestOf(file string) (string, error) {
	data, err := g.to.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return output.Sum(data), nil
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
