package site

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"budgetbook/internal/message"
	"budgetbook/internal/output"
)

// manifestFile lists every file of a site: only these are ever replaced or removed.
const manifestFile = "budgetbook-site.json"

// manifestSchema names the format of the manifest.
const manifestSchema = "budgetbook/site/1"

// staging is where new files stand until all are there. What a broken-off run left in
// it is thrown away by the next one.
const staging = ".budgetbook-staging"

type manifest struct {
	Schema string   `json:"schema"`
	Files  []string `json:"files"`
}

// folder is a site on disk. All is done within it: a link that leads out of it is not
// followed.
type folder struct {
	to   *output.Folder
	root *os.Root
	name string
	old  map[string]bool   // files of the run before
	sums map[string]string // of the files of this run, by path
	next []string          // paths whose new content is staged, in the order of their numbers
}

// openFolder opens the folder of a site, new, empty or made by an earlier run.
func openFolder(name string) (*folder, error) {
	to, err := output.OpenFolder(name)
	if err != nil {
		return nil, err
	}
	d := &folder{to: to, root: to.Root(), name: name, old: map[string]bool{}, sums: map[string]string{}}
	if err := d.begin(); err != nil {
		to.Close()
		return nil, err
	}
	return d, nil
}

func (d *folder) begin() error {
	name := filepath.Join(d.name, manifestFile)
	data, err := output.ReadRoot(d.root, manifestFile, output.MaxRecord)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		entries, err := fs.ReadDir(d.root.FS(), ".")
		if err != nil {
			return message.Errorf(output.Bare(err), "unreadable", "file", d.name)
		}
		for _, e := range entries {
			if e.Name() != staging && e.Name() != output.LockFile {
				return message.Errorf(nil, "site-foreign", "folder", d.name)
			}
		}
	case err != nil:
		return message.Errorf(nil, "site-manifest", "file", name)
	default:
		var m manifest
		if err := (output.Record{File: name, Schema: manifestSchema, Lost: "site-manifest"}).Decode(data, &m); err != nil {
			return err
		}
		for _, f := range m.Files {
			if fs.ValidPath(f) && f != "." && f != manifestFile {
				d.old[f] = true
			}
		}
	}
	if err := d.root.RemoveAll(staging); err != nil {
		return message.Errorf(output.Bare(err), "unwritable", "file", path.Join(d.name, staging))
	}
	if err := d.root.Mkdir(staging, 0o755); err != nil {
		return message.Errorf(output.Bare(err), "unwritable", "file", path.Join(d.name, staging))
	}
	return nil
}

func (d *folder) staged(i int) string { return staging + "/" + strconv.Itoa(i) }

// put stages a file of the site. One that is there already, with the same bytes, is
// left alone; one that is there and is not ours is an error.
func (d *folder) put(name string, data []byte) error {
	if _, twice := d.sums[name]; twice {
		return fmt.Errorf("%s is written twice", name)
	}
	d.sums[name] = output.Sum(data)
	info, err := d.root.Lstat(name)
	switch {
	case err == nil && !d.old[name]:
		return message.Errorf(nil, "site-in-the-way", "file", path.Join(d.name, name))
	case err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)):
		if was, err := output.ReadRoot(d.root, name, info.Size()); err == nil && bytes.Equal(was, data) {
			return nil
		}
	}
	if err := d.write(d.staged(len(d.next)), data); err != nil {
		return message.Errorf(output.Bare(err), "unwritable", "file", path.Join(d.name, name))
	}
	d.next = append(d.next, name)
	return nil
}

func (d *folder) write(name string, data []byte) error {
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return cmp.Or(err, f.Sync(), f.Close())
}

// rules of order: a page comes after all it leads to.
func writeOrder(name string) int {
	switch {
	case name == "index.html":
		return 3
	case !strings.Contains(name, "/"):
		return 2
	case strings.HasSuffix(name, "/index.html"):
		return 1
	}
	return 0
}

// commit puts the staged files in their places, each in one step, pages after what
// they lead to, and then removes the files of the run before that no longer belong.
// The manifest names a file before it is there and until it is gone, so that a run
// that is broken off here can be finished by the next one.
func (d *folder) commit() (written, removed int, err error) {
	files := make([]string, 0, len(d.sums))
	for f := range d.sums {
		files = append(files, f)
	}
	sort.Strings(files)
	all := files
	var stale []string
	for f := range d.old {
		if _, still := d.sums[f]; !still {
			stale = append(stale, f)
		}
	}
	sort.Strings(stale)
	all = append(slices.Clone(files), stale...)
	if err := d.list(all); err != nil {
		return 0, 0, err
	}
	touched := map[string]string{} // a file of each folder in which something changes
	steps := make([]int, len(d.next))
	for i := range steps {
		steps[i] = i
	}
	slices.SortStableFunc(steps, func(a, b int) int { return cmp.Compare(writeOrder(d.next[a]), writeOrder(d.next[b])) })
	for _, i := range steps {
		name := d.next[i]
		if err := d.to.Make(path.Dir(name)); err != nil {
			return written, 0, err
		}
		if err := d.root.Rename(d.staged(i), name); err != nil {
			return written, 0, message.Errorf(output.Bare(err), "unwritable", "file", path.Join(d.name, name))
		}
		touched[path.Dir(name)] = name
		written++
	}
	for _, name := range stale {
		if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return written, removed, message.Errorf(output.Bare(err), "unwritable", "file", path.Join(d.name, name))
		}
		touched[path.Dir(name)] = name
		removed++
		if err := d.tidy(path.Dir(name), touched); err != nil {
			return written, removed, err
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(touched)) {
		if err := d.to.Sync(touched[dir]); err != nil {
			return written, removed, err
		}
	}
	return written, removed, d.list(files)
}

// tidy removes a folder and those above it that are empty now; one that is not stays. That
// one is gone is a matter of the folder it was in, which is touched by it.
func (d *folder) tidy(dir string, touched map[string]string) error {
	for ; dir != "."; dir = path.Dir(dir) {
		err := d.root.Remove(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			if left, err2 := fs.ReadDir(d.root.FS(), dir); err2 == nil && len(left) > 0 {
				return nil
			}
			return message.Errorf(output.Bare(err), "unwritable", "file", path.Join(d.name, dir))
		}
		touched[path.Dir(dir)] = dir
	}
	return nil
}

// list writes the manifest, if it is another one than before.
func (d *folder) list(files []string) error {
	sorted := slices.Clone(files)
	sort.Strings(sorted)
	data, err := json.MarshalIndent(manifest{manifestSchema, sorted}, "", "  ")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if was, err := output.ReadRoot(d.root, manifestFile, output.MaxRecord); err == nil && bytes.Equal(was, data) {
		return nil
	}
	const next = staging + "/manifest"
	err = d.write(next, data)
	if err == nil {
		err = d.root.Rename(next, manifestFile)
	}
	if err != nil {
		return message.Errorf(output.Bare(err), "unwritable", "file", path.Join(d.name, manifestFile))
	}
	return d.to.Sync(manifestFile)
}

// close throws away what is staged still.
func (d *folder) close() {
	_ = d.root.RemoveAll(staging)
	d.to.Close()
}

// sums is the list of checksums, as sha256sum --check reads it.
func (d *folder) checksums() []byte {
	names := make([]string, 0, len(d.sums))
	for n := range d.sums {
		names = append(names, n)
	}
	sort.Strings(names)
	var b bytes.Buffer
	for _, n := range names {
		fmt.Fprintf(&b, "%s  %s\n", d.sums[n], n)
	}
	return b.Bytes()
}
