package output

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"budgetbook/internal/message"
)

func idOf(err error) string {
	var said *message.Error
	if errors.As(err, &said) {
		return said.ID
	}
	return fmt.Sprint(err)
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	release, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); idOf(err) != "locked" {
		t.Errorf("a second run: %v", err)
	}
	release()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	again, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// TestSweep finds what a killed run left behind, and leaves what others are writing and
// files that only look like it.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	ended := exec.Command("go", "version")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	left := temporary(ended.Process.Pid) + "1.tmp"
	kept := []string{temporary(os.Getpid()) + "1.tmp", temporary(os.Getppid()) + "1.tmp", ".budgetbook-00000000-1-1.tmp", "budgetbook.tmp"}
	for _, name := range append(kept, left) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(filepath.Join(dir, "a.pdf"), []byte("neu")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, left)); err == nil {
		t.Errorf("%s is left", left)
	}
	for _, name := range kept {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s was taken away: %v", name, err)
		}
	}
}

func TestLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for link, target := range map[string]string{"good": "file", "dangling": "nothing", "loop": "loop"} {
		if err := os.Symlink(target, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(at("file"), []byte("alt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(at("good"), []byte("neu")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(at("file")); string(got) != "neu" {
		t.Errorf("the file behind the link holds %q", got)
	}
	for link, id := range map[string]string{"dangling": "dangling", "loop": "unwritable", ".": "no-output-file"} {
		if err := Write(at(link), []byte("neu")); idOf(err) != id {
			t.Errorf("%s: %v", link, err)
		}
	}
	// It is said of the loop what it is.
	if say, _ := message.Explain(message.EN, Write(at("loop"), nil)); !strings.Contains(say, "leads back to itself") {
		t.Error(say)
	}
	if target, _ := os.Readlink(at("dangling")); target != "nothing" {
		t.Errorf("the link was replaced")
	}
}

// TestFolder writes below a folder, through links that stay in it, and not through one that
// leads out of it.
func TestFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	out, elsewhere := filepath.Join(t.TempDir(), "a", "out"), t.TempDir()
	d, err := OpenFolder(out)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Write("x/y/a.txt", []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(elsewhere, "a.txt"), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"in": "x", "away": elsewhere, "x/a.txt": filepath.Join(elsewhere, "a.txt"), "gone": "nothing"} {
		if err := os.Symlink(target, filepath.Join(out, filepath.FromSlash(link))); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Write("in/y/a.txt", []byte("two")); err != nil {
		t.Error(err)
	}
	if !d.Holds("x/y/a.txt", []byte("two")) {
		t.Error("the folder behind the link does not hold the file")
	}
	for name, id := range map[string]string{"away/a.txt": "leads-out", "away/b/c.txt": "leads-out", "x/a.txt": "no-output-file", "gone/a.txt": "no-folder", "x": "no-output-file"} {
		if err := d.Write(name, []byte("ours")); idOf(err) != id {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Read("away/a.txt"); idOf(err) != "leads-out" {
		t.Errorf("read: %v", err)
	}
	if err := d.Remove("away/a.txt"); idOf(err) != "leads-out" {
		t.Errorf("remove: %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(elsewhere, "a.txt")); string(got) != "theirs" {
		t.Errorf("the file of others holds %q", got)
	}
	if left, _ := os.ReadDir(elsewhere); len(left) != 1 {
		t.Errorf("%v is outside", left)
	}
	if err := d.Remove("x/y/a.txt", "never"); err != nil || d.Holds("x/y/a.txt", []byte("two")) {
		t.Errorf("it is there still, %v", err)
	}
}

// TestLockPart: parts of one run do not keep each other out, but the same part, and a run
// that locks the folder.
func TestLockPart(t *testing.T) {
	dir := t.TempDir()
	var held []func()
	for _, part := range []string{"1", "2"} {
		release, err := LockPart(dir, part)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, release)
	}
	if _, err := LockPart(dir, "2"); idOf(err) != "locked" {
		t.Errorf("the same part: %v", err)
	}
	held[0]()
	if _, err := Lock(dir); idOf(err) != "locked" {
		t.Errorf("the folder: %v", err)
	}
	held[1]()
	if left, _ := os.ReadDir(dir); len(left) > 0 && runtime.GOOS != "windows" {
		t.Errorf("%v is left", left)
	}
	release, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LockPart(dir, "1"); idOf(err) != "locked" {
		t.Errorf("a part: %v", err)
	}
	release()
	// A folder in which no lock can be made is not taken for one that knows none.
	if _, err := Lock(filepath.Join(dir, "gone")); idOf(err) != "no-folder" {
		t.Errorf("%v", err)
	}
}
