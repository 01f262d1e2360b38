//go:build linux && amd64

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// node is a file, a folder or a link.
type node struct {
	mode fs.FileMode
	data string // bytes of a file, target of a link
}

// tree is all that is below a folder, by path with slashes.
type tree map[string]node

func readTree(root string) (tree, error) {
	t := tree{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		n := node{mode: info.Mode()}
		switch {
		case info.Mode().IsRegular():
			var data []byte
			data, err = os.ReadFile(path)
			n.data = string(data)
		case info.Mode()&fs.ModeSymlink != 0:
			n.data, err = os.Readlink(path)
		}
		t[strings.TrimPrefix(path, root+"/")] = n
		return err
	})
	return t, err
}

// put writes a tree into a folder that is empty.
func (t tree) put(root string) error {
	for _, path := range slices.Sorted(maps.Keys(t)) {
		n, name := t[path], filepath.Join(root, path)
		var err error
		switch {
		case n.mode.IsDir():
			err = os.Mkdir(name, n.mode.Perm())
		case n.mode&fs.ModeSymlink != 0:
			err = os.Symlink(n.data, name)
		default:
			err = os.WriteFile(name, []byte(n.data), n.mode.Perm())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// temporary is the name of a file that is being written: machine, process, number.
var temporary = regexp.MustCompile(`\.budgetbook-[0-9a-f]+-\d+-\d+\.tmp`)

func plainName(path string) string { return temporary.ReplaceAllString(path, ".budgetbook-*.tmp") }

// ours says whether a path is one that the program uses while it works and that the next run takes away.
func ours(path string) bool { return strings.Contains("/"+path, "/.budgetbook") }

// sum identifies a tree; the numbers in names of temporary files do not count.
func (t tree) sum() string {
	var lines []string
	for path, n := range t {
		lines = append(lines, fmt.Sprintf("%s %v %x", plainName(path), n.mode, sha256.Sum256([]byte(n.data))))
	}
	slices.Sort(lines)
	h := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(h[:])
}

// files is a tree without its folders.
func (t tree) files() tree {
	t = maps.Clone(t)
	maps.DeleteFunc(t, func(_ string, n node) bool { return n.mode.IsDir() })
	return t
}

// differs names the first path at which two trees differ, "" if they are the same. Without those of
// ours: what a run leaves behind that was disturbed.
func (t tree) differs(other tree, withOurs bool) string {
	paths := map[string]bool{}
	for p := range t {
		paths[p] = true
	}
	for p := range other {
		paths[p] = true
	}
	for _, p := range slices.Sorted(maps.Keys(paths)) {
		if !withOurs && ours(p) {
			continue
		}
		a, here := t[p]
		b, there := other[p]
		switch {
		case !here:
			return p + " is missing"
		case !there:
			return plainName(p) + " is left"
		case a != b:
			return p + " is another one"
		}
	}
	return ""
}
