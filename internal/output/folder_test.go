package output

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
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
	for link, id := range map[string]string{"dangling": "dangling", "loop": "dangling", ".": "no-output-file"} {
		if err := Write(at(link), []byte("neu")); idOf(err) != id {
			t.Errorf("%s: %v", link, err)
		}
	}
	if target, _ := os.Readlink(at("dangling")); target != "nothing" {
		t.Errorf("the link was replaced")
	}
}
