//go:build linux && amd64

package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// loss is what a folder would lose if the machine ended now: the bytes of files that were written and
// not synced, and the names that were made, changed or removed in folders that were not synced since.
//
// It is the strictest reading of what a system promises. A file that was synced has its bytes; that it
// can be found is a matter of its folder, and of the folder of that one.
type loss struct {
	root    string
	written map[uint64]*bool // whether the bytes of a file are synced, of those written in this run
	names   []*change
}

// change is a name that was made, moved or removed.
type change struct {
	step
	was    []byte      // what stood under the name before, if it was a file
	mode   fs.FileMode // 0: nothing stood there
	synced bool
}

func newLoss(root string) *loss { return &loss{root: root, written: map[uint64]*bool{}} }

func (l *loss) full(path string) string { return filepath.Join(l.root, path) }

// before keeps what a step is about to take away.
func (l *loss) before(s *step) {
	switch s.call {
	case create, rename, remove, mkdir, link:
	default:
		return
	}
	c := &change{step: *s}
	if info, err := os.Lstat(l.full(s.path)); err == nil {
		if c.mode = info.Mode(); c.mode.IsRegular() {
			c.was, _ = os.ReadFile(l.full(s.path))
		}
	}
	c.synced = true // until it is done
	l.names = append(l.names, c)
}

// after is told that the step was done.
func (l *loss) after(s step) {
	switch s.call {
	case create, rename, remove, mkdir, link:
		l.names[len(l.names)-1].synced = false
		if s.call == create {
			if info, err := os.Lstat(l.full(s.path)); err == nil {
				l.dirty(info.Sys().(*syscall.Stat_t).Ino)
			}
		}
	case write, truncate:
		l.dirty(s.ino)
	case syncing:
		if synced := l.written[s.ino]; synced != nil {
			*synced = true
		}
		for _, c := range l.names {
			if filepath.Dir(c.path) == filepath.Join(".", s.path) || s.path == "" && !strings.Contains(c.path, "/") {
				c.synced = true
			}
		}
	}
}

func (l *loss) dirty(ino uint64) {
	if l.written[ino] == nil {
		l.written[ino] = new(bool)
	}
	*l.written[ino] = false
}

// variant is one of the ways in which a machine may have ended.
type variant struct {
	name string
	data func([]byte) []byte // what is left of bytes that were not synced
	lost func(folder string) bool
}

func half(b []byte) []byte { return b[:len(b)/2] }
func zero(b []byte) []byte { return make([]byte, len(b)) }

// variants are the ways that differ here: bytes lost with names kept, all names lost, the names of one
// folder lost while those of the others are kept.
func (l *loss) variants() []variant {
	none := func(string) bool { return false }
	list := []variant{{"half of the bytes", half, none}, {"zeros", zero, none}}
	var folders []string
	for _, c := range l.names {
		if f := filepath.Dir(c.path); !c.synced && !slices.Contains(folders, f) {
			folders = append(folders, f)
		}
	}
	if len(folders) > 0 {
		list = append(list, variant{"names", half, func(string) bool { return true }})
	}
	if len(folders) > 1 {
		for _, f := range folders {
			list = append(list, variant{"names of " + f, half, func(x string) bool { return x == f }})
		}
	}
	return list
}

// unsynced are the files of the folder, as it is now, whose bytes were not synced.
func (l *loss) unsynced(t tree) []string {
	var list []string
	for path, n := range t {
		if !n.mode.IsRegular() {
			continue
		}
		if info, err := os.Lstat(l.full(path)); err == nil {
			if synced := l.written[info.Sys().(*syscall.Stat_t).Ino]; synced != nil && !*synced {
				list = append(list, path)
			}
		}
	}
	return list
}

// left is what a variant leaves of a tree.
func (l *loss) left(t tree, unsynced []string, v variant) tree {
	t = maps.Clone(t)
	for _, path := range unsynced {
		n := t[path]
		n.data = string(v.data([]byte(n.data)))
		t[path] = n
	}
	for _, c := range slices.Backward(l.names) {
		if c.synced || !v.lost(filepath.Dir(c.path)) {
			continue
		}
		switch c.call {
		case create, link, mkdir:
			delete(t, c.path)
			for path := range t {
				if strings.HasPrefix(path, c.path+"/") {
					delete(t, path)
				}
			}
		case rename:
			if n, ok := t[c.path]; ok && t.holds(filepath.Dir(c.from)) {
				t[c.from] = n
			}
			delete(t, c.path)
		}
		if (c.call == remove || c.call == rename) && c.mode != 0 && t.holds(filepath.Dir(c.path)) {
			t[c.path] = node{c.mode, string(c.was)}
		}
	}
	return t
}

// holds says whether a folder is there.
func (t tree) holds(folder string) bool { return folder == "." || t[folder].mode.IsDir() }
