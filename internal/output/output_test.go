package output

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"budgetbook/internal/message"
)

func TestWriteReplacesWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "结果.pdf")
	for _, want := range []string{"first", "second, longer"} {
		if err := Write(path, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".budgetbook-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteKeepsOldFileOnFailure(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	var e *message.Error
	for path, id := range map[string]string{folder: "no-output-file", filepath.Join(dir, "missing", "x.pdf"): "unwritable"} {
		if err := Write(path, []byte("x")); !errors.As(err, &e) || e.ID != id {
			t.Errorf("Write(%s) = %v", path, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".budgetbook-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteFollowsLink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	if err := os.WriteFile(real, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(real); string(got) != "new" {
		t.Errorf("the linked file holds %q", got)
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}
