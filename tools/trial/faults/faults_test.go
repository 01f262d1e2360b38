//go:build linux && amd64

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The trial begins each run by starting itself: in a test that is the test program.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == becomeArg {
		_ = become(os.Args[2:])
		os.Exit(125)
	}
	os.Exit(m.Run())
}

// bad builds the program that writes as none should.
func bad(t *testing.T) *options {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := &options{binary: filepath.Join(dir, "bad"), dir: dir, every: 1, jobs: 2, kinds: append(slices.Clone(faultKinds), output)}
	if out, err := exec.Command("go", "build", "-o", o.binary, "./testdata/bad").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return o
}

// listed is a list that must name a new file.
func listed(now, before tree) []string {
	if _, ok := now["list.txt"]; !ok && now["out.txt"] != before["out.txt"] {
		return []string{"out.txt is there and the list does not name it"}
	}
	return nil
}

// promises are the complaints of a command, without doubles, and the kinds that led to them.
func promises(f *figures, k kind) []string {
	var all []string
	for _, x := range f.found {
		if (k == "" || x.kind == k) && !slices.Contains(all, x.promise) {
			all = append(all, x.promise)
		}
	}
	slices.Sort(all)
	return all
}

// TestFaultsAreFound: what is well done is not blamed, and each way of doing it badly is.
func TestFaultsAreFound(t *testing.T) {
	o := bad(t)
	all := o.kinds
	existing := tree{"out.txt": node{0o644, strings.Repeat("old ", 100)}}
	for _, c := range []struct {
		way  string
		kind kind // which has to find it; "" for any
		want []string
	}{
		{"good", "", nil},
		{"in place", crash, []string{damaged}},
		{"in place", short, []string{damaged}},
		{"unsynced", power, []string{damaged, untrue}},
		{"nameless", power, []string{untrue}},
		{"litters", crash, []string{again, halfway}},
		{"deletes", crash, []string{deleted}},
		{"deletes", denied, []string{deleted}},
		{"lies", broken, []string{untrue}},
		{"lies", full, []string{untrue}},
		{"panics", broken, []string{trace}},
		{"mute", full, []string{silent}},
		{"sulks", crash, []string{again}},
		{"lists late", crash, []string{unlisted}},
		{"prints", output, []string{untrue}},
	} {
		command := &command{name: c.way, args: []string{c.way}}
		if c.way == "lists late" {
			command.lists = listed
		}
		if o.kinds = all; c.kind != "" {
			o.kinds = []kind{c.kind}
		}
		f, err := o.try(command, existing)
		if err != nil {
			t.Fatalf("%s: %v", c.way, err)
		}
		if got := promises(f, c.kind); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s: %v, want %v\n%s", c.way, c.kind, got, c.want, f)
		}
		for _, k := range o.kinds {
			if f.runs[k] == 0 {
				t.Errorf("%s: nothing of kind %s was tried", c.way, k)
			}
		}
	}
}

// TestKillsAreFound: the same by kill -9 at random moments.
func TestKillsAreFound(t *testing.T) {
	o := bad(t)
	o.kills, o.seed = 30, 3
	existing := tree{"out.txt": node{0o644, strings.Repeat("old ", 100)}}
	for way, want := range map[string][]string{"good": nil, "in place": {damaged}, "sulks": {again}} {
		f, err := o.try(&command{name: way, args: []string{way}}, existing)
		if err != nil {
			t.Fatal(err)
		}
		if got := promises(f, killing); !slices.Equal(got, want) || f.runs[killing] != o.kills || f.early == o.kills {
			t.Errorf("%s: %v, want %v, of %d kills %d too late\n%s", way, got, want, f.runs[killing], f.early, f)
		}
	}
}

// TestPairsAreFound: two runs of what shares a file are blamed, two that do not are not.
func TestPairsAreFound(t *testing.T) {
	o := bad(t)
	o.together = true
	for way, want := range map[string][]string{"good": nil, "shares": {together}} {
		f, err := o.try(&command{name: way, args: []string{way}, other: []string{way, "other"}}, tree{})
		if err != nil {
			t.Fatal(err)
		}
		if got := promises(f, holding); !slices.Equal(got, want) || f.runs[holding] != 2*f.steps {
			t.Errorf("%s: %v, want %v, %d pairs\n%s", way, got, want, f.runs[holding], f)
		}
	}
}

// TestLoss takes away what was not synced, in each way.
func TestLoss(t *testing.T) {
	l := newLoss("")
	is := false
	l.written[1] = &is
	l.names = []*change{
		{step: step{call: create, path: "a/new"}, mode: 0},
		{step: step{call: rename, path: "b/old", from: "a/next"}, was: []byte("before"), mode: 0o600},
		{step: step{call: remove, path: "b/gone"}, was: []byte("gone"), mode: 0o644},
		{step: step{call: mkdir, path: "c"}},
		{step: step{call: create, path: "a/kept"}, synced: true},
	}
	dir := node{mode: os.ModeDir | 0o755}
	now := tree{"a": dir, "b": dir, "c": dir, "c/x": node{0o644, "x"}, "a/new": node{0o644, "1234"}, "a/kept": node{0o644, "k"}, "b/old": node{0o600, "after"}}
	byName := map[string]tree{}
	for _, v := range l.variants() {
		byName[v.name] = l.left(now, []string{"a/new"}, v)
	}
	for name, want := range map[string]tree{
		"half of the bytes": {"a": dir, "b": dir, "c": dir, "c/x": node{0o644, "x"}, "a/new": node{0o644, "12"}, "a/kept": node{0o644, "k"}, "b/old": node{0o600, "after"}},
		"zeros":             {"a": dir, "b": dir, "c": dir, "c/x": node{0o644, "x"}, "a/new": node{0o644, "\x00\x00\x00\x00"}, "a/kept": node{0o644, "k"}, "b/old": node{0o600, "after"}},
		"names":             {"a": dir, "b": dir, "a/kept": node{0o644, "k"}, "a/next": node{0o600, "after"}, "b/old": node{0o600, "before"}, "b/gone": node{0o644, "gone"}},
		"names of a":        {"a": dir, "b": dir, "c": dir, "c/x": node{0o644, "x"}, "a/kept": node{0o644, "k"}, "b/old": node{0o600, "after"}},
		"names of b":        {"a": dir, "b": dir, "c": dir, "c/x": node{0o644, "x"}, "a/new": node{0o644, "12"}, "a/kept": node{0o644, "k"}, "a/next": node{0o600, "after"}, "b/old": node{0o600, "before"}, "b/gone": node{0o644, "gone"}},
	} {
		if got, ok := byName[name]; !ok || got.differs(want, true) != "" {
			t.Errorf("%s: %s", name, got.differs(want, true))
		}
	}
}
