package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"budgetbook/internal/message"
)

// TestRead: every way to a file goes through one door, which names the file it refuses.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("12345"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	doors := map[string]func(name string, limit int64) ([]byte, error){
		"Read":     func(name string, limit int64) ([]byte, error) { return Read(filepath.Join(dir, name), limit) },
		"Own":      func(name string, limit int64) ([]byte, error) { return Own(filepath.Join(dir, name), limit) },
		"ReadFS":   func(name string, limit int64) ([]byte, error) { return ReadFS(os.DirFS(dir), dir, name, limit) },
		"ReadRoot": func(name string, limit int64) ([]byte, error) { return ReadRoot(root, name, limit) },
	}
	for door, read := range doors {
		for _, c := range []struct {
			name  string
			limit int64
			id    string
		}{{"a", 4, "too-large"}, {"folder", 9, "not-a-file"}, {"none", 9, "unreadable"}} {
			var e *message.Error
			_, err := read(c.name, c.limit)
			if !errors.As(err, &e) || e.ID != c.id || e.Args["file"] != filepath.Join(dir, c.name) || errors.Is(err, fs.ErrNotExist) != (c.name == "none") {
				t.Errorf("%s(%s, %d) = %v, want %s", door, c.name, c.limit, err, c.id)
			}
		}
		if b, err := read("a", 5); err != nil || string(b) != "12345" {
			t.Errorf("%s = %q %v", door, b, err)
		}
	}
	if got, want := Reading(), filepath.Join(dir, "none"); got != filepath.Join(dir, "a") && got != want {
		t.Errorf("%q was read last", got)
	}
}

// A file that grows after it was looked at is not read beyond the limit.
func TestReadGrowing(t *testing.T) {
	_, err := ReadFS(growing{fstest.MapFS{"a": {}}}, "", "a", 1000)
	if idOf(err) != "too-large" {
		t.Errorf("%v", err)
	}
}

// growing is a file system whose file says it is empty and never ends.
type growing struct{ fstest.MapFS }

func (growing) Open(string) (fs.File, error) {
	f, err := fstest.MapFS{"a": {}}.Open("a")
	return endless{f}, err
}

type endless struct{ fs.File }

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestRecord: a record is what was written, or one sentence says that it is not.
func TestRecord(t *testing.T) {
	type one struct {
		Schema string
		N      int
	}
	r := Record{File: "x.json", Schema: "budgetbook/thing/2", Lost: "board.result"}
	var v one
	if err := r.Decode([]byte(`{"schema": "budgetbook/thing/2", "n": 3}`), &v); err != nil || v.N != 3 {
		t.Errorf("%+v %v", v, err)
	}
	for what, c := range map[string]struct{ data, id string }{
		"nothing":    {"", "board.result"},
		"cut off":    {`{"schema": "budgetbook/thing/2", "n"`, "board.result"},
		"foreign":    {`{"schema": "other/thing/2"}`, "board.result"},
		"older":      {`{"schema": "budgetbook/thing/1"}`, "board.result"},
		"newer":      {`{"schema": "budgetbook/thing/10", "n": "no number any more"}`, "record-newer"},
		"no schema":  {`{"n": 3}`, "board.result"},
		"wrong type": {`{"schema": "budgetbook/thing/2", "n": "3"}`, "board.result"},
		"two":        {`{"schema": "budgetbook/thing/2"} {}`, "board.result"},
		"deep":       {strings.Repeat("[", 1<<20), "board.result"},
		"many":       {"[" + strings.Repeat("{},", maxRecordValues) + "{}]", "board.result"},
	} {
		err := r.Decode([]byte(c.data), &v)
		if idOf(err) != c.id {
			t.Errorf("%s: %v, want %s", what, err, c.id)
		}
		if say, fix := message.Explain(message.ZH, err); !strings.Contains(say, "x.json") || fix == "" {
			t.Errorf("%s: %s %s", what, say, fix)
		}
	}
	var list []one
	if err := r.Decode([]byte(`[{"schema": "budgetbook/thing/2"}, {"schema": "budgetbook/thing/3"}]`), &list); idOf(err) != "record-newer" {
		t.Errorf("one of a list: %v", err)
	}
	if !isTame([]byte(`{"a": "[[[[[[[[[[[[[[[[[[[[[[[[[[\"[[[[["}`)) {
		t.Error("what stands in a text was taken for nesting")
	}
}
