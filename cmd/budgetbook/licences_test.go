package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever is compiled into the program passes on its licence: every module, in the
// version that is used, with the text that came with it.
func TestLicencesOfAllThatIsCompiledIn(t *testing.T) {
	all := allLicences()
	held := func(kind, name, version, file string) string {
		for _, l := range all {
			if slices.Contains(l.owners, owner{kind, name, version, file}) {
				return l.text
			}
		}
		return ""
	}
	same := func(text, file string) bool {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Join(strings.Fields(string(data)), " ")
		return words != "" && strings.Join(strings.Fields(text), " ") == words
	}
	out, err := exec.Command("go", "list", "-deps", "-json=Module", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	used := map[string]bool{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		m := p.Module
		if m == nil || m.Main || used[m.Path+" "+m.Version] {
			continue
		}
		used[m.Path+" "+m.Version] = true
		entries, err := os.ReadDir(m.Dir)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range entries {
			name := strings.ToUpper(e.Name())
			if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") && !strings.HasPrefix(name, "NOTICE") {
				continue
			}
			n++
			if !same(held("module", m.Path, m.Version, e.Name()), filepath.Join(m.Dir, e.Name())) {
				t.Errorf("licences.txt does not hold %s of %s %s: run make licences", e.Name(), m.Path, m.Version)
			}
		}
		if n == 0 {
			t.Errorf("%s has no licence", m.Path)
		}
	}
	if len(used) < 30 {
		t.Errorf("only %d modules are compiled in", len(used))
	}
	for _, l := range all {
		for _, o := range l.owners {
			if o.kind == "module" && !used[o.name+" "+o.version] {
				t.Errorf("licences.txt holds %s %s, which is not compiled in: run make licences", o.name, o.version)
			}
		}
	}
	for _, o := range []owner{{"program", "budgetbook", "-", "LICENSE"}, {"font", "fonts", "-", "fonts/NOTICE.md"}, {"font", "fonts", "-", "fonts/OFL-1.1.txt"},
		{"font", "fonts", "-", "fonts/HANAZONO-LICENSE.txt"}, {"data", "Unicode-Character-Database", "14.0.0", "internal/character/UNICODE-LICENSE.txt"}} {
		if !same(held(o.kind, o.name, o.version, o.file), filepath.Join("..", "..", filepath.FromSlash(o.file))) {
			t.Errorf("licences.txt does not hold %s: run make licences", o.file)
		}
	}
	if !strings.Contains(held("go", "go", "-", "LICENSE"), "Google") {
		t.Error("Go's own licence is missing")
	}
	if all[0].owners[0].kind != "program" {
		t.Error("the licence of the program is not the first")
	}
	seen := map[string]bool{}
	for _, l := range all {
		if seen[l.text] {
			t.Errorf("the licence of %s stands twice", l.owners[0].name)
		}
		seen[l.text] = true
	}
}
